"""What each place in a BPMN file means: the kind and weight of a difference there, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.compare.difference import DifferenceKind as Kind
from engine.compare.difference import Weight
from engine.compare.values import Said


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a difference at a path is about."""

    kind: Kind
    weight: Weight
    said: Said


_PROPERTY = r"zeebe:properties/zeebe:property\[{}\](?:#\d+)?/@value"
#: the first that matches the whole path counts; a group of the pattern goes into the words
_RULES: tuple[tuple[str, Kind, Weight, str, str], ...] = (
    (r"documentation(?:#\d+)?(?:/.*)?", Kind.DOCUMENTATION, Weight.TEXT, "Erläuterung", "documentation"),
    (r"conditionExpression(?:/.*)?", Kind.CONDITION, Weight.SUBJECT, "Bedingung", "condition"),
    (r"@default", Kind.DEFAULT_FLOW, Weight.SUBJECT, "Standardweg", "default flow"),
    (r"@attachedToRef", Kind.ATTACHED, Weight.SUBJECT, "angeheftet an", "attached to"),
    (r"@cancelActivity|@isInterrupting", Kind.INTERRUPTING, Weight.SUBJECT, "unterbricht", "interrupts"),
    (r"bahn", Kind.LANE, Weight.SUBJECT, "Bahn", "lane"),
    (r"timerEventDefinition(?:#\d+)?/timeDuration(?:/.*)?", Kind.TIMER, Weight.SUBJECT, "Dauer", "duration"),
    (r"timerEventDefinition(?:#\d+)?/timeDate(?:/.*)?", Kind.TIMER, Weight.SUBJECT, "Zeitpunkt", "date"),
    (r"timerEventDefinition(?:#\d+)?/timeCycle(?:/.*)?", Kind.TIMER, Weight.SUBJECT, "Takt", "cycle"),
    (r"zeebe:taskSchedule/@dueDate", Kind.DUE_DATE, Weight.SUBJECT, "Frist", "due date"),
    (r"zeebe:taskSchedule/@followUpDate", Kind.FOLLOW_UP, Weight.SUBJECT, "Wiedervorlage", "follow-up date"),
    (
        _PROPERTY.format("rechtsfrist"),
        Kind.LEGAL_DEADLINE,
        Weight.SUBJECT,
        "gesetzliche Frist",
        "legal deadline",
    ),
    (
        _PROPERTY.format("rechtsfrist_norm"),
        Kind.LEGAL_DEADLINE,
        Weight.SUBJECT,
        "Norm der gesetzlichen Frist",
        "norm of the legal deadline",
    ),
    (
        _PROPERTY.format("rechtsfrist_ereignis"),
        Kind.LEGAL_DEADLINE,
        Weight.SUBJECT,
        "Beginn der gesetzlichen Frist",
        "beginning of the legal deadline",
    ),
    (
        _PROPERTY.format("vier-augen"),
        Kind.FOUR_EYES,
        Weight.SUBJECT,
        "Vier-Augen-Prinzip mit",
        "four eyes with",
    ),
    (
        _PROPERTY.format("uebermittlung"),
        Kind.DISCLOSURE,
        Weight.SUBJECT,
        "übermittelt an",
        "discloses to",
    ),
    (
        _PROPERTY.format("uebermittlung_norm"),
        Kind.DISCLOSURE,
        Weight.SUBJECT,
        "Norm der Übermittlung",
        "norm of the disclosure",
    ),
    (
        _PROPERTY.format("uebermittlung_angaben"),
        Kind.DISCLOSURE,
        Weight.SUBJECT,
        "übermittelte Angaben",
        "disclosed data",
    ),
    (
        _PROPERTY.format("uebermittlung_zweck"),
        Kind.DISCLOSURE,
        Weight.SUBJECT,
        "Zweck der Übermittlung",
        "purpose of the disclosure",
    ),
    (_PROPERTY.format("bezeichnung"), Kind.NAME, Weight.TEXT, "Bezeichnung in Listen", "title in lists"),
    (
        _PROPERTY.format("nachricht_schluessel"),
        Kind.MESSAGE,
        Weight.SUBJECT,
        "Zuordnung der gesendeten Nachricht",
        "correlation key of the sent message",
    ),
    (
        _PROPERTY.format("nachricht_lebensdauer"),
        Kind.MESSAGE,
        Weight.SUBJECT,
        "wie lange die gesendete Nachricht wartet",
        "how long the sent message waits",
    ),
    (
        _PROPERTY.format("nachricht_kennung"),
        Kind.MESSAGE,
        Weight.SUBJECT,
        "Kennung der gesendeten Nachricht",
        "id of the sent message",
    ),
    (_PROPERTY.format("(.*?)"), Kind.PROPERTY, Weight.SUBJECT, "Eigenschaft „{}“", "property “{}”"),
    (
        r"zeebe:assignmentDefinition/@candidateGroups",
        Kind.ASSIGNMENT,
        Weight.SUBJECT,
        "zuständig",
        "competent",
    ),
    (
        r"zeebe:assignmentDefinition/@candidateUsers",
        Kind.ASSIGNMENT,
        Weight.SUBJECT,
        "zuständige Personen",
        "candidate users",
    ),
    (r"zeebe:assignmentDefinition/@assignee", Kind.ASSIGNMENT, Weight.SUBJECT, "zugewiesen an", "assignee"),
    (r"zeebe:priorityDefinition/.*", Kind.PRIORITY, Weight.SUBJECT, "Priorität", "priority"),
    (r"zeebe:formDefinition/@formId", Kind.FORM, Weight.SUBJECT, "Formular", "form"),
    (r"zeebe:formDefinition/@(.*)", Kind.FORM, Weight.SUBJECT, "Formular ({})", "form ({})"),
    (
        r"zeebe:calledDecision/@decisionId",
        Kind.CALLED_DECISION,
        Weight.SUBJECT,
        "aufgerufene Entscheidung",
        "called decision",
    ),
    (
        r"zeebe:calledDecision/@resultVariable",
        Kind.CALLED_DECISION,
        Weight.SUBJECT,
        "Name des Ergebnisses",
        "result variable",
    ),
    (
        r"zeebe:calledDecision/@(.*)",
        Kind.CALLED_DECISION,
        Weight.SUBJECT,
        "aufgerufene Entscheidung ({})",
        "called decision ({})",
    ),
    (
        r"zeebe:calledElement/@processId|@calledElement",
        Kind.CALLED_PROCESS,
        Weight.SUBJECT,
        "aufgerufener Ablauf",
        "called process",
    ),
    (
        r"zeebe:calledElement/@(.*)",
        Kind.CALLED_PROCESS,
        Weight.SUBJECT,
        "Aufruf des Ablaufs ({})",
        "call of the process ({})",
    ),
    (
        r"zeebe:ioMapping(?:#\d+)?/zeebe:input\[(.*?)\].*",
        Kind.MAPPING,
        Weight.SUBJECT,
        "übergebener Wert „{}“",
        "input “{}”",
    ),
    (
        r"zeebe:ioMapping(?:#\d+)?/zeebe:output\[(.*?)\].*",
        Kind.MAPPING,
        Weight.SUBJECT,
        "übernommener Wert „{}“",
        "output “{}”",
    ),
    (
        r"zeebe:ioMapping(?:#\d+)?/@reihenfolge",
        Kind.MAPPING,
        Weight.SUBJECT,
        "Reihenfolge der übergebenen Werte",
        "order of mappings",
    ),
    (r"zeebe:ioMapping.*", Kind.MAPPING, Weight.SUBJECT, "Übergabe von Werten", "mapping"),
    (
        r"multiInstanceLoopCharacteristics(?:/.*?)?/@inputCollection",
        Kind.REPETITION,
        Weight.SUBJECT,
        "einmal je Eintrag von",
        "once for each of",
    ),
    (
        r"multiInstanceLoopCharacteristics/@isSequential",
        Kind.REPETITION,
        Weight.SUBJECT,
        "nacheinander statt gleichzeitig",
        "one after the other",
    ),
    (
        r"multiInstanceLoopCharacteristics/completionCondition.*",
        Kind.REPETITION,
        Weight.SUBJECT,
        "Ende der Wiederholung",
        "end of the repetition",
    ),
    (
        r"(?:multiInstance|standard)LoopCharacteristics.*",
        Kind.REPETITION,
        Weight.SUBJECT,
        "Wiederholung",
        "repetition",
    ),
    (r"@triggeredByEvent", Kind.TYPE, Weight.SUBJECT, "beginnt durch ein Ereignis", "begins by an event"),
    (
        r"messageEventDefinition(?:#\d+)?/@messageRef|@messageRef",
        Kind.MESSAGE,
        Weight.SUBJECT,
        "Nachricht",
        "message",
    ),
    (
        r"zeebe:subscription/@correlationKey",
        Kind.MESSAGE,
        Weight.SUBJECT,
        "Zuordnung der Nachricht",
        "correlation key",
    ),
    (r"signalEventDefinition(?:#\d+)?/@signalRef", Kind.SIGNAL, Weight.SUBJECT, "Signal", "signal"),
    (r"errorEventDefinition(?:#\d+)?/@errorRef", Kind.FAULT, Weight.SUBJECT, "Fehler", "error"),
    (r"@errorCode|@escalationCode", Kind.FAULT, Weight.SUBJECT, "Code", "code"),
    (
        r"escalationEventDefinition(?:#\d+)?/@escalationRef",
        Kind.FAULT,
        Weight.SUBJECT,
        "Eskalation",
        "escalation",
    ),
    (
        r"conditionalEventDefinition(?:#\d+)?/condition.*",
        Kind.CONDITION,
        Weight.SUBJECT,
        "wartet, bis gilt",
        "waits until",
    ),
    (r"zeebe:script/@expression", Kind.SCRIPT, Weight.SUBJECT, "Rechenweg", "calculation"),
    (r"zeebe:script/@resultVariable", Kind.SCRIPT, Weight.SUBJECT, "Name des Ergebnisses", "result variable"),
    (r"(?:.*/)?zeebe:taskDefinition/@type", Kind.JOB, Weight.SUBJECT, "Auftrag", "job type"),
    (r"(?:.*/)?zeebe:task(?:Definition|Headers)/.*", Kind.JOB, Weight.SUBJECT, "Auftrag", "job"),
    (r"zeebe:versionTag/@value", Kind.VERSION_TAG, Weight.TEXT, "Versionsbezeichnung", "version tag"),
    (r"@ordering", Kind.ORDER, Weight.SUBJECT, "Reihenfolge", "order"),
    (r"completionCondition.*", Kind.CONDITION, Weight.SUBJECT, "fertig, wenn gilt", "complete when"),
    (r"text", Kind.DOCUMENTATION, Weight.TEXT, "Text", "text"),
    (r"(?:.*/)?@id", Kind.ID, Weight.LAYOUT, "innere Kennung", "internal id"),
    (
        r"@exporter|@exporterVersion|@modeler:.*",
        Kind.TOOL,
        Weight.LAYOUT,
        "Angabe des Werkzeugs",
        "tool",
    ),
)
_COMPILED = tuple(
    (re.compile(pattern, re.DOTALL), kind, weight, german, english)
    for pattern, kind, weight, german, english in _RULES
)
#: an event that appears or goes with all it has
_EVENTS = {
    "timer": Said("Zeitgeber", "timer"),
    "message": Said("Nachricht", "message event"),
    "signal": Said("Signal", "signal event"),
    "error": Said("Fehler", "error event"),
    "escalation": Said("Eskalation", "escalation event"),
    "conditional": Said("Bedingung", "conditional event"),
    "compensate": Said("Rückabwicklung", "compensation"),
    "cancel": Said("Abbruch", "cancel event"),
    "terminate": Said("Abbruch aller Schritte", "terminate event"),
    "link": Said("Sprung", "link event"),
}
_EVENT = re.compile(r"([a-z]+)EventDefinition(?:#\d+)?")


@lru_cache(maxsize=4096)
def meaning(tag: str, path: str) -> Meaning:
    """What the place says; „sonstiges Attribut“ where no rule knows it, which still is a difference."""
    if tag == "textAnnotation" and path == "text":
        return Meaning(Kind.DOCUMENTATION, Weight.TEXT, Said("Text der Anmerkung", "text of the annotation"))
    for pattern, kind, weight, german, english in _COMPILED:
        found = pattern.fullmatch(path)
        if found is not None:
            about = found[1] if found.groups() else ""
            return Meaning(kind, weight, Said(german.format(about), english.format(about)))
    event = _EVENT.fullmatch(path)
    if event is not None and event[1] in _EVENTS:
        return Meaning(Kind.TYPE, Weight.SUBJECT, _EVENTS[event[1]])
    return Meaning(
        Kind.OTHER, Weight.SUBJECT, Said(f"sonstiges Attribut „{path}“", f"other attribute “{path}”")
    )
