"""A page of the inbox by every view, filter, order and group, with a million open and ten million completed tasks.

    python -m tests.benchmarks.inbox HOME [explain FILE]

measures in the database that `tests.benchmarks.many_tasks HOME` has made, and writes the plan of the statements that
read tasks. As one of `python -m tests.benchmarks` it makes one of a tenth of that size itself.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import event, make_url, text

from engine import SYSTEM, Actor, Engine, Membership, Role, Transaction, pauses
from engine.database import Embedded
from engine.queries import inbox
from engine.queries.inbox import InboxFilter, InboxGroup, InboxOrder, InboxView, PriorityClass
from engine.queries.referrals import ReferralState
from engine.queries.supervision import DueClass
from engine.testing.statements import statements
from tests.benchmarks import many_tasks, place
from tests.benchmarks.report import machine, ms, p95, table

_ROUNDS = 21
_DEEP = 200  # pages
_FEW = 20  # authorities


def run() -> str:
    """A tenth of the size, in a database of its own."""
    with place.world() as world:
        many_tasks.fill(world, 100_000, 1_000_000)
        return report(world.engine)


def report(engine: Engine) -> str:
    """Milliseconds and statements of a page of 50 for a clerk of the largest authority and one of twenty."""
    rows = []
    for who, actor in _actors(engine).items():
        for title, wanted in _pages(engine, actor):
            taken, statements = _measure(engine, actor, wanted)
            rows.append((title, who, ms(statistics.median(taken)), ms(p95(taken)), f"{statements}"))
    with engine.begin(SYSTEM) as tx:
        counts = tx.execute(text("SELECT state, count(*) FROM user_task GROUP BY state ORDER BY state")).all()
    note = ", ".join(f"{number:,} {state}" for state, number in counts)
    head = ("page", "clerk of", "p50 ms", "p95 ms", "statements")
    return table(f"Inbox, a page of 50: {note}", head, rows)


def _actors(engine: Engine) -> dict[str, Actor]:
    """Somebody with tasks in the authority that has most, and the same person as clerk of twenty middling ones."""
    with engine.begin(SYSTEM) as tx:
        by_size = list(
            tx.execute(
                text(
                    "SELECT authority_id FROM user_task WHERE state = 'active' GROUP BY authority_id"
                    " ORDER BY count(*) DESC, authority_id"
                )
            ).scalars()
        )
        account, name = tx.execute(
            text(
                "SELECT id, name FROM account WHERE id = (SELECT assignee_id FROM user_task WHERE state = 'active'"
                " AND authority_id = :largest AND role = 'clerk' GROUP BY assignee_id HAVING assignee_id IS NOT NULL"
                " ORDER BY count(*) DESC, assignee_id LIMIT 1)"
            ),
            {"largest": by_size[0]},
        ).one()
    middle = len(by_size) // 2
    reach = {"the largest": by_size[:1], f"{_FEW}": by_size[middle : middle + _FEW]}
    return {
        title: Actor(account, name, frozenset(Membership(one, Role.CLERK) for one in numbers))
        for title, numbers in reach.items()
    }


def _pages(engine: Engine, actor: Actor) -> Iterator[tuple[str, InboxFilter]]:
    with engine.begin(actor) as tx:
        seen = inbox.overview(tx)
        reference = tx.execute(text('SELECT reference FROM "case" ORDER BY id DESC LIMIT 1')).scalar_one()
    for view in InboxView:
        yield f"view {view}", InboxFilter(view)
    key, element, _name = seen.steps[len(seen.steps) // 2]
    yield "process", InboxFilter(process=key)
    yield "process and step", InboxFilter(process=key, element=element)
    yield "authority", InboxFilter(authority=seen.authorities[-1][0])
    for due in DueClass:
        yield f"due {due}", InboxFilter(due=due)
    for basis in (one.name for statute in seen.legal_bases for one in statute.norms):
        yield f"legal basis {basis}", InboxFilter(legal_basis=basis)
    yield "legal basis nothing has", InboxFilter(legal_basis="§ 0")
    yield "norm of competence", InboxFilter(norm=seen.norms[0])
    yield "norm of competence nothing has", InboxFilter(norm="§ 0")
    for priority in PriorityClass:
        yield f"priority {priority}", InboxFilter(priority=priority)
    for state in ReferralState:
        yield f"referral {state}", InboxFilter(referral=state)
    searches = {
        "number of a case": reference,
        "name of one person": "Muster4711",
        "given name of all": "Maryam",
        "beginning of all names": "Mus",
        "words of a step": "Schritt 7",
        "nobody's name": "Xaverius",
        "two words": "Maryam Schritt",
    }
    for title, said in searches.items():
        yield f"text: {title}", InboxFilter(text=said)
    for order in InboxOrder:
        yield f"order {order}", InboxFilter(order=order)
    for group in InboxGroup:
        yield f"group {group}", InboxFilter(group=group)
    for order in (InboxOrder.DUE, InboxOrder.DUE_LATEST, InboxOrder.PRIORITY, InboxOrder.CASE):
        yield f"order {order}, page {_DEEP}", _deep(engine, actor, InboxFilter(order=order))


def _deep(engine: Engine, actor: Actor, wanted: InboxFilter) -> InboxFilter:
    """The last of many pages, found with large ones."""
    with engine.begin(actor) as tx:
        cursor = inbox.page(tx, replace(wanted, size=wanted.size * (_DEEP - 1))).next
    return replace(wanted, after=cursor)


def _measure(engine: Engine, actor: Actor, wanted: InboxFilter) -> tuple[list[float], int]:
    """Seconds of all rounds but two, with the transaction around; the statements beside the one that opens it."""
    taken: list[float] = []
    sent: list[str] = []
    for number in range(_ROUNDS + 2):
        begun = time.perf_counter()
        if number == 1:  # the first has warmed the caches
            with engine.begin(actor) as tx, statements() as sent:
                inbox.page(tx, wanted)
        else:
            with engine.begin(actor) as tx:
                inbox.page(tx, wanted)
        taken.append(time.perf_counter() - begun)
    return taken[2:], len(sent) - 1


@contextmanager
def _noting(tx: Transaction, note: Callable[[str, object], None]) -> Iterator[None]:
    def asked(_connection: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        note(statement, given)

    event.listen(tx.connection, "before_cursor_execute", asked)
    yield
    event.remove(tx.connection, "before_cursor_execute", asked)


def explain(engine: Engine) -> str:
    """The plan PostgreSQL has for every statement that reads tasks, as it ran."""
    return "\n\n".join(
        f"## {title}, clerk of {who}\n\n{_plans(engine, actor, wanted)}"
        for who, actor in _actors(engine).items()
        for title, wanted in _pages(engine, actor)
    )


def _plans(engine: Engine, actor: Actor, wanted: InboxFilter) -> str:
    asked: list[tuple[str, object]] = []

    def note(statement: str, given: object) -> None:
        if "user_task" in statement:
            asked.append((statement, given))

    with engine.begin(actor) as tx:
        with _noting(tx, note):
            inbox.page(tx, wanted)
        return "\n\n".join(
            "\n".join(
                row[0][:240]
                for row in tx.connection.exec_driver_sql(
                    f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", given
                )
            )
            for statement, given in asked
        )


def main() -> None:
    """Measure where `many_tasks` has left its database, and keep the plans if a file is named."""
    home, *more = sys.argv[1:]
    url = make_url(Embedded(Path(home)).acquire())
    engine = Engine(url.render_as_string(hide_password=False))
    pauses.shorten()
    sys.stdout.write(f"{machine()}\n\n{report(engine)}\n")
    if more[:1] == ["explain"]:
        Path(more[1]).write_text(f"{machine()}\n\n{explain(engine)}\n", encoding="utf-8")
    engine.dispose()


if __name__ == "__main__":
    main()
