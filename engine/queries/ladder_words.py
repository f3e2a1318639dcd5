"""Rungs that were climbed, and watched days that are near, as German sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.escalation import AGES, Clock, Target, WatchKind

_CLOCKS = {
    Clock.AGREED.value: "vereinbarte Zeit",
    Clock.LEGAL.value: "gesetzliche Frist",
    Clock.CLAIM.value: "nicht übernommen",
}
_TARGETS = {
    Target.CLERK.value: "Sachbearbeitung",
    Target.CASE_LEAD.value: "Fallführung",
    Target.TEAM_LEAD.value: "Teamleitung",
    Target.HEAD.value: "Amtsleitung",
    Target.COORDINATION.value: "KIM-Koordination",
}
_GIVEN = {
    "group": " Die Aufgabe liegt wieder bei der Gruppe.",
    "substitute": " Die Aufgabe ist bei der Vertretung.",
}


def rung_text(detail: Mapping[str, Any], authorities: Mapping[int, str]) -> str:
    """What the history says of a rung, behind the name of the task."""
    clock = _CLOCKS.get(str(detail.get("clock")), "")
    return (
        f"Eskalationsstufe {detail.get('level', '')} ({clock}). "
        f"{_told(detail, authorities)}{_skipped(detail)}{_GIVEN.get(str(detail.get('given')), '')}"
    )


def watched_text(detail: Mapping[str, Any], authorities: Mapping[int, str], day: str) -> str:
    """What the history says of a watched day."""
    subject = str(detail.get("subject", ""))
    if detail.get("clock") == WatchKind.AGE.value:
        norm = next((one.norm for one in AGES if str(one.age) == subject), "")
        what = f"Vollendung des {subject}. Lebensjahres am {day} ({norm})"
    else:
        what = f"Der Aufenthaltstitel endet am {day}"
    return f"{what}. {_told(detail, authorities)}{_skipped(detail)}"


def _told(detail: Mapping[str, Any], authorities: Mapping[int, str]) -> str:
    target = _TARGETS.get(str(detail.get("target")))
    if target is None:
        return "Die KIM-Koordination weiß es schon."
    name = authorities.get(detail.get("authority") or 0, "")
    there = f"{target} ({name})" if name else target
    if not detail.get("recipients"):
        return f"{there}: niemand erreicht."
    return f"{there} benachrichtigt."


def _skipped(detail: Mapping[str, Any]) -> str:
    levels = detail.get("skipped") or ()
    if not levels:
        return ""
    word = "Stufe" if len(levels) == 1 else "Stufen"
    return f" Zugleich erreicht und nicht eigens gemeldet: {word} {', '.join(map(str, levels))}."
