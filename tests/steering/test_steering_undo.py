"""A batch is undone: what is stored of its cases is what it was before, unless a case has moved on since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, commands, rollout
from engine.commands import rolling as rolling_commands
from engine.commands.authority import Competence
from engine.commands.message import Publication
from engine.state import instance
from engine.state.rollout import BatchState, CaseTurn, RolloutState
from engine.testing import World
from engine.testing import models as m
from engine.testing import notation as n
from engine.transaction import Transaction
from tests.steering.rolling import Rolling

FORM = b'{"type": "default", "id": "%s", "components": [{"type": "textfield", "key": "x", "label": "X"}]}'


def _with_forms(model: bytes, *forms: str) -> dict[str, bytes]:
    return {"p.bpmn": model} | {f"{one}.form": FORM % one.encode() for one in forms}


def _task(named: str, *more: str, **options: str) -> bytes:
    """A user task `a`, what is at it, and one behind it."""
    task = m.user_task("a", **options).replace('name="a"', f'name="{named}"')
    return m.process(
        "p",
        m.start(),
        task,
        m.user_task("b"),
        m.end(),
        *(m.flow(*way) for way in (("start", "a"), ("a", "b"), ("b", "end"))),
        *more,
    )


def _late(after: str, event: str = "frist") -> tuple[str, ...]:
    return m.boundary(event, "a", m.timer(after)), m.end(f"{event}_aus"), m.flow(event, f"{event}_aus")


def _waits(kind: str, **declared: object) -> bytes:
    """A catch `a`, and a task behind it."""
    ways = (("start", "a"), ("a", "b"), ("b", "end"))
    parts = (m.start(), kind, m.user_task("b"), m.end(), *(m.flow(*way) for way in ways))
    return m.process("p", *parts, **declared)  # type: ignore[arg-type]


def _named(message: str) -> bytes:
    return _waits(m.catch("a", m.message(message)), messages={message: "=aktenzeichen"})


#: what the new version does otherwise: the old one, the new one
CHANGES: dict[str, tuple[dict[str, bytes], dict[str, bytes]]] = {
    "a name": ({"p.bpmn": _task("Prüfen")}, {"p.bpmn": _task("Genau prüfen")}),
    "a form": (
        _with_forms(_task("Prüfen", form="alt"), "alt"),
        _with_forms(_task("Prüfen", form="neu"), "neu"),
    ),
    "a due date that there was none of": (
        {"p.bpmn": _task("Prüfen")},
        {"p.bpmn": _task("Prüfen", due='=now() + duration("P10D")')},
    ),
    "another group": ({"p.bpmn": _task("Prüfen")}, {"p.bpmn": _task("Prüfen", group="case_management")}),
    "an authority that did not take part": (
        {"p.bpmn": _task("Prüfen")},
        {"p.bpmn": _task("Prüfen", group="jobcenter")},
    ),
    "a deadline that is new": ({"p.bpmn": _task("Prüfen")}, {"p.bpmn": _task("Prüfen", *_late("P9D"))}),
    "a deadline that is gone": ({"p.bpmn": _task("Prüfen", *_late("P9D"))}, {"p.bpmn": _task("Prüfen")}),
    "a deadline of another name": (
        {"p.bpmn": _task("Prüfen", *_late("P9D"))},
        {"p.bpmn": _task("Prüfen", *_late("P4D", "neu"))},
    ),
    "another message": ({"p.bpmn": _named("post")}, {"p.bpmn": _named("brief")}),
    "another signal": (
        {"p.bpmn": _waits(m.catch("a", m.signal("alt")), signals=("alt",))},
        {"p.bpmn": _waits(m.catch("a", m.signal("neu")), signals=("neu",))},
    ),
    "a job of another type": (
        {"p.bpmn": _waits(m.service_task("a", "alt"))},
        {"p.bpmn": _waits(m.service_task("a", "neu"))},
    ),
    "a condition": (
        {"p.bpmn": _waits(m.catch("a", n.conditional("=1 = 2")))},
        {"p.bpmn": _waits(m.catch("a", n.conditional("=2 = 3")))},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_stored_is_what_was_before(world: World, change: str) -> None:
    with world.engine.begin(SYSTEM) as tx:
        commands.authority.create(
            tx, "jc", "Jobcenter", "05334", [Competence("jobcenter", "05334", "Norm", date(2009, 1, 1))]
        )
    rolling = Rolling.build(world, *CHANGES[change], 2).begin()
    before = rolling.rows()
    world.work_off()
    assert rolling.turns() == {CaseTurn.MOVED: 2}
    between = rolling.rows()
    assert between != before

    assert rolling.undo(1) is BatchState.UNDONE
    assert rolling.undo(2) is BatchState.UNDONE

    after = rolling.rows()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert rolling.turns() == {CaseTurn.UNDONE: 2}


def test_what_was_typed_and_who_has_the_task_comes_back(world: World) -> None:
    """The new group has nobody of that person's: the claim was given back, and is there again."""
    old, new = CHANGES["another group"]
    new = {"p.bpmn": new["p.bpmn"].replace(b"case_management", b"auslaenderbehoerde.teamleitung")}
    rolling = Rolling.build(world, old, new).begin()
    task = rolling.stories[0].task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
    task = rolling.stories[0].task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.save_draft(tx, task.id, task.revision, {"x": ["halb"]})
    before = rolling.rows()
    world.work_off()
    assert rolling.stories[0].task("a").assignee_id is None

    rolling.undo()

    assert rolling.rows() == before
    assert rolling.stories[0].task("a").assignee_id == world.people["ada"].account


def test_an_undone_case_goes_on_in_its_old_version_and_history_says_why(world: World) -> None:
    rolling = Rolling.build(
        world, {"p.bpmn": m.tasks("p", "a", "b")}, {"p.bpmn": m.tasks("p", "a", "b", "c")}
    ).run()

    rolling.undo()

    with world.engine.begin(SYSTEM) as tx:
        facts = tx.execute(
            text("SELECT kind, actor_id, detail FROM history WHERE actor_id = :olga ORDER BY id"),
            {"olga": world.people["olga"].account},
        ).all()
    assert [one.kind for one in facts] == ["reason_given", "instance_migrated"]
    assert facts[0].detail == {"reason": "Zu früh beschlossen"}
    assert (facts[1].detail["from"], facts[1].detail["to"]) == (rolling.target, rolling.source)
    rolling.stories[0].complete("a").complete("b").has_ended_at("end")


def test_a_case_that_has_moved_on_is_left_and_named(world: World) -> None:
    rolling = Rolling.build(
        world, {"p.bpmn": m.tasks("p", "a", "b")}, {"p.bpmn": m.tasks("p", "a", "b", "c")}, 12
    )
    rolling.run()
    moved = rolling.stories[0]
    moved.complete("a")

    for number in range(len(rolling.batches())):
        rolling.undo(number + 1)

    assert rolling.turns() == {CaseTurn.UNDONE: 11, CaseTurn.MOVED: 1}
    assert _left(world) == ["moved_on"]
    moved.complete("b").is_waiting_at("c")


def test_a_case_whose_new_task_somebody_has_taken_is_left(world: World) -> None:
    old, new = CHANGES["another group"]
    rolling = Rolling.build(
        world, old, {"p.bpmn": new["p.bpmn"].replace(b"case_management", b"auslaenderbehoerde.teamleitung")}
    )
    task = rolling.stories[0].task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
    rolling.run()
    task = rolling.stories[0].task("a")
    with world.engine.begin(world.people["lea"]) as tx:
        commands.task.claim(tx, task.id, task.revision)

    rolling.undo()

    assert _left(world) == ["moved_on"]
    assert rolling.versions() == {rolling.target: 1}


def test_a_claim_that_nothing_of_the_new_version_rests_on_stays(world: World) -> None:
    rolling = Rolling.build(world, *CHANGES["a name"]).run()
    task = rolling.stories[0].task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)

    rolling.undo()

    task = rolling.stories[0].task("a")
    assert (task.name, task.assignee_id) == ("Prüfen", world.people["ada"].account)


def test_a_case_that_went_on_by_itself_as_it_was_moved_is_left(world: World) -> None:
    rolling = Rolling.build(world, *CHANGES["another message"])
    with world.engine.begin(SYSTEM) as tx:
        commands.message.publish(tx, Publication("brief", rolling.stories[0].reference))
    rolling.run()
    rolling.stories[0].is_waiting_at("b")

    rolling.undo()

    assert _left(world) == ["went_on"]
    rolling.stories[0].is_waiting_at("b")


def test_a_message_that_came_meanwhile_is_delivered_when_it_is_awaited_again(world: World) -> None:
    rolling = Rolling.build(world, *CHANGES["another message"]).run()
    with world.engine.begin(SYSTEM) as tx:
        commands.message.publish(tx, Publication("post", rolling.stories[0].reference))

    rolling.undo()

    rolling.stories[0].is_waiting_at("b")
    assert rolling.versions() == {rolling.source: 1}


def test_a_timer_that_fell_due_meanwhile_fires(world: World) -> None:
    rolling = Rolling.build(world, *CHANGES["a deadline that is gone"]).run()
    world.clock.advance(timedelta(days=20))

    rolling.undo()
    world.fire_due()

    rolling.stories[0].has_ended_at("frist_aus")


def test_a_case_somebody_has_is_undone_later(world: World) -> None:
    rolling = Rolling.build(world, *CHANGES["a name"]).run()
    with world.engine.begin(SYSTEM) as tx:
        instance.lock(tx, tx.execute(text("SELECT min(id) FROM process_instance")).scalar_one())
        tx.flush()
        assert rolling.undo() is BatchState.UNDOING

    world.clock.advance(timedelta(minutes=1))
    world.work_off()

    assert rolling.batches()[0].state is BatchState.UNDONE
    assert rolling.turns() == {CaseTurn.UNDONE: 1}


def test_a_batch_is_undone_once_with_a_reason_by_whoever_may_and_not_while_it_runs(world: World) -> None:
    rolling = Rolling.build(world, *CHANGES["a name"], 2).run(by_hand=True)
    (batch,) = rolling.batches()

    with pytest.raises(Invalid):
        rolling.do("undo", batch.id, "  ")
    with pytest.raises(Forbidden):
        rolling.do("undo", batch.id, "Grund", as_=world.people["stefan"])
    rolling.do("go_on")
    with pytest.raises(Conflict):
        rolling.do("undo", batch.id, "Grund")
    world.work_off()
    rolling.undo()
    with pytest.raises(Conflict):
        rolling.do("undo", batch.id, "Noch einmal")


def test_a_second_run_of_the_job_undoes_nothing_twice(world: World) -> None:
    rolling = Rolling.build(world, *CHANGES["a name"]).run()
    rolling.do("undo", rolling.batches()[0].id, "Grund")
    for _ in range(2):
        with world.engine.begin(SYSTEM) as tx:
            numbers = commands.rolling.to_undo(tx, rolling.batches()[0].id)
        for number in numbers:
            with world.engine.begin(SYSTEM) as tx:
                commands.rolling.put_back(tx, rolling.batches()[0].id, number)
    world.work_off()

    with world.engine.begin(SYSTEM) as tx:
        told = tx.execute(text("SELECT count(*) FROM history WHERE kind = 'instance_migrated'")).scalar_one()
    assert told == 2


@pytest.mark.parametrize("at", [1, 3, 5])
def test_a_worker_that_dies_within_an_undo_leaves_the_rest_to_the_next_one(
    world: World, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    rolling = Rolling.build(world, *CHANGES["a name"], 6).run()
    batch = rolling.batches()[-1].id
    rolling.do("undo", batch, "Grund")
    put_back, turns = rolling_commands.put_back, iter(range(1, 10))

    def dying(tx: Transaction, *given: int) -> None:
        put_back(tx, *given)
        if next(turns) == at:
            raise SystemExit  # the transaction of this case is lost with the worker

    monkeypatch.setattr(rolling_commands, "put_back", dying)
    with pytest.raises(SystemExit):
        rollout.undo(world.engine, batch)
    monkeypatch.undo()
    assert (rolling.turns()[CaseTurn.UNDONE], rolling.turns()[CaseTurn.MOVED]) == (at - 1, 7 - at)

    rollout.undo(world.engine, batch)

    assert rolling.turns() == {CaseTurn.UNDONE: 5, CaseTurn.MOVED: 1}
    assert rolling.versions() == {rolling.source: 5, rolling.target: 1}
    with world.engine.begin(SYSTEM) as tx:
        told = tx.execute(
            text("SELECT count(*) FROM history WHERE kind = 'instance_migrated' GROUP BY instance_id")
        ).scalars()
        assert sorted(told) == [1, 2, 2, 2, 2, 2]


def _left(world: World) -> list[str]:
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text("SELECT left_because FROM rollout_case WHERE left_because IS NOT NULL"))
        return list(rows.scalars())


def test_a_whole_stage_is_undone_batch_by_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolling_commands, "BATCH", 4)
    old, new = ({"p.bpmn": m.tasks("p", *tasks)} for tasks in (("a", "b"), ("a", "b", "c")))
    rolling = Rolling.build(world, old, new, 12).run()
    assert [one.stage for one in rolling.batches()] == [1, 3, 3, 3]
    rolling.stories[0].complete("a").complete("b")

    for stage, reason, wrong in ((2, "Grund", Conflict), (3, " ", Invalid)):
        with pytest.raises(wrong):
            rolling.do("undo_stage", stage, reason)
    with pytest.raises(Forbidden):
        rolling.do("undo_stage", 3, "Grund", as_=world.people["stefan"])
    assert rolling.do("undo_stage", 3, "Zu früh beschlossen") == 3
    with pytest.raises(Conflict):
        rolling.do("undo_stage", 3, "Grund")
    world.work_off()

    assert [one.state for one in rolling.batches()] == [BatchState.DONE, *[BatchState.UNDONE] * 3]
    assert {one.reason for one in rolling.batches()[1:]} == {"Zu früh beschlossen"}
    assert rolling.turns()[CaseTurn.UNDONE] in {10, 11}
    assert rolling.versions()[rolling.source] == rolling.turns()[CaseTurn.UNDONE]


def test_what_was_undone_follows_after_all_when_somebody_says_so(world: World) -> None:
    rolling = Rolling.build(world, *CHANGES["a name"], 2).run()
    batches = rolling.batches()
    with pytest.raises(Conflict):
        rolling.do("take_up_again", batches[0].id)
    rolling.undo(1)
    assert rolling.turns() == {CaseTurn.UNDONE: 1, CaseTurn.MOVED: 1}

    with pytest.raises(Forbidden):
        rolling.do("take_up_again", batches[0].id, as_=world.people["stefan"])
    assert rolling.do("take_up_again", batches[0].id) == 1
    world.work_off()

    assert rolling.turns() == {CaseTurn.MOVED: 2}
    assert rolling.versions() == {rolling.target: 2}
    assert rolling.row().state is RolloutState.DONE
    assert rolling.undo(3) is BatchState.UNDONE
    assert rolling.versions() == {rolling.source: 1, rolling.target: 1}
