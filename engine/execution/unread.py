"""What a version holds and nothing of it uses: a form no task shows, a field nothing reads, a decision nobody calls.

All of it is a warning. Who asks for data without need breaks Art. 5 Abs. 1 lit. c DSGVO, so a field that nothing reads
needs a data group in process.toml that says what it is kept for; without process.toml nothing is known of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.bpmn import Call, Graph, written_in
from engine.dmn import Model
from engine.errors import Finding, Severity
from engine.feel import Environment
from engine.forms import Form, Kind
from engine.profile import DataGroup, Profile, Way

__all__ = ["findings", "passes_all", "read"]

_NOTHING = Environment()


def findings(
    graphs: Iterable[Graph],
    decisions: Mapping[str, Model],
    laws: Collection[str],
    forms: Mapping[str, Form],
    said: Profile | None,
) -> Iterator[Finding]:
    """Forms, fields and decisions of no use, in this order; `laws` are decisions in versions by legal date."""
    every = tuple(graphs)
    shown = {name for graph in every for name in (*graph.forms, graph.start_form)}
    for name in sorted(forms.keys() - shown):
        yield _warning(
            forms[name].file,
            "form-unused",
            f"Das Formular „{name}“ zeigt keine Aufgabe.",
            "Nennen Sie es an der Aufgabe, für die es gedacht ist, oder löschen Sie die Datei.",
        )
    if said is not None and not any(passes_all(graph) for graph in every):
        yield from _fields(forms, said.data, read(every, decisions, forms) | _named(said))
    yield from _decisions(every, decisions, laws)


def passes_all(graph: Graph) -> bool:
    """Whether a called process, which may read anything, is given every variable."""
    return any(isinstance(node.behaviour, Call) and node.behaviour.all_in for node in graph.nodes.values())


def read(graphs: Iterable[Graph], decisions: Mapping[str, Model], forms: Mapping[str, Form]) -> set[str]:
    """Every variable something reads; a field of two forms is asked in one and shown in the other.

    What a called process reads that is given everything (`passes_all`) is not known.
    """
    found = {
        name
        for graph in graphs
        for node in graph.nodes.values()
        for one in written_in(node)
        for name in one.variables
    }
    for model in decisions.values():
        found.update(name for one in model.decisions.values() for name in one.inputs)
    for form in forms.values():
        found |= {name for one in written_in(form) for name in one.variables}
    asked = Counter(key for form in forms.values() for key in form.keys)
    return found | {key for key, count in asked.items() if count > 1}


def _named(said: Profile) -> set[str]:
    """The variables the profile names: those it gives to others, and those that hold a topic that sees a data group."""
    given = {one.name for one in said.interface if one.way is Way.OUTPUT}
    return given.union(*({*one.visible_to, *one.released_to} for one in said.data))


def _fields(
    forms: Mapping[str, Form], groups: Iterable[DataGroup], read: Collection[str]
) -> Iterator[Finding]:
    """Fields nothing reads, where no data group says what for: with its purpose, or field by field."""
    for name in sorted(forms):
        own = [one for one in groups if name in one.forms and one.purpose.strip()]
        exact = [one.file_only for one in own if one.file_only is not None]
        if own and not exact:
            continue
        kept = {key for keys in exact for key in keys}
        for field in forms[name].fields():
            key = field.key
            if (
                key
                and field.kind is not Kind.FILEPICKER
                and key not in kept
                and key.partition(".")[0] not in read
            ):
                label = field.label.text({}, _NOTHING) or key
                yield _warning(
                    forms[name].file,
                    "form-field-unused",
                    f"Nichts liest „{label}“ ({key}), und {_lacking(exact)}",
                    "Streichen Sie das Feld, oder nennen Sie in process.toml bei der Datengruppe, wofür Sie die Angabe "
                    "brauchen: das Formular und den Zweck oder, wo sie jedes Feld nennt, das Feld unter nur_akte.",
                    field.id,
                )


def _lacking(exact: Collection[object]) -> str:
    if exact:
        return "seine Datengruppe nennt es nicht unter nur_akte."
    return "keine Datengruppe mit Zweck sagt, wozu die Angabe erhoben wird."


def _decisions(
    graphs: Iterable[Graph], decisions: Mapping[str, Model], laws: Collection[str]
) -> Iterator[Finding]:
    wanted = {name for graph in graphs for name in graph.decisions} | set(laws)
    models = {id(model): model for model in decisions.values()}.values()
    for model in models:
        wanted |= {one.decision.id for each in model.decisions.values() for one in each.required_decisions}
    for model in models:
        if model.services or model.functions:  # what they use, only they know
            continue
        for name, one in model.decisions.items():
            if name not in wanted:
                yield Finding(
                    one.file or model.file,
                    "decision-unused",
                    f"Die Entscheidung „{one.name or name}“ ruft niemand.",
                    "Nennen Sie sie an einer Geschäftsregelaufgabe, oder löschen Sie sie.",
                    name,
                    one.line,
                    Severity.WARNING,
                )


def _warning(file: str, rule: str, reason: str, hint: str, element: str | None = None) -> Finding:
    return Finding(file, rule, reason, hint, element, severity=Severity.WARNING)
