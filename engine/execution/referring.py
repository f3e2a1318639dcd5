"""What a new referral can be: the process in force with its topics and categories, and what the person has released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.actor import Action
from engine.competence import Competent
from engine.errors import Conflict
from engine.execution import codec
from engine.execution.actions import DeliverMessage, Modify
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.instance import ROOT, MessageSubscription
from engine.feel import Value, from_python, to_python
from engine.forms import Option
from engine.profile import Referral, ReferralState
from engine.sight import Sight
from engine.state import register
from engine.state import sight as consents
from engine.state.instance import InstanceRow
from engine.transaction import Transaction

#: the process that refers somebody
PROCESS: Final = "verweisberatung"
#: who clears up what may be given
MANAGEMENT: Final = "case_management"
#: what an entry of the list of consents says of special categories
_SPECIAL: Final = "besondere_kategorien"
#: needs a consent that names it expressly (Art. 9 (2) (a) DSGVO)
SPECIAL: Final = frozenset({"gesundheit"})
#: no authority has it before it
_NOTHING_UNDER_WAY: Final = frozenset({ReferralState.PREPARED, ReferralState.DECLINED})


@dataclass(frozen=True, slots=True)
class Plan:
    """A version that refers: what its profile says, the topics and categories its forms offer."""

    bundle: Bundle
    said: Referral
    topics: tuple[Option, ...]
    categories: tuple[Option, ...]


def plan(tx: Transaction, version_id: int, digest: str | None = None) -> Plan:
    """The plan of a version; Conflict when it keeps no referral."""
    bundle = load_bundle(tx, version_id, digest)
    said = None if bundle.profile is None else bundle.profile.referral
    if said is None:
        raise Conflict(
            f"Expected version {version_id} to keep a referral, but its profile says nothing of one"
        )
    return Plan(bundle, said, _options(bundle, said.topic), _options(bundle, said.wished))


def _options(bundle: Bundle, key: str) -> tuple[Option, ...]:
    """What the first form that asks for a variable offers."""
    for name in sorted(bundle.forms):
        for field in bundle.forms[name].fields():
            if key and field.key == key and field.options:
                return field.options
    return ()


def released(tx: Transaction, case_id: int) -> list[Value]:
    """What the person has released and not withdrawn, in the shape the processes know it (`freigaben`).

    As it is kept, not as a process holds it: one that does not hear of changes goes on with the list it began with.
    """
    return [
        from_python(
            {
                "empfaenger": one.recipient,
                "zweck": one.purpose,
                "kategorien": sorted(one.categories),
                "gueltig_bis": one.until,
                # kept are special categories only where they are released expressly
                _SPECIAL: bool(one.categories & SPECIAL),
            }
        )
        for one in consents.consents(tx, case_id)
    ]


def clears_up(tx: Transaction, sight: Sight, ags: str) -> bool:
    """Whether the actor clears up what may be given, and so reads what the person has released: who leads the case, the
    Case Management of the place, and who reads all of it by break-glass.
    """
    if sight.leads or sight.whole is not None:
        return True
    found = register.snapshot(tx)
    answer = found.ask(MANAGEMENT, ags, tx.today)
    return isinstance(answer, Competent) and tx.actor.may(Action.REFER, found.ids[answer.authority])


@dataclass(frozen=True, slots=True)
class Released:
    """What opens a category to a topic: for which purpose, and up to and with which day."""

    purpose: str
    until: date | None


def consent_for(listed: list[Value], topic: str, category: str, on: date) -> Released | None:
    """The consent that opens the category to the topic on the day."""
    for one in listed:
        if not isinstance(one, dict) or one.get("empfaenger") != topic:
            continue
        categories, until = one.get("kategorien"), to_python(one.get("gueltig_bis"))
        if not isinstance(categories, list) or category not in categories:
            continue
        if category in SPECIAL and one.get(_SPECIAL) is not True:
            continue
        if isinstance(until, date) and until < on:
            continue
        purpose = one.get("zweck")
        return Released(
            purpose if isinstance(purpose, str) else "", until if isinstance(until, date) else None
        )
    return None


def withdrawal(tx: Transaction, row: InstanceRow, state: ReferralState) -> DeliverMessage | Modify | None:
    """What ends a referral because the person withdraws; None where nothing does.

    On its way its diagram waits for the message of the person. Before, and while another authority is looked for, its
    token goes to the end the diagram has for a withdrawal; a provisional benefit (§ 43 SGB I) goes on beside it.
    """
    profile = load_bundle(tx, row.version_id, row.digest).profile
    said = None if profile is None else profile.referral
    if said is None or not row.tokens or row.suspended_at is not None:
        return None
    tokens = codec.load(row.tokens)
    for one in tokens.subscriptions.values():
        if said.withdrawal and isinstance(one, MessageSubscription) and one.name.startswith(said.withdrawal):
            return DeliverMessage(one.id)
    end = next((one.element for one in said.ends if one.state is ReferralState.WITHDRAWN), None)
    if end is None or state not in _NOTHING_UNDER_WAY:
        return None
    apart = {one.element for one in said.steps if not one.party.owns}
    going = tuple(one.id for one in tokens.children(ROOT) if one.element not in apart)
    return Modify(going, ((end, None),)) if going else None
