"""From the day a period begins with to its last day, over its pauses, a day off and its extension."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.deadlines.calculation import Calculation
from engine.deadlines.calendar import Calendar, weekday_name
from engine.deadlines.dates import days_between
from engine.deadlines.deadline import Step, german, last_day, length_name, paragraph, period_name
from engine.deadlines.delay import Account, Cause, Paused, Stretches, run_paused
from engine.deadlines.law import Counting, DaysOff, Law, SetBy
from engine.deadlines.period import Period
from engine.deadlines.question import Question
from engine.deadlines.rules import Shape
from engine.errors import Invalid

_DAY = timedelta(days=1)
_NAMED_AT_MOST = 6
_WORKING_DAYS = (
    "prüfen: Gezählt sind Arbeitstage ohne Samstage. Wo ein Gesetz Werktage nennt, zählt der Samstag oft mit."
)
_ANEW = (
    "prüfen: Nach der Unterbrechung ist die ganze Frist neu gerechnet. § 212 Abs. 1 BGB sagt das für die Verjährung; "
    "ob es für diese Frist gilt und von welchem Tag an, ist nicht gesichert."
)
_IN_EXTENSION = (
    "prüfen: Eine Hemmung oder Unterbrechung beginnt in der verlängerten Zeit. Sie ist nicht gerechnet; ob sich der "
    "Tag verschiebt, bis zu dem verlängert wurde, ist nicht gesichert."
)
_NOT_EXTENDED = "prüfen: Die Verlängerung ist nicht gerechnet, weil die Frist noch ruht."
_MIDNIGHT = "Die Frist endet mit Ablauf des Tages (24 Uhr), nicht mit den Öffnungszeiten der Behörde."


@dataclass(frozen=True, slots=True)
class Terms:
    """By which law a period runs, how it counts, and how long it is; no `period` means working days."""

    law: Law
    counting: Counting
    days_off: DaysOff
    period: Period | None
    norm: str


def reckon_span(question: Question, terms: Terms, start: date, opened: tuple[Step, ...]) -> Calculation:
    """The period that begins with `start`; `opened` are the steps that led there."""
    if terms.period is not None:
        period = terms.period
        plain = last_day(start, period, terms.counting)

        def reckon(event: date, counting: Counting, stretches: Stretches) -> date:
            return last_day(event, period, counting) + _length(stretches)

        steps = [*opened, _period_step(question, terms, period, start, plain)]
    else:
        count = question.working_days or 0

        def reckon(event: date, counting: Counting, stretches: Stretches) -> date:
            return _working_day(question, event, count, counting, stretches)

        plain = reckon(start, terms.counting, ())
        steps = [*opened, *_working_day_steps(question, start, plain, count)]
    paused = run_paused(start, terms.counting, question.pauses, reckon)
    steps.extend(paused.steps)
    first = start if terms.counting is Counting.FROM_DAY else start + _DAY
    if paused.end is None:
        left = paused.remaining or 0
        note = f"Die Frist ruht. Danach bleiben {'1 Tag' if left == 1 else f'{left} Tage'}."
        notes = [note] if question.extended_to is None else [note, _NOT_EXTENDED]
        return Calculation("Die Frist ruht", tuple(steps), notes=tuple(notes), remaining=paused.remaining)
    if paused.end != plain:
        named = question.calendar.day_off(paused.end) or weekday_name(paused.end)
        again = "läuft weiter" if paused.began == start else "beginnt neu"
        steps.append(Step(f"{again} und endet {german(paused.end)}, {named}", "", paused.end))
    end, notes = _shifted(question, terms, paused.end, steps)
    notes += _late_pauses(question, paused.end, end)
    if paused.began != start and question.who is not SetBy.AGREEMENT:
        notes.append(_ANEW)
    if question.who is SetBy.LAW and terms.period is None:
        notes.append(_WORKING_DAYS)
    if question.who is not SetBy.AGREEMENT and question.calendar.office_hours:
        notes.append(_MIDNIGHT)
    account = _account(first, paused, paused.end, end)
    unshifted = paused.end
    if question.extended_to is not None:
        before = end
        unshifted, end = _extended(question, terms, question.extended_to, end, steps, notes)
        account = replace(account, extended=(end - before).days)
        if any(before < pause.first <= end for pause in question.pauses):
            notes.append(_IN_EXTENSION)
    agreed = question.who is SetBy.AGREEMENT
    meaning = "Letzter Tag der vereinbarten Zeit" if agreed else "Letzter Tag der Frist"
    return Calculation(meaning, tuple(steps), end, unshifted, notes=tuple(notes), account=account)


def _period_step(question: Question, terms: Terms, period: Period, start: date, last: date) -> Step:
    named = _off(question, last) or weekday_name(last)
    carried = paragraph(start, last, period, terms.counting)
    if question.delivery is not None or question.rule is not None:
        carried = f"{terms.counting.value}, {carried}"
    rule = question.known_rule
    ends = f"{period_name(period)} endet"
    if rule is not None and rule.shape is Shape.UNTIL:
        ends = f"{rule.noun}: {length_name(period)} bis"
    return Step(f"{ends} {german(last)}, {named}", terms.law.value.of(carried), last)


def _off(question: Question, day: date) -> str | None:
    """Why the period cannot end that day: closures of the authority matter for agreed times only."""
    if question.who is SetBy.AGREEMENT:
        return question.calendar.closed(day)
    return question.calendar.day_off(day)


def _working_day(
    question: Question, event: date, count: int, counting: Counting, stretches: Stretches
) -> date:
    day = event - _DAY if counting is Counting.FROM_DAY else event
    while count:
        day = _next_working_day(question, day + _DAY)
        if not any(first <= day <= last for first, last in stretches):
            count -= 1
    return day


def _next_working_day(question: Question, day: date) -> date:
    if question.who is SetBy.AGREEMENT:
        return question.calendar.next_open_day(day)
    return question.calendar.next_legal_day(day)


def _working_day_steps(question: Question, start: date, last: date, count: int) -> list[Step]:
    calendar = question.calendar
    agreed = question.who is SetBy.AGREEMENT
    norm = (
        f"vereinbarte Zeit, Kalender {calendar.place}"
        if agreed
        else f"Arbeitstage, Feiertage {calendar.place}"
    )
    found = [Step(f"{count}. Arbeitstag ist {german(last)}, {weekday_name(last)}", norm, last)]
    skipped = _skipped(question, start, last)
    if skipped:
        found.append(Step(f"nicht mitgezählt: {skipped}", "", last))
    closed = {
        name
        for day in _days(start + _DAY, last)
        if not agreed and not calendar.day_off(day) and (name := calendar.closed(day))
    }
    if closed:
        names = ", ".join(sorted(closed))
        found.append(Step(f"mitgezählt: {names}; nur vereinbarte Zeiten lassen Schließtage aus", "", last))
    return found


def _skipped(question: Question, start: date, last: date) -> str:
    """Holidays and closures on weekdays between two days, as a list; weekends go without saying."""
    found = [
        f"{german(day)} ({reason})"
        for day in _days(start + _DAY, last)
        if day.weekday() < 5 and (reason := _off(question, day))
    ]
    more = f" und {len(found) - _NAMED_AT_MOST} weitere Tage" if len(found) > _NAMED_AT_MOST + 1 else ""
    return ", ".join(found[:_NAMED_AT_MOST] if more else found) + more


def _shifted(question: Question, terms: Terms, last: date, steps: list[Step]) -> tuple[date, list[str]]:
    """The last day after §§ 193 BGB ff., with a step for each reason that moved it, or did not."""
    calendar, agreed = question.calendar, question.who is SetBy.AGREEMENT
    off = _off(question, last)
    norms = terms.law.value
    if off is not None and terms.days_off is DaysOff.KEEP:
        if question.who is SetBy.AUTHORITY and norms.named_day:
            steps.append(
                Step(f"bleibt {german(last)}, weil dieser Tag mitgeteilt ist", norms.named_day, last)
            )
        return last, [f"{german(last)} ist ein freier Tag ({off}); das Ende verschiebt sich nicht."]
    end = last
    if off is not None:
        end = _next_working_day(question, last)
        steps.append(
            Step(
                f"{german(end)}, {weekday_name(end)}",
                "nächster Arbeitstag, vereinbarte Zeit" if agreed else norms.shift,
                end,
            )
        )
    if agreed:
        return end, []
    closure = calendar.closed(end)
    if closure is not None:
        steps.append(
            Step(
                f"{closure}: nur die Behörde ist geschlossen, die Frist verschiebt sich nicht",
                norms.shift,
                end,
            )
        )
    return end, _doubts(calendar, end)


def _doubts(calendar: Calendar, end: date) -> list[str]:
    name = calendar.possible_holiday(end)
    if name is None:
        return []
    later = calendar.next_legal_day(end + _DAY)
    return [
        f"prüfen: {german(end)} ({name}) ist nur in einem Teil des Landes {calendar.land} Feiertag. Gilt "
        f"er am Ort, endet die Frist am {german(later)}."
    ]


def _late_pauses(question: Question, last: date, end: date) -> list[str]:
    if any(last < pause.first <= end for pause in question.pauses):
        return [
            "prüfen: Eine Hemmung beginnt nach dem rechnerischen und vor dem verschobenen Ende. Hier "
            "bleibt sie ohne Wirkung."
        ]
    return []


def _extended(
    question: Question, terms: Terms, to: date, end: date, steps: list[Step], notes: list[str]
) -> tuple[date, date]:
    """The end an authority has extended the deadline to: before and after the shift."""
    if to <= end:
        raise Invalid(
            f"Expected to extend the deadline beyond {end}, but {to} is not later",
            {"extended_to": f"Die Frist endet erst am {german(end)}. Geben Sie einen späteren Tag an."},
        )
    norm = terms.law.value.extension
    granted = question.extended_on
    if question.who is SetBy.AGREEMENT:
        steps.append(Step(f"neu zugesagt bis {german(to)}", "vereinbarte Zeit", to))
    elif granted is not None and granted > end:
        paragraph_of = norm.replace("Abs. 7", "Abs. 7 S. 2")
        steps.append(Step(f"am {german(granted)} rückwirkend verlängert bis {german(to)}", paragraph_of, to))
        notes.append(
            "prüfen: Rückwirkend wird verlängert, vor allem wenn die Folgen des Ablaufs unbillig wären."
        )
    else:
        steps.append(Step(f"verlängert bis {german(to)}", norm.replace("Abs. 7", "Abs. 7 S. 1"), to))
    shifted, more = _shifted(question, terms, to, steps)
    notes.extend(more)
    return to, shifted


def _account(first: date, paused: Paused, last: date, end: date) -> Account:
    """Where all days from the first that counts to the end went."""
    delays = {cause: paused.days.get(cause, 0) for cause in Cause}
    counted = days_between(first, last) - sum(delays.values()) - paused.lost
    return Account(
        counted,
        delays[Cause.OWN_AUTHORITY],
        delays[Cause.OTHER_AUTHORITY],
        delays[Cause.PERSON],
        paused.lost,
        (end - last).days,
    )


def _length(stretches: Stretches) -> timedelta:
    return sum(days_between(first, last) for first, last in stretches) * _DAY


def _days(first: date, last: date) -> list[date]:
    return [first + number * _DAY for number in range(days_between(first, last))]
