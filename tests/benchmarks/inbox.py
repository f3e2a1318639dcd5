"""A page of the inbox with 10,000 and with 200,000 open tasks, and the plan PostgreSQL has for it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event, text

from engine.engine import Engine
from engine.queries import inbox
from engine.queries.inbox import InboxFilter, InboxView
from engine.testing import World
from engine.transaction import Transaction
from tests.benchmarks import place
from tests.benchmarks.report import ms, round_robin, table

_SIZES = (10_000, 200_000)

#: cases with one open task each; every tenth belongs to the authority the clerk works at, as in a Land of ten
_FILL = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL session_replication_role = replica",  # no foreign key is checked row by row
    """INSERT INTO authority (key, name, territory)
       SELECT 'abh-' || n, 'Ausländeramt ' || n, '05' FROM generate_series(1, 8) n""",
    """INSERT INTO person (family_name, given_name, created_at)
       SELECT 'Muster' || n, 'Maryam', now() FROM generate_series(1, :count) n""",
    """INSERT INTO "case" (reference, person_id, authority_id, ags, state, opened_at)
       SELECT 'BANK-' || p.id, p.id, (SELECT min(id) FROM authority) + p.id % 10, '05334002', 'open', now()
       FROM person p""",
    """INSERT INTO process_instance (case_id, version_id, process_key, state, tokens, revision, started_at)
       SELECT c.id, (SELECT max(id) FROM version), 'linear', 'active', ''::bytea, 1, now() FROM "case" c""",
    """INSERT INTO user_task (instance_id, case_id, element_instance, element, name, authority_id, topic, role, state,
                              due_at, created_at)
       SELECT i.id, i.case_id, 2, 'schritt_1', 'Schritt 1', c.authority_id, 'auslaenderbehoerde', 'clerk', 'active',
              now() + (i.id * 7919 % 86400 - 20000) * interval '1 minute', now()
       FROM process_instance i JOIN "case" c ON c.id = i.case_id""",
    "ANALYZE",
)


def run() -> str:
    """Milliseconds per page for both sizes, and the plan of the larger one."""
    rows, plan = [], ""
    for size in _SIZES:
        with place.world() as world:
            world.deploy({"linear.bpmn": place.linear()})
            _fill(world.engine, size)
            rows.append((f"{size:,}", *_times(world)))
            plan = _plan(world)
    head = ("open tasks", "group, first page", "group, page 20", "overdue", "counts alone")
    return f"{table('Inbox page of 50, in ms', head, rows)}\n\n```text\n{plan}\n```"


def _fill(engine: Engine, count: int) -> None:
    with engine._database.begin() as connection:
        for statement in _FILL:
            bound = text(statement)
            connection.execute(bound, {"count": count} if ":count" in statement else {})


def _times(world: World) -> tuple[str, ...]:
    def ask(question: Callable[[Transaction], object]) -> Callable[[], None]:
        def asked() -> None:
            with world.engine.begin(world.people["ada"]) as tx:
                question(tx)

        return asked

    cursor = None
    with world.engine.begin(world.people["ada"]) as tx:
        for _ in range(19):
            cursor = inbox.page(tx, InboxFilter(after=cursor)).next
    taken = round_robin(
        {
            "first": ask(lambda tx: inbox.page(tx, InboxFilter())),
            "deep": ask(lambda tx: inbox.page(tx, InboxFilter(after=cursor))),
            "overdue": ask(lambda tx: inbox.page(tx, InboxFilter(InboxView.OVERDUE))),
            "counts": ask(inbox.counts),
        },
        20,
    )
    return tuple(ms(seconds) for seconds in taken.values())


def _plan(world: World) -> str:
    """EXPLAIN of every statement of the first page that reads tasks."""
    asked: list[tuple[str, object]] = []
    with world.engine.begin(world.people["ada"]) as tx:

        def note(
            _connection: object, _cursor: object, statement: str, parameters: object, *_: object
        ) -> None:
            if "user_task" in statement:
                asked.append((statement, parameters))

        event.listen(tx.connection, "before_cursor_execute", note)
        inbox.page(tx, InboxFilter())
        event.remove(tx.connection, "before_cursor_execute", note)
        plans = [
            "\n".join(
                row[0]
                for row in tx.connection.exec_driver_sql(f"EXPLAIN (ANALYZE, COSTS OFF) {statement}", given)
            )
            for statement, given in asked
        ]
    return "\n\n".join(plans)
