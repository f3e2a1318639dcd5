"""Properties of a component that are fixed or computed: a setting, a text, an option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from engine import feel
from engine.feel import Environment, Expression, Value
from engine.wording import say


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

    def markup(self, variables: Mapping[str, Value], environment: Environment) -> str:
        """As `text`, of HTML: what a value puts between is text and never becomes a tag."""
        return "".join(
            part if isinstance(part, str) else escape(_said(part, variables, environment))
            for part in self.parts
        )

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
