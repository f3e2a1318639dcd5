"""Words for what the engine knows by a value: every value of an enum that a page shows has one in either language."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_babel import force_locale

from engine import Role, escalation, notices, precheck
from engine.clock import ZONE
from engine.commands.release import Channel, Declarer
from engine.compare import DifferenceKind, Weight
from engine.deadlines import Cause, Delivery, LocalKind, SetBy
from engine.escalation import Handing, Target
from engine.precheck import report
from engine.profile import ReferralParty, TimeKind, Way
from engine.queries import proposal
from engine.queries.absence import Deed, LogRow
from engine.queries.impact import CaseOutcome, FindingKind, Phase
from engine.queries.inbox import InboxColumn, PriorityClass
from engine.queries.proposal import (
    DocumentPurpose,
    MigrationRule,
    Outcome,
    Parameter,
    PartyKind,
    ProposalState,
    Ruling,
    Stance,
    Waiting,
)
from engine.queries.referrals import ReferralReason, ReferralState
from engine.queries.resolution import Doubt
from engine.queries.rollout import BatchState, CaseTurn, Left, PassedOver, RolloutState
from engine.queries.scenario_offer import Answer
from engine.queries.standing import Standing
from engine.queries.structural import ProblemState, ProblemStep
from engine.queries.supervision import Clock, DueClass, Signal
from engine.state.bulk import BulkKind
from engine.state.case import CaseState
from engine.state.definition import VersionState
from engine.state.draft_save import SaveKind
from engine.state.instance import InstanceState
from engine.state.post import Substitution
from engine.state.precheck import ReevaluationState
from engine.state.register_change import ChangeKind, ChangeState
from engine.state.relation import RelationKind
from engine.state.task import TaskState
from web import case_tabs, display, draft_files, values
from web.display import norm_beside
from web.forms import deadline as deadline_form
from web.pages import vergleich, widerruf
from web.refused_states import STATES
from web.values import ValueKind
from web.words import absence as absence_words
from web.words import gate as gate_words
from web.words import impact as impact_words
from web.words import inbox as inbox_words
from web.words import precheck as precheck_words
from web.words import profile as profile_words
from web.words import proposal as proposal_words
from web.words import referral as referral_words
from web.words import register as register_words
from web.words import rollout as rollout_words
from web.words import supervision as supervision_words

ROOT = Path(__file__).parents[2]
#: the same word in both languages
SAME = frozenset(
    {"1, „1“: 1", "Person", "Name", "Text", "Case Management", "Administration", "normal", "Signal"}
)


def _of(pairs: Callable[[], Iterable[tuple[str, str]]]) -> Callable[[StrEnum], str]:
    return lambda one: dict(pairs())[one.value]


def _change(**more: object) -> SimpleNamespace:
    return SimpleNamespace(change=SimpleNamespace(before={}, after={}, **more))


WORDS: list[tuple[type[StrEnum], Callable[..., str]]] = [
    # enum, how a page says a value of it
    (Role, display.role_name),
    (Doubt, proposal_words.doubt_text),
    (Declarer, lambda one: widerruf.declarers()[one]),
    (Channel, lambda one: widerruf.channels()[one]),
    (SaveKind, draft_files.save_kind),
    (InboxColumn, inbox_words.column_name),
    (PriorityClass, inbox_words.priority_name),
    (RelationKind, lambda one: case_tabs.relations()[one]),
    (ReferralState, referral_words.state_name),
    (ReferralReason, referral_words.reason_name),
    (precheck.Result, lambda one: precheck_words.results()[one]),
    (precheck.Result, lambda one: precheck_words.meanings()[one]),
    (precheck.Standing, lambda one: precheck_words.standings()[one]),
    (BulkKind, lambda one: inbox_words.step_name(one.value)),
    (TimeKind, profile_words.time_kind),
    (Way, profile_words.way),
    (ReferralParty, profile_words.party),
    (escalation.Clock, profile_words.clock),
    (Target, profile_words.target),
    (Handing, profile_words.handing),
    (DueClass, supervision_words.due_name),
    (Clock, supervision_words.clock_name),
    (Signal, supervision_words.signal_name),
    (ValueKind, values.kind_name),
    (notices.NoticeKind, display.notice_kind),
    (DocumentPurpose, proposal_words.purpose_name),
    (MigrationRule, proposal_words.rule_name),
    (Outcome, proposal_words.outcome_name),
    (Parameter, lambda one: proposal_words.parameter_name(one.value)),
    (PartyKind, proposal_words.party_kind),
    (Answer, proposal_words.answer_name),
    (ProblemState, proposal_words.problem_state),
    (ProblemStep, proposal_words.problem_step),
    (ProposalState, proposal_words.state_name),
    (BatchState, rollout_words.batch_name),
    (PassedOver, rollout_words.passed_over),
    (CaseTurn, rollout_words.turn_name),
    (Left, lambda one: rollout_words.left_text(SimpleNamespace(left={one: 2}))),  # type: ignore[arg-type]
    (RolloutState, rollout_words.state_name),
    (Ruling, proposal_words.ruling_name),
    (Stance, proposal_words.stance_name),
    (Waiting, proposal_words.waiting_name),
    (
        proposal.Cause,
        lambda one: gate_words.why(
            proposal.Reason(
                one,
                dict.fromkeys(("process", "scenario", "element", "text", "reason", "place"), "1")
                | {"number": 2, "same": False}
                | dict.fromkeys(("count", "percent", "least", "refused", "total", "most"), 2)
                | {"day": "2026-12-14", "at": "2026-12-14T09:00:00+00:00"},
            )
        ),
    ),
    (Standing, proposal_words.standing_name),
    (CaseOutcome, impact_words.outcome_name),
    (FindingKind, impact_words.kind_name),
    (Phase, impact_words.phase_name),
    (Delivery, _of(deadline_form.channels)),
    (LocalKind, _of(register_words.local_kinds)),
    (SetBy, _of(deadline_form.setters)),
    (Cause, _of(deadline_form.causes)),
    (Substitution, register_words.substitution),
    (Deed, lambda one: absence_words.logged(_logged(Deed(one)))),
    (DifferenceKind, vergleich.kind_name),
    (Weight, vergleich.weight_name),
    (ChangeKind, lambda one: register_words.kind(_change(kind=one.value))),  # type: ignore[arg-type]
    (ChangeState, lambda one: register_words.state(_change(state=one.value))[1]),  # type: ignore[arg-type]
]


def _logged(deed: Deed) -> LogRow:
    day = date(2026, 11, 23)
    return LogRow(datetime(2026, 11, 23, tzinfo=ZONE), "", deed, day, None, None, "Ben", None, "")


@pytest.mark.parametrize(
    ("enum", "say"), WORDS, ids=[f"{enum.__module__}.{enum.__name__}" for enum, _ in WORDS]
)
def test_every_value_has_a_word_in_german_and_another_in_english(
    app: Flask, enum: type[StrEnum], say: Callable[[StrEnum], str]
) -> None:
    said: dict[str, list[str]] = {}
    for language in ("de", "en"):
        with app.test_request_context(), force_locale(language):
            said[language] = [str(say(one)) for one in enum]

    assert all(said["de"])
    same = [german for german, english in zip(said["de"], said["en"], strict=True) if german == english]
    assert set(same) <= SAME


@pytest.mark.parametrize(
    "enum",
    [
        BatchState,
        CaseState,
        ChangeState,
        InstanceState,
        ReevaluationState,
        RolloutState,
        TaskState,
        VersionState,
    ],
    ids=lambda one: one.__name__,
)
def test_a_refusal_names_every_state_in_german(enum: type[StrEnum]) -> None:
    assert [one.value for one in enum if one.value not in STATES] == []


def test_every_enum_that_a_page_knows_has_words_or_a_reason_to_have_none() -> None:
    named = {enum.__name__ for enum, _ in WORDS} | set(_WITHOUT)

    known = {name for file in sorted((ROOT / "web").rglob("*.py")) for name in _imported(file)} & _enums()

    assert sorted(known - named) == []
    assert sorted(set(_WITHOUT) - known) == []


#: enums that pages use and never say
_WITHOUT: dict[str, str] = {
    "Severity": "the pages of a process say error, warning or hint by the sign of a finding",
    "Action": "a right; a refusal names the roles that have it",
    "Reason": "why a gate is closed, worded by its cause; an enum of the crosscheck has the same name",
    "Answer": "in web/ the answer of a page, not of a case worker",
    "ExportKind": "PDF and ZIP are called so in both languages",
    "FactKind": "worded by its key in the address: case_tabs.fact_kinds",
    "FeedScope": "two radio buttons, worded in the template",
    "FileKind": "decides which page opens a file",
    "Format": "decides what a field checks",
    "MemberOrder": "worded by its key in the address: the heads of the columns say it",
    "InboxGroup": "worded by its key in the address: inbox_words.group_name",
    "InboxOrder": "worded by its key in the address: inbox_words.order_name",
    "InboxView": "worded by its key in the address: inbox_words.view_name",
    "InstanceView": "tabs of the operations page, worded in the template",
    "Template": "two radio buttons, worded in the template",
    "Kind": "of a form's field or a diagram's element: decides how it is drawn; an element's name is German everywhere",
    "Measure": "worded by its key in the address on the page of bottlenecks",
    "Nobody": "a choice of a filter, worded in supervision_words.filter_words",
    "Opening": "worded in the template of one-time links (zugang/vorbei.html)",
    "Order": "worded by its key in the address: supervision_words.order_name",
    "Outcome": "needs the assignment it belongs to: supervision_words.outcome_name",
    "Problem": "in web/api the answer to a program",
    "Purpose": "only those of reads from outside are told: einsicht.purposes",
    "ReferralView": "tabs of the referrals, worded in the template",
    "Scan": "worded in the template of documents",
    "TaskState": "worded in bausteine/teile.html (stand)",
    "Step": "in web/ a step of a referral; an enum of proposals has the same name",
    "Urgency": "needs the days that are left: display.due_words",
    "WatchKind": "needs its age or title: profile_words.level",
    "Whose": "two links, worded in the template of the calendar",
}


def _imported(file: Path) -> Iterable[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (one.name for one in node.names)


def _enums() -> set[str]:
    return {
        node.name
        for file in sorted((ROOT / "engine").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(one) == "StrEnum" for one in node.bases)
    }


def test_a_pre_check_is_told_in_german_as_the_command_line_tells_it(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        assert precheck_words.meanings() == report.MEANINGS
        assert precheck_words.standings() == report.STANDINGS


@pytest.mark.parametrize(
    ("said", "norm", "shown"),
    [
        ("", "§ 75 VwGO", "§ 75 VwGO"),
        ("Ohne Belehrung gilt ein Jahr (§ 58 Abs. 2 VwGO).", "§ 58 VwGO", ""),  # more exactly
        ("§ 25b Abs. 2 Nr. 2, § 5 Abs. 1 Nr. 2 AufenthG.", "§ 25b Abs. 2 Nr. 2 AufenthG", ""),  # one of two
        ("Nach drei Monaten (§ 75 S. 2 SGB X).", "§ 75 VwGO", "§ 75 VwGO"),  # another law
        ("Drei Jahre (§ 12a AufenthG).", "§ 12a AufenthG", ""),
        ("VwGO", "VwGO", ""),
        ("Nur so.", "", ""),
    ],
)
def test_a_norm_that_the_words_of_a_field_name_is_not_said_again(said: str, norm: str, shown: str) -> None:
    field = SimpleNamespace(description="", help=said, norm=norm)

    assert norm_beside(field) == shown  # type: ignore[arg-type]  # what it reads of a field


def test_a_template_says_the_same_in_turns_of_languages_and_escapes_what_it_is_given(app: Flask) -> None:
    said = app.jinja_env.from_string(
        "{{ _('Aufgaben') }}|{{ _('für %(name)s', name=name) }}"
        "|{{ ngettext('%(num)d Tag überfällig', '%(num)d Tage überfällig', 1) }}"
        "|{{ ngettext('%(num)d Tag überfällig', '%(num)d Tage überfällig', 2) }}"
    )
    found = []
    for language in ("de", "en", "de"):
        with app.test_request_context(), force_locale(language):
            found.append(said.render(name="<b>Ada</b>"))

    assert found[0] == found[2] == "Aufgaben|für &lt;b&gt;Ada&lt;/b&gt;|1 Tag überfällig|2 Tage überfällig"
    assert found[1].split("|")[0] == "Tasks"
    assert "&lt;b&gt;Ada" in found[1]


@pytest.mark.parametrize(
    ("kept", "german", "english"),
    [
        ("5 Arbeitstage", "5 Arbeitstage", "5 working days"),
        ("1 Tag", "1 Tag", "1 day"),
        ("1 Jahr 6 Monate", "1 Jahr 6 Monate", "1 year 6 months"),
        ("12", "12", "12"),
        ("sobald wie möglich", "sobald wie möglich", "sobald wie möglich"),
    ],
)
def test_a_period_kept_in_german_words_is_said_in_the_language_of_the_page(
    app: Flask, kept: str, german: str, english: str
) -> None:
    with app.test_request_context(), force_locale("de"):
        assert profile_words.period_again(kept) == german
    with app.test_request_context(), force_locale("en"):
        assert profile_words.period_again(kept) == english
