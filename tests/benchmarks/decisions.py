"""Decision tables: one of 20 rules and 5 inputs, and the ones of a real process."""

from __future__ import annotations

from datetime import datetime

from engine import dmn
from engine.clock import ZONE
from engine.execution.bundle import read_bundle
from engine.feel import Environment, from_python
from tests.benchmarks import place
from tests.benchmarks.report import cpu, table, us

_RULES = 20
_ENVIRONMENT = Environment(now=datetime(2026, 11, 23, 9, tzinfo=ZONE))


def run() -> str:
    """Evaluations per second of CPU time; the same table with each hit policy and with values that match late."""
    rows = []
    for policy in ("UNIQUE", "FIRST", "COLLECT"):
        model = dmn.parse(_table(policy), "tabelle.dmn")
        for title, number in (("first rule", 0), ("last rule", _RULES - 1)):
            values = _values(number)
            taken = cpu(
                {"it": lambda model=model, values=values: model.evaluate("tabelle", values, _ENVIRONMENT)},
                10,
                200,
            )["it"]
            rows.append((f"{_RULES} × 5, {policy}, {title} matches", us(taken), f"{1 / taken:,.0f}"))
    rows.append(_real())
    return table("Decision tables", ("table", "CPU µs", "per second of CPU"), rows)


def _real() -> tuple[str, str, str]:
    bundle = read_bundle(place.real())
    given = {**place.example("antrag_alleinstehend"), **place.example("alles_nachgewiesen")}
    values = {name: from_python(value) for name, value in given.items()}
    taken = cpu({"it": lambda: bundle.decide("vorpruefung_25b", values, _ENVIRONMENT)}, 10, 20)["it"]
    return "vorpruefung_25b with the decisions it needs", us(taken), f"{1 / taken:,.0f}"


def _values(number: int) -> dict[str, object]:
    """What rule `number` asks for: intervals of age, amount and date, a word, and a yes."""
    return {
        name: from_python(value)
        for name, value in {
            "alter": number * 4 + 1,
            "betrag": number * 100 + 50,
            "stufe": f"S{number}",
            "jahre": number + 1,
            "geprueft": True,
        }.items()
    }


def _table(policy: str) -> bytes:
    inputs = ("alter", "betrag", "stufe", "jahre", "geprueft")
    columns = "".join(
        f'<input id="i_{name}" label="{name}"><inputExpression id="e_{name}"><text>{name}</text>'
        "</inputExpression></input>"
        for name in inputs
    )
    rules = "".join(
        f'<rule id="r{number}">{_cells(number)}<outputEntry id="o{number}"><text>{number}</text></outputEntry></rule>'
        for number in range(_RULES)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        f'<decision id="tabelle" name="tabelle"><decisionTable id="t" hitPolicy="{policy}">{columns}'
        f'<output id="o" name="ergebnis" />{rules}</decisionTable></decision></definitions>'
    ).encode()


def _cells(number: int) -> str:
    cells = (
        f"[{number * 4}..{number * 4 + 3}]",
        f"&gt;= {number * 100}",
        f'"S{number}","T{number}"',
        "-" if number % 2 else f"&lt; {number + 2}",
        "true",
    )
    return "".join(
        f'<inputEntry id="c{number}_{column}"><text>{text}</text></inputEntry>'
        for column, text in enumerate(cells)
    )
