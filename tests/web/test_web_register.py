"""The register of authorities in the browser: preview before deed, stale tabs, double presses, coordinators, doubts."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, queries
from engine.actor import Membership, Role
from engine.competence import Authority, Register
from engine.state import authority
from engine.testing import PASSWORD, Story, World
from web.testing import Browser, Login

_DAY = date(2020, 1, 1)
_MOVED = date(2026, 11, 20)
ENTRY = {
    "lw-thema": "auslaenderbehoerde",
    "lw-gebiet": "05334",
    "lw-norm": "§ 1 ZustAVO NRW",
    "lw-ab": "01.12.2026",
    "lw-grund": "Delegation zum Jahresende",
}


@pytest.fixture
def adam(world: World, login: Login) -> Browser:
    """The administrator of both authorities."""
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("INSERT INTO membership (account_id, authority_id, role) VALUES (:a, :b, 'administrator')"),
            {"a": world.people["adam"].account, "b": world.elsewhere},
        )
    return login("adam")


def _count(world: World, table: str) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608


def _seen(browser: Browser) -> dict[str, str]:
    return {name: browser.value(name) for name in ("lw-revision", "lw-gesehen")}


def test_a_competence_is_previewed_then_entered(world: World, adam: Browser, story: Story) -> None:
    address = f"/verwaltung/{world.elsewhere}/zustaendigkeit"
    adam.get(address).post(address, {**ENTRY, **_seen(adam), "lw-aktion": "vorschau"})

    assert adam.status == 200
    assert "1 Aufgabe" in adam.page
    assert "Ausländeramt Hier → Ausländeramt Dort" in adam.page
    assert _count(world, "register_change") == 0

    adam.post(address, {**ENTRY, **_seen(adam), "lw-aktion": "eintragen"})

    assert "gilt ab 01.12.2026" in adam.page
    assert "Delegation zum Jahresende" in adam.page
    assert _count(world, "register_change") == 1
    assert story.task("pruefen").authority_id == world.here


def test_what_was_not_previewed_is_not_entered(world: World, adam: Browser) -> None:
    address = f"/verwaltung/{world.elsewhere}/zustaendigkeit"
    adam.get(address).post(address, {**ENTRY, **_seen(adam), "lw-aktion": "vorschau"})

    changed = {**ENTRY, "lw-gebiet": "05334002"}
    adam.post(address, {**changed, **_seen(adam), "lw-aktion": "eintragen"})

    assert "Was dann geschieht" in adam.page
    assert _count(world, "register_change") == 0


def test_a_double_press_and_a_stale_tab_are_told(world: World, adam: Browser) -> None:
    address = f"/verwaltung/{world.elsewhere}/zustaendigkeit"
    adam.get(address).post(address, {**ENTRY, **_seen(adam), "lw-aktion": "vorschau"})
    seen = _seen(adam)
    adam.post(address, {**ENTRY, **seen, "lw-aktion": "eintragen"})
    adam.get(address)

    adam.post(address, {**ENTRY, **seen, "lw-aktion": "eintragen"})

    assert adam.status == 409
    assert "hat sich inzwischen geändert" in adam.page
    assert "Delegation zum Jahresende" in adam.page, "what was typed is kept"
    assert _count(world, "register_change") == 1


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("lw-ab", "gestern", "Bitte geben Sie das Datum so ein: TT.MM.JJJJ."),
        ("lw-ab", "31.02.2027", "Diesen Tag gibt es nicht."),
        ("lw-gebiet", "<b>05</b>", "Bitte geben Sie einen amtlichen Schlüssel"),
        ("lw-norm", " ", "Bitte nennen Sie die Rechtsgrundlage"),
        ("lw-grund", "", "Bitte begründen Sie die Änderung."),
        ("lw-thema", "erfunden", "Bitte wählen Sie aus der Liste."),
    ],
)
def test_a_fault_is_named_beside_what_was_typed(
    world: World, adam: Browser, field: str, value: str, fault: str
) -> None:
    address = f"/verwaltung/{world.elsewhere}/zustaendigkeit"
    adam.get(address).post(address, {**ENTRY, field: value, **_seen(adam), "lw-aktion": "vorschau"})

    assert adam.status == 422
    assert fault in adam.page
    assert "Fehler:" in adam.page
    assert "<b>05</b>" not in adam.page


def test_an_authority_with_open_tasks_says_why_it_is_not_closed(
    world: World, adam: Browser, story: Story
) -> None:
    address = f"/verwaltung/{world.here}/schliessen"
    fields = {"lw-ab": "01.12.2026", "lw-grund": "Auflösung"}
    adam.get(address).post(address, {**fields, **_seen(adam), "lw-aktion": "vorschau"})

    assert "Für diese Aufgaben wäre dann niemand zuständig" in adam.page
    assert story.reference in adam.page
    assert 'value="eintragen"' not in adam.page
    assert _count(world, "register_change") == 0


def test_a_planned_change_is_undone_from_the_log(world: World, adam: Browser) -> None:
    address = f"/verwaltung/{world.elsewhere}/aendern"
    fields = {
        "lw-name": "Ausländeramt Neu",
        "lw-land": "NW",
        "lw-kontakt": "Telefon: 02104 0\n",
        "lw-ab": "01.12.2026",
        "lw-grund": "Umbenennung",
    }
    adam.get(address).post(address, {**fields, **_seen(adam), "lw-aktion": "vorschau"})
    adam.post(address, {**fields, **_seen(adam), "lw-aktion": "eintragen"})
    adam.get("/verwaltung/aenderungen")
    assert "Name: Ausländeramt Dort → Ausländeramt Neu" in adam.page
    assert "Telefon: 02104 0" in adam.page

    (undo,) = re.findall(r'action="(/verwaltung/aenderungen/\d+/zuruecknehmen)"', adam.page)
    adam.post(undo)

    assert "zurückgenommen" in adam.page
    adam.post(undo)
    assert "lässt sich nicht mehr zurücknehmen" in adam.page


def test_lines_that_are_no_pairs_are_refused(world: World, adam: Browser) -> None:
    address = f"/verwaltung/{world.elsewhere}/aendern"
    fields = {
        "lw-name": "X",
        "lw-land": "NW",
        "lw-kontakt": "nur Text",
        "lw-ab": "01.12.2026",
        "lw-grund": "x",
    }
    adam.get(address).post(address, {**fields, **_seen(adam), "lw-aktion": "vorschau"})

    assert adam.status == 422
    assert "je Zeile" in adam.page
    assert "nur Text" in adam.page


def test_a_post_is_entered_and_shown_as_vacant(world: World, adam: Browser) -> None:
    address = f"/verwaltung/{world.here}/stelle"
    fields = {
        "lw-bezeichnung": "Sachbearbeitung 1",
        "lw-rolle": "clerk",
        "lw-thema": "",
        "lw-anteil": "0,5",
        "lw-sitz": str(world.here),
        "lw-vertretung": "team_lead",
        "lw-ab": "23.11.2026",
        "lw-grund": "Stellenplan 2026",
    }
    adam.get(address).post(address, {**fields, **_seen(adam), "lw-aktion": "vorschau"})
    adam.post(address, {**fields, **_seen(adam), "lw-aktion": "eintragen"})

    assert "0,50 VZÄ" in adam.page
    assert "unbesetzt" in adam.page
    (link,) = re.findall(r'href="(/verwaltung/\d+/stelle/\d+)"', adam.page)
    adam.get(link)
    assert adam.value("lw-anteil") == "0,5"


def test_a_doubt_is_settled_with_source_and_date_once(world: World, adam: Browser) -> None:
    with world.engine.begin(SYSTEM) as tx:
        known = authority.get(tx, world.here)
        one = Authority(
            known.key,
            known.name,
            "Ausländerbehörde",
            ("05334",),
            known.valid_from or _DAY,
            doubts=("prüfen: Delegation",),
        )
        commands.official_register.load(tx, Register({known.key: one}, {}, (), {}))
    address = f"/verwaltung/{world.here}"
    adam.get(address)
    assert "Delegation" in adam.page

    adam.post(f"{address}/zweifel/1", {"lw-quelle": " ", "lw-am": "23.11.2026"})
    assert adam.status == 422
    adam.post(f"{address}/zweifel/1", {"lw-quelle": "Telefonat mit dem Kreis", "lw-am": "32.11.2026"})
    assert adam.status == 422
    assert "Telefonat mit dem Kreis" in adam.page
    adam.post(f"{address}/zweifel/1", {"lw-quelle": "Telefonat mit dem Kreis", "lw-am": "23.11.2026"})
    assert "Telefonat mit dem Kreis, nachgesehen am 23.11.2026 von Adam Böhm" in adam.page
    adam.post(f"{address}/zweifel/1", {"lw-quelle": "noch einmal", "lw-am": "23.11.2026"})
    assert "hatte inzwischen jemand geprüft" in adam.page


def test_a_coordinator_reads_the_register_and_hears_of_tasks_nobody_is_competent_for(
    world: World, files: dict[str, bytes], login: Login
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        ki = commands.authority.create(tx, "ki", "Kommunales Integrationszentrum", "05334")
        commands.authority.add_competence(
            tx, ki, commands.authority.Competence("kim_koordination", "05334", "§ 9 TIntG NRW", _DAY)
        )
        commands.account.create(tx, "kora", "Kora Kühn", PASSWORD, [Membership(ki, Role.COORDINATOR)])
        tx.execute(text("UPDATE competence SET valid_to = '2026-01-01' WHERE topic = 'auslaenderbehoerde'"))
        tx.execute(text("UPDATE register_state SET mark = 'x'"))
    story = world.start(files, {"eingang": "2026-11-02"})
    (incident,) = story.file().incidents
    kora = login("kora").get("/verwaltung")

    assert story.reference in kora.page
    assert "niemand zuständig" in kora.page
    assert "Muster" not in kora.page, "the coordination reads no case file"
    kora.post(f"/verwaltung/stoerungen/{incident.id}")
    assert "noch immer niemand zuständig" in kora.page
    kora.get("/verwaltung/1/aendern")
    assert kora.status == 403
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE competence SET valid_to = NULL"))
        tx.execute(text("UPDATE register_state SET mark = 'y'"))
    kora.get("/verwaltung").post(f"/verwaltung/stoerungen/{story.file().incidents[0].id}")
    assert "jetzt eine zuständige Behörde" in kora.page
    story.is_waiting_at("pruefen")


def test_tasks_at_an_authority_where_nobody_has_an_account_are_listed(
    world: World, adam: Browser, story: Story
) -> None:
    adam.get("/verwaltung")
    assert "Aufgaben, die niemand sieht" not in adam.page
    with world.engine.begin(SYSTEM) as tx:
        elsewhere = commands.authority.create(tx, "leer", "Ausländerbehörde ohne Leute", "05334")
        tx.execute(text("UPDATE user_task SET authority_id = :here"), {"here": elsewhere})
        before = queries.competence.unstaffed(tx)

    adam.get("/verwaltung")

    assert [(one.id, one.open_tasks) for one in before] == [(elsewhere, len(story.file().tasks))]
    assert "Aufgaben, die niemand sieht" in adam.page
    assert "Ausländerbehörde ohne Leute" in adam.page


def test_who_is_competent_is_answered_with_the_derivation(login: Login, world: World) -> None:
    ada = login("ada").get("/verwaltung/zustaendig?thema=auslaenderbehoerde&ort=erkrath&am=23.11.2026")

    assert "Ausländeramt Dort" in ada.page
    assert "Testnorm" in ada.page
    assert world.elsewhere


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("thema=auslaenderbehoerde&ort=Nirgendwo", "Bitte wählen Sie eine Gemeinde"),
        ("thema=erfunden&ort=Erkrath", "Bitte wählen Sie ein Thema"),
        ("thema=auslaenderbehoerde&ort=Erkrath&am=99.99.2026", "TT.MM.JJJJ"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_is_missing(
    login: Login, query: str, fault: str
) -> None:
    ada = login("ada").get(f"/verwaltung/zustaendig?{query}")

    assert ada.status == 422
    assert fault in ada.page


@pytest.mark.parametrize(
    "query", ["nach=x", "nach=99999999999999999999", "kreis=%25", "thema=erfunden", "suche=%00%25_"]
)
def test_an_odd_search_finds_nothing_or_something_but_never_breaks(adam: Browser, query: str) -> None:
    assert adam.get(f"/verwaltung?{query}").status in (200, 400)


def test_a_move_is_previewed_then_recorded(world: World, login: Login, story: Story) -> None:
    ada = login("ada")
    address = f"/akte/{story.reference}/umzug"
    fields = {"lw-ort": "erkrath", "lw-am": "20.11.2026", "lw-grund": "Meldebescheinigung"}
    ada.get(address).post(address, {**fields, **_seen(ada), "lw-aktion": "vorschau"})
    assert "Ausländeramt Dort" in ada.page
    assert "Sieht den Fall nicht mehr" in ada.page
    assert story.file().head.ags == "05334002"

    seen = _seen(ada)
    ada.post(address, {**fields, **seen, "lw-aktion": "erfassen"})

    assert "Der Umzug ist erfasst" in ada.page
    assert "nimmt an diesem Fall nicht mehr teil" in ada.page
    assert story.task("pruefen").authority_id == world.elsewhere


def test_a_move_is_taken_back_by_whoever_has_lost_sight_of_the_case_by_it(
    world: World, login: Login, story: Story
) -> None:
    ada = login("ada")
    address = f"/akte/{story.reference}/umzug"
    fields = {"lw-ort": "erkrath", "lw-am": "20.11.2026", "lw-grund": "Meldebescheinigung"}
    ada.get(address).post(address, {**fields, **_seen(ada), "lw-aktion": "vorschau"})
    ada.post(address, {**fields, **_seen(ada), "lw-aktion": "erfassen"})
    assert "20.11.2026: von Aachen nach Erkrath" in ada.page
    assert "Muster" not in ada.page

    ada.post(f"{address}/zuruecknehmen", {})

    assert "Der Umzug ist zurückgenommen." in ada.page
    assert "Maryam" in ada.page
    assert story.task("pruefen").authority_id == world.here
    assert "zurückgenommen" in ada.get(address).page
    # there is nothing to take back any more
    ada.get(f"{address}/zuruecknehmen")
    assert "Umzug erfassen" in ada.page


def test_a_move_stays_when_somebody_there_was_faster(world: World, login: Login, story: Story) -> None:
    ada, carla = login("ada"), login("carla")
    address = f"/akte/{story.reference}/umzug"
    fields = {"lw-ort": "erkrath", "lw-am": "20.11.2026", "lw-grund": "Meldebescheinigung"}
    ada.get(address).post(address, {**fields, **_seen(ada), "lw-aktion": "vorschau"})
    ada.post(address, {**fields, **_seen(ada), "lw-aktion": "erfassen"})
    assert "Umzug zurücknehmen" in ada.page
    world.clock.advance(timedelta(minutes=5))
    task = story.task("pruefen").id
    carla.get(f"/aufgaben/{task}").post(f"/aufgaben/{task}/uebernehmen", {"lw-revision": "2"})

    ada.post(f"{address}/zuruecknehmen", {})

    assert "Der Umzug bleibt" in ada.page
    assert "lässt sich nicht mehr zurücknehmen" in ada.page
    assert carla.get(f"{address}/zuruecknehmen").status == 403
    assert story.file().head.ags == "05158008"


def test_a_move_that_does_something_else_by_now_is_shown_again(
    world: World, login: Login, story: Story
) -> None:
    ada = login("ada")
    address = f"/akte/{story.reference}/umzug"
    fields = {"lw-ort": "erkrath", "lw-am": "20.11.2026", "lw-grund": "Meldebescheinigung"}
    ada.get(address).post(address, {**fields, **_seen(ada), "lw-aktion": "vorschau"})
    assert "Geht mit der Führung über" in ada.page
    seen = _seen(ada)
    story.complete("pruefen", {"vollstaendig": "nein"})

    ada.post(address, {**fields, **seen, "lw-aktion": "erfassen"})

    assert "Der Fall hat sich inzwischen geändert." in ada.page
    assert story.file().head.ags == "05334002"


def test_a_consent_changes_the_preview_and_is_asked_for_in_full(
    world: World, login: Login, story: Story
) -> None:
    ada = login("ada")
    address = f"/akte/{story.reference}/umzug"
    fields = {
        "lw-ort": "05158008",
        "lw-am": "20.11.2026",
        "lw-grund": "Meldebescheinigung",
        "lw-zustimmung-auslaenderbehoerde": "ja",
    }
    ada.get(address).post(address, {**fields, **_seen(ada), "lw-aktion": "vorschau"})
    assert ada.status == 422
    assert "wer von der neuen Behörde wann zugestimmt hat" in ada.page
    fields["lw-zustimmung-auslaenderbehoerde-wer"] = "Frau Weiß, 21.11.2026"
    ada.post(address, {**fields, **_seen(ada), "lw-aktion": "vorschau"})
    assert "bleibt" in ada.page

    ada.post(address, {**fields, **_seen(ada), "lw-aktion": "erfassen"})

    assert story.task("pruefen").authority_id == world.here
    ada.get(f"/aufgaben/{story.task('pruefen').id}")
    assert "Warum hier?" in ada.page
    assert "Frau Weiß, 21.11.2026" in ada.page


def test_a_stale_move_is_shown_again_with_what_was_typed(login: Login, story: Story) -> None:
    ada = login("ada")
    address = f"/akte/{story.reference}/umzug"
    fields = {"lw-ort": "Alsdorf", "lw-am": "20.11.2026", "lw-grund": "Meldebescheinigung"}
    ada.get(address).post(address, {**fields, **_seen(ada), "lw-aktion": "vorschau"})
    seen = _seen(ada)
    ada.post(address, {**fields, **seen, "lw-aktion": "erfassen"})
    ada.get(address)

    back = {**fields, "lw-ort": "Aachen"}
    ada.post(address, {**back, **_seen(ada), "lw-aktion": "vorschau"})
    ada.post(address, {**back, **_seen(ada), "lw-revision": seen["lw-revision"], "lw-aktion": "erfassen"})

    assert ada.status == 409
    assert "Meldebescheinigung" in ada.page
    assert story.file().head.ags == "05334004"


def test_what_was_typed_is_shown_when_the_task_has_gone_elsewhere(
    world: World, login: Login, story: Story
) -> None:
    ada = login("ada")
    task = story.task("pruefen")
    ada.get(f"/aufgaben/{task.id}").post(f"/aufgaben/{task.id}/uebernehmen", {"lw-revision": "1"})
    with world.engine.begin(SYSTEM) as tx:
        moved = commands.case.Relocation("05158008", _MOVED, "Meldung")
        commands.case.relocate(tx, story.reference, 1, moved)

    ada.post(f"/aufgaben/{task.id}", {"lw-revision": "2", "vermerk": "lange getippt", "lw-aktion": "entwurf"})

    assert ada.status == 403
    assert "lange getippt" in ada.page
    assert "Muster" not in ada.page


def test_the_task_says_why_it_is_here(login: Login, story: Story) -> None:
    ada = login("ada").get(f"/aufgaben/{story.task('pruefen').id}")

    assert "Warum hier?" in ada.page
    assert "Testnorm" in ada.page
    assert "Herleitung" in ada.page


def test_a_note_for_the_new_authority_is_kept_through_the_preview_and_stands_at_the_task(
    story: Story, login: Login
) -> None:
    ada = login("ada")
    address = f"/akte/{story.reference}/umzug"
    fields = {"lw-ort": "erkrath", "lw-am": "20.11.2026", "lw-grund": "Meldebescheinigung"}
    fields |= {"lw-uebergabe": "Dolmetschen auf Dari."}
    ada.get(address).post(address, {**fields, **_seen(ada), "lw-aktion": "vorschau"})
    kept = "Dolmetschen auf Dari.</textarea>" in ada.page
    ada.post(address, {**fields, **_seen(ada), "lw-aktion": "erfassen"})

    carla = login("carla").get(f"/aufgaben/{story.task('pruefen').id}")

    assert (kept, carla.status, "Dolmetschen auf Dari." in carla.page) == (True, 200, True)


@pytest.mark.parametrize(
    ("page", "typed", "faults"),
    [
        (
            "zustaendigkeit",
            {**ENTRY, "lw-thema": "erfunden", "lw-norm": " ", "lw-grund": "", "lw-ab": "gestern"},
            {"lw-thema", "lw-norm", "lw-grund", "lw-ab"},
        ),
        ("zustaendigkeit", {**ENTRY, "lw-norm": " ", "lw-grund": ""}, {"lw-norm", "lw-grund"}),
        ("aendern", {"lw-name": " ", "lw-land": "XX", "lw-grund": ""}, {"lw-name", "lw-land", "lw-grund"}),
        ("aendern", {"lw-kontakt": "ohne Doppelpunkt"}, {"lw-kontakt", "lw-grund"}),
        (
            "stelle",
            {"lw-bezeichnung": "", "lw-anteil": "viel", "lw-rolle": "x"},
            {"lw-bezeichnung", "lw-anteil", "lw-rolle", "lw-grund"},
        ),
        ("schliessen", {"lw-ab": "01.01.2020"}, {"lw-ab", "lw-grund"}),
    ],
)
def test_all_faults_are_named_at_once_with_links_to_their_fields(
    world: World, adam: Browser, page: str, typed: dict[str, str], faults: set[str]
) -> None:
    address = f"/verwaltung/{world.elsewhere}/{page}"
    adam.get(address)
    shown = dict(
        re.findall(r'name="(lw-(?:name|amt|sitz|vertretung|land|thema))" value="([^"]*)"', adam.page)
    )

    adam.post(address, {"lw-ab": "01.12.2026", **shown, **typed, **_seen(adam), "lw-aktion": "vorschau"})

    linked = adam.page.partition("data-fehlerliste")[2].partition("</ul>")[0]
    assert adam.status == 422
    named = re.findall(r'href="#([\w-]+)"', linked)
    assert set(named) >= faults
    fields = re.findall(r'<(?:input|select|textarea)[^>]* id="(lw-[\w-]+)"', adam.page)
    assert named == [one for one in fields if one in named], "in the order of the fields"
    assert "Es ist nichts geändert." not in linked
    assert _count(world, "register_change") == 0
