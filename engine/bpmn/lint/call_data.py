"""A call activity hands over and takes back what the called element wants and gives (BPMN 2.0.2, 10.3.6).

Looked at where the called element is in the same file and one of the two says what data it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.lint.items import inputs, item_of, outputs, structure

_SIDES: tuple[tuple[str, str, Callable[[Element], Iterator[Element]]], ...] = (
    ("Eingaben", "inputSet", inputs),
    ("Ausgaben", "outputSet", outputs),
)
_Side = tuple[tuple[int, ...], tuple[str, ...]]
_Data = tuple[_Side, ...]


def check(file: File) -> Iterator[Remark]:
    known: dict[str, _Data] = {}
    for call in file.all("callActivity"):
        target = file.find(call.get("calledElement"))
        if target is None or not any(one.first("ioSpecification") is not None for one in (call, target)):
            continue
        if target.id not in known:
            known[target.id] = _data(file, target)
        for (words, _group, _of), here, there in zip(
            _SIDES, _data(file, call), known[target.id], strict=True
        ):
            if not _same(here, there):
                yield file.fault(
                    call,
                    f"und „{target.label}“ haben nicht dieselben {words}.",
                    "Geben Sie der Aufrufaktivität dieselben Daten wie dem aufgerufenen Prozess.",
                )


def _data(file: File, element: Element) -> _Data:
    """By side: how many items each set has, and the kinds of all items, both in order."""
    return tuple(
        (
            _shape(element, group),
            tuple(sorted(structure(file, item_of(file, one)) or item_of(file, one) for one in of(element))),
        )
        for _words, group, of in _SIDES
    )


def _shape(element: Element, group: str) -> tuple[int, ...]:
    return tuple(
        sorted(
            sum(1 for one in each.children if one.name in {"dataInputRefs", "dataOutputRefs"})
            for specification in element.all("ioSpecification")
            for each in specification.all(group)
        )
    ) or (0,)


def _same(here: _Side, there: _Side) -> bool:
    """Whether two sides are alike; kinds count only where every item of both has one."""
    if here[0] != there[0] or len(here[1]) != len(there[1]):
        return False
    return here[1] == there[1] or not all(here[1]) or not all(there[1])


TOLD = Told(
    title="Aufruf übergibt andere Daten als erwartet",
    why=(
        "Eine Aufrufaktivität übergibt, was der gerufene Prozess als Eingang nennt, und nimmt, was er "
        "als Ausgang nennt. Sonst fehlt dort etwas oder geht hier verloren."
    ),
    wrong="Der gerufene Prozess will „person“ und „antrag“, der Aufruf übergibt nur „person“.",
    right="Der Aufruf hat dieselben Ein- und Ausgänge wie der gerufene Prozess.",
    norm="BPMN 2.0.2, 10.3.6",
)
RULE = FileRule("call-data", Basis.STANDARD, check, TOLD)
