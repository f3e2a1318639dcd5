"""A stored instance goes on in another version: its rows follow, and it is moved as a whole or not at all."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.actor import Actor, Membership, Role
from engine.commands.authority import Competence
from engine.commands.message import Publication
from engine.execution.migration import MigrationRefused, Rule
from engine.state import instance
from engine.testing import Story, World
from engine.testing import models as m

_WITH_STATE = "FROM process_instance JOIN instance_state ON instance_id = id"


def process(*elements: str, **options: object) -> dict[str, bytes]:
    """The files of a version."""
    return {"p.bpmn": m.process("p", m.start(), m.end(), *elements, **options)}  # type: ignore[arg-type]


def chain(*tasks: str, more: tuple[str, ...] = (), **options: object) -> dict[str, bytes]:
    """User tasks one after the other."""
    ids = ["start", *tasks, "end"]
    flows = [m.flow(a, b) for a, b in itertools.pairwise(ids)]
    return process(*[m.user_task(name) for name in tasks], *flows, *more, **options)


def deadline(host: str, event: str, after: str) -> tuple[str, ...]:
    """A boundary timer that takes the task away."""
    return m.boundary(event, host, m.timer(after)), m.end(f"{event}_end"), m.flow(event, f"{event}_end")


@dataclass(frozen=True)
class Moving:
    """A story and the version it may go on in."""

    story: Story
    source: int
    target: int

    @property
    def instance(self) -> int:
        """The number of its one instance."""
        with self.story.world.engine.begin(SYSTEM) as tx:
            return int(tx.execute(text("SELECT min(id) FROM process_instance")).scalar_one())

    def migrate(self, mapping: dict[str, str] | None = None, revision: int | None = None) -> Story:
        """Migrate it as the team lead."""
        number = self.instance
        with self.story.world.engine.begin(self.story.world.people["lea"]) as tx:
            commands.migration.migrate(tx, number, self.target, mapping, revision)
        return self.story

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Rows of the database."""
        with self.story.world.engine.begin(SYSTEM) as tx:
            return [tuple(row) for row in tx.execute(text(query))]


def moving(world: World, source: dict[str, bytes], target: dict[str, bytes]) -> Moving:
    """A case in the first version; the second one is adopted too."""
    story = world.start(source)
    before = world_version(world)
    return Moving(story, before, world.deploy(target))


def world_version(world: World) -> int:
    """The version of the only instance."""
    with world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(text("SELECT max(version_id) FROM process_instance")).scalar_one())


def test_a_task_keeps_its_draft_and_claim_and_completing_it_follows_the_new_version(world: World) -> None:
    case = moving(world, chain("a"), chain("pruefen", "b"))
    ada = world.people["ada"]
    row = case.story.task("a")
    with world.engine.begin(ada) as tx:
        commands.task.claim(tx, row.id, row.revision)
        kept = commands.task.save_draft(tx, row.id, row.revision + 1, {"feld": ["halb fertig"]})

    case.migrate({"a": "pruefen"})

    after = case.story.task("pruefen")
    assert (after.id, after.assignee_id, after.revision) == (row.id, ada.account, kept.revision)
    assert case.rows(
        "SELECT entered, name, element FROM user_task JOIN task_draft ON task_id = user_task.id"
    ) == [({"feld": ["halb fertig"]}, "pruefen", "pruefen")]
    with world.engine.begin(ada) as tx:
        commands.task.complete(tx, row.id, kept.revision, {})
    case.story.is_waiting_at("b")


def test_the_history_says_who_moved_it_from_where_to_where(world: World) -> None:
    case = moving(world, chain("a"), chain("pruefen"))

    case.migrate({"a": "pruefen"})

    (detail,) = case.rows("SELECT detail, actor_id FROM history WHERE kind = 'instance_migrated'")
    assert detail == (
        {"from": case.source, "to": case.target, "mapping": {"a": "pruefen"}},
        world.people["lea"].account,
    )
    assert case.rows("SELECT version_id, process_key FROM process_instance") == [(case.target, "p")]
    assert "Ablauf „Test p“ auf eine andere Fassung umgestellt" in [
        one.text for one in case.story.file().history
    ]


def test_what_it_went_through_before_is_marked_in_the_diagram_of_the_new_version(world: World) -> None:
    case = moving(world, chain("a", "b", "c"), chain("anfang", "b", "ende"))
    case.story.complete("a")

    case.migrate({"a": "anfang", "c": "ende"})
    case.story.complete("b")

    assert case.story.file().instances[0].completed == ("anfang", "b", "start")
    third = world.deploy(chain("beginn", "b", "ende"))
    Moving(case.story, case.target, third).migrate({"anfang": "beginn"})
    assert case.story.file().instances[0].completed == ("b", "beginn", "start")


def test_a_timer_fires_when_it_was_due_before(world: World) -> None:
    case = moving(
        world,
        chain("a", more=deadline("a", "frist", "P14D")),
        chain("a", more=deadline("a", "ablauf", "P90D")),
    )
    case.story.pass_time(timedelta(days=10))

    case.migrate({"frist": "ablauf"})

    assert [one.element for one in case.story.file().timers] == ["ablauf"]
    case.story.pass_time(timedelta(days=3)).is_waiting_at("a")
    case.story.pass_time(timedelta(days=2)).has_ended_at("ablauf_end")


def test_timers_that_are_gone_or_new_are_cancelled_and_armed(world: World) -> None:
    case = moving(
        world,
        chain("a", more=deadline("a", "alt", "P14D")),
        chain("a", more=deadline("a", "neu", "P7D")),
    )

    case.migrate()

    assert case.rows("SELECT element, state FROM timer ORDER BY id") == [
        ("alt", "cancelled"),
        ("neu", "armed"),
    ]
    case.story.pass_time(timedelta(days=8)).has_ended_at("neu_end")


def test_a_message_that_was_kept_for_the_new_name_is_delivered(world: World) -> None:
    def waiting(name: str) -> dict[str, bytes]:
        return process(
            m.catch("c", m.message(name)),
            m.user_task("b"),
            m.flow("start", "c"),
            m.flow("c", "b"),
            m.flow("b", "end"),
            messages={name: "=aktenzeichen"},
        )

    case = moving(world, waiting("alt"), waiting("neu"))
    with world.engine.begin(SYSTEM) as tx:
        commands.message.publish(tx, Publication("neu", case.story.reference, {}))

    case.migrate()

    case.story.is_waiting_at("b")
    assert case.rows("SELECT name, state FROM message_subscription ORDER BY id") == [
        ("alt", "cancelled"),
        ("neu", "correlated"),
    ]


def test_a_suspended_instance_is_migrated_and_gets_its_messages_when_it_goes_on(world: World) -> None:
    case = moving(world, chain("a"), chain("a", more=_reminded("a"), messages={"post": "=aktenzeichen"}))
    with world.engine.begin(SYSTEM) as tx:
        commands.message.publish(tx, Publication("post", case.story.reference, {}))
        commands.instance.suspend(tx, case.instance)

    case.migrate()

    case.story.is_waiting_at("a")
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, case.instance)
    case.story.is_waiting_at("a", "lesen")


def _reminded(host: str) -> tuple[str, ...]:
    """A message at the edge of a task lets another one begin beside it."""
    return (
        m.boundary("post", host, m.message("post"), interrupting=False),
        m.user_task("lesen"),
        m.end("gelesen"),
        m.flow("post", "lesen"),
        m.flow("lesen", "gelesen"),
    )


def test_a_message_reaches_the_catch_under_its_new_element(world: World) -> None:
    def waiting(element: str) -> dict[str, bytes]:
        return process(
            m.catch(element, m.message("post")),
            m.user_task("b"),
            m.flow("start", element),
            m.flow(element, "b"),
            m.flow("b", "end"),
            messages={"post": "=aktenzeichen"},
        )

    case = moving(world, waiting("c"), waiting("eingang"))

    case.migrate({"c": "eingang"})

    assert case.story.send("post")
    case.story.is_waiting_at("b")


def test_a_job_of_another_type_is_withdrawn_and_offered_anew(world: World) -> None:
    def working(kind: str) -> dict[str, bytes]:
        return process(m.service_task("s", kind), m.flow("start", "s"), m.flow("s", "end"))

    case = moving(world, working("alt"), working("neu"))

    case.migrate()

    assert case.rows("SELECT type, state FROM job ORDER BY id") == [("alt", "cancelled"), ("neu", "created")]
    with world.engine.begin(SYSTEM) as tx:
        (job,) = commands.job.fetch_and_lock(tx, "neu", "w")
        commands.job.complete(tx, job.id, "w")
    case.story.has_ended_at("end")


def test_a_task_of_another_group_moves_to_its_authority_and_is_free_again(world: World) -> None:
    target = process(m.user_task("a", group="jobcenter"), m.flow("start", "a"), m.flow("a", "end"))
    case = moving(world, chain("a"), target)
    row = case.story.task("a")
    with world.engine.begin(SYSTEM) as tx:
        commands.authority.add_competence(
            tx, world.elsewhere, Competence("jobcenter", "05334", "§ 6 SGB II", world.clock.moment.date())
        )
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)

    case.migrate()

    after = case.story.task("a")
    assert (after.authority_id, after.assignee_id) == (world.elsewhere, None)
    told = case.rows("SELECT login, kind, task_id FROM notification JOIN account ON account.id = account_id")
    assert told == [("ada", "taken_away", row.id)]
    assert case.rows("SELECT open_since = escalate_at FROM user_task") == [(True,)]
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises((Conflict, Forbidden)):
        commands.task.complete(tx, row.id, row.revision + 1, {})


def test_an_incident_is_resolved_in_the_new_version(world: World) -> None:
    def calculating(expression: str) -> dict[str, bytes]:
        return process(
            m.script_task("s", expression, "x"),
            m.user_task("b"),
            m.flow("start", "s"),
            m.flow("s", "b"),
            m.flow("b", "end"),
        )

    case = moving(world, calculating("=fehlt.x + 1"), calculating("=1"))

    case.migrate()

    (incident,) = case.story.file().incidents
    with world.engine.begin(world.people["lea"]) as tx:
        commands.incident.resolve(tx, incident.id)
    case.story.is_waiting_at("b")


def test_what_is_refused_stays_as_it_was(world: World) -> None:
    case = moving(world, chain("a", more=deadline("a", "frist", "P14D")), chain("b"))
    before = case.rows(f"SELECT version_id, revision, tokens {_WITH_STATE}")

    with pytest.raises(MigrationRefused) as refused:
        case.migrate()

    assert [one.rule for one in refused.value.refusals] == [Rule.NOT_MAPPED]
    assert case.rows(f"SELECT version_id, revision, tokens {_WITH_STATE}") == before
    assert case.rows("SELECT element, state FROM timer") == [("frist", "armed")]


def test_a_dry_run_counts_and_names_and_changes_nothing(world: World) -> None:
    case = moving(world, chain("a", "b"), chain("a", "c"))
    others = [world.start(chain("a", "b")) for _ in range(2)]
    others[0].complete("a")
    before = case.rows(f"SELECT id, version_id, revision, tokens {_WITH_STATE} ORDER BY id")

    with world.engine.begin(world.people["lea"]) as tx:
        report = commands.migration.dry_run(tx, case.source, case.target)

    assert (report.total, report.ready, report.refused, report.would_stop) == (3, 2, 1, 0)
    (reason,) = report.refusals
    assert (reason.rule, reason.element, reason.count) == (Rule.NOT_MAPPED, "b", 1)
    assert [bool(one.refusals) for one in report.instances] == [True, False, False]
    assert case.rows(f"SELECT id, version_id, revision, tokens {_WITH_STATE} ORDER BY id") == before

    with world.engine.begin(SYSTEM) as tx:
        mapped = commands.migration.dry_run(tx, case.source, case.target, {"b": "c"}, listed=1)
    assert (mapped.ready, len(mapped.instances)) == (3, 1)


def test_a_dry_run_looks_at_what_the_actor_may_repair_and_at_so_many(world: World) -> None:
    case = moving(world, chain("a"), chain("a", "b"))
    for _more in range(2):
        world.open("p")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE process_instance SET version_id = :v"), {"v": case.source})
    stranger = Actor(None, "Lea von dort", frozenset({Membership(world.elsewhere, Role.TEAM_LEAD)}))

    totals = {}
    for name, actor in (("system", SYSTEM), ("lea", world.people["lea"]), ("stranger", stranger)):
        with world.engine.begin(actor) as tx:
            totals[name] = commands.migration.dry_run(tx, case.source, case.target).total
    with world.engine.begin(SYSTEM) as tx:
        some = commands.migration.dry_run(tx, case.source, case.target, most=2)

    assert totals == {"system": 3, "lea": 3, "stranger": 0}
    assert (some.total, some.ready, len(some.instances)) == (2, 2, 2)


def test_one_instance_is_looked_at_before_it_is_migrated(world: World) -> None:
    case = moving(world, chain("a"), chain("pruefen", "b"))
    lea = world.people["lea"]

    with world.engine.begin(lea) as tx:
        refused = commands.migration.look(tx, case.instance, case.target)
        fits = commands.migration.look(tx, case.instance, case.target, {"a": "pruefen"})
        commands.migration.migrate(
            tx, case.instance, case.target, {"a": "pruefen"}, fits.revision, reason="Neue Rechtslage"
        )

    assert [one.rule for one in refused.refusals] == [Rule.NOT_MAPPED]
    assert (fits.refusals, fits.would_stop) == ((), False)
    assert "Eingriff begründet: Neue Rechtslage" in [row.text for row in case.story.file().history]


def test_a_dry_run_says_who_would_stop(world: World) -> None:
    tasks = [m.user_task(name) for name in "abc"]
    fork = [m.parallel("g"), m.parallel("j"), m.flow("start", "g"), *[m.flow("g", name) for name in "abc"]]
    ways = [m.flow("a", "j"), m.flow("b", "j")]
    source = process(*tasks, *fork, *ways, m.flow("c", "j"), m.flow("j", "end"))
    choice = [m.exclusive("x"), m.end("e2"), m.flow("c", "e2"), m.flow("j", "x")]
    unsure = [m.flow("x", "end", "=aktenzeichen > 1"), m.flow("x", "e2", "=aktenzeichen < 1")]
    case = moving(world, source, process(*tasks, *fork, *ways, *choice, *unsure))
    case.story.complete("a").complete("b")

    with world.engine.begin(SYSTEM) as tx:
        report = commands.migration.dry_run(tx, case.source, case.target)
    assert (report.ready, report.would_stop) == (1, 1)

    case.migrate()
    (incident,) = case.story.file().incidents
    assert incident.element == "x"


@pytest.mark.parametrize("login", ["ada", "carla"])
def test_clerks_and_strangers_migrate_nothing(world: World, login: str) -> None:
    case = moving(world, chain("a"), chain("a", "b"))

    with world.engine.begin(world.people[login]) as tx, pytest.raises(Forbidden):
        commands.migration.migrate(tx, case.instance, case.target)
    with world.engine.begin(world.people[login]) as tx, pytest.raises(Forbidden):
        commands.migration.look(tx, case.instance, case.target)
    with world.engine.begin(world.people[login]) as tx, pytest.raises(Forbidden):
        commands.migration.dry_run(tx, case.source, case.target)


def test_what_the_new_version_says_of_an_earlier_step_holds_unless_a_person_says_otherwise(
    world: World,
) -> None:
    profile = b'schluessel = "p"\n[[nachfolger]]\nelement = "a"\nwird = "b"\n'
    move = moving(world, chain("a"), {**chain("b", "c"), "process.toml": profile})
    lea = world.people["lea"]

    with world.engine.begin(lea) as tx:
        (place,) = queries.migration.propose(tx, move.instance, move.target).places
        counted = commands.migration.dry_run(tx, move.source, move.target)
        refused = commands.migration.look(tx, move.instance, move.target, {"a": "end"}).refusals
    assert (place.element, place.target) == ("a", "b")
    assert (counted.ready, counted.refused) == (1, 0)
    assert [one.element for one in refused] == ["a"]

    move.migrate().is_waiting_at("b")


def test_what_cannot_be_meant_is_invalid(world: World) -> None:
    case = moving(world, chain("a"), chain("a", "b"))
    other = world.deploy({"q.bpmn": m.process("q", m.start(), m.end(), m.flow("start", "end"))})
    number = case.instance
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.definition.begin_draft(tx, case.target)

    for version in (other, draft):
        with world.engine.begin(SYSTEM) as tx, pytest.raises(Invalid):
            commands.migration.migrate(tx, number, version)
    for mapping in ({"fehlt": "a"}, {"a": "fehlt"}):
        with world.engine.begin(SYSTEM) as tx, pytest.raises(Invalid):
            commands.migration.migrate(tx, number, case.target, mapping)
    with world.engine.begin(SYSTEM) as tx, pytest.raises(NotFound):
        commands.migration.migrate(tx, 999, case.target)


def test_a_process_that_the_new_version_lacks_is_refused_and_one_that_is_named_is_taken(world: World) -> None:
    def calling(called: str) -> dict[str, bytes]:
        outer = m.process(
            "p", m.start(), m.end(), m.call("c", called), m.flow("start", "c"), m.flow("c", "end")
        )
        inner = m.process(
            called, m.start("s2"), m.user_task("a"), m.end("e2"), m.flow("s2", "a"), m.flow("a", "e2")
        )
        return {"a.bpmn": outer, "b.bpmn": inner}

    case = moving(world, calling("kind"), calling("anderes"))
    ((child,),) = case.rows("SELECT id FROM process_instance WHERE process_key = 'kind'")

    with world.engine.begin(SYSTEM) as tx:
        report = commands.migration.dry_run(tx, case.source, case.target)
        with pytest.raises(MigrationRefused):
            commands.migration.migrate(tx, int(str(child)), case.target)
        commands.migration.migrate(tx, int(str(child)), case.target, {"kind": "anderes"})

    assert {(one.rule, one.element) for one in report.refusals} == {
        (Rule.NOT_MAPPED, "kind"),
        (Rule.CALLED_PROCESS_RUNS, "c"),
    }
    assert case.rows("SELECT process_key FROM process_instance ORDER BY id") == [("p",), ("anderes",)]
    case.story.complete("a").has_ended_at("end")


def test_an_instance_that_is_there_already_or_has_ended_or_moved_is_a_conflict(world: World) -> None:
    case = moving(world, chain("a", "b"), chain("a", "b", "c"))
    with world.engine.begin(SYSTEM) as tx:
        seen = instance.get(tx, case.instance).revision
    case.story.complete("a")

    with pytest.raises(Conflict, match="moved on"):
        case.migrate(revision=seen)
    case.migrate(revision=seen + 1)
    with pytest.raises(Conflict, match="already"):
        case.migrate()
    case.story.complete("b").complete("c")
    with pytest.raises(Conflict, match="completed"):
        case.migrate()


@pytest.mark.slow
@pytest.mark.parametrize("first", ["complete", "migrate"])
def test_a_completion_and_a_migration_at_the_same_time_come_one_after_the_other(
    world: World, together: Callable[..., list[object]], first: str
) -> None:
    """With the revision both have seen, the migration that comes second is a Conflict; nothing is lost either way."""
    case = moving(world, chain("a", "b"), chain("pruefen", "danach"))
    row, number = case.story.task("a"), case.instance
    with world.engine.begin(SYSTEM) as tx:
        seen = instance.get(tx, number).revision
    acts = {
        "complete": lambda tx: commands.task.complete(tx, row.id, row.revision, {}),
        "migrate": lambda tx: commands.migration.migrate(tx, number, case.target, {"a": "pruefen"}, seen),
    }

    done = together(acts.pop(first), *acts.values())

    assert [isinstance(one, Conflict) for one in done] == [False, first == "complete"]
    if first == "migrate":
        assert case.rows("SELECT version_id FROM process_instance") == [(case.target,)]
        case.story.is_waiting_at("danach")
    else:
        case.story.is_waiting_at("b")
