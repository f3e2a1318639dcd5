"""Accounts: created by an administrator, proved by a password (Argon2id)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select

from engine import jobs
from engine.actor import Action, Membership
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.execution import absence as absences
from engine.execution import holders
from engine.notices import LANGUAGES
from engine.state import account, register_change
from engine.state.account import ACCOUNT, AccountRow
from engine.transaction import Transaction

_hasher = PasswordHasher()
_SHORTEST = 8


@cache
def _nobody() -> str:
    """A hash to verify when the login does not exist, so that the answer takes as long either way."""
    return _hasher.hash("nobody has this password")


def create(
    tx: Transaction,
    login: str,
    name: str,
    password: str,
    memberships: Iterable[Membership] = (),
    email: str = "",
    *,
    demo: bool = False,
) -> int:
    """Create an account; Conflict when the login is taken, Invalid for a password under eight characters."""
    tx.actor.must(Action.ADMINISTER)
    _check(password)
    number = account.create(tx, login, name, _hasher.hash(password), email, demo=demo)
    account.grant(tx, number, memberships)
    return number


def set_password(tx: Transaction, login: str, password: str) -> None:
    """Give an account a new password."""
    tx.actor.must(Action.ADMINISTER)
    _check(password)
    found = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.login == login))
    if not found:
        raise Invalid(f"Expected to change the password of {login}, but there is no such login")
    account.change(tx, found[0].id, password_hash=_hasher.hash(password))
    end_sessions(tx, found[0].id)


def end_sessions(tx: Transaction, account_id: int) -> None:
    """End every session of the account, on whichever desk: a copied cookie opens nothing any more."""
    if tx.actor.account != account_id:
        tx.actor.must(Action.ADMINISTER)
    account.change(tx, account_id, session_mark=ACCOUNT.c.session_mark + 1)


def close(tx: Transaction, login: str) -> None:
    """Somebody has left: they log in no more, every session ends, and their tasks go where somebody is.

    Posts they hold count as vacant, and where they are named to stand in the next one does. Conflict for one's own.
    """
    tx.actor.must(Action.ADMINISTER)
    register_change.hold(tx)
    found = _named(tx, login, "close")
    if found.id == tx.actor.account:
        raise Conflict(f"Expected to close the account {login}, but nobody closes their own")
    account.change(tx, found.id, active=False, session_mark=ACCOUNT.c.session_mark + 1)
    absences.place_anew(tx, found)
    jobs.defer(tx, jobs.DO_DUTY, [{"name": holders.DUTY}])


def reopen(tx: Transaction, login: str) -> None:
    """Somebody whose account was closed is back, with the roles and posts they had."""
    tx.actor.must(Action.ADMINISTER)
    register_change.hold(tx)
    found = _named(tx, login, "reopen")
    account.change(tx, found.id, active=True)
    absences.place_anew(tx, found)


def _named(tx: Transaction, login: str, to: str) -> AccountRow:
    found = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.login == login))
    if not found:
        raise NotFound(f"Expected to {to} the account {login}, but there is no such login")
    return found[0]


def choose_language(tx: Transaction, language: str) -> None:
    """Show the actor's pages in that language from now on, also after the next login; Invalid for an unknown one."""
    if tx.actor.account is None:
        raise Forbidden("Expected to choose a language, but nobody is logged in")
    if language not in LANGUAGES:
        raise Invalid(f"Expected to choose a language, but there is no {language}")
    account.change(tx, tx.actor.account, language=language)


def authenticate(tx: Transaction, login: str, password: str) -> AccountRow:
    """The account whose login and password these are.

    Forbidden otherwise, with the same words and after the same time whether the login exists or not. A hash made with
    older parameters is renewed.
    """
    row = tx.execute(
        select(ACCOUNT.c.id, ACCOUNT.c.password_hash, ACCOUNT.c.active).where(
            ACCOUNT.c.login == login.strip()
        )
    ).first()
    stored = _nobody() if row is None else row.password_hash
    try:
        _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        row = None
    if row is None or not row.active:
        raise Forbidden("Expected to log in, but login and password do not match an active account")
    if _hasher.check_needs_rehash(stored):
        account.change(tx, row.id, password_hash=_hasher.hash(password))
    return account.get(tx, row.id)


def _check(password: str) -> None:
    if len(password) < _SHORTEST:
        raise Invalid(
            f"Expected to set a password of at least {_SHORTEST} characters, but it is shorter",
            {"password": f"Das Kennwort braucht mindestens {_SHORTEST} Zeichen."},
        )
