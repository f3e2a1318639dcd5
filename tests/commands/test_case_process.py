"""A process is started by hand in a case that runs already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.state import case
from engine.testing import Story, World
from engine.testing import models as m

FORM = (
    b'{"type": "default", "id": "wunsch", "components": [{"type": "textfield", "key": "wunsch", "label": "Wunsch", '
    b'"validate": {"required": true}}]}'
)
WISHED = {"wunsch": "auslaenderbehoerde"}
THERE = '=zustaendig("auslaenderbehoerde", {ags: "05158008"})'
#: its task is somebody's from the beginning
BENS = m.process(
    "bens",
    m.start(),
    m.user_task("tun", assignee="ben"),
    m.end(),
    m.flow("start", "tun"),
    m.flow("tun", "end"),
)


def process(key: str, start: str) -> bytes:
    return m.process(key, start, m.user_task("tun"), m.end(), m.flow("start", "tun"), m.flow("tun", "end"))


@pytest.fixture
def story(world: World) -> Story:
    world.deploy({"mehr.bpmn": process("mehr", m.start(form="wunsch")), "wunsch.form": FORM})
    nobody = process("niemand", m.start()).replace(
        b'isExecutable="true">',
        b'isExecutable="true"><extensionElements><zeebe:properties>'
        b'<zeebe:property name="ohne_person" value="ja" /></zeebe:properties></extensionElements>',
    )
    world.deploy({"niemand.bpmn": nobody})
    world.deploy({"dort.bpmn": process("dort", m.start())}, "05158")
    return world.start({"p.bpmn": m.tasks("p", "a")})


def begin(story: Story, key: str, values: dict[str, object], login: str = "ada", reason: str = "") -> int:
    with story.world.engine.begin(story.world.people[login]) as tx:
        return commands.case_process.begin(tx, story.reference, key, values, reason)


def test_it_runs_beside_the_others_and_the_history_says_who_and_why(story: Story) -> None:
    number = begin(story, "mehr", {"wunsch": "schnell"}, "ben", "Die Person hat angerufen")

    story.is_waiting_at("a", "tun")
    (fact,) = [one for one in story.file().history if one.kind == "process_started_by_hand"]
    assert fact.text == "Ablauf „Test mehr“ von Hand gestartet. Grund: Die Person hat angerufen"
    assert fact.actor == "Ben Krüger"
    assert number == story.file().instances[-1].id
    story.complete("tun").complete("a")
    story.has_ended_at("end")


def test_what_can_be_started_is_in_force_there_and_about_a_person(story: Story) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        found = queries.case_file.beginnings(tx, story.reference)

    assert [(one.key, one.running_since is not None) for one in found.processes] == [
        ("mehr", False),
        ("p", True),
    ]


@pytest.mark.parametrize(
    ("key", "values", "error"),
    [
        # the form asks for more
        ("mehr", {}, Invalid),
        # not in force at the place, unknown, about nobody
        ("dort", {}, Conflict),
        ("unbekannt", {}, NotFound),
        ("niemand", {}, Conflict),
    ],
)
def test_what_does_not_fit_is_refused(
    story: Story, key: str, values: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        begin(story, key, values)

    assert len(story.file().instances) == 1


@pytest.mark.parametrize("login", ["carla", "olga", "adam"])
def test_a_stranger_starts_nothing(story: Story, login: str) -> None:
    with pytest.raises(Forbidden):
        begin(story, "p", {}, login)
    with story.world.engine.begin(story.world.people[login]) as tx, pytest.raises(Forbidden):
        queries.case_file.beginnings(tx, story.reference)


@pytest.mark.parametrize(
    ("group", "offered", "begins"),
    [
        # comes to the authority of whoever starts it
        ('=zustaendig("auslaenderbehoerde", {ags: "05158008"})', True, True),
        # to the one that leads, to another one, to nobody that could be known
        ("auslaenderbehoerde", False, False),
        ('=zustaendig("case_management.teamleitung")', False, False),
        # what only the start form knows is offered, and decided when it begins; what nothing gives is nobody's
        ("=zustaendig(wunsch)", True, False),
        ("=zustaendig(thema)", False, False),
        # asked for at a place that is not theirs
        ('=zustaendig("auslaenderbehoerde", {ags: "05111000"})', False, False),
    ],
)
def test_of_those_who_take_part_whoever_has_the_first_task_starts_a_process(
    story: Story, group: str, offered: bool, begins: bool
) -> None:
    world = story.world
    first = m.process(
        "erste",
        m.start(form="wunsch"),
        m.user_task("tun", group=group),
        m.end(),
        m.flow("start", "tun"),
        m.flow("tun", "end"),
    )
    world.deploy({"erste.bpmn": first, "wunsch.form": FORM})
    with world.engine.begin(SYSTEM) as tx:
        case.join(tx, case.by_reference(tx, story.reference).id, {world.elsewhere})

    with world.engine.begin(world.people["carla"]) as tx:
        found = queries.case_file.beginnings(tx, story.reference)
        known = {one.key for one in found.processes}, found.withheld
    if begins:
        begin(story, "erste", WISHED, "carla")
    else:
        with pytest.raises(Forbidden, match="begins at another authority"):
            begin(story, "erste", WISHED, "carla")

    assert ("erste" in known[0], "Test erste" in known[1]) == (offered, not offered)
    assert len(story.file().instances) == (2 if begins else 1)
    begin(story, "erste", WISHED)


@pytest.mark.parametrize(
    ("group", "offered"), [("auslaenderbehoerde", False), (THERE, True), ("=zustaendig(thema)", True)]
)
def test_a_process_that_calls_another_first_begins_where_that_one_does(
    story: Story, group: str, offered: bool
) -> None:
    world = story.world
    called = m.process(
        "gerufen",
        m.start(),
        m.user_task("tun", group=group),
        m.end(),
        m.flow("start", "tun"),
        m.flow("tun", "end"),
    )
    caller = m.process(
        "rahmen",
        m.start(),
        m.call("rufen", "gerufen"),
        m.end(),
        m.flow("start", "rufen"),
        m.flow("rufen", "end"),
    )
    waits = m.process(
        "wartet",
        m.start(),
        m.catch("warten", m.timer("P1D")),
        m.end(),
        m.flow("start", "warten"),
        m.flow("warten", "end"),
    )
    world.deploy({"gerufen.bpmn": called})
    world.deploy({"rahmen.bpmn": caller})
    world.deploy({"wartet.bpmn": waits})
    with world.engine.begin(SYSTEM) as tx:
        case.join(tx, case.by_reference(tx, story.reference).id, {world.elsewhere})

    with world.engine.begin(world.people["carla"]) as tx:
        found = queries.case_file.beginnings(tx, story.reference)

    assert ("rahmen" in {one.key for one in found.processes}) is offered
    assert "Test wartet" in found.withheld


def test_nothing_is_started_in_a_case_that_stands_still_but_beside_a_process_that_does(story: Story) -> None:
    world = story.world
    with world.engine.begin(world.people["lea"]) as tx:
        commands.case_state.suspend(tx, story.reference, "verreist")

    with pytest.raises(Conflict, match="the case is suspended"):
        begin(story, "p", {})
    with world.engine.begin(world.people["lea"]) as tx:
        commands.case_state.resume(tx, story.reference, "zurück")
    second = begin(story, "p", {})
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, second, reason="Rückfrage")
    begin(story, "mehr", {"wunsch": "schnell"})

    head = story.file().head
    assert (head.suspended_at, head.partly_suspended) == (None, True)
    with pytest.raises(Conflict, match="its process is suspended"):
        complete_in(story, second)
    said = [one.text for one in story.file().history if one.kind == "instance_suspended"]
    assert said == ["Ablauf „Test p“ angehalten"] * 2
    with world.engine.begin(world.people["lea"]) as tx:
        commands.case_state.suspend(tx, story.reference, "verreist")
    assert story.file().head.suspended_at is not None
    with pytest.raises(Conflict, match="its case is suspended"):
        complete_in(story, second)


def complete_in(story: Story, instance_id: int) -> None:
    (task,) = [one for one in story.file().tasks if one.instance_id == instance_id]
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
        commands.task.complete(tx, task.id, task.revision + 1, {})


def test_nothing_is_started_in_a_closed_case(story: Story) -> None:
    story.complete("a")

    with pytest.raises(Conflict, match="closed"):
        begin(story, "p", {})
    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(Conflict):
        queries.case_file.beginnings(tx, story.reference)


def take_back(story: Story, number: int, login: str = "ada") -> None:
    with story.world.engine.begin(story.world.people[login]) as tx:
        commands.case_process.take_back(tx, story.reference, number)


def offered(story: Story, login: str = "ada") -> list[int]:
    with story.world.engine.begin(story.world.people[login]) as tx:
        front = queries.case_file.front(tx, story.reference)
        return [one.instance_id for one in queries.case_file.fresh_starts(tx, front)]


def test_a_start_is_taken_back_while_nothing_is_done_in_it(story: Story) -> None:
    number = begin(story, "p", {})
    assert offered(story) == [number]

    take_back(story, number)

    file = story.file()
    assert [one.state for one in file.instances] == ["active", "cancelled"]
    assert story.active() == ("a",)
    said = [one.text for one in file.history]
    assert "Start von „Test p“ zurückgenommen" in said
    assert "Ablauf „Test p“ von Hand gestartet" in said
    assert offered(story) == []
    with pytest.raises(Conflict):
        take_back(story, number)


def test_what_the_case_was_opened_with_is_not_a_start_by_hand(story: Story) -> None:
    assert offered(story) == []
    with pytest.raises(Conflict):
        take_back(story, story.file().instances[0].id)


@pytest.mark.parametrize("deed", ["release", "draft", "comment", "complete"])
def test_a_start_in_which_somebody_has_worked_stays(story: Story, deed: str) -> None:
    story.world.deploy({"bens.bpmn": BENS})
    number = begin(story, "bens", {})
    story.world.clock.advance(timedelta(minutes=1))
    task = max(story.file().tasks, key=lambda one: one.id)
    with story.world.engine.begin(story.world.people["ben"]) as tx:
        match deed:
            case "release":
                commands.task.release(tx, task.id, task.revision)
            case "draft":
                commands.task.save_draft(tx, task.id, task.revision, {"wunsch": ["x"]})
            case "comment":
                commands.task.comment(tx, task.id, "Ich rufe an.")
            case _:
                commands.task.complete(tx, task.id, task.revision, {})

    assert offered(story) == []
    with pytest.raises(Conflict):
        take_back(story, number)


def test_what_the_clock_does_leaves_a_start_untouched(story: Story) -> None:
    number = begin(story, "p", {})
    story.world.clock.advance(timedelta(days=30))
    story.world.climb()

    assert offered(story) == [number]


def test_a_start_is_taken_back_by_who_made_it_or_who_leads(story: Story) -> None:
    number = begin(story, "p", {})

    assert (offered(story, "ben"), offered(story, "lea")) == ([], [number])
    with pytest.raises(Forbidden):
        take_back(story, number, "ben")
    with pytest.raises(Forbidden):
        take_back(story, number, "carla")
    take_back(story, number, "lea")
    assert story.active() == ("a",)


def test_a_reopened_case_stays_open_when_its_only_process_is_taken_back(story: Story) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.case_state.close(tx, story.reference, "weggezogen", "zieht weg")
        commands.case_state.reopen(tx, story.reference, "doch nicht")
    number = begin(story, "p", {})

    take_back(story, number)

    assert (story.file().head.state, story.file().head.outcome) == ("open", None)


def test_of_two_who_start_the_same_at_once_one_is_told(story: Story) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        seen = {one.key: one.begun for one in queries.case_file.beginnings(tx, story.reference).processes}
        commands.case_process.begin(tx, story.reference, "p", {}, seen=seen["p"])

    with (
        story.world.engine.begin(story.world.people["ben"]) as tx,
        pytest.raises(Conflict, match="just been"),
    ):
        commands.case_process.begin(tx, story.reference, "p", {}, seen=seen["p"])

    assert seen == {"mehr": 0, "p": 1}
    assert story.active() == ("a", "a")
