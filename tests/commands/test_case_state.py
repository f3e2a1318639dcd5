"""A whole case is suspended, resumed, closed before its time and reopened: by whoever leads it, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import SYSTEM, Conflict, Forbidden, Invalid, Transaction, commands, queries
from engine.state.case import CaseState
from engine.testing import Story, World
from engine.testing import models as m

THERE = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})'
WHY = "Die Person ist weggezogen"
LINE = m.process(
    "p",
    m.start(),
    m.user_task("a"),
    m.boundary("mahnen", "a", m.timer("P3D"), interrupting=False),
    m.user_task("gemahnt"),
    m.end("e2"),
    m.end(),
    m.flow("start", "a"),
    m.flow("a", "end"),
    m.flow("mahnen", "gemahnt"),
    m.flow("gemahnt", "e2"),
)


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": LINE})


def do(story: Story, what: Callable[..., object], *given: object, login: str = "lea") -> None:
    with story.world.engine.begin(story.world.people[login]) as tx:
        what(tx, story.reference, *given)


def told(story: Story, kind: str) -> list[str]:
    return [one.text for one in story.file().history if one.kind == kind]


def standing(story: Story) -> queries.case_file.Standing:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        return queries.case_file.standing(tx, story.reference)


def test_a_suspended_case_stands_still_and_goes_on_with_what_fell_due(story: Story) -> None:
    do(story, commands.case_state.suspend, WHY)

    with pytest.raises(Conflict):
        story.complete("a")
    story.world.clock.advance(timedelta(days=4))
    story.world.fire_due()
    story.is_waiting_at("a")
    do(story, commands.case_state.resume, "Die Person ist zurück")
    story.world.fire_due()

    story.is_waiting_at("a", "gemahnt")
    assert told(story, "case_suspended") == [f"Fall angehalten. Grund: {WHY}"]
    assert told(story, "case_resumed") == ["Fall fortgesetzt. Grund: Die Person ist zurück"]


def test_a_legal_deadline_is_not_moved_while_the_case_stands_still(world: World) -> None:
    line = m.process(
        "p",
        m.start(),
        m.user_task("a", due='=frist(today(), duration("P1M"), "VwVfG")'),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
    )
    story = world.start({"p.bpmn": line})
    due = story.task("a").legal_due

    do(story, commands.case_state.suspend, WHY)
    world.clock.advance(timedelta(days=10))
    do(story, commands.case_state.resume, WHY)

    assert due is not None
    assert story.task("a").legal_due == due


def test_every_process_of_the_case_is_suspended_with_it(story: Story) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.case_process.begin(tx, story.reference, "p", {})

    do(story, commands.case_state.suspend, WHY)

    assert [one.is_suspended for one in standing(story).runs] == [True, True]
    assert all(one.suspended_at is not None for one in story.file().instances)


def test_a_closed_case_has_ended_with_its_name_and_nothing_of_it_is_open(story: Story) -> None:
    seen = standing(story)
    assert [one.element for one in seen.tasks] == ["a"]

    do(story, commands.case_state.close, "weggezogen", WHY, seen.mark)

    file = story.file()
    assert (file.head.state, file.head.outcome) == (CaseState.CLOSED, "weggezogen")
    assert {one.state for one in file.tasks} == {"cancelled"}
    assert file.timers == ()
    assert told(story, "case_closed") == [f"Fall geschlossen: weggezogen. Grund: {WHY}"]


def test_a_suspended_case_is_closed_too(story: Story) -> None:
    do(story, commands.case_state.suspend, WHY)

    do(story, commands.case_state.close, "kein Kontakt", WHY)

    assert story.file().head.outcome == "kein Kontakt"


def test_what_has_moved_since_it_was_seen_is_not_closed(story: Story) -> None:
    seen = standing(story).mark
    story.pass_time(timedelta(days=4))

    with pytest.raises(Conflict, match="moved on"):
        do(story, commands.case_state.close, "weggezogen", WHY, seen)

    assert story.file().head.state is CaseState.OPEN


def test_what_another_authority_works_on_unseen_is_named_and_not_ended(world: World) -> None:
    """The leading authority reads a step of another one only where the profile lets it."""
    profile = (
        b'schluessel = "p"\n[[daten]]\ngruppe = "Verfahren"\nformulare = []\nrechtsgrundlage = "Testnorm"\n'
        b'sichtbar_fuer = ["jobcenter"]\n'
    )
    line = m.process(
        "p",
        m.start(),
        m.user_task("dort", group=THERE),
        m.end(),
        m.flow("start", "dort"),
        m.flow("dort", "end"),
    )
    story = world.start({"p.bpmn": line, "process.toml": profile})

    seen = standing(story)

    assert (seen.tasks, seen.busy) == ((), ("Ausländeramt Dort",))
    with pytest.raises(Conflict, match="another authority"):
        do(story, commands.case_state.close, "weggezogen", WHY, seen.mark)
    story.is_waiting_at("dort")


def test_a_reopened_case_takes_a_new_process_and_ends_with_it(story: Story) -> None:
    do(story, commands.case_state.close, "irrtümlich eröffnet", WHY)
    do(story, commands.case_state.reopen, "War doch richtig")

    head = story.file().head
    assert (head.state, head.outcome, head.closed_at) == (CaseState.OPEN, None, None)
    assert told(story, "case_reopened") == ["Fall wieder geöffnet. Grund: War doch richtig"]
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.case_process.begin(tx, story.reference, "p", {})
    story.complete("a")
    story.has_ended_at("end")


def test_an_empty_reopened_case_is_closed_again(story: Story) -> None:
    do(story, commands.case_state.close, "weggezogen", WHY)
    do(story, commands.case_state.reopen, WHY)

    do(story, commands.case_state.close, "verstorben", WHY)

    assert story.file().head.outcome == "verstorben"


_STEPS: list[Callable[[Transaction, str], object]] = [
    lambda tx, case: commands.case_state.suspend(tx, case, WHY),
    lambda tx, case: commands.case_state.close(tx, case, "weggezogen", WHY),
    lambda tx, case: commands.case_state.resume(tx, case, WHY),
    lambda tx, case: commands.case_state.reopen(tx, case, WHY),
]


@pytest.mark.parametrize("step", _STEPS, ids=["suspend", "close", "resume", "reopen"])
@pytest.mark.parametrize("login", ["ada", "carla", "olga", "adam", "stefan"])
def test_only_who_answers_for_the_case_where_it_is_led_may(
    story: Story, step: Callable[..., object], login: str
) -> None:
    with pytest.raises(Forbidden):
        do(story, step, login=login)


@pytest.mark.parametrize(
    ("what", "given", "fields"),
    [
        # a reason must be given, and be short
        (commands.case_state.suspend, ("  ",), {"reason"}),
        (commands.case_state.suspend, ("x" * 501,), {"reason"}),
        (commands.case_state.close, ("weggezogen", ""), {"reason"}),
        # and how it ends
        (commands.case_state.close, ("", ""), {"reason", "outcome"}),
        (commands.case_state.close, ("x" * 101, WHY), {"outcome"}),
    ],
)
def test_what_is_missing_is_named(
    story: Story, what: Callable[..., object], given: tuple[str, ...], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        do(story, what, *given)

    assert set(refused.value.fields) == fields


def test_what_is_so_already_is_a_conflict(story: Story) -> None:
    for step in (_STEPS[2], _STEPS[3]):
        with pytest.raises(Conflict):
            do(story, step)
    do(story, commands.case_state.suspend, WHY)
    with pytest.raises(Conflict):
        do(story, commands.case_state.suspend, WHY)
    do(story, commands.case_state.close, "weggezogen", WHY)
    for step in _STEPS[:3]:
        with pytest.raises(Conflict):
            do(story, step)


def test_whoever_holds_a_task_learns_that_it_has_gone(story: Story) -> None:
    world = story.world
    task = story.task("a")
    with world.engine.begin(world.people["ben"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
    with world.engine.begin(world.people["ben"]) as tx:
        before = queries.notification.count_unread(tx).count

    do(story, commands.case_state.close, "weggezogen", WHY)

    with world.engine.begin(world.people["ben"]) as tx:
        assert queries.notification.count_unread(tx).count == before + 1


def test_the_system_closes_without_a_role(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.case_state.close(tx, story.reference, "weggezogen", WHY)

    assert story.file().head.state is CaseState.CLOSED
