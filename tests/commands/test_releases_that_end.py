"""A release that ends by its date does what a withdrawal does, once; and what was on its way stops with either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import Conflict, Forbidden, commands, queries
from engine.actor import SYSTEM
from engine.clock import ZONE
from engine.commands.document import Entry
from engine.execution import consents, withdrawal
from engine.execution.notify import Notice, NoticeKind, notify
from engine.feel import Value
from engine.queries.inbox import InboxFilter, InboxView
from engine.state import case
from engine.state.bulk import BulkKind, Effect
from engine.state.export import ExportKind
from engine.testing import Story, World
from engine.testing import models as m
from engine.transaction import Transaction
from engine.worker import Worker
from tests.commands.test_mail_delivery import Mailbox, body, mailbox

__all__ = ["mailbox"]

#: the release holds up to and with that day
LAST = date(2026, 11, 30)
PROFILE = b"""
schluessel = "v"
titel = "V"
start = "v.bpmn"
version = "1.0"

[[daten]]
gruppe = "Bogen"
rechtsgrundlage = "Einwilligung"
elemente = ["annehmen", "senden"]
sichtbar_fuer = ["case_management"]
nur_mit_freigabe = ["auslaenderbehoerde"]

[[daten]]
gruppe = "Antrag"
rechtsgrundlage = "Norm"
elemente = ["pruefen", "melden"]
sichtbar_fuer = ["auslaenderbehoerde"]
"""
_STEPS = ("annehmen", "pruefen", "senden", "melden", "hoeren")
MODEL = m.process(
    "v",
    m.start(),
    m.parallel("teilen"),
    m.user_task("annehmen"),
    m.user_task("pruefen"),
    m.service_task("senden", "versand", "3"),
    m.service_task("melden", "versand", "3"),
    m.catch("hoeren", m.signal("freigabe")),
    m.user_task("gehoert"),
    m.end("ende"),
    m.flow("start", "teilen"),
    *(m.flow("teilen", one) for one in _STEPS),
    *(m.flow(one, "ende") for one in _STEPS[:-1]),
    m.flow("hoeren", "gehoert"),
    m.flow("gehoert", "ende"),
    signals=("freigabe",),
).replace(b'name="freigabe"', b"name='=\"freigabe:\" + aktenzeichen'")


def listed(until: date | None) -> dict[str, Value]:
    return {
        "empfaenger": "auslaenderbehoerde",
        "zweck": "begleitung",
        "kategorien": ["sprache"],
        "gueltig_bis": until,
    }


@pytest.fixture
def story(world: World, mailbox: Mailbox) -> Iterator[Story]:
    """Everything that rests on the release is at the other authority, or on its way there."""
    found = world.start({"v.bpmn": MODEL, "process.toml": PROFILE})
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE user_task SET authority_id = :there, topic = 'auslaenderbehoerde'"),
            {"there": world.elsewhere},
        )
        tx.execute(text("UPDATE account SET email = login || '@stadt.example'"))
        case.join(tx, case.by_reference(tx, found.reference).id, {world.elsewhere})
    world.work_off()
    mailbox.got.clear()
    yield found


def heed(story: Story, *given: Value) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        consents.heed(tx, number, story.reference, f"freigabe:{story.reference}", {"freigaben": list(given)})


def at(story: Story, day: date, hour: int = 0, minute: int = 2) -> None:
    """It is then, and the worker does what is due."""
    story.world.clock.moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
    Worker(story.world.engine).make_up()
    story.world.work_off()


def places(story: Story) -> dict[str, int]:
    return {row[0]: row[1] for row in ask(story, "SELECT element, authority_id FROM user_task")}


def ask(story: Story, question: str) -> list[tuple[Any, ...]]:
    with story.world.engine.begin(SYSTEM) as tx:
        return [tuple(row) for row in tx.execute(text(question))]


def told(story: Story, kind: str) -> list[str]:
    return [one.text for one in story.file().history if one.kind == kind]


def fetch(story: Story) -> list[str]:
    with story.world.engine.begin(SYSTEM) as tx:
        return sorted(one.element for one in commands.job.fetch_and_lock(tx, "versand", "w", 10))


def test_on_the_last_day_it_holds_and_on_the_day_after_it_is_over_once(story: Story) -> None:
    world = story.world
    heed(story, listed(LAST))

    at(story, LAST, 23, 59)
    assert places(story)["annehmen"] == world.elsewhere
    assert told(story, "consent_ended") == []

    for day in (LAST + timedelta(days=1), LAST + timedelta(days=1), LAST + timedelta(days=2)):
        at(story, day)

    assert places(story) == {
        "annehmen": world.here,
        "pruefen": world.elsewhere,
        "gehoert": world.here,
    }
    assert told(story, "consent_ended") == ["Freigabe abgelaufen: Ausländerbehörde, galt bis 30.11.2026"]
    assert told(story, "consent_withdrawn") == []


def test_days_without_any_worker_are_made_up(story: Story) -> None:
    heed(story, listed(LAST))

    at(story, LAST + timedelta(days=40), 9)

    assert places(story)["annehmen"] == story.world.here
    assert len(told(story, "consent_ended")) == 1


def test_two_workers_end_it_once(story: Story) -> None:
    world = story.world
    heed(story, listed(LAST))
    world.clock.moment = datetime(2026, 12, 1, 0, 2, tzinfo=ZONE)

    def end(_one: int) -> bool:
        with world.engine.begin(SYSTEM) as tx:
            return commands.release.end_past(tx)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(end, range(8)))

    assert len(told(story, "consent_ended")) == 1
    assert ask(story, "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'follow_releases'") == [(1,)]


@pytest.mark.parametrize(
    ("kept", "kind"),
    [
        # the process of consent strikes out what is over before the clock does: nobody withdrew it
        ((), "consent_ended"),
        # it still names it: then the clock ends it
        ((listed(LAST),), "consent_ended"),
    ],
)
def test_the_process_of_consent_and_the_clock_end_it_once_whoever_is_first(
    story: Story, kept: tuple[Value, ...], kind: str
) -> None:
    heed(story, listed(LAST))
    story.world.clock.moment = datetime(2026, 12, 1, 0, 0, tzinfo=ZONE)

    heed(story, *kept)
    at(story, date(2026, 12, 1))
    heed(story, *kept)
    at(story, date(2026, 12, 2))

    assert [one.kind for one in story.file().history if one.kind.startswith("consent_")] == [kind]
    assert places(story)["annehmen"] == story.world.here


def test_one_without_a_last_day_goes_on(story: Story) -> None:
    heed(story, listed(None))

    at(story, date(2036, 12, 1))

    assert places(story)["annehmen"] == story.world.elsewhere


def test_a_new_release_beside_the_one_that_ends_keeps_everything(story: Story) -> None:
    heed(story, listed(LAST), listed(date(2027, 1, 31)))

    at(story, date(2026, 12, 1))

    assert places(story)["annehmen"] == story.world.elsewhere
    assert fetch(story) == ["melden", "senden"]
    assert len(told(story, "consent_ended")) == 1


@pytest.mark.parametrize("holds_more", [True, False])
def test_an_authority_whose_tasks_the_process_itself_has_ended_takes_part_no_longer(
    story: Story, holds_more: bool
) -> None:
    """Another task, which rests on a norm, keeps it in the case, also when it is done."""
    heed(story, listed(LAST))
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE user_task SET state = 'cancelled', closed_at = now() WHERE element = 'annehmen'")
        )
        if holds_more:
            tx.execute(
                text("UPDATE user_task SET state = 'completed', closed_at = now() WHERE element = 'pruefen'")
            )
        else:
            tx.execute(
                text("UPDATE user_task SET authority_id = :here WHERE element = 'pruefen'"),
                {"here": story.world.here},
            )

    heed(story)
    story.world.work_off()
    story.world.work_off()

    present = {row[0] for row in ask(story, "SELECT authority_id FROM case_participant WHERE until IS NULL")}
    assert (story.world.elsewhere in present) is holds_more
    assert len(told(story, "participant_left")) == (0 if holds_more else 1)


@pytest.mark.parametrize("by_date", [True, False])
def test_external_jobs_that_carry_what_was_released_stop_with_a_reason(story: Story, by_date: bool) -> None:
    heed(story, listed(LAST))

    if by_date:
        at(story, date(2026, 12, 1))
    else:
        heed(story)
        story.world.work_off()

    assert fetch(story) == ["melden"]
    with story.world.engine.begin(story.world.people["adam"]) as tx:
        (stopped,) = [one for one in queries.job.overview(tx) if one.element == "senden"]
        assert (stopped.state, stopped.failure) == ("failed", withdrawal.STOPPED)
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        (incident,) = queries.incident.overview(tx)
        assert withdrawal.STOPPED in incident.message


def test_a_worker_that_has_the_job_is_refused_when_the_release_ends_meanwhile(story: Story) -> None:
    heed(story, listed(LAST))
    assert fetch(story) == ["melden", "senden"]

    heed(story)
    story.world.work_off()

    (number,) = ask(story, "SELECT id FROM job WHERE element = 'senden'")[0]
    with (
        pytest.raises(
            commands.job.Conflict if hasattr(commands.job, "Conflict") else Exception, match="failed"
        ),
        story.world.engine.begin(SYSTEM) as tx,
    ):
        commands.job.complete(tx, number, "w")


def test_a_job_is_not_handed_out_before_the_clock_has_looked(story: Story) -> None:
    heed(story, listed(LAST))
    story.world.clock.moment = datetime(2026, 12, 1, 0, 0, tzinfo=ZONE)

    assert fetch(story) == ["melden"]
    assert ask(story, "SELECT failure FROM job WHERE element = 'senden'") == [(withdrawal.STOPPED,)]


def test_tried_again_without_a_release_it_stops_again_and_with_one_it_goes(story: Story) -> None:
    world = story.world
    heed(story, listed(LAST))
    heed(story)
    world.work_off()

    for given, found in (((), ["melden"]), ((listed(None),), ["senden"])):
        heed(story, *given)
        with world.engine.begin(world.people["lea"]) as tx:
            (incident,) = queries.incident.overview(tx)
            commands.incident.resolve(tx, incident.id)
        assert fetch(story) == found


def test_mails_about_what_rested_on_it_are_not_sent_and_others_are(story: Story, mailbox: Mailbox) -> None:
    world = story.world
    heed(story, listed(LAST))
    with world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        for element in ("annehmen", "pruefen"):
            task = tx.execute(
                text("SELECT id FROM user_task WHERE element = :it"), {"it": element}
            ).scalar_one()
            detail = {"task": f"Schritt {element}", "case": story.reference, "due": "2026-11-23"}
            notify(tx, [world.people["carla"].account], Notice(NoticeKind.DUE, number, task, detail))

    heed(story)
    world.work_off()
    world.clock.advance(timedelta(minutes=10))
    world.work_off()

    sent = " ".join(body(one, "plain") for one in mailbox.got if one["To"] == "carla@stadt.example")
    assert "Schritt pruefen" in sent
    assert "Schritt annehmen" not in sent
    with world.engine.begin(world.people["adam"]) as tx:
        page = queries.mail.overview(tx)
    (stopped,) = page.stopped
    assert (stopped.address, stopped.reason, page.stopped_total) == (
        "carla@stadt.example",
        withdrawal.REASON,
        1,
    )
    assert told(story, "mails_stopped") == [
        "Mails an Ausländeramt Dort angehalten, die noch nicht gesendet waren: 1. Grund: " + withdrawal.REASON
    ]
    # she still finds it where she is told things
    with world.engine.begin(world.people["carla"]) as tx:
        assert queries.notification.count_unread(tx).count == 2


def test_before_any_worker_runs_the_task_is_neither_read_nor_done(story: Story) -> None:
    world = story.world
    heed(story, listed(LAST))
    carla = world.people["carla"]
    ((number,),) = ask(story, "SELECT id FROM user_task WHERE element = 'annehmen'")
    with world.engine.begin(carla) as tx:
        row = queries.inbox.show(tx, number).row
        commands.task.claim(tx, number, row.revision)
        seen = queries.inbox.show(tx, number).row.revision

    heed(story)

    with pytest.raises(Forbidden, match="release"), world.engine.begin(carla) as tx:
        queries.inbox.show(tx, number)
    with pytest.raises(Conflict, match="release"), world.engine.begin(carla) as tx:
        commands.task.complete(tx, number, seen, {})
    ((other,),) = ask(story, "SELECT id FROM user_task WHERE element = 'pruefen'")
    with world.engine.begin(carla) as tx:
        assert queries.inbox.show(tx, other).may_work
    heed(story, listed(LAST))
    with world.engine.begin(carla) as tx:
        commands.task.complete(tx, number, seen, {})


def dated(tx: Transaction) -> list[set[int]]:
    """The tasks that the calendar of deadlines, its list and a digest name."""
    wanted = queries.deadlines.Wanted()
    day = tx.today + timedelta(days=1)
    calendar = queries.deadlines.days(tx, wanted, day, day, 5)
    spans = queries.mail.outlook(tx, 5)
    return [
        {entry.task_id for found in calendar.values() for entry in found.entries},
        {entry.task_id for entry in queries.deadlines.page(tx, wanted).entries},
        {one.id for span in (spans.today, spans.week) for one in span.first},
    ]


def counted(tx: Transaction) -> tuple[int, int]:
    """How many tasks the inbox says the group has, and how many nobody has."""
    found = queries.inbox.counts(tx)
    return found[InboxView.GROUP], found[InboxView.UNASSIGNED]


def test_a_release_that_ended_by_its_date_is_no_figure_of_the_inbox_though_no_worker_runs(
    story: Story,
) -> None:
    heed(story, listed(LAST))
    figures = []

    for day in (LAST, LAST + timedelta(days=1)):
        story.world.clock.moment = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
        with story.world.engine.begin(story.world.people["carla"]) as tx:
            figures.append(counted(tx))

    assert figures == [(2, 2), (1, 1)]


def test_a_task_that_begins_on_a_release_that_has_ended_goes_to_the_leading_authority(story: Story) -> None:
    """Where it is, nobody would be shown it."""
    world = story.world
    heed(story, listed(LAST))
    heed(story)
    world.work_off()
    with world.engine.begin(SYSTEM) as tx:
        run = tx.execute(text("SELECT id FROM process_instance")).scalar_one()
        annehmen = tx.execute(
            text("SELECT element_instance FROM user_task WHERE element = 'annehmen'")
        ).scalar_one()
        tx.execute(text("UPDATE process_instance SET ags = '05158008'"))
        commands.instance.modify(tx, run, (annehmen,), (("annehmen", None),))
    assert ask(
        story, "SELECT authority_id FROM user_task WHERE element = 'annehmen' AND state = 'active'"
    ) == [(world.elsewhere,)]

    world.work_off()

    assert ask(
        story, "SELECT authority_id FROM user_task WHERE element = 'annehmen' AND state = 'active'"
    ) == [(world.here,)]


def test_before_any_worker_runs_nothing_is_done_with_the_task_and_no_list_names_it(story: Story) -> None:
    world = story.world
    heed(story, listed(LAST))
    carla = world.people["carla"]
    ((number, other),) = ask(
        story,
        "SELECT one.id, two.id FROM user_task one, user_task two"
        " WHERE one.element = 'annehmen' AND two.element = 'pruefen'",
    )
    with world.engine.begin(SYSTEM) as tx:
        days = "UPDATE user_task SET due_at = :at, agreed_due_at = :at WHERE id IN (:one, :two)"
        tx.execute(text(days), {"at": tx.now + timedelta(days=1), "one": number, "two": other})
    with world.engine.begin(carla) as tx:
        seen = queries.inbox.show(tx, number).row.revision
        assert [one.id for one in queries.inbox.page(tx, InboxFilter()).tasks] == [number, other]
        assert counted(tx) == (2, 2)
        assert dated(tx) == [{number, other}] * 3
        assert not queries.document.place(tx, story.reference, number).may_add, "nobody has it yet"

    heed(story)

    comment = commands.handling.step(tx, BulkKind.COMMENT, text="Geht nicht")
    deeds: list[Callable[[Transaction], object]] = [
        lambda tx: commands.task.claim(tx, number, seen),
        lambda tx: commands.task.comment(tx, number, "Geht nicht"),
        lambda tx: commands.handling.act(tx, number, seen, comment),
        lambda tx: commands.document.add(tx, None, story.reference, None, Entry("a", task_id=number)),  # type: ignore[arg-type]
    ]
    for deed in deeds:
        with pytest.raises(Conflict, match="release"), world.engine.begin(carla) as tx:
            deed(tx)
    with world.engine.begin(carla) as tx:
        assert counted(tx) == (1, 1)
        assert [one.id for one in queries.inbox.page(tx, InboxFilter()).tasks] == [other]
        assert [one.id for one in queries.inbox.these(tx, [number, other])] == [other]
        assert dated(tx) == [{other}] * 3
        assert not queries.document.place(tx, story.reference, number).may_add
        made = commands.bulk.act(tx, "zweimal", {number: seen, other: 1}, comment)
        effects = {one.task: (one.effect, one.name) for one in queries.inbox.made(tx, made).results}
        assert effects[number] == (Effect.RELEASE_OVER, "")
        assert effects[other][0] is Effect.DONE
        assert queries.inbox.following(tx, but=other) is None
    heed(story, listed(LAST))
    with world.engine.begin(carla) as tx:
        commands.task.claim(tx, number, seen)
        seen += 1
    heed(story)
    with pytest.raises(Conflict, match="release"), world.engine.begin(carla) as tx:
        commands.task.save_draft(tx, number, seen, {"feld": ["Wert"]})


def test_a_mail_that_is_due_before_the_job_runs_does_not_say_it_either(
    story: Story, mailbox: Mailbox
) -> None:
    world = story.world
    heed(story, listed(LAST))
    ((task, number),) = ask(story, "SELECT id, case_id FROM user_task WHERE element = 'annehmen'")
    with world.engine.begin(SYSTEM) as tx:
        detail = {"task": "Schritt annehmen", "case": story.reference, "due": "2026-11-23"}
        notify(tx, [world.people["carla"].account], Notice(NoticeKind.DUE, number, task, detail))
    heed(story)
    world.clock.advance(timedelta(minutes=10))

    ((mail,),) = ask(story, "SELECT mail_id FROM notification WHERE detail ->> 'task' = 'Schritt annehmen'")
    Worker(world.engine).send_mail(mail)

    assert places(story)["annehmen"] == world.elsewhere  # nothing has followed yet
    assert [one for one in mailbox.got if one["To"] == "carla@stadt.example"] == []
    assert len(told(story, "mails_stopped")) == 1
    world.work_off()
    assert len(told(story, "mails_stopped")) == 1


class Killed(BaseException):
    """The process is gone: nothing catches it."""


def test_a_worker_that_dies_over_it_has_taken_nothing_and_the_next_one_takes_it_once(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = story.world
    heed(story, listed(LAST))
    heed(story)
    jobs = "SELECT element, state FROM job ORDER BY element"
    before = ask(story, jobs)

    def dies(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("engine.execution.withdrawal.referrals.follow", dies)
        with pytest.raises(Killed), world.engine.begin(SYSTEM) as tx:
            commands.release.follow(tx, case.by_reference(tx, story.reference).id)

    assert (places(story)["annehmen"], told(story, "user_task_moved")) == (world.elsewhere, [])
    assert ask(story, jobs) == before
    world.work_off()
    with world.engine.begin(SYSTEM) as tx:
        commands.release.follow(tx, case.by_reference(tx, story.reference).id)
    assert places(story)["annehmen"] == world.here
    assert len(told(story, "user_task_moved")) == 1
    assert ask(story, jobs) != before


def test_what_was_never_released_is_not_taken_when_another_release_ends(story: Story) -> None:
    elsewhere = {**listed(LAST), "empfaenger": "jobcenter"}
    heed(story, elsewhere)
    heed(story)
    story.world.work_off()

    assert places(story)["annehmen"] == story.world.elsewhere


@pytest.mark.parametrize("by_date", [True, False])
def test_an_export_from_before_is_taken_away_by_the_leading_authority_only(
    story: Story, by_date: bool
) -> None:
    world = story.world
    heed(story, listed(LAST))
    world.clock.moment = datetime(2026, 11, 30, 23, 0, tzinfo=ZONE)
    made = {}
    for login in ("carla", "ada"):
        with world.engine.begin(world.people[login]) as tx:
            made[login] = commands.export.request(tx, story.reference, ExportKind.ZIP, f"von-{login}")
        with world.engine.begin(SYSTEM) as tx:
            commands.export.finish(tx, made[login], 10)
        with world.engine.begin(world.people[login]) as tx:
            commands.export.fetch(tx, story.reference, made[login])

    world.clock.advance(timedelta(hours=2))
    if not by_date:
        heed(story)

    with world.engine.begin(world.people["carla"]) as tx:
        assert queries.export.of_case(tx, story.reference).exports == ()
    with pytest.raises(Conflict), world.engine.begin(world.people["carla"]) as tx:
        commands.export.fetch(tx, story.reference, made["carla"])
    with world.engine.begin(world.people["ada"]) as tx:
        assert len(queries.export.of_case(tx, story.reference).exports) == 1
        commands.export.fetch(tx, story.reference, made["ada"])


@pytest.mark.parametrize("login", ["lea", "adam", "carla"])
def test_only_the_engine_ends_releases(story: Story, login: str) -> None:
    with pytest.raises(Forbidden), story.world.engine.begin(story.world.people[login]) as tx:
        commands.release.end_past(tx)
