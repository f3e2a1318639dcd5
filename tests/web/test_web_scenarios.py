"""Scenarios beside the diagram: all with what they touch, one step by step, one begun for an untested way."""

from __future__ import annotations

import json
import re

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
    assert 'data-erledigt=\'["start", "a"' in browser.page.replace("&#34;", '"')


def test_what_has_not_changed_is_not_run_again_unless_somebody_asks(draft: int, login: Login) -> None:
    address = f"/modellierung/{draft}/szenarien"
    browser = login("olga")
    browser.get(f"{address}?neu=1")
    assert "unverändert" not in browser.page
    browser.get(address)

    browser.get(address)

    assert "(2 unverändert, die Ergebnisse von zuvor)" in browser.page
    assert "1 nicht bestanden" in browser.page
    assert 'data-erledigt=\'["start", "a"' in browser.page.replace("&#34;", '"')


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
  {"type": "number", "key": "ergebnis", "label": "Ergebnis", "id": "F_ergebnis"},
  {"type": "datetime", "subtype": "date", "key": "am", "dateLabel": "Am", "id": "F_am"},
  {"type": "select", "key": "weg", "label": "Weg", "id": "F_weg", "validate": {"required": true},
   "values": [{"label": "Post", "value": "post"}, {"label": "Bote", "value": "bote"}]},
  {"type": "checkbox", "key": "fehlt", "label": "Fehlt etwas?", "id": "F_fehlt"},
  {"type": "textfield", "key": "wer", "label": "Wer", "id": "F_wer", "conditional": {"hide": "=not(fehlt = true)"}}]}"""
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


@pytest.fixture
def recorded(world: World) -> int:
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.bundle.bring_in(tx, RECORDED)


def _stored(world: World, draft: int, path: str = "scenarios/01_offen.yaml") -> str:
    with world.engine.begin(SYSTEM) as tx:
        return queries.draft.files(tx, draft)[path].decode()


def test_what_happens_is_recorded_with_the_form_of_the_task_until_the_case_ends(
    world: World, recorded: int, login: Login
) -> None:
    browser = login("olga").get(f"/modellierung/{recorded}/{ADDRESS}?schritt=99")
    step: dict[str, object] = {
        "lw-wort": "aufgabe",
        "lw-name": "b",
        "lw-nummer": "1",
        "lw-revision": browser.value("lw-revision"),
    }
    assert 'name="ergebnis"' not in browser.page
    browser.get(f"/modellierung/{recorded}/{ADDRESS}?schritt=99&wahl=1")
    for field in ("ergebnis", "am", "weg", "fehlt"):
        assert f'name="{field}"' in browser.page

    browser.post(f"/modellierung/{recorded}/{ADDRESS}", {**step, "ergebnis": "drei", "am": "31.02.2027"})
    assert browser.status == 422
    assert 'value="drei"' in browser.page
    assert 'href="#F_am"' in browser.page
    for wrong in ({"lw-name": "gibtesnicht"}, {"lw-wort": "kaputt"}):
        assert browser.post(f"/modellierung/{recorded}/{ADDRESS}", {**step, **wrong}).status == 422
    assert _stored(world, recorded) == OPEN.decode()

    filled = {"ergebnis": "3,5", "am": "25.11.2026", "weg": "post", "fehlt": "true", "wer": ""}
    browser.post(f"/modellierung/{recorded}/{ADDRESS}", {**step, **filled})
    assert browser.status == 200
    assert "Nichts kann mehr geschehen." in browser.page
    told = ["ergebnis: 3.5", "am: 2026-11-25", 'weg: "post"', "fehlt: true"]
    assert _stored(world, recorded).endswith(
        '  - wenn:\n      aufgabe: "b"\n      erledigen mit:\n' + "".join(f"        {one}\n" for one in told)
    )
    browser.post(
        f"/modellierung/{recorded}/{ADDRESS}",
        {"lw-wort": "stand", "lw-revision": browser.value("lw-revision")},
    )
    assert _stored(world, recorded).endswith('  - dann: {beendet mit: "end"}\n')
    assert "alle bestanden" in browser.get(f"/modellierung/{recorded}/szenarien").page


def test_a_form_that_is_being_recorded_adapts_to_what_is_typed_and_stores_nothing(
    world: World, recorded: int, login: Login
) -> None:
    browser = login("olga").get(f"/modellierung/{recorded}/{ADDRESS}?schritt=99&wahl=1")
    assert 'name="wer"' not in browser.page
    sent = {"lw-wort": "aufgabe", "lw-name": "b", "lw-nummer": "1", "fehlt": "true"}
    opened = browser.page

    browser.post(f"/modellierung/{recorded}/szenarien/formular/scenarios/01_offen.yaml", sent)

    assert 'name="wer"' in browser.page
    assert 'name="am"' not in browser.page
    browser.page = opened
    browser.post(f"/modellierung/{recorded}/{ADDRESS}", {**sent, "lw-aktion": "ansehen"})
    assert 'name="wer"' in browser.page
    assert _stored(world, recorded) == OPEN.decode()


def test_the_clock_is_set_on_and_what_comes_from_outside_is_given_in_rows(world: World, login: Login) -> None:
    message = m.process(
        "p",
        m.start(),
        m.catch("warten", m.message("antwort")),
        m.end(),
        m.flow("start", "warten"),
        m.flow("warten", "end"),
        messages={"antwort": "=aktenzeichen"},
    )
    text = OPEN.replace(
        b"  - wenn: {aufgabe: a}\n  - dann:\n      offene aufgaben: [b]\n",
        b"  - dann: {offene aufgaben: keine}\n",
    )
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.bundle.bring_in(tx, {"p.bpmn": message, "scenarios/01_offen.yaml": text})
    browser = login("olga").get(f"/modellierung/{draft}/{ADDRESS}?schritt=99")

    def post(**fields: object) -> None:
        browser.post(
            f"/modellierung/{draft}/{ADDRESS}", {"lw-revision": browser.value("lw-revision"), **fields}
        )

    post(**{"lw-wort": "springe auf", "lw-tag": "2026-12-24"})
    assert "Uhr des Szenarios: 24.12.2026, 00:00" in browser.page
    post(**{"lw-wort": "springe auf", "lw-tag": "übermorgen"})
    assert browser.status == 422
    assert "Bitte geben Sie einen Tag an." in browser.page
    given = {
        "lw-wort": "nachricht",
        "lw-name": "antwort",
        "lw-angabe": ["tag", "zahl", ""],
        "lw-art": ["datum", "zahl", "text"],
    }
    post(**given, **{"lw-wert": ["morgen", "3", ""]})
    assert browser.status == 422
    assert 'value="morgen"' in browser.page
    post(**given, **{"lw-wert": ["25.12.2026", "3", ""]})
    assert browser.status == 200
    assert _stored(world, draft).endswith(
        "  - wenn: {springe auf: 2026-12-24}\n"
        '  - wenn:\n      nachricht: "antwort"\n      mit:\n        tag: 2026-12-25\n        zahl: 3\n'
    )


def test_a_step_recorded_in_a_stale_tab_is_refused_and_keeps_its_values(
    world: World, recorded: int, login: Login
) -> None:
    note = OPEN + b"# jemand anderes\n"
    with world.engine.begin(world.people["olga"]) as tx:
        commands.bundle.save(tx, recorded, {"scenarios/01_offen.yaml": note}, 1)
    browser = login("olga")

    browser.post(
        f"/modellierung/{recorded}/{ADDRESS}",
        {"lw-wort": "aufgabe", "lw-name": "b", "ergebnis": "7", "weg": "post", "lw-revision": "1"},
    )

    assert browser.status == 409
    assert "Das Szenario wurde inzwischen gespeichert." in browser.page
    assert 'value="7"' in browser.page
    assert _stored(world, recorded) == note.decode()


def test_a_scenario_is_begun_with_its_name_its_day_and_the_start_form(world: World, login: Login) -> None:
    start = m.process(
        "p", m.start(form="b"), m.user_task("a"), m.end(), m.flow("start", "a"), m.flow("a", "end")
    )
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.bundle.bring_in(tx, {"p.bpmn": start, "forms/b.form": FORM})
    browser = login("olga").get(f"/modellierung/{draft}/szenarien/neu")
    begun = {
        "lw-revision": browser.value("lw-revision"),
        "lw-szenario": "Es geht: los",
        "lw-tag": "01.12.2026",
        "weg": "post",
    }

    browser.post(
        f"/modellierung/{draft}/szenarien/neu", {**begun, "lw-szenario": " ", "lw-tag": "bald", "am": "x"}
    )
    assert browser.status == 422
    for field in ("lw-szenario", "lw-tag", "F_am"):
        assert f'href="#{field}"' in browser.page
    browser.post(f"/modellierung/{draft}/szenarien/neu", begun)

    assert "Uhr des Szenarios: 01.12.2026, 09:00" in browser.page
    assert _stored(world, draft, "scenarios/01_aufnahme.yaml") == (
        'szenario: "Es geht: los"\nangenommen:\n  jetzt: 2026-12-01 09:00\n'
        '  angaben:\n    weg: "post"\n    fehlt: false\n'
        'schritte:\n  - dann:\n      offene aufgaben: ["a"]\n'
    )


def test_a_scenario_whose_case_cannot_begin_says_so(world: World, login: Login) -> None:
    refused = GOOD.replace(
        b"  jetzt: 2026-11-23 09:00\n", b"  jetzt: 2026-11-23 09:00\n  angaben: {nichts: 1}\n"
    )
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.bundle.bring_in(tx, {"p.bpmn": m.tasks("p", "a", "b"), "scenarios/01.yaml": refused})

    browser = login("olga").get(f"/modellierung/{draft}/szenarien/schritte/scenarios/01.yaml")

    assert browser.status == 200
    assert "Beginn: Hier gibt es kein Formular" in browser.page


PARTS = [
    # address, what the panel beside the drawing shows of it
    ("szenarien", "Alle Szenarien"),
    ("szenarien/schritte/scenarios/01_gut.yaml?schritt=1", "Schritt 1 von 4"),
    ("szenarien/neu", "Szenario aufnehmen"),
]


@pytest.mark.parametrize(("address", "words"), PARTS)
def test_the_panel_gets_its_part_of_the_page_and_what_to_paint(
    draft: int, login: Login, address: str, words: str
) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/{address}", **{"Lw-Tafel": "1"})

    assert words in browser.page
    assert "<html" not in browser.page
    assert "data-zeichnen>" in browser.page
    assert "<html" in browser.get(f"/modellierung/{draft}/{address}").page


def test_elements_and_flows_are_counted_and_those_no_scenario_touches_too(world: World, login: Login) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.bundle.bring_in(tx, RECORDED)
    browser = login("olga").get(f"/modellierung/{draft}/szenarien", **{"Lw-Tafel": "1"})

    painted = json.loads(re.findall(r"data-zeichnen>(.*?)</script>", browser.page)[0])["abdeckung"]

    assert {name: painted[name] for name in ("start", "a", "b", "end")} == {
        "start": 1,
        "a": 1,
        "b": 1,
        "end": 0,
    }
    assert sorted(painted.values()) == [0, 0, 1, 1, 1, 1, 1]


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


def test_what_scenarios_call_is_compiled_before_they_run(draft: int, login: Login) -> None:
    browser = login("olga")

    assert browser.get(f"/modellierung/{draft}/szenarien/bereit").status == 204
    assert browser.get("/modellierung/999/szenarien/bereit").status == 404


def test_a_way_no_case_can_go_is_not_offered_and_says_why(world: World, login: Login) -> None:
    asks = b"""{"type": "default", "id": "a", "schemaVersion": 18, "components": [
      {"type": "textfield", "key": "x", "label": "X", "id": "F_x"}]}"""
    ways = [("g", "h", '=x = "ja"'), ("g", "out", ""), ("h", "yes", '=x = "ja"'), ("h", "no", "")]
    drawn = m.process(
        "twice",
        m.start(),
        m.user_task("a", form="a"),
        m.exclusive("g", default="g_out"),
        m.exclusive("h", default="h_no"),
        *(m.end(one) for one in ("out", "yes", "no")),
        m.flow("start", "a"),
        m.flow("a", "g"),
        *(m.flow(source, target, text, f"{source}_{target}") for source, target, text in ways),
    )
    with world.engine.begin(world.people["olga"]) as tx:
        number = commands.bundle.bring_in(tx, {"p.bpmn": drawn, "forms/a.form": asks})

    browser = login("olga").get(f"/modellierung/{number}/szenarien")

    assert "1 Weg ist nicht erreichbar" in browser.page
    assert "„g: h“ und „h: no“ schließen sich aus." in browser.page
    assert browser.page.count('name="lw-weg"') == 2
    assert "es gibt längere" not in browser.page


def test_where_there_are_more_ways_than_are_looked_at_the_page_says_so(world: World, login: Login) -> None:
    names = [f"g{number}" for number in range(10)]
    ways = [
        m.flow(one, f"{word}{following}", f'="{word}" = "a"' if word == "a" else "", f"{one}_{word}")
        for one, following in zip(names, [*names[1:], "end"], strict=True)
        for word in ("a", "b")
    ]
    joined = [m.flow(f"{word}{one}", one) for one in (*names[1:], "end") for word in ("a", "b")]
    drawn = m.process(
        "many",
        m.start(),
        *(m.exclusive(one, default=f"{one}_b") for one in names),
        *(m.user_task(f"{word}{one}") for one in (*names[1:], "end") for word in ("a", "b")),
        m.end(),
        m.flow("start", "g0"),
        *ways,
        *joined,
    )
    with world.engine.begin(world.people["olga"]) as tx:
        number = commands.bundle.bring_in(tx, {"p.bpmn": drawn})

    browser = login("olga").get(f"/modellierung/{number}/szenarien")

    assert "Angesehen sind nur die kürzesten Wege; es gibt längere." in browser.page
