"""Four eyes: whoever did an earlier task neither gets nor does the one that asks for another person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, commands, queries
from engine.commands.absence import Naming
from engine.queries.inbox import Earlier, InboxFilter
from engine.state import assignment as assignments
from engine.state import bulk
from engine.state.bulk import BulkKind, Effect
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing.statements import statements

NAME = "vier-augen"


def two(
    first: str = "entwerfen", last: str = "zeichnen", asks: str = "entwerfen", assignee: str = ""
) -> dict[str, bytes]:
    """Two tasks one after the other; the second asks for another person."""
    return {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.user_task(first),
            m.user_task(last, extra=m.properties(**{NAME: asks}), assignee=assignee),
            m.end(),
            m.flow("start", first),
            m.flow(first, last),
            m.flow(last, "end"),
        )
    }


@pytest.fixture
def story(world: World) -> Story:
    """Ada has drafted; the signature waits."""
    story = world.start(two())
    _do(story, "entwerfen", "ada")
    return story


def _do(story: Story, element: str, who: str) -> None:
    """Somebody takes a task and completes it."""
    row = story.task(element)
    with story.world.engine.begin(story.world.people[who]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    row = story.task(element)
    with story.world.engine.begin(story.world.people[who]) as tx:
        commands.task.complete(tx, row.id, row.revision, {})


def test_another_person_does_it(story: Story) -> None:
    _do(story, "zeichnen", "ben")

    assert story.active() == ()


def test_whoever_did_the_first_cannot_take_the_second(story: Story) -> None:
    row = story.task("zeichnen")

    with (
        story.world.engine.begin(story.world.people["ada"]) as tx,
        pytest.raises(Forbidden, match="another person"),
    ):
        commands.task.claim(tx, row.id, row.revision)


def test_nobody_gives_it_to_them(story: Story) -> None:
    world, row = story.world, story.task("zeichnen")
    ada = world.people["ada"].account

    with world.engine.begin(world.people["lea"]) as tx, pytest.raises(Invalid) as caught:
        commands.task.assign(tx, row.id, row.revision, ada)
    assert caught.value.fields == {
        "account": "Ada Öztürk hat „entwerfen“ erledigt; diese Aufgabe verlangt eine andere Person."
    }

    with world.engine.begin(world.people["lea"]) as tx:
        made = commands.assignment.distribute(tx, "k", {row.id: row.revision}, ada)
        assert [one.outcome for one in assignments.get(tx, made).results] == [assignments.Outcome.FOUR_EYES]
    _claim(story, "ben")
    row = story.task("zeichnen")
    with world.engine.begin(world.people["ben"]) as tx, pytest.raises(Invalid):
        commands.delegation.delegate(tx, row.id, row.revision, ada)


def _claim(story: Story, who: str) -> None:
    row = story.task("zeichnen")
    with story.world.engine.begin(story.world.people[who]) as tx:
        commands.task.claim(tx, row.id, row.revision)


def test_nor_many_tasks_at_once(story: Story) -> None:
    world, row = story.world, story.task("zeichnen")

    with world.engine.begin(world.people["ada"]) as tx:
        step = commands.handling.step(tx, BulkKind.CLAIM)
        number = commands.bulk.act(tx, "k", {row.id: row.revision}, step)
        results = bulk.get(tx, number).results

    assert story.task("zeichnen").assignee is None
    assert [one.effect for one in results] == [Effect.FOUR_EYES]


def test_whoever_stands_in_and_is_barred_from_one_of_many_is_told_of_that_one(
    world: World, story: Story
) -> None:
    ada, ben = world.people["ada"], world.people["ben"]
    other = world.open("p")
    with world.engine.begin(ben) as tx:
        for row in (story.task("zeichnen"), other.task("entwerfen")):
            commands.task.claim(tx, row.id, row.revision)
    assert ada.account is not None
    assert ben.account is not None
    with world.engine.begin(SYSTEM) as tx:
        commands.absence.name(tx, ben.account, Naming(ada.account, tx.today))
    world.away("ben")

    rows = story.task("zeichnen"), other.task("entwerfen")
    with world.engine.begin(ada) as tx:
        step = commands.handling.step(tx, BulkKind.CLAIM)
        number = commands.bulk.act(tx, "k", {row.id: row.revision for row in rows}, step)
        results = {one.task: one.effect for one in bulk.get(tx, number).results}

    assert results == {rows[0].id: Effect.FOUR_EYES, rows[1].id: Effect.DONE}


def test_the_list_of_colleagues_leaves_them_out(story: Story) -> None:
    world, row = story.world, story.task("zeichnen")

    with world.engine.begin(world.people["lea"]) as tx:
        people = queries.inbox.colleagues(tx, queries.inbox.these(tx, [row.id]))
        view = queries.inbox.show(tx, row.id)

    assert [one.name for one in people] == ["Ben Krüger"]
    assert view.barred == {world.people["ada"].account: Earlier("entwerfen")}


def _names(world: World, who: str, substitute: str, **limits: object) -> int:
    person, other = world.people[who].account, world.people[substitute].account
    assert person is not None
    assert other is not None
    with world.engine.begin(SYSTEM) as tx:
        return commands.absence.name(tx, person, Naming(other, tx.today, **limits))  # type: ignore[arg-type]


def test_whom_the_first_has_named_as_substitute_does_not_do_it_either(story: Story) -> None:
    world, row = story.world, story.task("zeichnen")
    _names(world, "ada", "ben")

    with pytest.raises(Forbidden, match="Ben Krüger stands in for Ada Öztürk, who did entwerfen"):
        _claim(story, "ben")
    with world.engine.begin(world.people["lea"]) as tx, pytest.raises(Invalid) as caught:
        commands.task.assign(tx, row.id, row.revision, world.people["ben"].account)
    assert caught.value.fields == {
        "account": "Ben Krüger vertritt Ada Öztürk bei „entwerfen“; diese Aufgabe verlangt eine andere Person."
    }
    with world.engine.begin(world.people["ben"]) as tx:
        assert queries.inbox.following(tx) is None
    _do(story, "zeichnen", "lea")


def test_a_substitute_who_is_struck_out_afterwards_was_one_when_it_was_done(world: World) -> None:
    rule = _names_before(world)
    story = world.start(two())
    _do(story, "entwerfen", "ada")
    world.clock.moment += timedelta(hours=1)
    with world.engine.begin(SYSTEM) as tx:
        commands.absence.remove(tx, rule)

    with pytest.raises(Forbidden, match="stands in"):
        _claim(story, "ben")


def _names_before(world: World) -> int:
    rule = _names(world, "ada", "ben")
    world.clock.moment += timedelta(minutes=1)
    return rule


def test_a_substitute_for_other_steps_only_may_do_it(story: Story) -> None:
    _names(story.world, "ada", "ben", process="p", element="zeichnen")

    _do(story, "zeichnen", "ben")


def test_for_whom_somebody_is_the_substitute_may_do_it(story: Story) -> None:
    _names(story.world, "ben", "ada")

    _do(story, "zeichnen", "ben")


def test_the_person_the_diagram_names_does_not_get_it(world: World) -> None:
    story = world.start(two(assignee="ada"))

    _do(story, "entwerfen", "ada")

    assert story.task("zeichnen").assignee is None


def test_whoever_delegated_the_first_is_kept_out_too(world: World) -> None:
    story = world.start(two())
    row = story.task("entwerfen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    row = story.task("entwerfen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.delegation.delegate(tx, row.id, row.revision, world.people["ben"].account)
    row = story.task("entwerfen")
    with world.engine.begin(world.people["ben"]) as tx:
        commands.task.complete(tx, row.id, row.revision, {})

    for who in ("ada", "ben"):
        with pytest.raises(Forbidden):
            _claim(story, who)
    _do(story, "zeichnen", "lea")


def test_after_a_migration_the_earlier_task_counts_under_its_new_name(world: World) -> None:
    story = world.start(two(asks="entwerfen"))
    _do(story, "entwerfen", "ada")
    with world.engine.begin(SYSTEM) as tx:
        instance = tx.execute(text("SELECT id FROM process_instance")).scalar_one()
    target = world.deploy(two("verfassen", "zeichnen", "verfassen"))
    with world.engine.begin(world.people["lea"]) as tx:
        commands.migration.migrate(tx, instance, target, {"entwerfen": "verfassen"})

    with pytest.raises(Forbidden):
        _claim(story, "ada")
    # nor is it the next one of whoever it would refuse
    with world.engine.begin(world.people["ada"]) as tx:
        assert queries.inbox.following(tx) is None
    with world.engine.begin(world.people["ben"]) as tx:
        offered = queries.inbox.following(tx)
        assert offered is not None and offered.element == "zeichnen"
    _do(story, "zeichnen", "ben")


def _migrate(world: World, target: int) -> None:
    with world.engine.begin(SYSTEM) as tx:
        instance = tx.execute(text("SELECT id FROM process_instance")).scalar_one()
    with world.engine.begin(world.people["lea"]) as tx:
        commands.migration.migrate(tx, instance, target, {})


def test_a_migration_that_asks_for_four_eyes_keeps_out_whoever_has_it(world: World) -> None:
    plain = {"p.bpmn": two()["p.bpmn"].replace(b'name="vier-augen"', b'name="andere"')}
    story = world.start(plain)
    _do(story, "entwerfen", "ada")
    _claim(story, "ada")
    row = story.task("zeichnen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.save_draft(tx, row.id, row.revision, {"vermerk": ["getippt"]})

    _migrate(world, world.deploy(two()))

    row = story.task("zeichnen")
    assert (row.assignee, row.has_draft) == (None, True)
    facts = [one for one in story.file().history if one.kind == "user_task_holder_barred"]
    assert [(one.text, one.element) for one in facts] == [
        (
            "Aufgabe „zeichnen“ steht wieder der Gruppe offen: Die neue Fassung verlangt vier Augen, "
            "und Ada Öztürk hat „entwerfen“ erledigt",
            "zeichnen",
        )
    ]
    with world.engine.begin(SYSTEM) as tx:
        told = (
            tx.execute(text("SELECT account_id FROM notification WHERE kind = 'taken_away'")).scalars().all()
        )
    assert told == [world.people["ada"].account]
    with pytest.raises(Forbidden):
        _claim(story, "ada")
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises((Forbidden, Conflict)):
        commands.task.complete(tx, row.id, row.revision, {})
    assert story.active() == ("zeichnen",)
    _do(story, "zeichnen", "ben")


def test_a_migration_to_four_eyes_takes_a_delegated_task_from_both(world: World) -> None:
    plain = {"p.bpmn": two()["p.bpmn"].replace(b'name="vier-augen"', b'name="andere"')}
    story = world.start(plain)
    _do(story, "entwerfen", "ada")
    _claim(story, "ada")
    row = story.task("zeichnen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.delegation.delegate(tx, row.id, row.revision, world.people["ben"].account)

    _migrate(world, world.deploy(two()))

    row = story.task("zeichnen")
    assert (row.assignee, row.owner) == (None, None)
    _do(story, "zeichnen", "ben")


def test_a_migration_to_four_eyes_leaves_whoever_did_not_do_the_first(world: World) -> None:
    plain = {"p.bpmn": two()["p.bpmn"].replace(b'name="vier-augen"', b'name="andere"')}
    story = world.start(plain)
    _do(story, "entwerfen", "ada")
    _claim(story, "ben")

    _migrate(world, world.deploy(two()))

    assert story.task("zeichnen").assignee == "Ben Krüger"
    assert "user_task_holder_barred" not in {one.kind for one in story.file().history}


def test_where_nobody_else_is_there_whoever_leads_is_told(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login IN ('ben', 'lea')"))
        head = world.people["olga"].account
        tx.execute(
            text("INSERT INTO membership (account_id, authority_id, role) VALUES (:a, :b, 'head_of_office')"),
            {"a": head, "b": world.here},
        )
    story = world.start(two())
    _do(story, "entwerfen", "ada")

    with world.engine.begin(SYSTEM) as tx:
        told = tx.execute(text("SELECT account_id, kind FROM notification WHERE kind = 'four_eyes'")).all()

    assert [tuple(one) for one in told] == [(head, "four_eyes")]
    assert story.task("zeichnen").assignee is None


def test_where_somebody_else_is_there_nobody_is_told(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        assert (
            tx.execute(text("SELECT count(*) FROM notification WHERE kind = 'four_eyes'")).scalar_one() == 0
        )


def test_a_lead_who_did_the_first_is_kept_out_as_well(world: World) -> None:
    story = world.start(two())
    _do(story, "entwerfen", "lea")

    with pytest.raises(Forbidden):
        _claim(story, "lea")
    _do(story, "zeichnen", "ada")


WAYS = ("claim", "assign", "delegate", "release", "distribute", "bulk", "give_back", "complete")


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_on_no_way_does_anybody_check_what_they_did(world: World, random: Random) -> None:
    """Any tries of anybody with both tasks: the two end with different people behind them."""
    story = world.start({"p.bpmn": two()["p.bpmn"]}) if not _deployed(world) else world.open("p")
    people = ("ada", "ben", "lea")
    for _step in range(20):
        if not story.active():
            break
        row = story.task(story.active()[0])
        _attempt(
            world, row.id, row.revision, random.choice(WAYS), random.choice(people), random.choice(people)
        )

    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            text(
                "SELECT element, closed_by, assignee_id, owner_id FROM user_task"
                " WHERE state = 'completed' AND case_id = (SELECT id FROM \"case\" WHERE reference = :r)"
            ),
            {"r": story.reference},
        ).all()
    behind = {row.element: {row.closed_by, row.assignee_id, row.owner_id} - {None} for row in rows}
    assert behind.get("entwerfen", set()).isdisjoint(behind.get("zeichnen", set()))


def _deployed(world: World) -> bool:
    with world.engine.begin(SYSTEM) as tx:
        return tx.execute(text("SELECT count(*) FROM version")).scalar_one() > 0


def _attempt(world: World, task: int, revision: int, way: str, who: str, whom: str) -> None:
    """One try; what is refused changes nothing."""
    other = world.people[whom].account
    tries: dict[str, Callable[..., object]] = {
        "claim": lambda tx: commands.task.claim(tx, task, revision),
        "assign": lambda tx: commands.task.assign(tx, task, revision, other),
        "delegate": lambda tx: commands.delegation.delegate(tx, task, revision, other),
        "release": lambda tx: commands.task.release(tx, task, revision),
        "give_back": lambda tx: commands.delegation.give_back(tx, task, revision),
        "distribute": lambda tx: commands.assignment.distribute(
            tx, f"{task}-{revision}-{who}", {task: revision}, other
        ),
        "bulk": lambda tx: commands.bulk.act(
            tx,
            f"{task}-{revision}-{who}-{whom}",
            {task: revision},
            commands.handling.step(tx, BulkKind.DELEGATE, account_id=other),
        ),
        "complete": lambda tx: commands.task.complete(tx, task, revision, {}),
    }
    try:
        with world.engine.begin(world.people[who]) as tx:
            tries[way](tx)
    except (Forbidden, Conflict, Invalid):
        pass


def test_the_inbox_knows_it_beforehand_at_no_more_statements(story: Story) -> None:
    row = story.task("zeichnen")
    page = queries.inbox.page
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        first = page(tx, InboxFilter()).barred  # the version is looked at

    with story.world.engine.begin(story.world.people["ada"]) as tx:
        _ = tx.now
        with statements() as sent:
            again = page(tx, InboxFilter()).barred
    with story.world.engine.begin(story.world.people["ben"]) as tx:
        others = page(tx, InboxFilter()).barred

    assert first == again == {row.id: Earlier("entwerfen")}
    assert others == {}
    # the first of them says that each is planned for its own values
    assert len(sent) <= 6
