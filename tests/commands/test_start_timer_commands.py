"""Timer start events in the database: armed with the resolution, started by a worker, each turn exactly once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Invalid, ModelError, commands, queries
from engine.testing import World
from engine.testing import models as m
from engine.worker import Worker

WEEKLY = m.timer("R/P7D", "timeCycle")


def _model(definition: str, note: str = "pruefen") -> bytes:
    return m.process(
        "bericht",
        m.start("takt", definition=definition),
        m.user_task(note),
        m.end(),
        m.flow("takt", note),
        m.flow(note, "end"),
    )


@dataclass(frozen=True, slots=True)
class Runs:
    """The instances and start timers of a world, read with SQL."""

    world: World

    def tick(self, span: timedelta = timedelta()) -> int:
        """Move the clock, let a worker look once and run its jobs; how many instances there are."""
        self.world.clock.advance(span)
        Worker(self.world.engine).enqueue_due()
        self.world.work_off()
        return self.count()

    def count(self) -> int:
        return int(self._scalar("SELECT count(*) FROM process_instance"))

    def states(self) -> list[str]:
        return self._column("SELECT state FROM start_timer ORDER BY id")

    def dues(self) -> list[datetime]:
        return self._column("SELECT due_at FROM start_timer WHERE state = 'armed' ORDER BY due_at")

    def elements(self) -> list[str]:
        return self._column("SELECT element FROM user_task ORDER BY id")

    def _scalar(self, question: str) -> object:
        with self.world.engine.begin(SYSTEM) as tx:
            return tx.execute(text(question)).scalar_one()

    def _column(self, question: str) -> list:
        with self.world.engine.begin(SYSTEM) as tx:
            return list(tx.execute(text(question)).scalars())


@pytest.fixture
def runs(world: World) -> Runs:
    return Runs(world)


def _adopt(world: World, version: int, jurisdiction: str, first: date) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return commands.adoption.adopt(tx, version, jurisdiction, first, "Testbeschluss")


def _deploy(world: World, model: bytes) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return commands.definition.deploy(tx, {"bericht.bpmn": model}).version_id


def _today(world: World) -> date:
    with world.engine.begin(SYSTEM) as tx:
        return tx.now.date()


def test_a_duration_starts_one_instance_counted_from_the_resolution(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(m.timer("PT2H"))}, "05334")

    assert runs.tick(timedelta(hours=1)) == 0
    assert runs.tick(timedelta(hours=1)) == 1
    assert runs.tick(timedelta(days=30)) == 1
    assert runs.states() == ["fired"]


def test_the_instance_has_a_case_of_its_own_without_a_person(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(m.timer("PT2H"))}, "05334")
    runs.tick(timedelta(hours=2))

    with world.engine.begin(world.people["ada"]) as tx:
        (head,) = queries.cases.search(tx).cases
        file = queries.case_file.show(tx, head.reference)
        (task,) = queries.inbox.page(tx, queries.inbox.InboxFilter()).tasks
    assert (head.person, head.birth_date, head.ags, head.authority_id) == (
        "Ohne Person",
        None,
        "05334000",
        world.here,
    )
    assert (task.person, task.element, task.case_reference) == ("Ohne Person", "pruefen", head.reference)
    assert {row.kind for row in file.history} >= {"case_opened", "user_task_activated"}


def test_the_instance_knows_its_case_and_place(world: World, runs: Runs) -> None:
    model = m.process(
        "bericht",
        m.start("takt", definition=m.timer("PT2H")),
        m.user_task(
            "pruefen", due='=if ags = "05334000" and aktenzeichen != null then date("2027-01-01") else null'
        ),
        m.end(),
        m.flow("takt", "pruefen"),
        m.flow("pruefen", "end"),
    )
    world.deploy({"bericht.bpmn": model}, "05334")
    runs.tick(timedelta(hours=2))

    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT due_at FROM user_task")).scalar_one() is not None


def test_an_endless_cycle_goes_on_at_its_next_turn_after_an_outage(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(WEEKLY)}, "05334")

    assert runs.tick(timedelta(days=7)) == 1
    assert runs.tick(timedelta(days=7)) == 2
    assert runs.tick(timedelta(days=60)) == 3
    (due,) = runs.dues()
    assert world.clock.moment < due <= world.clock.moment + timedelta(days=7)


def test_a_counted_cycle_makes_up_every_turn_after_an_outage(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(m.timer("R3/P7D", "timeCycle"))}, "05334")
    world.clock.advance(timedelta(days=60))

    assert [runs.tick(), runs.tick(), runs.tick(), runs.tick()] == [1, 2, 3, 3]
    assert runs.states() == ["fired"]


def test_a_cron_line_is_meant_on_the_wall_clock(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(m.timer("0 6 * * 1", "timeCycle"))}, "05334")

    assert runs.dues() == [datetime(2026, 11, 30, 5, 0, tzinfo=UTC)]  # 6 o'clock in winter
    assert runs.tick(timedelta(days=7)) == 1


def test_what_is_due_next_is_shown(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(WEEKLY)}, "05334")
    runs.tick(timedelta(days=7))

    with world.engine.begin(world.people["adam"]) as tx:
        (row,) = queries.start.timers(tx)
    assert (row.key, row.jurisdiction, row.element, row.started) == ("bericht", "05334", "takt", 1)
    assert row.due_at == world.clock.moment + timedelta(days=7)


def test_each_of_several_timers_starts_its_own(world: World, runs: Runs) -> None:
    model = m.process(
        "bericht",
        m.start("kurz", definition=m.timer("PT1H")),
        m.start("lang", definition=m.timer("PT3H")),
        m.user_task("a"),
        m.user_task("b"),
        m.end(),
        m.flow("kurz", "a"),
        m.flow("lang", "b"),
        m.flow("a", "end"),
        m.flow("b", "end", id_="b_end"),
    )
    world.deploy({"bericht.bpmn": model}, "05334")

    assert runs.tick(timedelta(hours=1)) == 1
    assert runs.elements() == ["a"]
    assert runs.tick(timedelta(hours=2)) == 2
    assert runs.elements() == ["a", "b"]


def test_a_later_version_in_the_same_jurisdiction_takes_over(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(WEEKLY, "alt")}, "05334")
    world.deploy({"bericht.bpmn": _model(WEEKLY, "neu")}, "05334")

    assert runs.states() == ["cancelled", "armed"]
    assert runs.tick(timedelta(days=7)) == 1
    assert runs.elements() == ["neu"]


def test_a_version_that_comes_into_force_later_begins_on_its_first_day(world: World, runs: Runs) -> None:
    """The old one starts what falls due before that day, and nothing from then on."""
    daily = m.timer("0 9 * * *", "timeCycle")
    today = _today(world)
    world.deploy({"bericht.bpmn": _model(daily, "alt")}, "05334")
    _adopt(world, _deploy(world, _model(daily, "neu")), "05334", today + timedelta(days=3))

    assert runs.states() == ["armed", "armed"]
    for _ in range(5):
        runs.tick(timedelta(days=1))

    assert runs.elements() == ["alt", "alt", "neu", "neu", "neu"]
    assert runs.states() == ["fired", "armed"]


def test_other_jurisdictions_keep_their_timers(world: World, runs: Runs) -> None:
    version = _deploy(world, _model(WEEKLY, "alle"))
    _adopt(world, version, "05334", _today(world))
    _adopt(world, version, "05158", _today(world))

    assert runs.tick(timedelta(days=7)) == 2
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text('SELECT ags, authority_id FROM "case" ORDER BY ags')).all()
    assert [tuple(row) for row in rows] == [("05158000", world.elsewhere), ("05334000", world.here)]


def test_a_date_before_the_first_day_starts_nothing(world: World, runs: Runs) -> None:
    past, future = m.timer("2026-11-22", "timeDate"), m.timer("2026-11-25", "timeDate")
    world.deploy({"bericht.bpmn": _model(past)}, "05334")
    assert runs.states() == []

    world.deploy({"bericht.bpmn": _model(future)}, "05334")
    assert runs.tick(timedelta(days=3)) == 1


def test_a_suspended_process_holds_its_timers(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(WEEKLY)}, "05334")
    with world.engine.begin(SYSTEM) as tx:
        commands.definition.suspend(tx, "bericht")

    assert runs.tick(timedelta(days=8)) == 0
    assert runs.states() == ["held"]

    with world.engine.begin(SYSTEM) as tx:
        commands.definition.resume(tx, "bericht")
    assert runs.tick() == 1
    assert runs.states() == ["armed"]


def test_a_timer_the_queue_lost_is_armed_again(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(WEEKLY)}, "05334")
    world.clock.advance(timedelta(days=7))
    worker = Worker(world.engine)
    worker.enqueue_due()
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("TRUNCATE procrastinate_jobs CASCADE"))

    world.clock.advance(commands.timer.STALE + timedelta(seconds=1))
    worker.sweep()

    assert runs.tick() == 1


def test_deploying_again_arms_what_an_older_release_did_not(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(WEEKLY)}, "05334")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("DELETE FROM start_timer"))

    _deploy(world, _model(WEEKLY))
    _deploy(world, _model(WEEKLY))

    assert runs.states() == ["armed"]


def test_nobody_to_lead_the_cases_is_said_at_the_adoption(world: World) -> None:
    version = _deploy(world, _model(WEEKLY))

    with pytest.raises(Invalid) as caught:
        _adopt(world, version, "05", _today(world))

    assert set(caught.value.fields) == {"jurisdiction"}


@pytest.mark.parametrize(
    ("definition", "rule"),
    [
        (m.timer("=frist"), "start-time"),
        (
            '<conditionalEventDefinition><condition xsi:type="tFormalExpression">=x = 1</condition>'
            "</conditionalEventDefinition>",
            "start-condition",
        ),
    ],
)
def test_what_can_never_begin_is_refused_at_deployment(world: World, definition: str, rule: str) -> None:
    with pytest.raises(ModelError) as caught:
        _deploy(world, _model(definition))

    (finding,) = [one for one in caught.value.findings if one.rule == rule]
    assert finding.element == "takt"
    assert finding.hint


def test_a_message_whose_name_depends_on_variables_cannot_begin_anything(world: World) -> None:
    model = m.process(
        "bericht",
        m.start("takt", definition=m.message("post")),
        m.user_task("pruefen"),
        m.end(),
        m.flow("takt", "pruefen"),
        m.flow("pruefen", "end"),
        messages={"post": ""},
    ).replace(b'name="post"', b'name="=art"')

    with pytest.raises(ModelError) as caught:
        _deploy(world, model)

    assert "start-name" in {one.rule for one in caught.value.findings}


def test_a_time_that_is_none_is_refused_at_the_adoption(world: World) -> None:
    version = _deploy(world, _model(m.timer("=1 + 1")))

    with pytest.raises(ModelError) as caught:
        _adopt(world, version, "05334", _today(world))

    assert [one.rule for one in caught.value.findings] == ["start-time"]


@pytest.mark.slow
@pytest.mark.parametrize("definition", [WEEKLY, m.timer("P7D")], ids=["cycle", "once"])
def test_two_workers_start_each_turn_once(world: World, runs: Runs, definition: str) -> None:
    world.deploy({"bericht.bpmn": _model(definition)}, "05334")
    world.clock.advance(timedelta(days=7))
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM start_timer")).scalar_one()

    _at_once(*[lambda: Worker(world.engine).start_instance(number)] * 4)

    assert runs.count() == 1


@pytest.mark.slow
def test_suspending_while_a_timer_fires_leaves_no_timer_behind(world: World, runs: Runs) -> None:
    world.deploy({"bericht.bpmn": _model(WEEKLY)}, "05334")
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM start_timer")).scalar_one()
    for turn in range(1, 6):
        world.clock.advance(timedelta(days=7))

        def toggle() -> None:
            for act in (commands.definition.suspend, commands.definition.resume):
                with world.engine.begin(SYSTEM) as tx:
                    act(tx, "bericht")

        _at_once(toggle, lambda: Worker(world.engine).start_instance(number))

        assert runs.tick() == turn
        assert runs.states() == ["armed"]


def _at_once(*acts: Callable[[], object]) -> None:
    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except Conflict:
            pytest.fail("Expected both to come through, but one met a Conflict")

    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(run, acts))
