"""What the front of a file says of a person's status where the end of a title is not recorded."""

from __future__ import annotations

from datetime import date

import pytest

from engine import queries
from engine.queries.case_file import CaseFront
from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Login

FORM = b"""{"type": "default", "id": "f", "components": [
  {"type": "select", "key": "aufenthaltsstatus", "label": "Status", "id": "F_status",
   "values": [{"label": "Duldung (\xc2\xa7 60a AufenthG)", "value": "duldung_60a"}]},
  {"type": "datetime", "subtype": "date", "key": "titel_laeuft_ab_am", "dateLabel": "bis", "id": "F_bis"},
  {"type": "datetime", "subtype": "date", "key": "titel_gueltig_bis", "dateLabel": "neu bis", "id": "F_neu"}]}"""


@pytest.fixture
def story(world: World) -> Story:
    flows = (m.flow("start", "a"), m.flow("a", "b"), m.flow("b", "end"))
    line = m.process(
        "p",
        m.start(),
        m.user_task("a", form="f"),
        m.user_task("b", form="f"),
        m.end(),
        *flows,
        name="Clearing",
    )
    return world.start({"p.bpmn": line, "forms/f.form": FORM})


def front(story: Story) -> CaseFront:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        return queries.case_file.front(tx, story.reference)


def test_an_answer_is_shown_as_such_with_the_day_that_was_named(story: Story, login: Login) -> None:
    assert front(story).stated is None

    story.complete("a", {"aufenthaltsstatus": "duldung_60a", "titel_laeuft_ab_am": date(2027, 1, 31)})

    found = front(story).stated
    assert found is not None
    assert (found.text, found.until, found.is_answer) == ("Duldung (§ 60a AufenthG)", date(2027, 1, 31), True)
    words = login("ada").get(f"/akte/{story.reference}").words
    assert "Duldung (§ 60a AufenthG) bis 31.01.2027, laut Angabe in „Clearing“, 23.11.2026" in words


def test_what_was_granted_stays_when_its_process_has_ended(story: Story) -> None:
    story.complete("a", {"aufenthaltsstatus": "duldung_60a"})
    story.complete("b", {"titel_gueltig_bis": date(2028, 9, 10)})

    seen = front(story)

    assert [(one.until, one.source.value) for one in seen.titles] == [(date(2028, 9, 10), "process")]
    assert seen.stated is None
