"""Every page that a clerk and a team lead open all day: server time, statements and bytes, as a logged-in person.

    python -m tests.benchmarks.pages HOME

measures through the WSGI application in the database under HOME, that of a demo or of `tests.benchmarks.many_tasks`,
and leaves its server running. A database of another schema is refused. What a page notes by itself (that somebody has
looked at a task) is written.

    python -m tests.benchmarks.pages HOME fill [CASES]

copies the cases of a demo first until there are CASES (100,000) of them: with their people, runs, tasks, facts,
decisions, referrals. Timers and messages stay away, so that nothing of the copies moves by itself.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import Column, Connection, Table, create_engine, make_url, text

from engine import SYSTEM, Conflict, Engine, pauses
from engine.database import Embedded
from engine.state.metadata import METADATA
from engine.testing.statements import statements
from tests.benchmarks.report import machine, ms, p95, table
from web.app import create_app
from web.case_tabs import TABS
from web.settings import Settings

_ROUNDS = 21
_CASES = 100_000
#: in an order in which each only names those before it
_COPIED = (
    "person",
    "case",
    "case_participant",
    "name_word",
    "consent",
    "process_instance",
    "instance_state",
    "user_task",
    "comment",
    "history",
    "decision",
    "referral",
    "referral_stop",
    "person_record",
    "precheck",
    "case_note",
)
#: whoever has most to do with it: the holder of most open tasks, and a lead where most tasks lie
_CLERK = """
    SELECT a.id FROM account a JOIN user_task t ON t.assignee_id = a.id AND t.state = 'active'
    WHERE EXISTS (SELECT FROM membership m WHERE m.account_id = a.id AND m.role = 'clerk')
    GROUP BY a.id ORDER BY count(*) DESC, a.id LIMIT 1"""
_LEAD = """
    SELECT m.account_id FROM membership m
    WHERE m.role = 'team_lead'
    ORDER BY (SELECT count(*) FROM user_task t WHERE t.state = 'active' AND t.authority_id = m.authority_id) DESC,
             m.account_id LIMIT 1"""
#: whoever has tasks at the authority in the middle, counted by its open ones
_OTHER = """
    WITH house AS (
        SELECT authority_id, row_number() OVER (ORDER BY count(*)) AS place, count(*) OVER () AS houses FROM user_task
        WHERE state = 'active' AND assignee_id IS NOT NULL GROUP BY authority_id)
    SELECT a.id FROM account a JOIN user_task t ON t.assignee_id = a.id AND t.state = 'active'
    JOIN house ON house.authority_id = t.authority_id AND house.place = (house.houses + 1) / 2
    WHERE EXISTS (SELECT FROM membership m WHERE m.account_id = a.id AND m.role IN ('clerk', 'case_manager'))
    GROUP BY a.id ORDER BY count(*) DESC, a.id LIMIT 1"""
_REACH = """
    SELECT count(*) FROM user_task WHERE state = 'active' AND authority_id IN (
        SELECT authority_id FROM membership WHERE account_id = :me)"""
#: of what somebody may see: an own task, one that nobody has, the case of it, a referral
_OWN = """
    SELECT t.id, c.reference FROM user_task t JOIN "case" c ON c.id = t.case_id
    WHERE t.state = 'active' AND t.assignee_id = :me ORDER BY t.id LIMIT 1"""
_FREE = """
    SELECT t.id, c.reference FROM user_task t JOIN "case" c ON c.id = t.case_id
    JOIN membership m ON m.account_id = :me AND m.authority_id = t.authority_id AND m.role IN (t.role, 'team_lead')
    WHERE t.state = 'active' AND t.assignee_id IS NULL AND t.role IN ('clerk', 'case_manager') ORDER BY t.id LIMIT 1"""
_REFERRAL = """
    SELECT r.id FROM referral r JOIN membership m ON m.account_id = :me
    WHERE m.authority_id IN (r.sender_id, r.receiver_id) ORDER BY r.id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who opens pages."""

    title: str
    #: open tasks at the authorities somebody works for
    reach: int
    id: int
    name: str
    mark: str


def report(engine: Engine) -> str:
    """A table for each person, with how many open tasks they reach.

    A page that does not answer with 200 is named with what it answered.
    """
    app = create_app(engine, Settings("benchmark"))
    return "\n\n".join(_table(engine, app, person) for person in people(engine))


def people(engine: Engine) -> list[Person]:
    """All of them before anything is measured: no transaction may stay open meanwhile."""
    found = []
    with engine.begin(SYSTEM) as tx:
        for title, wanted in (
            ("clerk where most tasks lie", _CLERK),
            ("clerk of an authority of middle size", _OTHER),
            ("team lead", _LEAD),
        ):
            number = tx.execute(text(wanted)).scalar()
            if number is not None:
                row = tx.execute(
                    text("SELECT id, name, session_mark FROM account WHERE id = :me"), {"me": number}
                ).one()
                reach = tx.execute(text(_REACH), {"me": number}).scalar_one()
                found.append(Person(title, reach, row.id, row.name, row.session_mark))
    return found


def _table(engine: Engine, app: Flask, person: Person) -> str:
    client = app.test_client()
    log_in(client, person)
    rows = [(title, *_measured(client, address)) for title, address in pages(engine, app, person)]
    head = ("page", "p50 ms", "p95 ms", "statements", "kB", "")
    return table(f"Pages of a {person.title}, who reaches {person.reach:,} open tasks", head, rows)


def log_in(client: FlaskClient, person: Person) -> None:
    """As somebody who has given their password: it is not known here."""
    with client.session_transaction() as session:
        session["_user_id"] = str(person.id)
        session["_fresh"] = True
        session["seit"] = int(time.time())
        session["marke"] = person.mark


def pages(engine: Engine, app: Flask, person: Person) -> Iterator[tuple[str, str]]:
    """Title and address of what somebody opens all day."""
    yield "inbox: group", "/aufgaben"
    yield "inbox: mine", "/aufgaben?ansicht=meine"
    yield "inbox: overdue", "/aufgaben?ansicht=ueberfaellig"
    yield "news of the inbox, every minute", "/aufgaben?still=1"
    with engine.begin(SYSTEM) as tx:
        me = {"me": person.id}
        own, free = tx.execute(text(_OWN), me).first(), tx.execute(text(_FREE), me).first()
        referral = tx.execute(text(_REFERRAL), me).scalar()
    if own is not None:
        yield "task: one's own", f"/aufgaben/{own.id}"
        yield "task: the diagram around it", f"/aufgaben/{own.id}/ablauf.svg"
    if free is not None:
        yield "task: nobody's", f"/aufgaben/{free.id}"
    for row in (own, free):
        if row is not None:
            case = f"/akte/{row.reference}"
            for tab in TABS:
                with app.test_request_context():
                    other = url_for(tab.endpoint, reference=row.reference) if tab.endpoint else ""
                yield f"case: {tab.name}", other or f"{case}?reiter={tab.name}"
            yield "case: pre-check", f"{case}/vorpruefung"
            break
    yield "cases", "/akte"
    yield "referrals", "/verweise"
    if referral is not None:
        yield "one referral", f"/verweise/{referral}"
    yield "calendar of deadlines", "/fristen/kalender"
    yield "deadline calculator", "/fristen"
    yield "own absence", "/vertretung"
    if person.title == "team lead":
        yield "absences of the team", "/vertretung/team"
    yield "notices", "/meldungen"
    yield "the bell, every minute", "/meldungen/glocke?still=1"
    yield "pre-check by hand", "/vorpruefung"


def _measured(client: FlaskClient, address: str) -> tuple[str, ...]:
    """p50 and p95 of the rounds but the first, which fills what is kept; statements and bytes of one after it."""
    client.get(address)
    with statements() as sent:
        answer = client.get(address)
    count, size = len(sent), len(answer.get_data())
    taken = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        client.get(address)
        taken.append(time.perf_counter() - begun)
    remark = "" if answer.status_code == 200 else f"answers {answer.status_code}"
    return ms(statistics.median(taken)), ms(p95(taken)), str(count), f"{size / 1000:.0f}", remark


def fill(url: str, wanted: int) -> int:
    """Copy the cases until there are so many; returns how many there are. For a superuser: no key is checked."""
    database = create_engine(url, connect_args={"options": "-c statement_timeout=0"})
    with database.begin() as connection:
        there = connection.execute(text('SELECT count(*) FROM "case"')).scalar_one()
        times = max(0, wanted // max(there, 1) - 1)
        connection.execute(text("SET session_replication_role = replica"))
        spans = {name: _span(connection, METADATA.tables[name]) for name in _COPIED}
        for name in _COPIED:
            connection.execute(text(_copy(METADATA.tables[name], spans)), {"times": times})
            _go_on(connection, METADATA.tables[name])
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
    database.dispose()
    return int(there * (times + 1))


def _span(connection: Connection, source: Table) -> int:
    """What is added to a number for each copy: more than the highest."""
    if "id" not in source.c:
        return 0
    return int(connection.execute(text(f'SELECT coalesce(max(id), 0) + 1 FROM "{source.name}"')).scalar_one())  # noqa: S608


def _copy(source: Table, spans: dict[str, int]) -> str:
    names = [column.name for column in source.c]
    values = [_value(column, spans) for column in source.c]
    return (
        f'INSERT INTO "{source.name}" ({", ".join(names)}) OVERRIDING SYSTEM VALUE '  # noqa: S608  names of the schema
        f'SELECT {", ".join(values)} FROM "{source.name}" AS it CROSS JOIN generate_series(1, :times) AS k'
    )


def _value(column: Column[object], spans: dict[str, int]) -> str:
    """A column of a copy: numbers of what is copied as well are moved, what must be one of its kind gets a number."""
    table_name = column.table.name  # type: ignore[union-attr]
    if column.name == "id":
        return f"it.id + k * {spans[table_name]}"
    if (table_name, column.name) == ("case", "reference"):
        return "it.reference || '-' || k"
    named = {key.column.table.name for key in column.foreign_keys} | (
        {"case"} if column.name == "case_id" else set()
    )
    moved = named & spans.keys()
    return f"it.{column.name} + k * {spans[moved.pop()]}" if moved else f"it.{column.name}"


def _go_on(connection: Connection, source: Table) -> None:
    """Let what comes next have numbers behind the copies."""
    if "id" in source.c:
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('\"{source.name}\"', 'id'), "  # noqa: S608  names of the schema
                f'(SELECT coalesce(max(id), 1) FROM "{source.name}"))'
            )
        )


def main() -> None:
    """Copy first if that is asked for, then measure."""
    home, *more = sys.argv[1:]
    address = make_url(Embedded(Path(home)).acquire())
    engine = Engine(address.render_as_string(hide_password=False))
    try:
        engine.ready()
    except Conflict as refused:
        sys.exit(f"{refused}. Start `laufweg migrate-db` or another demo first.")
    if more[:1] == ["fill"]:
        superuser = address.set(username="postgres").render_as_string(hide_password=False)
        cases = fill(superuser, int(more[1]) if more[1:] else _CASES)
        sys.stdout.write(f"{cases:,} cases\n\n")
    pauses.shorten()
    sys.stdout.write(f"{machine()}\n\n{report(engine)}\n")
    engine.dispose()


if __name__ == "__main__":
    main()
