"""One referral with its way, and what a new one in a case could be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from engine.actor import Action
from engine.competence import TOPICS
from engine.errors import Forbidden, NotFound
from engine.execution import codec, referring
from engine.execution.bundle import load_bundle
from engine.execution.instance import ROOT
from engine.profile import Referral, ReferralParty, ReferralState
from engine.queries import competence, referrals
from engine.queries.cases import CaseHead, case_head
from engine.queries.competence import Answer
from engine.queries.referrals import ReferralRow, Unrecorded, referral_row
from engine.queries.sight import log, must_read
from engine.queries.sight import of_case as sight_of
from engine.sight import Sight
from engine.state import adoption, case, fresh_start, instance
from engine.state.account import ACCOUNT
from engine.state.authority import AUTHORITY
from engine.state.case import CaseState
from engine.state.referral import REFERRAL, REFERRAL_STOP
from engine.state.task import TASK
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Given:
    """A category that was given, and what opened it: a consent with its purpose and last day, or a norm."""

    category: str
    label: str
    by_consent: bool
    basis: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop on the way: since when, how far it was then, who had it, what was given and said with it."""

    at: datetime
    state: ReferralState
    party: ReferralParty
    owner: str
    topic_name: str
    given: tuple[Given, ...]
    said: str
    actor: str


@dataclass(frozen=True, slots=True)
class ReferralDetail:
    """A referral as far as the actor reads it. `matter` is empty and `given` None where it is not theirs to read."""

    row: ReferralRow
    head: CaseHead
    matter: str
    given: tuple[Given, ...] | None
    stops: tuple[Stop, ...]
    may_withdraw: bool
    #: since when its process stands still; nobody can act then
    suspended_at: datetime | None
    #: whether the actor's own roles open the task of whose turn it is
    may_work: bool

    @property
    def rests(self) -> bool:
        """Whether it is open and nobody can go on with it."""
        return self.suspended_at is not None and self.row.closed_at is None


@dataclass(frozen=True, slots=True)
class OfCase:
    """The referrals of a case that the actor is to be told of, and those whose version keeps no record."""

    head: CaseHead
    rows: tuple[ReferralRow, ...]
    unrecorded: tuple[Unrecorded, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A category of data, and what opens it to the chosen topic; closed where nothing does."""

    code: str
    label: str
    is_open: bool
    purpose: str = ""
    until: date | None = None
    #: needs a consent that names it expressly (Art. 9 (2) (a) DSGVO)
    is_special: bool = False


@dataclass(frozen=True, slots=True)
class Possible:
    """What a new referral in a case can be: topics to choose from; for the chosen one who is competent and what may go.

    `categories` is None for whoever does not read the consents of the case: then the sender clears it up.
    """

    head: CaseHead
    topics: tuple[tuple[str, str], ...]
    topic: str
    answer: Answer | None
    categories: tuple[Category, ...] | None
    #: how many have been begun by hand in the case: what beginning one must have seen
    begun: int
    #: open ones to the chosen topic that the actor knows of: another one is seldom meant
    alike: tuple[ReferralRow, ...] = ()


def show(tx: Transaction, referral_id: int) -> ReferralDetail:
    """One referral; NotFound for whoever has nothing to do with it."""
    found = tx.execute(referrals.referrals(tx).where(REFERRAL.c.id == referral_id)).first()
    if found is None:
        raise NotFound(f"Expected to find referral {referral_id}, but there is none")
    row = referral_row(tx, found)
    sight = sight_of(tx, row.case_id)
    if not (sight.exists and _knows(tx, sight, row)):
        raise NotFound(f"Expected to find referral {referral_id}, but there is none")
    log(tx, sight)
    version = instance.head(tx, row.instance_id).version_id
    profile = load_bundle(tx, version).profile
    said = None if profile is None else profile.referral
    labels = _labels(tx, version)
    reads_answers = said is not None and sight.reads_variable(row.instance_id, said.reason)
    own = tx.actor.authorities(Action.READ_CASE)
    is_side = sight.whole is not None or sight.leads or bool({row.sender_id, row.receiver_id} & own)
    return ReferralDetail(
        row,
        case_head(tx, row.reference),
        _matter(tx, found, said, sight),
        _given(found.given, labels) if is_side else None,
        _stops(tx, referral_id, labels, is_side=is_side, reads_answers=reads_answers),
        row.closed_at is None and tx.actor.may(Action.REFER, row.sender_id) and _can_be_withdrawn(tx, row),
        instance.suspended_since(tx, row.instance_id),
        row.task_id is not None and _may_work(tx, row.task_id),
    )


def _knows(tx: Transaction, sight: Sight, row: ReferralRow) -> bool:
    """Whether the actor is to know of a referral: who reads anything of it, and the house that began it."""
    return sight.reads_anything(row.instance_id) or row.instance_id in referrals.begun_by_us(tx, row.case_id)


def _matter(tx: Transaction, found: Row[Any], said: Referral | None, sight: Sight) -> str:
    """What it is about: as the sender keeps it, to whoever reads that, else as it was put for the receiver."""
    if said is None:
        return ""
    if sight.reads_variable(found.instance_id, said.matter):
        return str(found.matter)
    if (
        found.closed_at is not None
        or not said.occasion
        or not sight.reads_variable(found.instance_id, said.occasion)
    ):
        return ""
    tokens = instance.get(tx, found.instance_id).tokens
    put = codec.load(tokens).variables.get(ROOT, {}).get(said.occasion) if tokens else None
    return put if isinstance(put, str) else ""


def of_case(tx: Transaction, reference: str) -> OfCase:
    """The referrals of a case, the open ones first: those that sight opens, and those that one's own house began."""
    head = case_head(tx, reference)
    sight = sight_of(tx, head.id)
    log(tx, sight)
    return OfCase(
        head,
        _known(tx, sight, head.id),
        tuple(one for one in referrals.unrecorded(tx, head.id) if sight.reads_anything(one.instance_id)),
    )


def _known(tx: Transaction, sight: Sight, case_id: int) -> tuple[ReferralRow, ...]:
    return tuple(one for one in referrals.of_case(tx, case_id) if _knows(tx, sight, one))


def possible(tx: Transaction, reference: str, topic: str = "") -> Possible:
    """What a new referral in the case can be. Forbidden for whoever takes no part or refers nobody."""
    head = case_head(tx, reference)
    sight = must_read(tx, head.id, reference)
    may = case.permits(tx, Action.REFER, head.id)
    if not may or head.state is CaseState.CLOSED or not head.concerns_person:
        raise Forbidden(f"Expected to refer somebody in case {reference}, but no role there permits it")
    log(tx, sight)
    version = adoption.binding(tx, referring.PROCESS, head.ags)
    plan = referring.plan(tx, version.id, version.digest)
    topics = tuple((one.code, one.label) for one in plan.topics)
    chosen = topic if topic in dict(topics) else ""
    categories: tuple[Category, ...] | None = None
    if referring.clears_up(tx, sight, head.ags):
        listed = referring.released(tx, head.id)
        categories = tuple(
            Category(
                one.code,
                one.label,
                opened is not None,
                "" if opened is None else opened.purpose,
                None if opened is None else opened.until,
                one.code in referring.SPECIAL,
            )
            for one in plan.categories
            for opened in (referring.consent_for(listed, chosen, one.code, tx.today),)
        )
    answer = competence.ask(tx, chosen, head.ags, tx.today) if chosen in TOPICS else None
    begun = fresh_start.begun(tx, head.id, plan.bundle.main)
    alike = (one for one in _known(tx, sight, head.id) if one.topic == chosen and one.closed_at is None)
    return Possible(head, topics, chosen, answer, categories, begun, tuple(alike) if chosen else ())


def _can_be_withdrawn(tx: Transaction, row: ReferralRow) -> bool:
    return referring.withdrawal(tx, instance.get(tx, row.instance_id), row.state) is not None


def _may_work(tx: Transaction, task_id: int) -> bool:
    row = tx.execute(select(TASK.c.authority_id, TASK.c.role).where(TASK.c.id == task_id)).one()
    return tx.actor.may_work(row.authority_id, row.role)


def _labels(tx: Transaction, version_id: int) -> Mapping[str, str]:
    plan = referring.plan(tx, version_id)
    return {one.code: one.label for one in plan.categories}


def _given(kept: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> tuple[Given, ...]:
    return tuple(
        Given(
            one["category"],
            labels.get(one["category"], _OTHER.get(one["category"], one["category"])),
            one["ground"] == "consent",
            one["basis"],
            None if one["until"] is None else date.fromisoformat(one["until"]),
        )
        for one in kept
    )


_OTHER = {"antrag": "Antrag und sein Eingangstag"}


def _stops(
    tx: Transaction, referral_id: int, labels: Mapping[str, str], *, is_side: bool, reads_answers: bool
) -> tuple[Stop, ...]:
    rows = tx.execute(
        select(REFERRAL_STOP, AUTHORITY.c.name.label("owner"), ACCOUNT.c.name.label("actor"))
        .outerjoin(AUTHORITY, AUTHORITY.c.id == REFERRAL_STOP.c.owner_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == REFERRAL_STOP.c.actor_id)
        .where(REFERRAL_STOP.c.referral_id == referral_id)
        .order_by(REFERRAL_STOP.c.id)
    )
    return tuple(
        Stop(
            row.at,
            ReferralState(row.state),
            ReferralParty(row.party),
            row.owner or "",
            TOPICS.get(row.topic, row.topic),
            _given(row.given, labels) if is_side else (),
            (row.said or "") if reads_answers else "",
            row.actor or row.actor_name or "Laufweg",
        )
        for row in rows
    )


__all__ = ["Category", "Given", "OfCase", "Possible", "ReferralDetail", "Stop", "of_case", "possible", "show"]
