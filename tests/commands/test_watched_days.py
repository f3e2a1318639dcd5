"""Days in a person's life: kept in the transaction in which the data change, told 90, 60 and 30 days ahead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, queries
from engine.actor import Membership, Role
from engine.commands import account
from engine.testing import Story, World
from engine.testing import models as m

WATCHES = b'schluessel = "p"\nbeobachtet = ["titel", "alter"]\n'
PERMIT = {"from": "2025-01-01", "to": "2027-03-31", "status": "residence_permit", "section": "25b"}


@pytest.fixture
def story(world: World) -> Story:
    """A case that begins on 23.11.2026, led by an authority with a case manager; the person is 36 years old."""
    with world.engine.begin(SYSTEM) as tx:
        account.create(tx, "cem", "Cem", "ein-langes-kennwort", [Membership(world.here, Role.CASE_MANAGER)])
    return _start(world)


def _start(world: World, *, profile: bytes = b"") -> Story:
    files = {"p.bpmn": m.tasks("p", "a")}
    return world.start({**files, "process.toml": profile} if profile else files)


def _save(story: Story, *residence: dict[str, Any], birth: str = "1990-05-17") -> None:
    document = {"version": 1, "birth": birth, "residence": list(residence or [PERMIT])}
    with story.world.engine.begin(SYSTEM) as tx:
        revision = tx.execute(text("SELECT coalesce(max(revision), 0) FROM person_record")).scalar_one()
        commands.precheck.save(tx, story.reference, document, revision)


def _watched(world: World) -> list[tuple[str, str, date]]:
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            text("SELECT kind, subject, day FROM watch WHERE escalate_at IS NOT NULL ORDER BY day, kind")
        )
        return [tuple(row) for row in rows]


def _climb(world: World, day: date) -> None:
    world.clock.moment = world.clock.moment.replace(year=day.year, month=day.month, day=day.day)
    world.climb()


def _told(world: World) -> list[tuple[str, int, str, int]]:
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            text(
                "SELECT kind, level, target, recipients FROM escalation WHERE watch_id IS NOT NULL ORDER BY id"
            )
        )
        return [tuple(row) for row in rows]


def test_the_end_of_a_title_is_told_90_60_and_30_days_ahead(world: World, story: Story):
    _save(story)

    for day in (
        date(2026, 12, 30),
        date(2026, 12, 31),
        date(2027, 1, 30),
        date(2027, 3, 1),
        date(2027, 3, 20),
    ):
        _climb(world, day)

    assert _told(world) == [("title", level, "fallfuehrung", 1) for level in (1, 2, 3)]
    with world.engine.begin(SYSTEM) as tx:
        kinds = tx.execute(
            text(
                "SELECT notification.kind FROM notification JOIN account ON account_id = account.id"
                " WHERE login = 'cem' AND notification.task_id IS NULL"
            )
        ).scalars()
        assert set(kinds) == {"title_ends"}
    assert _watched(world) == []


def test_when_whoever_leads_the_case_is_away_somebody_who_is_there_hears_of_it_too(
    world: World, story: Story
):
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM account WHERE login = 'cem'")).scalar_one()
    world.away(number)
    _save(story)

    _climb(world, date(2026, 12, 31))

    assert _told(world) == [("title", 1, "fallfuehrung", 2)]
    with world.engine.begin(SYSTEM) as tx:
        told = tx.execute(
            text(
                "SELECT login FROM notification JOIN account ON account_id = account.id"
                " WHERE kind = 'title_ends' ORDER BY login"
            )
        ).scalars()
        assert list(told) == ["cem", "lea"]
    (said,) = [one.text for one in story.file().history if "Aufenthaltstitel" in one.text]
    assert "Fallführung (Ausländeramt Hier) und wer vertritt benachrichtigt." in said


def test_the_history_says_it_without_the_persons_data(world: World, story: Story):
    _save(story)

    _climb(world, date(2027, 2, 1))

    (said,) = [one.text for one in story.file().history if "Aufenthaltstitel" in one.text]
    assert said == (
        "Der Aufenthaltstitel endet am 31.03.2027. Fallführung (Ausländeramt Hier) benachrichtigt."
        " Zugleich gemeldet: Stufe 1."
    )


def test_what_becomes_known_late_is_told_at_once(world: World, story: Story):
    _save(story, {**PERMIT, "to": "2026-12-31"})

    world.climb()

    assert _told(world) == [("title", 2, "fallfuehrung", 1)]


def test_a_title_that_was_prolonged_begins_anew(world: World, story: Story):
    _save(story, {**PERMIT, "to": "2026-12-31"})
    world.climb()

    _save(story, {**PERMIT, "to": "2028-12-31"})

    assert _watched(world) == [("title", "25b", date(2028, 12, 31))]
    _climb(world, date(2028, 10, 3))
    assert [level for _, level, _, _ in _told(world)] == [2, 1]


def test_a_title_that_ends_no_more_is_watched_no_more(world: World, story: Story):
    _save(story)

    _save(story, {**PERMIT, "to": None})

    assert _watched(world) == []


def test_the_same_record_twice_is_told_once(world: World, story: Story):
    soon = {**PERMIT, "to": "2026-12-31"}
    _save(story, soon)
    world.climb()

    _save(story, {**soon, "note": "geprüft"})
    _save(story, soon, birth="1990-05-18")
    _save(story, {**soon, "to": "2027-12-31"})
    _save(story, soon)
    world.climb()

    assert _told(world) == [("title", 2, "fallfuehrung", 1)]


def test_ages_are_watched_from_the_opening_of_the_case(world: World):
    _start(world)
    with world.engine.begin(SYSTEM) as tx:
        opening = commands.case.CaseOpening("p", "Kind", "Kim", date(2009, 1, 10), "05334002")
        commands.case.open(tx, opening, {})

    assert _watched(world) == [("age", "18", date(2027, 1, 9)), ("age", "27", date(2036, 1, 9))]


def test_the_record_corrects_the_day_of_birth(world: World, story: Story):
    _save(story, birth="2000-02-01")

    assert ("age", "27", date(2027, 1, 31)) in _watched(world)
    _climb(world, date(2027, 1, 2))
    assert ("age", 3, "fallfuehrung", 1) in _told(world)
    (said,) = [one.text for one in story.file().history if "Lebensjahr" in one.text]
    assert said.startswith(
        "Vollendung des 27. Lebensjahres am 31.01.2027 (§ 25a Abs. 1 S. 1 Nr. 3 AufenthG). Fallführung"
    )


def test_a_closed_case_is_watched_no_more(world: World, story: Story):
    _save(story)
    story.complete("a")

    _climb(world, date(2027, 2, 1))

    assert _told(world) == []
    assert _watched(world) == []


def test_where_a_process_watches_itself_the_first_reminder_is_its_own(world: World):
    story = _start(world, profile=WATCHES)
    _save(story)

    _climb(world, date(2027, 1, 2))
    first = _told(world)
    _climb(world, date(2027, 2, 1))

    assert first == []
    assert [(kind, level) for kind, level, _, _ in _told(world)] == [("title", 2)]
    (said,) = [one.text for one in story.file().history if "Aufenthaltstitel" in one.text]
    assert "Zugleich gemeldet" not in said


def test_whoever_works_on_the_case_is_told_before_others(world: World, story: Story):
    row = story.task("a")
    with world.engine.begin(world.people["ben"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    _save(story)

    _climb(world, date(2026, 12, 31))

    with world.engine.begin(SYSTEM) as tx:
        told = tx.execute(
            text(
                "SELECT login FROM notification JOIN account ON account_id = account.id WHERE kind = 'title_ends'"
            )
        )
        assert list(told.scalars()) == ["ben"]


def test_a_record_that_is_refused_changes_nothing(world: World, story: Story):
    with pytest.raises(commands.precheck.Invalid):
        _save(story, {**PERMIT, "status": "quatsch"})

    assert _watched(world) == []


def test_after_an_outage_only_the_last_level_is_of_a_day(world: World, story: Story):
    _save(story)

    _climb(world, date(2027, 3, 25))

    assert [level for _, level, _, _ in _told(world)] == [3]


def test_a_day_that_reached_nobody_is_told_when_somebody_is_there_and_seen_until_then(world: World):
    story = _start(world)
    _save(story)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login = 'lea'"))
    _climb(world, date(2026, 12, 31))
    before = _told(world)
    with world.engine.begin(world.people["adam"]) as tx:
        (seen,) = [one for one in queries.escalation.untold(tx).rows if one.kind == "title"]
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = true WHERE login = 'lea'"))
    _climb(world, date(2027, 1, 2))

    assert before == [("title", 1, "koordination", 0)]
    assert (seen.task, seen.authority, seen.kind) == ("", "Ausländeramt Hier", "title")
    assert _told(world) == [("title", 1, "fallfuehrung", 1)]
    with world.engine.begin(world.people["adam"]) as tx:
        assert queries.escalation.untold(tx).rows == ()


def test_where_nobody_can_be_reminded_the_administrators_are_told_once_and_see_no_case(world: World):
    story = _start(world)
    _save(story)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login IN ('ada', 'lea')"))
    for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)):
        _climb(world, day)
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            text(
                "SELECT login, kind, case_id, task_id, detail FROM notification"
                " JOIN account ON account.id = account_id WHERE kind NOT IN ('assigned', 'nobody_there')"
            )
        )
        told = [tuple(row) for row in rows]
        tx.execute(text("UPDATE account SET active = true WHERE login = 'lea'"))
    _climb(world, date(2027, 1, 3))

    assert told == [("adam", "nobody_reminded", None, None, {"authority": "Ausländeramt Hier"})]
    assert _told(world) == [("title", 1, "fallfuehrung", 1)]
