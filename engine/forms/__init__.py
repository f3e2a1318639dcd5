"""Forms of form-js (Camunda Modeler), read, checked and prepared for the page on the server.

`parse` reads a file, `present` prepares it for a page, `read` takes what a browser posted; `check`,
`normalise` and `accept` take the same values from the API, the command line and scenarios.
"""

from engine.forms.check import Files, accept, check, normalise, takes_files
from engine.forms.component import MOST_ROWS, Component, Decides, Form, Format, Kind, Rules
from engine.forms.folding import split
from engine.forms.markdown import Block, BlockKind, Span, Style
from engine.forms.parse import MAX_BYTES, MAX_SCHEMA_VERSION, parse
from engine.forms.present import present
from engine.forms.read import Submission, kept, read
from engine.forms.rows import change_rows
from engine.forms.setting import Option, Setting, Template
from engine.forms.unreadable import Unreadable
from engine.forms.values import read_number
from engine.forms.views import ColumnView, Constraints, FieldView, OptionView, RowView, TableView
from engine.forms.words import typed, wording

__all__ = [
    "MAX_BYTES",
    "MAX_SCHEMA_VERSION",
    "MOST_ROWS",
    "Block",
    "BlockKind",
    "ColumnView",
    "Component",
    "Constraints",
    "Decides",
    "FieldView",
    "Files",
    "Form",
    "Format",
    "Kind",
    "Option",
    "OptionView",
    "RowView",
    "Rules",
    "Setting",
    "Span",
    "Style",
    "Submission",
    "TableView",
    "Template",
    "Unreadable",
    "accept",
    "change_rows",
    "check",
    "kept",
    "normalise",
    "parse",
    "present",
    "read",
    "read_number",
    "split",
    "takes_files",
    "typed",
    "wording",
]
