"""Handing a message to the mail server: taken, to be tried again, or refused for good."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage

from engine.mail.settings import MailSettings

#: answers about who sends, not about the message: nobody has logged in, or not through TLS (RFC 4954, 6)
_LETS_NOBODY_IN = frozenset({530, 534, 535, 538})
#: characters of what a mail server answers that are kept
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """The mail server has the message."""


@dataclass(frozen=True, slots=True)
class Later:
    """It could not be handed over now; the same message is to be tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The mail server will never take it."""

    reason: str


Outcome = Taken | Later | Refused


def hand_over(settings: MailSettings, message: EmailMessage) -> Outcome:
    """Give the message to the mail server.

    Only what the server says to this message is final. A server that is not there, that lets nobody in or breaks off
    may have been set up wrongly: then later. Nothing is ever sent in the clear where encryption was asked for.
    """
    try:
        with closing(_connect(settings)) as server:
            return _send(server, message)
    except smtplib.SMTPResponseException as error:
        return Later(_said(error.smtp_code, error.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        return Later(_short(f"{type(error).__name__}: {error}"))


def _connect(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    where = (settings.host, settings.port)
    server: smtplib.SMTP
    if settings.security == "smtps":
        server = smtplib.SMTP_SSL(*where, timeout=settings.timeout, context=context)
    else:
        server = smtplib.SMTP(*where, timeout=settings.timeout)
    try:
        if settings.security == "smtp+starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _send(server: smtplib.SMTP, message: EmailMessage) -> Outcome:
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, answer),) = error.recipients.values()
        return _by_code(code, answer)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        return _by_code(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError as error:  # letters in the address that this server cannot write
        return Refused(_short(str(error)))
    with suppress(smtplib.SMTPException, OSError):  # it has the message, whatever it says to the farewell
        server.quit()
    return Taken()


def _by_code(code: int, answer: bytes | str) -> Outcome:
    """5xx is final (RFC 5321, 4.2.1) but for a login that is missing; 4xx is not, nor -1, by which smtplib tells that
    the connection broke off.
    """
    is_final = 500 <= code < 600 and code not in _LETS_NOBODY_IN
    return Refused(_said(code, answer)) if is_final else Later(_said(code, answer))


def _said(code: int, answer: bytes | str) -> str:
    return _short(f"{code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}")


def _short(text: str) -> str:
    """One line of what was said, not too long."""
    return " ".join(text.split())[:_LONGEST]
