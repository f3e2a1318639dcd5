"""The account of a decision: FEEL's, and what a missing input means to its tables."""

from __future__ import annotations

from enum import StrEnum

from engine.feel import Environment, Evaluation


class Missing(StrEnum):
    """What a table makes of a condition on a missing input.

    UNDETERMINED: nobody knows whether it holds; if that could decide, the table is undetermined. AS_NULL: what FEEL
    says of null, by the letter of the standard; `null = "B1"` does not hold, so the next rule is asked.
    """

    UNDETERMINED = "undetermined"
    AS_NULL = "as-null"


class Ledger(Evaluation):
    """The running account of one decision. Functions and services it calls run on it, and so by the same meaning."""

    __slots__ = ("missing",)

    def __init__(self, environment: Environment, missing: Missing) -> None:
        super().__init__(environment)
        self.missing = missing


def missing_in(account: Evaluation) -> Missing:
    """Return what a missing input means on an account."""
    return account.missing if isinstance(account, Ledger) else Missing.UNDETERMINED
