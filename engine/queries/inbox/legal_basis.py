"""What tasks rest on, as filters offer it: each norm once, under its statute, however the files write it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.citations import Norm, read


@dataclass(frozen=True, slots=True)
class Offered:
    """A norm as a filter names it, and whether all or only some of what cites it says that it is to be checked."""

    name: str
    is_doubtful: bool
    is_partly_doubtful: bool


@dataclass(frozen=True, slots=True)
class Statute:
    """The norms of one statute in their order; without a name what cites no paragraph, in the order of its letters."""

    name: str
    norms: tuple[Offered, ...]


def statutes(texts: Iterable[str]) -> tuple[Statute, ...]:
    """The statutes by name, each with the norms the texts cite; what names none comes last."""
    doubts: dict[Norm, set[bool]] = {}
    others: dict[str, set[bool]] = {}
    for citation in map(read, dict.fromkeys(texts)):
        for norm in citation.norms:
            doubts.setdefault(norm, set()).add(citation.is_doubtful)
        if not citation.norms:
            others.setdefault(citation.text, set()).add(citation.is_doubtful)
    named: dict[str, list[Offered]] = {}
    for norm in sorted(doubts, key=lambda one: one.rank):
        named.setdefault(norm.statute, []).append(_offered(str(norm), doubts[norm]))
    found = [Statute(name, tuple(norms)) for name, norms in named.items()]
    rest = tuple(_offered(text, others[text]) for text in sorted(others))
    return (*found, Statute("", rest)) if rest else tuple(found)


def _offered(name: str, doubts: set[bool]) -> Offered:
    return Offered(name, doubts == {True}, doubts == {True, False})
