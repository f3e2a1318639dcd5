"""Where a deadline is met: a Land, a municipality by key or by name, as people say it."""

from __future__ import annotations

from engine.competence.places import places
from engine.deadlines import Calendar, Land
from engine.errors import Invalid

_LAENDER = {
    "baden-württemberg": Land.BW,
    "bayern": Land.BY,
    "berlin": Land.BE,
    "brandenburg": Land.BB,
    "bremen": Land.HB,
    "hamburg": Land.HH,
    "hessen": Land.HE,
    "mecklenburg-vorpommern": Land.MV,
    "niedersachsen": Land.NI,
    "nordrhein-westfalen": Land.NW,
    "nrw": Land.NW,
    "rheinland-pfalz": Land.RP,
    "saarland": Land.SL,
    "sachsen": Land.SN,
    "sachsen-anhalt": Land.ST,
    "schleswig-holstein": Land.SH,
    "thüringen": Land.TH,
}


def calendar_at(said: str) -> Calendar:
    """The calendar of `NW`, „Bayern“, an AGS (`05562020`) or a place in Nordrhein-Westfalen („Herten“).

    Its holidays, without closures and office hours: those an authority sets itself. Invalid with the field `calendar`
    for a place that is not known; no two places in Nordrhein-Westfalen have the same name.
    """
    word = " ".join(said.split())
    if word.upper() in Land.__members__:
        return Calendar(Land[word.upper()])
    if word.lower() in _LAENDER:
        return Calendar(_LAENDER[word.lower()])
    if word.isdecimal() and len(word) in {5, 8}:
        return _by_key(word.ljust(8, "0"))
    for place in places().values():
        if word.lower() in {place.name.lower(), place.body.lower()}:
            return Calendar(Land.NW, place.name, place.ags)
    raise _unknown(
        said,
        f"„{said}“ ist nicht bekannt. Geben Sie ein Land (NW, BY), einen Gemeindeschlüssel mit acht "
        "Ziffern oder einen Ort "
        "in Nordrhein-Westfalen an.",
    )


def _by_key(ags: str) -> Calendar:
    place = places().get(ags)
    if place is not None:
        return Calendar(Land.NW, place.name, ags)
    if ags.startswith("05") or not "01" <= ags[:2] <= "16":
        raise _unknown(ags, f"Den Gemeindeschlüssel {ags} gibt es nicht.")
    return Calendar.of(ags)


def _unknown(said: str, sentence: str) -> Invalid:
    return Invalid(f"Expected to find the place {said!r}, but it is not known", {"calendar": sentence})
