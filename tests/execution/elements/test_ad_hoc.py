"""Ad-hoc sub-processes: chosen, repeated, at once or one after the other (BPMN 13.3.5)."""

from __future__ import annotations

import pytest

from engine.errors import Conflict
from engine.execution.actions import Modify
from engine.execution.services import FaultKind
from engine.testing import Run
from engine.testing import notation as n


def _ad_hoc(completion: str = "", active: str = "", **attributes: str) -> Run:
    until = (
        f'<completionCondition xsi:type="tFormalExpression">{completion}</completionCondition>'
        if completion
        else ""
    )
    at_once = f'<zeebe:adHoc activeElementsCollection="{active}" />' if active else ""
    inside = (n.user("a"), n.user("b"), n.user("then"), *n.chain("b", "then"))
    return n.run(
        n.start(),
        n.scope("free", *inside, until, tag="adHocSubProcess", extensions=at_once, **attributes),
        n.user("after"),
        n.end(),
        *n.chain("start", "free", "after", "end"),
    )


def _choose(run: Run, element: str) -> Run:
    return run.act(Modify(activate=((element, None),)))


def test_without_a_condition_everything_runs_once() -> None:
    run = _ad_hoc().start()
    assert run.waiting() == ("free", "a", "b")

    run.complete("a").complete("b").complete("then")

    assert run.waiting() == ("after",)


def test_sequential_steps_run_one_after_the_other() -> None:
    run = _ad_hoc(ordering="Sequential").start()
    assert run.waiting() == ("free", "a")

    run.complete("a")
    assert run.waiting() == ("free", "b")
    run.complete("b").complete("then")

    assert run.waiting() == ("after",)


def test_with_a_condition_a_person_chooses_what_is_done_and_how_often() -> None:
    run = _ad_hoc("=fertig").start(fertig=False)
    assert run.waiting() == ("free",)

    for _ in range(3):
        _choose(run, "a").complete("a")
    _choose(run, "b")
    assert run.waiting() == ("free", "b")

    run.complete("b", fertig=True)
    assert run.waiting() == ("after",)


def test_the_condition_takes_away_what_still_runs() -> None:
    run = _choose(_choose(_ad_hoc("=fertig").start(fertig=False), "a"), "b")

    run.complete("a", fertig=True)

    assert run.waiting() == ("after",)


def test_without_cancelling_the_rest_is_finished_first_but_nothing_new_begins_by_itself() -> None:
    run = _ad_hoc("=fertig", cancelRemainingInstances="false").start(fertig=False)
    _choose(_choose(run, "a"), "b").complete("a", fertig=True)
    assert run.waiting() == ("free", "b")

    run.complete("b").complete("then")

    assert run.waiting() == ("after",)


def test_sequential_means_one_choice_at_a_time() -> None:
    run = _choose(_ad_hoc("=fertig", ordering="Sequential").start(fertig=False), "a")

    with pytest.raises(Conflict):
        _choose(run, "b")


def test_only_what_nothing_leads_to_can_be_chosen() -> None:
    run = _ad_hoc("=fertig").start(fertig=False)

    with pytest.raises(Conflict):
        _choose(run, "then")


def test_a_person_may_end_it() -> None:
    run = _choose(_ad_hoc("=fertig").start(fertig=False), "a")

    run.complete("free", ergebnis="ja")

    assert run.waiting() == ("after",)
    assert run.variables["ergebnis"] == "ja"


def test_the_model_may_say_what_runs_at_once() -> None:
    run = _ad_hoc("=fertig", "=[&quot;b&quot;]").start(fertig=False)

    assert run.waiting() == ("free", "b")


NO_STEPS = [
    # what the list of active elements may wrongly be
    "=[&quot;fehlt&quot;]",
    "=[{x: 1}]",
    "=[[1]]",
    "=5",
    "=unbekannt.feld",
]


@pytest.mark.parametrize("active", NO_STEPS)
def test_what_names_no_steps_is_an_incident_and_is_tried_again(active: str) -> None:
    run = _ad_hoc("=fertig", f"=if ok then [&quot;a&quot;] else {active[1:]}").start(fertig=False, ok=False)
    assert [one.kind for one in run.failures()] == [FaultKind.EXPRESSION]
    assert run.waiting() == ("free",)

    run.resolve("free", ok=True)

    assert run.waiting() == ("free", "a")


def test_a_condition_without_a_value_is_an_incident_that_loses_nothing_under_way() -> None:
    run = _choose(_choose(_ad_hoc("=fertig").start(), "a"), "b")
    run.complete("a")
    assert [one.kind for one in run.failures()] == [FaultKind.CONDITION]

    run.resolve("free", fertig=False)
    assert run.waiting() == ("free", "b")
    run.complete("b").complete("then", fertig=True)

    assert run.waiting() == ("after",)


def test_resolving_a_condition_that_now_holds_ends_it() -> None:
    run = _choose(_ad_hoc("=fertig").start(), "a").complete("a")

    run.resolve("free", fertig=True)

    assert run.waiting() == ("after",)
