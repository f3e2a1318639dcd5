"""Whoever has the mail of a one-time link learns by another one that nothing is asked of them any more."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from engine import commands
from engine.delivery import call_off_link, call_off_party_link
from engine.execution.one_time import TRIES
from engine.feel import context_from_python
from engine.testing import Story
from tests.commands.test_mail_delivery import Mailbox
from tests.commands.test_referral_record import (
    REFUSED,
    consent,
    desks,
    kept,
    offer,
    release,
    released,
)
from tests.steering.conftest import Group, group
from tests.web.one_time import enter, mailbox, token, words
from tests.web.test_web_party_link import ADDRESS, council, invitations
from tests.web.test_web_party_link import ask as ask_party
from tests.web.test_web_referral_link import ACCEPT, ASK, MATTER, ask, story
from web.testing import Login

__all__ = ["consent", "desks", "group", "mailbox", "story"]

SUBJECT = "Keine Antwort mehr nötig"


@pytest.fixture
def asked(group: Group, mailbox: Mailbox) -> int:
    assert not mailbox.got
    number = group.propose()
    group.consult(number)
    return number


def farewells(mailbox: Mailbox) -> list[EmailMessage]:
    return [one for one in mailbox.got if SUBJECT in one["Subject"]]


def withdraw(story: Story, login: Login) -> None:
    login("ada").post(f"/verweise/{kept(story).id}/zurueckziehen", {"lw-grund": "Sie möchte nicht mehr."})
    story.world.work_off()


def test_a_withdrawn_referral_is_told_and_the_mail_names_nobody(
    story: Story, login: Login, mailbox: Mailbox
) -> None:
    offer(story)
    ask(story, login)

    withdraw(story, login)

    (farewell,) = farewells(mailbox)
    said = words(farewell)
    assert farewell["To"] == ASK["lw-adresse"]
    assert farewell["Content-Language"] == "de, en"
    assert f"zum Vorgang {story.reference} nicht mehr." in said
    assert f"no longer needs your answer in case {story.reference}." in said
    for secret in ("Muster", "Maryam", MATTER, "möchte nicht mehr", "/zugang"):
        assert secret not in said
    assert "Grund" not in said
    html = farewell.get_body(("html",))
    assert html is not None
    assert "gilt nicht mehr" in html.get_content()


def test_whoever_has_had_no_mail_is_told_nothing(story: Story, login: Login, mailbox: Mailbox) -> None:
    offer(story)
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.referral_link.ask(tx, kept(story).id, ASK["lw-empfaenger"], ASK["lw-adresse"], 14)

    withdraw(story, login)  # before the mail was written

    assert not mailbox.got


def test_whoever_has_answered_is_told_nothing(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    enter(app, token(mailbox.got[0]), code).post("/zugang/antwort", {**ACCEPT, **REFUSED})
    story.world.work_off()

    assert kept(story).state == "abgelehnt"
    assert not farewells(mailbox)


def test_whoever_has_answered_by_telephone_is_told_nothing(
    story: Story, login: Login, mailbox: Mailbox
) -> None:
    offer(story)
    ask(story, login)
    step = kept(story).element_instance
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        said = context_from_python(REFUSED)
        commands.referral_link.record_answer(tx, kept(story).id, step, "Erika Amt", said)
    story.world.work_off()

    assert kept(story).state == "abgelehnt"
    assert not farewells(mailbox)


def test_a_release_that_ends_calls_it_off_and_says_not_why(
    story: Story, login: Login, mailbox: Mailbox
) -> None:
    released(story)
    ask(story, login)

    release(story)
    story.world.work_off()

    (farewell,) = farewells(mailbox)
    assert "Freigabe" not in words(farewell)


def test_asked_elsewhere_the_first_address_is_told_and_the_same_one_is_not(
    story: Story, login: Login, mailbox: Mailbox
) -> None:
    offer(story)
    ask(story, login)
    ask(story, login)
    assert not farewells(mailbox)

    ask(story, login, **{"lw-adresse": "leitung@jobcenter.example"})

    assert [one["To"] for one in farewells(mailbox)] == [ASK["lw-adresse"]]


def test_a_mail_the_server_does_not_take_now_is_tried_again(
    story: Story, login: Login, mailbox: Mailbox
) -> None:
    offer(story)
    ask(story, login)
    mailbox.answers.append("451 later")
    withdraw(story, login)
    assert not farewells(mailbox)

    story.world.clock.advance(timedelta(minutes=1))
    story.world.work_off()

    assert len(farewells(mailbox)) == 1


def test_a_second_worker_s_mail_is_recognised_and_the_last_try_ends_it(
    story: Story, login: Login, mailbox: Mailbox
) -> None:
    offer(story)
    ask(story, login)
    engine = story.world.engine

    call_off_link(engine, 1)
    call_off_link(engine, 1)
    mailbox.answers.append("451 later")
    call_off_link(engine, 1, tries=TRIES - 1)
    story.world.clock.advance(timedelta(hours=3))
    story.world.work_off()
    call_off_link(engine, 2)  # there is none

    first, again = farewells(mailbox)
    assert first["Message-ID"] == again["Message-ID"]


def test_without_a_server_nothing_happens(
    group: Group, asked: int, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LAUFWEG_SMTP_URL")

    call_off_link(group.world.engine, 1)
    call_off_party_link(group.world.engine, 1, asked, 1, ADDRESS, "x")

    assert not mailbox.got


def test_a_removed_party_is_told_why_and_has_no_address_left(
    group: Group, asked: int, login: Login, mailbox: Mailbox
) -> None:
    ask_party(group, login, asked)

    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.remove_party(tx, council(group, asked), "Gemeint war der Betriebsrat")
    group.world.work_off()

    _invitation, farewell = invitations(mailbox)
    said = words(farewell)
    assert SUBJECT in farewell["Subject"]
    assert "zur Vorlage" in said and "Fristen verkürzen" in said
    assert "Grund: Gemeint war der Betriebsrat" in said
    assert "Reason: Gemeint war der Betriebsrat" in said


def test_a_party_without_a_mail_is_told_nothing(group: Group, asked: int, mailbox: Mailbox) -> None:
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.remove_party(tx, council(group, asked), "Irrtümlich genannt")
    group.world.work_off()

    assert not invitations(mailbox)
