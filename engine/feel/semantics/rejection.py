"""How an operation says that it has no result."""

from __future__ import annotations


class Rejected(Exception):
    """The operands have the right types but no result; the German message says why. Becomes null."""


class Mismatch(Rejected):
    """The operands have types the operation does not know. Becomes null."""


class AssertionFailed(Rejected):
    """The function `assert` found its condition untrue. Becomes null."""


class LimitReached(Exception):
    """The evaluation as a whole costs too much; ends it with null."""
