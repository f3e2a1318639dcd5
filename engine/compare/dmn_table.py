"""Two decision tables: columns, rules and cells, and both as one table with what became of each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.compare.difference import (
    CellState,
    Difference,
    TableCell,
    TableColumn,
    TableComparison,
    TableRow,
    Weight,
)
from engine.compare.difference import DifferenceKind as Kind
from engine.compare.facts import changes
from engine.compare.sequence import moved
from engine.compare.table_parts import NOTES, Column, Rule, Table, read_table
from engine.compare.tree import Node
from engine.compare.values import Said, became, english_quoted, only_blanks, quoted

#: hit policies by which the first of several rules counts, or their order is that of the result
_ORDERED = frozenset({"FIRST", "RULE ORDER", "F", "R"})


def compare_table(
    old: Node | None, new: Node | None, file: str
) -> tuple[tuple[Difference, ...], tuple[TableComparison, ...]]:
    """The differences of the tables of one decision in two files, and both tables in one.

    None is a decision that is not there; then only the table is told, the decision itself is reported elsewhere.
    """
    tables = read_table(old), read_table(new)
    decision = new if new is not None else old
    if decision is None or tables == (None, None):
        return (), ()
    comparing = _Tables(file, decision, tables[0] or Table(), tables[1] or Table())
    both = old is not None and new is not None
    return tuple(comparing.differences()) if both else (), (comparing.together(),)


@dataclass(slots=True)
class _Tables:
    file: str
    decision: Node
    old: Table
    new: Table
    columns: dict[str, str] = field(init=False)
    rules: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        # a note that only one version has is a change of its rule, no new column
        for one, other in ((self.old, self.new), (self.new, self.old)):
            if NOTES in one.columns and NOTES not in other.columns and other.columns:
                other.columns[NOTES] = one.columns[NOTES]
        self.columns = _paired_columns(self.old.columns, self.new.columns)
        self.rules = _paired_rules(self.old.rules, self.new.rules, self.columns)

    def differences(self) -> Iterator[Difference]:
        yield from self._table()
        yield from self._columns()
        yield from self._rules()

    def _table(self) -> Iterator[Difference]:
        for path, old, new in changes(self.old.facts, self.new.facts):
            match path:
                case "@hitPolicy" | "@aggregation":
                    said = Said("Trefferregel", "hit policy")
                    kind, weight = Kind.HIT_POLICY, Weight.SUBJECT
                case "@preferredOrientation":
                    said, kind, weight = (
                        Said("Richtung der Tabelle", "orientation"),
                        Kind.DRAWING,
                        Weight.LAYOUT,
                    )
                case _ if path.endswith("@id"):
                    said, kind, weight = Said("innere Kennung", "internal id"), Kind.ID, Weight.LAYOUT
                case _:
                    said = Said(f"sonstiges Attribut „{path}“", f"other attribute “{path}”")
                    kind, weight = Kind.OTHER, Weight.SUBJECT
            end = became(old, new)
            yield self._one(
                kind, weight, (old, new), Said(f"{said.german} {end.german}", f"{said.english} {end.english}")
            )

    def _columns(self) -> Iterator[Difference]:
        back = {new: old for old, new in self.columns.items()}
        for key, column in self.new.columns.items():
            if key not in back:
                said = Said(
                    f"Spalte {quoted(column.heading)} hinzugefügt",
                    f"column {english_quoted(column.heading)} added",
                )
                yield self._one(Kind.COLUMN_ADDED, Weight.SUBJECT, (None, column.heading), said)
                continue
            for path, old, new in changes(self.old.columns[back[key]].facts, column.facts):
                yield self._column(column, path, old, new)
        for key, column in self.old.columns.items():
            if key not in self.columns:
                said = Said(
                    f"Spalte {quoted(column.heading)} entfallen",
                    f"column {english_quoted(column.heading)} removed",
                )
                yield self._one(Kind.COLUMN_REMOVED, Weight.SUBJECT, (column.heading, None), said)
        orders = (
            [self.columns[key] for key in self.old.columns if key in self.columns],
            list(self.new.columns),
        )
        for key in sorted(str(one) for one in moved(*orders)):
            heading = self.new.columns[key].heading
            said = Said(f"Spalte {quoted(heading)} verschoben", f"column {english_quoted(heading)} moved")
            yield self._one(Kind.COLUMN_ORDER, Weight.TEXT, (None, None), said)

    def _column(self, column: Column, path: str, old: str | None, new: str | None) -> Difference:
        words = {
            "@label": Said("Überschrift", "heading"),
            "@name": Said("Name", "name"),
            "@typeRef": Said("Typ", "type"),
            "inputExpression/text": Said("Ausdruck", "expression"),
            "inputExpression/@typeRef": Said("Typ", "type"),
            "inputValues/text": Said("erlaubte Werte", "allowed values"),
            "outputValues/text": Said("erlaubte Werte", "allowed values"),
            "defaultOutputEntry/text": Said("Standardwert", "default value"),
        }.get(path, Said(f"sonstiges Attribut „{path}“", f"other attribute “{path}”"))
        kind, weight = Kind.COLUMN, Weight.SUBJECT
        if path.endswith("@id"):
            kind, weight, words = Kind.ID, Weight.LAYOUT, Said("innere Kennung", "internal id")
        elif path == "@label" or column.role == "note":
            weight = Weight.TEXT
        elif path.endswith("@width"):
            kind, weight, words = Kind.SIZE, Weight.LAYOUT, Said("Breite", "width")
        end = became(old, new)
        said = Said(
            f"Spalte {quoted(column.heading)}: {words.german} {end.german}",
            f"column {english_quoted(column.heading)}: {words.english} {end.english}",
        )
        return self._one(kind, weight, (old, new), said)

    def _rules(self) -> Iterator[Difference]:
        back = {new: old for old, new in self.rules.items()}
        shifted = self._shifted()
        for number, rule in enumerate(self.new.rules):
            name = Said(f"Regel {number + 1}", f"rule {number + 1}")
            if number not in back:
                said = Said(
                    f"{name.german} hinzugefügt: {rule.in_words(self.new)}",
                    f"{name.english} added: {rule.in_words(self.new)}",
                )
                yield self._one(
                    Kind.RULE_ADDED, Weight.SUBJECT, (None, rule.in_words(self.new)), said, rule.id
                )
                continue
            before = back[number]
            if number in shifted:
                weight = Weight.SUBJECT if self.new.policy.upper() in _ORDERED else Weight.TEXT
                said = Said(
                    f"{name.german} verschoben (bisher Regel {before + 1})",
                    f"{name.english} moved (was rule {before + 1})",
                )
                yield self._one(Kind.RULE_MOVED, weight, (str(before + 1), str(number + 1)), said, rule.id)
            yield from self._cells(self.old.rules[before], rule, name)
        for number, rule in enumerate(self.old.rules):
            if number not in self.rules:
                words = rule.in_words(self.old)
                said = Said(
                    f"Regel {number + 1} (bisher) entfallen: {words}",
                    f"former rule {number + 1} removed: {words}",
                )
                yield self._one(Kind.RULE_REMOVED, Weight.SUBJECT, (words, None), said, rule.id)

    def _cells(self, before: Rule, after: Rule, name: Said) -> Iterator[Difference]:
        for old_key, new_key in self.columns.items():
            column = self.new.columns[new_key]
            old, new = before.cells.get(old_key, ""), after.cells.get(new_key, "")
            if old == new:
                continue
            if column.role == "note":
                kind, weight = Kind.NOTE, Weight.TEXT
            elif only_blanks(old, new):
                kind, weight = Kind.BREAK, Weight.LAYOUT
            else:
                kind, weight = Kind.CELL, Weight.SUBJECT
            end = became(old, new)
            said = Said(
                f"{name.german}, Spalte {quoted(column.heading)} {end.german}",
                f"{name.english}, column {english_quoted(column.heading)} {end.english}",
            )
            yield self._one(kind, weight, (old, new), said, after.id)
        old_facts, new_facts = before.said_beside(self.columns), after.said_beside()
        ids = False
        for path, old_value, new_value in changes(old_facts, new_facts):
            ids = ids or path.endswith("@id")
            if not path.endswith("@id"):
                end = became(old_value, new_value)
                said = Said(
                    f"{name.german}: sonstiges Attribut „{path}“ {end.german}",
                    f"{name.english}: other attribute “{path}” {end.english}",
                )
                yield self._one(Kind.OTHER, Weight.SUBJECT, (old_value, new_value), said, after.id)
        if ids:
            said = Said(f"{name.german}: innere Kennungen geändert", f"{name.english}: internal ids changed")
            yield self._one(Kind.ID, Weight.LAYOUT, (before.id, after.id), said, after.id)

    def _shifted(self) -> frozenset[int]:
        order = [self.rules[number] for number in range(len(self.old.rules)) if number in self.rules]
        return frozenset(one for one in moved(order, range(len(self.new.rules))) if isinstance(one, int))

    def _one(
        self,
        kind: Kind,
        weight: Weight,
        values: tuple[str | None, str | None],
        said: Said,
        rule: str = "",
    ) -> Difference:
        name = self.decision.label
        return Difference(
            kind,
            weight,
            self.file,
            rule or self.decision.get("id"),
            name,
            values[0],
            values[1],
            f"Tabelle {quoted(name)}: {said.german}.",
            f"Table {english_quoted(name)}: {said.english}.",
            rule or self.decision.get("id"),
        )

    def together(self) -> TableComparison:
        """Both tables as one: the new one's order, what is gone at the place where it was."""
        back = {new: old for old, new in self.columns.items()}
        keys: list[tuple[str | None, str | None]] = [(back.get(key), key) for key in self.new.columns]
        for key, column in self.old.columns.items():
            if key not in self.columns:
                alike = [
                    index
                    for index, (_old, new) in enumerate(keys)
                    if new and self.new.columns[new].role == column.role
                ]
                keys.insert(alike[-1] + 1 if alike else len(keys), (key, None))
        rows = self._numbers()
        shifted = self._shifted()
        return TableComparison(
            self.file,
            self.decision.get("id"),
            self.decision.label,
            self.old.policy if self.old.columns else None,
            self.new.policy if self.new.columns else None,
            tuple(self._heading(old, new) for old, new in keys),
            tuple(self._row(old, new, keys, shifted) for old, new in rows),
        )

    def _numbers(self) -> list[tuple[int | None, int | None]]:
        back = {new: old for old, new in self.rules.items()}
        rows: list[tuple[int | None, int | None]] = [
            (back.get(one), one) for one in range(len(self.new.rules))
        ]
        for number in range(len(self.old.rules)):
            if number not in self.rules:
                before = [index for index, (old, _new) in enumerate(rows) if old is not None and old < number]
                rows.insert(before[-1] + 1 if before else 0, (number, None))
        return rows

    def _heading(self, old: str | None, new: str | None) -> TableColumn:
        before = None if old is None else self.old.columns[old]
        after = None if new is None else self.new.columns[new]
        column = after or before
        same = before is not None and after is not None and before.facts == after.facts
        state = CellState.SAME if same else _state(before, after)
        role = column.role if column else ""
        return TableColumn(
            role, before.full_heading if before else None, after.full_heading if after else None, state
        )

    def _row(
        self,
        old: int | None,
        new: int | None,
        keys: Sequence[tuple[str | None, str | None]],
        shifted: frozenset[int],
    ) -> TableRow:
        before = None if old is None else self.old.rules[old]
        after = None if new is None else self.new.rules[new]
        cells = tuple(_cell(before, after, *key) for key in keys)
        state = _state(before, after)
        if before is not None and after is not None:
            changed = any(one.state is not CellState.SAME for one in cells)
            state = CellState.MOVED if new in shifted else CellState.CHANGED if changed else CellState.SAME
        return TableRow(None if old is None else old + 1, None if new is None else new + 1, state, cells)


def _cell(before: Rule | None, after: Rule | None, old: str | None, new: str | None) -> TableCell:
    was = None if before is None or old is None else before.cells.get(old, "")
    now = None if after is None or new is None else after.cells.get(new, "")
    return TableCell(was, now, CellState.SAME if was == now else _state(was, now))


def _state(before: object, after: object) -> CellState:
    if before is None:
        return CellState.ADDED
    return CellState.REMOVED if after is None else CellState.CHANGED


def _paired_columns(old: Mapping[str, Column], new: Mapping[str, Column]) -> dict[str, str]:
    """Columns by id, else by what they read or are called; of one role only."""
    found = {key: key for key, column in old.items() if key in new and new[key].role == column.role}
    for told_by in (Column.reads, Column.named):
        taken = set(found.values())
        free = {told_by(column): key for key, column in new.items() if key not in taken}
        for key, column in old.items():
            if key not in found and told_by(column) in free:
                found[key] = free.pop(told_by(column))
    return found


def _paired_rules(old: Sequence[Rule], new: Sequence[Rule], columns: Mapping[str, str]) -> dict[int, int]:
    """Rules that say the same, then those of one id, then those with the same conditions.

    What a rule says goes before its id: a modeller may number the rules anew when one is put between them.
    """
    found: dict[int, int] = {}
    ways = (
        (lambda rule: (rule.id, rule.said(columns)), lambda rule: (rule.id, rule.said())),
        (lambda rule: rule.said(columns), lambda rule: rule.said()),
        (lambda rule: rule.id or None, lambda rule: rule.id or None),
        (lambda rule: rule.conditions(columns), lambda rule: rule.conditions()),
    )
    for before, after in ways:
        taken = set(found.values())
        free: dict[object, list[int]] = {}
        for number, rule in enumerate(new):
            if number not in taken and (key := after(rule)) is not None:
                free.setdefault(key, []).append(number)
        for number, rule in enumerate(old):
            if number not in found and (key := before(rule)) is not None and free.get(key):
                found[number] = free[key].pop(0)
    return found
