"""Making an export, in a job: read in the name of who asked, written to a file beside the store, then put into it."""

from __future__ import annotations

import logging
import tempfile

from engine import commands, queries
from engine.actor import SYSTEM
from engine.engine import Engine
from engine.errors import LaufwegError
from engine.export import archive
from engine.export.book import book, contents
from engine.export.pdf import pdf
from engine.state import account, case
from engine.state.export import ExportKind
from engine.store import Store

_log = logging.getLogger("laufweg.export")


def make(engine: Engine, store: Store, export_id: int) -> None:
    """Make an export that was asked for; nothing happens when it is done or gone.

    A worker that dies leaves it to the next one, which begins anew. What can never be made, because who asked may
    read the file no longer, is marked as failed.
    """
    with engine.begin(SYSTEM) as tx:
        wanted = commands.export.begin(tx, export_id)
        if wanted is None:
            return
        reference = case.get(tx, wanted.case_id).reference
        reader = account.get(tx, wanted.account_id)
    try:
        if not reader.active:
            raise PermissionError
        with tempfile.TemporaryFile() as target:
            with engine.begin(reader.actor) as tx:
                found = contents(tx, reference)
                # the last that is read: it is kept for the engine alone
                zips = wanted.kind is ExportKind.ZIP
                kept = queries.step_input.of_case(tx, found.file.sight) if zips else ()
            _advance(engine, export_id, 0, archive.parts(found))
            made = pdf(book(found))
            _advance(engine, export_id, 1, archive.parts(found))
            if wanted.kind is ExportKind.PDF:
                target.write(made)
            else:
                counter = _Counter(engine, export_id, archive.parts(found))
                archive.write(found, kept, made, store, target, counter)
            size = target.tell()
            target.seek(0)
            store.put(wanted.key, target)
    except (LaufwegError, PermissionError, FileNotFoundError):
        _log.exception("Export %s cannot be made", export_id)
        with engine.begin(SYSTEM) as tx:
            commands.export.fail(tx, export_id)
        return
    with engine.begin(SYSTEM) as tx:
        commands.export.finish(tx, export_id, size)


class _Counter:
    """Counts the parts that are in, and tells it now and then, not for each."""

    def __init__(self, engine: Engine, export_id: int, total: int) -> None:
        self._engine, self._id, self._total = engine, export_id, total
        self._done = 1

    def __call__(self) -> None:
        self._done += 1
        if self._done % 10 == 0 or self._done == self._total:
            _advance(self._engine, self._id, self._done, self._total)


def _advance(engine: Engine, export_id: int, done: int, total: int) -> None:
    with engine.begin(SYSTEM) as tx:
        commands.export.progress(tx, export_id, done, total)
