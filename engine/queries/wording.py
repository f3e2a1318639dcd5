"""Facts of the history as German sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.clock import ZONE
from engine.queries.ladder_words import rung_text, watched_text

_SENTENCES = {
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
    "follow_up_set": "Wiedervorlage von „{name}“ am {day}. Grund: {reason}",
    "follow_up_ended": "Wiedervorlage von „{name}“ aufgehoben",
    "priority_changed": "Priorität von „{name}“ geändert: bisher {from_number}, neu {to_number}",
    "agreed_time_changed": "Vereinbarte Zeit von „{name}“ geändert: bisher {old_day}, neu {new_day}. Grund: {reason}",
    "legal_calendar_changed": (
        "Feiertage am Ort geändert („{holiday}“). Die gesetzliche Frist von „{name}“ bleibt am {old_day}; "
        "neu gerechnet endete sie am {new_day}. Prüfen. Grund: {reason}"
    ),
    "escalation_level_reached": "Aufgabe „{name}“: {rung}",
    "watched_day_near": "{watched}",
    "user_task_completed": "Aufgabe „{name}“ abgeschlossen",
    "user_task_moved": "Aufgabe „{name}“ geht von {from} an {authority}. {why}",
    "user_task_kept": "Aufgabe „{name}“ bleibt bei {authority}. {why}",
    "case_relocated": "Umzug am {day} erfasst: von {before} nach {after}",
    "participant_left": "{authority} nimmt am Fall nicht mehr teil",
    "user_task_migrated": "Aufgabe „{name}“ geht in der neuen Fassung weiter",
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
    "instance_suspended": "Ablauf angehalten",
    "instance_resumed": "Ablauf fortgesetzt",
    "instance_migrated": "Ablauf auf eine andere Fassung umgestellt",
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
    "reason_given": "Eingriff begründet: {reason}",
    "variables_changed": "Angaben von Hand geändert: {variables}",
    "timer_changed": "Frist „{name}“ von Hand geändert: läuft bis {due}",
    "tokens_moved": "Ablauf von Hand versetzt",
}


def history_text(
    kind: str,
    name: str,
    detail: Mapping[str, Any],
    authorities: Mapping[int, str],
    places: Mapping[str, str],
) -> str:
    """The sentence for one fact; facts without one are named by their kind. `places` names municipalities by AGS."""
    due = detail.get("due")
    words = {
        "name": name,
        "to": detail.get("to", ""),
        "again": f", wieder bei {detail['to']}" if "to" in detail else "",
        "back": f" an {detail['to']}" if "to" in detail else "",
        "from_number": detail.get("from", ""),
        "to_number": detail.get("to", ""),
        "message": detail.get("message", ""),
        "signal": detail.get("signal", ""),
        "decision": detail.get("name", ""),
        "authority": authorities.get(detail.get("authority", 0), ""),
        "from": authorities.get(detail.get("from", 0), ""),
        "why": detail.get("reason", ""),
        "before": places.get(str(detail.get("from", "")), str(detail.get("from", ""))),
        "after": places.get(str(detail.get("to", "")), str(detail.get("to", ""))),
        "variables": ", ".join(detail.get("variables", ())),
        "reason": detail.get("reason", ""),
        "revision": detail.get("revision", ""),
        "holiday": detail.get("holiday", ""),
        "document": detail.get("document", ""),
        "number": detail.get("number", ""),
        "finding": detail.get("finding", ""),
        "export": {"pdf": "PDF/A", "zip": "ZIP"}.get(detail.get("kind", ""), ""),
        "day": "",
        "due": "",
        "old_day": "",
        "new_day": "",
    }
    if kind in ("agreed_time_changed", "legal_calendar_changed"):
        words["old_day"] = _german(detail["from"]) if detail["from"] else "keine"
        words["new_day"] = _german(detail["to"]) if detail["to"] else "keine"
    if "day" in detail:
        words["day"] = _german(detail["day"])
    if due:
        day = datetime.fromisoformat(due).astimezone(ZONE).strftime("%d.%m.%Y")
        words["due"] = f", fällig am {day}" if kind == "user_task_activated" else day
    if kind == "escalation_level_reached":
        words["rung"] = rung_text(detail, authorities)
    if kind == "watched_day_near":
        words["watched"] = watched_text(detail, authorities, words["day"])
    return _SENTENCES.get(kind, kind.replace("_", " ")).format(**words)


def _german(day: str) -> str:
    return date.fromisoformat(day).strftime("%d.%m.%Y")
