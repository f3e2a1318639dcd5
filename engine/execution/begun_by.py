"""Who begins a process in a case by hand: whoever leads the case, or whoever its first tasks come to."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import or_, select

from engine.actor import Action
from engine.bpmn import Binding, Call, CalledDecision, Graph, Script, UserTask, next_stops
from engine.competence import Competent, read_group
from engine.errors import Forbidden
from engine.execution.bundle import Bundle, load_bundle
from engine.feel import Expression
from engine.state import adoption, register
from engine.state.case import CaseRow
from engine.state.instance import INSTANCE
from engine.state.task import TASK
from engine.transaction import Transaction

#: a group as a model writes it, within an expression that asks who is competent
_WRITTEN: Final = re.compile(r'"([^"]+)"')
#: a place written out, where the competence is asked for another one than that of the case
_PLACE: Final = re.compile(r'\{\s*ags:\s*"(\d+)"\s*\}')


def leads(tx: Transaction, authority_id: int) -> bool:
    """Whether the actor keeps cases for the authority that leads this one."""
    return tx.actor.may(Action.KEEP_CASE, authority_id)


def may_come(tx: Transaction, authority_id: int, ags: str, bundle: Bundle) -> bool:
    """Whether the actor leads the case at that place, or one of the first tasks of the process may come to their
    authority: what only the values of the case decide is left to `must_have_come`.
    """
    return leads(tx, authority_id) or _comes(tx, ags, bundle, bundle.main, frozenset())


def _comes(tx: Transaction, ags: str, bundle: Bundle, key: str, callers: frozenset[str]) -> bool:
    """The same of one process of the bundle; `callers` are those that have called it, none when it is started."""
    graph = bundle.graphs[key]
    form = None if callers else bundle.form(graph.start_form)
    asked = frozenset(one.key for one in form.fields() if one.key) if form else frozenset[str]()
    for stop in (stop for entry in graph.root.entries for stop in next_stops(graph, entry)):
        match stop.behaviour:
            case UserTask(candidate_groups=Expression() as groups):
                if _may_be_own(tx, ags, groups, graph, None if callers else asked):
                    return True
            case Call() as call:
                if _called_comes(tx, ags, bundle, call, callers | {key}):
                    return True
            case _:  # a wait gives nobody a task, and one without a group is done by whoever leads the case
                pass
    return False


def _called_comes(tx: Transaction, ags: str, bundle: Bundle, call: Call, callers: frozenset[str]) -> bool:
    if call.process.literal is None or call.binding is Binding.VERSION_TAG:
        return True
    key = str(call.process.literal.value)
    if key in callers:
        return False
    version = adoption.in_force(tx, key, ags, tx.today) if call.binding is Binding.LATEST else None
    found = bundle if version is None else load_bundle(tx, version.id, version.digest)
    return key in found.graphs and _comes(tx, ags, found, key, callers)


def _may_be_own(
    tx: Transaction, ags: str, groups: Expression, graph: Graph, asked: frozenset[str] | None
) -> bool:
    """Whether the groups may be at an authority of the actor. `asked` is what the start form asks for, which nobody
    knows before; None where a caller gives values.
    """
    written = set(_WRITTEN.findall(groups.text))
    place = _PLACE.search(groups.text)
    if place is not None:
        ags = place[1]
        written.discard(ags)
    elif "{" in groups.text:  # asked for somewhere or somebody else
        return True
    if not written:
        held = None if asked is None else _held(graph, groups, asked)
        if held is None:
            return True
        written = held
    known = register.snapshot(tx)
    named = [read_group(one) for one in sorted(written)]
    answers = [known.ask(one.topic, ags, tx.today) for one in named if one is not None]
    own = tx.actor.authorities(Action.KEEP_CASE)
    return any(isinstance(one, Competent) and known.ids[one.authority] in own for one in answers)


def _held(graph: Graph, groups: Expression, asked: frozenset[str]) -> set[str] | None:
    """The texts that the variables of an expression may hold when the process begins, as its elements write them; None
    when something computes them, or somebody is asked for them. What nothing gives is empty.
    """
    computed = {
        node.behaviour.result_variable
        for node in graph.nodes.values()
        if isinstance(node.behaviour, Script | CalledDecision)
    }
    written: set[str] = set()
    seen: set[str] = set()
    waiting = set(groups.variables)
    while waiting:
        name = waiting.pop()
        if name in asked or name in computed:
            return None
        seen.add(name)
        sources = [one.source for node in graph.nodes.values() for one in node.outputs if one.target == name]
        for source in sources:
            written.update(_WRITTEN.findall(source.text))
            waiting |= source.variables - seen
    return written


def must_have_come(tx: Transaction, found: CaseRow, instance_id: int) -> None:
    """Forbidden unless the actor leads the case, or what has just begun there waits for a task at their authority."""
    if leads(tx, found.authority_id):
        return
    first = tx.execute(
        select(TASK.c.authority_id)
        .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
        .where(or_(INSTANCE.c.id == instance_id, INSTANCE.c.root_id == instance_id))
    ).scalars()
    if tx.actor.authorities(Action.KEEP_CASE).isdisjoint(first):
        raise Forbidden(
            f"Expected to start a process in case {found.reference}, but it begins at another authority"
        )
