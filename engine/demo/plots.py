"""What becomes of the demo cases: how old they are, how fast they move, what is answered, where they rest.

A plot names no rows and no states: it says what people fill in and where they stop. The process does the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: values of form fields as one types them; a list where several can be chosen
Answers = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Plot:
    """One kind of story and how many cases tell it."""

    name: str
    number: int
    #: days since the application, youngest and oldest
    age: tuple[int, int]
    #: working days a step takes, shortest and longest
    pace: tuple[int, int] = (2, 6)
    answers: Answers = field(default_factory=dict)
    #: elements at which the work has stopped
    rests_at: frozenset[str] = frozenset()
    #: completed tasks after which the applicant withdraws
    withdraws_after: int | None = None
    #: how many tenths of the open tasks somebody has claimed
    claimed: int = 0
    #: whether the first clerk stores a person record, so that the decisions have something to compute from
    keeps_record: bool = True
    #: where the people live: AGS or their beginnings, one is drawn
    places: tuple[str, ...] = ("05334002", "05334", "05334", "05158", "05562014", "05562020")


_REFUSED: Answers = {
    "unterbrechung": "laenger",
    "identitaet": "nicht_geklaert",
    "taeuschung": "ja",
    "integration_ergebnis": "nicht_erfuellt",
    "versagung_ergebnis": "liegt_vor",
    "regelfall_ergebnis": "regelfall",
    "beabsichtigte_entscheidung": "ablehnen",
    "entscheidung": "ablehnen_versagung",
}
_INCOMPLETE: Answers = {"unterlagen_vollstaendig": "nein"}
#: answers that leave a person something to judge, so that there are review tasks
_TO_BE_JUDGED: Answers = {
    "lebensunterhalt_anteil": "46",
    "sozialleistungsgruppe": "ungeklaert",
    "strafregister": "eintragungen",
    "zeiten_60b": "ja",
}
_REVIEWS = frozenset({"integration_pruefen", "versagung_pruefen", "regelfall_pruefen"})
_OVERDUE = _REVIEWS | {"ueberfaelliges_klaeren"}

PLOTS = (
    Plot("erteilt", 8, (70, 235), answers={"kim_begleitung": "nein"}, keeps_record=False),
    Plot("erteilt mit Begleitung", 3, (80, 200), answers={"kim_begleitung": "ja"}, places=("05334002",)),
    Plot(
        "Begleitung läuft",
        3,
        (16, 24),
        (2, 4),
        {"kim_begleitung": "ja"},
        frozenset({"naechste_schritte"}),
        places=("05334002",),
    ),
    Plot("abgelehnt", 6, (90, 235), answers=_REFUSED, keeps_record=False),
    Plot("zurückgenommen", 4, (40, 180), withdraws_after=1, keeps_record=False),
    Plot("Rücknahme zu bestätigen", 1, (12, 14), (2, 3), {}, frozenset({"ruecknahme_bestaetigen"}), 1),
    Plot(
        "wartet auf Unterlagen",
        6,
        (8, 40),
        (2, 4),
        _INCOMPLETE,
        frozenset({"unterlagen_erfassen", "erinnern"}),
    ),
    Plot(
        "neu",
        6,
        (0, 5),
        rests_at=frozenset({"vollstaendigkeit_pruefen"}),
        claimed=4,
        keeps_record=False,
    ),
    Plot("liegt", 5, (11, 24), rests_at=frozenset({"vollstaendigkeit_pruefen"}), claimed=2),
    Plot("in Prüfung", 6, (9, 13), (2, 4), _TO_BE_JUDGED, _REVIEWS, claimed=5),
    Plot(
        # clerks have written in these (engine/demo/clerks.py)
        "Prüfung überfällig",
        3,
        (34, 60),
        (2, 5),
        _TO_BE_JUDGED,
        _OVERDUE,
        claimed=3,
        places=("05334002",),
    ),
    Plot(
        "Prüfung überfällig",
        1,
        (34, 60),
        (2, 5),
        _TO_BE_JUDGED,
        _OVERDUE,
        claimed=3,
        places=("05334", "05158"),
    ),
    Plot(
        "vor der Entscheidung",
        2,
        (4, 8),
        (2, 3),
        rests_at=frozenset({"entscheidung_vorbereiten", "entscheiden"}),
    ),
    # three months after the application somebody may sue (§ 75 VwGO): the legal deadline is near, or has passed
    Plot(
        "lange vor der Entscheidung",
        3,
        (80, 97),
        (2, 6),
        rests_at=frozenset({"entscheidung_vorbereiten", "entscheiden"}),
        claimed=4,
        places=("05334002", "05334"),
    ),
    Plot("angehört", 2, (30, 36), (2, 4), _REFUSED, frozenset({"stellungnahme_erfassen"})),
    # nobody is there in Ratingen (engine/demo/register.py): its case stops with an incident
    Plot("ohne zuständige Stelle", 1, (6, 8), places=("05158028",)),
)
