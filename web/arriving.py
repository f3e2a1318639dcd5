"""Files while they arrive: what is too large is read to its end and thrown away, and the fields beside it are there.

Of a file one byte more than may be taken is kept: whoever takes it sees that it is too large. All files of a request
together may fill as much of the disk as their page takes; one that comes after that is `cut`.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage

#: bytes of a file that stay in memory, as Werkzeug has it
_IN_MEMORY = 500 * 1024
#: how much of a request with files is read; a form whose file is larger than that does not arrive at all
READ = 1024 * 1024 * 1024


class Arriving(SpooledTemporaryFile[bytes]):
    """A file that keeps what there is room for; `cut` says that the room of the whole request was used up."""

    def __init__(self, most: int, request: ArrivingRequest) -> None:
        super().__init__(max_size=_IN_MEMORY, mode="rb+")
        self._left = most
        self._request = request
        self.cut = False

    def write(self, part: bytes) -> int:  # type: ignore[override]  # Werkzeug writes bytes only
        """Keep the part as far as there is room; the answer is its whole length."""
        wanted = min(len(part), self._left)
        kept = min(wanted, self._request.room)
        self.cut = self.cut or kept < wanted
        self._left -= kept
        self._request.room -= kept
        if kept:
            super().write(part[:kept])
        return len(part)


class ArrivingRequest(Request):
    """A request that keeps of its files `most` bytes each, and `room` in all, once it was told to `take` some."""

    most = 0
    room = 0

    def take(self, most: int, number: int, fields: int) -> None:
        """Let it carry that many files of `most` bytes, beside so many bytes of fields."""
        self.most, self.room = most + 1, number * (most + 1)
        self.max_content_length = max(READ, fields + self.room)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.most:
            return Arriving(self.most, self)
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


def is_cut(file: FileStorage) -> bool:
    """Whether part of the file was thrown away because the files of its request are too large together."""
    return isinstance(file.stream, Arriving) and file.stream.cut
