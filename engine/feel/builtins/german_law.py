"""German law in FEEL: deadlines, working days, age, times of residence, who is competent and what was agreed. An
extension, not part of DMN.

The arithmetic is that of `engine.deadlines` (§§ 187 to 193 BGB), the groups are those of `engine.competence`; here are
only the names and the values. A span of days is a context with `von` and `bis`; without `bis`, or with null, it goes
on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine import competence, deadlines
from engine.deadlines import Calendar, Law, Longer, Period, Span, Tolerance
from engine.errors import ModelError
from engine.feel.builtins.signature import declare
from engine.feel.semantics.rejection import Rejected
from engine.feel.values import Date, DaysTimeDuration, Value, YearsMonthsDuration

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

_LAWS: Final = {"BGB": Law.BGB, "VwVfG": Law.VWVFG, "SGB X": Law.SGB_X, "VwGO": Law.VWGO, "SGG": Law.SGG}
_NW: Final = "NW"
#: days up to which a count of working days names those it leaves out
_NAMED_DAYS: Final = 21
_ANY_DAY: Final = Day(2026, 11, 23)
#: how a notice reaches the person when the law says when that was
_FICTIONS: Final = {"post": deadlines.announced_by_post, "portal": deadlines.announced_in_portal}


def _deadline(
    account: Evaluation, event: Date, length: Value, law: str | None = None, land: str | None = None
) -> Value:
    """The day with whose end the period after an event is over, moved from a day off."""
    found = _reckon(account, event, length, law, land)
    account.derive(found.derivation)
    return _date(found.end)


def _derived_deadline(
    account: Evaluation, event: Date, length: Value, law: str | None = None, land: str | None = None
) -> Value:
    """The same day, the day before it was moved, and the steps in words, each with its norm."""
    found = _reckon(account, event, length, law, land)
    account.derive(found.derivation)
    return {
        "am": _date(found.end),
        "gerechnet": _date(found.end_unshifted),
        "herleitung": found.derivation,
    }


def _reckon(
    account: Evaluation, event: Date, length: Value, law: str | None, land: str | None
) -> deadlines.Deadline:
    if law is not None and law not in _LAWS:
        raise Rejected(f"das Recht „{law}“ ist keines von {', '.join(_LAWS)}")
    try:
        calendar = _calendar(account, land)
        return deadlines.compute_deadline(
            _day(event), _period(length), _LAWS[law or "VwVfG"], calendar=calendar
        )
    except ModelError as fault:
        raise Rejected(_reason(fault)) from None


def _set_end(account: Evaluation, day: Date, law: str | None = None, land: str | None = None) -> Value:
    """The day a deadline ends that an authority set to a day; moved from a day off, and then it says so."""
    if law is not None and law not in _LAWS:
        raise Rejected(f"das Recht „{law}“ ist keines von {', '.join(_LAWS)}")
    try:
        found = deadlines.compute_end(_day(day), _LAWS[law or "VwVfG"], _calendar(account, land))
    except ModelError as fault:
        raise Rejected(_reason(fault)) from None
    except OverflowError:
        raise Rejected("das Ergebnis liegt außerhalb des Kalenders") from None
    if found.norm:
        account.agree(str(found))
    return _date(found.date)


def _announced(
    account: Evaluation, day: Date, way: str, law: str | None = None, land: str | None = None
) -> Value:
    """When a notice counts as announced, and the later day of the other reading where that is disputed."""
    fiction = _FICTIONS.get(way)
    if law not in (None, "VwVfG", "SGB X"):
        raise Rejected(f"das Recht „{law}“ ist keines von VwVfG, SGB X")
    if way == "persoenlich":
        return {"am": day, "spaeter": None, "herleitung": f"übergeben {deadlines.german(_day(day))}"}
    if fiction is None:
        raise Rejected(f"der Weg „{way}“ ist keiner von {', '.join((*_FICTIONS, 'persoenlich'))}")
    try:
        found = fiction(_day(day), _LAWS[law or "VwVfG"], _calendar(account, land))
    except ModelError as fault:
        raise Rejected(_reason(fault)) from None
    except OverflowError:
        raise Rejected("das Ergebnis liegt außerhalb des Kalenders") from None
    account.derive(found.derivation)
    return {
        "am": _date(found.day),
        "spaeter": None if found.disputed is None else _date(found.disputed),
        "herleitung": found.derivation,
    }


def _working_days(account: Evaluation, start: Date, count: Decimal, land: str | None = None) -> Value:
    """The n-th working day after (before, if negative) a day."""
    if count != count.to_integral_value() or abs(count) > 10_000:
        raise Rejected("die Anzahl der Arbeitstage ist keine ganze Zahl bis 10.000")
    try:
        first = _day(start)
        calendar = _calendar(account, land)
        last = calendar.add_working_days(first, int(count))
        account.agree(_counted(first, last, int(count), calendar))
        return _date(last)
    except ModelError as fault:
        raise Rejected(_reason(fault)) from None
    except OverflowError:
        raise Rejected("das Ergebnis liegt außerhalb des Kalenders") from None


def _calendar(account: Evaluation, land: str | None) -> Calendar:
    """That of the authority where one is asked for and no Land is named, else that of the Land."""
    asked = account.environment.calendar
    return asked() if asked is not None and land is None else _of_land(land or _NW)


@lru_cache(maxsize=16)
def _of_land(land: str) -> Calendar:
    """The calendar of a Land; ModelError for anything else, also for the official key `Calendar.of` would take."""
    deadlines.next_working_day(_ANY_DAY, land)
    return Calendar.of(land)


@lru_cache(maxsize=256)
def _counted(first: Day, last: Day, count: int, calendar: Calendar) -> str:
    """How working days were counted, in words: which days between are none, if they are few."""
    number = f"{abs(count)} Arbeitstag{'' if abs(count) == 1 else 'e'} {'vor' if count < 0 else 'nach'}"
    said = f"{number} {deadlines.german(first)}: {deadlines.german(last)}, {deadlines.weekday_name(last)}"
    if abs((last - first).days) > _NAMED_DAYS:
        return said
    step = timedelta(days=-1 if count < 0 else 1)
    between = (first + step * number for number in range(1, abs((last - first).days)))
    free = [f"{named} {day:%d.%m.}" for day in between if (named := calendar.closed(day))]
    return f"{said} (nicht mitgezählt: {', '.join(free)})" if free else said


def _holiday(account: Evaluation, day: Date, land: str | None = None) -> Value:
    """The name of the public holiday, null on any other day."""
    try:
        return _calendar(account, land).holiday(_day(day))
    except ModelError as fault:
        raise Rejected(_reason(fault)) from None


def _completed(account: Evaluation, birth: Date, years: Decimal) -> Value:
    """The day with whose end a year of life is completed: the one before the birthday."""
    if years != years.to_integral_value() or not 1 <= years <= 150:
        raise Rejected("das Lebensjahr ist keine ganze Zahl von 1 bis 150")
    try:
        found = deadlines.completion_of_age(_day(birth), int(years))
        account.derive(found.derivation)
        return _date(found.end)
    except ModelError as fault:
        raise Rejected(_reason(fault)) from None


def _age(_: Evaluation, birth: Date, day: Date) -> Value:
    """The years of life completed before a day begins; null before birth."""
    years = deadlines.age_on(_day(birth), _day(day))
    return None if years is None else Decimal(years)


def _full_on(_: Evaluation, spans: list[Value], length: YearsMonthsDuration) -> Value:
    """The day with whose end the spans together are as long; null when they end before."""
    found = deadlines.full_on(_spans(spans), length.total_months)
    return None if found is None else _date(found)


def _state(_: Evaluation, certain: Date | None, possible: Date | None, day: Date) -> Value:
    """How far a required time is on a day, from the day it is full in the certain and the possible reading."""
    if day in (certain, possible):
        return "grenztag"
    if certain is not None and day > certain:
        return "voll"
    if possible is not None and day > possible:
        return "streitig"
    return "nie" if certain is None and possible is None else "offen"


def _continuous(
    _: Evaluation, spans: list[Value], absences: list[Value], day: Date, rule: dict[str, Value] | None = None
) -> Value:
    """The uninterrupted stay up to a day in its two readings, with the gaps."""
    found = deadlines.continuity(_spans(spans), _spans(absences), _day(day), _tolerance(rule or {}))
    return {
        "sicher": _contexts(found.certain),
        "moeglich": _contexts(found.possible),
        "unschaedlich": _contexts(found.harmless),
        "offen": _contexts(found.open_gaps),
        "neubeginn": None if found.restart is None else _contexts((found.restart,))[0],
    }


def _in_window(_: Evaluation, spans: list[Value], first: Date, last: Date) -> Value:
    """How long the spans last between two days: months, and days left over."""
    months, days = deadlines.whole_months(deadlines.within(_spans(spans), _day(first), _day(last)))
    return {"monate": Decimal(months), "tage": Decimal(days)}


def _german(_: Evaluation, day: Date | None) -> Value:
    """A date as German offices write it; for null the words that say so."""
    return "ohne Datum" if day is None else deadlines.german(_day(day))


def _competent(_: Evaluation, group: str, circumstances: dict[str, Value] | None = None) -> Value:
    """The group of people who do a task; with circumstances a context, which the user task asks the register with."""
    said = competence.misreading(group)
    if said:
        raise Rejected(said.rstrip("."))
    if circumstances is None:
        return group
    unknown = sorted(circumstances.keys() - competence.CIRCUMSTANCES.keys())
    if unknown:
        known = ", ".join(competence.CIRCUMSTANCES)
        raise Rejected(f"den Umstand „{unknown[0]}“ gibt es nicht; bekannt sind: {known}")
    return {"gruppe": group, **circumstances}


def _agreed(account: Evaluation, element: str) -> Value:
    """The time the steering group agreed on for an element, or the number of that name, where the case is."""
    ask = account.environment.agreed
    if ask is None:
        raise Rejected("hier gelten keine vereinbarten Zeiten")
    found = ask(element)
    if found is None:
        raise Rejected(f"für „{element}“ ist keine Zeit vereinbart")
    account.agree(f"vereinbart: {found.words}")
    return found.value


def _day(value: Date) -> Day:
    if not 1 <= value.year <= 9999:
        raise Rejected("das Datum liegt außerhalb der Jahre 1 bis 9999")
    return _python_day(value.year, value.month, value.day)


@lru_cache(maxsize=4096)
def _python_day(year: int, month: int, day: int) -> Day:
    return Day(year, month, day)


@lru_cache(maxsize=4096)
def _date(day: Day) -> Date:
    return Date(day.year, day.month, day.day)


def _spans(values: list[Value]) -> list[Span]:
    return [_span(value) for value in values]


def _span(value: Value) -> Span:
    if isinstance(value, dict):
        first, last = value.get("von"), value.get("bis")
        if isinstance(first, Date) and (last is None or isinstance(last, Date)):
            return Span(_day(first), None if last is None else _day(last))
    raise Rejected("eine Zeit ist kein Kontext mit „von“ (Datum) und „bis“ (Datum oder null)")


def _contexts(spans: tuple[Span, ...]) -> list[Value]:
    return [
        {"von": _date(span.first), "bis": None if span.last is None else _date(span.last)} for span in spans
    ]


def _tolerance(rule: dict[str, Value]) -> Tolerance:
    harmless, times = rule.get("unschaedlich"), rule.get("anzahl")
    longer = rule.get("laenger", Longer.RESTART.value)
    try:
        return Tolerance(
            months=harmless.total_months if isinstance(harmless, YearsMonthsDuration) else 0,
            times=int(times) if isinstance(times, Decimal) else None,
            counts=rule.get("zaehlt") is True,
            longer=Longer(longer),
        )
    except ValueError:
        raise Rejected("die Regel nennt für „laenger“ nicht „neubeginn“ oder „pruefen“") from None


def _period(length: Value) -> Period:
    """A duration, or a length as text, which keeps weeks (§ 188 (2) BGB ends them by the name of the day)."""
    match length:
        case str():
            return Period.parse(length)
        case YearsMonthsDuration():
            years, months = divmod(abs(length.total_months), 12)
            whole = Period(years=years) if not months else Period(months=12 * years + months)
            return replace(whole, negative=length.total_months < 0)
        case DaysTimeDuration() if length.nanoseconds == length.days * 86_400_000_000_000:
            return Period(days=abs(length.days), negative=length.days < 0)
    raise Rejected(
        "die Frist ist keine Dauer in ganzen Tagen oder in Monaten und Jahren, auch nicht als Text (P4W)"
    )


def _reason(fault: ModelError) -> str:
    return (
        fault.findings[0].reason.rstrip(".")
        if fault.findings
        else "das Ergebnis liegt außerhalb des Kalenders"
    )


FUNCTIONS: Final = [
    declare("frist(ereignis: date, dauer: Any, recht?: string, land?: string)", _deadline),
    declare("fristrechnung(ereignis: date, dauer: Any, recht?: string, land?: string)", _derived_deadline),
    declare("fristende(tag: date, recht?: string, land?: string)", _set_end),
    declare("bekanntgabe(ereignis: date, weg: string, recht?: string, land?: string)", _announced),
    declare("werktage(datum: date, anzahl: number, land?: string)", _working_days),
    declare("feiertag(datum: date, land?: string)", _holiday),
    declare("lebensjahr vollendet am(geburt: date, jahre: number)", _completed),
    declare("lebensalter(geburt: date, stichtag: date)", _age),
    declare("zeit voll am(zeiten: list<Any>, dauer: years and months duration)", _full_on),
    declare("zeitstand(sicher?: date, guenstig?: date, stichtag: date)", _state),
    declare(
        "ununterbrochen(zeiten: list<Any>, abwesenheiten: list<Any>, stichtag: date, regel?: Any)",
        _continuous,
    ),
    declare("zeiten im fenster(zeiten: list<Any>, von: date, bis: date)", _in_window),
    declare("deutsches datum(datum?: date)", _german),
    declare("zustaendig(gruppe: string, umstaende?: context)", _competent),
    declare("vereinbart(element: string)", _agreed),
]
