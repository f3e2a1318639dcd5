"""One-time links for consulted parties without accounts: asked for, sent, opened with a code, answered by."""

from __future__ import annotations

from collections.abc import Mapping

from engine import jobs
from engine import mail as door
from engine.actor import Action, Actor
from engine.errors import Conflict, Invalid, NotFound
from engine.execution import consulting, one_time, party_links, proposals
from engine.execution.one_time import NAME_LENGTH, Letter, Opened, Opening
from engine.mail import Outcome
from engine.state import consultation, proposal
from engine.state.consultation import Party, Stance
from engine.state.party_link import LINKS, OPEN, LinkState, PartyLink, withdraw
from engine.state.proposal import ProposalRow, ProposalState
from engine.transaction import Transaction

__all__ = ["NAME_LENGTH", "answer", "ask", "note", "remark", "sweep", "take_back", "unlock", "write"]


def ask(tx: Transaction, party_id: int, address: str) -> str:
    """Ask a party by mail for its statement until the last day of the consultation; returns the code to be told
    separately, which nobody reads again. A link that was open before is withdrawn.

    By whoever may propose there. Conflict when the consultation does not run, the party works with the system, or no
    mail server is set up; Invalid for an address that is none.
    """
    party = consultation.lock_party(tx, party_id)
    row = proposals.permitted(tx, party.proposal_id, Action.PROPOSE)
    consulting.must_run(row)
    if not party_links.needs_link(tx, party):
        raise Conflict(f"Expected to ask {party.name} by link, but it works with the system")
    if door.settings() is None:
        raise Conflict(f"Expected to ask {party.name} by link, but no mail server is set up")
    to = address.strip()
    wrong = one_time.wrong_address(to)
    if wrong or row.answer_by is None:
        raise Invalid(f"Expected to ask {party.name} by link, but the address is none", wrong)
    withdraw(tx, party_id)
    code, kept_of_it = one_time.code()
    number = LINKS.create(
        tx,
        proposal_id=row.id,
        party_id=party_id,
        address=to,
        code_hash=kept_of_it,
        created_by=tx.actor.account,
        expires_at=party_links.end_of(row.answer_by),
    )
    proposal.note(tx, row.id, "party_link_asked", name=party.name)
    jobs.defer(tx, jobs.SEND_PARTY_LINK, [{"link_id": number}])
    return code


def take_back(tx: Transaction, link_id: int) -> None:
    """Withdraw a link at once; whoever may propose. Conflict when it is over already."""
    seen = LINKS.get(tx, link_id)
    if seen is None:
        raise NotFound(f"Expected to find link {link_id} of a party, but there is none")
    row = proposals.permitted(tx, seen.proposal_id, Action.PROPOSE)
    found = LINKS.lock(tx, link_id)
    if found is None or found.state not in OPEN:
        raise Conflict(f"Expected to withdraw link {link_id}, but it is over")
    LINKS.change(tx, link_id, state=LinkState.WITHDRAWN, closed_at=tx.now)
    _note(tx, row.id, found, "party_link_withdrawn")


def write(tx: Transaction, link_id: int, domain: str) -> Letter | None:
    """Make the token of a link that is to be sent; None when there is nothing to send, or nobody is asked any more."""
    tx.actor.must_be_engine()
    found = LINKS.lock(tx, link_id)
    if found is None or not one_time.is_due(tx, found):
        return None
    if _over(tx, found) is not None:
        LINKS.change(tx, link_id, state=LinkState.WITHDRAWN, closed_at=tx.now)
        return None
    return one_time.write(tx, LINKS, found, domain)


def note(tx: Transaction, link_id: int, outcome: Outcome) -> None:
    """Write what became of the mail: sent, failed, or to be tried again after a growing while."""
    tx.actor.must_be_engine()
    failed = one_time.note(tx, LINKS, link_id, outcome, jobs.SEND_PARTY_LINK)
    if failed is not None:
        _note(tx, failed.proposal_id, failed, "party_link_failed")


def sweep(tx: Transaction) -> bool:
    """Give links a new job that the queue has lost; True when there may be more."""
    tx.actor.must_be_engine()
    return one_time.sweep(tx, LINKS, jobs.SEND_PARTY_LINK)


def unlock(tx: Transaction, token: str, code: str) -> Opened:
    """Compare token and code (`one_time.unlock`); with the consultation its links are over."""
    tx.actor.must_be_engine()

    def locked(found: PartyLink) -> None:
        _note(tx, found.proposal_id, found, "party_link_locked")

    return one_time.unlock(tx, LINKS, token, code, lambda found: _over(tx, found), locked)


def remark(
    tx: Transaction,
    link_id: int,
    name: str,
    text: str,
    version_id: int | None = None,
    element: str | None = None,
) -> int:
    """Remark on the proposal, one of its versions or an element, as the party; returns the number. The link holds.

    Whoever calls has unlocked the link. Conflict when it is over, Invalid names each field.
    """
    tx.actor.must_be_engine()
    row, party, _link = _locked(tx, link_id)
    said = _named(name)
    tx.actor = Actor(None, f"{said} ({party.name})", system=True)
    return consulting.remark(tx, row, party, text, (version_id, element), said)


def answer(
    tx: Transaction, link_id: int, name: str, stance: Stance, statement: str, seen: str | None = None
) -> None:
    """Answer as the party, once: the link is over with it. Conflict when it was before, Invalid names each field; also
    when the versions of the proposal are others than were `seen` (their digest).
    """
    tx.actor.must_be_engine()
    row, party, link = _locked(tx, link_id)
    said = _named(name)
    LINKS.change(tx, link.id, state=LinkState.ANSWERED, closed_at=tx.now, answered_by=said)
    tx.actor = Actor(None, f"{said} ({party.name})", system=True)
    consulting.answer(tx, row, party, stance, statement, seen, consulting.Noted(said))


def _locked(tx: Transaction, link_id: int) -> tuple[ProposalRow, Party, PartyLink]:
    """Party, proposal and link, locked in the order in which everybody locks them."""
    seen = LINKS.get(tx, link_id)
    if seen is None:
        raise _gone(link_id)
    party = consultation.lock_party(tx, seen.party_id)
    row = proposal.lock(tx, seen.proposal_id)
    link = LINKS.lock(tx, link_id)
    if link is None or not link.is_open(tx.now) or row.state is not ProposalState.IN_CONSULTATION:
        raise _gone(link_id)
    return row, party, link


def _gone(link_id: int) -> Conflict:
    return Conflict(f"Expected to answer by link {link_id}, but it is over")


def _over(tx: Transaction, found: PartyLink) -> Opening | None:
    runs = proposal.get(tx, found.proposal_id).state is ProposalState.IN_CONSULTATION
    return None if runs and tx.now < found.expires_at else Opening.EXPIRED


def _named(name: str) -> str:
    said = one_time.named(name)
    if said is None:
        wrong: Mapping[str, str] = {
            "name": f"Bitte nennen Sie Ihren Namen mit höchstens {NAME_LENGTH} Zeichen."
        }
        raise Invalid("Expected an answer by link, but nobody is named", wrong)
    return said


def _note(tx: Transaction, proposal_id: int, link: PartyLink, kind: str) -> None:
    parties = {one.id: one.name for one in consultation.parties(tx, proposal_id)}
    proposal.note(tx, proposal_id, kind, name=parties.get(link.party_id, ""))
