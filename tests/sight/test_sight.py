"""What an authority reads of a case: by task, norm, consent, lead – and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from engine.profile import DataGroup
from engine.sight import (
    Consent,
    Ground,
    Held,
    House,
    Level,
    Partition,
    Purpose,
    Run,
    Sight,
    grant,
    is_only_consent,
)

DAY = date(2026, 11, 23)
RUN = 7
PARTS = Partition(
    "einbuergerung",
    (
        DataGroup("Antrag", "§ 31 StAG", ("antrag",), visible_to=("einbuergerungsbehoerde",)),
        DataGroup("Straftaten", "§ 12a StAG", ("bzr",), visible_to=("einbuergerungsbehoerde",)),
        DataGroup("Leistungen", "§ 67d SGB X", ("alg",), visible_to=("einbuergerungsbehoerde", "jobcenter")),
        DataGroup("Überleitung", "Einwilligung", ("bogen",), visible_to=("verweis_thema",)),
        DataGroup("Begleitung", "Einwilligung", ("plan",), visible_to=("case_management",), categories=("sprache", "kontakt")),  # noqa: E501
        DataGroup("Vermerk", "§ 29 VwVfG", ("vermerk",)),
    ),
    {name: (group,) for name, group in {
        "antrag": "Antrag", "bzr": "Straftaten", "alg": "Leistungen", "bogen": "Überleitung", "plan": "Begleitung",
        "vermerk": "Vermerk",
    }.items()},
    {"abfragen": ("Straftaten",), "rechnen": ("Leistungen",)},
    {"name": frozenset({"antrag"}), "strafe": frozenset({"bzr"}), "einkommen": frozenset({"alg", "plan"})},
    frozenset({"abfragen", "rechnen", "weiche"}),
    MappingProxyType({"abfragen": "bzr"}),
)  # fmt: skip
NAMING = Run(RUN, PARTS, {"verweis_thema": frozenset({"jugendamt"})})
LANGUAGE = Consent("jobcenter", "Begleitung", frozenset({"sprache", "kontakt"}), date(2026, 12, 31))


def sight(*houses: House, consents: tuple[Consent, ...] = (), on: date = DAY) -> Sight:
    return grant(1, houses, [NAMING], consents, on)


def house(topic: str, *tasks: Held, leads: bool = False) -> House:
    return House(5, leads, frozenset({topic} if topic else ()), tasks)


def read(one: Sight) -> set[str]:
    return {group.group for group in PARTS.groups if one.reads_group(RUN, group.group)}


@pytest.mark.parametrize(
    ("topic", "leads", "groups"),
    [
        # the authority of the procedure, whose norms the profile names
        ("einbuergerungsbehoerde", False, {"Antrag", "Straftaten", "Leistungen"}),
        # it leads as well: also what the profile leaves open
        ("einbuergerungsbehoerde", True, {"Antrag", "Straftaten", "Leistungen", "Vermerk"}),
        # asked for one thing
        ("jobcenter", False, {"Leistungen"}),
        # named by a variable of the diagram
        ("jugendamt", False, {"Überleitung"}),
        # who leads the case without a business in this procedure reads its own part and what nobody is named for
        ("case_management", True, {"Begleitung", "Vermerk"}),
        # takes part with a topic that no group names
        ("schulamt", False, set()),
    ],
)
def test_a_group_is_read_by_whom_its_norm_names(topic: str, leads: bool, groups: set[str]) -> None:
    assert read(sight(house(topic, leads=leads))) == groups


def test_a_stranger_reads_nothing_and_is_not_told_of_the_case() -> None:
    found = sight()

    assert not found.exists and not read(found) and not found.grounds
    assert not found.reads_element(RUN, "weiche") and not found.reads_form(RUN, "antrag")


def test_a_task_opens_its_own_form_and_step_and_no_more_of_the_group() -> None:
    found = sight(house("schulamt", Held(RUN, "abfragen", "bzr", "Register abfragen", True)))

    assert found.of_form(RUN, "bzr").level is Level.WORK
    assert found.reads_element(RUN, "abfragen") and found.reads_variable(RUN, "strafe")
    assert not found.reads_form(RUN, "antrag") and not found.reads_group(RUN, "Straftaten")
    assert found.grounds == (Ground(Purpose.TASK, "Register abfragen", 5),)


def test_a_task_that_is_done_is_read_and_not_worked_on() -> None:
    found = sight(house("schulamt", Held(RUN, "abfragen", "bzr", "Register abfragen", False)))

    assert found.of_element(RUN, "abfragen").level is Level.READ


@pytest.mark.parametrize(
    ("consent", "on", "opened"),
    [
        (LANGUAGE, DAY, True),
        # the last day counts, the day after does not
        (LANGUAGE, date(2026, 12, 31), True),
        (LANGUAGE, date(2027, 1, 1), False),
        # without an end until it is withdrawn
        (replace(LANGUAGE, until=None), date(2040, 1, 1), True),
        # another category, another recipient
        (replace(LANGUAGE, categories=frozenset({"gesundheit"})), DAY, False),
        # more than the group holds, and only a part of it
        (replace(LANGUAGE, categories=frozenset({"gesundheit", "kontakt", "sprache"})), DAY, True),
        (replace(LANGUAGE, categories=frozenset({"sprache"})), DAY, False),
        (replace(LANGUAGE, recipient="jugendamt"), DAY, False),
    ],
)
def test_a_consent_opens_its_categories_to_its_recipient_up_to_its_last_day(
    consent: Consent, on: date, opened: bool
) -> None:
    found = sight(house("jobcenter"), consents=(consent,), on=on)

    assert found.reads_group(RUN, "Begleitung") is opened
    assert not found.reads_group(RUN, "Straftaten")


@pytest.mark.parametrize(
    ("consents", "reads"),
    [
        # nothing recorded: it may be on paper, or one to whoever asks for it
        ((), True),
        ((replace(LANGUAGE, recipient="jugendamt"),), True),
        # released once and no more: withdrawn, or its last day is over
        ((replace(LANGUAGE, recipient="jugendamt", over=True),), False),
        ((replace(LANGUAGE, recipient="jugendamt", until=date(2026, 11, 22)),), False),
        # another one holds
        (
            (replace(LANGUAGE, recipient="jugendamt", over=True), replace(LANGUAGE, recipient="jugendamt")),
            True,
        ),
        # of another authority
        ((replace(LANGUAGE, over=True),), True),
    ],
)
def test_what_rests_on_consent_alone_closes_to_its_recipient_with_the_last_one(
    consents: tuple[Consent, ...], reads: bool
) -> None:
    found = sight(house("jugendamt"), consents=consents)

    assert found.reads_group(RUN, "Überleitung") is reads
    assert sight(house("jugendamt", leads=True), consents=consents).reads_group(RUN, "Überleitung")


@pytest.mark.parametrize(
    ("norm", "only"),
    [
        ("Einwilligung, Art. 6 Abs. 1 Buchst. a DSGVO", True),
        ("Einwilligung, Art. 6 Abs. 1 Buchst. a DSGVO; § 9 TIntG – prüfen", False),
        ("§ 6 IntV; Einwilligung, Art. 6 Abs. 1 Buchst. a DSGVO", False),
        ("§ 31 StAG", False),
    ],
)
def test_a_paragraph_beside_the_consent_is_a_ground_of_its_own(norm: str, only: bool) -> None:
    assert is_only_consent(norm) is only


def test_a_value_is_read_with_any_form_that_asks_for_it() -> None:
    assert sight(house("jobcenter")).reads_variable(RUN, "einkommen")
    assert sight(house("case_management")).reads_variable(RUN, "einkommen")
    assert not sight(house("jugendamt")).reads_variable(RUN, "einkommen")


def test_what_no_form_asks_for_goes_with_the_procedure() -> None:
    asked, leading = sight(house("jobcenter")), sight(house("einbuergerungsbehoerde"))

    assert leading.reads_variable(RUN, "punkte") and leading.reads_element(RUN, "weiche")
    assert not asked.reads_variable(RUN, "punkte") and not asked.reads_element(RUN, "weiche")
    assert asked.reads_element(RUN, "rechnen")


def test_a_step_that_a_migration_left_behind_needs_every_group() -> None:
    assert not sight(house("einbuergerungsbehoerde", leads=True)).reads_element(RUN, "verschwunden")
    assert Sight(1, exists=True, whole=Ground(Purpose.SYSTEM)).reads_element(RUN, "verschwunden")


def test_two_houses_of_one_person_read_together_with_the_first_ground() -> None:
    found = sight(house("jobcenter"), replace(house("case_management"), authority=6))

    assert read(found) == {"Leistungen", "Begleitung"}
    assert {one.authority for one in found.grounds} == {5, 6}


def test_what_belongs_to_the_case_itself_is_for_who_leads_it() -> None:
    assert sight(house("jobcenter", leads=True)).reads_group(None, "")
    assert not sight(house("jobcenter")).reads_group(None, "")


def test_break_glass_opens_everything_and_says_so() -> None:
    found = Sight(1, exists=True, whole=Ground(Purpose.BREAK_GLASS, "Gefahr im Verzug"))

    assert found.reads_group(RUN, "Straftaten") and found.reads_group(None, "") and found.complete
    assert found.grounds == (Ground(Purpose.BREAK_GLASS, "Gefahr im Verzug"),)


RELEASED = Partition(
    "verweis",
    (
        DataGroup(
            "Bogen", "Einwilligung", ("bogen",), visible_to=("case_management",), released_to=("thema",)
        ),
    ),
    {"bogen": ("Bogen",)},
    {"annehmen": ("Bogen",)},
    {},
)
GIVEN = Consent("jugendamt", "ueberleitung", frozenset({"kontakt"}), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("consents", "purpose"),
    [
        # as long as anything is released to whom the variable names
        ((GIVEN,), Purpose.CONSENT),
        # withdrawn, run out: neither the group nor the task that rests on nothing else
        ((replace(GIVEN, over=True),), None),
        ((replace(GIVEN, until=date(2026, 11, 22)),), None),
        # given again
        ((replace(GIVEN, over=True), GIVEN), Purpose.CONSENT),
    ],
)
def test_what_is_only_released_closes_when_the_release_ends(
    consents: tuple[Consent, ...], purpose: Purpose | None
) -> None:
    run = Run(RUN, RELEASED, {"thema": frozenset({"jugendamt"})})
    there = house("jugendamt", Held(RUN, "annehmen", "bogen", "Annehmen", True))

    found = grant(1, [there], [run], consents, DAY)

    ground = found.of_group(RUN, "Bogen").ground
    assert (None if ground is None else ground.purpose) is purpose
    assert found.reads_element(RUN, "annehmen") is (purpose is not None)
    assert found.reads_form(RUN, "bogen") is (purpose is not None)


@pytest.mark.parametrize(
    ("consents", "by_norm"),
    [
        # nothing was ever released, or only to somebody else
        ((), False),
        ((replace(GIVEN, recipient="jobcenter", over=True),), False),
        # a referral that goes by a norm, whatever was released beside it
        ((replace(GIVEN, over=True),), True),
    ],
)
def test_what_was_never_released_is_not_withdrawn(consents: tuple[Consent, ...], by_norm: bool) -> None:
    run = Run(RUN, RELEASED, {"thema": frozenset({"jugendamt"})}, by_norm)
    there = house("jugendamt", Held(RUN, "annehmen", "bogen", "Annehmen", True))

    found = grant(1, [there], [run], consents, DAY)

    assert found.of_element(RUN, "annehmen").level is Level.WORK
    assert not found.reads_group(RUN, "Bogen")  # the task opens its own step, and no more


def test_a_task_stays_open_to_whom_a_norm_opens_it_without_any_release() -> None:
    run = Run(RUN, RELEASED, {"thema": frozenset({"case_management"})})
    there = house("case_management", Held(RUN, "annehmen", "bogen", "Annehmen", True))

    found = grant(1, [there], [run], (), DAY)

    assert found.of_element(RUN, "annehmen").level is Level.WORK
