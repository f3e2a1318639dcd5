"""`/modellierung/vergleich`: two versions of a process as a list, on the diagram, on paper and as files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from engine import compare, export, queries
from engine.compare import Difference, DifferenceKind, Weight
from engine.queries.comparison import ComparedVersions
from web.export import Cell, FileType, Sheet, file
from web.numbers import is_number
from web.said import language, word
from web.session import begin

page = Blueprint("vergleich", __name__, url_prefix="/modellierung/vergleich")

#: rows on one page
MOST = 150
#: what is chosen when nobody says otherwise: everything but the drawing
_USUAL = "inhalt"
_QUOTED = re.compile("“([^”]*)”")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the differences is shown, as the address says it."""

    file: str = ""
    weight: str = _USUAL
    kind: str = ""
    text: str = ""
    number: int = 1

    @property
    def as_address(self) -> dict[str, str]:
        """The same as the parts of an address, without what is usual."""
        said = {"datei": self.file, "gewicht": self.weight, "art": self.kind, "suche": self.text}
        return {name: value for name, value in said.items() if value and value != _USUAL}

    def shows(self, one: Difference) -> bool:
        """Whether a difference is among what was asked for."""
        return (
            self.file in ("", one.file)
            and (
                self.weight in ("alle", one.weight)
                or (self.weight == _USUAL and one.weight is not Weight.LAYOUT)
            )
            and self.kind in ("", one.kind)
            and self.text.casefold() in f"{one.german} {one.english} {one.element}".casefold()
        )


@page.get("")
def choose() -> Response:
    """The comparison of the two versions the form names."""
    old, new = request.args.get("alt", ""), request.args.get("neu", "")
    if not is_number(old) or not is_number(new):
        abort(404)
    return redirect(url_for("vergleich.compared", old=int(old), new=int(new)))


@page.get("/<int:new>")
def with_base(new: int) -> Response:
    """The comparison with the version in force, else with the one before; of the only version with itself.

    The older one comes first, whichever of them was asked for: what a draft adds must not read as taken away.
    """
    with begin() as tx:
        base = queries.comparison.base(tx, new)
    old, new = sorted((new if base is None else base, new))
    return redirect(url_for("vergleich.compared", old=old, new=new))


@page.get("/<int:old>/<int:new>")
def compared(old: int, new: int) -> str:
    """The list of differences beside the diagrams and the tables."""
    with begin() as tx:
        found = queries.comparison.versions_of(tx, old, new)
    asked = _asked()
    shown = [one for one in found.comparison.differences if asked.shows(one)]
    pages = max(1, -(-len(shown) // MOST))
    asked = replace(asked, number=min(asked.number, pages))
    rows = shown[(asked.number - 1) * MOST : asked.number * MOST]
    return render_template(
        "vergleich/vergleich.html",
        found=found,
        comparison=found.comparison,
        asked=asked,
        rows=rows,
        total=len(shown),
        pages=pages,
        first=(asked.number - 1) * MOST,
        kinds=_kinds(found),
        weights=Weight,
        diagrams=_diagrams(found),
        tables=[one for one in found.comparison.tables if asked.file in ("", one.file)],
    )


@page.get("/<int:old>/<int:new>/anlage")
def annex(old: int, new: int) -> str:
    """Everything on one page to be printed: both versions, pictures, list, tables."""
    with begin() as tx:
        found = queries.comparison.versions_of(tx, old, new)
        today = tx.today
    pictures = compare.pictures(found.old_files, found.new_files, found.comparison, language())
    return render_template(
        "vergleich/anlage.html",
        found=found,
        comparison=found.comparison,
        pictures=pictures,
        tables=found.comparison.tables,
        weights=Weight,
        today=today,
    )


@page.get("/<int:old>/<int:new>/anlage.pdf")
def annex_pdf(old: int, new: int) -> Response:
    """The annex as PDF/A, in German as council papers are."""
    with begin() as tx:
        found = queries.comparison.versions_of(tx, old, new)
        made_at = tx.now
    answer = Response(export.comparison_pdf(found, made_at), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{_name(found)}.pdf"'
    return answer


@page.get("/<int:old>/<int:new>/unterschiede.<kind>")
def differences(old: int, new: int, kind: str) -> Response:
    """All differences the filter of the address leaves, and what was resolved otherwise than the files propose, as CSV,
    XLSX or JSON.
    """
    with begin() as tx:
        found = queries.comparison.versions_of(tx, old, new)
    asked = replace(_asked(), weight=request.args.get("gewicht", "alle"))
    rows = [one for one in found.comparison.differences if asked.shows(one)]
    if kind == "json":
        body = json.dumps(_as_json(found, rows), ensure_ascii=False, indent=2)
        answer = Response(body, mimetype="application/json")
        answer.headers["Content-Disposition"] = f'attachment; filename="{_name(found)}.json"'
        return answer
    if kind not in set(FileType):
        abort(404)
    head = [
        _("Datei"),
        _("Gewicht"),
        _("Art"),
        _("Kennung des Elements"),
        _("Änderung"),
        _("Vorher"),
        _("Nachher"),
    ]
    lines = [_line(one) for one in rows]
    sheets = [Sheet(_("Unterschiede"), head, lines)]
    if found.resolved:
        head = [_("Gebiete"), _("Beschluss vorher"), _("Beschluss nachher"), *head[3:]]
        sheets.append(Sheet(_("Beschlossene Zeiten und Werte"), head, list(_resolved(found))))
    return file(FileType(kind), _name(found), sheets)


def _resolved(found: ComparedVersions) -> Iterator[list[Cell]]:
    """A line for each time and number that differs by resolution; one without where the same holds in both."""
    for one in found.resolved:
        places = ", ".join(one.places)
        before = one.before or _("Vorschlag der alten Fassung")
        after = one.after or _("Vorschlag der neuen Fassung")
        for each in one.agreed:
            yield [places, before, after, each.element, _sentence(each), each.before, each.after]
        if not one.agreed:
            yield [places, before, after, "", _("In beiden Fassungen gilt dasselbe."), None, None]


def _line(one: Difference) -> list[Cell]:
    weight = word(compare.WEIGHTS[one.weight])
    return [one.file, weight, kind_name(one.kind), one.element, _sentence(one), one.before, one.after]


def _as_json(found: ComparedVersions, rows: list[Difference]) -> Mapping[str, object]:
    sides = {
        name: {"id": row.id, "key": row.key, "number": row.number, "digest": row.digest}
        for name, row in (("old", found.old), ("new", found.new))
    }
    return {
        **sides,
        "differences": [asdict(one) for one in rows],
        "resolved": [asdict(one) for one in found.resolved],
    }


def _asked() -> Asked:
    number = request.args.get("seite", "1")
    weight = request.args.get("gewicht", _USUAL)
    return Asked(
        request.args.get("datei", "")[:300],
        weight if weight in {"alle", *Weight} else _USUAL,
        kind if (kind := request.args.get("art", "")) in set(DifferenceKind) else "",
        request.args.get("suche", "").strip()[:100],
        max(1, int(number)) if is_number(number) else 1,
    )


def _kinds(found: ComparedVersions) -> list[tuple[DifferenceKind, str, int]]:
    """The kinds there are, by name, each with how many."""
    counted: dict[DifferenceKind, int] = {}
    for one in found.comparison.differences:
        counted[one.kind] = counted.get(one.kind, 0) + 1
    return sorted(((kind, kind_name(kind), count) for kind, count in counted.items()), key=lambda one: one[1])


@dataclass(frozen=True, slots=True)
class Diagrams:
    """A diagram that can be shown in both versions, with the marks of its elements as the script reads them."""

    path: str
    old_path: str
    marks: Mapping[str, Mapping[str, str]]


def _diagrams(found: ComparedVersions) -> list[Diagrams]:
    """The changed diagrams that are in both versions; where only the profile changed, the main one."""
    comparison = found.comparison
    renamed = {
        one.after: one.before for one in comparison.differences if one.kind is DifferenceKind.FILE_RENAMED
    }
    paths = [path for path in comparison.files if path.endswith(".bpmn")]
    main = found.new.main_path
    if (
        main
        and main not in paths
        and any(one.element for one in comparison.differences if one.file.endswith(".toml"))
    ):
        paths.append(main)
    shown = []
    for path in paths:
        old_path = renamed.get(path) or path
        broken = path in comparison.old.unreadable or path in comparison.new.unreadable
        if path in found.new_files and old_path in found.old_files and not broken:
            marks = compare.marked(comparison, path)
            shown.append(Diagrams(path, old_path, {"before": marks.before, "after": marks.after}))
    return shown


def _name(found: ComparedVersions) -> str:
    return f"vergleich-{found.new.key}-{found.old.number}-{found.new.number}"


def _sentence(one: Difference) -> str:
    return one.english if language() == "en" else one.german


@page.app_template_filter("vergleichssatz")
def sentence(one: Difference) -> str | Markup:
    """The sentence of a difference in the language of the page; what the file says in German is marked so."""
    if language() != "en":
        return one.german
    parts = _QUOTED.split(one.english)
    return Markup("").join(
        Markup('“<span lang="de">{}</span>”').format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


@page.app_template_filter("unterschiedsart")
def kind_name(kind: DifferenceKind) -> str:
    """What a kind of difference is called."""
    return word(compare.KINDS[kind])


@page.app_template_filter("dateiart")
def file_kind(path: str) -> str:
    """What a file of a process is."""
    return word(compare.file_kind(path))


@page.app_template_filter("gewicht")
def weight_name(weight: Weight) -> str:
    """What a weight is called."""
    return word(compare.WEIGHTS[weight])
