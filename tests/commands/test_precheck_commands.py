"""Records and pre-checks of cases; re-evaluations with real jobs: started once, in batches, cancelled, run twice."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from engine import Conflict, Forbidden, Invalid, commands, jobs, queries
from engine.actor import SYSTEM
from engine.commands import reevaluation
from engine.library import read_law
from engine.precheck import Result, check, read_record
from engine.queries.precheck import MovedRow, Reevaluation
from engine.testing import Story, World
from engine.testing import models as m
from engine.worker import Worker

DAY = date(2026, 11, 22)
FILES = {"p.bpmn": m.tasks("p", "a")}
#: applied on 5 October 2024 after five years with a permit: § 10 StAG in versions known at different times
PERSON = {
    "version": 1,
    "name": "Mina Geheim",
    "birth": "1990-05-17",
    "residence": [{"from": "2020-03-01", "status": "residence_permit", "section": "25b"}],
}


def _save(
    story: Story, document: dict[str, object] | None = None, revision: int = 0, login: str = "ada"
) -> int:
    with story.world.engine.begin(story.world.people[login]) as tx:
        return commands.precheck.save(tx, story.reference, document or PERSON, revision)


def _compute(story: Story, day: date = DAY, known: date | None = None) -> int:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        return commands.precheck.compute(tx, story.reference, read_law(), day, known=known)


def _forget(story: Story, title: str, result: Result) -> None:
    """Let the stored pre-check say something else, as if the law had been another one."""
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "UPDATE precheck SET outcome = jsonb_set("
                "outcome, array['titles', cast(:title AS text), 'result'], to_jsonb(cast(:result AS text)))"
            ),
            {"title": title, "result": result.value},
        )


def _start(world: World, login: str = "adam") -> int:
    with world.engine.begin(world.people[login]) as tx:
        return commands.reevaluation.start_stored(tx)


def _seen(world: World, number: int, login: str = "adam") -> tuple[Reevaluation, tuple[MovedRow, ...]]:
    with world.engine.begin(world.people[login]) as tx:
        return queries.precheck.reevaluation(tx, number), queries.precheck.moved(tx, number)


def test_every_revision_is_kept_and_the_same_record_is_none(world: World) -> None:
    story = world.start(FILES)

    assert _save(story) == 1
    assert _save(story, revision=1) == 1
    assert _save(story, {**PERSON, "name": "Mina Neu"}, 1) == 2

    with world.engine.begin(world.people["ben"]) as tx:
        found = queries.precheck.record(tx, story.reference)
        assert (found.revision, found.document["name"], found.by) == (2, "Mina Neu", "Ada Öztürk")
        assert tx.execute(text("SELECT count(*) FROM person_record")).scalar_one() == 2


def test_a_stale_faulty_or_foreign_record_is_refused(world: World) -> None:
    story = world.start(FILES)
    _save(story)

    with pytest.raises(Conflict):
        _save(story, {**PERSON, "name": "Zu spät"}, 0)
    with pytest.raises(Invalid) as refused:
        _save(story, {"version": 1, "birth": "gestern"}, 1)
    assert "birth" in refused.value.fields
    with pytest.raises(Forbidden):
        _save(story, PERSON, 1, "carla")
    with world.engine.begin(world.people["carla"]) as tx, pytest.raises(Forbidden):
        queries.precheck.record(tx, story.reference)


def test_a_pre_check_is_kept_with_its_law_and_says_the_same_again(world: World) -> None:
    story = world.start(FILES)
    _save(story)

    number = _compute(story)
    _save(story, {**PERSON, "residence": []}, 1)

    with world.engine.begin(world.people["ada"]) as tx:
        kept = queries.precheck.show(tx, story.reference, number)
    assert kept.outcome == check(read_record(PERSON), DAY, read_law())
    assert (kept.revision, dict(kept.document)) == (1, PERSON)
    applied = {one.rule_set for title in kept.outcome.titles for norm in title.norms for one in norm.criteria}
    assert applied - {""} <= {one["decision"] for one in kept.rule_sets}


def test_the_history_names_days_and_nothing_of_the_person(world: World) -> None:
    story = world.start(FILES)
    _save(story)
    _compute(story)

    told = [row.text for row in story.file().history]
    assert "Angaben zur Person gespeichert (Stand 1)" in told
    assert "Vorprüfung aller Titel zum 22.11.2026 berechnet" in told
    with world.engine.begin(SYSTEM) as tx:
        details = tx.execute(text("SELECT string_agg(detail::text, ' ') FROM history")).scalar_one()
    assert "Mina" not in details
    assert "1990" not in details


def test_what_is_known_of_a_person_can_be_erased_and_the_case_stays(world: World) -> None:
    story = world.start(FILES)
    _save(story)
    _compute(story)
    number = _start(world)
    world.work_off()

    with world.engine.begin(SYSTEM) as tx:
        for table in ("precheck", "person_record"):
            of_case = '(SELECT id FROM "case" WHERE reference = :case)'
            tx.execute(text(f"DELETE FROM {table} WHERE case_id = {of_case}"), {"case": story.reference})  # noqa: S608

    with world.engine.begin(world.people["ada"]) as tx:
        assert queries.precheck.record(tx, story.reference).revision == 0
        assert queries.precheck.stored(tx, story.reference) == ()
    assert _seen(world, number)[0].done == 1
    assert "Angaben zur Person gespeichert (Stand 1)" in [row.text for row in story.file().history]


def test_cases_whose_outcome_changed_are_found_and_no_others(world: World) -> None:
    story = world.start(FILES)
    _save(story)
    _compute(story)
    _forget(story, "StAG_10", Result.IST)
    other = world.open("p")
    _save(other)
    _compute(other)
    with world.engine.begin(world.people["ada"]) as tx:
        real = queries.precheck.stored(tx, other.reference)[0].outcome.title("StAG_10").result
    assert real is not Result.IST

    number = _start(world)
    assert world.work_off() == 1

    found, moved = _seen(world, number)
    assert (found.state, found.total, found.done, found.failed) == ("done", 2, 2, 0)
    assert [(one.reference, one.title, one.before, one.after) for one in moved] == [
        (story.reference, "StAG_10", "IST", real.value)
    ]


def test_two_days_of_knowledge_differ_where_the_pure_check_says_so(world: World) -> None:
    story = world.start(FILES)
    _save(story)
    early, law, person = date(2005, 1, 1), read_law(), read_record(PERSON)
    expected = {
        one.title
        for one in check(person, DAY, law).titles
        if one.result is not check(person, DAY, law, known=early).title(one.title).result
    }
    assert expected

    with world.engine.begin(world.people["olga"]) as tx:
        number = commands.reevaluation.start_known(tx, DAY, early, None)
    world.work_off()

    _found, moved = _seen(world, number, "olga")
    assert {one.title for one in moved} == expected
    assert any(one.criteria for one in moved)


def test_only_one_runs_at_a_time_and_only_who_may_starts_it(world: World) -> None:
    world.start(FILES)
    _start(world)

    with pytest.raises(Conflict):
        _start(world)
    with pytest.raises(Forbidden):
        _start(world, "ada")
    world.work_off()
    assert _start(world, "olga")
    world.work_off()
    assert _start(world, "lea")


def test_batches_follow_one_another_and_a_second_run_of_one_does_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reevaluation, "BATCH", 2)
    story = world.start(FILES)
    for one in (story, *(world.open("p") for _ in range(4))):
        _save(one)
        _compute(one)
    _forget(story, "StAG_10", Result.IST)
    number = _start(world)
    worker = Worker(world.engine)

    worker.reevaluate(number, 0)  # a worker that is killed before its job is taken off the queue
    assert _seen(world, number)[0].done == 2
    worker.reevaluate(number, 0)
    assert _seen(world, number)[0].done == 2

    world.work_off()
    found, moved = _seen(world, number)
    assert (found.state, found.done, len(moved)) == ("done", 5, 5)


def test_a_batch_that_breaks_leaves_nothing_and_is_done_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = world.start(FILES)
    _save(story)
    _compute(story)
    number = _start(world)

    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("engine.state.precheck.end_reevaluation", killed)
        Worker(world.engine).reevaluate(number, 0)
    assert _seen(world, number)[0].done == 0

    Worker(world.engine).reevaluate(number, 0)
    assert _seen(world, number)[0].state == "done"


def test_a_cancelled_one_goes_no_further(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reevaluation, "BATCH", 1)
    for one in (world.start(FILES), world.open("p"), world.open("p")):
        _save(one)
        _compute(one)
    number = _start(world)
    Worker(world.engine).reevaluate(number, 0)

    with world.engine.begin(world.people["adam"]) as tx:
        commands.reevaluation.cancel(tx, number)
    world.work_off()

    found, _moved = _seen(world, number)
    assert (found.state, found.done) == ("cancelled", 1)
    with world.engine.begin(world.people["adam"]) as tx, pytest.raises(Conflict):
        commands.reevaluation.cancel(tx, number)


def test_a_case_that_cannot_be_computed_is_counted_and_keeps_no_other(world: World) -> None:
    story, other = world.start(FILES), world.open("p")
    for one in (story, other):
        _save(one)
        _compute(one)
    with world.engine.begin(SYSTEM) as tx:
        first = "(SELECT min(id) FROM person_record)"
        tx.execute(text(f"UPDATE person_record SET document = '{{}}'::jsonb WHERE id = {first}"))  # noqa: S608

    number = _start(world)
    world.work_off()

    found, _moved = _seen(world, number)
    assert (found.state, found.done, found.failed) == ("done", 2, 1)


def test_nobody_sees_cases_of_authorities_that_are_not_theirs(world: World) -> None:
    story = world.start(FILES)
    _save(story)
    _compute(story)
    _forget(story, "StAG_10", Result.IST)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE case_participant SET authority_id = :there"), {"there": world.elsewhere})

    number = _start(world)
    world.work_off()

    assert _seen(world, number)[1] == ()
    with world.engine.begin(world.people["adam"]) as tx:
        assert queries.precheck.moved_cases(tx, number) == 0
        assert queries.precheck.moved_in_all(tx, number) == 1
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises(Forbidden):
        queries.precheck.moved(tx, number)


def test_the_jobs_are_in_the_queue_only_when_the_start_is_committed(world: World) -> None:
    world.start(FILES)

    with pytest.raises(ZeroDivisionError), world.engine.begin(world.people["adam"]) as tx:
        commands.reevaluation.start_stored(tx)
        raise ZeroDivisionError

    with world.engine.begin(SYSTEM) as tx:
        assert jobs.take_all(tx) == []


def test_a_case_changed_or_closed_meanwhile_keeps_its_stored_comparison_or_drops_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reevaluation, "BATCH", 1)
    stories = (world.start(FILES), world.open("p"), world.open("p"))
    for one in stories:
        _save(one)
        _compute(one)
    _forget(stories[0], "StAG_10", Result.IST)
    number = _start(world)
    Worker(world.engine).reevaluate(number, 0)

    _save(
        stories[1], {"version": 1, "birth": "1990-05-17", "residence": []}, 1
    )  # new facts, no new pre-check
    _compute(stories[2])  # a new pre-check: nothing differs from it
    world.work_off()

    found, moved = _seen(world, number)
    assert (found.state, found.done, found.failed) == ("done", 3, 0)
    assert [one.reference for one in moved] == [stories[0].reference, stories[1].reference]
    assert moved[0].after == moved[1].after  # from the record the pre-check was computed from

    stories[1].complete("a")
    assert stories[1].file().head.state == "closed"
    again = _start(world)
    world.work_off()
    assert [one.reference for one in _seen(world, again)[1]] == [stories[0].reference]
