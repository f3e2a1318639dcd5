"""What a task lets another body know is a fact of the step that leaves it, once (docs/sight.md)."""

from __future__ import annotations

import pytest

from engine.execution.actions import CompleteElement, Modify
from engine.execution.changes import DataDisclosed, JobCreated, MessageThrown
from engine.execution.offline_world import OfflineServices
from engine.execution.services import FaultKind
from engine.testing import Run, models
from engine.testing import notation as n

TOLD = {
    "uebermittlung": "jobcenter",
    "uebermittlung_norm": "Einwilligung",
    "uebermittlung_angaben": "kontakt, sprache",
}


def said(**other: str) -> str:
    return models.properties(**{**TOLD, **other})


def one(activity: str, services: OfflineServices | None = None) -> Run:
    known = services or OfflineServices(data=lambda: {"kontakt", "sprache", "Antrag, mit Anlagen"})
    source = n.model(n.start(), activity, n.user("after"), n.end(), *n.chain("start", "a", "after", "end"))
    return Run.of(source, known)


def told(run: Run) -> list[DataDisclosed]:
    return [each for each in run.changes if isinstance(each, DataDisclosed)]


def test_a_user_task_discloses_when_it_is_completed() -> None:
    run = one(n.user("a", extensions=said())).start()
    assert told(run) == []

    number = run.number("a")
    run.complete("a")

    assert told(run) == [
        DataDisclosed("a", number, "jobcenter", None, "Einwilligung", ("kontakt", "sprache"))
    ]


@pytest.mark.parametrize(
    "activity",
    [
        models.script_task("a", "=1", "x", said()),
        n.activity("sendTask", "a", extensions=said(), messageRef="message_post"),
    ],
)
def test_what_nobody_has_to_do_discloses_when_it_is_passed(activity: str) -> None:
    assert [each.element for each in told(one(activity).start())] == ["a"]


def test_a_job_discloses_when_its_worker_has_done_it() -> None:
    run = one(n.job("a", extensions=said())).start()
    assert told(run) == []

    assert len(told(run.complete("a"))) == 1


def test_an_expression_reads_what_the_task_itself_brings_before_it_is_mapped_away() -> None:
    extensions = said(
        uebermittlung="=thema", uebermittlung_norm="=grund", uebermittlung_angaben='=["Antrag, mit Anlagen"]'
    ) + models.io(outputs={"thema": "=null"})
    run = one(n.user("a", extensions=extensions)).start()

    run.complete("a", thema="sozialamt", grund="§ 16 Abs. 2 SGB I")

    (found,) = told(run)
    assert (found.topic, found.norm, found.data) == (
        "sozialamt",
        "§ 16 Abs. 2 SGB I",
        ("Antrag, mit Anlagen",),
    )


def test_the_register_says_which_authority_a_group_is() -> None:
    run = one(n.user("a", extensions=said(uebermittlung='=zustaendig("jobcenter.sachbearbeitung")'))).start()

    (found,) = told(run.complete("a"))

    assert (found.topic, found.authority) == ("jobcenter", 1)


def test_nothing_handed_over_is_nothing_noted() -> None:
    run = one(n.user("a", extensions=said(uebermittlung_angaben="=[]", uebermittlung="=null"))).start()

    assert told(run.complete("a")) == []
    assert run.waiting() == ("after",)


FAULTS = [
    # what is said, and the words of the incident
    ({"uebermittlung": "=null"}, "Sie nennt keine empfangende Stelle. „null“ ergab nichts"),
    ({"uebermittlung": "=leer"}, "Sie nennt keine empfangende Stelle."),
    ({"uebermittlung": "=fremd"}, "Die Zuständigkeit „amt“ gibt es nicht."),
    ({"uebermittlung_norm": '=""'}, "Sie nennt keine Norm."),
    ({"uebermittlung_norm": "=weg.fehlt"}, "Sie nennt keine Norm."),
    ({"uebermittlung_norm": "x" * 201}, "länger als 200 Zeichen"),
    ({"uebermittlung_angaben": "=null"}, "Sie nennt keine Angaben."),
    ({"uebermittlung_angaben": "=5"}, "Sie nennt keine Liste von Angaben."),
    ({"uebermittlung_angaben": '=["Geheim"]'}, "weder eine Kategorie noch eine Datengruppe"),
]


@pytest.mark.parametrize(("given", "words"), FAULTS)
def test_what_cannot_be_noted_is_an_incident_at_the_element(given: dict[str, str], words: str) -> None:
    run = one(n.user("a", extensions=said(**given))).start(leer=" ", fremd="amt").complete("a")

    (failure,) = run.failures()

    assert (failure.kind, failure.element) == (FaultKind.DISCLOSURE, "a")
    assert words in failure.message
    assert told(run) == []


def test_where_nobody_is_competent_the_incident_says_so_to_the_coordination() -> None:
    services = OfflineServices(competent=lambda topic: None if topic == "jobcenter" else 1)
    run = one(
        n.user("a", extensions=said(uebermittlung='=zustaendig("jobcenter.sachbearbeitung")')), services
    )

    run.start().complete("a")

    assert [each.kind for each in run.failures()] == [FaultKind.COMPETENCE]


def test_nothing_goes_out_before_one_knows_to_whom() -> None:
    nobody = said(uebermittlung="=null")

    job = one(n.job("a", extensions=nobody)).start()
    letter = one(n.activity("sendTask", "a", extensions=nobody, messageRef="message_post")).start()

    assert not [each for each in job.changes if isinstance(each, JobCreated)]
    assert not [each for each in letter.changes if isinstance(each, MessageThrown)]
    assert len(job.failures()) == len(letter.failures()) == 1


def test_a_second_try_to_leave_notes_it_once() -> None:
    extensions = said() + models.io(outputs={"x": "=if weiter then 1 else function(a) a"})
    run = one(n.user("a", extensions=extensions)).start(weiter=False)

    run.complete("a")
    assert (len(run.failures()), told(run)) == (1, [])  # the mapping broke, so the step is not over
    run.resolve("a", weiter=True)

    assert (len(told(run)), run.waiting()) == (1, ("after",))


def test_after_the_incident_is_resolved_it_is_noted() -> None:
    run = one(n.user("a", extensions=said(uebermittlung="=thema"))).start(thema=None).complete("a")

    run.resolve("a", thema="jobcenter")

    assert (len(told(run)), run.waiting()) == (1, ("after",))


def test_a_repeated_task_discloses_with_each_turn_and_not_once_more_for_all() -> None:
    run = one(n.user("a", n.multi("=2"), extensions=said())).start()

    for number in sorted(run.instance.elements)[-2:]:
        run.act(CompleteElement(number))

    assert (len(told(run)), run.waiting()) == (2, ("after",))


def test_a_task_that_is_taken_away_has_told_nobody() -> None:
    run = one(n.user("a", extensions=said())).start()

    run.act(Modify((run.number("a"),), (("after", None),)))

    assert (told(run), run.waiting()) == ([], ("after",))


def consenting(held: dict[str | None, set[str]]) -> OfflineServices:
    """The Jobcenter may know these now, by purpose; nobody else anything."""
    return OfflineServices(consents=lambda to, purpose: held.get(purpose, ()) if to == "jobcenter" else ())


@pytest.mark.parametrize(
    "activity",
    [
        models.script_task("a", "=1", "x", said()),
        n.activity("sendTask", "a", extensions=said(), messageRef="message_post"),
        n.job("a", extensions=said()),
    ],
)
def test_without_a_consent_nothing_is_computed_thrown_or_offered(activity: str) -> None:
    run = one(activity, consenting({None: {"kontakt"}})).start()

    (failure,) = run.failures()
    assert failure.kind is FaultKind.CONSENT
    assert (
        failure.message
        == "„a“ gibt nichts hinaus: Gegenüber „Jobcenter“ gilt keine Einwilligung für „sprache“."
    )
    assert not [each for each in run.changes if isinstance(each, DataDisclosed | MessageThrown | JobCreated)]


def test_without_a_consent_a_completed_task_stays_in_front_of_what_follows() -> None:
    run = one(n.user("a", extensions=said()), consenting({})).start()

    run.complete("a")

    assert [each.kind for each in run.failures()] == [FaultKind.CONSENT]
    assert told(run) == []


@pytest.mark.parametrize(("purpose", "goes"), [("=zweck", True), ("antrag", False), ("=fehlt", False)])
def test_a_purpose_that_is_named_must_be_that_of_the_consent(purpose: str, goes: bool) -> None:
    held: dict[str | None, set[str]] = {None: {"kontakt", "sprache"}, "begleitung": {"kontakt", "sprache"}}
    run = one(n.user("a", extensions=said(uebermittlung_zweck=purpose)), consenting(held)).start()

    run.complete("a", zweck="begleitung")

    assert bool(told(run)) is goes
    assert bool(run.failures()) is not goes


def test_where_nothing_is_handed_over_no_consent_is_asked_for() -> None:
    run = one(n.user("a", extensions=said(uebermittlung_angaben="=[]")), consenting({})).start()

    run.complete("a")

    assert (told(run), run.failures()) == ([], [])
