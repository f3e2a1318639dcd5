"""Days of absences in words, for templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from flask_babel import gettext as _

from engine.queries.absence import Deed, LogRow, Member
from web.display import day
from web.words.register import weekdays

ONE_DAY = timedelta(days=1)


def span(first: date, last: date | None) -> str:
    """From a day to another one, or without an end."""
    if last is None:
        return _("ab %(day)s, Ende offen", day=day(first))
    if first == last:
        return day(first)
    return _("%(first)s bis %(last)s", first=day(first), last=day(last))


def spans(days: Iterable[date]) -> str:
    """Days, those that follow each other as one span."""
    found: list[tuple[date, date]] = []
    for one in days:
        if found and found[-1][1] + ONE_DAY == one:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return ", ".join(span(*one) for one in found)


def logged(one: LogRow) -> str:
    """What was done, in a sentence."""
    days = span(one.first, one.last)
    words = {
        Deed.ENTERED: _("Abwesenheit eingetragen: %(days)s", days=days),
        Deed.CHANGED: _("Letzter Tag geändert: %(days)s, vorher %(before)s", days=days, before=_last(one)),
        Deed.ENDED: _("Abwesenheit beendet: %(days)s, vorher %(before)s", days=days, before=_last(one)),
        Deed.WITHDRAWN: _("Abwesenheit gestrichen: %(days)s", days=days),
        Deed.REOPENED: _("Ende zurückgenommen: %(days)s", days=days),
        Deed.NAMED: _("Vertretung benannt: %(name)s, %(days)s", name=one.substitute, days=days),
        Deed.REMOVED: _("Vertretung entfernt: %(name)s", name=one.substitute),
        Deed.RESTORED: _("Vertretung wieder eingetragen: %(name)s", name=one.substitute),
        Deed.REORDERED: _("Vertretung vorgezogen: %(name)s", name=one.substitute),
    }
    return words[one.deed]


def _last(one: LogRow) -> str:
    return _("offen") if one.last_before is None else _("bis %(day)s", day=day(one.last_before))


def parts(member: Member) -> Iterator[tuple[date, date, bool, str]]:
    """The days somebody is away, as spans with the same substitutes: first, last, whether for everything, who."""
    found: list[tuple[date, date, bool, str]] = []
    for cell in member.cells:
        if not cell.away:
            continue
        names = ", ".join(cell.stand_ins)
        if found and found[-1][1:] == (cell.day - ONE_DAY, cell.covered, names):
            found[-1] = (found[-1][0], cell.day, cell.covered, names)
        else:
            found.append((cell.day, cell.day, cell.covered, names))
    yield from found


WORDS = {
    "zeitraum": span,
    "zeitraeume": spans,
    "abschnitte": parts,
    "protokolliert": logged,
    "einTag": ONE_DAY,
    "wochentag": lambda on: weekdays()[on.weekday()],
}
