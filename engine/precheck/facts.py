"""A person record as the tables read it on one day: German names, and no law.

What the record does not know becomes "unbekannt"; a table decides what that means. Which times count, which
ages and amounts suffice, stands in the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from engine import feel
from engine.deadlines.dates import add_months
from engine.feel import Value
from engine.precheck.record import (
    Deception,
    DegreeKind,
    Education,
    EducationKind,
    FamilyMember,
    IdentityStatus,
    Level,
    MaritalStatus,
    Offence,
    PersonRecord,
    Relation,
    Residence,
    Status,
    Work,
)
from engine.precheck.section import Section

_UNKNOWN: Final = "unbekannt"

_GROUPS: Final = {
    Status.ASYLUM_PERMISSION: "gestattung",
    Status.TOLERATION: "duldung",
    Status.PERMISSION_OR_TOLERATION: "gestattung_oder_duldung",
    Status.RESIDENCE_PERMIT: "ae",
    Status.BLUE_CARD: "ae",
    Status.FICTIONAL_PERMIT: "ae",
    Status.SETTLEMENT_PERMIT: "ne",
    Status.PERMIT_THEN_SETTLEMENT: "ne",
    Status.EU_LONG_TERM: "ne",
    Status.FREE_MOVEMENT: "freizuegigkeit",
    Status.VISA: "visum",
    Status.NONE: "ohne",
}
_LEARNING: Final = {
    EducationKind.SCHOOL: "schule",
    EducationKind.VOCATIONAL: "ausbildung",
    EducationKind.STUDY: "studium",
}
_DECEPTIONS: Final = {
    Deception.NONE: "keine",
    Deception.ONGOING: "laufend",
    Deception.PAST: "frueher",
}
_PROTECTION: Final = {"refugee": "fluechtling", "subsidiary": "subsidiaer", "ban": "abschiebungsverbot"}
_NO_TITLE: Final[dict[str, Value]] = {
    "gruppe": "ohne", "norm": "", "paragraf": "", "schutz": "", "von": None, "bis": None,
}  # fmt: skip


class Facts:
    """The facts of one person; what does not depend on the day is worked out once."""

    def __init__(self, record: PersonRecord) -> None:
        self.record = record
        self._spans = sorted(record.residence, key=lambda one: one.first)
        self._times = [_time(one) for one in self._spans]
        self._lasting: dict[str, Value] = {
            "geburt": _date(record.birth),
            "einreise": _date(record.entry),
            "zeiten": list(self._times),
            "abwesenheiten": [
                {"von": _date(one.first), "bis": _date(one.last), "frist": _said(one.return_deadline)}
                for one in record.absences or ()
            ],
            "lebensunterhalt": _livelihood(record),
            "sprache": _language(record),
            "kenntnisse": {
                "grund": _said(_either(record.civic.basic_knowledge, record.civic.naturalisation_test)),
                "test": _said(record.civic.naturalisation_test),
                "punkte": _number(record.civic.test_score),
            },
            "identitaet": _identity(record),
            "gesundheit": {
                "arbeit": _said(record.health.prevents_work),
                "sprache": _said(record.health.prevents_language),
                "kenntnisse": _said(record.health.prevents_civic_knowledge),
                "schule": _said(record.health.prevents_school),
                "belegt": _said(record.health.certified),
            },
            "integration": {
                "besonders": _said(record.integration.special_achievements),
                "bekenntnis": _said(record.integration.constitution_declared),
                "geschichte": _said(record.integration.history_declared),
                "zweifel": _said(record.integration.doubts),
            },
            "einbuergerung": {
                "taeuschung_am": _date(record.naturalisation.deception_found_on),
                "gastarbeiter": _said(record.naturalisation.guest_worker),
                "aufgabe": _said(record.naturalisation.gave_up_nationality),
                "kurs": _said(record.naturalisation.integration_course_completed),
            },
            "wohnraum": _said(record.adequate_housing),
            "arbeit_erlaubt": _said(record.work_permitted),
            "asyl_offensichtlich": _said(record.asylum_manifestly_unfounded),
            "familie": _family(record),
            "kinder": [_member(one) for one in _of(record, Relation.CHILD)],
            "eltern": [_member(one) for one in _of(record, Relation.PARENT)],
            "geschwister": [_member(one) for one in _of(record, Relation.SIBLING)],
            "ehegatte": _spouse(record),
            "arbeit": _work(record),
        }

    def on(self, day: date, application: date | None) -> dict[str, Value]:
        """Every variable of the tables on one day; without an application it is made that day."""
        return {
            **self._lasting,
            "stichtag": _date(day),
            "antrag": _date(application or day),
            "antrag_gestellt": _said(application is not None),
            "titel": self._title(day),
            "strafen": _convictions(self.record, day),
            "bildung": self._education(day),
            "rente": self._pension(day),
        }

    def changes(self, after: date) -> set[date]:
        """The days after `after` on which something in the record begins, or has just ended."""
        record = self.record
        spans: list[tuple[date, date | None]] = [(one.first, one.last) for one in record.residence]
        spans += [(one.first, one.last) for one in record.absences or ()]
        spans += [(one.first, one.last) for one in record.education or ()]
        spans += [(one.first, one.last) for one in record.work or ()]
        members = record.family.members or ()
        begun = [*(first for first, _last in spans), *(one.permit_from for one in members)]
        ended = [*(last for _first, last in spans), *(one.permit_to for one in members)]
        begun += [one.date for one in record.degrees or ()]
        begun += [one.date for one in record.applications]
        begun += [one.remitted_on for one in record.criminal.convictions or ()]
        days = {*begun, *(day + timedelta(days=1) for day in ended if day is not None)}
        return {day for day in days if day is not None and day > after}

    def applied(self, title: str, day: date) -> date | None:
        """The day of the latest application for the title up to the day; None where none is known."""
        made = [one.date for one in self.record.applications if one.title.value == title and one.date <= day]
        return max(made, default=None)

    def _title(self, day: date) -> Value:
        """The last begun span that holds the day."""
        for span, time in zip(reversed(self._spans), reversed(self._times), strict=True):
            if span.first <= day and (span.last is None or day <= span.last):
                return time
        return _NO_TITLE

    def _education(self, day: date) -> dict[str, Value]:
        record = self.record
        running = [
            one
            for one in record.education or ()
            if one.kind in _LEARNING and one.first <= day and (one.last is None or day <= one.last)
        ]
        degrees = [
            one
            for one in record.degrees or ()
            if one.kind in (DegreeKind.SCHOOL, DegreeKind.VOCATIONAL)
            and (one.date is None or one.date <= day)
        ]
        school = [one for one in record.education or () if one.kind is EducationKind.SCHOOL]
        return {
            "laeuft": _LEARNING[running[-1].kind]
            if running
            else (_UNKNOWN if record.education is None else "nein"),
            "qualifiziert": _any([one.qualified for one in running if one.kind is EducationKind.VOCATIONAL]),
            "abschluss": _any([one.in_germany for one in degrees])
            if record.degrees is not None
            else _UNKNOWN,
            "schulabschluss": _any([one.in_germany for one in degrees if one.kind is DegreeKind.SCHOOL])
            if record.degrees is not None
            else _UNKNOWN,
            "berufsabschluss": _any(
                [one.in_germany for one in record.degrees or () if one.kind is not DegreeKind.SCHOOL]
            )
            if record.degrees is not None
            else _UNKNOWN,
            "schulzeiten": [_span(one) for one in school if one.successful is not False],
            "erfolgreich": _said(all(one.successful for one in school))
            if school and all(one.successful is not None for one in school)
            else _UNKNOWN,
            "bekannt": _said(record.education is not None),
        }

    def _pension(self, day: date) -> dict[str, Value]:
        """Months of contribution on the day; `beginn` is where an unbroken count would have begun."""
        pension = self.record.pension
        start: date | None = None
        if pension.since is not None:
            start = pension.since.replace(day=1)
        elif pension.months is not None and pension.as_of is not None and pension.ongoing:
            start = add_months(pension.as_of.replace(day=1), -pension.months)
        if start is None:
            return {"monate": _number(pension.months), "beginn": None}
        months = max(0, 12 * (day.year - start.year) + day.month - start.month)
        return {"monate": Decimal(months), "beginn": _date(start)}


def _time(one: Residence) -> dict[str, Value]:
    section = one.section
    if section is None and one.status is Status.BLUE_CARD:
        section = Section("18g")
    if section is None and one.status is Status.EU_LONG_TERM:
        section = Section("9a")
    return {
        "von": _date(one.first),
        "bis": _date(one.last),
        "gruppe": _GROUPS[one.status],
        "norm": "" if section is None else section.code,
        "paragraf": "" if section is None else section.number,
        "schutz": _protection(one, section),
    }


def _protection(one: Residence, section: Section | None) -> str:
    if one.protection is not None:
        return _PROTECTION[one.protection]
    if section is not None and section.code == "25(2)":
        return {"1": "fluechtling", "2": "subsidiaer"}.get(section.alternative, "")
    return "fluechtling" if section is not None and section.code == "25(1)" else ""


def _livelihood(record: PersonRecord) -> dict[str, Value]:
    given = record.livelihood
    benefits = given.sgb_benefits
    if benefits is None and given.income_share is not None and given.income_share >= 100:
        benefits = False
    return {
        "anteil": _number(given.income_share),
        "sgb": _said(benefits),
        "zu_vertreten": _said(given.answerable_for_benefits),
        "prognose": _said(given.positive_forecast),
    }


def _language(record: PersonRecord) -> dict[str, Value]:
    given = record.language

    def level(one: Level | None) -> str:
        return _UNKNOWN if one is None else ("keine" if one is Level.NONE else one.value)

    return {
        "muendlich": level(given.spoken),
        "schriftlich": level(given.written),
        "gefaelscht": _said(given.forged_certificate),
        "kurs_moeglich": _said(given.integration_course_possible),
        "altersgerecht": _said(given.age_appropriate),
    }


def _identity(record: PersonRecord) -> dict[str, Value]:
    """Nothing said of deception is none where the identity is clarified, or everything was done for it."""
    given = record.identity
    clear = given.status is IdentityStatus.CLARIFIED or given.all_reasonable_steps is True
    told = "keine" if clear else _UNKNOWN
    return {
        "status": {IdentityStatus.CLARIFIED: "geklaert", IdentityStatus.UNCLARIFIED: "ungeklaert"}.get(
            given.status, _UNKNOWN
        )
        if given.status
        else _UNKNOWN,
        "massnahmen": _said(given.all_reasonable_steps),
        "taeuschung": told if given.deception is None else _DECEPTIONS[given.deception],
        "ursaechlich": _said(given.suspension_caused_by_deception),
    }


def _convictions(record: PersonRecord, day: date) -> dict[str, Value]:
    """Whatever is remitted only after the day is not remitted yet."""
    given = record.criminal
    found = given.convictions or ()
    fines = [one for one in found if one.day_rates]
    prison = [one for one in found if one.prison_months]

    def rates(*kinds: Offence | None) -> Decimal:
        return Decimal(sum(one.day_rates or 0 for one in fines if one.offence in kinds))

    adult = [one.prison_months or 0 for one in prison if not one.youth_sentence]
    youth = [one.prison_months or 0 for one in prison if one.youth_sentence and one.probation is not True]
    return {
        "bekannt": _said(given.convictions is not None),
        "anzahl": Decimal(len(found)),
        "ts_allgemein": rates(Offence.GENERAL, None),
        "ts_auslaender": rates(Offence.FOREIGNERS_ONLY),
        "ts_summe": rates(Offence.GENERAL, Offence.FOREIGNERS_ONLY, None),
        "haft_laengste": Decimal(max(adult, default=0)),
        "haft_summe": Decimal(sum(one.prison_months or 0 for one in prison)),
        "haft_offen": _said(any(one.remitted_on is None or one.remitted_on > day for one in prison)),
        "haft_ohne_bewaehrung": _said(any(one.probation is False for one in prison)),
        "jugendstrafe_unbedingt": Decimal(max(youth, default=0)),
        "jugendstrafe": _said(any(one.youth_sentence for one in prison)),
        "hass": _any([one.hate_motive for one in found if one.hate_motive is not None]),
        "vorsatz": _any([one.intentional for one in found]),
        "laufend": _said(given.pending),
        "ausweisungsinteresse": _said(given.expulsion_interest),
    }


def _family(record: PersonRecord) -> dict[str, Value]:
    """Whoever is single and names no member has none."""
    given = record.family
    alone = given.marital_status is MaritalStatus.SINGLE and given.single_parent is not True
    return {
        "bekannt": _said(given.members is not None or alone),
        "stand": given.marital_status.value if given.marital_status else _UNKNOWN,
        "alleinerziehend": _said(given.single_parent),
        "pflege": _said(given.cares_for_relative),
    }


def _of(record: PersonRecord, *relations: Relation) -> list[FamilyMember]:
    return [one for one in record.family.members or () if one.relation in relations]


def _member(one: FamilyMember) -> dict[str, Value]:
    return {
        "geburt": _date(one.birth),
        "haushalt": _said(one.in_household),
        "ledig": _said(one.unmarried),
        "deutsch": _said(one.german),
        "norm": one.permit.code if one.permit else "",
        "paragraf": one.permit.number if one.permit else "",
        "titel_von": _date(one.permit_from),
        "titel_bis": _date(one.permit_to),
        "schule": _said(one.school_attendance),
        "vollzeit": _said(one.full_time_20_of_24_months),
    }


def _spouse(record: PersonRecord) -> dict[str, Value]:
    found = _of(record, Relation.SPOUSE, Relation.PARTNER)
    given: dict[str, Value] = _member(found[0]) if found else _member(FamilyMember(Relation.SPOUSE))
    return {**given, "vorhanden": _said(bool(found)), "ehe_seit": _date(record.family.married_since)}


def _work(record: PersonRecord) -> dict[str, Value]:
    found = record.work or ()
    return {
        "bekannt": _said(record.work is not None),
        "vollzeit": [_span(one) for one in found if one.full_time],
        "versichert": [
            {**_span(one), "stunden": _number(one.weekly_hours)}
            for one in found
            if one.social_insurance is not False
        ],
        "qualifiziert": [_span(one) for one in found if one.qualified],
    }


def _span(one: Education | Work) -> dict[str, Value]:
    return {"von": _date(one.first), "bis": _date(one.last)}


def _either(first: bool | None, second: bool | None) -> bool | None:
    """Yes if one is, else what the first says."""
    return True if second else first


def _any(answers: Iterable[bool | None]) -> str:
    """Yes if one is, unknown if one is not known, no otherwise."""
    known = list(answers)
    return "ja" if any(known) else (_UNKNOWN if None in known else "nein")


def _said(answer: bool | None) -> str:
    return _UNKNOWN if answer is None else ("ja" if answer else "nein")


def _number(number: int | None) -> Value:
    return None if number is None else Decimal(number)


def _date(day: date | None) -> Value:
    return None if day is None else feel.Date(day.year, day.month, day.day)
