"""What a step asks of the world, answered in memory: a clock moved by hand, and whatever is said of the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.clock import ZONE
from engine.competence import Nobody, Reason
from engine.deadlines import Calendar
from engine.dmn import Evaluation
from engine.errors import ModelError
from engine.execution.services import Desk, Question
from engine.feel import AgreedTime, Environment, Value

#: a Monday on which nothing changes: no holiday, no end of a month, no change of the clock
BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def nobody_decides(decision: str, _variables: Mapping[str, Value]) -> Evaluation:
    """There are no decisions."""
    raise ModelError(f"Expected to find decision {decision}, but there is none")


#: why the authority of an example is competent
_ASSUMED = Reason("", "", "In diesem Beispiel ist die Stelle zuständig.")


def nobody_catches(_code: str) -> bool:
    """Nobody called the process."""
    return False


@dataclass(slots=True)
class OfflineServices:
    """The `Services` of scenarios, tests and the comparison with other engines. Every field may be changed between
    steps; `competent` says who is competent for a topic, by default authority 1 for everything. `register` answers
    questions in full where it is given.
    """

    now: datetime = BEGIN
    competent: Callable[[str], int | None] = lambda _topic: 1
    decide: Callable[[str, Mapping[str, Value]], Evaluation] = nobody_decides
    catches: Callable[[str], bool] = nobody_catches
    register: Callable[[Question], Desk | Nobody] | None = None
    #: the agreed time of an element in the process that takes the step
    agreed: Callable[[str], AgreedTime | None] | None = None
    #: the names data may have that are handed over by the process that takes the step
    data: Callable[[], Collection[str]] | None = None
    #: what the person lets a recipient know for a purpose; every consent a process rests on holds where nobody says so
    consents: Callable[[str, str | None], Collection[str]] | None = None
    _environment: Environment | None = None

    @property
    def environment(self) -> Environment:
        """What expressions read of the clock."""
        if self._environment is None or self._environment.now != self.now:
            self._environment = Environment(now=self.now, agreed=self.agreed)
        return self._environment

    def competence(self, question: Question) -> Desk | Nobody:
        """What the register says, else what `competent` says of the topic."""
        if self.register is not None:
            return self.register(question)
        authority = self.competent(question.topic)
        if authority is None:
            return Nobody(
                f"Für „{question.topic}“ ist am Wohnort der Person keine Stelle mit der Zuständigkeit eingetragen."
            )
        return Desk(authority, _ASSUMED)

    def calendar(self, _authority: int) -> Calendar:
        """Nordrhein-Westfalen without closures."""
        return Calendar()

    @property
    def data_names(self) -> Collection[str] | None:
        """What `data` says; any name where nobody says anything."""
        return None if self.data is None else self.data()

    def released(self, recipient: str, purpose: str | None) -> Collection[str] | None:
        """What `consents` says; nobody keeps any where nobody says anything."""
        return None if self.consents is None else self.consents(recipient, purpose)
