"""The filters of supervision in the address, which speaks German: what a figure links to and what a list shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.actor import GROUP_ROLES, Role
from engine.queries.supervision import AGES, Clock, DueClass, Nobody, Order, TaskFilter
from web.numbers import is_number

DUE = {
    "ueberfaellig": DueClass.OVERDUE,
    "heute": DueClass.TODAY,
    "woche": DueClass.WEEK,
    "naechste_woche": DueClass.NEXT_WEEK,
    "spaeter": DueClass.LATER,
    "ohne": DueClass.NONE,
}
CLOCKS = {"gesetzlich": Clock.LEGAL, "vereinbart": Clock.AGREED}
ORDERS = {
    "frist": Order.DUE,
    "gesetzlich": Order.LEGAL,
    "vereinbart": Order.AGREED,
    "alter": Order.OLDEST,
    "neu": Order.NEWEST,
    "stufe": Order.LEVEL,
}
NOBODY = "niemand"
SIZES = (50, 100, 200)
#: characters of what is looked for
_LONGEST = 200
_ROLE_KEYS = {role: key for key, role in GROUP_ROLES.items()}
#: parameters of a list, without the page and the authorities
FILTERS = ("faellig", "uhr", "ablauf", "schritt", "rolle", "thema", "person", "alter", "stufe", "suche")


def role_key(role: Role) -> str:
    """The role in an address: `sachbearbeitung`."""
    return _ROLE_KEYS.get(role, role.value)


def authorities(arguments: MultiDict[str, str]) -> tuple[int, ...]:
    """The authorities chosen in the address; none means all."""
    return tuple(sorted({int(one) for one in arguments.getlist("behoerde") if is_number(one)}))


def read(arguments: MultiDict[str, str]) -> TaskFilter:
    """The filter of an address; what is unknown in it is left out."""

    def said(name: str) -> str:
        return arguments.get(name, "").strip()[:_LONGEST]

    age, person, level, size = (said(name) for name in ("alter", "person", "stufe", "je"))
    return TaskFilter(
        due=DUE.get(said("faellig")),
        clock=CLOCKS.get(said("uhr"), Clock.EARLIER),
        process=said("ablauf"),
        element=said("schritt"),
        role=GROUP_ROLES.get(said("rolle")),
        topic=said("thema"),
        person=Nobody.NOBODY if person == NOBODY else int(person) if is_number(person) else None,
        age=int(age) if is_number(age) and int(age) <= len(AGES) else None,
        level=min(int(level), 99) if is_number(level) else 0,
        text=said("suche"),
        order=ORDERS.get(said("sortierung"), Order.DUE),
        after=arguments.get("nach"),
        size=int(size) if is_number(size) and int(size) in SIZES else SIZES[0],
    )


def address(arguments: MultiDict[str, str]) -> Mapping[str, Any]:
    """The parameters of a list as `url_for` takes them, without the page: empty ones are left out."""
    kept = {name: arguments.get(name) or None for name in (*FILTERS, "sortierung", "je")}
    return {**kept, "behoerde": list(authorities(arguments)) or None}
