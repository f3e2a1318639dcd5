"""Values as the lines of a scenario file have them: what YAML would misread stands in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
#: what YAML takes for something else than a text
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def block(word: str, values: Mapping[str, Any], indent: str) -> Iterator[str]:  # Any: JSON
    """A word with a line for each of its values; nothing without values."""
    if values:
        yield f"{word}:"
        yield from (f"{indent}{line}" for line in entries(values))


def entries(values: Mapping[str, Any]) -> Iterator[str]:
    """A line for each value: `feld: wert`."""
    return (f"{_key(name)}: {_yaml(value)}" for name, value in values.items())


def listed(texts: list[str]) -> str:
    """Texts that are YAML already as a list on one line."""
    return f"[{', '.join(texts)}]"


def quoted(text: str) -> str:
    """The text as YAML has it between quotation marks, on one line."""
    marked = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + marked.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _key(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d][\w.]*", name) and name.lower() not in _WORDS else quoted(name)


def _yaml(value: Any) -> str:  # Any: JSON
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{_key(name)}: {_yaml(one)}" for name, one in value.items()) + "}"
        case list():
            return listed([_yaml(one) for one in value])
        case str():
            return value if _DAY.fullmatch(value) else quoted(value)
        case _:
            return str(value)
