"""What the tests of the one-time links share: real mail, the code that is shown once, and a browser without a login."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from flask import Flask

from tests.commands.test_mail_delivery import Mailbox, listening
from web.testing import Browser


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """Where the links arrive: a real mail server, which is set."""
    found = Mailbox()
    with listening(found) as port:
        monkeypatch.setenv("LAUFWEG_SMTP_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("LAUFWEG_MAIL_FROM", "Laufweg <laufweg@kreis.example>")
        monkeypatch.setenv("LAUFWEG_PUBLIC_URL", "https://laufweg.example")
        yield found


def shown_once(browser: Browser, path: str) -> str:
    """The code on the page that the browser has been led to; opened again the page no longer holds it."""
    found = re.search(r"Code: (\d{4} \d{4})", browser.page)
    assert found is not None, browser.page
    assert found[1] not in browser.get(path).page
    return found[1]


def words(message: EmailMessage) -> str:
    """The plain text of a mail."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def token(message: EmailMessage) -> str:
    """The key in the link of a mail."""
    found = re.search(r"https://laufweg\.example/zugang#([\w-]+)", words(message))
    assert found is not None
    return found[1]


def outside(app: Flask) -> Browser:
    """Somebody without an account at the door."""
    return Browser(app.test_client()).get("/zugang")


def enter(app: Flask, key: str, code: str) -> Browser:
    """Somebody without an account who has unlocked a link."""
    return outside(app).post("/zugang", {"lw-schluessel": key, "lw-code": code})
