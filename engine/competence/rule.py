"""Topics and rules of competence as data: which authority for which topic, place, person and time, by which norm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from engine.competence.places import LAND, Kind, Place
from engine.competence.question import Circumstances


class Level(StrEnum):
    """Whose authority it is; the words are those of the rule files."""

    MUNICIPALITY = "gemeinde"
    DISTRICT = "kreis"
    REGION = "regierungsbezirk"


class Decisive(StrEnum):
    """Which place decides beside the usual one, where the case has it."""

    RESIDENCE = "aufenthalt"
    ALLOCATION = "zuweisung"
    DUTY = "wohnsitz"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: which place decides and by which norm, and the norm for a procedure under way when somebody moves.

    `move_norm` is empty where a procedure does not stay.
    """

    key: str
    name: str
    decisive: Decisive = Decisive.RESIDENCE
    place_norm: str = ""
    without_place: str = ""
    move_norm: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. It names `authority` by its key, or as a kind with the `level` whose it is; without one nobody is.

    `kinds` are the kinds of places it holds for, none means all; `trait` is an attribute of the place, `jobcenter=zkT`.
    `groups`: one of them has to apply. `bearer`: the rule is for whoever asks for that organisation.
    """

    id: str
    topic: str
    norm: str
    sentence: str
    valid_from: date
    valid_to: date | None = None
    territory: tuple[str, ...] = (LAND,)
    kinds: tuple[Kind, ...] = ()
    level: Level | None = None
    authority: str = ""
    groups: tuple[str, ...] = ()
    age_from: int | None = None
    age_below: int | None = None
    bearer: str = ""
    trait: str = ""
    delegated: bool = False
    doubts: tuple[str, ...] = ()

    def weight(self, place: Place) -> tuple[bool, bool, bool, int]:
        """What makes it go before other rules of its topic at a place it covers: the more special the higher."""
        nearest = max(len(one) for one in self.territory if place.ags.startswith(one))
        return bool(self.bearer), bool(self.groups), self.delegated, nearest

    def covers(self, place: Place) -> bool:
        """Whether it is made for the place."""
        name, _, value = self.trait.partition("=")
        return (
            (not self.kinds or place.kind in self.kinds)
            and (not name or place.attributes.get(name) == value)
            and any(place.ags.startswith(one) for one in self.territory)
        )

    def holds(self, on: date) -> bool:
        """Whether it is in force on the day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def fits(self, said: Circumstances) -> bool:
        """Whether the circumstances allow it; an unknown age does."""
        return (
            (not self.groups or bool(said.groups.intersection(self.groups)))
            and (self.age_from is None or said.age is None or said.age >= self.age_from)
            and (self.age_below is None or said.age is None or said.age < self.age_below)
            and (not self.bearer or self.bearer == said.bearer)
        )


def topic_to_json(topic: Topic) -> dict[str, Any]:  # Any: JSON
    """The topic as JSON; `topic_from_json` gives it back."""
    return asdict(topic)


def topic_from_json(values: Mapping[str, Any]) -> Topic:
    """The topic that `topic_to_json` wrote."""
    return Topic(**{**values, "decisive": Decisive(values["decisive"])})


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """The rule as JSON; `rule_from_json` gives it back."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in asdict(rule).items()
    }


def rule_from_json(values: Mapping[str, Any]) -> Rule:
    """The rule that `rule_to_json` wrote."""
    read: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    until, level = read["valid_to"], read["level"]
    read |= {
        "valid_from": date.fromisoformat(read["valid_from"]),
        "valid_to": date.fromisoformat(until) if until else None,
        "kinds": tuple(Kind(one) for one in read["kinds"]),
        "level": Level(level) if level else None,
    }
    return Rule(**read)
