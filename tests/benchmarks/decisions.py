"""Decision tables: one of 20 rules and 5 inputs, alone and beside other engines, a real process, and large ones."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from engine import dmn
from engine.clock import ZONE
from engine.execution.bundle import read_bundle
from engine.feel import Environment, Value, from_python
from tests.benchmarks import large_tables, place, tables_beside
from tests.benchmarks.report import compare, cpu, ms, table, us

_RULES = 20
_ENVIRONMENT = Environment(now=datetime(2026, 11, 23, 9, tzinfo=ZONE))


def run() -> str:
    """Evaluations per second of CPU time by hit policy, other engines beside, and the analysis of large tables."""
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
    sections = [
        table("Decision tables", ("table", "CPU µs", "per second of CPU"), rows),
        _beside(),
        _analysis(),
    ]
    return "\n\n".join(sections)


def _real() -> tuple[str, str, str]:
    bundle = read_bundle(place.real())
    given = {**place.example("antrag_alleinstehend"), **place.example("alles_nachgewiesen")}
    values = {name: from_python(value) for name, value in given.items()}
    taken = cpu({"it": lambda: bundle.decide("vorpruefung_25b", values, _ENVIRONMENT)}, 10, 20)["it"]
    return "vorpruefung_25b with the decisions it needs", us(taken), f"{1 / taken:,.0f}"


def _beside() -> str:
    """The same table on other engines, in one run; each is asked for the rule in the middle."""
    number = _RULES // 2
    given = _python_values(number)
    model = dmn.parse(_table("UNIQUE"), "tabelle.dmn")
    values = _values(number)

    def ours() -> object:
        return model.evaluate("tabelle", values, _ENVIRONMENT).value

    def ours_with_record() -> object:
        evaluation = model.evaluate("tabelle", values, _ENVIRONMENT)
        return (dmn.to_json(evaluation), dmn.explain(evaluation))

    def ours_from_python() -> object:
        return model.evaluate(
            "tabelle", {name: from_python(one) for name, one in given.items()}, _ENVIRONMENT
        ).value

    ways = {
        "Laufweg, explanation kept": ours,
        "… from Python values": ours_from_python,
        "… record and sentences written": ours_with_record,
        "zen-engine": tables_beside.on_zen(_RULES, given, traced=False),
        "zen-engine, with its trace": tables_beside.on_zen(_RULES, given, traced=True),
        "SpiffWorkflow": tables_beside.on_spiff(_RULES, given),
    }
    for name, way in ways.items():
        if not name.startswith("…") and way() != number:
            raise ValueError(f"Expected {name} to answer {number}, but it answers {way()}")
    found = compare(ways, 9, 100)
    return table(
        f"The table of {_RULES} × 5 beside other engines",
        ("engine", "CPU µs", "per second of CPU", "× the time of the first"),
        [
            (name, us(one.seconds), f"{1 / one.seconds:,.0f}", f"{one.ratio:.1f}")
            for name, one in found.items()
        ],
    )


def _analysis() -> str:
    """Gaps, overlaps and unreachable rules of tables with 500 rules."""
    rows = []
    for title, source in large_tables.sources():
        begun = time.process_time()
        model = dmn.parse(source, "tabelle.dmn")
        read = time.process_time()
        remarks = dmn.check(model)
        done = time.process_time()
        rows.append((title, ms(read - begun), ms(done - read), str(len(remarks))))
    return table(
        "Analysis of tables with 500 rules", ("table", "read, CPU ms", "analyse, CPU ms", "remarks"), rows
    )


def _values(number: int) -> dict[str, Value]:
    """What rule `number` asks for: intervals of age, amount and date, a word, and a yes."""
    return {name: from_python(value) for name, value in _python_values(number).items()}


def _python_values(number: int) -> dict[str, Any]:
    return {
        "alter": number * 4 + 1,
        "betrag": number * 100 + 50,
        "stufe": f"S{number}",
        "jahre": number + 1,
        "geprueft": True,
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
