"""Run a set of cases and print one JSON line per kind and feature group, and one per kind."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from tests.conformance.cases import KINDS, Item, Result, read_manifest
from tests.conformance.pool import Driver, run_all
from tests.conformance.report import as_json, lines, markdown, replace_section

#: by kind: module and function
_DRIVERS = {
    "trace": ("trace", "drive"),
    "steps": ("steps", "drive"),
    "sequence": ("sequence", "drive"),
    "static": ("static", "drive"),
    "parse": ("counts", "drive_parse"),
    "roundtrip": ("roundtrip", "drive"),
    "large": ("counts", "drive_large"),
}


def run(name: str, folder: Path, kinds: Sequence[str] = KINDS, workers: int | None = None) -> list[Result]:
    """Run the cases of a set, kind by kind; `name` is `bpmn` or `dmn`."""
    if name == "dmn":
        from tests.conformance import dmn

        return run_all(dmn.drive, dmn.read_kit(folder), workers)
    items: dict[str, list[Item]] = {kind: [] for kind in kinds}
    for item in read_manifest(folder):
        items.setdefault(item.kind, []).append(item)
    results: list[Result] = []
    for kind in kinds:
        if items[kind]:
            # times are measured with nothing beside them
            results += run_all(driver_of(kind), items[kind], 1 if kind == "large" else workers)
    return results


def driver_of(kind: str) -> Driver:
    """How cases of a kind are run."""
    module, function = _DRIVERS[kind]
    driver: Driver = getattr(import_module(f"tests.conformance.{module}"), function)
    return driver


def main() -> None:
    """Read the command line, run, print, and write the summary if asked to."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("set", choices=("bpmn", "dmn"), help="the format of the set")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where its manifest.json or its kit is")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind; may be repeated")
    parser.add_argument("--json", action="store_true", help="no closing line for people")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures into this document")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes side by side")
    given = parser.parse_args()
    begun = time.monotonic()
    try:
        found = list(lines(run(given.set, given.folder, given.kind or KINDS, given.workers)))
    except ValueError as fault:
        parser.error(str(fault))
    for line in found:
        sys.stdout.write(f"{as_json(line)}\n")
    if given.write:
        document = given.write.read_text("utf-8")
        given.write.write_text(replace_section(document, given.set, markdown(found)), "utf-8")
    if not given.json:
        sys.stderr.write(f"{time.monotonic() - begun:.1f} s\n")


if __name__ == "__main__":
    main()
