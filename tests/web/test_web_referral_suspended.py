"""A referral in a case that stands still: each step is refused by a sentence in place, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.testing import Story, World
from tests.commands.test_referral_record import ACCEPTED, desks, kept, offer
from tests.web.test_web_referrals import MATTER, files, story
from web.testing import Browser, Login

__all__ = ["desks", "files", "story"]

WHY = "Die Person ist im Krankenhaus"
ARRIVED = {"ankunft_am": date(2026, 11, 23)}


def suspend(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.case_state.suspend(tx, story.reference, WHY)


def resume(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.case_state.resume(tx, story.reference, "Die Person ist zurück")


def asked_back(story: Story) -> None:
    offer(story).complete(
        "ueberleitung_annehmen", {"antwort": "rueckfrage", "antwort_frage": "Liegen Kontoauszüge bei?"}
    )


def accepted(story: Story) -> None:
    offer(story).complete("ueberleitung_annehmen", ACCEPTED)


def arrived(story: Story) -> None:
    accepted(story)
    story.complete("ankunft_bestaetigen", ARRIVED).pass_time(timedelta(days=14))


#: what comes before the step, its task, who does it, what they type, and how far the referral is after it
STEPS: tuple[tuple[Callable[[Story], object], str, str, Mapping[str, str], str], ...] = (
    (
        offer,
        "ueberleitung_annehmen",
        "jobcenter",
        {"antwort": "angenommen", "antwort_termin": "23.12.2026"},
        "angenommen",
    ),
    (
        offer,
        "ueberleitung_annehmen",
        "jobcenter",
        {"antwort": "nicht_zustaendig", "antwort_grund": "Nicht erwerbsfähig."},
        "abgelehnt",
    ),
    (
        offer,
        "ueberleitung_annehmen",
        "jobcenter",
        {"antwort": "rueckfrage", "antwort_frage": "Liegen Kontoauszüge bei?"},
        "rueckfrage",
    ),
    (asked_back, "rueckfrage_beantworten", "lea", {"rueckfrage_antwort": "Sie liegen bei."}, "angeboten"),
    (
        accepted,
        "ankunft_bestaetigen",
        "jobcenter",
        {"ankunft_am": "23.11.2026", "ankunft_vermerk": "Kam mit ihrer Schwester."},
        "angekommen",
    ),
    (
        arrived,
        "nachhalten",
        "lea",
        {"nachhalten_ergebnis": "angekommen"},
        "gemeldet",
    ),
)
_NAMES = ("accept", "decline", "ask back", "answer the question", "arrival", "result")


def opened(story: Story, login: Login, name: str, element: str) -> tuple[Browser, str]:
    """The page of the task, claimed, and its address."""
    address = f"/aufgaben/{story.task(element).id}"
    page = login(name).get(address)
    page.post(f"{address}/uebernehmen", {"lw-revision": page.value("lw-revision")})
    return page.get(address), address


@pytest.mark.parametrize(("before", "element", "who", "typed", "after"), STEPS, ids=_NAMES)
def test_a_step_is_refused_in_place_kept_as_a_draft_and_done_once_it_goes_on(
    story: Story,
    login: Login,
    before: Callable[[Story], object],
    element: str,
    who: str,
    typed: Mapping[str, str],
    after: str,
) -> None:
    before(story)
    page, address = opened(story, login, who, element)
    stood = kept(story).state
    suspend(story)
    sent = {**typed, "lw-revision": page.value("lw-revision"), "lw-entwurf": page.value("lw-entwurf")}

    page.post(address, {**sent, "lw-aktion": "abschliessen"})

    assert page.status == 409
    assert "Der Fall ist seit dem" in page.page
    assert 'value="abschliessen"' not in page.page
    assert all(word in page.page for word in typed.values())
    assert kept(story).state == stood
    page.post(address, {**sent, "lw-aktion": "entwurf"})
    resume(story)
    page.get(address)
    assert all(word in page.page for word in typed.values())
    page.post(
        address,
        {
            **typed,
            "lw-revision": page.value("lw-revision"),
            "lw-entwurf": page.value("lw-entwurf"),
            "lw-aktion": "abschliessen",
        },
    )
    assert page.status == 200
    assert kept(story).state == after


def test_suspended_in_the_same_moment_nobody_was_faster(
    story: Story, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(story)
    page, address = opened(story, login, "jobcenter", "ueberleitung_annehmen")
    complete = commands.task.complete

    def in_between(*given: object, **named: object) -> None:
        suspend(story)
        complete(*given, **named)  # type: ignore[arg-type]  whatever the page has given

    monkeypatch.setattr(commands.task, "complete", in_between)
    page.post(
        address,
        {
            "antwort": "nicht_zustaendig",
            "antwort_grund": "Nicht erwerbsfähig.",
            "lw-revision": page.value("lw-revision"),
            "lw-entwurf": page.value("lw-entwurf"),
            "lw-aktion": "abschliessen",
        },
    )

    assert page.status == 409
    assert "Der Fall ist seit dem" in page.page
    assert "Nicht erwerbsfähig." in page.page
    assert "schneller" not in page.page


def test_a_new_one_is_not_filled_in_and_what_was_typed_stays(story: Story, login: Login) -> None:
    address = f"/akte/{story.reference}/verweisen"
    fields = {
        "lw-thema": "sozialamt",
        "lw-gesehen": "sozialamt",
        "lw-anliegen": MATTER,
        "lw-aktion": "verweisen",
    }
    open_before = login("ada").get(f"{address}?lw-thema=sozialamt")
    fields["lw-begonnen"] = open_before.value("lw-begonnen")
    suspend(story)

    refused = login("ada").post(address, fields)

    assert refused.status == 409
    assert "Verweisen geht, sobald er fortgesetzt ist. Was Sie eingegeben haben, bleibt" in refused.page
    assert MATTER in refused.page
    for name, may_resume in (("ada", False), ("lea", True)):
        page = login(name).get(f"{address}?lw-thema=sozialamt").page
        assert "Verweisen geht, sobald er fortgesetzt ist." in page
        assert 'name="lw-anliegen"' not in page
        assert (f'href="/akte/{story.reference}/stand/fortsetzen"' in page) is may_resume
    resume(story)
    assert login("ada").post(address, fields).status == 200


def test_a_withdrawal_says_why_it_waits_and_keeps_the_reason(story: Story, login: Login) -> None:
    address = f"/verweise/{kept(story).id}/zurueckziehen"
    ada = login("ada").get(address)
    suspend(story)

    ada.post(address, {"lw-grund": "Die Person möchte nicht mehr."})

    assert ada.status == 409
    assert "Zurückziehen geht, sobald er weiterläuft. Was Sie eingegeben haben, bleibt" in ada.page
    assert "Die Person möchte nicht mehr." in ada.page
    resume(story)
    ada.post(address, {"lw-grund": "Die Person möchte nicht mehr."})
    assert kept(story).state == "zurueckgezogen"


def test_an_answer_recorded_in_the_moment_of_the_suspension_stays_on_the_page(
    world: World,
    desks: Mapping[str, int],
    story: Story,
    login: Login,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with world.engine.begin(SYSTEM) as tx:  # nobody works there any more
        tx.execute(text("DELETE FROM membership WHERE authority_id = :id"), {"id": desks["jobcenter"]})
    offer(story)
    address = f"/verweise/{kept(story).id}/antwort"
    ada = login("ada").get(address)
    record = commands.referral_link.record_answer

    def in_between(*given: object) -> None:
        suspend(story)
        record(*given)  # type: ignore[arg-type]  whatever the page has given

    monkeypatch.setattr(commands.referral_link, "record_answer", in_between)
    ada.post(
        address,
        {
            "antwort": "nicht_zustaendig",
            "antwort_grund": "Nicht erwerbsfähig.",
            "lw-name": "Erika Amt",
            "lw-schritt": ada.value("lw-schritt"),
            "lw-aktion": "eintragen",
        },
    )

    assert ada.status == 409
    assert "Eintragen geht, sobald er weiterläuft." in ada.page
    assert "Nicht erwerbsfähig." in ada.page and "Erika Amt" in ada.page
