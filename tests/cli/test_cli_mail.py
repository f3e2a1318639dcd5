"""Mails on the command line: a test mail to a real server, what failed, and sending it again."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from click.testing import Result
from sqlalchemy import text

from engine import SYSTEM
from engine.testing import World

Run = Callable[..., Result]


@pytest.fixture
def smtp(monkeypatch: pytest.MonkeyPatch) -> Controller:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    monkeypatch.setenv("LAUFWEG_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("LAUFWEG_MAIL_FROM", "laufweg@stadt.example")
    monkeypatch.setenv("LAUFWEG_PUBLIC_URL", "https://laufweg.example")
    return Controller(Sink(), hostname="127.0.0.1", port=port)


def test_a_test_mail_is_sent_or_the_reason_said(run: Run, smtp: Controller) -> None:
    smtp.start()
    taken = run("mail", "test", "a@b.example")
    smtp.stop()
    away = run("mail", "test", "a@b.example")

    assert taken.exit_code == 0, taken.output
    assert "took the mail to a@b.example" in taken.output
    assert away.exit_code == 1
    assert "Connection refused" in away.output


def test_without_a_mail_server_a_test_mail_is_refused(run: Run) -> None:
    answer = run("mail", "test", "a@b.example")

    assert answer.exit_code == 1
    assert "LAUFWEG_SMTP_URL" in answer.output


def test_what_failed_is_listed_and_sent_again(
    run: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUFWEG_DATABASE_URL", world.engine.url)
    assert "All mails have arrived" in run("mail", "list").output
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO mail (account_id, kind, state, message_id, due_at, attempts, failure, created_at)"
                " SELECT id, 'notice', 'failed', login, now(), 1, '550 No such user', now() FROM account"
            )
        )
        count, number = tx.execute(text("SELECT count(*), min(id) FROM mail")).one()

    listed = run("mail", "list")
    assert "550 No such user" in listed.output
    assert len(json.loads(run("mail", "list", "--json").stdout)) == count
    assert run("mail", "again").exit_code == 2
    assert run("mail", "again", str(number)).exit_code == 0
    assert run("mail", "again", str(number)).exit_code == 1
    assert f"{count - 1} mails" in run("mail", "again", "--all").output

    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == count
