"""How a pre-check speaks in the language of the page. What it says of a person stays as the law and its rules word it.

The German words are those of `engine.precheck.report`, which the command line and the API use; a test compares.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from engine.precheck import Result, Standing


def results() -> Mapping[Result, str]:
    """What came out for a title, in a word or two."""
    return {
        Result.IST: _("Anspruch"),
        Result.SOLL: _("Soll"),
        Result.KANN: _("Kann"),
        Result.PRUEFUNG: _("Zu prüfen"),
        Result.NEIN: _("Nicht erfüllt"),
        Result.VERSAGUNG: _("Versagung"),
        Result.AUSSETZUNG: _("Aussetzung"),
        Result.ENTFAELLT: _("Nicht einschlägig"),
    }


def meanings() -> Mapping[Result, str]:
    """The same in a sentence, without a full stop."""
    return {
        Result.IST: _("Anspruch: alle prüfbaren Voraussetzungen sind erfüllt"),
        Result.SOLL: _("Soll-Vorschrift: erfüllt; Atypik prüft ein Mensch"),
        Result.KANN: _("Ermessen ist eröffnet"),
        Result.PRUEFUNG: _("ein Mensch muss prüfen"),
        Result.NEIN: _("eine Voraussetzung fehlt"),
        Result.VERSAGUNG: _("zwingender Versagungsgrund"),
        Result.AUSSETZUNG: _("das Verfahren ist auszusetzen"),
        Result.ENTFAELLT: _("nicht einschlägig"),
    }


def standings() -> Mapping[Standing, str]:
    """How one criterion stands."""
    return {
        Standing.FULFILLED: _("erfüllt"),
        Standing.MISSING: _("fehlt"),
        Standing.EXCLUDED: _("ausgeschlossen"),
        Standing.HUMAN: _("Mensch prüft"),
        Standing.NOTE: _("Hinweis:").rstrip(":"),
        Standing.EVIDENCE: _("Nachweis fehlt"),
        Standing.REFUSAL: _("Versagung"),
        Standing.SUSPENSION: _("Aussetzung"),
        Standing.DISCRETION: _("Ermessen"),
        Standing.NOT_APPLICABLE: _("nicht einschlägig"),
        Standing.IRRELEVANT: _("ohne Belang"),
    }
