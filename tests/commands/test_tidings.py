"""Who is told of a task: given, taken away, talked about, agreed on for another day, stopped; nobody for nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.actor import Membership, Role
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m
from engine.testing.statements import statements

TWO = m.tasks("p", "a", "b")


def told(world: World, login: str) -> list[tuple[str, str | None]]:
    """The kinds of what somebody was told, with the element of the task."""
    with world.engine.begin(SYSTEM) as tx:
        found = tx.execute(
            text(
                "SELECT notification.kind, user_task.element FROM notification"
                " JOIN account ON account.id = account_id LEFT JOIN user_task ON user_task.id = task_id"
                " WHERE login = :login ORDER BY notification.id"
            ),
            {"login": login},
        )
        return [(row.kind, row.element) for row in found]


def account(world: World, login: str) -> int:
    number = world.people[login].account
    assert number is not None
    return number


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": TWO})


def assign(story: Story, to: str, by: str = "lea") -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people[by]) as tx:
        commands.task.assign(tx, row.id, row.revision, account(story.world, to))


def test_whoever_gets_a_task_is_told_and_whoever_had_it(story: Story) -> None:
    assign(story, "ada")
    assert told(story.world, "ada") == [("assigned", "a")]

    assign(story, "ben")

    assert told(story.world, "ada") == [("assigned", "a"), ("taken_away", "a")]
    assert told(story.world, "ben") == [("assigned", "a")]
    assert told(story.world, "lea") == []


def test_many_tasks_handed_out_at_once_are_one_summary_for_each(story: Story) -> None:
    world = story.world
    stories = [story, *(world.open("p") for _ in range(7))]
    seen = {one.task("a").id: one.task("a").revision for one in stories}

    with world.engine.begin(world.people["lea"]) as tx:
        commands.assignment.distribute(tx, "key", seen, account(world, "ada"))

    with world.engine.begin(SYSTEM) as tx:
        found = tx.execute(text("SELECT account_id, kind, stands_for FROM notification")).all()
    assert [tuple(row) for row in found] == [(account(world, "ada"), "assigned", 8)]


def test_whoever_takes_a_task_is_told_nothing(story: Story) -> None:
    assign(story, "lea")
    row = story.task("a")
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.task.release(tx, row.id, row.revision)
    row = story.task("a")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)

    assert told(story.world, "lea") == told(story.world, "ada") == []


def test_a_task_that_names_its_person_tells_them_when_it_begins(world: World) -> None:
    named = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.user_task("b", assignee="ben"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "b"),
        m.flow("b", "end"),
    )
    story = world.start({"p.bpmn": named})
    assert told(world, "ben") == []

    story.complete("a")

    assert told(world, "ben") == [("assigned", "b")]


def test_nobody_to_tell_adds_no_statement_to_a_completion(story: Story) -> None:
    """One of tasks in a row: as many statements as before there were notices (docs/performance.md)."""
    world = story.world
    other = world.open("p")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET assignee_id = :id"), {"id": account(world, "ada")})
    for one in (story, other):  # the first fills the caches
        row = one.task("a")
        with world.engine.begin(world.people["ada"]) as tx, statements() as sent:
            commands.task.complete(tx, row.id, row.revision, {})
            tx.flush()

    assert not [one for one in sent if "notification" in one or "mail" in one]
    assert len(sent) <= 7


def test_another_agreed_day_is_told_to_whoever_has_the_task(story: Story) -> None:
    assign(story, "ada")
    row = story.task("a")

    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.task.change_agreed_time(tx, row.id, row.revision, date(2026, 12, 9), "Akte fehlt")

    assert told(story.world, "ada")[1:] == [("agreed_time_changed", "a")]


def test_a_comment_is_told_to_whoever_has_the_task_or_spoke_before(story: Story) -> None:
    assign(story, "ada")
    row = story.task("a")

    for login in ("lea", "ada", "ben"):
        with story.world.engine.begin(story.world.people[login]) as tx:
            commands.task.comment(tx, row.id, "Unterlagen sind da.")

    assert told(story.world, "ada")[1:] == [("comment", "a"), ("comment", "a")]
    assert told(story.world, "lea") == [("comment", "a"), ("comment", "a")]
    assert told(story.world, "ben") == []


def test_whom_a_comment_names_is_told_if_the_task_is_within_their_reach(story: Story) -> None:
    row = story.task("a")

    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.comment(tx, row.id, "@Ben, @carla, @ada und @niemand: bitte ansehen, an x@lea.example.")

    assert told(story.world, "ben") == [("mention", "a")]
    assert [told(story.world, one) for one in ("carla", "ada", "lea")] == [[], [], []]


def test_a_head_of_office_is_told_of_answers_and_by_name_and_an_auditor_is_not(story: Story) -> None:
    world, row = story.world, story.task("a")
    with world.engine.begin(SYSTEM) as tx:
        for login, role in (("hanne", Role.HEAD_OF_OFFICE), ("ilse", Role.AUDITOR)):
            commands.account.create(tx, login, login, PASSWORD, [Membership(world.here, role)])
        head = commands.account.authenticate(tx, "hanne", PASSWORD).actor
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.comment(tx, row.id, "@hanne und @ilse: zur Kenntnis.")
    with world.engine.begin(head) as tx:
        commands.task.comment(tx, row.id, "Danke.")

    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.comment(tx, row.id, "Unterlagen sind da.")

    assert told(world, "hanne") == [("mention", "a"), ("comment", "a")]
    assert told(world, "ilse") == []


def test_the_coordination_is_told_of_a_task_nobody_is_competent_for(world: World) -> None:
    since = date(2009, 10, 21)
    with world.engine.begin(SYSTEM) as tx:
        centre = commands.authority.create(tx, "ki", "Kommunales Integrationszentrum", "05334")
        coordination = commands.authority.Competence("kim_koordination", "05334", "§ 9 TIntG NRW", since)
        commands.authority.add_competence(tx, centre, coordination)
        for login, role in (("kora", Role.COORDINATOR), ("kai", Role.CLERK)):
            commands.account.create(tx, login, login, PASSWORD, [Membership(centre, role)])
        tx.execute(text("UPDATE competence SET valid_to = '2026-01-01' WHERE topic = 'auslaenderbehoerde'"))
        tx.execute(text("UPDATE register_state SET mark = 'x'"))

    world.start({"p.bpmn": TWO})

    assert told(world, "kora") == [("incident", None)]
    assert [told(world, one) for one in ("kai", "lea", "adam")] == [[], [], []]


def test_a_notice_holds_nothing_of_the_comment(story: Story) -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.comment(tx, row.id, "@ben Frau Muster hat angerufen.")

    with story.world.engine.begin(SYSTEM) as tx:
        found = tx.execute(text("SELECT detail::text FROM notification")).scalar_one()
    assert "Muster" not in found


def test_whoever_has_a_task_is_told_when_the_process_goes_on_without_it(world: World) -> None:
    interrupted = m.process(
        "q",
        m.start(),
        m.user_task("a"),
        m.boundary("ruf", "a", m.message("ruf")),
        m.end("fertig"),
        m.end("abgebrochen"),
        m.flow("start", "a"),
        m.flow("a", "fertig"),
        m.flow("ruf", "abgebrochen"),
        messages={"ruf": "=aktenzeichen"},
    )
    story = world.start({"q.bpmn": interrupted})
    assign(story, "ada")
    other = world.open("q")

    story.send("ruf")
    other.send("ruf")

    assert told(world, "ada") == [("assigned", "a"), ("withdrawn", "a")]
    assert [told(world, one) for one in ("ben", "lea")] == [[], []]
