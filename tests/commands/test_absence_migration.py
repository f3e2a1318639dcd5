"""What posts said of absences before absences were people's: migration 0022 takes over what still goes on or comes."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.testing import World


@pytest.mark.slow
def test_absences_of_posts_become_those_of_their_holders(world: World) -> None:
    today = date.today()  # noqa: DTZ011  the migration asks the database's day
    ada, ben = world.people["ada"].account, world.people["ben"].account
    configuration = Config()
    configuration.set_main_option("script_location", str(files("migrations")))
    configuration.attributes["url"] = world.engine.url
    world.engine.dispose()
    command.downgrade(configuration, "0021")
    posts = [
        # holder, first and last day
        (ada, today - timedelta(days=3), today + timedelta(days=3)),
        (ada, today - timedelta(days=3), today + timedelta(days=3)),  # of a second post: once
        (ben, today + timedelta(days=9), None),
        (ben, today - timedelta(days=9), today - timedelta(days=2)),  # over
        (None, today, None),  # nobody's
    ]
    with world.engine.begin(SYSTEM) as tx:
        for number, (holder, first, last) in enumerate(posts):
            tx.execute(
                text(
                    "INSERT INTO post (authority_id, seat_id, title, role, share, valid_from, substitution, holder_id,"
                    " absent_from, absent_to) VALUES (:here, :here, :title, 'clerk', 1, '2020-01-01', 'none',"
                    " :holder, :first, :last)"
                ),
                {
                    "here": world.here,
                    "title": f"Stelle {number}",
                    "holder": holder,
                    "first": first,
                    "last": last,
                },
            )

    world.engine.dispose()
    command.upgrade(configuration, "0022")

    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            text(
                "SELECT account_id, authority_id, first_day, last_day, begun_at IS NOT NULL FROM absence"
                " ORDER BY first_day"
            )
        )
        assert [tuple(row) for row in rows] == [
            (ada, world.here, today - timedelta(days=3), today + timedelta(days=3), True),
            (ben, world.here, today + timedelta(days=9), None, False),
        ]
