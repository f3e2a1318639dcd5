"""Loading the demo data as a whole, and throwing it away."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, func, select, text

from engine import library, reference
from engine.actor import SYSTEM
from engine.commands import adoption
from engine.demo import cases, notices, proposals
from engine.demo.presence import LOADING
from engine.demo.register import (
    agree_on_escalation,
    close_at_christmas,
    keep_filters,
    let_somebody_be_away,
    load_authorities,
    load_people,
    load_posts,
)
from engine.engine import Engine
from engine.errors import Conflict, NotFound
from engine.queries import definition
from engine.state import METADATA, account, record
from engine.state.account import ACCOUNT
from engine.state.case import CASE, CASE_NUMBER
from engine.state.record import OPERATION
from engine.transaction import Transaction

#: where the demo's steering groups have adopted the library
_JURISDICTIONS = ("05334", "05158", "05562")
_QUEUE = ("procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers")


def load(engine: Engine) -> str:
    """Load authorities, people and cases into an empty installation; returns a sentence about it.

    What a killed load has left is thrown away first. Conflict when the installation is real.
    """
    clear(engine)
    with engine.begin(SYSTEM) as tx:
        record.append_operation(tx, LOADING, "", "")
        authorities, people = load_basis(tx)
    made = cases.load(engine)
    with engine.begin(SYSTEM) as tx:
        let_somebody_be_away(tx, people)
        actors = {
            one.login: one.actor for one in account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.demo))
        }
    keep_filters(engine, authorities, actors)
    proposals.load(engine, authorities, people)
    notices.load(engine)
    with engine.begin(SYSTEM) as tx:
        tx.execute(delete(OPERATION).where(OPERATION.c.kind == LOADING))
    return f"Loaded {len(people)} people and {made} cases."


def load_basis(tx: Transaction) -> tuple[dict[str, int], dict[str, int]]:
    """Load what an installation has on its first day, without a case: authorities by key and people by login, and
    processes in force.
    """
    reference.load(tx)
    library.deploy(tx)
    authorities = load_authorities(tx)
    people = load_people(tx, authorities)
    close_at_christmas(tx, authorities)
    load_posts(tx, authorities, people)
    agree_on_escalation(tx, authorities, _in_force(tx))
    _adopt(tx)
    return authorities, people


def clear(engine: Engine) -> None:
    """Delete everything but the schema; Conflict when there is an account or a case that is not demo data."""
    with engine.begin(SYSTEM) as tx:
        real = tx.execute(select(func.count()).where(~ACCOUNT.c.demo)).scalar_one()
        people = tx.execute(select(func.count(ACCOUNT.c.id))).scalar_one()
        held = tx.execute(select(func.count(CASE.c.id))).scalar_one()
        if real or (held and not people):
            raise Conflict(
                "Expected to replace demo data, but this installation holds real accounts or cases"
            )
        names = ", ".join(f'"{name}"' for name in (*METADATA.tables, *_QUEUE))
        tx.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        tx.execute(text(f"ALTER SEQUENCE {CASE_NUMBER.name} RESTART"))


def _in_force(tx: Transaction) -> date:
    """Early enough for the oldest case."""
    return tx.today - timedelta(days=cases.OLDEST_DAYS + 30)


def _adopt(tx: Transaction) -> None:
    """Put the newest version of every process in force, early enough for the oldest case."""
    found = definition.overview(tx)
    if all(one.key != cases.PROCESS for one in found):
        raise NotFound(
            f"Expected to find the process {cases.PROCESS} in {library.FOLDER}, but it is not there"
        )
    day = _in_force(tx)
    for process in found:
        for jurisdiction in _JURISDICTIONS:
            adoption.adopt(
                tx, process.versions[0].id, jurisdiction, day, "Demodaten: Lenkungsgruppe, erste Fassung"
            )
