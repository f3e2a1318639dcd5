"""What stays together on a line, and how German sentences are written, wherever they stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from web.testing import Login
from web.typography import NO_BREAK, typeset

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"

KEPT = [
    # as it is written, as it leaves; ~ is a space that is no break
    ("§ 25b Abs. 1 S. 2 Nr. 3 AufenthG", "§~25b Abs.~1 S.~2 Nr.~3 AufenthG"),
    ("§§ 187 bis 193 BGB", "§§~187 bis 193 BGB"),
    ("Art. 6 Buchst. a DSGVO", "Art.~6 Buchst.~a DSGVO"),
    ("in 14 Tagen, nach 3 Monaten, 2 Wochen", "in 14~Tagen, nach 3~Monaten, 2~Wochen"),
    ("um 14:05 Uhr, 5 % von 10 MB", "um 14:05~Uhr, 5~% von 10~MB"),
    ("z. B. i. V. m. § 3, d. h. u. a.", "z.~B. i.~V.~m. §~3, d.~h. u.~a."),
    ("am 3. Dezember 2026, im Mai 2027", "am 3.~Dezember~2026, im Mai~2027"),
    ("14 days, 1 month, 3 December 2026", "14~days, 1~month, 3~December~2026"),
    ("Eskalationsstufe 5, Stufe 2", "Eskalationsstufe~5, Stufe~2"),
    ("§ 16 Abs. 2 SGB I, SGB XII und SGB IX", "§~16 Abs.~2 SGB~I, SGB~XII und SGB~IX"),
    # a name, a number of a file, an end of a sentence: nothing to keep
    ("Haus 5 Tagesstätte, Weg. 3 Akteure", "Haus 5 Tagesstätte, Weg. 3 Akteure"),
    ("Das ist z. einfach", "Das ist z. einfach"),
    ("Im SGB Ihres Hauses, SGB Verlag", "Im SGB Ihres Hauses, SGB Verlag"),
]


@pytest.mark.parametrize(("written", "kept"), KEPT)
def test_what_belongs_together_stays_on_one_line(written: str, kept: str) -> None:
    assert typeset(f"<p>{written}</p>") == f"<p>{kept.replace('~', NO_BREAK)}</p>"


@pytest.mark.parametrize(
    "page",
    [
        '<input name="norm" value="§ 25b Abs. 1">',
        '<option value="in 14 Tagen">nichts</option>',
        "<textarea>Nach § 25b\nin 14 Tagen</textarea>",
        "<script>say('14 Tage')</script>",
        "<pre>§ 25b</pre><code>Nr. 3</code><title>§ 25b – Laufweg</title>",
        '<div data-zahl="1" title="&gt; 14 Tage">x</div>',
    ],
)
def test_what_programs_read_and_what_comes_back_is_left_as_it_is(page: str) -> None:
    assert typeset(page) == page


def test_text_behind_what_is_left_alone_is_set() -> None:
    page = '<textarea>§ 1</textarea><p title="§ 2">§ 3</p><pre>§ 4</pre>§ 5'

    assert (
        typeset(page) == f'<textarea>§ 1</textarea><p title="§ 2">§{NO_BREAK}3</p><pre>§ 4</pre>§{NO_BREAK}5'
    )


def test_a_page_leaves_set_and_the_test_kit_reads_it_with_plain_spaces(login: Login) -> None:
    browser = login("ada").get("/fristen?ereignis=23.11.2026&dauer=P14D")

    assert f"14{NO_BREAK}Tage" in browser.exact
    assert "14 Tage" in browser.page
    assert browser.client.get("/healthz").get_data(as_text=True) == "ok\n"


#: what joins quoted names
_JOINT = "“ oder „"
FAULTS = [
    # what is wrong in a German sentence, by its pattern
    (
        "straight quotes",
        re.compile(r'(?:^|(?<![=,:] )(?<=\s))"[^"=]+"'),
    ),  # but not in a piece of FEEL or JSON
    ("a hyphen for a dash", re.compile(r"\w - \w")),
    ("three full stops", re.compile(r"\.\.\.(?!\w)")),
    ("no space behind §", re.compile(r"§\d")),
    ("no space in an abbreviation", re.compile(r"\b(?:z\.B\.|d\.h\.|u\.a\.|i\.V\.m\.)")),
    ("no space before %", re.compile(r"\d%(?!\()")),
    ("a quotation mark that is not German", re.compile(r"“[^„]*”|»|«")),
    ("a quotation that does not end", re.compile(r"„[^“]*$")),
]


@pytest.mark.parametrize(("fault", "pattern"), FAULTS, ids=[name for name, _ in FAULTS])
def test_german_sentences_are_written_as_in_print(fault: str, pattern: re.Pattern[str]) -> None:
    said = _everything()
    assert len(said) > 2500

    assert sorted(one for one in said if pattern.search(one)) == []


@cache
def _everything() -> frozenset[str]:
    return frozenset((*_texts(), *_sentences()))


def _texts() -> Iterator[str]:
    """What templates and pages say through the catalogue."""
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="en"):
            for text in (message.id,) if isinstance(message.id, str) else message.id:
                if text:
                    yield re.sub(r"%\(\w+\)[sd]", "7", text)


def _sentences() -> Iterator[str]:
    """German sentences in the code of the engine and of the pages."""
    german = re.compile(r"(?:[äöüßÄÖÜ„§]|\b(?:der|die|das|und|nicht|ist|Sie|ein|eine)\b)")
    for file in (*sorted((ROOT / "engine").rglob("*.py")), *sorted((ROOT / "web").rglob("*.py"))):
        if file.name.endswith(
            "_faults.py"
        ):  # beside each German sentence, which the engine has too, is the English one
            continue
        tree = ast.parse(file.read_text("utf-8"))
        parts = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if id(node) in parts | documentation or not isinstance(node, ast.Constant | ast.JoinedStr):
                continue
            text = _joined(node)
            if text != _JOINT and " " in text and "\n" not in text and german.search(text):
                yield text


def _joined(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_joined(one) if isinstance(one, ast.Constant) else "7" for one in node.values)
