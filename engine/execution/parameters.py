"""Numbers a steering group sets by resolution, for a jurisdiction and from a day on; until then the default holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from engine.compare import Said
from engine.errors import Invalid
from engine.state import adopted_parameter
from engine.transaction import Transaction


class Parameter(StrEnum):
    """What is set."""

    #: percent of the elements of a process that its scenarios must go through
    COVERAGE = "coverage"
    #: days a consulted party has at least to answer
    CONSULTATION_DAYS = "consultation_days"
    #: so many cases a structural problem is reported from until the group is to discuss it
    PROBLEM_THRESHOLD = "problem_threshold"
    #: percent of the running cases that a new version may refuse; more, and it is not adopted
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What it is called, what holds without a resolution, and what a resolution may set; `stricter` of two values is
    the one that lets less pass.
    """

    said: Said
    default: int
    least: int
    most: int
    stricter: Callable[[Iterable[int]], int] = max


PARAMETERS: Final[Mapping[Parameter, Bounds]] = {
    Parameter.COVERAGE: Bounds(
        Said("Abdeckung durch Szenarien (%)", "Coverage by scenarios (%)"), 90, 0, 100
    ),
    Parameter.CONSULTATION_DAYS: Bounds(
        Said("Mindestdauer einer Beteiligung (Tage)", "Shortest consultation (days)"), 14, 1, 180
    ),
    Parameter.PROBLEM_THRESHOLD: Bounds(
        Said("Strukturproblem besprechen ab (Fälle)", "Structural problem discussed from (cases)"), 3, 1, 100
    ),
    Parameter.REFUSED: Bounds(
        Said(
            "Läufe, die sich nicht umstellen lassen, höchstens (%)",
            "Runs that cannot be migrated, at most (%)",
        ),
        100,
        0,
        100,
        min,
    ),
}


def value(
    tx: Transaction,
    parameter: Parameter,
    jurisdictions: tuple[str, ...],
    on: date,
    without: Collection[int] = (),
) -> int:
    """What holds in these jurisdictions on that day; where they differ, the stricter value. `without` are resolutions
    that are to be repealed.
    """
    bounds = PARAMETERS[parameter]
    found = [adopted_parameter.value(tx, parameter.value, one, on, without) for one in jurisdictions]
    known = [one for one in found if one is not None]
    return bounds.stricter(known) if known else bounds.default


def check(given: Mapping[str, int]) -> Mapping[str, int]:
    """The same, if each is one that is set and within its bounds; Invalid names those that are not."""
    wrong = {}
    for name, number in given.items():
        if name not in set(Parameter):
            wrong[f"parameter-{name}"] = "Diesen Wert setzt die Lenkungsgruppe nicht."
            continue
        bounds = PARAMETERS[Parameter(name)]
        if not bounds.least <= number <= bounds.most:
            wrong[f"parameter-{name}"] = (
                f"Bitte geben Sie eine ganze Zahl von {bounds.least} bis {bounds.most} ein."
            )
    if wrong:
        raise Invalid("Expected to set parameters, but some are out of bounds", wrong)
    return given
