"""Reading properties of form-js components, and collecting every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Final, TypeAlias

from engine import feel
from engine.errors import Finding, Fix, Severity
from engine.feel import Expression, SyntaxFault, Value
from engine.forms.setting import NONE, Setting, Template

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_MAX_TEXT: Final = 20_000
#: properties that stand in a section of their component
_SECTIONS: Final = {
    "hide": "conditional",
    **dict.fromkeys(("prefixAdorner", "suffixAdorner"), "appearance"),
    **dict.fromkeys(("required", "min", "max", "minLength", "maxLength"), "validate"),
}


class Reader:
    """Access to the properties of one form; `findings` grows while reading. `text` is the source."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.findings: list[Finding] = []

    def fault(
        self, component: str | None, rule: str, reason: str, hint: str = "", fix: Fix | None = None
    ) -> None:
        """Note an error at a component."""
        self._note(component, rule, reason, hint, Severity.ERROR, fix)

    def warn(
        self, component: str | None, rule: str, reason: str, hint: str = "", fix: Fix | None = None
    ) -> None:
        """Note a warning at a component."""
        self._note(component, rule, reason, hint, Severity.WARNING, fix)

    def string(self, component: str, raw: Mapping[str, Json], name: str) -> str | None:
        """Return a property that must be text; None where it is absent or empty."""
        value = raw.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or len(value) > _MAX_TEXT:
            self._wrong(component, name, "ein Text")
            return None
        return value

    def whole(self, component: str, raw: Mapping[str, Json], name: str) -> int | None:
        """Return a property that must be a whole number from 0; text of digits counts."""
        value = raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self._wrong(component, name, "eine ganze Zahl ab 0")
            return None
        return value

    def section(self, component: str | None, raw: Mapping[str, Json], name: str) -> Mapping[str, Json]:
        """Return a property that must be an object; empty where it is absent."""
        value = raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._wrong(component, name, "ein JSON-Objekt")
            return {}
        return value

    def setting(self, component: str, raw: Mapping[str, Json], name: str) -> Setting:
        """Return a property that is fixed, or FEEL where its text starts with "="."""
        value = raw.get(name)
        if value is None or value == "":
            return NONE
        if isinstance(value, str) and value.startswith("="):
            return Setting(expression=self.expression(component, value, name, _path(component, raw, name)))
        try:
            return Setting(feel.from_python(value))
        except (TypeError, ValueError):
            self._wrong(component, name, "ein einfacher Wert")
            return NONE

    def formula(self, component: str, raw: Mapping[str, Json], name: str) -> Setting:
        """Return a property that is always FEEL, with or without an equals sign."""
        text = self.string(component, raw, name)
        if text is None:
            return NONE
        return Setting(expression=self.expression(component, text, name, _path(component, raw, name)))

    def flag(self, component: str, raw: Mapping[str, Json], name: str) -> Setting:
        """Return a property that is true, false, or a FEEL expression."""
        setting = self.setting(component, raw, name)
        if setting.expression is None and not isinstance(setting.constant, bool | None):
            self._wrong(component, name, "true, false oder ein FEEL-Ausdruck mit „=“ am Anfang")
            return NONE
        return setting

    def bound(self, component: str, raw: Mapping[str, Json], name: str) -> Setting:
        """Return a limit: a number, a number as text, an ISO date, date and time or time, or FEEL."""
        setting = self.setting(component, raw, name)
        if setting.expression is not None or setting.constant is None:
            return setting
        value: Value = setting.constant
        if isinstance(value, str):
            if _NUMBER.fullmatch(value):
                return Setting(Decimal(value))
            value = feel.read_date(value) or feel.read_date_time(value) or feel.read_time(value)
        if value is None or isinstance(value, bool | list | dict):
            self._wrong(component, name, "eine Zahl, ein Datum (2026-11-14) oder ein FEEL-Ausdruck")
        return Setting(value)

    def template(self, component: str, raw: Mapping[str, Json], name: str) -> Template:
        """Return a text property: fixed, with `{{ FEEL }}`, or wholly FEEL where it starts with "="."""
        text = self.string(component, raw, name)
        if text is None:
            return Template()
        if text.startswith("="):
            expression = self.expression(component, text, name, _path(component, raw, name))
            return Template((expression,) if expression else ())
        parts: list[str | Expression] = []
        for position, part in enumerate(_PLACEHOLDER.split(text)):
            if position % 2 == 0:
                parts.append(part)
            elif part.strip().startswith(("#", "/")):
                self.fault(
                    component,
                    "form-template",
                    f"„{{{{{part.strip()}}}}}“ in „{name}“ wird nicht ausgeführt.",
                    "Schreiben Sie {{ if … then … else … }}, oder blenden Sie ein eigenes Feld aus.",
                )
            elif expression := self._compiled(
                component, part, name, _path(component, raw, name), lambda _: _mended_places(text)
            ):
                parts.append(expression)
        return Template(tuple(part for part in parts if part != ""))

    def expression(self, component: str, text: str, name: str, place: str) -> Expression | None:
        """Compile FEEL that is all of the property at `place`; None after noting why it cannot be."""
        return self._compiled(component, text, name, place, "={}".format)

    def _compiled(
        self, component: str, text: str, name: str, place: str, whole: Callable[[str], str]
    ) -> Expression | None:
        """Compile FEEL; `whole` makes of what mends it the value of the property."""
        written = text.strip().removeprefix("=")
        try:
            return feel.compile_expression(written)
        except SyntaxFault as fault:
            better = feel.mended(written.strip()) if place else None
            self.fault(
                component,
                "feel-syntax",
                f"Der Ausdruck in „{name}“ ist kein gültiges FEEL: {fault.message}",
                f"Prüfen Sie den Ausdruck: {text.strip()[:120]}",
                None if better is None else Fix(component, place, value=whole(better)),
            )
            return None

    def value(self, component: str, raw: Json, name: str) -> Value:
        """Return a fixed simple value: text, number or boolean."""
        if isinstance(raw, str | bool | int | float):
            with suppress(ValueError):  # 1e999 is JSON, and no number
                return feel.from_python(raw)
        self._wrong(component, name, "ein Text, eine Zahl oder true/false")
        return None

    def _wrong(self, component: str | None, name: str, expected: str) -> None:
        self.fault(
            component,
            "form-property",
            f"Die Eigenschaft „{name}“ hat einen unpassenden Wert; erwartet wird {expected}.",
            "Korrigieren Sie die Eigenschaft im Modellierungswerkzeug.",
        )

    def _note(
        self, component: str | None, rule: str, reason: str, hint: str, severity: Severity, fix: Fix | None
    ) -> None:
        line = self._line(component)
        self.findings.append(Finding(self.file, rule, reason, hint, component, line, severity, fix))

    def _line(self, component: str | None) -> int | None:
        """Find the line on which the component's id stands: JSON parsers keep no positions."""
        if component is None:
            return None
        position = re.search(rf'"id"\s*:\s*{re.escape(f"{chr(34)}{component}{chr(34)}")}', self.text)
        return None if position is None else self.text.count("\n", 0, position.start()) + 1


def _mended_places(text: str) -> str:
    """A text with all in double braces mended that can be."""

    def mended(place: re.Match[str]) -> str:
        better = feel.mended(place[1].strip().removeprefix("=").strip())
        return f"{{{{ {better} }}}}" if better else place[0]

    return _PLACEHOLDER.sub(mended, text)


def _path(component: str, raw: Mapping[str, Json], name: str) -> str:
    """Where in its component a property stands; empty where that is not known."""
    if raw.get("id") == component:
        return name
    return f"{_SECTIONS[name]}.{name}" if name in _SECTIONS else ""
