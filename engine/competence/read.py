"""The register out of its files: `processes/zustaendigkeit/*.toml`, which an administrator can read and change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from engine.competence.authority import Authority
from engine.competence.check import check
from engine.competence.group import TOPICS
from engine.competence.places import Kind, Place, places
from engine.competence.register import Register, authority_key, region_key
from engine.competence.rule import Decisive, Level, Rule, Topic
from engine.competence.source import Findings, Table, tables
from engine.errors import Finding, ModelError, NotFound, Severity

_REGION: Final = "regierungsbezirk"
_HOSTS: Final = frozenset(Kind) | {_REGION}
_KEYS: Final = {
    "thema": {"schluessel", "massgeblich", "norm_ort", "ohne_ort", "norm_umzug"},
    "gruppe": {"schluessel", "bedeutung"},
    "stellenart": {
        "kuerzel",
        "art",
        "name",
        "bei",
        "ab",
        "bis",
        "uebergeordnet",
        "merkmale",
        "zweifel",
        "land",
    },
    "stelle": {
        *("schluessel", "art", "name", "gebiet", "ab", "bis", "uebergeordnet", "nachfolger", "land"),
        *("amtsnummer", "kontakt", "merkmale", "zweifel"),
    },
    "angabe": {
        "schluessel",
        "name",
        "amtsnummer",
        "kontakt",
        "merkmale",
        "ab",
        "bis",
        "nachfolger",
        "zweifel",
    },
    "regel": {
        *(
            "kennung",
            "thema",
            "gemeindeart",
            "gebiet",
            "merkmal",
            "stelle",
            "ebene",
            "norm",
            "satz",
            "ab",
            "bis",
        ),
        *("personengruppe", "alter_ab", "alter_unter", "traeger", "zweifel"),
    },
    "uebertragung": {"kennung", "thema", "gebiet", "an", "norm", "satz", "ab", "bis", "zweifel"},
}
_DELEGATED: Final = "Für {ort} ist die Aufgabe auf {stelle} übertragen."


@lru_cache(maxsize=4)
def read_register(folder: Path) -> Register:
    """The register of a folder. NotFound when it has no rule files; ModelError with every finding when it is faulty."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    if not files:
        raise NotFound(f"Expected to find the rules of competence in {folder}, but there is no *.toml")
    register, findings = read_rules(files)
    errors = tuple(one for one in findings if one.severity is Severity.ERROR)
    if errors:
        raise ModelError(
            f"Expected to read the rules of competence in {folder}, but they have faults", errors
        )
    return register


def read_rules(files: Mapping[str, bytes]) -> tuple[Register, tuple[Finding, ...]]:
    """The register of these files, as far as it can be read, and everything that is wrong with it."""
    reader = _Reader()
    for name, content in files.items():
        for table in tables(name, content, reader.findings):
            reader.take(table)
    register = reader.finish()
    findings = reader.findings
    if not any(one.severity is Severity.ERROR for one in findings.found):
        check(register, reader.lines, findings)
    return register, tuple(findings.found)


class _Reader:
    """Takes the tables of all files, then makes the register of them."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.tables: dict[str, list[Table]] = {kind: [] for kind in _KEYS}
        self.lines: dict[str, tuple[str, int]] = {}

    def take(self, table: Table) -> None:
        """Keep a table, if there is such a kind and its keys are known."""
        if table.kind not in _KEYS:
            table.wrong(
                "",
                f"Eine Tabelle [[{table.kind}]] gibt es nicht.",
                f"Erwartet wird eine von: {', '.join(_KEYS)}.",
            )
            return
        table.allow(_KEYS[table.kind])
        self.tables[table.kind].append(table)

    def finish(self) -> Register:
        """The register; what is faulty is noted and left out."""
        topics = {}
        for table in self.tables["thema"]:
            topic = _topic(table)
            topics[topic.key] = topic
            self.lines[f"thema {topic.key}"] = (table.file, table.line)
        groups = {one.text("schluessel"): one.text("bedeutung") for one in self.tables["gruppe"]}
        authorities: dict[str, Authority] = {}
        for table in self.tables["stellenart"]:
            self._add(authorities, table, _derived(table))
        for table in self.tables["stelle"]:
            self._add(authorities, table, [_single(table)])
        for table in self.tables["angabe"]:
            _amend(authorities, table)
        kinds = {key.partition("-")[0] for key in authorities}
        rules = [
            *(_rule(table, groups, topics, kinds, authorities) for table in self.tables["regel"]),
            *(_delegation(table, topics, authorities) for table in self.tables["uebertragung"]),
        ]
        for table, rule in zip((*self.tables["regel"], *self.tables["uebertragung"]), rules, strict=True):
            if f"regel {rule.id}" in self.lines:
                table.wrong(
                    "kennung", f"Die Kennung „{rule.id}“ gibt es schon.", "Geben Sie jeder Regel eine eigene."
                )
            self.lines[f"regel {rule.id}"] = (table.file, table.line)
        return Register(authorities, topics, tuple(rules), groups)

    def _add(self, known: dict[str, Authority], table: Table, made: Iterable[Authority]) -> None:
        for one in made:
            if one.key in known:
                table.wrong(
                    "schluessel",
                    f"Die Stelle „{one.key}“ gibt es schon.",
                    "Jede Stelle steht einmal im Register.",
                )
            known[one.key] = one
            self.lines[f"stelle {one.key}"] = (table.file, table.line)


def _topic(table: Table) -> Topic:
    key = table.choice("schluessel", TOPICS)
    return Topic(
        key,
        TOPICS.get(key, key),
        Decisive(table.choice("massgeblich", frozenset(Decisive), Decisive.RESIDENCE)),
        table.text("norm_ort", ""),
        table.text("ohne_ort", ""),
        table.text("norm_umzug", ""),
    )


def _derived(table: Table) -> Iterable[Authority]:
    """One authority for every body the kind sits at."""
    hosts = table.choices("bei", _HOSTS)
    short, name, kind = table.text("kuerzel"), table.text("name"), table.text("art")
    first, last, doubts = table.first_day(), table.day("bis"), table.texts("zweifel")
    attributes, parent, land = (
        table.mapping("merkmale"),
        table.text("uebergeordnet", ""),
        table.text("land", "NW"),
    )
    hosted = [place for place in places().values() if place.kind in hosts]
    for place in hosted:
        key = place.district if place.kind in (Kind.DISTRICT, Kind.CITY_REGION) else place.ags
        yield Authority(
            f"{short}-{key}",
            name.replace("{koerperschaft}", place.body),
            kind,
            (key.removesuffix("000"),),
            first,
            last,
            f"{parent}-{region_key(place.region)}" if parent else None,
            land=land,
            attributes={one: _trait(value, place) for one, value in attributes.items()},
            doubts=doubts,
        )
    if _REGION in hosts:
        for region, inside in _regions().items():
            bodies = tuple(sorted({place.district for place in inside}))
            yield Authority(
                f"{short}-{region_key(region)}",
                name.replace("{koerperschaft}", region),
                kind,
                bodies,
                first,
                last,
                parent or None,
                land=land,
                attributes=attributes,
                doubts=doubts,
            )


def _trait(value: str, place: Place) -> str:
    return place.attributes.get(value.strip("{}"), "") if value.startswith("{") else value


def _regions() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places().values():
        found.setdefault(place.region, []).append(place)
    return found


def _single(table: Table) -> Authority:
    return Authority(
        table.text("schluessel"),
        table.text("name"),
        table.text("art"),
        _territory(table),
        table.first_day(),
        table.day("bis"),
        table.optional("uebergeordnet"),
        table.mapping("kontakt"),
        table.text("land", "NW"),
        table.text("amtsnummer", ""),
        table.mapping("merkmale"),
        table.texts("zweifel"),
        table.optional("nachfolger"),
    )


def _amend(known: dict[str, Authority], table: Table) -> None:
    """What is known of one authority beside its kind."""
    key = table.choice("schluessel", known.keys())
    if key not in known:
        return
    one = known[key]
    known[key] = replace(
        one,
        name=table.text("name", one.name),
        valid_from=one.valid_from if table.day("ab") is None else table.first_day(),
        valid_to=table.day("bis") or one.valid_to,
        contact={**one.contact, **table.mapping("kontakt")},
        office_number=table.text("amtsnummer", one.office_number),
        attributes={**one.attributes, **table.mapping("merkmale")},
        doubts=(*one.doubts, *table.texts("zweifel")),
        successor=table.optional("nachfolger") or one.successor,
    )


def _rule(
    table: Table,
    groups: Mapping[str, str],
    topics: Mapping[str, Topic],
    kinds: set[str],
    authorities: Mapping[str, Authority],
) -> Rule:
    word = table.choice("ebene", frozenset(Level), "")
    level = Level(word) if word else None
    named = table.text("stelle", "")
    if named:
        table.choice("stelle", kinds if level is not None else authorities.keys())
    rule = Rule(
        table.text("kennung"),
        table.choice("thema", topics.keys()),
        table.text("norm", "" if not named else None),
        table.text("satz"),
        table.first_day(),
        table.day("bis"),
        _territory(table),
        tuple(Kind(one) for one in table.choices("gemeindeart", frozenset(Kind))),
        level,
        named,
        table.choices("personengruppe", groups.keys()),
        table.number("alter_ab"),
        table.number("alter_unter"),
        table.text("traeger", ""),
        table.text("merkmal", ""),
        doubts=table.texts("zweifel"),
    )
    if level is not None and named in kinds:
        _must_exist(table, rule, authorities)
    return rule


def _must_exist(table: Table, rule: Rule, authorities: Mapping[str, Authority]) -> None:
    """At every place of the rule there has to be such an authority."""
    missing = {
        authority_key(rule, place) for place in places().values() if rule.covers(place)
    } - authorities.keys()
    if missing:
        table.wrong(
            "stelle",
            f"Eine Stelle „{rule.authority}“ fehlt an {len(missing)} Orten der Regel, etwa „{min(missing)}“.",
            "Ergänzen Sie in [[stellenart]] unter „bei“, wo es sie gibt, oder begrenzen Sie die Regel.",
            "competence-authority",
        )


def _delegation(table: Table, topics: Mapping[str, Topic], authorities: Mapping[str, Authority]) -> Rule:
    return Rule(
        table.text("kennung"),
        table.choice("thema", topics.keys()),
        table.text("norm"),
        table.text("satz", _DELEGATED),
        table.first_day(),
        table.day("bis"),
        _territory(table),
        authority=table.choice("an", authorities.keys()),
        delegated=True,
        doubts=table.texts("zweifel"),
    )


def _territory(table: Table) -> tuple[str, ...]:
    """Official keys with 2, 5 or 8 digits; the whole Land where none is named."""
    found = table.texts("gebiet") or ("05",)
    for one in found:
        known = one == "05" or one in places() or f"{one}000" in places()
        if not known:
            table.wrong(
                "gebiet",
                f"„{one}“ ist kein Gebiet in Nordrhein-Westfalen.",
                "Erwartet wird ein amtlicher Schlüssel mit zwei (05), fünf (Kreis) oder acht Ziffern (Gemeinde).",
                "competence-place",
            )
    return found
