"""Every public function of `engine.commands` and `engine.queries`, called by three people of every role with whatever
there is: who has no part in a case is told nothing of it, and a guest changes nothing.
"""

from __future__ import annotations

import ast
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SAWarning

from engine import LaufwegError, commands, queries
from engine.actor import SYSTEM, Actor, Membership, Role
from engine.commands import account, task
from engine.testing import AGS, PASSWORD, Story, World
from engine.testing import models as m
from engine.transaction import Transaction

ROOT = Path(__file__).parents[2]
#: what only the case holds: the person, and a value of the process
SECRETS = ("Muster", "Maryam", "geheim-4711")

#: what the engine does by itself: on the worker, or before anybody is known; each refuses everybody else
ENGINE = frozenset(
    {
        "commands.bundle.forget_discarded",
        "commands.absence.forget",
        "commands.absence.turn",
        "commands.adoption.adopt",
        "commands.document.begin_sweep",
        "commands.document.recheck",
        "commands.escalation.climb",
        "commands.escalation.look_after_holders",
        "commands.escalation.postpone",
        "commands.escalation.tell_steering",
        "commands.export.begin",
        "commands.export.fail",
        "commands.export.finish",
        "commands.export.progress",
        "commands.export.remove_old",
        "commands.inbox.forget_drafts",
        "commands.inbox.forget_seen",
        "commands.login_attempt.count",
        "commands.login_attempt.counted",
        "commands.login_attempt.forget",
        "commands.mail.begin",
        "commands.mail.drop",
        "commands.mail.note",
        "commands.mail.remove_old",
        "commands.mail.sweep",
        "commands.mail.take",
        "commands.mail.write_digests",
        "commands.message.deliver",
        "commands.message.hear",
        "commands.message.split",
        "commands.notification.remove_old",
        "commands.party_link.answer",
        "commands.party_link.note",
        "commands.party_link.remark",
        "commands.party_link.sweep",
        "commands.party_link.unlock",
        "commands.party_link.write",
        "commands.recorded.forget",
        "commands.referral_link.note",
        "commands.referral_link.sweep",
        "commands.referral_link.unlock",
        "commands.referral_link.write",
        "commands.register.enqueue_due",
        "commands.release.end_past",
        "commands.release.follow",
        "commands.rolling.claim",
        "commands.rolling.close",
        "commands.rolling.close_undo",
        "commands.rolling.fail",
        "commands.rolling.follow_phase",
        "commands.rolling.forget",
        "commands.rolling.gather",
        "commands.rolling.hold",
        "commands.rolling.leave",
        "commands.rolling.move",
        "commands.rolling.put_back",
        "commands.rolling.stay",
        "commands.rolling.to_undo",
        "commands.structural.count",
        "commands.timer.enqueue_due",
        "commands.timer.fire",
        "commands.timer.start",
        "commands.timer.sweep",
    }
)
#: what belongs to whoever asks, and to nobody else
OWN = frozenset(
    {
        "commands.absence.enter",
        "commands.account.choose_language",
        "commands.account.end_sessions",
        "commands.inbox.choose_columns",
        "commands.inbox.save_filter",
        "commands.inbox.see",
        "commands.notification.change_settings",
        "commands.notification.read",
        "commands.notification.read_all",
        "commands.notification.unread",
    }
)
#: a part of another command, which has asked, or a question that changes nothing and says nothing of a case
PARTS = frozenset(
    {
        "commands.case.check",
        "commands.handling.refusal",
        "commands.handling.say",
        "commands.handling.step",
        "commands.handling.write",
        "commands.local_holiday.earliest_end",
    }
)
#: called by pages as the system: before anybody is known, when somebody logs out, by whoever has a link and its code
_BEFORE_LOGIN = frozenset(
    {
        "commands.party_link.answer",
        "commands.party_link.remark",
        "commands.party_link.unlock",
        "commands.referral_link.unlock",
        *(one for one in ENGINE if ".login_attempt." in one),
    }
)


def doors() -> dict[str, Callable[..., Any]]:
    """The public functions that take a transaction, by name."""
    found = {}
    for package in (commands, queries):
        for part in package.__all__:
            module = getattr(package, part)
            names = getattr(module, "__all__", None) or [
                name
                for name, one in vars(module).items()
                if inspect.isfunction(one) and one.__module__ == module.__name__ and not name.startswith("_")
            ]
            for name in names:
                one = getattr(module, name)
                if inspect.isfunction(one) and next(iter(inspect.signature(one).parameters), "") == "tx":
                    found[f"{package.__name__.removeprefix('engine.')}.{part}.{name}"] = one
    return found


DOORS = doors()


class Taken(Exception):
    """Ends a transaction and takes back what was done in it."""


def call(world: World, who: Actor, door: Callable[..., Any]) -> Any:  # what it answers, or the error
    answer: Any = None
    try:
        with world.engine.begin(who) as tx:
            answer = door(tx, **_arguments(tx, door))
            if inspect.isgenerator(answer):
                answer = list(answer)
            raise Taken
    except Taken:
        return answer
    except (LaufwegError, TypeError, ValueError, AttributeError, LookupError, SAWarning) as error:
        return error


def _arguments(tx: Transaction, door: Callable[..., Any]) -> dict[str, Any]:
    return {
        name: _made(tx, name, _kind(one.annotation, door.__globals__))
        for name, one in list(inspect.signature(door).parameters.items())[1:]
        if one.default is inspect.Parameter.empty
    }


def _kind(annotation: Any, known: dict[str, Any]) -> Any:
    """The type that is written there; None for one that is imported only for the type checker."""
    try:
        return eval(annotation, known) if isinstance(annotation, str) else annotation  # noqa: S307  our own code
    except NameError:
        return None


def _made(tx: Transaction, name: str, kind: Any) -> Any:
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if name == "memberships":
        return ()
    if origin in (typing.Union, types.UnionType):
        return _made(tx, name, next(one for one in inside if one is not type(None)))
    if origin is not None and issubclass(origin, typing.cast("type", typing.Mapping)):
        return {1: 1} if inside[0] is int else {}
    if origin is tuple:
        return tuple(_made(tx, name, one) for one in inside if one is not Ellipsis)
    if origin is not None:
        return [_made(tx, name, inside[0])]
    if kind in _PLAIN:
        return _PLAIN[kind](tx, name)
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        known = vars(sys.modules[kind.__module__])
        return kind(
            **{
                one.name: _made(tx, one.name, _kind(one.type, known))
                for one in fields(kind)
                if one.default is MISSING and one.default_factory is MISSING
            }
        )
    return None


_TEXTS = {"reference": "KIM-2026-000001", "key": "p", "login": "ada", "ags": AGS, "jurisdiction": "05"}
_PLAIN: dict[Any, Callable[[Transaction, str], Any]] = {
    bool: lambda _tx, _name: False,
    int: lambda _tx, _name: 1,
    str: lambda _tx, name: _TEXTS.get(name, "eine lange genug gegebene Begründung"),
    bytes: lambda _tx, _name: b"",
    date: lambda tx, _name: tx.today,
    datetime: lambda tx, _name: tx.now,
    timedelta: lambda _tx, _name: timedelta(minutes=1),
}


@pytest.fixture
def story(world: World) -> Story:
    """A case of which Ada has the task, with a value that nobody else is to see."""
    return world.start({"p.bpmn": m.tasks("p", "a", "b")}, {"angabe": "geheim-4711"})


def people(story: Story, role: Role) -> dict[str, Actor]:
    """One of the role who has a task here, one of the group, one of another authority."""
    world = story.world
    found = {}
    with world.engine.begin(SYSTEM) as tx:
        for name, place in (("works", world.here), ("group", world.here), ("stranger", world.elsewhere)):
            number = account.create(tx, f"{name}.x", f"Person {name}", PASSWORD, [Membership(place, role)])
            found[name] = Actor(number, f"Person {name}", frozenset({Membership(place, role)}))
        row = tx.execute(text("SELECT id, revision FROM user_task")).one()
    if role in (Role.CLERK, Role.TEAM_LEAD):
        with world.engine.begin(found["works"]) as tx:
            task.claim(tx, row.id, row.revision)
    return found


@pytest.mark.parametrize("role", Role)
def test_whoever_has_no_part_in_a_case_is_told_nothing_of_it(story: Story, role: Role) -> None:
    told = {}
    for name, who in people(story, role).items():
        with story.world.engine.begin(who) as tx:
            if queries.sight.of_case(tx, 1).exists:
                continue
        for door, function in DOORS.items():
            if door.startswith("queries."):
                said = repr(call(story.world, who, function))
                if any(secret in said for secret in SECRETS):
                    told[f"{name}: {door}"] = said[:300]

    assert told == {}


def test_the_same_functions_tell_whoever_works_there(story: Story) -> None:
    ada = story.world.people["ada"]

    told = {
        secret
        for function in DOORS.values()
        for secret in SECRETS
        if secret in repr(call(story.world, ada, function))
    }

    assert {"Muster", "Maryam"} <= told


@pytest.mark.parametrize("place", ["here", "elsewhere"])
def test_a_guest_changes_nothing(story: Story, place: str) -> None:
    guest = Actor(1, "Gast", frozenset({Membership(getattr(story.world, place), Role.GUEST)}))

    done = {
        door
        for door, function in DOORS.items()
        if door.startswith("commands.") and not isinstance(call(story.world, guest, function), Exception)
    }

    assert sorted(done - OWN - ENGINE - PARTS) == []


def test_pages_and_programs_do_not_call_in_somebodys_name_what_the_engine_does() -> None:
    called = {one for path in (ROOT / "web").rglob("*.py") for one in _called(path)}

    assert called & ENGINE <= _BEFORE_LOGIN


def _called(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            yield ast.unparse(node)
