"""One-time links for a receiving side without accounts: asked for, sent, opened with a code, answered once.

The token is made when the mail is written and told to nobody else; kept is its SHA-256 digest: 256 bits of chance need
no slow hash. The code is short, so it is kept by scrypt, and five wrong ones lock the link.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import scrypt, sha256
from hmac import compare_digest
from typing import Final

from sqlalchemy import select

from engine import forms, jobs
from engine import mail as door
from engine.actor import Action, Actor
from engine.errors import Conflict, Invalid, NotFound
from engine.execution import codec, link_sight, referral_links, referring, withdrawal
from engine.execution.actions import CompleteElement
from engine.execution.advance import advance, environment
from engine.execution.bundle import load_bundle
from engine.feel import Value
from engine.mail import Later, Outcome, Refused, Taken
from engine.state import account, instance, record, task
from engine.state import referral as referrals
from engine.state import referral_link as links
from engine.state.referral_link import Link, LinkState
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: wrong codes after which a link is locked
GUESSES: Final = 5
#: days a link may hold
DAYS: Final = (7, 14, 30)
NAME_LENGTH: Final = 120
_ADDRESS_LENGTH: Final = 254
_TOKEN_BYTES: Final = 32
_CODE_DIGITS: Final = 8
#: a mail is tried so often, then it has failed
TRIES: Final = 12
_LONGEST_DELAY: Final = 120
#: a link whose job is that late is given a new one
STALE: Final = timedelta(minutes=5)
BATCH: Final = 200
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]{2,}")


class Opening(StrEnum):
    """What became of a token and a code that somebody entered."""

    OPEN = "open"
    #: no such token, or a wrong code: nobody learns which
    WRONG = "wrong"
    LOCKED = "locked"
    ANSWERED = "answered"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of it, and which link it was; None for none that is open."""

    outcome: Opening
    link_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What the mail of a link says beside the token."""

    address: str
    token: str
    message_id: str


def ask(tx: Transaction, referral_id: int, recipient: str, address: str, days: int) -> str:
    """Ask the receiving side for its answer by mail; returns the code to be told separately, which nobody reads again.

    A link that was open before is withdrawn. Invalid names each field that breaks a rule; Conflict when it is not the
    receiving side's turn, it works with the system, or no mail server is set up.
    """
    found = referrals.get(tx, referral_id)
    tx.actor.must(Action.REFER, found.sender_id)
    row = instance.lock(tx, found.instance_id)
    kept = referrals.of_instance(tx, row.id)
    if kept is None or not link_sight.waits_for_receiver(kept):
        raise Conflict(
            f"Expected to ask by link in referral {referral_id}, but the receiving side has no step now"
        )
    if not kept.by_hand and kept.owner_id is not None and link_sight.has_people(tx, kept.owner_id):
        raise Conflict(
            f"Expected to ask by link in referral {referral_id}, but the authority works with the system"
        )
    if door.settings() is None:
        raise Conflict(f"Expected to ask by link in referral {referral_id}, but no mail server is set up")
    name, to = " ".join(recipient.split()), address.strip()
    wrong = {}
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        wrong["recipient"] = f"Bitte nennen Sie die Stelle oder Person mit höchstens {NAME_LENGTH} Zeichen."
    if not _ADDRESS.fullmatch(to) or len(to) > _ADDRESS_LENGTH:
        wrong["address"] = "Bitte geben Sie eine E-Mail-Adresse ein."
    if days not in DAYS:
        wrong["days"] = "Bitte wählen Sie, wie lange der Link gilt."
    if wrong or kept.element_instance is None:
        raise Invalid(f"Expected to ask by link in referral {referral_id}, but the form has faults", wrong)
    referral_links.withdraw(tx, referral_id)
    code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
    number = links.create(
        tx,
        referral_id=referral_id,
        case_id=found.case_id,
        element_instance=kept.element_instance,
        offer=kept.offers,
        address=to,
        recipient=name,
        code_hash=_hashed(code, secrets.token_bytes(16)),
        created_by=tx.actor.account,
        expires_at=tx.now + timedelta(days=days),
    )
    _note(tx, number, "referral_link_asked", {"to": name})
    jobs.defer(tx, jobs.SEND_LINK, [{"link_id": number}])
    return code


def take_back(tx: Transaction, link_id: int) -> None:
    """Withdraw a link at once. Conflict when it is over already."""
    seen = links.get(tx, link_id)
    if seen is None:
        raise NotFound(f"Expected to find link {link_id}, but there is none")
    tx.actor.must(Action.REFER, referrals.get(tx, seen.referral_id).sender_id)
    found = links.lock(tx, link_id)
    if found is None or found.state not in links.OPEN:
        raise Conflict(f"Expected to withdraw link {link_id}, but it is over")
    links.change(tx, link_id, state=LinkState.WITHDRAWN, closed_at=tx.now)
    _note(tx, link_id, "referral_link_withdrawn", {"to": found.recipient})


def write(tx: Transaction, link_id: int, domain: str) -> Letter | None:
    """Make the token of a link that is to be sent; None when there is nothing to send, or nothing may go any more.

    Each try makes another one: whoever got the mail of a try that broke off has the next one, too.
    """
    tx.actor.must_be_engine()
    found = links.lock(tx, link_id)
    if found is None or found.state is not LinkState.WAITING or found.due_at > tx.now:
        return None
    if not referral_links.is_released(tx, found):
        referral_links.end(tx, found, withdrawal.STOPPED)
        return None
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    links.change(tx, link_id, digest=_digest(token), due_at=tx.now + STALE)
    return Letter(found.address, token, f"<{secrets.token_hex(16)}@{domain}>")


def note(tx: Transaction, link_id: int, outcome: Outcome) -> None:
    """Write what became of the mail: sent, failed, or to be tried again after a growing while."""
    tx.actor.must_be_engine()
    found = links.lock(tx, link_id)
    if found is None or found.state is not LinkState.WAITING:
        return
    attempts = found.attempts + 1
    match outcome:
        case Taken():
            links.change(tx, link_id, state=LinkState.SENT, sent_at=tx.now, attempts=attempts, failure=None)
        case Later(reason) if attempts < TRIES:
            moment = tx.now + timedelta(minutes=min(2**found.attempts, _LONGEST_DELAY))
            links.change(tx, link_id, attempts=attempts, failure=reason, due_at=moment)
            jobs.defer(tx, jobs.SEND_LINK, [{"link_id": link_id}], at=moment)
        case Later(reason) | Refused(reason):
            links.change(
                tx, link_id, state=LinkState.FAILED, attempts=attempts, failure=reason, closed_at=tx.now
            )
            _note(tx, link_id, "referral_link_failed", {"to": found.recipient})


def sweep(tx: Transaction) -> bool:
    """Give links a new job that the queue has lost; True when there may be more."""
    tx.actor.must_be_engine()
    found = links.release_stale(tx, STALE, BATCH)
    if found:
        jobs.defer(tx, jobs.SEND_LINK, [{"link_id": number} for number in found])
    return len(found) == BATCH


def unlock(tx: Transaction, token: str, code: str) -> Opened:
    """Compare token and code. Whoever has the token learns what became of a link that is over; else nothing.

    A wrong code is counted, also by whoever guesses at once: the row is locked. The answer is a value, because what is
    counted must be committed.
    """
    tx.actor.must_be_engine()
    wanted = _digest(token.strip())
    found = links.by_digest(tx, wanted)
    if found is None or found.digest is None or not compare_digest(found.digest, wanted):
        _hashed(code, b"as long as for a link there is")
        return Opened(Opening.WRONG)
    if (over := _over(tx, found)) is not None:
        return Opened(over)
    if not _is_code(found, code):
        guesses = found.guesses + 1
        links.change(tx, found.id, guesses=guesses)
        if guesses < GUESSES:
            return Opened(Opening.WRONG)
        links.change(tx, found.id, state=LinkState.LOCKED, closed_at=tx.now)
        _note(tx, found.id, "referral_link_locked", {"to": found.recipient})
        return Opened(Opening.LOCKED)
    if found.opened_at is None:
        links.change(tx, found.id, opened_at=tx.now, guesses=0)
    return Opened(Opening.OPEN, found.id)


def answer(tx: Transaction, link_id: int, name: str, values: Mapping[str, Value]) -> None:
    """Complete the step of the link as the receiving side; the process moves on in the same transaction.

    Whoever calls has unlocked the link. Both identities are noted: who answered by which address, and who sent it.
    Conflict when it is over, what opened the data is gone meanwhile, or the process is suspended: then the link holds.
    Invalid names each field.
    """
    seen = links.get(tx, link_id)
    number = None if seen is None else _task(tx, seen)
    if seen is None or number is None:
        raise _gone(link_id)
    found, row = task.lock(tx, number)  # before the link: as every step
    link = links.lock(tx, link_id)
    if link is None or not link.is_open(tx.now) or found.state is not TaskState.ACTIVE:
        raise _gone(link_id)
    if row.suspended_at is not None:
        raise Conflict(f"Expected to answer by link {link_id}, but its process is suspended")
    tokens = codec.load(row.tokens)
    bundle = load_bundle(tx, row.version_id, row.digest)
    released = referring.released(tx, link.case_id)
    seen_of_it = link_sight.variables(bundle, tokens.context(found.element_instance), released, tx.today)
    if seen_of_it is None:
        raise _gone(link_id)
    said = " ".join(name.split())
    if not said or len(said) > NAME_LENGTH or not said.isprintable():
        raise Invalid(
            f"Expected an answer by link {link_id}, but nobody is named",
            {"lw-name": f"Bitte nennen Sie Ihren Namen mit höchstens {NAME_LENGTH} Zeichen."},
        )
    form = bundle.form(found.form)
    accepted: dict[str, Value] = {}
    if form is not None:
        accepted = forms.accept(form, values, seen_of_it, environment(tx))
    links.change(tx, link_id, state=LinkState.ANSWERED, closed_at=tx.now, answered_by=said)
    sender = account.get(tx, link.created_by).name
    detail = {"person": said, "to": link.recipient, "address": link.address, "sender": sender}
    _note(tx, link_id, "referral_link_answered", detail)
    if found.unresolved:
        record.close_incidents(tx, row.id, [found.element_instance])
    tx.actor = Actor(None, f"{said} ({link.recipient})", system=True)
    advance(tx, row, CompleteElement(found.element_instance, accepted))


def _gone(link_id: int) -> Conflict:
    return Conflict(f"Expected to answer by link {link_id}, but it is over")


def _over(tx: Transaction, found: Link) -> Opening | None:
    """Why a link opens nothing any more; None while it does."""
    match found.state:
        case LinkState.ANSWERED:
            return Opening.ANSWERED
        case LinkState.LOCKED:
            return Opening.LOCKED
        case LinkState.WITHDRAWN | LinkState.FAILED:
            return Opening.WITHDRAWN
        case _:
            return None if tx.now < found.expires_at else Opening.EXPIRED


def _task(tx: Transaction, link: Link) -> int | None:
    """The open task the link answers."""
    found = referrals.get(tx, link.referral_id)
    number: int | None = tx.execute(
        select(TASK.c.id).where(
            TASK.c.instance_id == found.instance_id,
            TASK.c.element_instance == link.element_instance,
            TASK.c.state == TaskState.ACTIVE,
        )
    ).scalar()
    return number


def _note(tx: Transaction, link_id: int, kind: str, detail: Mapping[str, object]) -> None:
    """A fact about a link at the step it answers."""
    found = links.get(tx, link_id)
    if found is None:
        return
    held = referrals.get(tx, found.referral_id)
    step = tx.execute(
        select(TASK.c.element, TASK.c.name).where(
            TASK.c.instance_id == held.instance_id, TASK.c.element_instance == found.element_instance
        )
    ).one()
    known = {"case_id": found.case_id, "instance_id": held.instance_id, "element": step.element}
    known |= {"element_name": step.name, "element_instance": found.element_instance}
    record.append_history(tx, [{**known, "kind": kind, "detail": detail}])


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _hashed(code: str, salt: bytes) -> str:
    hashed = scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1)
    return f"{salt.hex()}${hashed.hex()}"


def _is_code(found: Link, code: str) -> bool:
    salt, _, _hash = found.code_hash.partition("$")
    return compare_digest(_hashed("".join(code.split()), bytes.fromhex(salt)), found.code_hash)


__all__ = [
    "DAYS",
    "GUESSES",
    "NAME_LENGTH",
    "Letter",
    "Opened",
    "Opening",
    "answer",
    "ask",
    "note",
    "sweep",
    "take_back",
    "unlock",
    "write",
]
