"""A comparison as one HTML page that needs nothing else: for a mail, a build server, a folder."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from engine.compare.difference import Comparison
from engine.compare.pictures import pictures
from engine.compare.words import KINDS, WEIGHTS, file_kind

_STYLE = (
    "body{font:16px/1.45 sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color:#1c2431}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #8a90ad;padding:.35rem .6rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}svg{max-width:100%;height:auto;border:1px solid #8a90ad}"
)
_GERMAN = {
    "title": "Vergleich", "old": "alt", "new": "neu", "same": "Beide Fassungen sind gleich.",
    "weight": "Gewicht", "kind": "Art", "sentence": "Änderung",
}  # fmt: skip
_ENGLISH = {
    "title": "Comparison", "old": "old", "new": "new", "same": "Both versions are the same.",
    "weight": "Weight", "kind": "Kind", "sentence": "Difference",
}  # fmt: skip


def report_html(
    old: str,
    new: str,
    sides: tuple[Mapping[str, bytes], Mapping[str, bytes]],
    comparison: Comparison,
    language: str = "de",
) -> str:
    """All differences by file, and the changed levels of the diagrams; `old` and `new` are what both are called."""
    said = _ENGLISH if language == "en" else _GERMAN
    parts = [f"<h1>{said['title']}</h1><p>{escape(old)} → {escape(new)}</p>"]
    if not comparison.differences:
        parts.append(f"<p>{said['same']}</p>")
    for path in comparison.files:
        rows = "".join(
            f"<tr><td>{escape(WEIGHTS[one.weight][language == 'en'])}</td>"
            f"<td>{escape(KINDS[one.kind][language == 'en'])}</td>"
            f"<td>{escape(one.english if language == 'en' else one.german)}</td></tr>"
            for one in comparison.differences
            if one.file == path
        )
        head = "".join(f'<th scope="col">{said[name]}</th>' for name in ("weight", "kind", "sentence"))
        title = f"{file_kind(path)[language == 'en']} ({path})"
        parts.append(
            f"<h2>{escape(title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
    for one in pictures(*sides, comparison, language):
        for name, picture in ((said["old"], one.before), (said["new"], one.after)):
            if picture:  # an svg of our own, in which every text is escaped
                parts.append(
                    f"<figure><figcaption>{escape(one.name)} ({name})</figcaption>{picture}</figure>"
                )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{said["title"]}</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )
