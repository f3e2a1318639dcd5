"""The functions of German law: names and values; the arithmetic is tested where it lives (tests/deadlines)."""

import pytest

CASES = [
    # § 41 (2) VwVfG is not in it: a month after the event, moved from a Sunday
    ('frist(@"2027-01-31", duration("P1M"))', "2027-03-01"),
    ('frist(@"2026-12-11", duration("P14D"))', "2026-12-28"),
    ('frist(@"2026-12-11", duration("P14D"), "SGB X", "NW")', "2026-12-28"),
    (
        'fristrechnung(@"2027-01-31", duration("P1M"))',
        '{am: 2027-03-01, gerechnet: 2027-02-28, herleitung: "Beginn 31.01.2027 (§ 31 Abs. 1 VwVfG, § 187 Abs. 1 BGB) '
        "→ Monatsfrist endet 28.02.2027, Sonntag (§ 31 Abs. 1 VwVfG, § 188 Abs. 2 und 3 BGB) "
        '→ 01.03.2027, Montag (§ 31 Abs. 3 S. 1 VwVfG)"}',
    ),
    # a deadline an authority set to Christmas Day, and one set to a working day
    ('fristende(@"2026-12-25")', "2026-12-28"),
    ('fristende(@"2026-12-25", "SGB X", "NW")', "2026-12-28"),
    ('fristende(@"2026-12-22")', "2026-12-22"),
    # Corpus Christi is a holiday in North Rhine-Westphalia, not in Berlin
    ('fristende(@"2027-05-27")', "2027-05-28"),
    ('fristende(@"2027-05-27", "VwVfG", "BE")', "2027-05-27"),
    ('fristrechnung(@"2026-08-25", duration("P3M"), "VwGO").gerechnet', "2026-11-25"),
    # the fourth day, since 2025; on a Sunday the other reading begins on Monday
    ('bekanntgabe(@"2026-11-23", "post").am', "2026-11-27"),
    ('bekanntgabe(@"2024-12-18", "post").am', "2024-12-21"),
    ('bekanntgabe(@"2026-12-23", "post").am', "2026-12-27"),
    ('bekanntgabe(@"2026-12-23", "post", "SGB X").spaeter', "2026-12-28"),
    ('bekanntgabe(@"2026-11-23", "post").spaeter', "null"),
    # fetched from the portal: the next day; the social law counts from the notification instead
    ('bekanntgabe(@"2026-11-23", "portal").am', "2026-11-24"),
    ('bekanntgabe(@"2026-11-23", "portal", "SGB X").am', "2026-11-27"),
    ('bekanntgabe(@"2026-11-27", "portal").spaeter', "2026-11-30"),
    (
        'bekanntgabe(@"2026-11-22", "persoenlich")',
        '{am: 2026-11-22, spaeter: null, herleitung: "übergeben 22.11.2026"}',
    ),
    ('frist(bekanntgabe(@"2026-11-23", "post").am, duration("P1M"), "VwGO")', "2026-12-28"),
    ('werktage(@"2026-12-23", 2)', "2026-12-28"),
    ('werktage(@"2026-12-28", -1)', "2026-12-24"),
    ('feiertag(@"2026-06-04")', '"Fronleichnam"'),
    ('feiertag(@"2026-06-04", "BE")', "null"),
    ('feiertag(@"2026-12-24")', "null"),
    # the 27th year of life is completed with the end of the day before the birthday
    ('lebensjahr vollendet am(@"1999-11-29", 27)', "2026-11-28"),
    ('lebensjahr vollendet am(@"2000-02-29", 27)', "2027-02-28"),
    ('lebensalter(@"2000-02-29", @"2027-02-28")', "26"),
    ('lebensalter(@"2000-02-29", @"1999-01-01")', "null"),
    ('zeit voll am([{von: @"2026-04-01"}], duration("P12M"))', "2027-04-01"),
    ('zeit voll am([{von: @"2026-04-01", bis: @"2026-05-01"}], duration("P1Y"))', "null"),
    ('zeitstand(@"2027-04-01", null, @"2027-04-02")', '"voll"'),
    ('zeitstand(@"2027-04-01", null, @"2027-04-01")', '"grenztag"'),
    ('zeitstand(@"2027-04-01", null, @"2027-03-31")', '"offen"'),
    ('zeitstand(@"2027-04-01", @"2026-04-01", @"2027-03-31")', '"streitig"'),
    ('zeitstand(null, null, @"2027-03-31")', '"nie"'),
    (
        'ununterbrochen([{von: @"2019-06-01"}], [{von: @"2024-07-01", bis: @"2024-09-05"}], @"2026-11-22", '
        '{unschaedlich: duration("P3M"), anzahl: 1}).sicher',
        "[{von: 2019-06-01, bis: 2024-06-30}, {von: 2024-09-06, bis: null}]",
    ),
    (
        'ununterbrochen([{von: @"2019-06-01"}], [{von: @"2024-01-01", bis: @"2024-12-31"}], @"2026-11-22", '
        '{unschaedlich: duration("P3M"), anzahl: 1}).neubeginn',
        "{von: 2024-01-01, bis: 2024-12-31}",
    ),
    ('zeiten im fenster([{von: @"2024-09-01"}], @"2025-01-01", @"2025-12-31")', "{monate: 12, tage: 0}"),
    ('deutsches datum(@"2026-11-22")', '"22.11.2026"'),
    ("deutsches datum(null)", '"ohne Datum"'),
    ('zustaendig("jobcenter.sachbearbeitung")', '"jobcenter.sachbearbeitung"'),
    ('zustaendig("jobcenter")', '"jobcenter"'),
    # a topic the register alone knows
    ('zustaendig("wohnungsamt.teamleitung")', '"wohnungsamt.teamleitung"'),
    ('zustaendig("bamf", {})', '{gruppe: "bamf"}'),
    ("zustaendig(null)", "null"),
    (
        'zustaendig("jobcenter.teamleitung", {ags: "05562020", am: @"2026-12-01", zustimmung: null})',
        '{gruppe: "jobcenter.teamleitung", ags: "05562020", am: 2026-12-01, zustimmung: null}',
    ),
]


@pytest.mark.parametrize(("expression", "value"), CASES)
def test_function_of_german_law(shown, expression, value):
    assert shown(expression) == value


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ('frist(@"2026-11-23", duration("PT1H"))', "Dauer in ganzen Tagen"),
        ('frist(@"2026-11-23", duration("P0D"))', "keine gesetzliche Fristlänge"),
        ('frist(@"2026-11-23", duration("P1M"), "ZPO")', "keines von BGB"),
        ('fristrechnung(@"2026-11-23", duration("P0D"))', "keine gesetzliche Fristlänge"),
        ('bekanntgabe(@"2026-11-23", "brieftaube")', "keiner von post, portal, persoenlich"),
        ('bekanntgabe(@"2026-11-23", "persoenlich", "ZPO")', "keines von VwVfG, SGB X"),
        ('bekanntgabe(@"2026-11-23", "portal", "VwGO")', "keines von VwVfG, SGB X"),
        ('bekanntgabe(@"2026-11-23", "post", "VwVfG", "XX")', "Land „XX“ gibt es nicht"),
        ('bekanntgabe(@"9999-12-30", "post")', "außerhalb"),
        ('feiertag(@"2026-11-23", "XX")', "Land „XX“ gibt es nicht"),
        ('werktage(@"2026-11-23", 1.5)', "keine ganze Zahl"),
        ('werktage(@"2026-11-23", 100000)', "keine ganze Zahl"),
        ('werktage(@"9999-12-20", 100)', "außerhalb"),
        ('werktage(@"2026-12-20", 1, "XX")', "Land „XX“ gibt es nicht"),
        ('lebensjahr vollendet am(@"1999-11-29", 0)', "keine ganze Zahl von 1 bis 150"),
        ('lebensjahr vollendet am(@"9990-11-29", 20)', "außerhalb"),
        ('zeit voll am([{von: "gestern"}], duration("P1Y"))', "kein Kontext mit „von“"),
        ('zeit voll am([1], duration("P1Y"))', "kein Kontext mit „von“"),
        ('zeit voll am([{von: @"12000-01-01"}], duration("P1Y"))', "Jahre 1 bis 9999"),
        ('ununterbrochen([], [], @"2026-11-22", {laenger: "egal"})', "neubeginn"),
        ('zustaendig("jobcenter.chefin")', "Die Rolle „chefin“ gibt es nicht. Bekannt sind: sachbearbeitung"),
        ('zustaendig("Jobcenter Kreis Borken")', "keine Gruppe der Form „thema.rolle“"),
        ('zustaendig("")', "keine Gruppe der Form"),
        (
            'zustaendig("bamf", {wohnort: "05562020"})',
            "den Umstand „wohnort“ gibt es nicht; bekannt sind: ags",
        ),
        ('vereinbart("pruefen")', "hier gelten keine vereinbarten Zeiten"),
    ],
)
def test_a_wrong_argument_is_null_with_a_reason(run, expression, reason):
    result = run(expression)

    assert result.value is None
    assert reason in result.warnings[0].message
