"""A form as the engine keeps it: components with their rules compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from engine import feel
from engine.errors import Finding
from engine.feel import Environment, Expression, Value
from engine.wording import say


class Kind(StrEnum):
    """What a component is. The three kinds of date and time share form-js' type `datetime`."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    CHECKBOX = "checkbox"
    SELECT = "select"
    RADIO = "radio"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    EXPRESSION = "expression"
    TEXT = "text"
    GROUP = "group"
    SEPARATOR = "separator"
    SPACER = "spacer"


TEXTS: Final = frozenset({Kind.TEXTFIELD, Kind.TEXTAREA})
MOMENTS: Final = frozenset({Kind.DATE, Kind.TIME, Kind.DATETIME})
SINGLE_CHOICE: Final = frozenset({Kind.SELECT, Kind.RADIO})
MULTIPLE_CHOICE: Final = frozenset({Kind.CHECKLIST, Kind.TAGLIST})
CHOICES: Final = SINGLE_CHOICE | MULTIPLE_CHOICE
FIELDS: Final = TEXTS | MOMENTS | CHOICES | {Kind.NUMBER, Kind.CHECKBOX}
"""Kinds a person fills in."""
KEYED: Final = FIELDS | {Kind.EXPRESSION}
"""Kinds that give the case a variable."""


class Format(StrEnum):
    """What a text field may demand of its text beside a pattern."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Setting:
    """A property that is fixed, or a FEEL expression over the form's values and the case's variables."""

    constant: Value = None
    expression: Expression | None = None

    def value(self, variables: Mapping[str, Value], environment: Environment) -> Value:
        """Return the value for this data."""
        if self.expression is None:
            return self.constant
        return self.expression.evaluate(variables, environment).value

    def holds(self, variables: Mapping[str, Value], environment: Environment) -> bool:
        """Whether the setting is true; null is not."""
        return self.value(variables, environment) is True

    @property
    def may_hold(self) -> bool:
        """Whether `holds` can ever be true."""
        return self.expression is not None or self.constant is True

    @property
    def reads(self) -> frozenset[str]:
        """Return the variables it depends on."""
        return self.expression.variables if self.expression else frozenset()


NO: Final = Setting(False)
NONE: Final = Setting(None)


@dataclass(frozen=True, slots=True)
class Template:
    """Text with `{{ FEEL }}` in between, or wholly one expression."""

    parts: tuple[str | Expression, ...] = ()

    def text(self, variables: Mapping[str, Value], environment: Environment) -> str:
        """Return the text for this data; a part that is null leaves nothing."""
        return "".join(_said(part, variables, environment) for part in self.parts)

    @property
    def reads(self) -> frozenset[str]:
        """Return the variables it depends on."""
        return frozenset[str]().union(*(part.variables for part in self.parts if not isinstance(part, str)))


def _said(part: str | Expression, variables: Mapping[str, Value], environment: Environment) -> str:
    if isinstance(part, str):
        return part
    value = part.evaluate(variables, environment).value
    return "" if value is None else say(value)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is shown, and the value it stands for."""

    label: str
    value: Value

    @property
    def code(self) -> str:
        """Return the value as HTML carries it."""
        return feel.text(self.value) if not isinstance(self.value, str) else self.value


@dataclass(frozen=True, slots=True)
class Rules:
    """What a value must satisfy."""

    required: Setting = NO
    minimum: Setting = NONE
    maximum: Setting = NONE
    min_length: Setting = NONE
    max_length: Setting = NONE
    pattern: str | None = None
    pattern_message: str | None = None
    format: Format | None = None
    decimal_digits: int | None = None
    no_past: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """One component. Layout and look are carried for the page; everything else is executed."""

    id: str
    kind: Kind
    key: str | None = None
    label: Template = field(default_factory=Template)
    description: Template = field(default_factory=Template)
    properties: Mapping[str, str] = field(default_factory=dict)
    hide: Setting = NO
    disabled: Setting = NO
    readonly: Setting = NO
    default: Setting = NONE
    rules: Rules = field(default_factory=Rules)
    options: tuple[Option, ...] = ()
    prefix: Template = field(default_factory=Template)
    suffix: Template = field(default_factory=Template)
    step: str | None = None
    height: int | None = None
    row: str | None = None
    columns: int | None = None
    outline: bool = False
    content: Template = field(default_factory=Template)
    computed: Expression | None = None
    children: tuple[Component, ...] = ()

    @property
    def is_personal(self) -> bool:
        """Whether the value is data about a person (property `personenbezogen`)."""
        return self.properties.get("personenbezogen", "").strip().lower() == "ja"

    @property
    def reads(self) -> frozenset[str]:
        """Return the variables on which its sight, demands or text depend."""
        rules = self.rules
        settings = (
            self.hide, self.disabled, self.readonly, self.default,
            rules.required, rules.minimum, rules.maximum, rules.min_length, rules.max_length,
        )  # fmt: skip
        texts = (self.label, self.description, self.prefix, self.suffix, self.content)
        computed = self.computed.variables if self.computed else frozenset[str]()
        return computed.union(*(setting.reads for setting in settings), *(text.reads for text in texts))


@dataclass(frozen=True)
class Form:
    """A parsed form. `findings` are warnings only: a form with errors is never made.

    Without slots because the derived views below are kept once computed.
    """

    id: str
    file: str
    components: tuple[Component, ...]
    findings: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[tuple[Component, tuple[Component, ...]]]:
        """Yield every component in reading order with the groups it lies in, outermost first."""
        yield from _walk(self.components, ())

    def fields(self) -> tuple[Component, ...]:
        """Return the components that give the case a variable, groups flattened, in reading order."""
        return self._fields

    @cached_property
    def _fields(self) -> tuple[Component, ...]:
        return tuple(component for component, _ in self.walk() if component.kind in KEYED)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the variables the form gives the case, in reading order."""
        return tuple(component.key for component in self.fields() if component.key)

    @cached_property
    def personal_keys(self) -> frozenset[str]:
        """Return the keys of personal data: they may be erased with the person."""
        return frozenset(
            component.key for component in self.fields() if component.key and component.is_personal
        )

    @cached_property
    def reads(self) -> frozenset[str]:
        """Return every variable the form's expressions read, its own keys included."""
        return frozenset[str]().union(*(component.reads for component, _ in self.walk()))

    @cached_property
    def watched_keys(self) -> frozenset[str]:
        """Return the keys whose change may change the rest of the form; the page then asks for it anew."""
        return self.reads & frozenset(self.keys)


def _walk(
    components: tuple[Component, ...], above: tuple[Component, ...]
) -> Iterator[tuple[Component, tuple[Component, ...]]]:
    for component in components:
        yield component, above
        yield from _walk(component.children, (*above, component))
