"""How referrals speak: states, sides and grounds by name. Filters for templates."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask
from flask_babel import gettext as _

from engine import Action
from engine.profile import CATEGORIES
from engine.queries.referrals import ReferralReason, ReferralState
from engine.queries.wording import purpose_name
from web.session import current_actor
from web.texts import by_language


def init_app(app: Flask) -> None:
    """Register filters."""
    app.jinja_env.filters.update(
        verweis_name=state_name,
        verweis_grund=reason_name,
        freigabe_zweck=purpose_name,
        angaben_namen=category_names,
    )
    app.jinja_env.globals.update(darf_verweisen=lambda: current_actor().may(Action.REFER))


@by_language
def state_name(state: ReferralState) -> str:
    """How far a referral is."""
    return {
        ReferralState.PREPARED: _("in Vorbereitung"),
        ReferralState.OFFERED: _("wartet auf Antwort"),
        ReferralState.ASKED_BACK: _("Rückfrage"),
        ReferralState.ACCEPTED: _("angenommen, Ankunft offen"),
        ReferralState.DECLINED: _("abgelehnt"),
        ReferralState.ARRIVED: _("angekommen"),
        ReferralState.REPORTED: _("Ergebnis gemeldet"),
        ReferralState.WITHDRAWN: _("zurückgezogen"),
        ReferralState.STOPPED: _("gestoppt"),
    }[state]


@by_language
def reason_name(reason: ReferralReason) -> str:
    """Why the person did not arrive."""
    return {
        ReferralReason.NOT_COMPETENT: _("nicht zuständig"),
        ReferralReason.CAPACITY: _("keine Kapazität"),
        ReferralReason.NO_CONSENT: _("ohne Einwilligung"),
    }[reason]


def categories() -> dict[str, str]:
    """What a person can release, by code, in the language of the page and the order of the form of consent."""
    names = (
        _("Kontaktdaten"),
        _("Aufenthalt"),
        _("Lebensunterhalt"),
        _("Wohnen"),
        _("Sprache"),
        _("Arbeit und Bildung"),
        _("Kinder und Schule"),
        _("Gesundheit"),
        _("Familie"),
        _("Identität und Papiere"),
        _("Schulden"),
    )
    return dict(zip(CATEGORIES, names, strict=True))


def category_names(codes: Iterable[str]) -> str:
    """What is released, in words."""
    known, wanted = categories(), frozenset(codes)
    return ", ".join(name for code, name in known.items() if code in wanted)
