"""Where something can be filed in a case, and who reads it there: the data groups of its runs, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from engine.competence import TOPICS
from engine.execution import involved
from engine.execution import sight as sights
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.called import RunName, run_names
from engine.queries.case_file.loaded import Loaded
from engine.sight import open_to
from engine.state import authority
from engine.state.document import Filed
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Shelf:
    """A data group of a run, and the authorities that read it today, as far as the actor is told of them.

    `later` are the topics for which an authority may read it besides, once it takes part and the person has released
    it where that is asked. `run` is None for whoever reads nothing of it but has a task there.
    """

    filed: Filed
    run: RunName | None
    readers: tuple[str, ...]
    later: tuple[str, ...]


def shelves(
    tx: Transaction, case_id: int, filed: Iterable[Filed], loaded: Sequence[Loaded] | None = None
) -> dict[Filed, Shelf]:
    """Each of the places that is a data group, in the order given; what belongs to the case itself is left out.

    `loaded` are the runs of the case where they are read already.
    """
    sight = sights.of_case(tx, case_id)
    wanted = [(one, one.instance_id) for one in dict.fromkeys(filed) if one.instance_id is not None]
    if not wanted:
        return {}
    named = run_names(tx, runs.load(tx, sight) if loaded is None else loaded, sight)
    own = {one.authority for one in tx.actor.memberships}
    each = {
        number: (house, seen)
        for number, (house, seen) in sights.of_each(tx, case_id).items()
        if sight.knows(number) or number in own
    }
    names = authority.names(tx, each)
    at = {
        run.instance: run
        for run in involved.runs(tx, involved.instances(tx, case_id), involved.tasks(tx, case_id))
    }
    found = {}
    for one, instance in wanted:
        reading = [
            number for number, (_, seen) in each.items() if seen.reads_group(instance, one.group or "")
        ]
        acting = frozenset[str]().union(*(each[number][0].topics for number in reading))
        # a variable that holds a topic says where a referral goes
        told = partial(sight.reads_variable, instance)
        topics = open_to(at[instance], one.group or "", told) - acting
        found[one] = Shelf(
            one,
            named.get(instance),
            tuple(sorted(names[number] for number in reading)),
            tuple(sorted(TOPICS[topic] for topic in topics if topic in TOPICS)),
        )
    return found
