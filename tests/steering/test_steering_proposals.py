"""Proposals: written by those who may, step by step as the table says, and every step is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine import SYSTEM, Actor, Conflict, Forbidden, Invalid, Role, commands, queries
from engine.commands.consultation import PartyEntry
from engine.commands.proposal import Content
from engine.execution import parameters, rollouts
from engine.execution.parameters import Parameter
from engine.execution.proposals import STEPS, Step
from engine.queries.proposal import Cause, Verdict
from engine.state import impact as reports
from engine.state.consultation import PartyKind
from engine.state.proposal import MigrationRule, ProposalState
from engine.state.resolution import Ruling
from engine.testing import models as m
from engine.testing.statements import statements
from tests.steering.conftest import FORCE, Group, files


def test_a_draft_gets_the_next_number_of_the_year(group: Group) -> None:
    numbers = [group.show(group.propose(title=one)).row.number for one in ("Erste", "Zweite")]

    assert numbers == ["V 2026/1", "V 2026/2"]


def test_a_draft_needs_a_title_and_nothing_else(group: Group) -> None:
    with group.world.engine.begin(group.olga) as tx:
        number = commands.proposal.create(tx, Content("Nur ein Titel"))

    assert group.show(number).row.state is ProposalState.DRAFT
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.begin(tx, number, 1, date(2027, 1, 1), ())
    assert set(refused.value.fields) == {
        "reason",
        "legal_basis",
        "jurisdictions",
        "valid_from",
        "versions",
        "parties",
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"reason": "x" * 8001}, "reason"),
        ({"legal_basis": "x" * 8001}, "legal_basis"),
        ({"jurisdictions": ("05158",)}, "jurisdictions"),  # another Kreis
        ({"jurisdictions": ("0533%",)}, "jurisdictions"),
        ({"review_months": 61}, "review_months"),
        ({"parameters": {"coverage": 101}}, "parameter-coverage"),
        ({"parameters": {"gibtesnicht": 1}}, "parameter-gibtesnicht"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_per_field(
    group: Group, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        group.propose(**change)

    assert set(refused.value.fields) == {field}


def test_an_agreed_time_nobody_can_agree_on_is_refused(group: Group) -> None:
    with pytest.raises(Invalid) as refused:
        group.propose(times={group.version: {"a": "5 Tage"}})

    assert set(refused.value.fields) == {f"zeit-{group.version}-a"}


def test_two_versions_of_a_process_cannot_come_into_force_at_once(group: Group) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        second = commands.definition.deploy(tx, files("a", "b")).version_id

    with pytest.raises(Invalid) as refused:
        group.propose(times={group.version: {}, second: {}})

    assert set(refused.value.fields) == {"versions"}


def test_the_second_of_two_who_edit_is_told(group: Group) -> None:
    number = group.propose()
    content = Content("Anders", jurisdictions=("05334",), migration_rule=MigrationRule.ALL)
    with group.world.engine.begin(group.olga) as tx:
        assert commands.proposal.edit(tx, number, 1, content) == 2

    with group.world.engine.begin(group.stefan) as tx, pytest.raises(Conflict):
        commands.proposal.edit(tx, number, 1, replace(content, title="Noch anders"))

    assert group.show(number).row.title == "Anders"
    assert group.show(number).row.migration_rule is MigrationRule.ALL


def test_only_who_may_propose_in_the_territory_writes_one(group: Group) -> None:
    with group.world.engine.begin(group.hanna) as tx, pytest.raises(Forbidden):
        commands.proposal.create(tx, Content("Von einer Amtsleitung"))
    with group.world.engine.begin(group.carla) as tx, pytest.raises(Forbidden):
        commands.proposal.withdraw(tx, group.propose(), 1, "weil")


def test_what_is_in_consultation_is_not_edited_any_more(group: Group) -> None:
    number = group.propose()
    group.consult(number)

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.proposal.edit(tx, number, 2, Content("Anders"))


def test_a_withdrawn_proposal_says_why_and_is_over(group: Group) -> None:
    number = group.propose()
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid):
        commands.proposal.withdraw(tx, number, 1, " ")
    with group.world.engine.begin(group.olga) as tx:
        commands.proposal.withdraw(tx, number, 1, "Doppelt angelegt")

    found = group.show(number)
    assert found.row.state is ProposalState.WITHDRAWN
    assert (found.events[0].kind, found.events[0].detail) == ("withdrawn", {"reason": "Doppelt angelegt"})
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.proposal.withdraw(tx, number, 2, "Noch einmal")


@pytest.mark.parametrize("step", Step)
def test_every_step_is_refused_from_where_the_table_does_not_name_it(group: Group, step: Step) -> None:
    """Only what the table says: whatever else anybody asks for, from whatever state, is a Conflict."""
    from engine.execution import proposals

    number = group.propose()
    wrong = [state for state in ProposalState if state not in STEPS[step].before]
    for state in wrong:
        with group.world.engine.begin(SYSTEM) as tx:
            tx.execute(text("UPDATE proposal SET state = :state"), {"state": state.value})
        with group.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
            proposals.take(tx, number, step)


def test_the_steps_of_the_engine_are_nobody_elses(group: Group) -> None:
    from engine.execution import proposals

    number = group.propose()
    for step in (Step.COME_INTO_FORCE, Step.SUPERSEDE, Step.REPEAL):
        with group.world.engine.begin(group.stefan) as tx, pytest.raises(Forbidden):
            proposals.take(tx, number, step)


def test_what_happened_is_never_changed(group: Group) -> None:
    group.propose()

    for statement in ("UPDATE proposal_event SET kind = 'anders'", "DELETE FROM proposal_event"):
        with pytest.raises(IntegrityError), group.world.engine.begin(SYSTEM) as tx:
            tx.execute(text(statement))


def test_a_returned_proposal_becomes_a_draft_again(group: Group) -> None:
    number = group.ready()
    group.adopt(number, ruling=Ruling.RETURNED, valid_from=None)
    with group.world.engine.begin(group.olga) as tx:
        commands.proposal.revise(tx, number, group.show(number).row.revision)

    found = group.show(number)
    assert found.row.state is ProposalState.DRAFT
    assert [one.kind for one in found.events][:2] == ["revised", "returned"]


def test_a_draft_version_that_is_proposed_is_not_discarded(group: Group) -> None:
    with group.world.engine.begin(group.olga) as tx:
        draft = commands.definition.begin_draft(tx, group.version)
    group.propose(times={draft: {}})

    with pytest.raises(Conflict), group.world.engine.begin(group.olga) as tx:
        commands.definition.discard_draft(tx, draft, 1)


def test_it_comes_into_force_on_its_day_and_is_superseded_by_the_next(group: Group) -> None:
    number = group.ready()
    group.adopt(number)
    assert group.show(number).row.state is ProposalState.ADOPTED

    group.pass_days(45)  # 7 January 2027
    assert group.show(number).row.state is ProposalState.IN_FORCE
    with group.world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, files("a", "b")).version_id
        commands.adoption.adopt(tx, version, "05334", date(2027, 1, 8), "Kommandozeile")
    group.pass_days(0)
    assert group.show(number).row.state is ProposalState.IN_FORCE
    group.pass_days(1)

    assert group.show(number).row.state is ProposalState.SUPERSEDED


def test_the_group_is_told_when_it_is_to_look_again(group: Group) -> None:
    number = group.ready(review_months=6)
    group.adopt(number)
    group.pass_days(45)
    group.pass_days(180)  # 6 July 2027

    assert group.show(number).row.review_on == date(2027, 7, 1)
    for who in (group.olga, group.stefan, group.sina):
        with group.world.engine.begin(who) as tx:
            kinds = [one.kind for one in queries.notification.page(tx, only_unread=True).notices]
        assert kinds.count("proposal_review") == 1
    group.pass_days(1)
    with group.world.engine.begin(group.stefan) as tx:
        kinds = [one.kind for one in queries.notification.page(tx, only_unread=True).notices]
    assert kinds.count("proposal_review") == 1


def _waits(group: Group, who: Actor, number: int) -> list[str]:
    with group.world.engine.begin(who) as tx:
        return [wait for one in queries.proposal.overview(tx) if one.row.id == number for wait in one.waiting]


def _to_review(group: Group, who: Actor) -> list[int]:
    with group.world.engine.begin(who) as tx:
        return [one.id for one in queries.awaited.reviews(tx)]


def test_a_review_waits_for_the_group_until_somebody_has_written_down_what_it_found(group: Group) -> None:
    number = group.ready(review_months=6)
    group.adopt(number)
    group.pass_days(45)
    with pytest.raises(Conflict, match="due for review"), group.world.engine.begin(group.olga) as tx:
        commands.resolution.review(tx, number, group.show(number).row.revision, "Zu früh", 0)
    assert _waits(group, group.olga, number) == []
    group.pass_days(180)  # 6 July 2027

    assert _waits(group, group.olga, number) == _waits(group, group.stefan, number) == ["review"]
    assert _waits(group, group.hanna, number) == []
    assert _to_review(group, group.olga) == _to_review(group, group.sina) == [number]
    assert _to_review(group, group.hanna) == []
    seen = group.show(number).row.revision
    for finding, again, field in ((" ", 6, "reason"), ("Gut", 61, "again")):
        with pytest.raises(Invalid) as wrong, group.world.engine.begin(group.olga) as tx:
            commands.resolution.review(tx, number, seen, finding, again)
        assert list(wrong.value.fields) == [field]
    with pytest.raises(Forbidden), group.world.engine.begin(group.hanna) as tx:
        commands.resolution.review(tx, number, seen, "Gut", 6)
    with group.world.engine.begin(group.olga) as tx:
        assert commands.resolution.review(tx, number, seen, " Hat sich bewährt. ", 12) == date(2028, 7, 6)
    with pytest.raises(Conflict), group.world.engine.begin(group.stefan) as tx:
        commands.resolution.review(tx, number, seen, "Auch ich", 0)

    assert _waits(group, group.stefan, number) == []
    assert _to_review(group, group.olga) == []
    assert group.show(number).events[0].detail == {"reason": "Hat sich bewährt.", "day": "2028-07-06"}
    group.pass_days(366)  # and again a year later
    assert _waits(group, group.sina, number) == ["review"]
    with group.world.engine.begin(group.sina) as tx:
        assert (
            commands.resolution.review(tx, number, group.show(number).row.revision, "Bleibt so.", 0) is None
        )
    group.pass_days(800)
    assert _waits(group, group.olga, number) == []


def test_the_list_takes_as_many_statements_for_ten_proposals_as_for_one(group: Group) -> None:
    group.ready()
    counts = []
    for more in (0, 9):
        for number in range(more):
            group.propose(title=f"Vorlage {number}")
        with group.world.engine.begin(group.olga) as tx, statements() as sent:
            assert len(queries.proposal.overview(tx)) == 1 + more
        counts.append(len(sent))

    assert counts[0] == counts[1]


def _repeal(group: Group, first: int) -> int:
    """A proposal of January that the first one holds no more from February on."""
    second = group.propose(title="Aufhebung", times={}, repeals=first, valid_from=date(2027, 2, 1))
    with group.world.engine.begin(group.olga) as tx:
        parties = (
            PartyEntry(PartyKind.ALIENS_AUTHORITY, group.world.here),
            PartyEntry(PartyKind.STAFF_COUNCIL, name="Personalrat"),
        )
        commands.consultation.begin(tx, second, 1, date(2027, 1, 25), parties)
    group.close(second)
    if group.show(second).concerns_cases:
        group.report(second)
        group.say_why(second)
    group.adopt(second, decided_on=date(2027, 1, 7), valid_from=date(2027, 2, 1))
    return second


def test_a_value_that_is_repealed_holds_no_more_and_the_one_before_holds_again(group: Group) -> None:
    group.adopt(group.ready(title="Werte", times={}, parameters={"coverage": 70}))
    first = group.ready(
        title="Andere Werte", times={}, parameters={"coverage": 40}, valid_from=date(2027, 1, 2)
    )
    group.adopt(first, valid_from=date(2027, 1, 2))
    group.pass_days(45)
    _repeal(group, first)

    with group.world.engine.begin(SYSTEM) as tx:
        held = [
            parameters.value(tx, Parameter.COVERAGE, ("05334",), day)
            for day in (date(2026, 11, 1), date(2027, 1, 1), date(2027, 1, 31), date(2027, 2, 1))
        ]
    assert held == [90, 70, 40, 70]
    group.pass_days(30)
    assert group.show(first).row.state is ProposalState.REPEALED


def test_a_value_that_another_replaces_is_superseded(group: Group) -> None:
    first = group.ready(title="Werte", times={}, parameters={"coverage": 70, "refused": 5})
    group.adopt(first)
    second = group.ready(
        title="Neue Werte", times={}, parameters={"coverage": 60}, valid_from=date(2027, 1, 2)
    )
    group.adopt(second, valid_from=date(2027, 1, 2))
    third = group.ready(title="Noch einer", times={}, parameters={"refused": 9}, valid_from=date(2027, 3, 1))
    group.adopt(third, valid_from=date(2027, 3, 1))
    group.pass_days(45)
    assert group.show(first).row.state is ProposalState.IN_FORCE, "„refused“ still holds"
    group.pass_days(60)

    assert group.show(first).row.state is ProposalState.SUPERSEDED


def test_a_repeal_ends_what_was_adopted_on_its_day(group: Group) -> None:
    first = group.ready()
    group.adopt(first)
    group.pass_days(45)
    second = _repeal(group, first)

    with group.world.engine.begin(SYSTEM) as tx:
        from engine.state import adoption

        assert adoption.in_force(tx, "p", "05334002", date(2027, 1, 31)) is not None
        assert adoption.in_force(tx, "p", "05334002", date(2027, 2, 1)) is None
    group.pass_days(30)
    assert group.show(first).row.state is ProposalState.REPEALED
    assert group.show(second).row.state is ProposalState.IN_FORCE


def test_a_case_begins_with_what_was_resolved(group: Group) -> None:
    today = date(2026, 11, 23)
    group.adopt(group.ready(valid_from=today), valid_from=today)

    story = group.world.open("p")

    story.is_waiting_at("a")


def test_the_list_says_what_waits_for_whom(group: Group) -> None:
    number = group.propose()
    seen = {}

    def waiting(name: str) -> None:
        for who in (group.olga, group.stefan, group.sina, group.hanna, group.carla):
            with group.world.engine.begin(who) as tx:
                (line,) = queries.proposal.overview(tx)
            seen[name, who.name] = [one.value for one in line.waiting]

    waiting("draft")
    group.consult(number)
    waiting("asked")
    group.close(number)
    group.measure(number)
    waiting("ready")
    group.sign(number)
    waiting("signed")

    assert {key: value for key, value in seen.items() if value} == {
        ("draft", "Olga Jäger"): ["finish"],
        ("asked", "Hanna"): ["state"],
        ("ready", "Stefan Süß"): ["resolve"],
        ("ready", "Sina"): ["resolve"],
        ("signed", "Sina"): ["sign"],
    }
    assert group.show(number).row.valid_from == FORCE


def _repealing(group: Group) -> int:
    """A proposal that is ready but for its report: it repeals the only one that has brought `p` into force."""
    first = group.ready()
    group.adopt(first)
    group.pass_days(40)
    second = group.propose(title="Aufhebung", times={}, repeals=first, valid_from=date(2027, 2, 1))
    with group.world.engine.begin(group.olga) as tx:
        parties = (
            PartyEntry(PartyKind.ALIENS_AUTHORITY, group.world.here),
            PartyEntry(PartyKind.STAFF_COUNCIL, name="Personalrat"),
        )
        commands.consultation.begin(tx, second, 1, date(2027, 1, 25), parties)
    group.close(second)
    return second


def _impact(group: Group, number: int) -> Verdict:
    return next(one for one in group.show(number).verdicts if one.gate == "impact")


def _told(group: Group, number: int) -> list[dict[str, object]]:
    with group.world.engine.begin(SYSTEM) as tx:
        report = reports.finished(tx, number)
    assert report is not None
    found: list[dict[str, object]] = report.results["repeal"]
    return found


def test_a_repeal_needs_a_report_and_a_reason_where_nothing_holds_afterwards(group: Group) -> None:
    number = _repealing(group)
    group.world.open("p")
    with group.world.engine.begin(SYSTEM) as tx:
        calling = m.process(
            "q", m.start(), m.call("ruft", "p"), m.end(), m.flow("start", "ruft"), m.flow("ruft", "end")
        )
        caller = commands.definition.deploy(tx, {"q.bpmn": calling}).version_id
        commands.adoption.adopt(tx, caller, "05", tx.today, "TOP 9")
    before = _impact(group, number)
    group.report(number)
    (told,) = _told(group, number)
    shut = _impact(group, number)
    with pytest.raises(commands.resolution.GatesClosed):
        group.adopt(number, decided_on=date(2027, 1, 1), valid_from=date(2027, 2, 1))
    group.say_why(number)
    opened = _impact(group, number)

    assert [one.cause for one in before.reasons] == [Cause.NO_REPORT]
    assert (told["after"], told["running"], told["place"], told["callers"]) == (
        None,
        1,
        "05334",
        ["Test q"],
    )
    assert [one.cause for one in shut.reasons] == [Cause.NOTHING_HOLDS]
    assert opened.is_open
    assert opened.acknowledgement is not None
    group.adopt(number, decided_on=date(2027, 1, 1), valid_from=date(2027, 2, 1))


def _calling(key: str, process: str) -> dict[str, bytes]:
    """A process that calls another one."""
    parts = (m.start(), m.call("ruft", process), m.end(), m.flow("start", "ruft"), m.flow("ruft", "end"))
    return {f"{key}.bpmn": m.process(key, *parts)}


def test_a_repeal_names_who_may_call_it_and_callers_of_narrower_places(group: Group) -> None:
    number = _repealing(group)
    with group.world.engine.begin(SYSTEM) as tx:
        for key, called, place in (
            ("enger", "p", "05334002"),
            ("rechnet", "=ziel", "05334"),
            ("waehlt", '=if ziel = 1 then "p" else "q"', "05"),
            ("anders", '=if ziel = 1 then "r" else "q"', "05"),
            ("fern", "p", "05158"),
        ):
            caller = commands.definition.deploy(tx, _calling(key, called)).version_id
            commands.adoption.adopt(tx, caller, place, tx.today, "TOP 9")

    group.report(number)

    (told,) = _told(group, number)
    assert told["callers"] == ["Test enger (Aachen)"]
    assert told["maybe"] == ["Test rechnet", "Test waehlt"]


def test_a_repeal_says_which_version_holds_again_and_needs_no_reason_then(group: Group) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        wider = commands.definition.deploy(tx, files("a", "z")).version_id
        commands.adoption.adopt(tx, wider, "05", tx.today, "TOP 9")
    number = _repealing(group)

    group.report(number)

    (told,) = _told(group, number)
    after = told["after"]
    assert isinstance(after, dict)
    assert after["version"] == wider
    assert _impact(group, number).is_open


def close_here(group: Group, last: date) -> None:
    """The authority here has its last day."""
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE authority SET valid_to = :last WHERE id = :here"),
            {"last": last, "here": group.world.here},
        )


def test_people_of_a_closed_authority_propose_and_adopt_nothing_for_its_territory_any_more(
    group: Group,
) -> None:
    number = group.ready()
    today = group.world.clock.moment.date()
    close_here(group, today)
    assert group.show(number, group.stefan).may_adopt  # its last day

    close_here(group, today - timedelta(days=1))

    assert not group.show(number, group.stefan).may_adopt
    assert not group.show(number, group.olga).may_propose
    with group.world.engine.begin(group.olga) as tx:
        assert queries.proposal.choices(tx).territories == ()
    with pytest.raises(Invalid) as refused:
        group.propose(title="Eine andere")
    assert set(refused.value.fields) == {"jurisdictions"}
    with pytest.raises(Invalid):
        group.propose(jurisdictions=())
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Forbidden):
        commands.proposal.withdraw(tx, number, group.show(number).row.revision, "weil")
    with pytest.raises(Forbidden):
        group.sign(number)
    with group.world.engine.begin(SYSTEM) as tx:
        assert rollouts.owners(tx, group.show(number).row) == []
    with group.world.engine.begin(group.stefan) as tx, pytest.raises(Invalid):
        commands.agreement.adopt(tx, group.world.here, Role.TEAM_LEAD, "Beschluss", today)
