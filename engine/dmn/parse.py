"""A DMN file to a model, or to findings."""

from __future__ import annotations

from engine import xml
from engine.dmn.model import Model
from engine.dmn.parse_graph import GraphParser
from engine.dmn.reader import NAMESPACES, Reader, is_feel
from engine.errors import ModelError, Severity


def parse(source: bytes, file: str) -> Model:
    """Parse a DMN file; raises ModelError whose findings name every fault with its place."""
    root = xml.read(source, file)
    reader = Reader(file)
    if xml.local_name(root) != "definitions" or xml.namespace(root) not in NAMESPACES:
        reader.fault(
            root,
            "dmn-root",
            "Die Datei ist kein DMN-Modell der Versionen 1.1 bis 1.5.",
            "Speichern Sie die Entscheidung im Modellierungswerkzeug als DMN-Datei.",
        )
        raise _refused(reader)
    language = root.get("expressionLanguage")
    if language and not is_feel(language):
        reader.fault(
            root,
            "expression-language",
            f"Das Modell ist in der Sprache „{language}“ geschrieben.",
            "Schreiben Sie die Ausdrücke in FEEL; andere Sprachen werden nicht ausgeführt.",
        )
    parser = GraphParser(reader, root)
    model = Model(
        id=root.get("id", ""),
        name=root.get("name", ""),
        file=file,
        decisions=parser.decisions(),
        services=parser.services(),
        types=parser.types.known(),
        findings=tuple(reader.findings),
    )
    if any(finding.severity is Severity.ERROR for finding in reader.findings):
        raise _refused(reader)
    return model


def _refused(reader: Reader) -> ModelError:
    first = next(finding for finding in reader.findings if finding.severity is Severity.ERROR)
    return ModelError(f"Expected to read {reader.file}, but {first.reason}", reader.findings)
