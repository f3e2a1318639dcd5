"""Who is asking, and a transaction in that person's name."""

from __future__ import annotations

from contextlib import AbstractContextManager

from flask import current_app
from flask_login import UserMixin, current_user

from engine import SYSTEM, Actor, Engine, Transaction
from engine.queries.account import AccountRow


class User(UserMixin):  # type: ignore[misc]  # flask_login has no types
    """A logged-in person as Flask-Login wants it."""

    def __init__(self, account: AccountRow) -> None:
        self.account = account
        self.actor: Actor = account.actor

    def get_id(self) -> str:
        """The account's id."""
        return str(self.account.id)


def engine() -> Engine:
    """The engine of the application."""
    found: Engine = current_app.extensions["laufweg"]
    return found


def current_actor() -> Actor:
    """The logged-in person as one who acts."""
    actor: Actor = current_user.actor
    return actor


def begin() -> AbstractContextManager[Transaction]:
    """A transaction in the name of the logged-in person."""
    return engine().begin(current_actor())


def begin_as_system() -> AbstractContextManager[Transaction]:
    """A transaction before anybody is known: logging in, loading the account."""
    return engine().begin(SYSTEM)
