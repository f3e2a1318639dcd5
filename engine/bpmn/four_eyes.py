"""Four eyes: a user task that whoever did an earlier one may not do."""

from __future__ import annotations

from typing import Final

from engine.bpmn.model import Node

#: property of a user task: the ids of earlier ones, separated by commas
FOUR_EYES: Final = "vier-augen"


def earlier_tasks(node: Node) -> tuple[str, ...]:
    """The ids of the tasks of which whoever did one may not do this one; nothing where everybody may."""
    named = (one.strip() for one in node.properties.get(FOUR_EYES, "").split(","))
    return tuple(dict.fromkeys(one for one in named if one))
