"""Tables as files: CSV as Excel opens it in Germany, XLSX with real numbers and dates. The one door to XlsxWriter."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from flask_babel import get_locale
from werkzeug.wrappers import Response
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.clock import ZONE

Cell = str | int | float | Decimal | date | datetime | None

#: what a spreadsheet takes for a formula when a text begins with it; the last four are = + - @ as East Asia writes them
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NARROWEST = 9
_LONGEST_NAME = 31  # of a sheet, as Excel has it


class FileType(StrEnum):
    """What a table can be taken away as."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, the heads of its columns, its rows, and what must be said about it, line by line."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


def file(kind: FileType, name: str, sheets: Sequence[Sheet]) -> Response:
    """The tables as one file to be kept, named `name` with the ending of its kind; in CSV one below the other."""
    match kind:
        case FileType.CSV:
            # the mark at the beginning tells Excel that it is UTF-8
            body, mimetype = _csv(sheets).encode("utf-8-sig"), "text/csv; charset=utf-8"
        case FileType.XLSX:
            body = _xlsx(sheets)
            mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = Response(body, content_type=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _csv(sheets: Sequence[Sheet]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow(())
        if len(sheets) > 1:
            writer.writerow((_harmless(sheet.name),))
        writer.writerow([_harmless(word) for word in sheet.head])
        writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
        writer.writerows([_harmless(line)] for line in sheet.notes)
    return text.getvalue()


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(ZONE).strftime("%d.%m.%Y %H:%M")
        case date():
            return cell.strftime("%d.%m.%Y")
        case float() | Decimal():
            return str(cell) if str(get_locale()) == "en" else str(cell).replace(".", ",")
        case int():
            return str(cell)
        case str():
            return _harmless(cell)


def _harmless(text: str) -> str:
    """A text that no spreadsheet computes."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    file = io.BytesIO()
    # nothing in a cell is a formula or a link, whatever it begins with
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        names: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name, names))
            page.freeze_panes(1, 0)
            for column, word in enumerate(sheet.head):
                page.write_string(0, column, word, bold)
                texts = [row[column] for row in sheet.rows if isinstance(row[column], str)]
                widest = max((len(str(text)) for text in (word, *texts)), default=0)
                page.set_column(column, column, min(max(widest + 2, _NARROWEST), 60))
            for number, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    _write(page, number, column, cell, day, moment)
            if sheet.rows and sheet.head:
                page.autofilter(0, 0, len(sheet.rows), len(sheet.head) - 1)
            for number, line in enumerate(sheet.notes, len(sheet.rows) + 2):
                page.write_string(number, 0, line)
    return file.getvalue()


def _write(page: Worksheet, row: int, column: int, cell: Cell, day: Format, moment: Format) -> None:
    match cell:
        case None:
            pass
        case datetime():
            page.write_datetime(row, column, cell.astimezone(ZONE).replace(tzinfo=None), moment)
        case date():
            page.write_datetime(row, column, cell, day)
        case str():
            page.write_string(row, column, cell)
        case _number:
            page.write_number(row, column, float(cell))


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts, and none twice."""
    clean = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip("' ")[:_LONGEST_NAME] or "1"
    number = 2
    found = clean
    while found.lower() in taken:
        found = f"{clean[: _LONGEST_NAME - 4]} {number}"
        number += 1
    taken.add(found.lower())
    return found
