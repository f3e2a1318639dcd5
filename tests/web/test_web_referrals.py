"""Referrals on the pages: begun in a case, seen from both sides, answered, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from engine import SYSTEM, commands, queries
from engine.actor import Membership, Role
from engine.feel import context_from_python
from engine.testing import PASSWORD, Story, World
from tests.commands.test_referral_record import (
    ACCEPTED,
    FILES,
    FORWARDED,
    REFUSED,
    consent,
    desks,
    kept,
    offer,
    release,
    released,
)
from web.testing import Browser, Login

__all__ = ["desks"]

MATTER = "Bürgergeld für die Familie klären."


@pytest.fixture
def files() -> dict[str, bytes]:
    return dict(FILES)


@pytest.fixture
def story(world: World, files: dict[str, bytes], desks: Mapping[str, int]) -> Story:
    world.deploy(files)
    with world.engine.begin(SYSTEM) as tx:
        for topic, name in (("jobcenter", "Jana Fröhlich"), ("sozialamt", "Sven Groß")):
            commands.account.create(tx, topic, name, PASSWORD, [Membership(desks[topic], Role.CLERK)])
    return world.open("verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": MATTER})


def test_a_referral_begins_in_the_case_with_the_receiver_and_why(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}")
    assert f"/akte/{story.reference}/verweisen" in ada.page

    ada.get(f"/akte/{story.reference}/verweisen?lw-thema=sozialamt")

    assert "Sozialamt Hier" in ada.page
    assert "Testnorm" in ada.page
    # also where there is little room, who is competent is read before the form is sent
    assert ada.page.index("Zuständige Stelle: <strong>Sozialamt Hier") < ada.page.index('value="verweisen"')
    # nothing is released: nothing can be ticked, and each says why
    assert "Für diese Stelle ist nichts freigegeben." in ada.page
    assert "Nicht freigegeben und darum nicht wählbar:" in ada.page
    assert "ausdrückliche Einwilligung (Art. 9 Abs. 2 Buchst. a DSGVO)" in ada.page
    assert 'name="lw-angaben"' not in ada.page


def test_what_the_person_released_can_be_ticked_and_nothing_else(story: Story, login: Login) -> None:
    release(story, consent("kontakt", "sprache"))
    address = f"/akte/{story.reference}/verweisen"
    ada = login("ada").get(f"{address}?lw-thema=jobcenter")
    assert ada.page.count("Einwilligung: ") == 2
    fields = {
        "lw-thema": "jobcenter",
        "lw-gesehen": "jobcenter",
        "lw-anliegen": MATTER,
        "lw-aktion": "verweisen",
    }

    ada.post(address, fields | {"lw-angaben": ["kontakt", "schulden"]})
    assert ada.status == 422
    assert "Eine der Angaben ist für diese Stelle nicht freigegeben." in ada.page
    assert MATTER in ada.page
    ada.post(address, fields | {"lw-angaben": ["kontakt"]})

    assert ada.status == 200
    assert "Anliegen und Daten klären" in ada.page or "Verweis an Jobcenter" in ada.page
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        rows = queries.referral.of_case(tx, story.reference).rows
    assert [(one.topic, one.state.value) for one in rows] == [("jobcenter", "vorbereitet")] * 2


@pytest.mark.parametrize("tab", ["?reiter=notizen", "/dokumente"])
def test_where_something_is_filed_says_to_which_referral_and_who_reads_it(
    story: Story, login: Login, tab: str
) -> None:
    """Issue 7: two referrals have the same groups, and another authority reads each."""
    released(story)
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        given = context_from_python({"verweis_thema": "sozialamt", "verweis_anliegen": MATTER})
        commands.case_process.begin(tx, story.reference, "verweisberatung", given)

    page = login("ada").get(f"/akte/{story.reference}{tab}").page

    runs = re.findall(r'<legend class="lw-sr">(.*?)</legend>', page)
    assert [one.partition(", seit")[0] for one in runs] == [
        "Verweisberatung und Überleitung · Verweis an Jobcenter (Jobcenter Hier)",
        "Verweisberatung und Überleitung · Verweis an Sozialamt",
    ]
    hints = re.findall(r"Überleitungsbogen.*?</label></div><p[^>]*>(.*?)</p>", page)
    assert hints == [
        "Es lesen: Ausländeramt Hier; Jobcenter Hier.",
        "Es lesen: Ausländeramt Hier. Später auch möglich: Sozialamt.",
    ]


@pytest.mark.parametrize("answered", [False, True])
def test_with_the_release_the_receiver_of_the_library_leaves_the_case(
    story: Story, login: Login, answered: bool
) -> None:
    released(story)
    if answered:
        story.complete("ueberleitung_annehmen", ACCEPTED)
    jana = login("jobcenter")
    assert jana.get(f"/akte/{story.reference}").status == 200

    release(story)
    story.world.work_off()

    assert jana.get(f"/akte/{story.reference}").status == 403
    assert "Ihre Behörde ist an diesem Fall nicht mehr beteiligt" in jana.page
    assert "jemand anderes hat es angelegt" not in jana.page
    assert story.reference not in jana.get("/akte").page


def test_whoever_does_not_read_the_releases_gives_none_and_is_told_nothing_of_them(
    story: Story, login: Login
) -> None:
    offer(story)
    address = f"/akte/{story.reference}/verweisen"
    fields = {
        "lw-thema": "sozialamt",
        "lw-gesehen": "sozialamt",
        "lw-anliegen": MATTER,
        "lw-aktion": "verweisen",
    }
    release(story, consent("kontakt"))
    jana = login("jobcenter").get(f"{address}?lw-thema=sozialamt")
    assert "klärt das Case Management" in jana.page

    # one category is released, one is not: both are answered alike
    for category in ("kontakt", "schulden"):
        jana.post(address, fields | {"lw-angaben": [category]})
        assert jana.status == 422
        assert "Was übermittelt werden darf, klärt das Case Management." in jana.page
        assert "nicht freigegeben" not in jana.page

    jana.post(address, fields)
    assert "Der Verweis ist begonnen. Das Case Management klärt, was übermittelt werden darf." in jana.page
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        rows = queries.referral.of_case(tx, story.reference).rows
    assert [one.topic for one in rows].count("sozialamt") == 1


def test_what_ends_a_referral_says_which_one(story: Story, login: Login) -> None:
    offer(story)
    ada = login("ada").get(f"/akte/{story.reference}")
    ends = re.findall(r'href="(/akte/[^"/]+/nachricht/[^"]+)"', ada.page)

    assert ends
    assert re.search(r"Verweis an (?:<[^>]*>)*Jobcenter", ada.get(ends[0]).page)


def test_the_house_that_began_one_sees_how_far_it_is_and_is_warned_of_a_second(
    story: Story, login: Login
) -> None:
    offer(story)
    address = f"/akte/{story.reference}/verweisen"
    fields = {"lw-thema": "sozialamt", "lw-gesehen": "sozialamt", "lw-anliegen": MATTER}
    jana = login("jobcenter")
    assert "läuft schon ein Verweis" not in jana.get(f"{address}?lw-thema=sozialamt").page

    jana.post(address, fields | {"lw-aktion": "verweisen"})

    assert "Das Case Management klärt, was übermittelt werden darf." in jana.page
    assert MATTER not in jana.page
    (number,) = re.findall(
        r"<h1>.*?</h1>.*?/verweise/(\d+)", jana.get(f"{address}?lw-thema=sozialamt").page, re.S
    )
    assert "An diese Stelle läuft schon ein Verweis." in jana.page
    assert f"/verweise/{number}" in jana.get(f"/akte/{story.reference}/verweise").page
    assert jana.get(f"/verweise/{number}").status == 200
    assert login("sozialamt").get(f"/verweise/{number}").status in {403, 404}


def test_what_is_sent_twice_begins_one_referral_and_keeps_what_was_typed(story: Story, login: Login) -> None:
    address = f"/akte/{story.reference}/verweisen"
    ada = login("ada").get(f"{address}?lw-thema=sozialamt")
    begun = ada.page.split('name="lw-begonnen" value="')[1].split('"')[0]
    fields = {
        "lw-thema": "sozialamt",
        "lw-gesehen": "sozialamt",
        "lw-begonnen": begun,
        "lw-anliegen": MATTER,
        "lw-aktion": "verweisen",
    }

    ada.post(address, fields)
    assert ada.status == 200
    ada.post(address, fields)

    assert ada.status == 409
    assert "gerade schon ein Verweis begonnen worden" in ada.page
    assert MATTER in ada.page
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        rows = queries.referral.of_case(tx, story.reference).rows
    assert [one.topic for one in rows].count("sozialamt") == 1
    # said with what is seen now, it is meant
    begun = ada.page.split('name="lw-begonnen" value="')[1].split('"')[0]
    ada.post(address, fields | {"lw-begonnen": begun})
    assert ada.status == 200


def test_another_topic_shows_its_authority_first(story: Story, login: Login) -> None:
    address = f"/akte/{story.reference}/verweisen"
    ada = login("ada").get(f"{address}?lw-thema=jobcenter")

    ada.post(
        address,
        {"lw-thema": "sozialamt", "lw-gesehen": "jobcenter", "lw-anliegen": MATTER, "lw-aktion": "verweisen"},
    )

    assert "Sozialamt Hier" in ada.page
    assert MATTER in ada.page
    with story.world.engine.begin(SYSTEM) as tx:
        assert len(queries.referrals.of_case(tx, 1)) == 1


def see(login: Login, name: str, view: str) -> Browser:
    return login(name).get(f"/verweise?ansicht={view}")


def test_both_sides_see_it_and_whose_turn_it_is(story: Story, login: Login) -> None:
    offer(story)

    assert "Jobcenter" in see(login, "jobcenter", "bei-uns").page
    assert "Kein Verweis wartet auf Sie" in see(login, "ada", "bei-uns").page
    assert story.reference in see(login, "ada", "ausgehend").page
    assert story.reference in see(login, "jobcenter", "eingehend").page
    for stranger in ("sozialamt", "carla"):
        for view in ("bei-uns", "eingehend", "ausgehend", "beendet"):
            assert story.reference not in see(login, stranger, view).page
        assert login(stranger).get(f"/verweise/{kept(story).id}").status == 404


def test_the_receiver_reads_what_was_given_and_not_the_senders_notes(story: Story, login: Login) -> None:
    offer(story)

    jana = login("jobcenter").get(f"/verweise/{kept(story).id}")

    assert "Antrag und sein Eingangstag" in jana.page
    assert "§ 16 Abs. 2 SGB I" in jana.page
    assert MATTER not in jana.page
    assert "Überleitung annehmen oder ablehnen" in jana.page
    ada = login("ada").get(f"/verweise/{kept(story).id}")
    assert MATTER in ada.page
    assert "02.11.2026" in ada.page


def test_the_receiver_reads_the_occasion_as_it_was_put_for_it(story: Story, login: Login) -> None:
    released(story)
    address = f"/verweise/{kept(story).id}"

    jana, ada = login("jobcenter").get(address), login("ada").get(address)

    assert (FORWARDED["bogen_anlass"] in jana.words, MATTER in jana.words) == (True, False)
    assert (FORWARDED["bogen_anlass"] in ada.words, MATTER in ada.words) == (False, True)


def test_the_words_of_a_refusal_stand_on_the_way(story: Story, login: Login) -> None:
    offer(story).complete("ueberleitung_annehmen", REFUSED)

    ada = login("ada").get(f"/verweise/{kept(story).id}")

    assert REFUSED["antwort_grund"] in ada.page
    assert "abgelehnt" in ada.page


def test_withdrawing_asks_for_a_reason_and_ends_it_on_the_other_side(story: Story, login: Login) -> None:
    offer(story).complete("ueberleitung_annehmen", ACCEPTED)
    number = kept(story).id
    ada = login("ada").get(f"/verweise/{number}/zurueckziehen")

    ada.post(f"/verweise/{number}/zurueckziehen", {"lw-grund": ""})
    assert ada.status == 422
    ada.post(f"/verweise/{number}/zurueckziehen", {"lw-grund": "Die Person möchte nicht mehr."})

    assert "Der Verweis ist zurückgezogen." in ada.page
    assert "zurückgezogen" in ada.page
    assert "Überleitung" not in login("jobcenter").get("/aufgaben").page
    # a second time there is nothing left to withdraw
    assert "kann nicht zurückgezogen werden" in ada.get(f"/verweise/{number}/zurueckziehen").page


def test_the_receiver_withdraws_nothing(story: Story, login: Login) -> None:
    offer(story)
    jana = login("jobcenter").get("/aufgaben")

    jana.post(f"/verweise/{kept(story).id}/zurueckziehen", {"lw-grund": "Wir möchten nicht."})

    assert jana.status == 403
    assert kept(story).closed_at is None


def test_the_case_lists_its_referrals(story: Story, login: Login) -> None:
    offer(story)

    ada = login("ada").get(f"/akte/{story.reference}/verweise")

    assert "wartet auf Antwort" in ada.page
    assert "Antrag vom 02.11.2026" in ada.page


def test_pages_hold_each_referral_once_the_longest_waiting_first(world: World, story: Story) -> None:
    for _ in range(4):
        world.clock.moment = world.clock.moment.replace(hour=world.clock.moment.hour + 1)
        world.open("verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": MATTER})
    seen: list[int] = []
    after = None
    while True:
        with world.engine.begin(world.people["ada"]) as tx:
            part = queries.referrals.page(tx, queries.referrals.ReferralView.OURS, None, after, 2)
        seen += [one.id for one in part.rows]
        after = part.next
        if after is None:
            break

    assert seen == sorted(seen)
    assert len(seen) == 5
    assert part.counts[queries.referrals.ReferralView.OURS] == 5


def test_a_release_that_is_over_opens_nothing(story: Story, login: Login) -> None:
    release(story, consent("kontakt", until=date(2026, 11, 22)))

    ada = login("ada").get(f"/akte/{story.reference}/verweisen?lw-thema=jobcenter")

    assert "Einwilligung: " not in ada.page


def test_before_anything_is_given_it_is_withdrawn_on_its_page(story: Story, login: Login) -> None:
    number = kept(story).id
    ada = login("ada").get(f"/verweise/{number}/zurueckziehen")
    assert "Noch ist nichts hinausgegangen" in ada.page

    ada.post(f"/verweise/{number}/zurueckziehen", {"lw-grund": "Die Person möchte nicht mehr."})

    assert "Der Verweis ist zurückgezogen." in ada.page
    assert kept(story).state == "zurueckgezogen"


def test_what_stands_still_says_so_and_is_not_withdrawn(story: Story, login: Login) -> None:
    number = kept(story).id
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, kept(story).instance_id)

    ada = login("ada").get(f"/verweise/{number}")

    assert "Der Ablauf ist seit dem" in ada.page
    assert "Zurückziehen …" not in ada.page
    ada.get(f"/verweise/{number}/zurueckziehen")
    assert "sobald er weiterläuft" in ada.page


def test_a_version_that_keeps_no_record_is_named_instead_of_left_out(
    world: World, desks: Mapping[str, int], login: Login
) -> None:
    profile = FILES["process.toml"]
    old = profile[: profile.index(b"[verweis]")]
    world.deploy({**FILES, "process.toml": old})
    story = world.open("verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": MATTER})

    for address in ("/verweise", f"/akte/{story.reference}/verweise"):
        ada = login("ada").get(address)
        assert "1 Verweis läuft in einer älteren Fassung ohne Stand" in ada.page
    assert story.reference in login("ada").get("/verweise").page
    assert "ohne Stand" not in login("carla").get("/verweise").page


def test_what_a_consent_is_for_is_said_in_words(world: World, story: Story, login: Login) -> None:
    release(story, {**consent("kontakt"), "zweck": "ueberleitung"})

    ada = login("ada").get(f"/akte/{story.reference}/verweisen?lw-thema=jobcenter")

    assert "Überleitung an die Stelle" in ada.page
    assert "ueberleitung" not in ada.words


def test_a_release_that_no_longer_counts_says_until_when_it_did_and_what_ended_it(
    world: World, story: Story, login: Login
) -> None:
    first = world.clock.moment.date()
    release(story, {**consent("kontakt", until=first + timedelta(days=2)), "zweck": "ueberleitung"})
    world.clock.moment += timedelta(days=5)
    release(story, consent("kontakt"))
    world.clock.moment += timedelta(days=1)
    release(story, consent("kontakt", "sprache"))
    world.clock.moment += timedelta(days=1)
    release(story)

    ada = login("ada").get(f"/akte/{story.reference}?reiter=beteiligte")

    told = ada.page.split('id="freigaben"')[1].split("</section>")[0]
    over = re.findall(r"<li>.*?</li>", told.split("Gilt nicht mehr")[1])
    days = [f"{first + timedelta(days=one):%d.%m.%Y}" for one in (7, 6, 2)]
    assert "Zurzeit gilt keine Freigabe der Person." in told
    assert [f"widerrufen am {days[0]}" in over[0], f"durch eine neue ersetzt am {days[1]}" in over[1]] == [
        True
    ] * 2
    assert (len(over), f"galt bis {days[2]}" in over[2], "Überleitung an die Stelle" in over[2]) == (
        3,
        True,
        True,
    )
    guest = login("carla").get(f"/akte/{story.reference}?reiter=beteiligte")
    assert "widerrufen am" not in guest.page
