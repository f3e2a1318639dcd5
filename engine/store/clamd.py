"""Asking clamd, the scanner of ClamAV, whether a file holds a virus: INSTREAM of its protocol (clamd(8))."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engine.documents import Scan

#: seconds to reach it, and for its answer to a whole file
_CONNECT: Final = 5.0
_ANSWER: Final = 60.0
_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096


@dataclass(frozen=True, slots=True)
class Scanned:
    """What it said; `finding` is the name of the virus, or why there was no answer."""

    scan: Scan
    finding: str = ""


def scan(clamd: str | tuple[str, int] | None, parts: Iterable[bytes]) -> Scanned:
    """Show it a file in parts. Whatever is no clear answer leaves the file waiting."""
    if clamd is None:
        return Scanned(Scan.UNSCANNED)
    try:
        with _connect(clamd) as line:
            return _heard(_ask(line, parts))
    except OSError as error:
        return Scanned(Scan.WAITING, str(error))


def _connect(clamd: str | tuple[str, int]) -> socket.socket:
    if isinstance(clamd, tuple):
        line = socket.create_connection(clamd, timeout=_CONNECT)
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(_CONNECT)
            line.connect(clamd)
        except OSError:
            line.close()
            raise
    line.settimeout(_ANSWER)
    return line


def _ask(line: socket.socket, parts: Iterable[bytes]) -> str:
    line.sendall(b"zINSTREAM\0")
    try:
        for part in parts:
            for start in range(0, len(part), _CHUNK):
                chunk = part[start : start + _CHUNK]
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
        line.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough, and says why
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        more = line.recv(_LONGEST_ANSWER)
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
