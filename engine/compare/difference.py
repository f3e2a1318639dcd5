"""What a comparison of two versions says: one frozen value for each thing that is different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Finding


class Weight(StrEnum):
    """How much a difference matters: what happens to a case, what somebody reads, by which id the engine knows an
    element, or where it is drawn.
    """

    SUBJECT = "subject"
    TEXT = "text"
    TECHNICAL = "technical"
    LAYOUT = "layout"


class Certainty(StrEnum):
    """How sure it is that an element whose id is another one is the same."""

    SURE = "sure"
    LIKELY = "likely"


class DifferenceKind(StrEnum):
    """What kind of thing is different. The values are stable: programs read them."""

    ELEMENT_ADDED = "element_added"
    ELEMENT_REMOVED = "element_removed"
    NAME = "name"
    ID = "id"
    TYPE = "type"
    SCOPE = "scope"
    LANE = "lane"
    ATTACHED = "attached"
    INTERRUPTING = "interrupting"
    FLOW_ADDED = "flow_added"
    FLOW_REMOVED = "flow_removed"
    FLOW_ENDS = "flow_ends"
    CONDITION = "condition"
    DEFAULT_FLOW = "default_flow"
    ORDER = "order"
    TIMER = "timer"
    DUE_DATE = "due_date"
    FOLLOW_UP = "follow_up"
    LEGAL_DEADLINE = "legal_deadline"
    ASSIGNMENT = "assignment"
    FOUR_EYES = "four_eyes"
    DISCLOSURE = "disclosure"
    PRIORITY = "priority"
    FORM = "form"
    CALLED_PROCESS = "called_process"
    CALLED_DECISION = "called_decision"
    MAPPING = "mapping"
    REPETITION = "repetition"
    MESSAGE = "message"
    SIGNAL = "signal"
    FAULT = "fault"
    JOB = "job"
    SCRIPT = "script"
    PROPERTY = "property"
    DOCUMENTATION = "documentation"
    VERSION_TAG = "version_tag"
    OTHER = "other"

    FIELD_ADDED = "field_added"
    FIELD_REMOVED = "field_removed"
    FIELD_KEY = "field_key"
    FIELD_TYPE = "field_type"
    FIELD_LABEL = "field_label"
    FIELD_REQUIRED = "field_required"
    FIELD_CHECK = "field_check"
    FIELD_OPTIONS = "field_options"
    FIELD_SHOWN = "field_shown"
    FIELD_TEXT = "field_text"
    FIELD_ORDER = "field_order"
    FIELD_OTHER = "field_other"

    HIT_POLICY = "hit_policy"
    COLUMN_ADDED = "column_added"
    COLUMN_REMOVED = "column_removed"
    COLUMN = "column"
    COLUMN_ORDER = "column_order"
    RULE_ADDED = "rule_added"
    RULE_REMOVED = "rule_removed"
    RULE_MOVED = "rule_moved"
    CELL = "cell"
    NOTE = "note"
    VALIDITY = "validity"
    REQUIREMENT = "requirement"
    EXPRESSION = "expression"

    AGREED_TIME = "agreed_time"
    STATUTORY_PERIOD = "statutory_period"
    LEGAL_BASIS = "legal_basis"
    DATA_GROUP = "data_group"
    LADDER = "ladder"
    ROLE = "role"
    INTERFACE = "interface"
    MEASURE = "measure"
    EXEMPTION = "exemption"
    RETENTION = "retention"
    REFERRAL = "referral"
    PROFILE = "profile"

    SCENARIO_ADDED = "scenario_added"
    SCENARIO_REMOVED = "scenario_removed"
    SCENARIO_GIVEN = "scenario_given"
    SCENARIO_STEP = "scenario_step"
    EXPECTATION = "expectation"

    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"
    FILE_RENAMED = "file_renamed"
    FILE_CHANGED = "file_changed"
    UNREADABLE = "unreadable"

    POSITION = "position"
    SIZE = "size"
    LINE = "line"
    LABEL_PLACE = "label_place"
    DRAWN = "drawn"
    DRAWING = "drawing"
    BREAK = "break"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `element` is the id in the new version, in the old one for what was removed; `before` and
    `after` are whole values as the files have them, None where there is none on that side.

    `german` and `english` are one sentence that can be read by itself. `old_element` differs from `element` only
    where an id was changed; then `certainty` says how sure it is that both are the same.
    """

    kind: DifferenceKind
    weight: Weight
    file: str
    element: str
    label: str
    before: str | None
    after: str | None
    german: str
    english: str
    old_element: str = ""
    certainty: Certainty | None = None


class CellState(StrEnum):
    """What became of one cell, row or column of a table."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of both versions; a side is None where the row or the column is not there."""

    before: str | None
    after: str | None
    state: CellState


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of both versions: its role ("input", "output", "note"), heading and the expression of an input."""

    role: str
    before: str | None
    after: str | None
    state: CellState


@dataclass(frozen=True, slots=True)
class TableRow:
    """One rule of both versions; the numbers count from 1, None where the version has no such rule."""

    before: int | None
    after: int | None
    state: CellState
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class TableComparison:
    """One decision table, row by row and cell by cell."""

    file: str
    decision: str
    name: str
    before_policy: str | None
    after_policy: str | None
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]

    @property
    def changed(self) -> bool:
        """Whether anything of the table is different."""
        return (
            self.before_policy != self.after_policy
            or any(one.state is not CellState.SAME for one in self.columns)
            or any(
                row.state is not CellState.SAME or any(cell.state is not CellState.SAME for cell in row.cells)
                for row in self.rows
            )
        )


@dataclass(frozen=True, slots=True)
class Side:
    """What could not be read in one version: the findings of the files, by path."""

    unreadable: Mapping[str, tuple[Finding, ...]]


def renamed(found: Iterable[Difference]) -> dict[str, str]:
    """By its old id the new one of each element of the diagrams that is the same under another id."""
    return {
        one.before: one.after
        for one in found
        if one.kind is DifferenceKind.ID and one.weight is Weight.TECHNICAL and one.before and one.after
    }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences of two versions, file by file in the order a reader wants them; none when they are the same.

    Drawing apart: two versions that are `same` differ in nothing but the drawing.
    """

    differences: tuple[Difference, ...]
    tables: tuple[TableComparison, ...]
    old: Side
    new: Side

    @property
    def renamed(self) -> Mapping[str, str]:
        """By its old id the new one of each element of the diagrams that is the same under another id."""
        return renamed(self.differences)

    @property
    def counts(self) -> Mapping[Weight, int]:
        """How many differences of each weight."""
        found = Counter(one.weight for one in self.differences)
        return {weight: found[weight] for weight in Weight}

    @property
    def files(self) -> tuple[str, ...]:
        """The files with a difference, in order."""
        return tuple(dict.fromkeys(one.file for one in self.differences))

    @property
    def same(self) -> bool:
        """Whether nothing but the drawing is different."""
        return all(one.weight is Weight.LAYOUT for one in self.differences)
