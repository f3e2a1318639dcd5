"""What narrows and orders the list of the inbox now, each in words and with the address of the list without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask
from flask_babel import gettext as _

from engine.queries.inbox import InboxColumn, InboxFilter, Overview
from web import inbox_filter
from web.words.inbox import group_name, order_name, priority_name
from web.words.referral import state_name
from web.words.supervision import due_name

#: what a column is ordered by: first the usual way, then the other way round
_ORDERS: Final = {
    InboxColumn.CASE: ("akte", "akte-neu"),
    InboxColumn.DUE: ("frist", "frist-spaet"),
    InboxColumn.LEGAL_DUE: ("gesetzlich", "gesetzlich-spaet"),
    InboxColumn.AGREED_DUE: ("vereinbart", "vereinbart-spaet"),
    InboxColumn.FOLLOW_UP: ("wiedervorlage", "wiedervorlage-spaet"),
    InboxColumn.PRIORITY: ("prioritaet", "prioritaet-niedrig"),
    InboxColumn.CREATED: ("alt", "neu"),
}
_DESCENDING: Final = frozenset(
    {"neu", "prioritaet", "akte-neu", *(key for key in inbox_filter.ORDERS if key.endswith("-spaet"))}
)
_USUAL: Final = "frist"


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing set: what it is, its value in words, whether these are the law's or a process's and so German, whether
    it stands behind „Weitere Filter“, and the parameters of the list without it.
    """

    name: str
    label: str
    value: str
    is_german: bool
    is_further: bool
    without: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ordering:
    """How a column is ordered: the word for `aria-sort`, empty when the list has another order, and the next order."""

    direction: str
    next_order: str


def init_app(app: Flask) -> None:
    """Register what the template of the list asks for."""
    app.jinja_env.globals.update(eingang_gesetzt=limits, eingang_spaltenfolge=ordering)


def limits(wanted: InboxFilter, offered: Overview, said: Mapping[str, str]) -> list[Limit]:
    """What is set, in the order of the form; the usual order of the list is nothing that was set."""
    address = inbox_filter.address(said)
    return [
        Limit(
            name,
            label,
            value,
            name in ("ablauf", "schritt", "behoerde", "rechtsgrundlage", "grundlage"),
            name not in ("suche", "faellig", "sortierung"),
            {key: word for key, word in address.items() if key != name},
        )
        for name, label, value in _set(wanted, offered, address)
        if value
    ]


def _set(
    wanted: InboxFilter, offered: Overview, address: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    def named(name: str, words: Callable[[str], str], known: Mapping[str, object]) -> str:
        return words(address[name]) if address.get(name) in known else ""

    steps = {element: name for _process, element, name in offered.steps}
    yield "suche", _("Suche"), wanted.text
    yield "faellig", _("Fällig"), due_name(wanted.due) if wanted.due else ""
    order = address.get("sortierung", _USUAL)
    yield (
        "sortierung",
        _("Sortierung"),
        named("sortierung", order_name, inbox_filter.ORDERS) if order != _USUAL else "",
    )
    yield "ablauf", _("Ablauf"), dict(offered.processes).get(wanted.process, wanted.process)
    yield "schritt", _("Schritt"), steps.get(wanted.element, wanted.element)
    if wanted.authority is not None:
        yield (
            "behoerde",
            _("Behörde"),
            dict(offered.authorities).get(wanted.authority, str(wanted.authority)),
        )
    yield "rechtsgrundlage", _("Rechtsgrundlage"), wanted.legal_basis
    yield "grundlage", _("Zuständig nach"), wanted.norm
    yield "prioritaet", _("Priorität"), priority_name(wanted.priority) if wanted.priority else ""
    yield "verweis", _("Stand des Verweises"), state_name(wanted.referral) if wanted.referral else ""
    yield "gruppierung", _("Gruppierung"), named("gruppierung", group_name, inbox_filter.GROUPS)


def ordering(column: InboxColumn, said: Mapping[str, str]) -> Ordering | None:
    """How the list is ordered by a column and what a click on its head asks for; None where it cannot be."""
    orders = _ORDERS.get(column)
    if orders is None:
        return None
    now = said.get("sortierung", "")
    now = now if now in inbox_filter.ORDERS else _USUAL
    if now not in orders:
        return Ordering("", orders[0])
    return Ordering(
        "descending" if now in _DESCENDING else "ascending", orders[(orders.index(now) + 1) % len(orders)]
    )
