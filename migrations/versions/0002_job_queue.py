"""The job queue: Procrastinate's own schema, tuned for a queue that fills and empties quickly."""

from alembic import op

from engine import jobs

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    raw = op.get_bind().connection.driver_connection
    with raw.cursor() as cursor:
        cursor.execute(jobs.schema())
        # Stale statistics on a suddenly deep queue make every fetch sort it on disk.
        cursor.execute(
            "ALTER TABLE procrastinate_jobs SET (autovacuum_analyze_scale_factor = 0,"
            " autovacuum_analyze_threshold = 1000, autovacuum_vacuum_scale_factor = 0.01)"
        )


def downgrade() -> None:
    raw = op.get_bind().connection.driver_connection
    with raw.cursor() as cursor:
        cursor.execute(
            "DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,"
            " procrastinate_workers CASCADE"
        )
