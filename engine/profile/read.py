"""`process.toml` as a `Profile`, or everything that is wrong with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from marshmallow import ValidationError

from engine import toml
from engine.errors import Finding, ModelError
from engine.profile.model import Profile
from engine.profile.period import read_period
from engine.profile.schema import UNKNOWN, ProfileSchema, known_keys

#: the name of the file in a process folder
NAME: Final = "process.toml"
_LARGEST: Final = 256 * 1024
_MOST_FINDINGS: Final = 50
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_TWICE = re.compile(r"overwrite|twice|already", re.IGNORECASE)

#: a key, or the number of an entry, counted from 0
_Path = tuple[str | int, ...]


def read_profile(source: bytes, file: str = NAME) -> Profile:
    """What the file says; ModelError with a finding for everything that cannot be read.

    A finding names the key, as `zeiten[2].wert` for the second entry, and what was expected there.
    """
    if len(source) > _LARGEST:
        raise _unreadable(file, f"Die Datei ist größer als {_LARGEST // 1024} KB.", "Kürzen Sie die Texte.")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = source[: fault.start].count(b"\n") + 1
        raise _unreadable(
            file, "Die Datei ist nicht in UTF-8 geschrieben.", "Speichern Sie sie als UTF-8.", line
        ) from None
    try:
        said = toml.loads(text)
    except RecursionError:
        raise _unreadable(file, "Die Datei ist zu tief geschachtelt.", "Nehmen Sie Ebenen heraus.") from None
    except toml.TooManyDots as fault:
        reason = f"Eine Zeile hat mehr als {toml.MOST_DOTS} Punkte."
        place = _PLACE.search(str(fault))
        raise _unreadable(
            file, reason, "Teilen Sie lange Texte auf mehrere Zeilen auf.", int(place[1]) if place else None
        ) from None
    except ValueError as fault:  # a number too long to read is no TOMLDecodeError
        raise _syntax(file, str(fault), text) from None
    try:
        profile: Profile = ProfileSchema().load(said)
    except ValidationError as fault:
        lines = _lines(text, said)
        faults = islice(_walk(fault.messages), _MOST_FINDINGS)
        found = [_finding(file, path, message, lines) for path, message in faults]
        found.sort(key=lambda one: (one.line or 0, one.reason))
        raise ModelError(f"Expected to read {file}, but keys of it are wrong", found) from None
    times = tuple(
        replace(one, value=read_period(one.value, working=one.working) or one.value) for one in profile.times
    )
    return replace(profile, times=times)


def _walk(messages: Any, path: _Path = ()) -> Iterator[tuple[_Path, str]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _walk(inner, path if key == "_schema" else (*path, key))
    elif isinstance(messages, list):
        for one in messages:
            yield from _walk(one, path)
    else:
        yield path, str(messages)


def _finding(file: str, path: _Path, message: str, lines: Mapping[tuple[str, int], int]) -> Finding:
    words = [one for one in path if isinstance(one, str)]
    line = None
    if len(path) > 1 and isinstance(path[0], str) and isinstance(path[1], int):
        line = lines.get((path[0], path[1]))
    if message != UNKNOWN:
        reason = f"{written(path)}: {message}" if path else message
        rule = "profile-key-missing" if message.endswith("fehlt.") else "profile-value"
        return Finding(file, rule, reason, "", line=line)
    known = known_keys(tuple(words[:-1]))
    near = difflib.get_close_matches(words[-1][:60].lower(), known, n=1, cutoff=0.6)
    hint = f"Meinten Sie „{near[0]}“?" if near else f"Bekannt sind: {', '.join(known)}."
    return Finding(
        file, "profile-key-unknown", f"{written(path)}: Diesen Schlüssel gibt es nicht.", hint, line=line
    )


def written(path: _Path) -> str:
    """The path as a process owner counts: `zeiten[2].wert` is in the second entry. Long keys are cut."""
    text = "".join(
        f"[{step + 1}]" if isinstance(step, int) else f".{step[:60]}" if number else step[:60]
        for number, step in enumerate(path)
    )
    return "".join(one if one.isprintable() else "�" for one in text)


def _lines(text: str, said: Mapping[str, Any]) -> dict[tuple[str, int], int]:
    """Where the entries of a list of tables begin, as far as that can be told without doubt."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\[\s*([a-z_]+)\s*\]\]", line):
            found.setdefault(header[1], []).append(number)
    return {
        (key, index): line
        for key, lines in found.items()
        if isinstance(said.get(key), list) and len(said[key]) == len(lines)
        for index, line in enumerate(lines)
    }


def _syntax(file: str, fault: str, text: str) -> ModelError:
    place = _PLACE.search(fault)
    line = int(place[1]) if place else text.count("\n") + 1 if "end of document" in fault else None
    if _TWICE.search(fault):
        return _unreadable(
            file, "Ein Schlüssel oder eine Tabelle steht doppelt.", "Streichen Sie eine davon.", line
        )
    where = f" ab Spalte {place[2]}" if place else ""
    return _unreadable(
        file,
        f"Die Datei ist kein gültiges TOML{where}.",
        'Texte stehen in Anführungszeichen, Listen in eckigen Klammern, ein Schlüssel je Zeile: titel = "…".',
        line,
    )


def _unreadable(file: str, reason: str, hint: str, line: int | None = None) -> ModelError:
    finding = Finding(file, "profile-unreadable", reason, hint, line=line)
    return ModelError(f"Expected to read {file}, but it is no readable TOML", (finding,))
