"""Plays a case to where somebody wants it: what is nearest happens first, and what led nowhere is taken back.

Values come from the scenarios that are there, from the conditions and tables on the way, and from what a form takes.
How much is tried is bounded by the number of steps, so that the same search always finds the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import count, islice
from typing import Any, Final

from engine.errors import Conflict, Invalid, ModelError
from engine.feel import to_json
from engine.forms import Component, Form, Kind
from engine.scenario.examples import Example, Gift, nearest
from engine.scenario.goal import Goal
from engine.scenario.influence import Influence
from engine.scenario.masks import any_value
from engine.scenario.model import Given
from engine.scenario.names import Impossible
from engine.scenario.play import Play, Refused
from engine.scenario.recording import Choice, choices
from engine.scenario.seen import Part
from engine.scenario.standing import Mark

#: steps of one scenario
LONGEST: Final = 60
#: a form may show more questions with each answer
_TRIES: Final = 12
#: values that are tried for one step
_MOST_GIFTS: Final = 40
_MOST_BESIDE: Final = 2
#: how often a case may come to the same place: some questions are answered by how often one was there
_ROUNDS: Final = 3
#: how many elements further from what is wanted a part counts that is missing
_PART: Final = 8
#: what somebody or something is at
WORK: Final = ("aufgabe", "auftrag", "aufruf")
#: days from that of the case that a form may insist on
_OTHER_DAYS: Final = (1, -1, 30, -30, 400, -400)
NOTHING: Final[Gift] = ({}, None)
#: how many elements further a place counts with each try that was made there
ELSEWHERE: Final = 2
HERE: Final = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that happened: what it was, and the values it was given."""

    choice: Choice
    values: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Found:
    """How far a search came: what happened, where the case stands then, and whether that is what was wanted."""

    taken: tuple[Taken, ...]
    mark: Mark
    rank: tuple[int, int]
    reached: bool
    #: steps that were tried
    tried: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Where values come from: what has a say, what a search wants of them, what others gave."""

    influence: Influence
    wanted: Mapping[str, Any]  # Any: JSON
    examples: list[Example]


@dataclass(slots=True)
class _Place:
    """A place a search has come to, and what it may still try there."""

    mark: Mark
    taken: tuple[Taken, ...]
    rank: tuple[int, int]
    reached: bool
    #: asked for with the case at the place: what can happen is looked at as it is wanted
    moves: Iterator[tuple[Choice, Gift]]
    #: steps since the case came nearer to what is wanted
    idle: int = 0
    tried: int = 0


def search(case: Play, goal: Goal, sources: Sources, most: int, again: int = ELSEWHERE) -> Found:
    """Let things happen to a case until it is where the goal wants it, or `most` steps were tried; the best that was
    found. The case itself stands anywhere after that: `case.back(found.mark)`. `again` says what comes first: another
    try at a place, or to go on from where a try has led.
    """
    return _Search(case, goal, sources, most, again).run()


class _Search:
    def __init__(self, case: Play, goal: Goal, sources: Sources, most: int, again: int) -> None:
        self._case, self._goal, self._sources, self._most, self._again = case, goal, sources, most, again
        self._number = count()
        self._known = Counter[object]()
        self._open: list[tuple[int, int, _Place]] = []
        self._best: _Place | None = None

    def run(self) -> Found:
        tried = 0
        self._come(())
        while self._open and tried < self._most:
            _far, _order, place = heappop(self._open)
            if place.reached:
                break
            self._case.back(place.mark)
            move = next(place.moves, None)
            if move is None:
                continue
            place.tried += 1
            self._put(place)
            tried += 1
            taken = take(self._case, *move)
            if taken is not None:
                self._come((*place.taken, taken), place)
        best = self._best
        if best is None:
            return Found((), self._case.mark(), (0, 0), reached=False, tried=tried)
        return Found(best.taken, best.mark, best.rank, best.reached, tried)

    def _come(self, taken: tuple[Taken, ...], before: _Place | None = None) -> None:
        """Keep the place the case has come to, unless it leads nowhere or is known."""
        case = self._case
        if case.incidents() or len(taken) > LONGEST or (rank := self._goal.rank(case)) is None:
            return
        variables = case.variables
        said = tuple(repr(variables.get(name)) for name in sorted(self._told & variables.keys()))
        known = (rank, tuple(sorted(case.tokens())), said)
        self._known[known] += 1
        if self._known[known] > _ROUNDS:
            return
        idle = 0 if before is None or rank < before.rank else before.idle + 1
        place = _Place(case.mark(), taken, rank, self._goal.reached(case), self._moves(taken), idle)
        if self._best is None or rank < self._best.rank:
            self._best = place
        self._put(place)

    @property
    def _told(self) -> frozenset[str]:
        return self._sources.influence.names & self._sources.influence.fields.keys()

    def _put(self, place: _Place) -> None:
        missing, near = place.rank
        # what goes on without coming nearer counts as well: time can pass for ever
        far = _PART * missing + near + self._again * place.tried + (place.idle if missing else 0)
        heappush(self._open, (far, -next(self._number), place))

    def _moves(self, taken: tuple[Taken, ...]) -> Iterator[tuple[Choice, Gift]]:
        """What can happen, the likeliest first: each once, then with other values."""
        case = self._case
        times = Counter((one.choice.word, one.choice.name) for one in taken)
        missing = self._goal.missing(case)
        known = nearest(self._sources.examples, missing)
        ways = [
            (one, _gifts(self._sources, self._goal, case, one, [*_given(known, case, one, times)], missing))
            for one in sorted(choices(case), key=self._order(missing))
        ]
        yield from ((one, gift) for one, gifts in ways for gift in islice(gifts, 1))
        yield from ((one, gift) for one, gifts in ways for gift in gifts)

    def _order(self, missing: frozenset[Part]) -> Callable[[Choice], tuple[int, int]]:
        first = min((place for part in missing if (place := self._goal.place(part)) is not None), default=0)

        def order(choice: Choice) -> tuple[int, int]:
            place = None if choice.part is None else self._goal.place(choice.part)
            if place is not None:
                return 0, abs(place - first)
            return (1 if choice.word in WORK else 2), 0

        return order


def take(case: Play, choice: Choice, gift: Gift) -> Taken | None:
    """Let it happen; None where it cannot."""
    values, ends = gift
    error = ends[1] if ends is not None and ends[0] == "fehler" else None
    escalation = ends[1] if ends is not None and ends[0] == "eskalation" else None
    try:
        match choice.word:
            case "aufgabe":
                filled = _filled(case, choice, values)
                return None if filled is None else Taken(choice, filled)
            case "warte bis":
                case.run_until_fired(choice.name)
            case "nachricht":
                case.send(choice.name, values)
            case "signal":
                case.broadcast(choice.name, values)
            case "auftrag":
                case.do_job(choice.name, values, error)
            case _:
                case.answer_call(choice.name, values, error, escalation)
    except (Impossible, Conflict, Invalid, ModelError):
        return None
    return Taken(replace(choice, ends=ends), values)


def _filled(case: Play, choice: Choice, values: Mapping[str, Given]) -> Mapping[str, Given] | None:
    """Complete a task with a form filled in so that it takes the values; None where it never does."""
    form = None if choice.asked is None else choice.asked.form
    filler = Filler(form, values, case.today)
    for _number in range(_TRIES):
        try:
            case.complete(choice.name, filler.values, choice.turn)
        except Refused as refusal:
            if not filler.mend(refusal.fields):
                return None
        else:
            return filler.values
    return None


class Filler:
    """Fills in a form: what it refuses is left out, then gets any value, then others of its kind."""

    def __init__(self, form: Form | None, values: Mapping[str, Given], today: date) -> None:
        self._fields = {field.key: field for field in (() if form is None else form.fields()) if field.key}
        self._today = today
        self._tried: Counter[str] = Counter()
        self.values: dict[str, Given] = dict(values)

    def mend(self, refused: Mapping[str, str]) -> bool:
        """Put something else where a form refused; whether there is anything else."""
        names = [name for name in refused if name in self._fields]
        for name in names:
            if name in self.values and not self._tried[name]:
                del self.values[name]
            else:
                other = _others(self._fields[name], self._today)
                self.values[name] = other[min(self._tried[name], len(other) - 1)]
                self._tried[name] += 1
        return bool(names)


def _others(field: Component, today: date) -> list[Any]:
    """Values of which a form may take one."""
    first = any_value(field, today)
    match field.kind:
        case Kind.SELECT | Kind.RADIO:
            return [first, *(option.code for option in field.options[1:])]
        case Kind.DATE:
            return [first, *((today + timedelta(days=days)).isoformat() for days in _OTHER_DAYS)]
        case Kind.CHECKBOX:
            return [True, False]
        case Kind.NUMBER:
            return [first, 1, 0, 10, 100, 1000]
        case Kind.TEXTFIELD:
            return ["05334002", first] if field.is_place else [first, "1", "12345", "AB 123"]
    return [first]


def _given(
    known: Iterable[Example], case: Play, choice: Choice, times: Mapping[tuple[str, str], int]
) -> Iterator[Gift]:
    return (gift for one in known for gift in one.gifts(case, choice, times[choice.word, choice.name]))


def _gifts(
    sources: Sources,
    goal: Goal,
    case: Play,
    choice: Choice,
    given: list[Gift],
    missing: frozenset[Part],
) -> Iterator[Gift]:
    """The values something may happen with, those first that led others to where the case is to go."""
    keys = frozenset(choice.names if choice.asked is None else choice.asked.form.keys)
    if choice.word in ("nachricht", "signal"):
        keys = sources.influence.brought.union(*(values for values, _ends in given))
    told = keys & sources.influence.names if missing else frozenset()
    beside = bool(missing) and choice.part is not None and goal.place(choice.part) is None
    today = case.today
    unlike: set[object] = set()
    for values, ends in _every(sources, case, choice, given, keys, told, today):
        said = {name: values[name] for name in told & values.keys()} if missing else values
        kind = (repr(sorted(said.items())), ends)
        if kind not in unlike:
            unlike.add(kind)
            yield values, ends
        if len(unlike) >= (_MOST_BESIDE if beside else _MOST_GIFTS):
            return


def _every(
    sources: Sources,
    case: Play,
    choice: Choice,
    given: list[Gift],
    keys: frozenset[str],
    told: frozenset[str],
    today: date,
) -> Iterator[Gift]:
    """What others gave, with what the way wants and without; what a rule asks for; one value after another."""
    if choice.word == "warte bis":
        yield NOTHING
        return
    wanted = {name: value for name, value in sources.wanted.items() if name in keys}
    if choice.word == "aufruf" and not keys:
        wanted = {name: one for name, one in sources.wanted.items() if name not in sources.influence.fields}
    for values, ends in given:
        if wanted and ends is None:
            yield {**values, **wanted}, ends
        yield values, ends
    base = {**(given[0][0] if given else {}), **wanted}
    if not given:
        yield wanted, None
    for rule in sources.influence.rules(today) if told else ():
        mine = {name: to_json(value) for name, value in rule.items() if name in told}
        if mine:
            yield {**base, **mine}, None
    for name in sorted(told):
        for value in sources.influence.candidates(name, today):
            yield {**base, name: to_json(value)}, None
    if choice.word in ("auftrag", "aufruf") and choice.part is not None:
        yield from (({}, ends) for ends in case.other_ends(choice.part))
