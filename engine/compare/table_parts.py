"""A decision table as columns and rules, each cell by the column it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.compare.tree import Node, leaves
from engine.compare.values import shown

#: the column of the descriptions of rules
NOTES = "description"


@dataclass(frozen=True, slots=True)
class Column:
    """An input, output or note column; `facts` is everything said about it."""

    role: str
    heading: str
    expression: str
    facts: Mapping[str, str]

    @property
    def full_heading(self) -> str:
        """The heading, with the expression of an input where it says something else."""
        return self.heading if self.expression in ("", self.heading) else f"{self.heading}\n{self.expression}"

    def reads(self) -> object:
        """What tells it apart by meaning: what an input reads, the name of a result."""
        return self.role, self.expression or self.facts.get("@name", self.heading)

    def named(self) -> object:
        """What tells it apart for a reader."""
        return self.role, self.heading


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the text of each cell by the key of its column, and what else is said of it."""

    id: str
    cells: Mapping[str, str]
    roles: Mapping[str, str]
    facts: Mapping[str, str]

    def said(self, renamed: Mapping[str, str] | None = None) -> object:
        """All cells that are not notes, by the new keys of their columns; of columns that are gone nothing."""
        return self._of(("input", "output"), renamed)

    def conditions(self, renamed: Mapping[str, str] | None = None) -> object:
        """The conditions, as `said`; None for a rule without any."""
        found = self._of(("input",), renamed)
        return found or None

    def _of(self, roles: tuple[str, ...], renamed: Mapping[str, str] | None) -> frozenset[tuple[str, str]]:
        known = self.cells if renamed is None else renamed
        return frozenset(
            (key if renamed is None else renamed[key], " ".join(self.cells.get(key, "").split()))
            for key in known
            if self.roles.get(key) in roles
        )

    def said_beside(self, renamed: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """What is said beside the cells, by the new keys of the columns."""
        if renamed is None:
            return self.facts
        found = {}
        for path, value in self.facts.items():
            key, slash, rest = path.partition("/")
            found[f"{renamed.get(key, key)}{slash}{rest}"] = value
        return found

    def in_words(self, table: Table) -> str:
        """Conditions that ask something, and what follows."""
        parts = [
            f"{table.columns[key].heading}: {shown(text)}"
            for key, text in self.cells.items()
            if self.roles[key] != "note" and text not in ("", "-")
        ]
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Table:
    """One table; empty for a decision that has none."""

    columns: dict[str, Column] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> str:
        """The hit policy, with the aggregation of a collecting table."""
        aggregation = self.facts.get("@aggregation", "")
        return f"{self.facts.get('@hitPolicy', 'UNIQUE')} {aggregation}".strip()


def read_table(decision: Node | None) -> Table | None:
    """The table of a decision; None when it decides otherwise."""
    node = None if decision is None else decision.first("decisionTable")
    if node is None or decision is None:
        return None
    columns: dict[str, Column] = {}
    for role, name in (("input", "input"), ("output", "output"), ("note", "annotation")):
        for number, one in enumerate(node.all(name)):
            columns[_key(one, role, number, columns)] = _column(role, one, number)
    notes = any(rule.first(NOTES) is not None for rule in node.all("rule"))
    if notes:
        columns[NOTES] = Column("note", "Beschreibung", "", {})
    facts = leaves(node, node.namespace, frozenset({"input", "output", "annotation", "rule"}))
    if facts.get("@hitPolicy") == "UNIQUE":
        del facts["@hitPolicy"]
    if node.get("id"):
        facts["table/@id"] = node.get("id")
    return Table(columns, tuple(_rule(rule, columns) for rule in node.all("rule")), facts)


def _key(node: Node, role: str, number: int, taken: Mapping[str, Column]) -> str:
    wanted = node.get("id") or f"{role}/{number}"
    while wanted in taken:
        wanted += "'"
    return wanted


def _column(role: str, node: Node, number: int) -> Column:
    expression = node.first("inputExpression")
    reads = "" if expression is None else expression.said("text")
    heading = node.get("label") or node.get("name") or reads
    facts = leaves(node, node.namespace)
    if node.get("id"):
        facts["@id"] = node.get("id")
    heading = heading or (f"Ergebnis {number + 1}" if role == "output" else f"Spalte {number + 1}")
    return Column(role, " ".join(heading.split()), reads, facts)


def _rule(node: Node, columns: Mapping[str, Column]) -> Rule:
    cells: dict[str, str] = {}
    roles: dict[str, str] = {}
    facts = leaves(node, node.namespace, frozenset({"inputEntry", "outputEntry", "annotationEntry", NOTES}))
    if node.get("id"):
        facts["@id"] = node.get("id")
    for role, name in (("input", "inputEntry"), ("output", "outputEntry"), ("note", "annotationEntry")):
        keys = [key for key, column in columns.items() if column.role == role and key != NOTES]
        for number, entry in enumerate(node.all(name)):
            key = keys[number] if number < len(keys) else f"{role}/zuviel/{number}"
            roles[key] = role
            cells[key] = entry.said("text") or entry.text
            for path, value in leaves(entry, entry.namespace).items():
                if path != "text":
                    facts[f"{key}/{path}"] = value
            if entry.get("id"):
                facts[f"{key}/@id"] = entry.get("id")
            if number >= len(keys):
                facts[f"{key}/text"] = cells.pop(key)
                del roles[key]
    note = node.first(NOTES)
    if note is not None:
        cells[NOTES], roles[NOTES] = note.text, "note"
        beside = leaves(note, note.namespace)
        facts.update({f"{NOTES}/{path}": value for path, value in beside.items() if path != "text"})
    return Rule(node.get("id"), cells, roles, facts)
