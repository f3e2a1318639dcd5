"""With no database there, a person reads a page of ours with a number, and keeps what they typed."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from engine import Engine
from engine.testing import Story
from web.testing import Browser, Login


@pytest.fixture
def cut_off(story: Story, app: Flask, login: Login, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Ada, logged in, and no transaction begins any more."""
    browser = login("ada")
    browser.get("/aufgaben")
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def begin(*_asked: object) -> None:
        raise OperationalError("connect", None, ConnectionRefusedError())

    monkeypatch.setattr(Engine, "begin", begin)
    return browser


@pytest.mark.parametrize("address", ["/aufgaben", "/akte", "/gibtesnicht", "/fluesse"])
def test_the_page_says_so_in_german_with_a_number(cut_off: Browser, address: str) -> None:
    answer = cut_off.client.get(address)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Da ist etwas schiefgegangen" in page
    assert re.search(r"die Nummer\W+[0-9A-F]{8}", page)


def test_what_was_typed_stands_on_the_page(cut_off: Browser, story: Story) -> None:
    page = cut_off.post(
        f"/akte/{story.reference}/notizen", {"text": "Kommt am Dienstag mit der Schwester wieder."}
    ).page

    assert "Was Sie eingegeben hatten" in page
    assert "Kommt am Dienstag mit der Schwester wieder." in page


def test_a_script_is_told_the_number(cut_off: Browser) -> None:
    answer = cut_off.client.get("/aufgaben", headers={"Accept": "application/json"})

    assert answer.status_code == 500
    assert re.fullmatch("[0-9A-F]{8}", answer.get_json()["instance"])


def test_a_form_without_a_token_is_told_so_too_and_keeps_what_was_typed(
    cut_off: Browser, story: Story
) -> None:
    answer = cut_off.client.post(
        f"/akte/{story.reference}/notizen", data={"text": "Kommt am Dienstag wieder."}
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Da ist etwas schiefgegangen" in page
    assert "Kommt am Dienstag wieder." in page
