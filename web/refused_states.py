"""What refusals call the states that the engine writes into its sentences."""

from __future__ import annotations

from typing import Final

#: states as the engine writes them
STATES: Final = {
    "active": "in Arbeit",
    "adopted": "beschlossen",
    "cancelled": "abgebrochen",
    "closed": "abgeschlossen",
    "completed": "abgeschlossen",
    "choosing": "noch bei der Auswahl",
    "done": "erledigt",
    "ended": "beendet",
    "gathering": "noch auf der Suche nach Fällen",
    "paused": "angehalten",
    "stopped": "angehalten",
    "undoing": "schon dabei",
    "draft": "ein Entwurf",
    "effective": "wirksam",
    "expired": "abgelaufen",
    "failed": "nicht gelungen",
    "final": "beschlossen",
    "in_consultation": "in Beteiligung",
    "in_discussion": "in Beratung",
    "in_force": "in Kraft",
    "proposed": "in einer Vorlage",
    "ready": "beschlussreif",
    "rejected": "abgelehnt",
    "repealed": "aufgehoben",
    "returned": "zurückgegeben",
    "superseded": "abgelöst",
    "withdrawn": "zurückgezogen",
    "held": "zurückgehalten",
    "locked": "in Arbeit",
    "merged": "mit einem anderen zusammengeführt",
    "open": "offen",
    "planned": "vorgesehen",
    "queued": "zum Versand vorgemerkt",
    "running": "noch im Gang",
    "sending": "beim Versand",
    "sent": "gesendet",
    "suspended": "angehalten",
    "undone": "zurückgenommen",
    "waiting": "noch nicht an der Reihe",
}
