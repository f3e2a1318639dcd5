"""What processes report is counted in the list of structural problems, with what people report; and what is merged."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from engine import SYSTEM, Actor, Conflict, Forbidden, commands, jobs, queries
from engine.execution.problems import MESSAGE, Origin
from engine.queries.structural import ProblemState, ProblemStep, ProblemView
from engine.state.structural import Problem
from engine.testing import Story
from engine.testing import models as m
from engine.worker import Worker
from tests.steering.conftest import Group

TOPIC, TEXT = "strukturproblem_thema", "strukturproblem_beschreibung"


def reporting(topic: str, said: str = "Es dauert zu lange.") -> bytes:
    """A process that reports a problem and waits."""
    return m.process(
        "fall",
        m.start(),
        m.throw("melden", m.message(MESSAGE), m.io({TEXT: f'="{said}"', TOPIC: topic})),
        m.user_task("weiter"),
        m.end(),
        m.flow("start", "melden"),
        m.flow("melden", "weiter"),
        m.flow("weiter", "end"),
        messages={MESSAGE: "=aktenzeichen"},
    )


def reported(
    group: Group, topic: str = '="Warten auf einen Kurs"', times: int = 1, **said: str
) -> list[Story]:
    group.world.deploy({"fall.bpmn": reporting(topic, **said)})
    stories = [group.world.open("fall") for _ in range(times)]
    group.world.work_off()
    return stories


def problems(group: Group) -> list[Problem]:
    with group.world.engine.begin(group.stefan) as tx:
        return [one.problem for one in queries.structural.overview(tx)]


def view(group: Group, number: int, who: Actor | None = None) -> ProblemView:
    with group.world.engine.begin(who or group.stefan) as tx:
        return queries.structural.show(tx, number)


def do(group: Group, who: Actor, name: str, *given: object) -> None:
    with group.world.engine.begin(who) as tx:
        getattr(commands.structural, name)(tx, *given)


def test_what_a_process_reports_is_counted_once_for_a_case_and_names_its_step(group: Group) -> None:
    stories = reported(group, times=3)

    (one,) = problems(group)
    seen = view(group, one.id)
    assert (one.title, one.description, one.mentions) == ("Warten auf einen Kurs", "Es dauert zu lange.", 3)
    assert seen.line.due
    (origin,) = seen.origins
    assert (origin.process, origin.version, origin.element, origin.reports) == ("fall", 1, "melden", 3)
    said = repr(seen)
    assert all(story.reference not in said for story in stories)
    assert "Muster" not in said


def test_a_job_that_runs_twice_counts_once(group: Group) -> None:
    (story,) = reported(group)
    with group.world.engine.begin(SYSTEM) as tx:
        message, case = tx.execute(
            text('SELECT message.id, "case".id FROM message, "case" WHERE name = :name'), {"name": MESSAGE}
        ).one()
        version = tx.execute(text("SELECT max(version_id) FROM process_instance")).scalar_one()
        for _ in range(2):
            commands.structural.count(tx, message, Origin(case, version, "melden", "melden", None))
        commands.structural.count(tx, message + 99, Origin(case, version, "melden", "melden", None))

    (one,) = problems(group)
    assert (one.mentions, view(group, one.id).origins[0].reports) == (1, 1)
    with group.world.engine.begin(group.world.people["lea"]) as tx:
        assert [found.id for found in (queries.structural.of_case(tx, story.reference) or ((), ()))[0]] == [
            one.id
        ]


def test_workers_that_count_at_once_make_one_entry_and_lose_no_case(group: Group) -> None:
    group.world.deploy({"fall.bpmn": reporting('="Warten auf einen Kurs"')})
    for _ in range(6):
        group.world.open("fall")
    with group.world.engine.begin(SYSTEM) as tx:
        waiting = [args for kind, args in jobs.take_all(tx) if kind == jobs.COUNT_PROBLEM]
    start = threading.Barrier(3)

    def work(payloads: list[dict[str, object]]) -> None:
        start.wait()
        for one in payloads:
            Worker(group.world.engine).count_problem(**one)  # type: ignore[arg-type]

    # each report twice, as when a worker is taken for dead
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, (waiting[:4], waiting[2:], waiting[4:] + waiting[:2])))

    assert [one.mentions for one in problems(group)] == [6]


def test_the_message_has_arrived_with_that_and_waits_for_nobody(group: Group) -> None:
    reported(group)

    with group.world.engine.begin(SYSTEM) as tx:
        assert queries.message.unclaimed(tx) == ()


def test_a_process_in_force_that_begins_with_the_message_begins_as_before(group: Group) -> None:
    meeting = m.process(
        "sitzung",
        m.start("eingang", definition=m.message(MESSAGE)),
        m.user_task("beraten"),
        m.end(),
        m.flow("eingang", "beraten"),
        m.flow("beraten", "end"),
        messages={MESSAGE: ""},
    )
    group.world.deploy({"sitzung.bpmn": meeting})

    (story,) = reported(group)

    assert set(story.active()) == {"weiter", "beraten"}
    assert [one.mentions for one in problems(group)] == [1]


def test_an_authority_is_another_topic_in_another_process(group: Group) -> None:
    reported(group, '="jobcenter"')

    assert [one.title for one in problems(group)] == ["Test fall: Jobcenter"]


def test_a_topic_that_was_chosen_is_called_as_the_form_calls_it(group: Group) -> None:
    form = {
        "id": "themen",
        "type": "default",
        "components": [
            {
                "type": "select",
                "key": "thema",
                "id": "feld",
                "label": "Thema",
                "values": [{"value": "wohnraum", "label": "kein Wohnraum"}],
            }
        ],
    }
    group.world.deploy(
        {"fall.bpmn": reporting('="wohnraum"'), "forms/themen.form": json.dumps(form).encode()}
    )
    group.world.open("fall")
    group.world.work_off()

    assert [one.title for one in problems(group)] == ["kein Wohnraum"]


@pytest.mark.parametrize("topic", ["=null", "=17", '="  "'])
def test_without_a_topic_it_is_called_as_the_step(group: Group, topic: str) -> None:
    reported(group, topic)

    assert [one.title for one in problems(group)] == ["melden"]


def test_what_is_too_long_is_cut_and_another_text_is_kept_beside_the_first(group: Group) -> None:
    reported(group, f'="{"x" * 300}"')
    reported(group, f'="{"x" * 300}"', said="Noch einmal anders.")
    reported(group, f'="{"x" * 300}"', said="Noch einmal anders.")

    (one,) = problems(group)
    assert (len(one.title), one.mentions) == (200, 3)
    assert [(said.step, said.author, said.text) for said in view(group, one.id).remarks] == [
        (ProblemStep.REPORTED, "Laufweg", "Noch einmal anders.")
    ]
    assert [(step.version, step.reports) for step in view(group, one.id).origins] == [(2, 2), (1, 1)]


def test_a_person_and_a_process_count_together(group: Group) -> None:
    (story,) = reported(group)
    (one,) = problems(group)
    lea = group.world.people["lea"]
    with pytest.raises(Conflict):
        do(group, lea, "mention", story.reference, one.id)

    other = group.world.start({"q.bpmn": m.tasks("q", "a")})
    do(group, lea, "mention", other.reference, one.id)

    assert [found.mentions for found in problems(group)] == [2]


def test_what_comes_up_again_after_it_was_closed_is_a_new_entry_that_names_the_old_one(group: Group) -> None:
    reported(group)
    (first,) = problems(group)
    do(group, group.olga, "close", first.id, first.revision, "Der Kurs ist eingerichtet.")

    reported(group)

    second, _closed = sorted(problems(group), key=lambda one: -one.id)
    seen = view(group, second.id)
    assert (second.mentions, second.state) == (1, ProblemState.OPEN)
    assert seen.earlier is not None
    assert seen.earlier.outcome == "Der Kurs ist eingerichtet."
    assert view(group, first.id).line.problem.mentions == 1


def two(group: Group) -> tuple[Problem, Problem, Story]:
    """A problem a process reported in two cases, and one Lea reported from the first of them."""
    first, _second = reported(group, times=2)
    lea = group.world.people["lea"]
    do(group, lea, "report", first.reference, "Kein Kursplatz", "Immer im Herbst")
    found = {one.title: one for one in problems(group)}
    return found["Warten auf einen Kurs"], found["Kein Kursplatz"], first


def test_merged_problems_count_each_case_once_and_split_they_count_their_own(group: Group) -> None:
    wide, narrow, _story = two(group)

    do(group, group.olga, "merge", narrow.id, narrow.revision, wide.id)

    (left,) = problems(group)
    seen, gone = view(group, wide.id), view(group, narrow.id)
    assert (left.id, left.mentions) == (wide.id, 2)
    assert [one.id for one in seen.merged] == [narrow.id]
    assert gone.line.problem.state is ProblemState.MERGED
    assert gone.merged_into is not None
    assert (gone.may_speak, gone.wants_proposal, gone.mergeable) == (False, False, ())
    # what is reported from now on counts for both
    reported(group)
    other = group.world.start({"q.bpmn": m.tasks("q", "a")})
    do(group, group.world.people["lea"], "mention", other.reference, narrow.id)
    assert [one.mentions for one in problems(group)] == [4]

    do(group, group.olga, "split", narrow.id, gone.line.problem.revision)

    assert {one.id: one.mentions for one in problems(group)} == {wide.id: 4, narrow.id: 1}
    steps = [(one.step, one.text) for one in view(group, narrow.id).remarks]
    assert steps == [
        (ProblemStep.MERGED, f"{wide.number} {wide.title}"),
        (ProblemStep.SPLIT, f"{wide.number} {wide.title}"),
    ]
    assert [one.step for one in view(group, wide.id).remarks] == [ProblemStep.MERGED, ProblemStep.SPLIT]


def test_a_merged_problem_may_be_part_of_one_that_is_merged_itself(group: Group) -> None:
    wide, narrow, story = two(group)
    do(group, group.world.people["lea"], "report", story.reference, "Alles", "Immer")
    whole = next(one for one in problems(group) if one.title == "Alles")
    do(group, group.olga, "merge", narrow.id, 1, wide.id)
    do(group, group.olga, "merge", wide.id, view(group, wide.id).line.problem.revision, whole.id)

    (left,) = problems(group)
    assert (left.id, left.mentions) == (whole.id, 2)
    do(group, group.olga, "split", narrow.id, view(group, narrow.id).line.problem.revision)

    assert {one.id: one.mentions for one in problems(group)} == {whole.id: 2, narrow.id: 1}
    lea = group.world.people["lea"]
    with group.world.engine.begin(lea) as tx:
        counted, others = queries.structural.of_case(tx, story.reference) or ((), ())
    assert ({one.id for one in counted}, others) == ({whole.id, narrow.id}, ())


def test_whoever_reported_what_is_merged_speaks_about_the_other_and_is_told(group: Group) -> None:
    wide, narrow, _story = two(group)
    lea = group.world.people["lea"]
    do(group, group.olga, "merge", narrow.id, 1, wide.id)

    do(group, lea, "remark", wide.id, "Auch im Frühjahr")
    do(group, group.olga, "close", wide.id, view(group, wide.id).line.problem.revision, "Gelöst")

    with group.world.engine.begin(lea) as tx:
        assert [one.detail["problem"] for one in queries.notification.page(tx, only_unread=True).notices] == [
            wide.id
        ]


def test_what_does_not_fit_is_not_merged(group: Group) -> None:
    wide, narrow, story = two(group)
    lea = group.world.people["lea"]
    do(group, lea, "report", story.reference, "Woanders", "Immer")
    far = next(one for one in problems(group) if one.title == "Woanders")
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE structural_problem SET jurisdiction = '05315' WHERE id = :id"), {"id": far.id}
        )
    with pytest.raises(Conflict):
        do(group, group.olga, "merge", narrow.id, narrow.revision, narrow.id)
    for into in (far.id, wide.id):
        with pytest.raises(Forbidden):
            do(group, lea, "merge", narrow.id, narrow.revision, into)
    with pytest.raises(Forbidden):
        do(group, group.olga, "merge", narrow.id, narrow.revision, far.id)
    with pytest.raises(Conflict, match="elsewhere"):
        do(group, SYSTEM, "merge", narrow.id, narrow.revision, far.id)
    with pytest.raises(Conflict):
        do(group, group.olga, "merge", narrow.id, 7, wide.id)
    with pytest.raises(Conflict):
        do(group, group.olga, "split", narrow.id, narrow.revision)

    do(group, group.olga, "take_up", narrow.id, narrow.revision, group.propose())
    with pytest.raises(Conflict):
        do(group, group.olga, "merge", narrow.id, narrow.revision + 1, wide.id)
    # the other way round the proposal goes on for both
    do(group, group.olga, "merge", wide.id, wide.revision, narrow.id)
    with pytest.raises(Conflict):
        do(group, group.olga, "merge", wide.id, wide.revision + 1, narrow.id)
    with pytest.raises(Conflict):
        do(group, group.olga, "remark", wide.id, "Hallo")


def test_two_that_are_merged_with_each_other_at_once_do_not_both_vanish(group: Group) -> None:
    wide, narrow, _story = two(group)
    do(group, group.olga, "merge", narrow.id, narrow.revision, wide.id)

    with pytest.raises(Conflict):
        do(group, group.stefan, "merge", wide.id, wide.revision, narrow.id)

    assert [one.id for one in problems(group)] == [wide.id]


def test_what_is_due_waits_for_whoever_may_propose_there(group: Group) -> None:
    reported(group, times=3)

    found = {}
    for who in (group.olga, group.stefan, group.carla, group.world.people["lea"]):
        with group.world.engine.begin(who) as tx:
            found[who.name] = [one.problem.title for one in queries.structural.awaited(tx)]
    assert [name for name, titles in found.items() if titles] == [group.olga.name, group.stefan.name]
    (one,) = problems(group)
    do(group, group.olga, "remark", one.id, "Wir beraten.")
    with group.world.engine.begin(group.olga) as tx:
        assert queries.structural.awaited(tx) == ()
