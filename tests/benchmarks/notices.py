"""Telling many people at once, counting what is unread, and handing mails to a real server."""

from __future__ import annotations

import os
import socket
import statistics
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import text

from engine import SYSTEM, delivery, queries
from engine.actor import Actor
from engine.execution.notify import Notice, NoticeKind, notify_all
from engine.testing import World
from engine.testing.statements import statements
from tests.benchmarks import place
from tests.benchmarks.report import ms, p95, table

_PEOPLE = 10_000
_FLOOD = 100_000
_UNREAD = 200_000
_MAILS = 500
_AT_ONCE = 2  # as one worker


def run() -> str:
    """Ten thousand accounts with an address, and a mail server on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        "LAUFWEG_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "LAUFWEG_MAIL_FROM": "laufweg@stadt.example",
        "LAUFWEG_PUBLIC_URL": "https://laufweg.example",
    }
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        with mock.patch.dict(os.environ, environment), place.world() as world:
            rows = _measure(world)
    finally:
        server.stop()
    return table("Notices and mails", ("what", "ms", "statements"), rows)


def _measure(world: World) -> list[tuple[str, str, str]]:
    people = _accounts(world)
    due = Notice(NoticeKind.DUE, detail={"task": "Antrag prüfen", "case": "KIM-2026-000001"})
    rows = [
        _told(world, "one person, the first time", [(people[0], due)]),
        _told(world, "the same person again", [(people[0], due)]),
        _told(world, f"{_FLOOD:,} notices for one person", ((people[1], due) for _ in range(_FLOOD))),
        _told(world, f"{_PEOPLE:,} people, one each: rows, mails and jobs", ((one, due) for one in people)),
    ]
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO notification (account_id, at, kind) SELECT :one, now(), 'comment'"
                " FROM generate_series(1, :count)"
            ),
            {"one": people[2], "count": _UNREAD},
        )
        tx.execute(text("ANALYZE notification"))
    reader = Actor(people[2], "reader")
    taken = []
    for _ in range(200):
        with world.engine.begin(reader) as tx:
            begun = time.perf_counter()
            queries.notification.count_unread(tx)
            taken.append(time.perf_counter() - begun)
    said = f"{ms(statistics.median(taken))} (p95 {ms(p95(taken))})"
    rows.append((f"the bell of somebody with {_UNREAD:,} unread", said, "1"))
    rows.append(_sent(world))
    return rows


def _accounts(world: World) -> list[int]:
    with world.engine.begin(SYSTEM) as tx:
        found = tx.execute(
            text(
                "INSERT INTO account (login, name, email, password_hash, created_at)"
                " SELECT 'p' || n, 'P', 'p' || n || '@stadt.example', '', now() FROM generate_series(1, :count) AS n"
                " RETURNING id"
            ),
            {"count": _PEOPLE},
        )
        numbers = list(found.scalars())
        tx.execute(
            text(
                "INSERT INTO notification_setting (account_id, quiet_days_off) SELECT id, false FROM account"
            )
        )
        tx.execute(text("ANALYZE account"))
    return numbers


def _told(world: World, what: str, notices: Iterable[tuple[int, Notice]]) -> tuple[str, str, str]:
    begun = time.perf_counter()
    with world.engine.begin(SYSTEM) as tx, statements() as sent:
        notify_all(tx, notices)
        tx.flush()
    return what, ms(time.perf_counter() - begun), str(len(sent))


def _sent(world: World) -> tuple[str, str, str]:
    with world.engine.begin(SYSTEM) as tx:
        found = tx.execute(
            text("SELECT id FROM mail WHERE state = 'waiting' ORDER BY id LIMIT :n"), {"n": _MAILS}
        )
        numbers = list(found.scalars())
        tx.execute(text("UPDATE mail SET due_at = now() - interval '1 minute'"))
    begun = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(lambda number: delivery.deliver(world.engine, number), numbers))
    taken = time.perf_counter() - begun
    with world.engine.begin(SYSTEM) as tx:
        done = tx.execute(text("SELECT count(*) FROM mail WHERE state = 'sent'")).scalar_one()
    return (
        f"a mail, {done} of them, {_AT_ONCE} at once ({done / taken:.0f} a second)",
        ms(taken / max(done, 1)),
        "",
    )
