"""Forms of form-js (Camunda Modeler), read, checked and prepared for the page on the server.

`parse` reads a file, `present` prepares it for a page, `read` takes what a browser posted; `check`,
`normalise` and `accept` take the same values from the API, the command line and scenarios.
"""

from engine.forms.check import accept, check, normalise
from engine.forms.component import Component, Form, Format, Kind, Option, Rules, Setting, Template
from engine.forms.markdown import Block, BlockKind, Span, Style
from engine.forms.parse import MAX_BYTES, MAX_SCHEMA_VERSION, parse
from engine.forms.present import Constraints, FieldView, OptionView, present
from engine.forms.read import Submission, read
from engine.forms.values import Unreadable, read_number

__all__ = [
    "MAX_BYTES",
    "MAX_SCHEMA_VERSION",
    "Block",
    "BlockKind",
    "Component",
    "Constraints",
    "FieldView",
    "Form",
    "Format",
    "Kind",
    "Option",
    "OptionView",
    "Rules",
    "Setting",
    "Span",
    "Style",
    "Submission",
    "Template",
    "Unreadable",
    "accept",
    "check",
    "normalise",
    "parse",
    "present",
    "read",
    "read_number",
]
