"""Who entered, changed and ended an absence, who named and removed a substitute: it is kept, with both names."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text

from engine import queries
from engine.actor import SYSTEM
from engine.commands import absence, task
from engine.commands.absence import Naming
from engine.testing import World
from engine.testing import models as m

TODAY = date(2026, 11, 23)  # a Monday, 9 o'clock
FRIDAY = TODAY + timedelta(days=4)


def _number(world: World, login: str) -> int:
    number = world.people[login].account
    assert number is not None
    return number


def _log(world: World, as_: str, whom: str) -> list[tuple[str, str, date | None, date | None, str]]:
    with world.engine.begin(world.people[as_]) as tx:
        view = queries.absence.show(tx, _number(world, whom))
    return [(one.actor, one.deed.value, one.last, one.last_before, one.substitute) for one in view.log]


def test_it_says_who_entered_changed_ended_and_took_back(world: World) -> None:
    with world.engine.begin(world.people["ada"]) as tx:
        (number,) = absence.enter(tx, _number(world, "ada"), TODAY - timedelta(days=3), FRIDAY)
    with world.engine.begin(world.people["lea"]) as tx:
        absence.change(tx, number, 1, None)
        absence.end(tx, number, 2)
    with world.engine.begin(world.people["ada"]) as tx:
        absence.reopen(tx, number, 3, FRIDAY)
        absence.withdraw(tx, number, 4)

    yesterday = TODAY - timedelta(days=1)
    expected = [
        ("Ada Öztürk", "withdrawn", FRIDAY, FRIDAY, ""),
        ("Ada Öztürk", "reopened", FRIDAY, yesterday, ""),
        ("Lea Groß", "ended", yesterday, None, ""),
        ("Lea Groß", "changed", None, FRIDAY, ""),
        ("Ada Öztürk", "entered", FRIDAY, None, ""),
    ]
    assert _log(world, "ada", "ada") == expected
    assert _log(world, "lea", "ada") == expected


def test_it_says_who_named_and_removed_a_substitute(world: World) -> None:
    with world.engine.begin(world.people["ada"]) as tx:
        rule = absence.name(tx, _number(world, "ada"), Naming(_number(world, "ben"), TODAY))
    with world.engine.begin(world.people["lea"]) as tx:
        absence.remove(tx, rule)
        absence.restore(tx, rule)

    assert [one[:2] + one[4:] for one in _log(world, "ada", "ada")] == [
        ("Lea Groß", "restored", "Ben Krüger"),
        ("Lea Groß", "removed", "Ben Krüger"),
        ("Ada Öztürk", "named", "Ben Krüger"),
    ]


def test_it_is_forgotten_with_the_absences_also_with_one_that_had_no_end(world: World) -> None:
    with world.engine.begin(world.people["ada"]) as tx:
        (number,) = absence.enter(tx, _number(world, "ada"), TODAY, None)
        absence.withdraw(tx, number, 1)
    world.clock.advance(timedelta(days=absence.KEPT_DAYS + 2))

    with world.engine.begin(SYSTEM) as tx:
        absence.forget(tx)
        left = tx.execute(text("SELECT (SELECT count(*) FROM absence), (SELECT count(*) FROM absence_log)"))
        assert tuple(left.one()) == (0, 0)


def test_a_colleague_who_does_not_stand_in_does_not_read_the_draft(world: World) -> None:
    story = world.start({"p.bpmn": m.tasks("p", "a")})
    row = story.task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        task.claim(tx, row.id, row.revision)
        task.save_draft(tx, row.id, row.revision + 1, {"vermerk": ["halb getippt"]})
        absence.enter(tx, _number(world, "ada"), TODAY, FRIDAY)

    seen = {}
    for login in ("ada", "ben", "lea"):
        with world.engine.begin(world.people[login]) as tx:
            view = queries.inbox.show(tx, row.id)
        seen[login] = (view.draft, view.draft_by, view.draft_at is not None)

    assert seen == {
        "ada": ({"vermerk": ["halb getippt"]}, None, True),
        "ben": (None, None, False),
        "lea": (None, None, False),
    }
