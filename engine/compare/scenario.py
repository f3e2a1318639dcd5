"""Two scenario files: what is given, what happens, and what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from engine import yaml
from engine.compare.difference import Difference, Weight
from engine.compare.difference import DifferenceKind as Kind
from engine.compare.plain import flat, written
from engine.compare.values import Said, became, english_quoted, only_blanks, quoted, shown

_NAME, _TOLD, _STEPS, _GIVEN, _THEN = "szenario", "beschreibung", "schritte", "angenommen", "dann"
#: what a step begins with says whether it is one or what is expected; the sentence says so already
_WHEN = re.compile(r"^(?:wenn|dann)(?:\[\d+\])?/")
_KEYS: Mapping[str, Said] = {
    _NAME: Said("Name", "name"),
    _TOLD: Said("Beschreibung", "description"),
}


def compare_scenario(old: bytes, new: bytes, file: str) -> Iterator[Difference]:
    """Every difference of two scenario files; ModelError when one of them cannot be read."""
    before, after = yaml.read(old, file), yaml.read(new, file)
    name = scenario_name(after, file)
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if key == _STEPS and isinstance(was, list) and isinstance(now, list):
            yield from _steps(was, now, name, file)
        else:
            yield from _values(key, was, now, name, file)


def scenario_name(said: Mapping[str, object], file: str) -> str:
    """What a scenario is called; the file where it has no name, as files of templates have none."""
    return str(said.get(_NAME) or file.rpartition("/")[2])


def _steps(old: list[object], new: list[object], name: str, file: str) -> Iterator[Difference]:
    texts = [written(one) for one in old], [written(one) for one in new]
    for what, first, last, from_new, to_new in SequenceMatcher(
        None, texts[0], texts[1], autojunk=False
    ).get_opcodes():
        if what == "equal":
            continue
        gone, came = old[first:last], new[from_new:to_new]
        for index in range(max(len(gone), len(came))):
            was = gone[index] if index < len(gone) else None
            now = came[index] if index < len(came) else None
            if was is not None and now is not None and _expects(was) is not _expects(now):
                yield _step(was, None, first + index + 1, name, file)
                yield _step(None, now, from_new + index + 1, name, file)
                continue
            number = (from_new if now is not None else first) + index + 1
            yield _step(was, now, number, name, file)


def _expects(step: object) -> bool:
    return isinstance(step, dict) and _THEN in step


def _step(was: object, now: object, number: int, name: str, file: str) -> Difference:
    expects = _expects(was) or _expects(now)
    kind = Kind.EXPECTATION if expects else Kind.SCENARIO_STEP
    words = Said("Erwartung", "expectation") if expects else Said("Schritt", "step")
    before, after = _texts(was, now)
    end = became(before, after)
    said = Said(
        f"Szenario {quoted(name)}, Schritt {number}: {words.german} {end.german}.",
        f"Scenario {english_quoted(name)}, step {number}: {words.english} {end.english}.",
    )
    return Difference(
        kind, Weight.SUBJECT, file, str(number), name, before, after, said.german, said.english, str(number)
    )


def _texts(*steps: object) -> tuple[str | None, ...]:
    """What the steps say, without what they begin with, unless that is all that is different."""
    short, long = (
        tuple(None if one is None else _said(one, begin) for one in steps) for begin in (_WHEN, None)
    )
    return long if short[0] == short[1] else short


def _said(step: object, begin: re.Pattern[str] | None) -> str:
    said = {begin.sub("", path) if begin else path: value for path, value in flat(step).items()}
    return "; ".join(f"{_place(path)}: {shown(value)}" for path, value in said.items())


def _place(path: str) -> str:
    return path.replace("/", " › ")


def _values(key: str, old: object, new: object, name: str, file: str) -> Iterator[Difference]:
    before, after = ({} if one is None else flat(one, key) for one in (old, new))
    for path in dict.fromkeys((*before, *after)):
        was, now = before.get(path), after.get(path)
        if was == now:
            continue
        kind, weight = Kind.SCENARIO_GIVEN, Weight.SUBJECT
        if key in (_NAME, _TOLD):
            kind, weight = Kind.DOCUMENTATION, Weight.TEXT
        elif _THEN in path.replace("[", "/").split("/"):
            kind = Kind.EXPECTATION
        elif key != _GIVEN:
            kind = Kind.SCENARIO_STEP
        end = became(was, now)
        if was is not None and now is not None and only_blanks(was, now):
            kind, weight, end = (
                Kind.BREAK,
                Weight.LAYOUT,
                Said("nur Leerzeichen geändert", "only blanks changed"),
            )
        words = _KEYS.get(path, Said(quoted(_place(path)), english_quoted(_place(path))))
        said = Said(
            f"Szenario {quoted(name)}: {words.german} {end.german}.",
            f"Scenario {english_quoted(name)}: {words.english} {end.english}.",
        )
        yield Difference(kind, weight, file, path, name, was, now, said.german, said.english, path)
