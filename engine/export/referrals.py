"""The referrals of a case in its export: how far each is, its way, and what was given on which ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from engine.export.words import at, day, iso
from engine.profile import ReferralReason, ReferralState
from engine.queries.referral import Given, ReferralDetail, Stop
from engine.queries.wording import purpose_name

_STATES: Final = {
    ReferralState.PREPARED: "in Vorbereitung",
    ReferralState.OFFERED: "wartet auf Antwort",
    ReferralState.ASKED_BACK: "Rückfrage",
    ReferralState.ACCEPTED: "angenommen, Ankunft offen",
    ReferralState.DECLINED: "abgelehnt",
    ReferralState.ARRIVED: "angekommen",
    ReferralState.REPORTED: "Ergebnis gemeldet",
    ReferralState.WITHDRAWN: "zurückgezogen",
    ReferralState.STOPPED: "gestoppt",
}
_REASONS: Final = {
    ReferralReason.NOT_COMPETENT: "nicht zuständig",
    ReferralReason.CAPACITY: "keine Kapazität",
    ReferralReason.NO_CONSENT: "ohne Einwilligung",
}


def facts(one: ReferralDetail) -> tuple[tuple[str, str], ...]:
    """What is known of a referral, without what is empty."""
    row = one.row
    state = _STATES[row.state] + (f", {_REASONS[row.reason]}" if row.reason else "")
    said = (
        ("Stand", state),
        ("Am Zug", row.owner),
        ("Von", row.sender),
        ("An", row.receiver or ("von Hand übergeben" if row.by_hand else "")),
        ("Anliegen", one.matter),
        ("Antrag eingegangen", day(row.received_on)),
        ("Begonnen", at(row.begun_at)),
        ("Beendet", at(row.closed_at)),
        ("Gegeben", _given(one.given or ())),
    )
    return tuple((name, value) for name, value in said if value)


def way(one: ReferralDetail) -> tuple[tuple[str, ...], ...]:
    """Each stop as a row: when, how far, at whose desk, by whom, what was said and given."""
    return tuple(
        (
            at(stop.at),
            _STATES[stop.state] + (f" (an {stop.topic_name})" if stop.topic_name else ""),
            stop.owner or "–",
            stop.actor,
            " · ".join(filter(None, (stop.said, _given(stop.given)))),
        )
        for stop in one.stops
    )


HEAD: Final = ("Wann", "Stand", "Bei", "Wer", "Gesagt und gegeben")


def _given(listed: Sequence[Given]) -> str:
    return "; ".join(_ground(one) for one in listed)


def _ground(one: Given) -> str:
    if not one.by_consent:
        return f"{one.label}: {one.basis}"
    basis = f" ({purpose_name(one.basis)})" if one.basis else ""
    return f"{one.label}: Einwilligung{basis}{f', bis {day(one.until)}' if one.until else ''}"


def data(listed: Sequence[ReferralDetail]) -> Iterator[dict[str, Any]]:
    """The referrals as `akte.schema.json` describes them. `gegeben` is null for whoever is on neither side."""
    for one in listed:
        row = one.row
        yield {
            "id": row.id,
            "thema": row.topic or None,
            "stand": row.state.value,
            "grund": None if row.reason is None else row.reason.value,
            "bei": row.owner or None,
            "von": row.sender,
            "an": row.receiver or None,
            "von_hand": row.by_hand,
            "anliegen": one.matter or None,
            "antrag_eingegangen": iso(row.received_on),
            "begonnen": iso(row.begun_at),
            "beendet": iso(row.closed_at),
            "gegeben": None if one.given is None else [_ground_data(each) for each in one.given],
            "weg": [_stop(stop) for stop in one.stops],
        }


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "wann": iso(stop.at),
        "stand": stop.state.value,
        "bei": stop.owner or None,
        "an": stop.topic_name or None,
        "wer": stop.actor,
        "gesagt": stop.said or None,
        "gegeben": [_ground_data(one) for one in stop.given],
    }


def _ground_data(one: Given) -> dict[str, Any]:
    return {
        "angabe": one.category,
        "grundlage": "einwilligung" if one.by_consent else "norm",
        "text": one.basis,
        "bis": iso(one.until),
    }
