"""What the check of a diagram says against the engine itself: random processes on random paths, with event-based
gateways, instances, event sub-processes, loops and events at the edge. Where a case comes to a stand was foretold.
"""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from engine.bpmn.model import Kind
from engine.bpmn.paths import scopes
from engine.bpmn.soundness import Events, Played, play
from engine.execution.actions import CompleteElement, FireTimer
from engine.execution.instance import Stage
from engine.feel import context_from_python
from engine.testing import Run
from engine.testing import notation as n
from tests.bpmn.test_bpmn_soundness_scopes import Drawing

#: steps of one case; a loop may go round for ever
_STEPS = 40
_EACH = 40


def _decided(source: bytes) -> tuple[bytes, list[str]]:
    """The process with a variable for each way out of a choice but the first, and those variables."""
    text, names = source.decode(), list[str]()
    for kind, gateway in re.findall(r'<((?:exclusive|inclusive)Gateway) id="(\w+)"', text):
        first, *others = re.findall(rf'<sequenceFlow id="({gateway}__\w+)"', text)
        for flow in others:
            said = f'<conditionExpression xsi:type="tFormalExpression">={flow} = true</conditionExpression>'
            text = re.sub(
                rf'(<sequenceFlow id="{flow}"[^>]*>).*?</sequenceFlow>', rf"\1{said}</sequenceFlow>", text
            )
        names += others
        if others and f'default="{gateway}__' not in text:
            text = text.replace(f'<{kind} id="{gateway}"', f'<{kind} id="{gateway}" default="{first}"')
    return text.encode(), names


def _until_it_stands(source: bytes, random: Random) -> tuple[Run, set[str]]:
    """A case that goes on at random, and the joins at which it came to a stand."""
    decided, names = _decided(source)
    run = Run(n.graph(decided), budget=300)
    run.start(**{name: random.random() < 0.5 for name in names})
    for _ in range(_STEPS):
        failed = [one for one in run.instance.elements.values() if one.failed]
        if failed or not run.waiting():
            return run, {one.element for one in failed if one.stage is Stage.JOINING}
        choices = {name: random.random() < 0.5 for name in names}
        around = {one.scope for one in run.instance.elements.values()}  # all instances of a task together
        tasks = [
            CompleteElement(one.id, context_from_python(choices))
            for one in run.instance.elements.values()
            if one.stage is Stage.ACTIVE
            and one.id not in around
            and run.graph.nodes[one.element].kind is Kind.USER_TASK
        ]
        actions = [*tasks, *(FireTimer(one.id) for one in run.timers())]
        assert actions, (run.waiting(), decided.decode())  # it never stands without saying so
        run.act(random.choice(actions))
    return run, set()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_where_a_case_comes_to_a_stand_the_check_has_said_so(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same processes every time
    stood, used = 0, Counter[str]()
    for _ in range(_EACH):
        drawing = Drawing(random)
        source = drawing.process()
        graph = n.graph(source)
        played: dict[str, Played] = {
            scope.id: play(graph, scope, nodes, Events.ONCE) for scope, nodes in scopes(graph)
        }
        for _ in range(3):
            _, stuck = _until_it_stands(source, random)
            for join in stuck:
                found = played[graph.nodes[join].scope]
                # what follows where two tokens meet is left out
                told = {one.join.id for one in found.stuck}
                assert found.doubled or join in told, (join, told, source.decode())
            if stuck:
                stood += 1
                used += drawing.used
    assert stood > _EACH // 10
    assert used["event"] and used["many"] and used["instances"] and used["event sub-process"], used
