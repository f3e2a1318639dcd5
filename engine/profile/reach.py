"""Whether every data group says what for, and whether somebody can reach it by norm or consent (docs/sight.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from engine.competence import TOPICS
from engine.forms import Form
from engine.profile.model import DataGroup, Profile

#: what a consent can release, as the form `freigabe` of the process of consent asks for it
CATEGORIES: Final = (
    "kontakt",
    "aufenthalt",
    "lebensunterhalt",
    "wohnen",
    "sprache",
    "arbeit_bildung",
    "kinder_schule",
    "gesundheit",
    "familie",
    "identitaet",
    "schulden",
)


def unreached(profile: Profile, variables: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the data groups, each with how to mend it; `variables` are those of the models."""
    for one in profile.data:
        if not one.purpose.strip():
            yield (
                f"daten: „{one.group}“ nennt keinen Zweck.",
                "Ergänzen Sie zweck: wozu diese Angaben gebraucht werden.",
            )
        yield from _recipients(one, variables)
        for category in sorted(set(one.categories) - set(CATEGORIES)):
            yield (
                f"daten: „{one.group}“ nennt die Kategorie „{category}“, die keine Freigabe kennt.",
                f"Bekannt sind: {', '.join(CATEGORIES)}.",
            )


def _recipients(one: DataGroup, variables: Collection[str]) -> Iterator[tuple[str, str]]:
    if not one.visible_to and not one.released_to:
        yield (
            f"daten: „{one.group}“ liest nur, wer den Fall führt.",
            "Nennen Sie in sichtbar_fuer die Themen der Stellen, die damit arbeiten.",
        )
    for name in (*one.visible_to, *one.released_to):
        if name not in TOPICS and name not in variables:
            yield (
                f"daten: „{one.group}“ nennt „{name}“; das ist weder ein Thema noch eine Variable des Ablaufs.",
                "Berichtigen Sie sichtbar_fuer oder nur_mit_freigabe; so liest dort niemand die Angaben.",
            )


def not_asked(profile: Profile, forms: Mapping[str, Form]) -> Iterator[tuple[str, str]]:
    """Fields that are said to be for the file alone, and that no form of their group has."""
    for one in profile.data:
        asked = {field.key for name in one.forms if name in forms for field in forms[name].fields()}
        for key in sorted(set(one.file_only or ()) - asked):
            yield (
                f"daten: „{one.group}“ nennt unter nur_akte „{key}“, aber kein Formular der Gruppe fragt danach.",
                "Berichtigen Sie den Namen des Feldes, oder streichen Sie ihn.",
            )
