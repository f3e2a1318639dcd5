"""The one door to lxml: reads a model file without DTD, entities or network, within limits."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from engine.errors import Finding, ModelError

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_ELEMENTS",
    "Element",
    "ids",
    "line_of",
    "local_name",
    "namespace",
    "prefixes",
    "read",
    "text_of",
    "values_below",
    "widest",
    "write",
]

Element = etree._Element

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 8_000
MAX_DEPTH = 200

#: what libxml2 says, and the same for a person; words in brackets of the pattern go into the sentence
_FAULTS = (
    (r"Document is empty", "die Datei ist leer"),
    (r"Start tag expected", "hier müsste das erste Element beginnen"),
    (
        r"Opening and ending tag mismatch: (\S+) line (\d+) and (\S+)",
        "„{2}“ schließt das Element „{0}“ aus Zeile {1}",
    ),
    (r"Couldn't find end of Start Tag (\S+)", "das Element „{0}“ ist nicht zu Ende geschrieben"),
    (r"Premature end of data in tag (\S+)", "die Datei endet, bevor „{0}“ geschlossen ist"),
    (r"Namespace prefix (\S+) (?:for|on) (\S+)", "das Präfix „{0}“ an „{1}“ ist nirgends erklärt"),
    (r"Entity '(.+)' not defined", "das Zeichen „&{0};“ ist nicht bekannt"),
    (
        r"EntityRef|xmlParseEntityRef",
        "nach „&“ steht kein Zeichenname; für das Zeichen selbst schreiben Sie „&amp;“",
    ),
    (r"Attribute (\S+) redefined", "das Attribut „{0}“ steht zweimal am selben Element"),
    (r"Specification mandates value for attribute (\S+)", "das Attribut „{0}“ hat keinen Wert"),
    (r"AttValue: .* or '", "der Wert eines Attributs steht nicht in Anführungszeichen"),
    (
        r"AttValue: ' expected|Unescaped '<' not allowed",
        "im Wert eines Attributs steht „<“, oder ein Anführungszeichen fehlt",
    ),
    (r"attributes construct error", "zwischen zwei Attributen fehlt ein Leerzeichen"),
    (r"error parsing attribute name", "hier steht etwas, das kein Attribut ist"),
    (r"invalid element name", "nach „<“ steht kein Elementname; für das Zeichen selbst schreiben Sie „&lt;“"),
    (r"Invalid bytes|not proper UTF-8", "hier steht ein Zeichen, das nicht zur angegebenen Kodierung passt"),
    (r"invalid Char|CharRef|xmlChar", "hier steht ein Zeichen, das in XML nicht erlaubt ist"),
    (r"Extra content at the end", "nach dem Ende des Wurzelelements steht noch etwas"),
    (r"ouble hyphen|Comment must not contain", "in einem Kommentar stehen zwei Bindestriche"),
    (r"Comment not terminated", "ein Kommentar ist nicht abgeschlossen"),
    (r"CData section not finished", "ein CDATA-Abschnitt ist nicht abgeschlossen"),
    (r"Sequence '\]\]>'", "im Text steht „]]>“"),
    (r"XML declaration allowed only", "vor der XML-Deklaration steht noch etwas"),
    (r"Malformed declaration|parsing XML declaration", "die XML-Deklaration ist fehlerhaft"),
    (r"PI ", "eine Verarbeitungsanweisung („<?“) ist nicht abgeschlossen"),
    (r"amespace|xmlns", "die Angabe eines Namensraums ist fehlerhaft"),
    (r"Excessive depth", "die Elemente sind zu tief verschachtelt"),
    (r"Resource limit|too long|too big", "ein Text oder Wert ist zu lang"),
    (r"ncoding", "die Zeichenkodierung ist unbekannt"),
)

# Encodings in which "<!DOCTYPE" is the same nine bytes: in any other a DTD could hide from the prolog check.
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})
_DECLARATION = re.compile(rb"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_IDS = etree.XPath("//@id", smart_strings=False)
_COUNT = etree.XPath("count(//*)")
_TOO_DEEP = etree.XPath(f"({'/*' * (MAX_DEPTH + 1)})[1]")
_PROLOG_PART = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)


def read(source: bytes, file: str, most: int = MAX_ELEMENTS) -> Element:
    """Parse an XML model file and return its root element.

    Refused (ModelError with one finding): more than `MAX_BYTES`, a document type, an encoding outside the
    ASCII family, malformed XML, more than `most` elements, nesting deeper than `MAX_DEPTH`.
    """
    if len(source) > MAX_BYTES:
        raise _refused(
            file,
            "xml-size",
            f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.",
            "Teilen Sie das Modell in mehrere Dateien auf.",
        )
    _check_prolog(source, file)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise _malformed(file, fault) from None
    # The second wall: whatever the prolog hid, a parsed document type is visible here.
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _doctype(file)  # pragma: no cover - no way past the first wall is known
    _check_shape(root, file, most)
    return root


def write(root: Element) -> bytes:
    """Return a tree as a file in UTF-8."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def local_name(element: Element) -> str:
    """Return the tag without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """Return the namespace of the tag; "" where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def prefixes(root: Element) -> dict[str, str]:
    """Return every namespace a file declares by its prefix; of two with one prefix the first counts."""
    found: dict[str, str] = {}
    for _event, declared in etree.iterwalk(root, events=("start-ns",)):
        prefix, space = cast("tuple[str, str]", declared)
        found.setdefault(prefix or "", space)
    return found


def line_of(element: Element) -> int | None:
    """Return the line on which the element starts."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def text_of(element: Element) -> str:
    """Return the text of an element and its CDATA sections, comments left out."""
    text = element.text or ""
    if not len(element):
        return text
    return text + "".join([child.tail or "" for child in element])


def ids(root: Element) -> set[str]:
    """Return the value of every attribute named `id`."""
    return set(cast("list[str]", _IDS(root)))


def values_below(root: Element, tag: str, attribute: str) -> set[str]:
    """Return every value of an attribute inside the children of the root that have a tag (`{namespace}name`)."""
    find = etree.XPath(f".//@{attribute}", smart_strings=False)
    return {value for child in root.iterchildren(tag) for value in cast("list[str]", find(child))}


def widest(root: Element, most: int) -> Element | None:
    """Return the first element with more attributes than `most`; None where there is none."""
    found = cast("list[Element]", etree.XPath(f"(//*[count(@*) > {int(most)}])[1]")(root))
    return found[0] if found else None


def _check_prolog(source: bytes, file: str) -> None:
    start = source.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARATION.match(start)
    encoding = declared.group(1).decode().lower() if declared else "utf-8"
    if encoding not in _ENCODINGS or b"\0" in source[:4] or source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _refused(
            file,
            "xml-encoding",
            "Die Zeichenkodierung der Datei wird nicht unterstützt.",
            "Speichern Sie die Datei als UTF-8.",
        )
    position = 0
    while part := _PROLOG_PART.match(start, position):
        position = part.end()
    if start.startswith(b"<!DOCTYPE", position):
        raise _doctype(file)


def _check_shape(root: Element, file: str, most: int) -> None:
    # libxml2 walks the tree, so nothing of it becomes a Python object yet
    count = cast("float", _COUNT(root))
    too_deep = cast("list[Element]", _TOO_DEEP(root))
    if too_deep or count > most:
        raise _refused(
            file,
            "xml-size",
            "Die Datei ist zu tief verschachtelt oder enthält zu viele Elemente.",
            "Teilen Sie das Modell in mehrere Dateien auf.",
            line_of(too_deep[0]) if too_deep else None,
        )


def _malformed(file: str, fault: Exception) -> ModelError:
    """Say in German what is wrong where; of a fault without a word of ours, only the place."""
    line, column = getattr(fault, "position", None) or (None, None)
    place = f" Zeile {line}, Spalte {column}:" if line else ""
    text = str(fault)
    for pattern, words in _FAULTS:
        found = re.search(pattern, text)
        if found:
            what = words.format(*(part.rstrip(",")[:60] for part in found.groups()))
            break
    else:
        what = "hier ist der Aufbau der Datei fehlerhaft"
    return _refused(
        file,
        "xml-syntax",
        f"Die Datei ist kein wohlgeformtes XML.{place} {what[0].upper()}{what[1:]}.",
        "Öffnen und speichern Sie die Datei im Modellierungswerkzeug.",
        line,
    )


def _doctype(file: str) -> ModelError:
    return _refused(
        file,
        "xml-doctype",
        "Die Datei enthält eine Dokumenttyp-Definition (DOCTYPE); das ist nicht erlaubt.",
        "Entfernen Sie die DOCTYPE-Zeile.",
    )


def _refused(file: str, rule: str, reason: str, hint: str, line: int | None = None) -> ModelError:
    finding = Finding(file=file, rule=rule, reason=reason, hint=hint, line=line)
    return ModelError(f"Expected to read {file}, but it breaks the rule {rule}", [finding])
