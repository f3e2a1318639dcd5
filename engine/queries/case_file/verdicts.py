"""What was computed in a case: of each decision the newest evaluation, and those before it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.queries.case_file.front import CaseFront
from engine.queries.records import DecisionRow, decisions
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A decision of the case with its newest evaluation and the earlier ones, the newest first."""

    newest: DecisionRow
    earlier: tuple[DecisionRow, ...]


def case_decisions(tx: Transaction, front: CaseFront) -> tuple[Verdicts, ...]:
    """The readable decisions of the case, the one computed last first."""
    found: dict[tuple[str, str], list[DecisionRow]] = {}
    for one in decisions(tx, front.sight):
        found.setdefault((one.decision, one.name), []).append(one)
    return tuple(Verdicts(rows[0], tuple(rows[1:])) for rows in found.values())
