"""The profile of a process, `process.toml`: what belongs to it and is not in the diagram (docs/process-library.md)."""

from engine.profile.check import RULES, check_profile
from engine.profile.climb import common_ladder, set_rungs
from engine.profile.edit import Place, Value, add, change, remove, table
from engine.profile.model import (
    Agreed,
    AgreedNumber,
    AgreedTime,
    DataGroup,
    Deadline,
    Exchange,
    Exemption,
    Measure,
    Profile,
    Retention,
    Role,
    TimeKind,
    Watched,
    Way,
)
from engine.profile.period import LONGEST, in_words, parts, read_period
from engine.profile.reach import CATEGORIES
from engine.profile.read import NAME, read_profile
from engine.profile.referral import (
    Referral,
    ReferralEnd,
    ReferralParty,
    ReferralReason,
    ReferralState,
    ReferralStep,
)

__all__ = [
    "CATEGORIES",
    "LONGEST",
    "NAME",
    "RULES",
    "Agreed",
    "AgreedNumber",
    "AgreedTime",
    "DataGroup",
    "Deadline",
    "Exchange",
    "Exemption",
    "Measure",
    "Place",
    "Profile",
    "Referral",
    "ReferralEnd",
    "ReferralParty",
    "ReferralReason",
    "ReferralState",
    "ReferralStep",
    "Retention",
    "Role",
    "TimeKind",
    "Value",
    "Watched",
    "Way",
    "add",
    "change",
    "check_profile",
    "common_ladder",
    "in_words",
    "parts",
    "read_period",
    "read_profile",
    "remove",
    "set_rungs",
    "table",
]
