"""Running cases follow into what came into force: in stages, stopped above a limit, each case whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, commands, impact, queries
from engine.commands import rolling as worker
from engine.commands.proposal import Content
from engine.execution.rollouts import Held
from engine.library import FOLDER
from engine.state import impact as reports
from engine.state import instance, rollout, rollout_case
from engine.state.proposal import MigrationRule
from engine.state.rollout import BatchState, CaseTurn, RolloutState
from engine.testing import World
from engine.testing import models as m
from engine.testing.statements import statements
from tests.steering.rolling import Rolling

OLD = {"p.bpmn": m.tasks("p", "a", "b")}
NEW = {"p.bpmn": m.tasks("p", "a", "b", "c")}
#: has no task `a` any more
GONE = {"p.bpmn": m.tasks("p", "x", "b")}


def test_every_case_follows_in_three_stages_and_goes_on_in_the_new_version(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 25)

    rolling.run()

    assert rolling.row().state is RolloutState.DONE
    assert rolling.turns() == {CaseTurn.MOVED: 25}
    assert [(one.stage, one.number) for one in rolling.batches()] == [(1, 1), (2, 2), (3, 3)]
    assert rolling.versions() == {rolling.target: 25}
    rolling.stories[0].complete("a").complete("b").complete("c").has_ended_at("end")


def test_a_new_case_begins_in_the_new_version_and_an_ended_one_is_left_alone(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3)
    rolling.stories[0].complete("a").complete("b")

    rolling.run()

    assert rolling.turns() == {CaseTurn.MOVED: 2}
    world.open("p").complete("a").complete("b").is_waiting_at("c")


def test_a_proposal_that_keeps_rolls_nothing_out(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 2, MigrationRule.KEEP)

    rolling.begin()
    world.work_off()

    assert rolling.versions() == {rolling.source: 2}
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM rollout")).scalar_one() == 0


def test_a_place_where_another_version_counts_is_left_alone(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 1)
    with world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, rolling.source, "05334004", tx.today, "Alsdorf bleibt")
    there = world.open("p", ags="05334004")

    rolling.run()

    assert rolling.turns() == {CaseTurn.MOVED: 1}
    there.complete("a").complete("b").has_ended_at("end")


def _waits(world: World, who: str) -> tuple[list[str], list[tuple[int, bool, int]]]:
    """What the list of proposals says that waits for them, and what the inbox does."""
    with world.engine.begin(world.people[who]) as tx:
        listed = [one.value for line in queries.proposal.overview(tx) for one in line.waiting]
        return listed, [
            (one.proposal.id, one.stopped, one.open_cases) for one in queries.awaited.rollouts(tx)
        ]


def test_too_many_that_stay_stop_it_at_the_first_stage_and_those_who_own_it_are_told(world: World) -> None:
    rolling = Rolling.build(world, OLD, GONE, 25)

    rolling.run()

    row = rolling.row()
    assert (row.state, row.stage) == (RolloutState.STOPPED, 1)
    assert rolling.turns() == {CaseTurn.REFUSED: 1, CaseTurn.DUE: 24}
    with world.engine.begin(SYSTEM) as tx:
        reasons = tx.execute(text("SELECT refusals FROM rollout_case WHERE state = 'refused'")).scalar_one()
        told = tx.execute(text("SELECT kind, account_id FROM notification")).all()
    assert [(one["rule"], one["element"]) for one in reasons] == [("not-mapped", "a")]
    assert [tuple(one) for one in told] == [("rollout_stopped", world.people["olga"].account)]
    assert _waits(world, "olga") == (["go_on", "settle"], [(rolling.number, True, 1)])
    assert _waits(world, "stefan") == ([], [])


def test_one_above_its_limit_with_nothing_left_is_done_and_asks_for_nothing_but_to_settle(
    world: World,
) -> None:
    rolling = Rolling.build(world, OLD, GONE, 1).run()

    assert (rolling.row().state, rolling.turns()) == (RolloutState.DONE, {CaseTurn.REFUSED: 1})
    assert _waits(world, "olga") == (["settle"], [(rolling.number, False, 1)])
    with world.engine.begin(world.people["olga"]) as tx:
        assert [one.kind for one in queries.notification.page(tx, only_unread=True).notices] == [
            "rollout_to_settle"
        ]


def test_it_goes_on_when_somebody_lets_it_and_ends_with_a_task_for_the_owner(world: World) -> None:
    rolling = Rolling.build(world, OLD, GONE, 12)
    for story in rolling.stories[:8]:
        story.complete("a")
    rolling.run(limit=50)
    while rolling.row().state is RolloutState.STOPPED:
        rolling.do("go_on")
        world.work_off()

    assert rolling.turns() == {CaseTurn.REFUSED: 4, CaseTurn.MOVED: 8}
    assert rolling.row().state is RolloutState.DONE
    with world.engine.begin(SYSTEM) as tx:
        kinds = tx.execute(text("SELECT kind FROM notification ORDER BY id")).scalars().all()
        staying = rollout_case.staying(tx, rolling.row().id, 10)
    assert kinds[-1] == "rollout_to_settle"
    assert _waits(world, "stefan") == ([], [])
    for left in (4, 3, 2, 1):
        assert _waits(world, "olga") == (["settle"], [(rolling.number, False, left)])
        rolling.do("settle", [staying[left - 1][0]], "Von Hand geklärt", f"gesendet-{left}")
    assert _waits(world, "olga") == ([], [])


def test_a_case_that_would_stop_with_an_incident_stays_and_says_so(world: World) -> None:
    """In the new version the condition it waits for is another one, which holds, and what follows has no value."""

    def model(condition: str) -> dict[str, bytes]:
        waits = m.catch(
            "w",
            f"<conditionalEventDefinition><condition>{condition}</condition></conditionalEventDefinition>",
        )
        return {"p.bpmn": chain(waits, m.script_task("s", "=nichts + 1", "x"), ids=("w", "s"))}

    rolling = Rolling.build(world, model("=1 = 2"), model("=1 = 1"), 1)

    rolling.run()

    assert rolling.turns() == {CaseTurn.HALTED: 1}
    assert rolling.sentences() == ["„s“: In der neuen Fassung bliebe der Vorgang hier stehen."]
    assert rolling.versions() == {rolling.source: 1}
    rolling.stories[0].is_waiting_at("w")


def test_it_waits_after_each_stage_when_somebody_wants_that(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 20)

    rolling.run(by_hand=True)

    assert (rolling.row().state, rolling.row().stage) == (RolloutState.WAITING, 2)
    assert rolling.turns() == {CaseTurn.MOVED: 1, CaseTurn.DUE: 19}
    rolling.do("go_on")
    world.work_off()
    assert (rolling.row().state, rolling.row().stage) == (RolloutState.WAITING, 3)
    rolling.do("go_on")
    world.work_off()
    assert rolling.row().state is RolloutState.DONE


def test_a_paused_one_begins_no_other_case_and_goes_on_where_it_was(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 12)
    rolling.run(by_hand=True)
    rolling.do("go_on")
    with world.engine.begin(SYSTEM) as tx:
        batch = worker.claim(tx, rolling.row().id)
    assert batch is not None
    rolling.do("pause")

    with world.engine.begin(SYSTEM) as tx:
        assert worker.move(tx, batch.cases[0], batch.into) is False
    world.work_off()
    assert rolling.turns() == {CaseTurn.MOVED: 1, CaseTurn.DUE: 11}

    with world.engine.begin(SYSTEM) as tx:
        worker.close(tx, rolling.row().id, batch.id)
    rolling.do("set_terms", 5, by_hand=False)
    rolling.do("go_on")
    world.work_off()
    assert rolling.turns() == {CaseTurn.MOVED: 12}
    with pytest.raises(Conflict):
        rolling.do("pause")


def test_one_that_is_given_up_leaves_the_others_where_they_are(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 12)
    rolling.run(by_hand=True)

    with pytest.raises(Invalid):
        rolling.do("end", " ")
    rolling.do("end", "Die Fassung hat einen Fehler")
    world.work_off()

    assert rolling.row().state is RolloutState.ENDED
    assert rolling.versions() == {rolling.target: 1, rolling.source: 11}
    with pytest.raises(Conflict):
        rolling.do("go_on")


def test_who_owns_no_process_there_steers_nothing(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 2).begin()

    for login in ("stefan", "lea", "ada", "carla", "adam"):
        for name, args in (("pause", ()), ("go_on", ()), ("end", ("Grund",)), ("try_again", ({},))):
            with pytest.raises(Forbidden):
                rolling.do(name, *args, as_=world.people[login])


def test_a_worker_that_dies_within_a_batch_leaves_it_to_another_one(world: World) -> None:
    """The first has moved one case and committed; its job comes again."""
    rolling = Rolling.build(world, OLD, NEW, 12)
    rolling.begin()
    number = rolling.row().id
    for place in (0, 1):
        with world.engine.begin(SYSTEM) as tx:
            worker.gather(tx, number, place, 0)
    for _ in range(2):
        with world.engine.begin(SYSTEM) as tx:
            batch = worker.claim(tx, number)
        assert batch is not None
        for one in batch.cases:
            with world.engine.begin(SYSTEM) as tx:
                worker.move(tx, one, batch.into)
    world.work_off()

    with world.engine.begin(SYSTEM) as tx:
        again = tx.execute(
            text(
                "SELECT instance_id FROM history WHERE kind = 'instance_migrated' GROUP BY 1 HAVING count(*) > 1"
            )
        )
        assert again.all() == []
    assert rolling.versions() == {rolling.target: 12}


def test_a_batch_of_a_worker_that_died_before_a_pause_is_ended_by_the_next_one(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3).run(by_hand=True)
    rolling.do("go_on")
    with world.engine.begin(SYSTEM) as tx:
        assert worker.claim(tx, rolling.row().id) is not None
    rolling.do("pause")

    world.work_off()

    assert {one.state for one in rolling.batches()} == {BatchState.DONE}
    rolling.undo(1)
    assert rolling.turns() == {CaseTurn.UNDONE: 1, CaseTurn.DUE: 2}


def test_a_case_somebody_has_is_tried_again_later(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 1)
    rolling.begin()
    with world.engine.begin(SYSTEM) as tx:
        held = tx.execute(text("SELECT min(id) FROM process_instance")).scalar_one()
        instance.lock(tx, held)
        tx.flush()
        world.work_off()
        assert rolling.turns() == {CaseTurn.DUE: 1}

    world.clock.advance(worker.LATER)
    world.work_off()

    assert rolling.turns() == {CaseTurn.MOVED: 1}


def test_a_case_that_is_always_held_is_named_and_not_tried_for_ever(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 1)
    rolling.begin()
    with world.engine.begin(SYSTEM) as tx:
        instance.lock(tx, tx.execute(text("SELECT min(id) FROM process_instance")).scalar_one())
        tx.flush()
        for _ in range(worker.MOST_TRIES + 1):
            world.work_off()
            world.clock.advance(worker.LATER)
        assert rolling.turns() == {CaseTurn.REFUSED: 1}
    assert issubclass(Held, Exception)


def test_those_who_stay_get_another_turn_with_what_is_said_of_an_element(world: World) -> None:
    rolling = Rolling.build(world, OLD, GONE, 3)
    rolling.run(limit=100)
    assert rolling.turns() == {CaseTurn.REFUSED: 3}

    named = {rolling.target: {"a": "x"}}
    assert rolling.do("try_mapping", {}).ready == 0
    assert rolling.do("try_mapping", named).ready == 3
    assert rolling.turns() == {CaseTurn.REFUSED: 3}
    with pytest.raises(Invalid):
        rolling.do("try_mapping", {rolling.target: {"a": "gibt_es_nicht"}})
    assert rolling.do("try_again", named) == 3
    world.work_off()

    assert rolling.turns() == {CaseTurn.MOVED: 3}
    rolling.stories[2].is_waiting_at("x")


def test_only_those_who_stayed_get_another_turn(world: World) -> None:
    """The others had none yet, because somebody wants to begin each stage: they wait as before."""
    rolling = Rolling.build(world, OLD, GONE, 25).run(limit=100, by_hand=True)
    assert rolling.turns() == {CaseTurn.REFUSED: 1, CaseTurn.DUE: 24}

    rolling.do("try_again", {rolling.target: {"a": "x"}})
    with pytest.raises(Conflict):
        rolling.do("try_again", {})
    world.work_off()

    assert rolling.turns() == {CaseTurn.MOVED: 1, CaseTurn.DUE: 24}
    assert (rolling.row().state, rolling.row().stage) == (RolloutState.PAUSED, 2)
    rolling.do("set_terms", 5, by_hand=False)
    rolling.do("go_on")
    world.work_off()
    assert rolling.turns() == {CaseTurn.MOVED: 25}
    assert rolling.row().state is RolloutState.DONE


def test_one_that_is_paused_while_some_are_tried_again_goes_on_with_all_of_them(world: World) -> None:
    """Whoever lets it go on says so once, not once more behind those that were tried again."""
    rolling = Rolling.build(world, OLD, GONE, 25).run(limit=100, by_hand=True)
    rolling.do("try_again", {rolling.target: {"a": "x"}})
    rolling.do("pause")
    world.work_off()
    assert rolling.turns() == {CaseTurn.DUE: 25}

    rolling.do("set_terms", 5, by_hand=False)
    rolling.do("go_on")
    world.work_off()

    assert rolling.turns() == {CaseTurn.MOVED: 25}
    assert rolling.row().state is RolloutState.DONE


def test_one_that_is_paused_while_some_are_tried_again_asks_before_the_next_stage(world: World) -> None:
    rolling = Rolling.build(world, OLD, GONE, 25).run(limit=100, by_hand=True)
    rolling.do("try_again", {rolling.target: {"a": "x"}})
    rolling.do("pause")
    world.work_off()

    rolling.do("go_on")
    world.work_off()

    assert rolling.row().state is RolloutState.WAITING
    assert rolling.turns() == {CaseTurn.MOVED: 2, CaseTurn.DUE: 23}


def test_those_of_all_stages_are_tried_again_together(world: World) -> None:
    rolling = Rolling.build(world, OLD, GONE, 25).run(limit=100)
    assert rolling.turns() == {CaseTurn.REFUSED: 25}

    rolling.do("try_again", {rolling.target: {"a": "x"}})
    world.work_off()

    assert rolling.turns() == {CaseTurn.MOVED: 25}
    assert [one.stage for one in rolling.batches()] == [1, 2, 3, 0]
    assert rolling.row().state is RolloutState.DONE


@pytest.mark.parametrize(("named", "turn"), [("x", CaseTurn.MOVED), ("gibt_es_nicht", CaseTurn.REFUSED)])
def test_cases_at_a_step_that_is_gone_follow_to_what_the_profile_calls_its_successor(
    world: World, named: str, turn: CaseTurn
) -> None:
    """The report says so beforehand; an element that is not there is no successor."""
    said = f'schluessel = "p"\n[[nachfolger]]\nelement = "a"\nwird = "{named}"\n'
    rolling = Rolling.build(world, OLD, {**GONE, "process.toml": said.encode()}, 1)

    with world.engine.begin(world.people["olga"]) as tx:
        commands.impact.ask(tx, rolling.number)
    world.work_off()
    rolling.run(limit=100)

    with world.engine.begin(SYSTEM) as tx:
        report = reports.finished(tx, rolling.number)
    assert report is not None
    assert report.results["instances"]["migrates"] == (turn is CaseTurn.MOVED)
    assert rolling.turns() == {turn: 1}


def test_a_report_on_what_is_in_force_goes_by_what_is_said_of_elements(world: World) -> None:
    rolling = Rolling.build(world, OLD, GONE, 3).run(limit=100)
    counted = []
    for named in ({}, {rolling.target: {"a": "x"}}):
        rolling.do("try_again", named)
        with world.engine.begin(world.people["olga"]) as tx:
            commands.impact.ask(tx, rolling.number)
        with world.engine.begin(SYSTEM) as tx:
            asked = reports.latest(tx, rolling.number)
        assert asked is not None
        impact.make(world.engine, FOLDER, asked.id)
        with world.engine.begin(SYSTEM) as tx:
            made = reports.finished(tx, rolling.number)
        assert made is not None
        counted.append((made.results["instances"]["refused"], made.results["instances"]["migrates"]))
        world.work_off()

    assert counted == [(3, 0), (0, 3)]


def test_only_chosen_cases_follow_and_only_whoever_keeps_them_chooses(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3, MigrationRule.SELECTED).run()
    first, second, _third = (one.reference for one in rolling.stories)
    assert rolling.row().state is RolloutState.CHOOSING

    with pytest.raises(Invalid):
        rolling.do("choose", [first], as_=world.people["carla"])
    with pytest.raises(Conflict):
        rolling.do("go_on")
    with pytest.raises(Invalid) as wrong:
        rolling.do("choose", [first, "KIM-2026-999999"], as_=world.people["ada"])
    assert "KIM-2026-999999" in wrong.value.fields["cases"]
    assert rolling.do("choose", [first, second, first], as_=world.people["ada"]) == 2
    rolling.do("go_on")
    world.work_off()

    assert rolling.versions() == {rolling.target: 2, rolling.source: 1}


def test_cases_are_chosen_later_as_a_batch_of_their_own_and_put_back_and_chosen_anew(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3, MigrationRule.SELECTED).run()
    first, second, third = (one.reference for one in rolling.stories)
    ada = world.people["ada"]
    rolling.do("choose", [first], as_=ada)
    rolling.do("go_on")
    world.work_off()
    assert (rolling.row().state, rolling.row().ended_at is None) == (RolloutState.DONE, False)

    assert rolling.do("choose", [second], as_=ada) == 1

    assert (rolling.row().state, rolling.row().ended_at) == (RolloutState.WAITING, None)
    world.work_off()
    assert rolling.turns() == {CaseTurn.MOVED: 1, CaseTurn.DUE: 1}
    with world.engine.begin(world.people["olga"]) as tx:
        assert queries.notification.page(tx, only_unread=True).notices[0].kind == "rollout_waits"
    assert rolling.do("leave_out", [second], as_=ada) == 1
    assert rolling.row().state is RolloutState.DONE
    rolling.do("choose", [second], as_=ada)
    rolling.do("go_on")
    assert rolling.do("choose", [third], as_=ada) == 1  # while it runs
    with pytest.raises(Conflict):
        rolling.do("leave_out", [third], as_=ada)
    world.work_off()
    assert rolling.row().state is RolloutState.DONE
    assert rolling.versions() == {rolling.target: 3}

    assert rolling.undo(2) is BatchState.UNDONE
    assert rolling.versions() == {rolling.target: 1, rolling.source: 2}
    assert rolling.do("choose", [second], as_=ada) == 1
    rolling.do("go_on")
    world.work_off()
    assert rolling.versions() == {rolling.target: 2, rolling.source: 1}
    rolling.do("choose", [third], as_=ada)
    rolling.do("end", "Genug")
    with pytest.raises(Conflict):
        rolling.do("choose", [third], as_=ada)


def chain(*elements: str, ids: tuple[str, ...], key: str = "p") -> bytes:
    """A process of these elements one after another."""
    ways = pairwise(("start", *ids, "end"))
    return m.process(key, m.start(), *elements, m.end(), *(m.flow(*way) for way in ways))


def _phases(*tasks: str) -> dict[str, bytes]:
    """Tasks one after the other, each in a phase of its own but the second, which is in that of the first."""
    named = {one: "Ankommen" if one in {"a", "b"} else "Bleiben" for one in tasks}
    elements = [m.user_task(one, extra=m.properties(phase=phase)) for one, phase in named.items()]
    return {"p.bpmn": chain(*elements, ids=tasks)}


def test_a_case_follows_when_it_comes_into_its_next_phase(world: World) -> None:
    rolling = Rolling.build(
        world, _phases("a", "b", "c"), _phases("a", "b", "c", "d"), 2, MigrationRule.NEXT_PHASE
    )
    rolling.run()
    assert rolling.turns() == {CaseTurn.WAITING: 2}
    story = rolling.stories[0]

    story.complete("a")
    world.work_off()
    assert rolling.turns() == {CaseTurn.WAITING: 2}
    story.complete("b")
    world.work_off()

    assert rolling.turns() == {CaseTurn.WAITING: 1, CaseTurn.MOVED: 1}
    assert rolling.row().state is RolloutState.RUNNING
    story.complete("c").is_waiting_at("d")
    rolling.stories[1].complete("a").complete("b")
    world.work_off()
    assert rolling.row().state is RolloutState.DONE
    assert [one.number for one in rolling.batches()] == [1]


def test_cases_that_come_into_their_next_phase_on_one_day_are_one_batch_and_tried_again_while_it_runs(
    world: World,
) -> None:
    old, new = _phases("a", "b", "c"), _phases("a", "b", "x")
    rolling = Rolling.build(world, old, new, 4, MigrationRule.NEXT_PHASE).run(limit=100)
    for story in rolling.stories[:2]:
        story.complete("a").complete("b")
        world.work_off()
    assert rolling.turns() == {CaseTurn.REFUSED: 2, CaseTurn.WAITING: 2}

    rolling.do("try_again", {rolling.target: {"c": "x"}})
    world.work_off()
    assert rolling.turns() == {CaseTurn.MOVED: 2, CaseTurn.WAITING: 2}
    world.clock.advance(timedelta(days=1))
    rolling.stories[2].complete("a").complete("b")
    world.work_off()

    assert [one.number for one in rolling.batches()] == [1, 2]
    assert rolling.row().state is RolloutState.RUNNING


def test_a_called_process_and_its_caller_follow_together_or_not_at_all(world: World) -> None:
    """Both are of one bundle: where the called one cannot follow, its caller does not either."""

    def bundle(inner: str, *after: str) -> dict[str, bytes]:
        called = m.call("ruf", "q", attributes='bindingType="deployment"')
        caller = chain(called, *(m.user_task(one) for one in after), ids=("ruf", *after))
        return {"p.bpmn": caller, "q.bpmn": m.tasks("q", inner)}

    fits = Rolling.build(world, bundle("i"), bundle("i", "z"), 1).run()
    assert fits.versions() == {fits.target: 2}
    fits.stories[0].complete("i").is_waiting_at("z")


def test_a_caller_stays_with_what_it_has_called(world: World) -> None:
    def bundle(inner: str, *after: str) -> dict[str, bytes]:
        called = m.call("ruf", "q", attributes='bindingType="deployment"')
        caller = chain(called, *(m.user_task(one) for one in after), ids=("ruf", *after))
        return {"p.bpmn": caller, "q.bpmn": m.tasks("q", inner)}

    rolling = Rolling.build(world, bundle("i"), bundle("anders", "z"), 1).run()

    assert rolling.turns() == {CaseTurn.REFUSED: 1}
    assert rolling.versions() == {rolling.source: 2}


def test_what_undoing_needs_is_forgotten_after_its_time(world: World) -> None:
    rolling = Rolling.build(world, OLD, NEW, 2).run()

    world.clock.advance(worker.KEPT + timedelta(days=1))
    with world.engine.begin(SYSTEM) as tx:
        assert worker.forget(tx) is False
    rolling.undo()

    assert rolling.versions() == {rolling.target: 2}
    with world.engine.begin(SYSTEM) as tx:
        left = tx.execute(
            text("SELECT DISTINCT left_because FROM rollout_case WHERE left_because IS NOT NULL")
        )
        assert left.scalars().all() == ["forgotten"]


def test_a_list_of_many_rollouts_takes_as_few_statements_as_of_one(world: World) -> None:
    rolling = Rolling.build(world, OLD, GONE, 2).run()
    with world.engine.begin(world.people["olga"]) as tx:
        other = commands.proposal.create(tx, Content("Noch einer"))
        rollout.create(tx, other, MigrationRule.ALL, RolloutState.PAUSED)

    with world.engine.begin(world.people["olga"]) as tx, statements() as sent:
        found = queries.rollout.everything(tx)

    assert [(one.proposal.id, one.total, one.stayed) for one in found] == [
        (other, 0, 0),
        (rolling.number, 2, 1),
    ]
    assert len(sent) == 3
