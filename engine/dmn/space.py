"""The space a table decides over: one dimension for each thing it looks at, and for each rule a place in every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from engine.dmn.cells import region_of
from engine.dmn.clauses import InputClause, Rule
from engine.dmn.partition import Stretch, bits, sweep
from engine.dmn.region import (
    AFTER,
    BEFORE,
    BY_BASE,
    KINDS,
    Kind,
    Region,
    everything,
    intersection,
    point,
    region,
    union,
)
from engine.dmn.table import Table
from engine.dmn.types import Base

#: how many steps the searches in one table may take together; a table of 500 rows in a grid needs a few thousand
BUDGET: Final = 60_000


@dataclass(frozen=True, slots=True)
class Cell:
    """An input cell whose meaning cannot be told from its text; `column` counts from 0."""

    rule: Rule
    column: int
    label: str
    text: str


class Dimension:
    """One thing the table looks at, with the region of each rule in it.

    `order` is its first column. Rules without a region hold everywhere. `unclear` are the rules, as bits, whose cell
    cannot be told, `missing` those that hold only where the input is missing; `domain` is what the input may be.
    """

    def __init__(
        self,
        clauses: Sequence[InputClause],
        columns: Sequence[int],
        rules: Sequence[Rule],
        known: Region | None,
    ) -> None:
        clause = clauses[columns[0]]
        self.order = columns[0]
        self.label = clause.label
        self.expression = clause.expression.text.strip()
        self.variables = clause.expression.variables
        self.unclear = self.missing = 0
        self.is_supposed = False
        self.unclear_cells: list[Cell] = []
        self.regions: dict[int, Region] = {}
        self.kind = self._kind(clause, columns, rules)
        for number, rule in enumerate(rules):
            self._place(number, rule, clauses, columns)
        self.domain = self._domain([clauses[column] for column in columns], known)
        self._clip()
        self.bound = sum(1 << number for number in self.regions)

    def _kind(self, clause: InputClause, columns: Sequence[int], rules: Sequence[Rule]) -> Kind | None:
        if clause.type.item is not None:
            return None
        if (declared := BY_BASE.get(clause.type.base)) is not None:
            return declared
        regions = [rule.conditions[column].region for rule in rules for column in columns]
        kinds = Counter(one.kind.base for one in regions if one is not None and one.kind is not None)
        return BY_BASE[kinds.most_common(1)[0][0]] if kinds else None

    def _place(self, number: int, rule: Rule, clauses: Sequence[InputClause], columns: Sequence[int]) -> None:
        parts = []
        for column in columns:
            condition = rule.conditions[column]
            if condition.tests is None:
                continue
            found = condition.region
            if found is None or (found.kind is not None and found.kind is not self.kind):
                self.unclear |= 1 << number
                self.unclear_cells.append(Cell(rule, column, clauses[column].label, condition.text))
            else:
                parts.append(found)
        if parts:
            whole = intersection(parts)
            if whole.is_empty and whole.null:
                self.missing |= 1 << number
            if whole.cuts or not whole.inside:
                self.regions[number] = whole

    def _clip(self) -> None:
        """Leave of each rule's region what the input may be at all, and nothing of one that asks for no more."""
        for number, whole in list(self.regions.items()):
            left = intersection([whole, self.domain])
            if (left.inside, left.cuts) == (self.domain.inside, self.domain.cuts):
                del self.regions[number]
            else:
                self.regions[number] = Region(self.kind, left.inside, left.cuts)

    def _domain(self, clauses: Sequence[InputClause], known: Region | None) -> Region:
        parts = [everything(self.kind)]
        if self.kind is not None and self.kind.first is not None:
            cuts = ((self.kind.first, BEFORE), (self.kind.last, AFTER))
            parts.append(region(self.kind, inside=False, cuts=cuts))
        for clause in clauses:
            for tests in (clause.allowed, clause.type.allowed):
                allowed = None if tests is None else region_of(tests.text, frozenset())
                if allowed is not None and allowed.kind is self.kind:
                    parts.append(allowed)
        if known is not None and known.kind is self.kind:
            parts.append(known)
        return intersection(parts)

    @property
    def takes_any_word(self) -> bool:
        """Whether it looks at a text of which nobody said what it may be."""
        return (
            self.kind is not None and self.kind.base is Base.STRING and self.domain == everything(self.kind)
        )

    def only_words_used(self) -> None:
        """Suppose that the text is one of those the cells speak of."""
        kind = KINDS[str]
        self.is_supposed = True
        words = {key for one in self.regions.values() for key, _ in one.cuts}
        self.domain = union([Region(kind, False), *(point(kind, word) for word in words)])

    def classes(self, alive: int, within: Region | None = None) -> dict[int, list[Stretch]]:
        """Return the stretches of the line, grouped by which of the rules `alive` hold there.

        Only what lies in the domain counts, and in the region `within` if there is one.
        """
        limit = max(alive.bit_length(), max(self.regions, default=0) + 1)
        bound = {number: self.regions[number] for number in bits(alive & self.bound)}
        frame = 1 << limit
        bound[limit] = self.domain
        if within is not None:
            bound[limit + 1] = within
            frame |= 1 << (limit + 1)
        free = alive & ~self.bound
        groups: dict[int, list[Stretch]] = {}
        for stretch in sweep(bound):
            if stretch.rules & frame == frame:
                groups.setdefault(stretch.rules & ~frame | free, []).append(stretch)
        return groups


@dataclass(frozen=True, slots=True)
class Place:
    """A part of one dimension."""

    dimension: Dimension
    stretches: tuple[Stretch, ...]


class OverBudget(Exception):
    """The table is too tangled to be searched through."""


class Space:
    """The dimensions of a table. Its searches share one budget and raise OverBudget."""

    def __init__(self, table: Table, domains: Mapping[str, Region] | None = None) -> None:
        domains = domains or {}
        self.rules = table.rules
        by_expression: dict[str, list[int]] = {}
        for column, clause in enumerate(table.inputs):
            by_expression.setdefault(clause.expression.text.strip(), []).append(column)
        self.dimensions = [
            Dimension(table.inputs, columns, table.rules, domains.get(expression))
            for expression, columns in by_expression.items()
        ]
        self._ordered = sorted(self.dimensions, key=lambda one: -one.bound.bit_count())
        self._spent = 0
        self.every = (1 << len(table.rules)) - 1
        self.unclear = self.missing = 0
        for one in self.dimensions:
            self.unclear |= one.unclear
            self.missing |= one.missing
        self.never = self._never()

    @property
    def unclear_cells(self) -> list[Cell]:
        """Return the cells that cannot be told, by rule."""
        cells = [cell for one in self.dimensions for cell in one.unclear_cells]
        return sorted(cells, key=lambda cell: (cell.rule.index, cell.column))

    @property
    def are_entangled(self) -> bool:
        """Whether two dimensions look at the same variable, so that not every combination may exist."""
        seen: set[str] = set()
        for one in self.dimensions:
            if seen & one.variables:
                return True
            seen |= one.variables
        return False

    @cached_property
    def overlapping(self) -> tuple[int, ...]:
        """For each rule, as bits, those that surely hold for something for which it holds too."""
        usable = self.every & ~self.unclear & ~self.never
        found = [usable] * len(self.rules)
        for dimension in self.dimensions:
            beside = [0] * len(self.rules)
            for rules in dimension.classes(self.every):
                for number in bits(rules):
                    beside[number] |= rules
            found = [one & other for one, other in zip(found, beside, strict=True)]
        return tuple(one if usable >> number & 1 else 0 for number, one in enumerate(found))

    def uncovered(self, cover: int, most: int, inside: int | None = None) -> Iterator[tuple[Place, ...]]:
        """Yield at most so many parts of the space in which none of the rules in `cover` holds.

        With a rule `inside`, only within that rule's own place. Dimensions that play no part are left out.
        """
        dimensions = self._ordered
        later_free = [cover] * (len(dimensions) + 1)
        for number in range(len(dimensions) - 1, -1, -1):
            later_free[number] = later_free[number + 1] & ~dimensions[number].bound
        covered: set[tuple[int, int]] = set()
        left = most

        def search(depth: int, alive: int, path: tuple[Place, ...]) -> Iterator[tuple[Place, ...]]:
            nonlocal left
            if not alive:
                left -= 1
                yield path
                return
            if alive & later_free[depth] or depth == len(dimensions) or (depth, alive) in covered:
                return
            dimension = dimensions[depth]
            within = None if inside is None else dimension.regions.get(inside)
            groups = dimension.classes(alive, within)
            self._pay(len(groups))
            is_free = len(groups) == 1 and within is None and not dimension.is_supposed
            before = left
            for rules, stretches in sorted(groups.items(), key=lambda group: group[0].bit_count()):
                place = Place(dimension, tuple(stretches))
                yield from search(depth + 1, rules, path if is_free else (*path, place))
                if left <= 0:
                    return
            if before == left:
                covered.add((depth, alive))

        yield from search(0, cover, ())

    def shared(self, rules: int) -> tuple[Place, ...]:
        """Return the part of the space in which all these rules hold, without dimensions that limit none of them."""
        places = []
        for dimension in self.dimensions:
            if not dimension.bound & rules:
                continue
            stretches = dimension.classes(rules).get(rules, [])
            places.append(Place(dimension, tuple(stretches)))
        return tuple(places)

    def same_place(self, one: int, other: int) -> bool:
        """Whether two rules have the same conditions."""
        return all(
            dimension.regions.get(one) == dimension.regions.get(other) for dimension in self.dimensions
        )

    def _never(self) -> int:
        """Return the rules that hold for nothing the inputs may be."""
        never = 0
        for dimension in self.dimensions:
            possible = 0
            for rules in dimension.classes(self.every):
                possible |= rules
            never |= self.every & ~possible
        return never

    def _pay(self, steps: int) -> None:
        self._spent += 1 + steps
        if self._spent > BUDGET:
            raise OverBudget
