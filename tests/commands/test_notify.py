"""Telling people: in the application, with one waiting mail for each, and never as a flood."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import SYSTEM, Transaction
from engine.execution.notify import Notice, NoticeKind, notify, notify_all
from engine.testing import World
from engine.testing.statements import statements

DUE = Notice(NoticeKind.DUE, detail={"task": "Antrag prüfen", "case": "LW-2026-000001", "due": "2026-11-23"})


@pytest.fixture
def mailing(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world with a mail server, and an address for everybody."""
    monkeypatch.setenv("LAUFWEG_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("LAUFWEG_MAIL_FROM", "laufweg@stadt.example")
    monkeypatch.setenv("LAUFWEG_PUBLIC_URL", "https://laufweg.example")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET email = login || '@stadt.example'"))
    yield world


def account(world: World, login: str) -> int:
    number = world.people[login].account
    assert number is not None
    return number


def rows(tx: Transaction, question: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in tx.execute(text(question))]


def test_nobody_to_tell_costs_no_statement(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx, statements() as sent:
        notify(tx, [], DUE)

    assert sent == []


def test_each_is_told_once_with_a_mail_and_its_job(mailing: World) -> None:
    ada, ben = account(mailing, "ada"), account(mailing, "ben")

    with mailing.engine.begin(SYSTEM) as tx:
        notify(tx, [ada, ben, ada], DUE)

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT account_id, kind, stands_for FROM notification ORDER BY account_id") == [
            (ada, "due", 1),
            (ben, "due", 1),
        ]
        assert rows(tx, "SELECT account_id, state FROM mail ORDER BY account_id") == [
            (ada, "waiting"),
            (ben, "waiting"),
        ]
        due = tx.now + timedelta(minutes=5)
        assert (
            rows(tx, "SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'send_mail'")
            == [(due,)] * 2
        )


def test_what_is_rolled_back_tells_nobody(mailing: World) -> None:
    with pytest.raises(RuntimeError), mailing.engine.begin(SYSTEM) as tx:
        notify(tx, [account(mailing, "ada")], DUE)
        raise RuntimeError

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT 1 FROM notification UNION ALL SELECT 1 FROM mail") == []
        assert rows(tx, "SELECT 1 FROM procrastinate_jobs") == []


def test_what_comes_later_goes_with_the_mail_that_waits(mailing: World) -> None:
    ada = account(mailing, "ada")
    for kind in (NoticeKind.DUE, NoticeKind.COMMENT):
        with mailing.engine.begin(SYSTEM) as tx:
            notify(tx, [ada], Notice(kind))

    with mailing.engine.begin(SYSTEM) as tx:
        assert len(rows(tx, "SELECT id FROM mail")) == 1
        assert len(rows(tx, "SELECT id FROM procrastinate_jobs")) == 1
        assert rows(tx, "SELECT count(*), count(DISTINCT mail_id) FROM notification") == [(2, 1)]


def test_whoever_acts_is_told_nothing(mailing: World) -> None:
    with mailing.engine.begin(mailing.people["ada"]) as tx:
        notify(tx, [account(mailing, "ada"), account(mailing, "ben")], DUE)

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT account_id FROM notification") == [(account(mailing, "ben"),)]


def test_an_inactive_account_is_told_nothing(mailing: World) -> None:
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login = 'ada'"))
        notify(tx, [account(mailing, "ada")], DUE)

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT 1 FROM notification") == []


@pytest.mark.parametrize(
    "wish",
    [
        "INSERT INTO notification_setting (account_id, mail) SELECT id, false FROM account",
        "INSERT INTO notification_setting (account_id, muted) SELECT id, '[\"due\"]' FROM account",
        "UPDATE account SET email = ''",
    ],
)
def test_whoever_wants_no_mail_is_told_in_the_application_only(mailing: World, wish: str) -> None:
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text(wish))
        notify(tx, [account(mailing, "ada")], DUE)

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT kind, mail_id FROM notification") == [("due", None)]
        assert rows(tx, "SELECT 1 FROM mail") == []


def test_without_a_mail_server_there_is_no_mail(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET email = 'a@b.example'"))
        notify(tx, [account(world, "ada")], DUE)

    with world.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT mail_id FROM notification") == [(None,)]
        assert rows(tx, "SELECT 1 FROM mail") == []


def test_five_are_told_singly_and_the_sixth_makes_them_one_summary(mailing: World) -> None:
    ada = account(mailing, "ada")
    for _ in range(5):
        with mailing.engine.begin(SYSTEM) as tx:
            notify(tx, [ada], DUE)
    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT stands_for FROM notification") == [(1,)] * 5

    with mailing.engine.begin(SYSTEM) as tx:
        notify(tx, [ada], DUE)
        notify(tx, [ada], Notice(NoticeKind.COMMENT))  # of another kind

    with mailing.engine.begin(SYSTEM) as tx:
        found = rows(tx, "SELECT kind, stands_for, detail FROM notification ORDER BY kind")
    assert found == [
        ("comment", 1, {}),
        ("summary", 6, {"cases": ["LW-2026-000001"], "kinds": {"due": 6}, "passed": {}}),
    ]


def test_a_summary_grows_until_it_is_read(mailing: World) -> None:
    ada = account(mailing, "ada")
    for _ in range(3):
        with mailing.engine.begin(SYSTEM) as tx:
            notify_all(tx, [(ada, DUE)] * 10)
    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT stands_for FROM notification") == [(30,)]
    with mailing.engine.begin(SYSTEM) as tx:
        notify(tx, [ada], DUE)  # a single one goes into it as well
    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT stands_for FROM notification") == [(31,)]
        tx.execute(text("UPDATE notification SET read_at = now()"))

    with mailing.engine.begin(SYSTEM) as tx:
        notify_all(tx, [(ada, DUE)] * 10)

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT stands_for FROM notification ORDER BY id") == [(31,), (10,)]


def test_after_a_while_notices_are_told_singly_again(mailing: World) -> None:
    ada = account(mailing, "ada")
    with mailing.engine.begin(SYSTEM) as tx:
        notify_all(tx, [(ada, DUE)] * 10)
    mailing.clock.advance(timedelta(minutes=11))

    with mailing.engine.begin(SYSTEM) as tx:
        notify(tx, [ada], DUE)

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT stands_for FROM notification ORDER BY id") == [(10,), (1,)]


def test_a_hundred_thousand_are_one_row_and_one_mail_in_a_handful_of_statements(mailing: World) -> None:
    ada = account(mailing, "ada")

    with mailing.engine.begin(SYSTEM) as tx, statements() as sent:
        notify_all(tx, ((ada, DUE) for _ in range(100_000)))

    assert len(sent) <= 6
    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT stands_for FROM notification") == [(100_000,)]
        assert len(rows(tx, "SELECT id FROM mail")) == 1


def test_two_who_tell_the_same_person_at_once_begin_one_mail_and_lose_nothing(mailing: World) -> None:
    ada, ben = account(mailing, "ada"), account(mailing, "ben")

    def tell(number: int) -> None:
        with mailing.engine.begin(SYSTEM) as tx:
            order = [ada, ben] if number % 2 else [ben, ada]
            notify_all(tx, [(one, DUE) for one in order for _ in range(3)])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(tell, range(24)))

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(
            tx, "SELECT account_id, sum(stands_for)::int FROM notification GROUP BY 1 ORDER BY 1"
        ) == [
            (ada, 72),
            (ben, 72),
        ]
        assert rows(tx, "SELECT count(*) FROM mail") == [(2,)]
        assert rows(tx, "SELECT count(DISTINCT mail_id) FROM notification WHERE mail_id IS NOT NULL") == [
            (2,)
        ]
        assert rows(tx, "SELECT count(*) FROM notification WHERE mail_id IS NULL") == [(0,)]


def test_the_next_mail_keeps_its_distance_from_the_last(mailing: World) -> None:
    ada = account(mailing, "ada")
    with mailing.engine.begin(SYSTEM) as tx:
        notify(tx, [ada], DUE)
        first = tx.now + timedelta(minutes=5)
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE mail SET state = 'sent'"))
    mailing.clock.advance(timedelta(minutes=6))

    with mailing.engine.begin(SYSTEM) as tx:
        notify(tx, [ada], DUE)

    with mailing.engine.begin(SYSTEM) as tx:
        assert rows(tx, "SELECT due_at FROM mail ORDER BY id") == [(first,), (first + timedelta(minutes=30),)]
