"""What a person has asked to take away of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.actor import Action
from engine.execution import exports
from engine.queries import sight
from engine.queries.cases import CaseHead, case_head
from engine.state import case, export
from engine.state.export import KEPT, Export, ExportKind, ExportState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One export as its owner sees it: `until` is when it goes."""

    export: Export
    until: datetime


@dataclass(frozen=True, slots=True)
class ExportView:
    """The case, whether one may ask for an export, and those one has asked for, the newest first."""

    head: CaseHead
    may_export: bool
    exports: tuple[ExportRow, ...]

    @property
    def under_way(self) -> bool:
        """Whether one of them is still being made."""
        return any(one.export.state in {ExportState.WAITING, ExportState.RUNNING} for one in self.exports)


def of_case(tx: Transaction, reference: str) -> ExportView:
    """The actor's own exports of the case. Forbidden for whoever may not read its file."""
    head = case_head(tx, reference)
    sight.log(tx, sight.of_case(tx, head.id))
    taking_part = case.participants(tx, head.id)
    may = tx.actor.account is not None and any(tx.actor.may(Action.EXPORT_CASE, one) for one in taking_part)
    found = case.by_reference(tx, reference)
    rows = tuple(
        ExportRow(one, one.requested_at + KEPT)
        for one in export.of_case(tx, head.id, tx.actor.account)
        if not exports.is_gone(tx, found, one)
    )
    return ExportView(head, may, rows)


__all__ = ["ExportKind", "ExportRow", "ExportState", "ExportView", "of_case"]
