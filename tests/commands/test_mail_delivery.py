"""Mails to a real SMTP server: taken, refused, later, gone; and nothing twice that the other side cannot recognise."""

from __future__ import annotations

import email
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import time as clock_time
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import create_engine, text

from engine import SYSTEM, Conflict, Forbidden, Invalid, commands, queries
from engine.clock import ZONE
from engine.duties import DUTIES
from engine.execution.notify import Notice, NoticeKind, notify, notify_all
from engine.mail import Later, Refused, Taken
from engine.notices import OF_LADDERS, Wish
from engine.state.mail import MailKind
from engine.testing import World
from engine.testing import models as m
from engine.worker import Worker

DUE = Notice(NoticeKind.DUE, detail={"task": "Antrag prüfen", "case": "LW-2026-000001", "due": "2026-11-23"})
SOON = timedelta(minutes=5)


class Mailbox:
    """A mail server that keeps what it gets, and answers as it is told to, once for each."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.answers: list[str] = []
        self.rcpt_answers: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt_answers:
            return self.rcpt_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "break off":
            assert server.transport is not None
            server.transport.abort()
            return "250 OK"
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = email.message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self.got.append(message)
        return answer


@contextmanager
def listening(mailbox: Mailbox, port: int = 0) -> Iterator[int]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server, and the settings that lead there."""
    found = Mailbox()
    with listening(found) as port:
        monkeypatch.setenv("LAUFWEG_SMTP_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("LAUFWEG_MAIL_FROM", "Laufweg Städteregion <laufweg@stadt.example>")
        monkeypatch.setenv("LAUFWEG_PUBLIC_URL", "https://laufweg.example/")
        yield found


@pytest.fixture
def mailing(world: World, mailbox: Mailbox) -> World:
    """The world with that mail server, and an address for everybody."""
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET email = login || '@stadt.example'"))
    return world


def account(world: World, login: str) -> int:
    number = world.people[login].account
    assert number is not None
    return number


def tell(world: World, login: str, *notices: Notice) -> None:
    with world.engine.begin(SYSTEM) as tx:
        notify_all(tx, [(account(world, login), one) for one in notices or (DUE,)])


def wish(world: World, login: str, settings: Wish) -> None:
    with world.engine.begin(world.people[login]) as tx:
        commands.notification.change_settings(tx, settings)


def ask(world: World, question: str) -> list[tuple[Any, ...]]:
    with world.engine.begin(SYSTEM) as tx:
        return [tuple(row) for row in tx.execute(text(question))]


def pass_time(world: World, span: timedelta = SOON) -> None:
    world.clock.advance(span)
    world.work_off()


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_what_happened_arrives_as_text_and_html_with_a_link(mailing: World, mailbox: Mailbox) -> None:
    tell(mailing, "ada")

    pass_time(mailing)

    (message,) = mailbox.got
    assert message["To"] == "ada@stadt.example"
    assert message["From"] == "Laufweg Städteregion <laufweg@stadt.example>"
    assert message["Subject"] == "Laufweg: „Antrag prüfen“ ist fällig seit 23.11.2026"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@stadt.example>")
    assert message["Date"].datetime == mailing.clock.moment.replace(microsecond=0)
    assert message["Content-Language"] == "de"
    for kind in ("plain", "html"):
        said = body(message, kind)
        assert "„Antrag prüfen“ ist fällig seit 23.11.2026." in said
        assert "LW-2026-000001" in said
        assert "https://laufweg.example/meldungen" in said
    assert ask(mailing, "SELECT state, attempts, sent_at IS NOT NULL FROM mail") == [("sent", 1, True)]


def test_in_english_for_whoever_wants_it(mailing: World, mailbox: Mailbox) -> None:
    wish(mailing, "ada", Wish(language="en"))
    tell(mailing, "ada", DUE, Notice(NoticeKind.COMMENT, detail={"task": "Antrag prüfen"}))

    pass_time(mailing)

    (message,) = mailbox.got
    assert message["Subject"] == "Laufweg: 2 notices"
    assert message["Content-Language"] == "en"
    for kind in ("plain", "html"):
        assert "“Antrag prüfen” has been due since 23.11.2026." in body(message, kind)
        assert "New comment on “Antrag prüfen”." in body(message, kind)
        assert "Guten Tag" not in body(message, kind)


def test_a_mail_leads_to_the_notice_and_names_no_person(mailing: World, mailbox: Mailbox) -> None:
    story = mailing.start({"p.bpmn": m.tasks("p", "a")})
    row = story.task("a")
    with mailing.engine.begin(mailing.people["lea"]) as tx:
        commands.task.assign(tx, row.id, row.revision, account(mailing, "ada"))

    pass_time(mailing)

    (message,) = mailbox.got
    written = message.as_string() + body(message, "plain") + body(message, "html")
    ((number,),) = ask(mailing, "SELECT id FROM notification")
    assert f"https://laufweg.example/meldungen/{number}" in written
    assert story.reference in written
    for name in ("Muster", "Maryam", "Ada", "Öztürk", "Lea", "Groß", "1990"):
        assert name not in written


def test_a_name_out_of_a_model_begins_no_header_and_no_markup(mailing: World, mailbox: Mailbox) -> None:
    tell(
        mailing,
        "ada",
        Notice(NoticeKind.DUE, detail={"task": "A\r\nBcc: eve@evil.example\n\n<b>{{ 7*7 }}</b>"}),
    )

    pass_time(mailing)

    (message,) = mailbox.got
    assert message["Bcc"] is None
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in body(message, "html")


def test_what_happens_within_the_window_is_one_mail(mailing: World, mailbox: Mailbox) -> None:
    tell(mailing, "ada")
    mailing.clock.advance(timedelta(minutes=4))
    tell(mailing, "ada", Notice(NoticeKind.MENTION, detail={"task": "B"}))

    pass_time(mailing, timedelta(minutes=1))

    (message,) = mailbox.got
    assert message["Subject"] == "Laufweg: 2 Meldungen"


def test_a_flood_is_one_line_of_one_mail(mailing: World, mailbox: Mailbox) -> None:
    tell(mailing, "ada", *[DUE] * 3000)

    pass_time(mailing)

    (message,) = mailbox.got
    # a header makes another space of the narrow one between the digits
    assert message["Subject"].split() == ["Laufweg:", "3", "000", "Aufgaben", "sind", "fällig"]


def test_of_several_kinds_a_summary_has_a_line_each_that_leads_to_its_tasks(
    mailing: World, mailbox: Mailbox
) -> None:
    overdue = Notice(NoticeKind.OVERDUE, detail={"passed": {"3": 1}})
    tell(mailing, "ada", *[DUE] * 4, *[overdue] * 3)

    pass_time(mailing)

    (message,) = mailbox.got
    assert message["Subject"] == "Laufweg: 7 Meldungen"
    said = body(message, "plain")
    ((number,),) = ask(mailing, "SELECT id FROM notification")
    for text_ in ("3 Aufgaben sind überfällig.", "4 Aufgaben sind fällig.", "Zugleich erreicht: Stufe 3 (3"):
        assert text_ in said
    assert f"/meldungen/{number}?art=overdue" in said and f"/meldungen/{number}?art=due" in said


def test_kinds_somebody_does_not_want_are_not_counted_in_the_subject(
    mailing: World, mailbox: Mailbox
) -> None:
    wish(mailing, "ada", Wish(muted=frozenset({"overdue"})))
    tell(mailing, "ada", *[DUE] * 4, *[Notice(NoticeKind.OVERDUE)] * 3)

    pass_time(mailing)

    (message,) = mailbox.got
    assert message["Subject"] == "Laufweg: 4 Aufgaben sind fällig"
    assert "überfällig" not in body(message, "plain")


def test_kinds_muted_while_a_mail_waits_are_left_out_of_it(mailing: World, mailbox: Mailbox) -> None:
    tell(mailing, "ada", DUE, Notice(NoticeKind.COMMENT, detail={"task": "B"}))
    tell(mailing, "ben", *[DUE] * 7)
    for login in ("ada", "ben"):
        wish(mailing, login, Wish(muted=frozenset({"due"})))

    pass_time(mailing)

    (message,) = mailbox.got
    assert message["To"] == "ada@stadt.example"
    assert message["Subject"] == "Laufweg: Neuer Kommentar zu „B“"
    assert "fällig" not in body(message, "plain")


def test_what_does_not_fit_is_counted(mailing: World, mailbox: Mailbox) -> None:
    kinds = set(NoticeKind) - OF_LADDERS - {NoticeKind.MAIL_FAILED, NoticeKind.SUMMARY}
    tell(mailing, "ada", *[Notice(one, detail={"task": f"T{n}"}) for one in kinds for n in range(3)])

    pass_time(mailing)

    assert f"und {3 * len(kinds) - 20} weitere" in body(mailbox.got[0], "plain")


def test_what_was_read_meanwhile_does_not_go(mailing: World, mailbox: Mailbox) -> None:
    tell(mailing, "ada")
    with mailing.engine.begin(mailing.people["ada"]) as tx:
        commands.notification.read_all(tx)

    pass_time(mailing)

    assert mailbox.got == []
    assert ask(mailing, "SELECT 1 FROM mail") == []
    assert ask(mailing, "SELECT mail_id FROM notification") == [(None,)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE account SET active = false",
        "UPDATE account SET email = ''",
        "INSERT INTO notification_setting (account_id, mail) SELECT id, false FROM account",
    ],
)
def test_whoever_wants_no_mail_any_more_gets_none(mailing: World, mailbox: Mailbox, change: str) -> None:
    tell(mailing, "ada")
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text(change))

    pass_time(mailing)

    assert mailbox.got == []
    assert ask(mailing, "SELECT 1 FROM mail") == []


def test_in_quiet_hours_a_mail_waits_for_the_morning(mailing: World, mailbox: Mailbox) -> None:
    wish(mailing, "ada", Wish(quiet_from=clock_time(9), quiet_to=clock_time(11)))
    tell(mailing, "ada")

    pass_time(mailing, timedelta(hours=1, minutes=59))
    assert mailbox.got == []

    pass_time(mailing, timedelta(minutes=1))
    assert len(mailbox.got) == 1


def test_quiet_hours_that_begin_while_a_mail_waits_hold_it(mailing: World, mailbox: Mailbox) -> None:
    tell(mailing, "ada")
    wish(mailing, "ada", Wish(quiet_from=clock_time(9), quiet_to=clock_time(11)))

    pass_time(mailing)
    assert mailbox.got == []

    pass_time(mailing, timedelta(hours=2))
    assert len(mailbox.got) == 1


def test_a_mail_that_is_tried_again_keeps_quiet_hours_too(mailing: World, mailbox: Mailbox) -> None:
    wish(mailing, "ada", Wish(quiet_from=clock_time(9, 6), quiet_to=clock_time(11)))
    mailbox.answers = ["451 Try again"]
    tell(mailing, "ada")

    pass_time(mailing)
    pass_time(mailing, timedelta(minutes=30))
    assert ask(mailing, "SELECT state, attempts FROM mail") == [("sending", 1)]
    assert mailbox.got == []

    pass_time(mailing, timedelta(hours=1, minutes=25))
    assert len(mailbox.got) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE account SET active = false",
        "INSERT INTO notification_setting (account_id, mail) SELECT id, false FROM account",
    ],
)
def test_whoever_has_left_or_wants_none_any_more_is_not_tried_again(
    mailing: World, mailbox: Mailbox, change: str
) -> None:
    mailbox.answers = ["451 Try again"]
    tell(mailing, "ada")
    pass_time(mailing)
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text(change))

    pass_time(mailing)

    assert mailbox.got == []
    assert ask(mailing, "SELECT 1 FROM mail") == []


@pytest.mark.parametrize("answer", ["530 5.7.0 Authentication required", "538 Encryption required"])
def test_a_server_that_lets_nobody_in_is_asked_again(mailing: World, mailbox: Mailbox, answer: str) -> None:
    mailbox.rcpt_answers = [answer]
    tell(mailing, "ada")

    pass_time(mailing)
    assert ask(mailing, "SELECT state, failure FROM mail") == [("sending", answer)]
    pass_time(mailing)

    assert len(mailbox.got) == 1


def test_a_server_that_says_later_is_asked_again_for_the_same_mail(mailing: World, mailbox: Mailbox) -> None:
    mailbox.answers = ["451 Try again", "451 Try again"]
    tell(mailing, "ada")

    pass_time(mailing)
    assert ask(mailing, "SELECT state, attempts, failure FROM mail") == [("sending", 1, "451 Try again")]
    first = ask(mailing, "SELECT message_id FROM mail")
    pass_time(mailing, timedelta(seconds=59))
    assert ask(mailing, "SELECT attempts FROM mail") == [(1,)]
    pass_time(mailing, timedelta(seconds=1))
    assert ask(mailing, "SELECT attempts FROM mail") == [(2,)]
    pass_time(mailing, timedelta(minutes=1))
    assert mailbox.got == []
    pass_time(mailing, timedelta(minutes=1))

    (message,) = mailbox.got
    assert [(message["Message-ID"],)] == first
    assert ask(mailing, "SELECT state, attempts, failure FROM mail") == [("sent", 3, None)]


def test_a_connection_that_breaks_off_is_made_again(mailing: World, mailbox: Mailbox) -> None:
    mailbox.answers = ["break off"]
    tell(mailing, "ada")

    pass_time(mailing)
    pass_time(mailing, timedelta(minutes=1))

    assert len(mailbox.got) == 1


def test_a_server_that_is_away_holds_two_mails_of_a_person_and_no_more(
    mailing: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = os.environ["LAUFWEG_SMTP_URL"]
    monkeypatch.setenv("LAUFWEG_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    for _ in range(40):
        tell(mailing, "ada")
        pass_time(mailing, timedelta(minutes=31))
    assert ask(mailing, "SELECT state FROM mail ORDER BY id") == [("sending",), ("waiting",)]

    monkeypatch.setenv("LAUFWEG_SMTP_URL", there)
    for _ in range(12):
        pass_time(mailing, timedelta(minutes=31))

    assert len(mailbox.got) == 2
    assert ask(mailing, "SELECT count(*) FROM notification WHERE mail_id IS NULL") == [(0,)]


def test_a_server_that_stays_away_is_given_up_after_three_days(
    mailing: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUFWEG_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    tell(mailing, "ada")

    tries = 0
    while ask(mailing, "SELECT state FROM mail") != [("failed",)]:
        pass_time(mailing, timedelta(hours=1))
        tries += 1
        assert tries < 100

    assert 48 < tries < 96
    ((attempts, failure),) = ask(mailing, "SELECT attempts, failure FROM mail")
    assert attempts == 24
    assert "Connection refused" in failure


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_a_refusal_is_final_and_told_to_the_administrators(
    mailing: World, mailbox: Mailbox, where: str
) -> None:
    (mailbox.rcpt_answers if where == "rcpt" else mailbox.answers).append("550 No such user")
    tell(mailing, "ada")

    pass_time(mailing)
    pass_time(mailing, timedelta(days=1))

    assert mailbox.got == []
    assert ask(mailing, "SELECT state, attempts, failure FROM mail") == [("failed", 1, "550 No such user")]
    told = ask(mailing, "SELECT account_id, mail_id FROM notification WHERE kind = 'mail_failed'")
    assert told == [(account(mailing, "adam"), None)]
    with mailing.engine.begin(mailing.people["adam"]) as tx:
        found = queries.mail.overview(tx)
    assert [(one.address, one.reason) for one in found.failed] == [("ada@stadt.example", "550 No such user")]
    assert (found.failed_total, found.retried, found.next) == (1, (), None)


def test_an_address_that_is_none_fails_without_the_server(mailing: World, mailbox: Mailbox) -> None:
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET email = E'ada@x.example\\nBcc: eve@evil.example'"))
    tell(mailing, "ada")

    pass_time(mailing)

    assert mailbox.got == []
    assert ask(mailing, "SELECT state FROM mail WHERE account_id IS NOT NULL") == [("failed",)]


def test_a_domain_with_umlauts_is_written_as_every_mail_server_reads_it(
    mailing: World, mailbox: Mailbox
) -> None:
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET email = 'ada@städteregion.example'"))
    tell(mailing, "ada")

    pass_time(mailing)

    assert [message["To"] for message in mailbox.got] == ["ada@xn--stdteregion-m8a.example"]


@pytest.mark.parametrize("address", ["ada@" + "ä" * 80 + ".example", "ada@a..ä", "@", "ada"])
def test_a_domain_that_is_none_fails_without_the_server(
    mailing: World, mailbox: Mailbox, address: str
) -> None:
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET email = :it"), {"it": address})
    tell(mailing, "ada")

    pass_time(mailing)

    assert mailbox.got == []
    assert ask(mailing, "SELECT state FROM mail WHERE account_id IS NOT NULL") == [("failed",)]


def test_a_failed_mail_is_sent_again_as_the_same(mailing: World, mailbox: Mailbox) -> None:
    mailbox.answers = ["550 Full"]
    tell(mailing, "ada")
    pass_time(mailing)
    ((number, message_id),) = ask(mailing, "SELECT id, message_id FROM mail")
    with pytest.raises(Forbidden), mailing.engine.begin(mailing.people["ada"]) as tx:
        commands.mail.send_again(tx, number)

    with mailing.engine.begin(mailing.people["adam"]) as tx:
        commands.mail.send_again(tx, number)
    mailing.work_off()

    (message,) = mailbox.got
    assert message["Message-ID"] == message_id
    with pytest.raises(Conflict), mailing.engine.begin(mailing.people["adam"]) as tx:
        commands.mail.send_again(tx, number)


def test_all_failed_mails_are_sent_again_at_once(mailing: World, mailbox: Mailbox) -> None:
    mailbox.answers = ["550 Full"] * 3
    for login in ("ada", "ben", "lea"):
        tell(mailing, login)
    pass_time(mailing)

    with mailing.engine.begin(mailing.people["adam"]) as tx:
        assert commands.mail.send_all_again(tx) == 3
    mailing.work_off()

    assert sorted(one["To"] for one in mailbox.got) == [
        f"{one}@stadt.example" for one in ("ada", "ben", "lea")
    ]


def test_a_mail_whose_job_is_lost_gets_a_new_one(mailing: World, mailbox: Mailbox) -> None:
    tell(mailing, "ada")
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("TRUNCATE procrastinate_jobs CASCADE"))
    pass_time(mailing, commands.mail.STALE + SOON + timedelta(seconds=1))
    assert mailbox.got == []

    Worker(mailing.engine).sweep()
    mailing.work_off()

    assert len(mailbox.got) == 1


def test_workers_that_send_at_once_send_each_mail_once(mailing: World, mailbox: Mailbox) -> None:
    for login in ("ada", "ben", "lea", "olga"):
        tell(mailing, login)
    mailing.clock.advance(SOON)
    numbers = [row[0] for row in ask(mailing, "SELECT id FROM mail")]
    worker = Worker(mailing.engine)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(worker.send_mail, numbers * 4))

    assert len(mailbox.got) == 4
    assert len({one["Message-ID"] for one in mailbox.got}) == 4


def test_whoever_tells_something_does_not_wait_for_the_mail_server(mailing: World, mailbox: Mailbox) -> None:
    """While a mail is held for sending, what happens begins the next one."""
    tell(mailing, "ada")
    mailing.clock.advance(SOON)
    ((number,),) = ask(mailing, "SELECT id FROM mail")
    with mailing.engine.begin(SYSTEM) as tx:
        assert commands.mail.begin(tx, number)

    with mailing.engine.begin(SYSTEM) as holder:
        assert commands.mail.take(holder, number) is not None
        with mailing.engine.begin(SYSTEM) as tx:
            tx.execute(text("SET LOCAL lock_timeout = '100ms'"))
            notify(tx, [account(mailing, "ada")], DUE)

    assert ask(mailing, "SELECT state FROM mail ORDER BY id") == [("sending",), ("waiting",)]


@contextmanager
def _worker_process(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker in a process of its own, on the clock of the database."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"from engine.worker import main; main({url!r})"],
        env={**os.environ, "LAUFWEG_DEAD_AFTER": "2"},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _until(condition: Any, what: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"Expected {what}, but it did not come about")


@pytest.mark.slow
def test_a_worker_killed_between_sending_and_commit_sends_the_same_message_again(
    mailing: World, mailbox: Mailbox
) -> None:
    """kill -9 when the server has taken the mail and the worker cannot write so: the next one sends the same."""
    wish(mailing, "ada", Wish(quiet_days_off=False))
    tell(mailing, "ada")
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE mail SET due_at = clock_timestamp() - interval '1 minute'"))
        tx.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
        # whoever writes that it was sent waits here
        tx.execute(
            text(
                "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$"
            )
        )
        tx.execute(
            text(
                "CREATE TRIGGER hold BEFORE UPDATE ON mail FOR EACH ROW WHEN (NEW.state = 'sent')"
                " EXECUTE FUNCTION hold()"
            )
        )
    blocker = create_engine(mailing.engine.url)
    with blocker.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(4711)"))
        with _worker_process(mailing.engine.url) as process:
            _until(lambda: len(mailbox.got) == 1, "one mail")
            process.kill()
            process.wait(timeout=10)
        connection.execute(text("SELECT pg_advisory_unlock(4711)"))
    blocker.dispose()
    assert ask(mailing, "SELECT state FROM mail") == [("sending",)]

    with _worker_process(mailing.engine.url):
        _until(lambda: ask(mailing, "SELECT state FROM mail") == [("sent",)], "a mail that is sent")

    first, second = mailbox.got
    assert first["Message-ID"] == second["Message-ID"]
    assert body(first, "plain") == body(second, "plain")


@pytest.mark.slow
def test_a_mail_server_that_never_answers_holds_up_nothing_else(
    mailing: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes connections and says nothing; five mails wait for it, and a timer fires all the same."""
    reminder = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.boundary("frist", "a", m.timer("P14D"), interrupting=False),
        m.end(),
        m.end("end2"),
        m.flow("start", "a"),
        m.flow("a", "end"),
        m.flow("frist", "end2"),
    )
    mailing.start({"p.bpmn": reminder})
    for login in ("ada", "ben", "lea", "olga", "carla"):
        wish(mailing, login, Wish(quiet_days_off=False))
        tell(mailing, login)
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE mail SET due_at = clock_timestamp() - interval '1 minute'"))
        tx.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("LAUFWEG_SMTP_URL", f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        with _worker_process(mailing.engine.url):
            _until(
                lambda: ask(mailing, "SELECT count(*) FROM mail WHERE state = 'sending'") == [(2,)],
                "two mails",
            )
            with mailing.engine.begin(SYSTEM) as tx:
                tx.execute(text("UPDATE timer SET due_at = clock_timestamp() - interval '1 hour'"))
            _until(lambda: ask(mailing, "SELECT state FROM timer") == [("fired",)], "a timer that fires")

    assert ask(mailing, "SELECT count(*) FROM mail WHERE state = 'sent'") == [(0,)]


def test_a_digest_says_what_is_due_as_the_person_sees_it(mailing: World, mailbox: Mailbox) -> None:
    mailing.deploy({"p.bpmn": m.tasks("p", "a")})
    stories = [mailing.open("p") for _ in range(14)]
    days = [-3] * 12 + [0, 5]
    with mailing.engine.begin(SYSTEM) as tx:
        for story, ahead in zip(stories, days, strict=True):
            tx.execute(
                text("UPDATE user_task SET due_at = :due WHERE id = :id"),
                {"due": tx.now + timedelta(days=ahead, hours=1), "id": story.task("a").id},
            )
    wish(mailing, "ada", Wish(digest_at=clock_time(9, 30), language="en"))
    wish(mailing, "carla", Wish(digest_at=clock_time(9, 30)))  # has nothing to do with them
    Worker(mailing.engine).make_up()
    mailing.work_off()
    assert mailbox.got == []

    mailing.clock.advance(timedelta(minutes=30))
    Worker(mailing.engine).make_up()
    mailing.work_off()

    (message,) = mailbox.got
    assert message["To"] == "ada@stadt.example"
    assert message["Subject"] == "Laufweg: 12 overdue, 1 due today"
    said = body(message, "plain")
    assert "Overdue: 12" in said and "and 2 more" in said
    assert "Due within seven days: 1" in said
    assert stories[0].reference in said
    assert "Muster" not in said + body(message, "html")


def test_a_digest_comes_once_a_day_however_often_is_asked(mailing: World, mailbox: Mailbox) -> None:
    mailing.start({"p.bpmn": m.tasks("p", "a")})
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET due_at = '2026-11-01'"))
    wish(mailing, "ada", Wish(digest_at=clock_time(9, 30)))
    for _ in range(288 * 2):
        mailing.clock.advance(timedelta(minutes=5))
        Worker(mailing.engine).make_up()
        mailing.work_off()

    assert len(mailbox.got) == 2


def test_whoever_puts_the_digest_off_after_it_came_gets_the_next_one_tomorrow(
    mailing: World, mailbox: Mailbox
) -> None:
    mailing.start({"p.bpmn": m.tasks("p", "a")})
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET due_at = '2026-11-01'"))
    wish(mailing, "ada", Wish(digest_at=clock_time(9, 30)))
    came = []
    for hours in (0.5, 6.5, 17.5, 6.5):  # 09:30 and 16:00, twice
        mailing.clock.advance(timedelta(hours=hours))
        Worker(mailing.engine).make_up()
        mailing.work_off()
        came.append(len(mailbox.got))
        wish(mailing, "ada", Wish(digest_at=clock_time(16)))

    assert came == [1, 1, 1, 2]


def test_a_digest_wished_for_right_before_midnight_comes_that_day(mailing: World, mailbox: Mailbox) -> None:
    mailing.start({"p.bpmn": m.tasks("p", "a")})
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET due_at = '2026-11-01'"))
    wish(mailing, "ada", Wish(digest_at=clock_time(23, 58)))
    mailing.clock.advance(timedelta(hours=14, minutes=50))  # 23:50
    came = []
    for _ in range(6):
        Worker(mailing.engine).make_up()
        mailing.work_off()
        came += [f"{mailing.clock.moment.astimezone(ZONE):%H:%M}"] * (len(mailbox.got) - len(came))
        mailing.clock.advance(timedelta(minutes=5))

    assert came == ["23:55"]


def test_on_a_day_off_there_is_no_digest(mailing: World, mailbox: Mailbox) -> None:
    mailing.start({"p.bpmn": m.tasks("p", "a")})
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET due_at = '2026-11-01'"))
    wish(mailing, "ada", Wish(digest_at=clock_time(9, 30)))
    mailing.clock.advance(timedelta(days=5, hours=2))  # Saturday

    Worker(mailing.engine).make_up()
    mailing.work_off()

    assert mailbox.got == []


@pytest.mark.parametrize(
    ("day", "first", "expected"),
    [
        # 28 March 2027: 02:30 is left out, so the digest comes at 03:00 summer time
        ("2027-03-27T23:00+00:00", "2027-03-28T01:00+00:00", 1),
        # 25 October 2026: 02:30 comes twice, the digest with the first
        ("2026-10-24T22:00+00:00", "2026-10-25T00:30+00:00", 1),
    ],
)
def test_a_digest_in_the_night_the_clock_is_changed_comes_once(
    mailing: World, mailbox: Mailbox, day: str, first: str, expected: int
) -> None:
    from datetime import datetime

    mailing.start({"p.bpmn": m.tasks("p", "a")})
    with mailing.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET due_at = '2026-10-01'"))
    mailing.clock.moment = datetime.fromisoformat(day)
    wish(mailing, "ada", Wish(digest_at=clock_time(2, 30), quiet_days_off=False))
    came = []
    for _ in range(12 * 8):
        Worker(mailing.engine).make_up()
        mailing.work_off()
        came += [mailing.clock.moment] * (len(mailbox.got) - len(came))
        mailing.clock.advance(timedelta(minutes=5))

    assert came == [datetime.fromisoformat(first)] * expected


def test_two_workers_begin_a_turn_once(mailing: World) -> None:
    worker = Worker(mailing.engine)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: worker.make_up(), range(12)))

    assert ask(mailing, "SELECT count(*), count(DISTINCT name) FROM duty") == [(len(DUTIES), len(DUTIES))]
    assert ask(mailing, "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'do_duty'") == [
        (len(DUTIES),)
    ]


def test_after_an_outage_of_days_a_duty_is_made_up_once(mailing: World) -> None:
    worker = Worker(mailing.engine)
    worker.make_up()
    mailing.clock.advance(timedelta(days=9, hours=3))

    worker.make_up()
    worker.make_up()

    assert ask(mailing, "SELECT turn FROM duty WHERE name = 'old mails' ORDER BY id") == [
        ("2026-11-23 03:20",),
        ("2026-12-02 03:20",),
    ]


def test_what_is_old_is_deleted_and_what_is_young_or_unread_is_kept(mailing: World, mailbox: Mailbox) -> None:
    tell(mailing, "ada")
    tell(mailing, "ben")
    pass_time(mailing)
    with mailing.engine.begin(mailing.people["ada"]) as tx:
        commands.notification.read_all(tx)
    assert len(mailbox.got) == 2

    mailing.clock.advance(timedelta(days=91))
    Worker(mailing.engine).make_up()
    mailing.work_off()
    assert ask(mailing, "SELECT account_id FROM notification") == [(account(mailing, "ben"),)]
    assert ask(mailing, "SELECT account_id FROM mail") == [(account(mailing, "ben"),)]

    mailing.clock.advance(timedelta(days=280))
    Worker(mailing.engine).make_up()
    mailing.work_off()
    assert ask(mailing, "SELECT 1 FROM notification UNION ALL SELECT 1 FROM mail") == []


def test_a_mail_is_handed_over_through_tls_or_not_at_all(
    mailing: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This server offers no STARTTLS: nothing goes in the clear, and the mail waits for a better setting."""
    in_the_clear = os.environ["LAUFWEG_SMTP_URL"]
    monkeypatch.setenv("LAUFWEG_SMTP_URL", in_the_clear.replace("smtp://", "smtp+starttls://"))
    tell(mailing, "ada")

    pass_time(mailing)

    assert mailbox.got == []
    ((state, failure),) = ask(mailing, "SELECT state, failure FROM mail")
    assert state == "sending"
    assert "STARTTLS" in failure


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that only who is told so trusts, with its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed; it makes the certificate of this test")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    words = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ]
    subprocess.run([program, *words, "-keyout", f"{path}.key", "-out", path], check=True, capture_output=True)
    return path


@pytest.mark.parametrize("trusted", [True, False])
def test_a_login_goes_through_tls_with_a_certificate_that_is_checked(
    mailing: World, certificate: Path, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    box = Mailbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, f"{certificate}.key")
    seen: list[tuple[bytes, bytes]] = []

    def check(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword
    ) -> AuthResult:
        seen.append((login.login, login.password))
        return AuthResult(success=login.password == b"p@ss")

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=check,
    )
    controller.start()
    monkeypatch.setenv("LAUFWEG_SMTP_URL", f"smtp+starttls://laufweg:p%40ss@127.0.0.1:{controller.port}")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tell(mailing, "ada")

    try:
        pass_time(mailing)
    finally:
        controller.stop()

    ((state, failure),) = ask(mailing, "SELECT state, failure FROM mail")
    if trusted:
        assert (state, failure, seen) == ("sent", None, [(b"laufweg", b"p@ss")])
        assert len(box.got) == 1
    else:
        assert (state, box.got, seen) == ("sending", [], [])
        assert "certificate" in failure.lower()


def test_wrong_settings_are_said_when_a_process_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.mail import settings

    right = {
        "LAUFWEG_SMTP_URL": "smtp+starttls://user:p%40ss@mail.example",
        "LAUFWEG_MAIL_FROM": "a@b.example",
        "LAUFWEG_PUBLIC_URL": "https://x.example",
    }
    found = settings(right)
    assert found is not None
    assert (found.host, found.port, found.user, found.password) == ("mail.example", 587, "user", "p@ss")
    assert settings({}) is None
    for wrong in (
        {"LAUFWEG_SMTP_URL": "http://mail.example"},
        {"LAUFWEG_SMTP_URL": "smtp://"},
        {"LAUFWEG_SMTP_URL": "smtp://mail.example:many"},
        {"LAUFWEG_MAIL_FROM": ""},
        {"LAUFWEG_PUBLIC_URL": "laufweg.example"},
    ):
        with pytest.raises(Invalid):
            settings({**right, **wrong})


def test_a_test_mail_says_what_became_of_it(mailing: World, mailbox: Mailbox) -> None:
    from engine import delivery
    from engine.mail import settings

    found = settings()
    assert found is not None
    mailbox.answers = ["250 OK", "451 Later", "550 Never"]

    assert delivery.send_test(found, "adam@stadt.example", mailing.clock.moment) == Taken()
    assert delivery.send_test(found, "adam@stadt.example", mailing.clock.moment) == Later("451 Later")
    assert delivery.send_test(found, "adam@stadt.example", mailing.clock.moment) == Refused("550 Never")
    assert isinstance(delivery.send_test(found, "nobody", mailing.clock.moment), Refused)
    assert len(mailbox.got) == 1


def test_the_kinds_of_mails_wait_beside_each_other(mailing: World) -> None:
    tell(mailing, "ada")
    with mailing.engine.begin(SYSTEM) as tx:
        from engine.state import mail

        assert len(mail.begin(tx, MailKind.DIGEST, {account(mailing, "ada"): tx.now}, "x.example")) == 1

    assert ask(mailing, "SELECT kind, state FROM mail ORDER BY id") == [
        ("notice", "waiting"),
        ("digest", "waiting"),
    ]
