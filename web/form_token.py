"""The token of a form says in whose session its page was made: what was typed there is shown to nobody else."""

from __future__ import annotations

import secrets

from flask import current_app, session
from itsdangerous import BadData, URLSafeTimedSerializer

#: where Flask-WTF keeps the token of a session, and what it signs the tokens of its forms with
_NAME, _SALT = "csrf_token", "wtf-csrf-token"


def begin(account: int) -> None:
    """Give the session that begins now a token that names its account."""
    session[_NAME] = f"{account}-{secrets.token_hex(20)}"


def account(token: str) -> int | None:
    """The account in whose session the token was made, however long ago; None for none, or when nobody signed it."""
    try:
        found = URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT).loads(token)
    except BadData:
        return None
    number, _dash, _chance = str(found).partition("-")
    return int(number) if number.isascii() and number.isdecimal() and _dash else None
