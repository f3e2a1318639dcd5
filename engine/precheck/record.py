"""The typed person record: what is known of a person, and what is not.

Every yes/no is `bool | None`: None is *unknown*, which is never the same as no. docs/person-record.md explains
each field for whoever writes a record down; `schema.py` makes the JSON Schema from these classes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from engine.precheck.section import Section

VERSION: Final = 1


class Status(StrEnum):
    """The kind of stay in a span of time; the paragraph is a field of its own."""

    ASYLUM_PERMISSION = "asylum_permission"
    TOLERATION = "toleration"
    PERMISSION_OR_TOLERATION = "permission_or_toleration"
    RESIDENCE_PERMIT = "residence_permit"
    SETTLEMENT_PERMIT = "settlement_permit"
    PERMIT_THEN_SETTLEMENT = "permit_then_settlement"
    BLUE_CARD = "blue_card"
    EU_LONG_TERM = "eu_long_term"
    FREE_MOVEMENT = "free_movement"
    FICTIONAL_PERMIT = "fictional_permit"
    VISA = "visa"
    NONE = "none"


class Relation(StrEnum):
    """What a family member is to the person."""

    SPOUSE = "spouse"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"


class MaritalStatus(StrEnum):
    """Marital status."""

    SINGLE = "single"
    MARRIED = "married"
    PARTNERSHIP = "partnership"
    WIDOWED = "widowed"
    DIVORCED = "divorced"
    SEPARATED = "separated"


class EducationKind(StrEnum):
    """What somebody is learning."""

    SCHOOL = "school"
    VOCATIONAL = "vocational"
    STUDY = "study"
    INTEGRATION_COURSE = "integration_course"
    OTHER = "other"


class DegreeKind(StrEnum):
    """What somebody has completed."""

    SCHOOL = "school"
    VOCATIONAL = "vocational"
    STUDY = "study"


class Level(StrEnum):
    """A level of the Common European Framework, or none at all."""

    NONE = "none"
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class IdentityStatus(StrEnum):
    """Whether the authority regards the identity as clarified."""

    CLARIFIED = "clarified"
    UNCLARIFIED = "unclarified"


class Deception(StrEnum):
    """False statements, deception or missing co-operation of the person's own."""

    NONE = "none"
    ONGOING = "ongoing"
    PAST = "past"


class Offence(StrEnum):
    """The kind of offence, as far as the law distinguishes."""

    GENERAL = "general"
    FOREIGNERS_ONLY = "foreigners_only"


class Title(StrEnum):
    """What one can apply for, and what the pre-check answers for."""

    AUFENTHG_25A = "AufenthG_25a"
    AUFENTHG_25B = "AufenthG_25b"
    AUFENTHG_104C = "AufenthG_104c"
    SETTLEMENT = "Niederlassungserlaubnis"
    STAG_10 = "StAG_10"
    STAG_9 = "StAG_9"
    STAG_8 = "StAG_8"
    AUFENTHG_60C = "AufenthG_60c"
    AUFENTHG_60D = "AufenthG_60d"
    AUFENTHG_19D = "AufenthG_19d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Residence:
    """One span of residence status. `last` None goes on."""

    first: date = field(metadata={"key": "from"})
    last: date | None = field(default=None, metadata={"key": "to"})
    status: Status
    section: Section | None = None
    protection: str | None = field(default=None, metadata={"values": ("refugee", "subsidiary", "ban")})
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """One stay abroad, first and last day away."""

    first: date = field(metadata={"key": "from"})
    last: date = field(metadata={"key": "to"})
    return_deadline: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One member of the family, as far as the law asks."""

    relation: Relation
    birth: date | None = None
    in_household: bool | None = None
    unmarried: bool | None = None
    german: bool | None = None
    permit: Section | None = None
    permit_from: date | None = None
    permit_to: date | None = None
    school_attendance: bool | None = None
    full_time_20_of_24_months: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """Marital status and members. `members` None is unknown, an empty list says: none."""

    marital_status: MaritalStatus | None = None
    married_since: date | None = None
    single_parent: bool | None = None
    cares_for_relative: bool | None = None
    members: tuple[FamilyMember, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Education:
    """One span of learning. `last` None goes on."""

    kind: EducationKind
    first: date = field(metadata={"key": "from"})
    last: date | None = field(default=None, metadata={"key": "to"})
    successful: bool | None = None
    qualified: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Degree:
    """One degree."""

    kind: DegreeKind
    date: date | None = None
    in_germany: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One span of work. `last` None goes on."""

    first: date = field(metadata={"key": "from"})
    last: date | None = field(default=None, metadata={"key": "to"})
    full_time: bool | None = None
    weekly_hours: int | None = None
    social_insurance: bool | None = None
    qualified: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Pension:
    """Months of contributions: a number as of a day, or spans of contribution."""

    months: int | None = None
    as_of: date | None = None
    ongoing: bool | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Livelihood:
    """What the person lives on. `income_share`: percent of the need covered by work."""

    income_share: int | None = None
    sgb_benefits: bool | None = None
    answerable_for_benefits: bool | None = None
    positive_forecast: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """German, spoken and written; None is unknown."""

    spoken: Level | None = None
    written: Level | None = None
    forged_certificate: bool | None = None
    integration_course_possible: bool | None = None
    age_appropriate: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Civic:
    """Knowledge of the legal and social order."""

    basic_knowledge: bool | None = None
    naturalisation_test: bool | None = None
    test_score: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Identity and nationality, and how the person co-operated."""

    status: IdentityStatus | None = None
    all_reasonable_steps: bool | None = None
    deception: Deception | None = None
    suspension_caused_by_deception: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Conviction:
    """One conviction as the register of convictions has it."""

    day_rates: int | None = None
    prison_months: int | None = None
    youth_sentence: bool = False
    probation: bool | None = None
    remitted_on: date | None = None
    offence: Offence | None = None
    hate_motive: bool | None = None
    intentional: bool | None = None
    date: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Criminal:
    """Convictions and pending proceedings; None is unknown, an empty list says: none."""

    convictions: tuple[Conviction, ...] | None = None
    pending: bool | None = None
    pending_since: date | None = None
    expulsion_interest: bool | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Illness, disability or age, as far as it stands against a requirement."""

    prevents_work: bool | None = None
    prevents_language: bool | None = None
    prevents_civic_knowledge: bool | None = None
    prevents_school: bool | None = None
    certified: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Integration:
    """Special achievements of integration, and declarations given."""

    special_achievements: bool | None = None
    constitution_declared: bool | None = None
    history_declared: bool | None = None
    doubts: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Naturalisation:
    """What only the law of nationality asks."""

    deception_found_on: date | None = None
    guest_worker: bool | None = None
    gave_up_nationality: bool | None = None
    integration_course_completed: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """One application and the day it reached the authority."""

    title: Title
    date: date


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything the pre-check knows of a person."""

    version: int
    birth: date
    residence: tuple[Residence, ...]
    id: str | None = None
    name: str | None = None
    nationality: str | None = None
    entry: date | None = None
    absences: tuple[Absence, ...] | None = None
    family: Family = Family()
    education: tuple[Education, ...] | None = None
    degrees: tuple[Degree, ...] | None = None
    work: tuple[Work, ...] | None = None
    pension: Pension = Pension()
    livelihood: Livelihood = Livelihood()
    language: Language = Language()
    civic: Civic = Civic()
    identity: Identity = Identity()
    criminal: Criminal = Criminal()
    health: Health = Health()
    integration: Integration = Integration()
    naturalisation: Naturalisation = Naturalisation()
    adequate_housing: bool | None = None
    work_permitted: bool | None = None
    asylum_manifestly_unfounded: bool | None = None
    applications: tuple[Application, ...] = ()
    note: str | None = None
