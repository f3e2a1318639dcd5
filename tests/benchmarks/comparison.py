"""Two versions compared beside reading both: the largest diagram of the library, and chains that grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from engine.bpmn import parse
from engine.compare import compare
from tests.benchmarks.report import cpu, ms, table

LIBRARY = Path(__file__).parents[2] / "processes"
_FILE = "a.bpmn"
_ROUNDS = 3
_SPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
)


def run() -> str:
    """CPU time of a comparison and of reading both files, and the ratio."""
    rows = []
    for name, old, new in _pairs():
        ways: dict[str, Callable[[], object]] = {
            "read": lambda old=old, new=new: (parse(old, _FILE), parse(new, _FILE)),
            "compare": lambda old=old, new=new: compare({_FILE: old}, {_FILE: new}),
        }
        taken = cpu(ways, _ROUNDS, 1)
        found = len(compare({_FILE: old}, {_FILE: new}).differences)
        ratio = f"{taken['compare'] / taken['read']:.1f}"
        rows.append((name, str(found), ms(taken["read"]), ms(taken["compare"]), ratio))
    head = ("diagrams", "differences", "read both, ms", "compare, ms", "ratio")
    return table("Compare two versions of a diagram", head, rows)


def _pairs() -> Iterator[tuple[str, bytes, bytes]]:
    largest = max(LIBRARY.glob("*/*.bpmn"), key=lambda path: path.stat().st_size).read_bytes()
    yield "largest of the library, 40 names", largest, largest.replace(b'name="', b'name="X ', 40)
    for steps in (125, 250, 500, 1000):
        chain = _chain(steps)
        yield f"{2 * steps - 1} elements, one name", chain, chain.replace(b'"Schritt 7"', b'"Anders"')
    yield "1999 elements, every id of a step", chain, chain.replace(b'"t', b'"u')


def _chain(steps: int) -> bytes:
    tasks = "".join(f'<userTask id="t{one}" name="Schritt {one}"/>' for one in range(steps))
    flows = "".join(
        f'<sequenceFlow id="f{one}" sourceRef="t{one}" targetRef="t{one + 1}"/>' for one in range(steps - 1)
    )
    shapes = "".join(
        f'<bpmndi:BPMNShape bpmnElement="t{one}"><dc:Bounds x="{one * 150}" y="0" width="100" height="80"/>'
        "</bpmndi:BPMNShape>"
        for one in range(steps)
    )
    return (
        f'<definitions {_SPACES}><process id="p" isExecutable="true">{tasks}{flows}</process><bpmndi:BPMNDiagram>'
        f'<bpmndi:BPMNPlane bpmnElement="p">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>'
    ).encode()
