"""What must not be parted at the end of a line: one place sets it in every page, whoever wrote the sentence.

Templates, translations, the engine, forms and law are written with plain spaces; an answer leaves with no-break spaces
in „§ 25b“, „Abs. 2“, „14 Tage“, „z. B.“, „3. Dezember 2026“. Attributes and what goes back to the server – values of
fields, text of a text area – stay as they are, so that nothing typed ever comes back changed.
"""

from __future__ import annotations

import re
import sys
from typing import Final

from flask import Flask
from werkzeug.wrappers import Response

NO_BREAK: Final = "\u00a0"
_BEFORE_NUMBER: Final = (
    *(
        "§",
        "Abs.",
        "Absatz",
        "Art.",
        "Artikel",
        "Nr.",
        "Nummer",
        r"\bS.",
        "Satz",
        "Buchst.",
        "Halbs.",
        "Anlage",
    ),
    *(
        "KW",
        "Stufe",
        "stufe",
        "Fassung",
        "Schritt",
        "Lauf",
        "version",
        "level",
        "step",
        "week",
        "Zeile",
        "Seite",
        "page",
    ),
)
_MONTHS: Final = (
    *(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
    ),
    *("Dezember", "January", "February", "March", "May", "June", "July", "October", "December"),
)
_UNITS: Final = (
    r"(?:Kalender|Arbeits|Werk)?[Tt]age?n?|Wochen?|Monate?n?|Jahre?n?|Stunden?|Minuten?|Sekunden?|Uhr|Euro"
    r"|[KkMG]B|Prozent|Zeichen|Aufgaben?|Akten?|(?:working |calendar )?days?|weeks?|months?|years?|hours?"
    r"|minutes?|seconds?|tasks?|files?"
)
#: a space that stays with what is on both sides; the pattern begins with it, so that the search is one for spaces, and
#: the sign on one side says at once of most of them that they may go
_KEPT: Final = re.compile(
    " (?:"
    rf"(?=\d)(?:{'|'.join(rf'(?<={one} )'.replace('.', chr(92) + '.') for one in _BEFORE_NUMBER)}"
    rf"|(?=\d{{4}}\b)(?:{'|'.join(rf'(?<={one} )' for one in _MONTHS)}))"
    r"|(?<=[\d.B] )(?:"
    rf"(?<=\d )(?=(?:{_UNITS})\b|[%€])"
    rf"|(?<=\d\. )(?=(?:{'|'.join(_MONTHS)})\b)"
    rf"|(?<=\d )(?=(?:{'|'.join(_MONTHS)}) \d)"
    r"|(?<=\bz\. )(?=[BT]\.)|(?<=\bd\. )(?=h\.)|(?<=\bu\. )(?=[aUÄä]\.)|(?<=\bo\. )(?=[Ää]\.)"
    # the books of the social code: „SGB II“
    r"|(?<=\bSGB )(?=[IVX]+\b)"
    r"|(?<=\bi\. )(?=[VSd]\.)|(?<=\bV\. )(?=m\.)|(?<=Buchst\. )(?=[a-z]\b)"
    "))"
)
#: what is read by programs or goes back as it is
_UNTOUCHED: Final = re.compile(r"<(textarea|script|style|title|pre|code)\b[^>]*>.*?</\1>", re.DOTALL)

_NOWHERE: Final = (sys.maxsize, sys.maxsize)


def init_app(app: Flask) -> None:
    """Set every page of the application."""
    app.after_request(_set)


def typeset(page: str) -> str:
    """The page with no-break spaces where its text must stay together."""
    found = [one.start() for one in _KEPT.finditer(page)]
    if not found:
        return page
    untouched = iter([one.span() for one in _UNTOUCHED.finditer(page)])
    begin, end = next(untouched, _NOWHERE)
    parts, done = [], 0
    for at in found:
        while end < at:
            begin, end = next(untouched, _NOWHERE)
        # a tag that is open has no end behind its beginning; Jinja writes > in values as &gt;
        if begin < at or page.rfind("<", done, at) > page.rfind(">", done, at):
            continue
        parts += [page[done:at], NO_BREAK]
        done = at + 1
    return "".join((*parts, page[done:]))


def _set(response: Response) -> Response:
    if response.mimetype == "text/html" and not response.is_streamed and not response.direct_passthrough:
        response.set_data(typeset(response.get_data(as_text=True)))
    return response
