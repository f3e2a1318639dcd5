"""Differences of diagrams, in sentences."""

# ruff: noqa: E501  one case, one line

from __future__ import annotations

import pytest

from engine.compare import Certainty, DifferenceKind, Weight, compare
from tests.compare.conftest import DIAGRAM, FILES, Change

A = "antrag.bpmn"
_FLOW = "    <bpmn:sequenceFlow"


@pytest.mark.parametrize(
    ("kind", "before", "after", "sentence"),
    [
        # a period inside an expression is told by itself
        ("due_date", "P14D", "P10D", "Aufgabe „Antrag prüfen“: Frist von 14 auf 10 Tage verkürzt."),
        (
            "timer",
            ">P10D<",
            ">P2W<",
            "Angeheftetes Ereignis „zu lange“: Dauer von 10 Tagen auf 2 Wochen verlängert.",
        ),
        (
            "condition",
            "alles_da = true",
            "alles_da = true and bezahlt",
            "Weg „vollständig“ (Vollständig? → Bescheid): Bedingung geändert: vorher „alles_da = true“, jetzt "
            "„alles_da = true and bezahlt“.",
        ),
        (
            "default_flow",
            'default="f4"',
            'default="f7"',
            "Verzweigung „Vollständig?“: Standardweg geändert: vorher „nein“, jetzt „eilig“.",
        ),
        # who is competent, without the call that asks for it
        (
            "assignment",
            "jobcenter.sach",
            "sozialamt.sach",
            "Aufgabe „Antrag prüfen“: zuständig geändert: vorher „jobcenter.sachbearbeitung“, jetzt "
            "„sozialamt.sachbearbeitung“.",
        ),
        (
            "form",
            'formId="antrag"',
            'formId="neu"',
            "Aufgabe „Antrag prüfen“: Formular geändert: vorher „antrag“, jetzt „neu“.",
        ),
        (
            "legal_deadline",
            "=frist_ende",
            "=frist_neu",
            "Aufgabe „Antrag prüfen“: gesetzliche Frist geändert: vorher „frist_ende“, jetzt „frist_neu“.",
        ),
        (
            "four_eyes",
            '<zeebe:property name="vier-augen" value="erfassen" />',
            "",
            "Aufgabe „Antrag prüfen“: Vier-Augen-Prinzip mit entfallen (bisher „erfassen“).",
        ),
        (
            "mapping",
            'source="=a"',
            'source="=c"',
            "Aufgabe „Antrag prüfen“: übergebener Wert „x“ geändert: vorher „a“, jetzt „c“.",
        ),
        (
            "repetition",
            "=personen",
            "=kinder",
            "Teilprozess „Bescheid“: einmal je Eintrag von geändert: vorher „personen“, jetzt „kinder“.",
        ),
        (
            "called_decision",
            'decisionId="dauer"',
            'decisionId="stufe"',
            "Entscheidungstabelle „Rechnen“: aufgerufene Entscheidung geändert: vorher „dauer“, jetzt „stufe“.",
        ),
        (
            "called_process",
            'processId="anderes"',
            'processId="zweites"',
            "Anderer Ablauf „Anderes“: aufgerufener Ablauf geändert: vorher „anderes“, jetzt „zweites“.",
        ),
        # references are told by the name of what they name
        (
            "message",
            'messageRef="m_post"',
            'messageRef="m_brief"',
            "Warten auf Nachricht „Post abwarten“: Nachricht geändert: vorher „post“, jetzt „brief“.",
        ),
        (
            "interrupting",
            ' cancelActivity="false"',
            "",
            "Angeheftetes Ereignis „zu lange“: unterbricht jetzt.",
        ),
        (
            "name",
            'name="Antrag prüfen"',
            'name="Antrag lesen"',
            "Aufgabe „Antrag prüfen“ heißt jetzt „Antrag lesen“.",
        ),
        (
            "documentation",
            "Prüfen Sie den Antrag.",
            "Lesen Sie.",
            "Aufgabe „Antrag prüfen“: Erläuterung geändert: vorher „Prüfen Sie den Antrag.“, jetzt „Lesen Sie.“.",
        ),
        (
            "flow_ends",
            'sourceRef="frage" targetRef="ende"',
            'sourceRef="frage" targetRef="ende2"',
            "Weg „nein“ (Vollständig? → unvollständig) führt jetzt anders: „Vollständig?“ → „erinnert“.",
        ),
        (
            "other",
            'name="Rechnen"',
            'name="Rechnen" fremd="1"',
            "Entscheidungstabelle „Rechnen“: sonstiges Attribut „@fremd“ neu: „1“.",
        ),
        (
            "tool",
            'exporterVersion="1"',
            'exporterVersion="2"',
            "Datei: Angabe des Werkzeugs geändert: vorher „1“, jetzt „2“.",
        ),
    ],
)
def test_a_change_is_told_in_one_sentence(
    changed: Change, kind: str, before: str, after: str, sentence: str
) -> None:
    found = changed(A, (before, after)).differences

    assert (kind, sentence) in [(one.kind.value, one.german) for one in found]


def test_a_new_element_says_what_it_is_and_where(changed: Change) -> None:
    task = '<bpmn:userTask id="neu" name="Anhören"><bpmn:extensionElements><zeebe:formDefinition formId="anhoeren" /></bpmn:extensionElements></bpmn:userTask>'

    (found,) = changed(
        A, ('<bpmn:startEvent id="b_start" />', f'<bpmn:startEvent id="b_start" />{task}')
    ).differences

    assert found.german == "Aufgabe „Anhören“ hinzugefügt (in: Teilprozess „Bescheid“)."
    assert (found.kind, found.before, found.after) == (
        DifferenceKind.ELEMENT_ADDED,
        None,
        "Formular: anhoeren",
    )


def test_an_element_that_is_gone_is_told_by_its_old_name(changed: Change) -> None:
    (found,) = changed(
        A, ('<bpmn:receiveTask id="warten" name="Post abwarten" messageRef="m_post" />', "")
    ).differences

    assert found.german == "Warten auf Nachricht „Post abwarten“ entfallen."
    assert (found.element, found.old_element, found.after) == ("warten", "warten", None)


def test_another_type_of_one_id_is_no_new_element(changed: Change) -> None:
    found = changed(A, ("<bpmn:receiveTask", "<bpmn:sendTask")).differences

    assert [one.german for one in found] == [
        "„Post abwarten“ ist jetzt: Nachricht senden (bisher: Warten auf Nachricht)."
    ]


def test_a_step_put_into_a_sub_process_has_moved(changed: Change) -> None:
    step = '<bpmn:receiveTask id="warten" name="Post abwarten" messageRef="m_post" />'

    found = changed(
        A, (step, ""), ('<bpmn:startEvent id="b_start" />', f'<bpmn:startEvent id="b_start" />{step}')
    )

    assert [one.german for one in found.differences] == [
        "Warten auf Nachricht „Post abwarten“ liegt jetzt in: Teilprozess „Bescheid“ (bisher: Prozess „Antrag“)."
    ]


def test_an_id_that_changed_everywhere_is_one_difference(changed: Change) -> None:
    """Type, name and neighbours are the same: the same element, and nothing is said of what names it."""
    again = DIAGRAM.replace('"pruefen"', '"lesen"').replace(">pruefen<", ">lesen<")

    (found,) = compare(FILES, {**FILES, A: again.encode()}).differences

    assert (
        found.german == "Aufgabe „Antrag prüfen“: Kennung „pruefen“ heißt jetzt „lesen“ (dasselbe Element)."
    )
    assert (found.old_element, found.element, found.certainty) == ("pruefen", "lesen", Certainty.SURE)


def test_an_id_that_changed_with_other_neighbours_is_likely_the_same() -> None:
    again = DIAGRAM.replace('id="ende" name="unvoll', 'id="schluss" name="unvoll').replace(
        f'{_FLOW} id="f4" name="nein" sourceRef="frage" targetRef="ende" />',
        f'{_FLOW} id="f4" name="nein" sourceRef="rechnen" targetRef="schluss" />',
    )

    found = [one for one in compare(FILES, {**FILES, A: again.encode()}).differences if one.kind == "id"]

    assert [(one.old_element, one.element, one.certainty) for one in found] == [
        ("ende", "schluss", Certainty.LIKELY)
    ]
    assert found[0].german.endswith("(wahrscheinlich dasselbe Element).")


def test_the_lane_is_told_by_name(changed: Change) -> None:
    lanes = '<bpmn:flowNodeRef>pruefen</bpmn:flowNodeRef></bpmn:lane><bpmn:lane id="bahn_b" name="Amt B">'

    found = changed(
        A,
        (
            lanes,
            '</bpmn:lane><bpmn:lane id="bahn_b" name="Amt B"><bpmn:flowNodeRef>pruefen</bpmn:flowNodeRef>',
        ),
    )

    assert [one.german for one in found.differences] == [
        "Aufgabe „Antrag prüfen“: Bahn geändert: vorher „Amt A“, jetzt „Amt B“."
    ]


def test_the_order_of_ways_out_counts_where_the_first_that_holds_is_taken() -> None:
    lines = DIAGRAM.splitlines()
    ways = [number for number, line in enumerate(lines) if 'id="f3"' in line or 'id="f7"' in line]
    lines[ways[0]], lines[ways[1]] = lines[ways[1]], lines[ways[0]]

    (found,) = compare(FILES, {**FILES, A: "\n".join(lines).encode()}).differences

    assert found.german == (
        "Verzweigung „Vollständig?“: Reihenfolge geändert: vorher „vollständig“, „eilig“, jetzt „eilig“, „vollständig“."
    )


def test_the_drawing_is_told_apart(changed: Change) -> None:
    found = changed(A, ('x="200" y="80"', 'x="240" y="80"'), ('x="136" y="118"', 'x="136" y="120"'))

    assert [(one.weight, one.german) for one in found.differences] == [
        (Weight.LAYOUT, "Aufgabe „Antrag prüfen“: verschoben."),
        (Weight.LAYOUT, "Weg (Antrag da → Antrag prüfen): Linie anders geführt."),
    ]
    assert found.same


def test_a_drawing_that_moved_as_a_whole_is_one_difference() -> None:
    moved = DIAGRAM
    for before, after in (("100", "150"), ("200", "250"), ("350", "400"), ("340", "390"), ("136", "186")):
        moved = moved.replace(f'x="{before}"', f'x="{after}"')

    found = compare(FILES, {**FILES, A: moved.encode()}).differences

    assert [one.german for one in found] == ["Die ganze Zeichnung ist verschoben."]


def test_blanks_and_line_breaks_are_layout(changed: Change) -> None:
    found = changed(
        A, ('name="Antrag prüfen"', 'name="Antrag&#10;prüfen"'), ("=alles_da = true", "=alles_da  =  true")
    )

    assert {(one.kind, one.weight) for one in found.differences} == {(DifferenceKind.BREAK, Weight.LAYOUT)}


def test_every_sentence_is_there_in_english(changed: Change) -> None:
    (found,) = changed(A, ("P14D", "P10D")).differences

    assert found.english == "Task “Antrag prüfen”: due date shortened from 14 to 10 days."
