"""Consent that counts as given when nobody answers: § 72 Abs. 3a AufenthG."""

from __future__ import annotations

from datetime import date

from engine.deadlines import RULES, Calendar, Deadline, Land, Period, compute_deadline

_RULE = RULES["zustimmung_zuzug"]
#: four weeks after the request has arrived
_PERIOD = _RULE.period or Period()


def deemed_consent(asked: date, land: str = Land.NW) -> Deadline:
    """The last day for the authority of the wished place to answer a request to lift a duty that arrived on `asked`.

    After it the consent counts as given. With the derivation, § 31 VwVfG.
    """
    return compute_deadline(asked, _PERIOD, _RULE.law, calendar=Calendar.of(land))
