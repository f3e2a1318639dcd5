"""A steering group's resolution about a proposal: one member signs it, a second one does, and it stands for ever."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from engine import jobs
from engine.actor import PERMISSIONS, Action
from engine.deadlines.dates import add_months
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import adopting, gates, problems, proposals, signing, starts
from engine.execution.adopting import Terms
from engine.execution.notify import Notice, NoticeKind, notify
from engine.execution.proposals import Step
from engine.state import account, adopted_parameter, adoption, authority, proposal, resolution
from engine.state.proposal import ProposalRow, ProposalState
from engine.state.resolution import ResolutionDraft, Ruling, Vote
from engine.transaction import Transaction

LONGEST_NAME: Final = 200
LONGEST_CONDITIONS: Final = 4000
MOST_VOTES: Final = 100
MOST_PER_AUTHORITY: Final = 1000
_STEPS: Final = {Ruling.ADOPTED: Step.ADOPT, Ruling.REJECTED: Step.REJECT, Ruling.RETURNED: Step.RETURN}


@dataclass(frozen=True, slots=True)
class Text:
    """What the minutes say: when, who and on which paper; how each authority voted; under which conditions."""

    ruling: Ruling
    decided_on: date
    body: str
    paper: str
    votes: tuple[Vote, ...]
    conditions: str = ""
    valid_from: date | None = None


class GatesClosed(Conflict):
    """A resolution that adopts was to be recorded, but gates are closed; `verdicts` say which and why."""

    def __init__(self, message: str, verdicts: tuple[gates.Verdict, ...]) -> None:
        super().__init__(message)
        self.verdicts = verdicts


class SameSigner(Forbidden):
    """Whoever signed first, or the stand-in of that member, was to sign as the second."""


def sign(tx: Transaction, proposal_id: int, revision: int, given: Text, seen: str | None = None) -> str:
    """Write down what was resolved about a ready proposal, and sign it as the first; returns what was signed.

    Another text than was signed before takes its place if the actor has `seen` that one (its digest, empty for none):
    else Conflict. The same text of the same person stays signed. GatesClosed when it adopts and a gate is closed;
    Invalid names what is wrong with the text.
    """
    row = proposals.permitted(tx, proposal_id, Action.ADOPT, revision)
    if row.state is not ProposalState.READY:
        raise Conflict(f"Expected to resolve about proposal {row.number}, but it is {row.state}")
    verdicts = gates.judge_all(tx, row)
    if given.ruling is Ruling.ADOPTED:
        _must_pass(row, verdicts)
    wrong = _wrong(tx, row, given)
    if wrong:
        raise Invalid(f"Expected to resolve about {row.number}, but the resolution is incomplete", wrong)
    values = {
        "ruling": given.ruling,
        "decided_on": given.decided_on,
        "body": given.body.strip(),
        "paper": given.paper.strip(),
        "conditions": given.conditions.strip(),
        "valid_from": given.valid_from if given.ruling is Ruling.ADOPTED else None,
    }
    text = signing.content(tx, row, values | {"votes": given.votes}, verdicts)
    digest = signing.digest(text)
    before = resolution.draft(tx, proposal_id)
    if before is not None and (before.digest, before.signed_by) == (digest, tx.actor.account):
        return digest
    if seen is not None and seen != ("" if before is None else before.digest):
        raise Conflict(f"Expected to sign first about {row.number}, but somebody else has signed meanwhile")
    resolution.write_draft(tx, proposal_id, values | {"digest": digest, "content": text}, given.votes)
    proposal.note(tx, proposal_id, "signed", ruling=given.ruling.value, digest=digest)
    _ask_for_second(tx, row)
    return digest


def countersign(tx: Transaction, proposal_id: int, digest: str) -> int:
    """Sign as the second what another member has signed, as it was seen; from then on it stands. Returns its id.

    SameSigner for whoever signed first and for their stand-in: two people look at it. Conflict when anything of it has
    changed since the first signature. GatesClosed as `sign`; Invalid when its day is over. Versions come into force by
    it on their day; where that is today, a worker lets the running cases follow at once.
    """
    row = proposals.permitted(tx, proposal_id, Action.ADOPT)
    draft = resolution.draft(tx, proposal_id)
    if draft is None or row.state is not ProposalState.READY:
        raise Conflict(f"Expected a signed resolution about {row.number}, but there is none")
    _must_be_another(tx, row, draft)
    values = signing.minutes(draft)
    verdicts = gates.judge_all(tx, row)
    if draft.digest != digest or not signing.stands(tx, row, draft, verdicts):
        raise Conflict(f"Expected to sign what was signed first about {row.number}, but it has changed since")
    if draft.ruling is Ruling.ADOPTED:
        _must_pass(row, verdicts)
        _must_come(tx, row, draft)
    previous = resolution.last_digest(tx)
    text = signing.canonical(
        json.loads(draft.content or signing.content(tx, row, values, verdicts))
        | {
            # what speaks against it as it is signed the second time, by gate: nothing where that is open
            "gates": {one.gate: signing.reasons(one.reasons) for one in verdicts},
            "consulted": signing.consulted(tx, row),
            "signed": [
                {"name": draft.signed_name, "at": draft.signed_at.isoformat()},
                {"name": tx.actor.name, "at": tx.now.isoformat()},
            ],
            "previous": previous,
        }
    )
    number = resolution.create(
        tx,
        {name: values[name] for name in ("ruling", "decided_on", "body", "paper", "valid_from")}
        | {
            "proposal_id": proposal_id,
            "content": text,
            "digest": signing.digest(text),
            "previous": previous,
            "first_by": draft.signed_by,
            "second_by": tx.actor.account,
        },
    )
    resolution.remove_draft(tx, proposal_id)
    changes: dict[str, object] = {}
    if draft.ruling is Ruling.ADOPTED and draft.valid_from is not None:
        _bring_about(tx, row, draft, draft.valid_from, number)
        if draft.valid_from <= tx.today:
            jobs.defer(tx, jobs.DO_DUTY, [{"name": proposals.TURN}])
        review = add_months(draft.valid_from, row.review_months) if row.review_months else None
        changes = {"valid_from": draft.valid_from, "review_on": review, "review_told_at": None}
    proposals.take(tx, proposal_id, _STEPS[draft.ruling], row.revision, **changes)
    proposal.note(
        tx,
        proposal_id,
        _STEPS[draft.ruling].value,
        paper=draft.paper,
        resolution=number,
        digest=signing.digest(text),
    )
    if draft.ruling is Ruling.ADOPTED and draft.valid_from is not None:
        problems.solve(
            tx, row, f"Beschlossen: {_said(row, draft)}, „{row.title}“, gilt ab {draft.valid_from:%d.%m.%Y}."
        )
    elif draft.ruling is Ruling.REJECTED:
        problems.hand_back(tx, row)
    return number


def refuse(tx: Transaction, proposal_id: int, digest: str, reason: str) -> None:
    """Do not sign as the second what another member has signed, and say why: the first signature is void by it."""
    row = proposals.permitted(tx, proposal_id, Action.ADOPT)
    draft = resolution.draft(tx, proposal_id)
    if draft is None or draft.digest != digest:
        raise Conflict(f"Expected a signed resolution about {row.number}, but it has changed since")
    proposals.must_say(reason)
    resolution.remove_draft(tx, proposal_id)
    proposal.note(tx, proposal_id, "signature_refused", reason=reason.strip())


def turn(tx: Transaction) -> bool:
    """Tell the steering group and the author that what was adopted is to be looked at again; for the worker.

    It waits for them in the list of proposals until one of them has written down the finding (`review`).
    """
    tx.actor.must_be_engine()
    for row in proposal.reviews(tx, tx.today):
        people = [*_members(tx, row), *([] if row.created_by is None else [row.created_by])]
        detail = {"task": f"{row.number} {row.title}", "proposal": row.id}
        notify(tx, people, Notice(NoticeKind.PROPOSAL_REVIEW, detail=detail))
        proposals.write(tx, row, review_told_at=tx.now)
        proposal.note(tx, row.id, "review_due")
    return False


def review(tx: Transaction, proposal_id: int, revision: int, finding: str, again: int) -> date | None:
    """Write down what the group found when it looked at what is in force, and when it looks again: in `again` months.

    For whoever proposes or adopts there. Returns the next day, None with no months. Conflict when nothing is to be
    reviewed yet, or when somebody has done it meanwhile.
    """
    action = Action.PROPOSE if tx.actor.may(Action.PROPOSE) else Action.ADOPT
    row = proposals.permitted(tx, proposal_id, action, revision)
    if not proposals.is_to_be_reviewed(row, tx.today):
        raise Conflict(f"Expected {row.number} to be due for review, but it is not")
    proposals.must_say(finding, "Bitte schreiben Sie, was die Überprüfung ergeben hat.", proposals.TOO_LONG)
    if not 0 <= again <= proposals.LONGEST_REVIEW:
        message = f"Bitte geben Sie 0 bis {proposals.LONGEST_REVIEW} Monate an."
        raise Invalid("Expected months until the next review, but they are out of range", {"again": message})
    day = add_months(tx.today, again) if again else None
    proposals.write(tx, row, review_on=day, review_told_at=None)
    noted = {} if day is None else {"day": day.isoformat()}
    proposal.note(tx, proposal_id, "reviewed", reason=finding.strip(), **noted)
    return day


def _must_pass(row: ProposalRow, verdicts: Iterable[gates.Verdict]) -> None:
    closed = tuple(one for one in verdicts if not one.is_open)
    if closed:
        names = ", ".join(one.gate for one in closed)
        raise GatesClosed(f"Expected to adopt {row.number}, but these gates are closed: {names}", closed)


def _must_come(tx: Transaction, row: ProposalRow, draft: ResolutionDraft) -> None:
    wrong = _wrong_day(tx, row, draft.valid_from) | _wrong_repeal(tx, row)
    if wrong:
        raise Invalid(f"Expected {row.number} to come into force on its day, but it cannot", wrong)


def _wrong_day(tx: Transaction, row: ProposalRow, day: date | None) -> dict[str, str]:
    """What is wrong with the day of a resolution: report and consultation were made for the proposal's."""
    if row.valid_from is not None and row.valid_from < tx.today:
        return {
            "valid_from": "Der Stichtag der Vorlage ist vorbei. "
            "Bitte geben Sie die Vorlage zurück, damit sie einen neuen erhält."
        }
    if day is None or day != row.valid_from:
        return {
            "valid_from": "Folgenbericht und Beteiligung gelten nur für den Stichtag der Vorlage. "
            "Für einen anderen Tag geben Sie die Vorlage bitte zurück."
        }
    return {}


def _wrong_repeal(tx: Transaction, row: ProposalRow) -> dict[str, str]:
    return {} if row.repeals_id is None else proposals.wrong_repeal(tx, row.repeals_id, row.jurisdictions)


def _must_be_another(tx: Transaction, row: ProposalRow, draft: ResolutionDraft) -> None:
    if tx.actor.account in signing.barred(tx, draft.signed_by):
        raise SameSigner(
            f"Expected another member to sign {row.number}, but it is who signed first, or the stand-in"
        )


def _wrong(tx: Transaction, row: ProposalRow, given: Text) -> dict[str, str]:
    wrong = {}
    if given.decided_on > tx.today:
        wrong["decided_on"] = "Die Sitzung kann nicht in der Zukunft liegen."
    for name, text, message in (
        ("body", given.body, "Bitte nennen Sie das Gremium."),
        ("paper", given.paper, "Bitte nennen Sie die Nummer der Drucksache oder des Tagesordnungspunkts."),
    ):
        if not text.strip():
            wrong[name] = message
        elif len(text) > LONGEST_NAME:
            wrong[name] = f"Bitte geben Sie höchstens {LONGEST_NAME} Zeichen ein."
    if len(given.conditions) > LONGEST_CONDITIONS:
        wrong["conditions"] = f"Bitte geben Sie höchstens {LONGEST_CONDITIONS} Zeichen ein."
    counted = [number for one in given.votes for number in (one.agreed, one.against, one.abstained)]
    if len(given.votes) > MOST_VOTES or any(not 0 <= one <= MOST_PER_AUTHORITY for one in counted):
        wrong["votes"] = f"Bitte geben Sie je Behörde Stimmen von 0 bis {MOST_PER_AUTHORITY} an."
    elif not any(counted):
        wrong["votes"] = "Bitte geben Sie an, wie abgestimmt wurde."
    elif any(not one.authority.strip() or len(one.authority) > LONGEST_NAME for one in given.votes):
        wrong["votes"] = "Bitte nennen Sie zu jeder Stimme die Behörde."
    elif given.ruling is Ruling.ADOPTED and sum(one.agreed for one in given.votes) <= sum(
        one.against for one in given.votes
    ):
        wrong["votes"] = "Beschlossen ist, wofür mehr gestimmt haben als dagegen."
    if given.ruling is Ruling.ADOPTED:
        wrong |= _wrong_day(tx, row, given.valid_from) | _wrong_repeal(tx, row)
    return wrong


def _bring_about(tx: Transaction, row: ProposalRow, draft: ResolutionDraft, first: date, number: int) -> None:
    """What the resolution changes from that day on: versions, parameters, or that an earlier one counts no more."""
    said = _said(row, draft)
    for one in proposal.versions(tx, row.id):
        version, bundle = adopting.adoptable(tx, one.version_id)
        agreed, wrong = adopting.agreed_times(bundle.profile, one.times, f"zeit-{one.version_id}-")
        if wrong:
            raise Invalid(f"Expected to adopt {row.number}, but its agreed times have faults", wrong)
        terms = Terms(row.jurisdictions, first, said, agreed, number)
        adopting.put_in_force(tx, version, bundle, terms)
    adopted_parameter.set_all(tx, number, row.parameters, row.jurisdictions, first)
    if row.repeals_id is not None:
        _repeal(tx, row.repeals_id, first)


def _said(row: ProposalRow, draft: ResolutionDraft) -> str:
    """What the resolution is called."""
    return f"{draft.body}, {draft.decided_on:%d.%m.%Y}, {draft.paper} ({row.number})"


def _repeal(tx: Transaction, proposal_id: int, first: date) -> None:
    for one in proposal.versions(tx, proposal_id):
        if starts.has_timers(adopting.adoptable(tx, one.version_id)[1]):
            raise Invalid(
                f"Expected to repeal proposal {proposal_id}, but time starts {one.key}",
                {
                    "repeals": f"„{one.name}“ beginnt von selbst. Bitte beschließen Sie dafür die frühere Fassung neu."
                },
            )
    # values it has set hold no more by the day of this resolution alone (`adopted_parameter.value`)
    adoption.repeal(tx, [one.id for one in resolution.of_proposal(tx, proposal_id)], first)


def _ask_for_second(tx: Transaction, row: ProposalRow) -> None:
    due = tx.today + timedelta(days=7)
    detail = {"task": f"{row.number} {row.title}", "proposal": row.id, "due": due.isoformat()}
    notify(tx, _members(tx, row), Notice(NoticeKind.SIGNATURE_WANTED, detail=detail))


def _members(tx: Transaction, row: ProposalRow) -> list[int]:
    """Who may resolve about a proposal."""
    members = account.members(tx, authority.covering(tx, row.jurisdictions))
    adopting_roles = PERMISSIONS[Action.ADOPT]
    return sorted({one for (_at, role), ones in members.items() if role in adopting_roles for one in ones})
