"""Every page of the demo, as its people meet them: where links and forms that ask lead, a few of each kind."""

from __future__ import annotations

import fcntl
import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from engine import demo

#: somebody of each role
PEOPLE = {
    "clerk": "elif.oeztuerk",
    "case manager": "amadou.diallo",
    "team lead": "marta.wojcik",
    "head of office": "hannelore.brueckner",
    "coordination": "petra.jansen",
    "process owner": "soeren.juergens",
    "steering member": "leyla.haddad",
    "administrator": "thanh.nguyen",
    "auditor": "ilse.vossgaetter",
    "guest": "oleksandr.hryzenko",
}
#: how many pages of a kind – the same function, the same names in the question – are looked at, and of a function
_OF_A_KIND, _OF_A_FUNCTION = 1, 12
#: names in a question that choose another part of a page
_PARTS = frozenset({"reiter", "ansicht"})
#: these answer with a file, or leave
_NO_PAGE = re.compile(r"^/(static/|api/|abmelden|healthz|readyz)")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
#: attributes that people read or hear
_SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-label")


class Page(NamedTuple):
    """A page as it was answered; `drawn` are the bytes of what it fetches each time, such as a diagram."""

    function: str
    address: str
    text: str
    drawn: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a page, with the language it is marked with."""

    text: str
    language: str
    tag: str


def client(app: Flask, login: str, language: str = "de") -> FlaskClient:
    """Somebody who has logged in and chosen a language."""
    found = app.test_client()
    page = found.get("/anmelden").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token[1], "kennung": login, "kennwort": demo.PASSWORD}
    assert found.post("/anmelden", data=sent).status_code == 302
    with found.session_transaction() as session:
        session["sprache"] = language
    return found


def pages(app: Flask, login: str, language: str = "de") -> Iterator[Page]:
    """Each page somebody can reach from the first one, a few of each kind.

    No address may answer with a fault of ours, whatever it answers with.
    """
    browser = client(app, login, language)
    waiting, known = deque(["/", "/meldungen", "/fristen"]), set[str]()
    kinds, functions = Counter[object](), Counter[str]()
    while waiting:
        address = waiting.popleft()
        if address in known or _NO_PAGE.match(address):
            continue
        known.add(address)
        function = endpoint(app, address)
        asked = parse_qsl(urlsplit(address).query)
        kind = (function, frozenset(f"{name}={text}" if name in _PARTS else name for name, text in asked))
        if not function or kinds[kind] == _OF_A_KIND or functions[function] == _OF_A_FUNCTION:
            continue
        kinds[kind] += 1
        functions[function] += 1
        answer = browser.get(address)
        assert answer.status_code < 500, f"{login} {address}: {answer.status_code}"
        if answer.status_code in {301, 302, 303}:
            waiting.append(urljoin(address, answer.location))
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        text = answer.get_data(as_text=True)
        yield Page(function, address, text, _drawn(browser, address, text))
        waiting.extend([*links(text, address), *questions(text, address)])


def _drawn(browser: FlaskClient, address: str, page: str) -> int:
    own = [one.replace("&amp;", "&") for one in re.findall(r'data-(?:bpmn|dmn)-url="([^"]+)"', page)]
    drawn = [browser.get(one) for one in dict.fromkeys(own)]
    assert {one.status_code for one in drawn} <= {200}, address
    return sum(len(one.get_data()) for one in drawn)


@cache
def seen(app: Flask, role: str, language: str, shelf: Path | None) -> tuple[Page, ...]:
    """The `pages` of a role, gone through once: with a shelf by one of the processes that share the tests.

    Then they are pages to read: what has a number may have another one in this process.
    """
    if shelf is None:
        return tuple(pages(app, PEOPLE[role], language))
    kept = shelf / f"{role}-{language}.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(list(pages(app, PEOPLE[role], language))), "utf-8")
    return tuple(Page(*one) for one in json.loads(kept.read_text("utf-8")))


def endpoint(app: Flask, address: str) -> str:
    """The function that answers an address; empty for none."""
    try:
        return app.url_map.bind("localhost").match(urlsplit(address).path)[0]
    except HTTPException:
        return ""


def links(page: str, address: str) -> list[str]:
    """Where a page leads within the application."""
    found = re.findall(r'<(?:a|form)\b[^>]*?\s(?:href|action)="([^"]+)"', page)
    whole = (urldefrag(urljoin(address, one.replace("&amp;", "&"))).url for one in found)
    return [one for one in dict.fromkeys(whole) if one.startswith("/") and not one.startswith("//")]


def questions(page: str, address: str) -> list[str]:
    """Where the forms lead that only ask, sent as they stand."""
    reader = _Forms(address)
    reader.feed(page)
    return [one for one in dict.fromkeys(reader.found) if one.startswith("/") and not one.startswith("//")]


@cache
def pieces(page: str) -> tuple[Piece, ...]:
    """The texts of a page and of what is said in its attributes, each with its language."""
    reader = _Reader()
    reader.feed(page)
    return tuple(reader.found)


class _Forms(HTMLParser):
    """Collects the addresses of forms with `method="get"`; fields outside their form are left out."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._page = address
        self._target: str | None = None
        self._fields: list[tuple[str, str]] = []
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "form" and said.get("method", "get") == "get":
            self._target, self._fields = urljoin(self._page, said.get("action") or self._page), []
        elif self._target is None or "disabled" in said:
            return
        elif tag == "input" and name and said.get("type") not in {"submit", "button", "file"}:
            if said.get("type") not in {"checkbox", "radio"} or "checked" in said:
                self._fields.append((name, said.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            value = said.get("value", "")
            chosen = [one for one in self._fields if one[0] != self._select]
            if "selected" in said or len(chosen) == len(self._fields):
                self._fields = [*chosen, (self._select, value)]
        elif tag == "textarea":
            self._text = name
            self._fields.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._fields[-1] = (self._text, self._fields[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""
        elif tag == "form" and self._target is not None:
            path = urlsplit(self._target)._replace(query=urlencode(self._fields), fragment="")
            self.found.append(path.geturl())
            self._target = None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Piece] = []
        self._open: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        language = said.get("lang") or self._open[-1][1]
        for name in _SPOKEN:
            if said.get(name):
                self.found.append(Piece(" ".join((said[name] or "").split()), language, f"{tag}@{name}"))
        if tag not in _VOID:
            self._open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        tag, language = self._open[-1]
        text = data.replace("\u00a0", " ").strip()
        if text and tag not in {"script", "style"}:
            self.found.append(Piece(" ".join(text.split()), language, tag))
