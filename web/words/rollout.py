"""Rollouts in words."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from engine.queries.rollout import (
    BatchLine,
    BatchState,
    CaseTurn,
    Left,
    PassedOver,
    RolloutState,
    RolloutView,
    StageLine,
)
from web.display import count, moment


def init_app(app: Flask) -> None:
    """Register filters."""
    app.jinja_env.filters.update(
        ueberfuehrungsstand=state_name,
        ueberfuehrungsfarbe=state_colour,
        falldran=turn_name,
        ausgelassen=passed_over,
        schubstand=batch_name,
        bleibt_weil=left_text,
        stufenname=stage_name,
        ueberfuehrungssatz=summary,
        ueberfuehrungstempo=pace,
    )


def state_name(state: RolloutState) -> str:
    """Whether cases follow now."""
    return {
        RolloutState.GATHERING: _("Fälle werden gesucht"),
        RolloutState.CHOOSING: _("Fälle auswählen"),
        RolloutState.RUNNING: _("läuft"),
        RolloutState.PAUSED: _("angehalten"),
        RolloutState.WAITING: _("wartet vor der nächsten Stufe"),
        RolloutState.STOPPED: _("hält an: zu viele Fälle bleiben"),
        RolloutState.DONE: _("abgeschlossen"),
        RolloutState.ENDED: _("vorzeitig beendet"),
    }[state]


def state_colour(state: RolloutState) -> str:
    """The ending of its class."""
    return {
        RolloutState.GATHERING: "running",
        RolloutState.RUNNING: "running",
        RolloutState.CHOOSING: "open",
        RolloutState.WAITING: "waiting",
        RolloutState.PAUSED: "waiting",
        RolloutState.STOPPED: "incident",
    }.get(state, "done")


def passed_over(why: PassedOver) -> str:
    """Why a case was not settled with the others."""
    return {
        PassedOver.SETTLED: _("ist schon geklärt"),
        PassedOver.AGAIN: _("kommt noch einmal an die Reihe"),
        PassedOver.GONE: _("bleibt nicht mehr in seiner Fassung"),
    }[why]


def turn_name(turn: CaseTurn) -> str:
    """What has become of a case."""
    return {
        CaseTurn.WAITING: _("wartet auf den nächsten Abschnitt"),
        CaseTurn.DUE: _("noch nicht an der Reihe"),
        CaseTurn.MOVED: _("überführt"),
        CaseTurn.REFUSED: _("bleibt"),
        CaseTurn.HALTED: _("bliebe mit Störung stehen"),
        CaseTurn.GONE: _("nichts mehr zu überführen"),
        CaseTurn.UNDONE: _("zurückgenommen"),
    }[turn]


def batch_name(state: BatchState) -> str:
    """Whether the cases of a batch have had their turn."""
    return {
        BatchState.OPEN: _("läuft"),
        BatchState.DONE: _("fertig"),
        BatchState.UNDOING: _("wird zurückgenommen"),
        BatchState.UNDONE: _("zurückgenommen"),
    }[state]


def left_text(line: BatchLine) -> str:
    """How many cases of a batch were not put back, and why."""
    said = {
        Left.WENT_ON: lambda cases: ngettext(
            "%(num)d ging bei der Überführung von selbst weiter",
            "%(num)d gingen bei der Überführung von selbst weiter",
            cases,
        ),
        Left.MOVED_ON: lambda cases: ngettext(
            "%(num)d ist seither weitergegangen", "%(num)d sind seither weitergegangen", cases
        ),
        Left.FORGOTTEN: lambda cases: ngettext(
            "%(num)d liegt zu lange zurück", "%(num)d liegen zu lange zurück", cases
        ),
    }
    return "; ".join(said[why](cases) for why, cases in line.left.items())


def left_name(why: Left | None) -> str:
    """Why a case was not put back; empty for one nobody wanted back."""
    if why is None:
        return ""
    return {
        Left.WENT_ON: _("ging bei der Überführung von selbst weiter"),
        Left.MOVED_ON: _("ist seither weitergegangen"),
        Left.FORGOTTEN: _("liegt zu lange zurück"),
    }[why]


def pace(view: RolloutView) -> str:
    """How fast it goes, what is left, and when it will be over or since when it stands; empty while nobody can say."""
    given = view.pace
    if given is None:
        return ""
    if given.stands_since is not None:
        return _(
            "Steht seit %(time)s Uhr: Seither kam kein Fall an die Reihe; noch %(left)s. Bitte prüfen lassen, ob der "
            "Worker läuft.",
            time=moment(given.stands_since),
            left=count(given.remaining),
        )
    if given.per_minute is None or given.ends_at is None:
        return _(
            "Noch %(left)s; wie lange das dauert, steht nach dem ersten Schub fest.",
            left=count(given.remaining),
        )
    values = {
        "rate": count(max(1, round(given.per_minute))),
        "left": count(given.remaining),
        "time": moment(given.ends_at),
    }
    if view.row.by_hand:
        return _(
            "Zuletzt %(rate)s Fälle je Minute; in dieser Stufe noch %(left)s, voraussichtlich bis %(time)s Uhr.",
            **values,
        )
    return _("Zuletzt %(rate)s Fälle je Minute; noch %(left)s, voraussichtlich bis %(time)s Uhr.", **values)


def stage_name(line: StageLine) -> str:
    """Which cases a stage is about."""
    if line.percent is None:
        return _("Am nächsten Abschnitt")
    if line.percent == 100:
        return _("Stufe %(stage)s: alle übrigen", stage=line.stage)
    return _("Stufe %(stage)s: bis %(percent)s %%", stage=line.stage, percent=line.percent)


def summary(view: RolloutView) -> str:
    """The whole in a sentence."""
    return _(
        "%(moved)s von %(total)s Fällen sind überführt.",
        moved=count(view.count(CaseTurn.MOVED)),
        total=count(view.total),
    )
