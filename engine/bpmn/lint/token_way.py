"""Tells the way of a token in words."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bpmn.lint.context import titled
from engine.bpmn.soundness import Step

#: more names than this are not read; where it goes wrong is at the end
_MOST = 12


def told(path: Sequence[Step]) -> str:
    """The elements that move, by name; of a long way the last ones."""
    names = [titled(step.node) for step in path]
    if len(names) > _MOST:
        names = [names[0], "…", *names[-(_MOST - 2) :]]
    return " → ".join(names)
