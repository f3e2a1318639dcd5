"""The page of a proposal: one frame with tabs, shown by each blueprint that changes something of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template, session
from flask_babel import gettext as _

from engine import commands, queries
from engine.queries.proposal import (
    DocumentPurpose,
    Outcome,
    PartyKind,
    ProposalEvent,
    ProposalState,
    ProposalView,
    Ruling,
    Stance,
)
from web.session import begin
from web.words import impact as impact_words

#: the tabs by their address
TABS = ("inhalt", "beteiligung", "pruefungen", "beschluss", "verlauf")
#: where the code of a link waits between making it and showing it, once
_CODE = "stellencode"


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed into one of the forms of the page, and what is wrong with it; `form` is where it belongs."""

    typed: Mapping[str, str]
    wrong: Mapping[str, str]
    form: str = ""


def show(proposal_id: int, tab: str, said: Said | None = None) -> str:
    """The page with one of its tabs open."""
    with begin() as tx:
        view = queries.proposal.show(tx, proposal_id)
        outlines = queries.proposal.outlines(tx, proposal_id) if tab == "beteiligung" else {}
        may_ask = view.may_propose and view.row.state in {ProposalState.DRAFT, ProposalState.IN_CONSULTATION}
        authorities = queries.proposal.authorities(tx, proposal_id) if may_ask else ()
        asking = queries.party_link.asking(tx, proposal_id) if tab == "beteiligung" else None
        earliest = queries.proposal.earliest_answer(tx, proposal_id)
        changes = queries.proposal_changes.show(tx, proposal_id) if tab == "inhalt" else None
        impact = queries.impact.show(tx, proposal_id) if tab == "inhalt" and view.repeals else None
        book = queries.resolution.of_proposal(tx, proposal_id) if tab == "beschluss" else ()
        today = tx.today
    return render_template(
        f"lenkungsgruppe/vorlage_{tab}.html",
        **frame(view, tab) | {"said": said or Said({}, {})},
        outlines=outlines,
        heat={one.version_id: _heat(view, one.version_id) for one in view.versions},
        authorities=authorities,
        kinds=tuple(PartyKind),
        stances=tuple(Stance),
        outcomes=tuple(Outcome),
        rulings=tuple(Ruling),
        purposes=(DocumentPurpose.ANNEX, DocumentPurpose.RULES),
        earliest=earliest,
        in_time=earliest + timedelta(days=1),
        book=book,
        changes=changes,
        repeal=() if impact is None or impact.outdated else impact_words.summary(impact),
        reported_at=None if impact is None or impact.report is None else impact.report.ended_at,
        asking=asking,
        code=code(proposal_id) if tab == "beteiligung" else None,
        today=today,
        longest=commands.consultation.LONGEST_STATEMENT,
    )


def keep_code(proposal_id: int, party_id: int, told: str) -> None:
    """Remember the code of a link until it has been shown, once."""
    session[_CODE] = {"vorlage": proposal_id, "stelle": party_id, "code": told}


def code(proposal_id: int) -> tuple[int, str] | None:
    """The party and the code that was made for it just now; nobody reads it again."""
    kept = session.get(_CODE)
    if not isinstance(kept, dict) or kept.get("vorlage") != proposal_id:
        return None
    session.pop(_CODE)
    return kept["stelle"], f"{kept['code'][:4]} {kept['code'][4:]}"


def frame(view: ProposalView, tab: str) -> dict[str, object]:
    """What the frame around a tab shows, for a page that fills the tab itself."""
    return {"view": view, "row": view.row, "tab": tab, "tabs": tabs(view), "said": Said({}, {})}


def _begins(event: ProposalEvent) -> bool:
    return event.kind == "rollout_begun"


def tabs(view: ProposalView) -> list[tuple[str, str, int]]:
    """Address, label and what is open there."""
    answered = sum(one.comment.outcome is None for one in view.comments)
    closed = sum(not one.is_open for one in view.verdicts)
    settled = view.row.state not in {
        ProposalState.DRAFT,
        ProposalState.IN_CONSULTATION,
        ProposalState.READY,
        ProposalState.RETURNED,
    }
    return [
        ("inhalt", _("Inhalt"), 0),
        ("beteiligung", _("Beteiligung"), answered),
        ("pruefungen", _("Prüfungen"), 0 if settled else closed),
        *([("folgen", _("Folgen"), 0)] if view.concerns_cases else []),
        ("beschluss", _("Beschluss"), 0),
        *([("ueberfuehrung", _("Überführung"), 0)] if any(map(_begins, view.events)) else []),
        ("verlauf", _("Verlauf"), 0),
    ]


def _heat(view: ProposalView, version_id: int) -> str:
    """How many remarks are on each element, as the diagram shows it; open ones stand out."""
    counted: dict[str, list[int]] = {}
    for one in view.comments:
        if one.comment.version_id == version_id and one.comment.element and not one.lost:
            numbers = counted.setdefault(one.comment.element, [0, 0])
            numbers[0] += 1
            numbers[1] += one.comment.outcome is None
    return json.dumps(
        {
            element: {"stufe": 4 if waiting else 1, "text": str(total)}
            for element, (total, waiting) in counted.items()
        }
    )
