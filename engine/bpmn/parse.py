"""From the bytes of a file to a `Document`: the elements, their ids and references, nothing about their
meaning.
"""

from __future__ import annotations

from types import MappingProxyType

from engine.bpmn.element import Document
from engine.bpmn.faults import Faults
from engine.bpmn.references import check_references, index
from engine.bpmn.tree import read_tree


def parse(source: bytes, file: str) -> Document:
    """Read a BPMN 2.0 file.

    Raises ModelError when the bytes are not BPMN XML within the limits. Double ids and broken references do
    not raise: the document carries them as findings, so that a modeller can still show it.
    """
    tree = read_tree(source, file)
    faults = Faults(file)
    elements = index(tree.root, faults)
    check_references(tree.root, elements, faults)
    return Document(
        file=file,
        root=tree.root,
        elements=MappingProxyType(elements),
        drawn=tree.drawn,
        findings=faults.findings,
    )
