"""What a party says to a proposal, and what is remarked on it: with an account, or by a one-time link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from engine.errors import Conflict, Invalid
from engine.execution import parameters, proposals
from engine.execution.bundle import load_bundle
from engine.execution.parameters import Parameter
from engine.state import consultation, party_link, proposal
from engine.state.consultation import Party, Stance
from engine.state.proposal import ProposalRow, ProposalState
from engine.transaction import Transaction

#: characters of a statement, remark or answer
LONGEST_STATEMENT: Final = 4000


@dataclass(frozen=True, slots=True)
class Noted:
    """Who answered for a body without account: as they named themselves by a link, or as another one notes it from a
    `paper`: a letter, a mail, minutes.
    """

    person: str
    paper: str = ""


def must_run(row: ProposalRow) -> None:
    """Conflict when nobody is asked any more, or yet."""
    if row.state is not ProposalState.IN_CONSULTATION:
        raise Conflict(f"Expected the consultation of {row.number} to run, but it is {row.state}")


def must_fit(text: str, name: str, *, needed: bool) -> None:
    """Invalid for too much, and for nothing where something is needed."""
    if needed and not text.strip():
        raise Invalid("Expected some text, but there is none", {name: "Bitte schreiben Sie, was Sie meinen."})
    if len(text) > LONGEST_STATEMENT:
        raise Invalid(
            f"Expected at most {LONGEST_STATEMENT} characters, but there are more",
            {name: f"Bitte geben Sie höchstens {LONGEST_STATEMENT} Zeichen ein."},
        )


def has_answered(row: ProposalRow, party: Party, digest: str) -> bool:
    """Whether what the party said is about the proposal as it stands, with versions of this `digest`.

    What was said of other versions, or before it was revised, is on record and counts no more until it is confirmed.
    """
    return (
        row.state is not ProposalState.DRAFT
        and row.opened_at is not None
        and party.answered_at is not None
        and party.answered_at >= row.opened_at
        and party.answered_digest == digest
    )


def earliest(tx: Transaction, row: ProposalRow) -> date:
    """The first day on which may end what somebody is asked today."""
    days = parameters.value(tx, Parameter.CONSULTATION_DAYS, row.jurisdictions, tx.today)
    return tx.today + timedelta(days=days)


def wrong_end(earliest: date, answer_by: date, before: date | None = None) -> dict[str, str]:
    """What is wrong with the last day: too early, or not `before` the day on which the proposal is to be in force."""
    if before is not None and earliest >= before:
        return {"answer_by": too_late(earliest, before)}
    if answer_by < earliest:
        return {"answer_by": f"Die Beteiligten brauchen Zeit bis mindestens {earliest:%d.%m.%Y}."}
    if before is not None and answer_by >= before:
        return {
            "answer_by": f"Die Vorlage soll ab {before:%d.%m.%Y} gelten. Die Beteiligung muss vorher enden."
        }
    return {}


def wrong_first_end(earliest: date, answer_by: date, first: date | None) -> dict[str, str]:
    """As `wrong_end`, `first` being the day it is to be in force; where no time is left before, it lasts as long as it
    must.
    """
    if first is None or first > earliest:
        return wrong_end(earliest, answer_by, first)
    if answer_by > earliest:
        return {
            "answer_by": f"Die Vorlage soll ab {first:%d.%m.%Y} gelten. Die Beteiligung kann deshalb höchstens bis "
            f"{earliest:%d.%m.%Y} dauern."
        }
    return wrong_end(earliest, answer_by)


def too_late(earliest: date, before: date) -> str:
    """Why nobody can be asked any more before the proposal is to be in force."""
    return (
        f"Bis zum Stichtag {before:%d.%m.%Y} reicht die Zeit nicht: Wer gehört wird, hat sie bis mindestens "
        f"{earliest:%d.%m.%Y}. Die Vorlage braucht einen späteren Stichtag."
    )


def answer(
    tx: Transaction,
    row: ProposalRow,
    party: Party,
    stance: Stance,
    statement: str,
    seen: str | None = None,
    noted: Noted | None = None,
) -> None:
    """What the party says to the locked proposal, in the actor's name or as `noted`. An open link of it is over then.

    Invalid when its versions are others than were `seen` (their digest).
    """
    must_run(row)
    must_fit(statement, "statement", needed=stance is Stance.OBJECT)
    digest = proposals.digest(proposal.versions(tx, row.id))
    if seen is not None and seen != digest:
        raise Invalid(
            f"Expected {party.name} to answer what it has seen of {row.number}, but that has changed since",
            {
                "statement": "Die Vorlage hat sich geändert, seit Sie diese Seite geöffnet haben. Bitte sehen Sie sich "
                "die jetzige Fassung an und antworten Sie dann."
            },
        )
    said_by = noted or Noted("")
    consultation.answer_party(
        tx, party.id, stance, statement.strip(), digest, (said_by.person, said_by.paper)
    )
    party_link.withdraw(tx, party.id)
    said = {"name": party.name, "stance": stance.value, "text": statement.strip()}
    if said_by.paper:
        said["paper"] = said_by.paper
    proposal.note(tx, row.id, "statement", **said, **_person(said_by.person))


def remark(
    tx: Transaction,
    row: ProposalRow,
    party: Party | None,
    text: str,
    place: tuple[int | None, str | None] = (None, None),
    by: str = "",
) -> int:
    """Remark on the locked proposal, or on a place of it: one of its versions, and an element; returns the number.

    Invalid without text or for an element that the version does not have; Conflict when the consultation does not run.
    """
    version_id, element = place
    must_run(row)
    must_fit(text, "text", needed=True)
    name = ""
    if version_id is not None:
        versions = {one.version_id: one for one in proposal.versions(tx, row.id)}
        found = versions.get(version_id)
        nodes = (
            {}
            if found is None
            else {
                node.id: node.name
                for graph in load_bundle(tx, version_id, found.digest).graphs.values()
                for node in graph.nodes.values()
            }
        )
        if found is None or (element is not None and element not in nodes):
            raise Invalid(
                f"Expected to remark on an element of {row.number}, but it is not there",
                {"element": "Diesen Schritt gibt es in der Fassung nicht. Bitte wählen Sie ihn noch einmal."},
            )
        name = nodes.get(element or "", "") or (element or "")
    elif element is not None:
        raise Invalid(
            "Expected a version with the element, but there is none", {"element": "Der Ablauf fehlt."}
        )
    number, is_new = consultation.add_comment(
        tx, row.id, (version_id, element, name), None if party is None else party.id, text.strip(), by
    )
    if is_new:
        proposal.note(tx, row.id, "comment", number=number, **_person(by))
    return number


def _person(by: str) -> dict[str, str]:
    return {"person": by} if by else {}
