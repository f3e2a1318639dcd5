"""What is asked of the competence rules, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What beside topic, place and day decides who is competent; everything may be unknown.

    `groups` are person groups, `age` is in completed years, `bearer` the key of a welfare organisation. `allocated`
    is the place of an allocation (§ 10a AsylbLG), `residence` that of a duty to live somewhere (§ 12a AufenthG, § 36
    SGB II). `began`, `since` and `consent` belong to a procedure that began elsewhere (§ 3 (3) VwVfG): the place, the
    day, and whether the authority that is competent now agrees that the old one goes on. `lifting_asked` is the day on
    which the authority of the wished place got the request to lift the duty (§ 12a (5), § 72 (3a) AufenthG).
    """

    groups: frozenset[str] = frozenset()
    age: int | None = None
    bearer: str | None = None
    allocated: str | None = None
    residence: str | None = None
    began: str | None = None
    since: date | None = None
    consent: bool | None = None
    lifting_asked: date | None = None


#: what a process writes into the second argument of `zustaendig`, and what it stands for
CIRCUMSTANCES: Final = {
    "ags": "Gemeindeschlüssel (AGS, acht Ziffern)",
    "am": "Datum",
    "personengruppe": "Text oder Liste von Texten",
    "alter": "vollendete Lebensjahre",
    "traeger": "Kürzel eines Trägers",
    "zuweisung_ags": "Gemeindeschlüssel der Zuweisung",
    "wohnsitz_ags": "Gemeindeschlüssel der Wohnsitzauflage",
    "verfahren_ags": "Gemeindeschlüssel, an dem das Verfahren begann",
    "verfahren_seit": "Datum",
    "zustimmung": "true, false oder null",
    "aufhebung_angefragt": "Datum",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an authority is competent: norm, the id of the rule, one German sentence, and how it was found.

    `steps` are the sentences of the derivation, `doubts` what somebody has to check („prüfen“), `substitution` why
    another post than the one asked for has the task.
    """

    norm: str
    rule: str
    sentence: str
    steps: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    substitution: str = ""


@dataclass(frozen=True, slots=True)
class Competent:
    """An authority by its key in the register."""

    authority: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody is competent, and why: German, because whoever resolves the incident reads it."""

    sentence: str
    steps: tuple[str, ...] = ()
