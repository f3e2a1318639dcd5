"""Random block-structured processes on random paths: after every step the books balance."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.execution import codec
from engine.execution.actions import CompleteElement
from engine.execution.changes import (
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    InstanceCompleted,
    UserTaskActivated,
)
from engine.execution.instance import ROOT, Stage
from engine.testing import Run
from engine.testing import models as m
from engine.testing import notation as n
from engine.testing.versions import goes_home

Block = tuple[object, ...]


def _blocks() -> st.SearchStrategy[Block]:
    leaf = st.sampled_from([("task",), ("script",), ("timed",), ("message",)])
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
            st.tuples(st.just("parallel"), st.lists(inner, min_size=2, max_size=3)),
            st.tuples(st.just("choice"), st.lists(inner, min_size=2, max_size=3)),
            st.tuples(st.just("scope"), inner),
            st.tuples(st.just("loop"), inner),
        ),
        max_leaves=7,
    )


@dataclass
class _Drawing:
    """Turns blocks into a model; every block has one way in and one way out."""

    parts: list[str] = field(default_factory=list)
    count: int = 0

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def draw(self, block: Block) -> tuple[str, str]:
        match block:
            case ("task",):
                return self._single(m.user_task, "t")
            case ("script",):
                name = self.name("s")
                self.parts.append(m.script_task(name, "=n + 1", "n"))
                return name, name
            case ("timed",):
                name, late, end = self.name("t"), self.name("late"), self.name("e")
                self.parts += [
                    m.user_task(name),
                    m.boundary(late, name, m.timer("P1D"), interrupting=False),
                    m.end(end),
                    m.flow(late, end),
                ]
                return name, name
            case ("message",):
                name = self.name("c")
                self.parts.append(m.catch(name, m.message("post")))
                return name, name
            case ("sequence", list(inner)):
                ways = [self.draw(one) for one in inner]
                for (_, left), (right, _) in itertools.pairwise(ways):
                    self.parts.append(m.flow(left, right, id_=self.name("f")))
                return ways[0][0], ways[-1][1]
            case ("parallel", list(inner)):
                return self._branches(inner, m.parallel, m.parallel)
            case ("choice", list(inner)):
                return self._branches(inner, m.exclusive, m.exclusive)
            case ("scope", tuple(inner)):
                return self._scope(inner)
            case ("loop", tuple(inner)):
                return self._loop(inner)
        raise AssertionError(block)

    def _single(self, make: object, kind: str) -> tuple[str, str]:
        name = self.name(kind)
        self.parts.append(make(name))  # type: ignore[operator]
        return name, name

    def _branches(self, inner: list[Block], fork: object, join: object) -> tuple[str, str]:
        split, merge = self.name("g"), self.name("g")
        ways = [self.draw(one) for one in inner]
        default = self.name("f")
        exclusive = fork is m.exclusive
        self.parts.append(m.exclusive(split, default=default) if exclusive else fork(split))  # type: ignore[operator]
        self.parts.append(join(merge))  # type: ignore[operator]
        for number, (first, last) in enumerate(ways):
            last_one = number == len(ways) - 1
            condition = f"=modulo(n, {len(ways)}) = {number}" if exclusive and not last_one else ""
            self.parts.append(m.flow(split, first, condition, default if last_one else self.name("f")))
            self.parts.append(m.flow(last, merge, id_=self.name("f")))
        return split, merge

    def _scope(self, inner: Block) -> tuple[str, str]:
        inside = _Drawing(count=self.count + 100)
        first, last = inside.draw(inner)
        start, end, name = inside.name("start"), inside.name("end"), inside.name("sub")
        self.count = inside.count
        self.parts.append(
            m.sub_process(
                name,
                m.start(start),
                m.end(end),
                *inside.parts,
                m.flow(start, first, id_=f"f_{start}"),
                m.flow(last, end, id_=f"f_{end}"),
            )
        )
        return name, name

    def _loop(self, inner: Block) -> tuple[str, str]:
        """Twice through the inner block, counted in a variable of its own."""
        begin, enter, count, again, leave = (self.name(kind) for kind in ("s", "g", "s", "g", "g"))
        first, last = self.draw(inner)
        turns, default = self.name("turns"), self.name("f")
        self.parts += [
            m.script_task(begin, "=0", turns),
            m.exclusive(enter),
            m.script_task(count, f"={turns} + 1", turns),
            m.exclusive(again, default=default),
            m.exclusive(leave),
            m.flow(begin, enter, id_=self.name("f")),
            m.flow(enter, first, id_=self.name("f")),
            m.flow(last, count, id_=self.name("f")),
            m.flow(count, again, id_=self.name("f")),
            m.flow(again, enter, f"={turns} < 2", self.name("f")),
            m.flow(again, leave, id_=default),
        ]
        return begin, leave


def _model(block: Block) -> bytes:
    drawing = _Drawing()
    first, last = drawing.draw(block)
    return m.process(
        "p",
        m.start(),
        m.end(),
        *drawing.parts,
        m.flow("start", first, id_="f_start"),
        m.flow(last, "end", id_="f_end"),
        messages={"post": "=aktenzeichen"},
    )


@given(_blocks(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_books_balance_on_every_path(block: Block, dice: object) -> None:
    run = Run(n.graph(_model(block))).start(n=0, aktenzeichen="K-1")
    for _ in range(200):
        _balances(run)
        if run.instance.ended:
            break
        goes_home(run)
        _act(run, dice)
    assert run.instance.ended
    assert run.failures() == []
    assert sum(isinstance(change, InstanceCompleted) for change in run.changes) == 1
    assert run.instance.subscriptions == {}
    _every_activated_element_ended_once(run)


def _act(run: Run, dice: object) -> None:
    """One thing that could happen now, chosen by the dice."""
    if run.timers() and dice.random() < 0.2:  # type: ignore[attr-defined]
        run.pass_time(timedelta(days=1))
        return
    waiting = [
        one
        for one in run.instance.elements.values()
        if one.id != ROOT and (one.element.startswith("t") or one.element.startswith("c"))
    ]
    chosen = dice.choice(waiting)  # type: ignore[attr-defined]
    if chosen.element.startswith("c"):
        run.deliver("post")
    else:
        run.act(CompleteElement(chosen.id))


def _balances(run: Run) -> None:
    instance = run.instance
    assert codec.load(codec.dump(instance)) == instance
    if instance.ended:
        assert instance.elements == {}
        return
    assert instance.elements, "a running instance holds a token"
    for one in instance.elements.values():
        assert one.stage is Stage.ACTIVE
        assert one.scope in instance.elements
    for waiting in instance.subscriptions.values():
        assert waiting.host in instance.elements
    for scope, _gateway in instance.arrived:
        assert scope in instance.elements
    assert set(instance.variables) <= set(instance.elements)


def _every_activated_element_ended_once(run: Run) -> None:
    begun = Counter(
        change.element_instance
        for change in run.changes
        if isinstance(change, ElementActivated | UserTaskActivated)
    )
    over = Counter(
        change.element_instance
        for change in run.changes
        if isinstance(change, ElementCompleted | ElementTerminated)
    )
    assert set(begun.values()) <= {1}
    assert set(over.values()) <= {1}
    assert set(begun) <= set(over)
