"""Accounts: the password proves who it is, and nothing tells whether a login exists."""

from __future__ import annotations

import pytest

from engine import SYSTEM, Conflict, Forbidden, Invalid, Membership, Role, commands, queries
from engine.testing import PASSWORD, World


def test_login_and_password_prove_an_account(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        found = commands.account.authenticate(tx, " ada ", PASSWORD)

    assert found.actor == world.people["ada"]


@pytest.mark.parametrize(
    ("login", "password"), [("ada", "falsch-und-lang"), ("gibtesnicht", PASSWORD), ("", "")]
)
def test_what_does_not_match_is_refused_with_the_same_words(world: World, login: str, password: str) -> None:
    with world.engine.begin(SYSTEM) as tx, pytest.raises(Forbidden, match="do not match an active account"):
        commands.account.authenticate(tx, login, password)


def test_a_changed_password_replaces_the_old_one(world: World) -> None:
    with world.engine.begin(world.people["adam"]) as tx:
        commands.account.set_password(tx, "ada", "ein-anderes-kennwort")

    with world.engine.begin(SYSTEM) as tx:
        assert commands.account.authenticate(tx, "ada", "ein-anderes-kennwort").login == "ada"
        with pytest.raises(Forbidden):
            commands.account.authenticate(tx, "ada", PASSWORD)


def test_a_short_password_is_refused(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx, pytest.raises(Invalid) as refused:
        commands.account.create(tx, "neu", "Neu", "kurz")

    assert set(refused.value.fields) == {"password"}


def test_a_login_is_given_once(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict, match="the login is taken"):
        commands.account.create(tx, "ada", "Ada Zwei", PASSWORD)


def test_only_an_administrator_creates_accounts(world: World) -> None:
    member = Membership(world.here, Role.CLERK)

    with world.engine.begin(world.people["lea"]) as tx, pytest.raises(Forbidden):
        commands.account.create(tx, "neu", "Neu", PASSWORD, [member])


def test_stored_passwords_are_argon2id_hashes(world: World) -> None:
    from sqlalchemy import text

    with world.engine.begin(SYSTEM) as tx:
        hashes = tx.execute(text("SELECT password_hash FROM account")).scalars().all()

    assert all(one.startswith("$argon2id$") for one in hashes)


def test_only_people_marked_as_demo_are_offered_on_the_login_page(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        assert queries.account.demo_logins(tx) == ()
        commands.account.create(
            tx, "dora", "Dora Demo", PASSWORD, [Membership(world.here, Role.CLERK)], demo=True
        )

        assert [one.login for one in queries.account.demo_logins(tx)] == ["dora"]


def test_a_team_lead_sees_colleagues_who_can_take_a_task(world: World) -> None:
    with world.engine.begin(world.people["lea"]) as tx:
        names = [one.name for one in queries.account.colleagues(tx, world.here)]

    assert names == ["Ada Öztürk", "Ben Krüger", "Lea Groß"]
