"""What can go wrong, in five kinds.

    LaufwegError
    ├── NotFound      the thing does not exist (or the actor may not know that it does)
    ├── Conflict      it exists, but is in another state than the caller believes
    ├── Invalid       the caller's input breaks a rule; `fields` names each
    ├── Forbidden     the actor may not do this
    └── ModelError    a BPMN, DMN, FEEL or form file breaks a rule; `findings` names each

Messages follow one grammar: *Expected to <verb> <thing>, but <what is so>*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """An error stops the deployment, a warning is shown with it."""

    ERROR = "error"
    WARNING = "warning"


#: the part of a fix that stands for what is written in FEEL
FEEL: Final = "feel"


@dataclass(frozen=True, slots=True)
class Fix:
    """A change to one element that cannot alter what its process means.

    `part` is an attribute or the name of children: it is taken away; with a value it is set to that; with a reference
    it names that element, lists of flows one more. Without a part the whole element is taken away, and the value says
    which one that is. Elements of a form are its components, those of decisions their cells, clauses, rules and
    decisions. The part `feel` is every value of the element that is written as the reference; it becomes the value.
    """

    element: str
    part: str
    reference: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in a model file: where it is, what is wrong, and what to do about it.

    `rule` is the stable name of the check (kebab case), `line` counts from 1, `reason` and `hint` are German
    sentences: process owners read them. `fix` is there where a change mends it whatever was meant. `exempted` is why
    somebody lets a warning stand (process.toml); empty where nobody does.
    """

    file: str
    rule: str
    reason: str
    hint: str = ""
    element: str | None = None
    line: int | None = None
    severity: Severity = Severity.ERROR
    fix: Fix | None = None
    exempted: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        element = f" [{self.element}]" if self.element else ""
        hint = f" – {self.hint}" if self.hint else ""
        return f"{place}{element} {self.rule}: {self.reason}{hint}"


class LaufwegError(Exception):
    """Root of every error this library raises on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(LaufwegError):
    """The thing asked for does not exist, or must not be known to the actor."""


class Conflict(LaufwegError):
    """The thing has moved on: someone else was first, or it is in another state."""


class Invalid(LaufwegError):
    """The input breaks a rule. `fields` maps the name of each field to its German message."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class Forbidden(LaufwegError):
    """The actor lacks the role or the competence.

    `roles` are those that permit it somewhere, as far as a role is what is missing; empty where saying so would tell
    something about what the actor may not see.
    """

    def __init__(self, message: str, roles: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.roles = frozenset(roles)


class ModelError(LaufwegError):
    """A model file breaks a rule; nothing of it was stored."""

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
