"""Where mails go: the settings of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from engine.errors import Invalid

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
#: seconds for which an answer of the mail server is waited; with what comes after it a mail stays below a minute
TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mail server and what stands in the mails.

    `security` is `smtp` (in the clear, for a server on the same machine), `smtp+starttls` or `smtps`.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    #: where people reach the application, without a slash at the end
    public_url: str
    timeout: float = TIMEOUT

    @property
    def server(self) -> str:
        """Where mails are handed over, without a password."""
        return f"{self.security}://{self.host}:{self.port}"

    @property
    def domain(self) -> str:
        """What stands behind the @ of the sender."""
        return self.sender.rpartition("@")[2].strip("> ")


def settings(environment: Mapping[str, str] = os.environ) -> MailSettings | None:
    """LAUFWEG_SMTP_URL, LAUFWEG_MAIL_FROM, LAUFWEG_PUBLIC_URL; None when no mails are to be sent.

    Invalid when the address of the server cannot be read, or one of the others is missing beside it.
    """
    given = environment.get("LAUFWEG_SMTP_URL", "").strip()
    if not given:
        return None
    parts = urlsplit(given)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Invalid(
            f"Expected LAUFWEG_SMTP_URL to begin with one of {', '.join(f'{one}://' for one in _PORTS)} and to name a"
            " host, but it does not"
        )
    sender, public = (
        environment.get(name, "").strip() for name in ("LAUFWEG_MAIL_FROM", "LAUFWEG_PUBLIC_URL")
    )
    if "@" not in sender or len(sender.splitlines()) > 1:
        raise Invalid("Expected LAUFWEG_MAIL_FROM to be an address beside LAUFWEG_SMTP_URL, but it is none")
    if urlsplit(public).scheme not in {"http", "https"}:
        raise Invalid(
            "Expected LAUFWEG_PUBLIC_URL to begin with https:// beside LAUFWEG_SMTP_URL, but it does not"
        )
    return MailSettings(
        parts.hostname,
        _port(parts),
        parts.scheme,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        sender,
        public.rstrip("/"),
    )


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise Invalid("Expected the port of LAUFWEG_SMTP_URL to be a number, but it is none") from error
