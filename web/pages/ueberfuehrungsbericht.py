"""`/lenkungsgruppe/vorlage/<Vorlage>/ueberfuehrung/bericht`: what a rollout came to."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import export, queries
from engine.export import Section
from engine.queries.rollout_report import CaseLine, Report
from web.display import count, day, moment
from web.export import Cell, FileType, Sheet, file
from web.forms.field_faults import field_fault
from web.session import begin
from web.words import rollout as words
from web.words.proposal import rule_name

page = Blueprint(
    "ueberfuehrungsbericht",
    __name__,
    url_prefix="/lenkungsgruppe/vorlage/<int:proposal_id>/ueberfuehrung/bericht",
)


@page.get("")
def show(proposal_id: int) -> str:
    """Summary, stages, reasons, batches that were put back."""
    with begin() as tx:
        report = queries.rollout_report.show(tx, proposal_id)
    return render_template(
        "lenkungsgruppe/ueberfuehrungsbericht.html",
        report=report,
        row=report.row,
        facts=_facts(report),
        said=(_title(report), report.ended_because),
    )


@page.get("/bericht.<kind>")
def table(proposal_id: int, kind: str) -> Response:
    """The same as a table, with every case; a case has its number only for whoever reads it."""
    if kind not in set(FileType):
        abort(404)
    with begin() as tx:
        report = queries.rollout_report.show(tx, proposal_id)
        cases = queries.rollout_report.cases(tx, proposal_id)
    return file(FileType(kind), _name(report), [*_sheets(report), _case_sheet(cases)])


@page.get("/bericht.pdf")
def paper(proposal_id: int) -> Response:
    """The same on paper, as PDF/A with tags, in German as the resolution is; no case is named."""
    with begin() as tx:
        report = queries.rollout_report.show(tx, proposal_id)
    with force_locale("de"):
        proposed = report.proposal
        note = f"Stand {moment(report.made_at)} Uhr. Enthält keine Angabe zu einem Fall."
        sections = [
            Section("Überblick", tuple(_facts(report))),
            *(
                Section(
                    sheet.name,
                    head=tuple(sheet.head),
                    rows=tuple(tuple(map(_said, row)) for row in sheet.rows),
                )
                for sheet in _sheets(report)[1:]
                if sheet.rows
            ),
        ]
        title = f"Überführung laufender Fälle: {proposed.title}"
        book = export.Book(title, proposed.number, report.made_at, note, tuple(sections))
    answer = Response(export.pdf(book), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{_name(report)}.pdf"'
    return answer


def _name(report: Report) -> str:
    return f"ueberfuehrung-{report.proposal.year}-{report.proposal.serial}"


def _said(cell: Cell) -> str:
    return count(cell) if isinstance(cell, int) else str(cell or "")


def _title(report: Report) -> str:
    return f"{report.proposal.number} {report.proposal.title}"


def _facts(report: Report) -> list[tuple[str, str]]:
    """The whole in a few lines."""
    row, turns = report.row, queries.rollout.CaseTurn
    waiting, gone = report.count(turns.DUE, turns.WAITING), report.count(turns.GONE)
    found = [
        (_("Vorlage"), _title(report)),
        (_("Regel"), rule_name(row.rule)),
        (_("Stand"), words.state_name(row.state)),
        (_("Begonnen"), moment(report.begun_at)),
        (_("Letzter Schub beendet"), moment(report.ended_at)),
        (_("Fälle"), count(report.total)),
        (_("Überführt"), count(report.count(turns.MOVED))),
        (_("Bleiben in ihrer Fassung"), count(report.stayed)),
        (_("Zurückgenommen"), count(report.count(turns.UNDONE))),
        (_("Nichts mehr zu überführen"), count(gone) if gone else ""),
        (_("Noch nicht an der Reihe"), count(waiting) if waiting else ""),
        (_("Schübe"), count(report.batches)),
        (_("Fälle je Minute"), count(round(report.per_minute)) if report.per_minute else ""),
        (_("Grenze je Stufe"), f"{row.limit_percent} %"),
        (_("Vorzeitig beendet, weil"), report.ended_because),
    ]
    return [(name, value) for name, value in found if value]


def _sheets(report: Report) -> list[Sheet]:
    turns = queries.rollout.CaseTurn
    return [
        Sheet(_("Überblick"), (_("Angabe"), _("Wert")), _facts(report)),
        Sheet(
            _("Fälle je Stufe"),
            (_("Stufe"), _("Fälle"), _("überführt"), _("bleiben"), _("zurückgenommen"), _("noch offen")),
            [
                (
                    words.stage_name(one),
                    one.total,
                    one.counts.get(turns.MOVED, 0),
                    one.counts.get(turns.REFUSED, 0) + one.counts.get(turns.HALTED, 0),
                    one.counts.get(turns.UNDONE, 0),
                    one.total - one.done,
                )
                for one in report.stages
            ],
        ),
        Sheet(
            _("Warum Fälle bleiben"),
            (_("Fälle"), _("Grund"), _("davon geklärt")),
            [(one.cases, field_fault(one.message), one.settled) for one in report.reasons],
        ),
        Sheet(
            _("Zurückgenommene Schübe"),
            (_("Schub"), _("zurückgenommen"), _("Von"), _("Grund"), _("Nicht zurückgenommen")),
            [
                (
                    str(one.number),
                    one.undone,
                    one.undone_by or "",
                    one.reason or "",
                    words.left_text(one),
                )
                for one in report.undone
            ],
        ),
    ]


def _case_sheet(cases: tuple[CaseLine, ...]) -> Sheet:
    heads = (_("Fall"), _("Stufe"), _("Schub"), _("Stand"), _("Überführt am"), _("Warum"), _("Geklärt am"))
    return Sheet(
        _("Fälle"),
        heads,
        [
            (
                one.reference or _("Fall %(number)s dieser Überführung", number=one.id),
                one.stage or None,
                one.batch,
                words.turn_name(one.turn),
                one.moved_at,
                " ".join(map(field_fault, one.messages)) or words.left_name(one.left),
                None if one.settled_at is None else day(one.settled_at),
            )
            for one in cases
        ],
    )
