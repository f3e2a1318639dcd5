"""The embedded PostgreSQL: shared, stopped by the last one, revived after every kind of death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from engine import database
from engine.cli import run
from engine.database import Embedded
from engine.errors import Conflict

pytestmark = pytest.mark.slow


@pytest.fixture
def embedded(tmp_path):
    made = Embedded(tmp_path / "var")
    yield made
    made.stop()


def ask(address, question):
    engine = create_engine(address)
    with engine.connect() as connection:
        answer = connection.execute(text(question)).scalar()
    engine.dispose()
    return answer


def postmaster(embedded):
    return int((embedded.data / "postmaster.pid").read_text().splitlines()[0])


def test_it_speaks_utf_8_and_utc_as_an_ordinary_role(embedded):
    address = embedded.acquire()

    assert ask(address, "SHOW server_encoding") == "UTF8"
    assert ask(address, "SHOW timezone") == "UTC"
    assert ask(address, "SELECT upper('öäüß')") == "ÖÄÜSS" or ask(address, "SELECT lower('ÖÄÜ')") == "öäü"
    assert ask(address, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_it_listens_on_no_network_address(embedded):
    address = embedded.acquire()

    assert ask(address, "SHOW listen_addresses") == ""
    assert (embedded.data.stat().st_mode & 0o777) == 0o700


def test_the_last_user_stops_it(embedded):
    other = Embedded(embedded.home)
    assert embedded.acquire() == other.acquire()

    embedded.release()
    assert other.alive()
    other.release()

    assert not other.alive()
    assert not (embedded.data / "postmaster.pid").exists()


def test_data_survives_a_restart(embedded):
    address = embedded.acquire()
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (id int)"))
    engine.dispose()
    embedded.release()

    assert ask(embedded.acquire(), "SELECT count(*) FROM kept") == 0


def test_a_killed_server_is_revived_by_the_next_acquire(embedded):
    address = embedded.acquire()

    os.kill(postmaster(embedded), signal.SIGKILL)
    embedded.acquire()

    assert ask(address, "SELECT 1") == 1


def test_a_stale_pid_file_that_names_a_living_stranger_does_no_harm(embedded):
    embedded.acquire()
    embedded.release()
    stale = embedded.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{embedded.data}\n1\n5432\n{embedded.data}\n\n  1  1\nready   \n")

    address = embedded.acquire()

    assert ask(address, "SELECT 1") == 1


def test_a_half_made_cluster_is_made_anew(embedded):
    (embedded.home / "postgres.new").mkdir(parents=True)
    (embedded.home / "postgres.new" / "PG_VERSION").write_text("18\n")

    assert ask(embedded.acquire(), "SELECT 1") == 1


def test_data_of_another_version_is_not_touched(embedded):
    embedded.data.mkdir(parents=True)
    (embedded.data / "PG_VERSION").write_text("12\n")

    with pytest.raises(Conflict, match="version 12"):
        embedded.acquire()


# a socket's path is limited to 107 bytes, and addresses quote some characters in two ways
@pytest.mark.parametrize("name", ["x" * 90, "Größe 1'\"%+&"], ids=["long", "unusual"])
def test_it_runs_under_any_path(tmp_path, name):
    embedded = Embedded(tmp_path / name)
    address = embedded.acquire()

    assert ask(address, "SELECT 1") == 1
    psycopg.connect(make_url(address).set(drivername="postgresql").render_as_string()).close()

    embedded.release()
    assert not embedded.alive()


def test_ten_starting_at_once_get_one_server(embedded):
    users = [Embedded(embedded.home) for _ in range(10)]
    addresses = []
    threads = [threading.Thread(target=lambda one=one: addresses.append(one.acquire())) for one in users]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(addresses)) == 1
    assert len(addresses) == 10
    for one in users:
        one.release()
    assert not embedded.alive()


def test_use_stops_the_server_when_the_block_fails(tmp_path):
    environment = {database.HOME: str(tmp_path / "var")}

    with pytest.raises(RuntimeError), database.use(environment):
        raise RuntimeError

    assert not Embedded(tmp_path / "var").alive()


def test_migrate_may_be_called_again(embedded):
    address = embedded.acquire()

    database.migrate(address)
    database.migrate(address)

    assert ask(address, "SELECT count(*) FROM alembic_version") == 1


def test_a_migration_that_serves_no_older_code_waits_until_nobody_is_connected(embedded):
    address = embedded.acquire()
    database.migrate(address, "0024")
    other = create_engine(address)

    with other.connect() as busy:
        busy.exec_driver_sql("SELECT 1")
        with pytest.raises(Conflict, match=r"schema migration 0025 .* \(PID \d+\).* stop web and worker"):
            database.migrate(address)
    assert ask(address, "SELECT version_num FROM alembic_version") == "0024"
    other.dispose()

    database.migrate(address)
    assert ask(address, "SELECT version_num FROM alembic_version") != "0024"


def test_whoever_starts_on_an_older_database_is_not_in_their_own_way(embedded, monkeypatch):
    address = embedded.acquire()
    database.migrate(address, "0024")
    monkeypatch.setattr(run, "_store_library", lambda _address: None)

    run._prepare(address, demo=False)

    assert ask(address, "SELECT version_num FROM alembic_version") != "0024"


def test_several_that_migrate_wait_for_each_other_and_do_not_refuse_each_other(embedded):
    address = embedded.acquire()
    database.migrate(address, "0024")

    command = [sys.executable, "-m", "engine", "migrate-db"]
    started = [
        subprocess.Popen(command, env=os.environ | {database.URL: address}, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [one.communicate(timeout=60)[1] for one in started]

    assert [one.returncode for one in started] == [0, 0, 0], said
    assert ask(address, "SELECT version_num FROM alembic_version") != "0024"
