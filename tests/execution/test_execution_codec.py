"""An instance survives storing: every step saved and loaded gives the same instance."""

from __future__ import annotations

from datetime import timedelta

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ModelError
from engine.execution import codec
from engine.execution.instance import Instance
from engine.feel import Value, compile_expression, from_python
from engine.testing import Run
from engine.testing import models as m

_KEYS = st.text(max_size=6)
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=8)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.timedeltas(min_value=timedelta(days=-9999), max_value=timedelta(days=9999)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_value_under_any_name_comes_back_as_it_was(values: dict[str, object]) -> None:
    variables = {name: from_python(value) for name, value in values.items()}

    assert codec.load_variables(codec.dump_variables(variables)) == variables


TEMPORAL = [
    # FEEL text of each kind that needs a tag of its own
    '@"2026-02-28"',
    '@"12:30:15+01:00"',
    '@"2026-11-23T09:00:00@Europe/Berlin"',
    '@"2026-11-23T09:00:00.123Z"',
    '@"P1Y2M"',
    '@"-P1DT2H3M4S"',
    "0.10",
    "1E+3",
]


@pytest.mark.parametrize("text", TEMPORAL)
def test_each_feel_kind_keeps_value_and_text(text: str) -> None:
    value: Value = compile_expression(text).evaluate({}).value

    loaded = codec.load_variables(codec.dump_variables({"x": value}))["x"]

    assert loaded == value
    assert str(loaded) == str(value)


def test_a_waiting_instance_is_the_same_after_storing() -> None:
    source = m.process(
        "p",
        m.start(),
        m.parallel("fork"),
        m.user_task("a", extra=m.io({"lokal": "=1"})),
        m.boundary("late", "a", m.timer("R3/P7D", "timeCycle"), interrupting=False),
        m.catch("warten", m.message("brief")),
        m.parallel("join"),
        m.end(),
        m.end("end2"),
        m.flow("start", "fork"),
        m.flow("fork", "a"),
        m.flow("fork", "warten"),
        m.flow("a", "join"),
        m.flow("warten", "join"),
        m.flow("join", "end"),
        m.flow("late", "end2"),
        messages={"brief": "=aktenzeichen"},
    )
    run = Run.of(source).start(aktenzeichen="K-1", betrag=12.5)
    assert codec.load(codec.dump(run.instance)) == run.instance

    run.deliver("brief").pass_time(timedelta(days=7))

    assert codec.load(codec.dump(run.instance)) == run.instance


def test_a_waiting_instance_is_small() -> None:
    source = m.tasks("p", "a")
    run = Run.of(source).start()

    assert len(codec.dump(run.instance)) < 200


def test_an_unknown_format_is_refused_by_name() -> None:
    stored = codec.dump(Instance())

    with pytest.raises(ModelError, match="format 3 or an older one, but it is 99"):
        codec.load(bytes([99]) + stored[1:])


@pytest.mark.parametrize("size", [1, 10_000])
def test_little_and_much_are_stored_and_read(size: int) -> None:
    variables = {"text": from_python("x" * size)}

    stored = codec.dump_variables(variables)

    assert codec.load_variables(stored) == variables
    assert len(stored) < 200


def test_what_an_older_version_stored_is_read() -> None:
    run = Run.of(m.tasks("p", "a")).start(x=1)
    plain = codec.dump(run.instance)[2:]

    assert codec.load(bytes([2]) + zstandard.ZstdCompressor().compress(plain)) == run.instance
