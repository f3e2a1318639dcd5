"""The law's clock and the agreed one: how a task gets them, who may move which, and what people say about it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.clock import ZONE
from engine.execution.clocks import AgreedChange, Clocks
from engine.queries.tasks import TaskRow
from engine.state import calendar
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing.statements import statements

PROFILE = b'schluessel = "p"\n[[zeiten]]\nelement = "a"\nart = "bearbeitung"\nwert = "P7D"\n'
MONTH = '=if bekannt_am = null then null else frist(bekannt_am, duration("P1M"))'


KNOWN = '=date("2026-11-27")'


def both(due: str = '=today() + vereinbart("a")', known: str = KNOWN) -> dict[str, bytes]:
    """A task with an agreed time, and a month by law once it is known when that begins."""
    return {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.script_task("lesen", known, "bekannt_am"),
            m.user_task(
                "a",
                due=due,
                assignee='=if bekannt_am = null then null else "ada"',
                extra=m.properties(rechtsfrist=MONTH, rechtsfrist_norm="§ 74 VwGO"),
            ),
            m.end(),
            m.flow("start", "lesen"),
            m.flow("lesen", "a"),
            m.flow("a", "end"),
        ),
        "process.toml": PROFILE,
    }


def day(at: datetime | None) -> date | None:
    return None if at is None else at.astimezone(ZONE).date()


def moved(story: Story, to: date, reason: str = "Gutachten abwarten", login: str = "lea") -> tuple[str, ...]:
    row = story.task("a")
    with story.world.engine.begin(story.world.people[login]) as tx:
        return commands.task.change_agreed_time(tx, row.id, row.revision, to, reason)


@pytest.fixture
def story(world: World) -> Story:
    """It is 23.11.2026: agreed are seven days, the law ends on 28.12.2026."""
    return world.start(both())


def test_a_task_is_due_by_the_earlier_clock_and_says_how_both_came_about(story: Story) -> None:
    row = story.task("a")

    assert (day(row.legal_due), day(row.agreed_due), day(row.due)) == (
        date(2026, 12, 28),
        date(2026, 11, 30),
        date(2026, 11, 30),
    )
    assert row.legal_steps[-3:] == (
        "Monatsfrist endet 27.12.2026, Sonntag (§ 31 Abs. 1 VwVfG, § 188 Abs. 2 BGB)",
        "28.12.2026, Montag (§ 31 Abs. 3 S. 1 VwVfG)",
        "gesetzliche Frist bis 28.12.2026, Montag (§ 74 VwGO)",
    )
    assert row.agreed_steps == (
        "Aufgabe entstanden 23.11.2026",
        "vereinbart: 7 Tage (Beschluss Testbeschluss)",
        "30.11.2026, Montag",
    )
    assert (row.claimed, row.escalation_level) == (story.world.clock.moment, 0)


def test_what_is_not_known_sets_no_clock(world: World) -> None:
    row = world.start(both(due="=bekannt_am", known="=null")).task("a")

    assert (row.legal_due, row.agreed_due, row.due, row.legal_steps, row.agreed_steps, row.claimed) == (
        None,
        None,
        None,
        (),
        (),
        None,
    )


def test_without_the_property_the_functions_decide_which_clock_it_is(world: World) -> None:
    files = {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.script_task("lesen", KNOWN, "bekannt_am"),
            m.user_task("a", due='=frist(bekannt_am, duration("P1M"))'),
            m.user_task("b", due="=bekannt_am"),
            m.end(),
            m.flow("start", "lesen"),
            m.flow("lesen", "a"),
            m.flow("a", "b"),
            m.flow("b", "end"),
        )
    }
    story = world.start(files)
    a = story.task("a")
    story.complete("a")
    b = story.task("b")

    assert (day(a.legal_due), a.agreed_due, len(a.legal_steps)) == (date(2026, 12, 28), None, 3)
    assert (b.legal_due, day(b.agreed_due)) == (None, date(2026, 11, 27))
    assert b.agreed_steps == ("Aufgabe entstanden 23.11.2026", "im Ablauf festgelegt: 27.11.2026, Freitag")


def test_a_deadline_an_authority_set_to_a_holiday_ends_on_the_next_working_day(world: World) -> None:
    files = {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.user_task("a", due='=fristende(date("2026-12-25"))'),
            m.end(),
            m.flow("start", "a"),
            m.flow("a", "end"),
        )
    }

    a = world.start(files).task("a")

    assert (a.legal_due, day(a.agreed_due), a.agreed_is_set) == (None, date(2026, 12, 28), True)
    assert a.agreed_steps == (
        "Aufgabe entstanden 23.11.2026",
        "gesetzt bis 25.12.2026, Erster Weihnachtstag; endet am nächsten Werktag (§ 31 Abs. 3 S. 1 VwVfG)",
        "28.12.2026, Montag",
    )


def test_the_history_keeps_how_both_clocks_were_found(story: Story) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        (found,) = [
            one
            for one in queries.inbox.beside(tx, queries.inbox.show(tx, story.task("a").id)).history
            if one.kind == "user_task_activated"
        ]

    assert found.legal_steps[-1] == "gesetzliche Frist bis 28.12.2026, Montag (§ 74 VwGO)"
    assert found.agreed_steps[-1] == "30.11.2026, Montag"


def test_the_team_lead_agrees_on_another_day_and_the_old_one_stays_readable(story: Story) -> None:
    assert moved(story, date(2026, 12, 10), " Gutachten\n abwarten ") == ()

    row = story.task("a")
    assert (day(row.legal_due), day(row.agreed_due), day(row.due)) == (
        date(2026, 12, 28),
        date(2026, 12, 10),
        date(2026, 12, 10),
    )
    assert row.agreed_changes == (
        AgreedChange(
            story.world.clock.moment, "Lea Groß", date(2026, 11, 30), date(2026, 12, 10), "Gutachten abwarten"
        ),
    )
    assert row.agreed_steps[-2:] == (
        "30.11.2026, Montag",
        "geändert auf 10.12.2026, Donnerstag",
    )
    with story.world.engine.begin(SYSTEM) as tx:
        newest = queries.inbox.beside(tx, queries.inbox.show(tx, row.id)).history[0]
    assert (newest.kind, newest.actor, newest.text) == (
        "agreed_time_changed",
        "Lea Groß",
        "Vereinbarte Zeit von „a“ geändert: bisher 30.11.2026, neu 10.12.2026. Grund: Gutachten abwarten",
    )


def test_behind_the_legal_deadline_the_law_still_counts_and_says_so(story: Story) -> None:
    warnings = moved(story, date(2027, 1, 2))

    row = story.task("a")
    assert (day(row.legal_due), day(row.agreed_due), day(row.due)) == (
        date(2026, 12, 28),
        date(2027, 1, 2),
        date(2026, 12, 28),
    )
    assert warnings == (
        "Der Tag liegt hinter der gesetzlichen Frist. Sie bleibt, und die Aufgabe ist weiter am 28.12.2026 fällig.",
        "Der 02.01.2027 ist kein Arbeitstag (Samstag).",
    )


def test_on_a_day_the_authority_is_closed_it_warns(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        calendar.add(tx, story.world.here, date(2026, 12, 10), date(2026, 12, 11), "Betriebsausflug")

    assert moved(story, date(2026, 12, 10)) == ("Der 10.12.2026 ist kein Arbeitstag (Betriebsausflug).",)


def test_what_speaks_against_a_day_is_told_before_to_whom_the_task_is_to_give(story: Story) -> None:
    row, people = story.task("a"), story.world.people
    with story.world.engine.begin(people["lea"]) as tx:
        asked = queries.deadlines.doubts(tx, [row.id, 10**9], date(2027, 1, 2))
        free = queries.deadlines.doubts(tx, [row.id], date(2026, 12, 10))
    with story.world.engine.begin(people["carla"]) as tx:
        strange = queries.deadlines.doubts(tx, [row.id], date(2027, 1, 2))

    assert asked == {row.id: moved(story, date(2027, 1, 2))}
    assert len(asked[row.id]) == 2
    assert free == {row.id: ()}
    assert strange == {}


def test_a_task_without_an_agreed_time_gets_its_first(world: World) -> None:
    story = world.start(both(due="=bekannt_am", known="=null"))
    moved(story, date(2026, 12, 10))

    row = story.task("a")
    assert day(row.due) == date(2026, 12, 10)
    assert row.agreed_changes[0].old is None
    with world.engine.begin(SYSTEM) as tx:
        newest = queries.inbox.beside(tx, queries.inbox.show(tx, row.id)).history[0]
    assert "bisher keine, neu 10.12.2026" in newest.text


@pytest.mark.parametrize("login", ["ada", "carla", "stefan"])
def test_nobody_but_the_team_lead_moves_it(story: Story, login: str) -> None:
    with pytest.raises(Forbidden):
        moved(story, date(2026, 12, 10), login=login)


@pytest.mark.parametrize(
    ("to", "reason", "field", "words"),
    [
        (date(2026, 11, 22), "weil", "due", "schon vorbei"),
        (date(2026, 11, 30), "weil", "due", "schon fällig"),
        (date(2037, 1, 1), "weil", "due", "10 Jahre"),
        (date(2026, 12, 1), " \n", "reason", "Nennen Sie den Grund"),
        (date(2026, 12, 1), "x" * 501, "reason", "Höchstens 500 Zeichen"),
    ],
)
def test_a_wrong_day_or_no_reason_is_refused_by_its_field(
    story: Story, to: date, reason: str, field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        moved(story, to, reason)

    assert words in refused.value.fields[field]


def test_who_looked_before_somebody_else_moved_it_is_told(story: Story) -> None:
    seen = story.task("a")
    moved(story, date(2026, 12, 10))

    with story.world.engine.begin(story.world.people["lea"]) as tx, pytest.raises(Conflict):
        commands.task.change_agreed_time(tx, seen.id, seen.revision, date(2026, 12, 11), "weil")


def test_a_closed_task_has_no_day_any_more(story: Story) -> None:
    row = story.task("a")
    story.complete("a")

    with story.world.engine.begin(story.world.people["lea"]) as tx, pytest.raises(Conflict):
        commands.task.change_agreed_time(tx, row.id, row.revision + 1, date(2026, 12, 11), "weil")


def test_it_is_kept_when_somebody_took_it_first(world: World) -> None:
    story = world.start(both(known="=null"))
    row, lea = story.task("a"), world.people["lea"]
    taken = world.clock.moment
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
        commands.task.release(tx, row.id, row.revision + 1)
    world.clock.moment = taken + timedelta(days=1)
    with world.engine.begin(lea) as tx:
        ben = world.people["ben"].account
        assert ben is not None
        commands.task.assign(tx, row.id, row.revision + 2, ben)

    assert story.task("a").claimed == taken


def test_a_comment_is_read_by_whoever_sees_the_task(story: Story) -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people["ben"]) as tx:
        commands.task.comment(tx, row.id, "  Zeile eins\r\nZeile zwei ")
    story.complete("a")
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.task.comment(tx, row.id, "Danke")

    with story.world.engine.begin(story.world.people["ada"]) as tx:
        found = queries.inbox.beside(tx, queries.inbox.show(tx, row.id)).comments
    assert [(one.author, one.text, one.at) for one in found] == [
        ("Ben Krüger", "Zeile eins\nZeile zwei", story.world.clock.moment),
        ("Lea Groß", "Danke", story.world.clock.moment),
    ]


def test_a_stranger_says_nothing_about_it(story: Story) -> None:
    with story.world.engine.begin(story.world.people["carla"]) as tx, pytest.raises(Forbidden):
        commands.task.comment(tx, story.task("a").id, "Hallo")


def test_there_is_nothing_to_say_about_no_task(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(NotFound):
        commands.task.comment(tx, 999_999, "Hallo")


@pytest.mark.parametrize(("text", "words"), [(" \n ", "Schreiben Sie"), ("x" * 4001, "Ihr Text hat 4001")])
def test_a_comment_has_a_text_of_some_length(story: Story, text: str, words: str) -> None:
    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Invalid) as refused:
        commands.task.comment(tx, story.task("a").id, text)

    assert words in refused.value.fields["text"]


def test_a_migrated_task_keeps_the_clocks_that_run_and_gets_the_one_that_is_new(world: World) -> None:
    before = both()
    before["p.bpmn"] = before["p.bpmn"].replace(b"rechtsfrist", b"frueher")
    story = world.start(before)
    moved(story, date(2026, 12, 10))
    world.clock.moment += timedelta(days=3)
    version = world.deploy(both())

    with world.engine.begin(SYSTEM) as tx:
        commands.migration.migrate(tx, story.file().instances[0].id, version, {})

    row: TaskRow = story.task("a")
    assert (day(row.legal_due), day(row.agreed_due), day(row.due)) == (
        date(2026, 12, 28),
        date(2026, 12, 10),
        date(2026, 12, 10),
    )
    assert len(row.agreed_changes) == 1
    (said,) = [one.text for one in story.file().history if one.kind == "user_task_clocks_begun"]
    assert "eine gesetzliche Frist bis 28.12.2026" in said and "vereinbarte Zeit" not in said
    with world.engine.begin(SYSTEM) as tx:
        assert queries.inbox.show(tx, row.id).version_id == version


def test_two_clocks_cost_no_statement_of_their_own(story: Story) -> None:
    task = story.task("a")

    with statements() as sent, story.world.engine.begin(SYSTEM) as tx:
        commands.task.complete(tx, task.id, task.revision, {})

    own = [
        one
        for one in sent
        if re.match(r"(SELECT|(WITH .*\)\s+)?(UPDATE|INSERT INTO)) user_task", one, re.DOTALL)
    ]
    assert len(own) == 2  # read with its lock, and closed


_DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))
_MOMENTS = st.none() | st.builds(lambda on: datetime(on.year, on.month, on.day, 12, tzinfo=ZONE), _DAYS)


@given(_MOMENTS, _MOMENTS, _MOMENTS, _MOMENTS, _DAYS)
def test_due_is_always_the_earlier_clock_and_nothing_moves_the_law(
    legal: datetime | None,
    agreed: datetime | None,
    new_legal: datetime | None,
    new_agreed: datetime | None,
    to: date,
) -> None:
    running = Clocks(legal, agreed, ("Gesetz",), ("Abrede",))
    begins = Clocks(new_legal, new_agreed, ("neues Gesetz",), ("neue Abrede",))
    change = AgreedChange(datetime(2026, 1, 1, tzinfo=ZONE), "Lea Groß", day(agreed), to, "weil")

    for one in (running, begins.beside(running), running.moved(change), begins.beside(running.moved(change))):
        columns = one.columns()
        running_ones = [at for at in (one.legal, one.agreed) if at is not None]
        assert columns["due_at"] == (min(running_ones) if running_ones else None)
        assert one.legal == legal or (legal is None and one.legal == new_legal)
        reasons = [change.reason for change in one.changes]
        kept = Clocks.of(columns["legal_due_at"], columns["agreed_due_at"], columns["clocks"], reasons)
        assert (kept.due, kept.changes) == (one.due, one.changes)
    assert running.moved(change).agreed == datetime(to.year, to.month, to.day, 23, 59, 59, tzinfo=ZONE)
