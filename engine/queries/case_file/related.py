"""The cases that belong to a case: of the family, of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.queries.cases import CaseHead, heads_of
from engine.state import relation
from engine.state.relation import RelationKind
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """Another case, and what it is to this one."""

    kind: RelationKind
    since: datetime
    head: CaseHead


def related(tx: Transaction, case_id: int) -> tuple[RelatedCase, ...]:
    """The related cases the actor may open, the one that was related first comes first; asked once."""
    return tx.once((related, case_id), lambda: _related(tx, case_id))


def _related(tx: Transaction, case_id: int) -> tuple[RelatedCase, ...]:
    kept = relation.of_case(tx, case_id)
    heads = heads_of(tx, [one.other_id for one in kept])
    return tuple(RelatedCase(one.kind, one.at, heads[one.other_id]) for one in kept if one.other_id in heads)
