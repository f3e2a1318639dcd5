"""What is wrong with a table as a whole: gaps, overlaps, rules that never speak – each with an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from engine import feel
from engine.dmn.describe import describe, example
from engine.dmn.domain import domains_of
from engine.dmn.hit import SEVERAL, HitPolicy
from engine.dmn.model import Model
from engine.dmn.partition import bits
from engine.dmn.region import Region
from engine.dmn.space import OverBudget, Place, Space
from engine.dmn.table import PlacedTable, Table
from engine.errors import Finding, Fix, Severity
from engine.feel import Value
from engine.wording import say

#: of one kind so many remarks are made, the others are counted
MOST: Final = 5


class Problem(StrEnum):
    """The kinds of remarks, as their lint rules are called."""

    GAP = "table-gap"
    OVERLAP = "table-overlap"
    CONTRADICTION = "table-contradiction"
    DUPLICATE = "table-duplicate"
    UNREACHABLE = "table-unreachable"
    NEVER = "table-never"
    UNCLEAR = "table-unclear"
    UNFINISHED = "table-unfinished"


@dataclass(frozen=True, slots=True)
class Example:
    """One input of an example: its label and expression, what it may be (in words), and a value of that."""

    label: str
    expression: str
    span: str
    value: Value


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about a table. `rules` are the rules it is about, by their numbers from 1; `more` counts the
    remarks of the same kind that are not listed."""

    problem: Problem
    reason: str
    hint: str
    rules: tuple[int, ...] = ()
    example: tuple[Example, ...] = ()
    more: int = 0
    #: the rule that can be taken away and nothing is decided otherwise
    spare: int | None = None


def analyse(table: Table, domains: Mapping[str, Region] | None = None) -> tuple[Remark, ...]:
    """Return what is wrong with the table, by kind; empty where nothing is.

    `domains` says of input expressions what they may be, beyond what the table itself says of its columns.
    Missing inputs play no part: with them a table is undetermined. Cells that cannot be told from their text are
    named, and taken so that every other remark is sure: they leave no gap, and overlap nothing.
    """
    if not table.rules:
        return ()
    space = Space(table, domains)
    found: list[Remark] = []
    try:
        found.extend(_limited(_never(table, space)))
        found.extend(_pairs(table, space))
        found.extend(_limited(_unreachable(table, space)))
        found.extend(_limited(_gaps(table, space)))
    except OverBudget:
        found.append(
            Remark(
                Problem.UNFINISHED,
                "Die Regeln greifen so vielfach ineinander, dass die Prüfung nicht zu Ende kam.",
                "Teilen Sie die Tabelle in mehrere Entscheidungen.",
            )
        )
    found.extend(_unclear(space))
    order = list(Problem)
    return tuple(sorted(found, key=lambda remark: order.index(remark.problem)))


def check(model: Model) -> tuple[Finding, ...]:
    """Return the remarks on every table of a file as findings; all are warnings."""
    domains = {
        id(decision.logic): domains_of(decision)
        for decision in model.decisions.values()
        if isinstance(decision.logic, Table)
    }
    return tuple(
        _finding(model.file, placed, remark)
        for placed in model.tables
        for remark in analyse(placed.table, domains.get(id(placed.table)))
    )


def _finding(file: str, placed: PlacedTable, remark: Remark) -> Finding:
    rule = placed.table.rules[remark.rules[0] - 1] if remark.rules else None
    return Finding(
        file=file,
        rule=remark.problem.value,
        reason=f"„{placed.name}“: {remark.reason}",
        hint=remark.hint,
        element=rule.id if rule else placed.element or None,
        line=rule.line if rule else placed.line,
        severity=Severity.WARNING,
        fix=_fix(placed.table, remark),
    )


def _fix(table: Table, remark: Remark) -> Fix | None:
    """Take the rule away that says nothing; one without an id cannot be named."""
    rule = table.rules[remark.spare - 1] if remark.spare else None
    return Fix(rule.id, "", value=f"Regel {rule.index}") if rule is not None and rule.id else None


def remark_json(remark: Remark) -> dict[str, object]:
    """Return a remark as plain data, for an editor that marks rules and shows the example."""
    return {
        "problem": remark.problem.value,
        "reason": remark.reason,
        "hint": remark.hint,
        "rules": list(remark.rules),
        "example": [
            {
                "label": one.label,
                "expression": one.expression,
                "span": one.span,
                "value": feel.to_json(one.value),
            }
            for one in remark.example
        ],
        "more": remark.more,
    }


def _limited(remarks: Iterator[Remark]) -> Iterator[Remark]:
    """Yield the first remarks of each kind; the last of them says how many more there are."""
    by_problem: dict[Problem, list[Remark]] = {}
    for remark in remarks:
        by_problem.setdefault(remark.problem, []).append(remark)
    for listed in by_problem.values():
        yield from _counted(listed[:MOST], len(listed))


def _counted(listed: list[Remark], total: int) -> Iterator[Remark]:
    """Yield the remarks; the last of them says how many more there are in all."""
    more = total - len(listed)
    yield from listed[:-1]
    last = listed[-1]
    said = f"{last.reason} Und {more} weitere dieser Art." if more else last.reason
    yield replace(last, reason=said, more=more)


def _never(table: Table, space: Space) -> Iterator[Remark]:
    for number in bits(space.never & ~space.missing):
        rule = table.rules[number]
        yield Remark(
            Problem.NEVER,
            f"Regel {rule.index} kann nie zutreffen: Ihre Bedingungen lassen keinen erlaubten Wert übrig.",
            "Berichtigen Sie die Bedingungen, oder löschen Sie die Regel.",
            (rule.index,),
            spare=rule.index,
        )


def _pairs(table: Table, space: Space) -> Iterator[Remark]:
    """Yield the pairs of rules that hold for the same: duplicates, contradictions and overlaps."""
    found: dict[Problem, list[tuple[int, int]]] = {}
    if table.hit_policy is HitPolicy.FIRST:
        return
    for number, others in enumerate(space.overlapping):
        for other in bits(others >> (number + 1)):
            problem = _problem(table, space, number, number + 1 + other)
            if problem is not None:
                found.setdefault(problem, []).append((number, number + 1 + other))
    for problem, pairs in found.items():
        # Of a thousand overlaps only those that are shown need an example.
        yield from _counted([_pair(problem, table, space, *pair) for pair in pairs[:MOST]], len(pairs))


def _problem(table: Table, space: Space, one: int, other: int) -> Problem | None:
    """Return what is wrong with two rules that overlap; None where nothing is."""
    policy = table.hit_policy
    if not space.same_place(one, other):
        if policy is HitPolicy.UNIQUE:
            return Problem.OVERLAP
        is_wrong = policy is HitPolicy.ANY and _same_result(table, one, other) is False
        return Problem.OVERLAP if is_wrong else None
    same_result = _same_result(table, one, other)
    if same_result:
        return Problem.DUPLICATE
    if same_result is False and policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return Problem.CONTRADICTION
    return Problem.OVERLAP if policy is HitPolicy.UNIQUE else None


def _same_result(table: Table, one: int, other: int) -> bool | None:
    """Whether two rules say the same; None where that depends on more."""
    first, second = table.constants[one], table.constants[other]
    if first is not None and second is not None:
        return first.value == second.value
    written = [
        [expression.text.strip() for expression in table.rules[number].results] for number in (one, other)
    ]
    return True if written[0] == written[1] else None


_PAIRS: Final = {
    Problem.DUPLICATE: (
        "Die Regeln {0} und {1} haben dieselben Bedingungen und dasselbe Ergebnis.",
        "Löschen Sie eine der beiden Regeln.",
    ),
    Problem.CONTRADICTION: (
        "Die Regeln {0} und {1} haben dieselben Bedingungen, aber verschiedene Ergebnisse.",
        "Entscheiden Sie, welches Ergebnis gilt, und löschen Sie die andere Regel.",
    ),
    Problem.OVERLAP: (
        "Die Regeln {0} und {1} treffen zugleich zu, was die Trefferregel {2} nicht erlaubt{3}.",
        "Grenzen Sie die Bedingungen voneinander ab, oder wählen Sie eine andere Trefferregel.",
    ),
}


def _pair(problem: Problem, table: Table, space: Space, number: int, second: int) -> Remark:
    reason, hint = _PAIRS[problem]
    shown = _examples(space.shared(1 << number | 1 << second))
    said = f": {_told(shown)}" if shown else ""
    rules = (table.rules[number].index, table.rules[second].index)
    spare = rules[1] if problem is Problem.DUPLICATE and _is_spare(table, number, second) else None
    return Remark(
        problem, reason.format(*rules, table.hit_policy.value, said), hint, rules, shown, spare=spare
    )


def _is_spare(table: Table, first: int, second: int) -> bool:
    """Whether the second of two equal rules is said by the first: where every hit counts, it is one more; a norm or a
    note of its own is told with a decision.
    """
    told = [{one.text for one in table.rules[number].annotations if one.text} for number in (first, second)]
    return table.hit_policy not in SEVERAL and told[1] <= told[0]


def _unreachable(table: Table, space: Space) -> Iterator[Remark]:
    """Yield the rules of FIRST and PRIORITY tables that others always go before."""
    if table.hit_policy not in (HitPolicy.FIRST, HitPolicy.PRIORITY):
        return
    for number, rule in enumerate(table.rules):
        if space.never >> number & 1:
            continue
        before = _before(table, number) & ~space.unclear & ~space.never
        if not before or next(space.uncovered(before, 1, inside=number), None) is not None:
            continue
        covering = [table.rules[one].index for one in bits(before & _touching(space, number))]
        which = ", ".join(map(str, covering[:MOST])) + (" …" if len(covering) > MOST else "")
        yield Remark(
            Problem.UNREACHABLE,
            f"Regel {rule.index} kommt nie zum Zug: Was sie erfasst, entscheiden schon andere (Regel {which}).",
            "Stellen Sie die Regel weiter nach oben, oder löschen Sie sie.",
            (rule.index, *covering),
            spare=rule.index,
        )


def _before(table: Table, number: int) -> int:
    """Return the rules that go before a rule whenever both hold."""
    if table.hit_policy is HitPolicy.FIRST:
        return (1 << number) - 1
    own = table.constants[number]
    if own is None:
        return 0
    hits = enumerate(table.constants)
    return sum(1 << other for other, hit in hits if hit is not None and hit.rank < own.rank)


def _touching(space: Space, number: int) -> int:
    """Return the rules that overlap a rule; all, where that cannot be told."""
    return space.overlapping[number] or space.every


def _gaps(table: Table, space: Space) -> Iterator[Remark]:
    """Yield what no rule holds for; nothing where that is meant: with defaults, or where rules are collected."""
    if table.hit_policy in SEVERAL or any(clause.default for clause in table.outputs):
        return
    hint = "Ergänzen Sie eine Regel, oder tragen Sie bei den Ergebnissen eine Vorgabe ein."
    if space.are_entangled:
        hint += " Mehrere Spalten sehen dieselbe Angabe an; vielleicht kommt der Fall nicht vor."
    rules = space.every & ~space.never
    free = [one for one in space.dimensions if one.takes_any_word and one.bound]
    other = next(space.uncovered(rules, 1), None) if free else None
    # Of texts nobody limited, what lies beside the words used is told once, not with every combination.
    for one in free:
        one.only_words_used()
    for places in space.uncovered(rules, 4 * MOST):
        shown = _examples(places)
        reason = f"Keine Regel gilt für: {_told(shown)}." if shown else "Keine Regel kann zutreffen."
        yield Remark(Problem.GAP, reason, hint, (), shown)
    if other is not None:
        shown = _examples(other)
        yield Remark(
            Problem.GAP,
            f"Für andere Texte als die genannten gibt es nicht immer eine Regel, zum Beispiel {_values(shown)}.",
            "Tragen Sie bei der Eingabe die erlaubten Werte ein, oder ergänzen Sie eine Regel für alle anderen.",
            (),
            shown,
        )


def _unclear(space: Space) -> Iterator[Remark]:
    cells = space.unclear_cells
    if not cells:
        return
    named = "; ".join(f"Regel {cell.rule.index}, „{cell.label}“: {cell.text}" for cell in cells[:MOST])
    more = f" und {len(cells) - MOST} weitere" if len(cells) > MOST else ""
    yield Remark(
        Problem.UNCLEAR,
        f"Auf Lücken und Überschneidungen nicht geprüft: {named}{more}.",
        "Prüfen Sie diese Zellen selbst; geprüft werden feste Werte, Bereiche und Vergleiche der Eingabe damit.",
        tuple(dict.fromkeys(cell.rule.index for cell in cells)),
        more=max(0, len(cells) - MOST),
    )


def _examples(places: tuple[Place, ...]) -> tuple[Example, ...]:
    return tuple(
        Example(place.dimension.label, place.dimension.expression, describe(place), example(place))
        for place in sorted(places, key=lambda place: place.dimension.order)
    )


def _told(examples: tuple[Example, ...]) -> str:
    spans = "; ".join(f"{one.label} {one.span}" for one in examples)
    return f"{spans} (zum Beispiel {_values(examples)})"


def _values(examples: tuple[Example, ...]) -> str:
    return ", ".join(f"{one.label} = {say(one.value)}" for one in examples)
