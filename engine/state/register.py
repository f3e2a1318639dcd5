"""The register of authorities as one value: read in one statement and kept by its mark, so that a step asks for the
mark alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import Select, Table, Text, bindparam, exists, func, literal_column, select

from engine.actor import LED
from engine.competence import (
    TOPICS,
    Authority,
    Circumstances,
    Competent,
    Nobody,
    Reason,
    Register,
    register_of,
    resolve,
)
from engine.state.absence import ABSENCE, COUNTS, AbsenceRow, absence_of
from engine.state.account import ACCOUNT
from engine.state.authority import (
    AUTHORITY,
    COMPETENCE,
    MUNICIPALITY,
    CompetenceRow,
    competence_of,
    is_territory,
)
from engine.state.post import POST, PostRow, post_of
from engine.state.register_change import DOUBT, REGISTER_STATE
from engine.state.residence import RETAINED, Retained
from engine.state.substitute import SUBSTITUTE, SubstituteRow, substitute_of
from engine.transaction import Transaction

_NOTHING_SAID = Circumstances()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register at one mark: the official rules, what administrators have entered, the posts by authority, and by
    account who is away and who stands in.

    `ids` and `keys` translate between the rows and the keys of authorities.
    """

    mark: str
    register: Register
    entered: Mapping[str, tuple[CompetenceRow, ...]]
    ids: Mapping[str, int]
    keys: Mapping[int, str]
    names: Mapping[int, str]
    posts: Mapping[int, tuple[PostRow, ...]]
    absences: Mapping[int, tuple[AbsenceRow, ...]]
    substitutes: Mapping[int, tuple[SubstituteRow, ...]]
    #: accounts that are closed
    closed: frozenset[int]
    _held_by: Mapping[int, tuple[PostRow, ...]]
    _numbered: Mapping[int, PostRow]
    _covering: dict[tuple[str, date], tuple[int, ...]] = field(default_factory=dict)

    def ask(
        self, topic: str, ags: str, on: date, circumstances: Circumstances = _NOTHING_SAID
    ) -> Competent | Nobody:
        """Who is competent, and why: what an administrator has entered counts before the official rules."""
        return self._entered(topic, ags, on, circumstances) or self.official(topic, ags, on, circumstances)

    def official(
        self, topic: str, ags: str, on: date, circumstances: Circumstances = _NOTHING_SAID
    ) -> Competent | Nobody:
        """What the official rules alone say."""
        if topic in self.register.topics:
            return resolve(self.register, topic, ags, circumstances, on)
        return Nobody(
            f"Am Ort {ags} ist am {on:%d.%m.%Y} keine Stelle mit der Zuständigkeit „{topic}“ eingetragen."
        )

    def is_away(self, account: int, authority: int, on: date) -> bool:
        """Whether somebody is away from the authority on that day."""
        return any(one.covers(on, authority) for one in self.absences.get(account, ()))

    def away_since(self, account: int, authority: int, on: date) -> date | None:
        """The day from which somebody is away from the authority without a day between; None when they are there."""
        found = [one for one in self.absences.get(account, ()) if one.authority_id in (None, authority)]
        since, before = None, on
        while begun := [one.first_day for one in found if one.covers(before, authority)]:
            since = min(begun)
            before = since - timedelta(days=1)
        return since

    def is_acted(self, post: PostRow, on: date) -> bool:
        """Whether somebody who is there acts that day in place of the team lead who holds the post."""
        return post.role in LED and any(
            one.acting and one.scope.authority == post.seat_id and self._is_there(one, post, on)
            for one in self.substitutes.get(post.holder_id or 0, ())
        )

    def is_named(self, post: PostRow, topic: str, on: date) -> bool:
        """Whether whoever holds the post, and is away, has named somebody for every task of the topic who is there."""
        return post.is_absent(on) and any(
            one.scope.authority in (None, post.seat_id)
            and one.scope.topic in ("", topic)
            and not (one.scope.process or one.scope.element)
            and self._is_there(one, post, on)
            for one in self.substitutes.get(post.holder_id or 0, ())
        )

    def _is_there(self, rule: SubstituteRow, post: PostRow, on: date) -> bool:
        who = rule.substitute_id
        return rule.is_valid(on) and who not in self.closed and not self.is_away(who, post.seat_id, on)

    def held(self, account: int, on: date) -> tuple[PostRow, ...]:
        """The posts somebody holds on that day, by number."""
        return tuple(one for one in self._held_by.get(account, ()) if one.is_valid(on))

    def post(self, number: int, on: date) -> PostRow | None:
        """The post, if there is one of that number on that day."""
        found = self._numbered.get(number)
        return found if found is not None and found.is_valid(on) else None

    def authority(self, number: int) -> Authority:
        """An authority as the rules see it."""
        return self.register.authorities[self.keys[number]]

    def covering(self, ags: str, on: date) -> tuple[int, ...]:
        """The authorities competent for anything at the place: whoever leads cases there first, then by topic."""
        known = self._covering.get((ags, on))
        if known is None:
            topics = dict.fromkeys(("case_management", *TOPICS, *self.entered))
            answers = [self.ask(topic, ags, on) for topic in topics]
            found = dict.fromkeys(self.ids[one.authority] for one in answers if isinstance(one, Competent))
            # a Kreis is no municipality: there the authorities of it are asked
            known = tuple(found) or tuple(
                sorted(
                    self.ids[one.key] for one in self.register.authorities.values() if _is_there(one, ags, on)
                )
            )
            self._covering[ags, on] = known
        return known

    def topics(self, key: str, places: Sequence[str], on: date) -> tuple[str, ...]:
        """The topics for which the authority is competent on that day at some of these places."""
        return tuple(dict.fromkeys(topic for topic, _rule in self._held(key, places, on)))

    def rules(self, key: str, places: Sequence[str], on: date) -> tuple[str, ...]:
        """The ids of the rules that make the authority competent on that day at some of these places."""
        return tuple(dict.fromkeys(rule for _topic, rule in self._held(key, places, on)))

    def _held(self, key: str, places: Sequence[str], on: date) -> Iterator[tuple[str, str]]:
        for topic in dict.fromkeys((*TOPICS, *self.entered)):
            for ags in places:
                one = self.ask(topic, ags, on)
                if isinstance(one, Competent) and one.authority == key:
                    yield topic, one.reason.rule

    def _entered(self, topic: str, ags: str, on: date, circumstances: Circumstances) -> Competent | None:
        place = circumstances.began if circumstances.consent and circumstances.began else ags
        found = [
            one
            for one in self.entered.get(topic, ())
            if one.holds(topic, place, circumstances.groups, on)
            and self.authority(one.authority_id).exists(on)
        ]
        if not found:
            return None
        best = max(found, key=lambda one: (len(one.territory), len(one.groups), one.valid_from, one.id))
        until = "" if best.valid_to is None else f" bis {best.valid_to:%d.%m.%Y}"
        steps = (f"Eingetragen für {best.territory} ab {best.valid_from:%d.%m.%Y}{until}.",)
        sentence = f"{self.names[best.authority_id]} ist zuständig nach {best.norm}."
        doubts = (best.note,) if "prüfen" in best.note else ()
        reason = Reason(best.norm, f"eintrag-{best.id}", sentence, steps, doubts)
        return Competent(self.keys[best.authority_id], reason)


@dataclass(frozen=True, slots=True)
class Standing:
    """The register, and what a running procedure keeps of it although its person has moved, by topic."""

    snapshot: Snapshot
    retained: Mapping[str, Retained]


@dataclass(frozen=True, slots=True)
class Place:
    """Whether it is a municipality of the register, and who is competent for anything there, as `Snapshot.covering`."""

    municipality: bool
    covering: tuple[int, ...]


def _rows(table: Table) -> Select[Any]:
    """All rows of a table as one JSON value."""
    rows = func.json_agg(func.row_to_json(literal_column(f'"{table.name}"')))
    return select(func.coalesce(rows, literal_column("'[]'::json"))).select_from(table)


_MARK = select(REGISTER_STATE.c.mark).where(REGISTER_STATE.c.id == 1).scalar_subquery()
_RULES = select(REGISTER_STATE.c.rules).where(REGISTER_STATE.c.id == 1).scalar_subquery()
_ONLY_MARK = select(_MARK, func.clock_timestamp())
#: the same as columns of a statement that has something else to ask, see `brought`
BROUGHT = (_MARK.label("mark"), func.clock_timestamp().label("now"))
_DOUBTS = (
    select(func.json_agg(func.json_build_array(DOUBT.c.subject, DOUBT.c.text)))
    .where(DOUBT.c.settled_at.is_(None), DOUBT.c.withdrawn_on.is_(None))
    .scalar_subquery()
)
_WHOLE = select(
    _MARK,
    _RULES,
    _DOUBTS,
    *(_rows(table).scalar_subquery() for table in (AUTHORITY, COMPETENCE, POST)),
    _rows(ABSENCE).where(COUNTS).scalar_subquery(),
    _rows(SUBSTITUTE).where(SUBSTITUTE.c.removed_at.is_(None)).scalar_subquery(),
    select(func.json_agg(ACCOUNT.c.id)).where(~ACCOUNT.c.active).scalar_subquery(),
)
_KEPT = (
    select(
        func.json_agg(
            func.json_build_array(RETAINED.c.topic, RETAINED.c.ags, RETAINED.c.since, RETAINED.c.consent)
        )
    )
    .where(RETAINED.c.instance_id == bindparam("root"))
    .scalar_subquery()
)
_STANDING = select(_MARK, _KEPT)
_PLACE = select(
    exists().where(MUNICIPALITY.c.ags == bindparam("ags", type_=Text)), _MARK, func.clock_timestamp()
)


def snapshot(tx: Transaction) -> Snapshot:
    """The register as it is now, or as it was when a statement of this transaction brought its mark along."""
    known = tx.known
    if brought in known:
        return _at(tx, known[brought])
    ((mark, now),) = tx.fetch(_ONLY_MARK, {})
    tx.seen(now)
    return _at(tx, mark)


def brought(tx: Transaction, mark: str | None, now: datetime) -> None:
    """Take what a statement with `BROUGHT` brought along; the mark holds while this transaction writes nothing."""
    tx.seen(now)
    tx.known[brought] = mark


def standing(tx: Transaction, root: int) -> Standing:
    """The register, and what the procedure with that outermost instance keeps."""
    ((mark, kept),) = tx.fetch(_STANDING, {"root": root})
    retained = {
        topic: Retained(ags, date.fromisoformat(since), consent) for topic, ags, since, consent in kept or ()
    }
    return Standing(_at(tx, mark), retained)


def place(tx: Transaction, ags: str, on: date | None = None) -> Place:
    """What the registers know of a place today, or on another day."""
    if not is_territory(ags):
        return Place(False, ())
    ((known, mark, now),) = tx.fetch(_PLACE, {"ags": ags})
    tx.seen(now)
    return Place(known, _at(tx, mark).covering(ags, on or tx.today))


def _at(tx: Transaction, mark: str | None) -> Snapshot:
    """The register kept under that mark; read whole when nobody has yet, then under the mark it has by then."""
    if mark is None:
        return _read(tx)
    found = tx.models.get(("register", mark), lambda: _read(tx))
    return cast("Snapshot", found)


def _read(tx: Transaction) -> Snapshot:
    ((mark, rules, doubtful, authorities, competences, posts, absences, substitutes, gone),) = tx.fetch(
        _WHOLE, {}
    )
    closed = frozenset(gone or ())
    keys = {row["id"]: row["key"] for row in authorities}
    doubts: dict[str, tuple[str, ...]] = {}
    for subject, said in doubtful or ():
        doubts[subject] = (*doubts.get(subject, ()), said)
    known = {row["key"]: _authority(row, keys, doubts) for row in authorities}
    entered: dict[str, list[CompetenceRow]] = {}
    for row in competences:
        entered.setdefault(row["topic"], []).append(competence_of(row))
    away = _by_account(absence_of(row) for row in sorted(absences, key=lambda one: one["id"]))
    ordered = sorted(substitutes, key=lambda one: (one["position"], one["id"]))
    every = [
        post_of(row | {"left": row["holder_id"] in closed}, away.get(row["holder_id"], ()))
        for row in sorted(posts, key=lambda one: one["id"])
    ]
    placed: dict[int, list[PostRow]] = {}
    held: dict[int, list[PostRow]] = {}
    for one in every:
        placed.setdefault(one.authority_id, []).append(one)
        if one.holder_id is not None:
            held.setdefault(one.holder_id, []).append(one)
    return Snapshot(
        mark or "",
        _without_settled(register_of(known, rules or []), doubts),
        {topic: tuple(found) for topic, found in entered.items()},
        {key: number for number, key in keys.items()},
        keys,
        {row["id"]: row["name"] for row in authorities},
        {authority: tuple(found) for authority, found in placed.items()},
        away,
        _by_account(substitute_of(row) for row in ordered),
        closed,
        {holder: tuple(found) for holder, found in held.items()},
        {one.id: one for one in every},
    )


_Row = TypeVar("_Row", AbsenceRow, SubstituteRow)


def _by_account(rows: Iterable[_Row]) -> dict[int, tuple[_Row, ...]]:
    found: dict[int, list[_Row]] = {}
    for one in rows:
        found.setdefault(one.account_id, []).append(one)
    return {number: tuple(of_one) for number, of_one in found.items()}


def _is_there(one: Authority, ags: str, on: date) -> bool:
    return one.exists(on) and any(ags.startswith(prefix) for prefix in one.territory)


def _without_settled(found: Register, doubts: Mapping[str, tuple[str, ...]]) -> Register:
    """The register without the doubts that somebody has settled."""
    rules = tuple(replace(one, doubts=doubts.get(one.id, ())) if one.doubts else one for one in found.rules)
    return replace(found, rules=rules, _at={})


def _authority(
    row: Mapping[str, Any], keys: Mapping[int, str], doubts: Mapping[str, tuple[str, ...]]
) -> Authority:
    """A row as the rules see it. One without a first day has always been there."""
    first, last = row["valid_from"], row["valid_to"]
    return Authority(
        key=row["key"],
        name=row["name"],
        kind=row["kind"],
        territory=tuple(row["territories"] or [row["territory"]]),
        valid_from=date.fromisoformat(first) if first else date.min,
        valid_to=date.fromisoformat(last) if last else None,
        parent=keys.get(row["parent_id"]),
        contact=row["contact"],
        land=row["land"],
        office_number=row["office_number"],
        attributes=row["attributes"],
        doubts=doubts.get(row["key"], ()),
        successor=row["successor"] or None,
    )
