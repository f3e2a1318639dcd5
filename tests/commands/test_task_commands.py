"""Claim, release, assign, draft, complete – Ada works here, Ben is in the group, Carla is a stranger."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

import pytest

from engine import (
    SYSTEM,
    Actor,
    Conflict,
    Forbidden,
    Invalid,
    Membership,
    NotFound,
    Role,
    commands,
    queries,
)
from engine.commands import account
from engine.queries.inbox import InboxFilter, InboxView
from engine.queries.tasks import TaskRow
from engine.state.task import TASK, TaskState
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m

FORM = b"""{"type": "default", "id": "pruefen", "schemaVersion": 18, "components": [
  {"type": "radio", "key": "ergebnis", "label": "Ergebnis", "id": "F1", "validate": {"required": true},
   "values": [{"label": "ja", "value": "ja"}, {"label": "nein", "value": "nein"}]}]}"""


@pytest.fixture
def story(world: World) -> Story:
    return world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.user_task("a", form="pruefen"),
                m.user_task("b"),
                m.end(),
                m.flow("start", "a"),
                m.flow("a", "b"),
                m.flow("b", "end"),
            ),
            "forms/pruefen.form": FORM,
        }
    )


def _claim(story: Story, login: str) -> TaskRow:
    row = story.task("a")
    with story.world.engine.begin(story.world.people[login]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return story.task("a")


def test_claiming_makes_the_task_mine(story: Story) -> None:
    assert _claim(story, "ada").assignee == "Ada Öztürk"


def test_claiming_twice_changes_nothing(story: Story) -> None:
    first = _claim(story, "ada")

    assert _claim(story, "ada").revision == first.revision


def test_the_second_to_claim_is_told_who_has_it(story: Story) -> None:
    _claim(story, "ada")

    with pytest.raises(Conflict, match="Ada Öztürk has claimed it"):
        _claim(story, "ben")


def test_a_stranger_may_neither_read_nor_claim(story: Story) -> None:
    row = story.task("a")
    carla = story.world.people["carla"]

    with story.world.engine.begin(carla) as tx, pytest.raises(Forbidden):
        queries.inbox.show(tx, row.id)
    with story.world.engine.begin(carla) as tx, pytest.raises(Forbidden):
        commands.task.claim(tx, row.id, row.revision)


def test_only_who_claimed_it_may_complete_it(story: Story) -> None:
    row = _claim(story, "ada")

    with (
        story.world.engine.begin(story.world.people["ben"]) as tx,
        pytest.raises(Conflict, match="Ada Öztürk"),
    ):
        commands.task.complete(tx, row.id, row.revision, {"ergebnis": "ja"})


def test_an_unclaimed_task_must_be_claimed_first(story: Story) -> None:
    row = story.task("a")

    with (
        story.world.engine.begin(story.world.people["ada"]) as tx,
        pytest.raises(Conflict, match="nobody has claimed it"),
    ):
        commands.task.complete(tx, row.id, row.revision, {"ergebnis": "ja"})


def test_completing_moves_the_case_on_and_names_who_did_it(story: Story) -> None:
    row = _claim(story, "ada")

    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.complete(tx, row.id, row.revision, {"ergebnis": "ja"})

    story.is_waiting_at("b")
    (done,) = [one for one in story.file().tasks if one.element == "a"]
    assert (done.state, done.closed_by) == (TaskState.COMPLETED, "Ada Öztürk")


def test_a_value_outside_the_form_is_refused_and_nothing_moves(story: Story) -> None:
    row = _claim(story, "ada")

    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(Invalid) as refused:
        commands.task.complete(tx, row.id, row.revision, {"ergebnis": "vielleicht"})

    assert set(refused.value.fields) == {"ergebnis"}
    story.is_waiting_at("a")


def test_a_second_submit_of_the_same_form_is_a_conflict(story: Story) -> None:
    row = _claim(story, "ada")
    ada = story.world.people["ada"]
    with story.world.engine.begin(ada) as tx:
        commands.task.complete(tx, row.id, row.revision, {"ergebnis": "ja"})

    with story.world.engine.begin(ada) as tx, pytest.raises(Conflict, match="it is completed"):
        commands.task.complete(tx, row.id, row.revision, {"ergebnis": "nein"})


def test_a_draft_is_kept_as_typed_and_stays_when_the_task_is_released(story: Story) -> None:
    row = _claim(story, "ada")
    ada = story.world.people["ada"]
    with story.world.engine.begin(ada) as tx:
        revision = commands.task.save_draft(tx, row.id, row.revision, {"ergebnis": ["kein Wert der Liste"]})
    with story.world.engine.begin(ada) as tx:
        commands.task.release(tx, row.id, revision.revision)

    with story.world.engine.begin(story.world.people["ben"]) as tx:
        shown = queries.inbox.show(tx, row.id)

    assert shown.draft == {"ergebnis": ["kein Wert der Liste"]}
    assert shown.row.assignee is None


def test_a_stale_draft_is_a_conflict(story: Story) -> None:
    row = _claim(story, "ada")
    ada = story.world.people["ada"]
    with story.world.engine.begin(ada) as tx:
        commands.task.save_draft(tx, row.id, row.revision, {"ergebnis": ["ja"]})

    with story.world.engine.begin(ada) as tx, pytest.raises(Conflict):
        commands.task.save_draft(tx, row.id, row.revision, {"ergebnis": ["nein"]})


def test_a_team_lead_reassigns_to_a_colleague(story: Story) -> None:
    row = _claim(story, "ada")
    people = story.world.people

    with story.world.engine.begin(people["lea"]) as tx:
        commands.task.assign(tx, row.id, row.revision, people["ben"].account or 0)

    assert story.task("a").assignee == "Ben Krüger"


def test_a_clerk_may_not_assign(story: Story) -> None:
    row = story.task("a")
    people = story.world.people

    with story.world.engine.begin(people["ada"]) as tx, pytest.raises(Forbidden):
        commands.task.assign(tx, row.id, row.revision, people["ben"].account or 0)


def test_a_task_is_not_assigned_to_someone_who_may_not_do_it(story: Story) -> None:
    row = story.task("a")
    people = story.world.people

    with story.world.engine.begin(people["lea"]) as tx, pytest.raises(Invalid):
        commands.task.assign(tx, row.id, row.revision, people["carla"].account or 0)


@pytest.mark.parametrize(
    ("roles", "permitted"),
    [
        # over the team lead's head nobody but the head of office gives a task
        ({Role.TEAM_LEAD}, False),
        ({Role.HEAD_OF_OFFICE}, True),
        # looking over a task as auditor does not make it one's own, with a team beside it neither
        ({Role.TEAM_LEAD, Role.AUDITOR}, False),
    ],
)
def test_only_whom_the_role_of_a_task_answers_to_gives_it_and_moves_its_day(
    story: Story, roles: set[Role], permitted: bool
) -> None:
    world = story.world
    members = frozenset(Membership(world.here, role) for role in roles)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(TASK.update().where(TASK.c.id == story.task("a").id).values(role=Role.HEAD_OF_OFFICE))
        number = account.create(tx, "hanne", "Hanne Höfer", PASSWORD, sorted(members, key=str))
    row, actor = story.task("a"), Actor(number, "Hanne Höfer", members)
    later = world.clock.moment.date() + timedelta(days=9)
    refused = nullcontext() if permitted else pytest.raises(Forbidden, match="does not supervise its role")

    with world.engine.begin(actor) as tx, refused:
        commands.task.change_agreed_time(tx, row.id, row.revision, later, "Gutachten")
    with world.engine.begin(actor) as tx, refused:
        commands.task.assign(tx, row.id, story.task("a").revision, number)

    assert story.task("a").assignee == ("Hanne Höfer" if permitted else None)
    if Role.AUDITOR in roles or permitted:
        with world.engine.begin(actor) as tx:
            assert queries.inbox.show(tx, row.id).may_assign is permitted


def test_an_unknown_task_is_not_found(world: World) -> None:
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises(NotFound):
        commands.task.claim(tx, 4711, 1)


RACES: list[tuple[str, Callable[..., object], Callable[..., object]]] = [
    # two people act on the task at the same instant; exactly one may win
    ("claim", lambda tx, row: commands.task.claim(tx, row.id, row.revision), lambda story: None),
    (
        "complete",
        lambda tx, row: commands.task.complete(tx, row.id, row.revision, {"ergebnis": "ja"}),
        lambda story: _claim(story, "ada"),
    ),
]


@pytest.mark.parametrize(("name", "act", "prepare"), RACES, ids=[race[0] for race in RACES])
def test_of_two_at_once_exactly_one_wins(
    story: Story, name: str, act: Callable[..., object], prepare: Callable[..., object]
) -> None:
    prepare(story)
    row = story.task("a")
    people = [story.world.people[login] for login in (("ada", "ben") if name == "claim" else ("ada", "ada"))]
    barrier, outcomes = threading.Barrier(2), []

    def run(who: object) -> None:
        barrier.wait()
        try:
            with story.world.engine.begin(who) as tx:  # type: ignore[arg-type]
                act(tx, row)
            outcomes.append("won")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=run, args=[who]) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict", "won"]


def test_the_inbox_counts_what_each_person_can_reach(story: Story) -> None:
    _claim(story, "ada")

    def counts(login: str) -> dict[InboxView, int]:
        with story.world.engine.begin(story.world.people[login]) as tx:
            return dict(queries.inbox.page(tx, InboxFilter()).counts)

    assert counts("ada")[InboxView.MINE] == 1
    assert (counts("ben")[InboxView.MINE], counts("ben")[InboxView.GROUP]) == (0, 1)
    assert counts("carla")[InboxView.GROUP] == 0
