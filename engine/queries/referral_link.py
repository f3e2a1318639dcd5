"""A receiving side without accounts: its one-time links as their sender sees them, what their mail says, and the step
that is answered by one, or recorded by the sender.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from engine.actor import Action
from engine.errors import NotFound
from engine.execution import codec, link_sight, referring
from engine.execution.bundle import load_bundle
from engine.feel import Value
from engine.forms import Form
from engine.mail import settings
from engine.queries.cases import person_name
from engine.state import instance
from engine.state import referral as referrals
from engine.state import referral_link as links
from engine.state.account import ACCOUNT
from engine.state.authority import AUTHORITY
from engine.state.case import CASE, PERSON
from engine.state.instance import InstanceRow
from engine.state.referral import REFERRAL
from engine.state.referral_link import REFERRAL_LINK, LinkState
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

__all__ = [
    "Asked",
    "Asking",
    "LinkRow",
    "LinkState",
    "LinkView",
    "Recording",
    "Step",
    "asked",
    "asking",
    "of_referral",
    "recording",
    "show",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the mail of a link says: who asks, how they are reached, in which case, by when to answer; and where to."""

    sender: str
    phone: str
    reference: str
    expires_at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as its sender sees it. `expired` is a sent one whose time has run out."""

    id: int
    recipient: str
    address: str
    state: LinkState
    expired: bool
    created_at: datetime
    created_by: str
    expires_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    answered_by: str
    failure: str

    @property
    def is_open(self) -> bool:
        """Whether somebody may still answer by it."""
        return self.state in links.OPEN and not self.expired


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether the receiving side can be asked by link now, and else why not; what is known of it."""

    possible: bool
    has_people: bool
    has_server: bool
    #: the sender may record the answer of an authority without accounts
    outside: bool
    recipient: str
    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the receiving side, with exactly what is released; without `form` it has none."""

    task: str
    documentation: str
    form: Form | None
    variables: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Recording:
    """The step that the sender answers in the place of a receiving side without accounts."""

    element_instance: int
    recipient: str
    step: Step
    #: its process is suspended: an answer is taken once it goes on
    rests: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """The step somebody answers by link. The person is named: nobody can answer for somebody unnamed."""

    reference: str
    sender: str
    phone: str
    recipient: str
    person: str
    birth_date: date | None
    step: Step
    received_on: date | None
    expires_at: datetime
    #: its process is suspended: an answer is taken once it goes on
    rests: bool


def asked(tx: Transaction, link_id: int) -> Asked | None:
    """What the mail of a link says; None for none."""
    row = tx.execute(
        select(
            AUTHORITY.c.name,
            AUTHORITY.c.contact,
            CASE.c.reference,
            REFERRAL_LINK.c.expires_at,
            REFERRAL_LINK.c.address,
        )
        .select_from(REFERRAL_LINK)
        .join(REFERRAL, REFERRAL.c.id == REFERRAL_LINK.c.referral_id)
        .join(CASE, CASE.c.id == REFERRAL_LINK.c.case_id)
        .join(AUTHORITY, AUTHORITY.c.id == REFERRAL.c.sender_id)
        .where(REFERRAL_LINK.c.id == link_id)
    ).first()
    if row is None:
        return None
    return Asked(row.name, contact_phone(row.contact), row.reference, row.expires_at, row.address)


_PHONE = frozenset({"telefon", "tel", "tel.", "telefonnummer"})
_MAIL = frozenset({"e-mail", "email", "mail"})


def contact_phone(contact: Mapping[str, str] | None) -> str:
    """The telephone of an authority as the register says it; empty for none."""
    return _contact(contact, _PHONE)


def _contact(contact: Mapping[str, str] | None, names: frozenset[str]) -> str:
    """The first entry of the register under one of the names; what people call it there is free."""
    return next((said for name, said in sorted((contact or {}).items()) if name.casefold() in names), "")


def of_referral(tx: Transaction, referral_id: int) -> tuple[LinkRow, ...]:
    """The links of a referral for whoever refers at its sender, the newest first; nothing for others."""
    kept = referrals.get(tx, referral_id)
    if not tx.actor.may(Action.REFER, kept.sender_id):
        return ()
    rows = tx.execute(
        select(REFERRAL_LINK, ACCOUNT.c.name)
        .join(ACCOUNT, ACCOUNT.c.id == REFERRAL_LINK.c.created_by)
        .where(REFERRAL_LINK.c.referral_id == referral_id)
        .order_by(REFERRAL_LINK.c.id.desc())
    )
    return tuple(
        LinkRow(
            row.id,
            row.recipient,
            row.address,
            LinkState(row.state),
            LinkState(row.state) in links.OPEN and row.expires_at <= tx.now,
            row.created_at,
            row.name,
            row.expires_at,
            row.sent_at,
            row.opened_at,
            row.closed_at,
            row.answered_by or "",
            row.failure or "",
        )
        for row in rows
    )


def asking(tx: Transaction, referral_id: int) -> Asking | None:
    """Whether the receiving side can be asked by link; None for whoever does not refer at the sender."""
    kept = referrals.get(tx, referral_id)
    if not tx.actor.may(Action.REFER, kept.sender_id):
        return None
    found = referrals.of_instance(tx, kept.instance_id)
    if found is None or not link_sight.waits_for_receiver(found):
        return None
    has_people = link_sight.answers_here(tx, found)
    where = None
    if not found.by_hand and found.owner_id is not None:
        where = tx.execute(
            select(AUTHORITY.c.name, AUTHORITY.c.contact).where(AUTHORITY.c.id == found.owner_id)
        ).first()
    last = links.of_referral(tx, referral_id)
    known = last[0] if last and last[0].offer == found.offers else None
    has_server = settings() is not None
    return Asking(
        has_server and not has_people,
        has_people,
        has_server,
        not (has_people or found.by_hand or found.owner_id is None),
        known.recipient if known else where.name if where is not None else "",
        known.address if known else _contact(where.contact, _MAIL) if where is not None else "",
    )


def recording(tx: Transaction, referral_id: int) -> Recording | None:
    """The step that the sender may answer as the receiving side has told it; None where that is not so."""
    kept = referrals.get(tx, referral_id)
    if not tx.actor.may(Action.REFER, kept.sender_id):
        return None
    found = referrals.of_instance(tx, kept.instance_id)
    if found is None or found.element_instance is None or not link_sight.answers_outside(tx, found):
        return None
    row = instance.get(tx, kept.instance_id)
    step = _step(tx, row, kept.case_id, found.element_instance)
    if step is None:
        return None
    recipient = tx.execute(select(AUTHORITY.c.name).where(AUTHORITY.c.id == found.owner_id)).scalar_one()
    return Recording(found.element_instance, recipient, step, row.suspended_at is not None)


def show(tx: Transaction, link_id: int) -> LinkView:
    """The step of a link that was unlocked. NotFound once it is over, or what opened the data is gone."""
    link = links.LINKS.get(tx, link_id)
    if link is None or not link.is_open(tx.now):
        raise _gone(link_id)
    kept = referrals.get(tx, link.referral_id)
    row = instance.get(tx, kept.instance_id)
    step = _step(tx, row, link.case_id, link.element_instance)
    if step is None:
        raise _gone(link_id)
    head = tx.execute(
        select(
            CASE.c.person_id,
            PERSON.c.family_name,
            PERSON.c.given_name,
            PERSON.c.birth_date,
            AUTHORITY.c.name.label("sender"),
            AUTHORITY.c.contact,
            REFERRAL.c.received_on,
        )
        .select_from(REFERRAL)
        .join(CASE, CASE.c.id == REFERRAL.c.case_id)
        .outerjoin(PERSON, PERSON.c.id == CASE.c.person_id)
        .join(AUTHORITY, AUTHORITY.c.id == REFERRAL.c.sender_id)
        .where(REFERRAL.c.id == link.referral_id)
    ).one()
    return LinkView(
        row.reference,
        head.sender,
        _contact(head.contact, _PHONE),
        link.recipient,
        person_name(head),
        head.birth_date,
        step,
        head.received_on,
        link.expires_at,
        row.suspended_at is not None,
    )


def _step(tx: Transaction, row: InstanceRow, case_id: int, element_instance: int) -> Step | None:
    """The open step with what is released of it today; None when it is over, or nothing is."""
    task = tx.execute(
        select(TASK.c.element, TASK.c.name, TASK.c.form).where(
            TASK.c.instance_id == row.id,
            TASK.c.element_instance == element_instance,
            TASK.c.state == TaskState.ACTIVE,
        )
    ).first()
    if task is None:
        return None
    bundle = load_bundle(tx, row.version_id, row.digest)
    context = codec.load(row.tokens).context(element_instance)
    variables = link_sight.variables(bundle, context, referring.released(tx, case_id), tx.today)
    if variables is None:
        return None
    form = bundle.form(task.form)
    used = frozenset[str]() if form is None else form.reads | frozenset(form.keys)
    return Step(
        task.name,
        bundle.graphs[row.process_key].nodes[task.element].documentation,
        form,
        {name: value for name, value in variables.items() if name in used},
    )


def _gone(link_id: int) -> NotFound:
    return NotFound(f"Expected to find link {link_id}, but it is over")
