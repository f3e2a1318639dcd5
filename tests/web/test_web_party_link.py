"""The one-time link of a consulted party without accounts: its journey by real mail, and attacks on it."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from engine import SYSTEM, Conflict, Forbidden, commands
from engine.state.consultation import Stance
from engine.state.party_link import PARTY_LINK
from engine.state.proposal import ProposalState
from engine.state.resolution import Ruling
from engine.testing import World
from tests.commands.test_concurrent_referral import at_once
from tests.commands.test_mail_delivery import Mailbox
from tests.steering.conftest import FIRST, NOTED, Group, group
from tests.web.one_time import enter, mailbox, shown_once, token, words
from web.testing import Browser, Login

__all__ = ["group", "mailbox"]

ADDRESS = "personalrat@kreis.example"
ANSWER = {"haltung": "agree", "statement": "Einverstanden.", "name": "Petra Rat"}


@pytest.fixture
def asked(group: Group, mailbox: Mailbox) -> int:
    """A proposal in consultation: the authority here, and the staff council, which has no account."""
    assert not mailbox.got
    number = group.propose()
    group.consult(number)
    return number


def council(group: Group, number: int) -> int:
    return next(one.party.id for one in group.show(number).parties if one.party.name == "Personalrat")


def ask(group: Group, login: Login, number: int, address: str = ADDRESS) -> str:
    """Ask by link as Olga; the code that is shown to her once."""
    party, path = council(group, number), f"/lenkungsgruppe/vorlage/{number}"
    olga = login("olga").get(f"{path}?reiter=beteiligung")
    olga.post(f"{path}/stelle/{party}/link", {"address": address})
    code = shown_once(olga, f"{path}?reiter=beteiligung")
    group.world.work_off()
    return code


def invitations(mailbox: Mailbox) -> list[EmailMessage]:
    """What came to the council; people with accounts are told, too."""
    return [one for one in mailbox.got if one["To"] == ADDRESS]


def states(world: World) -> list[tuple[str, str | None]]:
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(select(PARTY_LINK).order_by(PARTY_LINK.c.id)).all()
    return [(row.state, row.answered_by) for row in rows]


def test_a_body_without_account_remarks_on_a_step_and_answers_in_its_own_name(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    (invitation,) = invitations(mailbox)
    assert "bis 14.12.2026" in words(invitation)  # the last day, not the one after it

    page = enter(app, token(invitation), code)
    assert "Fristen verkürzen" in page.page
    place = {"stelle": str(group.version), "element": "a", "text": "Zu knapp.", "name": "Petra Rat"}
    page.post("/zugang/stellungnahme/anmerkung", place)
    assert "Zu knapp." in page.page
    page.post("/zugang/stellungnahme", ANSWER)

    assert "Ihre Antwort ist angekommen" in page.page
    view = group.show(asked)
    party = next(one.party for one in view.parties if one.party.name == "Personalrat")
    assert (party.stance, party.statement, party.answered_by) == (Stance.AGREE, "Einverstanden.", "Petra Rat")
    (remark,) = view.comments
    assert (remark.comment.author, remark.comment.party, remark.comment.element) == (
        "Petra Rat",
        "Personalrat",
        "a",
    )
    assert {one.actor for one in view.events if one.kind in ("statement", "comment")} == {"Petra Rat"}
    assert states(group.world) == [("answered", "Petra Rat")]


def test_the_link_answers_once_in_whatever_tab(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    key = token(invitations(mailbox)[0])
    one, other = enter(app, key, code), enter(app, key, code)

    one.post("/zugang/stellungnahme", ANSWER)
    other.post("/zugang/stellungnahme", {**ANSWER, "haltung": "object"})

    assert other.status == 410
    assert "verbraucht" in enter(app, key, code).page
    party = next(one.party for one in group.show(asked).parties if one.party.name == "Personalrat")
    assert party.stance is Stance.AGREE


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"haltung": ""}, "Bitte wählen Sie eine Antwort."),
        ({"haltung": "maybe"}, "Bitte wählen Sie eine Antwort."),
        ({"haltung": "object", "statement": " "}, "Bitte schreiben Sie, was Sie meinen."),
        ({"name": "  "}, "Bitte nennen Sie Ihren Namen"),
        ({"name": "x" * 121}, "Bitte nennen Sie Ihren Namen"),
        ({"name": "Petra\u202eRat"}, "Bitte nennen Sie Ihren Namen"),
    ],
)
def test_what_is_missing_is_said_beside_what_was_typed_and_the_link_holds(
    group: Group,
    asked: int,
    login: Login,
    app: Flask,
    mailbox: Mailbox,
    changed: dict[str, str],
    said: str,
) -> None:
    code = ask(group, login, asked)
    page = enter(app, token(invitations(mailbox)[0]), code)

    page.post("/zugang/stellungnahme", {**ANSWER, **changed})

    assert page.status == 422
    assert said in page.page
    assert ("Einverstanden." in page.page) == ("statement" not in changed)
    assert states(group.world) == [("sent", None)]


def test_five_wrong_codes_lock_it_and_whoever_proposes_sees_that(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    key = token(invitations(mailbox)[0])

    statuses = [enter(app, key, "00000000").status for _ in range(5)]

    assert statuses == [422, 422, 422, 422, 410]
    assert "gesperrt" in enter(app, key, code).page
    assert "party_link_locked" in {one.kind for one in group.show(asked).events}


def test_without_the_code_nothing_of_the_proposal_is_shown(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    ask(group, login, asked)
    outside = Browser(app.test_client())

    for address in ("", f"/ablauf/{group.version}", "/datei/1"):
        outside.get(f"/zugang/stellungnahme{address}")
        assert "Fristen verkürzen" not in outside.page
        assert "bpmn" not in outside.page


def test_another_version_and_what_others_said_stay_hidden(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    with group.world.engine.begin(group.hanna) as tx:
        first = group.show(asked).parties[0].party.id
        commands.consultation.state(tx, first, Stance.OBJECT, "Streng vertraulich.")
        commands.consultation.comment(tx, asked, "Nur intern.")
    code = ask(group, login, asked)

    page = enter(app, token(invitations(mailbox)[0]), code)

    assert "Streng vertraulich" not in page.page
    assert "Nur intern" not in page.page
    assert page.get(f"/zugang/stellungnahme/ablauf/{group.version}").status == 200
    assert page.get(f"/zugang/stellungnahme/ablauf/{group.version + 1}").status == 404


def test_a_reminder_brings_another_link_with_the_same_code_and_who_reads_goes_on(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    reading = enter(app, token(invitations(mailbox)[0]), code)

    with group.world.engine.begin(group.olga) as tx:
        assert commands.consultation.remind(tx, asked) == 2  # the authority here, and the council
    group.world.work_off()

    first, reminder = invitations(mailbox)
    assert token(reminder) != token(first)
    assert enter(app, token(first), code).status == 422
    assert "Fristen verkürzen" in enter(app, token(reminder), code).page
    reading.post("/zugang/stellungnahme", ANSWER)
    assert "Ihre Antwort ist angekommen" in reading.page
    with group.world.engine.begin(group.olga) as tx:
        assert commands.consultation.remind(tx, asked) == 0


def test_the_worker_reminds_three_days_before_the_end_and_the_link_ends_with_the_consultation(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    group.pass_days((FIRST - group.world.clock.moment.date()).days - 3)
    group.world.work_off()
    reminder = invitations(mailbox)[-1]
    assert "Fristen verkürzen" in enter(app, token(reminder), code).page

    group.pass_days(4)

    assert group.show(asked).row.state is ProposalState.READY
    assert "abgelaufen" in enter(app, token(reminder), code).page


def test_who_has_answered_is_asked_again_when_the_consultation_is_reopened(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    enter(app, token(invitations(mailbox)[0]), code).post("/zugang/stellungnahme", ANSWER)
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, group.show(asked).parties[0].party.id, Stance.AGREE, "")
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.close(tx, asked, group.show(asked).row.revision)
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.reopen(tx, asked, group.show(asked).row.revision, FIRST + timedelta(days=9))
    group.world.work_off()

    again = invitations(mailbox)[-1]
    enter(app, token(again), code).post("/zugang/stellungnahme", {**ANSWER, "haltung": "object"})

    party = next(one.party for one in group.show(asked).parties if one.party.name == "Personalrat")
    assert party.stance is Stance.OBJECT
    assert [state for state, _name in states(group.world)] == ["answered", "answered"]


def test_who_answered_on_an_earlier_version_confirms_it_by_the_next_link(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    enter(app, token(invitations(mailbox)[0]), code).post("/zugang/stellungnahme", ANSWER)
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, group.show(asked).parties[0].party.id, Stance.AGREE, "")
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.close(tx, asked, group.show(asked).row.revision)
    digest = group.sign(asked, ruling=Ruling.RETURNED, valid_from=None)
    with group.world.engine.begin(group.sina) as tx:
        commands.resolution.countersign(tx, asked, digest)
    with group.world.engine.begin(group.olga) as tx:
        commands.proposal.revise(tx, asked, group.show(asked).row.revision)
    group.world.clock.moment += timedelta(minutes=5)
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.begin(tx, asked, group.show(asked).row.revision, FIRST, ())
    group.world.work_off()

    reading = enter(app, token(invitations(mailbox)[-1]), code)
    assert "zur früheren Fassung, zählt nicht" in reading.page
    assert 'name="name" value="Petra Rat"' in reading.page
    shown = group.show(asked).digest
    reading.post("/zugang/stellungnahme", {**ANSWER, "gesehen": "0" * 64})
    assert "Die Vorlage hat sich geändert" in reading.page
    assert [one.answered for one in group.show(asked).parties] == [False, False]
    reading.post("/zugang/stellungnahme", {**ANSWER, "gesehen": shown})

    assert "Ihre Antwort ist angekommen" in reading.page
    assert [one.answered for one in group.show(asked).parties] == [False, True]
    page = login("hanna").get(f"/lenkungsgruppe/vorlage/{asked}?reiter=beteiligung").page
    assert "1 von 2 Stellen haben geantwortet" in page
    assert page.count("zur früheren Fassung, zählt nicht") == 1
    assert page.count("Antwort für die jetzige Fassung bestätigen") == 1


def test_an_answer_the_office_notes_ends_the_link(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    reading = enter(app, token(invitations(mailbox)[0]), code)
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.state(tx, council(group, asked), Stance.ABSTAIN, "Am Telefon.", noted=NOTED)

    reading.post("/zugang/stellungnahme", ANSWER)

    assert reading.status == 410
    assert states(group.world) == [("withdrawn", None)]


def test_a_party_that_was_named_by_mistake_is_removed_with_its_link(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    party, path = council(group, asked), f"/lenkungsgruppe/vorlage/{asked}"
    reading = enter(app, token(invitations(mailbox)[0]), code)
    olga = login("olga").get(f"{path}?reiter=beteiligung")

    olga.post(f"{path}/stelle/{party}/entfernen", {})
    assert (olga.status, "Bitte geben Sie den Grund an" in olga.page) == (422, True)

    for said in ("Gefragt wurde sie per Mail an", "Die Stelle wird schon nicht mehr gehört."):
        olga.post(f"{path}/stelle/{party}/entfernen", {f"grund-{party}": "Gemeint war ein anderer"})
        assert said in olga.page

    assert [one.party.name for one in group.show(asked).parties] == ["Ausländeramt Hier"]
    assert states(group.world) == []
    reading.post("/zugang/stellungnahme", ANSWER)
    assert reading.status == 410
    group.world.work_off()
    assert "Personalrat wird nicht mehr gehört" in olga.get(f"{path}?reiter=verlauf").page
    assert "Gemeint war ein anderer" in olga.page


def test_a_link_is_taken_back_at_once_and_by_nobody_twice(
    group: Group, asked: int, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    code = ask(group, login, asked)
    party, path = council(group, asked), f"/lenkungsgruppe/vorlage/{asked}"
    olga = login("olga").get(f"{path}?reiter=beteiligung")

    olga.post(f"{path}/stelle/{party}/link/1/zurueckziehen", {})

    assert "gilt nicht mehr" in enter(app, token(invitations(mailbox)[0]), code).page
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.party_link.take_back(tx, 1)


def test_only_bodies_without_accounts_are_asked_and_only_by_whoever_proposes(
    group: Group, asked: int, login: Login
) -> None:
    here = group.show(asked).parties[0].party.id

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict, match="works with the system"):
        commands.party_link.ask(tx, here, ADDRESS)
    with group.world.engine.begin(group.carla) as tx, pytest.raises(Forbidden):
        commands.party_link.ask(tx, council(group, asked), ADDRESS)
    lea = login("lea").get(f"/lenkungsgruppe/vorlage/{asked}?reiter=beteiligung")
    assert "E-Mail-Adresse" not in lea.page


def test_of_answers_at_once_one_counts(group: Group, asked: int, login: Login) -> None:
    ask(group, login, asked)

    def say(name: str, stance: Stance) -> str:
        with group.world.engine.begin(SYSTEM) as tx:
            commands.party_link.answer(tx, 1, name, stance, "Weil.")
        return name

    outcomes = at_once(
        lambda: say("Petra Rat", Stance.AGREE),
        lambda: say("Paul Rat", Stance.OBJECT),
        lambda: say("Pia Rat", Stance.ABSTAIN),
    )

    (winner,) = [one for one in outcomes if isinstance(one, str)]
    assert sum(isinstance(one, Conflict) for one in outcomes) == 2
    party = next(one.party for one in group.show(asked).parties if one.party.name == "Personalrat")
    assert party.answered_by == winner
    assert states(group.world) == [("answered", winner)]


def test_an_answer_by_hand_and_one_by_link_at_once_leave_one_of_both(
    group: Group, asked: int, login: Login
) -> None:
    ask(group, login, asked)
    party = council(group, asked)

    def by_hand() -> str:
        with group.world.engine.begin(group.olga) as tx:
            commands.consultation.state(tx, party, Stance.AGREE, "", noted=NOTED)
        return "office"

    def by_link() -> str:
        with group.world.engine.begin(SYSTEM) as tx:
            commands.party_link.answer(tx, 1, "Petra Rat", Stance.OBJECT, "Weil.")
        return "link"

    outcomes = at_once(by_hand, by_link)

    # whoever comes second: the office may change what was said, the link may not
    assert "office" in outcomes
    (state, name) = states(group.world)[0]
    assert (state, name) in {("withdrawn", None), ("answered", "Petra Rat")}
    assert (state == "answered") == ("link" in outcomes)


def test_a_mail_that_is_refused_for_good_is_told_on_the_page(
    group: Group, asked: int, login: Login, mailbox: Mailbox
) -> None:
    mailbox.rcpt_answers = ["550 kein Postfach"]
    ask(group, login, asked)

    page = login("olga").get(f"/lenkungsgruppe/vorlage/{asked}?reiter=beteiligung").page

    assert "nicht zugestellt" in page
    assert states(group.world) == [("failed", None)]
