"""What the deadline calculator is asked, and whether it can be answered.

A question names the event, one length (or a rule that has one), and what else is so. `check` tells every fault at once,
each in a German sentence under the name of its field.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from engine.deadlines.calendar import NORDRHEIN_WESTFALEN, Calendar
from engine.deadlines.delay import Pause
from engine.deadlines.delivery import EVENTS, TITLES, Delivery
from engine.deadlines.law import Counting, DaysOff, Law, SetBy
from engine.deadlines.period import Period
from engine.deadlines.rules import RULES, Rule, Shape
from engine.errors import Invalid

_LONGEST_HOURS = 10_000
_LONGEST_WORKING_DAYS = 10_000
_LONGEST_MONTHS = 12 * 200
_LONGEST_DAYS = 366 * 200
_BOUNDS = "Geben Sie einen Tag vom 01.01.1900 bis zum 31.12.2199 an."
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Question:
    """One deadline to compute.

    `event` is the day it begins with: of posting, of fetching or as `delivery.EVENTS` says when a `delivery` is named,
    the day of the event itself otherwise; `event_at` the instant for hours. Exactly one of `period`, `working_days`,
    `hours`, `appointment` and `rule` says how long it is; the rules `behoerdlich` and `vereinbart` take a length beside
    them. `law` is the law of the procedure, VwVfG if None. `set_by` says who has set it, `calendar` where it is met.

    `notified` is the day a notice was put into a portal and the person told so, `received` the day it really came,
    `years` the year of life for the rule `lebensjahr`, `extended_to` and `extended_on` an extension and the day it was
    granted, `pauses` what stops the period.
    """

    event: date | None = None
    event_at: datetime | None = None
    period: Period | None = None
    working_days: int | None = None
    hours: int | None = None
    appointment: date | None = None
    rule: str | None = None
    years: int | None = None
    law: Law | None = None
    set_by: SetBy | None = None
    counting: Counting = Counting.AFTER_EVENT
    days_off: DaysOff = DaysOff.SHIFT
    delivery: Delivery | None = None
    notified: date | None = None
    received: date | None = None
    calendar: Calendar = NORDRHEIN_WESTFALEN
    extended_to: date | None = None
    extended_on: date | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def known_rule(self) -> Rule | None:
        """The rule it names; None without one, and for a name `check` refuses."""
        return RULES.get(self.rule or "")

    @property
    def counts_nothing(self) -> bool:
        """Whether its rule names a day without counting: a birthday, the first or last of a month."""
        rule = self.known_rule
        return rule is not None and rule.period is None and rule.shape is not Shape.OPEN

    @property
    def who(self) -> SetBy:
        """Who has set the time: as said, else by the rule, else the law."""
        if self.set_by is not None:
            return self.set_by
        return self.known_rule.set_by if self.known_rule else SetBy.LAW


def check(question: Question) -> None:
    """Invalid with a sentence for each field that is missing, contradictory or out of bounds."""
    wrong: dict[str, str] = {}
    _check_length(question, wrong)
    _check_rule(question, wrong)
    _check_event(question, wrong)
    _check_appointment(question, wrong)
    _check_counting(question, wrong)
    _check_delivery(question, wrong)
    _check_pauses(question, wrong)
    _check_extension(question, wrong)
    if wrong:
        raise Invalid(
            f"Expected to compute a deadline, but the question is wrong in {', '.join(wrong)}", wrong
        )


def _check_length(question: Question, wrong: dict[str, str]) -> None:
    lengths = [
        name
        for name in ("period", "working_days", "hours", "appointment")
        if getattr(question, name) is not None
    ]
    rule = question.known_rule
    if len(lengths) > 1:
        wrong["period"] = "Geben Sie nur eine Länge an: Dauer, Arbeitstage, Stunden oder einen festen Termin."
    elif not lengths and question.rule is None:
        wrong["period"] = (
            "Geben Sie an, wie lange die Frist ist: eine Dauer wie P1M (ein Monat) oder P14D (14 Tage), "
            "Arbeitstage, Stunden, einen festen Termin oder eine Regel."
        )
    elif lengths and rule and rule.shape is not Shape.OPEN:
        wrong["period"] = f"Die Regel „{rule.key}“ hat eine feste Länge. Lassen Sie die Dauer weg."
    elif not lengths and rule and rule.shape is Shape.OPEN:
        wrong["period"] = (
            f"Die Regel „{rule.key}“ hat keine eigene Länge. Geben Sie eine Dauer oder Arbeitstage an."
        )
    if question.period is not None:
        _check_period(question.period, wrong)
    if question.working_days is not None and not 1 <= question.working_days <= _LONGEST_WORKING_DAYS:
        wrong["working_days"] = "Geben Sie 1 bis 10.000 Arbeitstage an."
    if question.hours is not None and not 1 <= question.hours <= _LONGEST_HOURS:
        wrong["hours"] = "Geben Sie 1 bis 10.000 Stunden an."


def _check_period(period: Period, wrong: dict[str, str]) -> None:
    months, days = period.total_months, period.total_days
    if period.has_time_part or period.negative or (months > 0) == (days > 0):
        wrong["period"] = (
            f"„{period}“ ist keine Fristlänge. Geben Sie Tage und Wochen oder Monate und Jahre an, zum "
            "Beispiel P14D oder P1M."
        )
    elif months > _LONGEST_MONTHS or days > _LONGEST_DAYS:
        wrong["period"] = "Geben Sie höchstens 200 Jahre an."


def _check_rule(question: Question, wrong: dict[str, str]) -> None:
    if question.rule is not None and question.known_rule is None:
        wrong["rule"] = f"Die Regel „{question.rule}“ gibt es nicht. Bekannt sind: {', '.join(RULES)}."
    rule = question.known_rule
    needs_years = rule is not None and rule.shape is Shape.YEAR_OF_LIFE and rule.years is None
    if needs_years and question.years is None:
        wrong["years"] = "Geben Sie an, welches Lebensjahr vollendet wird, zum Beispiel 27."
    elif question.years is not None and not needs_years:
        wrong["years"] = "Ein Lebensjahr gehört nur zur Regel „lebensjahr“."
    elif question.years is not None and not 1 <= question.years <= 150:
        wrong["years"] = "Geben Sie ein Lebensjahr von 1 bis 150 an."
    if rule is None:
        return
    if rule.shape is not Shape.OPEN:
        if question.set_by not in {None, rule.set_by}:
            wrong["set_by"] = f"Die Frist der Regel „{rule.key}“ setzt das Gesetz ({rule.norm})."
        if question.counting is not Counting.AFTER_EVENT or question.days_off is not DaysOff.SHIFT:
            wrong["counting"] = (
                f"Wie die Frist der Regel „{rule.key}“ zählt, steht in ihrer Norm ({rule.norm})."
            )
        if question.law not in {None, Law.VWVFG, Law.SGB_X, rule.law}:
            wrong["law"] = f"Die Regel „{rule.key}“ rechnet nach {rule.law.title}."


def _check_appointment(question: Question, wrong: dict[str, str]) -> None:
    if question.appointment is not None and (question.event is not None or question.event_at is not None):
        wrong["event"] = "Ein fester Termin beginnt mit keinem Ereignis. Lassen Sie eines von beiden weg."


def _check_counting(question: Question, wrong: dict[str, str]) -> None:
    """What would otherwise be ignored, or would contradict how the period begins."""
    counts, keeps = question.counting is Counting.FROM_DAY, question.days_off is DaysOff.KEEP
    if (counts or keeps) and (question.appointment is not None or question.hours is not None):
        said = "Das gibt es nur bei einer Frist in Tagen, Wochen, Monaten oder Jahren."
        wrong.setdefault("counting" if counts else "days_off", said)
    elif counts and question.delivery is not None:
        said = "Beginnt die Frist mit einer Bekanntgabe, zählt deren Tag nicht mit (§ 187 Abs. 1 BGB)."
        wrong.setdefault("counting", said)


def _check_event(question: Question, wrong: dict[str, str]) -> None:
    if question.hours is not None:
        if question.event_at is not None and not _EARLIEST <= question.event_at.date() <= _LATEST:
            wrong["event_at"] = _BOUNDS
        elif question.event_at is None:
            wrong["event_at"] = (
                "Eine Frist in Stunden braucht Tag und Uhrzeit des Ereignisses, zum Beispiel "
                "2026-10-24T15:00."
            )
        elif question.event_at.tzinfo is None:
            wrong["event_at"] = "Die Uhrzeit des Ereignisses braucht eine Zeitzone."
        elif _is_skipped(question.event_at):
            wrong["event_at"] = "Diese Uhrzeit gibt es an dem Tag nicht, weil die Uhr vorgestellt wird."
        if question.pauses:
            wrong["pauses"] = (
                "Eine Frist in Stunden lässt sich hier nicht hemmen; rechnen Sie die Teile einzeln."
            )
        if question.delivery is not None:
            wrong["delivery"] = (
                "Eine Frist in Stunden beginnt mit einem Zeitpunkt; geben Sie ihn an statt der Zustellung."
            )
    elif question.event_at is not None:
        wrong["event_at"] = (
            "Eine Uhrzeit gehört nur zu einer Frist in Stunden. Geben Sie den Tag des Ereignisses an."
        )
    elif question.event is None and question.appointment is None and not _waits_in_portal(question):
        rule = question.known_rule
        what = (
            EVENTS[question.delivery]
            if question.delivery
            else (rule.event if rule else "Tag des Ereignisses")
        )
        wrong["event"] = f"Geben Sie an, wann die Frist beginnt ({what}), zum Beispiel 23.11.2026."
    for name in ("event", "appointment", "notified", "received", "extended_to", "extended_on"):
        day = getattr(question, name)
        if day is not None and not _EARLIEST <= day <= _LATEST:
            wrong[name] = _BOUNDS


def _is_skipped(moment: datetime) -> bool:
    """Whether no clock shows that time: the hour the change to summer time leaves out."""
    there = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return there.replace(tzinfo=None) != moment.replace(tzinfo=None)


def _waits_in_portal(question: Question) -> bool:
    return (
        question.delivery is Delivery.PORTAL
        and question.notified is not None
        and _law_of(question) is Law.VWVFG
    )


def _law_of(question: Question) -> Law:
    rule = question.known_rule
    return (question.law or (rule.law if rule else Law.VWVFG)).procedure


def _check_delivery(question: Question, wrong: dict[str, str]) -> None:
    rule = question.known_rule
    if question.delivery is not None:
        if question.appointment is not None:
            wrong["delivery"] = "Ein fester Termin hängt nicht davon ab, wann der Bescheid ankommt."
        elif rule is not None and not rule.announced:
            wrong["delivery"] = (
                f"Die Regel „{rule.key}“ beginnt nicht mit einer Bekanntgabe, sondern mit: {rule.event}. "
                "Lassen Sie die Zustellung weg."
            )
    if question.notified is not None and not (
        question.delivery is Delivery.PORTAL and _law_of(question) is Law.VWVFG
    ):
        wrong["notified"] = "Der Tag der Benachrichtigung zählt nur beim Abruf im Portal nach dem VwVfG."
    elif question.notified and question.event and question.event < question.notified:
        wrong["notified"] = "Abgerufen wurde vor der Benachrichtigung. Prüfen Sie beide Tage."
    fictions = {Delivery.POST, Delivery.ELECTRONIC, Delivery.REGISTERED}
    if question.received is None:
        return
    if question.delivery not in fictions and not (
        question.delivery is Delivery.PORTAL and _law_of(question) is Law.SGB_X
    ):
        named = ", ".join(TITLES[one] for one in Delivery if one in fictions)
        wrong["received"] = (
            f"Der tatsächliche Zugang zählt nur neben einer Fiktion: {named}, Portal nach dem SGB X."
        )
    elif question.event is not None and question.received < question.event:
        wrong["received"] = "Der Zugang liegt vor der Absendung. Prüfen Sie beide Tage."


def _check_pauses(question: Question, wrong: dict[str, str]) -> None:
    if question.pauses and (question.appointment is not None or question.counts_nothing):
        wrong["pauses"] = "Hier läuft keine Frist, die gehemmt werden könnte."
    if "pauses" in wrong:
        return
    for pause in question.pauses:
        if not (_EARLIEST <= pause.first <= _LATEST and (pause.last or _LATEST) <= _LATEST):
            wrong["pauses"] = _BOUNDS
        elif pause.last is not None and pause.last < pause.first:
            wrong["pauses"] = (
                "Eine Hemmung endet vor ihrem Beginn. Geben Sie erst den ersten, dann den letzten Tag an."
            )
        elif not pause.reason.strip():
            wrong["pauses"] = "Eine Hemmung braucht einen Grund."
        elif question.who is SetBy.LAW and not pause.norm.strip():
            wrong["pauses"] = (
                "Eine gesetzliche Frist ruht nur, wenn ein Gesetz das sagt. Nennen Sie die Norm, zum "
                "Beispiel § 209 BGB; eine vereinbarte Zeit ruht auch ohne."
            )


def _check_extension(question: Question, wrong: dict[str, str]) -> None:
    if question.extended_on is not None and question.extended_to is None:
        wrong["extended_on"] = "Geben Sie auch an, bis wann verlängert wurde."
    if question.extended_to is None:
        return
    if question.extended_on and question.event and question.extended_on < question.event:
        wrong["extended_on"] = "Verlängert wurde, bevor die Frist begann. Prüfen Sie beide Tage."
    if question.appointment is not None:
        wrong["extended_to"] = (
            "Ein Termin wird nicht verlängert, sondern neu bestimmt. Geben Sie den neuen Termin an."
        )
    elif question.hours is not None:
        wrong["extended_to"] = "Eine Frist in Stunden wird mit neuer Dauer gerechnet, nicht mit einem Tag."
    elif question.who is SetBy.LAW:
        rule = question.known_rule
        norm = rule.norm if rule else "§ 31 Abs. 7 VwVfG nur für behördlich gesetzte Fristen"
        said = f"Eine gesetzliche Frist kann keine Behörde verlängern ({norm})."
        if rule is None or rule.restitution:
            said += " Ist sie versäumt, kommt nur Wiedereinsetzung in Betracht."
        wrong["extended_to"] = said if rule else f"{said} Hat eine Behörde sie gesetzt, sagen Sie das."
