"""One report from its first instance to its summary, batch by batch, each in a transaction of its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from engine.actor import SYSTEM
from engine.compare import DifferenceKind, compare
from engine.competence import Competent
from engine.engine import Engine
from engine.execution import adopting, concerned, holding, proposals, sight
from engine.execution.bundle import Bundle, load_bundle, read_bundle
from engine.execution.happened import course
from engine.impact.courses import Courses
from engine.impact.findings import Book
from engine.impact.rehearsal import rehearse
from engine.impact.repeal import survey as survey_repeal
from engine.impact.replay import Replay
from engine.impact.steps import YEAR, measure
from engine.impact.survey import PEOPLE, Survey
from engine.scenario import Library
from engine.state import adoption, authority, definition, impact, impact_case, past, proposal, register
from engine.state.adoption import Resolved
from engine.state.authority import territory_names
from engine.state.impact import CaseOutcome, Phase, ReportState
from engine.state.proposal import ProposalRow, ProposedVersion
from engine.transaction import Transaction

_log = logging.getLogger("laufweg.impact")
#: instances and decisions that are looked at in one transaction
BATCH: Final = 500
#: so many recorded decisions of a process are decided again, the newest
MOST_DECISIONS: Final = 20_000
#: so many of the cases of a process that have ended are played again, so many in one transaction
MOST_CASES: Final = 300
CASES_AT_ONCE: Final = 20


class _GivenUp(Exception):
    """The report was cancelled, or another worker has begun it anew."""


@dataclass(slots=True)
class _Making:
    """One go at a report."""

    engine: Engine
    library: Path
    report_id: int
    attempt: int
    row: ProposalRow
    versions: tuple[ProposedVersion, ...]
    #: what will hold there on the day of the proposal, as is known when it begins
    held: list[dict[str, object]]
    book: Book = field(default_factory=Book)
    looked: int = 0
    #: instances that were tried for themselves
    tried: int = 0

    def within(self, work: Callable[[Transaction], Any], **progress: object) -> Any:
        """Do something in a transaction, if this is still the go that counts, and say how far it has come."""
        with self.engine.begin(SYSTEM) as tx:
            # first, so that the row is held: nobody cancels between this and what is written
            self.go_on(tx, **progress)
            return work(tx)

    def go_on(self, tx: Transaction, **progress: object) -> None:
        """Say how far it has come; _GivenUp when it does not count any more."""
        if not impact.progress(tx, self.report_id, self.attempt, **progress):
            raise _GivenUp


@dataclass(frozen=True, slots=True)
class _Before:
    """A version that will hold at these places without the proposal, with the times and numbers resolved there; `named`
    is what the report says of which it is.
    """

    version_id: int
    places: tuple[str, ...]
    times: Mapping[str, str]
    named: dict[str, object]


def make(engine: Engine, library: Path, report_id: int) -> None:
    """Compute a report and keep it; whoever finds that it is over, cancelled, or begun anew by another stops.

    A report that was begun and not finished, because its worker died, begins anew: nothing is counted twice.
    """
    making = _begin(engine, library, report_id)
    if making is None:
        return
    try:
        _survey(making)
        results = {
            "held": making.held,
            "coming": making.within(partial(_coming, making)),
            "repeal": making.within(lambda tx: survey_repeal(tx, making.row)),
            "scenarios": _each(making, Phase.SCENARIOS, _rehearse),
            "decisions": _whole(making, Phase.DECISIONS, _replay),
            "courses": _whole(making, Phase.COURSES, _play_again),
            "steps": _each(making, Phase.STEPS, _measure),
        }
        _finish(making, results)
    except _GivenUp:
        return
    except Exception:  # whatever it is: somebody waits for the report and must hear that it does not come
        _log.exception("Report %s cannot be computed", report_id)
        with engine.begin(SYSTEM) as tx:
            impact.progress(tx, report_id, making.attempt, state=ReportState.FAILED, ended_at=tx.now)
        return
    more = True
    while more:
        with engine.begin(SYSTEM) as tx:
            more = impact.remove_older(tx, report_id, BATCH * 10)


def _begin(engine: Engine, library: Path, report_id: int) -> _Making | None:
    with engine.begin(SYSTEM) as tx:
        report = impact.get(tx, report_id)
        if report is None:
            return None
        row = proposal.get(tx, report.proposal_id)
        versions = proposal.versions(tx, row.id)
        attempt = impact.begin(tx, report_id, proposals.impact_digest(tx, row, versions))
        if attempt is None:
            return None
        total = sum(concerned.count(tx, row, one, here=True) for one in versions)
        impact.progress(tx, report_id, attempt, total=total)
        held = holding.held(tx, row, versions)
    return _Making(engine, library, report_id, attempt, row, versions, held)


def _coming(making: _Making, tx: Transaction) -> list[dict[str, object]]:
    """What is resolved already and comes into force before the proposal, for the report to say."""
    found = holding.coming(tx, making.row, making.held)
    return [asdict(one) | {"since": one.since.isoformat(), "places": list(one.places)} for one in found]


def _survey(making: _Making) -> None:
    """Look at every instance that is concerned."""
    for version in making.versions:
        with making.engine.begin(SYSTEM) as tx:
            survey = Survey(tx, making.row, version)
        last: int | None = 0
        while last is not None:
            last, seen = making.within(partial(_batch, making, survey, version, last), done=making.looked)
            making.looked += seen
        making.tried += survey.tried


def _batch(
    making: _Making, survey: Survey, version: ProposedVersion, after: int, tx: Transaction
) -> tuple[int | None, int]:
    """The next instances behind the id `after`; the last one's id, None at the end, and how many there were."""
    rows = concerned.instances(tx, making.row, version, after, BATCH, here=True)
    if not rows:
        return None, 0
    members = [
        {
            "report_id": making.report_id,
            "instance_id": one.row.id,
            "case_id": one.row.case_id,
            "group_number": making.book.group(one.row.version_id, one.outcome, one.findings),
            "since": one.since,
        }
        for one in survey.look(tx, rows)
    ]
    impact_case.add(tx, members)
    return rows[-1].id, len(rows)


def _each(
    making: _Making, phase: Phase, work: Callable[[_Making, ProposedVersion, _Before], object]
) -> list[dict[str, object]]:
    """What a part of the report says of each process, once beside each version (and for scenarios what is agreed with
    it) that will hold somewhere there without the proposal.
    """
    with making.engine.begin(SYSTEM) as tx:
        making.go_on(tx, phase=phase, done=making.looked)
    found: list[dict[str, object]] = []
    for one in making.versions:
        befores = _befores(making, one, by_times=phase is Phase.SCENARIOS)
        many = len(befores) > 1
        for before in befores:
            # where the version stays as it is, only what is agreed on changes: most parts have nothing to compare
            same = before.version_id == one.version_id
            alike = same and (phase is not Phase.SCENARIOS or before.times == _proposed(making, one).times)
            said = None if alike else work(making, one, before)
            found.append(_part(one, before.version_id, said) | (before.named if many else {}))
            with making.engine.begin(SYSTEM) as tx:
                making.go_on(tx)
        if not befores:
            found.append(_part(one, None, None))
    return found


def _whole(
    making: _Making, phase: Phase, work: Callable[[_Making, ProposedVersion, tuple[int, ...]], object]
) -> list[dict[str, object]]:
    """What a part says of each process that looks at what happened in whichever version, wherever there."""
    with making.engine.begin(SYSTEM) as tx:
        making.go_on(tx, phase=phase, done=making.looked)
    found: list[dict[str, object]] = []
    for one in making.versions:
        numbers = tuple(before.version_id for before in _befores(making, one, by_times=False))
        if not numbers or (numbers == (one.version_id,) and not _changes_agreed(making, one)):
            said = None
        else:
            said = work(making, one, numbers)
        found.append(_part(one, numbers[0] if numbers else None, said))
        with making.engine.begin(SYSTEM) as tx:
            making.go_on(tx)
    return found


def _part(version: ProposedVersion, before: int | None, found: object) -> dict[str, object]:
    return {"process": version.name, "version": version.version_id, "before": before, "found": found}


def _befores(making: _Making, version: ProposedVersion, *, by_times: bool) -> tuple[_Before, ...]:
    """The versions that would hold on the day of the proposal without it, where it is to hold, other ones first, each
    with its places; `by_times` once more for other times and numbers that are resolved with it.
    """
    places: dict[tuple[int, str], list[str]] = {}
    agreed: dict[tuple[int, str], Mapping[str, str]] = {}
    with making.engine.begin(SYSTEM) as tx:
        on, made = holding.day(tx, making.row), holding.own(tx, making.row)
        for place in making.row.jurisdictions:
            held = adoption.held(tx, version.key, place, on, made)
            if held is None:
                continue
            times = held.times if by_times else {}
            key = held.version_id, json.dumps(dict(times), sort_keys=True)
            places.setdefault(key, []).append(place)
            agreed[key] = times
        names = territory_names(tx, tuple(making.row.jurisdictions))
        numbers = {number: definition.get(tx, number).number for number, _times in places}
    found = [
        _Before(
            key[0], tuple(at), agreed[key], {"places": [names[one] for one in at], "number": numbers[key[0]]}
        )
        for key, at in places.items()
    ]
    return tuple(sorted(found, key=lambda one: one.version_id == version.version_id))


def _proposed(making: _Making, version: ProposedVersion) -> Resolved:
    with making.engine.begin(SYSTEM) as tx:
        return _agreed(making, version, load_bundle(tx, version.version_id, version.digest))


def _changes_agreed(making: _Making, version: ProposedVersion) -> bool:
    """Whether a time or number of the version is another one by the proposal than what would hold somewhere there on
    its day.
    """
    agreed = _proposed(making, version).times
    with making.engine.begin(SYSTEM) as tx:
        on, made = holding.day(tx, making.row), holding.own(tx, making.row)
        return any(
            adoption.times(tx, version.version_id, place, on, made).times != agreed
            for place in making.row.jurisdictions
        )


def _agreed(making: _Making, version: ProposedVersion, bundle: Bundle) -> Resolved:
    """What the proposal sets for one of its versions."""
    times, _wrong = adopting.agreed_times(bundle.profile, version.times)
    return Resolved(making.row.number, times)


def _rehearse(making: _Making, version: ProposedVersion, before: _Before) -> object:
    with making.engine.begin(SYSTEM) as tx:
        old = definition.files(tx, before.version_id)
        files = {one.version_id: definition.files(tx, one.version_id) for one in making.versions}
    bundles = {}
    for one in making.versions:
        bundle = read_bundle(files[one.version_id])
        bundles[one.version_id] = bundle.proposing(_agreed(making, one, bundle).times)
    known = {bundle.main: bundle for bundle in bundles.values() if not bundle.errors}
    first = read_bundle(old).proposing(before.times)
    return rehearse(making.library, version.key, old, first, bundles[version.version_id], known)


def _replay(making: _Making, version: ProposedVersion, befores: tuple[int, ...]) -> object:
    with making.engine.begin(SYSTEM) as tx:
        bundle = load_bundle(tx, version.version_id, version.digest)
        tables = [
            content
            for number in dict.fromkeys((*befores, version.version_id))
            for path, content in definition.files(tx, number).items()
            if path.endswith(".dmn")
        ]
        places = concerned.places(tx, making.row, version.key)
        tx.act()
        ids = past.decision_ids(tx, version.key, places, MOST_DECISIONS)
    replay = Replay(bundle, tables, _agreed(making, version, bundle))

    def take(some: list[int], tx: Transaction) -> None:
        for one in past.decisions(tx, some):
            replay.take(tx, one, load_bundle(tx, one.version_id))

    for begin in range(0, len(ids), BATCH):
        making.within(partial(take, ids[begin : begin + BATCH]))
    return {"looked": len(ids), "most": MOST_DECISIONS, "tables": replay.results()}


def _play_again(making: _Making, version: ProposedVersion, _befores: tuple[int, ...]) -> object:
    """Cases that have ended, a part of them."""
    with making.engine.begin(SYSTEM) as tx:
        bundle = load_bundle(tx, version.version_id, version.digest)
        places = concerned.places(tx, making.row, version.key)
        since = tx.now - YEAR
        tx.act()
        numbers, total = past.sample_ended(tx, version.key, places, since, MOST_CASES)
        times = past.step_times(tx, version.key, places, since) if numbers else ()
        names = {one.id: one.name for one in authority.everything(tx)}
        known = register.snapshot(tx)
        today = tx.today

    def competent(topic: str, ags: str) -> int | None:
        found = known.ask(topic, ags, today)
        return known.ids.get(found.authority) if isinstance(found, Competent) else None

    agreed = _agreed(making, version, bundle)
    courses = Courses(bundle, agreed, Library(making.library), times, names, competent)

    def take(some: tuple[int, ...], tx: Transaction) -> None:
        for one in past.ended_ones(tx, some):
            seen = sight.of_case(tx, one.case_id)
            held = partial(adoption.times, tx, one.version_id)
            courses.take(one, course(tx, seen, one.instance_id), load_bundle(tx, one.version_id), held)

    for begin in range(0, len(numbers), CASES_AT_ONCE):
        making.within(partial(take, numbers[begin : begin + CASES_AT_ONCE]))
    return courses.results(total, MOST_CASES)


def _measure(making: _Making, version: ProposedVersion, before: _Before) -> object:
    def work(tx: Transaction) -> Mapping[str, object]:
        old = load_bundle(tx, before.version_id)
        new = load_bundle(tx, version.version_id, version.digest)
        compared = compare(definition.files(tx, before.version_id), definition.files(tx, version.version_id))
        others = PEOPLE - {DifferenceKind.FOUR_EYES}
        regrouped = frozenset(one.element for one in compared.differences if one.kind in others)
        every = concerned.places(tx, making.row, version.key)
        places = {place: others for place, others in every.items() if place in before.places}
        return measure(tx, version.key, places, (old.graph, new.graph), compared.renamed, regrouped)

    return making.within(work)


def _finish(making: _Making, results: dict[str, Any]) -> None:
    """Keep the report: what everybody may see of it in one value, the groups beside it."""
    groups = making.book.groups
    total = {
        outcome.value: sum(one.count for one in groups if one.outcome is outcome) for outcome in CaseOutcome
    }

    def keep(tx: Transaction) -> None:
        impact.add_groups(tx, making.report_id, groups)
        cases = impact.cases(tx, making.report_id)
        said = results | {
            "findings": making.book.findings,
            "tried": making.tried,
            "instances": total,
            "cases": {outcome.value: cases.get(outcome, 0) for outcome in CaseOutcome},
            "case_total": impact.case_total(tx, making.report_id),
        }
        impact.progress(
            tx, making.report_id, making.attempt, state=ReportState.DONE, results=said, ended_at=tx.now
        )

    making.within(keep)
