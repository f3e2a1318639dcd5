"""Who is competent in a scenario: the register of the library, asked as the application asks it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from engine.actor import Role
from engine.competence import (
    Circumstances,
    Competent,
    Nobody,
    Reason,
    Register,
    read_group,
    read_register,
    remark,
    resolve,
)
from engine.execution.changes import UserTaskActivated
from engine.execution.services import NO_CIRCUMSTANCES, Desk, Question
from engine.library import FOLDER as LIBRARY

#: the folder of the register in a library
FOLDER = "zustaendigkeit"
#: the number of an authority the register does not have; the scenario goes on with it
ASSUMED = 0
_ASSUMED = Reason("", "", "In diesem Beispiel ist die Stelle zuständig; im Register steht keine.")


@dataclass(slots=True)
class Office:
    """Answers questions of competence for one case. `ags` is its place, `told` whom the register does not have."""

    register: Register
    ags: str
    circumstances: Circumstances = NO_CIRCUMSTANCES
    nobody_for: frozenset[str] = frozenset()
    #: topic and what the register said instead of naming somebody
    told: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def answer(self, question: Question, today: date) -> Desk | Nobody:
        """The desk the register names; where it names nobody, one that is assumed, unless the scenario says so."""
        if question.topic in self.nobody_for:
            return Nobody(
                f"Für „{question.topic}“ ist am Wohnort der Person keine Stelle mit der Zuständigkeit eingetragen."
            )
        found = self.resolve(question, today)
        if isinstance(found, Nobody):
            self.told.setdefault(question.topic, found.sentence)
            return Desk(ASSUMED, _ASSUMED)
        return Desk(self._number(found.authority), found.reason)

    def resolve(self, question: Question, today: date) -> Competent | Nobody:
        """What the register says itself."""
        said = question.circumstances
        if said == NO_CIRCUMSTANCES:
            said = self.circumstances
        elif not said.groups and said.age is None:
            said = replace(said, groups=self.circumstances.groups, age=self.circumstances.age)
        return resolve(self.register, question.topic, question.ags or self.ags, said, question.on or today)

    def key(self, number: int) -> str:
        """The key of an authority by its number, empty for one that is assumed."""
        return next((key for key, one in self._numbers.items() if one == number), "")

    def name(self, number: int) -> str:
        """What an authority is called."""
        key = self.key(number)
        return (
            self.register.authorities[key].name
            if key in self.register.authorities
            else "keine Stelle im Register"
        )

    def means(self, words: str, number: int) -> bool:
        """Whether the words are the key or the name of that authority."""
        return bool(words) and words in (self.key(number), self.name(number))

    def knows(self, who: str) -> bool:
        """Whether the words mean an authority of the register, by key or name, or a group with a known topic."""
        return (
            who in self.register.authorities
            or not remark(who)
            or any(one.name == who for one in self.register.authorities.values())
        )

    def sees(self, who: str, task: UserTaskActivated, today: date) -> bool:
        """Whether somebody sees a task: an authority by key or name, or a group (`topic` or `topic.role`) at the
        place of the case. A role sees the tasks of its own role, team leads all of their authority.
        """
        if self.means(who, task.authority):
            return True
        group = read_group(who)
        if group is None or group.role not in (task.role, Role.TEAM_LEAD):
            return False
        found = self.resolve(Question(group.topic, group.role), today)
        if isinstance(found, Nobody) or task.authority == ASSUMED:
            return group.topic == task.topic
        return found.authority == self.key(task.authority)

    def _number(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers) + 1)


def office(
    library: Path | None, ags: str, circumstances: Circumstances, nobody_for: frozenset[str]
) -> Office:
    """The office of a case at a place, with the register of the library, or the one that comes with the code."""
    folder = _folder(library)
    return Office(_register(folder, _stamp(folder)), ags, circumstances, nobody_for)


def stamp(library: Path | None) -> tuple[tuple[str, int], ...]:
    """Which state of the register an office of that library answers from."""
    return _stamp(_folder(library))


def _folder(library: Path | None) -> Path:
    own = None if library is None else library / FOLDER
    return own if own is not None and own.is_dir() else LIBRARY / FOLDER


@lru_cache(maxsize=4)
def _register(folder: Path, _stamp: tuple[tuple[str, int], ...]) -> Register:
    return read_register(folder)


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.iterdir()))
