"""What whoever repairs may lay hands on: the runs, steps and values that their pages show, and nothing by its number.

Lea's authority leads and does not read the step at the other one; Tilda leads the team there and reads that step only;
Carla works beside her and repairs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, NotFound, Transaction, commands, queries
from engine.actor import Actor, Membership, Role
from engine.commands import account
from engine.execution.migration import MigrationRefused
from engine.feel import from_python
from engine.queries.instance import InstanceFilter
from engine.state import case
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m

PROFILE = b"""
schluessel = "p"
titel = "Zwei Stellen"
start = "p.bpmn"
version = "1.0"

[[daten]]
gruppe = "Verfahren"
rechtsgrundlage = "Norm"
zweck = "das Verfahren"
elemente = ["start", "weiche", "hier"]

[[daten]]
gruppe = "Dort"
rechtsgrundlage = "Norm"
zweck = "die Hilfe"
elemente = ["dort"]
sichtbar_fuer = ["sozialamt"]
"""


def _process(there: str = "dort") -> bytes:
    return m.process(
        "p",
        m.start(),
        m.parallel("weiche"),
        m.user_task("hier"),
        m.user_task(there),
        m.end(),
        m.flow("start", "weiche"),
        m.flow("weiche", "hier"),
        m.flow("weiche", there),
        m.flow("hier", "end"),
        m.flow(there, "end"),
    )


@dataclass(frozen=True)
class Both:
    """Two cases of the authority here: the other one has a step of the first and takes part in both."""

    world: World
    shared: int
    closed: int
    tilda: Actor

    def by(self, login: str) -> Actor:
        """Somebody by name."""
        return self.tilda if login == "tilda" else self.world.people[login]

    def page(self, login: str, **wanted: str) -> tuple[set[int], int, int]:
        """The runs that are listed, how many are said to run and in all."""
        with self.world.engine.begin(self.by(login)) as tx:
            found = queries.instance.page(tx, InstanceFilter(**wanted))  # type: ignore[arg-type]
        assert not found.at_least
        return {one.id for one in found.instances}, found.counts["running"], found.counts["all"]  # type: ignore[index]

    def element(self, element: str) -> int:
        """The element instance of a step of the shared run."""
        with self.world.engine.begin(SYSTEM) as tx:
            return next(
                one.id
                for one in queries.instance_view.show(tx, self.shared).waiting
                if one.element == element
            )


@pytest.fixture
def both(world: World) -> Both:
    """The first case has its step „dort“ at the other authority, the second has both steps here."""
    first = world.start({"p.bpmn": _process(), "process.toml": PROFILE}, {"angabe": "geheim-4711"})
    second = world.open("p")
    with world.engine.begin(SYSTEM) as tx:
        for story in (first, second):
            case.join(tx, case.by_reference(tx, story.reference).id, {world.elsewhere})
        tx.execute(
            text("UPDATE user_task SET authority_id = :there WHERE element = 'dort' AND instance_id = :run"),
            {"there": world.elsewhere, "run": first.file().instances[0].id},
        )
        member = Membership(world.elsewhere, Role.TEAM_LEAD)
        number = account.create(tx, "tilda", "Tilda Kern", PASSWORD, [member])
    tilda = Actor(number, "Tilda Kern", frozenset({member}))
    return Both(world, _run(first), _run(second), tilda)


def _run(story: Story) -> int:
    return story.file().instances[0].id


def test_a_list_names_and_counts_the_runs_that_are_told_of(both: Both) -> None:
    assert both.page("lea") == ({both.shared, both.closed}, 2, 2)
    assert both.page("tilda") == ({both.shared}, 1, 1)
    with pytest.raises(Forbidden):
        both.page("carla")


def test_a_step_is_no_filter_for_whoever_is_not_told_of_it(both: Both) -> None:
    assert both.page("lea", key="p", element="hier") == ({both.shared, both.closed}, 2, 2)
    assert both.page("lea", key="p", element="dort") == ({both.closed}, 1, 1)
    assert both.page("tilda", key="p", element="hier") == (set(), 0, 0)
    assert both.page("tilda", key="p", element="dort") == ({both.shared}, 1, 1)


def test_processes_are_listed_with_the_runs_that_are_told_of(both: Both) -> None:
    found = {}
    for login in ("lea", "tilda"):
        with both.world.engine.begin(both.by(login)) as tx:
            found[login] = queries.definition.running(tx)[0].versions[0].running

    assert found == {"lea": 2, "tilda": 1}


REPAIRS: dict[str, Callable[[Transaction, int], object]] = {
    "suspend": commands.instance.suspend,
    "resume": commands.instance.resume,
    "cancel": commands.instance.cancel,
    "modify": lambda tx, run: commands.instance.modify(tx, run, (), (("hier", None),)),
    "move": lambda tx, run: commands.instance.move_token(tx, run, 2, "hier"),
    "set": lambda tx, run: commands.instance.set_variables(tx, run, {"neu": from_python(1)}),
    "look": lambda tx, run: commands.migration.look(tx, run, 1),
    "migrate": lambda tx, run: commands.migration.migrate(tx, run, 1),
    "show": queries.instance_view.show,
    "diagram": queries.instance_view.diagram,
    "targets": queries.instance_view.targets,
    "choices": queries.migration.choices,
}


@pytest.mark.parametrize("repair", REPAIRS)
def test_a_run_that_is_not_told_of_is_answered_like_one_that_is_not_there(both: Both, repair: str) -> None:
    def said(run: int) -> str:
        with both.world.engine.begin(both.tilda) as tx, pytest.raises(Forbidden) as refused:
            REPAIRS[repair](tx, run)
        return str(refused.value).replace(str(run), "…")

    assert said(both.closed) == said(4711)


def test_an_incident_of_a_foreign_case_is_answered_like_one_that_is_not_there(world: World) -> None:
    story = world.start(
        {"p.bpmn": m.process("p", m.start(), m.script_task("a", "=nichts.da + 1", "x"), m.end(),
                             m.flow("start", "a"), m.flow("a", "end"))}
    )  # fmt: skip
    number = story.file().incidents[0].id
    stranger = Actor(1, "Tilda", frozenset({Membership(world.elsewhere, Role.TEAM_LEAD)}))

    def said(incident: int) -> str:
        with world.engine.begin(stranger) as tx, pytest.raises(Forbidden) as refused:
            commands.incident.resolve(tx, incident)
        return str(refused.value).replace(str(incident), "…")

    assert said(number) == said(4711)
    with world.engine.begin(world.people["lea"]) as tx:
        commands.incident.resolve(tx, number)


def test_a_step_that_is_not_told_of_is_answered_like_one_that_is_not_there(both: Both) -> None:
    def cancel(login: str, step: int) -> str:
        with both.world.engine.begin(both.by(login)) as tx, pytest.raises(Conflict) as refused:
            commands.instance.modify(tx, both.shared, (step,))
        return str(refused.value).replace(str(step), "…")

    assert cancel("tilda", both.element("hier")) == cancel("tilda", 4711)
    assert cancel("lea", both.element("dort")) == cancel("lea", 4711)
    with both.world.engine.begin(both.tilda) as tx:
        commands.instance.modify(tx, both.shared, (both.element("dort"),))


def test_a_value_that_is_not_told_of_is_not_written_over(both: Both) -> None:
    with both.world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, both.shared, {"angabe": from_python("geheim-4711")})
    values = {"angabe": from_python("anders")}
    with both.world.engine.begin(both.tilda) as tx, pytest.raises(Forbidden):
        commands.instance.set_variables(tx, both.shared, values)
    with both.world.engine.begin(both.by("lea")) as tx:
        commands.instance.set_variables(tx, both.shared, values)
    with both.world.engine.begin(SYSTEM) as tx, pytest.raises(NotFound):
        commands.instance.set_variables(tx, 4711, values)


def test_a_migration_looks_at_what_is_told_of_and_names_no_other_step(both: Both) -> None:
    source = 1
    target = both.world.deploy(
        {"p.bpmn": _process("anderswo"), "process.toml": PROFILE.replace(b'"dort"', b'"anderswo"')}
    )
    looked = {}
    for login in ("lea", "tilda"):
        with both.world.engine.begin(both.by(login)) as tx:
            looked[login] = commands.migration.dry_run(tx, source, target)

    assert [looked[login].total for login in ("lea", "tilda")] == [2, 1]
    assert {one.element for one in looked["tilda"].refusals} == {"dort"}
    assert sorted((one.element == "dort", one.count) for one in looked["lea"].refusals) == [
        (False, 1),
        (True, 1),
    ]
    with both.world.engine.begin(both.by("lea")) as tx, pytest.raises(MigrationRefused) as refused:
        commands.migration.migrate(tx, both.shared, target)
    assert "dort" not in str(refused.value)
