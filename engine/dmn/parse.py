"""A DMN file to a model, or to findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import xml
from engine.dmn.model import Model
from engine.dmn.parse_graph import GraphParser
from engine.dmn.parse_import import MAX_ELEMENTS, Library
from engine.dmn.reader import NAMESPACES, Reader, is_feel
from engine.errors import Finding, ModelError, Severity


def parse(source: bytes, file: str, others: Mapping[str, bytes] | None = None) -> Model:
    """Parse a DMN file; raises ModelError whose findings name every fault with its place.

    `others` are the DMN files beside it, by path: an import finds its file among them by the namespace.
    """
    model = read(source, file, others)
    if any(finding.severity is Severity.ERROR for finding in model.findings):
        raise _refused(file, model.findings)
    return model


def read(source: bytes, file: str, others: Mapping[str, bytes] | None = None) -> Model:
    """Read a DMN file as far as it can be read: `findings` then hold errors too, and what they name answers null.

    For checks and for looking into a faulty file; only `parse` gives a model to decide with. Raises ModelError for
    a file that is no DMN at all.
    """
    root = xml.read(source, file, MAX_ELEMENTS)
    reader = Reader(file)
    if xml.local_name(root) != "definitions" or xml.namespace(root) not in NAMESPACES:
        reader.fault(
            root,
            "dmn-root",
            "Die Datei ist kein DMN-Modell der Versionen 1.1 bis 1.5.",
            "Speichern Sie die Entscheidung im Modellierungswerkzeug als DMN-Datei.",
        )
        raise _refused(file, reader.findings)
    language = root.get("expressionLanguage")
    if language and not is_feel(language):
        reader.fault(
            root,
            "expression-language",
            f"Das Modell ist in der Sprache „{language}“ geschrieben.",
            "Schreiben Sie die Ausdrücke in FEEL; andere Sprachen werden nicht ausgeführt.",
        )
    library = Library(
        {path: content for path, content in (others or {}).items() if path != file}, GraphParser
    )
    library.begun.append(root.get("namespace", ""))
    parser = GraphParser(reader, root, library)
    decisions = parser.decisions()
    functions = parser.functions()
    services = parser.services()
    types = parser.types.known()
    if not (decisions or functions or services or types or reader.findings):
        reader.fault(root, "no-decision", "Die Datei enthält keine Entscheidung.", "Fügen Sie eine hinzu.")
    return Model(
        id=root.get("id", ""),
        name=root.get("name", ""),
        file=file,
        decisions=decisions,
        services=services,
        functions=functions,
        types=types,
        tables=tuple(reader.tables),
        findings=tuple(reader.findings),
    )


def _refused(file: str, findings: Sequence[Finding]) -> ModelError:
    first = next(finding for finding in findings if finding.severity is Severity.ERROR)
    return ModelError(f"Expected to read {file}, but {first.reason}", findings)
