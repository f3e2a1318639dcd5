"""Every page of the demo, as each role: nobody is named whose case the role does not see."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from engine.actor import SYSTEM, Action
from engine.state import account
from tests import crawl

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("role", crawl.PEOPLE)
def test_no_page_names_somebody_whose_case_the_role_does_not_see(
    shown: Flask, shelf: Path | None, role: str
) -> None:
    seen, hidden = _people(shown, crawl.PEOPLE[role])
    assert hidden
    pages = [(page.address, page.text) for page in crawl.seen(shown, role, "de", shelf)]
    browser = crawl.client(shown, crawl.PEOPLE[role])
    for person in sorted(hidden, key=lambda one: one.reference)[:5]:
        for address in (f"/akte/{person.reference}", f"/akte/{person.reference}/einsicht"):
            pages.append((address, browser.get(address).get_data(as_text=True)))

    told = [
        f"{address}: {person.reference}"
        for address, page in pages
        for person in hidden
        if any(one in page for one in person.said - seen)
    ]

    assert told == []


def test_the_same_pages_name_those_whose_case_is_seen(shown: Flask, shelf: Path | None) -> None:
    """So that the test above does not look for what nobody is shown."""
    seen, _hidden = _people(shown, crawl.PEOPLE["clerk"])

    assert any(one in page.text for page in crawl.seen(shown, "clerk", "de", shelf) for one in seen)


@dataclass(frozen=True, slots=True)
class _Person:
    reference: str
    #: the name in both orders, the day of birth
    said: frozenset[str]


def _people(app: Flask, login: str) -> tuple[frozenset[str], list[_Person]]:
    """What may be said of those whose case somebody sees, and those whose case they do not see."""
    engine = app.extensions["laufweg"]
    with engine.begin(SYSTEM) as tx:
        actor = tx.execute(text("SELECT id FROM account WHERE login = :it"), {"it": login}).scalar_one()
        own = account.get(tx, actor).actor.authorities(Action.READ_CASE)
        rows = tx.execute(
            text(
                'SELECT "case".reference, family_name, given_name, birth_date, ARRAY(SELECT authority_id'
                ' FROM case_participant WHERE case_id = "case".id AND until IS NULL) AS present'
                ' FROM "case" JOIN person ON person.id = "case".person_id ORDER BY "case".id'
            )
        ).all()
    seen, hidden = set[str](), []
    for row in rows:
        names = {f"{row.family_name}, {row.given_name}", f"{row.given_name} {row.family_name}"}
        said = frozenset({*names, f"{row.birth_date:%d.%m.%Y}", row.birth_date.isoformat()})
        if own.isdisjoint(row.present):
            hidden.append(_Person(row.reference, said))
        else:
            seen.update(said)
    return frozenset(seen), hidden
