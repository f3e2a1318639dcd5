"""`/modellierung/<id>/verlauf`: every save of a draft, what it changed, an earlier state and going back to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import NotFound, bundle, commands, compare, queries
from engine.commands.bundle import SaveKind
from engine.queries.draft import SaveRow
from web.numbers import is_number
from web.pages.werkbank import frame
from web.session import begin

page = Blueprint("verlauf", __name__, url_prefix="/modellierung")

_MOST = 200
#: lines of one file that are compared; more is a matter of the comparison of models
_MOST_LINES = 20_000
#: sentences about what a change means; the lines below have the rest
_MOST_SAID = 100
#: saves of one person that follow each other within this many seconds are one entry
_TOGETHER = 900


@dataclass(frozen=True, slots=True)
class Entry:
    """Saves that follow each other: the last one, and how many there are."""

    save: SaveRow
    number: int
    paths: tuple[str, ...]
    first: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of two texts: „gleich“, „weg“ or „neu“ with its number in each, or „luecke“ for equal ones left out."""

    kind: str
    old: int | None
    new: int | None
    text: str


@page.get("/<int:version_id>/verlauf")
def history(version_id: int) -> str:
    """Who saved what when, the newest first; what was saved by itself one after the other stands together."""
    before = request.args.get("vor", "")
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        saves = queries.draft.saves(tx, version_id, int(before) if is_number(before) else None, _MOST)
    return render_template(
        "modellierung/verlauf.html",
        view=view,
        row=view.row,
        entries=list(together(saves)),
        more=saves[-1].revision if len(saves) == _MOST else None,
        **frame(view, ""),
    )


@page.get("/<int:version_id>/verlauf/<int:revision>")
def state(version_id: int, revision: int) -> str:
    """A draft as it was: its files, and what is different from today."""
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        then = queries.draft.files_at(tx, version_id, revision)
        now = queries.draft.files(tx, version_id)
        save = next(iter(queries.draft.saves(tx, version_id, revision + 1, 1)), None)
    changed = [
        (path, "weg" if path not in now else "neu" if path not in then else "anders")
        for path in sorted({*then, *now})
        if then.get(path) != now.get(path)
    ]
    return render_template(
        "modellierung/stand.html",
        view=view,
        row=view.row,
        revision=revision,
        save=save,
        changed=changed,
        files=sorted(then),
        **frame(view, ""),
    )


@page.get("/<int:version_id>/verlauf/<int:revision>/datei/<path:path>")
def file(version_id: int, revision: int, path: str) -> Response:
    """One file as it was, byte for byte."""
    with begin() as tx:
        files = queries.draft.files_at(tx, version_id, revision)
    if path not in files:
        raise NotFound(f"Expected to find {path[:200]} at revision {revision}, but there was no such file")
    return Response(
        files[path],
        mimetype="text/plain",
        headers={"Content-Disposition": f'attachment; filename="{path.rsplit("/", 1)[-1]}"'},
    )


@page.get("/<int:version_id>/verlauf/<int:revision>/archiv.zip")
def archive(version_id: int, revision: int) -> Response:
    """All files as they were."""
    with begin() as tx:
        row = queries.definition.version(tx, version_id).row
        files = queries.draft.files_at(tx, version_id, revision)
    name = f"{row.key}-{row.number}-stand-{revision}.zip"
    return Response(
        bundle.pack(files),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@page.get("/<int:version_id>/aenderung/<path:path>")
def change(version_id: int, path: str) -> str:
    """What became of one file between two revisions, line by line; without a second one until today."""
    begun, until = request.args.get("ab", ""), request.args.get("bis", "")
    since = int(begun) if is_number(begun) else 0
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        old = queries.draft.files_at(tx, version_id, since)
        if is_number(until):
            new = queries.draft.files_at(tx, version_id, int(until))
        else:
            new = queries.draft.files(tx, version_id)
        saves = queries.draft.meanwhile(tx, version_id, since, [path])
    if path not in old and path not in new:
        raise NotFound(f"Expected to compare {path[:200]}, but the draft never had such a file")
    before, after = (_lines(side.get(path, b"")) for side in (old, new))
    return render_template(
        "modellierung/aenderung.html",
        view=view,
        row=view.row,
        path=path,
        since=since,
        until=int(until) if is_number(until) else view.row.revision,
        saves=[one for one in saves if not is_number(until) or one.revision <= int(until)],
        said=_said(old, new, path),
        lines=None if before is None or after is None else list(compared(before, after)),
        gone=path not in new,
        **frame(view, path),
    )


@page.post("/<int:version_id>/verlauf/<int:revision>/wiederherstellen")
def restore(version_id: int, revision: int) -> Response:
    """Make an earlier state the newest one."""
    seen = request.form.get("lw-revision", "")
    with begin() as tx:
        commands.bundle.restore(tx, version_id, revision, int(seen) if is_number(seen) else 0)
    flash(
        _("Stand %(revision)s ist wiederhergestellt. Was danach kam, bleibt im Verlauf.", revision=revision),
        "success",
    )
    return redirect(url_for("modellierung.edit", version_id=version_id))  # type: ignore[return-value]


@page.post("/papierkorb/<int:version_id>/zurueckholen")
def recover(version_id: int) -> Response:
    """Have a discarded draft back."""
    with begin() as tx:
        commands.bundle.recover(tx, version_id)
    flash(_("Der Entwurf ist wieder da."), "success")
    return redirect(url_for("modellierung.edit", version_id=version_id))  # type: ignore[return-value]


def together(saves: tuple[SaveRow, ...]) -> Iterator[Entry]:
    """The saves with those that followed each other by themselves as one entry; the newest first."""
    group: list[SaveRow] = []
    for save in saves:
        if group and not _belongs(group[-1], save):
            yield _entry(group)
            group = []
        group.append(save)
    if group:
        yield _entry(group)


def _belongs(newer: SaveRow, older: SaveRow) -> bool:
    return (
        older.kind is SaveKind.AUTOMATIC
        and newer.kind in (SaveKind.AUTOMATIC, SaveKind.SAVED)
        and older.account_id == newer.account_id
        and (newer.at - older.at).total_seconds() <= _TOGETHER
    )


def _entry(group: list[SaveRow]) -> Entry:
    paths = tuple(sorted({path for one in group for path in one.paths}))
    return Entry(group[0], len(group), paths, group[-1].revision)


def _said(old: Mapping[str, bytes], new: Mapping[str, bytes], path: str) -> list[compare.Difference]:
    """What the change of a model means, with the drawing last; nothing where one side has no such file."""
    if path not in old or path not in new or old[path] == new[path]:
        return []
    found = [one for one in compare.compare(old, {**old, path: new[path]}).differences if one.file == path]
    return sorted(found, key=lambda one: one.weight is compare.Weight.LAYOUT)[:_MOST_SAID]


def _lines(content: bytes) -> list[str] | None:
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return None
    return lines if len(lines) <= _MOST_LINES else None


def compared(before: list[str], after: list[str]) -> Iterator[Line]:
    """The lines of two texts, with three equal ones around each difference."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) > 2000)
    for index, group in enumerate(matcher.get_grouped_opcodes(3)):
        if index or group[0][1]:
            yield Line("luecke", None, None, "")
        for tag, old, old_end, new, new_end in group:
            if tag == "equal":
                for offset in range(old_end - old):
                    yield Line("gleich", old + offset + 1, new + offset + 1, before[old + offset])
                continue
            for number in range(old, old_end):
                yield Line("weg", number + 1, None, before[number])
            for number in range(new, new_end):
                yield Line("neu", None, number + 1, after[number])
