"""A scenario made of a case: the same process, the same steps in their order, and nothing that leads back to anybody.

The days are moved by whole weeks, all by the same number: ages and periods stay, weekdays stay, holidays do not. Of
some numbers of weeks, in no order, the first is taken with which the scenario passes; else the first of all, and what
goes otherwise is said.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.errors import ModelError
from engine.execution.bundle import read_bundle
from engine.execution.happened import Course
from engine.scenario.in_memory import Find, walk
from engine.scenario.library import calls
from engine.scenario.masks import Masks, codes_of, fields_of, read_by
from engine.scenario.result import Failure
from engine.scenario.told_course import LEFT_OUT, Writer

#: months are not of one length, and holidays lie where they lie: some moves change a deadline by a day
_FURTHEST, _TRIES = 26, 12
_REFUSED: Final = re.compile(r"(?:– |; )(\w+): (Dieses Feld )?")
_ALL: Final = 100_000


@dataclass(frozen=True, slots=True)
class FromCase:
    """The text of a scenario, by how many days it was moved, and what goes otherwise.

    `replaced` are the values that were put in the place of others, `numbers` those that stayed as they are, `filled`
    those of which nothing was known any more. `whole` says that all that was given to the case is known.
    """

    text: str
    days: int
    replaced: tuple[str, ...]
    numbers: tuple[str, ...]
    filled: tuple[str, ...]
    failure: Failure | None
    whole: bool


def from_case(files: Mapping[str, bytes], path: str, course: Course, find: Find) -> FromCase:
    """The scenario that goes the way of the case in the process of these files; ModelError where these have errors."""
    maker = _Maker(files, path, course, find)
    weeks = random.SystemRandom().sample([one for one in range(-_FURTHEST, _FURTHEST + 1) if one], _TRIES)
    # by the hour it says less; where something depends on the minute it passes only by that
    found = (maker.made(7 * number, rounded=rounded) for rounded in (True, False) for number in weeks)
    first = next(found)
    return first if first.failure is None else next((one for one in found if one.failure is None), first)


class _Maker:
    """Makes the scenario with one number of days after the other; what had to be filled in stays filled in."""

    def __init__(self, files: Mapping[str, bytes], path: str, course: Course, find: Find) -> None:
        self._files, self._path, self._course, self._find = files, path, course, find
        self._bundle = read_bundle(files)
        if self._bundle.errors:
            raise ModelError("Expected to make a scenario, but the process has errors", self._bundle.errors)
        self._fields = fields_of(self._bundle.forms.values())
        called = (
            find(key) for key in sorted(key for graph in self._bundle.graphs.values() for key in calls(graph))
        )
        self._codes = codes_of(self._bundle, [files, *(one for one in called if one is not None)])
        self._read = read_by(self._bundle)
        #: by the place of a task and the field: how often something was put there, up to LEFT_OUT
        self._filled: dict[tuple[int, str], int] = {}
        self._unasked: set[tuple[int, str]] = set()

    def made(self, days: int, *, rounded: bool) -> FromCase:
        """The scenario, without the fields a form kept that it did not ask for; where not all is known of what was
        given, with a value for each field a form insists on and the case does not hold any more.
        """
        while True:
            masks = Masks(self._fields, self._codes, days, self._course.ags, self._read)
            writer = Writer(self._bundle, self._course, masks, self._filled, rounded=rounded)
            text = "\n".join(writer.lines()) + "\n"
            walked = walk({**self._files, self._path: text.encode()}, self._path, _ALL, self._find)
            if walked.failure is None or not self._fill(text, walked.failure):
                return FromCase(
                    text,
                    days,
                    tuple(sorted({*masks.replaced, *writer.law.replaced})),
                    tuple(sorted({*masks.numbers, *writer.law.numbers})),
                    tuple(sorted({name for _place, name in self._filled.keys() - self._unasked})),
                    walked.failure,
                    self._course.whole,
                )

    def _fill(self, text: str, failure: Failure) -> bool:
        """Fill in what the form at that line refuses, by the next thing that can be tried: a value, then none; False
        when all was.
        """
        place = sum(one.startswith("      aufgabe: ") for one in text.splitlines()[: failure.line + 1]) - 1
        more = False
        refused = _REFUSED.findall(" ".join(failure.differences)) if "lehnt ab" in str(failure) else ()
        for name, unasked in refused:
            tried = self._filled.get((place, name), 0)
            if tried == LEFT_OUT or (self._course.whole and not unasked):
                continue
            if unasked:
                self._unasked.add((place, name))
            self._filled[place, name] = LEFT_OUT if unasked else tried + 1
            more = True
        return more
