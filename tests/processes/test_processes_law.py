"""The pre-check inside the process bleiberecht_25b and the law under processes/recht say the same of the same person.

The process asks for findings of a clerk (since when, interrupted or not), the law computes them from a record. What a
form can say of § 25b is put into a record here, and both must agree.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from engine import library
from engine.execution.bundle import read_bundle
from engine.feel import Environment, from_python
from engine.library import read_law
from engine.precheck import check, read_record

FOLDER = Path(__file__).parents[2] / "processes" / "bleiberecht_25b"
SINCE = date(2018, 3, 1)

#: what the form says, and the same in a record; the first of each is the ordinary case
STATUS = {
    "duldung_60a": ("toleration", "60a"),
    "erlaubnis_104c": ("residence_permit", "104c"),
}
CHILD = {
    "nein": [],
    "ja": [{"relation": "child", "birth": "2016-01-01", "in_household": True, "school_attendance": True}],
}
LANGUAGE = {"A2": {"spoken": "A2"}, "B1": {"spoken": "B1"}, "A1": {"spoken": "A1"}, "ungeklaert": {}}
CIVIC = {"ja": {"basic_knowledge": True}, "nein": {"basic_knowledge": False}, "ungeklaert": {}}
IDENTITY = {
    "geklaert": {"status": "clarified"},
    "alle_massnahmen": {"status": "unclarified", "all_reasonable_steps": True},
    "nicht_geklaert": {"status": "unclarified", "all_reasonable_steps": False, "deception": "none"},
    "ungeklaert": {"deception": "none"},
}
DECEPTION = {"nein": "none", "frueher": "past", "ja": "ongoing"}
CONVICTIONS = {
    "keine": [],
    "geldstrafe": [{"day_rates": 60}],
    "sechs_monate": [{"prison_months": 6, "probation": True}],
    "fuenf_monate": [{"prison_months": 5, "probation": True}],
    "jugendstrafe": [{"prison_months": 12, "youth_sentence": True, "probation": False}],
}
WAIVER = {"keine": {}, "nachgewiesen": {"prevents_work": True, "prevents_language": True, "certified": True}}

answers = st.fixed_dictionaries(
    {
        "status": st.sampled_from(sorted(STATUS)),
        "kind": st.sampled_from(sorted(CHILD)),
        "sprache": st.sampled_from(sorted(LANGUAGE)),
        "kenntnisse": st.sampled_from(sorted(CIVIC)),
        "identitaet": st.sampled_from(sorted(IDENTITY)),
        "taeuschung": st.sampled_from(sorted(DECEPTION)),
        "strafen": st.sampled_from(sorted(CONVICTIONS)),
        "befreiung": st.sampled_from(sorted(WAIVER)),
        "anteil": st.sampled_from([-1, 0, 50, 51, 100]),
        # around four, six and eight years after SINCE, and around the change of the law
        "stichtag": st.one_of(
            st.sampled_from(
                [date(2022, 3, 1), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2), date(2026, 11, 22)]
            ),
            st.dates(date(2022, 12, 20), date(2023, 1, 10)),
        ),
    }
)


@cache
def bundle():
    """The process with its tables."""
    (folder,) = library.read(FOLDER)
    return read_bundle(folder.files)


@pytest.mark.slow
@given(answers)
@settings(max_examples=100, deadline=None, phases=(Phase.explicit, Phase.generate))
def test_process_and_law_agree(said):
    assume(said["status"] != "erlaubnis_104c" or said["stichtag"] >= date(2022, 12, 31))

    in_process = bundle().decide("vorpruefung_25b", _variables(said), Environment())

    by_law = check(read_record(_record(said)), said["stichtag"], read_law()).title("AufenthG_25b")

    assert in_process.value["ergebnis"] == by_law.result.value, f"{said}: {by_law.reason}"


def _variables(said):
    months = [one.get("prison_months", 0) for one in CONVICTIONS[said["strafen"]]]
    youth = said["strafen"] == "jugendstrafe"
    values = {
        "stichtag": said["stichtag"],
        "aufenthaltsstatus": said["status"],
        "voraufenthalt_seit": SINCE,
        "kind_im_haushalt": said["kind"],
        "zeiten_60b": "nein",
        "unterbrechung": "keine",
        "sprachniveau": said["sprache"],
        "grundkenntnisse": said["kenntnisse"],
        "identitaet": said["identitaet"],
        "taeuschung": said["taeuschung"],
        "strafregister": "eintragungen" if CONVICTIONS[said["strafen"]] else "keine_eintragungen",
        "freiheitsstrafe_monate": 0 if youth else max(months, default=0),
        "jugendstrafe_monate": max(months, default=0) if youth else 0,
        "ausweisungsinteresse": "nein",
        "befreiung_abs_3": said["befreiung"],
        "lebensunterhalt_anteil": said["anteil"],
        "sozialleistungsgruppe": "keine",
        "schulbesuch": "ja" if said["kind"] == "ja" else "kein_kind",
        "bekenntnis_fdgo": "ja",
    }
    return {name: from_python(value) for name, value in values.items()}


def _record(said):
    status, section = STATUS[said["status"]]
    begun = {"from": SINCE.isoformat(), "status": status, "section": section}
    return {
        "version": 1,
        "birth": "1985-01-01",
        "residence": [begun],
        "absences": [],
        "family": {"members": CHILD[said["kind"]]},
        "education": [],
        "degrees": [],
        "language": LANGUAGE[said["sprache"]],
        "civic": CIVIC[said["kenntnisse"]],
        "identity": {**IDENTITY[said["identitaet"]], "deception": DECEPTION[said["taeuschung"]]},
        "criminal": {
            "convictions": CONVICTIONS[said["strafen"]],
            "pending": False,
            "expulsion_interest": False,
        },
        "health": WAIVER[said["befreiung"]],
        # a child makes some income enough (S. 3 Nr. 2); the form asks for the group, which is "keine" here
        "livelihood": {}
        if said["anteil"] < 0 or (said["kind"] == "ja" and said["anteil"] <= 50)
        else {"income_share": said["anteil"]},
        "integration": {"constitution_declared": True},
    }
