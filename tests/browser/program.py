"""Debian's Chromium, wherever it is: its shell without windows first, which needs two thirds of the processor."""

from __future__ import annotations

import os
import shutil

HOW_TO = (
    "Chromium is not installed; browser tests need it: apt install chromium-headless-shell, "
    "or apt install chromium (or set LAUFWEG_CHROMIUM)"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


def found() -> str | None:
    """The program to drive; None where there is none."""
    named = os.environ.get("LAUFWEG_CHROMIUM")
    return named or shutil.which("chromium-headless-shell") or shutil.which("chromium")
