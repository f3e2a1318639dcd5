"""The one-time link of a receiving side without accounts: its journey by real mail, and attacks on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from engine import SYSTEM, Conflict, commands
from engine.actor import Membership, Role
from engine.clock import ZONE
from engine.execution import consents
from engine.feel import context_from_python
from engine.state import case
from engine.state.referral import REFERRAL_STOP
from engine.state.referral_link import REFERRAL_LINK
from engine.testing import PASSWORD, Story, World
from engine.worker import Worker
from tests.commands.test_mail_delivery import Mailbox
from tests.commands.test_referral_record import (
    APPLICATION,
    FILES,
    FORWARDED,
    SHEET,
    WITHOUT,
    consent,
    desks,
    kept,
    offer,
    release,
    released,
)
from tests.web.one_time import enter, mailbox, outside, shown_once, token, words
from web.testing import Browser, Login

__all__ = ["desks", "mailbox"]

MATTER = "Bürgergeld für die Familie klären."
ASK = {"lw-empfaenger": "Jobcenter, Eingangszone", "lw-adresse": "eingang@jobcenter.example", "lw-tage": "14"}
ACCEPT = {
    "antwort": "angenommen",
    "antwort_termin": "03.12.2026",
    "lw-name": "Erika Amt",
    "lw-aktion": "antworten",
}


@pytest.fixture
def story(world: World, desks: Mapping[str, int], mailbox: Mailbox) -> Story:
    assert not mailbox.got
    world.deploy(FILES)
    return world.open("verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": MATTER})


def ask(story: Story, login: Login, **changed: str) -> str:
    """Ask by link as Ada; the code that is shown to her once."""
    number = kept(story).id
    ada = login("ada").get(f"/verweise/{number}")
    ada.post(f"/verweise/{number}/link", {**ASK, **changed})
    code = shown_once(ada, f"/verweise/{number}")
    story.world.work_off()
    return code


def links(story: Story) -> list[tuple[str, str | None]]:
    with story.world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(select(REFERRAL_LINK).order_by(REFERRAL_LINK.c.id)).all()
    return [(row.state, row.answered_by) for row in rows]


def test_whoever_has_no_account_accepts_and_confirms_the_arrival(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    (invitation,) = mailbox.got
    assert invitation["To"] == "eingang@jobcenter.example"

    page = enter(app, token(invitation), code)
    assert "Muster, Maryam" in page.page
    assert "02.11.2026" in page.page
    page.post("/zugang/antwort", ACCEPT)

    assert "Ihre Antwort ist angekommen" in page.page
    assert kept(story).state == "angenommen"
    # the next step is asked by the next mail, and the code stays
    story.world.work_off()
    assert len(mailbox.got) == 2
    assert token(mailbox.got[1]) != token(invitation)
    page = enter(app, token(mailbox.got[1]), code)
    page.post(
        "/zugang/antwort", {"ankunft_am": "23.11.2026", "lw-name": "Erika Amt", "lw-aktion": "antworten"}
    )
    assert kept(story).state == "angekommen"
    assert links(story) == [("answered", "Erika Amt"), ("answered", "Erika Amt")]


def test_both_identities_stand_in_the_history_and_on_the_way(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)

    enter(app, token(mailbox.got[0]), code).post("/zugang/antwort", ACCEPT)

    said = [one.text for one in story.file().history]
    assert (
        "„Überleitung annehmen oder ablehnen“ per Einmal-Link beantwortet von Erika Amt (Jobcenter, Eingangszone, "
        "eingang@jobcenter.example); Link von Ada Öztürk"
    ) in said
    with story.world.engine.begin(SYSTEM) as tx:
        who = tx.execute(
            select(REFERRAL_STOP.c.actor_name).order_by(REFERRAL_STOP.c.id.desc()).limit(1)
        ).scalar()
    assert who == "Erika Amt (Jobcenter, Eingangszone)"
    assert "Erika Amt" in login("ada").get(f"/verweise/{kept(story).id}").page


def test_the_mail_names_nobody_and_only_the_number_of_the_case(
    story: Story, login: Login, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)

    whole = mailbox.got[0].as_string() + words(mailbox.got[0])
    assert story.reference in words(mailbox.got[0])
    for secret in ("Muster", "Maryam", "Bürgergeld", "Lebensunterhalt", code, code.replace(" ", "")):
        assert secret not in whole


def test_the_token_is_nowhere_at_rest(story: Story, login: Login, mailbox: Mailbox) -> None:
    offer(story)
    code = ask(story, login).replace(" ", "")
    key = token(mailbox.got[0])

    engine = create_engine(story.world.engine.url)
    with engine.begin() as raw:
        raw.execute(text("SELECT set_config('laufweg.engine', 'on', true)"))
        tables = raw.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        for name in tables.all():
            rows = raw.execute(text(f'SELECT t::text FROM "{name}" AS t')).scalars().all()  # noqa: S608  names of tables
            assert not any(key in row or code in row for row in rows), name
        digest = raw.execute(text("SELECT digest FROM referral_link")).scalar_one()
    engine.dispose()
    assert digest == sha256(key.encode()).hexdigest()


def test_whoever_only_looks_changes_nothing(story: Story, login: Login, app: Flask, mailbox: Mailbox) -> None:
    offer(story)
    code = ask(story, login)
    client = app.test_client()

    for address in ("/zugang", "/zugang/antwort", "/zugang/fertig", "/zugang/antwort/formular"):
        for _ in range(3):
            client.head(address)
            client.get(address)

    assert links(story) == [("sent", None)]
    page = enter(app, token(mailbox.got[0]), code)
    page.client.head("/zugang/antwort")
    page.get("/zugang/antwort")
    assert links(story) == [("sent", None)]
    assert kept(story).state == "angeboten"


def test_nothing_is_stored_found_or_told_by_the_page(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    page = enter(app, token(mailbox.got[0]), code)

    answer = page.client.get("/zugang/antwort")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in answer.get_data(as_text=True)
    assert token(mailbox.got[0]) not in answer.get_data(as_text=True)
    # the key goes by POST alone: no address on the way holds it
    client = Browser(app.test_client()).get("/zugang")
    moved = client.client.post(
        "/zugang",
        data={"csrf_token": client.token(), "lw-schluessel": token(mailbox.got[0]), "lw-code": code},
    )
    assert (moved.status_code, moved.location) == (302, "/zugang/antwort")


def test_used_once_it_says_so_and_shows_nothing(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    page = enter(app, token(mailbox.got[0]), code)
    cookies = page.client.get_cookie("laufweg")
    page.post("/zugang/antwort", ACCEPT)

    again = enter(app, token(mailbox.got[0]), code)
    assert again.status == 410
    assert "Dieser Link ist verbraucht" in again.page
    assert "Muster" not in again.page
    # the cookie from before, played again
    assert cookies is not None
    page.client.set_cookie("laufweg", cookies.value)
    assert page.get("/zugang/antwort").status == 410
    assert "Muster" not in page.page
    assert kept(story).state == "angenommen"


def test_of_two_tabs_one_answers(story: Story, login: Login, app: Flask, mailbox: Mailbox) -> None:
    offer(story)
    code = ask(story, login)
    first, second = (enter(app, token(mailbox.got[0]), code) for _ in range(2))
    first.post("/zugang/antwort", ACCEPT)

    second.post(
        "/zugang/antwort",
        {
            "antwort": "keine_kapazitaet",
            "antwort_grund": "Kein Termin vor März frei.",
            "lw-name": "Otto Amt",
            "lw-aktion": "antworten",
        },
    )

    assert second.status == 410
    assert "Hier ist nichts mehr zu beantworten" in second.page
    assert (kept(story).state, kept(story).reason) == ("angenommen", None)


def test_a_guessed_key_and_a_wrong_code_are_told_alike_and_five_lock_it(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    guessed = enter(app, "x" * 43, code)
    assert (guessed.status, "Schlüssel oder Code stimmt nicht." in guessed.page) == (422, True)
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    for _ in range(4):
        again = enter(app, token(mailbox.got[0]), wrong)
        assert (again.status, "Schlüssel oder Code stimmt nicht." in again.page) == (422, True)
        assert "Muster" not in again.page

    assert "Dieser Link ist gesperrt" in enter(app, token(mailbox.got[0]), wrong).page
    assert "Dieser Link ist gesperrt" in enter(app, token(mailbox.got[0]), code).page
    assert links(story) == [("locked", None)]
    assert "gesperrt" in login("ada").get(f"/verweise/{kept(story).id}").page


def test_too_many_tries_from_one_address_are_put_off(story: Story, app: Flask) -> None:
    offer(story)
    answers = [enter(app, f"geraten-{number:040d}", "12345678").status for number in range(21)]

    assert answers == [422] * 20 + [429]


def test_without_the_code_there_is_no_page(story: Story, login: Login, app: Flask) -> None:
    offer(story)
    ask(story, login)

    page = outside(app).get("/zugang/antwort")

    assert "Schlüssel" in page.page
    assert "Muster" not in page.page
    page.post("/zugang/antwort", ACCEPT)
    assert page.status == 401
    assert kept(story).state == "angeboten"


def test_it_runs_out(story: Story, login: Login, app: Flask, mailbox: Mailbox) -> None:
    offer(story)
    code = ask(story, login, **{"lw-tage": "7"})
    page = enter(app, token(mailbox.got[0]), code)

    story.world.clock.advance(timedelta(days=7))

    page.post("/zugang/antwort", ACCEPT)
    assert page.status == 410
    assert "abgelaufen" in enter(app, token(mailbox.got[0]), code).page
    assert "abgelaufen" in login("ada").get(f"/verweise/{kept(story).id}").page
    assert kept(story).state == "angeboten"


def test_the_sender_takes_it_back_and_a_newer_one_replaces_it(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    newer = ask(story, login)
    assert "Dieser Link gilt nicht mehr" in enter(app, token(mailbox.got[0]), code).page
    number = kept(story).id
    with story.world.engine.begin(SYSTEM) as tx:
        link = tx.execute(
            select(REFERRAL_LINK.c.id).order_by(REFERRAL_LINK.c.id.desc()).limit(1)
        ).scalar_one()

    ada = login("ada").get(f"/verweise/{number}")
    ada.post(f"/verweise/{number}/link/{link}/zurueckziehen")

    assert "Der Link gilt ab sofort nicht mehr." in ada.page
    assert "Dieser Link gilt nicht mehr" in enter(app, token(mailbox.got[1]), newer).page
    assert [state for state, _ in links(story)] == ["withdrawn", "withdrawn"]


def test_a_consent_withdrawn_in_between_ends_it_at_once(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    released(story)
    code = ask(story, login)
    page = enter(app, token(mailbox.got[0]), code)
    assert "A2" in page.words

    release(story)

    page.post("/zugang/antwort", ACCEPT)
    assert page.status == 410
    assert "Muster" not in page.page
    assert "Dieser Link gilt nicht mehr" in enter(app, token(mailbox.got[0]), code).page
    assert kept(story).state == "gestoppt"


def test_what_is_released_no_more_is_shown_no_more(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    released(story)
    code = ask(story, login)

    release(story, consent("kontakt"))

    page = enter(app, token(mailbox.got[0]), code)
    assert "Sprachmittlung" in page.page
    assert "A2" not in page.words


def test_a_withdrawal_closes_it_while_the_process_rests_and_hears_nothing(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    released(story)
    code = ask(story, login)
    page = enter(app, token(mailbox.got[0]), code)
    assert "A2" in page.words
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, kept(story).instance_id)

    release(story)

    assert "A2" not in page.get("/zugang/antwort").words
    assert page.status == 410
    story.world.work_off()
    assert [state for state, _ in links(story)] == ["withdrawn"]


def test_a_consent_that_runs_out_closes_it(story: Story, login: Login, app: Flask, mailbox: Mailbox) -> None:
    story.complete("anliegen_klaeren", WITHOUT)
    story.complete("freigabe_besprechen", {"freigabe_weiter": "erbeten", "freigabe_belehrt": True})
    release(story, consent("kontakt", "sprache", until=date(2026, 11, 24)))
    story.complete("bogen_ausfuellen", SHEET)
    code = ask(story, login)
    page = enter(app, token(mailbox.got[0]), code)

    story.world.clock.advance(timedelta(days=2))

    page.post("/zugang/antwort", ACCEPT)
    assert page.status == 410
    assert page.get("/zugang/antwort").page.count("Muster") == 0
    assert kept(story).state == "angeboten"


def test_asking_back_goes_to_the_sender_and_its_answer_by_mail(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    page = enter(app, token(mailbox.got[0]), code)

    page.post(
        "/zugang/antwort",
        {
            "antwort": "rueckfrage",
            "antwort_frage": "Welche Unterlagen liegen bei?",
            "lw-name": "Erika Amt",
            "lw-aktion": "antworten",
        },
    )
    assert kept(story).state == "rueckfrage"
    story.world.work_off()
    assert len(mailbox.got) == 1
    story.complete("rueckfrage_beantworten", {"rueckfrage_antwort": "Es liegen keine Unterlagen bei."})
    story.world.work_off()

    page = enter(app, token(mailbox.got[1]), code)
    assert "Es liegen keine Unterlagen bei." in page.page


def test_whoever_is_asked_next_gets_no_mail_to_the_one_before(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    enter(app, token(mailbox.got[0]), code).post(
        "/zugang/antwort",
        {
            "antwort": "nicht_zustaendig",
            "antwort_grund": "Nicht erwerbsfähig, § 7 SGB II liegt nicht vor.",
            "lw-name": "Erika Amt",
            "lw-aktion": "antworten",
        },
    )
    story.complete(
        "stelle_neu_bestimmen",
        {"klaerung_ergebnis": "neu", "thema_neu": "sozialamt", "klaerung_grund": "Vorschlag des Jobcenters."},
    ).complete("bogen_ausfuellen", {"uebergabe_weg": "im_system", "bogen_anlass": "Antrag gehört zu Ihnen."})
    story.world.work_off()

    assert (kept(story).topic, kept(story).received_on) == ("sozialamt", date(2026, 11, 2))
    assert len(mailbox.got) == 1
    story.complete("ueberleitung_annehmen", {"antwort": "angenommen", "antwort_termin": date(2026, 12, 3)})
    story.world.work_off()
    assert len(mailbox.got) == 1


def test_what_is_missing_is_said_beside_the_fields_and_kept(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    page = enter(app, token(mailbox.got[0]), code)

    page.post(
        "/zugang/antwort", {"antwort": "nicht_zustaendig", "antwort_grund": "kurz", "lw-aktion": "antworten"}
    )

    assert page.status == 422
    assert "Bitte nennen Sie Ihren Namen." in page.page
    assert "kurz" in page.page
    assert links(story) == [("sent", None)]


def test_handed_over_by_hand_the_other_side_can_be_asked_all_the_same(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    story.complete("anliegen_klaeren", APPLICATION)
    story.complete("bogen_ausfuellen", {**FORWARDED, "uebergabe_weg": "von_hand"})
    code = ask(story, login)

    page = enter(app, token(mailbox.got[0]), code)

    # what is said to the sender, who would enter the answer
    assert "Sie tragen die Antwort ein" not in page.page
    page.post("/zugang/antwort", ACCEPT)
    assert kept(story).state == "angenommen"


def test_while_the_process_rests_it_says_so_and_keeps_what_was_typed(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    erika = enter(app, token(mailbox.got[0]), code)
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, kept(story).instance_id)

    erika.post("/zugang/antwort", ACCEPT)

    assert erika.status == 409
    assert "Der Vorgang ruht zurzeit" in erika.page
    assert "Erika Amt" in erika.page
    assert links(story) == [("sent", None)]
    assert "angehalten" in login("ada").get(f"/verweise/{kept(story).id}").page
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, kept(story).instance_id)
    erika.post("/zugang/antwort", ACCEPT)
    assert "Ihre Antwort ist angekommen" in erika.page
    assert links(story)[0] == ("answered", "Erika Amt")


def test_suspended_in_the_same_moment_the_link_is_not_used_up(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    ask(story, login)
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, kept(story).instance_id)

    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
        commands.referral_link.answer(tx, 1, "Erika Amt", {})

    assert links(story) == [("sent", None)]


def test_the_mail_says_it_in_both_languages(story: Story, login: Login, mailbox: Mailbox) -> None:
    offer(story)
    ask(story, login)

    (invitation,) = mailbox.got
    said = words(invitation)
    assert invitation["Content-Language"] == "de, en"
    assert "bittet Sie um Ihre Antwort" in said
    assert "asks you for your answer" in said
    assert said.count(token(invitation)) == 2
    html = invitation.get_body(("html",))
    assert html is not None
    assert html.get_content().count(token(invitation)) == 2


def test_leaving_forgets_the_code(story: Story, login: Login, app: Flask, mailbox: Mailbox) -> None:
    offer(story)
    code = ask(story, login)
    page = enter(app, token(mailbox.got[0]), code)
    assert "Muster" in page.page

    page.post("/zugang/verlassen")

    assert "Muster" not in page.get("/zugang/antwort").page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("lw-adresse", "keine", "Bitte geben Sie eine E-Mail-Adresse ein."),
        ("lw-adresse", "a@b.de, c@d.de", "Bitte geben Sie eine E-Mail-Adresse ein."),
        ("lw-empfaenger", "", "Bitte nennen Sie die Stelle oder Person"),
        ("lw-tage", "365", "Bitte wählen Sie, wie lange der Link gilt."),
    ],
)
def test_what_cannot_be_sent_is_refused(
    story: Story, login: Login, mailbox: Mailbox, field: str, value: str, said: str
) -> None:
    offer(story)
    number = kept(story).id
    ada = login("ada").get(f"/verweise/{number}")

    ada.post(f"/verweise/{number}/link", {**ASK, field: value})

    assert (ada.status, said in ada.page) == (422, True)
    assert links(story) == []


def test_an_authority_with_people_is_not_asked_by_mail(
    story: Story, login: Login, desks: Mapping[str, int]
) -> None:
    offer(story)
    with story.world.engine.begin(SYSTEM) as tx:
        commands.account.create(
            tx, "jana", "Jana Fröhlich", PASSWORD, [Membership(desks["jobcenter"], Role.CLERK)]
        )
    number = kept(story).id
    ada = login("ada").get(f"/verweise/{number}")
    assert "Einmal-Link" not in ada.page

    ada.post(f"/verweise/{number}/link", ASK)

    assert ada.status == 409
    assert login("carla").get("/aufgaben").post(f"/verweise/{number}/link", ASK).status == 404
    assert login("jana").get("/aufgaben").post(f"/verweise/{number}/link", ASK).status == 403


def test_without_a_mail_server_nothing_is_asked(
    story: Story, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(story)
    monkeypatch.delenv("LAUFWEG_SMTP_URL")
    number = kept(story).id
    ada = login("ada").get(f"/verweise/{number}")

    assert "Es ist kein Mailserver eingerichtet." in ada.page
    assert ada.post(f"/verweise/{number}/link", ASK).status == 409


def test_a_mail_that_cannot_be_delivered_is_seen_and_one_put_off_is_sent_later(
    story: Story, login: Login, mailbox: Mailbox
) -> None:
    offer(story)
    mailbox.answers = ["550 nobody here"]
    ask(story, login)
    ada = login("ada").get(f"/verweise/{kept(story).id}")
    assert "nicht zugestellt" in ada.page
    assert "550 nobody here" in ada.page
    mailbox.answers = ["451 later"]
    ask(story, login)
    assert not mailbox.got

    story.world.clock.advance(timedelta(minutes=3))
    story.world.work_off()

    assert len(mailbox.got) == 1
    assert [state for state, _ in links(story)] == ["failed", "sent"]


def test_a_link_ends_on_the_day_after_the_release_it_rests_on(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    world = story.world
    listed = consent("kontakt", "sprache", until=date(2026, 11, 30))
    story.complete("anliegen_klaeren", WITHOUT)
    story.complete("freigabe_besprechen", {"freigabe_weiter": "erbeten", "freigabe_belehrt": True})
    release(story, listed)
    story.complete("bogen_ausfuellen", SHEET)
    with world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        known = context_from_python({"freigaben": [listed]})
        consents.heed(tx, number, story.reference, f"freigabe:{story.reference}", known)
    code = ask(story, login)
    key = token(mailbox.got[-1])

    world.clock.moment = datetime(2026, 12, 1, 0, 2, tzinfo=ZONE)
    Worker(world.engine).make_up()
    world.work_off()

    assert [state for state, _ in links(story)] == ["withdrawn"]
    assert (kept(story).state, kept(story).owner_id) == ("gestoppt", world.here)
    assert "nicht mehr" in enter(app, key, code).page


def test_the_pages_speak_english_when_asked_and_the_key_stays(
    story: Story, login: Login, app: Flask, mailbox: Mailbox
) -> None:
    offer(story)
    code = ask(story, login)
    key = token(mailbox.got[0])
    browser = outside(app).post("/zugang", {"lw-schluessel": key, "lw-sprache": "en"})
    assert "Answer with a one-time link" in browser.page
    assert f'value="{key}"' in browser.page

    browser.post("/zugang", {"lw-schluessel": key, "lw-code": code})

    assert '<html lang="en"' in browser.page
    assert "Send the answer" in browser.page
    assert 'action="/sprache/de"' in browser.page
