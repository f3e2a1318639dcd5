"""Where a deadline is met, as people say it."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.competence import calendar_at, places
from engine.deadlines import Land
from engine.errors import Invalid


@pytest.mark.parametrize(
    ("said", "land", "ags"),
    [
        ("NW", Land.NW, ""),
        ("by", Land.BY, ""),
        ("Bayern", Land.BY, ""),
        (" nrw ", Land.NW, ""),
        ("05562020", Land.NW, "05562020"),
        ("05562", Land.NW, "05562000"),
        ("09564000", Land.BY, "09564000"),
        ("Herten", Land.NW, "05562020"),
        ("Stadt Herten", Land.NW, "05562020"),
        ("städteregion aachen", Land.NW, "05334000"),
    ],
)
def test_a_place_has_a_calendar(said, land, ags):
    found = calendar_at(said)

    assert (found.land, found.ags) == (land, ags)


@pytest.mark.parametrize("said", ["Atlantis", "", "05999999", "99000000", "123", "XX"])
def test_an_unknown_place_is_told_what_is_expected(said):
    with pytest.raises(Invalid) as caught:
        calendar_at(said)

    assert caught.value.fields["calendar"].endswith(("an.", "nicht."))


def test_no_two_places_share_a_name():
    assert max(Counter(place.name.lower() for place in places().values()).values()) == 1


@pytest.mark.parametrize(
    ("name", "land"),
    [
        *[("Baden-Württemberg", "BW"), ("Bayern", "BY"), ("Berlin", "BE"), ("Brandenburg", "BB")],
        *[("Bremen", "HB"), ("Hamburg", "HH"), ("Hessen", "HE"), ("Mecklenburg-Vorpommern", "MV")],
        *[("Niedersachsen", "NI"), ("Nordrhein-Westfalen", "NW"), ("Rheinland-Pfalz", "RP")],
        *[("Saarland", "SL"), ("Sachsen", "SN"), ("Sachsen-Anhalt", "ST")],
        *[("Schleswig-Holstein", "SH"), ("Thüringen", "TH")],
    ],
)
def test_every_land_has_its_german_name(name, land):
    assert calendar_at(name).land == land
