"""Proposals, consultations, resolutions and structural problems in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from engine.queries.proposal import (
    PARAMETERS,
    DocumentPurpose,
    MigrationRule,
    Outcome,
    Parameter,
    PartyKind,
    ProposalEvent,
    ProposalState,
    Ruling,
    Stance,
    Waiting,
)
from engine.queries.resolution import Doubt
from engine.queries.scenario_offer import Answer
from engine.queries.standing import Standing
from engine.queries.structural import ProblemState, ProblemStep
from web.display import day
from web.said import word


def init_app(app: Flask) -> None:
    """Register filters."""
    app.jinja_env.filters.update(
        vorlagenstand=state_name,
        vorlagenfarbe=state_colour,
        umstellungsregel=rule_name,
        mit_wort=lambda one: (one.value, rule_name(one)),
        stelle_art=party_kind,
        haltung=stance_name,
        anmerkungsausgang=outcome_name,
        beschlussart=ruling_name,
        beschlusszweifel=doubt_text,
        wartet_auf=waiting_name,
        dateizweck=purpose_name,
        beschlusswert=parameter_name,
        geltung=standing_name,
        vorlagenereignis=event_text,
        themenstand=problem_state,
        themenschritt=problem_step,
        vorschlagsantwort=answer_name,
        tag_aus=lambda text: day(datetime.fromisoformat(text)),
    )


def state_name(state: ProposalState) -> str:
    """How far a proposal has come."""
    return {
        ProposalState.DRAFT: _("Entwurf"),
        ProposalState.IN_CONSULTATION: _("in Beteiligung"),
        ProposalState.READY: _("beschlussreif"),
        ProposalState.ADOPTED: _("beschlossen"),
        ProposalState.REJECTED: _("abgelehnt"),
        ProposalState.RETURNED: _("zurückgegeben"),
        ProposalState.IN_FORCE: _("in Kraft"),
        ProposalState.SUPERSEDED: _("abgelöst"),
        ProposalState.REPEALED: _("aufgehoben"),
        ProposalState.WITHDRAWN: _("zurückgezogen"),
    }[state]


def state_colour(state: ProposalState) -> str:
    """The ending of its class: each state has a word and a colour, never a colour alone."""
    return {
        ProposalState.DRAFT: "draft",
        ProposalState.RETURNED: "draft",
        ProposalState.IN_CONSULTATION: "running",
        ProposalState.READY: "open",
        ProposalState.ADOPTED: "waiting",
        ProposalState.IN_FORCE: "inforce",
    }.get(state, "ended")


def rule_name(rule: MigrationRule) -> str:
    """What becomes of cases that run."""
    return {
        MigrationRule.KEEP: _("Laufende Fälle bleiben auf ihrer Fassung"),
        MigrationRule.NEXT_PHASE: _("Laufende Fälle wechseln am nächsten Abschnitt"),
        MigrationRule.ALL: _("Alle laufenden Fälle wechseln"),
        MigrationRule.SELECTED: _("Ausgewählte Fälle wechseln"),
    }[rule]


def party_kind(kind: PartyKind) -> str:
    """As what somebody is asked."""
    return {
        PartyKind.ALIENS_AUTHORITY: _("Ausländerbehörde"),
        PartyKind.NATURALISATION_AUTHORITY: _("Einbürgerungsbehörde"),
        PartyKind.JOB_CENTRE: _("Jobcenter"),
        PartyKind.YOUTH_OFFICE: _("Jugendamt"),
        PartyKind.WELFARE: _("Wohlfahrtspflege"),
        PartyKind.DATA_PROTECTION: _("Datenschutz"),
        PartyKind.STAFF_COUNCIL: _("Personalrat"),
        PartyKind.OTHER: _("weitere Stelle"),
    }[kind]


def stance_name(stance: Stance) -> str:
    """What a party says to the whole."""
    return {
        Stance.AGREE: _("stimmt zu"),
        Stance.OBJECT: _("widerspricht"),
        Stance.ABSTAIN: _("enthält sich"),
    }[stance]


def outcome_name(outcome: Outcome) -> str:
    """What became of a remark."""
    return {
        Outcome.TAKEN_UP: _("übernommen"),
        Outcome.NOT_TAKEN_UP: _("nicht übernommen"),
        Outcome.NOTED: _("zur Kenntnis genommen"),
    }[outcome]


def doubt_text(doubt: Doubt) -> str:
    """What of a resolution is not as it was signed."""
    return {
        Doubt.TEXT: _("Der Wortlaut ist ein anderer."),
        Doubt.CHAIN: _("Der Beschluss davor fehlt oder ist ein anderer."),
        Doubt.MINUTES: _("Ergebnis, Sitzung, Gremium, Drucksache oder Stichtag stehen anders im Wortlaut."),
        Doubt.FILES: _("Die Dateien des Ablaufs sind andere."),
        Doubt.FORCE: _("In Kraft ist etwas anderes, als beschlossen wurde."),
    }[doubt]


def ruling_name(ruling: Ruling) -> str:
    """What the group has said."""
    return {
        Ruling.ADOPTED: _("beschlossen"),
        Ruling.REJECTED: _("abgelehnt"),
        Ruling.RETURNED: _("zur Überarbeitung zurückgegeben"),
    }[ruling]


def waiting_name(waiting: Waiting) -> str:
    """What a proposal wants of the person."""
    return {
        Waiting.SIGN: _("Ihre Unterschrift fehlt"),
        Waiting.RESOLVE: _("Beschluss erfassen"),
        Waiting.STATE: _("Stellung nehmen"),
        Waiting.ANSWER: _("Anmerkungen beantworten"),
        Waiting.FINISH: _("Ihr Entwurf"),
        Waiting.REVIEW: _("Überprüfung fällig"),
        Waiting.GO_ON: _("Überführung hält an"),
        Waiting.SETTLE: _("Fälle zu klären"),
    }[waiting]


def purpose_name(purpose: DocumentPurpose) -> str:
    """What a file of a proposal is."""
    return {
        DocumentPurpose.ANNEX: _("Anlage"),
        DocumentPurpose.MINUTES: _("Protokoll"),
        DocumentPurpose.RULES: _("Geschäftsordnung"),
    }[purpose]


def standing_name(standing: Standing) -> str:
    """Whether what was resolved counts."""
    return {
        Standing.IN_FORCE: _("in Kraft"),
        Standing.COMING: _("künftig"),
        Standing.SUPERSEDED: _("abgelöst"),
        Standing.REPEALED: _("aufgehoben"),
    }[standing]


def parameter_name(parameter: str) -> str:
    """What a resolution sets, with its unit: the words of the engine, which stand in comparisons, too."""
    return word(PARAMETERS[Parameter(parameter)].said)


def problem_state(state: ProblemState) -> str:
    """How far a structural problem has come."""
    return {
        ProblemState.OPEN: _("offen"),
        ProblemState.IN_DISCUSSION: _("in Beratung"),
        ProblemState.PROPOSED: _("Vorlage in Arbeit"),
        ProblemState.CLOSED: _("geschlossen"),
        ProblemState.MERGED: _("zusammengeführt"),
    }[state]


def problem_step(step: ProblemStep) -> str:
    """What happened to a structural problem, before what it was done with."""
    return {
        ProblemStep.SAID: _("Beitrag"),
        ProblemStep.REPORTED: _("Ein Ablauf meldet dazu"),
        ProblemStep.TAKEN_UP: _("Zur Vorlage geworden"),
        ProblemStep.GIVEN_BACK: _("Vorlage abgelehnt oder zurückgezogen, die Beratung geht weiter"),
        ProblemStep.CLOSED: _("Geschlossen"),
        ProblemStep.REOPENED: _("Wieder geöffnet"),
        ProblemStep.MERGED: _("Zusammengeführt mit"),
        ProblemStep.SPLIT: _("Wieder getrennt von"),
        ProblemStep.RELATED: _("Verwandt mit"),
        ProblemStep.UNRELATED: _("Nicht mehr verwandt mit"),
    }[step]


def answer_name(answer: Answer | None) -> str:
    """What has become of a scenario that was offered."""
    return {
        None: _("wartet auf Antwort"),
        Answer.TAKEN: _("übernommen"),
        Answer.DECLINED: _("abgelehnt"),
    }[answer]


def event_text(one: ProposalEvent) -> str:
    """What happened, as a sentence without its end."""
    said = _EVENTS.get(one.kind)
    return one.kind if said is None else said(one.detail)


def _resolved(ruling: Ruling) -> Callable[[Mapping[str, Any]], str]:
    return lambda detail: _(
        "Von zweien unterschrieben: %(ruling)s (%(paper)s)", ruling=ruling_name(ruling), paper=detail["paper"]
    )


#: by the kind of an event; what is filled in is words and numbers the engine has noted with it
_EVENTS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "created": lambda _detail: _("Angelegt"),
    "changed": lambda _detail: _("Geändert"),
    "withdrawn": lambda _detail: _("Zurückgezogen"),
    "revised": lambda _detail: _("Wird überarbeitet"),
    "consultation_opened": lambda detail: _(
        "Beteiligung eröffnet, Antworten bis %(day)s", day=_day(detail["day"])
    ),
    "day_moved": lambda detail: (
        _(
            "Stichtag vom %(before)s auf %(day)s verschoben",
            before=_day(detail["before"]),
            day=_day(detail["day"]),
        )
        if detail["before"]
        else _("Stichtag auf %(day)s gesetzt", day=_day(detail["day"]))
    ),
    "consultation_reopened": lambda detail: _(
        "Beteiligung neu eröffnet, Antworten bis %(day)s", day=_day(detail["day"])
    ),
    "consultation_closed": lambda detail: (
        ngettext(
            "Beteiligung geschlossen, %(num)d Stelle hat nicht geantwortet",
            "Beteiligung geschlossen, %(num)d Stellen haben nicht geantwortet",
            detail["count"],
        )
        if detail["count"]
        else _("Beteiligung geschlossen, alle haben geantwortet")
    ),
    "statement": lambda detail: _(
        "„%(name)s“ %(stance)s", name=detail["name"], stance=stance_name(Stance(detail["stance"]))
    ),
    "comment": lambda _detail: _("Anmerkung"),
    "comment_answered": lambda detail: _(
        "Anmerkung beantwortet: %(outcome)s", outcome=outcome_name(Outcome(detail["outcome"]))
    ),
    "reminded": lambda detail: ngettext(
        "%(num)d Stelle erinnert", "%(num)d Stellen erinnert", detail["count"]
    ),
    "party_added": lambda detail: (
        _(
            "%(name)s wird auch gehört, Antworten bis %(day)s",
            name=detail["name"],
            day=_day(detail["day"]),
        )
        if "day" in detail
        else _("%(name)s wird auch gehört", name=detail["name"])
    ),
    "party_removed": lambda detail: _("%(name)s wird nicht mehr gehört", name=detail["name"]),
    "party_link_asked": lambda detail: _("%(name)s per Mail um Stellungnahme gebeten", name=detail["name"]),
    "party_link_withdrawn": lambda detail: _("Einmal-Link an %(name)s zurückgezogen", name=detail["name"]),
    "party_link_failed": lambda detail: _("Mail an %(name)s nicht zugestellt", name=detail["name"]),
    "party_link_locked": lambda detail: _(
        "Einmal-Link an %(name)s gesperrt: Der Code wurde zu oft falsch eingegeben", name=detail["name"]
    ),
    "document_attached": lambda detail: _("Datei „%(name)s“ angehängt", name=detail["name"]),
    "document_removed": lambda detail: _("Datei „%(name)s“ entfernt", name=detail["name"]),
    "differences_acknowledged": lambda _detail: _("Abweichung des zweiten Interpreters anerkannt"),
    "signed": lambda detail: _(
        "Zuerst unterschrieben: %(ruling)s", ruling=ruling_name(Ruling(detail["ruling"]))
    ),
    "signature_refused": lambda _detail: _("Zweite Unterschrift abgelehnt"),
    "adopted": _resolved(Ruling.ADOPTED),
    "rejected": _resolved(Ruling.REJECTED),
    "returned": _resolved(Ruling.RETURNED),
    "came_into_force": lambda _detail: _("In Kraft getreten"),
    "superseded": lambda _detail: _("Durch einen späteren Beschluss abgelöst"),
    "repealed": lambda detail: _("Durch %(number)s aufgehoben", number=detail["by"]),
    "rollout_begun": lambda _detail: _("Überführung laufender Fälle begonnen"),
    "rollout_cases_chosen": lambda detail: ngettext(
        "%(num)d Fall zur Überführung dazugewählt",
        "%(num)d Fälle zur Überführung dazugewählt",
        detail["count"],
    ),
    "rollout_paused": lambda _detail: _("Überführung angehalten"),
    "rollout_went_on": lambda _detail: _("Überführung fortgesetzt"),
    "rollout_stopped": lambda _detail: _("Überführung hält an: Zu viele Fälle bleiben in ihrer Fassung"),
    "rollout_ended": lambda _detail: _("Überführung vorzeitig beendet"),
    "rollout_terms_set": lambda detail: _(
        "Grenze der Überführung auf %(limit)s %% gesetzt", limit=detail["limit"]
    ),
    "rollout_batch_undone": lambda detail: _(
        "Schub %(number)s der Überführung zurückgenommen", number=detail["batch"]
    ),
    "rollout_stage_undone": lambda detail: (
        _("Stufe %(stage)s der Überführung zurückgenommen", stage=detail["stage"])
        if detail["stage"]
        else _("Alle Schübe der Überführung zurückgenommen")
    ),
    "rollout_batch_again": lambda detail: _(
        "Schub %(number)s noch einmal zu überführen", number=detail["batch"]
    ),
    "rollout_tried_again": lambda detail: ngettext(
        "%(num)d Fall noch einmal zu überführen", "%(num)d Fälle noch einmal zu überführen", detail["count"]
    ),
    "rollout_cases_settled": lambda detail: ngettext(
        "%(num)d Fall, der bleibt, als geklärt vermerkt",
        "%(num)d Fälle, die bleiben, als geklärt vermerkt",
        detail["count"],
    ),
    "rollout_cases_reopened": lambda detail: ngettext(
        "%(num)d Fall, der bleibt, wieder zu klären",
        "%(num)d Fälle, die bleiben, wieder zu klären",
        detail["count"],
    ),
    "rollout_done": lambda _detail: _("Überführung abgeschlossen"),
    "review_due": lambda _detail: _("An die Überprüfung erinnert"),
    "reviewed": lambda detail: (
        _("Überprüft; wieder am %(day)s", day=_day(detail["day"])) if "day" in detail else _("Überprüft")
    ),
}


def _day(text: str) -> str:
    return day(date.fromisoformat(text))
