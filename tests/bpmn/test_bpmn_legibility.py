"""What `laufweg lint` says about a picture: the drawing is changed by a step, and the warning names what it did."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bpmn import check_drawing as check_document
from engine.bpmn import read_drawing
from engine.bpmn.parse import parse_whole
from engine.errors import Severity

LIBRARY = Path(__file__).parents[2] / "processes"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"


def shape(element, x, y, width=100, height=80, label=None):
    name = ""
    if label is not None:
        lx, ly, lw, lh = label
        name = f'<di:BPMNLabel><dc:Bounds x="{lx}" y="{ly}" width="{lw}" height="{lh}"/></di:BPMNLabel>'
    return (
        f'<di:BPMNShape bpmnElement="{element}">'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>{name}</di:BPMNShape>'
    )


def edge(element, *points):
    bends = "".join(f'<w:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<di:BPMNEdge bpmnElement="{element}">{bends}</di:BPMNEdge>'


def drawn(*parts, tasks="abcd", flows=(("f", "a", "b"), ("g", "c", "d"))):
    nodes = "".join(f'<task id="{name}" name="Schritt {name}"/>' for name in tasks)
    ways = "".join(f'<sequenceFlow id="{i}" sourceRef="{s}" targetRef="{t}"/>' for i, s, t in flows)
    return (
        f'<definitions xmlns="{BPMN}" xmlns:di="{DI}" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
        f'xmlns:w="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="t"><process id="p" isExecutable="true">'
        f'{nodes}{ways}</process><di:BPMNDiagram><di:BPMNPlane bpmnElement="p">{"".join(parts)}</di:BPMNPlane>'
        "</di:BPMNDiagram></definitions>"
    ).encode()


def check_drawing(source, file):
    return check_document(parse_whole(source, file))


def rules(source):
    return [(one.rule, one.element) for one in check_drawing(source, "x.bpmn")]


APART = (shape("a", 0, 0), shape("b", 300, 0), shape("c", 0, 200), shape("d", 300, 200))


def test_a_tidy_drawing_gives_no_warning():
    assert rules(drawn(*APART, edge("f", (100, 40), (300, 40)), edge("g", (100, 240), (300, 240)))) == []


def test_elements_that_overlap():
    (one,) = check_drawing(drawn(shape("a", 0, 0), shape("b", 60, 40)), "x.bpmn")

    assert (one.rule, one.severity) == ("drawing-overlap", Severity.WARNING)
    assert "„Schritt a“ und „Schritt b“" in one.reason


@pytest.mark.parametrize("gap", [0, 1])
def test_elements_that_only_touch_do_not_overlap(gap):
    assert rules(drawn(shape("a", 0, 0), shape("b", 100 + gap, 0))) == []


def test_a_line_through_an_element():
    assert rules(
        drawn(*APART, shape("e", 150, 20, 60, 40), edge("f", (100, 40), (300, 40)), tasks="abcde")
    ) == [("drawing-line", "f")]


def test_a_line_that_comes_back_through_its_own_element():
    bends = ((100, 40), (150, 40), (150, 60), (-50, 60), (-50, 150), (350, 150), (350, 80))

    assert ("drawing-line", "f") in rules(drawn(*APART, edge("f", *bends)))


def test_flows_that_cross():
    crossing = (edge("f", (100, 40), (200, 40), (200, 240), (300, 240)), edge("g", (100, 140), (300, 140)))

    assert rules(drawn(*APART, *crossing)) == [("drawing-crossing", "f")]


def test_strangers_on_one_line_and_flows_that_join():
    together = (edge("f", (100, 40), (300, 40)), edge("g", (100, 40), (300, 40)))

    assert [rule for rule, _ in rules(drawn(*APART, *together))] == ["drawing-crossing"]
    assert rules(drawn(*APART, *together, flows=(("f", "a", "b"), ("g", "c", "b")))) == []


def test_a_diagonal_only_counts_where_it_passes():
    beside = (shape("a", 0, 0), shape("e", 0, 300), edge("f", (100, 0), (400, 300)))

    assert rules(drawn(*beside, tasks="abe", flows=(("f", "a", "b"),))) == []


@pytest.mark.parametrize(
    ("place", "found"), [((110, 20, 60, 40), True), ((110, 60, 60, 14), False), ((310, 20, 40, 14), True)]
)
def test_names_on_lines_and_elements(place, found):
    source = drawn(shape("a", 0, 0, label=place), *APART[1:], edge("f", (100, 40), (300, 40)))

    assert (("drawing-label", "a") in rules(source)) is found


def test_more_elements_than_anyone_overviews():
    names = [f"n{index}" for index in range(26)]
    many = [shape(name, index * 200, 0) for index, name in enumerate(names)]

    assert rules(drawn(*many, tasks=names, flows=())) == [("drawing-size", "p")]
    assert rules(drawn(*many[:-1], tasks=names[:-1], flows=())) == []


def test_places_that_cannot_be_read_are_left_out():
    (level,) = read_drawing(
        drawn(shape("a", "NaN", 0), shape("b", 0, 0, width=-1), shape("c", "1e9", 0)), "x"
    )

    assert level.shapes == ()


def test_what_comes_later_stands_to_the_right():
    there, back = ("f", "a", "b"), ("g", "b", "a")
    leftwards = (shape("a", 300, 0), shape("b", 0, 0), edge("f", (300, 40), (100, 40)))

    assert rules(drawn(*leftwards, tasks="ab", flows=(there,))) == [("drawing-direction", "f")]
    # below is not left
    assert rules(drawn(shape("a", 50, 0), shape("b", 0, 200), tasks="ab", flows=(there,))) == []
    # a way back repeats a step
    assert rules(drawn(*leftwards, tasks="ab", flows=(there, back))) == []


def test_a_way_back_from_an_attached_event_repeats_a_step():
    source = drawn(
        shape("a", 0, 0), shape("b", 300, 0), shape("e", 330, 62, 36, 36),
        edge("f", (100, 40), (300, 40)), edge("g", (348, 98), (348, 140), (50, 140), (50, 80)),
        tasks="ab", flows=(("f", "a", "b"), ("g", "e", "a")),
    ).replace(b"</process>", b'<boundaryEvent id="e" attachedToRef="b"/></process>')  # fmt: skip

    assert rules(source) == []


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/*.bpmn")), ids=lambda path: path.stem)
def test_the_library_is_drawn_to_be_read(path):
    assert [str(one) for one in check_drawing(path.read_bytes(), path.name)] == []
