"""The files of a bundle as a page shows them: in groups, each with its editor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from engine.commands.bundle import SaveKind
from engine.queries.definition import FileRow


class Editor(StrEnum):
    """What a file is changed with."""

    DIAGRAM = "diagram"
    TABLE = "table"
    FORM = "form"
    SCENARIO = "scenario"
    PROFILE = "profile"
    TEXT = "text"


#: the template of each editor
EDITORS = {
    Editor.DIAGRAM: "zeichnung",
    Editor.TABLE: "tabelle",
    Editor.FORM: "formular",
    Editor.SCENARIO: "text",
    Editor.PROFILE: "text",
    Editor.TEXT: "text",
}
_PART = re.compile(r"[._-]?[^._-]*[_-]?")
_SUFFIXES = {".bpmn": Editor.DIAGRAM, ".dmn": Editor.TABLE, ".form": Editor.FORM}


@dataclass(frozen=True, slots=True)
class Branch:
    """Files of one kind."""

    editor: Editor
    name: str
    files: tuple[FileRow, ...]


def editor_of(path: str) -> Editor:
    """The editor of a file, by its name."""
    place = PurePosixPath(path)
    if place.suffix == ".yaml" and place.parts[0] == "scenarios":
        return Editor.SCENARIO
    if path == "process.toml":
        return Editor.PROFILE
    return _SUFFIXES.get(place.suffix, Editor.TEXT)


def tree(files: Iterable[FileRow]) -> tuple[Branch, ...]:
    """The files in the order a process owner works on them."""
    known = tuple(files)
    names = {
        Editor.DIAGRAM: _("Ablauf"),
        Editor.TABLE: _("Entscheidungen"),
        Editor.FORM: _("Formulare"),
        Editor.PROFILE: _("Steckbrief"),
        Editor.SCENARIO: _("Szenarien"),
        Editor.TEXT: _("Weitere Dateien"),
    }
    found = (
        Branch(editor, name, tuple(one for one in known if editor_of(one.path) is editor))
        for editor, name in names.items()
    )
    return tuple(one for one in found if one.files)


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(speicherart=save_kind, teilbar=with_breaks)


def with_breaks(name: str) -> Markup:
    """A name of a file that may go on in the next line behind a part of it, not within a word."""
    return Markup("<wbr>").join(escape(part) for part in _PART.findall(name) if part)


#: what a new file can be, by the word of the form
NEW_FILES = {
    "formular": _l("Formular"),
    "entscheidung": _l("Entscheidungstabelle"),
    "szenario": _l("Szenario"),
    "steckbrief": _l("Steckbrief (process.toml)"),
    "ablauf": _l("Weiteres Diagramm"),
    "text": _l("Textdatei"),
}


def save_kind(kind: SaveKind) -> str:
    """What led to a save, in words."""
    return {
        SaveKind.BEGUN: _("Begonnen"),
        SaveKind.SAVED: _("Gespeichert"),
        SaveKind.AUTOMATIC: _("Von selbst gespeichert"),
        SaveKind.RESTORED: _("Wiederhergestellt"),
        SaveKind.BROUGHT_IN: _("Eingelesen"),
    }[kind]
