"""How a notice reaches a person, and on which day the law says that it has.

The fictions have a history: since 01.01.2025 the fourth day counts, before it the third
(Postrechtsmodernisierungsgesetz). The day of posting or sending decides which one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from engine.deadlines.calendar import Calendar, Land, weekday_name
from engine.deadlines.deadline import Step, german
from engine.deadlines.law import Law

#: since this day of posting or sending the fourth day counts
FOURTH_DAY_SINCE = date(2025, 1, 1)


class Delivery(StrEnum):
    """The channel of a notice. What day the question has to name for each is in `EVENTS`."""

    POST = "post"
    ELECTRONIC = "elektronisch"
    PORTAL = "portal"
    REGISTERED = "einschreiben"
    RETURN_RECEIPT = "einschreiben_rueckschein"
    CERTIFICATE = "zustellung_pzu"
    ACKNOWLEDGED = "empfangsbekenntnis"
    PERSONAL = "persoenlich"
    ABROAD = "ausland"
    PUBLIC = "oeffentlich"


#: the channel in German
TITLES = {
    Delivery.POST: "Brief mit der Post im Inland",
    Delivery.ELECTRONIC: "elektronisch übermittelt (E-Mail, De-Mail), auch ins Ausland",
    Delivery.PORTAL: "zum Abruf im Portal bereitgestellt",
    Delivery.REGISTERED: "Einschreiben durch Übergabe",
    Delivery.RETURN_RECEIPT: "Einschreiben mit Rückschein",
    Delivery.CERTIFICATE: "Postzustellungsurkunde",
    Delivery.ACKNOWLEDGED: "Empfangsbekenntnis",
    Delivery.PERSONAL: "persönlich übergeben",
    Delivery.ABROAD: "Post ins Ausland",
    Delivery.PUBLIC: "öffentliche Zustellung",
}

#: which day the event is, in German
EVENTS = {
    Delivery.POST: "Tag der Aufgabe zur Post",
    Delivery.ELECTRONIC: "Tag der Absendung",
    Delivery.PORTAL: "VwVfG: Tag des Abrufs; SGB X: Tag, an dem die Benachrichtigung abgesandt wurde",
    Delivery.REGISTERED: "Tag der Aufgabe zur Post",
    Delivery.RETURN_RECEIPT: "Tag auf dem Rückschein",
    Delivery.CERTIFICATE: "Tag auf der Zustellungsurkunde",
    Delivery.ACKNOWLEDGED: "Tag auf dem Empfangsbekenntnis",
    Delivery.PERSONAL: "Tag der Übergabe",
    Delivery.ABROAD: "Tag des tatsächlichen Zugangs",
    Delivery.PUBLIC: "Tag, an dem die Benachrichtigung bekannt gemacht wurde",
}

#: channels without a fiction: what the day is called, and the norm (federal, NRW)
_ACTUAL = {
    Delivery.RETURN_RECEIPT: ("zugestellt laut Rückschein", "§ 4 Abs. 2 S. 1"),
    Delivery.CERTIFICATE: ("zugestellt laut Zustellungsurkunde", "§ 3"),
    Delivery.ACKNOWLEDGED: ("zugestellt laut Empfangsbekenntnis", "§ 5"),
}


@dataclass(frozen=True, slots=True)
class Delivered:
    """The day a notice counts as announced; None if it does not.

    `disputed` is the day of another reading of the law, `dispute` what it is about.
    """

    day: date | None
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    disputed: date | None = None
    dispute: str = ""


def deliver(
    delivery: Delivery, event: date, law: Law, calendar: Calendar, received: date | None = None
) -> Delivered:
    """When a notice of `delivery` counts as announced under VwVfG or SGB X; `event` is the day of `EVENTS`.

    `received` is the day it really came, which counts if it is later than the fiction. The portal of the VwVfG is
    asked with `fetched`, which also knows notices that nobody fetches.
    """
    match delivery:
        case Delivery.PORTAL if law is Law.VWVFG:
            return fetched(event, None, calendar)
        case Delivery.PERSONAL:
            norm = "§ 41 Abs. 1 VwVfG" if law is Law.VWVFG else "§ 37 Abs. 1 SGB X"
            return _on(event, f"übergeben {german(event)}", norm)
        case Delivery.ABROAD:
            return _abroad(event, law)
        case Delivery.RETURN_RECEIPT | Delivery.CERTIFICATE | Delivery.ACKNOWLEDGED:
            begun, paragraph = _ACTUAL[delivery]
            return _on(event, f"{begun} {german(event)}", _service_law(paragraph, calendar.land))
        case Delivery.PUBLIC:
            return _public(event, calendar)
    return _fiction(delivery, event, law, calendar, received)


def _fiction(
    delivery: Delivery, event: date, law: Law, calendar: Calendar, received: date | None
) -> Delivered:
    days = 4 if event >= FOURTH_DAY_SINCE else 3
    notes: list[str] = []
    match delivery:
        case Delivery.POST:
            begun, norm = (
                "Bescheid zur Post",
                "§ 37 Abs. 2 SGB X" if law is Law.SGB_X else "§ 41 Abs. 2 VwVfG",
            )
        case Delivery.ELECTRONIC:
            begun = "Bescheid elektronisch abgesandt"
            norm = "§ 37 Abs. 2 S. 2 SGB X" if law is Law.SGB_X else "§ 41 Abs. 2 S. 2 VwVfG"
        case Delivery.REGISTERED:
            begun, norm = "Einschreiben zur Post", _service_law("§ 4 Abs. 2 S. 2", calendar.land)
        case _:
            begun, norm, days = "über die Bereitstellung benachrichtigt", "§ 37 Abs. 2a SGB X", 4
            if event < FOURTH_DAY_SINCE:
                notes.append(
                    "prüfen: Für Benachrichtigungen vor dem 01.01.2025 ist nicht gesichert, ob und mit "
                    "welchem Tag § 37 Abs. 2a SGB X galt."
                )
    day = event + timedelta(days=days)
    word = "zugestellt" if delivery is Delivery.REGISTERED else "bekannt gegeben"
    steps = [
        Step(f"{begun} {german(event)}", "", event),
        Step(f"{word} {_named(day, calendar)}", f"{norm}, {days}. Tag", day),
    ]
    if received is not None and received > day:
        steps.append(Step(f"später zugegangen {_named(received, calendar)}", norm, received))
        return Delivered(received, tuple(steps), tuple(notes))
    if received is not None:
        notes.append(
            f"Zugang am {german(received)}: Die Fiktion gilt auch, wenn der Bescheid früher zugegangen ist."
        )
    else:
        notes.append(
            "Die Fiktion gilt nicht, wenn der Bescheid nicht oder später zugegangen ist; im Zweifel "
            f"weist die Behörde den Zugang nach ({norm})."
        )
    return _disputed(day, steps, notes, calendar)


def fetched(event: date | None, notified: date | None, calendar: Calendar) -> Delivered:
    """The portal of the VwVfG: announced the day after the notice was fetched (§ 41 (2a)).

    `notified` is the day the person was told that it waits there: it is not announced if nobody fetches it within ten
    days. Without it that is not checked; without both days nothing is announced.
    """
    norm = "§ 41 Abs. 2a VwVfG"
    steps: list[Step] = []
    if notified is not None:
        steps.append(Step(f"über die Bereitstellung benachrichtigt {german(notified)}", "", notified))
        last = notified + timedelta(days=10)
        if event is None or event > last:
            return _too_late(steps, last, calendar)
    if event is None:  # pragma: no cover - `question.check` asks for one of the two days
        return Delivered(None, ())
    day = event + timedelta(days=1)
    steps.append(Step(f"Bescheid abgerufen {german(event)}", "", event))
    steps.append(Step(f"bekannt gegeben {_named(day, calendar)}", f"{norm}, 1. Tag", day))
    notes = [] if notified else [_TEN_DAYS]
    return _disputed(day, steps, notes, calendar)


_TEN_DAYS = (
    "Wird der Bescheid nicht innerhalb von zehn Tagen nach der Benachrichtigung abgerufen, ist er nicht "
    "bekannt gegeben (§ 41 Abs. 2a VwVfG)."
)


def _too_late(steps: list[Step], last: date, calendar: Calendar) -> Delivered:
    named = _named(last, calendar)
    steps.append(
        Step(f"bis {named}, nicht abgerufen: nicht bekannt gegeben", "§ 41 Abs. 2a S. 4 und 5 VwVfG", last)
    )
    notes = [
        "Stellen Sie den Bescheid erneut bereit oder geben Sie ihn auf anderem Weg bekannt; bis dahin "
        "läuft keine Frist."
    ]
    if calendar.day_off(last):
        notes.append(
            "prüfen: ob sich der letzte Tag zum Abruf auf den nächsten Werktag verschiebt (§ 31 Abs. 3 "
            "VwVfG)."
        )
    return Delivered(None, tuple(steps), tuple(notes))


_PUBLIC = (
    "prüfen: Öffentliche Bekanntgabe ohne Zustellung richtet sich nach § 41 Abs. 4 VwVfG, § 37 Abs. 4 "
    "SGB X (auch zwei Wochen)."
)


def _public(event: date, calendar: Calendar) -> Delivered:
    norm = _service_law("§ 10 Abs. 2", calendar.land)
    day = event + timedelta(weeks=2)
    steps = [
        Step(f"Benachrichtigung bekannt gemacht {german(event)}", "", event),
        Step(f"zugestellt {_named(day, calendar)}", f"{norm}, zwei Wochen", day),
    ]
    note = _PUBLIC
    return _disputed(day, steps, [note], calendar)


def _abroad(event: date, law: Law) -> Delivered:
    norm = "§ 37 Abs. 2 S. 1 SGB X" if law is Law.SGB_X else "§ 41 Abs. 2 S. 1 VwVfG"
    step = Step(f"im Ausland zugegangen {german(event)}", f"Fiktion nur im Inland, {norm}", event)
    note = (
        "prüfen: Für die förmliche Zustellung im Ausland gilt § 9 VwZG (oder Landesrecht); hat die "
        "Person keinen Zustellungsbevollmächtigten benannt, kann der siebte Tag nach der Aufgabe zur "
        "Post gelten (§ 9 Abs. 3)."
    )
    return Delivered(event, (step,), (note,))


def _on(event: date, text: str, norm: str) -> Delivered:
    return Delivered(event, (Step(text, norm, event),))


def _disputed(day: date, steps: list[Step], notes: list[str], calendar: Calendar) -> Delivered:
    off = calendar.day_off(day)
    if off is None:
        return Delivered(day, tuple(steps), tuple(notes))
    later = calendar.next_legal_day(day)
    dispute = (
        f"Der Tag der Bekanntgabe ist ein freier Tag ({off}). Ob er sich auf den nächsten Werktag "
        "verschiebt, ist streitig. Wer die Frist wahren will, rechnet mit dem früheren Ende; die Behörde "
        "verlässt sich erst auf das spätere."
    )
    return Delivered(day, tuple(steps), tuple(notes), later, dispute)


def _service_law(paragraph: str, land: Land) -> str:
    """The law on formal service: federal authorities serve by VwZG, those of a Land by its own law."""
    return (
        f"{paragraph} LZG NRW (Bund: VwZG)"
        if land is Land.NW
        else f"{paragraph} VwZG (Bund) – Landesrecht prüfen"
    )


def _named(day: date, calendar: Calendar) -> str:
    return f"{german(day)}, {calendar.day_off(day) or weekday_name(day)}"
