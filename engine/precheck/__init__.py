"""The legal pre-check (Vorprüfung): a person record and the law as data, to an answer for every title.

    book = read_law_book(files)                      # DMN files under processes/recht
    record = read_record(json.load(file))            # docs/person-record.md
    outcome = check(record, date(2026, 11, 22), book)

Pure: no database, no clock, no files. It computes and asks; a person decides (§ 35a VwVfG).
docs/rechtsstand.md explains how the law is written down.
"""

from engine.precheck.called import DECISIONS, ONE, TITLES, Grounds, Stored, decide
from engine.precheck.check import check
from engine.precheck.kept import from_json, rule_sets
from engine.precheck.law import LawBook, Norm, is_law, lint_law, read_law_book
from engine.precheck.outcome import Criterion, NormOutcome, PreCheck, Result, Standing, TitleOutcome
from engine.precheck.read import read_record
from engine.precheck.record import VERSION, PersonRecord, Title
from engine.precheck.reevaluation import Moved, Standpoint, reevaluate
from engine.precheck.report import render, to_json
from engine.precheck.schema import json_schema, shipped_schema

__all__ = [
    "DECISIONS",
    "ONE",
    "TITLES",
    "VERSION",
    "Criterion",
    "Grounds",
    "LawBook",
    "Moved",
    "Norm",
    "NormOutcome",
    "PersonRecord",
    "PreCheck",
    "Result",
    "Standing",
    "Standpoint",
    "Stored",
    "Title",
    "TitleOutcome",
    "check",
    "decide",
    "from_json",
    "is_law",
    "json_schema",
    "lint_law",
    "read_law_book",
    "read_record",
    "reevaluate",
    "render",
    "rule_sets",
    "shipped_schema",
    "to_json",
]
