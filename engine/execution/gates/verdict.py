"""What a gate is asked about, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from engine.execution import holding, proposals
from engine.execution.bundle import Bundle, load_bundle
from engine.state import consultation, gate, proposal
from engine.state.consultation import Comment, Party
from engine.state.gate import Acknowledgement, Check
from engine.state.proposal import ProposalRow, ProposedVersion
from engine.transaction import Transaction


class Cause(StrEnum):
    """Why a gate is closed; what each needs to be said is in the values of its `Reason`."""

    #: process, count
    FINDINGS = "findings"
    #: process, element, text: a warning that closes the gate
    GRAVE = "grave"
    #: process, element, text
    WARNING = "warning"
    #: process, element, text, reason
    EXEMPTED = "exempted"
    NOT_CHECKED = "not_checked"
    CHECK_RUNS = "check_runs"
    CHECK_OLD = "check_old"
    CHECK_FAILED = "check_failed"
    #: process, scenario, text
    SCENARIO_FAILS = "scenario_fails"
    #: process, scenario, text: as written with the version's own times and numbers, otherwise with those proposed
    FAILS_BY_NUMBERS = "fails_by_numbers"
    #: process
    NO_SCENARIOS = "no_scenarios"
    #: process, percent, least
    COVERAGE_LOW = "coverage_low"
    #: process, scenario, text
    DIFFERENCE = "difference"
    NOT_CONSULTED = "not_consulted"
    #: day, count of those who have not answered
    CONSULTATION_OPEN = "consultation_open"
    #: count
    COMMENTS_OPEN = "comments_open"
    #: process
    VERSION_CHANGED = "version_changed"
    #: process, place, number, same, day: likewise since the parties were asked
    COMPARED_CHANGED = "compared_changed"
    NO_REPORT = "no_report"
    REPORT_RUNS = "report_runs"
    REPORT_OLD = "report_old"
    #: process, place, number, same, day: since the report another version holds there, or is resolved to by that day;
    #: None for none any more; or the `same` with other times and numbers
    REPORT_OVERTAKEN = "report_overtaken"
    #: at
    REPORT_STALE = "report_stale"
    #: refused, total, most
    TOO_MANY_REFUSED = "too_many_refused"
    #: process, place: no version is in force there after the repeal
    NOTHING_HOLDS = "nothing_holds"


#: what somebody may look at and say why it is right
ACKNOWLEDGEABLE: Final = frozenset(
    {Cause.FAILS_BY_NUMBERS, Cause.DIFFERENCE, Cause.NOTHING_HOLDS, Cause.COMPARED_CHANGED}
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a gate is closed."""

    cause: Cause
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a gate: closed for each of these reasons, or open. `acknowledged` are reasons that somebody has
    looked at and that close it no more, and who that was; `noted` is what is said beside, and closes nothing. `seen` is
    what an acknowledgement counts for.
    """

    gate: str
    reasons: tuple[Reason, ...] = ()
    acknowledged: tuple[Reason, ...] = ()
    acknowledgement: Acknowledgement | None = None
    noted: tuple[Reason, ...] = ()
    seen: str = ""

    @property
    def to_acknowledge(self) -> tuple[Reason, ...]:
        """The reasons that somebody may acknowledge."""
        return tuple(one for one in self.reasons if one.cause in ACKNOWLEDGEABLE)

    @property
    def warnings(self) -> int:
        """How many warnings nobody has given a reason for: they close nothing, but whoever signs is told."""
        return sum(one.cause is Cause.WARNING for one in self.noted)

    @property
    def is_open(self) -> bool:
        """Whether nothing speaks against a resolution here."""
        return not self.reasons


@dataclass(frozen=True)
class Subject:
    """A proposal as gates look at it; each part is read when the first gate asks for it."""

    tx: Transaction
    row: ProposalRow

    @cached_property
    def versions(self) -> tuple[ProposedVersion, ...]:
        """Its versions as they are now."""
        return proposal.versions(self.tx, self.row.id)

    @cached_property
    def digest(self) -> str:
        """Of all its versions and what is proposed for them."""
        return proposals.digest(self.versions)

    @cached_property
    def held(self) -> list[dict[str, object]]:
        """What will hold on its day, without it, where it is to hold."""
        return holding.held(self.tx, self.row, self.versions)

    def moved(self, before: Iterable[Mapping[str, object]] | None) -> tuple[Mapping[str, object], ...]:
        """What holds there otherwise than `before`, as the values of a reason; None: nobody has noted it then."""
        found = () if before is None else holding.moved(self.tx, self.row, before, self.held)
        return tuple(asdict(one) for one in found)

    @cached_property
    def bundles(self) -> Mapping[int, Bundle]:
        """What its versions are compiled to, by version."""
        return {one.version_id: load_bundle(self.tx, one.version_id, one.digest) for one in self.versions}

    @cached_property
    def check(self) -> Check | None:
        """What was measured of it last, if anything was."""
        return gate.check(self.tx, self.row.id)

    def verdict(
        self, name: str, reasons: tuple[Reason, ...], to_see: tuple[Reason, ...], seen: str
    ) -> Verdict:
        """Closed for `reasons`, and for those `to_see` as long as nobody has acknowledged them as they were `seen`."""
        said = gate.acknowledgement(self.tx, self.row.id, seen) if to_see else None
        if said is None:
            return Verdict(name, reasons + to_see, seen=seen)
        return Verdict(name, reasons, to_see, said, seen=seen)

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Whom it is shown."""
        return consultation.parties(self.tx, self.row.id)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """What was remarked."""
        return consultation.comments(self.tx, self.row.id)


#: a gate looks at a proposal and says what speaks against a resolution
Gate = Callable[[Subject], Verdict]
