"""Handing out many tasks in one go: what became of each, twice the same click, two supervisors, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import (
    SYSTEM,
    Actor,
    Conflict,
    Forbidden,
    Invalid,
    Membership,
    NotFound,
    Role,
    Transaction,
    commands,
    queries,
)
from engine.clock import ZONE
from engine.commands import account, assignment
from engine.queries.assignment import AssignmentView
from engine.queries.wording import history_text, quoted_text
from engine.state import account as accounts
from engine.state.assignment import Outcome
from engine.state.record import HISTORY
from engine.state.task import TASK
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m


@pytest.fixture
def stories(world: World) -> list[Story]:
    """Three cases, each at a task nobody has."""
    first = world.start({"antrag.bpmn": m.tasks("antrag", "pruefen", "entscheiden")})
    return [first, world.open("antrag"), world.open("antrag")]


def _seen(stories: list[Story]) -> dict[int, int]:
    return {row.id: row.revision for row in (story.task("pruefen") for story in stories)}


def _account(world: World, name: str) -> int:
    return int(world.people[name].account or 0)


def _distribute(world: World, seen: dict[int, int], to: str, key: str = "k", by: str = "lea") -> int:
    with world.engine.begin(world.people[by]) as tx:
        return assignment.distribute(tx, key, seen, _account(world, to))


def _view(world: World, number: int, by: str = "lea") -> AssignmentView:
    with world.engine.begin(world.people[by]) as tx:
        return queries.assignment.show(tx, number)


def _outcomes(view: AssignmentView) -> list[Outcome]:
    return [one.outcome for one in view.results]


def test_every_task_that_can_be_given_is_given_and_says_so_in_its_history(
    world: World, stories: list[Story]
) -> None:
    number = _distribute(world, _seen(stories), "ben")

    view = _view(world, number)
    assert _outcomes(view) == [Outcome.ASSIGNED] * 3
    assert (view.assignee, {one.before for one in view.results}) == ("Ben Krüger", {None})
    assert {story.task("pruefen").assignee for story in stories} == {"Ben Krüger"}
    with world.engine.begin(SYSTEM) as tx:
        told = (
            tx.execute(select(HISTORY.c.detail).where(HISTORY.c.kind == "user_task_assigned")).scalars().all()
        )
    assert [one["to"] for one in told] == ["Ben Krüger"] * 3


def test_what_cannot_be_given_stays_and_is_told_task_by_task(world: World, stories: list[Story]) -> None:
    first, second, third = stories
    seen = _seen(stories)
    first.complete("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, second.task("pruefen").id, second.task("pruefen").revision)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            TASK.update().where(TASK.c.id == third.task("pruefen").id).values(role=Role.HEAD_OF_OFFICE)
        )

    number = _distribute(world, {**seen, 999: 1}, "ben")

    view = _view(world, number)
    assert _outcomes(view) == [Outcome.CLOSED, Outcome.CHANGED, Outcome.FORBIDDEN, Outcome.MISSING]
    assert [one.assignee for one in view.results] == [None, "Ada Öztürk", None, None]
    # of a task that is not hers the supervisor learns nothing
    assert [one.name for one in view.results] == ["pruefen", "pruefen", "", ""]
    assert not view.standing
    assert second.task("pruefen").assignee == "Ada Öztürk"


def test_a_person_without_a_role_there_gets_nothing(world: World, stories: list[Story]) -> None:
    number = _distribute(world, _seen(stories), "carla")

    assert _outcomes(_view(world, number)) == [Outcome.UNFIT] * 3
    assert {story.task("pruefen").assignee for story in stories} == {None}


def test_a_second_click_makes_nothing_new(world: World, stories: list[Story]) -> None:
    seen = _seen(stories)

    first, second = (_distribute(world, seen, "ben") for _ in range(2))

    assert first == second
    assert _outcomes(_view(world, first)) == [Outcome.ASSIGNED] * 3
    # a page of its own afterwards: the person has them already
    assert _outcomes(_view(world, _distribute(world, seen, "ben", "other"))) == [Outcome.UNCHANGED] * 3


def test_two_clicks_at_the_same_moment_make_one_assignment(
    world: World, stories: list[Story], waiting: Callable[[Transaction, int], None]
) -> None:
    seen = _seen(stories)

    with ThreadPoolExecutor(1) as threads:
        with world.engine.begin(world.people["lea"]) as tx:
            first = assignment.distribute(tx, "double", seen, _account(world, "ben"))
            second = threads.submit(_distribute, world, seen, "ben", "double")
            waiting(tx, 1)
        with pytest.raises(Conflict, match="already been made"):
            second.result(timeout=30)

    assert _outcomes(_view(world, first)) == [Outcome.ASSIGNED] * 3
    assert {story.task("pruefen").revision for story in stories} == {
        revision + 1 for revision in seen.values()
    }


def test_of_two_supervisors_who_saw_the_same_page_the_second_is_told(
    world: World, stories: list[Story]
) -> None:
    seen = _seen(stories)
    with world.engine.begin(SYSTEM) as tx:
        member = Membership(world.here, Role.HEAD_OF_OFFICE)
        number = account.create(tx, "hanne", "Hanne", PASSWORD, [member])
    head = Actor(number, "Hanne", frozenset({member}))
    _distribute(world, seen, "ben")

    with world.engine.begin(head) as tx:
        later = assignment.distribute(tx, "head", seen, _account(world, "ada"))
        view = queries.assignment.show(tx, later)

    assert _outcomes(view) == [Outcome.CHANGED] * 3
    assert {one.assignee for one in view.results} == {"Ben Krüger"}


def test_taking_back_gives_each_task_to_whoever_had_it(world: World, stories: list[Story]) -> None:
    row = stories[0].task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    number = _distribute(world, _seen(stories), "ben")

    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number)

    assert [story.task("pruefen").assignee for story in stories] == ["Ada Öztürk", None, None]
    view = _view(world, number)
    assert [one.undone for one in view.undone] == [Outcome.ASSIGNED] * 3
    assert not view.standing
    with world.engine.begin(world.people["lea"]) as tx, pytest.raises(Conflict, match="done already"):
        assignment.take_back(tx, number)


def test_taking_back_leaves_no_trace_that_anybody_took_the_task(world: World, stories: list[Story]) -> None:
    first, never, _ = stories
    row = first.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    claimed = first.task("pruefen").claimed
    world.clock.moment += timedelta(days=1)
    number = _distribute(world, _seen([first, never]), "ben")
    assert never.task("pruefen").claimed is not None

    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number)

    assert (first.task("pruefen").claimed, never.task("pruefen").claimed) == (claimed, None)
    kind = "user_task_assignment_undone"
    with world.engine.begin(SYSTEM) as tx:
        kept = tx.execute(select(HISTORY.c.detail).where(HISTORY.c.kind == kind).order_by(HISTORY.c.id))
        said = [history_text(kind, "pruefen", detail, {}, {}) for detail in kept.scalars()]
    assert said == [
        "Zuweisung von „pruefen“ zurückgenommen, wieder bei Ada Öztürk",
        "Zuweisung von „pruefen“ zurückgenommen",
    ]


def test_another_day_and_a_comment_do_not_keep_a_task(world: World, stories: list[Story]) -> None:
    (story, *_) = stories
    task = story.task("pruefen")
    with world.engine.begin(world.people["lea"]) as tx:
        commands.task.change_agreed_time(tx, task.id, task.revision, date(2026, 12, 10), "Urlaub")
    number = _distribute(world, _seen([story]), "ben")
    with world.engine.begin(world.people["lea"]) as tx:
        revision = story.task("pruefen").revision
        commands.task.change_agreed_time(tx, task.id, revision, date(2026, 12, 11), "Gutachten")
        commands.task.comment(tx, task.id, "Bitte zuerst das Gutachten.")
        assignment.take_back(tx, number)

    assert [one.undone for one in _view(world, number).undone] == [Outcome.ASSIGNED]
    assert story.task("pruefen").assignee is None


def test_what_somebody_has_touched_since_is_not_taken_back(world: World, stories: list[Story]) -> None:
    number = _distribute(world, _seen(stories), "ben")
    working, done, untouched = stories
    with world.engine.begin(world.people["ben"]) as tx:
        commands.task.save_draft(
            tx, working.task("pruefen").id, working.task("pruefen").revision, {"a": ["b"]}
        )
    done.complete("pruefen", as_=world.people["ben"])

    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number)

    assert [one.undone for one in _view(world, number).undone] == [
        Outcome.CHANGED,
        Outcome.CLOSED,
        Outcome.ASSIGNED,
    ]
    assert working.task("pruefen").assignee == "Ben Krüger"
    assert untouched.task("pruefen").assignee is None


def test_a_task_of_somebody_who_has_left_goes_back_to_the_group(world: World, stories: list[Story]) -> None:
    row = stories[0].task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    number = _distribute(world, _seen(stories[:1]), "ben")
    with world.engine.begin(SYSTEM) as tx:
        accounts.change(tx, _account(world, "ada"), active=False)

    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number)

    assert stories[0].task("pruefen").assignee is None


def test_only_who_made_an_assignment_sees_and_takes_it_back(world: World, stories: list[Story]) -> None:
    number = _distribute(world, _seen(stories), "ben")
    with world.engine.begin(SYSTEM) as tx:
        member = Membership(world.here, Role.TEAM_LEAD)
        second = account.create(tx, "lars", "Lars", PASSWORD, [member])
    other = Actor(second, "Lars", frozenset({member}))

    with world.engine.begin(other) as tx:
        for attempt in (queries.assignment.show, assignment.take_back):
            with pytest.raises(NotFound, match=f"find assignment {number}, but there is none"):
                attempt(tx, number)
    with world.engine.begin(other) as tx, pytest.raises(Conflict):
        assignment.distribute(tx, "k", {1: 1}, second)


def test_who_has_lost_the_role_takes_nothing_back(world: World, stories: list[Story]) -> None:
    number = _distribute(world, _seen(stories), "ben")
    lea = world.people["lea"]
    clerk = Actor(lea.account, lea.name, frozenset({Membership(world.here, Role.CLERK)}))
    elsewhere = Actor(lea.account, lea.name, frozenset({Membership(world.elsewhere, Role.TEAM_LEAD)}))

    with world.engine.begin(clerk) as tx, pytest.raises(Forbidden):
        assignment.take_back(tx, number)
    with world.engine.begin(elsewhere) as tx:
        assignment.take_back(tx, number)

    assert {one.undone for one in _view(world, number).undone} == {Outcome.FORBIDDEN}
    assert {story.task("pruefen").assignee for story in stories} == {world.people["ben"].name}


def test_a_clerk_hands_out_nothing(world: World, stories: list[Story]) -> None:
    with pytest.raises(Forbidden):
        _distribute(world, _seen(stories), "ben", by="ada")

    assert {story.task("pruefen").assignee for story in stories} == {None}


@pytest.mark.parametrize("seen", [{}, dict.fromkeys(range(assignment.MOST + 1), 1)], ids=["none", "many"])
def test_nothing_and_too_much_are_refused(world: World, seen: dict[int, int]) -> None:
    with pytest.raises(Invalid, match="1 to 200"):
        _distribute(world, seen, "ben")


def test_nothing_is_given_to_a_closed_account(world: World, stories: list[Story]) -> None:
    with world.engine.begin(SYSTEM) as tx:
        accounts.change(tx, _account(world, "ben"), active=False)

    with pytest.raises(Invalid, match="closed"):
        _distribute(world, _seen(stories), "ben")


def test_tasks_go_back_to_their_group_and_what_was_there_already_stays(
    world: World, stories: list[Story]
) -> None:
    _distribute(world, _seen(stories[:2]), "ben")

    with world.engine.begin(world.people["lea"]) as tx:
        number = assignment.distribute(tx, "group", _seen(stories), None)

    view = _view(world, number)
    assert _outcomes(view) == [Outcome.ASSIGNED, Outcome.ASSIGNED, Outcome.UNCHANGED]
    assert {story.task("pruefen").assignee for story in stories} == {None}
    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number)
    assert [story.task("pruefen").assignee for story in stories] == ["Ben Krüger", "Ben Krüger", None]


def test_a_single_task_is_taken_back_and_the_others_stay(world: World, stories: list[Story]) -> None:
    number = _distribute(world, _seen(stories), "ben")
    first, second, _third = (story.task("pruefen").id for story in stories)

    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number, [second])

    view = _view(world, number)
    assert [story.task("pruefen").assignee for story in stories] == ["Ben Krüger", None, "Ben Krüger"]
    assert ([one.stands for one in view.results], view.standing, view.returned) == ([True, False, True], 2, 1)
    for again in ([second], [999]):
        with world.engine.begin(world.people["lea"]) as tx, pytest.raises(Conflict, match="done already"):
            assignment.take_back(tx, number, again)
    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number)
    assert first in {one.task for one in _view(world, number).undone}
    assert {story.task("pruefen").assignee for story in stories} == {None}


_DAY = date(2026, 12, 10)


def _agree(
    world: World, seen: dict[int, int], due: date = _DAY, reason: str = "Urlaub", key: str = "t"
) -> int:
    with world.engine.begin(world.people["lea"]) as tx:
        return assignment.agree(tx, key, seen, due, reason)


def _days(stories: list[Story]) -> list[date | None]:
    rows = (story.task("pruefen") for story in stories)
    return [None if row.agreed_due is None else row.agreed_due.astimezone(ZONE).date() for row in rows]


def test_another_day_is_agreed_for_many_and_told_task_by_task(world: World, stories: list[Story]) -> None:
    same, closed, other = stories
    with world.engine.begin(world.people["lea"]) as tx:
        row = same.task("pruefen")
        commands.task.change_agreed_time(tx, row.id, row.revision, _DAY, "war schon so")
    _distribute(world, _seen([other]), "ben")
    seen = _seen(stories)
    closed.complete("pruefen")

    number = _agree(world, {**seen, 999: 1}, reason=" Gutachten \n fehlt ")

    view = _view(world, number)
    assert (view.due, view.reason, view.assignee) == (_DAY, "Gutachten fehlt", "")
    assert _outcomes(view) == [Outcome.UNCHANGED, Outcome.CLOSED, Outcome.ASSIGNED, Outcome.MISSING]
    assert _days([same, other]) == [_DAY, _DAY]
    assert [one.reason for one in other.task("pruefen").agreed_changes] == ["Gutachten fehlt"]
    assert _agree(world, seen, key="t") == number
    with world.engine.begin(world.people["ben"]) as tx:
        told = queries.notification.page(tx).notices
    assert [one.kind for one in told] == ["agreed_time_changed", "assigned"]


def test_a_day_taken_back_is_what_it_was_unless_somebody_agreed_on_a_third(
    world: World, stories: list[Story]
) -> None:
    earlier, none, third = stories
    with world.engine.begin(world.people["lea"]) as tx:
        row = earlier.task("pruefen")
        commands.task.change_agreed_time(tx, row.id, row.revision, date(2026, 12, 3), "Urlaub")
    number = _agree(world, _seen(stories))
    with world.engine.begin(world.people["lea"]) as tx:
        row = third.task("pruefen")
        commands.task.change_agreed_time(tx, row.id, row.revision, date(2026, 12, 17), "Gutachten")
    # who works on a task meanwhile does not keep its day
    _distribute(world, _seen([earlier]), "ben")

    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number)

    assert _days(stories) == [date(2026, 12, 3), None, date(2026, 12, 17)]
    assert [one.undone for one in _view(world, number).results] == [
        Outcome.ASSIGNED,
        Outcome.ASSIGNED,
        Outcome.CHANGED,
    ]
    assert none.task("pruefen").due is None
    assert earlier.task("pruefen").agreed_steps[-1] == (
        "Änderung zurückgenommen: wieder 03.12.2026, Donnerstag"
    )
    kind = "agreed_time_changed"
    with world.engine.begin(SYSTEM) as tx:
        kept = tx.execute(select(HISTORY.c.detail).where(HISTORY.c.kind == kind).order_by(HISTORY.c.id))
        said = [
            f"{history_text(kind, 'pruefen', detail, {}, {})} {quoted_text(kind, detail)}"
            for detail in kept.scalars()
        ]
    assert said[-1] == (
        "Vereinbarte Zeit von „pruefen“ geändert: bisher 10.12.2026, neu keine. Grund: Änderung zurückgenommen"
    )


def test_a_day_the_case_had_set_is_set_again(world: World, stories: list[Story]) -> None:
    story = stories[0]
    with world.engine.begin(SYSTEM) as tx:
        row = story.task("pruefen")
        at = datetime(2026, 12, 1, 14, 30, tzinfo=ZONE)
        clocks = {"agreed": {"steps": ["Termin"], "set": True}}
        tx.execute(
            TASK.update().where(TASK.c.id == row.id).values(agreed_due_at=at, due_at=at, clocks=clocks)
        )
    number = _agree(world, _seen([story]))
    assert not story.task("pruefen").agreed_is_set

    with world.engine.begin(world.people["lea"]) as tx:
        assignment.take_back(tx, number)

    row = story.task("pruefen")
    assert (row.agreed_is_set, row.agreed_due, row.due) == (True, at, at)


@pytest.mark.parametrize(
    ("due", "reason", "field"),
    [(date(2020, 1, 1), "weil", "due"), (date(2040, 1, 1), "weil", "due"), (_DAY, " ", "reason")],
)
def test_a_wrong_day_or_no_reason_moves_no_task(
    world: World, stories: list[Story], due: date, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _agree(world, _seen(stories), due, reason)

    assert set(refused.value.fields) == {field}
    assert _days(stories) == [None] * 3


def test_of_two_who_take_back_at_the_same_moment_one_does(
    world: World, stories: list[Story], waiting: Callable[[Transaction, int], None]
) -> None:
    number = _distribute(world, _seen(stories), "ben")

    def second() -> None:
        with world.engine.begin(world.people["lea"]) as tx:
            assignment.take_back(tx, number)

    with ThreadPoolExecutor(1) as threads:
        with world.engine.begin(world.people["lea"]) as tx:
            assignment.take_back(tx, number)
            later = threads.submit(second)
            waiting(tx, 1)
        with pytest.raises(Conflict, match="done already"):
            later.result(timeout=30)

    assert [len(story.task("pruefen").agreed_changes) for story in stories] == [0] * 3
    assert len(_view(world, number).undone) == 3
