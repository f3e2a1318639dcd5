"""Which norms a citation names, however somebody writes it."""

from __future__ import annotations

import pytest

from engine.citations import cite, read

CASES = [
    # one paragraph, whatever stands below it
    ("§ 25b Abs. 1 S. 2 Nr. 3 AufenthG", ["§ 25b AufenthG"]),
    ("Artikel 6 Absatz 1 Buchstabe a DS-GVO", ["Art. 6 DSGVO"]),
    ("§ 12\u00a0BGB", ["§ 12 BGB"]),
    # several of one statute: the statute stands behind the last
    ("§ 25b Abs. 1 S. 2 Nr. 3 i. V. m. § 25a AufenthG", ["§ 25b AufenthG", "§ 25a AufenthG"]),
    ("§ 12a, § 72 Abs. 3a, § 81 Abs. 5 AufenthG", ["§ 12a AufenthG", "§ 72 AufenthG", "§ 81 AufenthG"]),
    # behind „Abs.“ a number that grows is a paragraph with two signs, and never with one
    ("§§ 9, 26 Abs. 3 und 4, 28 Abs. 2, 35 AufenthG", [f"§ {n} AufenthG" for n in (9, 26, 28, 35)]),
    ("§ 81 Abs. 2, 4 und 5 AufenthG", ["§ 81 AufenthG"]),
    ("§ 5 Abs. 1 Nr. 1a und 2, Abs. 3 AufenthG", ["§ 5 AufenthG"]),
    ("§ 10 Abs. 1 S. 1 Nr. 1, 1a, § 31 StAG", ["§ 10 StAG", "§ 31 StAG"]),
    ("Art. 6 Abs. 1 Buchst. a, Art. 7, 9 DSGVO", ["Art. 6 DSGVO", "Art. 7 DSGVO", "Art. 9 DSGVO"]),
    ("§ 3 Abs. 1, 4 Abs. 2 VwVfG", ["§ 3 VwVfG", "§ 4 VwVfG"]),
    # from one to another
    ("§ 35 SGB I, §§ 67 bis 85a SGB X (Sozialdaten)", ["§ 35 SGB I", "§§ 67 bis 85a SGB X"]),
    ("§§ 187–193 BGB", ["§§ 187 bis 193 BGB"]),
    ("§ 3 Abs. 1 bis 3 VwVfG", ["§ 3 VwVfG"]),
    ("§§ 3 ff. AsylG", ["§ 3 AsylG"]),
    # several statutes, of a Land, with a number, with a stroke
    ("§ 9 TIntG; § 3 DSG NRW; § 2 FreizügG/EU", ["§ 9 TIntG NRW", "§ 3 DSG NRW", "§ 2 FreizügG/EU"]),
    ("§ 16 SGB I; § 69 SGB X", ["§ 16 SGB I", "§ 69 SGB X"]),
    ("Hinweise zu § 60b AufenthG (vgl. § 48 AufenthG) vom 14.04.2020", ["§ 60b AufenthG", "§ 48 AufenthG"]),
    ("§ 25a (Jugendliche) und § 25b AufenthG", ["§ 25a AufenthG", "§ 25b AufenthG"]),
    ("§ 5 BGB, § 5 BGB", ["§ 5 BGB"]),
    # what names no statute beside it names no norm
    ("§ 5 der Satzung der Stadt Köln", []),
    ("Art. 5 VO (EU) 2016/679", []),
    ("§ 3", []),
    ("§ 60b-Vermerk AufenthG", []),
    ("Teilhabe- und Integrationsstrategie 2030 (drei Ziele)", []),
    ("SchulG NRW", []),
    ("bis 3, Abs. 2 AufenthG", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "norms"), CASES)
def test_a_citation_names_its_norms(text: str, norms: list[str]) -> None:
    assert [str(one) for one in read(text).norms] == norms


@pytest.mark.parametrize(
    ("text", "plain", "is_doubtful"),
    [
        ("§ 41 BZRG – prüfen", "§ 41 BZRG", True),
        ("§ 35a StAG – Tag des Inkrafttretens prüfen", "§ 35a StAG", True),
        ("§ 43 Abs. 1 S. 2 SGB I (Kalendermonat – prüfen)", "§ 43 Abs. 1 S. 2 SGB I", True),
        ("Leitfaden (prüfen)", "Leitfaden", True),
        ("§ 7 IntV (unverzüglich)", "§ 7 IntV (unverzüglich)", False),
        ("Anweisung zum Prüfen", "Anweisung zum Prüfen", False),
    ],
)
def test_doubt_is_a_mark_and_no_part_of_what_is_cited(text: str, plain: str, is_doubtful: bool) -> None:
    citation = read(text)

    assert (citation.text, citation.is_doubtful) == (plain, is_doubtful)


def test_norms_are_sorted_by_statute_and_number() -> None:
    norms = read("§ 104c AufenthG; Art. 9, 17 DSGVO; §§ 5, 25b, 25, 25a AufenthG; § 9 AsylG").norms

    assert [str(one) for one in sorted(norms, key=lambda one: one.rank)] == [
        "§ 9 AsylG",
        *(f"§ {number} AufenthG" for number in ("5", "25", "25a", "25b", "104c")),
        "Art. 9 DSGVO",
        "Art. 17 DSGVO",
    ]


@pytest.mark.parametrize(
    ("texts", "asked", "found"),
    [
        (["§ 5 AufenthG", "§ 82 AufenthG"], "§ 82 Abs. 6 AufenthG – prüfen", True),
        (["§ 5 AufenthG", "§ 82 AufenthG"], "§§ 5, 82 AufenthG", True),
        (["§ 5 AufenthG"], "§§ 5, 82 AufenthG", False),
        (["§ 5 AufenthG"], "§ 5 AsylG", False),
        (["§§ 67 bis 85a SGB X"], "§ 67d SGB X", True),
        (["§§ 67 bis 85a SGB X"], "§ 85b SGB X", False),
        (["§ 67d SGB X"], "§§ 67 bis 85a SGB X", False),
        (["Leitfaden – prüfen"], "Leitfaden", True),
        (["Leitfaden"], "Leit", False),
        ([], "§ 5 AufenthG", False),
    ],
)
def test_what_cites_all_that_is_asked_for(texts: list[str], asked: str, found: bool) -> None:
    assert cite(texts, read(asked)) is found
