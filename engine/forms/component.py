"""A form as the engine keeps it: components with their rules compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from engine.errors import Finding
from engine.feel import Expression
from engine.forms.setting import NO, NONE, Option, Setting, Template


class Kind(StrEnum):
    """What a component is. The three kinds of date and time share form-js' type `datetime`."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    CHECKBOX = "checkbox"
    SELECT = "select"
    RADIO = "radio"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    FILEPICKER = "filepicker"
    EXPRESSION = "expression"
    TEXT = "text"
    HTML = "html"
    TABLE = "table"
    GROUP = "group"
    DYNAMICLIST = "dynamiclist"
    SEPARATOR = "separator"
    SPACER = "spacer"


TEXTS: Final = frozenset({Kind.TEXTFIELD, Kind.TEXTAREA})
MOMENTS: Final = frozenset({Kind.DATE, Kind.TIME, Kind.DATETIME})
SINGLE_CHOICE: Final = frozenset({Kind.SELECT, Kind.RADIO})
MULTIPLE_CHOICE: Final = frozenset({Kind.CHECKLIST, Kind.TAGLIST})
CHOICES: Final = SINGLE_CHOICE | MULTIPLE_CHOICE
FIELDS: Final = TEXTS | MOMENTS | CHOICES | {Kind.NUMBER, Kind.CHECKBOX}
"""Kinds a person fills in."""
COMPUTED: Final = frozenset({Kind.EXPRESSION})
"""Kinds whose value the form works out."""
KEYED: Final = FIELDS | COMPUTED | {Kind.FILEPICKER, Kind.DYNAMICLIST}
"""Kinds that give the case a variable."""
OUTCOME: Final = "ausgang"
CONFIRMED: Final = "bestaetigen"
"""Custom properties of a choice: one button for each option; which of them are asked for once more."""
DECISION: Final = "entscheidung"
"""Custom property of a single choice: whose decision it is, and whether it is one already (`Decides`)."""
LOCAL: Final = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})
"""What FEEL in a row of a dynamic list reads beside the variables: the row, what is around it, its numbers."""
MOST_ROWS: Final = 200
"""Rows of a dynamic list and of a table."""


class Decides(StrEnum):
    """What somebody does with a choice; the values are those of the property `entscheidung`."""

    TAKEN = "getroffen"
    #: it prepares a decision: before the hearing (§ 28 VwVfG), or for somebody else to take
    INTENDED = "beabsichtigt"
    #: the person decides, and a clerk writes it down
    OF_THE_PERSON = "person"


class Format(StrEnum):
    """What a text field may demand of its text beside a pattern."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a value must satisfy."""

    required: Setting = NO
    minimum: Setting = NONE
    maximum: Setting = NONE
    min_length: Setting = NONE
    max_length: Setting = NONE
    pattern: str | None = None
    pattern_message: str | None = None
    format: Format | None = None
    decimal_digits: int | None = None
    no_past: bool = False


@dataclass(frozen=True, slots=True)
class Repetition:
    """How many rows a dynamic list has: at first, at least, at most; whether they are added and taken away."""

    initial: int = 1
    least: int = 0
    most: int = MOST_ROWS
    changes: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and the member of each row it shows."""

    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Component:
    """One component. Layout and look are carried for the page; everything else is executed.

    `key` says where its value stands: a variable, or a path into one (`person.name`); in a row of a dynamic list
    within the row. `source` is what an option list or a table is computed from.
    """

    id: str
    kind: Kind
    key: str | None = None
    label: Template = field(default_factory=Template)
    description: Template = field(default_factory=Template)
    properties: Mapping[str, str] = field(default_factory=dict)
    hide: Setting = NO
    disabled: Setting = NO
    readonly: Setting = NO
    default: Setting = NONE
    rules: Rules = field(default_factory=Rules)
    options: tuple[Option, ...] = ()
    prefix: Template = field(default_factory=Template)
    suffix: Template = field(default_factory=Template)
    step: str | None = None
    height: int | None = None
    row: str | None = None
    columns: int | None = None
    outline: bool = False
    content: Template = field(default_factory=Template)
    computed: Expression | None = None
    source: Setting = NONE
    columns_shown: tuple[Column, ...] = ()
    column_source: Setting = NONE
    accept: Setting = NONE
    multiple: Setting = NO
    repetition: Repetition = Repetition()
    children: tuple[Component, ...] = ()

    @property
    def is_personal(self) -> bool:
        """Whether the value is data about a person (property `personenbezogen`)."""
        return self.properties.get("personenbezogen", "").strip().lower() == "ja"

    @property
    def is_place(self) -> bool:
        """Whether the value is the official key of a municipality, typed and shown by its name (property `ort`)."""
        return self.kind is Kind.TEXTFIELD and self.properties.get("ort", "").strip().lower() == "ja"

    @property
    def is_outcome(self) -> bool:
        """Whether the page shows the choice as one button for each option, which completes the task."""
        return self.properties.get(OUTCOME, "").strip().lower() == "ja"

    @property
    def decides(self) -> Decides | None:
        """What is decided with the choice, as the property `entscheidung` says; without it an outcome is a decision."""
        said = self.properties.get(DECISION, "").strip().lower()
        if said:
            return next((one for one in Decides if one == said), None)
        return Decides.TAKEN if self.is_outcome else None

    @property
    def confirmed(self) -> frozenset[str]:
        """Return the codes of the options of an outcome that are asked for once more before they count."""
        return frozenset(one.strip() for one in self.properties.get(CONFIRMED, "").split(",") if one.strip())

    @property
    def reads(self) -> frozenset[str]:
        """Return the variables on which its sight, demands or text depend."""
        rules = self.rules
        settings = (
            self.hide, self.disabled, self.readonly, self.default,
            rules.required, rules.minimum, rules.maximum, rules.min_length, rules.max_length,
            self.source, self.column_source, self.accept, self.multiple,
        )  # fmt: skip
        texts = (self.label, self.description, self.prefix, self.suffix, self.content)
        computed = self.computed.variables if self.computed else frozenset[str]()
        return computed.union(*(setting.reads for setting in settings), *(text.reads for text in texts))


@dataclass(frozen=True)
class Form:
    """A parsed form. `findings` are warnings only: a form with errors is never made.

    Without slots because the derived views below are kept once computed.
    """

    id: str
    file: str
    components: tuple[Component, ...]
    findings: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[tuple[Component, tuple[Component, ...]]]:
        """Yield every component in reading order with the groups and lists it lies in, outermost first."""
        yield from _walk(self.components, ())

    def fields(self) -> tuple[Component, ...]:
        """Return the components that give the case something, groups flattened, in reading order.

        A dynamic list is one of them; what its rows are made of is in its `children`.
        """
        return self._fields

    @cached_property
    def _fields(self) -> tuple[Component, ...]:
        return tuple(
            component
            for component, above in self.walk()
            if component.kind in KEYED and not any(one.kind is Kind.DYNAMICLIST for one in above)
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the variables the form gives the case, in reading order."""
        return tuple(dict.fromkeys(root(component.key) for component in self.fields() if component.key))

    @cached_property
    def personal_keys(self) -> frozenset[str]:
        """Return the variables that hold personal data: they may be erased with the person."""
        return frozenset(
            root(component.key)
            for component in self.fields()
            if component.key and any(one.is_personal for one, _above in _walk((component,), ()))
        )

    @cached_property
    def reads(self) -> frozenset[str]:
        """Return every variable the form's expressions read, its own included."""
        found: set[str] = set()
        for component, above in self.walk():
            found |= component.reads - LOCAL
            if component.id in self.local_ids:
                around = next((one.key for one in above if one.kind is Kind.DYNAMICLIST), None)
                beyond = component.reads & {"parent", "_parent_"}
                found |= {root(around)} if around and not beyond else set(self.keys)
        return frozenset(found)

    @cached_property
    def local_ids(self) -> frozenset[str]:
        """Return the components that read `this`, `parent` or `i`."""
        return frozenset(component.id for component, _above in self.walk() if component.reads & LOCAL)

    @cached_property
    def watched_keys(self) -> frozenset[str]:
        """Return the variables whose change may change the rest of the form; the page then asks for it anew."""
        return self.reads & frozenset(self.keys)

    @cached_property
    def changing_ids(self) -> frozenset[str]:
        """Return the outermost components that look different after an answer in the same form, or another row."""
        found: set[str] = set()
        for component, above in self.walk():
            changes = component.kind in (Kind.DYNAMICLIST, Kind.TABLE) or bool(
                component.reads & self.watched_keys
            )
            if (changes or component.id in self.local_ids) and not any(one.id in found for one in above):
                found.add(component.id)
        return frozenset(found)


def root(key: str) -> str:
    """Return the variable in which a key stands."""
    return key.partition(".")[0]


def _walk(
    components: tuple[Component, ...], above: tuple[Component, ...]
) -> Iterator[tuple[Component, tuple[Component, ...]]]:
    for component in components:
        yield component, above
        yield from _walk(component.children, (*above, component))
