"""The files of one version, compiled: diagrams to graphs, tables to decisions, forms – and what is wrong with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from html import unescape
from pathlib import PurePosixPath

from engine import bpmn, dmn, forms, precheck, profile
from engine.bpmn import CalledDecision, Exchange, Graph, Knowledge, Message, Node, agreed_for
from engine.dmn import Evaluation
from engine.dmn.rule_set import Law, law_of
from engine.errors import Finding, ModelError, Severity
from engine.execution import answers, prechecks, triggers, unread
from engine.execution.exemptions import exempt
from engine.feel import AgreedTime, Environment, Value, read_duration
from engine.forms import Form
from engine.forms import Kind as FormKind
from engine.profile import AgreedNumber, Profile
from engine.state import definition
from engine.state.adoption import Resolved
from engine.transaction import Transaction

#: what a table asks for that is agreed on
_ASKED = re.compile(r'\bvereinbart\(\s*"([^"]+)"')
#: the files a version runs by, beside its process.toml
_MODELS = frozenset({".bpmn", ".dmn", ".form"})
#: variables the engine sets in every instance
ENGINE_VARIABLES = frozenset({"aktenzeichen", "ags"})


@dataclass(frozen=True, slots=True)
class Bundle:
    """One version, ready to run. `main` is the key of its process; `findings` are errors and warnings of all files."""

    main: str
    main_path: str
    graphs: Mapping[str, Graph]
    decisions: Mapping[str, dmn.Model]
    forms: Mapping[str, Form]
    findings: tuple[Finding, ...]
    #: decisions that come in versions by legal date (docs/rechtsstand.md)
    laws: Mapping[str, Law] = field(default_factory=dict)
    #: what is agreed on and each decision asks for, with all tables of its file
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: what process.toml says; None for a version without
    profile: Profile | None = None

    @property
    def graph(self) -> Graph:
        """The process a case starts with."""
        return self.graphs[self.main]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid a deployment."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def messages(self) -> frozenset[str]:
        """The names of the messages its diagrams catch, as far as they do not depend on a case."""
        names = (
            event.name.evaluate({}).value
            for graph in self.graphs.values()
            for node in graph.nodes.values()
            for event in (
                *node.events,
                node.behaviour.message if isinstance(node.behaviour, Exchange) else None,
            )
            if isinstance(event, Message)
        )
        return frozenset(name for name in names if isinstance(name, str))

    @property
    def starts(self) -> tuple[tuple[str, str, str, str], ...]:
        """(process, element, "message" or "signal", name) of every start event that one of these triggers."""
        return tuple(one for graph in self.graphs.values() for one in triggers.named(graph))

    def decide(
        self,
        decision: str,
        variables: Mapping[str, Value],
        environment: Environment,
        grounds: precheck.Grounds | None = None,
    ) -> Evaluation:
        """Evaluate one of the bundle's decisions, or the legal pre-check of the person on these grounds.

        ModelError when it is unknown or breaks. The pre-check (docs/rechtsstand.md) is one that no version brings
        along: a decision of the version's own goes before.
        """
        if grounds is not None and decision in precheck.DECISIONS and decision not in self.decisions:
            return precheck.decide(decision, variables, environment, grounds)
        if (law := self.laws.get(decision)) is not None:
            return law.decide(decision, variables, environment)
        model = self.decisions.get(decision)
        if model is None:
            raise ModelError(f"Expected to find decision {decision}, but the version has none of that id")
        return model.evaluate(decision, variables, environment)

    def agreed(self, element: str, resolved: Resolved) -> AgreedTime | None:
        """The agreed time of an element, or the agreed number of that name, as FEEL has it: what a resolution says
        of it, else what the profile proposes.

        None where the profile names none: nobody can resolve one then.
        """
        one = None if self.profile is None else self.profile.agreed.get(element)
        if one is None:
            return None
        value = resolved.times.get(element, one.value)
        label = one.label if isinstance(one, AgreedNumber) else ""
        return _agreed(value, one.working, label, resolved.resolution)

    def proposing(self, values: Mapping[str, str]) -> Bundle:
        """The same version, as if its profile proposed these times and numbers: for whoever plays it in memory."""
        if self.profile is None or not values:
            return self
        return replace(self, profile=self.profile.proposing(values))

    def asks(self, node: Node) -> frozenset[str]:
        """What is agreed on and asked for at an element, by its expressions or by the tables it decides with."""
        called = node.behaviour
        decided = self.asked.get(called.decision, ()) if isinstance(called, CalledDecision) else ()
        return frozenset((*agreed_for(node), *decided))

    @property
    def data_names(self) -> frozenset[str]:
        """How data may be called that a step hands over: by a category of a consent, or a data group of the profile."""
        return data_names(self.profile)

    def form(self, name: str | None) -> Form | None:
        """The form of that id, None for none."""
        return None if name is None else self.forms.get(name)


def data_names(said: Profile | None) -> frozenset[str]:
    """The categories of a consent, and the data groups of a profile."""
    return frozenset(profile.CATEGORIES).union(() if said is None else (one.group for one in said.data))


@lru_cache(maxsize=1024)
def _agreed(value: str, working: bool, label: str, resolution: str) -> AgreedTime:
    by = f"Beschluss {resolution}" if resolution else "Vorschlag des Ablaufs, noch nicht beschlossen"
    if label:
        return AgreedTime(Decimal(value), f"{label} {value} ({by})")
    return AgreedTime(read_duration(value), f"{profile.in_words(value, working=working)} ({by})")


def digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of all paths and contents: the same files have the same digest."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(f"{path}\0{len(files[path])}\0".encode())
        total.update(files[path])
    return total.hexdigest()


def read_bundle(files: Mapping[str, bytes]) -> Bundle:
    """Compile every file of a version; faults are findings, never an exception.

    The same models are compiled once, whichever version, draft or proposal they are of and whatever lies beside them.
    """
    return _read(tuple(sorted(models(files).items())))


def models(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files a version runs by, without those that lie beside them."""
    return {path: content for path, content in files.items() if _is_model(path)}


def _is_model(path: str) -> bool:
    return path == profile.NAME or PurePosixPath(path).suffix in _MODELS


@lru_cache(maxsize=64)
def _read(contents: tuple[tuple[str, bytes], ...]) -> Bundle:
    files = dict(contents)
    decisions, laws, found = _tables(tuple((path, files[path]) for path in _with_suffix(files, ".dmn")))
    findings = [*found]
    asked = {path: _asked(files[path]) for path in _with_suffix(files, ".dmn")}
    known: dict[str, Form] = {}
    for path in _with_suffix(files, ".form"):
        form, found = _form(files[path], path)
        findings.extend(found)
        if form is not None:
            if form.id in known:
                findings.append(_twice(path, "duplicate-form", "Ein Formular", form.id, known[form.id].file))
            known[form.id] = form
    said, faults = _profile(files)
    findings.extend(faults)
    if not faults:
        findings.extend(_not_agreed(asked, {} if said is None else said.agreed))
    graphs: dict[str, Graph] = {}
    drawn: dict[str, str] = {}
    paths = _with_suffix(files, ".bpmn")
    for path in paths:
        checked = bpmn.read(
            files[path],
            path,
            Knowledge(
                {name: frozenset(form.keys) for name, form in known.items()},
                precheck.DECISIONS.union(decisions),
                ENGINE_VARIABLES,
                None if faults else frozenset() if said is None else frozenset(said.agreed),
                None if faults else data_names(said),
                _inputs(decisions, laws),
                {name: answers.of_form(form) for name, form in known.items()},
            ),
        )
        findings.extend(checked.findings)
        if checked.document is not None:
            findings.extend(bpmn.check_drawing(checked.document))
        graphs.update({graph.key: graph for graph in checked.graphs})
        for key in (graph.key for graph in checked.graphs):
            if drawn.setdefault(key, path) != path:
                findings.append(_twice(path, "duplicate-process", "Einen Prozess", key, drawn[key]))
        for graph in checked.graphs:
            findings.extend(triggers.findings(graph, path))
            findings.extend(_start_files(graph, known))
            findings.extend(prechecks.findings(graph, path, decisions))
    if not paths:
        findings.append(
            Finding(
                "",
                "no-diagram",
                "Der Ablauf enthält kein BPMN-Diagramm.",
                "Legen Sie eine Datei *.bpmn dazu.",
            )
        )
    elif not graphs and not any(finding.severity is Severity.ERROR for finding in findings):
        findings.append(
            Finding(
                paths[0],
                "no-executable-process",
                "Das Diagramm enthält keinen ausführbaren Prozess.",
                "Setzen Sie am Prozess isExecutable auf true.",
            )
        )
    if not any(finding.severity is Severity.ERROR for finding in findings):
        findings.extend(unread.findings(graphs.values(), decisions, laws, known, said))
    if said is not None:
        named = frozenset().union(*asked.values())
        findings.extend(profile.check_profile(said, tuple(graphs.values()), known, files, asked=named))
    return Bundle(
        next(iter(graphs), ""),
        paths[0] if paths else "",
        graphs,
        decisions,
        known,
        exempt(findings, said),
        laws,
        {name: asked.get(model.file, frozenset()) for name, model in decisions.items()},
        said,
    )


def _asked(table: bytes) -> frozenset[str]:
    """What the tables of a file ask for that is agreed on."""
    return frozenset(_ASKED.findall(unescape(table.decode(errors="replace"))))


def _not_agreed(asked: Mapping[str, frozenset[str]], known: Collection[str]) -> Iterator[Finding]:
    """Tables that ask for what nobody can agree on: in somebody's case they would miss it."""
    names = ", ".join(sorted(known)) or "noch keine"
    for path, wanted in asked.items():
        for name in sorted(wanted.difference(known)):
            yield Finding(
                path,
                "agreed-time",
                f"Die Datei fragt nach dem vereinbarten Wert „{name}“, der in process.toml nicht steht. "
                f"Bekannt sind: {names}.",
                "Ergänzen Sie [[werte]] mit name, bezeichnung und wert.",
            )


@lru_cache(maxsize=256)
def _form(source: bytes, path: str) -> tuple[Form | None, tuple[Finding, ...]]:
    """The form of a file, or what is wrong with it."""
    try:
        return forms.parse(source, path), ()
    except ModelError as error:
        return None, _findings(error, path)


@lru_cache(maxsize=64)
def _tables(
    files: tuple[tuple[str, bytes], ...],
) -> tuple[Mapping[str, dmn.Model], Mapping[str, Law], tuple[Finding, ...]]:
    """The decisions of every DMN file by id, those of them that come in versions, and what is wrong with them."""
    findings: list[Finding] = []
    decisions: dict[str, dmn.Model] = {}
    laws: dict[str, Law] = {}
    tables = dict(files)
    for path, source in tables.items():
        try:
            model = dmn.parse(source, path, tables)
            law = law_of(model, source)
        except ModelError as error:
            findings.extend(_findings(error, path))
        else:
            findings.extend(
                _twice(path, "duplicate-decision", "Eine Entscheidung", name, decisions[name].file)
                for name in model.decisions
                if name in decisions
            )
            decisions.update(dict.fromkeys(model.decisions, model))
            if law.rule_sets:
                laws.update(dict.fromkeys(model.decisions, law))
            findings.extend((*model.findings, *dmn.check(model)))
    return decisions, laws, tuple(findings)


def load_bundle(tx: Transaction, version_id: int, digest: str | None = None) -> Bundle:
    """The compiled bundle of a stored version, from the cache when it was used before.

    Whoever has just read the version's digest gives it; a draft may have other files by now, so it is never guessed.
    """
    known = definition.get(tx, version_id).digest if digest is None else digest
    bundle: Bundle = tx.models.get((version_id, known), lambda: read_bundle(definition.files(tx, version_id)))
    return bundle


def load_profiles(tx: Transaction, versions: Collection[int]) -> dict[int, Profile]:
    """What process.toml says in each of these versions that have a readable one: nothing else of them is compiled."""
    found = definition.same_file(tx, versions, profile.NAME)
    read = {number: _profile({profile.NAME: content})[0] for number, content in found.items()}
    return {number: one for number, one in read.items() if one is not None}


def _profile(files: Mapping[str, bytes]) -> tuple[Profile | None, tuple[Finding, ...]]:
    """What process.toml says, and what is wrong with it; neither for a version without."""
    if profile.NAME not in files:
        return None, ()
    try:
        return _said(files[profile.NAME]), ()
    except ModelError as error:
        return None, _findings(error, profile.NAME)


@lru_cache(maxsize=128)
def _said(source: bytes) -> Profile:
    return profile.read_profile(source)


def _inputs(decisions: Mapping[str, dmn.Model], laws: Mapping[str, Law]) -> dict[str, frozenset[str]]:
    """What each decision reads; which version of one by legal date will be asked nobody can tell."""
    return {
        name: frozenset(model.inputs(name))
        for name, model in decisions.items()
        if name in model.decisions and name not in laws
    }


def _start_files(graph: Graph, known: Mapping[str, Form]) -> Iterator[Finding]:
    """Files are handed in to a case: the form that opens it cannot take any."""
    form = known.get(graph.start_form or "")
    for asked in form.fields() if form is not None else ():
        if asked.kind is FormKind.FILEPICKER and form is not None:
            yield Finding(
                form.file,
                "form-file",
                "Ein Startformular kann keine Dateien aufnehmen: Den Fall gibt es noch nicht.",
                "Setzen Sie das Feld in das Formular der ersten Aufgabe.",
                asked.id,
            )


def _twice(path: str, rule: str, what: str, name: str, other: str) -> Finding:
    """What is called by its id is there twice in a version: nobody knows which of the two files is meant."""
    return Finding(
        path,
        rule,
        f"{what} „{name}“ gibt es schon in {other}.",
        "Geben Sie der einen eine eigene Kennung, oder nehmen Sie die Datei heraus, die nicht gelten soll.",
        name,
    )


def _with_suffix(files: Mapping[str, bytes], suffix: str) -> list[str]:
    return sorted(path for path in files if PurePosixPath(path).suffix == suffix)


def _findings(error: ModelError, path: str) -> tuple[Finding, ...]:
    return error.findings or (Finding(path, "unreadable", error.message),)
