"""Which screens a person sees in the app bar."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from engine import Action, Actor


@dataclass(frozen=True, slots=True)
class Screen:
    """One entry of the main navigation."""

    endpoint: str
    label: str
    action: Action


SCREENS = (
    Screen("aufgaben.inbox", _l("Aufgaben"), Action.WORK_TASK),
    Screen("akte.search", _l("Akten"), Action.READ_CASE),
    Screen("vorpruefung.start", _l("Vorprüfung"), Action.PRECHECK),
    Screen("aufsicht.overview", _l("Aufsicht"), Action.SUPERVISE),
    Screen("modellierung.overview", _l("Modellierung"), Action.EDIT_MODEL),
    Screen("lenkungsgruppe.overview", _l("Lenkungsgruppe"), Action.READ_MODEL),
    Screen("betrieb.overview", _l("Betrieb"), Action.RESOLVE_INCIDENT),
    Screen("neubewertung.overview", _l("Neubewertung"), Action.REEVALUATE),
)


def screens(actor: Actor) -> tuple[Screen, ...]:
    """The screens the actor's roles permit, in the order of the app bar."""
    return tuple(screen for screen in SCREENS if actor.may(screen.action))


def first_page(actor: Actor) -> str:
    """Where a person lands after logging in: what their role is there for."""
    for action in (Action.WORK_TASK, Action.EDIT_MODEL, Action.ADOPT):
        for screen in SCREENS:
            if screen.action is action and actor.may(action):
                return screen.endpoint
    if actor.may(Action.ADOPT):
        return "lenkungsgruppe.overview"
    permitted = screens(actor)
    return permitted[0].endpoint if permitted else "anmeldung.no_role"
