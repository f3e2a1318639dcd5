"""FEEL: compiled expressions beside the same written by hand in Python, and how long the first compilation takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from engine.feel import Environment, SyntaxFault, Value, compile_expression, from_python, read_date
from engine.feel import expression as compiled
from tests.benchmarks.report import compare, cpu, ms, table
from tests.feel.hostile import TWENTY

_TURNS = 500
_NAMES = frozenset({"alter", "entscheidung", "einreise", "antrag", "dokumente", "person"})
_ENVIRONMENT = Environment()
_VALUES: Mapping[str, Value] = {
    "alter": Decimal(17),
    "entscheidung": "ja",
    "einreise": read_date("2015-03-29"),
    "antrag": read_date("2026-11-22"),
    "dokumente": from_python(["Pass", "Foto", "Meldebescheinigung"]),
    "person": from_python({"staat": "SYR", "alter": 17}),
}
_LIMIT = Decimal(16)
_CONDITION = 'alter >= 16 and entscheidung = "ja"'
_OTHERS = (
    'alter >= 16 and entscheidung = "ja" or alter = 3',
    'person.staat = "SYR"',
    "alter in [16..18]",
    "not(alter < 16)",
    "is defined(alter) and alter + 1 > 16",
    'einreise + duration("P8Y") <= antrag',
    'years and months duration(einreise, antrag) >= duration("P6Y")',
    'list contains(dokumente, "Pass")',
    'if alter < 18 then "minderjährig" else "volljährig"',
    'some d in dokumente satisfies d = "Foto"',
)


def run() -> str:
    """Nanoseconds of CPU time of one evaluation, warnings and all; and of one compilation of a text not met before."""
    by_hand = compare({"by hand": _repeated(_by_hand), "FEEL": _repeated(_evaluating(_CONDITION))}, 30, 4)
    rows = [
        (f"`{_CONDITION}`, by hand over the same values", *_rate(by_hand["by hand"].seconds), "1.00"),
        (f"`{_CONDITION}`, FEEL", *_rate(by_hand["FEEL"].seconds), f"{by_hand['FEEL'].ratio:.2f}"),
    ]
    ways = {text: _repeated(_evaluating(text)) for text in _OTHERS}
    rows.extend((f"`{text}`", *_rate(taken), "") for text, taken in cpu(ways, 15, 4).items())
    compiling = cpu({"it": _compile_all}, 15, 4)["it"] / len(_OTHERS) * _TURNS
    rows.append(("first compilation of one of these", *_rate(compiling), ""))
    measured = table("FEEL", ("expression", "CPU ns", "per second of CPU", "beside by hand"), rows)
    return f"{measured}\n\n{_hostile()}"


def _hostile() -> str:
    """Milliseconds from the text to its end, nothing kept from before."""
    rows = [
        (name, end.value, ms(cpu({"it": lambda text=text: _run(text)}, 5, 1)["it"]))
        for name, (text, end) in TWENTY.items()
    ]
    return table("FEEL meant to hurt", ("text", "how it ends", "CPU ms"), rows)


def _run(text: str) -> None:
    try:
        expression = compiled._compile_expression.__wrapped__(text, frozenset())
    except SyntaxFault:
        return
    expression.evaluate({}, _ENVIRONMENT)


def _by_hand() -> bool:
    return _VALUES["alter"] >= _LIMIT and _VALUES["entscheidung"] == "ja"  # type: ignore[operator]  # they are these


def _evaluating(text: str) -> Callable[[], object]:
    expression = compile_expression(text, _NAMES)
    return lambda: expression.evaluate(_VALUES, _ENVIRONMENT)


def _repeated(way: Callable[[], object]) -> Callable[[], None]:
    def repeat() -> None:
        for _ in range(_TURNS):
            way()

    return repeat


def _rate(seconds: float) -> tuple[str, str]:
    each = seconds / _TURNS
    return f"{each * 1e9:,.0f}", f"{1 / each:,.0f}"


def _compile_all() -> None:
    for text in _OTHERS:
        compiled._compile_expression.__wrapped__(text, _NAMES)  # past the cache
