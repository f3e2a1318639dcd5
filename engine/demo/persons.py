"""Invented people: given names as one meets them, family names that nobody bears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_FAMILY_NAMES = (
    "Musteroğlu", "Beispielović", "Al-Mithal", "Probenko", "Exempladze", "Musterzadeh", "Vorlagić",
    "Erfindoğlu", "Phantasiadis", "Fiktawi", "Beispielyan", "Nirgendsky", "Übungescu", "Ausgedachtović",
    "Märchenko", "Fabelhadj", "Testowa", "Jedermannian", "Niemandeh", "Legendwala", "Mythikyan", "Überallski",
    "Mustermannová", "Wunschoğlu", "Schöngedacht", "Tesfay-Probe", "Ngo Muster", "Diallo-Exempel",
    "Traumić", "Möglichkeit",
)  # fmt: skip
_GIVEN_NAMES = (
    "Elif", "Amina", "Yusuf", "Thảo", "Oleh", "Désirée", "Zoë", "Björn", "Noor", "Fatoumata", "Selin", "İbrahim",
    "Mariam", "Tariq", "Lejla", "Arben", "Nino", "Giorgi", "Samira", "Emmanuel", "Blessing", "Chidi", "Rojda",
    "Azad", "Jelena", "Márkó", "Minh", "Hêvîn", "Dilovan", "Søren",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    family_name: str
    given_name: str
    birth_date: date


def persons(random: Random, number: int) -> list[Person]:
    """So many people, no two with the same full name."""
    names = [(family, given) for family in _FAMILY_NAMES for given in _GIVEN_NAMES]
    return [
        Person(family, given, date(1966, 1, 1) + timedelta(days=random.randrange(38 * 365)))
        for family, given in random.sample(names, number)
    ]
