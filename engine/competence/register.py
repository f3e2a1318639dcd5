"""The register: authorities, topics and rules, with what each rule comes to at a place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.competence.authority import Authority
from engine.competence.places import Kind, Place
from engine.competence.rule import (
    Level,
    Rule,
    Topic,
    rule_from_json,
    rule_to_json,
    topic_from_json,
    topic_to_json,
)


@dataclass(frozen=True, slots=True)
class Register:
    """Authorities by key, topics by key, rules, and the person groups that rules may name, with their meaning."""

    authorities: Mapping[str, Authority]
    topics: Mapping[str, Topic]
    rules: tuple[Rule, ...]
    groups: Mapping[str, str]
    #: rules of a topic at a place, the most special first; made when first asked for
    _at: dict[tuple[str, str], tuple[Rule, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def digest(self) -> str:
        """A mark of the whole content; two registers with the same one say the same."""
        text = json.dumps(
            [rules_to_json(self), [repr(one) for _, one in sorted(self.authorities.items())]], sort_keys=True
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def rules_at(self, topic: str, place: Place) -> tuple[Rule, ...]:
        """The rules of the topic made for the place, whatever the day, the one that goes first first."""
        found = self._at.get((topic, place.ags))
        if found is None:
            made = [rule for rule in self.rules if rule.topic == topic and rule.covers(place)]
            made.sort(key=lambda rule: (rule.weight(place), rule.valid_from, rule.id), reverse=True)
            found = self._at[topic, place.ags] = tuple(made)
        return found


def authority_key(rule: Rule, place: Place) -> str:
    """The key of the authority the rule leads to at the place; empty where it says that nobody is competent."""
    if rule.level is None or not rule.authority:
        return rule.authority
    return f"{rule.authority}-{body_key(rule.level, place)}"


def body_key(level: Level, place: Place) -> str:
    """Whose authority it is: the municipality's key, the Kreis' (a city without one acts itself), or the region's."""
    match level:
        case Level.MUNICIPALITY:
            return place.ags
        case Level.DISTRICT:
            return place.ags if place.kind is Kind.FREE_CITY else place.district
        case Level.REGION:
            return region_key(place.region)


def region_key(region: str) -> str:
    """The Regierungsbezirk in a key."""
    return region.lower().replace("ü", "ue").replace("ö", "oe")


def rules_to_json(register: Register) -> dict[str, Any]:  # Any: JSON
    """Topics, rules and groups as JSON; `register_of` gives them back."""
    return {
        "topics": [topic_to_json(one) for one in register.topics.values()],
        "rules": [rule_to_json(one) for one in register.rules],
        "groups": dict(register.groups),
    }


def register_of(authorities: Mapping[str, Authority], rules: Mapping[str, Any] | Sequence[Any]) -> Register:
    """A register of these authorities with the rules `rules_to_json` wrote; none of them where there are no rules."""
    values: Mapping[str, Any] = rules if isinstance(rules, Mapping) else {}
    topics = [topic_from_json(one) for one in values.get("topics", ())]
    return Register(
        dict(authorities),
        {one.key: one for one in topics},
        tuple(rule_from_json(one) for one in values.get("rules", ())),
        dict(values.get("groups", {})),
    )
