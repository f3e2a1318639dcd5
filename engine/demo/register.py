"""The authorities of the demo data are those of the official register; here are the invented people who work there, and
the posts that show a vacancy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from engine import reference
from engine.actor import SYSTEM, Actor, Membership, Role
from engine.commands import absence, account, agreement, calendar, inbox, post, register
from engine.commands.absence import Naming
from engine.commands.calendar import Closing
from engine.deadlines import OfficeHours
from engine.demo.names import PASSWORD
from engine.engine import Engine
from engine.execution.amendment import Effective
from engine.library import FOLDER
from engine.state import authority, register_change
from engine.state import post as posts
from engine.transaction import Transaction

#: Ratingen's post is vacant and nobody stands in: the case there stops, and the coordination of the Kreis is told
NOBODY = "abh-05158028"
#: Gladbeck's post is vacant for some days; Herten does its work
VACANT, STANDS_IN = "abh-05562014", "abh-05562020"
#: the offices of the StädteRegion Aachen and of the Kreis Mettmann
CLOSED_AT_CHRISTMAS = ("abh-05334", "abh-05158")
#: the office of the StädteRegion Aachen
AGREED = "abh-05334"
_ESCALATION_AGREED = "Demodaten: erfundener Beschluss der Lenkungsgruppe über die Eskalation"
#: the posts of the demo are older than its oldest case
_POSTS_SINCE = date(2020, 1, 1)
_AGREEMENT = "Demodaten: erfundene Vereinbarung über die Vertretung"


def load_authorities(tx: Transaction) -> dict[str, int]:
    """Load the official register; returns the ids of its authorities by key."""
    reference.load_authorities(tx, FOLDER)
    return {one.key: one.id for one in authority.everything(tx)}


def load_people(tx: Transaction, authorities: Mapping[str, int]) -> dict[str, int]:
    """Create the accounts; returns their ids by login."""
    made = {}
    for one in _table("people.toml")["person"]:
        places = [role.split(":") for role in one["roles"]]
        memberships = [Membership(authorities[key], Role(role)) for key, role in places]
        made[one["login"]] = account.create(tx, one["login"], one["name"], PASSWORD, memberships, demo=True)
    return made


def close_at_christmas(tx: Transaction, authorities: Mapping[str, int]) -> None:
    """The week between the years at two offices: it moves agreed times in working days, and no legal deadline."""
    year = tx.today.year if tx.today <= date(tx.today.year, 12, 30) else tx.today.year + 1
    closing = Closing(date(year, 12, 28), date(year, 12, 30), "Weihnachtsschließung (Demodaten)")
    calendar.enter_closure(tx, [authorities[key] for key in CLOSED_AT_CHRISTMAS], closing)
    for key in CLOSED_AT_CHRISTMAS:
        mornings = [OfficeHours(weekday, time(8), time(12)) for weekday in range(5)]
        afternoon = OfficeHours(3, time(14), time(17, 30))
        calendar.set_office_hours(tx, authorities[key], (), [*mornings, afternoon])


def agree_on_escalation(tx: Transaction, authorities: Mapping[str, int], since: date) -> None:
    """One office lets its hierarchy be told of its tasks in the cases of others; no other office has agreed on that."""
    agreement.adopt(tx, authorities[AGREED], Role.HEAD_OF_OFFICE, _ESCALATION_AGREED, since)


def load_posts(tx: Transaction, authorities: Mapping[str, int], people: Mapping[str, int]) -> None:
    """Who holds which post, and which post is vacant: it moves no task to another authority."""
    made: dict[str, int] = {}
    for one in _table("posts.toml")["post"]:
        values = {name: one[name] for name in ("title", "topic", "role", "substitution")}
        made[one["title"]] = posts.create(
            tx,
            values
            | {
                "authority_id": authorities[one["authority"]],
                "seat_id": authorities[one["authority"]],
                "share": Decimal(one["share"]),
                "holder_id": people[one["holder"]] if "holder" in one else None,
                "substitute_post_id": made[one["substitute"]] if "substitute" in one else None,
                "valid_from": _POSTS_SINCE,
            },
        )


def let_somebody_be_away(tx: Transaction, people: Mapping[str, int]) -> None:
    """Somebody is away these days, and a colleague stands in."""
    for one in _table("posts.toml")["absence"]:
        first, last = (tx.today + timedelta(days=number) for number in one["days"])
        for login in one["substitutes"]:
            absence.name(tx, people[one["person"]], Naming(people[login], first))
        absence.enter(tx, people[one["person"]], first, last, "Demodaten")


def keep_filters(engine: Engine, authorities: Mapping[str, int], people: Mapping[str, Actor]) -> None:
    """Filters somebody keeps for themselves or shares with the team."""
    for one in _table("filters.toml")["filter"]:
        place = authorities[one["shared"]] if "shared" in one else None
        with engine.begin(people[one["login"]]) as tx:
            inbox.save_filter(tx, one["name"], one["query"], place)


def leave_ratingen_empty(engine: Engine) -> None:
    """Nobody is there in Ratingen, since before the first case."""
    _vacancy(engine, NOBODY, {"substitution": "none"}, "Stelle ausgeschrieben")


def let_herten_stand_in(engine: Engine) -> None:
    """From now on Herten does the work of Gladbeck."""
    with engine.begin(SYSTEM) as tx:
        other = authority.by_key(tx, STANDS_IN).id
    values = {
        "substitution": "authority",
        "substitute_authority_id": other,
        "agreement": _AGREEMENT,
    }
    _vacancy(engine, VACANT, values, "Stelle seit Kurzem unbesetzt")


def _vacancy(engine: Engine, key: str, values: Mapping[str, Any], reason: str) -> None:
    with engine.begin(SYSTEM) as tx:
        found = authority.by_key(tx, key)
        given = {
            "title": "Sachbearbeitung Aufenthalt",
            "topic": "auslaenderbehoerde",
            "role": Role.CLERK,
            "share": Decimal(1),
            "seat_id": found.id,
            **values,
        }
        when = Effective(tx.today, f"Demodaten: {reason}")
        change = post.change(tx, found.id, found.revision, None, given, when)
    # as the worker would, task by task
    after = 0
    while True:
        with engine.begin(SYSTEM) as tx:
            register.work(tx, change, after)
            state = register_change.get(tx, change)
        if state.ended:
            return
        after = state.after_task


def _table(name: str) -> dict[str, Any]:  # Any: what TOML gives; the keys above are its schema
    with (files(__package__) / name).open("rb") as file:
        return tomllib.load(file)
