"""`/aufsicht/engpaesse`: where tasks wait, on the diagram and in a table, beside another time, place or version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import NotFound, Transaction, queries
from engine.queries import bottleneck
from engine.queries.bottleneck import Figures, Measure, Place, Selection, Span
from engine.queries.definition import DefinitionRow
from web import heat
from web.days import read_day
from web.export import Cell, FileType, Sheet, file
from web.numbers import is_number
from web.session import begin
from web.words import durations

page = Blueprint("engpaesse", __name__, url_prefix="/aufsicht/engpaesse")
page.add_app_template_filter(durations.duration, "zeitspanne")
page.add_app_template_filter(durations.difference, "unterschied")

#: the measures by the word in their address
MEASURES = {
    "warten_median": Measure.WAITING_MEDIAN,
    "warten_p90": Measure.WAITING_P90,
    "bearbeiten_median": Measure.WORKING_MEDIAN,
    "bearbeiten_p90": Measure.WORKING_P90,
    "erledigt": Measure.DONE,
    "offen": Measure.OPEN,
    "alter_aeltestes": Measure.AGE_OLDEST,
    "alter_median": Measure.AGE_MEDIAN,
}
#: weeks one may look back at
SPANS = (4, 12, 26, 52)
_ALL, _OWN = "alle", "eigene"
_BEFORE, _YEAR = "davor", "vorjahr"
_YEAR_WEEKS = 52
_NUMBERS = frozenset({Measure.DONE, Measure.OPEN})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as it stands in the form."""

    version: str
    place: str
    weeks: int
    last: date
    measure: str
    other: str
    order: str
    #: what was typed as the last day and is none
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the page shows, and when it was read."""

    at: datetime
    asked: Asked
    processes: tuple[DefinitionRow, ...]
    places: tuple[Place, ...]
    figures: Figures | None
    other: Figures | None
    rows: tuple[heat.Row, ...]
    top: float

    @property
    def measure(self) -> Measure:
        """What the steps are compared by."""
        return MEASURES[self.asked.measure]


@page.get("")
def overview() -> str:
    """The diagram and the table."""
    seen = _seen()
    return render_template(
        "engpaesse/engpaesse.html",
        seen=seen,
        measures=measure_names(),
        spans=SPANS,
        levels=_levels(seen),
        heat=_heat(seen),
        few=bottleneck.FEW,
        place_name=_place_name(seen, seen.figures),
        other_name=_other_name(seen),
        say=_sayer(seen, seen.figures),
        other_say=_sayer(seen, seen.other),
    )


@page.get("/tabelle.<kind>")
def table(kind: str) -> Response:
    """The table as a file."""
    if kind not in set(FileType):
        abort(404)
    seen = _seen()
    if seen.figures is None:
        raise NotFound("Expected to export the times of a process, but there is none")
    return file(FileType(kind), f"engpaesse-{seen.figures.version.key}", [_sheet(seen, seen.figures)])


def measure_names() -> dict[str, str]:
    """What each measure is called."""
    return {
        "warten_median": _("Wartezeit, Median"),
        "warten_p90": _("Wartezeit, 90. Perzentil"),
        "bearbeiten_median": _("Bearbeitungszeit, Median"),
        "bearbeiten_p90": _("Bearbeitungszeit, 90. Perzentil"),
        "erledigt": _("Erledigte Aufgaben"),
        "offen": _("Offene Aufgaben"),
        "alter_aeltestes": _("Alter der offenen, ältestes"),
        "alter_median": _("Alter der offenen, Median"),
    }


def _seen() -> Seen:
    with begin() as tx:
        places = bottleneck.places(tx)
        processes = tuple(one for one in queries.definition.overview(tx) if _finals(one))
        asked = _asked(tx, processes, places)
        if not asked.version:
            return Seen(tx.now, asked, processes, places, None, None, (), 0)
        selection = Selection(
            int(asked.version), Span.around(asked.last, asked.weeks), _authorities(asked.place, places)
        )
        figures = bottleneck.show(tx, selection)
        compared = _compared(selection, asked.other, processes)
        other = None if compared is None else bottleneck.show(tx, compared)
        at = tx.now
    measure = MEASURES[asked.measure]
    rows, top = heat.rows(figures, other, measure)
    order = asked.order.lstrip("-")
    if order:
        rows = heat.ordered(rows, _column(order, measure), falling=asked.order.startswith("-"))
    return Seen(at, asked, processes, places, figures, other, rows, top)


def _finals(process: DefinitionRow) -> list[str]:
    return [str(one.id) for one in process.versions if one.state == "final" and one.main_path]


def _asked(tx: Transaction, processes: tuple[DefinitionRow, ...], places: tuple[Place, ...]) -> Asked:
    """The address, and what is looked at when it does not say."""
    given = request.args
    known = [number for process in processes for number in _finals(process)]
    version = given.get("fassung", "")
    if version not in known:
        latest = str(bottleneck.latest_version(tx))
        version = latest if latest in known else next(iter(known), "")
    own = [place for place in places if place.supervised]
    place = given.get("behoerde", "")
    if place not in {_ALL, _OWN, *(str(one.id) for one in places)}:
        place = str(own[0].id) if len(own) == 1 else _OWN if own else _ALL
    if place == _OWN and not own:
        place = _ALL
    weeks = given.get("wochen", type=int)
    measure, order = given.get("mass", ""), given.get("sortierung", "")
    typed = given.get("bis", "").strip()
    day = read_day(typed)
    return Asked(
        version,
        place,
        weeks if weeks in SPANS else SPANS[1],
        min(day or tx.today, tx.today),
        measure if measure in MEASURES else "warten_median",
        given.get("vergleich", ""),
        order if order.lstrip("-") in {*MEASURES, "unterschied"} else "",
        "" if day else typed,
    )


def _authorities(place: str, places: tuple[Place, ...]) -> frozenset[int] | None:
    if place == _ALL:
        return None
    if place == _OWN:
        return frozenset(one.id for one in places if one.supervised)
    return frozenset({int(place)})


def _compared(selection: Selection, other: str, processes: tuple[DefinitionRow, ...]) -> Selection | None:
    """The selection to compare with: as the first one but for one thing."""
    version, span, authorities = selection.version_id, selection.span, selection.authorities
    kind, _dash, number = other.partition("-")
    if other == _BEFORE:
        return Selection(version, span.before, authorities)
    if other == _YEAR:
        return Selection(version, Span(span.first - timedelta(weeks=_YEAR_WEEKS), span.weeks), authorities)
    if other == _ALL:
        return Selection(version, span)
    if kind == "behoerde" and is_number(number):
        return Selection(version, span, frozenset({int(number)}))
    if kind == "fassung" and any(number in _finals(one) for one in processes):
        return Selection(int(number), span, authorities)
    return None


def _column(order: str, compared: Measure) -> Callable[[heat.Row], float | None]:
    """What the rows are sorted by."""
    measure = MEASURES.get(order)
    if measure is None:
        return lambda row: row.pair.difference(compared)
    return lambda row: None if row.pair.one is None else row.pair.one.value(measure)


def _levels(seen: Seen) -> list[tuple[int, str]]:
    """What each step of the legend that occurs stands for, the hottest first."""
    found = []
    for step in sorted({row.level for row in seen.rows if row.level}, reverse=True):
        least, most = (
            durations.measured(seen.top * bound / heat.LEVELS, seen.measure) for bound in (step - 1, step)
        )
        words = _("über %(least)s bis %(most)s", least=least, most=most)
        found.append((step, words if step > 1 else _("bis %(most)s", most=most)))
    return found


def _heat(seen: Seen) -> Mapping[str, Mapping[str, object]]:
    """For the diagram: the step of the legend and the words on each element of the version shown."""
    return {
        row.pair.element: {"stufe": row.level, "text": durations.measured(row.value or 0, seen.measure)}
        for row in seen.rows
        if row.level and row.pair.one is not None
    }


def _sayer(seen: Seen, figures: Figures | None) -> Callable[[float | None], str]:
    exact = figures is None or figures.exact
    return lambda value: durations.measured(value, seen.measure, exact=exact)


def _place_name(seen: Seen, figures: Figures | None) -> str:
    if figures is None or figures.selection.authorities is None:
        return _("alle Behörden")
    names = [one.name for one in seen.places if one.id in figures.selection.authorities]
    return names[0] if len(names) == 1 else _("meine Behörden")


def _other_name(seen: Seen) -> str:
    """What the second selection is, in words."""
    one, other = seen.figures, seen.other
    if one is None or other is None:
        return ""
    if one.version.id != other.version.id:
        return f"{other.version.name}, {_('Fassung %(number)s', number=other.version.number)}"
    if one.selection.span != other.selection.span:
        return durations.period(other.selection.span.first, other.selection.span.last)
    return _place_name(seen, other)


def _sheet(seen: Seen, figures: Figures) -> Sheet:
    """Times in hours, so that a spreadsheet can go on computing."""
    names = [
        name if MEASURES[key] in _NUMBERS else _("%(measure)s (Stunden)", measure=name)
        for key, name in measure_names().items()
    ]
    head = [_("Schritt"), _("Teilprozess"), _("Kennung des Schritts"), *names]
    if seen.other is not None:
        head += [f"{_other_name(seen)}: {name}" for name in names]
    rows: list[list[Cell]] = []
    for row in seen.rows:
        step = row.pair.one or row.pair.other
        assert step is not None  # noqa: S101  a pair is of a step
        both = [row.pair.one] if seen.other is None else [row.pair.one, row.pair.other]
        rows.append(
            [
                step.name,
                " / ".join(step.inside),
                step.element,
                *(
                    _cell(None if one is None else one.value(measure), measure)
                    for one in both
                    for measure in MEASURES.values()
                ),
            ]
        )
    span = figures.selection.span
    notes = [
        f"{figures.version.name}, {_('Fassung %(number)s', number=figures.version.number)}",
        f"{_place_name(seen, figures)}, {durations.period(span.first, span.last)}",
    ]
    if not figures.exact:
        notes.append(_("Zeiten über alle Behörden sind auf etwa ein Viertel genau."))
    if figures.guarded:
        notes.append(_("Von weniger als %(few)s Aufgaben wird nichts gesagt.", few=bottleneck.FEW))
    return Sheet(_("Engpässe"), head, rows, notes)


def _cell(value: float | None, measure: Measure) -> Cell:
    if value is None:
        return None
    return int(value) if measure in _NUMBERS else round(value / 3600, 2)
