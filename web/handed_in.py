"""Files that come with a form: how large a request may be, what is done with each file, what is said about it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from flask import Flask, current_app, flash, g, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from engine import Conflict, Forbidden, Invalid, bundle, commands, queries, store
from engine.commands.document import Added, Entry
from engine.documents import MEDIA, Scan
from engine.queries.case_file import RunName, Shelf
from engine.queries.document import Filed
from engine.store import Patience, Received, StoreAway
from web.arriving import ArrivingRequest, is_cut
from web.forms.fields import Fault
from web.forms.typed import CHOSEN
from web.numbers import is_number
from web.session import begin

_log = logging.getLogger("laufweg.documents")

#: where files are taken, and how many at once
_TAKING = {
    "dokumente.add": 5,
    "dokumente.add_version": 1,
    "aufgaben.submit": 5,
    "buendel.bring_in": 1,
    "buendel.replace": 1,
    "vorlagen.attach": 1,
}
#: the name of a field for files; behind a dot stands the key of the form field they prove
FILES = "lw-datei"
_LONGEST_SUBMISSION = 64
_LONGEST_TOLD = 80
#: what a browser writes in the name of a file for signs that would end it (HTML standard, multipart/form-data)
_WRITTEN = {"%0D": "\r", "%0A": "\n", "%22": '"'}
#: how much of a request that is too large is still read, so that the browser listens to why it was refused
_DRAINED = 200 * 1024 * 1024
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Picked:
    """A file somebody chose, and the key of the form field whose own field it was chosen in."""

    file: FileStorage
    field: str | None
    submission: str

    @property
    def name(self) -> str:
        """What it is called where it comes from, short enough for a sentence."""
        last = " ".join(self.called.replace("\\", "/").rpartition("/")[2].split())
        return last if len(last) <= _LONGEST_TOLD else f"{last[: _LONGEST_TOLD - 16]}…{last[-15:]}"

    @property
    def called(self) -> str:
        """What the browser sent as its name, with the signs for which it wrote something else."""
        name = self.file.filename or ""
        for written, sign in _WRITTEN.items():
            name = name.replace(written, sign)
        return name


def init_app(app: Flask) -> None:
    """Let requests with files be larger, and give templates the words about files."""
    app.request_class = ArrivingRequest
    app.before_request(_allow)
    app.jinja_env.filters.update(groesse=size)
    app.jinja_env.globals.update(
        abgabe=submission, dateiarten=accepted, groesste=largest, datengruppen=groups
    )


def _allow() -> None:
    number = _TAKING.get(request.endpoint or "")
    if number is not None:
        most = max(largest(), bundle.LARGEST_ARCHIVE)
        cast(ArrivingRequest, request).take(most, number, current_app.config["MAX_CONTENT_LENGTH"])


def takes_files() -> bool:
    """Whether files are taken at the address that is asked for."""
    return request.endpoint in _TAKING


def largest() -> int:
    """The bytes a file may have."""
    return store.settings().largest


def accepted() -> str:
    """The endings a browser offers to choose from."""
    return ",".join(ending for one in MEDIA for ending in (one.ending, *one.also))


def submission() -> str:
    """What a page carries so that a form sent twice is stored once."""
    return secrets.token_urlsafe(12)


def too_much() -> str:
    """Why a file was not looked at of which only a part was kept."""
    return _("Die Dateien sind zusammen zu groß. Bitte reichen Sie sie nacheinander ein.")


def sent() -> str:
    """The mark that the page carried; a new one when it carried none."""
    found = request.form.get("lw-abgabe", "")
    return found if 0 < len(found) <= _LONGEST_SUBMISSION else submission()


def picked() -> tuple[Picked, ...]:
    """The files that came along; a field that was left empty sends none."""
    return tuple(_picked())


def _picked() -> Iterator[Picked]:
    mark = sent()
    for name, files in request.files.lists():
        base, _dot, field = name.partition(".")
        if base == FILES:
            for number, file in enumerate(files):
                if file.filename:
                    # one length, whatever a field is called: the database keeps an index of it
                    key = sha256(f"{mark} {field} {number}".encode()).hexdigest()
                    yield Picked(file, field or None, key)


def receive(one: Picked, patience: Patience | None = None) -> Received:
    """Look at the file and store it. Invalid, with the message for the field `file`, also while the store is away."""
    if is_cut(one.file):
        raise Invalid(
            "Expected all files of a request to have room, but they are too large", {"file": too_much()}
        )
    try:
        return store.receive(store.place(), one.file.stream, one.called, patience=patience)
    except StoreAway as away:
        raise Invalid("Expected to store a file, but the store is away", {"file": is_away(away)}) from away


def is_away(error: StoreAway) -> str:
    """Write down for operators that the store is away; the sentence for whoever has to try again."""
    _log.error("The document store gives no answer: %s", error)
    g.lw_store_away = True
    return _(
        "Die Dokumentenablage ist gerade nicht erreichbar. Bitte versuchen Sie es in einigen Minuten noch einmal."
    )


def status() -> int:
    """Of a page that says what is wrong with files: 503 while the store is away, else 422."""
    return 503 if g.get("lw_store_away") else 422


def keep(reference: str, files: Sequence[Picked], task_id: int | None = None) -> list[Fault]:
    """Put the files into the case, each in a transaction of its own, and say so; what is wrong with the others.

    No file is looked at or stored before it is certain that its sender may hand it in: Forbidden. What is said about
    them stands in `lw-titel`, `lw-datengruppe`, `lw-feld` and `lw-grund`; a title counts for one file only.
    """
    with begin() as tx:
        place = queries.document.place(tx, reference, task_id)
    if place.closed:
        raise Conflict(f"Expected to add a document to case {reference}, but it is closed")
    if not place.may_add and task_id is not None:
        raise Conflict(
            f"Expected to add a document to user task {task_id}, but somebody else has it, or nobody"
        )
    if not place.may_add:
        raise Forbidden(f"Expected to add a document to case {reference}, but no role there permits it")
    faults: list[Fault] = []
    patience = Patience()
    for one in files:
        try:
            received = receive(one, patience)
            with begin() as tx:
                added = commands.document.add(
                    tx, store.place(), reference, received, _entry(one, len(files), task_id)
                )
        except Invalid as refused:
            faults.extend(_faults(one, refused))
            continue
        except StoreAway as away:
            faults.append((FILES, "", is_away(away)))
            continue
        if added.scan is Scan.INFECTED:
            faults.append((f"{FILES}", "", infected(one, added)))
        else:
            say(one, added)
    return faults


def _entry(one: Picked, number: int, task_id: int | None) -> Entry:
    return Entry(
        one.submission,
        request.form.get("lw-titel", "").strip() if number == 1 else "",
        request.form.get("lw-grund", "").strip(),
        task_id,
        one.field or request.form.get("lw-feld") or None,
        filed(request.form.get("lw-datengruppe", "")),
    )


def _faults(one: Picked, refused: Invalid) -> Iterable[Fault]:
    for name, message in refused.fields.items():
        if name == "file":
            where = f"{FILES}.{one.field}" if one.field else FILES
            yield where, "", _("„%(name)s“: %(message)s", name=one.name, message=message)
        else:
            yield f"lw-{_GERMAN.get(name, name)}", "", message


_GERMAN = {"title": "titel", "reason": "grund", "filed": "datengruppe", "field": "feld"}


@dataclass(frozen=True, slots=True)
class OfRun:
    """The data groups of one run as a form offers them, each with its value; no `run` for who has only a task there."""

    run: RunName | None
    shelves: tuple[tuple[str, Shelf], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The values alone."""
        return tuple(code for code, _shelf in self.shelves)


def groups(offered: Iterable[Filed], shelves: Mapping[Filed, Shelf]) -> list[OfRun]:
    """The data groups run by run, with whom each lets read; two processes may have the same group."""
    found: dict[int | None, list[tuple[str, Shelf]]] = {}
    for one in offered:
        code = f"{one.instance_id}:{one.group}"
        found.setdefault(one.instance_id, []).append((code, shelves[one]))
    return [OfRun(of_run[0][1].run, tuple(of_run)) for of_run in found.values()]


def filed(text: str) -> Filed | None:
    """The data group that was chosen of `groups`; None for none."""
    run, colon, group = text.partition(":")
    return Filed(number(run), group) if colon and group else None


def infected(one: Picked, added: Added) -> str:
    """Why a file with a virus was refused, by the virus's name."""
    return _(
        "„%(name)s“ enthält ein Schadprogramm (%(finding)s) und wurde abgewiesen. "
        "Bitte öffnen Sie die Datei nicht, und sagen Sie der IT Bescheid.",
        name=one.name,
        finding=added.finding,
    )


def say(one: Picked, added: Added) -> None:
    """Tell that a file is in the case."""
    if added.scan is Scan.WAITING:
        flash(
            _(
                "„%(name)s“ ist gespeichert. Die Prüfung auf Schadprogramme steht noch aus; "
                "bis dahin lässt sich die Datei nicht öffnen.",
                name=one.name,
            ),
            "warning",
        )
    else:
        flash(_("„%(name)s“ ist in der Akte.", name=one.name), "success")


def drain() -> None:
    """Read what still comes of a request that is too large: a browser that is cut off shows no answer."""
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or 0, _DRAINED)
    while left > 0:
        part = stream.read(min(_CHUNK, left))
        if not part:
            break
        left -= len(part)


def choose_again(fields: Mapping[str, list[str]]) -> None:
    """Say which files of a form that an ended session did not take have to be chosen once more."""
    names = ", ".join(f"„{name}“" for name in fields.get(CHOSEN, ()))
    if names:
        flash(
            _("Ihre Sitzung war abgelaufen. Bitte wählen Sie noch einmal aus: %(names)s.", names=names),
            "warning",
        )


def number(text: str) -> int:
    """A number out of a form, 0 for anything else."""
    return int(text) if is_number(text) else 0


def size(given: int) -> str:
    """2,4 MB, as sizes of files are written in the language of the page."""
    for unit, name in ((1024 * 1024, "MB"), (1024, "KB")):
        if given >= unit:
            text = f"{given / unit:.1f}".removesuffix(".0")
            return f"{text if str(get_locale()) == 'en' else text.replace('.', ',')} {name}"
    return f"{given} Byte"
