"""The authorities of the demo data and the invented people who work there."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from engine.actor import Membership, Role
from engine.commands import account, authority
from engine.commands.authority import Competence
from engine.demo.names import PASSWORD
from engine.transaction import Transaction


def load_authorities(tx: Transaction) -> dict[str, int]:
    """Register the authorities; returns their ids by key."""
    return {
        one["key"]: authority.create(
            tx,
            one["key"],
            one["name"],
            one["territory"],
            [
                Competence(
                    held["topic"], territory, held["norm"], held["valid_from"], note=held.get("note", "")
                )
                for held in one["competence"]
                for territory in held["territory"]
            ],
        )
        for one in _table("authorities.toml")["authority"]
    }


def load_people(tx: Transaction, authorities: dict[str, int]) -> dict[str, int]:
    """Create the accounts; returns their ids by login."""
    made = {}
    for one in _table("people.toml")["person"]:
        places = [role.split(":") for role in one["roles"]]
        memberships = [Membership(authorities[key], Role(role)) for key, role in places]
        made[one["login"]] = account.create(tx, one["login"], one["name"], PASSWORD, memberships, demo=True)
    return made


def _table(name: str) -> dict[str, Any]:  # Any: what TOML gives; the keys above are its schema
    with (files(__package__) / name).open("rb") as file:
        return tomllib.load(file)
