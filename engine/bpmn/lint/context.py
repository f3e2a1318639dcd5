"""What a lint rule sees and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from engine.bpmn.element import Document
from engine.bpmn.model import Flow, Graph, Node
from engine.errors import Fix, Severity
from engine.feel import Value

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a field of a form can give beside nothing: any number, or one of these values; `words` say it."""

    words: str
    values: frozenset[Value] = frozenset()
    numbers: bool = False

    def may_be(self, value: Value) -> bool:
        """Whether the field can give the value."""
        if self.numbers:
            return isinstance(value, Decimal)
        # to Python true is 1
        return any(type(one) is type(value) and one == value for one in self.values)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known beyond the file; None means nothing is known, so nothing can be missing.

    `forms` maps the id of each form to the variables its fields write, `decisions` holds the ids of the
    decisions, `variables` the names the engine itself sets in every instance, `agreed` the elements for which a time
    is agreed, `data` the names data that are handed over may have: categories of a consent, and the data groups;
    `inputs` maps decisions to the variables they read; `answers` maps each form to what its fields can give, by
    variable, None for one that may give anything.
    """

    forms: Mapping[str, frozenset[str]] | None = None
    decisions: frozenset[str] | None = None
    variables: frozenset[str] = _NOTHING
    agreed: frozenset[str] | None = None
    data: frozenset[str] | None = None
    inputs: Mapping[str, frozenset[str]] | None = None
    answers: Mapping[str, Mapping[str, Answers | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """One executable process of one file, and what is known around it."""

    document: Document
    graph: Graph
    forms: Mapping[str, frozenset[str]] | None = None
    decisions: frozenset[str] | None = None
    variables: frozenset[str] = field(default=_NOTHING)
    agreed: frozenset[str] | None = None
    data: frozenset[str] | None = None
    inputs: Mapping[str, frozenset[str]] | None = None
    answers: Mapping[str, Mapping[str, Answers | None]] = field(default_factory=dict)


class Basis(StrEnum):
    """Why a rule exists: the standard says so, or processes people depend on are better for it."""

    STANDARD = "standard"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say about one node, flow or (by id) other element.

    The line is that of the element with the id, unless one is given: not every element has an id.
    """

    element: str
    severity: Severity
    reason: str
    hint: str
    line: int | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A rule in the words of its reader: what it is about, why, how it is done wrong and right, and by which norm.

    `norm` is the place in the standard; empty where the rule is a practice the standard does not know.
    """

    title: str
    why: str
    wrong: str
    right: str
    norm: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check; the name is that of its file, in kebab case."""

    name: str
    basis: Basis
    check: Callable[[Context], Iterator[Remark]]
    told: Told


def error(place: Node | Flow | str, reason: str, hint: str, fix: Fix | None = None) -> Remark:
    """A remark that stops the deployment."""
    return Remark(place if isinstance(place, str) else place.id, Severity.ERROR, reason, hint, fix=fix)


def warning(place: Node | Flow | str, reason: str, hint: str, fix: Fix | None = None) -> Remark:
    """A remark the process owner should look at."""
    return Remark(place if isinstance(place, str) else place.id, Severity.WARNING, reason, hint, fix=fix)


def titled(place: Node | Flow) -> str:
    """The name on the diagram in German quotes; the id when it has none."""
    return f"„{place.name or place.id}“"
