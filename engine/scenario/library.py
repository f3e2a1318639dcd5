"""The processes a case can reach beside its own: those of the sibling folders, compiled when they are first needed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from engine.bpmn import Call, Graph, Node
from engine.cache import Cache
from engine.errors import ModelError, NotFound
from engine.execution.bundle import Bundle, read_bundle
from engine.feel import Environment
from engine.library import read as read_folders

_PRECHECKS = 256
#: stands for every called process
ALL = "alle"


class Library:
    """Process folders below one folder, each named by the key of its process (docs/process-library.md)."""

    def __init__(self, folder: Path | None = None, known: Mapping[str, Bundle] | None = None) -> None:
        self.folder = folder
        #: what the legal pre-check has answered: scenarios ask of few persons, again and again
        self.prechecks = Cache(_PRECHECKS)
        self._bundles: dict[str, Bundle | None] = dict(known or {})

    def bundle(self, key: str) -> Bundle | None:
        """The process of that key; None when the library has none. ModelError with findings when it has errors."""
        if key not in self._bundles:
            self._bundles[key] = self._read(key)
        return self._bundles[key]

    def reach(self, bundle: Bundle, stand_ins: Collection[str] = ()) -> dict[str, Bundle]:
        """By key, the bundle itself and every process it calls, directly or through others; not what stands in."""
        found = dict.fromkeys(bundle.graphs, bundle)
        waiting = list(bundle.graphs.values())
        while waiting:
            for key in calls(waiting.pop()):
                if key in found or key in stand_ins or ALL in stand_ins:
                    continue
                other = self.bundle(key)
                if other is not None:
                    new = {name: graph for name, graph in other.graphs.items() if name not in found}
                    found |= dict.fromkeys(new, other)
                    waiting += new.values()
        return found

    def _read(self, key: str) -> Bundle | None:
        path = None if self.folder is None else self.folder / key
        if path is None or not key.replace("_", "").replace("-", "").isalnum() or not path.is_dir():
            return None
        try:
            (folder,) = read_folders(path)
        except (NotFound, ValueError):
            return None
        return compiled(path, folder.files)


def compiled(folder: Path, files: Mapping[str, bytes]) -> Bundle:
    """The compiled files of a process folder; ModelError with its findings when it has errors."""
    bundle = read_bundle(files)
    if bundle.errors:
        raise ModelError(
            f"Expected to run the scenarios of {folder}, but the process has errors", bundle.errors
        )
    return bundle


def calls(graph: Graph) -> Iterator[str]:
    """The keys of the processes a process always calls by a fixed name."""
    return (key for node in graph.nodes.values() if (key := called_process(node)) is not None)


def called_process(node: Node) -> str | None:
    """The process a call activity always calls; None for other elements and for a process that is computed."""
    if not isinstance(node.behaviour, Call) or node.behaviour.process.variables:
        return None
    value = node.behaviour.process.evaluate({}, Environment()).value
    return value if isinstance(value, str) else None
