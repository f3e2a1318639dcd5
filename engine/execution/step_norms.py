"""What each step of a version rests on beside the process: what sets its deadline, what it passes on by, its data."""

from __future__ import annotations

from typing import Final

from engine.bpmn import Kind
from engine.bpmn.disclosed import NORM
from engine.bpmn.extensions import LEGAL_NORM
from engine.citations import read
from engine.execution.bundle import Bundle
from engine.sight import partition

_SAID: Final = (LEGAL_NORM, NORM)


def step_norms(bundle: Bundle) -> dict[str, list[str]]:
    """By id of a user task the citations that name a norm, as the files write them; steps without any are left out.

    A norm that is computed is none: lists choose by what is known beforehand.
    """
    groups = partition(bundle.main, bundle.profile, bundle.graphs.values(), bundle.forms)
    basis = {one.group: one.basis for one in groups.groups}
    found = {}
    for graph in bundle.graphs.values():
        for node in graph.nodes.values():
            if node.kind is not Kind.USER_TASK:
                continue
            said = [node.properties.get(name, "").strip() for name in _SAID]
            said = [one for one in said if not one.startswith("=")]
            said += [basis[name] for name in groups.of_element(node.id)]
            named = [one for one in dict.fromkeys(said) if read(one).norms]
            if named:
                found[node.id] = named
    return found
