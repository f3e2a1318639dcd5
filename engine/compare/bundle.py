"""Two versions as bundles of files: which file is which, and what is different in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine import yaml
from engine.compare import tree
from engine.compare.bpmn import compare_bpmn
from engine.compare.difference import Comparison, Difference, Side, TableComparison, Weight, renamed
from engine.compare.difference import DifferenceKind as Kind
from engine.compare.dmn import compare_dmn
from engine.compare.form import compare_form, read_form
from engine.compare.profile import compare_profile
from engine.compare.scenario import compare_scenario, scenario_name
from engine.compare.values import Said
from engine.errors import Finding, ModelError

_PROFILE = "process.toml"
#: the order of the files in a comparison
_RANKS = (".bpmn", ".dmn", _PROFILE, ".form", ".yaml")
_IDENTITY = re.compile(rb'<(?:[\w.-]+:)?(?:process|decision)\b[^>]*?\bid="([^"]+)"')
_NAMED = re.compile(r'\bid="([^"]+)"')


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Comparison:
    """What is different between two bundles of files, by path: diagrams, decisions, forms, profile, scenarios.

    Never raises for a file: one that cannot be read is a difference of its own, with the findings in the side it
    belongs to, and the others are compared all the same. Files with the same bytes are not read.
    """
    return _Bundles(old, new).compare()


@dataclass(slots=True)
class _Bundles:
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    tables: list[TableComparison] = field(default_factory=list)
    #: elements of the diagrams, which come first, that are the same under another id
    renamed: dict[str, str] = field(default_factory=dict)
    faults: tuple[dict[str, tuple[Finding, ...]], dict[str, tuple[Finding, ...]]] = field(
        default_factory=lambda: ({}, {})
    )

    def compare(self) -> Comparison:
        elsewhere = _renamed(self.old, self.new)
        paths = {path: path for path in self.new if path in self.old} | {
            new: old for old, new in elsewhere.items()
        }
        gone = [path for path in self.old if path not in self.new and path not in elsewhere]
        found: list[Difference] = []
        for path in sorted((*self.new, *gone), key=_rank):
            if path not in self.new:
                found.append(_file(path, self.old[path], added=False))
            elif path not in paths:
                found.append(_file(path, self.new[path], added=True))
            else:
                found.extend(self._pair(paths[path], path))
        return Comparison(tuple(found), tuple(self.tables), Side(self.faults[0]), Side(self.faults[1]))

    def _pair(self, old_path: str, path: str) -> Iterator[Difference]:
        if old_path != path:
            said = Said(f"Datei „{old_path}“ heißt jetzt „{path}“.", f"File “{old_path}” is now “{path}”.")
            yield Difference(
                Kind.FILE_RENAMED, Weight.TEXT, path, "", path, old_path, path, said.german, said.english
            )
        old, new = self.old[old_path], self.new[path]
        if old == new:
            return
        try:
            yield from self._contents(old, new, path)
        except ModelError:
            yield from self._unreadable(old, new, path)

    def _contents(self, old: bytes, new: bytes, path: str) -> Iterable[Difference]:
        """The differences of two files; nothing is given away before all of it is known to be readable."""
        if path.endswith(".bpmn"):
            found = tuple(compare_bpmn(tree.read(old, path), tree.read(new, path), path))
            self.renamed |= renamed(found)
            return found
        if path.endswith(".dmn"):
            compared = compare_dmn(tree.read(old, path), tree.read(new, path), path)
            self.tables.extend(one for one in compared.tables if one.changed)
            return compared.differences
        if path.endswith(".form"):
            return tuple(compare_form(old, new, path))
        if path == _PROFILE:
            return tuple(compare_profile(old, new, path, self._labels(), self.renamed))
        if path.endswith((".yaml", ".yml")):
            return tuple(compare_scenario(old, new, path))
        return (_text_changed(old, new, path),)

    def _unreadable(self, old: bytes, new: bytes, path: str) -> Iterator[Difference]:
        """One of the files, or both: which, and why."""
        for side, source in enumerate((old, new)):
            try:
                self._contents(source, source, path)
            except ModelError as fault:
                findings = fault.findings or (Finding(path, "unreadable", fault.message),)
                self.faults[side][path] = findings
        sides = [side for side in (0, 1) if path in self.faults[side]]
        reason = " ".join(one.reason for one in self.faults[sides[0]][path][:2])
        where, english = (
            ("in beiden Fassungen", "in both versions")
            if len(sides) == 2
            else (
                ("in der alten Fassung", "in the old version"),
                ("in der neuen Fassung", "in the new version"),
            )[sides[0]]
        )
        said = Said(
            f"„{path}“ ist {where} nicht lesbar und wird nicht verglichen: {reason}",
            f"“{path}” cannot be read {english} and is not compared: {reason}",
        )
        yield Difference(
            Kind.UNREADABLE, Weight.SUBJECT, path, "", path, None, None, said.german, said.english
        )

    def _labels(self) -> Mapping[str, str]:
        """The names of the elements of the diagrams, those of the new version first."""
        found: dict[str, str] = {}
        for files in (self.old, self.new):
            for path, source in files.items():
                if path.endswith(".bpmn"):
                    try:
                        root = tree.read(source, path)
                    except ModelError:
                        continue
                    found.update({one.get("id"): one.label for one in root.walk() if one.get("name")})
        return found


def _rank(path: str) -> tuple[int, str]:
    return next((number for number, end in enumerate(_RANKS) if path.endswith(end)), len(_RANKS)), path


def _renamed(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """The new path of files that lie elsewhere: same bytes, or the same thing by its id. Old paths come first."""
    found: dict[str, str] = {}
    gone = [path for path in old if path not in new]
    came = [path for path in new if path not in old]
    for told_by in (lambda _path, source: source, _identity):
        free = {
            (_ending(path), told_by(path, new[path])): path for path in came if path not in found.values()
        }
        for path in gone:
            key = (_ending(path), told_by(path, old[path]))
            if path not in found and key[1] is not None and key in free:
                found[path] = free.pop(key)
    return found


def _ending(path: str) -> str:
    return path.rpartition(".")[2]


def _identity(path: str, source: bytes) -> object:
    """What a file is about by its own words: the id of its first process, decision or form; None without."""
    if path.endswith(".form"):
        try:
            return read_form(source, path).facts.get("id")
        except ModelError:
            return None
    found = _IDENTITY.search(source[:100_000])
    return found[1] if found and path.endswith((".bpmn", ".dmn")) else None


def _file(path: str, source: bytes, *, added: bool) -> Difference:
    """A file that came or went."""
    kind = Kind.FILE_ADDED if added else Kind.FILE_REMOVED
    name, english, weight = f"Datei „{path}“", f"File “{path}”", Weight.SUBJECT
    if path.endswith((".yaml", ".yml")):
        kind = Kind.SCENARIO_ADDED if added else Kind.SCENARIO_REMOVED
        try:
            title = scenario_name(yaml.read(source, path), path)
        except ModelError:
            title = path
        name, english = f"Szenario „{title}“", f"Scenario “{title}”"
    elif path.endswith(".form"):
        name, english = f"Formular „{path}“", f"Form “{path}”"
    elif path.endswith(".bpmn"):
        name, english = f"Diagramm „{path}“", f"Diagram “{path}”"
    elif path.endswith(".dmn"):
        name, english = f"Entscheidungstabellen „{path}“", f"Decision tables “{path}”"
    elif path != _PROFILE:
        weight = Weight.TEXT
    said = Said(
        f"{name} {'hinzugefügt' if added else 'entfallen'}.", f"{english} {'added' if added else 'removed'}."
    )
    return Difference(kind, weight, path, "", path, None, None, said.german, said.english)


def _text_changed(old: bytes, new: bytes, path: str) -> Difference:
    """A file of another kind: how many lines came and went."""
    lines = [source.decode("utf-8", "replace").splitlines() for source in (old, new)]
    came, went = len(set(lines[1]) - set(lines[0])), len(set(lines[0]) - set(lines[1]))
    said = Said(
        f"Datei „{path}“ geändert ({came} Zeilen neu, {went} entfallen).",
        f"File “{path}” changed ({came} lines added, {went} removed).",
    )
    return Difference(Kind.FILE_CHANGED, Weight.TEXT, path, "", path, None, None, said.german, said.english)
