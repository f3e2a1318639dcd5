"""The second wall: PostgreSQL gives a stranger nothing, whatever is asked. And the hammer beside the glass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, create_engine, select, text

from engine import Conflict, Forbidden, Invalid, commands, queries, wall
from engine.actor import SYSTEM, Actor
from engine.sight import Purpose
from engine.state.sight import CASE_READ
from engine.testing import Story, World
from engine.testing import models as m

REASON = "Gefahr für ein Kind, die Stelle ist nicht erreichbar"


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a", "b")})


@pytest.fixture
def raw(world: World) -> Iterator[Connection]:
    """A connection of the application's role without anything of ours in between."""
    engine = create_engine(world.engine.url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def seen(raw: Connection, table: str) -> int:
    return int(raw.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608  names of WALLED


def as_actor(raw: Connection, actor: Actor) -> None:
    raw.execute(wall.OPEN, wall.settings(actor))


def test_the_role_of_the_application_is_held_by_every_wall(raw: Connection) -> None:
    rows = raw.execute(
        text(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS held, p.polname IS NOT NULL AS says"
            " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relname = ANY (:names)"
        ),
        {"names": list(wall.WALLED)},
    ).all()

    assert {row.relname for row in rows} == set(wall.WALLED)
    assert all(row.held and row.says for row in rows)
    role = raw.execute(
        text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    ).scalar_one()
    assert role is False


@pytest.mark.parametrize("table", ["person", "history"])
def test_raw_sql_reads_what_the_actors_authorities_take_part_in(
    story: Story, raw: Connection, table: str
) -> None:
    people = story.world.people

    assert seen(raw, table) == 0  # nothing said: nothing read
    as_actor(raw, people["carla"])
    assert seen(raw, table) == 0
    as_actor(raw, people["ben"])
    assert seen(raw, table) > 0
    as_actor(raw, people["stefan"])  # of the same house, in the steering group
    assert seen(raw, table) == 0
    as_actor(raw, SYSTEM)
    assert seen(raw, table) > 0


def test_a_stranger_writes_no_row_behind_the_wall(story: Story, raw: Connection) -> None:
    as_actor(raw, story.world.people["carla"])

    changed = raw.execute(text("UPDATE person SET family_name = 'Fremd'"))

    assert changed.rowcount == 0


def force(story: Story, login: str, reason: str = REASON) -> None:
    with story.world.engine.begin(story.world.people[login]) as tx:
        commands.break_glass.read(tx, story.reference, reason)


def test_break_glass_opens_the_file_for_two_hours_and_is_noticed(story: Story) -> None:
    world = story.world

    force(story, "carla")

    with world.engine.begin(world.people["carla"]) as tx:
        file = queries.case_file.show(tx, story.reference)
    assert (file.head.person, file.sight.complete) == ("Muster, Maryam", True)
    assert any(REASON in one.text and one.actor == "Carla Weiß" for one in file.history)
    with world.engine.begin(world.people["lea"]) as tx:
        assert queries.notification.count_unread(tx).count == 1
    world.clock.advance(timedelta(hours=2))
    with pytest.raises(Forbidden), world.engine.begin(world.people["carla"]) as tx:
        queries.case_file.show(tx, story.reference)


@pytest.mark.parametrize(
    ("login", "reason", "error"),
    [
        # too short to say anything
        ("carla", "dringend", Invalid),
        # who reads the case anyway
        ("ben", REASON, Conflict),
        # roles that read no files
        ("stefan", REASON, Forbidden),
        ("olga", REASON, Forbidden),
        ("adam", REASON, Forbidden),
    ],
)
def test_break_glass_is_refused(story: Story, login: str, reason: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        force(story, login, reason)


def test_a_read_from_outside_is_logged_once_a_day_with_its_purpose_and_none_from_inside(story: Story) -> None:
    world = story.world
    force(story, "carla")

    for login in ("carla", "carla", "ben"):
        with world.engine.begin(world.people[login]) as tx:
            queries.case_file.show(tx, story.reference)

    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(select(CASE_READ)).all()
    assert [(row.account_id, row.purpose, row.basis) for row in rows] == [
        (world.people["carla"].account, Purpose.BREAK_GLASS, REASON)
    ]
