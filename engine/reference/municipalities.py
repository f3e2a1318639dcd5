"""The 396 municipalities of Nordrhein-Westfalen by their official key (AGS)."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from engine.commands import authority
from engine.queries.authority import Municipality
from engine.queries.authority import municipalities as stored
from engine.transaction import Transaction


@lru_cache(maxsize=1)
def municipalities() -> tuple[Municipality, ...]:
    """The register as it comes with the code; lines that begin with # name its sources."""
    text = (files(__package__) / "nrw_gemeinden.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(Municipality(row["ags8"], row["name"], row["kreis_name"]) for row in csv.DictReader(lines))


def load(tx: Transaction) -> int:
    """Store the register where it differs from what is stored; returns how many rows were written."""
    known = set(stored(tx))
    missing = [one for one in municipalities() if one not in known]
    if missing:
        authority.set_municipalities(
            tx, [{"ags": one.ags, "name": one.name, "district": one.district} for one in missing]
        )
    return len(missing)
