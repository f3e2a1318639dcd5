"""A letter: what stands in a mail, as text and as HTML, and the headers around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from engine.errors import Invalid
from engine.mail.settings import MailSettings

_TEMPLATES = SandboxedEnvironment(
    loader=PackageLoader("engine.mail"),
    autoescape=lambda name: name is not None and name.endswith(".html"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a letter: the sentence, the number of the case it is about, and where it is in the application."""

    text: str
    case: str = ""
    #: beginning with a slash
    path: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a heading; `more` counts those that are left out."""

    heading: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a mail to somebody without an account says: who asks, how they are reached, by when to answer; or that they
    need not any more, with nothing of `until`.

    Nobody knows which language they read, so it says all of it in German and in English.
    """

    sender: str
    phone: str
    reference: str
    until: str = ""
    until_in_english: str = ""
    #: the templates that hold its words
    words: str = "invitation"
    #: what the matter is called
    title: str = ""
    #: why nothing is asked any more
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody gets. It names no person, not even its recipient."""

    to: str
    message_id: str
    subject: str
    language: str
    parts: tuple[Part, ...]
    #: where all of it is in the application
    path: str
    written: datetime
    #: to somebody without an account; it says nothing of settings and inboxes
    invitation: Invitation | None = None


def compose(settings: MailSettings, letter: Letter) -> EmailMessage:
    """The letter as a message with text and HTML. Invalid when the address is none that a mail can go to."""
    message = EmailMessage(policy=SMTP)
    if letter.to.split() != [letter.to]:
        raise Invalid("Expected to write a letter, but its address is none")
    try:
        message["To"] = _in_ascii(letter.to)
        message["From"] = _line(settings.sender)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise Invalid("Expected to write a letter, but its address is none") from error
    addresses = message["To"].addresses
    if len(addresses) != 1 or not addresses[0].username or not addresses[0].domain:
        raise Invalid("Expected to write a letter, but its address is none")
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(letter.written)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    message["X-Auto-Response-Suppress"] = "All"
    values = {"letter": letter, "url": settings.public_url}
    name = (
        f"letter.{'en' if letter.language == 'en' else 'de'}"
        if letter.invitation is None
        else letter.invitation.words
    )
    message.set_content(_render(f"{name}.txt", values), cte="quoted-printable")
    message.add_alternative(_render(f"{name}.html", values), subtype="html", cte="quoted-printable")
    spoken = letter.language if letter.invitation is None else "de, en"
    message["Content-Language"] = spoken  # now that it belongs to the whole, not to its first part
    return message


def _render(name: str, values: Mapping[str, object]) -> str:
    return _TEMPLATES.get_template(name).render(values)


def _in_ascii(address: str) -> str:
    """The address with its domain as every mail server writes it (RFC 5891): umlauts before the @ only some take."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.encode('idna').decode('ascii')}"


def _line(text: str) -> str:
    """One line: what comes out of the database never begins a header of its own."""
    return " ".join(text.split())
