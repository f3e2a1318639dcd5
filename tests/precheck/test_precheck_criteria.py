"""Every criterion of the list occurs in the tables it should, as long as it should."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import etree

from engine.dmn import Annotation
from engine.dmn.rule_set import NAMESPACE, KeyDates
from engine.precheck.law import read_note

ROOT = Path(__file__).parents[2]
LAW = ROOT / "processes" / "recht"
CRITERIA = ROOT.parent / "shared" / "domain" / "criteria.csv"

#: which file holds the criteria that begin with …; the list has a copy here so that the repository tests alone
FILES = {
    "25a": "aufenthg_25a",
    "25b": "aufenthg_25b",
    "104c": "aufenthg_104c",
    "60d": "aufenthg_60c_60d_19d",
    "60c": "aufenthg_60c_60d_19d",
    "19d": "aufenthg_60c_60d_19d",
    "9": "aufenthg_9",
    "26": "aufenthg_9",
    "10": "stag",
    "8": "stag",
    "9st": "stag",
    "5": "aufenthg_5",
    "10A": "aufenthg_5",
}
#: ids that the list does not have: paragraphs of the domain report, and old versions without an id of their own
OURS = {"18c-01", "18c-02", "28-02", "25a-03a", "25b-01a", "60d-01a", "10-04-2000"}


def _rules():
    """Every rule that names criteria: (file, decision, validity, criteria, note)."""
    for path in sorted(LAW.rglob("*.dmn")):
        for decision in etree.parse(path).iterfind("{*}decision"):
            validity = (
                decision.get(f"{{{NAMESPACE}}}validFrom"),
                decision.get(f"{{{NAMESPACE}}}validTo"),
            )
            for rule in decision.iterfind(".//{*}rule"):
                note = read_note((Annotation("", rule.findtext("{*}description") or ""),))
                if note.criteria:
                    yield path.parent.name, decision.get("id"), validity, note


RULES = list(_rules())
LIST = ROOT / "tests" / "precheck" / "criteria.csv"


def criteria():
    with LIST.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_list_here_is_the_list_of_the_domain():
    if not CRITERIA.exists():
        pytest.skip("the facts of the project do not lie beside the repository")
    with CRITERIA.open(encoding="utf-8") as file:
        wanted = [(row["id"], row["gueltig_ab"], row["gueltig_bis"]) for row in csv.DictReader(file)]

    assert [(row["id"], row["valid_from"], row["valid_to"]) for row in criteria()] == wanted


def test_there_are_91_criteria():
    assert len(criteria()) == 91


@pytest.mark.parametrize("row", criteria(), ids=lambda row: row["id"])
def test_a_criterion_stands_in_its_file_and_in_no_other(row):
    prefix = row["id"].partition("-")[0]

    files = {file for file, _decision, _validity, note in RULES if row["id"] in note.criteria}

    assert files == {FILES[prefix]}


@pytest.mark.parametrize("row", criteria(), ids=lambda row: row["id"])
def test_a_criterion_holds_as_long_as_the_list_says(row):
    spans = [
        validity for _file, _decision, validity, note in RULES if row["id"] in note.criteria and validity[0]
    ]
    first = min(validity[0] for validity in spans)
    last = max(validity[1] or "9999" for validity in spans)

    assert first <= (row["valid_from"]), f"{row['id']} holds only since {first}"
    if row["id"] in STRICT:
        assert first == row["valid_from"]
        assert last == (row["valid_to"] or "9999")


#: where a version of the law begins or ends, the table does too
STRICT = {
    row["id"]
    for row in (criteria())
    if row["valid_to"]
    or row["id"]
    in {
        "25a-01",
        "25a-02",
        "25a-03",
        "25a-04",
        "25b-01",
        "25b-02",
        "25b-02k",
        "10-01b",
        "10-03a",
        "10-05b",
        "10-06b",
        "10-11",
        "10-12",
        "10-14",
        "60d-01",
        "10A-03",
    }
} - {"10-05a"}  # § 40a StAG keeps the old number 3 for old applications


def test_no_other_criterion_is_named():
    named = {one for _file, _decision, _validity, note in RULES for one in note.criteria}

    assert named - {row["id"] for row in criteria()} == OURS


def test_every_rule_names_its_norm():
    assert [(decision, note) for _file, decision, _validity, note in RULES if not note.norm] == []


def test_old_and_new_versions_of_a_criterion_never_hold_together(book):
    """On each day on which some law changes, and the day before, at most one version of a name is in force."""
    for law in book.laws:
        for change in law.changes(date(1999, 1, 1), date.max):
            for day in (change - timedelta(days=1), change):
                names = [one.name for one in law.choose(KeyDates(day), date.max)]
                assert len(names) == len(set(names))


def test_what_must_be_verified_is_said():
    cautions = {note.caution for _file, _decision, _validity, note in RULES if "prüfen" in note.caution}

    assert len(cautions) > 10
