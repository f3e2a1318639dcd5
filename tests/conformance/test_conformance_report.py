"""Figures are added up three ways, and a document keeps what a person wrote."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conformance.cases import Item, Result, read_manifest, result_of
from tests.conformance.pool import run_all, run_one
from tests.conformance.report import lines, markdown, replace_section


def _item(kind: str = "parse") -> Item:
    return Item(Path(), {"id": "one", "kind": kind, "feature_group": "a", "path": "none"})


def test_a_line_per_group_and_a_total() -> None:
    results = [
        Result("1", "steps", "b", True, marks={"requires": ["x"]}),
        Result("2", "steps", "a", False, "why", marks={"weak": True}),
        Result("3", "steps", "a", True),
    ]

    found = list(lines(results))

    assert [(one["group"], one["passed"], one["applicable"], one["total"]) for one in found] == [
        ("a", 1, 2, 2),
        ("b", 1, 1, 1),
        ("total", 2, 3, 3),
    ]
    assert found[0]["failed"] == [{"id": "2", "reason": "why"}]
    assert found[2]["without_requires"] == {"passed": 1, "applicable": 2}
    assert found[2]["without_weak"] == {"passed": 2, "applicable": 2}


def test_what_is_out_of_scope_is_neither_passed_nor_failed() -> None:
    results = [
        Result("1", "static", "a", True, applicable=False, marks={"expected": "reject"}),
        Result("2", "static", "a", False, "w", applicable=False, marks={"expected": "accept"}),
        Result("3", "static", "a", False, "w", marks={"expected": "accept"}),
    ]

    group, total = lines(results)

    assert (group["passed"], group["applicable"], group["total"]) == (0, 1, 3)
    assert [one["id"] for one in group["failed"]] == ["3"]
    assert total["refused"] == [0, 0]
    assert total["false_alarms"] == [1, 1]


def test_the_tests_of_a_kit_are_counted_one_by_one() -> None:
    tests = [("x", False, "wrong"), ("y", False, ""), ("y", True, "")]
    results = [Result("1", "dmn", "a", False, "x: wrong", marks={"tests": tests})]

    group, total = lines(results)

    assert (group["passed"], group["total"], total["passed"]) == (2, 3, 2)
    assert total["value"] == {"passed": 1, "applicable": 2, "total": 2}
    assert total["error"] == {"passed": 1, "applicable": 1, "total": 1}


def test_a_case_that_hangs_or_breaks_is_a_failure_of_its_own() -> None:
    def hang(_item: Item) -> Result:
        while True:
            time.monotonic()

    hung = run_one(hang, _item(), 0.05)
    broken = run_one(lambda item: result_of(item, str(1 // 0)), _item())

    assert (hung.passed, hung.reason) == (False, "no end after 0.05 s")
    assert (broken.passed, broken.reason) == (False, "ZeroDivisionError: integer division or modulo by zero")


def test_results_come_in_the_order_of_the_cases() -> None:
    items = [Item(Path(), {"id": str(number), "kind": "parse"}) for number in range(20)]

    assert [one.id for one in run_all(result_of, items, 2)] == [one.id for one in items]


def test_a_document_keeps_what_stands_outside_the_figures() -> None:
    document = "a\n<!-- bpmn -->\nold\n<!-- /bpmn -->\nb\n<!-- dmn -->\n<!-- /dmn -->\n"
    table = markdown(list(lines([Result("1", "trace", "a", False, "x | <y>", marks={"betsy": True})])))

    written = replace_section(document, "bpmn", table)

    assert written.startswith("a\n<!-- bpmn -->\n| kind |")
    assert "| trace | `1` | x \\| &lt;y> |\n<!-- /bpmn -->\nb\n" in written
    assert "betsy verdict 1" in written
    with pytest.raises(ValueError, match="no place"):
        replace_section(document, "other", table)


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"manifest\.json"):
        read_manifest(tmp_path)
