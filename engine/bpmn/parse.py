"""From the bytes of a file to a `Document`: the elements, their ids and references, nothing about their
meaning.
"""

from __future__ import annotations

from types import MappingProxyType

from engine.bpmn.element import BPMN, Document
from engine.bpmn.faults import Faults
from engine.bpmn.references import check_references, index
from engine.bpmn.tree import Tree, read_tree, read_whole


def parse(source: bytes, file: str) -> Document:
    """Read a BPMN 2.0 file.

    Raises ModelError when the bytes are not BPMN XML within the limits. Double ids and broken references do
    not raise: the document carries them as findings, so that a modeller can still show it.
    """
    return _document(read_tree(source, file), file)


def parse_whole(source: bytes, file: str) -> Document:
    """As `parse`, with the drawing: what `write` needs to give the file back."""
    return _document(read_whole(source, file), file)


def _document(tree: Tree, file: str) -> Document:
    faults = Faults(file)
    everything = [element for element in tree.root.walk() if element.namespace == BPMN]
    elements = index(everything, faults)
    check_references(everything, elements, faults)
    return Document(
        file=file,
        root=tree.root,
        elements=MappingProxyType(elements),
        drawn=tree.drawn,
        findings=faults.findings,
        prefixes=tree.prefixes,
        diagrams=tree.diagrams,
    )
