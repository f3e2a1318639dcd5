"""The permission table, as the pages of the administration show it: the one of `engine/actor.py`, and no other."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actor import PERMISSIONS, Action, Role
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RightRow:
    """One action, and the roles that permit it at their authority."""

    action: Action
    roles: frozenset[Role]


def table(tx: Transaction) -> tuple[RightRow, ...]:
    """Every action in the order of the table; Forbidden for whoever does not read the register."""
    tx.actor.must(Action.READ_REGISTER)
    return tuple(RightRow(action, PERMISSIONS[action]) for action in Action)
