"""The places of Nordrhein-Westfalen by official key: 396 municipalities, 53 Kreise and kreisfreie Städte."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final

LAND: Final = "05"


class Kind(StrEnum):
    """What a place is by municipal law; the words are those of the rule files."""

    FREE_CITY = "kreisfrei"
    LARGE_TOWN = "grosse_kreisangehoerige"
    MEDIUM_TOWN = "mittlere_kreisangehoerige"
    MUNICIPALITY = "kreisangehoerig"
    AACHEN = "stadt_aachen"
    DISTRICT = "kreis"
    CITY_REGION = "staedteregion"


_STATUS: Final = {
    "kreisfreie Stadt": Kind.FREE_CITY,
    "Große kreisangehörige Stadt": Kind.LARGE_TOWN,
    "Mittlere kreisangehörige Stadt": Kind.MEDIUM_TOWN,
    "kreisangehörig": Kind.MUNICIPALITY,
    "Stadt mit Rechtsstellung kreisfreie Stadt (Aachen-Gesetz)": Kind.AACHEN,
}

#: how a sentence calls each kind
WORDS: Final = {
    Kind.FREE_CITY: "kreisfreie Stadt",
    Kind.LARGE_TOWN: "Große kreisangehörige Stadt",
    Kind.MEDIUM_TOWN: "Mittlere kreisangehörige Stadt",
    Kind.MUNICIPALITY: "kreisangehörige Gemeinde",
    Kind.AACHEN: "Stadt mit der Rechtsstellung einer kreisfreien Stadt (Aachen-Gesetz)",
    Kind.DISTRICT: "Kreis",
    Kind.CITY_REGION: "Kommunalverband besonderer Art",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality, or a Kreis written with three zeros. `body` is its name as a corporation: „Stadt Herten“.

    `district` is the AGS of the Kreis with five digits, `region` the Regierungsbezirk.
    """

    ags: str
    name: str
    body: str
    kind: Kind
    district: str
    district_name: str
    region: str
    attributes: Mapping[str, str]

    @property
    def whom(self) -> str:
        """The place after „für“: „Herten“, „den Kreis Recklinghausen“."""
        article = {Kind.DISTRICT: "den ", Kind.CITY_REGION: "die "}.get(self.kind, "")
        return f"{article}{self.name}"

    @property
    def where(self) -> str:
        """The place as the end of a sentence: „in Herten“, „im Kreis Recklinghausen“."""
        article = {Kind.DISTRICT: "im", Kind.CITY_REGION: "in der"}.get(self.kind, "in")
        return f"{article} {self.name}"


def places() -> Mapping[str, Place]:
    """Every place by its eight-digit key: the municipalities, then the Kreise as 05562000."""
    return _places()


def municipalities() -> tuple[Place, ...]:
    """The 396 municipalities by key; a Kreis is none."""
    return tuple(place for place in _places().values() if place.kind not in (Kind.DISTRICT, Kind.CITY_REGION))


@lru_cache(maxsize=1)
def _places() -> Mapping[str, Place]:
    districts = {row["ags5"]: row for row in _rows("nrw_kreise.csv")}
    found: dict[str, Place] = {}
    for row in _rows("nrw_gemeinden.csv"):
        district = districts[row["kreis_ags5"]]
        found[row["ags8"]] = Place(
            row["ags8"],
            row["name"],
            f"{row['typ']} {row['name']}",
            _STATUS[row["status_go_nrw"]],
            row["kreis_ags5"],
            district["name"],
            row["regierungsbezirk"],
            _attributes(district),
        )
    for ags, row in districts.items():
        if row["typ"] != "kreisfreie Stadt":
            kind = Kind.DISTRICT if row["typ"] == "Kreis" else Kind.CITY_REGION
            key, name = f"{ags}000", row["name"]
            region = row["regierungsbezirk"]
            found[key] = Place(key, name, name, kind, ags, name, region, _attributes(row))
    return found


def _attributes(district: Mapping[str, str]) -> dict[str, str]:
    return {"jobcenter": district["jobcenter_typ"].partition(" ")[0]}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
