"""Every page of the demo, as each role and in both languages: its words, what stays together, what it weighs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from lxml import etree

from tests import crawl
from tests.crawl import Page, Piece
from web.typography import typeset

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LARGEST = 300_000
#: words that stand in nearly every German sentence, and in no English one
_GERMAN = re.compile(
    r"\b(?:der|die|das|dem|den|des|und|nicht|für|mit|von|vom|zum|zur|auf|aus|ist|sind|wird|werden|wurde|eine?[nmrs]?|"
    r"kein[en]?|noch|oder|wenn|seit|nach|bei|über|durch|gilt|bitte|Sie|Ihre?[nm]?|Bitte|Keine?|Noch|Der|Die|Das|Ein|Eine|"
    r"bis|ab|heute|morgen|offen|überfällig|Frist|Aufgaben?|Akten?|Ablauf|Fassung|Behörden?|Stufe|Schritt|Gemeinde|"
    r"[a-zäöü]+[äöüß][a-zäöüß]*)\b"
)
_ENGLISH = re.compile(
    r"\b(?:the|and|of|with|for|is|are|this|that|these|has|have|been|does|from|which|your|you|Expected|The|This|Your|"
    r"There|please|Please|cannot)\b"
)
#: a condition as its author wrote it
_CODE = re.compile(r"\(.*(?:[=<>]| in \().*\)")
#: of what is quoted in an English sentence the name is German; months and weekdays of a German date are law's words
_QUOTED = re.compile("“[^”]*”")
#: names that English sentences have too
_PROPER = re.compile(r"SGB X\b|Leistungen nach dem AsylbLG|Demodaten: .*|Mülheim an der Ruhr")
_LONE_PLURAL = re.compile(
    r"(?<![\d.,-])1 (?:Aufgaben|Tage[n]?|Wochen|Monate[n]?|Jahre[n]?|Stunden|Minuten|Akten|Fälle[n]?|Personen|Behörden|"
    r"Meldungen|Dokumente[n]?|Läufe[n]?|Störungen|Angaben|Stellen|Schritte[n]?|tasks|days|weeks|months|years|hours|minutes|"
    r"files|cases|people|authorities|notices|documents|instances|incidents|posts|steps)\b"
)


class Look(Protocol):
    """Gives the pages of the demo as a role sees them in a language."""

    def __call__(self, role: str, language: str) -> tuple[Page, ...]: ...


@pytest.fixture
def look(shown: Flask, shelf: Path | None) -> Look:
    """Each page is asked for once, whoever looks at it."""
    return lambda role, language: crawl.seen(shown, role, language, shelf)


@pytest.mark.parametrize("role", crawl.PEOPLE)
def test_an_english_page_has_german_only_where_it_says_so(look: Look, role: str) -> None:
    pages = look(role, "en")
    assert pages

    found = _faults(pages, lambda one: one.language != "de" and _is_german(one))

    assert found == []


@pytest.mark.parametrize("role", crawl.PEOPLE)
def test_a_german_page_has_english_only_where_it_says_so(look: Look, role: str) -> None:
    pages = look(role, "de")
    assert pages

    found = _faults(
        pages, lambda one: one.language != "en" and bool(_ENGLISH.search(_CODE.sub("", one.text)))
    )

    assert found == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_one_of_a_thing_is_said_in_the_singular(look: Look, language: str) -> None:
    found = [
        fault
        for role in crawl.PEOPLE
        for fault in _faults(
            _with_a_lone_plural(look(role, language)), lambda one: bool(_LONE_PLURAL.search(one.text))
        )
    ]

    assert found == []


def _with_a_lone_plural(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Those in whose text it stands, perhaps over the edge of an element: to take pages apart takes long."""
    spaces = str.maketrans({"\u00a0": " ", "\n": " "})
    return tuple(page for page in pages if _LONE_PLURAL.search(page[2].translate(spaces)))


def test_the_pages_leave_with_what_belongs_together_kept_together(look: Look) -> None:
    pages = [page for role in crawl.PEOPLE for page in look(role, "de")]

    parted = sorted({address for _function, address, text, _drawn in pages if typeset(text) != text})

    assert parted == []
    assert any("§\u00a0" in text for _function, _address, text, _drawn in pages)


@pytest.mark.parametrize("role", crawl.PEOPLE)
def test_no_page_weighs_more_than_a_slow_line_can_carry(look: Look, role: str) -> None:
    """The page with what it fetches each time, such as a diagram; style, scripts and fonts are kept by the browser."""
    weights = {page.address: len(page.text.encode()) + page.drawn for page in look(role, "de")}

    assert {address: weight for address, weight in weights.items() if weight > LARGEST} == {}


def test_somebody_sees_every_page_that_needs_no_number(shown: Flask, look: Look) -> None:
    """Else the tests above would say nothing of it. Pages of one thing are seen where the demo has such a thing."""
    seen = {function for role in crawl.PEOPLE for function, *_ in look(role, "en")}

    pages = {
        rule.endpoint
        for rule in shown.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.endpoint.startswith("api")
    }

    assert sorted(pages - seen - _ELSEWHERE) == []
    assert len(seen) > 60


#: answers that are no pages, those before a login, without one or without a role, and two that a notice or a choice
#: leads to
_ELSEWHERE = frozenset(
    {
        "anmeldung.form",
        "anmeldung.no_role",
        "anmeldung.remaining",
        "healthz",
        "readyz",
        "start",
        "szenariovorschlaege.overview",
        "meldungen.bell",
        "meldungen.left_lying",
        "vergleich.choose",
        "vertretung.choose",
        "zugang.ask",
        "zugang.done",
        "zugang.show",
        "zugang_beteiligung.show",
    }
)


def _faults(pages: tuple[Page, ...], is_wrong: Callable[[Piece], bool]) -> list[str]:
    found = {}
    for _function, address, text, _drawn in pages:
        for one in crawl.pieces(text):
            if is_wrong(one):
                found.setdefault(f"<{one.tag}> {one.text[:150]}", address)
    return [f"{address} {text}" for text, address in found.items()]


def _is_german(one: Piece) -> bool:
    """A sentence, or a name by itself. In an attribute and in the title of a page a name cannot be marked."""
    # what somebody has typed is in their language
    return one.tag not in {"title", "textarea"} and _says_german(one.text, "@" in one.tag)


@cache
def _says_german(said: str, names_allowed: bool) -> bool:
    """The same words stand on many pages, and names are looked for only in what seems to be German."""
    text = _QUOTED.sub("", said)
    if names_allowed and _GERMAN.search(text):
        for name in sorted(_german_names(), key=len, reverse=True):
            text = text.replace(name, "")
    return bool(_GERMAN.search(_PROPER.sub("", text))) or (not names_allowed and text in _german_names())


@cache
def _german_names() -> frozenset[str]:
    """Names of processes, steps, decisions and fields of the library, long enough not to be English by chance."""
    names = set[str]()
    for path in (ROOT / "processes").rglob("*.bpmn"):
        names.update(str(one) for one in etree.parse(path).xpath("//@name"))
    for path in (ROOT / "processes").rglob("*.form"):
        names.update(_labels(json.loads(path.read_text("utf-8"))))
    found = {" ".join(one.split()) for one in names}
    return frozenset(one for one in found if len(one) > 8 and (not one.isascii() or " " in one))


def _labels(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (
            text for key in ("label", "dateLabel", "description") if isinstance(text := node.get(key), str)
        )
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _labels(one)
