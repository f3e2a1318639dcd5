"""Alembic's entry: migrate the database whose address the caller put into the configuration."""

from collections.abc import Sequence
from typing import Any

from alembic import context
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Row, create_engine

from engine.errors import Conflict
from engine.state import METADATA

#: held while migrating
_LOCK = 7283649
_LOOKS = 10
#: who else is connected; several that migrate wait for each other
_OTHERS = (
    "SELECT pid, application_name, client_addr FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND coalesce(backend_type, 'client backend') = 'client backend'"
    " AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted) ORDER BY pid"
)


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the queue's tables out of comparisons: they are Procrastinate's."""
    return not (kind == "table" and str(name).startswith("procrastinate_"))


def _refuse_others(connection: Connection) -> None:
    """Conflict when a migration on which older code does not run is due and somebody works on the database."""
    current = MigrationContext.configure(connection).get_current_revision()
    wanted = context.get_revision_argument()
    if current is None or not isinstance(wanted, str):
        return
    due = [
        one.revision
        for one in context.script.walk_revisions()
        if current < one.revision <= wanted and getattr(one.module, "offline", False)
    ]
    others = _others(connection) if due else []
    if others:
        named = ", ".join(
            f"{name or 'a process'} (PID {pid}{f' from {address}' if address else ''})"
            for pid, name, address in others
        )
        raise Conflict(
            f"Expected to run schema migration {min(due)} while nobody works on the database, but it does not serve"
            f" older code and {named} is connected; stop web and worker, then run it again"
        )


def _others(connection: Connection) -> Sequence[Row[Any]]:
    """Who else is connected; whoever has just left is given two seconds to be gone."""
    for _ in range(_LOOKS):
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        found = connection.exec_driver_sql(_OTHERS).all()
        if not found:
            break
        connection.exec_driver_sql("SELECT pg_sleep(0.2)")
    return found


def _run() -> None:
    engine = create_engine(context.config.attributes["url"])
    try:
        with engine.begin() as connection:
            _migrate(connection)
    finally:
        engine.dispose()


def _migrate(connection: Connection) -> None:
    # one migrator at a time, whoever starts first; the others find nothing left to do
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    # what a migration does to rows it does to all of them, whoever may read them
    connection.exec_driver_sql("SELECT set_config('laufweg.engine', 'on', true)")
    _refuse_others(connection)
    context.configure(connection=connection, target_metadata=METADATA, compare_type=True, include_name=_ours)
    with context.begin_transaction():
        context.run_migrations()


_run()
