"""Sentences beside a field: each that a command writes in German has an English one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from web import field_faults

ENGINE = Path(__file__).parents[2] / "engine"
_SOURCES = (
    *sorted((ENGINE / "commands").rglob("*.py")),
    ENGINE / "execution" / "amendment.py",
    ENGINE / "queries" / "competence.py",
)
#: scripts and the command line meet these, and the file names in them are their own
_NO_PAGE = ("Die Prozess-ID muss", "Das Kennwort braucht")
_GERMAN = re.compile(r"\b(Sie|Der|Die|Das|Den|Bitte|Höchstens|Für|Ihre|Dieses?|An|darf|ist)\b.*[.]$")


def test_every_sentence_of_a_command_has_an_english_one() -> None:
    said = {one for one in _sentences() if not one.startswith(_NO_PAGE)}
    assert len(said) > 40

    assert sorted(one for one in said if not field_faults.in_english(one)) == []


def test_the_english_sentences_are_english() -> None:
    for _, english in field_faults._SENTENCES:
        assert not re.search("[äöüßÄÖÜ„]", english), english


def test_what_is_filled_in_stays() -> None:
    said = field_faults.in_english(
        "Jobcenter: Vom 01.02.2027 bis 03.02.2027 ist schon „Inventur“ eingetragen."
    )

    assert said == "Jobcenter: from 01.02.2027 to 03.02.2027 “Inventur” is entered already."
    assert field_faults.in_english("Das sagt niemand.") == ""


def _sentences() -> Iterator[str]:
    """Values of dicts, and what is assigned to a key, as far as they are German sentences."""
    for file in _SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Dict(values=values):
                    found = values
                case ast.Assign(targets=[ast.Subscript()], value=value):
                    found = [value]
                case ast.Tuple(elts=[_, value]):
                    found = [value]
                case _:
                    continue
            for one in found:
                either = (one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,)
                yield from filter(_GERMAN.search, map(_text, either))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "7"
            for part in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
