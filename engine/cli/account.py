"""`laufweg account`: people who may log in."""

from __future__ import annotations

import click

_PASSWORD = click.password_option(
    prompt="Password",
    help="Asked for when not given; better not on the command line, where others can read it.",
)


@click.group("account")
def command() -> None:
    """Create accounts, set passwords, close the account of somebody who has left.

    The first administrator of an installation is made here; everyone else in the browser.
    """


@command.command("create")
@click.argument("login")
@click.option("--name", required=True, help="The person's name as colleagues read it.")
@click.option("--email", default="")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="AUTHORITY:ROLE",
    help="Key of an authority and a role: clerk, case_manager, team_lead, process_owner, coordinator,"
    " steering_member, administrator, auditor, guest. Repeat it for more.",
)
@_PASSWORD
def create(login: str, name: str, email: str, roles: tuple[str, ...], password: str) -> None:
    """Create an account.

    \b
    Example:
      laufweg account create e.yildiz --name "Elif Yıldız" --role abh-05334:clerk
    """
    from engine.actor import SYSTEM, Membership, Role
    from engine.cli.connection import engine_in_use
    from engine.cli.people import authorities
    from engine.commands import account
    from engine.errors import Invalid, NotFound

    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        known = authorities(tx)
        memberships = []
        for given in roles:
            key, _, role = given.partition(":")
            if key not in known:
                raise NotFound(
                    f"Expected to find authority {key}, but there are only {', '.join(sorted(known))}"
                )
            if role not in set(Role):
                raise Invalid(f"Expected to read the role {role}, but there are only {', '.join(Role)}")
            memberships.append(Membership(known[key], Role(role)))
        account.create(tx, login, name, password, memberships, email)
    click.echo(f"Created the account {login}.")


@command.command("password")
@click.argument("login")
@_PASSWORD
def set_password(login: str, password: str) -> None:
    """Give an account a new password.

    \b
    Example:
      laufweg account password e.yildiz
    """
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use
    from engine.commands import account

    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        account.set_password(tx, login, password)
    click.echo(f"{login} has a new password.")


@command.command("close")
@click.argument("login")
def close(login: str) -> None:
    """Close the account of somebody who has left: their tasks and posts go to whoever is there.

    \b
    Example:
      laufweg account close e.yildiz
    """
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use
    from engine.commands import account

    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        account.close(tx, login)
    click.echo(f"Closed the account {login}.")


@command.command("reopen")
@click.argument("login")
def reopen(login: str) -> None:
    """Open a closed account again, with its roles and posts.

    \b
    Example:
      laufweg account reopen e.yildiz
    """
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use
    from engine.commands import account

    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        account.reopen(tx, login)
    click.echo(f"Opened the account {login} again.")
