"""Ids of their own for the elements of every process of a folder: new diagrams all begin with *StartEvent_1*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine import xml
from engine.bpmn.element import BPMN
from engine.execution.bundle import Bundle, read_bundle

_PROCESS = f"{{{BPMN}}}process"


def apart(bundle: Bundle, files: Mapping[str, bytes]) -> tuple[Bundle, Mapping[str, bytes]]:
    """The bundle and its files with no id twice; both as they are where that is so already.

    The main process keeps its ids, so a scenario may go on naming them.
    """
    ids = [id_ for graph in bundle.graphs.values() for id_ in (*graph.nodes, *graph.flows)]
    if len(ids) == len(set(ids)):
        return bundle, files
    taken = {*bundle.graph.nodes, *bundle.graph.flows}
    written = {
        path: _renamed(content, path, bundle.main, taken) if path.endswith(".bpmn") else content
        for path, content in files.items()
    }
    return replace(read_bundle(written), main=bundle.main, profile=bundle.profile), written


def _renamed(content: bytes, path: str, main: str, taken: set[str]) -> bytes:
    root = xml.read(content, path)
    for process in root.iter(_PROCESS):
        key = process.get("id", "")
        if key == main:
            continue
        own = {id_ for one in process.iterdescendants() if (id_ := one.get("id"))}
        names = {id_: f"{id_}_{key}" for id_ in own & taken}
        taken |= own | set(names.values())
        for one in process.iterdescendants():
            _rename(one, names)
    return xml.write(root)


def _rename(element: xml.Element, names: Mapping[str, str]) -> None:
    """Give an element its new id and whatever it refers to; values of extensions are no references."""
    if xml.namespace(element) != BPMN:
        return
    for attribute, value in element.attrib.items():
        if value in names and (attribute in ("id", "default") or str(attribute).endswith("Ref")):
            element.set(attribute, names[str(value)])
    text = xml.text_of(element).strip()
    if text in names and not len(element):
        element.text = names[text]
