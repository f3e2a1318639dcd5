"""FEEL values in the words of a German office: 14.11.2026, 1.234,56, ja, 6 Jahre 3 Monate.

Codes of models are German in ASCII by the library's rule (`ohne_belang`, `geklaert`); `spelled` writes them as words.
"""

from __future__ import annotations

import re
from decimal import Decimal

from engine import feel
from engine.feel import Date, DateTime, DaysTimeDuration, Time, Value, YearsMonthsDuration

__all__ = ["count", "number", "say", "spelled"]

_ISO_DAY_TIME = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
_ISO_YEAR_MONTH = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")
_GROUP = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[A-Za-z0-9]+)*")
#: a paragraph and its section, as `26_3`
_NORM = re.compile(r"(\d+[a-z]?)_(\d+[a-z]?)")
#: the answers of a pre-check, as its tables write them, and short names of titles
_SHORT = {
    "IST": "Anspruch", "SOLL": "Soll", "KANN": "Kann", "PRUEFUNG": "ein Mensch muss prüfen", "NEIN": "nicht erfüllt",
    "VERSAGUNG": "Versagung", "AUSSETZUNG": "Aussetzung", "ENTFAELLT": "nicht einschlägig", "ERFUELLT": "erfüllt",
    "HINWEIS": "Hinweis", "ae": "Aufenthaltserlaubnis", "ne": "Niederlassungserlaubnis", "visum": "Visum",
}  # fmt: skip
_UMLAUTS = (
    # "ue" stays in „neue“, „dauer“, „quelle“; before „l“ at the end it is a name or foreign
    (re.compile(r"(?<![aeq])ue(?!l\b|ll(?:e[nrs]?)?\b|rst)"), "ü"),
    (re.compile(r"(?<=f)uell"), "üll"),
    (re.compile("ae"), "ä"),
    (re.compile("oe"), "ö"),
    (
        re.compile(
            "(?<=schlie)ss|(?<=ma)ss(?=nahm|geb)|(?<=gro)ss|(?<=grö)ss|(?<=au)ss(?=er)|(?<=stra)ss|(?<=gemä)ss"
        ),
        "ß",
    ),
)
_NOUN = re.compile(
    r".+(?:ungs?|ungen|heit|keit|schaft|tät|nisse?|amt|behörden?|pflicht|fristen?|anträge?|stellen?|träger|titel|"
    r"erlaubnis|aufenthalt|kurse?|nahmen?|gründe?|probleme?|(?<!ge)(?<!zu)(?<!auf)recht)"
)
_NOUNS = frozenset(
    """
    akteure aktion amt anspruch anteil antrag arbeit art aufenthalt ausweis befund befunde begründung behörde
    belang beruf büro datum dauer ehe ehegatte eingang eltern ergebnis erlaubnis familie folge frage frauen
    freigabe frist geburt gebühr gespräch grund größe gründe hilfe hinweis härte identität jahr jahre jugend
    kapazität kategorien kind kinder kreis kurs lage land leistung maßnahme mensch monat monate männer nachweis
    name norm ort partner pass person plan quelle recht regel regelfall rolle schulden schule sprache stadt
    stand status stelle stichtag tag tage teil termin thema titel unterhalt unterlagen urkunde verband verfahren
    verweis vorgehen weg woche zeit zeiten ziel zugang zweck
    """.split()  # noqa: SIM905  as a list it takes a screen
)


def spelled(text: str) -> str:
    """Return a code in German words, „ohne Belang“ for `ohne_belang`; any other text stays as it is.

    Umlauts and capitals follow rules of spelling, not a list of codes, so that a word nobody knew reads well, too.
    """
    if text in _SHORT:
        return _SHORT[text]
    if norm := _NORM.fullmatch(text):
        return f"§ {norm[1]} Abs. {norm[2]}"
    return " ".join(map(_word, text.split("_"))) if _CODE.fullmatch(text) else text


def _word(part: str) -> str:
    if len(part) <= 3 and part not in _NOUNS:
        return part
    for pattern, letter in _UMLAUTS:
        part = pattern.sub(letter, part)
    return part.capitalize() if part in _NOUNS or _NOUN.fullmatch(part) else part


def say(value: Value) -> str:
    """Return a value as a clerk would write it; null is „keine Angabe“, text stays as it is."""
    match value:
        case None:
            return "keine Angabe"
        case bool():
            return "ja" if value else "nein"
        case Decimal():
            return number(value)
        case Date() | Time() | DateTime():
            return _moment(value)
        case DaysTimeDuration():
            return _duration(_ISO_DAY_TIME, feel.text(value), ("Tag", "Stunde", "Minute", "Sekunde"))
        case YearsMonthsDuration():
            return _duration(_ISO_YEAR_MONTH, feel.text(value), ("Jahr", "Monat"))
        case list():
            return ", ".join(say(item) for item in value) or "keine"
        case dict():
            return "; ".join(f"{key}: {say(item)}" for key, item in value.items())
        case _:
            return feel.text(value)


def number(value: Decimal) -> str:
    """Return a number in German notation; whole thousands are grouped from 10.000 on, so that years stay years."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    fraction = fraction.rstrip("0") if value == value.to_integral_value() else fraction
    if len(whole) > 4 or fraction:
        whole = _GROUP.sub(".", whole)
    return f"{'−' if value < 0 else ''}{whole}{',' if fraction else ''}{fraction}"


def _moment(value: Date | Time | DateTime) -> str:
    match feel.to_python(value):
        case python if isinstance(value, Date) and hasattr(python, "strftime"):
            return f"{value.day:02}.{value.month:02}.{value.year:04}"
        case python if hasattr(python, "strftime"):
            shown = "%d.%m.%Y, %H:%M Uhr" if isinstance(value, DateTime) else "%H:%M Uhr"
            return str(python.strftime(shown))
        case _:
            return feel.text(value)


def _duration(pattern: re.Pattern[str], iso: str, units: tuple[str, ...]) -> str:
    found = pattern.fullmatch(iso)
    if found is None:  # pragma: no cover - `feel.text` writes no other form
        return iso
    sign, *amounts = found.groups()
    parts = [
        f"{amount.replace('.', ',')} {unit if amount == '1' else _PLURAL[unit]}"
        for amount, unit in zip(amounts, units, strict=True)
        if amount and amount != "0"
    ]
    return ("minus " if sign else "") + (" ".join(parts) or f"0 {_PLURAL[units[0]]}")


_PLURAL = {
    "Jahr": "Jahre", "Monat": "Monate", "Tag": "Tage",
    "Stunde": "Stunden", "Minute": "Minuten", "Sekunde": "Sekunden",
}  # fmt: skip


def count(value: int, language: str = "de") -> str:
    """How many, as printed: 12 345 with narrow no-break spaces, in English 12,345.

    An amount keeps its full stops (`number`): it is typed so.
    """
    return f"{value:,}" if language == "en" else f"{value:,}".replace(",", "\u202f")
