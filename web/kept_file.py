"""A file of a proposal as an answer: to be kept, under its own name."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response as Answered

from engine import NotFound, store


def send(name: str, media_type: str, size: int, digest: str) -> Answered:
    """The file of that digest from the store; NotFound when it is not there."""
    try:
        parts: Iterator[bytes] = store.place().read(store.document_key(digest))
    except FileNotFoundError as error:
        raise NotFound(f"Expected to find {name} in the store, but it is not there") from error
    answer = Response(parts, mimetype=media_type)
    answer.content_length = size
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    said = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    answer.headers["Content-Disposition"] = dump_options_header("attachment", said)
    return answer
