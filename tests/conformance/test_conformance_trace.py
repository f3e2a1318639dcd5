"""The two verdicts on a trace."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.conformance.cases import Item
from tests.conformance.trace import Seen, betsy_difference, drive, strict_difference

_CASE = {"expected_trace": ["a", "b", "b"], "expected_outcome": ["completed"]}


@pytest.mark.parametrize(
    ("trace", "wanted", "agrees"),
    [
        # a multiset: the order is no matter, the number is
        (["b", "a", "b"], ["a", "b", "b"], True),
        (["a", "b"], ["a", "b", "b"], False),
        # any error, where only an error is asked for
        (["ERROR_deployment"], ["ERROR"], True),
        (["ERROR_runtime"], ["ERROR"], True),
        (["ERROR_runtime"], ["ERROR_deployment"], False),
        # a marker nobody asked for
        (["a", "MARKER_exists"], ["a"], True),
    ],
)
def test_the_betsy_verdict_compares_multisets(trace: list[str], wanted: list[str], agrees: bool) -> None:
    difference = betsy_difference({"expected_trace": wanted}, Seen(tuple(trace), "completed"))

    assert (difference == "") is agrees


@pytest.mark.parametrize(
    ("observed", "final", "outcome", "order", "reason"),
    [
        ("abb", "abb", "completed", [["a", "b"]], ""),
        ("abb", "abbb", "completed", [], "later the trace"),
        ("abb", "abb", "waiting", [], "the end state is waiting"),
        ("bab", "bab", "completed", [["a", "b"]], "b came before a"),
        # an order only binds what is there
        ("abb", "abb", "completed", [["c", "a"], ["b", "c"]], ""),
    ],
)
def test_the_strict_verdict_asks_for_more(
    observed: str, final: str, outcome: str, order: list[list[str]], reason: str
) -> None:
    found = strict_difference(_CASE, order, Seen(tuple(observed), "completed"), Seen(tuple(final), outcome))

    assert found.startswith(reason)
    assert bool(found) is bool(reason)


@pytest.mark.parametrize(
    ("inner", "trace", "outcome"),
    [
        # a script without a token, one with, and a counter
        (
            "a:CREATE_LOG_FILE b:SCRIPT_task1 c:INCREMENT_INTEGER_VARIABLE_AND_LOG",
            ["SCRIPT_task1", "INCREMENT"],
            "completed",
        ),
        # what takes ten seconds is not over after three
        ("a:SCRIPT_task1 b:WAIT_TEN_SECONDS c:SCRIPT_task2", ["SCRIPT_task1"], "completed"),
        # an error nobody catches
        ("a:SCRIPT_task1 b:THROW_ERROR c:SCRIPT_task2", ["SCRIPT_task1", "ERROR_runtime"], "runtime_error"),
        ("a:SET_STRING_DATA b:LOG_DATA", ["DATA_correct"], "completed"),
        ("a:LOG_DATA", [], "completed"),
        ("a:CREATE_MARKER_FILE", ["MARKER_exists"], "completed"),
    ],
)
def test_tokens_are_played(tmp_path: Path, inner: str, trace: list[str], outcome: str) -> None:
    item = _item(tmp_path, inner, expected_trace=trace, expected_outcome=[outcome])

    result = drive(item)

    assert result.marks["betsy"], result.reason


def test_what_goes_on_after_the_observation_is_a_fault_of_the_strict_verdict_only(tmp_path: Path) -> None:
    item = _item(
        tmp_path, "a:WAIT_TEN_SECONDS b:SCRIPT_task1", expected_trace=[], expected_outcome=["completed"]
    )

    result = drive(item)

    assert result.marks["betsy"]
    assert not result.passed
    assert "later the trace is ['SCRIPT_task1']" in result.reason


def test_a_model_that_is_refused_says_why(tmp_path: Path) -> None:
    item = _item(
        tmp_path, "a:SCRIPT_task1", 'startQuantity="0"', expected_trace=[], expected_outcome=["completed"]
    )

    result = drive(item)

    assert result.marks["refused"]
    assert "ERROR_deployment" in result.reason
    assert "quantity" in result.reason


def _item(folder: Path, chain: str, attribute: str = "", **case: object) -> Item:
    """A case of script tasks one after the other, each `id:TOKEN` and with the attribute."""
    steps = [one.partition(":")[::2] for one in chain.split()]
    tasks = "".join(
        f'<scriptTask id="{one}" {attribute}><script>{token}</script></scriptTask>' for one, token in steps
    )
    places = ["s", *(one for one, _ in steps), "e"]
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(pairwise(places))
    )
    model = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" isExecutable="true">'
        f'<startEvent id="s"/>{tasks}<endEvent id="e"/>{flows}</process></definitions>'
    )
    (folder / "a.bpmn").write_text(model, "utf-8")
    shared = {"number": 1, "start_first": [], "start_process": "p", "variables": {"integerVariable": 0}}
    times = {"observe_after_ms": 3000, "final_after_ms": 60_000}
    return Item(folder, {"id": "one", "kind": "trace", "path": "a.bpmn", "cases": [shared | times | case]})
