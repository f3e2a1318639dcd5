"""The HTML of form texts as the same blocks that Markdown makes: what a template prints, no tag ever passes through.

Headings, paragraphs, lists of one level, rules, <strong>, <em>, <code>, links to http, https and mailto, line breaks.
Of everything else the text stays; scripts, styles and what a browser would load go with their content.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from engine.forms.markdown import Block, BlockKind, Span, Style

_STYLES: Final = {
    "strong": Style.BOLD,
    "b": Style.BOLD,
    "em": Style.ITALIC,
    "i": Style.ITALIC,
    "code": Style.CODE,
}
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_PARTS: Final = frozenset(
    {"p", "div", "section", "article", "blockquote", "ul", "ol", "li", "hr", *_HEADINGS}
)
_KNOWN: Final = _PARTS | _STYLES.keys() | {"a", "br", "span"}
_SILENT: Final = frozenset(
    {"script", "style", "template", "iframe", "object", "embed", "svg", "math", "noscript", "title"}
)
_HREF: Final = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+")


def blocks(source: str) -> tuple[Block, ...]:
    """Split HTML into blocks."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.end()
    return tuple(reader.found)


def left_out(source: str) -> tuple[str, ...]:
    """Return the names of elements that are not printed as what they are, each once."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return tuple(dict.fromkeys(reader.foreign))


class _Reader(HTMLParser):
    """Collects blocks; `found` grows when one ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self.foreign: list[str] = []
        self._spans: list[Span] = []
        self._styles: list[tuple[str, Style, str | None]] = []
        self._lists: list[BlockKind] = []
        self._heading = 0
        self._item = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            self.foreign.append(tag)
        if tag in _SILENT:
            self._silent += 1
        elif tag in _PARTS or tag == "tr":
            self._open(tag)
        elif tag in ("td", "th"):
            self._spans.append(Span(" "))
        elif tag == "br":
            self._spans.append(Span("", Style.BREAK))
        elif tag in _STYLES:
            self._styles.append((tag, _STYLES[tag], None))
        elif tag == "a":
            href = (dict(attrs).get("href") or "").strip()
            if _HREF.fullmatch(href):
                self._styles.append((tag, Style.LINK, href))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SILENT:
            self._silent -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("ul", "ol"):
            self.end()
            if self._lists:
                self._lists.pop()
        elif tag in _PARTS or tag == "tr":
            self.end()
        else:
            for position in reversed(range(len(self._styles))):
                if self._styles[position][0] == tag:
                    del self._styles[position]
                    break

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        text = re.sub(r"\s+", " ", data)
        if not text.strip() and not self._spans:
            return
        style, href = (self._styles[-1][1], self._styles[-1][2]) if self._styles else (Style.PLAIN, None)
        self._spans.append(Span(text, style, href))

    def _open(self, tag: str) -> None:
        if tag == "p" and self._item and not self._spans:
            return  # <li><p>: the paragraph is the item
        self.end()
        if tag in ("ul", "ol"):
            self._lists.append(BlockKind.BULLET if tag == "ul" else BlockKind.NUMBERED)
        elif tag == "li":
            self._item = True
        elif tag == "hr":
            self.found.append(Block(BlockKind.RULE))
        else:
            self._heading = _HEADINGS.get(tag, 0)

    def end(self) -> None:
        """Close the block that is open."""
        spans = _trimmed(self._spans)
        if spans and self._heading:
            self.found.append(Block(BlockKind.HEADING, spans, self._heading))
        elif spans and self._item:
            self.found.append(Block(self._lists[-1] if self._lists else BlockKind.BULLET, spans))
        elif spans:
            self.found.append(Block(BlockKind.PARAGRAPH, spans))
        self._spans, self._heading, self._item = [], 0, False


def _trimmed(spans: list[Span]) -> tuple[Span, ...]:
    """The runs without the blanks at either end."""
    kept = list(spans)
    while kept and kept[-1].style is Style.PLAIN and not kept[-1].text.strip():
        kept.pop()
    if kept and kept[0].style is Style.PLAIN:
        kept[0] = Span(kept[0].text.lstrip())
    if kept and kept[-1].style is Style.PLAIN:
        kept[-1] = Span(kept[-1].text.rstrip())
    return tuple(kept)
