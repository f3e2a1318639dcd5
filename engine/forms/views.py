"""What a page is given of a form: fields, options, rows, tables, with nothing left to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.forms.component import Format, Kind
from engine.forms.markdown import Block


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice as the page shows it; `value` is what the browser posts."""

    value: str
    label: str
    selected: bool
    #: of an outcome: it is asked for once more before it counts
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the browser may check by itself, as attribute values; None where there is nothing to say."""

    minimum: str | None = None
    maximum: str | None = None
    min_length: str | None = None
    max_length: str | None = None
    step: str | None = None
    decimal_digits: int | None = None
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a dynamic list; `mark` is what the browser posts for it, `focus` that it has just been added."""

    mark: int
    number: int
    children: tuple[FieldView, ...]
    focus: bool = False


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of a table: `sorted` is ascending, descending or nothing, `next` the order its heading asks for."""

    label: str
    sorted: str
    next: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table in words; `more` is how many rows are left out."""

    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    more: int = 0
    order: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One component, ready to print. Numbers stand in German notation, dates in ISO for their controls.

    `value` is the single value (the first where there are several), `values` all of them. `text` is the
    wording of a computed or locked value, `blocks` the content of a text component, its headings ranked from 1
    over the whole form. `watched` says that other parts of the form depend on it. A hidden component is delivered
    with `visible` false and no value. `key` is the name the browser posts: in a row `kinder.0.name`.
    """

    id: str
    key: str | None
    kind: Kind
    label: str
    description: str = ""
    help: str = ""
    norm: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    required: bool = False
    disabled: bool = False
    readonly: bool = False
    visible: bool = True
    watched: bool = False
    value: str = ""
    values: tuple[str, ...] = ()
    text: str = ""
    blocks: tuple[Block, ...] = ()
    options: tuple[OptionView, ...] = ()
    constraints: Constraints = Constraints()
    prefix: str = ""
    suffix: str = ""
    height: int | None = None
    row: str | None = None
    columns: int | None = None
    outline: bool = False
    error: str | None = None
    #: each option is a button that completes the task
    outcome: bool = False
    #: the value is the official key of a municipality; the page offers and takes names
    place: bool = False
    children: tuple[FieldView, ...] = ()
    #: of a dynamic list
    rows: tuple[RowView, ...] = ()
    #: a row of it has just been taken away
    focus: bool = False
    may_add: bool = False
    may_remove: bool = False
    #: of a table
    table: TableView | None = None
    #: of a field for files: the endings it takes, and whether several
    accept: str = ""
    multiple: bool = False
