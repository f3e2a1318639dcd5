"""What the inbox shows, as the address says it, which speaks German: the same words in links and saved filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine import citations
from engine.queries.inbox import InboxColumn, InboxFilter, InboxGroup, InboxOrder, InboxView, PriorityClass
from engine.queries.referrals import ReferralState
from web.numbers import is_number
from web.supervision_filter import DUE

VIEWS = {
    "meine": InboxView.MINE,
    "gruppe": InboxView.GROUP,
    "frei": InboxView.UNASSIGNED,
    "vertretung": InboxView.STAND_IN,
    "delegiert": InboxView.DELEGATED,
    "wiedervorlage": InboxView.FOLLOW_UP,
    "ueberfaellig": InboxView.OVERDUE,
    "verweise": InboxView.REFERRALS_IN,
    "erledigt": InboxView.DONE,
}
DEFAULT_VIEW = "gruppe"
ORDERS = {
    "frist": InboxOrder.DUE,
    "frist-spaet": InboxOrder.DUE_LATEST,
    "gesetzlich": InboxOrder.LEGAL,
    "gesetzlich-spaet": InboxOrder.LEGAL_LATEST,
    "vereinbart": InboxOrder.AGREED,
    "vereinbart-spaet": InboxOrder.AGREED_LATEST,
    "wiedervorlage": InboxOrder.FOLLOW_UP,
    "wiedervorlage-spaet": InboxOrder.FOLLOW_UP_LATEST,
    "prioritaet": InboxOrder.PRIORITY,
    "prioritaet-niedrig": InboxOrder.PRIORITY_LOWEST,
    "neu": InboxOrder.NEWEST,
    "alt": InboxOrder.OLDEST,
    "akte": InboxOrder.CASE,
    "akte-neu": InboxOrder.CASE_NEWEST,
}
GROUPS = {"ablauf": InboxGroup.PROCESS, "frist": InboxGroup.DUE, "person": InboxGroup.PERSON}
PRIORITIES = {"hoch": PriorityClass.HIGH, "normal": PriorityClass.NORMAL, "niedrig": PriorityClass.LOW}
#: what the page offers to set, by the class it is in then
NUMBERS = {"hoch": 80, "normal": 50, "niedrig": 20}
REFERRALS = {
    "vorbereitet": ReferralState.PREPARED,
    "angeboten": ReferralState.OFFERED,
    "rueckfrage": ReferralState.ASKED_BACK,
    "angenommen": ReferralState.ACCEPTED,
    "abgelehnt": ReferralState.DECLINED,
    "gestoppt": ReferralState.STOPPED,
    "angekommen": ReferralState.ARRIVED,
}
COLUMNS = {
    "akte": InboxColumn.CASE,
    "person": InboxColumn.PERSON,
    "frist": InboxColumn.DUE,
    "bei": InboxColumn.ASSIGNEE,
    "ablauf": InboxColumn.PROCESS,
    "behoerde": InboxColumn.AUTHORITY,
    "prioritaet": InboxColumn.PRIORITY,
    "wiedervorlage": InboxColumn.FOLLOW_UP,
    "eingang": InboxColumn.CREATED,
    "gesetzlich": InboxColumn.LEGAL_DUE,
    "vereinbart": InboxColumn.AGREED_DUE,
    "rechtsgrundlage": InboxColumn.LEGAL_BASIS,
    "grundlage": InboxColumn.NORM,
}
#: what narrows a list, and how it is laid out; what a saved filter keeps beside the view. In filters that were saved
#: when there was no other, `grundlage` is the norm of competence, and so it stays.
NARROWING = (
    "suche",
    "faellig",
    "ablauf",
    "schritt",
    "behoerde",
    "rechtsgrundlage",
    "grundlage",
    "prioritaet",
    "verweis",
)
LAYOUT = ("sortierung", "gruppierung")
#: what says nothing of what is done, and how that is not laid out
NOT_OF_DONE = frozenset({"faellig", "verweis", "sortierung"})
#: what the heading says of each of its rows
_HEADED = {InboxGroup.PERSON: InboxColumn.PERSON, InboxGroup.PROCESS: InboxColumn.PROCESS}
_LONGEST = 200


def read(said: Mapping[str, str]) -> InboxFilter:
    """The filter of an address; what is unknown in it is left out."""

    def word(name: str) -> str:
        return said.get(name, "").strip()[:_LONGEST]

    place = word("behoerde")
    return InboxFilter(
        view=VIEWS.get(word("ansicht"), VIEWS[DEFAULT_VIEW]),
        text=word("suche"),
        process=word("ablauf"),
        element=word("schritt"),
        authority=int(place) if is_number(place) else None,
        due=DUE.get(word("faellig")),
        legal_basis=_cited(word("rechtsgrundlage")),
        norm=word("grundlage"),
        priority=PRIORITIES.get(word("prioritaet")),
        referral=REFERRALS.get(word("verweis")),
        order=ORDERS.get(word("sortierung"), InboxOrder.DUE),
        group=GROUPS.get(word("gruppierung"), InboxGroup.NONE),
        after=said.get("nach") or None,
    ).known


def _cited(text: str) -> str:
    """A legal basis as the filter offers it: older addresses and saved filters have it as a process writes it."""
    citation = citations.read(text)
    return citation.names[0] if len(citation.names) == 1 else citation.text


def view_key(said: Mapping[str, str]) -> str:
    """The view of an address by its word."""
    chosen = said.get("ansicht", DEFAULT_VIEW)
    return chosen if chosen in VIEWS else DEFAULT_VIEW


def columns(kept: Iterable[InboxColumn], said: Mapping[str, str]) -> tuple[InboxColumn, ...]:
    """Of the columns one keeps those of the list of an address: without what its headings say."""
    headed = _HEADED.get(read(said).group)
    return tuple(column for column in kept if column is not headed)


def address(said: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a list without the page, as `url_for` takes them and a saved filter keeps them: those its view
    knows.
    """
    view = view_key(said)
    kept = {name: said.get(name, "").strip()[:_LONGEST] for name in (*NARROWING, *LAYOUT)}
    known = {name: word for name, word in kept.items() if word and knows(view, name, word)}
    return {"ansicht": view, **known}


def knows(view: str, name: str, word: str = "") -> bool:
    """Whether a view can be narrowed or laid out by that, in that way."""
    if VIEWS[view] is not InboxView.DONE:
        return True
    return name not in NOT_OF_DONE and (name, word) != ("gruppierung", "frist")
