"""The little Markdown of form texts, as blocks a template prints: no HTML ever passes through.

Headings, paragraphs, lists of one level, rules, **bold**, *italic*, `code`, [links](https://…), line breaks.
Everything else, HTML included, is shown as the text it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is; a list item carries its list's kind, neighbours of one kind are one list."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    RULE = "rule"


class Style(StrEnum):
    """How a span is set."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    LINK = "link"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; `href` only for links, and only http, https or mailto."""

    text: str
    style: Style = Style.PLAIN
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1 to 6), a paragraph, a list item, or a rule."""

    kind: BlockKind
    spans: tuple[Span, ...] = ()
    level: int = 0


_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_BULLET = re.compile(r"[-*+]\s+(.*)")
_NUMBERED = re.compile(r"\d{1,4}[.)]\s+(.*)")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})")
_INLINE = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*"
    r"|(?<![\w*])[*](?P<star>[^*\n]+)\*(?![\w*])"
    r"|(?<!\w)_(?P<under>[^_\n]+)_(?!\w)"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<link>[^\]\n]+)\]\((?P<href>(?:https?://|mailto:)[^\s()<>\"]+)\)"
    r"|(?P<break>\n)"
)


def blocks(text: str) -> tuple[Block, ...]:
    """Split Markdown into blocks."""
    found: list[Block] = []
    paragraph: list[str] = []

    def close() -> None:
        if paragraph:
            found.append(Block(BlockKind.PARAGRAPH, spans("\n".join(paragraph))))
            paragraph.clear()

    for line in text.replace("\r\n", "\n").split("\n"):
        stripped = line.strip()
        block = _single(stripped)
        if block is not None or not stripped:
            close()
        if block is not None:
            found.append(block)
        elif stripped:
            paragraph.append(stripped)
    close()
    return tuple(found)


def _single(line: str) -> Block | None:
    """Return the block that a line is by itself, or None for a line of a paragraph."""
    if _RULE.fullmatch(line):
        return Block(BlockKind.RULE)
    if heading := _HEADING.fullmatch(line):
        return Block(BlockKind.HEADING, spans(heading.group(2)), len(heading.group(1)))
    if bullet := _BULLET.fullmatch(line):
        return Block(BlockKind.BULLET, spans(bullet.group(1)))
    if numbered := _NUMBERED.fullmatch(line):
        return Block(BlockKind.NUMBERED, spans(numbered.group(1)))
    return None


def spans(text: str) -> tuple[Span, ...]:
    """Split a line of Markdown into styled runs."""
    found: list[Span] = []
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            found.append(Span(text[end : match.start()]))
        found.append(_span(match))
        end = match.end()
    if end < len(text):
        found.append(Span(text[end:]))
    return tuple(found)


def _span(match: re.Match[str]) -> Span:
    match match.lastgroup:
        case "bold":
            return Span(match["bold"], Style.BOLD)
        case "code":
            return Span(match["code"], Style.CODE)
        case "href":
            return Span(match["link"], Style.LINK, match["href"])
        case "break":
            return Span("", Style.BREAK)
        case _:
            return Span(match["star"] or match["under"], Style.ITALIC)
