"""Applies the fix of a finding to the bytes of its file: only the place itself changes, all else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat
from xml.sax.saxutils import escape

from engine.bpmn.check import read
from engine.bpmn.element import BPMN, BPMN_DI
from engine.bpmn.legibility import check_drawing
from engine.bpmn.lint import Knowledge
from engine.bpmn.parse import parse
from engine.errors import FEEL, Conflict, Finding, Fix

__all__ = ["apply_fix", "mend"]

#: an attribute, a text, or a section of characters
_VALUE = re.compile(
    rb"(?P<name>[^\s=\"'<>]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')"
    rb"|<!\[CDATA\[(?P<section>.*?)\]\]>|>(?P<text>[^<]*)",
    re.DOTALL,
)
#: what is no expression whatever it says
_WORDS = frozenset({b"id", b"name"})
#: what the drawing says of an element
_DRAWN = frozenset({"isMarkerVisible"})
_ENCODING = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)")
_ATTRIBUTE = re.compile(rb"(\s+)([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
#: what stands before the flow lists of a flow node (BPMN 2.0.2, table 8.3 and 8.44), in this order
_BEFORE = (
    "documentation",
    "extensionElements",
    "auditing",
    "monitoring",
    "categoryValueRef",
    "incoming",
    "outgoing",
)


def apply_fix(source: bytes, finding: Finding) -> bytes:
    """The file with the fault mended.

    Conflict where the finding has no fix or the file has moved on; ModelError for bytes that are no BPMN.
    """
    fix = finding.fix
    parse(source, finding.file)
    if fix is None:
        raise Conflict(f"Expected to mend “{finding.rule}”, but it has no fix that keeps the meaning")
    place = _find(source, fix.element, drawn=fix.part in _DRAWN)
    after = None if place is None else _applied(source, place, fix)
    if after is None:
        raise Conflict(f"Expected to mend “{finding.rule}” at “{fix.element}”, but the file has changed")
    return after


def mend(source: bytes, file: str, knowledge: Knowledge | None = None) -> tuple[bytes, tuple[Finding, ...]]:
    """The file with every fault mended that has a fix, and those findings in the order they were mended.

    What has no id in the file is left as it is.
    """
    done: list[Finding] = []
    left: list[Finding] = []
    while True:
        fixable = (
            one for one in _findings(source, file, knowledge) if one.fix is not None and one not in left
        )
        found = next(fixable, None)
        if found is None or found in done:
            return source, tuple(done)
        try:
            source = apply_fix(source, found)
        except Conflict:
            left.append(found)
        else:
            done.append(found)


def _findings(source: bytes, file: str, knowledge: Knowledge | None) -> tuple[Finding, ...]:
    checked = read(source, file, knowledge)
    drawn = () if checked.document is None else check_drawing(checked.document)
    return (*checked.findings, *drawn)


@dataclass(slots=True)
class _Part:
    """Where an element of the file stands: its start tag, and the end of the whole."""

    name: str
    start: int
    opened: int
    end: int = 0
    children: list[_Part] = field(default_factory=list)


def _applied(source: bytes, place: _Part, fix: Fix) -> bytes | None:
    if fix.part == FEEL:
        return _rewritten(source, place, fix)
    if fix.reference and fix.part in _BEFORE:
        return _listed(source, place, fix.part, fix.reference)
    if not fix.part:
        return _without(source, place)
    children = [one for one in place.children if one.name == fix.part]
    if children:
        for one in reversed(children):
            source = _without(source, one)
        return source
    tag = _ATTRIBUTE.finditer(source, place.start, place.opened)
    attribute = next((one for one in tag if one[2] == fix.part.encode()), None)
    if fix.value or fix.reference:
        return _set(source, place, attribute, fix)
    return None if attribute is None else source[: attribute.start()] + source[attribute.end() :]


def _without(source: bytes, part: _Part) -> bytes:
    start = len(source[: part.start].rstrip(b" \t\r\n"))
    return source[:start] + source[part.end :]


def _set(source: bytes, place: _Part, attribute: re.Match[bytes] | None, fix: Fix) -> bytes:
    """The attribute with its new value, in its quotes; one that is not there comes last."""
    quote = b'"' if attribute is None else attribute[3][:1]
    text = escape(
        fix.value or fix.reference, {chr(quote[0]): "&quot;" if quote == b'"' else "&apos;", "\n": "&#10;"}
    )
    utf8 = _encoding(source) in {"utf-8", "utf8"}
    value = quote + (text.encode() if utf8 else text.encode("ascii", "xmlcharrefreplace")) + quote
    if attribute is not None:
        return source[: attribute.start(3)] + value + source[attribute.end(3) :]
    end = place.opened - (2 if source[: place.opened].endswith(b"/>") else 1)
    head = source[:end].rstrip()
    return head + b" " + fix.part.encode() + b"=" + value + source[len(head) :]


def _rewritten(source: bytes, place: _Part, fix: Fix) -> bytes | None:
    """Every value of the element that is written as the reference, in attributes, texts and sections of characters."""
    after, at = b"", place.start
    for match in _VALUE.finditer(source, place.start, place.end):
        kind = match.lastgroup or ""
        if match["name"] not in _WORDS and _read(match[kind], source, kind) == fix.reference:
            start, end = match.span(0 if kind == "section" else kind)
            after += source[at:start] + _written(fix.value)
            at = end
    return None if at == place.start else source[: place.start] + after + source[at:]


def _read(raw: bytes, source: bytes, kind: str) -> str:
    """What a value says, with nothing between its equals sign and the expression."""
    text = raw.decode(_encoding(source), "replace").replace("\r\n", "\n")
    if kind in ("double", "single"):
        text = re.sub(r"[\t\n]", " ", text)
    return re.sub(r"\A=\s*", "=", (text if kind == "section" else unescape(text)).strip())


def _encoding(source: bytes) -> str:
    declared = _ENCODING.match(source)
    return declared[1].decode("ascii", "replace").lower() if declared else "utf-8"


def _written(text: str) -> bytes:
    """A value as attributes, texts and every encoding can hold it."""
    return escape(text, {'"': "&quot;", "'": "&apos;", "\n": "&#10;"}).encode("ascii", "xmlcharrefreplace")


def _listed(source: bytes, place: _Part, part: str, reference: str) -> bytes:
    tag = re.match(rb"<((?:[^\s:/>]+:)?)([^\s/>]+)", source[place.start : place.opened])
    prefix, name = (tag[1], tag[2]) if tag else (b"", b"")
    line = b"<%s%s>%s</%s%s>" % (prefix, part.encode(), reference.encode(), prefix, part.encode())
    if source[: place.opened].endswith(b"/>"):
        head = source[: place.opened - 2].rstrip()
        return b"%s>%s</%s%s>%s" % (head, line, prefix, name, source[place.opened :])
    earlier = _BEFORE[: _BEFORE.index(part) + 1]
    before = [one for one in place.children if one.name in earlier]
    at = before[-1].end if before else place.opened
    follows = place.children[len(before) :] if before else place.children
    near = before[-1] if before else (follows[0] if follows else None)
    indent = b"" if near is None else re.search(rb"[ \t\r\n]*\Z", source[: near.start])[0]  # type: ignore[index]  # always matches
    return source[:at] + indent + line + source[at:]


def _find(source: bytes, element: str, *, drawn: bool) -> _Part | None:
    """The element of BPMN with an id, or its shape."""
    parser = expat.ParserCreate(namespace_separator=" ")
    stack: list[_Part] = []
    found: list[_Part] = []

    def opened(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        at = parser.CurrentByteIndex
        part = _Part(local if space == BPMN else "", at, _tag_end(source, at))
        if stack:
            stack[-1].children.append(part)
        stack.append(part)
        named = "bpmnElement" if drawn else "id"
        if (
            space == (BPMN_DI if drawn else BPMN)
            and attributes.get(named, "").rpartition(":")[2].strip() == element
        ):
            found.append(part)

    def closed(_name: str) -> None:
        part, at = stack.pop(), parser.CurrentByteIndex
        part.end = _tag_end(source, at) if source.startswith(b"</", at) else part.opened

    _listen(parser, opened, closed)
    parser.Parse(source, True)
    return found[0] if len(found) == 1 else None


def _listen(
    parser: expat.XMLParserType,
    opened: Callable[[str, dict[str, str]], None],
    closed: Callable[[str], None],
) -> None:
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed


def _tag_end(source: bytes, start: int) -> int:
    """Behind the `>` of the tag that begins here; one within quotes does not end it."""
    found = re.compile(rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>").match(source, start)
    return found.end() if found else len(source)
