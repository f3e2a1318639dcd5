"""The profile of a process on a page: agreed times, kinds and ways in the language of the page."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from engine.competence import TOPICS
from engine.escalation import Clock, Entry, Handing, Target, WatchKind
from engine.profile import ReferralParty, TimeKind, Way, parts, read_period
from engine.queries.escalation import LevelRow


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(
        dauer=period,
        zeitart=time_kind,
        weg=way,
        thema=topic,
        leiteruhr=clock,
        leiterwann=rung_time,
        leiteran=target,
        leitergabe=handing,
        stufe=level,
    )


def period(value: str, working: bool = False) -> str:
    """An ISO 8601 period in words: 7 Tage, 1 Monat; 5 Arbeitstage where `working` is set. A number stays as it is."""
    if value.isdecimal():
        return value
    return " ".join(_UNITS[unit](number) for number, unit in parts(value, working=working))


def period_again(words: str) -> str:
    """A period that is kept in German words, in the language of the page; anything else stays as it is."""
    working = "Arbeitstag" in words
    value = read_period(words, working=working)
    return words if value is None else period(value, working)


def time_kind(kind: TimeKind) -> str:
    """What an agreed time is for."""
    return {
        TimeKind.WORK: _("Bearbeitung"),
        TimeKind.REMINDER: _("Erinnerung"),
        TimeKind.ESCALATION: _("Eskalation"),
        TimeKind.GRACE: _("Karenz"),
    }[kind]


def party(one: ReferralParty) -> str:
    """Whose turn it is at a step of a referral."""
    return {
        ReferralParty.SENDER: _("absendende Stelle"),
        ReferralParty.RECEIVER: _("empfangende Stelle"),
        ReferralParty.COORDINATION: _("KIM-Koordination"),
        ReferralParty.FIRST: _("zuerst angegangener Träger, neben dem Verweis"),
        ReferralParty.BESIDE: _("neben dem Verweis"),
    }[one]


def way(way: Way) -> str:
    """How something comes in or goes out."""
    return {
        Way.INPUT: _("Angabe hinein"),
        Way.OUTPUT: _("Angabe heraus"),
        Way.MESSAGE_IN: _("Nachricht hinein"),
        Way.MESSAGE_OUT: _("Nachricht heraus"),
        Way.SIGNAL_IN: _("Signal hinein"),
        Way.SIGNAL_OUT: _("Signal heraus"),
    }[way]


def topic(key: str) -> str:
    """The name of a topic of competence; a variable that names one stays as it is."""
    return TOPICS.get(key, key)


def clock(of: Clock) -> str:
    """Which time a rung of the ladder belongs to."""
    return {
        Clock.AGREED: _("vereinbarte Zeit"),
        Clock.LEGAL: _("gesetzliche Frist"),
        Clock.CLAIM: _("bis zur Übernahme"),
    }[of]


def rung_time(entry: Entry) -> str:
    """When a rung of the ladder is reached; empty where the profile leaves that as it is."""
    if entry.days is not None and entry.clock is Clock.CLAIM:
        return ngettext("nach %(num)d Arbeitstag", "nach %(num)d Arbeitstagen", entry.days)
    if entry.days is not None:
        return ngettext("%(num)d Arbeitstag danach", "%(num)d Arbeitstage danach", entry.days)
    return "" if entry.share is None else _("bei %(share)s Prozent der Zeit", share=entry.share)


def target(of: Target) -> str:
    """Who is told at a rung."""
    return {
        Target.CLERK: _("Bearbeiterin oder Bearbeiter"),
        Target.CASE_LEAD: _("Fallführung"),
        Target.TEAM_LEAD: _("Teamleitung"),
        Target.HEAD: _("Amtsleitung"),
        Target.COORDINATION: _("KIM-Koordination"),
        Target.NOBODY: _("niemand"),
    }[of]


def level(row: LevelRow) -> str:
    """A level with what it is of."""
    if row.kind == Clock.CLAIM:
        named = _("nicht übernommen")
    elif row.kind in {one.value for one in Clock}:
        named = clock(Clock(row.kind))
    else:
        named = _("Ende eines Titels") if row.kind == WatchKind.TITLE else _("Altersgrenze")
    return _("%(named)s, Stufe %(level)s", named=named, level=row.level)


def handing(to: Handing) -> str:
    """To whom a rung gives the task."""
    return {
        Handing.GROUP: _("Aufgabe zurück an die Gruppe"),
        Handing.SUBSTITUTE: _("Aufgabe an die Vertretung"),
    }[to]


_UNITS: dict[str, Callable[[int], str]] = {
    "years": lambda number: ngettext("%(num)d Jahr", "%(num)d Jahre", number),
    "months": lambda number: ngettext("%(num)d Monat", "%(num)d Monate", number),
    "days": lambda number: ngettext("%(num)d Tag", "%(num)d Tage", number),
    "working": lambda number: ngettext("%(num)d Arbeitstag", "%(num)d Arbeitstage", number),
    "hours": lambda number: ngettext("%(num)d Stunde", "%(num)d Stunden", number),
}
