"""The table of 20 rules and 5 inputs on zen-engine (Rust) and on SpiffWorkflow's DMN. Only for comparison."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import zen
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser
from SpiffWorkflow.util.task import TaskState

INPUTS = ("alter", "betrag", "stufe", "jahre", "geprueft")

_PROCESS = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p" '
    'isExecutable="true"><startEvent id="s"><outgoing>f</outgoing></startEvent><sequenceFlow id="f" sourceRef="s" '
    'targetRef="a"/><manualTask id="a"><incoming>f</incoming></manualTask></process></definitions>'
)


def on_zen(rules: int, values: Mapping[str, Any], *, traced: bool) -> Callable[[], object]:
    """The same table in the engine's own format, written once; the first rule that matches decides."""
    content = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {
                "id": "t",
                "type": "decisionTableNode",
                "name": "t",
                "content": {
                    "hitPolicy": "first",
                    "inputs": [{"id": name, "name": name, "field": name} for name in INPUTS],
                    "outputs": [{"id": "o", "name": "o", "field": "ergebnis"}],
                    "rules": [
                        {
                            "_id": f"r{number}",
                            **dict(zip(INPUTS, _zen_cells(number), strict=True)),
                            "o": str(number),
                        }
                        for number in range(rules)
                    ],
                },
            },
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "e1", "type": "edge", "sourceId": "in", "targetId": "t"},
            {"id": "e2", "type": "edge", "sourceId": "t", "targetId": "out"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(content))
    given, options = dict(values), {"trace": traced}
    return lambda: decision.evaluate(given, options)["result"]["ergebnis"]


def on_spiff(rules: int, values: Mapping[str, Any]) -> Callable[[], object]:
    """The same table with its cells in Python, as SpiffWorkflow reads them, at a task of a workflow."""
    columns = "".join(
        f'<input id="i_{name}" label="{name}"><inputExpression id="e_{name}" typeRef="Any"><text>{name}</text>'
        "</inputExpression></input>"
        for name in INPUTS
    )
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(
            f'<inputEntry id="c{number}_{column}"><text>{cell}</text></inputEntry>'
            for column, cell in enumerate(_spiff_cells(number))
        )
        + f'<outputEntry id="o{number}"><text>{number}</text></outputEntry></rule>'
        for number in range(rules)
    )
    source = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        '<decision id="tabelle" name="tabelle"><decisionTable id="t" hitPolicy="UNIQUE">'
        f'{columns}<output id="o" name="ergebnis" typeRef="number"/>{rows}</decisionTable></decision></definitions>'
    )
    parser = BpmnDmnParser()
    parser.add_dmn_str(source.encode())
    parser.add_bpmn_str(_PROCESS.encode())
    table = parser.dmn_parsers["tabelle"]
    table.parse()
    engine = DMNEngine(table.decision.decisionTables[0])
    workflow = BpmnWorkflow(parser.get_spec("p"))
    workflow.do_engine_steps()
    task = workflow.get_next_task(state=TaskState.READY, spec_name="a")
    task.data.update(values)
    return lambda: engine.result(task)["ergebnis"]


def _zen_cells(number: int) -> tuple[str, ...]:
    return (
        f"[{number * 4}..{number * 4 + 3}]",
        f">= {number * 100}",
        f"'S{number}', 'T{number}'",
        "" if number % 2 else f"< {number + 2}",
        "true",
    )


def _spiff_cells(number: int) -> tuple[str, ...]:
    return (
        f"{number * 4} &lt;= ? &lt;= {number * 4 + 3}",
        f"&gt;= {number * 100}",
        f"? in ('S{number}', 'T{number}')",
        "" if number % 2 else f"&lt; {number + 2}",
        "True",
    )
