"""Scenarios beside the diagram: all with what they touch, one step by step, one begun for an untested way."""

from __future__ import annotations

import json

import pytest

from engine import SYSTEM, commands, queries
from engine.testing import World
from engine.testing import models as m
from web.testing import Login

GOOD = b"""szenario: Beide Schritte
angenommen:
  jetzt: 2026-11-23 09:00
schritte:
  - wenn: {aufgabe: a}
  - dann:
      offene aufgaben: [b]
  - wenn: {aufgabe: b}
  - dann: {beendet mit: end}
"""
BAD = GOOD.replace(b"Beide Schritte", b"Falsch erwartet").replace(b"[b]", b"[a]")


@pytest.fixture
def draft(world: World) -> int:
    files = {"p.bpmn": m.tasks("p", "a", "b"), "scenarios/01_gut.yaml": GOOD, "scenarios/02_falsch.yaml": BAD}
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.bundle.bring_in(tx, files)


def test_all_run_and_the_page_says_which_failed_where(draft: int, login: Login) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/szenarien")

    assert "1 nicht bestanden" in browser.page
    assert f'href="/modellierung/{draft}/datei/scenarios/02_falsch.yaml#zeile-7"' in browser.page
    assert "Offene Aufgaben: erwartet" in browser.page
    assert "data-erledigt='[&#34;a&#34;" in browser.page or 'data-erledigt=\'["a"' in browser.page


def test_one_is_gone_through_step_by_step(draft: int, login: Login) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/szenarien/schritte/scenarios/01_gut.yaml?schritt=1")

    assert "Schritt 1 von 4" in browser.page
    assert "data-aktiv='[\"b\"]'" in browser.page
    assert "23.11.2026 09:00, offen: „b“" in browser.page
    browser.get(f"/modellierung/{draft}/szenarien/schritte/scenarios/02_falsch.yaml?schritt=99")
    assert "Zeile 7" in browser.page
    for wrong in ("scenarios/gibtesnicht.yaml", "p.bpmn"):
        assert browser.get(f"/modellierung/{draft}/szenarien/schritte/{wrong}").status == 404
    for odd in ("-1", "x", "9" * 50):
        address = f"/modellierung/{draft}/szenarien/schritte/scenarios/01_gut.yaml?schritt={odd}"
        assert browser.get(address).status == 200


OPEN = GOOD[: GOOD.index(b"  - wenn: {aufgabe: b}")]
ADDRESS = "szenarien/schritte/scenarios/01_offen.yaml"
FORM = b"""{"type": "default", "id": "b", "schemaVersion": 18, "components": [
  {"type": "number", "key": "ergebnis", "label": "Ergebnis", "id": "F_ergebnis"}]}"""
RECORDED = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.user_task("b", form="b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "b"),
        m.flow("b", "end"),
    ),
    "forms/b.form": FORM,
    "scenarios/01_offen.yaml": OPEN,
}


def test_what_happens_is_recorded_until_the_case_ends(world: World, login: Login) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.bundle.bring_in(tx, RECORDED)
    browser = login("olga").get(f"/modellierung/{draft}/{ADDRESS}?schritt=99")
    step = {
        "lw-wort": "aufgabe",
        "lw-name": "b",
        "lw-nummer": "1",
        "lw-revision": browser.value("lw-revision"),
    }

    def stored() -> str:
        with world.engine.begin(SYSTEM) as tx:
            return queries.draft.files(tx, draft)["scenarios/01_offen.yaml"].decode()

    browser.post(f"/modellierung/{draft}/{ADDRESS}", {**step, "lw-werte": "kein: [wert"})
    assert browser.status == 422
    assert "kein: [wert" in browser.page
    assert "Erwartet wird je Zeile „feld: wert“." in browser.page
    browser.post(f"/modellierung/{draft}/{ADDRESS}", {**step, "lw-name": "gibtesnicht"})
    assert browser.status == 422
    browser.post(f"/modellierung/{draft}/{ADDRESS}", {**step, "lw-wort": "kaputt"})
    assert browser.status == 422
    assert stored() == OPEN.decode()

    browser.post(f"/modellierung/{draft}/{ADDRESS}", {**step, "lw-werte": "ergebnis: 3"})
    assert browser.status == 200
    assert "Nichts kann mehr geschehen." in browser.page
    assert stored().endswith('  - wenn:\n      aufgabe: "b"\n      erledigen mit:\n        ergebnis: 3\n')
    browser.post(
        f"/modellierung/{draft}/{ADDRESS}", {"lw-wort": "stand", "lw-revision": browser.value("lw-revision")}
    )
    assert stored().endswith('  - dann: {beendet mit: "end"}\n')
    assert "alle bestanden" in browser.get(f"/modellierung/{draft}/szenarien").page


def test_a_step_recorded_in_a_stale_tab_is_refused_and_keeps_its_values(world: World, login: Login) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.bundle.bring_in(tx, RECORDED)
        note = OPEN + b"# jemand anderes\n"
        commands.bundle.save(tx, draft, {"scenarios/01_offen.yaml": note}, 1)
    browser = login("olga")

    browser.post(
        f"/modellierung/{draft}/{ADDRESS}",
        {"lw-wort": "aufgabe", "lw-name": "b", "lw-werte": "ergebnis: 7", "lw-revision": "1"},
    )

    assert browser.status == 409
    assert "Das Szenario wurde inzwischen gespeichert." in browser.page
    assert "ergebnis: 7" in browser.page
    with world.engine.begin(SYSTEM) as tx:
        assert queries.draft.files(tx, draft)["scenarios/01_offen.yaml"] == note


def test_a_scenario_is_begun_for_an_untested_way(world: World, login: Login) -> None:
    files = {"p.bpmn": m.tasks("p", "a", "b")}
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.bundle.bring_in(tx, files)
    browser = login("olga").get(f"/modellierung/{draft}/szenarien")
    way = browser.value("lw-weg").replace("&#34;", '"')

    browser.post(f"/modellierung/{draft}/szenarien/geruest", {"lw-weg": way})

    assert "aufgabe: &#34;a&#34;" in browser.page
    with world.engine.begin(SYSTEM) as tx:
        assert "scenarios/01_neu.yaml" in queries.draft.files(tx, draft)
    browser.post(f"/modellierung/{draft}/szenarien/geruest", {"lw-weg": "gibt es nicht"})
    assert browser.status == 409


def test_a_scenario_is_checked_as_it_is_typed(draft: int, login: Login) -> None:
    browser = login("olga")

    def check(text: bytes) -> list[tuple[str, int]]:
        sent = json.dumps({"files": {"scenarios/01_gut.yaml": text.decode()}})
        answer = browser.client.post(
            f"/modellierung/{draft}/pruefen", data=sent, headers={"Content-Type": "application/json"}
        )
        found = answer.get_json()["findings"]
        return [(one["rule"], one["line"]) for one in found if one["file"] == "scenarios/01_gut.yaml"]

    assert check(GOOD) == []
    assert check(BAD) == [("scenario-failed", 7)]
    assert check(GOOD.replace(b"schritte", b"schrite"))


def test_a_process_with_errors_says_so_instead(world: World, login: Login) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.bundle.bring_in(tx, {"p.bpmn": b'<process id="p" x', "scenarios/01.yaml": GOOD})

    browser = login("olga").get(f"/modellierung/{draft}/szenarien")

    assert "Der Ablauf hat Fehler." in browser.page
    assert browser.get(f"/modellierung/{draft}/szenarien/schritte/scenarios/01.yaml").status == 200


@pytest.mark.parametrize("who", ["ada", "stefan"])
def test_others_look_and_begin_none(draft: int, login: Login, who: str) -> None:
    browser = login(who).get(f"/modellierung/{draft}/szenarien")

    assert browser.status == 200
    assert "Szenario beginnen" not in browser.page
    assert browser.post(f"/modellierung/{draft}/szenarien/geruest", {"lw-weg": "x"}).status == 403
