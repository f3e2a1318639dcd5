"""What the impact report says of what holds before a proposal and after a repeal, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from web.display import count, day


def before(one: Mapping[str, Any]) -> str:
    """What is resolved already and comes into force before the proposal does: the report compares with that."""
    said = {
        "process": one["process"],
        "places": ", ".join(one["places"]),
        "day": day(date.fromisoformat(one["since"])),
        "number": one["number"],
    }
    if one["same"]:
        return _(
            "%(places)s: Für „%(process)s“ gelten ab %(day)s andere Zeiten oder Werte, das ist schon beschlossen. "
            "Verglichen ist mit ihnen; die Läufe sind angesehen, wie sie heute stehen.",
            **said,
        )
    return _(
        "%(places)s: Von „%(process)s“ gilt ab %(day)s Fassung %(number)s, das ist schon beschlossen. Verglichen ist "
        "mit ihr; die Läufe sind angesehen, wie sie heute stehen.",
        **said,
    )


def afterwards(one: Mapping[str, Any]) -> str:
    """What holds at a place after a repeal, how many run on, and who calls what is no longer there."""
    process, place, callers = one["process"], one["place_name"], one["callers"]
    said = [
        _(
            "%(place)s: Für „%(process)s“ gilt danach keine Fassung mehr; neue Fälle können dort nicht beginnen.",
            place=place,
            process=process,
        )
        if one["after"] is None
        else _(
            "%(place)s: Für „%(process)s“ gilt danach Fassung %(number)s.",
            place=place,
            process=process,
            number=one["after"]["number"],
        ),
        ngettext(
            "%(n)s Lauf geht in Fassung %(number)s zu Ende.",
            "%(n)s Läufe gehen in Fassung %(number)s zu Ende.",
            one["running"],
            n=count(one["running"]),
            number=one["number"],
        ),
    ]
    if callers:
        names = ", ".join(f"„{one}“" for one in callers)
        said.append(
            _(
                "Aufgerufen wird er dort von %(names)s: Diese Fälle bleiben an der Stelle mit einer Störung stehen.",
                names=names,
            )
        )
    if possible := one.get("maybe"):  # a report of an earlier release does not say
        said.append(
            _(
                "Möglicherweise rufen ihn dort auch auf: %(names)s. Das steht erst fest, wenn ein Fall dort ankommt.",
                names=", ".join(f"„{name}“" for name in possible),
            )
        )
    return " ".join(said)
