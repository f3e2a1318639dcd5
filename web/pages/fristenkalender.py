"""`/fristen/kalender`: the deadlines of one's tasks as month, week or list. What is shown stands in the address."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from engine import Transaction, queries
from engine.deadlines import HOLIDAY_YEARS
from engine.queries.deadlines import Choices, Day, FreeDay, Wanted, Whose
from web.days import read_day
from web.session import begin
from web.texts import by_language
from web.words import register as words

page = Blueprint("fristenkalender", __name__, url_prefix="/fristen")

#: entries of one day that are shown; the others are in the list
_IN_MONTH, _IN_WEEK = 3, 12
_IN_LIST = 50
VIEWS = ("monat", "woche", "liste")
_NOBODY, _MINE = "niemand", "ich"
_EMPTY = Day((), 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Square:
    """One day of the month or week as the page shows it."""

    day: date
    here: bool
    today: bool
    weekend: bool
    free: tuple[FreeDay, ...]
    found: Day

    @property
    def more(self) -> int:
        """How many entries are not shown."""
        return self.found.total - len(self.found.entries)


@page.get("/kalender")
def show() -> str:
    """A month unless something else is asked for; what cannot be read is today, and everything."""
    chosen = request.args.get("ansicht", "")
    view = chosen if chosen in VIEWS else VIEWS[0]
    with begin() as tx:
        offered = queries.deadlines.choices(tx)
        wanted = _wanted(offered)
        on = _day(tx)
        shown = {
            "view": view,
            "on": on,
            "today": tx.today,
            "offered": offered,
            "wanted": wanted,
            "overdue": queries.deadlines.overdue(tx, wanted),
            "filters": _filters(),
            "mine": _MINE,
            "nobody": _NOBODY,
            "now": tx.now,
            **_chosen(offered, wanted),
        }
        if view == "liste":
            return _list(tx, wanted, on, shown)
        first, last = _month(on) if view == "monat" else _week(on)
        found = queries.deadlines.days(tx, wanted, first, last, _IN_MONTH if view == "monat" else _IN_WEEK)
        free = queries.deadlines.free_days(tx, wanted, first, last)
    squares = [
        Square(
            day,
            view == "woche" or day.month == on.month,
            day == shown["today"],
            day.weekday() > 4,
            free.get(day, ()),
            found.get(day, _EMPTY),
        )
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
    ]
    inside = [one for one in squares if one.here]
    return render_template(
        "fristen/kalender.html",
        weeks=[squares[start : start + 7] for start in range(0, len(squares), 7)],
        legal=sum(one.found.legal for one in inside),
        agreed=sum(one.found.agreed for one in inside),
        follow_up=sum(one.found.follow_up for one in inside),
        empty=not found,
        weekdays=words.weekdays(),
        title=format_date(on, "MMMM y") if view == "monat" else _week_title(first, last),
        before=_moved(view, on, -1),
        after=_moved(view, on, 1),
        **shown,
    )


def _chosen(offered: Choices, wanted: Wanted) -> dict[str, str]:
    """What is shown, in words, for the head of a page on paper: there the filter is gone."""
    whose = {Whose.MINE: _("meine"), Whose.NOBODY: _("nicht übernommene"), Whose.EVERYBODY: ""}[wanted.whose]
    places = dict(offered.authorities)
    return {
        "whose": dict(offered.people).get(wanted.person or 0, whose),
        "process": dict(offered.processes).get(wanted.process, ""),
        "place": places.get(wanted.authority_id or 0, "" if len(places) > 1 else ", ".join(places.values())),
    }


def _list(tx: Transaction, wanted: Wanted, on: date, shown: dict[str, object]) -> str:
    found = queries.deadlines.page(tx, wanted, on, request.args.get("nach") or None, _IN_LIST)
    last = found.entries[-1].day if found.entries else on
    # days off between two entries that lie years apart are nobody's question
    free = queries.deadlines.free_days(tx, wanted, on, min(last, on + timedelta(days=366)))
    by_day: dict[date, list[object]] = {}
    for one in found.entries:
        by_day.setdefault(one.day, []).append(one)
    return render_template(
        "fristen/kalender.html",
        days=[(day, free.get(day, ()), entries) for day, entries in by_day.items()],
        next=found.next,
        continued="nach" in request.args,
        title=_("ab %(day)s", day=format_date(on, "dd.MM.y")),
        before=_moved("liste", on, -1),
        after=_moved("liste", on, 1),
        **shown,
    )


def address(**changed: object) -> str:
    """The address of this page with other arguments; the filter stays."""
    return url_for("fristenkalender.show", **{**_filters(), **changed})


def _filters() -> dict[str, str]:
    return {name: request.args[name] for name in ("behoerde", "person", "ablauf") if request.args.get(name)}


def _wanted(offered: Choices) -> Wanted:
    """What the filter names, if it is offered."""
    authority, person, process = (request.args.get(name, "") for name in ("behoerde", "person", "ablauf"))
    return Wanted(
        next((number for number, _name in offered.authorities if str(number) == authority), None),
        {_MINE: Whose.MINE, _NOBODY: Whose.NOBODY}.get(person, Whose.EVERYBODY),
        next((number for number, _name in offered.people if str(number) == person), None),
        next((key for key, _name in offered.processes if key == process), ""),
    )


def _day(tx: Transaction) -> date:
    found = read_day(request.args.get("tag", ""))
    return found if found is not None and found.year in HOLIDAY_YEARS else tx.today


def _month(on: date) -> tuple[date, date]:
    """The whole weeks around a month."""
    days = list(Calendar().itermonthdates(on.year, on.month))
    return days[0], days[-1]


def _week(on: date) -> tuple[date, date]:
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


def _week_title(first: date, last: date) -> str:
    return _(
        "Woche %(number)s, %(first)s bis %(last)s",
        number=first.isocalendar().week,
        first=format_date(first, "dd.MM."),
        last=format_date(last, "dd.MM.y"),
    )


def _moved(view: str, on: date, step: int) -> date:
    """The same view one month or one week on; a list goes on by weeks."""
    if view != "monat":
        return on + timedelta(weeks=step)
    month = on.year * 12 + on.month - 1 + step
    return date(month // 12, month % 12 + 1, 1)


@by_language
def _label(kind: str) -> tuple[str, str]:
    return {
        "legal": (_("gesetzlich"), _("gesetzliche Frist")),
        "agreed": (_("vereinbart"), _("vereinbarte Zeit")),
        "set": (_("festgelegt"), _("festgelegter Tag")),
        "follow_up": (_("Wiedervorlage"), _("Wiedervorlage")),
    }[kind]


@page.context_processor
def _words() -> dict[str, object]:
    return {
        "fristwort": lambda one: _label("set" if one.is_set else one.kind),
        "kalenderadresse": address,
        "wochentag": lambda day: words.weekdays()[day.weekday()],
    }
