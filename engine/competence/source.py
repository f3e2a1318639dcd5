"""The tables of the rule files with their lines, and what is wrong with them as German findings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.errors import Finding, Severity

_HEADER = re.compile(r"\s*\[\[\s*([a-z_]+)\s*\]\]")
_LINE = re.compile(r"at line (\d+)")


class Findings:
    """What was found, in the order of the files."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def error(
        self, file: str, line: int | None, rule: str, reason: str, hint: str, element: str = ""
    ) -> None:
        """Note what stops the use of the register."""
        self.found.append(Finding(file, rule, reason, hint, element or None, line))

    def warning(
        self, file: str, line: int | None, rule: str, reason: str, hint: str, element: str = ""
    ) -> None:
        """Note what somebody should look at."""
        self.found.append(Finding(file, rule, reason, hint, element or None, line, Severity.WARNING))


@dataclass(frozen=True, slots=True)
class Table:
    """One `[[table]]` of a file. Its getters note a finding for what has another form than expected and go on."""

    file: str
    kind: str
    values: Mapping[str, Any]  # Any: what TOML gives
    lines: Mapping[str, int]
    line: int
    findings: Findings

    @property
    def name(self) -> str:
        """What a finding calls the entry."""
        named = next(
            (self.values[key] for key in ("kennung", "schluessel", "kuerzel") if key in self.values), ""
        )
        return named if isinstance(named, str) else ""

    def wrong(self, key: str, reason: str, hint: str, rule: str = "competence-value") -> None:
        """Note a finding on the line of a key."""
        self.findings.error(self.file, self.lines.get(key, self.line), rule, reason, hint, self.name)

    def allow(self, known: Collection[str]) -> None:
        """Note every key that is not one of these."""
        for key in self.values.keys() - set(known):
            self.wrong(
                key,
                f"Den Schlüssel „{key}“ gibt es in [[{self.kind}]] nicht.",
                f"Erwartet wird einer von: {', '.join(sorted(known))}.",
                "competence-key",
            )

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        value = self.values.get(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        self.wrong(key, f"„{key}“ fehlt oder ist kein Text.", f'Erwartet wird {key} = "…".')
        return default or ""

    def optional(self, key: str) -> str | None:
        """A text that may be missing."""
        return self.text(key) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text for a list of one; empty when missing."""
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(one, str) and one.strip() for one in listed):
            return tuple(one.strip() for one in listed)
        self.wrong(key, f"„{key}“ ist keine Liste von Texten.", f'Erwartet wird {key} = ["…", "…"].')
        return ()

    def mapping(self, key: str) -> dict[str, str]:
        """Texts by name; empty when missing."""
        value = self.values.get(key, {})
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return {name: one.strip() for name, one in value.items()}
        self.wrong(
            key, f"„{key}“ nennt nicht zu jedem Namen einen Text.", f'Erwartet wird {key} = {{ name = "…" }}.'
        )
        return {}

    def day(self, key: str) -> date | None:
        """A date that may be missing."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.wrong(
            key, f"„{key}“ ist kein Datum.", f"Erwartet wird {key} = 2026-12-31, ohne Anführungszeichen."
        )
        return None

    def first_day(self) -> date:
        """The day from which the entry holds; it must be there, and not behind the last."""
        first, last = self.day("ab"), self.day("bis")
        if first is None:
            if "ab" not in self.values:
                self.wrong("ab", "„ab“ fehlt: seit wann der Eintrag gilt.", "Erwartet wird ab = 2020-01-01.")
            return date.min
        if last is not None and last < first:
            self.wrong(
                "bis", f"„bis“ ({last}) liegt vor „ab“ ({first}).", "Berichtigen Sie eines der beiden Daten."
            )
        return first

    def number(self, key: str) -> int | None:
        """A number of years that may be missing."""
        value = self.values.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 150):
            return value
        self.wrong(key, f"„{key}“ ist keine ganze Zahl von 0 bis 150.", f"Erwartet wird {key} = 27.")
        return None

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """One of the known words; without a default it must be there."""
        value = self.text(key, default)
        if value and value not in known:
            self.unknown(key, value, known)
            return default or ""
        return value

    def choices(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """Known words; the others are noted and left out."""
        found = []
        for value in self.texts(key):
            if value in known:
                found.append(value)
            else:
                self.unknown(key, value, known)
        return tuple(found)

    def unknown(self, key: str, value: str, known: Collection[str]) -> None:
        """Note a word that is not one of the known ones."""
        self.wrong(
            key,
            f"„{key}“ nennt „{value}“, das es nicht gibt.",
            f"Erwartet wird eines von: {', '.join(sorted(known))}.",
            "competence-unknown",
        )


def tables(file: str, content: bytes, findings: Findings) -> Iterator[Table]:
    """Every `[[table]]` of a TOML file; a file that cannot be read is a finding and has none."""
    try:
        text = content.decode("utf-8")
        document = tomllib.loads(text)
    except UnicodeDecodeError:
        findings.error(
            file, 1, "competence-file", "Die Datei ist kein Text in UTF-8.", "Speichern Sie sie als UTF-8."
        )
        return
    except tomllib.TOMLDecodeError as fault:
        found = _LINE.search(str(fault))
        last = text.count("\n") + 1  # „at end of document“
        findings.error(
            file,
            int(found[1]) if found else last,
            "competence-file",
            f"Die Datei ist kein gültiges TOML: {fault}.",
            'Erwartet werden Tabellen [[…]] mit Zeilen der Form name = "Wert".',
        )
        return
    blocks = _blocks(text)
    for kind, entries in document.items():
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            findings.error(
                file, None, "competence-file", f"„{kind}“ ist keine Tabelle.", f"Erwartet wird [[{kind}]]."
            )
            continue
        places = [block for block in blocks if block[0] == kind]
        for number, values in enumerate(entries):
            _, line, lines = places[number] if number < len(places) else ("", 1, {})
            yield Table(file, kind, values, lines, line, findings)


def _blocks(text: str) -> list[tuple[str, int, dict[str, int]]]:
    """The tables of a text in their order: name, line of the header, line of each key."""
    found: list[tuple[str, int, dict[str, int]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            found.append((header[1], number, {}))
        elif found and (key := re.match(r"\s*([a-z_]+)\s*=", line)):
            found[-1][2].setdefault(key[1], number)
    return found
