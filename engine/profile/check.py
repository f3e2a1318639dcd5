"""Whether the profile and the models of a process agree. A disagreement is a warning: the process runs all the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import Final

from engine.bpmn import (
    CalledDecision,
    Graph,
    Kind,
    Message,
    Node,
    Signal,
    UserTask,
    written_in,
)
from engine.errors import Finding, Severity
from engine.escalation import DEFAULT, Clock, Rung
from engine.feel import Environment, Expression
from engine.forms import Form
from engine.profile.agreed import unasked
from engine.profile.irregular import free_texts, unwarned
from engine.profile.model import Exchange, Profile, Way
from engine.profile.reach import not_asked, unreached
from engine.profile.read import NAME
from engine.profile.referral import disagreements
from engine.profile.successors import unfit

#: every rule of the profile, with those of reading it
RULES: Final = (
    "profile-unreadable",
    "profile-key-unknown",
    "profile-key-missing",
    "profile-value",
    "profile-identity",
    "profile-incomplete",
    "profile-role",
    "profile-time",
    "profile-number",
    "profile-form",
    "profile-data",
    "profile-residence",
    "profile-interface",
    "profile-measure",
    "profile-successor",
    "profile-ladder",
    "profile-referral",
)
_PREFIX = re.compile(r'"([^"]+)"')
_MESSAGES: Final = {
    Way.MESSAGE_IN: Message,
    Way.MESSAGE_OUT: Message,
    Way.SIGNAL_IN: Signal,
    Way.SIGNAL_OUT: Signal,
}
_INSIDE: Final = frozenset({Way.MESSAGE_IN, Way.SIGNAL_IN})
_NOTHING = Environment()
#: what every case brings along
_ALWAYS: Final = frozenset({"aktenzeichen", "ags"})
#: more than anyone reads, and a bound for hostile files
_MOST_REMARKS: Final = 200


@dataclass(frozen=True, slots=True)
class _Said:
    """A remark before it has a file."""

    rule: str
    reason: str
    hint: str
    element: str | None = None


def check_profile(
    profile: Profile,
    graphs: Collection[Graph],
    forms: Mapping[str, Form],
    files: Collection[str] = (),
    file: str = NAME,
    asked: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Everything in which the profile and the models disagree: warnings, in the order of the file.

    `graphs` are all processes of the version, its own first; `files` the paths of the version, for `start`; `asked`
    what its tables ask for that is agreed on.
    """
    if not graphs:
        return ()
    own = next(iter(graphs))
    nodes = {node.id: node for graph in graphs for node in graph.nodes.values()}
    variables = _variables(graphs, forms)
    remarks = chain(
        _identity(profile, own, files),
        _incomplete(profile),
        _roles(profile, nodes.values()),
        (_Said(*one) for one in unasked(profile, nodes, asked)),
        _forms(profile, forms),
        _elements(profile, nodes),
        (_Said("profile-data", *one) for one in (*unreached(profile, variables), *not_asked(profile, forms))),
        (_Said("profile-residence", *one) for one in (*free_texts(forms), *unwarned(profile, forms))),
        _interface(profile, graphs, variables),
        _measures(profile, nodes),
        (_Said("profile-successor", *one) for one in unfit(profile, nodes)),
        _ladder(profile, nodes),
        (_Said("profile-referral", *one) for one in disagreements(profile.referral, nodes)),
    )
    return tuple(
        Finding(file, one.rule, one.reason, one.hint, one.element, severity=Severity.WARNING)
        for one in islice(remarks, _MOST_REMARKS)
    )


def _identity(profile: Profile, graph: Graph, files: Collection[str]) -> Iterator[_Said]:
    for word, said, drawn in (
        ("schluessel", profile.key, graph.key),
        ("titel", profile.title, graph.name),
        ("version", profile.version, graph.version_tag),
    ):
        if said != drawn:
            yield _Said(
                "profile-identity",
                f"{word}: Hier steht „{said}“, im Diagramm „{drawn}“.",
                "Schreiben Sie beides gleich.",
            )
    if files and profile.start not in files:
        known = ", ".join(sorted(one for one in files if one.endswith(".bpmn")))
        yield _Said(
            "profile-identity",
            f"start: Eine Datei „{profile.start}“ gibt es nicht.",
            f"Vorhanden sind: {known}.",
        )


def _incomplete(profile: Profile) -> Iterator[_Said]:
    for word, said, what in (
        ("zweck", profile.purpose, "wozu es den Ablauf gibt"),
        ("verantwortlich", profile.owner, "wer ihn verantwortet"),
        ("rechtsstand", profile.law_read_until, "bis zu welchem Tag die Rechtsquellen gelesen sind"),
        ("freigabe", profile.release, "ob und durch wen er juristisch freigegeben ist"),
        ("rechtsgrundlagen", profile.legal_bases, "auf welche Normen er sich stützt"),
        (
            "aufbewahrung",
            profile.retention,
            "wie lange die Angaben bleiben; „prüfen“, solange nichts festgelegt ist",
        ),
    ):
        if not said:
            yield _Said(
                "profile-incomplete", f"{word}: Es steht nicht da, {what}.", "Ergänzen Sie die Angabe."
            )


def _roles(profile: Profile, nodes: Iterable[Node]) -> Iterator[_Said]:
    drawn = {
        _group(node.behaviour.candidate_groups): node.id
        for node in nodes
        if node.kind is Kind.USER_TASK
        and isinstance(node.behaviour, UserTask)
        and node.behaviour.candidate_groups is not None
    }
    said = {one.group for one in profile.roles}
    for group in sorted(said - drawn.keys()):
        yield _Said(
            "profile-role",
            f"rollen: Keine Aufgabe im Diagramm hat die Gruppe „{group}“.",
            "Streichen Sie die Rolle oder berichtigen Sie die Gruppe.",
        )
    for group in sorted(drawn.keys() - said):
        yield _Said(
            "profile-role",
            f"rollen: Die Gruppe „{group}“ steht im Diagramm, aber nicht hier.",
            "Ergänzen Sie [[rollen]] mit gruppe, name und aufgaben.",
            drawn[group],
        )


def _group(expression: Expression) -> str:
    """The group without its circumstances; as it is written where it depends on the case."""
    value = expression.evaluate({}, _NOTHING).value
    named = value.get("gruppe") if isinstance(value, dict) else value
    return named if isinstance(named, str) else expression.text


def _forms(profile: Profile, forms: Mapping[str, Form]) -> Iterator[_Said]:
    named = {form for one in profile.data for form in one.forms}
    for form in sorted(forms.keys() - named):
        yield _Said(
            "profile-form",
            f"daten: Das Formular „{form}“ gehört zu keiner Datengruppe.",
            "Nennen Sie es bei der Gruppe, deren Angaben es erhebt oder zeigt.",
        )
    for form in sorted(named - forms.keys()):
        yield _Said(
            "profile-form", f"daten: Ein Formular „{form}“ gibt es nicht.", "Berichtigen Sie die Kennung."
        )


def _elements(profile: Profile, nodes: Mapping[str, Node]) -> Iterator[_Said]:
    for name in sorted({name for one in profile.data for name in one.elements} - nodes.keys()):
        yield _Said(
            "profile-form",
            f"daten: Ein Element „{name}“ gibt es im Diagramm nicht.",
            "Berichtigen Sie die Kennung.",
            name,
        )


def _interface(profile: Profile, graphs: Collection[Graph], known: Collection[str]) -> Iterator[_Said]:
    for one in profile.interface:
        if one.way in _MESSAGES:
            wrong = not any(_names(name, one.name) for name in _events(graphs, one))
        else:
            wrong = one.name not in known
        if wrong:
            yield _Said(
                "profile-interface",
                f"schnittstelle: „{one.name}“ ({one.way}) kommt im Diagramm nicht vor.",
                "Berichtigen Sie den Namen, oder streichen Sie den Eintrag.",
            )


def _events(graphs: Collection[Graph], one: Exchange) -> Iterator[Expression]:
    """The names of the messages or signals that come in, or go out."""
    kind = _MESSAGES[one.way]
    for graph in graphs:
        for node in graph.nodes.values():
            thrown = node.kind in (Kind.THROW_EVENT, Kind.END_EVENT, Kind.SEND_TASK)
            if thrown == (one.way in _INSIDE):
                continue
            exchanged = getattr(node.behaviour, "message", None)
            for event in (*node.events, exchanged):
                if isinstance(event, kind) and isinstance(event, Message | Signal):
                    yield event.name


def _names(expression: Expression, name: str) -> bool:
    """Whether the expression is that name; of a name with a colon the part that depends on the case is left out."""
    value = expression.evaluate({}, _NOTHING).value
    if isinstance(value, str):
        return value == name
    begun = _PREFIX.match(expression.text)
    return begun is not None and begun[1] == name.partition(":")[0] + ":"


def _variables(graphs: Collection[Graph], forms: Mapping[str, Form]) -> set[str]:
    found = {*_ALWAYS} | {key for form in forms.values() for key in form.keys}
    found |= {name for form in forms.values() for one in written_in(form) for name in one.variables}
    for graph in graphs:
        for node in graph.nodes.values():
            found |= {one.target.split(".")[0] for one in (*node.inputs, *node.outputs, *node.data_outputs)}
            found |= {name for expression in written_in(node) for name in expression.variables}
            found |= set(node.data)
            found |= {name.strip() for name in node.properties.get("variablen", "").split(",")}
            found.add(getattr(node.behaviour, "result_variable", ""))
            found.add(getattr(node.loop, "output_collection", ""))
            if isinstance(node.behaviour, CalledDecision):
                found.add(node.behaviour.decision)
    return found


def _measures(profile: Profile, nodes: Mapping[str, Node]) -> Iterator[_Said]:
    for one in profile.measures:
        for element in (one.element, one.begin, one.end):
            if element and element not in nodes:
                yield _Said(
                    "profile-measure",
                    f"kennzahlen: „{one.name}“ nennt das Element „{element}“, das es im Diagramm nicht gibt.",
                    "Nennen Sie die Kennung eines Elements.",
                    element,
                )


def _ladder(profile: Profile, nodes: Mapping[str, Node]) -> Iterator[_Said]:
    for element in dict.fromkeys(one.element for one in profile.ladder):
        if element and (element not in nodes or nodes[element].kind is not Kind.USER_TASK):
            yield _Said(
                "profile-ladder",
                f"leiter: Eine Aufgabe „{element}“ gibt es im Diagramm nicht.",
                "Nennen Sie die Kennung einer Aufgabe, oder lassen Sie „element“ weg: Dann gilt es für alle.",
                element,
            )
        yield from _climbed(profile, element)
    known = {(one.clock, one.level) for one in DEFAULT.rungs}
    for entry in profile.ladder:
        if (entry.clock, entry.level) in known or not (entry.off or entry.target is None):
            continue
        yield _Said(
            "profile-ladder",
            f"leiter: Stufe {entry.level} ({entry.clock}) gibt es in der Voreinstellung nicht.",
            "Sagen Sie mit „an“, wer sie erfährt, oder streichen Sie den Eintrag.",
            entry.element or None,
        )


def _climbed(profile: Profile, element: str) -> Iterator[_Said]:
    """A higher rung comes later, and a reminder never takes a task from whoever is at it."""
    ladder = profile.ladder_at(element)
    for clock in Clock:
        rungs = ladder.of(clock)
        for lower, higher in pairwise(rungs):
            if _order(higher) <= _order(lower):
                yield _Said(
                    "profile-ladder",
                    f"leiter: Stufe {higher.level} ({clock}) kommt nicht nach Stufe {lower.level}.",
                    "Eine höhere Stufe braucht einen späteren Zeitpunkt.",
                    element or None,
                )
        for rung in rungs:
            if rung.handing is not None and rung.is_reminder:
                yield _Said(
                    "profile-ladder",
                    f"leiter: Stufe {rung.level} ({clock}) weist neu zu, bevor die Zeit um ist.",
                    "Weisen Sie erst bei Fälligkeit oder danach neu zu.",
                    element or None,
                )


def _order(rung: Rung) -> tuple[int, int]:
    """Shares first, 100 % being the due date, then working days after it; shares beyond 100 % lie in between."""
    return (1, rung.days) if rung.days is not None else (0, 100 if rung.share is None else rung.share)
