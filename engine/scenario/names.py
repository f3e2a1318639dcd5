"""What a process owner calls an element, and which element that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from engine.bpmn import Graph

#: an element of another process: `einwilligung/Unterschreiben`
_SEPARATOR = "/"


class Impossible(Exception):
    """What a step wants cannot be done; the message is a German sentence."""


class Names:
    """The elements of the process a scenario belongs to, and of those it calls."""

    def __init__(self, main: str, graphs: Mapping[str, Graph]) -> None:
        self._main = main
        self._graphs = graphs

    def find(self, name: str) -> tuple[str, str]:
        """The process and id of the element with that id or name; the process of the scenario goes before those it
        calls. Impossible when there is none, or several.
        """
        prefix, separator, rest = name.partition(_SEPARATOR)
        if separator and prefix.strip() in self._graphs:
            key = prefix.strip()
            return self._only(rest.strip(), [self._graphs[key]])
        own = [self._graphs[self._main]]
        if self._matches(name, own):
            return self._only(name, own)
        return self._only(name, [graph for graph in self._graphs.values() if graph.key != self._main])

    def label(self, process: str, element: str) -> str:
        """What the diagram calls an element."""
        graph = self._graphs.get(process)
        return graph.nodes[element].label if graph is not None and element in graph.nodes else element

    def told(self, process: str, element: str) -> str:
        """The shortest words that mean this element alone: what the diagram calls it, else its process and id."""
        label = self.label(process, element)
        try:
            found = self.find(label)
        except Impossible:
            return f"{process}{_SEPARATOR}{element}"
        return label if found == (process, element) else f"{process}{_SEPARATOR}{element}"

    def same(self, name: str, process: str, element: str) -> bool:
        """Whether the words mean this element; several elements of one name are all meant."""
        prefix, separator, rest = name.partition(_SEPARATOR)
        if separator and prefix.strip() in self._graphs:
            if prefix.strip() != process:
                return False
            name = rest.strip()
        return name in (element, self.label(process, element))

    def _only(self, name: str, graphs: Iterable[Graph]) -> tuple[str, str]:
        found = self._matches(name, graphs)
        if len(found) == 1:
            return found[0]
        if not found:
            raise Impossible(f"Das Diagramm hat unter „{name}“ kein Element{self._similar(name)}.")
        ids = ", ".join(f"„{element}“ ({process})" for process, element in found)
        raise Impossible(f"Das Diagramm hat unter „{name}“ mehrere Elemente; nennen Sie die ID: {ids}.")

    def _similar(self, name: str) -> str:
        known = sorted({node.label for graph in self._graphs.values() for node in graph.nodes.values()})
        near = get_close_matches(name, known, n=1)
        return f"; ähnlich ist „{near[0]}“" if near else ""

    @staticmethod
    def _matches(name: str, graphs: Iterable[Graph]) -> list[tuple[str, str]]:
        nodes = [(graph.key, node) for graph in graphs for node in graph.nodes.values()]
        by_id = [(key, node.id) for key, node in nodes if node.id == name]
        return by_id or [(key, node.id) for key, node in nodes if node.name == name]
