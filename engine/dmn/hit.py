"""Hit policies: which matching rules speak, and what the table then says (DMN 1.5, 8.2.10 and 8.2.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from engine import feel
from engine.feel import Evaluation as Account
from engine.feel import Value


class HitPolicy(StrEnum):
    """The hit policies, spelled as in the XML."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


#: the policies under which several rules speak at once
SEVERAL = frozenset({HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT})


class Aggregator(StrEnum):
    """How COLLECT folds its hits into one value (C+ C< C> C#)."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


class Contradiction(Exception):
    """The hits cannot stand together; `rules` are their indexes, the message a German sentence."""

    def __init__(self, reason: str, rules: Sequence[int]) -> None:
        super().__init__(reason)
        self.rules = tuple(rules)


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching rule by its index from 1, what it says, and the rank of that among the output values.

    `rank` has one number per output, 0 first; it only counts for PRIORITY and OUTPUT ORDER.
    """

    index: int
    value: Value
    rank: tuple[int, ...] = ()


def choose(policy: HitPolicy, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that speak, in the order in which they speak.

    Raises Contradiction where the policy forbids the hits to stand together.
    """
    match policy:
        case HitPolicy.UNIQUE:
            if len(hits) > 1:
                raise _contradiction(hits, "die Tabelle erlaubt aber nur eine Regel (UNIQUE)")
            return list(hits)
        case HitPolicy.ANY:
            if any(hit.value != hits[0].value for hit in hits[1:]):
                raise _contradiction(hits, "sagen aber Verschiedenes, was die Tabelle nicht erlaubt (ANY)")
            return list(hits)
        case HitPolicy.FIRST:
            return list(hits[:1])
        case HitPolicy.PRIORITY:
            return sorted(hits, key=lambda hit: hit.rank)[:1]
        case HitPolicy.OUTPUT_ORDER:
            return sorted(hits, key=lambda hit: hit.rank)
        case _:
            return list(hits)


def combine(
    policy: HitPolicy, aggregator: Aggregator | None, chosen: Sequence[Hit], account: Account
) -> Value:
    """Fold the chosen hits, at least one, into the value of the table; the account hears why it is null."""
    values = [hit.value for hit in chosen]
    match policy, aggregator:
        case ((HitPolicy.UNIQUE | HitPolicy.ANY | HitPolicy.FIRST | HitPolicy.PRIORITY), _):
            return values[0]
        case _, None:
            return values
        case _, Aggregator.COUNT:
            return Decimal(len(values))
        case _:
            return _AGGREGATIONS[aggregator].evaluate_within({"v": values}, account)


# FEEL's own functions, so that sums keep FEEL's precision and minima compare every comparable type.
_AGGREGATIONS = {
    Aggregator.SUM: feel.compile_expression("sum(v)", frozenset({"v"})),
    Aggregator.MIN: feel.compile_expression("min(v)", frozenset({"v"})),
    Aggregator.MAX: feel.compile_expression("max(v)", frozenset({"v"})),
}


def _contradiction(hits: Sequence[Hit], reason: str) -> Contradiction:
    numbers = [str(hit.index) for hit in hits]
    rules = f"Die Regeln {', '.join(numbers[:-1])} und {numbers[-1]}"
    return Contradiction(f"{rules} treffen zugleich zu, {reason}", [hit.index for hit in hits])
