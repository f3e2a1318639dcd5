"""The parts of `engine.export.parts` as data, as `akte.schema.json` describes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.export.words import iso
from engine.queries.case_file import CaseFront, CasePeople, HelpPlan, PartyRow, Taken
from engine.queries.disclosures import DisclosureRow
from engine.queries.reads import ReadRow


def data(
    front: CaseFront,
    people: CasePeople,
    listed: Iterable[HelpPlan],
    taken: Iterable[Taken],
    disclosures: Iterable[DisclosureRow],
    reads: Iterable[ReadRow] | None,
) -> dict[str, Any]:
    """The same parts as `akte.schema.json` describes them; null where whoever asks is not told."""
    return {
        "fallfuehrung": front.lead.named,
        "aufenthaltstitel": [
            {"name": one.name or None, "bis": iso(one.until), "quelle": one.source.value}
            for one in front.titles
        ],
        "aufenthaltsstatus": None
        if front.stated is None
        else {"text": front.stated.text, "bis": iso(front.stated.until), "ablauf": front.stated.process},
        "phase": next((one.name for one in front.phases if one.is_now), None),
        "beteiligte": [_party(one) for one in (*people.parties, *people.former)],
        "freigaben": None
        if front.consents is None
        else [
            {
                "an": one.recipient,
                "zweck": one.purpose,
                "angaben": sorted(one.categories),
                "erteilt": None,
                "bis": iso(one.until),
                "stand": "gilt",
            }
            for one in front.consents
        ]
        + [
            {
                "an": one.recipient,
                "zweck": one.purpose,
                "angaben": None,
                "erteilt": iso(one.given),
                "bis": iso(one.until),
                "stand": "ersetzt" if one.replaced else "widerrufen" if one.withdrawn else "abgelaufen",
            }
            for one in people.past_consents
        ],
        "hilfeplaene": [
            {
                "ablauf": one.instance_id,
                "begonnen": iso(one.started_at),
                "beendet": iso(one.ended_at),
                "unterschrieben": iso(one.agreed_on),
                "ziele": [{"bereich": goal.dimension, "text": goal.text} for goal in one.goals],
                "massnahmen": [
                    {
                        "text": it.text,
                        "feld": it.field,
                        "wer": it.who,
                        "woran": it.sign,
                        "bis": iso(it.until),
                        "stand": it.state,
                    }
                    for it in one.measures
                ],
            }
            for one in listed
        ],
        "getroffen": [
            {
                "ablauf": one.instance_id,
                "aufgabe": one.task,
                "ergebnis": one.outcome,
                "beabsichtigt": one.intended,
                "wann": iso(one.at),
                "von": one.by,
                "fuer": one.represented or None,
                "begruendung": None
                if one.reasons is None
                else [{"feld": label, "text": text} for label, text in one.reasons],
                "vier_augen": [{"aufgabe": task, "von": who} for task, who in one.others],
                "davor_berechnet": [row.id for row in one.rests_on],
            }
            for one in taken
        ],
        "uebermittlungen": [
            {
                "wann": iso(one.at),
                "an": one.requester,
                "stelle": one.requester_name,
                "angaben": list(one.categories),
                "norm": one.norm,
                "antwort": one.answer.value,
                "hindernis": one.bar or None,
                "schritt": one.step or None,
                "von": one.person or None,
            }
            for one in disclosures
        ],
        "gelesen": None
        if reads is None
        else [
            {
                "wann": iso(one.at),
                "zuletzt": iso(one.last),
                "wie_oft": one.looks,
                "wer": one.person,
                "behoerde": one.authority,
                "wozu": one.purpose.value,
                "grundlage": one.basis,
            }
            for one in reads
        ],
    }


def _party(one: PartyRow) -> dict[str, Any]:
    return {
        "behoerde": one.name,
        "fuehrt": one.leads,
        "themen": list(one.topics),
        "seit": iso(one.since),
        "bis": iso(one.until),
        "offen": one.open,
        "erledigt": one.done,
    }
