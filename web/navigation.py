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
    #: whoever may do that finds it elsewhere
    unless: Action | None = None


SCREENS = (
    Screen("aufgaben.inbox", _l("Aufgaben"), Action.WORK_TASK),
    Screen("akte.search", _l("Akten"), Action.READ_IMPERSONAL_CASE),
    Screen("verweise.overview", _l("Verweise"), Action.READ_CASE),
    Screen("vorpruefung.start", _l("Vorprüfung"), Action.PRECHECK),
    Screen("fristen.calculator", _l("Fristen"), Action.COMPUTE_DEADLINE),
    Screen("aufsicht.overview", _l("Aufsicht"), Action.READ_FIGURES),
    Screen("modellierung.overview", _l("Modellierung"), Action.EDIT_MODEL),
    Screen("geltend.overview", _l("Verbindliche Abläufe"), Action.READ_ADOPTED, unless=Action.READ_MODEL),
    Screen("lenkungsgruppe.overview", _l("Lenkungsgruppe"), Action.READ_MODEL),
    Screen("betrieb.overview", _l("Betrieb"), Action.RESOLVE_INCIDENT),
    Screen("neubewertung.overview", _l("Neubewertung"), Action.REEVALUATE),
    Screen("verwaltung.overview", _l("Verwaltung"), Action.READ_REGISTER),
)


#: what a role is there for, the first whose every action is permitted counts; whoever looks over others and has tasks
#: only beside that begins with the others
_HOME = (
    ({Action.OPEN_CASE}, "aufgaben.inbox"),
    ({Action.EDIT_MODEL}, "modellierung.overview"),
    ({Action.ADOPT}, "lenkungsgruppe.overview"),
    ({Action.ADMINISTER}, "verwaltung.overview"),
    ({Action.READ_FIGURES, Action.WORK_TASK}, "aufsicht.overview"),
    ({Action.WORK_TASK}, "aufgaben.inbox"),
)


def screens(actor: Actor) -> tuple[Screen, ...]:
    """The screens the actor's roles permit, in the order of the app bar."""
    return tuple(
        screen
        for screen in SCREENS
        if actor.may(screen.action) and not (screen.unless and actor.may(screen.unless))
    )


def home(actor: Actor) -> Screen | None:
    """The screen a person lands on."""
    return next((one for one in screens(actor) if one.endpoint == first_page(actor)), None)


def first_page(actor: Actor) -> str:
    """Where a person lands after logging in: what their role is there for."""
    for actions, endpoint in _HOME:
        if all(actor.may(action) for action in actions):
            return endpoint
    permitted = screens(actor)
    return permitted[0].endpoint if permitted else "anmeldung.no_role"
