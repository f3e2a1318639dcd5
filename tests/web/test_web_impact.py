"""The page of the impact report: asked for, watched, read by whoever reads proposals, and taken away as a file."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Membership, Role, commands
from engine.commands import account
from engine.commands.proposal import Content
from engine.impact.replay import Again
from engine.state.proposal import MigrationRule
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m
from web.testing import Login

PATH = "/lenkungsgruppe/vorlage/1/folgen"


@pytest.fixture
def running(story: Story) -> list[Story]:
    """A proposal that takes the first step away, and two cases: one at it, one behind it."""
    world = story.world
    world.deploy({"q.bpmn": m.tasks("q", "a", "b", "c")})
    found = [world.open("q") for _ in range(2)]
    found[1].complete("a")
    with world.engine.begin(SYSTEM) as tx:
        account.create(tx, "hanna", "Hanna", PASSWORD, [Membership(world.here, Role.HEAD_OF_OFFICE)])
        version = commands.definition.deploy(tx, {"q.bpmn": m.tasks("q", "b", "c")}).version_id
    with world.engine.begin(world.people["olga"]) as tx:
        commands.proposal.create(
            tx,
            Content(
                "Ohne a",
                "Es genügt.",
                "§ 1",
                ("05334",),
                date(2027, 1, 1),
                MigrationRule.ALL,
                times={version: {}},
            ),
        )
    return found


def _made(world: World, login: Login) -> None:
    login("olga").post(PATH, {})
    world.work_off()


def test_before_anybody_asks_the_page_says_what_it_would_be(running: list[Story], login: Login) -> None:
    olga = login("olga").get(PATH)

    assert "Noch kein Folgenbericht" in olga.page
    assert "Folgenbericht erstellen" in olga.page
    assert "Folgenbericht erstellen" not in login("hanna").get(PATH).page
    assert running


def test_what_is_adopted_for_a_day_before_is_said_on_every_page_that_compares(
    running: list[Story], login: Login
) -> None:
    world = running[0].world
    _made(world, login)
    with world.engine.begin(SYSTEM) as tx:
        third = commands.definition.deploy(tx, {"q.bpmn": m.tasks("q", "a", "b", "c", "d")}).version_id
        commands.adoption.adopt(tx, third, "05334", date(2026, 12, 15), "Eilbeschluss")

    olga = login("olga").get(PATH)

    assert "Seit diesem Bericht ist dort etwas anderes beschlossen" in olga.page
    assert "Am 01.01.2027 gilt von „Test q“ Fassung 3." in olga.page
    _made(world, login)
    olga.get(PATH)
    assert "gilt ab 15.12.2026 Fassung 3, das ist schon beschlossen. Verglichen ist mit ihr" in olga.page
    assert "Verglichen mit dem, was am Stichtag (01.01.2027) ohne diese Vorlage gilt." in olga.page
    content = olga.get("/lenkungsgruppe/vorlage/1").page
    assert "ab 15.12.2026 gilt Fassung 3, das ist schon beschlossen" in content
    compared = olga.get("/lenkungsgruppe/vorlage/1/vergleich").page
    assert "Verglichen mit dem, was am 01.01.2027 ohne diese Vorlage gilt, nach heutigem Stand." in compared
    assert "Fassung 3 im Vergleich mit Fassung 2" in compared


def test_while_it_is_computed_the_page_asks_again_and_offers_to_give_it_up(
    running: list[Story], login: Login
) -> None:
    olga = login("olga").get(PATH)
    olga.post(PATH, {})

    assert 'hx-trigger="every 3s"' in olga.page
    assert "Er beginnt, sobald ein Worker frei ist." in olga.page
    olga.post(PATH, {})
    assert "wird schon erstellt" in olga.page
    olga.post(f"{PATH}/abbrechen", {})
    assert "wird nicht weiter erstellt" in olga.page
    assert "Noch kein Folgenbericht" in olga.page
    assert "Der letzte Bericht wurde abgebrochen" in olga.get(PATH).page
    assert running


def test_the_summary_says_in_sentences_what_becomes_of_the_cases(running: list[Story], login: Login) -> None:
    _made(running[0].world, login)

    page = login("stefan").get(PATH).page

    assert "1 von 2 Läufen gehen ohne Weiteres über." in page
    assert "1 Lauf lässt sich nicht umstellen." in page
    assert "Betroffen sind 2 Akten." in page
    assert "Der Fall steht hier, aber dem Element ist in der neuen Fassung keines zugeordnet." in page
    assert "not-mapped" in page
    assert "data-waerme" in page


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("selected", "Von selbst geht kein Lauf über: Es folgen nur ausgewählte Fälle."),
        (
            "next_phase",
            "Am Stichtag geht kein Lauf über: Jeder folgt, wenn sein Fall in die nächste Phase kommt",
        ),
    ],
)
def test_a_rule_by_which_nobody_follows_on_the_day_itself_is_not_told_as_if_all_did(
    running: list[Story], login: Login, rule: str, said: str
) -> None:
    world = running[0].world
    _made(world, login)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE proposal SET migration_rule = :rule"), {"rule": rule})

    page = login("stefan").get(PATH).page

    assert said in page
    assert "Wie sie heute stehen, ließen sich 1 von 2 Läufen umstellen." in page
    assert "ließen sich heute nicht umstellen" in page
    assert "gehen ohne Weiteres über" not in page
    assert "ließen sich heute umstellen" in login("stefan").get(f"{PATH}/bericht.csv").page


@pytest.mark.parametrize(
    ("state", "warned"), [("in_consultation", True), ("adopted", False), ("in_force", False)]
)
def test_a_report_is_to_be_made_again_only_before_a_resolution(
    running: list[Story], login: Login, state: str, *, warned: bool
) -> None:
    world = running[0].world
    _made(world, login)
    with world.engine.begin(SYSTEM) as tx:
        changed = "UPDATE proposal SET state = :state, migration_rule = 'selected'"
        tx.execute(text(changed), {"state": state})

    assert ("Für einen Beschluss muss er neu erstellt werden." in login("stefan").get(PATH).page) is warned


@pytest.mark.parametrize(
    ("counts", "said", "unsaid"),
    [
        ({"same": 2}, ["2 nachgerechnete Entscheidungen fielen"], "Nachrechnen ließen"),
        (
            {"same": 1, "not_repeatable": 3},
            [
                "Nachrechnen ließen sich 1 von 4 früheren Entscheidungen.",
                "1 nachgerechnete Entscheidung fiele",
            ],
            "Tabellen anders aus",
        ),
        (
            {"changed": 2, "same": 1, "inputs_missing": 1},
            ["ließen sich 3 von 4", "Von 3 nachgerechneten Entscheidungen fielen 2 mit"],
            "gleich aus",
        ),
        ({"gone": 2}, ["Nachrechnen ließen sich 0 von 2 früheren Entscheidungen."], "gleich aus"),
    ],
)
def test_the_summary_says_how_many_decisions_could_be_decided_again(
    running: list[Story], login: Login, counts: dict[str, int], said: list[str], unsaid: str
) -> None:
    world = running[0].world
    _made(world, login)
    whole = dict.fromkeys(Again, 0) | counts | {"total": sum(counts.values()), "name": "Stufe"}
    table = {"decision": "stufe", "changes": [], "missing": [], **whole}
    part = [{"process": "q", "found": {"looked": 4, "most": 9, "tables": [table]}}]
    with world.engine.begin(SYSTEM) as tx:
        changed = "UPDATE impact_report SET results = jsonb_set(results, '{decisions}', CAST(:part AS jsonb))"
        tx.execute(text(changed), {"part": json.dumps(part)})

    page = login("stefan").get(PATH).page

    assert all(one in page for one in said)
    assert unsaid not in page


def test_the_summary_says_how_many_scenarios_come_out_otherwise(running: list[Story], login: Login) -> None:
    world = running[0].world
    _made(world, login)

    def part(**whether: bool) -> dict[str, object]:
        return {"name": "s", "text": "", "tasks_before": 1, "tasks_after": 1, **whether}

    found = [part(before=True, after=False), part(before=True, after=True), part(before=False, after=False)]
    with world.engine.begin(SYSTEM) as tx:
        changed = (
            "UPDATE impact_report SET results = jsonb_set(results, '{scenarios,0,found}', CAST(:it AS jsonb))"
        )
        before = login("stefan").get(PATH).page
        tx.execute(text(changed), {"it": json.dumps(found)})

    page = login("stefan").get(PATH).page

    assert "bisherigen Szenarien" not in before
    assert "1 von 3 bisherigen Szenarien geht künftig anders aus." in page


def test_behind_a_number_are_groups_and_the_cases_one_may_read(running: list[Story], login: Login) -> None:
    _made(running[0].world, login)
    address = f"{PATH}/laeufe?ergebnis=refused"

    stefan = login("stefan").get(address).page
    hanna = login("hanna").get(address).page

    assert "1 Lauf gehört zu einer Akte, die Sie nicht lesen dürfen." in stefan
    assert "Am längsten seit" in stefan
    assert "23.11.2026" in stefan
    assert running[0].reference not in stefan
    assert running[0].reference in hanna
    assert running[1].reference not in hanna


def test_the_cases_can_be_sorted_by_since_when_they_stand_on_the_page_and_in_files(
    running: list[Story], login: Login
) -> None:
    world = running[0].world
    world.clock.moment += timedelta(days=2)
    running[0].complete("a")
    _made(world, login)
    hanna = login("hanna").get(f"{PATH}/laeufe")
    assert "Steht bei" in hanna.words
    assert 'sortierung=seit#akten">Steht seit' in hanna.page
    assert "b 25.11.2026" in hanna.words
    assert hanna.page.index(running[0].reference) < hanna.page.index(running[1].reference)

    hanna.get(f"{PATH}/laeufe?sortierung=seit")

    assert 'aria-sort="ascending"' in hanna.page
    assert 'sortierung=-seit#akten">Steht seit' in hanna.page
    assert hanna.page.index(running[1].reference) < hanna.page.index(running[0].reference)
    file = hanna.get(f"{PATH}/laeufe.csv?sortierung=seit").page
    assert "Steht bei;Steht seit" in file.replace('"', "")
    assert file.index(running[1].reference) < file.index(running[0].reference)
    assert hanna.get(f"{PATH}/laeufe?sortierung=egal").status == 200


def test_those_that_run_in_the_proposed_version_already_are_told_apart_from_those_that_follow(
    running: list[Story], login: Login
) -> None:
    world = running[0].world
    with world.engine.begin(SYSTEM) as tx:
        version = tx.execute(text("SELECT version_id FROM proposal_version")).scalar_one()
        commands.adoption.adopt(tx, version, "05334", tx.today, "Eilbeschluss")
    world.open("q")
    _made(world, login)

    page = login("stefan").get(PATH).page

    assert "1 Lauf steht schon in der vorgeschlagenen Fassung." in page
    assert "1 von 3 Läufen gehen ohne Weiteres über." in page
    assert "nach der Regel" not in page


def test_files_hold_what_the_page_shows_and_no_more(running: list[Story], login: Login) -> None:
    _made(running[0].world, login)
    stefan, hanna = login("stefan"), login("hanna")

    whole = stefan.get(f"{PATH}/bericht.csv").page
    assert "1 von 2 Läufen gehen ohne Weiteres über." in whole
    assert "not-mapped" in whole
    assert not re.search("KIM-2026", whole)
    assert not re.search("KIM-2026", stefan.get(f"{PATH}/laeufe.csv?ergebnis=refused").page)
    assert running[0].reference in hanna.get(f"{PATH}/laeufe.csv?ergebnis=refused").page
    assert stefan.client.get(f"{PATH}/bericht.xlsx").get_data().startswith(b"PK")
    assert stefan.get(f"{PATH}/bericht.txt").status == 404


def test_a_proposal_that_has_changed_says_that_its_report_is_old(running: list[Story], login: Login) -> None:
    world = running[0].world
    _made(world, login)
    with world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, {"q.bpmn": m.tasks("q", "c")}).version_id
    with world.engine.begin(world.people["olga"]) as tx:
        content = Content("Ohne a", "Es genügt.", "§ 1", ("05334",), date(2027, 1, 1), times={version: {}})
        commands.proposal.edit(tx, 1, 1, content)

    assert "Die Vorlage hat sich seit diesem Bericht geändert" in login("stefan").get(PATH).page


def test_the_gate_leads_to_the_report(running: list[Story], login: Login) -> None:
    page = login("stefan").get("/lenkungsgruppe/vorlage/1?reiter=pruefungen").page

    assert "Der Folgenbericht ist noch nicht erstellt." in page
    assert f'href="{PATH}"' in page
    assert running


def test_cases_that_have_ended_are_played_again_and_the_page_says_how_they_would_end(
    running: list[Story], login: Login
) -> None:
    running[1].complete("b").complete("c")

    _made(running[0].world, login)

    page = login("olga").get(PATH).page
    assert "Abgeschlossene Fälle, nachgespielt: 1, davon 0 mit anderem oder keinem Ende." in page
    assert "In der neuen Fassung: 1 mit gleichem Ende, 0 mit anderem oder keinem." in page
    assert "Schritte je Fall: bisher 3,0, künftig 2,0." in page
    assert running[1].reference not in page
