"""Sending one mail: what goes with it is written as a letter and handed to the mail server.

Two transactions: the first closes the mail, the second holds it while it is handed over. A worker killed in between
leaves it as it is; the next one sends the same letter with the same Message-ID again, which the receiving side
recognises. Nobody who tells somebody something waits for the mail server.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from engine import commands, jobs, mail, notices, queries
from engine.actor import SYSTEM
from engine.clock import ZONE
from engine.engine import Engine
from engine.errors import Invalid
from engine.execution import one_time
from engine.execution.one_time import TRIES
from engine.execution.one_time import Letter as Written
from engine.mail import Invitation, Later, Letter, Line, MailSettings, Outcome, Part, Refused
from engine.notices import NoticeKind, Wish, sentence_outside
from engine.queries.mail import Listed, Span
from engine.queries.notification import NotificationRow
from engine.state.mail import Mail, MailKind
from engine.transaction import Transaction

#: notices in a mail, tasks under a heading of a digest; the rest is counted
SHOWN: Final = 20
LISTED: Final = 10
_SPANS: Final = {
    "de": ("Überfällig", "Heute fällig", "In den nächsten sieben Tagen fällig"),
    "en": ("Overdue", "Due today", "Due within seven days"),
}


def deliver(engine: Engine, mail_id: int) -> None:
    """Send a mail that is due. Nothing happens when another worker does, or without a mail server."""
    settings = mail.settings()
    if settings is None:
        return
    with engine.begin(SYSTEM) as tx:
        begun = commands.mail.begin(tx, mail_id)
    if not begun:
        return
    with engine.begin(SYSTEM) as tx:
        held = commands.mail.take(tx, mail_id)
        if held is None:
            return
        letter = _letter(engine, tx, held)
        if letter is None:
            commands.mail.drop(tx, held)
            return
        commands.mail.note(tx, held, _hand_over(settings, letter))


def deliver_link(engine: Engine, link_id: int) -> None:
    """Send the mail of a one-time link. Nothing happens without a mail server, or when the link is over.

    The token lives in this function alone: made in the first transaction, which keeps its digest, gone with the mail.
    """
    settings = mail.settings()
    if settings is None:
        return
    with engine.begin(SYSTEM) as tx:
        written = commands.referral_link.write(tx, link_id, settings.domain)
        asked = None if written is None else queries.referral_link.asked(tx, link_id)
        now = tx.now.astimezone(ZONE)
    if written is None or asked is None:
        return
    subject = f"Laufweg: Bitte um Antwort, {asked.reference} (answer requested)"
    invitation = _invitation(asked.sender, asked.phone, asked.reference, asked.expires_at)
    outcome = _hand_over(settings, _outside(written, subject, invitation, now))
    with engine.begin(SYSTEM) as tx:
        commands.referral_link.note(tx, link_id, outcome)


def deliver_party_link(engine: Engine, link_id: int) -> None:
    """Send the mail that asks a party for its statement, as `deliver_link` does."""
    settings = mail.settings()
    if settings is None:
        return
    with engine.begin(SYSTEM) as tx:
        written = commands.party_link.write(tx, link_id, settings.domain)
        asked = None if written is None else queries.party_link.asked(tx, link_id)
        now = tx.now.astimezone(ZONE)
    if written is None or asked is None:
        return
    subject = f"Laufweg: Bitte um Stellungnahme, {asked.number} (statement requested)"
    last = asked.expires_at - timedelta(seconds=1)  # the day that ends then
    invitation = _invitation(asked.sender, asked.phone, asked.number, last, "consultation", asked.title)
    outcome = _hand_over(settings, _outside(written, subject, invitation, now))
    with engine.begin(SYSTEM) as tx:
        commands.party_link.note(tx, link_id, outcome)


def call_off_link(engine: Engine, link_id: int, tries: int = 0) -> None:
    """Tell whoever has the mail of a link that nothing is asked of them any more. Nothing happens without a server."""
    settings = mail.settings()
    if settings is None:
        return
    with engine.begin(SYSTEM) as tx:
        asked = queries.referral_link.asked(tx, link_id)
        now = tx.now.astimezone(ZONE)
    if asked is None:
        return
    said = Invitation(asked.sender, asked.phone, asked.reference, words="called_off")
    outcome = _hand_over(settings, _called_off(settings, asked.address, f"verweis.{link_id}", said, now))
    _once_more(engine, outcome, jobs.CALL_OFF_LINK, {"link_id": link_id}, tries)


def call_off_party_link(
    engine: Engine, link_id: int, proposal_id: int, sender_id: int, address: str, reason: str, tries: int = 0
) -> None:
    """As `call_off_link`, to a party of a consultation, and why; its link is gone with it."""
    settings = mail.settings()
    if settings is None:
        return
    with engine.begin(SYSTEM) as tx:
        asked = queries.party_link.called_off(tx, proposal_id, sender_id)
        now = tx.now.astimezone(ZONE)
    said = Invitation(
        asked.sender, asked.phone, asked.number, words="called_off", title=asked.title, reason=reason
    )
    outcome = _hand_over(settings, _called_off(settings, address, f"vorlage.{link_id}", said, now))
    known = {"link_id": link_id, "proposal_id": proposal_id, "sender_id": sender_id}
    _once_more(
        engine, outcome, jobs.CALL_OFF_PARTY_LINK, {**known, "address": address, "reason": reason}, tries
    )


def _called_off(settings: MailSettings, address: str, about: str, said: Invitation, now: datetime) -> Letter:
    """A mail that is the same whenever it is tried, also by a second worker: the receiving side recognises it."""
    subject = f"Laufweg: Keine Antwort mehr nötig, {said.reference} (no answer needed)"
    message_id = f"<erledigt.{about}@{settings.domain}>"
    return Letter(address, message_id, subject, "de", (), "", now, said)


def _once_more(engine: Engine, outcome: Outcome, kind: str, payload: Mapping[str, Any], tries: int) -> None:
    """Try a mail again after a growing while that the server would not take now."""
    if isinstance(outcome, Later) and tries + 1 < TRIES:
        with engine.begin(SYSTEM) as tx:
            jobs.defer(tx, kind, [{**payload, "tries": tries + 1}], at=tx.now + one_time.pause(tries))


def _invitation(
    sender: str, phone: str, reference: str, until: datetime, words: str = "invitation", title: str = ""
) -> Invitation:
    last = until.astimezone(ZONE)
    english = f"{last.day} {last:%B %Y}"  # nothing here sets another locale
    return Invitation(sender, phone, reference, f"{last:%d.%m.%Y}", english, words, title)


def _outside(written: Written, subject: str, invitation: Invitation, now: datetime) -> Letter:
    """A letter to somebody without an account."""
    path = f"/zugang#{written.token}"
    return Letter(written.address, written.message_id, subject, "de", (), path, now, invitation)


def send_test(settings: MailSettings, address: str, written: datetime) -> Outcome:
    """Send a mail to an address that says that mails arrive."""
    part = Part("Testnachricht", (Line("Wenn Sie dies lesen, kommen die Mails von Laufweg an."),))
    message_id = f"<test.{written:%Y%m%d%H%M%S%f}@{settings.domain}>"
    return _hand_over(
        settings,
        Letter(address, message_id, "Laufweg: Testnachricht", "de", (part,), "/", written),
    )


def _lines(one: NotificationRow, wish: Wish) -> tuple[Line, ...]:
    """What a notice says; a summary of ladders a line for each kind that the person wants by mail."""
    path = f"/meldungen/{one.id}"
    kinds = notices.lines(wish.language, one.detail, wish.muted) if one.kind == NoticeKind.SUMMARY else ()
    if kinds:
        said = tuple(Line(text, path=f"{path}?art={kind}") for kind, text in kinds)
        beside = notices.passed(wish.language, one.detail)
        return (*said, Line(beside, path=path)) if beside else said
    return (
        Line(sentence_outside(one.kind, wish.language, one.detail, one.stands_for), one.case_reference, path),
    )


def _number(one: NotificationRow, wish: Wish) -> int:
    """How many things a notice stands for that the person wants by mail."""
    kinds = one.detail.get("kinds") if one.kind == NoticeKind.SUMMARY else None
    if not kinds:
        return one.stands_for
    return sum(int(number) for kind, number in kinds.items() if kind not in wish.muted)


def _hand_over(settings: MailSettings, letter: Letter) -> Outcome:
    try:
        message = mail.compose(settings, letter)
    except Invalid as fault:
        return Refused(fault.message)
    return mail.hand_over(settings, message)


def _letter(engine: Engine, tx: Transaction, held: Mail) -> Letter | None:
    """What stands in the mail; None when there is nothing to say."""
    to = queries.mail.addressee(tx, held.account_id)
    if held.kind is MailKind.DIGEST:
        subject, parts = _digest(engine, tx, held.account_id, to.wish)
        path = "/aufgaben"
    else:
        found, total = queries.mail.content(tx, held.id, SHOWN, to.wish.muted)
        subject, parts = _told(found, total, to.wish)
        path = "/meldungen"
    if not parts:
        return None
    return Letter(
        to.address,
        held.message_id,
        f"Laufweg: {subject}",
        to.wish.language,
        parts,
        path,
        tx.now.astimezone(ZONE),
    )


def _told(found: tuple[NotificationRow, ...], total: int, wish: Wish) -> tuple[str, tuple[Part, ...]]:
    if not found:
        return "", ()
    language = wish.language
    lines = tuple(line for one in found for line in _lines(one, wish))
    number = total if total > 1 else _number(found[0], wish)
    if total == 1 == len(lines):
        subject = lines[0].text.rstrip(".")
    else:
        subject = f"{number} notices" if language == "en" else f"{number} Meldungen"
    heading = "What happened" if language == "en" else "Das ist geschehen"
    return subject, (Part(heading, lines, total - len(found)),)


def _digest(engine: Engine, tx: Transaction, account_id: int, wish: Wish) -> tuple[str, tuple[Part, ...]]:
    """The day of a person as that person sees it."""
    person = queries.account.get(tx, account_id)
    if person is None:
        return "", ()
    with engine.begin(person.actor) as own:
        found = queries.mail.outlook(own, LISTED)
    english = wish.language == "en"
    headings = _SPANS["en" if english else "de"]
    spans = (found.overdue, found.today, found.week)
    parts = tuple(
        _part(f"{heading}: {span.count}", span, wish.language)
        for heading, span in zip(headings, spans, strict=True)
        if span.count
    )
    if english:
        return f"{found.overdue.count} overdue, {found.today.count} due today", parts
    return f"{found.overdue.count} überfällig, {found.today.count} heute fällig", parts


def _part(heading: str, span: Span, language: str) -> Part:
    lines = tuple(Line(_task(one, language), one.case_reference, f"/aufgaben/{one.id}") for one in span.first)
    return Part(heading, lines, span.count - len(lines))


def _task(one: Listed, language: str) -> str:
    day = f"{one.due.astimezone(ZONE):%d.%m.%Y}"
    return f"“{one.name}”, due on {day}." if language == "en" else f"„{one.name}“, fällig {day}."
