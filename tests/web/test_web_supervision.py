"""Supervision: every figure leads to its tasks, many tasks are handed out and taken back, and who sees what."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, insert, select

from engine import SYSTEM, Membership, Role
from engine.clock import ZONE
from engine.commands import account
from engine.state.account import MEMBERSHIP
from engine.state.post import POST
from engine.state.record import INCIDENT
from engine.state.task import TASK
from engine.testing import PASSWORD, Story, World
from web.pages import aufsicht, aufsichtsexport, aufsichtsliste
from web.testing import Browser, Login

#: what a clerk could take
_NOBODYS = "/aufsicht/aufgaben?person=niemand&rolle=sachbearbeitung"
_LINK = re.compile(r'href="(/aufsicht/aufgaben\?[^"]*)" aria-label="([\d.]+), ')


@pytest.fixture
def many(story: Story, world: World) -> Story:
    """Sixty tasks of all kinds beside the story's own."""
    with world.engine.begin(SYSTEM) as tx:
        source = dict(tx.execute(select(TASK).where(TASK.c.id == story.task("pruefen").id)).mappings().one())
        del source["id"]
        now = tx.now
        people = (None, world.people["ada"].account, world.people["ben"].account)
        rows = []
        for number in range(60):
            due = now + timedelta(hours=9 * (number - 20))
            rows.append(
                source
                | {
                    "element_instance": 1000 + number,
                    "assignee_id": people[number % 3],
                    "legal_due_at": due if number % 2 else None,
                    "agreed_due_at": due + timedelta(days=1) if number % 3 else None,
                    "due_at": due if number % 2 else due + timedelta(days=1) if number % 3 else None,
                    "created_at": now - timedelta(days=3 * number),
                    "escalation_level": number % 4,
                    "role": Role.TEAM_LEAD if number % 5 == 4 else Role.CLERK,
                }
            )
        tx.execute(insert(TASK), rows)
    return story


def _enrol(world: World, login: str, role: Role, authority: int | None = None) -> int:
    with world.engine.begin(SYSTEM) as tx:
        place = Membership(authority or world.here, role)
        return account.create(tx, login, f"Person {login}", PASSWORD, [place])


def _total(browser: Browser) -> int:
    found = re.search(r"<strong>([\d.]+) Aufgaben?</strong>", browser.page)
    assert found, browser.page
    return int(found[1].replace(".", ""))


def test_every_figure_leads_to_as_many_tasks_as_it_says(many: Story, login: Login) -> None:
    lea = login("lea").get("/aufsicht")
    links = {
        html.unescape(address): int(number.replace(".", "")) for address, number in _LINK.findall(lea.page)
    }
    assert len(links) > 30
    assert {word for address in links for word in re.findall(r"[?&](\w+)=", address)} >= {
        "faellig",
        "uhr",
        "ablauf",
        "schritt",
        "rolle",
        "person",
        "alter",
        "stufe",
    }

    # by steps of the list, so that not each of them needs a request
    chosen = dict(sorted(links.items())[::3])
    found = {address: _total(lea.get(address)) for address in chosen}

    assert found == chosen


def test_a_panel_can_be_fetched_by_itself(many: Story, login: Login) -> None:
    lea = login("lea").get("/aufsicht/tafeln/alter")

    assert lea.page.strip().startswith("<section")
    assert lea.page.count("<section") == 1
    assert lea.get("/aufsicht/tafeln/gibtesnicht").status == 404


def test_the_first_two_rungs_are_reminders_and_no_escalation(many: Story, login: Login) -> None:
    page = login("lea").get("/aufsicht").page
    reminded, escalated = page.index("Erinnert:"), page.index("Eskaliert:")

    assert reminded < escalated
    assert "stufe=2" in page[reminded:escalated]
    assert "stufe=3" not in page[reminded:escalated]
    assert "stufe=3" in page[escalated:]


def test_a_chart_says_in_words_and_in_a_table_what_it_draws(many: Story, login: Login) -> None:
    page = login("lea").get("/aufsicht/tafeln/alter").page

    said = re.search(
        r"<desc[^>]*>(\d+) offene Aufgaben, davon liegen (\d+) seit mehr als 30 Tagen.</desc>", page
    )
    assert said
    assert (int(said[1]), int(said[2])) == (61, 49)
    cells = re.findall(r'data-label="offen"[^>]*>(?:<a[^>]*>|<span[^>]*>)?(\d+)', page)
    assert sum(map(int, cells)) == 61
    assert 'style="' not in page  # the content security policy lets none through


def test_an_empty_authority_says_so(world: World, login: Login) -> None:
    lea = login("lea").get("/aufsicht")

    assert "Keine offenen Aufgaben." in lea.page
    assert "Keine Störung." in lea.page
    assert 'class="lw-chart' not in lea.page  # axes without anything on them
    assert "Zu diesen Filtern ist zurzeit nichts offen." in lea.get("/aufsicht/aufgaben").page


@pytest.mark.parametrize(
    "query",
    [
        "faellig=x&uhr=y&rolle=z&alter=99&stufe=abc&person=-1&je=7&sortierung=x",
        "person=99999999999999999999&behoerde=x",
        "zuweisung=99999999999999999999",
        "zuweisung=77",
    ],
)
def test_what_is_unknown_in_an_address_is_left_out(many: Story, login: Login, query: str) -> None:
    lea = login("lea").get(f"/aufsicht/aufgaben?{query}")

    assert (lea.status, _total(lea)) == (200, 61)


def test_pages_carry_the_filters_along(many: Story, login: Login) -> None:
    lea = login("lea").get("/aufsicht/aufgaben?sortierung=alter&uhr=gesetzlich&je=50")
    assert _total(lea) == 30
    lea.get("/aufsicht/aufgaben?sortierung=alter")

    following = html.unescape(re.findall(r'href="([^"]+)" rel="next"', lea.page)[0])

    assert "sortierung=alter" in following
    assert lea.get(following).page.count('name="lw-aufgabe"') == 11


def _chosen(browser: Browser) -> list[str]:
    return re.findall(r'name="lw-aufgabe" value="(\d+:\d+)"', browser.page)


def _ticked(browser: Browser) -> list[str]:
    return re.findall(r'name="lw-aufgabe" value="(\d+):\d+" checked', browser.page)


def _hand_out(browser: Browser, tasks: list[str], person: int | None) -> Browser:
    fields = {name: html.unescape(browser.value(name)) for name in ("lw-schluessel", "lw-zurueck")}
    return browser.post(
        "/aufsicht/aufgaben/zuweisen", {**fields, "lw-aufgabe": tasks, "lw-person": str(person or "")}
    )


def test_many_tasks_are_handed_out_and_taken_back(many: Story, world: World, login: Login) -> None:
    ben = world.people["ben"].account
    lea = login("lea").get(_NOBODYS)
    tasks = _chosen(lea)
    assert len(tasks) == 17

    _hand_out(lea, tasks[:5], ben)

    assert "5 von 5 Aufgaben sind jetzt bei Ben Krüger." in lea.page
    assert _total(lea) == 12
    undo = re.findall(r'action="(/aufsicht/zuweisungen/\d+/zuruecknehmen)"', lea.page)[0]
    lea.post(undo, {"lw-zurueck": _NOBODYS})
    assert "Zurückgenommen: 5 Aufgaben sind wieder, wie sie waren." in lea.page
    assert _total(lea) == 17
    lea.post(undo, {"lw-zurueck": _NOBODYS})
    assert "Das ist schon zurückgenommen." in lea.page


def test_a_double_click_and_an_old_page_lose_nothing(many: Story, world: World, login: Login) -> None:
    ada, ben = world.people["ada"].account, world.people["ben"].account
    lea = login("lea").get(_NOBODYS)
    old = lea.page
    tasks = _chosen(lea)[:3]

    for _click in range(2):
        lea.page = old
        _hand_out(lea, tasks, ben)
        assert "3 von 3 Aufgaben sind jetzt bei Ben Krüger." in lea.page
    lea.page = re.sub(r'name="lw-schluessel" value="[^"]+"', 'name="lw-schluessel" value="neu"', old)
    _hand_out(lea, tasks, ada)

    assert "0 von 3 Aufgaben sind jetzt bei Ada Öztürk." in lea.page
    assert lea.page.count("inzwischen geändert (jetzt bei Ben Krüger)") == 3
    number = re.findall(r'href="(/aufsicht/zuweisungen/\d+)[?"]', lea.page)[0]
    assert lea.get(number).page.count("inzwischen geändert") >= 3


def test_without_tasks_or_a_person_nothing_is_handed_out(many: Story, world: World, login: Login) -> None:
    lea = login("lea").get("/aufsicht/aufgaben")
    tasks = _chosen(lea)

    assert "Bitte wählen Sie zuerst Aufgaben aus." in _hand_out(lea, [], 1).page
    assert "Bitte wählen Sie zuerst eine Person oder die Gruppe" in _hand_out(lea, tasks[:1], None).page
    many_more = [f"{number}:1" for number in range(201)]
    assert "höchstens 200 Aufgaben" in _hand_out(lea, many_more, 1).page
    assert _ticked(lea) == []
    assert "Bitte wählen Sie zuerst Aufgaben aus." in _hand_out(lea, ["x:y", "1", "1:1:1"], 1).page


def test_what_was_chosen_stays_chosen_until_a_person_is_named_too(
    many: Story, world: World, login: Login
) -> None:
    lea = login("lea").get(_NOBODYS)
    tasks = _chosen(lea)
    ben = world.people["ben"].account
    assert len(tasks) > 2 and _ticked(lea) == []

    _hand_out(lea, tasks[:2], None)
    assert "Bitte wählen Sie zuerst eine Person oder die Gruppe" in lea.page
    assert _ticked(lea) == [one.partition(":")[0] for one in tasks[:2]]
    _hand_out(lea, [], ben)
    assert "Bitte wählen Sie zuerst Aufgaben aus." in lea.page
    assert f'<option value="{ben}" selected>' in lea.page.partition('name="lw-person"')[2]

    # once it is done, nothing is chosen any more: not even where all was
    lea.get(f"{_NOBODYS}&auswahl=alle")
    assert len(_ticked(lea)) == len(tasks)
    _hand_out(lea, tasks[:2], ben)
    assert "2 von 2 Aufgaben sind jetzt bei" in lea.page
    assert _ticked(lea) == []


@pytest.mark.parametrize("digits", ["9" * 5000, "9" * 30, "٣", "²"])
@pytest.mark.parametrize(
    ("page", "target", "field", "status"),
    [
        ("/aufsicht/aufgaben", "/aufsicht/aufgaben/zuweisen", "lw-person", 200),
        ("/aufsicht/aufgaben", "/aufsicht/aufgaben/1/zuweisen", "lw-revision", 200),
        ("/meldungen", "/meldungen/gelesen", "lw-meldung", 200),
        ("/meldungen/einstellungen", "/meldungen/einstellungen", "lw-ruhe-bis", 422),
        ("/aufsicht/aufgaben", "/aufgaben/1/uebernehmen", "lw-revision", 409),
    ],
)
def test_what_is_no_number_is_none(
    story: Story, login: Login, page: str, target: str, field: str, status: int, digits: str
) -> None:
    fields: dict[str, object] = {"lw-aufgabe": "1:1", "lw-person": "1", field: digits}

    assert login("lea").get(page).post(target, fields).status == status


def test_one_of_several_is_taken_back_and_the_list_says_how_each_stands(
    many: Story, world: World, login: Login
) -> None:
    lea = login("lea").get(_NOBODYS)
    _hand_out(lea, _chosen(lea)[:3], world.people["ben"].account)
    address = html.unescape(re.findall(r'href="(/aufsicht/zuweisungen/[^"]+)"', lea.page)[0])
    lea.get(address)
    action = re.findall(r'action="(/aufsicht/zuweisungen/[^"]+)"', lea.page)[0]
    task = re.findall(r'name="lw-aufgabe" value="(\d+)"', lea.page)[1]

    lea.post(action, {"lw-aufgabe": task, "lw-zurueck": address})

    assert "Zurückgenommen: 1 Aufgabe ist wieder, wie sie war." in lea.page
    assert "2 Aufgaben bleiben bei Ben Krüger." in lea.page
    assert re.findall(r'lw-status--\w+">([^<]+)</span></td>', lea.page) == [
        "zugewiesen",
        "zurückgenommen",
        "zugewiesen",
    ]
    assert lea.page.count(">der Gruppe</td>") == 4  # before all three, now the one
    lea.post(action, {"lw-zurueck": address})
    assert "Zurückgenommen: 3 Aufgaben sind wieder, wie sie waren." in lea.page


def test_tasks_are_given_back_to_the_group_one_or_many(many: Story, world: World, login: Login) -> None:
    ben = str(world.people["ben"].account)
    lea = login("lea").get(f"/aufsicht/aufgaben?person={ben}")
    tasks = _chosen(lea)
    fields = {name: html.unescape(lea.value(name)) for name in ("lw-schluessel", "lw-zurueck")}

    lea.post("/aufsicht/aufgaben/zuweisen", {**fields, "lw-aufgabe": tasks[:2], "lw-person": "gruppe"})

    assert "2 von 2 Aufgaben sind jetzt wieder bei der Gruppe." in lea.page
    number = tasks[2].partition(":")[0]
    lea.get(f"/aufsicht/aufgaben/{number}")
    fields = {name: lea.value(name) for name in ("lw-schluessel", "lw-zurueck", "lw-revision")}
    lea.post(f"/aufsicht/aufgaben/{number}/zuweisen", {**fields, "lw-person": "gruppe"})
    assert "ist jetzt wieder bei der Gruppe." in lea.page
    assert 'value="gruppe"' not in lea.page


def _agree(browser: Browser, tasks: list[str], **more: str) -> Browser:
    fields = {name: html.unescape(browser.value(name)) for name in ("lw-schluessel", "lw-zurueck")}
    return browser.post("/aufsicht/aufgaben/vereinbarte-zeit", {**fields, "lw-aufgabe": tasks, **more})


def test_another_day_is_agreed_for_many_after_what_speaks_against_it(
    many: Story, world: World, login: Login
) -> None:
    lea = login("lea").get(_NOBODYS)
    tasks = _chosen(lea)[:4]

    _agree(lea, tasks)
    assert "für 4 Aufgaben" in lea.page
    assert _agree(lea, tasks, **{"lw-tag": "morgen", "lw-grund": ""}).status == 422
    assert _agree(lea, tasks, **{"lw-tag": "19.12.2026", "lw-grund": " "}).status == 422
    _agree(lea, tasks, **{"lw-tag": "19.12.2026", "lw-grund": "Gutachten fehlt"})
    assert "Diesen Tag trotzdem vereinbaren?" in lea.page
    assert "19.12.2026 ist kein Arbeitstag (Samstag). (4 Aufgaben)" in lea.page
    # another day is asked about anew
    mark = lea.value("lw-trotzdem")
    _agree(lea, tasks, **{"lw-tag": "20.12.2026", "lw-grund": "Gutachten fehlt", "lw-trotzdem": mark})
    assert "Diesen Tag trotzdem vereinbaren?" in lea.page

    entered = {"lw-tag": "20.12.2026", "lw-grund": "Gutachten fehlt", "lw-trotzdem": lea.value("lw-trotzdem")}
    _agree(lea, tasks, **entered)

    assert "4 von 4 Aufgaben sind jetzt bis 20.12.2026 vereinbart." in lea.page
    undo = re.findall(r'action="(/aufsicht/zuweisungen/\d+/zuruecknehmen)"', lea.page)[0]
    address = html.unescape(re.findall(r'href="(/aufsicht/zuweisungen/[^"]+)"', lea.page)[0])
    assert lea.get(address).page.count("Zeit geändert</span>") == 4
    assert "Grund: Gutachten fehlt" in lea.page
    lea.post(undo, {"lw-zurueck": address})
    assert lea.page.count(">zurückgenommen</span>") == 4


def test_without_tasks_or_a_role_no_day_is_agreed(many: Story, login: Login) -> None:
    assert "Bitte wählen Sie zuerst Aufgaben aus." in _agree(login("lea").get(_NOBODYS), []).page
    ada = login("ada").get("/aufgaben")
    assert ada.post("/aufsicht/aufgaben/vereinbarte-zeit", {"lw-aufgabe": "1:1"}).status == 403


def test_an_answer_never_leads_to_another_site(many: Story, world: World, login: Login) -> None:
    lea = login("lea").get(_NOBODYS)
    fields = {
        "csrf_token": lea.token(),
        "lw-aufgabe": _chosen(lea)[:1],
        "lw-person": str(world.people["ben"].account),
        "lw-zurueck": "//boese.example/",
    }

    answer = lea.client.post("/aufsicht/aufgaben/zuweisen", data=fields)

    assert answer.headers["Location"].startswith("/aufsicht/aufgaben?zuweisung=")


def test_one_task_is_seen_and_handed_out_by_its_supervisor(many: Story, world: World, login: Login) -> None:
    row = many.task("pruefen")
    lea = login("lea").get(f"/aufsicht/aufgaben/{row.id}?zurueck=/aufsicht/aufgaben?faellig=heute")
    assert 'href="/aufsicht/aufgaben?faellig=heute"' in lea.page
    ben = world.people["ben"].account
    fields = {name: lea.value(name) for name in ("lw-schluessel", "lw-zurueck", "lw-revision")}

    lea.post(f"/aufsicht/aufgaben/{row.id}/zuweisen", {**fields, "lw-person": str(ben)})

    assert "„pruefen“ ist jetzt bei Ben Krüger." in lea.page
    assert "Zuweisung zurücknehmen" in lea.page
    assert f'href="/aufsicht/personen/{ben}"' in lea.page


def test_who_stands_in_for_a_person_is_shown_and_can_be_given_the_tasks(
    many: Story, world: World, login: Login
) -> None:
    ada, ben = world.people["ada"].account, world.people["ben"].account
    with world.engine.begin(SYSTEM) as tx:
        base = {
            "authority_id": world.here,
            "seat_id": world.here,
            "role": Role.CLERK,
            "share": Decimal("0.5"),
            "valid_from": date(2020, 1, 1),
        }
        other = tx.execute(
            insert(POST)
            .values(**base, title="Zweite", holder_id=ben, substitution="none")
            .returning(POST.c.id)
        ).scalar_one()
        tx.execute(
            insert(POST).values(
                **base,
                title="Erste",
                holder_id=ada,
                substitution="post",
                substitute_post_id=other,
            )
        )
    world.away("ada", date(2026, 11, 20), date(2026, 12, 4))

    lea = login("lea").get(f"/aufsicht/personen/{ada}")

    assert "abwesend bis 04.12.2026" in lea.page
    assert "Aufgaben an Ben Krüger zuweisen" in lea.page
    address = html.unescape(re.findall(r'href="(/aufsicht/aufgaben\?[^"]*an=\d+[^"]*)"', lea.page)[0])
    lea.get(address)
    assert f'<option value="{ben}" selected>Ben Krüger</option>' in lea.page
    assert lea.page.count(" checked aria-label=") == lea.page.count('name="lw-aufgabe"') == 20

    # whoever hands out sees who is away before the task lies there
    with world.engine.begin(SYSTEM) as tx:
        free = tx.execute(
            select(func.min(TASK.c.id)).where(
                TASK.c.authority_id == world.here,
                TASK.c.role == Role.CLERK,
                TASK.c.assignee_id.is_distinct_from(ada),
            )
        ).scalar_one()
    for place in ("/aufsicht/aufgaben", f"/aufsicht/aufgaben/{free}"):
        names = re.findall(r"<option[^>]*>([^<]* – abwesend[^<]*)</option>", lea.get(place).page)
        assert names == ["Ada Öztürk – abwesend bis 04.12.2026"]


def test_a_person_of_another_authority_is_not_named(many: Story, world: World, login: Login) -> None:
    carla, ben = world.people["carla"], world.people["ben"]
    lea = login("lea").get(f"/aufsicht/personen/{carla.account}")

    assert lea.status == 404
    assert carla.name not in lea.page

    with world.engine.begin(SYSTEM) as tx:  # whoever has left, but has tasks yet, is seen
        tx.execute(delete(MEMBERSHIP).where(MEMBERSHIP.c.account_id == ben.account))
    assert ben.name in lea.get(f"/aufsicht/personen/{ben.account}").page


def test_a_clerk_and_a_stranger_are_kept_out(many: Story, world: World, login: Login) -> None:
    _enrol(world, "sven", Role.TEAM_LEAD, world.elsewhere)
    row = many.task("pruefen")

    ada, sven = login("ada"), login("sven")

    assert [ada.get(address).status for address in ("/aufsicht", "/aufsicht/aufgaben")] == [403, 403]
    assert ada.get(f"/aufsicht/aufgaben/{row.id}").status == 403
    assert _total_or_none(sven.get("/aufsicht/aufgaben")) == 0
    for address in (
        f"/aufsicht?behoerde={world.here}",
        f"/aufsicht/aufgaben?behoerde={world.here}",
        f"/aufsicht/aufgaben.csv?behoerde={world.here}",
        f"/aufsicht/tafeln/personen.csv?behoerde={world.here}",
        f"/aufsicht/aufgaben/{row.id}",
    ):
        assert sven.get(address).status == 403, address


def _total_or_none(browser: Browser) -> int:
    return _total(browser) if "<strong>" in browser.page else 0


def test_a_coordination_sees_figures_and_nothing_of_tasks_and_people(
    many: Story, world: World, login: Login
) -> None:
    _enrol(world, "kim", Role.COORDINATOR)
    kim = login("kim").get("/aufsicht")

    assert "Sie sehen Zahlen, keine Fälle" in kim.page
    assert "/aufsicht/aufgaben" not in kim.page
    assert not any(name in kim.page for name in ("Ada Öztürk", "Ben Krüger", many.reference, "Muster"))
    assert [kim.get(f"/aufsicht/tafeln/{key}").status for key in ("fristen", "verlauf", "ablaeufe")] == [
        200
    ] * 3
    assert [kim.get(f"/aufsicht/tafeln/{key}").status for key in ("personen", "teams", "auslastung")] == [
        404
    ] * 3
    assert kim.get("/aufsicht/tafeln/personen.csv").status == 404
    assert kim.get("/aufsicht/aufgaben").status == 403
    assert kim.get("/aufsicht/aufgaben.xlsx").status == 403


def test_an_auditor_looks_and_changes_nothing(many: Story, world: World, login: Login) -> None:
    _enrol(world, "rita", Role.AUDITOR)
    row = many.task("pruefen")
    rita = login("rita").get("/aufsicht/aufgaben")

    assert "Ausgewählte zuweisen" not in rita.page
    assert 'id="zuweisen"' not in rita.get(f"/aufsicht/aufgaben/{row.id}").page
    assert "Aufgabe übernehmen" not in rita.get(f"/aufgaben/{row.id}").page
    fields = {"lw-aufgabe": f"{row.id}:{row.revision}", "lw-person": str(world.people["ben"].account)}
    assert rita.post("/aufsicht/aufgaben/zuweisen", fields).status == 403
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(select(TASK.c.assignee_id).where(TASK.c.id == row.id)).scalar() == row.assignee_id


def test_a_head_of_office_hands_out_and_comments(many: Story, world: World, login: Login) -> None:
    _enrol(world, "hanne", Role.HEAD_OF_OFFICE)
    row = many.task("pruefen")
    hanne = login("hanne").get(f"/aufsicht/aufgaben/{row.id}")

    hanne.post(f"/aufgaben/{row.id}/kommentar", {"lw-kommentar": "Bitte bis Freitag."})
    hanne.get(f"/aufsicht/aufgaben/{row.id}")
    assert "Bitte bis Freitag." in hanne.page
    fields = {"lw-revision": str(row.revision), "lw-person": str(world.people["ben"].account)}
    hanne.post(f"/aufsicht/aufgaben/{row.id}/zuweisen", fields)

    assert "„pruefen“ ist jetzt bei Ben Krüger." in hanne.page


def test_people_and_posts_of_too_many_authorities_are_not_put_together(
    many: Story, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = replace(aufsicht.PANELS["personen"], most_places=0)
    monkeypatch.setitem(aufsicht.PANELS, "personen", people)

    page = login("lea").get("/aufsicht/tafeln/personen").page

    assert "Bitte wählen Sie oben höchstens 0 Behörden." in page
    assert "Ada Öztürk" not in page


def test_people_of_too_many_authorities_are_no_choice_and_a_chosen_one_stays(
    many: Story, world: World, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aufsichtsliste, "MANY", 0)
    ben = world.people["ben"].account

    lea = login("lea").get(f"/aufsicht/aufgaben?person={ben}")

    assert _total(lea) == 20
    assert f'<option value="{ben}" selected>gewählte Person</option>' in lea.page


def test_a_long_panel_shows_its_first_rows_and_all_when_asked(
    many: Story, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aufsicht, "SHOWN", 1)
    lea = login("lea").get("/aufsicht/tafeln/personen")
    assert "Alle 3 anzeigen" in lea.page
    assert lea.page.count("/aufsicht/personen/") == 1

    assert lea.get("/aufsicht/tafeln/personen?alle=personen").page.count("/aufsicht/personen/") == 3


def test_incidents_are_listed_with_the_way_to_repair_them(story: Story, world: World, login: Login) -> None:
    with world.engine.begin(SYSTEM) as tx:
        task = tx.execute(select(TASK).where(TASK.c.id == story.task("pruefen").id)).one()
        tx.execute(
            insert(INCIDENT).values(
                case_id=task.case_id,
                instance_id=task.instance_id,
                element="pruefen",
                element_name="Antrag prüfen",
                element_instance=task.element_instance,
                kind="condition_failed",
                state="open",
                at=tx.now,
            )
        )

    page = login("lea").get("/aufsicht").page

    assert "1 Schritt steht." in page
    assert re.search(r'href="/betrieb/stoerungen/\d+">Antrag prüfen</a>', page)


def test_the_list_is_exported_with_its_filters_and_without_names_of_persons(
    many: Story, world: World, login: Login
) -> None:
    client = login("lea").client
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(TASK.update().where(TASK.c.escalation_level == 3).values(name="=1+1;gefährlich"))

    answer = client.get("/aufsicht/aufgaben.csv?stufe=3")

    text = answer.data.decode("utf-8-sig")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = text.splitlines()
    assert lines[0].startswith("Aufgabe;Ablauf;Aktenzeichen;Behörde;")
    assert len(lines) == 16
    assert all(line.startswith('"\'=1+1;gefährlich";') for line in lines[1:])
    assert many.reference in text
    assert "Muster" not in text


def test_a_due_date_is_exported_as_a_day_unless_it_has_an_hour(many: Story, login: Login) -> None:
    whole, hour = datetime(2026, 12, 4, 23, 59, 59, tzinfo=ZONE), datetime(2026, 12, 4, 14, 30, tzinfo=ZONE)
    with many.world.engine.begin(SYSTEM) as tx:
        tx.execute(TASK.update().values(due_at=whole, legal_due_at=whole, agreed_due_at=hour))

    lines = login("lea").client.get("/aufsicht/aufgaben.csv").data.decode("utf-8-sig").splitlines()

    due, legal, agreed, said = lines[1].split(";")[7:11]
    assert (due, legal) == ("04.12.2026", "04.12.2026")
    # agreed or set by the case, as the task has it
    assert agreed + said == "04.12.2026 14:30"


def test_an_export_says_when_it_does_not_hold_everything(
    many: Story, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aufsichtsexport, "MOST", 7)
    client = login("lea").client

    lines = client.get("/aufsicht/aufgaben.csv").data.decode("utf-8-sig").splitlines()

    assert len(lines) == 9
    assert lines[-1] == "Es gibt mehr Aufgaben: Diese Datei enthält die ersten 7."


@pytest.mark.parametrize("key", list(aufsichtsexport._TABLES))
def test_every_panel_with_a_table_is_exported(many: Story, login: Login, key: str) -> None:
    client = login("lea").client

    text = client.get(f"/aufsicht/tafeln/{key}.csv").data.decode("utf-8-sig")
    book = client.get(f"/aufsicht/tafeln/{key}.xlsx")

    heads, *rows = [line.split(";") for line in text.splitlines()]
    assert rows
    assert {len(row) for row in rows} == {len(heads)}
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        assert "xl/worksheets/sheet1.xml" in parts.namelist()
    assert client.get(f"/aufsicht/tafeln/{key}.pdf").status_code == 404
