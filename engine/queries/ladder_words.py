"""Rungs that were climbed, and watched days that are near, as sentences in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from engine.escalation import AGES, Clock, Target, WatchKind

Language = Literal["de", "en"]


class _Words(NamedTuple):
    """One language; the parts in braces are filled in."""

    clocks: Mapping[str, str]
    targets: Mapping[str, str]
    given: Mapping[str, str]
    rung: str
    age: str
    title: str
    known: str
    nobody: str
    told: str
    #: behind who was told, when whoever stands in for them was told too
    stand_in: str
    #: a level that was passed by, and the day on which it was reached
    passed: str
    #: one or several levels of which no day is kept
    levels: tuple[str, str]
    skipped: str
    #: in place of the clock, where somebody has the task, but is away
    absent: str
    #: in place of the agreed time, where the process itself has set the day
    set_day: str


_WORDS: Final[Mapping[Language, _Words]] = {
    "de": _Words(
        {
            Clock.AGREED.value: "vereinbarte Zeit",
            Clock.LEGAL.value: "gesetzliche Frist",
            Clock.CLAIM.value: "nicht übernommen",
        },
        {
            Target.CLERK.value: "Sachbearbeitung",
            Target.CASE_LEAD.value: "Fallführung",
            Target.TEAM_LEAD.value: "Teamleitung",
            Target.HEAD.value: "Amtsleitung",
            Target.COORDINATION.value: "KIM-Koordination",
        },
        {
            "group": " Die Aufgabe liegt wieder bei der Gruppe.",
            "substitute": " Die Aufgabe ist bei der Vertretung.",
        },
        "Eskalationsstufe {level} ({clock}). ",
        "Vollendung des {age}. Lebensjahres am {day} ({norm})",
        "Der Aufenthaltstitel endet am {day}",
        "Die KIM-Koordination weiß es schon.",
        "{there}: niemand erreicht.",
        "{there} benachrichtigt.",
        " und wer vertritt",
        "Stufe {level} (erreicht am {day})",
        ("Stufe {levels}", "Stufen {levels}"),
        " Zugleich gemeldet: {levels}.",
        "wer sie hat, ist abwesend",
        "im Ablauf festgelegter Tag",
    ),
    "en": _Words(
        {
            Clock.AGREED.value: "agreed time",
            Clock.LEGAL.value: "legal deadline",
            Clock.CLAIM.value: "not claimed",
        },
        {
            Target.CLERK.value: "Clerk",
            Target.CASE_LEAD.value: "Lead of the case",
            Target.TEAM_LEAD.value: "Team lead",
            Target.HEAD.value: "Head of office",
            Target.COORDINATION.value: "KIM coordination",
        },
        {
            "group": " The task is with the group again.",
            "substitute": " The task is with the substitute.",
        },
        "Escalation level {level} ({clock}). ",
        "Year of life {age} completed on {day} ({norm})",
        "The residence title ends on {day}",
        "KIM coordination knows already.",
        "{there}: nobody reached.",
        "{there} notified.",
        " and whoever stands in",
        "level {level} (reached on {day})",
        ("level {levels}", "levels {levels}"),
        " Told with it: {levels}.",
        "whoever has it is away",
        "day set by the process",
    ),
}


def rung_text(detail: Mapping[str, Any], authorities: Mapping[int, str], language: Language = "de") -> str:
    """What the history says of a rung, behind the name of the task."""
    words = _WORDS[language]
    clock = words.clocks.get(str(detail.get("clock")), "")
    if detail.get("absent"):
        clock = words.absent
    elif detail.get("set"):
        clock = words.set_day
    rung = words.rung.format(level=detail.get("level", ""), clock=clock)
    given = words.given.get(str(detail.get("given")), "")
    return f"{rung}{_told(detail, authorities, words)}{_skipped(detail, words)}{given}"


def watched_text(
    detail: Mapping[str, Any], authorities: Mapping[int, str], day: str, language: Language = "de"
) -> str:
    """What the history says of a watched day."""
    words = _WORDS[language]
    subject = str(detail.get("subject", ""))
    if detail.get("clock") == WatchKind.AGE.value:
        norm = next((one.norm for one in AGES if str(one.age) == subject), "")
        what = words.age.format(age=subject, day=day, norm=norm)
    else:
        what = words.title.format(day=day)
    return f"{what}. {_told(detail, authorities, words)}{_skipped(detail, words)}"


def _told(detail: Mapping[str, Any], authorities: Mapping[int, str], words: _Words) -> str:
    target = words.targets.get(str(detail.get("target")))
    if target is None:
        return words.known
    name = authorities.get(detail.get("authority") or 0, "")
    there = f"{target} ({name})" if name else target
    if detail.get("stand_in"):
        there += words.stand_in
    return (words.told if detail.get("recipients") else words.nobody).format(there=there)


def _skipped(detail: Mapping[str, Any], words: _Words) -> str:
    levels = detail.get("skipped") or ()
    if not levels:
        return ""
    if days := detail.get("skipped_on"):
        dated = zip(levels, (f"{date.fromisoformat(day):%d.%m.%Y}" for day in days), strict=True)
        said = ", ".join(words.passed.format(level=level, day=day) for level, day in dated)
    else:
        said = words.levels[len(levels) > 1].format(levels=", ".join(map(str, levels)))
    return words.skipped.format(levels=said)
