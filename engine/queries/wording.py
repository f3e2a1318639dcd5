"""Facts of the history as sentences, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from engine.clock import ZONE
from engine.competence import RECIPIENTS
from engine.queries.declared_words import declared_words
from engine.queries.ladder_words import Language, rung_text, watched_text
from engine.queries.priority_words import priority_word
from engine.wording import spelled

__all__ = ["history_text", "purpose_name", "quoted_text", "relation_name"]

_GERMAN: Final = {
    "case_opened": "Fall eröffnet",
    "instance_started": "Ablauf „{name}“ begonnen",
    "element_completed": "„{name}“ durchlaufen",
    "element_terminated": "„{name}“ abgebrochen",
    "user_task_activated": "Aufgabe „{name}“ liegt bei {authority}{due}",
    "user_task_claimed": "Aufgabe „{name}“ übernommen",
    "user_task_released": "Aufgabe „{name}“ freigegeben",
    "user_task_assigned": "Aufgabe „{name}“ zugewiesen an {to}",
    "user_task_assignment_undone": "Zuweisung von „{name}“ zurückgenommen{again}",
    "user_task_delegated": "Aufgabe „{name}“ delegiert an {to}",
    "user_task_returned": "Aufgabe „{name}“ nach Delegation zurückgegeben{back}",
    "handling_undone": "„{name}“: letzten Schritt im Eingang zurückgenommen{again}",
    "follow_up_set": "Wiedervorlage von „{name}“ am {day}. Grund:",
    "follow_up_ended": "Wiedervorlage von „{name}“ aufgehoben",
    "priority_changed": "Priorität von „{name}“ geändert: bisher {from_priority}, neu {to_priority}",
    "agreed_time_changed": "Vereinbarte Zeit von „{name}“ geändert: bisher {old_day}, neu {new_day}. Grund:",
    "legal_calendar_changed": (
        "Feiertage am Ort geändert („{holiday}“). Die gesetzliche Frist von „{name}“ bleibt am {old_day}; "
        "neu gerechnet endete sie am {new_day}. Prüfen. Grund:"
    ),
    "escalation_level_reached": "Aufgabe „{name}“: {rung}",
    "watched_day_near": "{watched}",
    "user_task_completed": "Aufgabe „{name}“ abgeschlossen",
    "user_task_moved": "Aufgabe „{name}“ geht von {from} an {authority}.",
    "user_task_kept": "Aufgabe „{name}“ bleibt bei {authority}.",
    "case_relocated": "Umzug am {day} erfasst: von {before} nach {after}",
    "relocation_undone": "Umzug vom {day} zurückgenommen: wieder {after} statt {before}",
    "case_suspended": "Fall angehalten. Grund:",
    "case_resumed": "Fall fortgesetzt. Grund:",
    "case_closed": "Fall geschlossen: {outcome}. Grund:",
    "case_reopened": "Fall wieder geöffnet. Grund:",
    "process_started_by_hand": "Ablauf „{process}“ von Hand gestartet{because}",
    "process_start_undone": "Start von „{process}“ zurückgenommen",
    "case_manager_named": "Fallführung: {new}{former}. Grund:",
    "note_written": "Notiz geschrieben",
    "note_corrected": "Notiz berichtigt",
    "relation_begun": "Mit einem anderen Fall verbunden ({relation})",
    "relation_ended": "Verbindung mit einem anderen Fall gelöst ({relation})",
    "consent_withdrawal_recorded": "Widerruf erfasst: am {day} {how} erklärt, {by}",
    "consent_withdrawn": "Freigabe endet: {recipient}",
    "consent_ended": "Freigabe abgelaufen: {recipient}, galt bis {day}",
    "mails_stopped": "Mails an {authority} angehalten, die noch nicht gesendet waren: {number}. Grund:",
    "case_opened_by_force": "Notzugriff auf die Akte bis {until}. Grund:",
    "break_glass_ended": "Notzugriff vorzeitig beendet",
    "disclosure_noted": "Anfrage von {recipient}: {answer}",
    "data_disclosed": "„{name}“: Angaben übermittelt an {recipient}",
    "participant_left": "{authority} nimmt am Fall nicht mehr teil",
    "referral_link_asked": "Antwort auf „{name}“ per Einmal-Link erbeten von {to}",
    "referral_link_withdrawn": "Einmal-Link an {to} zurückgezogen{because}",
    "referral_link_failed": "Einmal-Link an {to} konnte nicht zugestellt werden",
    "referral_link_locked": "Einmal-Link an {to} nach zu vielen falschen Codes gesperrt",
    "referral_answer_recorded": "„{name}“ eingetragen für {person} ({to})",
    "referral_link_answered": "„{name}“ per Einmal-Link beantwortet von {person} ({to}, {address}); Link von {sender}",
    "user_task_migrated": "Aufgabe „{name}“ geht in der neuen Fassung weiter",
    "user_task_holder_barred": "Aufgabe „{name}“ steht wieder der Gruppe offen: Die neue Fassung verlangt vier Augen, "
    "und {person} {did}",
    "user_task_clocks_begun": "Aufgabe „{name}“ hat in der neuen Fassung {clocks}:",
    "decision_evaluated": "„{decision}“ berechnet",
    "person_record_saved": "Angaben zur Person gespeichert (Stand {revision})",
    "precheck_computed": "Vorprüfung aller Titel zum {day} berechnet",
    "document_added": "Dokument {document} hinzugefügt",
    "document_version_added": "Dokument {document}: Fassung {number} hinzugefügt",
    "document_refused": "Datei mit einem Schadprogramm abgewiesen ({finding})",
    "document_infected": "Dokument {document}, Fassung {number}: Schadprogramm gefunden ({finding})",
    "export_requested": "Export der Akte angefordert ({export})",
    "export_fetched": "Export der Akte heruntergeladen ({export})",
    "timer_armed": "Frist „{name}“ läuft bis {due}",
    "timer_fired": "Frist „{name}“ ist abgelaufen",
    "message_received": "Nachricht „{message}“ eingegangen",
    "message_correlated": "„{name}“ eingetreten",
    "step_failed": "Störung bei „{name}“",
    "incident_resolved": "Störung bei „{name}“ behoben",
    "instance_completed": "Ablauf beendet: {name}",
    "instance_cancelled": "Ablauf „{name}“ abgebrochen",
    "instance_suspended": "Ablauf „{process}“ angehalten",
    "instance_resumed": "Ablauf „{process}“ fortgesetzt",
    "instance_migrated": "Ablauf „{process}“ auf eine andere Fassung umgestellt",
    "message_thrown": "Nachricht „{message}“ gesendet",
    "signal_thrown": "Signal „{signal}“ gesendet",
    "signal_received": "„{name}“ eingetreten",
    "condition_met": "„{name}“ eingetreten",
    "job_created": "Auftrag „{name}“ erteilt",
    "job_completed": "Auftrag „{name}“ erledigt",
    "job_failed": "Auftrag „{name}“ nicht gelungen",
    "call_started": "Teilablauf „{name}“ begonnen",
    "call_completed": "Teilablauf „{name}“ beendet",
    "call_cancelled": "Teilablauf „{name}“ abgebrochen",
    "error_thrown": "Fehler bei „{name}“",
    "escalation_thrown": "Eskalation bei „{name}“",
    "compensation_triggered": "„{name}“ macht Erledigtes rückgängig",
    "scenario_made": "Fall für ein Szenario gelesen (Ablauf „{process}“)",
    "reason_given": "Eingriff begründet:",
    "variables_changed": "Angaben von Hand geändert: {variables}",
    "timer_changed": "Frist „{name}“ von Hand geändert: läuft bis {due}",
    "tokens_moved": "Ablauf von Hand versetzt",
}

_ENGLISH: Final = {
    "case_opened": "Case opened",
    "instance_started": "Process “{name}” begun",
    "element_completed": "“{name}” passed",
    "element_terminated": "“{name}” cancelled",
    "user_task_activated": "Task “{name}” is with {authority}{due}",
    "user_task_claimed": "Task “{name}” claimed",
    "user_task_released": "Task “{name}” released",
    "user_task_assigned": "Task “{name}” assigned to {to}",
    "user_task_assignment_undone": "Assignment of “{name}” taken back{again}",
    "user_task_delegated": "Task “{name}” delegated to {to}",
    "user_task_returned": "Task “{name}” given back after delegation{back}",
    "handling_undone": "“{name}”: last step in the inbox taken back{again}",
    "follow_up_set": "Follow-up of “{name}” on {day}. Reason:",
    "follow_up_ended": "Follow-up of “{name}” ended",
    "priority_changed": "Priority of “{name}” changed: {from_priority} before, {to_priority} now",
    "agreed_time_changed": "Agreed time of “{name}” changed: {old_day} before, {new_day} now. Reason:",
    "legal_calendar_changed": (
        "Public holidays at the place changed (“{holiday}”). The legal deadline of “{name}” stays on {old_day}; "
        "computed anew it would end on {new_day}. To be checked. Reason:"
    ),
    "escalation_level_reached": "Task “{name}”: {rung}",
    "watched_day_near": "{watched}",
    "user_task_completed": "Task “{name}” completed",
    "user_task_moved": "Task “{name}” goes from {from} to {authority}.",
    "user_task_kept": "Task “{name}” stays with {authority}.",
    "case_relocated": "Move on {day} recorded: from {before} to {after}",
    "relocation_undone": "Move of {day} taken back: {after} again instead of {before}",
    "case_suspended": "Case suspended. Reason:",
    "case_resumed": "Case resumed. Reason:",
    "case_closed": "Case closed: {outcome}. Reason:",
    "case_reopened": "Case reopened. Reason:",
    "process_started_by_hand": "Process “{process}” started by hand{because}",
    "process_start_undone": "Start of “{process}” taken back",
    "case_manager_named": "Case led by {new}{former}. Reason:",
    "note_written": "Note written",
    "note_corrected": "Note corrected",
    "relation_begun": "Related to another case ({relation})",
    "relation_ended": "Relation to another case ended ({relation})",
    "consent_withdrawal_recorded": "Withdrawal recorded: declared on {day} {how}, {by}",
    "consent_withdrawn": "Consent ends: {recipient}",
    "consent_ended": "Consent has run out: {recipient}, held until {day}",
    "mails_stopped": "Mails to {authority} stopped that had not been sent yet: {number}. Reason:",
    "case_opened_by_force": "Break-glass on the file until {until}. Reason:",
    "break_glass_ended": "Break-glass ended before its time",
    "disclosure_noted": "Request of {recipient}: {answer}",
    "data_disclosed": "“{name}”: data disclosed to {recipient}",
    "participant_left": "{authority} no longer takes part in the case",
    "referral_link_asked": "Answer to “{name}” asked of {to} by one-time link",
    "referral_link_withdrawn": "One-time link to {to} withdrawn{because}",
    "referral_link_failed": "One-time link to {to} could not be delivered",
    "referral_link_locked": "One-time link to {to} locked after too many wrong codes",
    "referral_answer_recorded": "“{name}” recorded for {person} ({to})",
    "referral_link_answered": "“{name}” answered by one-time link by {person} ({to}, {address}); link from {sender}",
    "user_task_migrated": "Task “{name}” goes on in the new version",
    "user_task_holder_barred": "Task “{name}” is open to the group again: the new version asks for four eyes, and "
    "{person} {did}",
    "user_task_clocks_begun": "Task “{name}” has {clocks} in the new version:",
    "decision_evaluated": "“{decision}” computed",
    "person_record_saved": "Data of the person stored (revision {revision})",
    "precheck_computed": "Pre-check of all titles computed for {day}",
    "timer_armed": "Deadline “{name}” runs until {due}",
    "timer_fired": "Deadline “{name}” has passed",
    "message_received": "Message “{message}” received",
    "message_correlated": "“{name}” has happened",
    "step_failed": "Incident at “{name}”",
    "incident_resolved": "Incident at “{name}” resolved",
    "instance_completed": "Process ended: {name}",
    "instance_cancelled": "Process “{name}” cancelled",
    "instance_suspended": "Process “{process}” suspended",
    "instance_resumed": "Process “{process}” resumed",
    "instance_migrated": "Process “{process}” migrated to another version",
    "message_thrown": "Message “{message}” sent",
    "signal_thrown": "Signal “{signal}” sent",
    "signal_received": "“{name}” has happened",
    "condition_met": "“{name}” has happened",
    "job_created": "Job “{name}” created",
    "job_completed": "Job “{name}” completed",
    "job_failed": "Job “{name}” failed",
    "call_started": "Called process “{name}” begun",
    "call_completed": "Called process “{name}” ended",
    "call_cancelled": "Called process “{name}” cancelled",
    "error_thrown": "Error at “{name}”",
    "escalation_thrown": "Escalation at “{name}”",
    "compensation_triggered": "“{name}” undoes what was done",
    "scenario_made": "Case read for a scenario (process “{process}”)",
    "reason_given": "Reason for the intervention:",
    "variables_changed": "Values changed by hand: {variables}",
    "timer_changed": "Deadline “{name}” changed by hand: runs until {due}",
    "tokens_moved": "Process moved by hand",
    "document_added": "Document {document} added",
    "document_version_added": "Document {document}: version {number} added",
    "document_refused": "File with malware refused ({finding})",
    "document_infected": "Document {document}, version {number}: malware found ({finding})",
    "export_requested": "Export of the case file requested ({export})",
    "export_fetched": "Export of the case file downloaded ({export})",
}
#: behind a day that nobody agreed on: an appointment, a deadline that an authority set
_SET: Final[Mapping[Language, str]] = {"de": " (im Ablauf festgelegt)", "en": " (set by the process)"}
_CLOCKS: Final[Mapping[Language, Mapping[str, str]]] = {
    "de": {
        "legal": "eine gesetzliche Frist",
        "agreed": "eine vereinbarte Zeit",
        "set": "einen im Ablauf festgelegten Tag",
    },
    "en": {"legal": "a legal deadline", "agreed": "an agreed time", "set": "a day set by the process"},
}
#: kinds whose sentence is followed by words of somebody's own, or of the law: German in every language
_QUOTING: Final = frozenset(
    {
        "user_task_moved",
        "user_task_kept",
        "mails_stopped",
        "referral_link_withdrawn",
        "agreed_time_changed",
        "legal_calendar_changed",
        "follow_up_set",
        "reason_given",
        "case_opened_by_force",
        "case_suspended",
        "case_resumed",
        "case_closed",
        "case_reopened",
        "case_manager_named",
        "process_started_by_hand",
    }
)
_RELATIONS: Final[Mapping[Language, Mapping[str, str]]] = {
    "de": {
        "spouse": "Ehe oder Lebenspartnerschaft",
        "parent": "Elternteil",
        "child": "Kind",
        "sibling": "Geschwister",
        "guardian": "Vormund oder Betreuung",
        "ward": "Mündel oder betreute Person",
        "household": "gemeinsamer Haushalt",
        "whole": "übergeordneter Fall",
        "part": "Teilfall",
    },
    "en": {
        "spouse": "marriage or civil partnership",
        "parent": "parent",
        "child": "child",
        "sibling": "sibling",
        "guardian": "guardian",
        "ward": "ward",
        "household": "common household",
        "whole": "case it is part of",
        "part": "part of this case",
    },
}


def relation_name(kind: str, language: Language = "de") -> str:
    """What another case is to this one, in words."""
    return _RELATIONS[language].get(kind, "")


def quoted_text(kind: str, detail: Mapping[str, Any]) -> str:
    """What follows the sentence as it was said: the reason somebody gave, or that of a competence, the steps that led
    to a day; mostly empty.
    """
    if kind == "user_task_clocks_begun":
        return "; ".join(" → ".join(one["steps"]) for one in detail.values())
    return str(detail.get("reason") or "") if kind in _QUOTING else ""


def history_text(
    kind: str,
    name: str,
    detail: Mapping[str, Any],
    authorities: Mapping[int, str],
    places: Mapping[str, str],
    language: Language = "de",
) -> str:
    """The sentence for one fact without what `quoted_text` adds; facts without one are named by their kind.
    `places` names municipalities by AGS.
    """
    english = language == "en"
    due = detail.get("due")
    words = {
        "name": name,
        "to": detail.get("to", ""),
        "again": (f", with {detail['to']} again" if english else f", wieder bei {detail['to']}")
        if "to" in detail
        else "",
        "back": "" if "to" not in detail else f" to {detail['to']}" if english else f" an {detail['to']}",
        "from_priority": priority_word(detail.get("from"), language),
        "to_priority": priority_word(detail.get("to"), language),
        "message": spelled(detail.get("message", "")),
        "signal": spelled(detail.get("signal", "")),
        "decision": detail.get("name", ""),
        "authority": authorities.get(detail.get("authority", 0), ""),
        "from": authorities.get(detail.get("from", 0), ""),
        "before": places.get(str(detail.get("from", "")), str(detail.get("from", ""))),
        "after": places.get(str(detail.get("to", "")), str(detail.get("to", ""))),
        "variables": ", ".join(map(spelled, detail.get("variables", ()))),
        "revision": detail.get("revision", ""),
        "holiday": detail.get("holiday", ""),
        "document": (f"“{detail['title']}”" if english else f"„{detail['title']}“")
        if "title" in detail
        else detail.get("document", ""),
        "number": detail.get("number", ""),
        "finding": detail.get("finding", ""),
        "export": {"pdf": "PDF/A", "zip": "ZIP"}.get(detail.get("kind", ""), ""),
        "recipient": RECIPIENTS.get(str(detail.get("recipient", "")), str(detail.get("recipient", ""))),
        "outcome": detail.get("outcome", ""),
        "process": detail.get("process", ""),
        "because": "" if not detail.get("reason") else ". Reason:" if english else ". Grund:",
        "relation": relation_name(str(detail.get("relation", "")), language),
        "person": detail.get("person", ""),
        "did": _did(detail, language),
        "address": detail.get("address", ""),
        "sender": detail.get("sender", ""),
        **declared_words(detail, language),
        "new": detail.get("new") or ("nobody" if english else "niemand benannt"),
        "former": ""
        if "former" not in detail
        else (" (before: " if english else " (bisher ") + detail["former"] + ")",
        **dict.fromkeys(("until", "day", "due", "old_day", "new_day"), ""),
    }
    if kind in ("agreed_time_changed", "legal_calendar_changed"):
        none = "none" if english else "keine"
        words["old_day"] = _german(detail["from"]) if detail["from"] else none
        words["new_day"] = _german(detail["to"]) if detail["to"] else none
        for side in ("from", "to"):
            if detail.get(f"{side}_set"):
                words["old_day" if side == "from" else "new_day"] += _SET[language]
    if "day" in detail:
        words["day"] = _german(detail["day"])
    if kind == "case_opened_by_force":
        words["until"] = datetime.fromisoformat(detail["until"]).astimezone(ZONE).strftime("%d.%m.%Y, %H:%M")
    if due:
        day = _berlin(due)
        words["due"] = (
            (", due on " if english else ", fällig am ") + day if kind == "user_task_activated" else day
        )
    if kind == "escalation_level_reached":
        words["rung"] = rung_text(detail, authorities, language)
    if kind == "user_task_clocks_begun":
        words["clocks"] = _clocks(detail, language)
    if kind == "watched_day_near":
        words["watched"] = watched_text(detail, authorities, words["day"], language)
    sentences = _ENGLISH if english else _GERMAN
    return sentences.get(kind, kind.replace("_", " ")).format(**words)


def _did(detail: Mapping[str, Any], language: Language) -> str:
    """What keeps somebody from a task that asks for four eyes: they did an earlier one, or stand in for who did."""
    earlier, whom = detail.get("earlier", ""), detail.get("of")
    if language == "en":
        return f"stands in for {whom} in “{earlier}”" if whom else f"did “{earlier}”"
    return f"vertritt {whom} bei „{earlier}“" if whom else f"hat „{earlier}“ erledigt"


def _clocks(detail: Mapping[str, Any], language: Language) -> str:
    """The clocks that begin, each with its day."""
    names = _CLOCKS[language]
    until, joint = (" until ", " and ") if language == "en" else (" bis ", " und ")
    begun = [(name, detail[name]) for name in ("legal", "agreed") if name in detail]
    return joint.join(
        names["set" if one.get("set") else name] + until + _berlin(one["due"]) for name, one in begun
    )


def _berlin(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(ZONE).strftime("%d.%m.%Y")


def _german(day: str) -> str:
    return date.fromisoformat(day).strftime("%d.%m.%Y")


#: what the form of consent calls its purposes (processes/einwilligung); German in every language, as all of its words
_PURPOSES: Final = {
    "begleitung": "Begleitung und Abstimmung",
    "antrag": "Antrag stellen und verfolgen",
    "ueberleitung": "Überleitung an die Stelle",
    "fallkonferenz": "Teilnahme an der Fallkonferenz",
}


def purpose_name(purpose: str) -> str:
    """What a consent is for; the words of another form stay as they are."""
    return _PURPOSES.get(purpose, purpose)
