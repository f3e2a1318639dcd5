"""The steering group's pages about escalation: agreements are recorded and ended, numbers say nothing of a case."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, text

from engine import SYSTEM, queries
from engine.actor import Actor, Membership, Role
from engine.commands import account, agreement
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.state.escalation import ESCALATION
from engine.state.task import TASK
from engine.testing import PASSWORD, World
from engine.testing import models as m

URL = "/lenkungsgruppe/vereinbarungen"


def _form(**said: str) -> dict[str, str]:
    return {
        "authority": "1",
        "up_to": "team_lead",
        "resolution": "Beschluss 3/2026",
        "valid_from": "23.11.2026",
        **said,
    }


def test_a_member_records_an_agreement_and_ends_it(login, world: World):
    stefan = login("stefan").get(URL)
    assert "Keine Vereinbarung" in stefan.page

    stefan.post(URL, _form(authority=str(world.here)))
    assert "Die Vereinbarung ist erfasst." in stefan.page
    assert "Beschluss 3/2026" in stefan.page

    with world.engine.begin(SYSTEM) as tx:
        (row,) = queries.agreement.agreements(tx).rows
    stefan.get(f"{URL}/{row.id}/beenden")
    stefan.post(f"{URL}/{row.id}/beenden", {"last": "31.12.2026", "reason": "gekündigt"})

    assert "Die Vereinbarung ist beendet." in stefan.page
    assert "bis 31.12.2026" in stefan.page
    assert "Stefan Süß: beendet" in stefan.page
    assert "gekündigt" in stefan.page
    with world.engine.begin(SYSTEM) as tx:
        kinds = list(tx.execute(text("SELECT kind FROM operation ORDER BY id")).scalars())
    assert kinds == ["escalation_agreed", "escalation_agreement_ended"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"valid_from": "morgen"}, "Bitte geben Sie das Datum so ein"),
        ({"valid_from": "01.01.2026"}, "frühestens ab heute"),
        ({"authority": ""}, "Bitte wählen Sie die Behörde."),
        ({"authority": "9" * 30}, "Bitte wählen Sie die Behörde."),
        ({"up_to": "clerk"}, "bis zu welcher Stelle"),
        ({"resolution": ""}, "Bitte geben Sie den Beschluss an"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(login, world: World, said, told):
    stefan = login("stefan").get(URL)

    stefan.post(URL, _form(**{"authority": str(world.here), **said}))

    assert stefan.status == 422
    assert told in stefan.page
    if said.get("resolution", "x"):
        assert "Beschluss 3/2026" in stefan.page


def test_whoever_is_in_no_steering_group_reads_agreements_and_records_none(login, world: World):
    ada = login("ada").get(URL)

    assert ada.status == 200
    assert "Vereinbarung erfassen" not in ada.page
    ada.post(URL, _form(authority=str(world.here)))
    assert ada.status == 403


def test_nobody_agrees_for_an_authority_outside_of_the_own_territory(world: World):
    with (
        pytest.raises(Invalid, match="incomplete") as refused,
        world.engine.begin(world.people["stefan"]) as tx,
    ):
        agreement.adopt(tx, world.elsewhere, Role.TEAM_LEAD, "Beschluss", date(2026, 12, 1))

    assert set(refused.value.fields) == {"authority"}
    with world.engine.begin(SYSTEM) as tx:
        number = agreement.adopt(tx, world.elsewhere, Role.TEAM_LEAD, "Beschluss", date(2026, 12, 1))
    with pytest.raises(Invalid) as refused, world.engine.begin(world.people["stefan"]) as tx:
        agreement.end(tx, number, date(2026, 12, 1), "x" * 501)
    assert set(refused.value.fields) == {"authority", "reason"}
    with pytest.raises(NotFound), world.engine.begin(world.people["stefan"]) as tx:
        queries.agreement.agreement(tx, number + 1)


def test_only_team_lead_and_head_are_agreed_on_in_a_readable_resolution(world: World):
    with pytest.raises(Invalid) as refused, world.engine.begin(world.people["stefan"]) as tx:
        agreement.adopt(tx, world.here, Role.COORDINATOR, "x" * 501, date(2026, 12, 1))

    assert set(refused.value.fields) == {"up_to", "resolution"}


def test_an_agreement_is_ended_once_with_a_reason_and_not_before_today(world: World):
    with world.engine.begin(SYSTEM) as tx:
        number = agreement.adopt(tx, world.here, Role.HEAD_OF_OFFICE, "Beschluss", date(2026, 12, 1))

    with pytest.raises(Invalid) as refused, world.engine.begin(world.people["stefan"]) as tx:
        agreement.end(tx, number, date(2026, 11, 1), " ")
    with world.engine.begin(world.people["stefan"]) as tx:
        agreement.end(tx, number, date(2026, 12, 24), "gekündigt")
    with pytest.raises(Conflict), world.engine.begin(world.people["stefan"]) as tx:
        agreement.end(tx, number, date(2026, 12, 25), "gekündigt")
    with pytest.raises(NotFound), world.engine.begin(world.people["stefan"]) as tx:
        agreement.end(tx, number + 1, date(2026, 12, 25), "gekündigt")

    assert set(refused.value.fields) == {"last", "reason"}


def _escalate(world: World) -> str:
    """A case whose task is left lying for a fortnight."""
    with world.engine.begin(SYSTEM) as tx:
        member = Membership(world.here, Role.COORDINATOR)
        account.create(tx, "kim", "Kim", "ein-langes-kennwort", [member])
    due = '=today() + duration("P10D")'
    diagram = m.process(
        "p", m.start(), m.user_task("a", due=due), m.end(), m.flow("start", "a"), m.flow("a", "end")
    )
    story = world.start({"p.bpmn": diagram})
    world.clock.advance(timedelta(days=6))
    world.climb()
    world.clock.advance(timedelta(days=12))
    world.climb()
    return story.reference


def test_the_numbers_say_how_often_who_was_told_and_nothing_of_the_case(login, world: World):
    reference = _escalate(world)

    stefan = login("stefan").get("/lenkungsgruppe/eskalationen")

    assert "vereinbarte Zeit, Stufe 1" in stefan.page
    assert "Ausländeramt Hier" in stefan.page
    sums = re.search(r'scope="row">zusammen</th>(.*?)</tr>', stefan.page, re.DOTALL)
    assert sums is not None
    assert re.findall(r"<strong>(\d+)</strong>", sums[1])[0] == "3"
    assert reference not in stefan.page
    assert "Muster" not in stefan.page
    with world.engine.begin(world.people["stefan"]) as tx:
        seen = queries.escalation.escalations(tx)
    assert [(one.kind, one.level, one.count) for one in seen.levels] == [
        ("vereinbart", 1, 1),
        ("vereinbart", 4, 1),
        ("uebernahme", 1, 1),
    ]
    assert [(one.name, one.total) for one in seen.by_authority] == [("Ausländeramt Hier", 3)]
    assert [one.total for one in seen.by_week] == [1, 0, 2, *[0] * 9]


def test_the_numbers_are_those_of_the_own_territory_and_period(world: World):
    _escalate(world)
    with world.engine.begin(SYSTEM) as tx:
        member = Membership(world.elsewhere, Role.STEERING_MEMBER)
        number = account.create(tx, "stine", "Stine", "ein-langes-kennwort", [member])
    stine = Actor(number, "Stine", frozenset({member}))

    with world.engine.begin(stine) as tx:
        assert queries.escalation.escalations(tx).total == 0
    world.clock.advance(timedelta(days=40))
    with world.engine.begin(SYSTEM) as tx:
        assert queries.escalation.escalations(tx, 12).total == 3
    with world.engine.begin(world.people["stefan"]) as tx:
        assert queries.escalation.escalations(tx, 4).total == 0
        assert queries.escalation.escalations(tx, 12).total == 3
        assert queries.escalation.escalations(tx, 13).weeks == 12


def test_a_clerk_does_not_read_the_numbers(login, world: World):
    with pytest.raises(Forbidden), world.engine.begin(world.people["ada"]) as tx:
        queries.escalation.escalations(tx)

    ada = login("ada").get("/lenkungsgruppe")
    assert "/lenkungsgruppe/eskalationen" not in ada.page
    assert ada.get("/lenkungsgruppe/eskalationen").status == 403


def test_the_level_of_a_task_is_said_in_lists(login, world: World):
    _escalate(world)

    assert "Eskalationsstufe 4" in login("ada").get("/aufgaben").page


def test_the_profile_of_a_version_shows_where_its_ladder_differs(login, world: World):
    profile = """
schluessel = "p"
[[leiter]]
element = "a"
stufe = 4
arbeitstage = 3
an = "amtsleitung"
neu_zuweisen = "gruppe"
grund = "weil es eilt"
[[leiter]]
stufe = 1
anteil = 40
[[leiter]]
stufe = 5
aus = true
[[leiter]]
uhr = "uebernahme"
stufe = 1
arbeitstage = 1
"""
    version = world.deploy({"p.bpmn": m.tasks("p", "a"), "process.toml": profile.encode()})

    page = login("olga").get(f"/modellierung/{version}").page

    shown = page.partition("Leiter, anders als voreingestellt")[2].partition("</table>")[0]
    for said in (
        "weil es eilt",
        "4 (vereinbarte Zeit)",
        "3 Arbeitstage danach",
        "Amtsleitung; Aufgabe zurück an die Gruppe",
        "alle Aufgaben",
        "bei 40 Prozent der Zeit",
        "wie voreingestellt",
        "entfällt",
        "1 (bis zur Übernahme)",
        "nach 1 Arbeitstag",
    ):
        assert said in shown


ELSEWHERE = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})'


def test_what_is_left_lying_is_listed_for_the_coordination_without_the_case_and_for_the_case_lead_with_it(
    login, world: World
):
    with world.engine.begin(SYSTEM) as tx:
        account.create(tx, "kim", "Kim", PASSWORD, [Membership(world.here, Role.COORDINATOR)])
        account.create(tx, "cem", "Cem", PASSWORD, [Membership(world.here, Role.CASE_MANAGER)])
    task = m.user_task("stellungnahme", group=ELSEWHERE, due='=today() + duration("P10D")')
    steps = (m.start(), task, m.end(), m.flow("start", "stellungnahme"), m.flow("stellungnahme", "end"))
    stories = [world.start({"p.bpmn": m.process("p", *steps)}) for _ in range(7)]
    world.clock.advance(timedelta(days=30))
    world.climb()
    address = "/meldungen/liegengeblieben"

    def led(name: str) -> str:
        with world.engine.begin(SYSTEM) as tx:
            number = tx.execute(
                text(
                    "SELECT max(notification.id) FROM notification JOIN account ON account.id = account_id"
                    " WHERE login = :login"
                ),
                {"login": name},
            ).scalar_one()
        answer = people[name].client.get(f"/meldungen/{number}")
        assert answer.headers["Location"] == address
        return people[name].get(address).page

    people = {name: login(name) for name in ("kim", "cem", "ada")}
    kim, cem = led("kim"), led("cem")

    for page in (kim, cem):
        assert page.count("stellungnahme") == 7
    assert "Ausländeramt Dort" in kim
    assert not any(one.reference in kim for one in stories)
    assert all(one.reference in cem for one in stories)
    assert "Nichts liegt mehr" not in kim

    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET state = 'cancelled', closed_at = now()"))
    assert "Nichts liegt mehr" in people["kim"].get(address).page


def test_what_is_left_lying_is_shown_page_by_page_the_longest_left_first(login, world: World):
    with world.engine.begin(SYSTEM) as tx:
        account.create(tx, "kim", "Kim", PASSWORD, [Membership(world.here, Role.COORDINATOR)])
    story = world.start({"p.bpmn": m.tasks("p", "stellungnahme")})
    with world.engine.begin(SYSTEM) as tx:
        this = select(TASK).where(TASK.c.id == story.task("stellungnahme").id)
        source = dict(tx.execute(this).mappings().one())
        del source["id"]
        copies = [
            source | {"element_instance": 1000 + number, "name": f"Nr. {number:03}"} for number in range(120)
        ]
        numbers = tx.execute(insert(TASK).returning(TASK.c.id), copies).scalars().all()
        told = {"case_id": source["case_id"], "kind": "agreed", "target": "koordination", "at": tx.now}
        told |= {"authority_id": world.here, "recipients": 1}
        rows = [
            # three of each day: the number decides between those of the same age; told twice, shown once
            told | {"task_id": number, "level": level, "anchor_at": tx.now - timedelta(days=100 - place // 3)}
            for place, number in enumerate(sorted(numbers))
            for level in (3, 4)
        ]
        tx.execute(insert(ESCALATION), rows)

    kim, seen = login("kim").get("/meldungen/liegengeblieben"), []
    while True:
        seen.append(re.findall(r"Nr\. \d{3}", kim.page))
        onward = re.findall(r'rel="next" href="([^"]+)"', kim.page)
        if not onward:
            break
        kim.get(html.unescape(onward[0]))

    assert [len(one) for one in seen] == [50, 50, 20]
    assert [name for one in seen for name in one] == [f"Nr. {number:03}" for number in range(120)]
    assert "Zum Anfang" in kim.page
    behind = "/meldungen/liegengeblieben?nach=2030-01-01T00:00:00%2B00:00~1"
    assert "Hier ist die Liste zu Ende" in kim.get(behind).page
    for wrong in ("x", "2030-01-01~1", "2030-01-01T00:00:00%2B00:00~" + "9" * 30):
        assert kim.get(f"/meldungen/liegengeblieben?nach={wrong}").status == 422


def test_whoever_was_told_of_nothing_sees_nothing_left_lying(login):
    assert "Nichts liegt mehr" in login("carla").get("/meldungen/liegengeblieben").page
