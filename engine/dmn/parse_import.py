"""Imports: the other DMN files of a version, found by their namespace and read when somebody needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from engine import xml
from engine.dmn.decision import Space
from engine.dmn.reader import NAMESPACES, Reader, children
from engine.errors import ModelError, Severity

if TYPE_CHECKING:
    from engine.dmn.parse_graph import GraphParser

#: a version holds tables of hundreds of rows, where every cell is two elements
MAX_ELEMENTS: Final = 40_000


class Library:
    """The DMN files of one version; each is read once, and only if it is imported.

    `make` builds the graph of a file. `begun` holds the namespaces being read right now, to find circles.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        make: Callable[[Reader, xml.Element, Library], GraphParser],
    ) -> None:
        self._files = files
        self._make = make
        self._roots: dict[str, list[tuple[str, xml.Element]]] | None = None
        self._graphs: dict[str, GraphParser | None] = {}
        self._circular: set[str] = set()
        self.begun: list[str] = []

    def graph(self, reader: Reader, element: xml.Element) -> GraphParser | None:
        """Return the graph an import element names; None after noting why there is none."""
        namespace, name = element.get("namespace", ""), element.get("name", "")
        kind = element.get("importType", "")
        if kind and kind not in NAMESPACES:
            reader.fault(
                element,
                "import-type",
                f"Die Einbindung „{name}“ ist von der Art „{kind}“.",
                "Binden Sie DMN-Dateien ein; andere Arten werden nicht gelesen.",
            )
            return None
        if namespace in self.begun:
            self._circle(reader, element)
            return None
        found = self._found(namespace)
        if len(found) != 1:
            self._not_one(reader, element, [path for path, _ in found])
            return None
        if namespace not in self._graphs:
            self._graphs[namespace] = self._read(namespace, *found[0])
        graph = self._graphs[namespace]
        if namespace in self._circular:
            self._circle(reader, element)
        elif graph is None:
            reader.fault(
                element,
                "import-faulty",
                f"Die eingebundene Datei {found[0][0]} hat Fehler.",
                "Beheben Sie zuerst die Fehler dort.",
            )
        return graph

    def _found(self, namespace: str) -> list[tuple[str, xml.Element]]:
        if self._roots is None:
            self._roots = {}
            for path in sorted(self._files):
                try:
                    root = xml.read(self._files[path], path, MAX_ELEMENTS)
                except ModelError:
                    continue  # its faults are told where the file itself is read
                self._roots.setdefault(root.get("namespace", ""), []).append((path, root))
        return self._roots.get(namespace, [])

    def _read(self, namespace: str, path: str, root: xml.Element) -> GraphParser | None:
        reader = Reader(path)
        self.begun.append(namespace)
        try:
            graph = self._make(reader, root, self)
            graph.decisions()
        finally:
            self.begun.pop()
        if any(finding.rule == "import-circle" for finding in reader.findings):
            self._circular.add(namespace)
        faulty = any(finding.severity is Severity.ERROR for finding in reader.findings)
        return None if faulty else graph

    def _circle(self, reader: Reader, element: xml.Element) -> None:
        reader.fault(
            element,
            "import-circle",
            f"Die Einbindung „{element.get('name', '')}“ führt im Kreis.",
            "Legen Sie das Gemeinsame in eine dritte Datei, die beide einbinden.",
        )

    def _not_one(self, reader: Reader, element: xml.Element, paths: list[str]) -> None:
        namespace = element.get("namespace", "")
        if paths:
            reader.fault(
                element,
                "import-ambiguous",
                f"Den Namensraum „{namespace}“ haben mehrere Dateien: {', '.join(paths)}.",
                "Geben Sie jeder Datei einen eigenen Namensraum.",
            )
            return
        written = PurePosixPath(element.get("locationURI", "")).name
        reader.fault(
            element,
            "import-missing",
            f"Die eingebundene Datei {f'{written} ' if written else ''}mit dem Namensraum „{namespace}“ fehlt.",
            "Legen Sie sie in denselben Ordner, und prüfen Sie den ganzen Ordner.",
        )


@dataclass(frozen=True, slots=True)
class Import:
    """One import: how its names are known here, its namespace, and its graph."""

    space: Space
    namespace: str
    graph: GraphParser


def imports_of(reader: Reader, root: xml.Element, library: Library) -> tuple[Import, ...]:
    """Return the imports of a file; what cannot be imported is noted."""
    found: list[Import] = []
    for element in children(root, "import"):
        name = element.get("name", "")
        if name and any(one.space.model == name for one in found):
            reader.fault(
                element,
                "import-name",
                f"Zwei Einbindungen heißen „{name}“.",
                "Geben Sie jeder Einbindung einen eigenen Namen.",
            )
        graph = library.graph(reader, element)
        if graph is not None:
            found.append(Import(Space(name), element.get("namespace", ""), graph))
    return tuple(found)
