"""What is said about a person in a task is read by whoever reads the case or has the task: Ada works here, Ben is in
the group, Carla is a stranger. Asked of PostgreSQL itself and of the queries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from engine import SYSTEM, Conflict, Forbidden, commands, queries, wall
from engine.commands import break_glass
from engine.queries.inbox import InboxFilter
from engine.queries.tasks import task_row, tasks
from engine.state import task_text
from engine.state.task import TASK
from engine.testing import Story, World
from engine.testing import models as m

WHY = "Die Mutter liegt im Krankenhaus."
#: who reads what is said of the task at „a“, of all people of the test world
READERS = {"ada", "ben", "lea"}


@pytest.fixture
def story(world: World) -> Story:
    """A task of Ada's that she has laid aside."""
    made = world.start({"p.bpmn": m.tasks("p", "a", "b")})
    row = made.task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    with world.engine.begin(world.people["ada"]) as tx:
        commands.follow_up.lay_aside(tx, row.id, date(2026, 12, 1), WHY)
    return made


@pytest.fixture
def raw(story: Story) -> Iterator[Connection]:
    """A connection of the application's role without anything of ours in between."""
    engine = create_engine(story.world.engine.url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _said(raw: Connection) -> list[tuple[object, ...]]:
    found = raw.execute(
        text("SELECT follow_up_reason, reason->>'sentence' <> '', question->>'role' FROM task_text")
    )
    return [tuple(row) for row in found]


def test_postgresql_gives_it_to_whoever_reads_the_case(story: Story, raw: Connection) -> None:
    assert _said(raw) == []  # nothing said: nothing read

    found = {}
    for name, actor in story.world.people.items():
        raw.execute(wall.OPEN, wall.settings(actor))
        found[name] = _said(raw)

    assert {name for name, said in found.items() if said} == READERS
    assert found["ben"] == [(WHY, True, "clerk")]


def test_postgresql_gives_it_to_the_house_that_has_the_task_and_not_to_one_that_had_it(
    story: Story, raw: Connection
) -> None:
    world = story.world
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET authority_id = :there"), {"there": world.elsewhere})
        tx.execute(text("UPDATE case_participant SET authority_id = :there"), {"there": world.elsewhere})

    raw.execute(wall.OPEN, wall.settings(world.people["carla"]))
    there = _said(raw)
    raw.execute(wall.OPEN, wall.settings(world.people["ben"]))

    assert there == [(WHY, True, "clerk")]
    assert _said(raw) == []


def test_postgresql_gives_it_to_whoever_has_opened_the_case_by_force(story: Story, raw: Connection) -> None:
    world = story.world
    with world.engine.begin(world.people["carla"]) as tx:
        break_glass.read(tx, story.reference, "Gefahr für ein Kind, die Stelle ist nicht erreichbar")
    raw.execute(wall.OPEN, wall.settings(world.people["carla"]))
    before = _said(raw)

    raw.execute(wall.WIDEN, {"case": raw.execute(text('SELECT id FROM "case"')).scalar_one()})

    assert before == []
    assert len(_said(raw)) == 1


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_lists_and_the_page_of_a_task_say_it_to_whoever_works_here(story: Story, name: str) -> None:
    world = story.world

    with world.engine.begin(world.people[name]) as tx:
        (listed,) = queries.inbox.page(tx, InboxFilter()).tasks
        shown = queries.inbox.show(tx, listed.id)

    assert (listed.follow_up_reason, shown.row.follow_up_reason) == (WHY, WHY)
    assert listed.reason
    assert shown.why is not None
    assert shown.why.sentence == listed.reason


def test_a_stranger_finds_no_task_and_the_query_behind_every_list_gives_no_word_of_it(story: Story) -> None:
    world = story.world
    number = story.task("a").id

    with world.engine.begin(world.people["carla"]) as tx:
        found = queries.inbox.page(tx, InboxFilter()).tasks
        row = task_row(tx, tx.execute(tasks().where(TASK.c.id == number)).one())
        with pytest.raises(Forbidden):
            queries.inbox.show(tx, number)

    assert found == ()
    assert (row.name, row.reason, row.follow_up_reason) == ("a", "", "")


def test_of_two_reasons_the_later_one_is_refused(story: Story) -> None:
    number = story.task("a").id

    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict, match="someone else has changed it"):
        task_text.lay_aside(tx, number, "lay aside", "Die Schule antwortet.", "Urlaub.")

    assert story.task("a").follow_up_reason == WHY


@pytest.mark.slow
def test_a_migration_moves_what_was_said_and_what_a_rollout_kept_of_it(story: Story) -> None:
    world = story.world
    number = story.task("a").id
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text('UPDATE task_text SET reason = reason || \'{"unresolved": "niemand"}\''))
        before = tx.execute(
            text("SELECT task_id, case_id, reason, question, follow_up_reason FROM task_text")
        ).one()
    configuration = Config()
    configuration.set_main_option("script_location", str(files("migrations")))
    configuration.attributes["url"] = world.engine.url
    moved = {"table": "user_task", "key": [number], "before": {"reason": None, "role": "clerk"}}
    moved["after"] = {"reason": {"unresolved": "niemand"}, "role": "team_lead"}
    new = {"table": "user_task", "key": [number + 1], "before": None}
    new["after"] = {"id": number + 1, "name": "b", "reason": {"sentence": "hier"}, "question": None}
    timer = {"table": "timer", "key": [1], "before": None, "after": {"id": 1}}

    world.engine.dispose()
    command.downgrade(configuration, "0053")
    with world.engine.begin(SYSTEM) as tx:
        there = tx.execute(
            text("SELECT id, case_id, reason, question, follow_up_reason FROM user_task")
        ).one()
        tx.execute(
            text(
                "WITH paper AS (INSERT INTO proposal (year, serial, title, jurisdictions, migration_rule, state,"
                " created_at) VALUES (2026, 1, 't', '{05}', 'all', 'in_force', now()) RETURNING id),"
                " new AS (INSERT INTO rollout (proposal_id, rule, state, started_at)"
                " SELECT id, 'all', 'done', now() FROM paper RETURNING id),"
                " turn AS (INSERT INTO rollout_case (rollout_id, case_id, state)"
                ' SELECT new.id, "case".id, \'moved\' FROM new, "case" RETURNING id, case_id)'
                " INSERT INTO rollout_before (rollout_case_id, case_id, rows, at)"
                " SELECT id, case_id, CAST(:rows AS jsonb), now() FROM turn"
            ),
            {"rows": json.dumps([moved, new, timer])},
        )
    world.engine.dispose()
    command.upgrade(configuration, "head")

    assert tuple(there) == tuple(before)
    with world.engine.begin(SYSTEM) as tx:
        assert tuple(
            tx.execute(
                text("SELECT task_id, case_id, reason, question, follow_up_reason FROM task_text")
            ).one()
        ) == tuple(before)
        assert tx.execute(text("SELECT unresolved FROM user_task")).scalar_one() is True
        kept = tx.execute(text("SELECT rows FROM rollout_before")).scalar_one()
    assert kept == [
        {
            **moved,
            "before": {"role": "clerk", "unresolved": False},
            "after": {"role": "team_lead", "unresolved": True},
        },
        {
            **moved,
            "table": "task_text",
            "before": {"reason": None},
            "after": {"reason": {"unresolved": "niemand"}},
        },
        {**new, "after": {"id": number + 1, "name": "b", "unresolved": False}},
        {
            **new,
            "table": "task_text",
            "after": {
                "task_id": number + 1,
                "case_id": before.case_id,
                "reason": {"sentence": "hier"},
                "question": None,
            },
        },
        timer,
    ]
