"""Alembic's entry: migrate the database whose address the caller put into the configuration."""

from alembic import context
from sqlalchemy import create_engine

from engine.state import METADATA


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the queue's tables out of comparisons: they are Procrastinate's."""
    return not (kind == "table" and str(name).startswith("procrastinate_"))


def _run() -> None:
    engine = create_engine(context.config.attributes["url"])
    with engine.begin() as connection:
        # one migrator at a time, whoever starts first; the others find nothing left to do
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7283649)")
        # what a migration does to rows it does to all of them, whoever may read them
        connection.exec_driver_sql("SELECT set_config('laufweg.engine', 'on', true)")
        context.configure(
            connection=connection, target_metadata=METADATA, compare_type=True, include_name=_ours
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


_run()
