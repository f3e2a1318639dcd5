"""Delegation, succession and precedence, each on the smallest register that shows it."""

from __future__ import annotations

from datetime import date

import pytest

from engine.competence import Circumstances, Nobody, read_rules, register_of, resolve, rules_to_json

HERTEN, GLADBECK = "05562020", "05562014"
BASE = """
[[thema]]
schluessel = "sozialamt"

[[stelle]]
schluessel = "kreis"
name = "Kreis"
art = "Sozialamt"
gebiet = ["05562"]
ab = 2020-01-01

[[stelle]]
schluessel = "stadt"
name = "Stadt"
art = "Sozialamt"
gebiet = ["05562020"]
ab = 2020-01-01

[[regel]]
kennung = "allgemein"
thema = "sozialamt"
stelle = "kreis"
norm = "§ 1 Probe"
satz = "Für {ort} ist {stelle} zuständig."
ab = 2020-01-01
"""


def test_a_delegated_task_goes_to_whoever_has_taken_it_over(made):
    ask = made(
        BASE
        + """
[[uebertragung]]
kennung = "satzung"
thema = "sozialamt"
gebiet = ["05562020"]
an = "stadt"
norm = "Delegationssatzung vom 01.02.2024"
ab = 2024-03-01
bis = 2027-12-31
"""
    )

    assert ask("sozialamt", HERTEN, date(2024, 2, 29)).authority == "kreis"
    found = ask("sozialamt", HERTEN, date(2024, 3, 1))
    assert found.authority == "stadt"
    assert found.reason.norm == "Delegationssatzung vom 01.02.2024"
    assert found.reason.sentence == "Für Herten ist die Aufgabe auf Stadt übertragen."
    assert "Die Aufgabe ist übertragen." in found.reason.steps
    assert ask("sozialamt", HERTEN, date(2027, 12, 31)).authority == "stadt"
    assert ask("sozialamt", HERTEN, date(2028, 1, 1)).authority == "kreis"
    assert ask("sozialamt", GLADBECK, date(2025, 1, 1)).authority == "kreis"


def test_an_authority_that_ends_is_followed_by_its_successor(made):
    ask = made(
        BASE.replace('gebiet = ["05562"]', 'gebiet = ["05562"]\nbis = 2026-06-30\nnachfolger = "neu"')
        + """
[[angabe]]
schluessel = "stadt"
bis = 2021-12-31
nachfolger = "neu"

[[stelle]]
schluessel = "neu"
name = "Neues Amt"
art = "Sozialamt"
gebiet = ["05562"]
ab = 2022-01-01

[[regel]]
kennung = "herten"
thema = "sozialamt"
gebiet = ["05562020"]
stelle = "stadt"
norm = "§ 2 Probe"
satz = "{stelle}"
ab = 2020-01-01
"""
    )

    assert ask("sozialamt", GLADBECK, date(2026, 6, 30)).authority == "kreis"
    found = ask("sozialamt", GLADBECK, date(2026, 7, 1))
    assert found.authority == "neu"
    assert "Kreis besteht nur bis 30.06.2026; es folgt „neu“." in found.reason.steps
    assert found.reason.sentence == "Für Gladbeck ist Neues Amt zuständig."
    assert ask("sozialamt", HERTEN, date(2021, 12, 31)).authority == "stadt"
    assert ask("sozialamt", HERTEN, date(2022, 1, 1)).authority == "neu"


def test_without_a_successor_nobody_is_competent_and_the_end_is_named():
    register, findings = read_rules(
        {"a.toml": BASE.replace('gebiet = ["05562"]', "bis = 2026-06-30").encode()}
    )

    (finding,) = [one for one in findings if one.rule == "competence-authority"]
    assert "„allgemein“ führt auch dann zu „kreis“, wenn es die Stelle nicht gibt" in finding.reason
    found = resolve(register, "sozialamt", GLADBECK, Circumstances(), date(2026, 7, 1))
    assert isinstance(found, Nobody)
    assert "besteht nur bis 30.06.2026; ein Nachfolger ist nicht eingetragen" in found.sentence


def test_a_ring_of_successors_ends():
    text = BASE.replace('gebiet = ["05562"]', 'bis = 2021-12-31\nnachfolger = "stadt"').replace(
        'gebiet = ["05562020"]', 'bis = 2021-12-31\nnachfolger = "kreis"'
    )
    register, _ = read_rules({"a.toml": text.encode()})
    assert isinstance(resolve(register, "sozialamt", HERTEN, Circumstances(), date(2026, 1, 1)), Nobody)


@pytest.mark.parametrize(
    ("more", "authority"),
    [
        # a smaller territory before a larger one, even if it began earlier
        ('gebiet = ["05562020"]\nab = 2020-01-01', "stadt"),
        ('gebiet = ["05562"]\nab = 2020-01-01', "stadt"),
        # a person group before a smaller territory
        ('personengruppe = ["probe"]\nab = 2020-01-01', "stadt"),
        ('gebiet = ["05111"]\nab = 2020-01-01', "kreis"),
        ('gebiet = ["05562020"]\nab = 2027-01-01', "kreis"),
        ('gebiet = ["05562020"]\nalter_ab = 30\nab = 2020-01-01', "kreis"),
        ('gebiet = ["05562020"]\nalter_unter = 30\nab = 2020-01-01', "stadt"),
    ],
)
def test_the_more_special_rule_goes_first(more, authority):
    text = (
        BASE
        + '[[gruppe]]\nschluessel = "probe"\nbedeutung = "Probe"\n'
        + '[[regel]]\nkennung = "besonders"\nthema = "sozialamt"\nstelle = "stadt"\nnorm = "§ 2 Probe"\nsatz = "x"\n'
        + more
    )
    register, findings = read_rules({"a.toml": text.encode()})
    assert [str(one) for one in findings if one.severity == "error"] == []
    said = Circumstances(groups=frozenset({"probe"}), age=29)
    assert resolve(register, "sozialamt", HERTEN, said, date(2026, 12, 1)).authority == authority


def test_a_register_goes_through_json_and_back(register):
    again = register_of(register.authorities, rules_to_json(register))

    assert again == register
    assert again.digest == register.digest
    assert register_of(register.authorities, []).rules == ()


def test_the_digest_is_of_the_content(register):
    other, _ = read_rules({"a.toml": BASE.encode()})
    changed, _ = read_rules({"a.toml": BASE.replace("§ 1 Probe", "§ 3 Probe").encode()})

    assert len({register.digest, other.digest, changed.digest}) == 3
    assert read_rules({"a.toml": BASE.encode()})[0].digest == other.digest


def asked(text: str, ags: str = HERTEN, on: date = date(2026, 12, 1), **said: object):
    register, _ = read_rules({"a.toml": text.encode()})
    return resolve(register, "sozialamt", ags, Circumstances(**said), on)  # type: ignore[arg-type]


def test_a_place_without_a_rule_has_nobody():
    found = asked(BASE + 'gebiet = ["05562014"]\n')

    assert found.sentence == "Für „Sozialamt“ gibt es in Herten (Große kreisangehörige Stadt) keine Regel."


def test_an_authority_that_comes_later_is_not_there_yet():
    later = BASE.replace('gebiet = ["05562"]\nab = 2020-01-01', 'gebiet = ["05562"]\nab = 2027-01-01')

    assert "besteht erst ab 01.01.2027" in asked(later).sentence
    assert asked(later, on=date(2027, 1, 1)).authority == "kreis"


def test_a_rule_whose_authority_was_taken_out_of_the_register_leads_nowhere():
    register, _ = read_rules({"a.toml": BASE.encode()})
    without = register_of({}, rules_to_json(register))

    found = resolve(without, "sozialamt", HERTEN, Circumstances(), date(2026, 12, 1))

    assert "Die Stelle „kreis“ steht nicht im Register." in found.sentence


def test_an_unknown_age_lets_a_rule_hold_and_asks():
    found = asked(BASE + "alter_ab = 27\n")

    assert found.authority == "kreis"
    assert "prüfen: Das Alter ist nicht angegeben." in found.reason.doubts
    assert asked(BASE + "alter_ab = 27\n", age=27).reason.doubts == ()


def test_nobody_names_the_bearer_one_has_to_ask_for():
    assert "nur für: Träger „awo“" in asked(BASE + 'traeger = "awo"\n').sentence
