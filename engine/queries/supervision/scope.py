"""Whose tasks somebody supervises: the authorities in reach, and which of them are looked at now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    false,
    literal_column,
    or_,
    select,
)

from engine.actor import LED, PERMISSIONS, Action, Role
from engine.errors import Forbidden
from engine.state.authority import AUTHORITY
from engine.state.metadata import any_of
from engine.state.task import TASK
from engine.transaction import Transaction

#: written out, so that the partial indexes are seen whatever the parameters are
OPEN = TASK.c.state == literal_column("'active'")
COMPLETED = TASK.c.state == literal_column("'completed'")
_LED = sorted(LED)
#: authorities above which one pass over all open tasks is quicker than one look for each of them
_MANY = 100


@dataclass(frozen=True, slots=True)
class Place:
    """One authority in reach. With `figures_only` the actor coordinates it: numbers, and nothing of a case or a person.

    A team lead supervises the tasks of those one leads; with `all_roles` those of everybody there.
    """

    id: int
    name: str
    figures_only: bool
    all_roles: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The authorities looked at, by name, and all that could be."""

    places: tuple[Place, ...]
    reach: tuple[Place, ...]

    @property
    def ids(self) -> list[int]:
        """The numbers of the authorities looked at."""
        return [place.id for place in self.places]

    @property
    def figures_only(self) -> bool:
        """Whether only numbers may be shown, because one of the authorities is only coordinated."""
        return any(place.figures_only for place in self.places)

    @property
    def is_all(self) -> bool:
        """Whether nothing in reach is left out."""
        return len(self.places) == len(self.reach)


def reach(tx: Transaction) -> tuple[Place, ...]:
    """The authorities whose figures the actor may read, by name.

    A coordination sees those of its territory that have or had tasks; Forbidden for whoever may see none.
    """
    tx.actor.must(Action.READ_FIGURES)
    supervised = tx.actor.authorities(Action.SUPERVISE)
    everywhere = tx.actor.system
    near: list[ColumnElement[bool]] = [AUTHORITY.c.id.in_(sorted(supervised))]
    if everywhere:
        near.append(_has_tasks())
    else:
        near.extend(and_(AUTHORITY.c.territory.startswith(one), _has_tasks()) for one in _coordinated(tx))
    rows = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name).where(or_(*near)).order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple(
        Place(
            row.id,
            row.name,
            not everywhere and row.id not in supervised,
            everywhere or row.id not in supervised or bool(tx.actor.roles(row.id) & _EVERY_ROLE),
        )
        for row in rows
    )


_EVERY_ROLE = frozenset({Role.HEAD_OF_OFFICE, Role.AUDITOR})


def _coordinated(tx: Transaction) -> tuple[str, ...]:
    numbers = [one.authority for one in tx.actor.memberships if one.role is Role.COORDINATOR]
    return tuple(
        tx.execute(
            select(AUTHORITY.c.territory)
            .where(AUTHORITY.c.id.in_(numbers), AUTHORITY.c.territory != "")
            .order_by(AUTHORITY.c.territory)
        ).scalars()
    )


def _has_tasks() -> ColumnElement[bool]:
    return or_(
        exists().where(TASK.c.authority_id == AUTHORITY.c.id, OPEN),
        exists().where(TASK.c.authority_id == AUTHORITY.c.id, COMPLETED),
    )


def choose(tx: Transaction, numbers: Collection[int] = ()) -> Scope:
    """The authorities of these numbers; without any all one supervises, or all one coordinates.

    Forbidden when one of them is out of reach.
    """
    found = reach(tx)
    chosen = tuple(place for place in found if place.id in numbers)
    if set(numbers) - {place.id for place in found}:
        raise Forbidden(
            "Expected to read the figures of an authority, but no role there permits it",
            PERMISSIONS[Action.READ_FIGURES],
        )
    if not chosen:
        chosen = tuple(place for place in found if not place.figures_only) or found
    return Scope(chosen, found)


def supervised(tx: Transaction, numbers: Collection[int] = ()) -> Scope:
    """As `choose`, for what shows tasks and people. Forbidden where only figures may be read."""
    tx.actor.must(Action.SUPERVISE)
    scope = choose(tx, numbers)
    if scope.figures_only:
        raise Forbidden(
            "Expected to read the tasks of an authority, but the role there permits only figures",
            PERMISSIONS[Action.SUPERVISE],
        )
    return scope


def here(scope: Scope) -> ColumnElement[bool]:
    """The tasks at the authorities looked at, of the roles that are supervised there; open or not."""
    return _of_roles(scope, TASK.c.authority_id == any_of(scope.ids))


def open_here(scope: Scope) -> ColumnElement[bool]:
    """The open ones of them."""
    # the sum keeps PostgreSQL from looking up each authority: it reads the whole index, with several workers
    where = TASK.c.authority_id + 0 if len(scope.places) > _MANY else TASK.c.authority_id
    return and_(OPEN, _of_roles(scope, where == any_of(scope.ids)))


def _of_roles(scope: Scope, at: ColumnElement[bool]) -> ColumnElement[bool]:
    every = [place.id for place in scope.places if place.all_roles]
    if len(every) == len(scope.places):
        return at
    everybody = TASK.c.authority_id == any_of(every) if every else false()
    return and_(at, or_(TASK.c.role.in_(_LED), everybody))
