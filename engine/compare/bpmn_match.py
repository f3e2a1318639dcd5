"""Which element of the old file is which of the new one: by id, else by type, name and neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

from engine.compare.bpmn_parts import Model, Part
from engine.compare.difference import Certainty

#: a chain of renamed elements is followed as far as this; each round looks at every unmatched element once
_ROUNDS = 6


@dataclass(slots=True)
class Match:
    """The new id of each old element that is still there, and how sure that is where the id is another one."""

    pairs: dict[str, str] = field(default_factory=dict)
    certainty: dict[str, Certainty] = field(default_factory=dict)

    def renamed(self, reference: str) -> str:
        """An old reference as the new file would write it."""
        return self.pairs.get(reference, reference)


def match(old: Model, new: Model) -> Match:
    """Pair the elements of two files. No element is in two pairs; what is left over was added or removed."""
    found = Match({identity: identity for identity in old.parts if identity in new.parts})
    for _ in range(_ROUNDS):
        _until_none(old, new, found)
        if not sum(_round(old, new, found, key, Certainty.LIKELY) for key in _LIKELY):
            break
    return found


def _until_none(old: Model, new: Model, found: Match) -> None:
    """What is sure comes first, as far as it leads: a pair found makes its neighbours known."""
    for _ in range(_ROUNDS):
        if not sum(_round(old, new, found, key, Certainty.SURE) for key in _SURE):
            return


def _round(old: Model, new: Model, found: Match, key: _Key, certainty: Certainty) -> int:
    """Pair what is told apart by a key on both sides; how many there were."""
    taken = set(found.pairs.values())
    olds = _unique(old, lambda part: part.id not in found.pairs, lambda part: key(old, part, found.renamed))
    news = _unique(new, lambda part: part.id not in taken, lambda part: key(new, part, lambda one: one))
    pairs = {one.id: news[signature].id for signature, one in olds.items() if signature in news}
    found.pairs.update(pairs)
    found.certainty.update(dict.fromkeys(pairs, certainty))
    return len(pairs)


def _unique(
    model: Model, wanted: Callable[[Part], bool], key: Callable[[Part], Hashable]
) -> Mapping[Hashable, Part]:
    groups: dict[Hashable, list[Part]] = defaultdict(list)
    for part in model.parts.values():
        if wanted(part) and (signature := key(part)) is not None:
            groups[signature].append(part)
    return {signature: ones[0] for signature, ones in groups.items() if len(ones) == 1}


def _by_neighbours(model: Model, part: Part, renamed: Callable[[str], str]) -> Hashable:
    """Type, name and all neighbours; for an element without name also everything else that is said of it."""
    if part.is_flow:
        return None
    around = frozenset(one[0] + renamed(one[1:]) for one in model.around.get(part.id, ()))
    if not around and not part.name:
        return None
    said = () if part.name else tuple(sorted(part.facts.items()))
    return (part.tag, part.name, renamed(part.parent), around, said)


def _by_ends(_model: Model, part: Part, renamed: Callable[[str], str]) -> Hashable:
    """The ends, name and condition of a flow."""
    if not part.is_flow:
        return None
    ends = renamed(part.source), renamed(part.target)
    return (*ends, part.name, part.facts.get("conditionExpression", ""))


def _by_ends_alone(_model: Model, part: Part, renamed: Callable[[str], str]) -> Hashable:
    return (renamed(part.source), renamed(part.target)) if part.is_flow else None


def _by_name(_model: Model, part: Part, _renamed: Callable[[str], str]) -> Hashable:
    """Type and name: neighbours may be others by now."""
    return (part.tag, part.name) if part.name and not part.is_flow else None


_Key = Callable[[Model, Part, Callable[[str], str]], Hashable]
_SURE: tuple[_Key, ...] = (_by_neighbours, _by_ends)
_LIKELY: tuple[_Key, ...] = (_by_ends_alone, _by_name)
