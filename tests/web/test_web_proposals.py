"""The pages of the steering group, as people use them: from a draft to a resolution that two have signed."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import text

from engine import SYSTEM, Membership, Role, commands
from engine.commands import account
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m
from tests import archival
from web.testing import Browser, Login
from web.typography import NO_BREAK

SCENARIO = b"""szenario: Alles geht
angenommen: {jetzt: 2026-11-23 09:00}
schritte:
  - wenn: {aufgabe: Antrag pruefen, erledigen mit: {}}
  - dann: {beendet mit: end}
"""


@pytest.fixture
def version(story: Story) -> int:
    """A version nobody has decided on, and a second member of the group with the head of the office."""
    world = story.world
    task = m.user_task("a").replace('id="a" name="a"', 'id="a" name="Antrag pruefen"')
    model = m.process("q", m.start(), task, m.end(), m.flow("start", "a"), m.flow("a", "end"), name="Antrag")
    with world.engine.begin(SYSTEM) as tx:
        for login, role in (("sina", Role.STEERING_MEMBER), ("hanna", Role.HEAD_OF_OFFICE)):
            account.create(tx, login, login.title(), PASSWORD, [Membership(world.here, role)])
        found = commands.definition.deploy(tx, {"q.bpmn": model, "scenarios/01.yaml": SCENARIO})
    return found.version_id


DRAFT = {
    "title": "Fristen verkürzen",
    "reason": "Die Frist ist zu lang.",
    "legal_basis": "§ 25b AufenthG",
    "jurisdictions": "05334",
    "valid_from": "01.01.2027",
    "migration_rule": "keep",
    "review_months": "6",
}


def _draft(login: Login, version: int) -> tuple[Browser, str]:
    olga = login("olga").get(f"/lenkungsgruppe/vorlage/neu?fassung={version}")
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"versions": str(version)})
    return olga, "/lenkungsgruppe/vorlage/1"


def _consult(olga: Browser, path: str, world: World) -> None:
    olga.get(f"{path}?reiter=beteiligung")
    fields = {
        "revision": olga.value("revision"),
        "answer_by": "14.12.2026",
        "authority": str(world.here),
        f"art-{world.here}": "aliens_authority",
        "name-0": "Personalrat",
        "namensart-0": "staff_council",
    }
    olga.post(f"{path}/beteiligung", fields)


def _ready(login: Login, world: World, version: int) -> tuple[Browser, str]:
    olga, path = _draft(login, version)
    _consult(olga, path, world)
    login("hanna").post(f"{path}/stellungnahme/1", {"haltung": "agree"})
    olga.post(f"{path}/stellungnahme/2", {"haltung": "abstain", "statement": "Ohne Bedenken", **NOTED})
    olga.get(f"{path}?reiter=beteiligung")
    olga.post(f"{path}/beteiligung/schliessen", {"revision": olga.value("revision")})
    olga.post(f"{path}/pruefen", {})
    olga.post(f"{path}/folgen", {})
    world.work_off()
    return olga, path


NOTED = {"person": "Petra Rath", "paper": "Schreiben vom 20.11.2026"}
MINUTES = {
    "ruling": "adopted",
    "decided_on": "20.11.2026",
    "body": "Lenkungsgruppe",
    "paper": "TOP 4",
    "valid_from": "01.01.2027",
    "authority-0": "Ausländeramt",
    "agreed-0": "3",
    "against-0": "1",
    "abstained-0": "",
}


def test_from_a_draft_to_a_resolution(story: Story, version: int, login: Login) -> None:
    olga, path = _draft(login, version)
    assert olga.status == 200
    assert "V 2026/1" in olga.page
    assert "Fristen verkürzen" in olga.page
    _consult(olga, path, story.world)
    hanna = login("hanna").get("/lenkungsgruppe")
    assert "Stellung nehmen" in hanna.page
    hanna.post(f"{path}/anmerkung", {"stelle": str(version), "element": "a", "text": "Zu knapp"})
    assert "Zu knapp" in hanna.get(f"{path}?reiter=beteiligung").page
    assert "Für wen?" not in hanna.page
    assert "Für wen?" in olga.get(f"{path}?reiter=beteiligung").page
    olga.post(f"{path}/anmerkung", {"text": "Bitte schulen", "fuer": "2"})
    assert "eingetragen von Olga Jäger" in olga.page
    olga.post(f"{path}/anmerkung/2/antwort", {"ausgang": "noted", "answer": ""})
    hanna.post(f"{path}/stellungnahme/1", {"haltung": "object", "statement": "Kein Personal"})
    olga.post(f"{path}/stellungnahme/2", {"haltung": "agree"})
    olga.post(f"{path}/stellungnahme/2", {"haltung": "agree", **NOTED})
    olga.post(f"{path}/anmerkung/1/antwort", {"ausgang": "taken_up", "answer": "Jetzt 14 Tage"})
    olga.get(f"{path}?reiter=beteiligung")
    assert "Jetzt 14 Tage" in olga.page
    assert "widerspricht" in olga.page
    olga.post(f"{path}/beteiligung/schliessen", {"revision": olga.value("revision")})
    assert "beschlussreif" in olga.page
    assert "Die Szenarien sind noch nicht gelaufen." in olga.get(f"{path}?reiter=pruefungen").page
    olga.post(f"{path}/pruefen", {})
    olga.post(f"{path}/folgen", {})
    story.world.work_off()
    stefan = login("stefan").get(f"{path}?reiter=beschluss")
    stefan.post(f"{path}/unterschreiben", MINUTES | {"revision": stefan.value("revision")})
    assert "Wartet auf die zweite Unterschrift" in stefan.page
    sina = login("sina").get("/lenkungsgruppe")
    assert "Ihre Unterschrift fehlt" in sina.page
    for void in (True, False):  # another text than was signed, and that one again
        with story.world.engine.begin(SYSTEM) as tx:
            tx.execute(text("UPDATE resolution_draft SET digest = reverse(digest)"))
        page = sina.get(f"{path}?reiter=beschluss").page
        assert ("Die erste Unterschrift gilt nicht mehr" in page) is void
        assert ('name="bestaetigt"' in page) is not void
    sina.post(f"{path}/gegenzeichnen", {"digest": sina.value("digest"), "bestaetigt": "ja"})
    assert "Der Beschluss steht fest." in sina.page
    assert "unverändert" in sina.page
    assert "TOP 4" in login("ada").get("/lenkungsgruppe/buch").page
    assert "Von zweien unterschrieben" in sina.get(f"{path}?reiter=verlauf").page

    story.world.clock.moment += timedelta(days=300)  # past the six months
    for turn in (commands.proposal.turn, commands.resolution.turn):
        with story.world.engine.begin(SYSTEM) as tx:
            turn(tx)
    olga = login("olga").get("/lenkungsgruppe")
    assert "Überprüfung fällig" in olga.page
    olga.get(path).post(f"{path}/ueberpruefung", {"revision": olga.value("revision"), "wieder": "bald"})
    assert "Bitte geben Sie eine ganze Zahl ein." in olga.page
    found = {"revision": olga.value("revision"), "befund": "Hat sich bewährt", "wieder": "12"}
    olga.post(f"{path}/ueberpruefung", found)
    assert "Die Überprüfung ist erledigt." in olga.page
    assert "Hat sich bewährt" in olga.get(f"{path}?reiter=verlauf").page
    assert "Überprüfung fällig" not in olga.get("/lenkungsgruppe").page


def test_what_is_noted_for_a_body_is_seen_beside_its_answer_and_at_the_resolution(
    story: Story, version: int, login: Login
) -> None:
    olga, path = _draft(login, version)
    _consult(olga, path, story.world)
    olga.post(f"{path}/stellungnahme/2", {"haltung": "agree", "paper": "Mail vom 20.11.2026"})
    assert olga.status == 422
    assert "Bitte nennen Sie, wer für die Stelle geantwortet hat." in olga.page
    assert 'value="Mail vom 20.11.2026"' in olga.page
    assert 'href="#person-2"' in olga.page and 'id="person-2"' in olga.page
    olga.post(f"{path}/stellungnahme/2", {"haltung": "agree", **NOTED})
    assert "Petra Rath, 23.11.2026; eingetragen von Olga Jäger: Schreiben vom 20.11.2026" in olga.words
    login("hanna").post(f"{path}/stellungnahme/1", {"haltung": "agree"})
    olga.get(f"{path}?reiter=beteiligung")
    olga.post(f"{path}/beteiligung/schliessen", {"revision": olga.value("revision")})

    stefan = login("stefan").get(f"{path}?reiter=beschluss")
    stefan.post(
        f"{path}/unterschreiben", MINUTES | {"ruling": "rejected", "revision": stefan.value("revision")}
    )
    sina = login("sina").get(f"{path}?reiter=beschluss")
    sina.post(f"{path}/gegenzeichnen", {"digest": sina.value("digest"), "bestaetigt": "ja"})

    assert "Petra Rath, 23.11.2026 eingetragen von Olga Jäger: Schreiben vom 20.11.2026" in sina.words
    paper = sina.client.get(f"{path}/beschluss/1.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    assert "beschluss-v-2026-1.pdf" in paper.headers["Content-Disposition"]
    assert sina.client.get(f"{path}/beschluss/2.pdf").status_code == 404


def test_too_late_for_its_day_the_form_says_so_and_moves_it(story: Story, version: int, login: Login) -> None:
    olga = login("olga").get("/lenkungsgruppe/vorlage/neu")
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"versions": str(version), "valid_from": "30.11.2026"})
    path = "/lenkungsgruppe/vorlage/1"
    olga.get(f"{path}?reiter=beteiligung")
    assert "Bis zum Stichtag reicht die Zeit nicht" in olga.page
    assert olga.value("valid_from") == "08.12.2026"
    fields = {"revision": olga.value("revision"), "answer_by": "07.12.2026", "name-0": "Personalrat"}

    olga.post(f"{path}/beteiligung", fields | {"valid_from": "bald"})
    assert (olga.status, 'value="bald"' in olga.page) == (422, True)
    olga.post(f"{path}/beteiligung", fields | {"valid_from": "08.12.2026"})

    assert "ab 08.12.2026" in olga.page
    assert "Stellen ohne Konto erfahren davon durch Sie." in olga.page
    assert "endet nicht vor dem Stichtag" not in olga.page
    assert "Stichtag vom 30.11.2026 auf 08.12.2026 verschoben" in olga.get(f"{path}?reiter=verlauf").page


def test_one_may_keep_the_day_and_is_told_what_that_means(story: Story, version: int, login: Login) -> None:
    olga = login("olga").get("/lenkungsgruppe/vorlage/neu")
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"versions": str(version), "valid_from": "30.11.2026"})
    path = "/lenkungsgruppe/vorlage/1"
    olga.get(f"{path}?reiter=beteiligung")
    fields = {"revision": olga.value("revision"), "answer_by": "07.12.2026", "name-0": "Personalrat"}
    olga.post(f"{path}/beteiligung", fields | {"valid_from": "30.11.2026"})

    assert "Sie endet erst nach dem Stichtag 30.11.2026." in olga.page
    assert "Die Beteiligung endet nicht vor dem Stichtag" in olga.get(f"{path}?reiter=beteiligung").page


def test_errors_of_a_version_stand_where_it_is_chosen_shown_and_consulted_on(
    story: Story, version: int, login: Login
) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE version SET error_count = 3 WHERE id = :id"), {"id": version})
    olga = login("olga").get("/lenkungsgruppe/vorlage/neu")
    assert 'lw-status--incident">3 Fehler' in olga.page
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"versions": str(version)})

    olga.get("/lenkungsgruppe/vorlage/1")

    assert "3 Fehler So kann die Fassung nicht beschlossen werden." in olga.words
    asking = olga.get("/lenkungsgruppe/vorlage/1?reiter=beteiligung").words
    assert "hat 3 Fehler" in asking


def test_who_signed_first_or_stands_in_is_told_that_another_member_signs(
    story: Story, version: int, login: Login
) -> None:
    _olga, path = _ready(login, story.world, version)
    stefan = login("stefan").get(f"{path}?reiter=beschluss")
    stefan.post(f"{path}/unterschreiben", MINUTES | {"revision": stefan.value("revision")})
    sina = login("sina").get(f"{path}?reiter=beschluss")
    digest = sina.value("digest")
    sentence = "Die zweite Unterschrift leistet ein anderes Mitglied, nicht die eigene Vertretung."
    assert sentence not in sina.page

    stefan.post(f"{path}/gegenzeichnen", {"digest": digest, "bestaetigt": "ja"})

    assert (stefan.status, sentence in stefan.page) == (403, True)
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO substitute (account_id, substitute_id, position, first_day, entered_at) "
                "SELECT a.id, b.id, 1, '2026-11-01', now() FROM account a, account b "
                "WHERE a.login = 'stefan' AND b.login = 'sina'"
            )
        )
    assert "Ihre Unterschrift fehlt" not in sina.get("/lenkungsgruppe").page
    sina.get(f"{path}?reiter=beschluss")
    assert ('name="bestaetigt"' in sina.page, sentence in sina.page) == (False, True)
    sina.post(f"{path}/gegenzeichnen", {"digest": digest, "bestaetigt": "ja"})
    assert (sina.status, sentence in sina.page) == (403, True)


def test_a_second_signature_sent_twice_says_that_it_is_resolved(
    story: Story, version: int, login: Login
) -> None:
    _olga, path = _ready(login, story.world, version)
    stefan = login("stefan").get(f"{path}?reiter=beschluss")
    stefan.post(f"{path}/unterschreiben", MINUTES | {"revision": stefan.value("revision")})
    sina = login("sina").get(f"{path}?reiter=beschluss")
    given = {"digest": sina.value("digest"), "bestaetigt": "ja"}

    sina.post(f"{path}/gegenzeichnen", given)
    sina.post(f"{path}/gegenzeichnen", given)

    assert sina.status == 200
    assert "Über die Vorlage ist inzwischen entschieden. Was gilt, steht hier." in sina.page
    assert "hat sich etwas geändert" not in sina.page


def test_faults_stand_beside_their_field_and_nothing_typed_is_lost(
    story: Story, version: int, login: Login
) -> None:
    olga = login("olga").get("/lenkungsgruppe/vorlage/neu")
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"title": "", "valid_from": "bald"})
    assert olga.status == 422
    assert "TT.MM.JJJJ" in olga.page
    assert "Die Frist ist zu lang." in olga.page
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"title": ""})
    assert "Bitte geben Sie der Vorlage einen Titel." in olga.page


def test_a_closed_gate_is_named_to_whoever_signs(story: Story, version: int, login: Login) -> None:
    _olga, path = _ready(login, story.world, version)
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE proposal_check SET state = 'failed'"))
    stefan = login("stefan").get(f"{path}?reiter=beschluss")

    stefan.post(f"{path}/unterschreiben", MINUTES | {"revision": stefan.value("revision")})

    assert stefan.status == 409
    said = "Die Prüfung ist abgebrochen. Der Grund steht im Protokoll des Workers"
    closed = ", ".join(f"{one} ({said})" for one in ("Szenarien", "Abdeckung", "Zweiter Interpreter"))
    assert f"Diese Prüfungen sind noch nicht bestanden: {closed}." in stefan.page
    assert "TOP 4" in stefan.page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ruling": ""}, "Bitte wählen Sie, was beschlossen wurde."),
        ({"decided_on": "gestern"}, "TT.MM.JJJJ"),
        ({"agreed-0": "viele"}, "Bitte geben Sie Stimmen als ganze Zahlen ein."),
        ({"agreed-0": "0", "against-0": "0"}, "Bitte geben Sie an, wie abgestimmt wurde."),
        ({"body": ""}, "Bitte nennen Sie das Gremium."),
        ({"authority-0": ""}, "Bitte nennen Sie zu jeder Stimme die Behörde."),
    ],
)
def test_what_is_wrong_with_minutes_is_said(
    story: Story, version: int, login: Login, change: dict[str, str], said: str
) -> None:
    _olga, path = _ready(login, story.world, version)
    stefan = login("stefan").get(f"{path}?reiter=beschluss")

    stefan.post(f"{path}/unterschreiben", MINUTES | {"revision": stefan.value("revision")} | change)

    assert stefan.status == 422
    assert said in stefan.page
    assert "TOP 4" in stefan.page


def test_of_two_who_sign_first_the_slower_one_is_told_and_replaces_nothing_unseen(
    story: Story, version: int, login: Login
) -> None:
    _olga, path = _ready(login, story.world, version)
    stefan, sina = (login(one).get(f"{path}?reiter=beschluss") for one in ("stefan", "sina"))
    seen = {"revision": sina.value("revision"), "gesehen": ""}
    stefan.post(f"{path}/unterschreiben", MINUTES | seen)

    sina.post(f"{path}/unterschreiben", MINUTES | seen | {"paper": "TOP 5"})

    assert sina.status == 409
    assert "inzwischen hat schon jemand anderes unterschrieben" in sina.page
    assert 'value="TOP 5"' in sina.page
    assert "TOP 4" in sina.page  # what Stefan has signed stands above
    sina.post(f"{path}/unterschreiben", MINUTES | seen | {"paper": "TOP 5", "gesehen": sina.value("gesehen")})
    assert "Sie haben zuerst unterschrieben." in sina.page


def test_minutes_typed_on_an_old_page_are_not_lost(story: Story, version: int, login: Login) -> None:
    olga, path = _ready(login, story.world, version)
    stefan = login("stefan").get(f"{path}?reiter=beschluss")
    old = {"revision": "1", "conditions": "Nur mit Vertretungsregel"}

    stefan.post(f"{path}/unterschreiben", MINUTES | old)
    assert stefan.status == 409
    assert "jemand hat sie inzwischen geändert" in stefan.page
    assert "Nur mit Vertretungsregel" in stefan.page
    olga.get(path).post(f"{path}/zurueckziehen", {"revision": olga.value("revision"), "grund": "Überholt"})
    stefan.post(f"{path}/unterschreiben", MINUTES | old)

    assert stefan.status == 409
    assert "Jemand war schneller" in stefan.page
    assert "Was Sie eingegeben hatten" in stefan.page
    assert "Nur mit Vertretungsregel" in stefan.page


def test_a_proposal_sent_twice_is_begun_once(story: Story, version: int, login: Login) -> None:
    olga, _path = _draft(login, version)
    olga.get("/lenkungsgruppe/vorlage/neu")
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"versions": str(version)})
    assert "V 2026/1" in olga.page

    olga.get("/lenkungsgruppe/vorlage/neu").post("/lenkungsgruppe/vorlage/neu", DRAFT)

    assert "V 2026/2" in olga.page  # the same words without the version are another proposal


def test_the_second_of_two_who_edit_keeps_what_was_typed(story: Story, version: int, login: Login) -> None:
    olga, path = _draft(login, version)
    stefan = login("stefan").get(f"{path}/bearbeiten")
    seen = stefan.value("lw-revision")
    olga.get(f"{path}/bearbeiten")
    olga.post(f"{path}/bearbeiten", DRAFT | {"title": "Von Olga", "lw-revision": olga.value("lw-revision")})

    stefan.post(f"{path}/bearbeiten", DRAFT | {"title": "Von Stefan", "lw-revision": seen})

    assert stefan.status == 409
    assert "Von Stefan" in stefan.page
    stefan.post(
        f"{path}/bearbeiten", DRAFT | {"title": "Von Stefan", "lw-revision": stefan.value("lw-revision")}
    )
    assert "Von Stefan" in stefan.get(path).page


def test_a_file_goes_with_the_proposal(story: Story, version: int, login: Login, tmp_path: object) -> None:
    olga, path = _draft(login, version)
    file = (io.BytesIO(b"%PDF-1.4\nstartxref\n0\n%%EOF\n"), "anlage.pdf")

    olga.post(f"{path}/datei", {"zweck": "annex", "lw-abgabe": "eins", "lw-datei": file})
    assert "anlage.pdf" in olga.get(path).page
    assert login("ada").get(f"{path}/datei/1").status == 200
    olga.post(f"{path}/datei", {"zweck": "annex"})
    assert olga.status == 422


@pytest.mark.parametrize(
    "tab", ["inhalt", "beteiligung", "pruefungen", "beschluss", "verlauf", "gibtesnicht"]
)
def test_every_tab_opens_for_everybody_but_guests(story: Story, version: int, login: Login, tab: str) -> None:
    _olga, path = _draft(login, version)

    assert login("ada").get(f"{path}?reiter={tab}").status == 200
    assert login("carla").get(f"{path}?reiter={tab}").status == 200


def test_a_proposal_that_is_not_there_is_not_found(login: Login, version: int) -> None:
    olga = login("olga")
    for number in ("99", "9" * 18, "9" * 20, "9" * 5000, "٣"):
        assert olga.get(f"/lenkungsgruppe/vorlage/{number}").status == 404
    assert login("ada").get("/lenkungsgruppe/vorlage/neu").status == 403


def test_two_structural_problems_are_merged_and_split_again(story: Story, login: Login) -> None:
    lea = login("lea")
    for title in ("Kein Kursplatz", "Kurse sind voll"):
        lea.get(f"/akte/{story.reference}/strukturproblem")
        lea.post(
            f"/akte/{story.reference}/strukturproblem", {"title": title, "description": "Immer im Herbst."}
        )
    olga = login("olga").get("/lenkungsgruppe/themen/1")
    revision = olga.value("revision")
    olga.post("/lenkungsgruppe/themen/1/zusammenfuehren", {"ziel": "", "revision": revision})
    assert (olga.status, "Bitte wählen Sie ein Strukturproblem." in olga.page) == (422, True)

    olga.post("/lenkungsgruppe/themen/1/zusammenfuehren", {"ziel": "2", "revision": revision})

    assert "Hiermit zusammengeführt" in olga.page
    assert "Dort wird gezählt und beraten." in olga.get("/lenkungsgruppe/themen/1").page
    lea.get(f"/akte/{story.reference}/strukturproblem")
    assert ("Kurse sind voll" in lea.page, "Kein Kursplatz" in lea.page) == (True, False)
    # a second click, or a tab that was open before
    olga.post("/lenkungsgruppe/themen/1/zusammenfuehren", {"ziel": "2", "revision": revision})
    assert olga.status == 409
    olga.get("/lenkungsgruppe/themen/1")
    olga.post("/lenkungsgruppe/themen/1/trennen", {"revision": olga.value("revision")})
    assert "Jedes zählt wieder seine eigenen Fälle." in olga.page
    assert "Wieder getrennt von" in olga.page


def test_a_report_from_a_task_names_its_step_and_related_problems_lead_to_each_other(
    story: Story, login: Login
) -> None:
    path, themes = f"/akte/{story.reference}/strukturproblem", "/lenkungsgruppe/themen"
    lea = login("lea").get("/aufgaben/1")
    (link,) = re.findall(rf'href="({path}[^"]+)"', lea.page)
    chosen = re.findall(r'<option value="([^"]+)" selected', lea.get(unescape(link)).page)
    assert len(set(chosen)) == 1
    assert chosen[0].endswith("-pruefen")
    new = {"title": "Kein Kursplatz", "description": "Immer im Herbst."}
    lea.post(path, {**new, "schritt": "1-gibt_es_nicht"})
    assert (lea.status, "Diesen Schritt gibt es in den Abläufen des Falls nicht." in lea.page) == (422, True)
    lea.post(path, {**new, "schritt": chosen[0]})
    lea.post(path, {**new, "title": "Kurse sind voll"})

    olga = login("olga").get(f"{themes}/1")
    assert "Wo es geschieht" in olga.page
    olga.post(f"{themes}/1/verwandt", {"verwandt": ""})
    assert (olga.status, "Bitte wählen Sie ein Strukturproblem." in olga.page) == (422, True)
    olga.post(f"{themes}/1/verwandt", {"verwandt": "2"})

    for here, there in (("1", "2"), ("2", "1")):
        olga.get(f"{themes}/{here}")
        assert f'name="loesen" value="{there}"' in olga.page
    olga.post(f"{themes}/2/verwandt", {"loesen": "1"})
    assert "Nicht mehr verwandt mit" in olga.page
    assert 'name="loesen"' not in olga.page


def test_a_structural_problem_goes_from_a_case_to_a_proposal(
    story: Story, version: int, login: Login
) -> None:
    lea = login("lea").get(f"/akte/{story.reference}/strukturproblem")
    lea.post(f"/akte/{story.reference}/strukturproblem", {"title": "", "description": ""})
    assert lea.status == 422
    said = {"title": "Kein Kursplatz", "description": "Im Herbst fehlen Plätze."}
    lea.post(f"/akte/{story.reference}/strukturproblem", said)
    assert "Dieser Fall ist gezählt für" in lea.page
    lea.post(f"/akte/{story.reference}/strukturproblem", {"bekannt": "1"})
    assert "schon gezählt" in lea.page
    olga = login("olga").get("/lenkungsgruppe/themen")
    assert "Kein Kursplatz" in olga.page
    assert story.reference not in olga.page
    olga.post("/lenkungsgruppe/themen/1/beitrag", {"text": "Auch in Düren"})
    assert "Auch in Düren" in olga.page
    olga.get("/lenkungsgruppe/vorlage/neu?thema=1")
    assert "Im Herbst fehlen Plätze." in olga.page
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"thema": "1", "versions": str(version)})
    assert "Vorlage in Arbeit" in olga.get("/lenkungsgruppe/themen/1").page
    assert "Einer Vorlage zuordnen" not in olga.page
    lea.post("/lenkungsgruppe/themen/1/beitrag", {"text": "Bei uns sechs Fälle"})
    assert "Bei uns sechs Fälle" in lea.page
    assert "Schließen" not in lea.page
    olga.get("/lenkungsgruppe/vorlage/1")
    olga.post(
        "/lenkungsgruppe/vorlage/1/zurueckziehen", {"revision": olga.value("revision"), "grund": "Zu früh"}
    )
    olga.get("/lenkungsgruppe/vorlage/neu")
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"title": "Andere", "versions": str(version)})
    assert "Diese Vorlage wird nicht mehr beraten." in olga.get("/lenkungsgruppe/themen/1").page
    revision = olga.value("revision")
    olga.post("/lenkungsgruppe/themen/1/vorlage", {"vorlage": "", "revision": revision})
    assert (olga.status, "Bitte wählen Sie eine Vorlage." in olga.page) == (422, True)
    olga.post("/lenkungsgruppe/themen/1/vorlage", {"vorlage": "2", "revision": revision})
    assert "Die Vorlage nimmt das Strukturproblem auf." in olga.page
    olga.post("/lenkungsgruppe/themen/1/schliessen", {"reason": "Gelöst", "revision": olga.value("revision")})
    assert "Gelöst" in olga.page
    assert login("ada").get(f"/akte/{story.reference}/strukturproblem").status == 403


def test_what_is_in_force_is_public_and_names_no_person(story: Story, version: int, app: Flask) -> None:
    guest = app.test_client()
    with story.world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, "05334", tx.today, "Lenkungsgruppe, TOP 1")

    listed = guest.get("/fluesse")
    assert "Antrag" in listed.get_data(as_text=True)
    assert listed.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in listed.headers
    assert guest.get("/fluesse", headers={"If-None-Match": listed.headers["ETag"]}).status_code == 304
    page = guest.get("/fluesse/05334/q").get_data(as_text=True).replace(NO_BREAK, " ")
    assert "Lenkungsgruppe, TOP 1" in page
    assert "Maryam" not in page
    assert b"<definitions" in guest.get("/fluesse/05334/q/diagramm.bpmn").get_data()
    assert archival.faults(guest.get("/fluesse/05334/q/ablauf.pdf").get_data(), "Antrag") == []
    assert guest.get("/fluesse/05158/q").status_code == 404
    assert guest.get("/fluesse/05334/gibtesnicht").status_code == 404
    # ten papers a minute for each address; one has been made above
    asked = [guest.get("/fluesse/05334/gibtesnicht/ablauf.pdf").status_code for _ in range(10)]
    assert (asked[0], asked[8], asked[9]) == (404, 404, 429)
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert guest.get("/fluesse/05334/gibtesnicht/ablauf.pdf", environ_overrides=elsewhere).status_code == 404


def test_a_time_that_an_earlier_release_kept_as_it_was_written_is_shown(story: Story, login: Login) -> None:
    task = m.user_task("a", due='=today() + vereinbart("a")')
    model = m.process("q", m.start(), task, m.end(), m.flow("start", "a"), m.flow("a", "end"))
    times = b'schluessel = "q"\n[[zeiten]]\nelement = "a"\nart = "bearbeitung"\nwert = "P7D"\n'
    with story.world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, {"q.bpmn": model, "process.toml": times}).version_id
    olga, path = _draft(login, version)
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("""UPDATE proposal_version SET times = '{"a": "3 Tage"}'"""))

    assert olga.get(path).status == 200
    assert "3 Tage" in olga.page.replace(NO_BREAK, " ")


def test_a_proposal_that_was_withdrawn_says_why_and_not_that_it_is_done(version: int, login: Login) -> None:
    olga, path = _draft(login, version)

    olga.post(f"{path}/zurueckziehen", {"revision": "1", "grund": "Die Zahlen fehlen noch."})

    olga.get(path)
    assert '<span class="lw-status lw-status--ended">zurückgezogen</span>' in olga.page
    assert "Die Zahlen fehlen noch." in olga.page


def test_a_proposal_of_times_alone_is_compared_on_the_page_and_on_paper(story: Story, login: Login) -> None:
    model = m.process("q", m.start(), m.user_task("a"), m.end(), m.flow("start", "a"), m.flow("a", "end"))
    times = b'schluessel = "q"\n[[zeiten]]\nelement = "a"\nart = "bearbeitung"\nwert = "P7D"\n'
    with story.world.engine.begin(SYSTEM) as tx:
        old = commands.definition.deploy(tx, {"q.bpmn": model, "process.toml": times}).version_id
        commands.adoption.adopt(tx, old, "05334", tx.today, "Testbeschluss")
    olga = login("olga").get("/lenkungsgruppe/vorlage/neu")
    olga.post("/lenkungsgruppe/vorlage/neu", DRAFT | {"versions": str(old), f"zeit-{old}-a": "2 Tage"})
    said = "Vereinbarte Zeit für „a“ von 7 auf 2 Tage verkürzt."

    assert said in olga.get("/lenkungsgruppe/vorlage/1").page.replace(NO_BREAK, " ")
    assert said in olga.get("/lenkungsgruppe/vorlage/1/vergleich").page.replace(NO_BREAK, " ")
    paper = olga.client.get("/lenkungsgruppe/vorlage/1/vergleich.pdf")
    assert archival.faults(paper.get_data(), "Vergleich zur Vorlage V 2026/1") == []


def test_files_and_values_stand_in_one_annex(story: Story, login: Login) -> None:
    model = m.process("q", m.start(), m.user_task("a"), m.end(), m.flow("start", "a"), m.flow("a", "end"))
    with story.world.engine.begin(SYSTEM) as tx:
        old = commands.definition.deploy(tx, {"q.bpmn": model}).version_id
        commands.adoption.adopt(tx, old, "05334", tx.today, "Testbeschluss")
        changed = model.replace(b'id="a" name="a"', b'id="a" name="Pruefen"')
        new = commands.definition.deploy(tx, {"q.bpmn": changed}).version_id
    olga = login("olga").get("/lenkungsgruppe/vorlage/neu")
    olga.post(
        "/lenkungsgruppe/vorlage/neu", DRAFT | {"versions": str(new), "parameter-consultation_days": "21"}
    )

    page = olga.get("/lenkungsgruppe/vorlage/1/vergleich").page
    paper = olga.client.get("/lenkungsgruppe/vorlage/1/vergleich.pdf").get_data()

    assert "Mindestdauer einer Beteiligung (Tage) von 14 auf 21 erhöht." in page.replace(NO_BREAK, " ")
    assert "Aufgabe „a“ heißt jetzt „Pruefen“." in page
    assert f"/modellierung/vergleich/{old}/{new}" in page
    assert archival.faults(paper, "Vergleich zur Vorlage V 2026/1") == []


def test_a_proposal_that_changes_nothing_there_says_so(login: Login, version: int) -> None:
    olga, path = _draft(login, version)

    assert "Kein Unterschied" in olga.get(f"{path}/vergleich").page
