"""One transaction: what waits is sent in order and seen by whoever reads, and what is refused has a meaning."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import IntegrityError

from engine import SYSTEM, Conflict, Engine, Invalid
from engine.state import instance
from engine.state.case import PERSON
from engine.state.definition import DEFINITION
from engine.state.metadata import METADATA
from engine.state.record import HISTORY
from engine.testing import World
from engine.testing import models as m
from engine.testing.statements import statements

_RENAME = update(DEFINITION).where(DEFINITION.c.key == bindparam("which")).values(name=bindparam("to"))
_NAME = select(DEFINITION.c.name).where(DEFINITION.c.key == bindparam("which"))
IDLE = m.tasks("ruhe", "a")


@pytest.fixture
def deployed(world: World) -> World:
    world.deploy({"r.bpmn": IDLE})
    return world


def test_whoever_reads_sees_what_was_written_before(deployed: World) -> None:
    with deployed.engine.begin(SYSTEM) as tx, statements() as sent:
        tx.write(_RENAME, {"which": "ruhe", "to": "Ä"})
        assert sent == []
        assert tx.fetch(_NAME, {"which": "ruhe"}) == [("Ä",)]
        tx.write(_RENAME, {"which": "ruhe", "to": "Ö"})
        assert tx.execute(text("SELECT name FROM definition WHERE key = 'ruhe'")).scalar_one() == "Ö"
        tx.write(_RENAME, {"which": "ruhe", "to": "Ü"})

    with deployed.engine.begin(SYSTEM) as tx:
        assert tx.first(_NAME, {"which": "ruhe"}) == ("Ü",)
        assert tx.first(_NAME, {"which": "nichts"}) is None


def test_an_exception_takes_back_what_was_sent_and_what_waits(deployed: World) -> None:
    with pytest.raises(RuntimeError), deployed.engine.begin(SYSTEM) as tx:
        tx.write(_RENAME, {"which": "ruhe", "to": "eins"})
        tx.flush()
        tx.write(_RENAME, {"which": "ruhe", "to": "zwei"})
        raise RuntimeError

    with deployed.engine.begin(SYSTEM) as tx:
        assert tx.first(_NAME, {"which": "ruhe"}) == ("Test ruhe",)


def test_an_instance_that_has_moved_on_is_a_conflict_and_commits_nothing(deployed: World) -> None:
    deployed.open("ruhe")
    with pytest.raises(Conflict, match="moved on"), deployed.engine.begin(SYSTEM) as tx:
        (number,) = tx.execute(text("SELECT id FROM process_instance")).scalars()
        row = instance.lock(tx, number)
        instance.store(tx, row, row.tokens, row.state, None)
        tx.write(_RENAME, {"which": "ruhe", "to": "neu"})
        instance.store(tx, row, row.tokens, row.state, None)

    with deployed.engine.begin(SYSTEM) as tx:
        assert tx.first(_NAME, {"which": "ruhe"}) == ("Test ruhe",)


def test_rows_of_any_value_arrive_as_they_are_and_facts_come_last(deployed: World) -> None:
    story = deployed.open("ruhe")
    at = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=UTC)
    with deployed.engine.begin(SYSTEM) as tx:
        case = tx.execute(text('SELECT id FROM "case"')).scalar_one()
        row = {
            "case_id": case,
            "instance_id": None,
            "at": at,
            "kind": "öÄ\"'\\ \n€",
            "detail": {"ü": [1, None]},
        }
        tx.append(HISTORY, [row | {"detail": {"folge": 1}}])
        tx.append(HISTORY, [row])
        tx.add(
            PERSON,
            [{"family_name": "O'Neill 😀", "given_name": "", "birth_date": at.date(), "created_at": at}],
        )
    with deployed.engine.begin(SYSTEM) as tx:
        last = tx.execute(text("SELECT kind, at, detail, instance_id FROM history ORDER BY id DESC LIMIT 2"))
        assert [tuple(one) for one in last] == [
            (row["kind"], at, {"ü": [1, None]}, None),
            (row["kind"], at, {"folge": 1}, None),
        ]
        person = tx.execute(text("SELECT family_name, birth_date FROM person ORDER BY id DESC LIMIT 1")).one()
        assert tuple(person) == ("O'Neill 😀", at.date())
    assert story.active() == ("a",)


def test_what_the_database_refuses_is_said_in_the_same_words_however_it_was_sent(deployed: World) -> None:
    account = METADATA.tables["account"]
    known = {"login": "ada", "name": "Ada", "password": "x", "active": True, "created_at": datetime.now(UTC)}
    known = {key: value for key, value in known.items() if key in account.c}
    with pytest.raises(Conflict, match="login is taken"), deployed.engine.begin(SYSTEM) as tx:
        tx.add(account, [known | _missing(deployed)])

    with pytest.raises(Invalid), deployed.engine.begin(SYSTEM) as tx:
        tx.fetch(_NAME, {"which": "\x00"})
    with pytest.raises(IntegrityError), deployed.engine.begin(SYSTEM) as tx:
        tx.add(PERSON, [{"family_name": None, "given_name": "", "created_at": tx.now}])


def _missing(world: World) -> dict[str, object]:
    """The other columns an account needs, as Ada has them."""
    with world.engine.begin(SYSTEM) as tx:
        row = tx.execute(text("SELECT * FROM account WHERE login = 'ada'")).mappings().one()
    return {name: value for name, value in row.items() if name not in ("id", "login", "name")}


@pytest.mark.slow
def test_a_connection_the_server_closed_is_replaced(database: str) -> None:
    engine = Engine(database, pool_size=1)
    with engine.begin(SYSTEM) as tx:
        first = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = Engine(database)
    with other.begin(SYSTEM) as tx:
        tx.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
    time.sleep(1.1)  # a connection used just now is not asked

    with engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT pg_backend_pid()")).scalar_one() != first
    engine.dispose()
    other.dispose()


@pytest.mark.slow
def test_a_connection_that_breaks_in_a_transaction_is_not_used_again(database: str) -> None:
    engine, other = Engine(database, pool_size=1), Engine(database)

    with pytest.raises(Exception, match=r"terminat|closed"), engine.begin(SYSTEM) as tx:
        pid = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with other.begin(SYSTEM) as killer:
            killer.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        time.sleep(0.1)
        tx.fetch(_NAME, {"which": "ruhe"})

    with engine.begin(SYSTEM) as tx:
        assert tx.fetch(_NAME, {"which": "ruhe"}) == []
    engine.dispose()
    other.dispose()
