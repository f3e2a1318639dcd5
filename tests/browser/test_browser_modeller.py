"""The form beside the drawing: each editor once, undone by the keyboard, and read by the engine as it was meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, bpmn, commands, queries
from engine.bpmn import (
    AdHoc,
    Compensate,
    Conditional,
    Escalation,
    Exchange,
    Graph,
    Job,
    LoopBehavior,
    MultiInstance,
    Signal,
    StandardLoop,
    Timer,
    UserTask,
)
from engine.feel import compile_expression
from engine.queries import milestones
from engine.testing import Story, World
from engine.testing import models as m

FILE = "titelantrag.bpmn"
#: what only others know; the elements of Camunda's own namespace may be newer than our schema of it
STRANGE = (b'<amt:akte zeichen="I/33" />', b'<zeebe:neues wert="1" />')
PROFILE = """
schluessel = "titelantrag"
titel = "Titelantrag"
rollen = [{ gruppe = "jobcenter.sachbearbeitung", name = "Wer Auskunft gibt" }]
zeiten = [{ element = "nachfordern", art = "bearbeitung", wert = "P7D" }]
fristen = [{ name = "Untätigkeit", norm = "§ 75 S. 2 VwGO", dauer = "P3M", beginn = "eingang" }]

[[daten]]
gruppe = "Antragsdaten"
formulare = ["pruefen"]
rechtsgrundlage = "§ 86 AufenthG"
zweck = "Prüfung"
sichtbar_fuer = ["auslaenderbehoerde"]
"""
CALLED = """
schluessel = "auskunft"
titel = "Auskunft einholen"
schnittstelle = [
  { art = "eingabe", name = "anlass", bedeutung = "weshalb gefragt wird" },
  { art = "ausgabe", name = "antwort", bedeutung = "was gesagt wurde" },
]
"""


@pytest.fixture
def draft(story: Story, world: World) -> int:
    """A draft of the process in force, with a profile; beside it another process that can be called."""
    world.deploy({"auskunft.bpmn": m.tasks("auskunft", "fragen"), "process.toml": CALLED.encode()})
    with world.engine.begin(world.people["olga"]) as tx:
        made = commands.definition.begin_draft(tx, 1)
        commands.bundle.save(tx, made, {"process.toml": PROFILE.encode()}, 1)
        return made


def _open(visit: Callable[..., Page], draft: int, device: str = "desk") -> Page:
    page = visit("olga", f"/modellierung/{draft}", device)
    page.wait_for_selector('html[data-ready="1"]')
    return page


def _choose(page: Page, element: str) -> None:
    page.locator(f'[data-element-id="{element}"] .djs-hit').first.click(force=True)
    expect(page.locator("#feld-id")).to_have_value(element)


def _unfold(page: Page, *titles: str) -> None:
    for title in titles:
        group = page.locator("details.lw-modeler__group", has=page.locator("summary", has_text=title))
        if group.get_attribute("open") is None:
            group.locator("summary").first.click()


def _fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    page.get_by_label(label, exact=True).press("Tab")


def _read(page: Page, world: World, draft: int) -> tuple[Graph, bytes]:
    """Save, and compile what was written."""
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")
    with world.engine.begin(SYSTEM) as tx:
        written = queries.draft.files(tx, draft)[FILE]
    checked = bpmn.read(written, FILE)
    assert checked.graphs, [str(one) for one in checked.findings if one.severity == "error"]
    return checked.graphs[0], written


def test_a_task_says_who_until_when_and_how_often_and_all_of_it_is_undone_by_the_keyboard(
    draft: int, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = _open(visit, draft)
    before, _ = _read(page, world, draft)
    _choose(page, "nachfordern")
    _unfold(page, "Gesetzliche Frist", "Weitere Angaben", "Zuordnungen", "Wiederholung", "Eskalation")

    expect(page.locator(".lw-modeler__panel")).to_contain_text("vereinbarte Zeit, Stufe 1: bei 50 Prozent")
    page.get_by_label("Zuständige Stelle").select_option("Jobcenter")
    page.get_by_label("Rolle", exact=True).select_option("Teamleitung")
    fresh = page.get_by_role("link", name="Neues Formular …")
    expect(fresh).to_have_attribute("href", f"/modellierung/{draft}/dateien?art=formular&datei=nachfordern")
    page.get_by_label("Formular", exact=True).select_option("pruefen")
    expect(fresh).to_have_count(0)
    _unfold(page, "Daten und Rechtsgrundlage")
    expect(page.locator(".lw-modeler__panel")).to_contain_text("Sehen dürfen sie: Ausländerbehörde")
    _fill(page, "Vereinbarte Zeit", "")
    page.get_by_role("button", name="Aus dem Steckbrief: 7 Tage").click()
    page.get_by_label("Frist aus dem Steckbrief übernehmen").select_option(
        label="Untätigkeit (§ 75 S. 2 VwGO)"
    )
    legal = page.locator(".lw-vorschau").nth(1)
    legal.get_by_label("Vorschau: beginnt am").fill("30.11.2026")
    legal.get_by_label("Vorschau: beginnt am").press("Tab")
    expect(legal).to_contain_text("Montag, 01.03.2027")
    legal.locator("summary").click()
    expect(legal).to_contain_text("Untätigkeit 30.11.2026")
    page.locator("summary", has_text="vier Augen").click()
    page.get_by_label("Unterlagen prüfen", exact=True).check()
    page.get_by_role("button", name="Hinein: Zeile hinzufügen").click()
    _fill(page, "Hinein, Variable 1", "frist_tage")
    _fill(page, "Hinein, Wert 1", "=7 * 2")
    page.get_by_label("Geschieht").select_option("mehrfach, nacheinander")
    _fill(page, "Für jeden Eintrag der Liste", '["Pass", "Foto"]')
    _fill(page, "Variable für den Eintrag", "unterlage")
    assert axe(page) == []

    graph, written = _read(page, world, draft)
    node = graph.nodes["nachfordern"]
    assert isinstance(node.behaviour, UserTask)
    assert node.behaviour.candidate_groups is not None
    assert node.behaviour.candidate_groups.text == 'zustaendig("jobcenter.teamleitung")'
    assert node.behaviour.form == "pruefen"
    assert node.behaviour.due_date is not None
    assert node.behaviour.due_date.text == 'today() + vereinbart("nachfordern")'
    assert node.behaviour.legal_due is not None
    assert node.behaviour.legal_due.text == 'frist(eingang, duration("P3M"), "VwGO")'
    assert node.properties["vier-augen"] == "pruefen"
    assert [(one.target, one.source.text) for one in node.inputs] == [("frist_tage", "7 * 2")]
    assert isinstance(node.loop, MultiInstance)
    assert (node.loop.sequential, node.loop.input_element) == (True, "unterlage")
    assert b'<zeebe:input source="=7 * 2" target="frist_tage" />' in written

    page.get_by_label("Geschieht").focus()
    for _ in range(40):
        page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Rückgängig")).to_be_disabled()
    after, _ = _read(page, world, draft)
    assert replace(after.nodes["nachfordern"], line=None) == replace(before.nodes["nachfordern"], line=None)


def test_an_expression_is_completed_and_told_what_is_wrong_while_it_is_typed(
    draft: int, world: World, visit: Callable[..., Page]
) -> None:
    page = _open(visit, draft)
    _choose(page, "pruefen")
    page.get_by_label("Vereinbarte Zeit", exact=True).fill("")
    page.get_by_label("Vereinbarte Zeit", exact=True).press_sequentially("=fristen", delay=20)
    page.locator(".cm-tooltip-autocomplete li", has_text="fristende(tag, recht?, land?)").click()
    expect(page.locator(".cm-tooltip-autocomplete")).to_have_count(0)
    page.keyboard.type("eing")
    page.locator(".cm-tooltip-autocomplete li", has_text="eingang").first.click()
    expect(page.get_by_label("Vereinbarte Zeit", exact=True)).to_have_text("fristende(eingang)")
    page.keyboard.press("End")
    page.keyboard.type(" + heute()")

    expect(page.locator(".lw-modeler__fault")).to_contain_text("heute")
    page.keyboard.press("Control+z")
    expect(page.locator(".lw-modeler__fault")).to_have_count(0)
    page.keyboard.press("Tab")

    graph, _ = _read(page, world, draft)
    task = graph.nodes["pruefen"].behaviour
    assert isinstance(task, UserTask)
    assert task.due_date is not None
    assert task.due_date.text == "fristende(eingang)"
    page.get_by_label("Vereinbarte Zeit", exact=True).fill("1 +")
    page.get_by_label("Vereinbarte Zeit", exact=True).press("Tab")
    expect(page.locator("#modeler-befunde")).to_contain_text("kein gültiger FEEL-Ausdruck")


def test_what_is_appended_by_the_keyboard_is_a_block_with_its_contract_and_events_with_their_names(
    draft: int, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = _open(visit, draft)
    expect(page.locator(".lw-modeler__findings")).to_be_visible()
    assert page.locator("[data-befunde-ohne-zeichnung]").count() == 0  # the same findings, told once
    page.locator(".djs-palette .lw-mehr").click()
    menu, window = page.locator(".djs-popup").bounding_box(), page.viewport_size
    assert menu is not None
    assert window is not None
    assert 0 <= menu["y"] <= menu["y"] + menu["height"] <= window["height"]
    page.keyboard.press("Escape")
    _choose(page, "nachhalten")
    page.keyboard.press("Delete")
    _choose(page, "rueckstand")
    page.locator(".djs-container > svg").focus()
    page.keyboard.press("a")
    page.locator(".djs-popup-search input").press_sequentially("auskunft")
    expect(page.locator(".djs-popup-results")).to_contain_text("bekommt anlass; gibt antwort")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#feld-name")).to_have_value("Test auskunft")
    expect(page.locator(".lw-modeler__panel")).to_contain_text("Bekommt anlass: weshalb gefragt wird")
    call = page.locator("#feld-id").input_value()

    timer = _append(page, "Zeitereignis")
    page.get_by_label("Art", exact=True).select_option("Wiederholung")
    _fill(page, "Wiederholung", "R3/P7D")
    expect(page.locator(".lw-vorschau")).to_contain_text("Ende")
    message = _append(page, "Nachrichtenereignis")
    _fill(page, "Name der Nachricht", "antwort_da")
    _fill(page, "Korrelationsschlüssel", "=aktenzeichen")
    script = _append(page, "Skriptaufgabe")
    _fill(page, "Ausdruck", "count([1, 2]) > 1")
    _fill(page, "Ergebnisvariable", "genug")
    _unfold(page, "Wiederholung")
    page.get_by_label("Geschieht").select_option("solange eine Bedingung gilt")
    _fill(page, "Solange", "=genug")
    _fill(page, "Höchstens so oft", "3")
    job = _append(page, "Serviceaufgabe")
    _fill(page, "Art des Auftrags", "brief")
    thrown = _append(page, "Nachricht senden")
    _fill(page, "Name der Nachricht", "abgefragt")
    _fill(page, "Korrelationsschlüssel", "=aktenzeichen")
    signal = _append(page, "Signal senden")
    _fill(page, "Name des Signals", "bekannt")
    error = _append(page, "Endereignis Fehler")
    _fill(page, "Fehlercode", "E1")

    graph, written = _read(page, world, draft)
    nodes = graph.nodes
    assert [one.target for one in nodes[call].inputs] == ["anlass"]
    assert [one.target for one in nodes[call].outputs] == ["antwort"]
    assert b'propagateAllChildVariables="false" propagateAllParentVariables="false"' in written
    (due,) = nodes[timer].events
    assert isinstance(due, Timer)
    assert due.value.evaluate({}).value == "R3/P7D"
    assert isinstance(nodes[script].loop, StandardLoop)
    assert nodes[job].behaviour == Job(compile_expression('"brief"'))
    assert b'<bpmn:message id="' in written
    for name in (b'name="antwort_da"', b'name="abgefragt"', b'name="bekannt"', b'errorCode="E1"'):
        assert name in written
    assert {message, thrown, signal, error} <= nodes.keys()


def _chosen(page: Page) -> str:
    return page.locator("#feld-id").input_value()


def _append(page: Page, kind: str) -> str:
    earlier = _chosen(page)
    page.get_by_label("Neuer Schritt").select_option(kind)
    page.get_by_role("button", name="Anfügen", exact=True).click()
    expect(page.locator("#feld-id")).not_to_have_value(earlier)
    return _chosen(page)


def _from_menu(page: Page, key: str, words: str) -> str:
    earlier = _chosen(page)
    page.locator(".djs-container > svg").focus()
    page.keyboard.press(key)
    page.locator(".djs-popup-search input").press_sequentially(words)
    page.keyboard.press("Enter")
    expect(page.locator("#feld-id")).not_to_have_value(earlier)
    return _chosen(page)


def _delete(page: Page, element: str) -> None:
    _choose(page, element)
    page.locator(".djs-container > svg").focus()
    page.keyboard.press("Delete")


def _say_turns(page: Page) -> None:
    _choose(page, "nachfordern")
    _unfold(page, "Übermittlung", "Wiederholung", "Kompensation")
    page.get_by_label("Empfangende Stelle", exact=True).select_option("Jobcenter")
    _fill(page, "Norm oder „Einwilligung“", "§ 86 AufenthG")
    _fill(page, "Übermittelte Angaben", "Antragsdaten")
    page.get_by_label("Geschieht").select_option("mehrfach, gleichzeitig")
    _fill(page, "Anzahl der Durchgänge", "3")
    page.get_by_label("Meldet", exact=True).select_option("den ersten fertigen Durchgang")
    _fill(page, "Name oder Code", "erster_da")
    page.get_by_label("Geschieht").select_option("mehrfach, nacheinander")
    expect(page.get_by_label("Name oder Code")).to_have_value("erster_da")
    _choose(page, "vorpruefung")
    _unfold(page, "Wiederholung")
    page.get_by_label("Geschieht").select_option("mehrfach, gleichzeitig")
    _fill(page, "Für jeden Eintrag der Liste", "[1, 2]")
    page.get_by_label("Meldet", exact=True).select_option("wenn eine Bedingung gilt")
    page.get_by_role("button", name="Sendet das Signal: Zeile hinzufügen").click()
    _fill(page, "Sendet das Signal, Signal 1", "halb")
    _fill(page, "Sendet das Signal, Bedingung 1", "=numberOfCompletedInstances > 0")


def _draw_events(page: Page) -> dict[str, str]:
    """One of each kind of event the form has fields for, by what it is."""
    made: dict[str, str] = {}
    _choose(page, "pruefen")
    _from_menu(page, "a", "Kompensation anheften")
    made["undone"] = _append(page, "Benutzeraufgabe")
    _unfold(page, "Kompensation")
    expect(page.get_by_label("Läuft nur, um etwas anderes rückgängig zu machen")).to_be_checked()
    _fill(page, "Name", "Prüfung aufheben")
    page.get_by_label("Zuständige Stelle").select_option("Jobcenter")
    _delete(page, "nachhalten")
    _choose(page, "rueckstand")
    made["condition"] = _append(page, "Bedingungsereignis")
    _fill(page, "Bedingung", "monate > 6")
    made["escalation"] = _append(page, "Eskalation auslösen")
    _fill(page, "Eskalationscode", "zu_lang")
    made["ad-hoc"] = _append(page, "Ad-hoc-Teilprozess")
    _fill(page, "Abschlussbedingung", "monate > 12")
    page.get_by_label("Nacheinander in der Reihenfolge der Datei").check()
    made["compensation"] = _append(page, "Kompensation auslösen")
    page.get_by_label("Macht rückgängig").select_option("Unterlagen prüfen")
    page.get_by_label("Geht erst weiter, wenn alles rückgängig gemacht ist").uncheck()
    _append(page, "Endereignis")
    page.get_by_text("Alle Elemente").first.click()
    # the first step of the ad-hoc part came with it and has no name yet
    page.locator(".lw-elements .lw-elements .lw-elements button", has_text="Activity_").click()
    page.get_by_label("Zuständige Stelle").select_option("Jobcenter")
    page.get_by_role("button", name="Antrag zurückgenommen", exact=True).click()
    made["thrown"] = _append(page, "Verbindung zu einem Ziel")
    _fill(page, "Name der Verbindung", "weiter")
    made["target"] = _from_menu(page, "n", "Verbindungsziel")
    _fill(page, "Name der Verbindung", "weiter")
    _append(page, "Endereignis")
    page.get_by_role("button", name="Verfahren beginnt", exact=True).click()
    made["send"] = _append(page, "Sendeaufgabe")
    _fill(page, "Name der Nachricht", "bekannt")
    _fill(page, "Korrelationsschlüssel", "=aktenzeichen")
    _fill(page, "Lebensdauer", "P1D")
    _append(page, "Endereignis")
    return made


def test_what_is_told_of_turns_handed_over_and_undone_is_asked_for_and_read_by_the_engine(
    draft: int, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        source = queries.draft.files(tx, draft)[FILE]
        strange = source.replace(
            b"<bpmn:extensionElements>", b"<bpmn:extensionElements>" + b"".join(STRANGE), 1
        )
        strange = strange.replace(
            b"<bpmn:definitions ", b'<bpmn:definitions xmlns:amt="https://amt.example" ', 1
        )
        commands.bundle.save(tx, draft, {FILE: strange}, 2)
    page = _open(visit, draft)
    _say_turns(page)
    assert axe(page) == []
    made = _draw_events(page)

    graph, written = _read(page, world, draft)
    asked = graph.nodes["nachfordern"]
    assert asked.discloses is not None
    assert [one.text for _, one in asked.discloses.said()] == [
        '"jobcenter"',
        '"§ 86 AufenthG"',
        '"Antragsdaten"',
    ]
    assert isinstance(asked.loop, MultiInstance)
    assert (asked.loop.sequential, asked.loop.cardinality) == (True, compile_expression("3"))
    assert (asked.loop.behavior, asked.loop.event) == (
        LoopBehavior.ONE,
        Signal(compile_expression('"erster_da"')),
    )
    halves = graph.nodes["vorpruefung"].loop
    assert isinstance(halves, MultiInstance)
    assert [one.condition.text for one in halves.complex] == ["numberOfCompletedInstances > 0"]
    node = {what: graph.nodes[one] for what, one in made.items()}
    assert node["undone"].for_compensation
    assert node["condition"].events == (Conditional(compile_expression("monate > 6")),)
    assert node["escalation"].events == (Escalation(compile_expression('"zu_lang"')),)
    assert isinstance(node["ad-hoc"].behaviour, AdHoc)
    assert node["ad-hoc"].behaviour.sequential
    assert node["compensation"].events == (Compensate("pruefen", wait=False),)
    assert node["thrown"].events == node["target"].events
    assert isinstance(node["send"].behaviour, Exchange)
    assert node["send"].behaviour.message is not None
    assert node["send"].behaviour.message.correlation_key == compile_expression("aktenzeichen")
    assert b"publishMessage" not in written
    assert all(one in written for one in STRANGE)


def test_the_phase_and_the_milestone_of_a_step_are_asked_for_where_the_engine_reads_them(
    draft: int, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = _open(visit, draft)
    _choose(page, "pruefen")
    _unfold(page, "Phase und Meilenstein")
    _fill(page, "Phase", "Prüfung")
    _fill(page, "Platz der Phase", "zwei")
    expect(page.locator(".lw-modeler__fault")).to_contain_text("Zahl von 0 bis 999")
    _fill(page, "Platz der Phase", "2")
    _fill(page, "Meilenstein", "Geprüft")
    assert axe(page) == []
    page.get_by_text("Alle Elemente").first.click()
    page.get_by_role("button", name="Unterlagen nachfordern", exact=True).click()
    expect(page.locator("#feld-id")).to_have_value("nachfordern")
    _unfold(page, "Phase und Meilenstein")
    expect(page.locator("#feld-phase-liste option")).to_have_attribute("value", "Prüfung")
    _fill(page, "Phase", "Prüfung")
    expect(page.get_by_label("Platz der Phase", exact=True)).to_have_value("2")
    _fill(page, "Meilenstein", "Verworfen")
    _fill(page, "Platz des Meilensteins", "9")
    _fill(page, "Meilenstein", "")
    expect(page.get_by_label("Platz des Meilensteins", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Verfahren beginnt", exact=True).click()
    start = _chosen(page)
    _unfold(page, "Meilenstein")
    expect(page.get_by_label("Phase", exact=True)).to_have_count(0)
    _fill(page, "Meilenstein", "Antrag")
    _fill(page, "Platz des Meilensteins", "1")
    _fill(page, "Variable mit dem Tag", "eingang")
    _unfold(page, "Weitere Eigenschaften")
    expect(page.get_by_label("Eigenschaften, Name 1", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Eigenschaften: Zeile hinzufügen").click()
    _fill(page, "Eigenschaften, Name 1", "phase")  # no case stands at a start: a row as any other
    _fill(page, "Eigenschaften, Wert 1", "Beginn")
    expect(page.get_by_label("Eigenschaften, Name 1", exact=True)).to_have_value("phase")

    graph, _ = _read(page, world, draft)
    assert milestones.named([graph]) == ("Antrag", "Geprüft")
    assert milestones.days_named(graph) == {"eingang": "Antrag"}
    both = {"phase": "Prüfung", "phase_reihe": "2"}
    assert both.items() <= graph.nodes["pruefen"].properties.items()
    assert {**graph.nodes["nachfordern"].properties, **both} == graph.nodes["nachfordern"].properties
    assert "reihe" not in graph.nodes["nachfordern"].properties
    assert graph.nodes[start].properties["phase"] == "Beginn"


def test_elements_are_copied_into_another_process_with_what_belongs_to_them(
    draft: int, world: World, visit: Callable[..., Page]
) -> None:
    page = _open(visit, draft)
    _choose(page, "entscheiden")
    page.locator(".djs-container > svg").focus()
    page.keyboard.press("Control+c")
    page.goto("/modellierung/neu")
    page.get_by_label("Name des Ablaufs").fill("Wohnungssuche")
    page.get_by_label("Schlüssel").fill("wohnungssuche")
    page.get_by_label("Leer, nur mit dem Beginn").check()
    page.get_by_role("button", name="Ablauf beginnen").click()
    page.wait_for_selector('html[data-ready="1"]')

    box = page.locator(".lw-modeler__stage").bounding_box()
    assert box is not None
    for down in (0.35, 0.75):
        page.locator(".djs-container > svg").focus()
        page.keyboard.press("Control+v")
        page.mouse.move(box["x"] + 400, box["y"] + 40)
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * down, steps=5)
        page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * down)
    expect(page.locator('.djs-shape[data-element-id]:has-text("entscheiden")')).to_have_count(2)
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")

    with world.engine.begin(SYSTEM) as tx:
        row = next(one for one in queries.definition.overview(tx) if one.key == "wohnungssuche")
        written = queries.draft.files(tx, row.versions[0].id)[row.versions[0].main_path]
    assert written.count(b'formId="entscheiden"') == 2
    assert written.count(b'<bpmn:userTask id="entscheiden"') == 1  # the second one has an id of its own


def test_on_a_phone_the_form_stands_below_and_tokens_can_be_played(
    draft: int, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = _open(visit, draft, "phone")
    page.get_by_text("Alle Elemente").first.click()
    page.get_by_role("button", name="Unterlagen prüfen", exact=True).click()
    _unfold(page, "Gesetzliche Frist", "Weitere Angaben", "Zuordnungen", "Wiederholung", "Eskalation")
    stage, panel = (page.locator(f".lw-modeler__{one}").bounding_box() for one in ("stage", "panel"))
    assert stage is not None
    assert panel is not None
    assert panel["y"] >= stage["y"] + stage["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe(page) == []

    page.get_by_role("button", name="Durchspielen").click()
    begin = page.locator('.lw-durchspielen .bts-context-pad[title="Geschieht jetzt"]:not(.hidden)').first
    begin.click()
    expect(page.locator(".lw-durchspielen .bts-notification").first).to_be_visible()
    page.get_by_role("button", name="Durchspielen").click()
    expect(page.locator(".lw-durchspielen")).to_have_count(0)
