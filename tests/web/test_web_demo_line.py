"""The demo shows the line from entry to naturalisation: people who are at different places on it, with fitting days."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.clock import ZONE
from tests import crawl

pytestmark = pytest.mark.slow

_DONE = re.compile(r'class="is-done".*?>([^<>]+)</span>.*?erreicht am ([\d.]+)', re.DOTALL)


def test_people_of_the_demo_stand_at_different_places_on_the_line(shown: Flask) -> None:
    browser = crawl.client(shown, "amadou.diallo")
    with shown.extensions["laufweg"].begin(SYSTEM) as tx:
        tx.act()
        cases = tx.execute(
            text(
                'SELECT "case".reference, opened_at FROM "case" JOIN process_instance ON case_id = "case".id '
                "WHERE process_key = 'fallrahmen' ORDER BY opened_at"
            )
        ).all()

    reached = []
    for case in cases:
        page = browser.get(f"/akte/{case.reference}").get_data(as_text=True)
        line = page.partition('<div class="lw-linie">')[2].partition("</ol>")[0]
        done = [(name, _day(day)) for name, day in _DONE.findall(line)]
        days = [day for _name, day in done]
        assert done[0][0] == "Einreise"
        assert days[0] < case.opened_at.astimezone(ZONE).date() <= min(days[1:], default=date.max)
        reached.append({name for name, _day in done})

    assert [len(one) for one in reached] == sorted((len(one) for one in reached), reverse=True)
    assert {"Aufnahme ins Case Management", "Hilfeplan", "Sprache B1", "Lebensunterhalt"} < reached[0]
    assert reached[-1] == {"Einreise"}


def _day(written: str) -> date:
    day, month, year = written.split(".")
    return date(int(year), int(month), int(day))
