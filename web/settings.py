"""What the environment says about the web application."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine import Conflict
from engine.demo import PASSWORD

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything configurable of the web application.

    `demo` shows the invented people on the login page. `https` marks the cookie Secure with a `__Host-` name and sends
    HSTS; it is set whenever the application is not reached over 127.0.0.1 alone. `proxies` is how many of our own
    proxies stand in front: only as many entries of X-Forwarded-For are believed, else anybody could invent an address.
    """

    secret_key: str
    demo: bool = False
    demo_password: str = ""
    https: bool = False
    #: the largest request body in bytes
    largest_request: int = 6 * 1024 * 1024
    #: failed attempts for one login from one address
    login_limit: str = "5 per minute"
    proxies: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read LAUFWEG_HOME (where the secret lies), LAUFWEG_DEMO, LAUFWEG_HTTPS and LAUFWEG_PROXIES."""
        home = Path(environment.get("LAUFWEG_HOME") or "var").expanduser()
        return cls(
            secret_key=secret_key(home),
            demo=environment.get("LAUFWEG_DEMO") == "1",
            demo_password=PASSWORD if environment.get("LAUFWEG_DEMO") == "1" else "",
            https=environment.get("LAUFWEG_HTTPS") == "1",
            proxies=int(environment.get("LAUFWEG_PROXIES") or 0),
        )


def secret_key(home: Path) -> str:
    """The key that signs sessions, made on first use and readable by its owner only.

    Whoever comes first makes it, whole: processes that start at the same time all read the same key. Conflict when
    the file is empty or cut off.
    """
    path = home / "secret_key"
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor, made = tempfile.mkstemp(prefix="secret_key.", dir=home)  # for its owner only
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)  # in one go, and only where there is none yet
        except FileExistsError:
            pass  # another process was faster
        finally:
            Path(made).unlink()
    key = path.read_text().strip()
    if len(key) < _KEY_BYTES:
        raise Conflict(f"Expected to read a key from {path}, but it is cut off; delete it to make a new one")
    return key
