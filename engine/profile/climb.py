"""Changing the ladder of one task in `process.toml`: what is another than of all tasks gets an entry of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.escalation import Clock, Ladder, Rung, ladder_of
from engine.profile.edit import Place, Value, add, change, remove
from engine.profile.model import Profile

#: a rung by its clock and level
Step = tuple[Clock, int]
_TABLE: Final = "leiter"
#: what an entry says of a rung
_SAID: Final = ("anteil", "arbeitstage", "an", "neu_zuweisen", "aus")


def common_ladder(said: Profile) -> Ladder:
    """The ladder of every task that says nothing of its own."""
    return ladder_of(said.ladder)


def set_rungs(
    source: bytes, before: Profile, element: str, wanted: Mapping[Step, Rung | None], reason: str = ""
) -> bytes:
    """The file in which the task at `element` has these rungs; None for one that is left out.

    A rung that is as all tasks have it needs no entry; one that stays as it was keeps its own, with its reason.
    """
    common = {(one.clock, one.level): one for one in common_ladder(before).rungs}
    present = {(one.clock, one.level): one for one in before.ladder_at(element).rungs}
    gone = []
    for step, rung in wanted.items():
        if rung == present.get(step):
            continue
        number = _number(before, element, step)
        if rung == common.get(step):
            if number is not None:
                gone.append(number)
            continue
        values = _values(rung, common.get(step))
        if reason:
            values["grund"] = reason
        if number is None:
            source = add(
                source, _TABLE, {"element": element, "uhr": step[0].value, "stufe": step[1], **values}
            )
        else:
            keys = {*_SAID, *values}
            source = change(source, {Place(key, _TABLE, number): values.get(key) for key in sorted(keys)})
    for number in sorted(gone, reverse=True):
        source = remove(source, _TABLE, number)
    return source


def _number(said: Profile, element: str, step: Step) -> int | None:
    """Which entry of the file is about the rung, counted from 0; those that are added stand behind all of them."""
    steps = ((one.element, one.clock, one.level) for one in said.ladder)
    return next((number for number, one in enumerate(steps) if one == (element, *step)), None)


def _values(rung: Rung | None, common: Rung | None) -> dict[str, Value]:
    """What an entry has to say so that the rung is this one."""
    if rung is None:
        return {"aus": True}
    values: dict[str, Value] = {}
    if common is None or (rung.share, rung.days) != (common.share, common.days):
        values |= {"anteil": rung.share} if rung.share is not None else {}
        values |= {"arbeitstage": rung.days} if rung.days is not None else {}
    if common is None or rung.target is not common.target:
        values["an"] = rung.target.value
    if rung.handing is not None and (common is None or rung.handing is not common.handing):
        values["neu_zuweisen"] = rung.handing.value
    return values
