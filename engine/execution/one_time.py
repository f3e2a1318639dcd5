"""One-time links for people without accounts: token and code, where a mail may go, what became of it, and opening it.

The token is made when the mail is written and told to nobody else; kept is its SHA-256 digest: 256 bits of chance need
no slow hash. The code is short, so it is kept by scrypt, and five wrong ones lock the link.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import scrypt, sha256
from hmac import compare_digest
from typing import Final

from engine import jobs
from engine.mail import Later, Outcome, Refused, Taken
from engine.state.one_time import Link, Links, LinkState, OneTimeLink
from engine.transaction import Transaction

#: wrong codes after which a link is locked
GUESSES: Final = 5
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


def named(name: str) -> str | None:
    """The name of a body or person in one line; None for none, and for one that is too long to be one."""
    said = " ".join(name.split())
    return said if said and len(said) <= NAME_LENGTH and said.isprintable() else None


def wrong_address(address: str) -> dict[str, str]:
    """What is wrong with where a mail is to go, as a field of a form."""
    if _ADDRESS.fullmatch(address) and len(address) <= _ADDRESS_LENGTH:
        return {}
    return {"address": "Bitte geben Sie eine E-Mail-Adresse ein."}


def code() -> tuple[str, str]:
    """A code to be told separately, and what is kept of it."""
    made = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
    return made, _hashed(made, secrets.token_bytes(16))


def write(tx: Transaction, links: Links[Link], found: Link, domain: str) -> Letter:
    """Make the token of a link whose mail is to be sent now.

    Each try makes another one: whoever got the mail of a try that broke off has the next one, too.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    links.change(tx, found.id, digest=_digest(token), due_at=tx.now + STALE)
    return Letter(found.address, token, f"<{secrets.token_hex(16)}@{domain}>")


def is_due(tx: Transaction, found: OneTimeLink) -> bool:
    """Whether its mail is to be sent now."""
    return found.state is LinkState.WAITING and found.due_at <= tx.now


def note(tx: Transaction, links: Links[Link], link_id: int, outcome: Outcome, job: str) -> Link | None:
    """Write what became of the mail: sent, failed, or to be tried again after a growing while by that job. The link, if
    it has failed for good.
    """
    found = links.lock(tx, link_id)
    if found is None or found.state is not LinkState.WAITING:
        return None
    attempts = found.attempts + 1
    match outcome:
        case Taken():
            links.change(tx, link_id, state=LinkState.SENT, sent_at=tx.now, attempts=attempts, failure=None)
        case Later(reason) if attempts < TRIES:
            moment = tx.now + pause(found.attempts)
            links.change(tx, link_id, attempts=attempts, failure=reason, due_at=moment)
            jobs.defer(tx, job, [{"link_id": link_id}], at=moment)
        case Later(reason) | Refused(reason):
            over = {"state": LinkState.FAILED, "attempts": attempts, "closed_at": tx.now}
            links.change(tx, link_id, failure=reason, **over)
            return found
    return None


def pause(tries: int) -> timedelta:
    """How long a mail waits that was tried so often before it was tried now."""
    return timedelta(minutes=min(2**tries, _LONGEST_DELAY))


def sweep(tx: Transaction, links: Links[Link], job: str) -> bool:
    """Give links a new job that the queue has lost; True when there may be more."""
    found = links.release_stale(tx, STALE, BATCH)
    if found:
        jobs.defer(tx, job, [{"link_id": number} for number in found])
    return len(found) == BATCH


def unlock(
    tx: Transaction,
    links: Links[Link],
    token: str,
    code: str,
    over: Callable[[Link], Opening | None],
    locked: Callable[[Link], None],
) -> Opened:
    """Compare token and code. Whoever has the token learns what became of a link that is `over`; else nothing.

    A wrong code is counted, also by whoever guesses at once: the row is locked. The answer is a value, because what is
    counted must be committed. `locked` is told of a link that has been guessed at too often.
    """
    wanted = _digest(token.strip())
    found = links.by_digest(tx, wanted)
    if found is None or found.digest is None or not compare_digest(found.digest, wanted):
        _hashed(code, b"as long as for a link there is")
        return Opened(Opening.WRONG)
    if (why := _over(tx, found) or over(found)) is not None:
        return Opened(why)
    if not _is_code(found, code):
        guesses = found.guesses + 1
        links.change(tx, found.id, guesses=guesses)
        if guesses < GUESSES:
            return Opened(Opening.WRONG)
        links.change(tx, found.id, state=LinkState.LOCKED, closed_at=tx.now)
        locked(found)
        return Opened(Opening.LOCKED)
    if found.opened_at is None:
        links.change(tx, found.id, opened_at=tx.now, guesses=0)
    return Opened(Opening.OPEN, found.id)


def _over(tx: Transaction, found: OneTimeLink) -> Opening | None:
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


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _hashed(code: str, salt: bytes) -> str:
    hashed = scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1)
    return f"{salt.hex()}${hashed.hex()}"


def _is_code(found: OneTimeLink, code: str) -> bool:
    salt, _, _hash = found.code_hash.partition("$")
    return compare_digest(_hashed("".join(code.split()), bytes.fromhex(salt)), found.code_hash)
