"""The DMN Technology Compatibility Kit: a model and `*-test-*.xml` files with inputs and expected values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine import xml
from engine.dmn import DecisionFault, Missing, Model, Origin, read
from engine.dmn.parse_import import MAX_ELEMENTS
from engine.errors import LaufwegError, ModelError
from engine.feel import (
    Environment,
    Value,
    equals,
    from_python,
    read_date,
    read_date_time,
    read_duration,
    read_time,
    text,
)
from tests.conformance.cases import Item, Result, result_of
from tests.conformance.pool import shortened

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
#: numbers that differ by less are the same: the expected ones are cut off somewhere
_TOLERANCE = Decimal("0.00000001")
_NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
_READERS: Mapping[str, Any] = {
    "date": read_date,
    "dateTime": read_date_time,
    "time": read_time,
    "duration": read_duration,
}


def read_kit(folder: Path) -> list[Item]:
    """One item per test file, its group the level, else the folder; ValueError when the folder holds none."""
    files = sorted(folder.rglob("*-test-*.xml"))
    if not files:
        raise ValueError(f"Expected to read the kit of {folder}, but it has no *-test-*.xml")
    return [
        Item(
            folder,
            {
                "id": file.relative_to(folder).with_suffix("").as_posix(),
                "kind": "dmn",
                "path": file.relative_to(folder).as_posix(),
                "feature_group": _group(folder, file),
            },
        )
        for file in files
    ]


def _group(folder: Path, file: Path) -> str:
    parts = file.resolve().parts
    level = next((part for part in reversed(parts) if part.startswith("compliance-level-")), None)
    return level or (file.relative_to(folder).parts[:-1] or (folder.resolve().name,))[0]


def drive(item: Item) -> Result:
    """All tests of a file; `tests` holds (id, whether null is expected, reason) of each, no reason where it passed."""
    root = xml.read(item.read(), item.id, MAX_ELEMENTS)
    named = next((xml.text_of(one).strip() for one in _named(root, "modelName")), "")
    path = item.folder / str(item.data["path"])
    source = (path.parent / named).read_bytes()
    others = tuple((one.name, one.read_bytes()) for one in sorted(path.parent.glob("*.dmn")))
    try:
        # A deployment refuses a file for one faulty expression; the kit asks what the others say all the same.
        model: Model | None = _model(source, named, others)
        refusal = ""
    except ModelError as fault:
        model, refusal = None, shortened(f"refused: {'; '.join(str(one) for one in fault.findings)}")
    tests = [
        (case.get("id", ""), _wants_null(case), refusal if model is None else _run(model, case))
        for case in _named(root, "testCase")
    ]
    failed = [f"{name}: {reason}" for name, _, reason in tests if reason]
    # other languages than FEEL are optional in the standard (DMN 1.5, 10.3.2.13.3)
    applicable = b'kind="Java"' not in source and b'kind="PMML"' not in source
    return result_of(item, shortened("; ".join(failed)), applicable=applicable, tests=tests)


@lru_cache(maxsize=4)
def _model(source: bytes, name: str, others: tuple[tuple[str, bytes], ...]) -> Model:
    return read(source, name, dict(others))


def _wants_null(case: xml.Element) -> bool:
    """Whether the case is an error case: every result it asks for is null."""
    wanted = [next(_named(node, "expected"), None) for node in _named(case, "resultNode")]
    return all(one is None or read_value(one) is None for one in wanted)


def _run(model: Model, case: xml.Element) -> str:
    variables = {one.get("name", ""): read_value(one) for one in _named(case, "inputNode")}
    reasons = []
    for node in _named(case, "resultNode"):
        expected = next(_named(node, "expected"), None)
        wanted = None if expected is None else read_value(expected)
        name = case.get("invocableName", "") or node.get("name", "")
        try:
            value = _evaluate(model, name, variables, invoked=bool(case.get("invocableName")))
        except DecisionFault as fault:
            # a contradiction has no value; the kit knows no other word for it than null
            value = None
            if node.get("errorResult") != "true" and wanted is not None:
                reasons.append(f"{name}: {fault}")
                continue
        except LaufwegError as fault:
            reasons.append(f"{name}: {fault}")
            continue
        service = next((one for one in model.services.values() if one.name == name), None)
        if service and len(service.outputs) > 1 and isinstance(value, dict) and node.get("name") in value:
            # a service with several outputs answers with a context, the kit asks for each
            value = value[node.get("name", "")]
        if not same(value, wanted):
            reasons.append(f"{name} is {text(value)}, expected {text(wanted)}")
    return shortened("; ".join(reasons))


def _evaluate(model: Model, name: str, variables: Mapping[str, Value], *, invoked: bool) -> Value:
    decisions = [(one.id, {one.id, one.name, one.variable}) for one in model.decisions.values()]
    callable_ = [(one.id, {one.id, one.name}) for one in model.services.values()]
    callable_ += [(id_, {id_, one.name}) for id_, one in model.functions.items()]
    for identity, known_as in [*callable_, *decisions] if invoked else [*decisions, *callable_]:
        if name in known_as:
            return model.evaluate(
                identity, variables, Environment(now=_NOW), Origin.MODEL, Missing.AS_NULL
            ).value
    raise ModelError(f"Expected to evaluate {name}, but the model has no such decision", [])


def read_value(element: xml.Element) -> Value:
    """The typed value below an element of a test file."""
    for child in element:
        match xml.local_name(child):
            case "value":
                return _simple(child)
            case "list":
                return (
                    None if child.get(_NIL) == "true" else [read_value(one) for one in _named(child, "item")]
                )
            case "component":
                return {one.get("name", ""): read_value(one) for one in _named(element, "component")}
    return None


def _simple(element: xml.Element) -> Value:
    if element.get(_NIL) == "true":
        return None
    written = xml.text_of(element)
    kind = element.get(_TYPE, "string").rpartition(":")[2]
    if kind in _READERS:
        found: Value = _READERS[kind](written.strip())
        return found
    if kind == "boolean":
        return written.strip() in {"true", "1"}
    if kind in {"decimal", "double", "integer", "int", "long", "float"}:
        return from_python(Decimal(written.strip()))
    return written


def same(value: Value, wanted: Value) -> bool:
    """Equality of the kit: numbers within a tolerance, everything else exactly."""
    if isinstance(value, Decimal) and isinstance(wanted, Decimal):
        return abs(value - wanted) <= _TOLERANCE
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(same(*pair) for pair in zip(value, wanted, strict=True))
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(same(value[name], wanted[name]) for name in value)
    if value is None or wanted is None or type(value) is not type(wanted):
        return value is None and wanted is None
    return equals(value, wanted)


def _named(element: xml.Element, name: str) -> Iterator[xml.Element]:
    return (one for one in element if xml.local_name(one) == name)
