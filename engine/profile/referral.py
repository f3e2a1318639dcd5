"""What `[verweis]` in `process.toml` says: how far a referral is at each element, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.bpmn import Kind, Node


class ReferralState(StrEnum):
    """How far a referral is; the values are the words of the file.

    prepared ──▶ offered ──▶ accepted ──▶ arrived ──▶ reported
                  │  ▲ └───▶ declined ──▶ prepared, another authority · or the end
                  ▼  │
               asked back         from each of them: withdrawn (by the person), stopped (without a ground)
    """

    PREPARED = "vorbereitet"
    #: the receiving side has not answered
    OFFERED = "angeboten"
    #: the receiving side wants to know something before it answers
    ASKED_BACK = "rueckfrage"
    #: accepted; whether the person arrives is open
    ACCEPTED = "angenommen"
    DECLINED = "abgelehnt"
    #: the person has arrived, what became of it is followed up
    ARRIVED = "angekommen"
    #: its result is known
    REPORTED = "gemeldet"
    WITHDRAWN = "zurueckgezogen"
    #: nothing may be given any more, or nobody answered
    STOPPED = "gestoppt"


class ReferralParty(StrEnum):
    """Who has a step of a referral; the values are the words of the file."""

    SENDER = "absender"
    RECEIVER = "empfaenger"
    COORDINATION = "koordination"
    #: a task beside the referral, for the authority that was approached first (§ 43 SGB I); it never owns it by that
    FIRST = "erster_traeger"
    #: another task beside the referral, as reminding somebody
    BESIDE = "daneben"

    @property
    def owns(self) -> bool:
        """Whether it is this side's turn, and not beside the referral."""
        return self not in (ReferralParty.FIRST, ReferralParty.BESIDE)


class ReferralReason(StrEnum):
    """Why a referral ended without an arrival; the values are the words of the file."""

    NOT_COMPETENT = "nicht_zustaendig"
    CAPACITY = "keine_kapazitaet"
    NO_CONSENT = "ohne_einwilligung"


@dataclass(frozen=True, slots=True)
class ReferralStep:
    """While a token is at `element`, the referral is in `state`, and it is the turn of `party`."""

    element: str
    state: ReferralState
    party: ReferralParty


@dataclass(frozen=True, slots=True)
class ReferralEnd:
    """What the referral is once the process has ended there, and why if the person has not arrived."""

    element: str
    state: ReferralState
    reason: ReferralReason | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """The steps, the most important first: where tokens are at several, the first one named says whose turn it is.

    The rest names variables: the topic of the receiver, the matter, the day of receipt of an application, the outcome
    of the decision what may be given (`angaben`, `grundlage`, `einwilligung`), the consents, the reason of the last
    answer.
    `withdrawal` is the message by which the person withdraws, without what stands behind the colon.
    """

    topic: str
    matter: str
    given: str
    steps: tuple[ReferralStep, ...]
    ends: tuple[ReferralEnd, ...] = ()
    #: what it is about in words meant for the receiver
    occasion: str = ""
    received_on: str = ""
    consents: str = ""
    #: the categories somebody wishes to give
    wished: str = ""
    #: how it is handed over; of no concern to whoever answers themselves
    handing: str = ""
    reason: str = ""
    withdrawal: str = ""

    def end(self, element: str | None) -> ReferralEnd | None:
        """What the profile says of an end event."""
        return next((one for one in self.ends if one.element == element), None)


def disagreements(
    referral: Referral | None, nodes: Mapping[str, Node]
) -> Iterator[tuple[str, str, str | None]]:
    """What the diagram does not have, and tasks of the diagram nobody is named for: reason, hint, element."""
    if referral is None:
        return
    said = [one.element for one in referral.steps] + [one.element for one in referral.ends]
    for element in dict.fromkeys(said):
        if element not in nodes:
            yield (
                f"verweis: Ein Element „{element}“ gibt es im Diagramm nicht.",
                "Berichtigen Sie die Kennung.",
                element,
            )
    known = {one.element for one in referral.steps}
    for node in nodes.values():
        if node.kind is Kind.USER_TASK and node.id not in known:
            yield (
                f"verweis: Bei „{node.label}“ ist nicht gesagt, wer am Zug ist.",
                "Ergänzen Sie [[verweis.schritte]] mit element, zustand und bei.",
                node.id,
            )
