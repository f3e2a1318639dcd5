"""The tabs of a case file, and what is done from them: notes, relations, starting, suspending, closing, reopening."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.feel import context_from_python
from engine.state import case
from engine.state.relation import RelationKind
from engine.testing import Story, World
from engine.testing import models as m
from web.case_tabs import TABS
from web.testing import Login

TWO_AT_ONCE = m.process(
    "a",
    m.start(),
    m.parallel("teilen"),
    m.user_task("links"),
    m.user_task("rechts"),
    m.end("e1"),
    m.end("e2"),
    m.flow("start", "teilen"),
    m.flow("teilen", "links"),
    m.flow("teilen", "rechts"),
    m.flow("links", "e1"),
    m.flow("rechts", "e2"),
)


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a", "b")})


@pytest.mark.parametrize("tab", [one.name for one in TABS if one.read], ids=str)
def test_every_tab_opens_marks_itself_and_leads_to_the_others(story: Story, login: Login, tab: str) -> None:
    ada = login("ada").get(f"/akte/{story.reference}?reiter={tab}")

    assert ada.status == 200
    assert "<h1>Muster, Maryam</h1>" in ada.page
    assert (
        len(re.findall(r'<li><a href="[^"]*" aria-current="page">', ada.page)) == 2
    )  # the screen „Akten“, the tab
    for one in TABS[1:]:
        assert (f"?reiter={one.name}" in ada.page) is (one.read is not None)


def test_an_unknown_tab_is_the_first_one(story: Story, login: Login) -> None:
    ada = login("ada")

    assert (
        '<h2 class="lw-panel__title" id="zuletzt">'
        in ada.get(f"/akte/{story.reference}?reiter=gibtesnicht").page
    )


def test_the_timeline_keeps_what_was_chosen_and_says_what_it_cannot_read(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}?reiter=verlauf&art=aufgaben&suche=liegt&von=gestern")

    assert 'value="gestern"' in ada.page
    assert "Bitte geben Sie das Datum so ein: TT.MM.JJJJ." in ada.page
    assert '<option value="aufgaben" selected>' in ada.page
    assert "Aufgabe „a“ liegt bei Ausländeramt Hier" in ada.page
    assert "Fall eröffnet" not in ada.page


def test_the_front_warns_of_a_title_that_ends(world: World, story: Story, login: Login) -> None:
    (run,) = story.file().instances
    values = context_from_python({"titel_gueltig_bis": date(2026, 11, 2), "titel_norm": "§ 25b AufenthG"})
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, run.id, values)

    page = login("ada").get(f"/akte/{story.reference}?reiter=aufgaben").page

    assert "§ 25b AufenthG" in page
    assert "lw-front__part--warning" in page
    assert "Tagen abgelaufen" in page


def test_the_help_plan_says_who_does_what_until_when(world: World, login: Login) -> None:
    story = world.start({"hilfeplanung.bpmn": m.tasks("hilfeplanung", "begleiten")})
    (run,) = story.file().instances
    measure = {"text": "Kurs suchen", "stelle": "jobcenter", "bis": date(2026, 1, 5), "status": "laeuft"}
    values = {"ziel_erst": "Deutsch lernen", "massnahmen": [measure]}
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, run.id, context_from_python(values))

    page = login("ada").get(f"/akte/{story.reference}?reiter=hilfeplan").page

    for said in ("Deutsch lernen", "Kurs suchen", "jobcenter", "05.01.2026", "überfällig", "läuft"):
        assert said in page
    story.complete("begleiten")
    assert "Kurs suchen" in login("ada").get(f"/akte/{story.reference}?reiter=hilfeplan").page


def test_the_head_shows_the_next_day_by_law_and_the_next_agreed_one_on_every_tab(
    story: Story, login: Login
) -> None:
    """Issue 7: a missed agreed day hid the legal one that comes in three days."""
    missed, ahead = (
        story.world.clock.moment - timedelta(days=40),
        story.world.clock.moment + timedelta(days=3),
    )
    with story.world.engine.begin(SYSTEM) as tx:
        days = {"due_at": missed, "agreed_due_at": missed, "legal_due_at": ahead}
        tx.execute(
            text(
                "UPDATE user_task SET due_at = :due_at, agreed_due_at = :agreed_due_at, "
                "legal_due_at = :legal_due_at"
            ),
            days,
        )

    head = login("ada").get(f"/akte/{story.reference}?reiter=notizen").page.split('<dl class="lw-front"')[1]

    part = re.sub(r"<[^>]+>", " ", head.split("Nächste Fristen")[1].split("</dl>")[0])
    assert [word for word in part.split() if word in ("vereinbart", "gesetzlich")] == [
        "vereinbart",
        "gesetzlich",
    ]
    assert f"{missed:%d.%m.%Y}" in part
    assert f"{ahead:%d.%m.%Y}" in part


def test_a_note_is_written_and_corrected_and_a_fault_keeps_what_was_typed(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}?reiter=notizen")
    assert "nichts über einen Aufenthalt ohne Titel (§ 87 AufenthG)" in ada.page
    ada.post(f"/akte/{story.reference}/notizen", {"lw-text": "Ruft morgen an."})
    assert "Die Notiz steht in der Akte." in ada.page
    assert "Ruft morgen an." in ada.page

    ada.post(f"/akte/{story.reference}/notizen/1", {"lw-text-1": ""})
    assert (ada.status, "Bitte schreiben Sie etwas." in ada.page) == (422, True)
    ada.post(f"/akte/{story.reference}/notizen/1", {"lw-text-1": "Ruft übermorgen an."})

    assert "1 frühere Fassung" in ada.page
    assert "Ruft übermorgen an." in ada.page
    ada.post(f"/akte/{story.reference}/notizen", {"lw-text": " "})
    assert '<a href="#lw-text">' in ada.page


def test_cases_are_related_and_parted_from_the_page(world: World, story: Story, login: Login) -> None:
    other = world.open("p")
    ada = login("ada").get(f"/akte/{story.reference}?reiter=beteiligte")

    ada.post(f"/akte/{story.reference}/verbindungen", {"lw-akte": "KIM-1", "lw-verbindung": ""})
    assert ada.status == 422
    assert 'value="KIM-1"' in ada.page
    ada.post(f"/akte/{story.reference}/verbindungen", {"lw-akte": other.reference, "lw-verbindung": "child"})
    assert f"/akte/{other.reference}" in ada.page
    ada.post(f"/akte/{story.reference}/verbindungen", {"lw-akte": other.reference, "lw-verbindung": "child"})
    assert (ada.status, "Die beiden Fälle sind schon verbunden." in ada.page) == (409, True)
    ada.post(f"/akte/{story.reference}/verbindungen/{other.reference}/loesen", {})

    assert "Kein verbundener Fall, den Sie öffnen dürfen." in ada.page


def test_a_process_is_chosen_and_started_with_a_reason(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/ablauf-starten")
    assert "Was am Wohnort in Kraft ist" in ada.page
    ada.get(f"/akte/{story.reference}/ablauf-starten?ablauf=p")
    assert "Dieser Ablauf läuft in dem Fall schon" in ada.page

    ada.post(f"/akte/{story.reference}/ablauf-starten", {"lw-ablauf": "p", "lw-grund": "x" * 501})
    assert ada.status == 422
    ada.post(f"/akte/{story.reference}/ablauf-starten", {"lw-ablauf": "p", "lw-grund": "Zweiter Antrag"})

    assert "Der Ablauf „Test p“ ist gestartet." in ada.page
    assert "Zweiter Antrag" in ada.get(f"/akte/{story.reference}").page
    assert story.active() == ("a", "a")


def test_a_second_click_starts_nothing_and_a_start_is_taken_back(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/ablauf-starten?ablauf=p")
    given = {"lw-ablauf": "p", "lw-grund": "Anruf", "lw-gesehen": "1"}
    ada.post(f"/akte/{story.reference}/ablauf-starten", given)
    assert "Start zurücknehmen" in ada.page
    assert "Test p: „a“" in ada.page  # which of several is meant

    ada.post(f"/akte/{story.reference}/ablauf-starten", given)
    assert (ada.status, "Dieser Ablauf ist gerade schon gestartet worden." in ada.page) == (409, True)
    assert 'name="lw-gesehen" value="2"' in ada.page
    assert ">Anruf</textarea>" in ada.page
    assert story.active() == ("a", "a")

    undo = f"/akte/{story.reference}/ablauf-starten/{story.file().instances[-1].id}/zuruecknehmen"
    ada.post(undo, {"lw-reiter": "ablaeufe"})
    assert "Der Start ist zurückgenommen. Beides steht im Verlauf." in ada.page
    ada.post(undo, {"lw-reiter": "ablaeufe"})

    assert "Darin ist schon etwas geschehen, oder es ist beendet: Der Start bleibt." in ada.page
    assert story.active() == ("a",)


def test_a_case_is_suspended_resumed_closed_and_reopened_by_who_leads(story: Story, login: Login) -> None:
    address = f"/akte/{story.reference}"
    lea = login("lea").get(f"{address}/stand/anhalten")
    assert "Gesetzliche Fristen laufen weiter." in lea.page

    lea.post(f"{address}/stand/anhalten", {"lw-grund": ""})
    assert (lea.status, '<a href="#lw-grund">' in lea.page) == (422, True)
    lea.post(f"{address}/stand/anhalten", {"lw-grund": "Klinik"})
    assert "angehalten seit" in lea.page
    lea.post(f"{address}/stand/fortsetzen", {"lw-grund": "Entlassen"})
    assert "angehalten seit" not in lea.page

    lea.get(f"{address}/stand/schliessen")
    assert "Was dann abgebrochen wird" in lea.page
    mark = lea.value("lw-gesehen")
    story.complete("a")
    lea.post(f"{address}/stand/schliessen", {"lw-gesehen": mark, "lw-ende": "weggezogen", "lw-grund": "Köln"})
    assert (lea.status, "Der Fall hat sich inzwischen geändert." in lea.page) == (409, True)
    mark = lea.value("lw-gesehen")
    lea.post(f"{address}/stand/schliessen", {"lw-gesehen": mark, "lw-ende": "weggezogen", "lw-grund": "Köln"})
    assert "Der Fall ist beendet: weggezogen." in lea.page

    lea.post(f"{address}/stand/wieder-oeffnen", {"lw-grund": "Zurück"})
    assert "Der Fall ist wieder offen." in lea.page


def test_who_does_not_lead_is_told_who_may(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/stand/schliessen")

    assert (ada.status, "Was folgt" in ada.page) == (403, False)
    assert (
        "Das darf die Fallführung, Team- oder Amtsleitung der führenden Behörde: Ausländeramt Hier."
        in ada.page
    )
    assert "Fall schließen</a>" not in ada.get(f"/akte/{story.reference}").page
    assert login("carla").get(f"/akte/{story.reference}/stand/schliessen").status == 403


def test_a_task_of_its_own_is_offered_where_it_is_in_force(story: Story, login: Login) -> None:
    folder = Path(__file__).parents[2] / "processes" / "einzelaufgabe"
    files = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.form")}
    ada = login("ada").get(f"/akte/{story.reference}?reiter=aufgaben")
    assert "Aufgabe anlegen" not in ada.page

    story.world.deploy(
        files
        | {"einzelaufgabe.bpmn": (folder / "einzelaufgabe.bpmn").read_bytes()}
        | {"process.toml": (folder / "process.toml").read_bytes()}
    )
    ada.get(f"/akte/{story.reference}?reiter=aufgaben")
    assert "Aufgabe anlegen" in ada.page
    ada.get(f"/akte/{story.reference}/ablauf-starten?ablauf=einzelaufgabe")
    task = {
        "lw-ablauf": "einzelaufgabe",
        "aufgabe_titel": "Mietvertrag anfordern",
        "aufgabe_text": "Bringt ihn am Montag.",
        "aufgabe_thema": "auslaenderbehoerde",
        "ergebnis_an": "auslaenderbehoerde",
    }
    ada.post(f"/akte/{story.reference}/ablauf-starten", task)

    assert "Die Aufgabe ist angelegt." in ada.page
    assert "Mietvertrag anfordern" in ada.page
    assert "Mietvertrag anfordern" in login("ben").get("/aufgaben?ansicht=frei").page


def test_a_start_refused_because_it_begins_elsewhere_keeps_what_was_typed(story: Story, login: Login) -> None:
    field = b'{"type": "textfield", "key": "wohin", "label": "Wohin"}'
    asked = b'{"type": "default", "id": "wohin", "components": [' + field + b"]}"
    task = m.user_task("tun", group="=zustaendig(wohin)")
    flows = m.flow("start", "tun"), m.flow("tun", "end")
    story.world.deploy(
        {"q.bpmn": m.process("q", m.start(form="wohin"), task, m.end(), *flows), "wohin.form": asked}
    )
    with story.world.engine.begin(SYSTEM) as tx:
        case.join(tx, case.by_reference(tx, story.reference).id, {story.world.elsewhere})
    start = f"/akte/{story.reference}/ablauf-starten"

    refused = login("carla").get(f"{start}?ablauf=q")
    refused.post(start, {"lw-ablauf": "q", "wohin": "auslaenderbehoerde", "lw-grund": "Die Person rief an"})

    assert refused.status == 403
    assert "Dieser Ablauf beginnt bei einer anderen Stelle" in refused.page
    assert 'value="auslaenderbehoerde"' in refused.page
    assert "Die Person rief an" in refused.page
    assert "q" not in {one.process_key for one in story.file().instances}


def test_whoever_takes_part_begins_what_begins_with_them_and_reads_who_begins_the_rest(
    story: Story, login: Login
) -> None:
    folder = Path(__file__).parents[2] / "processes" / "einzelaufgabe"
    kinds = ("*.form", "*.bpmn", "*.toml")
    files = {str(one.relative_to(folder)): one.read_bytes() for kind in kinds for one in folder.rglob(kind)}
    story.world.deploy(files)
    other = story.world.open("p")
    with story.world.engine.begin(SYSTEM) as tx:
        for one in (story, other):
            case.join(tx, case.by_reference(tx, one.reference).id, {story.world.elsewhere})
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.relation.relate(tx, story.reference, other.reference, RelationKind.SIBLING)
    carla = login("carla").get(f"/akte/{story.reference}/ablauf-starten")
    listed = carla.page
    task = {
        "lw-ablauf": "einzelaufgabe",
        "aufgabe_titel": "Mietvertrag anfordern",
        "aufgabe_text": "Bringt ihn am Montag.",
        "aufgabe_thema": "auslaenderbehoerde",
        "ergebnis_an": "auslaenderbehoerde",
    }

    carla.get(f"/akte/{story.reference}/ablauf-starten?ablauf=einzelaufgabe")
    refused = carla.post(f"/akte/{story.reference}/ablauf-starten", task)

    withheld = listed.partition("Was andere beginnen")[2]
    assert ("ablauf=p" in listed, "Test p" in withheld, "Ausländeramt Hier" in withheld) == (
        False,
        True,
        True,
    )
    assert (refused.status, "Mietvertrag anfordern" in refused.page) == (403, True)
    assert "Einer anderen Stelle gibt nur eine Aufgabe, wer den Fall führt." in refused.page
    assert story.file().instances[-1].process_key != "einzelaufgabe"
    people = carla.get(f"/akte/{story.reference}?reiter=beteiligte").page
    assert ("Lösen kann, wer einen der beiden Fälle führt." in people, ">Lösen</span>" in people) == (
        True,
        False,
    )
    parted = carla.post(f"/akte/{story.reference}/verbindungen/{other.reference}/loesen", {})
    assert (parted.status, "Eine Verbindung kann nur lösen, wer" in parted.page) == (403, True)


def test_a_button_ticks_all_tasks_that_can_go_along_or_none(world: World, login: Login) -> None:
    story = world.start({"a.bpmn": TWO_AT_ONCE})
    lea = login("lea").get(address := f"/akte/{story.reference}/fallfuehrung")
    before = lea.page.count(" checked")
    lea.post(address, {"lw-person": "", "lw-grund": "Elternzeit", "lw-wahl": "alle"})
    every = lea.status, lea.page.count(" checked"), ">Elternzeit</textarea>" in lea.page
    lea.post(address, {"lw-wahl": "keine"})

    assert (before, every, lea.page.count(" checked")) == (0, (200, 2, True), 0)


def test_another_case_manager_is_named_with_tasks_and_a_stale_page_is_told(
    story: Story, login: Login
) -> None:
    address = f"/akte/{story.reference}/fallfuehrung"
    ben = story.world.people["ben"].account
    ada = story.world.people["ada"].account
    task = story.task("a")
    lea = login("lea").get(f"/akte/{story.reference}")
    assert "niemand benannt" in lea.page
    assert address in lea.page
    assert address not in login("ada").get(f"/akte/{story.reference}").page

    lea.post(address, {"lw-person": "", "lw-grund": "", "lw-bisher": ""})
    assert all(f'<a href="#{name}">' in lea.page for name in ("lw-person", "lw-grund"))
    lea.post(address, {"lw-person": "", "lw-grund": "Elternzeit", "lw-bisher": ""})
    assert (lea.status, ">Elternzeit</textarea>" in lea.page) == (422, True)
    lea.post(
        address,
        {
            "lw-person": str(ben),
            "lw-grund": "Elternzeit",
            "lw-bisher": "",
            "lw-aufgabe": [f"{task.id}:{task.revision}", "x:1", "9999999:1"],
        },
    )
    assert lea.status == 404
    lea.post(
        address,
        {
            "lw-person": str(ben),
            "lw-grund": "Elternzeit",
            "lw-bisher": "",
            "lw-aufgabe": f"{task.id}:{task.revision}",
        },
    )
    assert "1 Aufgabe ist mitgegangen." in lea.page
    assert "<dd>Ben Krüger</dd>" in lea.page
    assert story.task("a").assignee == "Ben Krüger"

    lea.post(address, {"lw-person": str(ada), "lw-grund": "Elternzeit", "lw-bisher": ""})
    assert (lea.status, "Die Fallführung hat inzwischen jemand geändert." in lea.page) == (409, True)
    assert f'<option value="{ada}" selected>' in lea.page


def test_a_case_is_opened_from_the_file_of_a_relative_and_both_files_say_so(
    story: Story, login: Login
) -> None:
    ada = login("ada").get(f"/akte/{story.reference}?reiter=beteiligte")
    assert f"/akte/neu?zu={story.reference}" in ada.page
    ada.get(f"/akte/neu?ablauf=p&zu={story.reference}")
    assert 'name="lw-family_name" value="Muster"' in ada.page
    child = {
        "lw-ablauf": "p",
        "lw-zu": story.reference,
        "lw-verbindung": "",
        "lw-family_name": "Muster",
        "lw-given_name": "Tom",
        "lw-birth_date": "",
        "lw-ags": "05334002",
    }

    ada.post("/akte/neu", child)
    assert (ada.status, '<a href="#lw-verbindung">' in ada.page) == (422, True)
    ada.post("/akte/neu", child | {"lw-verbindung": "child"})

    assert "<h1>Muster, Tom</h1>" in ada.page
    assert f"/akte/{story.reference}" in ada.get("/akte/KIM-2026-000002?reiter=beteiligte").page
    assert "Muster, Tom" in ada.get(f"/akte/{story.reference}?reiter=beteiligte").page


def test_a_part_of_a_case_is_about_the_same_person(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/neu?ablauf=p&zu={story.reference}&verbindung=part")

    assert 'name="lw-given_name" value="Maryam"' in ada.page
    assert '<option value="part" selected>' in ada.page


def test_nobody_opens_a_case_from_a_file_they_do_not_keep(story: Story, login: Login) -> None:
    carla = login("carla").get(f"/akte/neu?ablauf=p&zu={story.reference}")

    assert carla.status == 403
    assert "Muster" not in carla.page


def _frame() -> bytes:
    """A frame with a milestone that is reached and one ahead."""
    given = '<zeebe:properties><zeebe:property name="meilenstein" value="{}" /></zeebe:properties>'
    events = [
        f'<intermediateThrowEvent id="{one}"><extensionElements>{given.format(one)}</extensionElements>'
        "</intermediateThrowEvent>"
        for one in ("Anfang", "Ziel")
    ]
    steps = ("start", "Anfang", "warten", "Ziel", "end")
    flows = [m.flow(one, other) for one, other in pairwise(steps)]
    return m.process("fallrahmen", m.start(), *events, m.user_task("warten"), m.end(), *flows)


def test_the_first_tab_has_the_line_of_the_person_above_it_and_the_others_a_short_head(
    world: World, login: Login
) -> None:
    story = world.start({"fallrahmen.bpmn": _frame()})
    addresses = [f"?reiter={one.name}" if one.read else f"/{one.name}" for one in TABS]

    pages = {one: login("lea").get(f"/akte/{story.reference}{one}").page for one in addresses}

    lines = {
        one: page.partition('<div class="lw-linie">')[2].partition("</div>")[0] for one, page in pages.items()
    }
    assert [one for one, line in lines.items() if line] == ["?reiter=ueberblick"]
    told = " ".join(re.sub("<[^>]*>", " ", lines["?reiter=ueberblick"]).split())
    assert told == "Anfang , erreicht am 23.11.2026 Ziel als Nächstes"


def test_a_file_outside_the_frame_says_so_on_its_first_tab_alone(
    world: World, story: Story, login: Login
) -> None:
    world.deploy({"fallrahmen.bpmn": _frame()})
    said = "In dieser Akte läuft der Fallrahmen nicht: Was davon schon erreicht ist, ist hier nicht erfasst."

    first, other = (login("ada").get(f"/akte/{story.reference}?reiter={one}").page for one in ("", "verlauf"))

    assert (said in first, first.count(">nicht erfasst<"), "noch offen" in first) == (True, 2, False)
    assert said not in other
    assert "lw-linie" not in first + other
