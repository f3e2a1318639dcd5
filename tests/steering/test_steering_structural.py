"""Structural problems: counted without saying from which case, discussed, taken up or closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Actor, Conflict, Forbidden, Invalid, commands, queries
from engine.state.resolution import Ruling
from engine.state.structural import ProblemState, ProblemStep
from engine.testing import Story
from engine.testing import models as m
from tests.steering.conftest import Group


@pytest.fixture
def story(group: Group) -> Story:
    """A case that Lea's authority leads."""
    return group.world.start({"p.bpmn": m.tasks("q", "a")})


def _report(group: Group, story: Story) -> int:
    with group.world.engine.begin(group.world.people["lea"]) as tx:
        return commands.structural.report(tx, story.reference, "Kein Kursplatz", "Immer im Herbst")


def test_a_problem_is_counted_once_for_a_case_and_said_to_concern_many(group: Group, story: Story) -> None:
    number = _report(group, story)
    lea = group.world.people["lea"]
    with group.world.engine.begin(lea) as tx, pytest.raises(Conflict):
        commands.structural.mention(tx, story.reference, number)
    for _ in range(2):
        other = group.world.open("q")
        with group.world.engine.begin(lea) as tx:
            commands.structural.mention(tx, other.reference, number)

    with group.world.engine.begin(group.stefan) as tx:
        (line,) = queries.structural.overview(tx)
    assert (line.problem.number, line.problem.mentions, line.due) == ("T 2026/1", 3, True)
    assert line.place == "StädteRegion Aachen"


def test_the_steering_group_does_not_learn_from_which_case(group: Group, story: Story) -> None:
    number = _report(group, story)

    with group.world.engine.begin(group.stefan) as tx:
        said = repr(queries.structural.show(tx, number)) + repr(queries.structural.overview(tx))
        rows = tx.execute(text("SELECT * FROM structural_mention")).all()
    assert story.reference not in said
    assert "Muster" not in said
    assert rows == []
    with group.world.engine.begin(group.world.people["lea"]) as tx:
        assert len(tx.execute(text("SELECT * FROM structural_mention")).all()) == 1


def test_what_a_browser_sends_twice_is_reported_once(group: Group, story: Story) -> None:
    assert _report(group, story) == _report(group, story)

    group.world.clock.moment += timedelta(minutes=2)
    assert len({_report(group, story) for _ in range(2)}) == 1
    with group.world.engine.begin(group.stefan) as tx:
        assert [one.problem.mentions for one in queries.structural.overview(tx)] == [1, 1]


@pytest.mark.parametrize("who", ["ada", "carla", "stefan", "olga"])
def test_only_a_case_manager_or_team_lead_of_the_case_reports(group: Group, story: Story, who: str) -> None:
    with group.world.engine.begin(group.world.people[who]) as tx, pytest.raises(Forbidden):
        commands.structural.report(tx, story.reference, "Titel", "Text")


@pytest.mark.parametrize(
    ("title", "description", "field"),
    [("", "Text", "title"), ("x" * 201, "Text", "title"), ("Titel", " ", "description")],
)
def test_what_is_missing_is_said(
    group: Group, story: Story, title: str, description: str, field: str
) -> None:
    with group.world.engine.begin(group.world.people["lea"]) as tx, pytest.raises(Invalid) as refused:
        commands.structural.report(tx, story.reference, title, description)

    assert set(refused.value.fields) == {field}


def _do(group: Group, who: Actor, name: str, *given: object) -> None:
    with group.world.engine.begin(who) as tx:
        getattr(commands.structural, name)(tx, *given)


def test_it_is_discussed_taken_up_closed_and_opened_again(group: Group, story: Story) -> None:
    number = _report(group, story)
    proposal = group.propose()
    _do(group, group.olga, "remark", number, "Betrifft auch Düren")
    _do(group, group.stefan, "take_up", number, 2, proposal)

    with group.world.engine.begin(SYSTEM) as tx:
        seen = queries.structural.show(tx, number)
    assert seen.line.problem.state is ProblemState.PROPOSED
    assert seen.proposal is not None
    assert [one.text for one in seen.remarks] == ["Betrifft auch Düren", "V 2026/1 Fristen verkürzen"]
    with pytest.raises(Invalid):
        _do(group, group.olga, "close", number, 3, " ")
    with pytest.raises(Conflict):
        _do(group, group.olga, "close", number, 1, "Gelöst")
    _do(group, group.olga, "close", number, 3, "Gelöst")
    with pytest.raises(Conflict):
        _do(group, group.world.people["lea"], "mention", group.world.open("q").reference, number)
    _do(group, group.olga, "reopen", number, 4)
    with group.world.engine.begin(SYSTEM) as tx:
        assert queries.structural.show(tx, number).line.problem.state is ProblemState.OPEN


def test_after_a_proposal_that_is_over_another_one_takes_it_up(group: Group, story: Story) -> None:
    number = _report(group, story)
    first, second = group.propose(), group.propose(title="Noch eine")
    _do(group, group.olga, "take_up", number, 1, first)
    with pytest.raises(Conflict):
        _do(group, group.olga, "take_up", number, 2, second)  # the first is under way
    with group.world.engine.begin(group.olga) as tx:
        assert queries.structural.show(tx, number).attachable == ()
        commands.proposal.withdraw(tx, first, 1, "Zu früh")

    with group.world.engine.begin(group.olga) as tx:
        seen = queries.structural.show(tx, number)
    assert seen.wants_proposal
    assert [one.id for one in seen.attachable] == [second]
    with pytest.raises(Conflict):
        _do(group, group.olga, "take_up", number, 3, first)
    _do(group, group.olga, "take_up", number, 3, second)
    with group.world.engine.begin(group.stefan) as tx:
        seen = queries.structural.show(tx, number)
    assert seen.proposal is not None
    assert (seen.proposal.id, seen.wants_proposal) == (second, False)


def test_whoever_reported_it_speaks_in_its_discussion(group: Group, story: Story) -> None:
    lea, ada = group.world.people["lea"], group.world.people["ada"]
    number = _report(group, story)
    _do(group, lea, "remark", number, "Wieder drei")

    with group.world.engine.begin(lea) as tx:
        seen = queries.structural.show(tx, number)
    # only the word of whoever may propose takes it into discussion
    assert seen.line.problem.state is ProblemState.OPEN
    assert [one.text for one in seen.remarks] == ["Wieder drei"]
    assert (seen.may_speak, seen.may_decide, seen.attachable) == (True, False, ())
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE structural_problem SET created_by = NULL"))
    _do(group, lea, "remark", number, "Auch wer nur gezählt hat")
    with pytest.raises(Forbidden):
        _do(group, ada, "remark", number, "Hallo")
    with pytest.raises(Forbidden):
        _do(group, lea, "close", number, 1, "Gelöst")
    _do(group, group.olga, "close", number, 1, "Gelöst")
    with pytest.raises(Conflict):
        _do(group, lea, "remark", number, "Doch nicht")
    with group.world.engine.begin(lea) as tx:
        assert not queries.structural.show(tx, number).may_speak


def test_a_team_lead_who_did_not_report_it_does_not_speak(group: Group, story: Story) -> None:
    number = _report(group, story)
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE structural_problem SET created_by = NULL"))
        tx.execute(text("UPDATE structural_mention SET actor_id = NULL"))

    with pytest.raises(Forbidden):
        _do(group, group.world.people["lea"], "remark", number, "Hallo")


def test_nobody_from_elsewhere_decides(group: Group, story: Story) -> None:
    number = _report(group, story)

    for who in (group.carla, group.hanna):
        with pytest.raises(Forbidden):
            _do(group, who, "remark", number, "Hallo")


def _notices(group: Group) -> list[tuple[str, str]]:
    with group.world.engine.begin(SYSTEM) as tx:
        asked = text(
            "SELECT a.login, n.kind FROM notification n JOIN account a ON a.id = n.account_id"
            " WHERE n.kind LIKE 'problem%' ORDER BY n.id"
        )
        return [(row.login, row.kind) for row in tx.execute(asked)]


def _taken_up(group: Group, story: Story, proposal: int) -> int:
    number = _report(group, story)
    with group.world.engine.begin(SYSTEM) as tx:
        revision = queries.structural.show(tx, number).line.problem.revision
    _do(group, group.olga, "take_up", number, revision, proposal)
    return number


def test_the_resolution_closes_the_problem_with_its_result_and_who_reported_it_is_told(
    group: Group, story: Story
) -> None:
    proposal = group.ready()
    number = _taken_up(group, story, proposal)

    group.adopt(proposal)

    with group.world.engine.begin(group.world.people["lea"]) as tx:
        problem = queries.structural.show(tx, number).line.problem
        (counted,), _others = queries.structural.of_case(tx, story.reference) or ((), ())
    assert problem.state is ProblemState.CLOSED
    assert problem.outcome == (
        "Beschlossen: Lenkungsgruppe, 20.11.2026, TOP 4 (V 2026/1), „Fristen verkürzen“, gilt ab 01.01.2027."
    )
    assert counted.outcome == problem.outcome
    assert _notices(group) == [("lea", "problem_closed")]


def test_a_problem_whose_proposal_is_rejected_is_discussed_again_and_may_be_taken_up_by_another(
    group: Group, story: Story
) -> None:
    proposal = group.ready()
    number = _taken_up(group, story, proposal)

    group.adopt(proposal, ruling=Ruling.REJECTED, valid_from=None)

    with group.world.engine.begin(group.olga) as tx:
        view = queries.structural.show(tx, number)
    assert (view.line.problem.state, view.wants_proposal) == (ProblemState.IN_DISCUSSION, True)
    assert _notices(group) == [("lea", "problem_goes_on")]
    _do(group, group.olga, "take_up", number, view.line.problem.revision, group.propose(title="Anders"))


def test_a_withdrawn_proposal_gives_back_what_it_has_taken_up(group: Group, story: Story) -> None:
    proposal = group.propose()
    number = _taken_up(group, story, proposal)

    with group.world.engine.begin(group.olga) as tx:
        commands.proposal.withdraw(tx, proposal, 1, "Anders gelöst")

    with group.world.engine.begin(group.olga) as tx:
        assert queries.structural.show(tx, number).line.problem.state is ProblemState.IN_DISCUSSION


def test_a_report_names_a_step_of_what_runs_in_the_case_and_is_counted_with_those_of_processes(
    group: Group, story: Story
) -> None:
    lea = group.world.people["lea"]
    with group.world.engine.begin(lea) as tx:
        (step,) = [one for one in queries.structural.steps(tx, story.reference) if one.element == "a"]
        said = (step.version_id, step.element)
        number = commands.structural.report(tx, story.reference, "Kein Kursplatz", "Immer im Herbst", said)
    other = group.world.open("q")
    with group.world.engine.begin(lea) as tx:
        for wrong in ((step.version_id, "gibt_es_nicht"), (group.version, "a")):
            with pytest.raises(Invalid) as refused:
                commands.structural.mention(tx, other.reference, number, wrong)
            assert set(refused.value.fields) == {"step"}
    with group.world.engine.begin(lea) as tx:
        commands.structural.mention(tx, other.reference, number, said)

    with group.world.engine.begin(group.stefan) as tx:
        (origin,) = queries.structural.show(tx, number).origins
    assert (origin.element, origin.version_id, origin.reports) == ("a", step.version_id, 2)


def test_two_are_related_both_ways_until_somebody_says_they_are_not(group: Group, story: Story) -> None:
    one, other = _report(group, story), _report(group, group.world.open("q"))
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.structural.relate(tx, one, one)
    with group.world.engine.begin(group.world.people["lea"]) as tx, pytest.raises(Forbidden):
        commands.structural.relate(tx, one, other)

    for pair in ((other, one), (one, other)):  # said twice, noted once
        with group.world.engine.begin(group.olga) as tx:
            commands.structural.relate(tx, *pair)

    with group.world.engine.begin(group.olga) as tx:
        for here, there in ((one, other), (other, one)):
            view = queries.structural.show(tx, here)
            assert [found.id for found in view.related] == [there]
            assert [found.step for found in view.remarks] == [ProblemStep.RELATED]
            assert there not in [found.id for found in view.relatable]
            assert view.line.problem.mentions == 1
    for _ in range(2):
        with group.world.engine.begin(group.olga) as tx:
            commands.structural.unrelate(tx, one, other)
    with group.world.engine.begin(group.olga) as tx:
        view = queries.structural.show(tx, other)
        assert view.related == ()
        assert [found.step for found in view.remarks] == [ProblemStep.RELATED, ProblemStep.UNRELATED]
