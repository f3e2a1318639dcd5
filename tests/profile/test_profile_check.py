"""Where the profile and the diagram disagree, the process owner is told; the process runs all the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.errors import Severity
from engine.execution.bundle import read_bundle
from engine.library import FOLDER
from engine.library import read as read_folders
from engine.profile import CATEGORIES, RULES
from engine.profile.schema import known_keys
from engine.state.adoption import Resolved

DOCUMENT = Path(__file__).parents[2] / "docs" / "process-library.md"
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="laufweg">
  <message id="m" name="ruecknahme"><extensionElements><zeebe:subscription correlationKey="=aktenzeichen" />
    </extensionElements></message>
  <signal id="s" name='="nachweis:" + aktenzeichen' />
  <process id="antrag" name="Antrag" isExecutable="true">
    <extensionElements><zeebe:versionTag value="1.0" /></extensionElements>
    <startEvent id="start" name="Eingegangen">
      <extensionElements><zeebe:formDefinition formId="antrag" /></extensionElements>
    </startEvent>
    <userTask id="pruefen" name="Prüfen">
      <documentation>Prüfen Sie.</documentation>
      <extensionElements>
        <zeebe:assignmentDefinition candidateGroups='=zustaendig("jobcenter.sachbearbeitung", {ags: ags})' />
        <zeebe:taskSchedule dueDate="=today() + duration(&quot;P7D&quot;)" />
        <zeebe:formDefinition formId="antrag" />
      </extensionElements>
    </userTask>
    <boundaryEvent id="erinnern" name="Erinnern" attachedToRef="pruefen" cancelActivity="false">
      <timerEventDefinition><timeDuration xsi:type="tFormalExpression">=vereinbart("erinnern")</timeDuration>
      </timerEventDefinition>
    </boundaryEvent>
    <endEvent id="erinnert" name="erinnert"><signalEventDefinition signalRef="s" /></endEvent>
    <boundaryEvent id="zurueck" name="Zurück" attachedToRef="pruefen"><messageEventDefinition messageRef="m" />
    </boundaryEvent>
    <endEvent id="ende" name="erledigt" />
    <sequenceFlow id="f1" sourceRef="start" targetRef="pruefen" />
    <sequenceFlow id="f2" sourceRef="pruefen" targetRef="ende" />
    <sequenceFlow id="f3" sourceRef="erinnern" targetRef="erinnert" />
    <sequenceFlow id="f4" sourceRef="zurueck" targetRef="ende" />
  </process>
</definitions>
"""
FORM = {
    "id": "antrag",
    "schemaVersion": 18,
    "type": "default",
    "components": [{"type": "textfield", "key": "anliegen", "label": "Anliegen", "id": "f"}],
}
PROFILE = """
schluessel = "antrag"
titel = "Antrag"
start = "antrag.bpmn"
version = "1.0"
zweck = "Anträge bearbeiten."
verantwortlich = "Lenkungsgruppe"
rechtsstand = 2026-08-19
freigabe = "nicht freigegeben"
rechtsgrundlagen = ["§ 9 SGB X"]

[[rollen]]
gruppe = "jobcenter.sachbearbeitung"
name = "Jobcenter"

[[zeiten]]
element = "pruefen"
art = "bearbeitung"
wert = "P7D"

[[zeiten]]
element = "erinnern"
art = "erinnerung"
wert = "P5D"

[[daten]]
gruppe = "Antrag"
formulare = ["antrag"]
rechtsgrundlage = "§ 67a SGB X"
zweck = "den Antrag bearbeiten"
sichtbar_fuer = ["jobcenter"]
kategorien = ["kontakt"]

[[schnittstelle]]
art = "eingabe"
name = "anliegen"

[[schnittstelle]]
art = "nachricht_ein"
name = "ruecknahme"

[[schnittstelle]]
art = "signal_aus"
name = "nachweis:"

[aufbewahrung]
frist = "prüfen"

[[kennzahlen]]
name = "Dauer"
von = "start"
bis = "ende"
"""


def findings(profile=PROFILE, diagram=DIAGRAM):
    files = {
        "antrag.bpmn": diagram.encode(),
        "forms/antrag.form": json.dumps(FORM).encode(),
        "process.toml": profile.encode(),
    }
    bundle = read_bundle(files)
    return [one for one in bundle.findings if one.rule.startswith(("profile", "agreed-time"))]


def test_nothing_to_say_where_both_agree():
    assert findings() == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "reason"),
    [
        (
            '"antrag"\ntitel',
            '"antragg"\ntitel',
            "profile-identity",
            "schluessel: Hier steht „antragg“, im Diagramm „antrag“.",
        ),
        ('titel = "Antrag"', 'titel = "Anträge"', "profile-identity", "titel: Hier steht „Anträge“"),
        (
            'version = "1.0"',
            'version = "2.0"',
            "profile-identity",
            "version: Hier steht „2.0“, im Diagramm „1.0“.",
        ),
        ('"antrag.bpmn"', '"a.bpmn"', "profile-identity", "start: Eine Datei „a.bpmn“ gibt es nicht."),
        ('zweck = "Anträge bearbeiten."', "", "profile-incomplete", "zweck: Es steht nicht da, wozu"),
        (
            '[aufbewahrung]\nfrist = "prüfen"',
            "",
            "profile-incomplete",
            "aufbewahrung: Es steht nicht da, wie lange",
        ),
        (
            '"jobcenter.sach',
            '"sozialamt.sach',
            "profile-role",
            "Keine Aufgabe im Diagramm hat die Gruppe „sozialamt.",
        ),
        (
            'element = "pruefen"',
            'element = "proben"',
            "profile-time",
            "Ein Element „proben“ gibt es im Diagramm nicht.",
        ),
        (
            'element = "pruefen"',
            'element = "ende"',
            "profile-time",
            "fragt nirgends nach der Zeit von „erledigt“",
        ),
        ('wert = "P7D"', 'wert = "P8D"', "profile-time", "„Prüfen“ hat hier 8 Tage, im Diagramm P7D."),
        ('formulare = ["antrag"]', "", "profile-form", "Das Formular „antrag“ gehört zu keiner Datengruppe."),
        ('["antrag"]', '["antrag", "anlage"]', "profile-form", "Ein Formular „anlage“ gibt es nicht."),
        ('zweck = "den Antrag bearbeiten"', "", "profile-data", "„Antrag“ nennt keinen Zweck."),
        ('sichtbar_fuer = ["jobcenter"]', "", "profile-data", "„Antrag“ liest nur, wer den Fall führt."),
        (
            'sichtbar_fuer = ["jobcenter"]',
            'sichtbar_fuer = ["jobcenter"]\nnur_akte = ["nie"]',
            "profile-data",
            "„Antrag“ nennt unter nur_akte „nie“",
        ),
        (
            'fuer = ["jobcenter"]',
            'fuer = ["jobzenter"]',
            "profile-data",
            "„Antrag“ nennt „jobzenter“; das ist",
        ),
        (
            '["kontakt"]',
            '["kontakte"]',
            "profile-data",
            "die Kategorie „kontakte“, die keine Freigabe kennt.",
        ),
        (
            'name = "anliegen"',
            'name = "wunsch"',
            "profile-interface",
            "„wunsch“ (eingabe) kommt im Diagramm nicht vor.",
        ),
        ("nachricht_ein", "nachricht_aus", "profile-interface", "„ruecknahme“ (nachricht_aus)"),
        ('"nachweis:"', '"nachweise:"', "profile-interface", "„nachweise:“ (signal_aus)"),
        ('bis = "ende"', 'bis = "schluss"', "profile-measure", "„Dauer“ nennt das Element „schluss“"),
        (
            "[aufbewahrung]",
            '[[nachfolger]]\nelement = "frueher"\nwird = "fort"\n[aufbewahrung]',
            "profile-successor",
            "Ein Element „fort“ gibt es im Diagramm nicht.",
        ),
        (
            "[aufbewahrung]",
            '[[nachfolger]]\nelement = "pruefen"\nwird = "ende"\n[aufbewahrung]',
            "profile-successor",
            "gibt es noch; Fälle, die dort warten",
        ),
    ],
)
def test_a_disagreement_is_a_warning_that_names_both_sides(old, new, rule, reason):
    found = findings(PROFILE.replace(old, new, 1))

    assert {one.severity for one in found} == {Severity.WARNING}
    assert reason in "\n".join(one.reason for one in found if one.rule == rule)
    assert all(one.hint for one in found)


def test_the_categories_are_those_a_consent_can_name():
    form = json.loads((FOLDER / "einwilligung" / "forms" / "freigabe.form").read_text())
    (asked,) = (one for one in form["components"] if one.get("key") == "kategorien")

    assert tuple(one["value"] for one in asked["values"]) == CATEGORIES


@pytest.mark.parametrize("folder", read_folders(FOLDER), ids=lambda folder: folder.path.name)
def test_every_data_group_of_the_library_has_a_purpose_and_is_reached(folder):
    found = read_bundle(folder.files).findings

    assert [one.reason for one in found if one.rule in ("profile-data", "profile-residence")] == []


def asking(*fields, group="Antrag", recipient="jobcenter"):
    """The findings about § 87 of a process with these fields."""
    form = {**FORM, "components": [{"id": f"f{number}", **one} for number, one in enumerate(fields)]}
    profile = PROFILE.replace('gruppe = "Antrag"', f'gruppe = "{group}"').replace(
        'sichtbar_fuer = ["jobcenter"]', f'sichtbar_fuer = ["{recipient}"]'
    )
    files = {
        "antrag.bpmn": DIAGRAM.encode(),
        "forms/antrag.form": json.dumps(form).encode(),
        "process.toml": profile.encode(),
    }
    return [one.reason for one in read_bundle(files).findings if one.rule == "profile-residence"]


STATUS = {
    "type": "radio",
    "key": "aufenthaltsstatus",
    "label": "Status",
    "values": [{"value": "a", "label": "a"}, {"value": "b", "label": "b"}],
}
WARNED = {"type": "text", "text": "Vor der Frage: § 87 AufenthG."}


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ({"type": "textarea", "key": "notiz", "label": "Lebt die Person ohne Aufenthaltstitel hier?"}, True),
        ({"type": "textfield", "key": "illegaler_aufenthalt", "label": "Bemerkung"}, True),
        (
            {
                "type": "textfield",
                "key": "x",
                "label": "Notiz",
                "description": "seit wann ohne gültige Papiere",
            },
            True,
        ),
        # fixed answers, and a text about something else
        ({**STATUS, "key": "papiere", "label": "Ist die Person ohne Papiere?"}, False),
        ({"type": "textarea", "key": "notiz", "label": "Wie lebt die Person?"}, False),
    ],
)
def test_no_free_text_asks_for_a_stay_without_a_title(field, found):
    assert bool(asking(field)) is found


@pytest.mark.parametrize(
    ("fields", "more", "found"),
    [
        ((STATUS,), {}, True),
        # whoever asks is the one who would be told
        ((STATUS,), {"recipient": "auslaenderbehoerde"}, False),
        # said before, in the form or in one of its own
        ((WARNED, STATUS), {}, False),
        ((STATUS,), {"group": "Hinweis nach § 87 AufenthG"}, False),
        # nobody asks
        (({**STATUS, "key": "familienstand"},), {}, False),
    ],
)
def test_whoever_asks_for_the_status_says_before_what_follows(fields, more, found):
    assert bool(asking(*fields, **more)) is found


LADDER = 'element = "pruefen"\nstufe = 4\narbeitstage = 2\n'


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (LADDER.replace("pruefen", "proben"), "leiter: Eine Aufgabe „proben“ gibt es im Diagramm nicht."),
        (LADDER.replace("pruefen", "ende"), "leiter: Eine Aufgabe „ende“ gibt es im Diagramm nicht."),
        (LADDER.replace("2", "12"), "leiter: Stufe 5 (vereinbart) kommt nicht nach Stufe 4."),
        ("stufe = 2\nanteil = 40\n", "leiter: Stufe 2 (vereinbart) kommt nicht nach Stufe 1."),
        (
            'stufe = 2\nneu_zuweisen = "gruppe"\n',
            "leiter: Stufe 2 (vereinbart) weist neu zu, bevor die Zeit um ist.",
        ),
        (
            "stufe = 6\narbeitstage = 20\n",
            "leiter: Stufe 6 (vereinbart) gibt es in der Voreinstellung nicht.",
        ),
        ("stufe = 6\naus = true\n", "leiter: Stufe 6 (vereinbart) gibt es in der Voreinstellung nicht."),
    ],
)
def test_a_ladder_that_makes_no_sense(lines, reason):
    (found,) = findings(f"{PROFILE}\n[[leiter]]\n{lines}")

    assert (found.rule, found.severity) == ("profile-ladder", Severity.WARNING)
    assert found.reason == reason


def test_a_ladder_that_makes_sense():
    more = 'stufe = 6\narbeitstage = 20\nan = "amtsleitung"\nneu_zuweisen = "vertretung"\n'

    assert findings(f"{PROFILE}\n[[leiter]]\n{LADDER}\n[[leiter]]\n{more}") == []


def test_a_time_that_only_the_diagram_knows():
    without = PROFILE.replace('[[zeiten]]\nelement = "pruefen"\nart = "bearbeitung"\nwert = "P7D"\n', "")

    (found,) = findings(without)

    assert (found.rule, found.element) == ("profile-time", "pruefen")
    assert "(P7D) steht nur im Diagramm" in found.reason


def test_a_time_of_which_only_the_days_are_read_is_in_working_days():
    diagram = DIAGRAM.replace(
        "=today() + duration(&quot;P7D&quot;)", "=werktage(today(), vereinbart(&quot;pruefen&quot;).days)"
    )

    (found,) = findings(diagram=diagram)

    assert (found.rule, found.element) == ("profile-time", "pruefen")
    assert "arbeitstage = true" in found.hint
    assert findings(PROFILE.replace('wert = "P7D"', 'wert = "P7D"\narbeitstage = true'), diagram) == []


def test_a_role_that_only_the_diagram_knows():
    (found,) = findings(
        PROFILE.replace('[[rollen]]\ngruppe = "jobcenter.sachbearbeitung"\nname = "Jobcenter"\n', "")
    )

    assert (found.rule, found.element) == ("profile-role", "pruefen")


def test_the_diagram_may_not_ask_for_a_time_that_is_not_named():
    (found,) = findings(PROFILE.replace('element = "erinnern"', 'element = "pruefen_"'), DIAGRAM)[:1]

    assert (found.rule, found.severity, found.element) == ("agreed-time", Severity.ERROR, "erinnern")


def test_a_profile_that_cannot_be_read_is_an_error_and_says_nothing_more():
    (found,) = findings("titel = ")

    assert (found.rule, found.severity) == ("profile-unreadable", Severity.ERROR)


def test_a_version_without_a_profile_has_none():
    bundle = read_bundle({"antrag.bpmn": DIAGRAM.encode(), "forms/antrag.form": json.dumps(FORM).encode()})

    assert bundle.profile is None
    assert [one.rule for one in bundle.errors] == ["agreed-time"]


def test_the_agreed_time_is_what_is_resolved_or_proposed():
    bundle = read_bundle({"antrag.bpmn": DIAGRAM.encode(), "process.toml": PROFILE.encode()})

    proposed = bundle.agreed("pruefen", Resolved())
    assert proposed is not None
    assert (str(proposed.value), proposed.words) == (
        "P7D",
        "7 Tage (Vorschlag des Ablaufs, noch nicht beschlossen)",
    )
    resolved = bundle.agreed("pruefen", Resolved("KIM 3/2026", {"pruefen": "P3M"}))
    assert resolved is not None
    assert (str(resolved.value), resolved.words) == ("P3M", "3 Monate (Beschluss KIM 3/2026)")
    assert bundle.agreed("ende", Resolved("KIM 3/2026", {"ende": "P3M"})) is None


def test_the_folder_gives_the_profile_along(tmp_path):
    (tmp_path / "process.toml").write_text(PROFILE)
    (tmp_path / "antrag.bpmn").write_text(DIAGRAM)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "process.toml").write_text("")
    (tmp_path / "other.toml").write_text("")

    (folder,) = read_folders(tmp_path)

    assert folder.files.keys() == {"process.toml", "antrag.bpmn"}


def test_every_key_is_documented():
    documented = set(re.findall(r"`\[?\[?([a-z_]+)\]?\]?`", DOCUMENT.read_text("utf-8")))
    tables = (key for key in known_keys(()) if known_keys((key,)))

    assert {*known_keys(()), *(key for table in tables for key in known_keys((table,)))} <= documented


def test_every_rule_is_documented():
    text = DOCUMENT.read_text("utf-8")

    assert set(RULES) == set(re.findall(r"^\| `(profile-[a-z-]+)`", text, re.MULTILINE))


def test_the_sources_have_no_rule_beside_them():
    sources = "\n".join(
        path.read_text("utf-8") for path in (FOLDER.parent / "engine" / "profile").glob("*.py")
    )

    assert set(re.findall(r'"(profile-[a-z-]+)"', sources)) == set(RULES)
