"""The case file tab by tab: its front, the timeline narrowed down and paged, tasks – each as far as one reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Forbidden, Invalid, commands, queries
from engine.feel import context_from_python
from engine.queries.case_file import DeadlineKind, FactKind, Source, TimelineFilter
from engine.testing import Story, World
from engine.testing import models as m

THERE = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})'


def phase(name: str, place: int) -> str:
    """The properties of an element in which a phase runs."""
    return (
        f'<zeebe:properties><zeebe:property name="phase" value="{name}" />'
        f'<zeebe:property name="phase_reihe" value="{place}" /></zeebe:properties>'
    )


LINE = m.process(
    "weg",
    m.start(),
    m.user_task("fragen", extra=phase("Fallklärung", 1)),
    m.user_task("planen", extra=phase("Hilfeplanung", 2)),
    m.user_task("dort", group=THERE),
    m.end(),
    m.flow("start", "fragen"),
    m.flow("fragen", "planen"),
    m.flow("planen", "dort"),
    m.flow("dort", "end"),
)


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"weg.bpmn": LINE})


def front(story: Story, login: str = "ada") -> queries.case_file.CaseFront:
    with story.world.engine.begin(story.world.people[login]) as tx:
        return queries.case_file.front(tx, story.reference)


def facts(story: Story, wanted: TimelineFilter, login: str = "ada", size: int = 50) -> list[str]:
    """The sentences of every page, one after the other."""
    found: list[str] = []
    with story.world.engine.begin(story.world.people[login]) as tx:
        seen = queries.case_file.front(tx, story.reference)
        after = None
        while True:
            page = queries.case_file.timeline(tx, seen, wanted, after, size)
            assert len(page.facts) <= size
            found += [one.text for one in page.facts]
            after = page.next
            if after is None:
                return found


def hold(story: Story, **values: object) -> Story:
    """Let the process hold values, as its forms would."""
    (run,) = story.file().instances
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, run.id, context_from_python(values))
    return story


def test_the_phase_is_that_of_the_step_the_case_is_at(story: Story) -> None:
    assert [(one.name, one.is_now) for one in front(story).phases] == [
        ("Fallklärung", True),
        ("Hilfeplanung", False),
    ]

    story.complete("fragen")

    assert [one.is_now for one in front(story).phases] == [False, True]


def test_of_nested_steps_the_innermost_names_the_phase_also_across_a_call(world: World) -> None:
    inner = m.process(
        "innen",
        m.start(),
        m.user_task("tun", extra=phase("Leistungssteuerung", 3)),
        m.user_task("ruhen"),
        m.end(),
        m.flow("start", "tun"),
        m.flow("tun", "ruhen"),
        m.flow("ruhen", "end"),
    )
    outer = m.process(
        "aussen",
        m.start(),
        m.call("ruf", "innen", extra=phase("Hilfeplanung", 2)),
        m.end(),
        m.flow("start", "ruf"),
        m.flow("ruf", "end"),
    )
    world.deploy({"innen.bpmn": inner})
    story = world.start({"aussen.bpmn": outer})

    now = [one.name for one in front(story).phases if one.is_now]
    story.complete("tun")
    later = [one.name for one in front(story).phases if one.is_now]

    assert (now, later) == (["Leistungssteuerung"], ["Hilfeplanung"])


def test_the_end_of_a_title_is_told_from_both_sources_and_also_when_it_has_passed(
    world: World, story: Story
) -> None:
    residence = [{"from": "2024-01-01", "to": "2026-11-10", "status": "residence_permit", "section": "25b"}]
    with world.engine.begin(world.people["ada"]) as tx:
        commands.precheck.save(
            tx, story.reference, {"version": 1, "birth": "1990-05-17", "residence": residence}, 0
        )

    (one,) = front(story).titles

    today = world.clock.moment.date()
    assert (one.name, one.until, one.source) == ("25b", date(2026, 11, 10), Source.RECORD)
    assert one.days == (date(2026, 11, 10) - today).days
    assert one.is_over == (one.days < 0)


def test_two_sources_that_name_different_days_are_both_shown(world: World) -> None:
    start = hold(world.start({"p.bpmn": m.tasks("p", "a")}), titel_gueltig_bis=date(2027, 3, 1))
    residence = [{"from": "2024-01-01", "to": "2027-02-01", "status": "residence_permit", "section": "25b"}]
    with world.engine.begin(world.people["ada"]) as tx:
        commands.precheck.save(
            tx, start.reference, {"version": 1, "birth": "1990-05-17", "residence": residence}, 0
        )

    seen = front(start)

    assert [(one.until, one.source) for one in seen.titles] == [
        (date(2027, 2, 1), Source.RECORD),
        (date(2027, 3, 1), Source.PROCESS),
    ]
    assert seen.titles_differ


def test_another_authority_sees_its_own_task_and_not_the_procedure(story: Story) -> None:
    story.complete("fragen").complete("planen")

    seen = front(story, "carla")

    assert (seen.phases, seen.consents, seen.titles) == ((), None, ())
    with story.world.engine.begin(story.world.people["carla"]) as tx:
        own = queries.case_file.front(tx, story.reference).tasks
        closed = queries.case_file.case_tasks(tx, seen).closed
        people = queries.case_file.timeline(tx, seen, TimelineFilter()).actors
    assert ([one.element for one in own], closed, people) == (["dort"], (), ())
    told = facts(story, TimelineFilter(FactKind.ALL), "carla")
    assert any("„dort“" in one for one in told)
    assert not any("fragen" in one or "planen" in one for one in told)


def test_a_stranger_sees_nothing(story: Story) -> None:
    with pytest.raises(Forbidden):
        front(story, "carla")


@pytest.mark.parametrize(
    ("wanted", "first", "count"),
    [
        # by kind
        (TimelineFilter(FactKind.TASKS), "Aufgabe „planen“ liegt bei Ausländeramt Hier", 4),
        (TimelineFilter(FactKind.DOCUMENTS), None, 0),
        (TimelineFilter(FactKind.PARTIES), "Fall eröffnet", 1),
        # by text, in both languages, every word
        (TimelineFilter(FactKind.ALL, text="FRAGEN abgeschlossen"), "Aufgabe „fragen“ abgeschlossen", 1),
        (TimelineFilter(FactKind.ALL, text="completed"), "Aufgabe „fragen“ abgeschlossen", 1),
        (TimelineFilter(text="kommt nicht vor"), None, 0),
        # by who: Laufweg itself, nobody of that number
        (TimelineFilter(FactKind.TASKS, actor=0), None, 0),
        (TimelineFilter(actor=10**9), None, 0),
        # by period, the last day counts
        (TimelineFilter(FactKind.PARTIES, until=date(2000, 1, 1)), None, 0),
        (TimelineFilter(FactKind.PARTIES, since=date(2100, 1, 1)), None, 0),
    ],
)
def test_the_timeline_is_narrowed_down(
    story: Story, wanted: TimelineFilter, first: str | None, count: int
) -> None:
    story.complete("fragen", as_=story.world.people["ben"])

    found = facts(story, wanted)

    assert (found[0] if found else None, len(found)) == (first, count)


def test_the_timeline_is_narrowed_down_to_a_person_a_day_and_an_authority(story: Story) -> None:
    world = story.world
    ben = world.people["ben"]
    story.complete("fragen", as_=ben)
    today = world.clock.moment.date()

    assert facts(story, TimelineFilter(FactKind.TASKS, actor=ben.account, since=today, until=today))
    assert len(facts(story, TimelineFilter(authority=world.here))) > 2
    assert facts(story, TimelineFilter(authority=world.elsewhere)) == []
    story.complete("planen")
    assert facts(story, TimelineFilter(authority=world.elsewhere)) == [
        "Aufgabe „dort“ liegt bei Ausländeramt Dort"
    ]


@pytest.mark.parametrize("text", ["", "„"], ids=["plain", "looking for text"])
def test_the_pages_of_the_timeline_hold_every_fact_once(story: Story, text: str) -> None:
    story.complete("fragen").complete("planen")
    wanted = TimelineFilter(FactKind.ALL, text=text)

    whole = facts(story, wanted)

    assert len(whole) > 5
    assert facts(story, wanted, size=2) == whole


def test_the_newest_facts_leave_out_the_rungs_of_the_ladder(story: Story) -> None:
    def newest() -> list[str]:
        with story.world.engine.begin(story.world.people["ada"]) as tx:
            return [
                one.text
                for one in queries.case_file.latest(tx, queries.case_file.front(tx, story.reference), 9)
            ]

    before = newest()
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO history (case_id, instance_id, at, kind, element, detail)"
                " SELECT case_id, instance_id, at, 'escalation_level_reached', element, detail FROM history"
                " WHERE kind = 'user_task_activated'"
            )
        )

    assert newest() == before != []


def test_a_cursor_no_list_has_given_is_refused(story: Story) -> None:
    seen = front(story)
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        with pytest.raises(Invalid):
            queries.case_file.timeline(tx, seen, TimelineFilter(), "1; DROP")
        with pytest.raises(Invalid):
            queries.case_file.case_tasks(tx, seen, "9" * 40)


def test_closed_tasks_come_page_by_page_the_newest_first(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.queries.case_file.work.PAGE", 1)
    story.complete("fragen").complete("planen")
    seen = front(story)

    with story.world.engine.begin(story.world.people["ada"]) as tx:
        first = queries.case_file.case_tasks(tx, seen)
        second = queries.case_file.case_tasks(tx, seen, first.next)

    assert [one.element for one in first.open.rows] == ["dort"]
    assert [[one.element for one in page.closed] for page in (first, second)] == [["planen"], ["fragen"]]
    assert second.next is None


def test_the_next_days_are_tasks_timers_and_what_the_person_must_not_miss(world: World) -> None:
    line = m.process(
        "p",
        m.start(),
        m.user_task("a", due='=today() + duration("P7D")'),
        m.boundary("mahnen", "a", m.timer("P3D"), interrupting=False),
        m.end("e2"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
        m.flow("mahnen", "e2"),
        name="Antrag",
    )
    yesterday = world.clock.moment.date() - timedelta(days=1)
    story = hold(world.start({"p.bpmn": line}), titel_gueltig_bis=yesterday)

    with world.engine.begin(SYSTEM) as tx:
        rows = queries.case_file.deadlines(tx, queries.case_file.front(tx, story.reference))

    assert [(one.kind, one.days) for one in rows] == [
        (DeadlineKind.TITLE, -1),
        (DeadlineKind.TIMER, 3),
        (DeadlineKind.TASK, 7),
    ]
    # the name of a timer alone says nothing: whose it is
    assert [one.process for one in rows] == ["", "Antrag", ""]
