"""YAML with line numbers, the only door to PyYAML: data alone, no Python objects, no key twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import isfinite
from typing import Any

import yaml

from engine.errors import Finding, ModelError

#: more than any scenario a person writes; a limit against files that are none
LARGEST = 500_000
#: aliases can make a small file hold any number of values
MOST_VALUES = 50_000


#: opened at once; reading takes the square of it
MOST_DEEP = 200
_EXPECTED = (
    "Erwartet wird ein Szenario mit „szenario“, „angenommen“ und „schritte“; eingerückt wird mit Leerzeichen, "
    "hinter einem Doppelpunkt steht eines."
)
#: beginnings of what PyYAML says, and the same for whoever wrote the file; the first that fits counts
_GERMAN = (
    (
        "mapping values are not allowed",
        "hier steht ein Doppelpunkt zu viel, oder die Zeile ist falsch eingerückt",
    ),
    ("could not find expected ':'", "hier fehlt ein Doppelpunkt"),
    ("expected <block end>", "diese Zeile ist anders eingerückt als die davor"),
    ("sequence entries are not allowed", "hier darf keine Aufzählung beginnen"),
    ("expected ',' or ']'", "hier fehlt ein Komma oder „]“"),
    ("expected ',' or '}'", "hier fehlt ein Komma oder „}“"),
    ("found unexpected end of stream", "ein Anführungszeichen ist nicht geschlossen"),
    ("expected the node content", "hier fehlt ein Wert oder eine schließende Klammer"),
    (
        "found undefined alias",
        "das Zeichen „*“ verweist auf etwas, das es nicht gibt; Texte damit stehen in Anführungszeichen",
    ),
    ("found duplicate anchor", "ein Name hinter „&“ ist doppelt vergeben"),
    ("found unconstructable recursive", "ein Wert enthält sich selbst"),
    (
        "could not determine a constructor",
        "das Zeichen „!“ am Anfang hat hier keine Bedeutung; Texte damit stehen in Anführungszeichen",
    ),
    ("found character '\\t'", "eingerückt ist mit Tabulatoren statt Leerzeichen"),
    (
        "found character",
        "ein Zeichen darf hier nicht am Anfang stehen; Texte damit stehen in Anführungszeichen",
    ),
    ("found unknown escape", "hinter „\\“ steht ein Zeichen, das dort nichts bedeutet"),
    ("special characters are not allowed", "ein Steuerzeichen steht darin"),
    ("unacceptable character", "ein Steuerzeichen steht darin"),
    ("but found another document", "hier beginnt ein zweites Dokument"),
)


class Section(dict[str, Any]):  # Any: what YAML gives is told apart by `grammar`
    """A mapping that knows the line it begins at."""

    line: int = 0


class _Refused(yaml.constructor.ConstructorError):
    """What this module refuses, in German."""


class _Loader(yaml.SafeLoader):
    """Plain data; a key that is given twice is refused, since YAML would silently take the last one."""


class _Quick(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]  # whichever is there
    """The same by libyaml, which is eight times as fast and words faults otherwise."""


def _section(loader: _Loader, node: yaml.MappingNode) -> Iterator[Section]:
    made = Section()
    made.line = node.start_mark.line + 1
    yield made
    seen: set[object] = set()
    for key_node, _ in node.value:
        key = key_node.value
        if not isinstance(key, str):
            text = "vor dem Doppelpunkt steht ein Wort, keine Liste und kein Abschnitt"
            raise _Refused(None, None, text, key_node.start_mark)
        if key != "<<" and key in seen:
            raise _Refused(None, None, f"„{key}“ steht doppelt", key_node.start_mark)
        seen.add(key)
    made.update({str(key): value for key, value in loader.construct_mapping(node, deep=True).items()})


def _timestamp(loader: _Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as fault:
        text = f"„{node.value}“ ist kein Tag des Kalenders"
        raise _Refused(None, None, text, node.start_mark) from fault


for _kind in (_Loader, _Quick):
    _kind.add_constructor("tag:yaml.org,2002:map", _section)
    _kind.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def read(source: bytes, file: str) -> Section:
    """The mapping a file holds; ModelError with a finding for anything else."""
    if len(source) > LARGEST:
        raise refused(file, None, f"Die Datei ist größer als {LARGEST // 1000} kB.")
    if _deep(source) > MOST_DEEP:
        raise refused(file, None, f"Die Datei öffnet mehr als {MOST_DEEP} Klammern ineinander.")
    try:
        found = _loaded(source.decode())
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = _in_german(error)
        line = mark.line + 1 if mark else None
        raise refused(file, line, f"Die Datei ist nicht lesbar: {problem}.") from error
    if not isinstance(found, Section):
        raise refused(file, 1, "Die Datei enthält kein Szenario.")
    if not _bounded(found):
        raise refused(file, 1, f"Die Datei enthält mehr als {MOST_VALUES:,} Werte.".replace(",", "."))
    odd = next(_odd(found), None)
    if odd is not None:
        raise refused(file, 1, f"„{odd}“ ist kein Wert für eine Angabe (Text, Zahl, Tag, wahr oder falsch).")
    return found


def _loaded(text: str) -> object:
    try:
        return yaml.load(text, Loader=_Quick)  # noqa: S506  a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError):
        return yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader; for its words


def _deep(source: bytes) -> int:
    """How many brackets are open at once, those in texts among them."""
    depth = most = 0
    for sign in source:
        if sign in b"[{":
            depth += 1
            most = max(most, depth)
        elif sign in b"]}":
            depth = max(depth - 1, 0)
    return most


def _in_german(error: Exception) -> str:
    said = getattr(error, "problem", None) or ""
    if isinstance(error, _Refused):
        return said
    if isinstance(error, UnicodeDecodeError):
        return "nicht in UTF-8 gespeichert"
    if isinstance(error, yaml.reader.ReaderError):
        said = error.reason
    return next((text for begin, text in _GERMAN if said.startswith(begin)), "kein lesbares YAML")


def _bounded(found: object) -> bool:
    """Whether it holds no more values than allowed, each counted as often as an alias repeats it."""
    waiting, count = [found], 0
    while waiting:
        count += 1
        if count > MOST_VALUES:
            return False
        match waiting.pop():
            case dict() as mapping:
                waiting.extend(mapping.values())
            case list() as items:
                waiting.extend(items)
    return True


def _odd(found: object) -> Iterator[str]:
    """Values YAML knows but no form field or variable does: sets, bytes, pairs, no number, infinity."""
    waiting = [found]
    while waiting:
        match waiting.pop():
            case dict() as mapping:
                waiting.extend(mapping.values())
            case list() as items:
                waiting.extend(items)
            case None | str() | int() | date():
                pass
            case float() as number if isfinite(number):
                pass
            case other:
                yield repr(other)[:80]


def refused(file: str, line: int | None, reason: str, hint: str = "") -> ModelError:
    """The error for a scenario that cannot be read."""
    finding = Finding(file, "scenario-syntax", reason, hint or _EXPECTED, line=line)
    return ModelError(f"Expected to read scenario {file}, but {reason}", (finding,))
