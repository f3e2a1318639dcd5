"""Who is competent where: the hard cases of Nordrhein-Westfalen, each with its norm."""

from __future__ import annotations

from datetime import date

import pytest

from engine.competence import Competent, Nobody, municipalities

CASES = [
    # Aachen: one aliens' department for all ten municipalities, but a KI of its own
    ("auslaenderbehoerde", "05334002", "abh-05334", "Aachen-Gesetz"),
    ("auslaenderbehoerde", "05334032", "abh-05334", "Aachen-Gesetz"),
    ("einbuergerungsbehoerde", "05334002", "ebh-05334", "Aachen-Gesetz"),
    ("kommunales_integrationszentrum", "05334002", "ki-05334002", "TIntG"),
    ("kommunales_integrationszentrum", "05334004", "ki-05334", "TIntG"),
    ("case_management", "05334002", "ki-05334002", "§ 9 TIntG"),
    ("jobcenter", "05334002", "jobcenter-05334", "§§ 36, 44b SGB II"),
    # Herten and Gladbeck: large towns with their own aliens' departments; Jobcenter and KI at the Kreis
    ("auslaenderbehoerde", "05562020", "abh-05562020", "§ 1 Satz 1 Nr. 4 ZustAVO"),
    ("auslaenderbehoerde", "05562014", "abh-05562014", "§ 1 Satz 1 Nr. 4 ZustAVO"),
    ("einbuergerungsbehoerde", "05562020", "ebh-05562020", "VO vom 03.06.2008"),
    ("jobcenter", "05562020", "jobcenter-05562", "§§ 6a, 36 SGB II"),
    ("gesundheitsamt", "05562020", "gesundheitsamt-05562", "prüfen"),
    ("kommunales_integrationszentrum", "05562014", "ki-05562", "TIntG"),
    ("asylblg", "05562020", "asylblg-05562020", "§ 10a AsylbLG"),
    # Haltern am See is in the same Kreis and no large town
    ("auslaenderbehoerde", "05562016", "abh-05562", "§ 1 Satz 1 Nr. 4 ZustAVO"),
    # Hilden: a medium town of the Kreis Mettmann; Ratingen and Velbert have their own
    ("auslaenderbehoerde", "05158016", "abh-05158", "§ 1 Satz 1 Nr. 4 ZustAVO"),
    ("case_management", "05158016", "ki-05158", "§ 9 TIntG"),
    ("jobcenter", "05158016", "jobcenter-05158", "§§ 36, 44b SGB II"),
    ("auslaenderbehoerde", "05158028", "abh-05158028", "§ 1 Satz 1 Nr. 4 ZustAVO"),
    # a city without a Kreis acts itself
    ("jugendamt", "05515000", "jugendamt-05515000", "SGB VIII"),
    ("jobcenter", "05515000", "jobcenter-05515000", "§§ 6a, 36 SGB II"),
    # above the Kreis
    ("bezirksregierung", "05562020", "bezreg-muenster", "ZustAVO"),
    ("zentrale_auslaenderbehoerde", "05158016", "zab-duesseldorf", "§ 1 Satz 1 Nr. 3 ZustAVO"),
    ("bamf", "05711000", "bamf", "§ 75 AufenthG"),
    # a case of time has a Kreis for its place
    ("auslaenderbehoerde", "05562000", "abh-05562", "§ 1 Satz 1 Nr. 4 ZustAVO"),
    ("kim_koordination", "05334000", "ki-05334", "§ 9 TIntG"),
    ("lenkungsgruppe", "05558000", "ki-05558", "Geschäftsordnung"),
]


@pytest.mark.parametrize(("topic", "ags", "authority", "norm"), CASES)
def test_the_authority_of_a_place(ask, topic, ags, authority, norm):
    found = ask(topic, ags)

    assert isinstance(found, Competent)
    assert found.authority == authority
    assert norm in found.reason.norm
    assert found.reason.sentence
    assert found.reason.rule
    assert found.reason.steps


def test_every_municipality_and_topic_has_an_answer(register, ask):
    silent, by_topic = [], {}
    for topic in register.topics:
        for place in municipalities():
            found = ask(topic, place.ags)
            if isinstance(found, Nobody):
                assert "eingetragen" in found.sentence, (topic, place.ags, found)
                silent.append(topic)
            else:
                assert found.authority in register.authorities
                by_topic.setdefault(topic, set()).add(found.authority)

    assert len(municipalities()) == 396
    # what no source names: the bearers of the two services of the Bund
    assert set(silent) == {"mbe", "jmd"}
    assert {topic: len(keys) for topic, keys in by_topic.items()} == {
        # by rule 22 + 31 + 35; the usual figure is 81, because some towns have delegated
        "auslaenderbehoerde": 88,
        "einbuergerungsbehoerde": 88,
        "zentrale_auslaenderbehoerde": 5,
        "bezirksregierung": 5,
        "asylblg": 396,
        "jobcenter": 53,
        "sozialamt": 54,
        "jugendamt": 54,
        "schulamt": 53,
        "schultraeger": 396,
        "kommunales_integrationszentrum": 54,
        "case_management": 54,
        "kim_koordination": 54,
        "lenkungsgruppe": 54,
        "gesundheitsamt": 53,
        "standesamt": 396,
        "meldebehoerde": 396,
        "agentur_fuer_arbeit": 1,
        "bamf": 1,
    }


@pytest.mark.parametrize(
    ("ags", "said"),
    [
        ("05334000", "für die StädteRegion Aachen liegt"),
        ("05562000", "für den Kreis Recklinghausen liegt"),
        ("05562020", "für Herten liegt"),
    ],
)
def test_a_kreis_is_named_with_its_article(ask, ags, said):
    assert said in ask("kim_koordination", ags).reason.sentence


def test_eighteen_kreise_run_their_jobcenter_alone(register):
    kinds = [
        one.attributes["traegerschaft"] for one in register.authorities.values() if one.kind == "Jobcenter"
    ]

    assert (kinds.count("zkT"), kinds.count("gE")) == (18, 35)


def test_what_no_source_says_is_marked(ask):
    for topic in ("auslaenderbehoerde", "asylblg", "sozialamt", "jugendamt", "agentur_fuer_arbeit"):
        doubts = ask(topic, "05562020").reason.doubts

        assert doubts
        assert all(one.startswith("prüfen") for one in doubts)


def test_no_contact_is_invented(register):
    assert [one.key for one in register.authorities.values() if one.contact] == []
    assert {one.key: one.office_number for one in register.authorities.values() if one.office_number} == {
        "abh-05334": "A 33",
        "ebh-05334": "A 33",
        "ki-05334": "A 46",
    }


@pytest.mark.parametrize(
    ("topic", "ags", "on", "said"),
    [
        ("auslaenderbehoerde", "05562020", date(2019, 12, 31), "geregelt ist die Zeit ab 01.01.2020"),
        ("einbuergerungsbehoerde", "05334002", date(2009, 10, 20), "besteht seit dem 21.10.2009"),
        ("case_management", "05562020", date(2021, 12, 31), "ab 01.01.2022"),
        ("asylblg", "05562000", date(2026, 12, 1), "Sache der Gemeinden; Kreis Recklinghausen ist keine"),
        ("auslaenderbehoerde", "05000000", date(2026, 12, 1), "Den Ort „05000000“ kennt das Register nicht"),
        ("auslaenderbehoerde", "06412000", date(2026, 12, 1), "kennt das Register nicht"),
        ("auslaenderbehoerde", "", date(2026, 12, 1), "kennt das Register nicht"),
        (
            "wohnungsamt",
            "05562020",
            date(2026, 12, 1),
            "„wohnungsamt“ steht nicht im Register. Bekannt sind: ausl",
        ),
        ("mbe", "05562020", date(2026, 12, 1), "kein Träger der Migrationsberatung"),
    ],
)
def test_nobody_is_competent_and_why(ask, topic, ags, on, said):
    found = ask(topic, ags, on)

    assert isinstance(found, Nobody)
    assert said in found.sentence


@pytest.mark.parametrize(
    ("ags", "on", "authority"),
    [
        # the first day of the joint department, of the grant, of the steering group, of the law
        ("05334004", date(2009, 10, 21), None),
        ("05334004", date(2021, 2, 21), None),
        ("05334004", date(2021, 2, 22), "ki-05334"),
        ("05158016", date(2021, 9, 12), None),
        ("05158016", date(2021, 9, 13), "ki-05158"),
        ("05158016", date(2022, 1, 1), "ki-05158"),
        ("05562020", date(2022, 1, 1), "ki-05562"),
    ],
)
def test_case_management_begins_where_a_source_says_so(ask, ags, on, authority):
    assert getattr(ask("case_management", ags, on), "authority", None) == authority
