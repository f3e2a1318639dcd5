"""Asking clamd, the scanner of ClamAV, whether a file holds a virus: INSTREAM of its protocol (clamd(8))."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from engine.documents import Scan

#: seconds to reach it, and to wait for it altogether: what has no answer then is shown to it again
_CONNECT: Final = 5.0
_ANSWER: Final = 20.0
_LEAST: Final = 0.001
_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096


@dataclass(frozen=True, slots=True)
class Scanned:
    """What it said; `finding` is the name of the virus, or why there was no answer."""

    scan: Scan
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long somebody waits for the scanner, from now on: 20 seconds, for one file or for all files of a form."""

    _until: float = field(default_factory=lambda: time.monotonic() + _ANSWER)

    @property
    def left(self) -> float:
        """Seconds; 0 when it is over."""
        return max(self._until - time.monotonic(), 0.0)


def scan(
    clamd: str | tuple[str, int] | None, parts: Iterable[bytes], patience: Patience | None = None
) -> Scanned:
    """Show it a file in parts. Whatever is no clear answer leaves the file waiting; so does patience that is over."""
    if clamd is None:
        return Scanned(Scan.UNSCANNED)
    patience = patience or Patience()
    if not patience.left:
        return Scanned(Scan.WAITING, "no time left to ask")
    try:
        with _connect(clamd, min(_CONNECT, max(patience.left, _LEAST))) as line:
            return _heard(_ask(line, parts, patience))
    except OSError as error:
        return Scanned(Scan.WAITING, str(error))


def _connect(clamd: str | tuple[str, int], seconds: float) -> socket.socket:
    if isinstance(clamd, tuple):
        line = socket.create_connection(clamd, timeout=seconds)
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(seconds)
            line.connect(clamd)
        except OSError:
            line.close()
            raise
    return line


def _ask(line: socket.socket, parts: Iterable[bytes], patience: Patience) -> str:
    def wait() -> socket.socket:
        """The line for as long as is left: one that trickles must not hold a page for ever."""
        line.settimeout(max(patience.left, _LEAST))
        return line

    wait().sendall(b"zINSTREAM\0")
    try:
        for part in parts:
            for start in range(0, len(part), _CHUNK):
                chunk = part[start : start + _CHUNK]
                wait().sendall(struct.pack("!L", len(chunk)) + chunk)
        wait().sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough, and says why
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        more = wait().recv(_LONGEST_ANSWER) if patience.left else b""
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _heard(answer: str) -> Scanned:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Scanned(Scan.CLEAN)
    if said.endswith(" FOUND"):
        return Scanned(Scan.INFECTED, said.removesuffix(" FOUND"))
    return Scanned(Scan.WAITING, said or "no answer")
