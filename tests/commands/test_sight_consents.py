"""A consent counts from the signal that names it, and no longer than the list it stands in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import Forbidden, Invalid, commands, queries
from engine.actor import SYSTEM
from engine.commands.disclosure import Disclosure
from engine.execution import consents, withdrawal
from engine.feel import Value, from_python
from engine.queries.reads import ReadFilter
from engine.sight import Consent, Purpose
from engine.state import case, sight
from engine.state.sight import Answer
from engine.testing import Story, World
from engine.testing import models as m

LANGUAGE = Consent("jobcenter", "begleitung", frozenset({"sprache"}), date(2027, 3, 31))
#: as a process hands it over: its days are those of FEEL
LISTED: dict[str, Value] = {
    "empfaenger": "jobcenter",
    "zweck": "begleitung",
    "kategorien": ["sprache"],
    "gueltig_bis": from_python(date(2027, 3, 31)),
}


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a")})


def heed(story: Story, listed: Value, signal: str | None = None) -> tuple[Consent, ...]:
    with story.world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        consents.heed(
            tx, number, story.reference, signal or f"freigabe:{story.reference}", {"freigaben": listed}
        )
        return sight.consents(tx, number)


def test_the_list_of_the_signal_counts(story: Story) -> None:
    assert heed(story, [LISTED]) == (LANGUAGE,)
    # the same list again adds nothing
    assert heed(story, [LISTED]) == (LANGUAGE,)


def test_what_the_list_no_longer_names_is_withdrawn_and_told_in_the_history(story: Story) -> None:
    heed(story, [LISTED])

    assert heed(story, []) == ()
    assert "Freigabe endet: Jobcenter" in [one.text for one in story.file().history]


def test_a_special_category_counts_only_when_it_is_released_expressly(story: Story) -> None:
    health: Value = {**LISTED, "kategorien": ["sprache", "gesundheit"]}

    assert heed(story, [health]) == (LANGUAGE,)
    (expressly,) = heed(story, [{**health, "besondere_kategorien": True}])
    assert expressly.categories == {"sprache", "gesundheit"}


def test_another_signal_and_what_is_not_plain_release_nothing(story: Story) -> None:
    assert heed(story, [LISTED], "freigabe:LW-2026-999999") == ()
    assert heed(story, ["jobcenter", {"empfaenger": "jobcenter"}, {"kategorien": ["sprache"]}]) == ()


#: two steps at the other authority: one for which only the release counts, one that a norm opens
PROFILE = m.data_groups(
    "v",
    ("Bogen", "annehmen", "case_management"),
    ("Antrag", "pruefen", "auslaenderbehoerde"),
    released="auslaenderbehoerde",
)
RELEASED: Value = {**LISTED, "empfaenger": "auslaenderbehoerde"}


@pytest.fixture
def referred(world: World) -> Story:
    """A case led here; Carla's authority has a task for each group, and has typed something in the first."""
    model = m.process(
        "v",
        m.start(),
        m.parallel("teilen"),
        m.user_task("annehmen"),
        m.user_task("pruefen"),
        m.end("angenommen"),
        m.end("geprueft"),
        m.flow("start", "teilen"),
        m.flow("teilen", "annehmen"),
        m.flow("teilen", "pruefen"),
        m.flow("annehmen", "angenommen"),
        m.flow("pruefen", "geprueft"),
    )
    story = world.start({"v.bpmn": model, "process.toml": PROFILE})
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE user_task SET authority_id = :there, topic = 'auslaenderbehoerde'"),
            {"there": world.elsewhere},
        )
        tx.execute(
            text(
                "INSERT INTO task_draft (task_id, in_place, case_id, entered)"
                " SELECT id, false, case_id, '{}' FROM user_task"
            )
        )
        number = case.by_reference(tx, story.reference).id
        case.join(tx, number, {world.elsewhere})
    return story


def tasks(story: Story) -> dict[str, tuple[int, bool]]:
    """Where each open task is, and whether somebody has begun it."""
    with story.world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            text(
                "SELECT element, authority_id, EXISTS (SELECT FROM task_draft WHERE task_id = user_task.id) AS begun"
                " FROM user_task"
            )
        )
        return {row.element: (row.authority_id, row.begun) for row in rows}


def test_who_reads_by_a_release_is_shown_that_one_and_the_read_is_noted_in_its_words(referred: Story) -> None:
    heed(referred, [RELEASED, LISTED])

    with referred.world.engine.begin(referred.world.people["carla"]) as tx:
        seen = queries.case_file.front(tx, referred.reference).consents
    with referred.world.engine.begin(referred.world.people["ada"]) as tx:
        noted = queries.reads.of(tx, referred.reference, ReadFilter()).reads

    # the same purpose released to the job centre is none of their business
    assert [one.recipient for one in seen or ()] == ["auslaenderbehoerde"]
    assert [one.basis for one in noted if one.purpose is Purpose.CONSENT] == ["Begleitung und Abstimmung"]


def test_a_withdrawal_gives_what_rests_on_nothing_else_to_the_leading_authority(referred: Story) -> None:
    world = referred.world
    heed(referred, [RELEASED])
    heed(referred, [])

    assert world.work_off() == 1

    assert tasks(referred) == {"annehmen": (world.here, False), "pruefen": (world.elsewhere, True)}
    assert any(
        one.kind == "user_task_moved" and withdrawal.REASON in one.text for one in referred.file().history
    )
    with world.engine.begin(world.people["carla"]) as tx:
        seen = queries.sight.of_case(tx, case.by_reference(tx, referred.reference).id)
    assert seen.exists


def test_whoever_has_no_other_task_takes_part_no_longer(referred: Story) -> None:
    world = referred.world
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET state = 'completed' WHERE element = 'pruefen'"))
    heed(referred, [RELEASED])
    heed(referred, [])

    for _before_and_after in range(2):
        with world.engine.begin(world.people["carla"]) as tx:
            assert not queries.sight.of_case(tx, case.by_reference(tx, referred.reference).id).exists
        world.work_off()
    assert "participant_left" in [one.kind for one in referred.file().history]


def test_a_release_that_is_given_again_before_the_job_runs_keeps_everything(referred: Story) -> None:
    world = referred.world
    heed(referred, [RELEASED])
    heed(referred, [])
    heed(referred, [RELEASED])

    world.work_off()

    assert tasks(referred) == {"annehmen": (world.elsewhere, True), "pruefen": (world.elsewhere, True)}


@pytest.mark.parametrize(
    ("norm", "categories", "answer", "kept"),
    [
        ("Einwilligung", ("sprache",), Answer.DISCLOSED, True),
        # more than was released
        ("Art. 6 Abs. 1 Buchst. a DSGVO", ("sprache", "schulden"), Answer.PARTLY, False),
        ("Einwilligung vom 1.11.", ("schulden",), Answer.DISCLOSED, False),
        # nothing was told; another norm; one that says that none is needed
        ("Einwilligung", ("schulden",), Answer.REFUSED, True),
        ("Art. 6 Abs. 1 Buchst. e DSGVO", ("schulden",), Answer.DISCLOSED, True),
        ("§ 67d SGB X, keine Einwilligung nötig", ("schulden",), Answer.DISCLOSED, True),
    ],
)
def test_a_consent_is_no_norm_of_a_disclosure_that_the_person_has_not_given(
    referred: Story, norm: str, categories: tuple[str, ...], answer: Answer, kept: bool
) -> None:
    world = referred.world
    heed(referred, [{**RELEASED, "kategorien": ["sprache"]}])
    with world.engine.begin(world.people["ada"]) as tx:
        said = Disclosure(tx.today, "auslaenderbehoerde", "Ausländeramt", categories, norm, answer, "nichts")
        if kept:
            assert commands.disclosure.note(tx, referred.reference, said)
        else:
            with pytest.raises(Invalid) as refused:
                commands.disclosure.note(tx, referred.reference, said)
            assert list(refused.value.fields) == ["norm"]


def test_the_consent_counts_that_held_on_the_day_it_was_told(referred: Story) -> None:
    world = referred.world
    heed(referred, [{**RELEASED, "kategorien": ["sprache"]}])
    with world.engine.begin(SYSTEM) as tx:
        day = tx.today
    world.clock.advance(timedelta(days=3))
    heed(referred, [])
    world.clock.advance(timedelta(days=3))

    for asked, held in ((day - timedelta(days=1), False), (day, True), (day + timedelta(days=4), False)):
        with world.engine.begin(world.people["ada"]) as tx:
            said = Disclosure(
                asked, "auslaenderbehoerde", "A", ("sprache",), "Einwilligung", Answer.DISCLOSED
            )
            if held:
                assert commands.disclosure.note(tx, referred.reference, said)
            else:
                with pytest.raises(Invalid):
                    commands.disclosure.note(tx, referred.reference, said)


def test_only_the_engine_follows_releases(referred: Story) -> None:
    with pytest.raises(Forbidden), referred.world.engine.begin(referred.world.people["lea"]) as tx:
        commands.release.follow(tx, 1)
