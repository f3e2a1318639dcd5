"""Sentences beside a field: each that a command writes in German has an English one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.deadline_entry import answer
from engine.errors import Invalid
from engine.testing import Story
from web.forms import field_faults
from web.testing import Login

ENGINE = Path(__file__).parents[2] / "engine"
_SOURCES = (
    *sorted((ENGINE / "commands").rglob("*.py")),
    *(ENGINE / "execution" / f"{name}.py" for name in ("adopting", "amendment", "parameters")),
    ENGINE / "queries" / "competence.py",
)
#: here every German sentence is one that somebody reads beside a field
_WHOLE = (
    ENGINE / "deadline_entry.py",
    ENGINE / "bundle" / "archive.py",
    ENGINE / "bundle" / "paths.py",
    ENGINE / "deadlines" / "question.py",
    ENGINE / "competence" / "where.py",
    *(ENGINE / "forms" / f"{name}.py" for name in ("check", "given", "moments", "read", "rules", "values")),
)
#: sentences made of parts
_PARTS = (" Ist sie versäumt,", "7 Hat eine Behörde", "Bitte geben Sie 7 7 ein", "Bitte geben Sie bei „7“ ")
#: scripts and the command line meet these, and the file names in them are their own
_NO_PAGE = ("Die Prozess-ID muss", "Das Kennwort braucht", "Ein Gebiet ist der Anfang")
_GERMAN = re.compile(r"\b(Sie|Der|Die|Das|Den|Bitte|Höchstens|Für|Ihre|Dieses?|An|darf|ist)\b.*[.]$")


def test_every_sentence_of_a_command_has_an_english_one() -> None:
    said = {one for one in (*_sentences(), *_all_of_a_file()) if not one.startswith((*_NO_PAGE, *_PARTS))}
    assert len(said) > 120

    assert sorted(one for one in said if not field_faults.in_english(one)) == []


def test_every_reason_why_a_case_cannot_follow_has_an_english_one() -> None:
    found = {
        f"„7“: {said}" if isinstance(call.func, ast.Attribute) else said
        for path in (*(ENGINE / "execution" / "migration").glob("*.py"), ENGINE / "execution" / "trial.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and len(call.args) > 2
        if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""))
        in {"refuse", "Refusal"}
        if (said := _text(call.args[2])) not in ("", "„7“: 7")
    }
    assert len(found) > 15

    assert sorted(one for one in found if not field_faults.in_english(one)) == []


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_no_sentence_hides_behind_another_of_the_same_words() -> None:
    said = [german for german, _ in field_faults._SENTENCES]

    assert sorted(one for one in set(said) if said.count(one) > 1) == []


def test_the_english_sentences_are_english() -> None:
    for _, english in field_faults._SENTENCES:
        assert not re.search("[äöüßÄÖÜ„]", english), english


@pytest.mark.parametrize(
    "said",
    [
        "„7“ ist kein Tag und keine Dauer.",
        "Der Tag hängt von Angaben des Falls ab: „geburtstag“.",
        "Es ist kein Tag angegeben.",
    ],
)
def test_a_deadline_beside_the_drawing_that_comes_to_no_day_says_why_in_english(said: str) -> None:
    assert field_faults.in_english(said)


def test_what_is_filled_in_stays() -> None:
    said = field_faults.in_english(
        "Jobcenter: Vom 01.02.2027 bis 03.02.2027 ist schon „Inventur“ eingetragen."
    )

    assert said == "Jobcenter: from 01.02.2027 to 03.02.2027 “Inventur” is entered already."
    assert field_faults.in_english("Das sagt niemand.") == ""


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"ereignis": "gestern", "dauer": "P1M"},
        {"ereignis": "23.11.2026", "dauer": "bald"},
        {"ereignis": "23.11.2026", "dauer": "P1M1D"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "arbeitstage": "3"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "ort": "Nirgendwo"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "ort": "05999999"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "feiertag": "Zuckerfest"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "gesetzt_von": "niemand"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "recht": "BGH"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "unbekannt": "x"},
        # the period is the law's own: two sentences more without a rule, one with a rule of the law
        {"ereignis": "23.11.2026", "dauer": "P1M", "verlaengert_bis": "24.01.2027"},
        {"ereignis": "23.11.2026", "regel": "klage", "verlaengert_bis": "24.01.2027"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "gesetzt_von": "behoerde", "verlaengert_bis": "24.11.2026"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "hemmung": "05.12.2026"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "hemmung": "morgen..übermorgen:person:Pass fehlt"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "hemmung": "05.12.2026..01.12.2026:person:Pass fehlt:§ 1"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "hemmung": "05.12.2026..07.12.2026:wer:Pass fehlt"},
        {"ereignis": "23.11.2026", "arbeitstage": "3", "schliessung": "2026-12-31..2026-12-24:Ferien"},
        {"ereignis": "23.11.2026", "arbeitstage": "3", "schliessung": "2026-12-24"},
        {"ereignis": "23.11.2026", "arbeitstage": "9", "gesetzt_von": "vereinbarung",
         "schliessung": "2026-12-01..2199-12-24:Ferien"},
        {"ereignis": "23.11.2026", "regel": "klage", "dauer": "P1M", "gesetzt_von": "vereinbarung"},
        {"termin": "23.11.2026", "zustellung": "post"},
        {"ereignis": "23.11.2026", "dauer": "P1M", "zugang": "24.11.2026"},
    ],
)  # fmt: skip
def test_whatever_the_calculator_refuses_it_can_say_in_english(said: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        answer(said)

    assert refused.value.fields
    assert [one for one in refused.value.fields.values() if not field_faults.in_english(one)] == []


def test_a_fault_in_a_row_of_a_list_names_the_row() -> None:
    assert field_faults.in_english("Zeile 2: Bitte geben Sie „Name“ ein.") == "Row 2: Please enter “Name”."
    assert (
        field_faults.in_english("Zeile 2, Zeile 1: Bitte geben Sie bei „Kinder“ mindestens 1 Zeile an.")
        == "Row 2, row 1: Please give at least 1 row for “Kinder”."
    )
    assert field_faults.in_english("Bitte geben Sie bei „Kinder“ höchstens 3 Zeilen an.").endswith(
        "for “Kinder”."
    )


def test_an_english_page_says_a_fault_of_the_calculator_in_english(login: Login) -> None:
    browser = login("ada")
    browser.post("/sprache/en", {"weiter": "/fristen"})

    browser.get("/fristen?ereignis=23.11.2026&regel=klage&dauer=P1M")

    assert (
        '<span lang="en">The rule “<span lang="de">klage</span>” has a fixed length. Please leave out the duration.'
        in browser.page
    )
    assert "feste Länge" not in browser.page


def test_an_english_page_says_a_fault_of_a_form_in_english_and_its_label_in_german(
    story: Story, login: Login
) -> None:
    browser = login("ada")
    task = story.task("pruefen")
    browser.get(f"/aufgaben/{task.id}")
    browser.post(f"/aufgaben/{task.id}/uebernehmen", {"lw-revision": browser.value("lw-revision")})
    browser.post("/sprache/en", {"weiter": f"/aufgaben/{task.id}"})

    browser.post(
        f"/aufgaben/{task.id}", {"lw-aktion": "abschliessen", "lw-revision": browser.value("lw-revision")}
    )

    assert browser.status == 422
    assert 'Please choose an entry for “<span lang="de">Ist der Antrag vollständig?</span>”.' in browser.page
    assert "Bitte wählen Sie bei" not in browser.page


def _all_of_a_file() -> Iterator[str]:
    """Each German sentence of files that write nothing else; documentation of the code is English."""
    for file in _WHOLE:
        tree = ast.parse(file.read_text("utf-8"))
        inside = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
        } - {id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in inside:
                text = _text(node)
                if _GERMAN.search(text) and "\n" not in text:
                    yield text


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
