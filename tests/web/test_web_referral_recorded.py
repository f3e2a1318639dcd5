"""The sender records what a receiving side without accounts has said: the way on where no mail server is set up."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from engine import SYSTEM, commands
from engine.actor import Membership, Role
from engine.testing import PASSWORD, Story
from tests.commands.test_referral_record import desks, kept, offer, story
from web.testing import Browser, Login

__all__ = ["desks", "story"]

ACCEPTED = {"antwort": "angenommen", "antwort_termin": "03.12.2026", "lw-name": "Erika Amt"}


@pytest.fixture
def offered(story: Story) -> Story:
    return offer(story)


def page(offered: Story, login: Login, who: str = "ada") -> tuple[Browser, str]:
    """The page of the answer, reached by its button, and its address."""
    address = f"/verweise/{kept(offered).id}"
    browser = login(who).get(address)
    found = re.search(rf'href="({address}/antwort)"', browser.page)
    assert found is not None, browser.page
    return browser.get(found[1]), found[1]


def answer(browser: Browser, address: str, **changed: str) -> Browser:
    step = re.search(r'name="lw-schritt" value="(\d+)"', browser.page)
    assert step is not None
    return browser.post(address, {"lw-schritt": step[1], "lw-aktion": "eintragen", **ACCEPTED, **changed})


def test_what_the_office_says_on_the_telephone_moves_the_referral_on(offered: Story, login: Login) -> None:
    browser, address = page(offered, login)
    assert "Jobcenter Hier hat hier keinen Zugang" in browser.page

    answer(browser, address)

    assert "Die Antwort ist eingetragen" in browser.page
    assert kept(offered).state == "angenommen"
    answer(*page(offered, login), ankunft_am="23.11.2026")
    assert kept(offered).state == "angekommen"
    said = [one.text for one in offered.file().history]
    assert any("eingetragen für Erika Amt (Jobcenter Hier)" in one for one in said)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lw-name": " "}, "Bitte nennen Sie, wer geantwortet hat."),
        ({"lw-name": "x" * 201}, "Bitte nennen Sie Ihren Namen mit höchstens"),
        ({"antwort_termin": "unklar"}, "Bitte geben Sie ein Datum ein"),
    ],
)
def test_what_is_missing_is_said_beside_what_was_typed(
    offered: Story, login: Login, changed: Mapping[str, str], said: str
) -> None:
    browser, address = page(offered, login)

    answer(browser, address, **changed)

    assert browser.status == 422
    assert said in browser.page
    assert changed.get("antwort_termin", "03.12.2026") in browser.page
    assert kept(offered).state == "angeboten"


def test_an_answer_sent_twice_counts_once(offered: Story, login: Login) -> None:
    browser, address = page(offered, login)
    again = browser.page
    answer(browser, address)

    browser.page = again
    answer(browser, address)

    assert "Hier ist keine Antwort einzutragen" in browser.page
    assert kept(offered).state == "angenommen"


def test_whoever_is_not_of_the_sender_neither_sees_nor_records_it(offered: Story, login: Login) -> None:
    _, address = page(offered, login)
    step = str(kept(offered).element_instance)
    for who in ("carla", "adam"):
        stranger = login(who)
        stranger.post(address, {"lw-schritt": step, "lw-aktion": "eintragen", **ACCEPTED})
        assert "Die Antwort ist eingetragen" not in stranger.page
    assert kept(offered).state == "angeboten"


@pytest.mark.parametrize("below", ["", "/formular"])
def test_for_a_guest_of_the_sender_there_is_no_such_page(offered: Story, login: Login, below: str) -> None:
    _page, address = page(offered, login)
    with offered.world.engine.begin(SYSTEM) as tx:
        at_the_sender = frozenset({Membership(kept(offered).sender_id, Role.GUEST)})
        commands.account.create(tx, "gast", "Gerda Gast", PASSWORD, at_the_sender)
    guest = login("gast").get("/")

    assert guest.client.get(address).status_code == 404
    assert guest.client.post(address + below, data={"csrf_token": guest.token()}).status_code == 404


def test_an_office_that_works_here_answers_itself(
    offered: Story, login: Login, desks: Mapping[str, int]
) -> None:
    browser, address = page(offered, login)
    with offered.world.engine.begin(SYSTEM) as tx:
        commands.account.create(
            tx, "jutta", "Jutta Amt", PASSWORD, [Membership(desks["jobcenter"], Role.CLERK)]
        )

    answer(browser, address)

    assert "Hier ist keine Antwort einzutragen" in browser.page
    assert f'href="{address}"' not in browser.page
    assert kept(offered).state == "angeboten"
