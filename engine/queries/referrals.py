"""Which tasks are those of a referral, and how far it is. The one place that says so to lists.

Until a referral has a record of its own, its state is read from the step of `processes/verweisberatung` its task is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, and_, select

from engine.state.definition import DEFINITION, VERSION
from engine.state.task import TASK

#: keys of the processes that refer somebody
PROCESSES: Final = ("verweisberatung", "ueberleitung")


class ReferralState(StrEnum):
    """How far a referral is."""

    #: the receiving side has not answered
    OFFERED = "offered"
    #: accepted; whether the person arrives is open
    ACCEPTED = "accepted"
    #: it did not come to that: no answer, declined, disputed
    STOPPED = "stopped"
    #: the person has arrived, what became of it is followed up
    ARRIVED = "arrived"


_STEPS: Final = {
    ReferralState.OFFERED: ("ueberleitung_annehmen", "antwort_erinnern"),
    ReferralState.ACCEPTED: ("ankunft_bestaetigen",),
    ReferralState.STOPPED: (
        "ausbleiben_klaeren",
        "stelle_neu_bestimmen",
        "streit_klaeren",
        "uebermittlung_stoppen",
        "vorlaeufig_pruefen",
    ),
    ReferralState.ARRIVED: ("nachhalten",),
}
#: what the receiving side does
_INCOMING: Final = ("ueberleitung_annehmen", "ankunft_bestaetigen", "vorlaeufig_pruefen")


def incoming() -> ColumnElement[bool]:
    """The tasks with which a referral waits for the receiving side."""
    return and_(TASK.c.element.in_(_INCOMING), _of_referral())


def in_state(state: ReferralState) -> ColumnElement[bool]:
    """The tasks of referrals in that state."""
    return and_(TASK.c.element.in_(_STEPS[state]), _of_referral())


def _of_referral() -> ColumnElement[bool]:
    versions = (
        select(VERSION.c.id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(DEFINITION.c.key.in_(PROCESSES))
    )
    return TASK.c.version_id.in_(versions)
