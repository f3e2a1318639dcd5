"""The English texts: every German text of the pages has one, with the same placeholders, compiled and in the tree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel

from engine.duties import DUTIES
from web.display import duty_name

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "web" / "translations" / "en" / "LC_MESSAGES"
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
#: the same word in both languages
SAME_WORD = frozenset(
    {"Code", "Code: %(code)s", "normal", "Person", "Administration", "HH:MM", "Name", "Signal", "Text"}
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The German texts, taken from the sources as docs/development.md says."""
    found = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "extract", "-F", "babel.cfg", "-k", "_l"]
    subprocess.run([*command, "-o", str(found), "web"], cwd=ROOT, check=True, capture_output=True)
    return _read(found)


@pytest.fixture(scope="module")
def english() -> Catalog:
    return _read(FOLDER / "messages.po")


def test_every_german_text_has_an_english_one(sources: Catalog, english: Catalog) -> None:
    assert len(list(_texts(sources))) > 200

    missing = [message.id for message in _texts(sources) if not _translated(english.get(message.id))]

    assert missing == []


def test_no_english_text_is_left_over(sources: Catalog, english: Catalog) -> None:
    left_over = [message.id for message in _texts(english) if message.id not in sources]

    assert left_over == []


def test_the_placeholders_are_the_same_in_both_languages(english: Catalog) -> None:
    wrong = [
        message.id
        for message in _texts(english)
        if {frozenset(_PLACEHOLDER.findall(text)) for text in _forms(message.string)}
        != {frozenset(_PLACEHOLDER.findall(text)) for text in _forms(message.id)}
    ]

    assert wrong == []


def test_no_german_is_left_in_the_english_texts(english: Catalog) -> None:
    """A text copied over untranslated is found by being equal, umlauts and „ by their letters."""
    texts = [(message.id, text) for message in _texts(english) for text in _forms(message.string)]

    german = [
        text
        for msgid, text in texts
        if re.search("[äöüßÄÖÜ„]", text) or (text == msgid and text not in SAME_WORD)
    ]

    assert german == []


def test_the_compiled_texts_are_those_of_the_catalogue(english: Catalog) -> None:
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = read_mo(file)

    assert _pairs(compiled) == _pairs(english)


def test_a_new_text_is_found_missing(tmp_path: Path, english: Catalog) -> None:
    """The extraction sees calls in Python, lazy texts and templates; else the tests above would prove nothing."""
    page = tmp_path / "web" / "templates" / "neu.html"
    page.parent.mkdir(parents=True)
    page.write_text("{{ _('Text einer Seite') }}{{ ngettext('%(num)d Ding', '%(num)d Dinge', 2) }}", "utf-8")
    (tmp_path / "web" / "neu.py").write_text("_l('Später Text')\n_('Text aus Python')\n", "utf-8")
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    command = [sys.executable, "-m", "babel.messages.frontend", "extract", "-F", "babel.cfg", "-k", "_l"]

    subprocess.run([*command, "-o", "new.pot", "web"], cwd=tmp_path, check=True, capture_output=True)

    found = {message.id for message in _texts(_read(tmp_path / "new.pot"))}
    plural = ("%(num)d Ding", "%(num)d Dinge")
    assert found == {"Text einer Seite", plural, "Später Text", "Text aus Python"}
    assert not any(_translated(english.get(text)) for text in found)


def test_every_duty_by_the_clock_has_a_name() -> None:
    app = Flask(__name__)
    Babel(app, default_locale="de")
    with app.test_request_context():
        assert [one.name for one in DUTIES if duty_name(one.name) == one.name] == []
        assert duty_name("none of them") == "none of them"


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en")


def _texts(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _translated(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(_forms(message.string))


def _pairs(catalogue: Catalog) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(_forms(message.id), _forms(message.string)) for message in _texts(catalogue)}
