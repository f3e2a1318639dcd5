"""The gates before a resolution in words: what each asks, why it is closed, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from engine.queries.proposal import Cause, Reason
from web.display import day, moment


def init_app(app: Flask) -> None:
    """Register filters."""
    app.jinja_env.filters.update(pruefung_name=name, pruefung_frage=asks, pruefung_rat=advice, zu_weil=why)


def name(gate: str) -> str:
    """What the gate is called."""
    return {
        "lint": _("Modellprüfung"),
        "scenarios": _("Szenarien"),
        "coverage": _("Abdeckung"),
        "crosscheck": _("Zweiter Interpreter"),
        "impact": _("Folgenbericht"),
        "consultation": _("Beteiligung"),
    }[gate]


def asks(gate: str) -> str:
    """What must be so."""
    return {
        "lint": _("Keine Fassung hat Fehler oder unbegründete schwere Warnungen."),
        "scenarios": _(
            "Jedes Beispiel geht mit den vorgeschlagenen Zeiten und Werten aus, wie es geschrieben steht."
        ),
        "coverage": _("Die Beispiele durchlaufen genug vom Ablauf."),
        "crosscheck": _("Ein zweites Programm rechnet dasselbe."),
        "impact": _(
            "Was mit den laufenden Fällen geschieht, ist bekannt, nicht älter als einen Tag und verglichen mit dem, "
            "was am Stichtag ohne die Vorlage gilt."
        ),
        "consultation": _("Alle wurden gehört, jede Anmerkung ist beantwortet."),
    }[gate]


def advice(gate: str) -> str:
    """What to do when it is closed."""
    return {
        "lint": _(
            "Beheben Sie die Befunde in der Modellierung, oder begründen Sie im Steckbrief, warum eine Warnung bleibt."
        ),
        "scenarios": _(
            "Berichtigen Sie Ablauf oder Szenario und lassen Sie neu prüfen. Ist eines nur für andere Zeiten und Werte "
            "geschrieben, erkennen Sie die Abweichung mit Begründung an."
        ),
        "coverage": _("Ergänzen Sie Szenarien für die Wege, die noch keines geht."),
        "crosscheck": _("Klären Sie die Abweichung, oder erkennen Sie sie mit Begründung an."),
        "impact": _(
            "Lassen Sie den Folgenbericht erstellen und sehen Sie ihn an. Gilt nach einer Aufhebung nichts mehr, "
            "begründen Sie, warum das richtig ist."
        ),
        "consultation": _("Warten Sie die Antworten ab und beantworten Sie jede Anmerkung."),
    }[gate]


def why(reason: Reason) -> str:
    """One reason why a gate is closed."""
    return _REASONS[reason.cause](reason.values)


_Values = Mapping[str, object]


def _count(values: _Values) -> int:
    count = values["count"]
    return count if isinstance(count, int) else 0


def _told(values: _Values) -> str:
    return f"{values['process']}, „{values['scenario']}“: {values['text']}"


def _noted(values: _Values) -> str:
    place = f" [{values['element']}]" if values["element"] else ""
    return _("„%(process)s“%(place)s: %(text)s", process=values["process"], place=place, text=values["text"])


def _holds(values: _Values) -> str:
    process, place, number = values["process"], values["place"], values["number"]
    if values.get("day"):
        return _will_hold(values, day(date.fromisoformat(str(values["day"]))))
    if number is None:
        return _("%(place)s: Von „%(process)s“ gilt keine Fassung mehr.", place=place, process=process)
    if values["same"]:
        return _(
            "%(place)s: Für „%(process)s“ gelten andere vereinbarte Zeiten oder Werte.",
            place=place,
            process=process,
        )
    return _(
        "%(place)s: Von „%(process)s“ gilt Fassung %(number)s.", place=place, process=process, number=number
    )


def _will_hold(values: _Values, on: str) -> str:
    """What will hold on the day of the proposal, as far as is resolved."""
    process, place, number = values["process"], values["place"], values["number"]
    if number is None:
        return _(
            "%(place)s: Am %(day)s gilt von „%(process)s“ keine Fassung mehr.",
            place=place,
            day=on,
            process=process,
        )
    if values["same"]:
        return _(
            "%(place)s: Am %(day)s gelten für „%(process)s“ andere vereinbarte Zeiten oder Werte.",
            place=place,
            day=on,
            process=process,
        )
    return _(
        "%(place)s: Am %(day)s gilt von „%(process)s“ Fassung %(number)s.",
        place=place,
        day=on,
        process=process,
        number=number,
    )


_REASONS: Final[Mapping[Cause, Callable[[_Values], str]]] = {
    Cause.FINDINGS: lambda values: ngettext(
        "„%(process)s“ hat %(num)d Fehler.",
        "„%(process)s“ hat %(num)d Fehler.",
        _count(values),
        process=values["process"],
    ),
    Cause.GRAVE: _noted,
    Cause.WARNING: _noted,
    Cause.EXEMPTED: lambda values: _(
        "%(finding)s Bleibt so: %(reason)s", finding=_noted(values), reason=values["reason"]
    ),
    Cause.NOT_CHECKED: lambda _values: _("Die Szenarien sind noch nicht gelaufen."),
    Cause.CHECK_RUNS: lambda _values: _("Die Prüfung läuft noch."),
    Cause.CHECK_OLD: lambda _values: _(
        "Eine Fassung, eine Zeit oder ein Wert ist seit der letzten Prüfung anders."
    ),
    Cause.CHECK_FAILED: lambda _values: _(
        "Die Prüfung ist abgebrochen. Der Grund steht im Protokoll des Workers."
    ),
    Cause.SCENARIO_FAILS: _told,
    Cause.FAILS_BY_NUMBERS: lambda values: _(
        "Mit den vorgeschlagenen Zeiten und Werten anders: %(told)s", told=_told(values)
    ),
    Cause.DIFFERENCE: _told,
    Cause.NO_SCENARIOS: lambda values: _("„%(process)s“ hat keine Szenarien.", process=values["process"]),
    Cause.COVERAGE_LOW: lambda values: _(
        "„%(process)s“ ist zu %(percent)s %% durchlaufen, nötig sind %(least)s %%.",
        process=values["process"],
        percent=str(values["percent"]).replace(".", ","),
        least=values["least"],
    ),
    Cause.NOT_CONSULTED: lambda _values: _("Noch niemand wurde gehört."),
    Cause.CONSULTATION_OPEN: lambda values: ngettext(
        "Die Beteiligung läuft bis %(day)s; %(num)d Stelle hat nicht geantwortet.",
        "Die Beteiligung läuft bis %(day)s; %(num)d Stellen haben nicht geantwortet.",
        _count(values),
        day=day(date.fromisoformat(str(values["day"]))),
    ),
    Cause.COMMENTS_OPEN: lambda values: ngettext(
        "%(num)d Anmerkung ist nicht beantwortet.",
        "%(num)d Anmerkungen sind nicht beantwortet.",
        _count(values),
    ),
    Cause.VERSION_CHANGED: lambda values: _(
        "„%(process)s“ wurde nach Beginn der Beteiligung geändert. Bitte eröffnen Sie sie neu.",
        process=values["process"],
    ),
    Cause.NO_REPORT: lambda _values: _("Der Folgenbericht ist noch nicht erstellt."),
    Cause.REPORT_RUNS: lambda _values: _("Der Folgenbericht wird gerade erstellt."),
    Cause.REPORT_OLD: lambda _values: _("Die Vorlage hat sich seit dem Folgenbericht geändert."),
    Cause.REPORT_OVERTAKEN: lambda values: _(
        "Seit dem Folgenbericht ist anderes beschlossen. %(what)s", what=_holds(values)
    ),
    Cause.COMPARED_CHANGED: lambda values: _(
        "Die Beteiligten wurden zum Vergleich mit etwas anderem gehört. %(what)s", what=_holds(values)
    ),
    Cause.REPORT_STALE: lambda values: _(
        "Der Folgenbericht ist vom %(time)s und damit älter als einen Tag.",
        time=moment(datetime.fromisoformat(str(values["at"]))),
    ),
    Cause.NOTHING_HOLDS: lambda values: _(
        "%(place)s: Nach der Aufhebung gilt keine Fassung von „%(process)s“ mehr.",
        place=values["place"],
        process=values["process"],
    ),
    Cause.TOO_MANY_REFUSED: lambda values: _(
        "%(refused)s von %(total)s Läufen lassen sich nicht umstellen, erlaubt sind höchstens %(most)s %%.",
        refused=values["refused"],
        total=values["total"],
        most=values["most"],
    ),
}
