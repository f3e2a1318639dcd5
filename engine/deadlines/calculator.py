"""The deadline calculator: a question in, the day with its derivation, the other reading and what to check out.

question → check → announcement or event → length → pauses → day off → extension → calculation
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.deadlines.calculation import Calculation
from engine.deadlines.calendar import HOLIDAY_YEARS, weekday_name
from engine.deadlines.dates import last_of_month
from engine.deadlines.deadline import Step, completion_of_age, german
from engine.deadlines.delivery import Delivered, Delivery, deliver, fetched
from engine.deadlines.hours import count_agreed_hours, count_hours
from engine.deadlines.law import Law, SetBy
from engine.deadlines.question import Question, check
from engine.deadlines.rules import Rule, Shape
from engine.deadlines.span import Terms, reckon_span


def calculate(question: Question) -> Calculation:
    """Answer the question; Invalid with a sentence per field if it cannot be asked so.

    ModelError for an authority that is closed for years.
    """
    check(question)
    found = _answered(question)
    return replace(found, notes=(*found.notes, *_without_holidays(question, found)))


def _answered(question: Question) -> Calculation:
    rule = question.known_rule
    if question.appointment is not None:
        return _appointment(question, question.appointment)
    if question.hours is not None and question.event_at is not None:
        if question.who is SetBy.AGREEMENT:
            return count_agreed_hours(question.event_at, question.hours, question.calendar)
        found = count_hours(question.event_at, question.hours, question.law or Law.VWVFG, question.calendar)
        return replace(found, notes=(*found.notes, *_later(question)))
    if rule is not None and question.counts_nothing:
        return _without_length(question, rule, _event(question))
    start = _start(question)
    if start.day is None:
        return Calculation(
            "Es läuft keine Frist", start.steps, notes=start.notes, norm=rule.norm if rule else ""
        )
    found = _run(question, start.day, start.steps, start.notes)
    if start.disputed is None:
        return found
    moved = Step(
        f"streitig: bekannt gegeben erst {german(start.disputed)}",
        "Verschiebung des Bekanntgabetages umstritten",
        start.disputed,
    )
    other = _run(question, start.disputed, (*start.steps, moved), start.notes)
    return replace(found, other=replace(other, dispute=start.dispute), dispute=start.dispute)


def _without_holidays(question: Question, found: Calculation) -> tuple[str, ...]:
    """What to check where a day may be a holiday that is not known. No holiday moves a day that is not counted to."""
    through = question.hours is not None and question.law is not Law.VWGO
    if question.counts_nothing or through:
        return ()
    days = [step.date for step in found.steps]
    if question.working_days is None and question.appointment is None:
        days = days[1:]  # the event may be any day
    years = {day.year for day in days}
    if question.working_days is not None:
        years.update(range(min(years), max(years)))
    missing = sorted(years.difference(HOLIDAY_YEARS))
    if not missing:
        return ()
    named = f"{missing[0]}" if len(missing) == 1 else f"{missing[0]} bis {missing[-1]}"
    return (
        f"prüfen: Für {named} sind keine Feiertage hinterlegt (nur {HOLIDAY_YEARS[0]} bis {HOLIDAY_YEARS[-1]}); "
        "frei sind in der Rechnung nur Samstage und Sonntage.",
    )


def _appointment(question: Question, day: date) -> Calculation:
    law = question.law or Law.VWVFG
    off = question.calendar.closed(day)
    steps = (Step(f"Termin {german(day)}, {off or weekday_name(day)}, bleibt", law.value.appointment, day),)
    notes = (
        ()
        if off is None
        else (f"Der Termin fällt auf einen freien Tag ({off}); er ist trotzdem einzuhalten.",)
    )
    if off is not None and not law.value.appointment:
        notes = (*notes, f"prüfen: {law.title} regelt Termine an freien Tagen nicht ausdrücklich.")
    return Calculation("Termin", steps, day, day, norm=law.value.appointment, notes=notes)


def _without_length(question: Question, rule: Rule, event: date) -> Calculation:
    """Rules that name a day without counting: a birthday, the first or last of a month, a last day of validity."""
    begun = Step(f"{rule.begins} {german(event)}", "", event)
    notes = _rule_notes(rule)
    match rule.shape:
        case Shape.YEAR_OF_LIFE:
            completed = completion_of_age(event, rule.years or question.years or 0)
            notes = (*_kept(question, completed.end), *notes)
            steps = completed.steps
            if rule.years:
                steps = (*steps, Step(f"{rule.noun} {german(completed.end)}", rule.norm, completed.end))
            return Calculation(
                rule.shape.value, steps, completed.end, completed.end, norm=rule.norm, notes=notes
            )
        case Shape.MONTH_BEGIN:
            first = event.replace(day=1)
            step = Step(f"wirkt zurück auf den {german(first)}", rule.norm, first)
            return Calculation(rule.shape.value, (begun, step), first=first, norm=rule.norm, notes=notes)
        case Shape.MONTH_END:
            last = last_of_month(event)
            step = Step(f"endet mit Ablauf des {german(last)}", rule.norm, last)
            return Calculation(rule.shape.value, (begun, step), last, last, norm=rule.norm, notes=notes)
    named = question.calendar.day_off(event) or weekday_name(event)
    step = Step(f"spätestens am {german(event)}, {named}", rule.norm, event)
    notes = (*_kept(question, event), *notes)
    return Calculation(rule.shape.value, (step,), event, event, norm=rule.norm, notes=notes)


def _start(question: Question) -> Delivered:
    """The day the period begins with, and the steps that lead there."""
    law = question.law
    rule = question.known_rule
    if law is None:
        law = rule.law if rule else Law.VWVFG
    match question.delivery:
        case None:
            return Delivered(_event(question), ())
        case Delivery.PORTAL if law.procedure is Law.VWVFG:
            return fetched(question.event, question.notified, question.calendar)
    return deliver(question.delivery, _event(question), law.procedure, question.calendar, question.received)


def _run(question: Question, start: date, steps: tuple[Step, ...], notes: tuple[str, ...]) -> Calculation:
    """One reading: the period that begins with `start`."""
    rule = question.known_rule
    terms = _terms(question)
    found = reckon_span(question, terms, start, _opened(question, start, steps, terms))
    if rule is not None and rule.shape is Shape.EARLIEST and found.end is not None:
        first = found.end + date.resolution
        step = Step(f"{rule.noun} frühestens {german(first)}", rule.norm, first)
        notes = (*notes, _SHIFTED_WAIT) if found.shifted else notes
        found = replace(found, first=first, steps=(*found.steps, step))
    meaning = found.meaning
    if rule is not None and rule.shape is not Shape.OPEN and found.end is not None:
        meaning = rule.shape.value
    named = () if rule is None else _rule_notes(rule)
    return replace(
        found, meaning=meaning, norm=terms.norm, notes=(*notes, *found.notes, *named, *_later(question))
    )


_SHIFTED_WAIT = (
    "prüfen: Ob sich auch eine Wartezeit auf den nächsten Werktag verschiebt, ist nicht gesichert; der "
    "spätere Tag ist der sichere."
)


def _terms(question: Question) -> Terms:
    """By which law the period runs, and how: the rule's terms, unless it leaves them open."""
    rule = question.known_rule
    if rule is None or rule.shape is Shape.OPEN:
        usual = Law.BGB if question.who is SetBy.AGREEMENT else Law.VWVFG
        law = question.law or usual
        norm = "" if rule is None else rule.norm
        if rule is not None and question.who is SetBy.AUTHORITY:
            norm = law.value.set_start or f"gesetzte Frist, {law.title}"
        return Terms(law, question.counting, question.days_off, question.period, norm)
    return Terms(rule.law, rule.counting, rule.days_off, rule.period, rule.norm)


def _opened(question: Question, start: date, steps: tuple[Step, ...], terms: Terms) -> tuple[Step, ...]:
    """The steps before the period runs: how the notice came, or the event."""
    rule = question.known_rule
    if steps:
        return steps if rule is None else (*steps, Step(f"{rule.noun} beginnt", terms.norm, start))
    if rule is not None:
        return (Step(f"{rule.begins} {german(start)}", terms.norm, start),)
    match question.who:
        case SetBy.AUTHORITY if terms.law.value.set_start:
            norm = terms.law.value.set_start
        case SetBy.AGREEMENT:
            norm = "vereinbarte Zeit"
        case _:
            norm = terms.law.value.of(terms.counting.value)
    return (Step(f"Beginn {german(start)}", norm, start),)


def _rule_notes(rule: Rule) -> tuple[str, ...]:
    follows = (rule.follows,) if rule.follows else ()
    return (*follows, f"prüfen: {rule.check}") if rule.check else follows


def _kept(question: Question, day: date) -> tuple[str, ...]:
    off = question.calendar.day_off(day)
    return (
        () if off is None else (f"{german(day)} ist ein freier Tag ({off}); der Tag verschiebt sich nicht.",)
    )


def _later(question: Question) -> tuple[str, ...]:
    """What may help when a deadline is missed: restitution for a statutory one, extension for one an authority set."""
    rule = question.known_rule
    law = question.law or Law.VWVFG
    if rule is not None and rule.shape is not Shape.OPEN:
        law = rule.law
    match question.who:
        case SetBy.LAW if (rule is None or rule.restitution) and law.value.restitution:
            return (
                "prüfen: Ist die Frist ohne Verschulden versäumt, kommt Wiedereinsetzung in Betracht "
                f"({_restitution(law)}).",
            )
        case SetBy.AUTHORITY if law.value.extension and question.extended_to is None:
            return (f"Die Frist kann verlängert werden ({law.value.extension}).",)
    return ()


def _restitution(law: Law) -> str:
    """The norm, and how long an application for restitution may take (two weeks; before the social courts a month)."""
    within = "ein Monat" if law is Law.SGG else "zwei Wochen"
    return f"{law.value.restitution}: {within} nach Wegfall des Hindernisses"


def _event(question: Question) -> date:
    if question.event is None:  # pragma: no cover - `check` has refused that
        raise ValueError("no event")
    return question.event
