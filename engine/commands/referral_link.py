"""A receiving side without accounts answers: by a one-time link that is sent, opened with a code and answered once, or
by telephone, letter and the like, and its sender records it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from engine import forms, jobs
from engine import mail as door
from engine.actor import Action, Actor
from engine.errors import Conflict, Invalid, NotFound
from engine.execution import codec, link_sight, one_time, referral_links, referring, withdrawal
from engine.execution.actions import CompleteElement
from engine.execution.advance import advance, environment
from engine.execution.bundle import load_bundle
from engine.execution.one_time import GUESSES, NAME_LENGTH, Letter, Opened, Opening
from engine.feel import Value
from engine.mail import Outcome
from engine.state import account, authority, instance, record, task
from engine.state import referral as referrals
from engine.state.instance import InstanceRow
from engine.state.referral_link import LINKS, OPEN, Link, LinkState
from engine.state.task import TASK, Task, TaskState
from engine.transaction import Transaction

#: days a link may hold
DAYS: Final = (7, 14, 30)


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
    if link_sight.answers_here(tx, kept):
        raise Conflict(
            f"Expected to ask by link in referral {referral_id}, but the authority works with the system"
        )
    if door.settings() is None:
        raise Conflict(f"Expected to ask by link in referral {referral_id}, but no mail server is set up")
    name, to = one_time.named(recipient), address.strip()
    wrong = one_time.wrong_address(to)
    if name is None:
        wrong["recipient"] = f"Bitte nennen Sie die Stelle oder Person mit höchstens {NAME_LENGTH} Zeichen."
    if days not in DAYS:
        wrong["days"] = "Bitte wählen Sie, wie lange der Link gilt."
    if wrong or kept.element_instance is None:
        raise Invalid(f"Expected to ask by link in referral {referral_id}, but the form has faults", wrong)
    referral_links.replace(tx, referral_id, to)
    code, kept_of_it = one_time.code()
    number = LINKS.create(
        tx,
        referral_id=referral_id,
        case_id=found.case_id,
        element_instance=kept.element_instance,
        offer=kept.offers,
        address=to,
        recipient=name,
        code_hash=kept_of_it,
        created_by=tx.actor.account,
        expires_at=tx.now + timedelta(days=days),
    )
    _note(tx, number, "referral_link_asked", {"to": name})
    jobs.defer(tx, jobs.SEND_LINK, [{"link_id": number}])
    return code


def take_back(tx: Transaction, link_id: int) -> None:
    """Withdraw a link at once. Conflict when it is over already."""
    seen = LINKS.get(tx, link_id)
    if seen is None:
        raise NotFound(f"Expected to find link {link_id}, but there is none")
    tx.actor.must(Action.REFER, referrals.get(tx, seen.referral_id).sender_id)
    found = LINKS.lock(tx, link_id)
    if found is None or found.state not in OPEN:
        raise Conflict(f"Expected to withdraw link {link_id}, but it is over")
    LINKS.change(tx, link_id, state=LinkState.WITHDRAWN, closed_at=tx.now)
    _note(tx, link_id, "referral_link_withdrawn", {"to": found.recipient})


def write(tx: Transaction, link_id: int, domain: str) -> Letter | None:
    """Make the token of a link that is to be sent; None when there is nothing to send, or nothing may go any more."""
    tx.actor.must_be_engine()
    found = LINKS.lock(tx, link_id)
    if found is None or not one_time.is_due(tx, found):
        return None
    if not referral_links.is_released(tx, found):
        referral_links.end(tx, found, withdrawal.STOPPED)
        return None
    return one_time.write(tx, LINKS, found, domain)


def note(tx: Transaction, link_id: int, outcome: Outcome) -> None:
    """Write what became of the mail: sent, failed, or to be tried again after a growing while."""
    tx.actor.must_be_engine()
    failed = one_time.note(tx, LINKS, link_id, outcome, jobs.SEND_LINK)
    if failed is not None:
        _note(tx, link_id, "referral_link_failed", {"to": failed.recipient})


def sweep(tx: Transaction) -> bool:
    """Give links a new job that the queue has lost; True when there may be more."""
    tx.actor.must_be_engine()
    return one_time.sweep(tx, LINKS, jobs.SEND_LINK)


def unlock(tx: Transaction, token: str, code: str) -> Opened:
    """Compare token and code (`one_time.unlock`)."""
    tx.actor.must_be_engine()

    def locked(found: Link) -> None:
        _note(tx, found.id, "referral_link_locked", {"to": found.recipient})

    return one_time.unlock(tx, LINKS, token, code, lambda _found: None, locked)


def answer(tx: Transaction, link_id: int, name: str, values: Mapping[str, Value]) -> None:
    """Complete the step of the link as the receiving side; the process moves on in the same transaction.

    Whoever calls has unlocked the link. Both identities are noted: who answered by which address, and who sent it.
    Conflict when it is over, what opened the data is gone meanwhile, or the process is suspended: then the link holds.
    Invalid names each field.
    """
    seen = LINKS.get(tx, link_id)
    number = None if seen is None else _task(tx, seen)
    if seen is None or number is None:
        raise _gone(link_id)
    found, row = task.lock(tx, number)  # before the link: as every step
    link = LINKS.lock(tx, link_id)
    if link is None or not link.is_open(tx.now) or found.state is not TaskState.ACTIVE:
        raise _gone(link_id)
    said, accepted = _accept(tx, found, row, name, values)
    LINKS.change(tx, link_id, state=LinkState.ANSWERED, closed_at=tx.now, answered_by=said)
    sender = account.get(tx, link.created_by).name
    detail = {"person": said, "to": link.recipient, "address": link.address, "sender": sender}
    _note(tx, link_id, "referral_link_answered", detail)
    tx.actor = Actor(None, f"{said} ({link.recipient})", system=True)
    _complete(tx, found, row, accepted)


def record_answer(
    tx: Transaction, referral_id: int, step: int, name: str, values: Mapping[str, Value]
) -> None:
    """Complete the step of the receiving side with what it has said otherwise; the process moves on at once.

    Both stand in the history: who said it there, and the actor, who refers at the sender. `step` is the element
    instance that was shown. Conflict when it is over, suspended, or the authority answers in the system itself;
    Invalid names each field.
    """
    held = referrals.get(tx, referral_id)
    tx.actor.must(Action.REFER, held.sender_id)
    number = _open_task(tx, held.instance_id, step)
    if number is None:
        raise Conflict(f"Expected to record an answer in referral {referral_id}, but its step is over")
    found, row = task.lock(tx, number)
    kept = referrals.of_instance(tx, held.instance_id)
    if kept is None or found.state is not TaskState.ACTIVE or kept.element_instance != step:
        raise Conflict(f"Expected to record an answer in referral {referral_id}, but its step is over")
    if kept.owner_id is None or not link_sight.answers_outside(tx, kept):
        raise Conflict(
            f"Expected to record an answer in referral {referral_id}, but whoever is asked works here"
        )
    said, accepted = _accept(tx, found, row, name, values)
    detail = {"person": said, "to": authority.get(tx, kept.owner_id).name}
    known = {"case_id": held.case_id, "instance_id": held.instance_id, "element": found.element}
    known |= {"element_name": found.name, "element_instance": step}
    record.append_history(tx, [{**known, "kind": "referral_answer_recorded", "detail": detail}])
    referral_links.settled(tx, referral_id)
    _complete(tx, found, row, accepted)


def _accept(
    tx: Transaction, found: Task, row: InstanceRow, name: str, values: Mapping[str, Value]
) -> tuple[str, dict[str, Value]]:
    """Who answers, and what the form of the step takes of it; Invalid with each fault, Conflict when nobody may."""
    if row.suspended_at is not None:
        raise Conflict(f"Expected to answer at task {found.id}, but its process is suspended")
    bundle = load_bundle(tx, row.version_id, row.digest)
    context = codec.load(row.tokens).context(found.element_instance)
    released = referring.released(tx, found.case_id)
    seen_of_it = link_sight.variables(bundle, context, released, tx.today)
    if seen_of_it is None:
        raise Conflict(f"Expected to answer at task {found.id}, but nothing is released any more")
    said = one_time.named(name)
    if said is None:
        raise Invalid(
            f"Expected an answer at task {found.id}, but nobody is named",
            {"lw-name": f"Bitte nennen Sie Ihren Namen mit höchstens {NAME_LENGTH} Zeichen."},
        )
    form = bundle.form(found.form)
    return said, {} if form is None else forms.accept(form, values, seen_of_it, environment(tx))


def _complete(tx: Transaction, found: Task, row: InstanceRow, accepted: Mapping[str, Value]) -> None:
    if found.unresolved:
        record.close_incidents(tx, row.id, [found.element_instance])
    advance(tx, row, CompleteElement(found.element_instance, accepted))


def _gone(link_id: int) -> Conflict:
    return Conflict(f"Expected to answer by link {link_id}, but it is over")


def _task(tx: Transaction, link: Link) -> int | None:
    """The open task the link answers."""
    return _open_task(tx, referrals.get(tx, link.referral_id).instance_id, link.element_instance)


def _open_task(tx: Transaction, instance_id: int, step: int) -> int | None:
    number: int | None = tx.execute(
        select(TASK.c.id).where(
            TASK.c.instance_id == instance_id,
            TASK.c.element_instance == step,
            TASK.c.state == TaskState.ACTIVE,
        )
    ).scalar()
    return number


def _note(tx: Transaction, link_id: int, kind: str, detail: Mapping[str, object]) -> None:
    """A fact about a link at the step it answers."""
    found = LINKS.get(tx, link_id)
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
    "record_answer",
    "sweep",
    "take_back",
    "unlock",
    "write",
]
