"""Two profiles of a process (`process.toml`), entry by entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine import toml
from engine.compare.difference import Difference, Weight
from engine.compare.difference import DifferenceKind as Kind
from engine.compare.plain import flat, written
from engine.compare.values import Said, became, english_quoted, period_change, quoted, span
from engine.errors import Finding, ModelError


@dataclass(frozen=True, slots=True)
class _Entries:
    """A list of tables: what tells its entries apart, the kind of a difference in it, and what one is called."""

    told_by: tuple[str, ...]
    kind: Kind
    said: Said


_LISTS: Mapping[str, _Entries] = {
    "zeiten": _Entries(("element",), Kind.AGREED_TIME, Said("Vereinbarte Zeit für", "Agreed time for")),
    "werte": _Entries(("name",), Kind.AGREED_TIME, Said("Vereinbarter Wert", "Agreed number")),
    "fristen": _Entries(("name",), Kind.STATUTORY_PERIOD, Said("Gesetzliche Frist", "Statutory period")),
    "rollen": _Entries(("gruppe",), Kind.ROLE, Said("Mitwirkende", "Role")),
    "daten": _Entries(("gruppe",), Kind.DATA_GROUP, Said("Datengruppe", "Data group")),
    "leiter": _Entries(("element", "stufe"), Kind.LADDER, Said("Eskalationsleiter", "Escalation ladder")),
    "schnittstelle": _Entries(("art", "name"), Kind.INTERFACE, Said("Schnittstelle", "Interface")),
    "ausnahmen": _Entries(
        ("regel", "element"), Kind.EXEMPTION, Said("Ausnahme von der Prüfregel", "Exemption from the rule")
    ),
    "nachfolger": _Entries(("element",), Kind.PROFILE, Said("Nachfolger von", "Successor of")),
    "kennzahlen": _Entries(("name",), Kind.MEASURE, Said("Kennzahl", "Measure")),
}
_TEXTS = frozenset(
    {"zweck", "titel", "verantwortlich", "grund", "hinweis", "bedeutung", "aufgaben", "version"}
)
_TOP: Mapping[str, Said] = {
    "titel": Said("Titel", "Title"),
    "zweck": Said("Zweck", "Purpose"),
    "verantwortlich": Said("Verantwortlich", "Owner"),
    "rechtsstand": Said("Rechtsstand", "Law read until"),
    "freigabe": Said("Freigabe", "Release"),
    "version": Said("Versionsbezeichnung", "Version tag"),
    "start": Said("Datei des Prozesses", "File of the process"),
    "schluessel": Said("Schlüssel", "Key"),
    "beobachtet": Said("Beobachtet", "Watches"),
}
_KEYS: Mapping[str, Said] = {
    "rechtsgrundlage": Said("Rechtsgrundlage", "legal basis"),
    "sichtbar_fuer": Said("sichtbar für", "visible to"),
    "nur_mit_freigabe": Said("nur mit Freigabe für", "only when released to"),
    "nur_akte": Said("nur für die Akte", "for the file alone"),
    "formulare": Said("Formulare", "forms"),
    "elemente": Said("Elemente", "elements"),
    "kategorien": Said("Kategorien", "categories"),
    "zweck": Said("Zweck", "purpose"),
    "hinweis": Said("Hinweis", "note"),
    "grund": Said("Grund", "reason"),
    "art": Said("Art", "kind"),
    "arbeitstage": Said("Arbeitstage", "working days"),
    "anteil": Said("Anteil der Zeit in Prozent", "share of the time in per cent"),
    "an": Said("an", "to"),
    "aus": Said("ausgeschaltet", "switched off"),
    "uhr": Said("Uhr", "clock"),
    "neu_zuweisen": Said("neu zuweisen", "reassign"),
    "dauer": Said("Dauer", "length"),
    "norm": Said("Norm", "norm"),
    "beginn": Said("Beginn", "begins with"),
    "name": Said("Name", "name"),
    "wert": Said("Wert", "value"),
    "bezeichnung": Said("Bezeichnung", "label"),
    "aufgaben": Said("Aufgaben", "tasks"),
    "bedeutung": Said("Bedeutung", "meaning"),
    "frist": Said("Frist", "period"),
    "wird": Said("wird", "becomes"),
    "element": Said("Schritt", "step"),
    "von": Said("von", "from"),
    "bis": Said("bis", "to"),
}

#: keys whose value is an element of the diagram
_STEPS = frozenset({"element", "von", "bis"})


def compare_profile(
    old: bytes, new: bytes, file: str, labels: Mapping[str, str], renamed: Mapping[str, str]
) -> Iterator[Difference]:
    """Every difference of two profiles; `labels` are the names of the elements of the diagram, `renamed` those that
    are the same under another id: what is said of such a one is no difference.

    ModelError when one of them is no readable TOML.
    """
    before, after = _following(_read(old, file), renamed), _read(new, file)
    compared = _Profiles(file, labels)
    for key in dict.fromkeys((*before, *after)):
        yield from compared.key(key, before.get(key), after.get(key))


def _read(source: bytes, file: str) -> dict[str, object]:
    try:
        return toml.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        reason = "Die Datei ist kein gültiges TOML in UTF-8."
        raise ModelError(
            f"Expected to compare {file}, but it is no TOML", [Finding(file, "profile-unreadable", reason)]
        ) from None


@dataclass(frozen=True, slots=True)
class _Profiles:
    file: str
    labels: Mapping[str, str]

    def key(self, key: str, old: object, new: object) -> Iterator[Difference]:
        if key in _LISTS and _is_list(old) and _is_list(new):
            yield from self._entries(key, _LISTS[key], old, new)
        elif key == "rechtsgrundlagen":
            yield from self._set(
                Kind.LEGAL_BASIS, Weight.SUBJECT, Said("Rechtsgrundlagen", "Legal bases"), old, new, ""
            )
        else:
            yield from self._rest(key, old, new)

    def _entries(self, key: str, entries: _Entries, old: object, new: object) -> Iterator[Difference]:
        before, after = _by_key(old, entries), _by_key(new, entries)
        for name, entry in after.items():
            place = self._place(entries, entry)
            if name not in before:
                value = self._in_words(entry, entries)
                said = Said(
                    f"{place.german} hinzugefügt: {value.german}.", f"{place.english} added: {value.english}."
                )
                yield self._one(entries.kind, Weight.SUBJECT, entry, None, value.german, said)
                continue
            for path in dict.fromkeys((*before[name], *entry)):
                yield from self._entry(key, entries, path, (before[name], entry))
        for name, entry in before.items():
            if name not in after:
                place, value = self._place(entries, entry), self._in_words(entry, entries)
                said = Said(
                    f"{place.german} entfallen (bisher {value.german}).",
                    f"{place.english} dropped (was {value.english}).",
                )
                yield self._one(entries.kind, Weight.SUBJECT, entry, value.german, None, said)
        if key == "daten" and before and after and next(iter(before)) != next(iter(after)):
            names = [str(next(iter(one.values())).get("gruppe")) for one in (before, after)]
            said = Said(
                f"Die Datengruppe des Verfahrens ist jetzt {quoted(names[1])} (bisher {quoted(names[0])}).",
                f"The data group of the procedure is now {english_quoted(names[1])} (was {english_quoted(names[0])}).",
            )
            yield self._one(Kind.DATA_GROUP, Weight.SUBJECT, {}, names[0], names[1], said)

    def _entry(
        self, key: str, entries: _Entries, path: str, pair: tuple[dict[str, object], dict[str, object]]
    ) -> Iterator[Difference]:
        old, new = (one.get(path) for one in pair)
        if old == new and written(old) == written(new):
            return
        place = self._place(entries, pair[1])
        if isinstance(old, list | None) and isinstance(new, list | None):
            words = _KEYS.get(path, Said(path, path))
            said = Said(f"{place.german}: {words.german}", f"{place.english}: {words.english}")
            yield from self._set(entries.kind, Weight.SUBJECT, said, old, new, _element(pair[1]))
            return
        was, now = _text(old), _text(new)
        kind = (
            Kind.LEGAL_BASIS
            if path in ("rechtsgrundlage", "norm") and entries.kind is Kind.DATA_GROUP
            else entries.kind
        )
        weight = Weight.TEXT if path in _TEXTS else Weight.SUBJECT
        change = None
        if path in ("wert", "dauer") and was is not None and now is not None:
            working = pair[0].get("arbeitstage") is True, pair[1].get("arbeitstage") is True
            change = period_change(was, now, working=working)
        if change is not None:
            said = Said(f"{place.german} {change.german}.", f"{place.english} {change.english}.")
        else:
            words, end = _KEYS.get(path, Said(path, path)), became(was, now)
            said = Said(
                f"{place.german}: {words.german} {end.german}.",
                f"{place.english}: {words.english} {end.english}.",
            )
        yield self._one(kind, weight, pair[1], was, now, said)

    def _set(
        self, kind: Kind, weight: Weight, place: Said, old: object, new: object, element: str
    ) -> Iterator[Difference]:
        """A list whose order says nothing: what came and what went."""
        before, after = (Counter(written(one) for one in ones or ()) for ones in (_listed(old), _listed(new)))
        came, went = list((after - before).elements()), list((before - after).elements())
        if not came and not went:
            return
        german = [
            f"{word} {', '.join(map(quoted, ones))}"
            for word, ones in (("neu:", came), ("entfallen:", went))
            if ones
        ]
        english = [
            f"{word} {', '.join(map(english_quoted, ones))}"
            for word, ones in (("added:", came), ("dropped:", went))
            if ones
        ]
        said = Said(f"{place.german}: {'; '.join(german)}.", f"{place.english}: {'; '.join(english)}.")
        values = ", ".join(before.elements()) or None, ", ".join(after.elements()) or None
        yield self._one(kind, weight, {"element": element}, *values, said)

    def _rest(self, key: str, old: object, new: object) -> Iterator[Difference]:
        before, after = ({} if one is None else flat(one, key) for one in (old, new))
        kind = {"aufbewahrung": Kind.RETENTION, "verweis": Kind.REFERRAL}.get(key, Kind.PROFILE)
        for path in dict.fromkeys((*before, *after)):
            was, now = before.get(path), after.get(path)
            if was == now:
                continue
            words = _TOP.get(path, Said(f"Angabe „{path}“", f"Entry “{path}”"))
            if key == "aufbewahrung":
                part = _KEYS.get(path.partition("/")[2], Said(path, path))
                words = Said(f"Aufbewahrung ({part.german})", f"Retention ({part.english})")
            end = became(was, now)
            said = Said(f"{words.german} {end.german}.", f"{words.english} {end.english}.")
            weight = Weight.TEXT if path.rpartition("/")[2] in _TEXTS else Weight.SUBJECT
            yield self._one(kind, weight, {}, was, now, said)

    def _place(self, entries: _Entries, entry: Mapping[str, object]) -> Said:
        """What an entry is called: an element by its name on the diagram."""
        element = _element(entry)
        name = self.labels.get(element, element)
        if entries.kind is Kind.LADDER:
            rung = f"Stufe {entry.get('stufe')}"
            level = f"level {entry.get('stufe')}"
            of, english_of = (f" bei {quoted(name)}", f" at {english_quoted(name)}") if name else ("", "")
            return Said(f"{entries.said.german}, {rung}{of}", f"{entries.said.english}, {level}{english_of}")
        if entries.told_by != ("element",):
            name = str(entry.get(entries.told_by[-1], ""))
        return Said(f"{entries.said.german} {quoted(name)}", f"{entries.said.english} {english_quoted(name)}")

    def _in_words(self, entry: Mapping[str, object], entries: _Entries) -> Said:
        """Everything an entry says, a period in words, a step by its name; in English what the file says is quoted."""
        german, english = [], []
        for path, value in entry.items():
            if path in entries.told_by:
                continue
            text = ", ".join(map(str, value)) if isinstance(value, list) else written(value)
            if path in ("wert", "dauer") and (period := span(text, working=entry.get("arbeitstage") is True)):
                german.append(period.german)
                english.append(period.english)
                continue
            words = _KEYS.get(path, Said(path, path))
            told = self.labels.get(text, text) if path in _STEPS else text
            german.append(f"{words.german}: {told}")
            english.append(f"{words.english}: {english_quoted(told)}")
        return Said("; ".join(german), "; ".join(english))

    def _one(
        self,
        kind: Kind,
        weight: Weight,
        entry: Mapping[str, object],
        old: str | None,
        new: str | None,
        said: Said,
    ) -> Difference:
        element = _element(entry)
        label = self.labels.get(element, element)
        return Difference(
            kind, weight, self.file, element, label, old, new, said.german, said.english, element
        )


def _following(profile: dict[str, object], renamed: Mapping[str, str]) -> dict[str, object]:
    """The profile as it would name its elements by their new ids."""
    if not renamed:
        return profile
    return {
        # a successor is one of elements of earlier versions
        key: [_entry_following(one, renamed) for one in value]
        if isinstance(value, list) and key != "nachfolger"
        else value
        for key, value in profile.items()
    }


def _entry_following(entry: object, renamed: Mapping[str, str]) -> object:
    if not isinstance(entry, dict):
        return entry
    named: dict[str, object] = {
        path: renamed.get(str(entry[path]), entry[path]) for path in _STEPS & entry.keys()
    }
    if isinstance(listed := entry.get("elemente"), list):
        named["elemente"] = [renamed.get(one, one) if isinstance(one, str) else one for one in listed]
    return entry | named


def _is_list(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, dict) for one in value))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _by_key(value: object, entries: _Entries) -> dict[tuple[str, ...], dict[str, object]]:
    """The entries by what tells them apart; a second one of a key gets a number."""
    found: dict[tuple[str, ...], dict[str, object]] = {}
    for entry in _listed(value):
        if isinstance(entry, dict):
            wanted = tuple(written(entry.get(one, "")) for one in entries.told_by)
            key, number = wanted, 1
            while key in found:
                number += 1
                key = (*wanted, str(number))
            found[key] = entry
    return found


def _element(entry: Mapping[str, object]) -> str:
    return str(entry.get("element") or "")


def _text(value: object) -> str | None:
    return None if value is None else written(value)
