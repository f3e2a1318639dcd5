"""The second wall: PostgreSQL gives a stranger nothing, whatever is asked. And the hammer beside the glass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, create_engine, select, text

from engine import Conflict, Forbidden, Invalid, NotFound, commands, notices, queries, wall
from engine.actor import SYSTEM, Actor
from engine.documents import Scan
from engine.queries.reads import ReadFilter
from engine.sight import Purpose
from engine.state import case, document, instance
from engine.state import sight as rows
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


@pytest.mark.parametrize("table", ["person", "history", "instance_state", "document", "document_version"])
def test_raw_sql_reads_what_the_actors_authorities_take_part_in(
    story: Story, raw: Connection, table: str
) -> None:
    people = story.world.people
    file_document(story)

    assert seen(raw, table) == 0  # nothing said: nothing read
    as_actor(raw, people["carla"])
    assert seen(raw, table) == 0
    as_actor(raw, people["ben"])
    assert seen(raw, table) > 0
    as_actor(raw, people["stefan"])  # of the same house, in the steering group
    assert seen(raw, table) == 0
    as_actor(raw, SYSTEM)
    assert seen(raw, table) > 0


@pytest.mark.parametrize(
    ("change", "seen_tables"),
    [
        # whoever has a task reads what the instance is at, for its form, what is said of it and what was handed in
        ("SET role = 'steering_member'", {"instance_state", "task_text", "document", "document_version"}),
        # when it is done, what belongs to it alone
        (
            "SET role = 'steering_member', state = 'completed'",
            {"task_text", "document", "document_version"},
        ),
        # of somebody else's task nothing
        ("SET role = 'coordinator'", set()),
    ],
)
def test_a_task_opens_what_belongs_to_it_to_roles_that_read_no_files(
    story: Story, raw: Connection, change: str, seen_tables: set[str]
) -> None:
    file_document(story)
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(text(f"UPDATE user_task {change}"))

    as_actor(raw, story.world.people["stefan"])

    assert {one for one in wall.WALLED if seen(raw, one)} == seen_tables


def test_who_repairs_reads_what_the_instance_is_at_and_not_whose_case_it_is(
    story: Story, raw: Connection
) -> None:
    as_actor(raw, story.world.people["olga"])

    assert (seen(raw, "instance_state"), seen(raw, "person")) == (1, 0)


def test_a_stranger_is_refused_what_an_instance_is_at_and_told_when_there_is_none(story: Story) -> None:
    world = story.world
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM process_instance")).scalar_one()

    with world.engine.begin(world.people["carla"]) as tx:
        with pytest.raises(Forbidden, match="nothing opens it"):
            instance.get(tx, number)
        with pytest.raises(NotFound):
            instance.get(tx, number + 1)
        assert instance.head(tx, number).id == number


def file_document(story: Story) -> None:
    """A document that was handed in at the open task."""
    with story.world.engine.begin(SYSTEM) as tx:
        task = tx.execute(text("SELECT id, case_id FROM user_task")).one()
        number = document.create(tx, task.case_id, "Pass", document.Filed(), task.id, None)
        document.append(
            tx,
            number,
            1,
            {
                "submission": "eins",
                "name": "pass.pdf",
                "media_type": "application/pdf",
                "size": 3,
                "digest": "0" * 64,
                "scan": Scan.CLEAN,
            },
        )


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


def test_the_authority_that_leads_is_told_who_reads_by_break_glass_and_why(story: Story) -> None:
    world = story.world

    force(story, "carla")

    with world.engine.begin(world.people["lea"]) as tx:
        (told,) = queries.notification.page(tx).notices
        kept = str(tx.execute(text("SELECT detail FROM notification")).scalar_one())
    said = f"Notzugriff auf die Akte {story.reference}: Carla Weiß (Ausländeramt Dort) liest sie ohne eigenes Recht."
    assert notices.sentence(told.kind, "de", told.detail).startswith(said)
    assert told.reason == REASON
    # what goes out as a mail holds no reason
    assert REASON not in kept
    assert REASON not in notices.sentence(told.kind, "de", told.detail)


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
    assert [row.authority_id for row in rows] == [None]
    assert [(row.account_id, row.purpose, row.basis) for row in rows] == [
        (world.people["carla"].account, Purpose.BREAK_GLASS, REASON)
    ]


def test_break_glass_is_ended_before_its_time_and_history_says_so(story: Story) -> None:
    world = story.world
    force(story, "carla")

    with world.engine.begin(world.people["carla"]) as tx:
        assert queries.reads.glass(tx, story.reference).until == tx.now + timedelta(hours=2)
        commands.break_glass.end(tx, story.reference)

    with pytest.raises(Forbidden), world.engine.begin(world.people["carla"]) as tx:
        queries.case_file.show(tx, story.reference)
    assert "Notzugriff vorzeitig beendet" in [one.text for one in story.file().history]
    with pytest.raises(Conflict), world.engine.begin(world.people["carla"]) as tx:
        commands.break_glass.end(tx, story.reference)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ReadFilter(), 1),
        (ReadFilter(text="weiß dort"), 1),
        (ReadFilter(text="krüger"), 0),
        (ReadFilter(purpose=Purpose.BREAK_GLASS), 1),
        (ReadFilter(purpose=Purpose.NORM), 0),
        (ReadFilter(first=date(2100, 1, 1)), 0),
        (ReadFilter(last=date(2000, 1, 1)), 0),
        (ReadFilter(after="0"), 0),
    ],
)
def test_the_leading_authority_sees_who_has_read_and_nobody_else_does(
    story: Story, wanted: ReadFilter, found: int
) -> None:
    world = story.world
    force(story, "carla")
    with world.engine.begin(world.people["carla"]) as tx:
        queries.case_file.show(tx, story.reference)

    with world.engine.begin(world.people["ben"]) as tx:
        page = queries.reads.of(tx, story.reference, wanted)
        assert list(queries.reads.every(tx, story.reference, wanted, 10)) == list(page.reads)

    assert [(one.person, one.authority, one.basis) for one in page.reads] == [
        ("Carla Weiß", "Ausländeramt Dort", REASON)
    ] * found
    for login in ("carla", "stefan", "adam"):
        with pytest.raises(Forbidden), world.engine.begin(world.people[login]) as tx:
            queries.reads.of(tx, story.reference, wanted)


def test_reads_come_page_by_page(story: Story) -> None:
    world = story.world
    with world.engine.begin(world.people["carla"]) as tx:
        number = case.by_reference(tx, story.reference).id
        for purpose in (Purpose.TASK, Purpose.NORM, Purpose.CONSENT):
            rows.log_read(tx, number, purpose, purpose.value, world.elsewhere)

    with world.engine.begin(world.people["ada"]) as tx:
        first = queries.reads.of(tx, story.reference, ReadFilter(size=2))
        last = queries.reads.of(tx, story.reference, ReadFilter(size=2, after=first.next))
        with pytest.raises(Invalid):
            queries.reads.of(tx, story.reference, ReadFilter(after="x"))

    assert [one.purpose for one in (*first.reads, *last.reads)] == [
        Purpose.CONSENT,
        Purpose.NORM,
        Purpose.TASK,
    ]
    assert last.next is None
