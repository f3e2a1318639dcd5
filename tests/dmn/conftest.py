from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from engine.dmn import Model, parse
from engine.feel import Environment

Source = Callable[..., bytes]


@pytest.fixture
def environment() -> Environment:
    return Environment(now=datetime(2026, 11, 25, 8, tzinfo=UTC))


@pytest.fixture
def bleiberecht() -> Model:
    file = Path(__file__).parent.parent / "resources" / "dmn" / "bleiberecht.dmn"
    return parse(file.read_bytes(), file.name)


@pytest.fixture
def table_source() -> Source:
    """The XML of a file with one decision `d`: a table. Columns are `name` or `name: allowed values`."""

    def make(
        policy: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        rules: Sequence[Sequence[str]],
        *,
        types: dict[str, str] | None = None,
        defaults: dict[str, str] | None = None,
    ) -> bytes:
        types, defaults = types or {}, defaults or {}
        lines = [_table_head(policy)]
        for column in inputs:
            name, _, allowed = column.partition(": ")
            type_ref = f' typeRef="{types[name]}"' if name in types else ""
            values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
            lines.append(
                f'<input label="{name.capitalize()}"><inputExpression{type_ref}><text>{escape(name)}</text>'
                f"</inputExpression>{values}</input>"
            )
        for column in outputs:
            name, _, allowed = column.partition(": ")
            type_ref = f' typeRef="{types[name]}"' if name in types else ""
            values = f"<outputValues><text>{escape(allowed)}</text></outputValues>" if allowed else ""
            default = (
                f"<defaultOutputEntry><text>{escape(defaults[name])}</text></defaultOutputEntry>"
                if name in defaults
                else ""
            )
            lines.append(f'<output name="{name}"{type_ref}>{values}{default}</output>')
        for number, cells in enumerate(rules, 1):
            conditions = "".join(
                f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells[: len(inputs)]
            )
            results = "".join(
                f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in cells[len(inputs) :]
            )
            lines.append(f'<rule id="r{number}">{conditions}{results}</rule>')
        return definitions(f'<decision id="d" name="D">{"".join(lines)}</decisionTable></decision>')

    return make


def _table_head(policy: str) -> str:
    hit_policy, _, aggregation = policy.partition("+")
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{hit_policy}"{aggregated}>'


def definitions(body: str, attributes: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="t" name="T" namespace="t"'
        f"{attributes}>\n{body}</definitions>"
    ).encode()


@pytest.fixture
def define() -> Callable[..., bytes]:
    """The XML of a file around the given decisions."""
    return definitions
