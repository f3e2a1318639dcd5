"""What the functions of FEEL are for, in one sentence each, where the modeller proposes them (docs/feel.md)."""

from __future__ import annotations

from flask_babel import gettext as _

from engine.feel import BUILTIN_NAMES, parameter_names


def functions() -> list[dict[str, object]]:
    """Every function with its parameters; those of German law and of agreed times with what they do, and first."""
    words = _words()
    ordered = sorted(BUILTIN_NAMES, key=lambda name: (name not in words, name))
    return [
        {"name": name, "parameters": parameter_names(name), "text": words.get(name, ""), "own": name in words}
        for name in ordered
    ]


def _words() -> dict[str, str]:
    return {
        "frist": _("Letzter Tag der Frist nach dem Ereignis, auf den nächsten Werktag verschoben"),
        "fristrechnung": _("Dieselbe Frist mit ihrem Weg: am, gerechnet, herleitung"),
        "fristende": _("Tag, an dem eine von der Behörde gesetzte Frist endet"),
        "bekanntgabe": _("Wann ein Bescheid als bekannt gegeben gilt, mit der Herleitung"),
        "werktage": _("Der so vielte Arbeitstag nach dem Tag"),
        "feiertag": _("Name des Feiertags, sonst null"),
        "lebensjahr vollendet am": _("Tag, mit dessen Ablauf das Lebensjahr vollendet ist"),
        "lebensalter": _("Vollendete Lebensjahre am Stichtag"),
        "zeit voll am": _("Tag, mit dessen Ablauf die Zeiten zusammen so lang sind"),
        "zeitstand": _("Ob eine Zeit am Stichtag voll ist: voll, grenztag, streitig, offen, nie"),
        "ununterbrochen": _("Der Aufenthalt, der ohne Unterbrechung bis zum Stichtag reicht"),
        "zeiten im fenster": _("Wie lange die Zeiten zwischen zwei Tagen dauern"),
        "deutsches datum": _("Der Tag, geschrieben wie 22.11.2026"),
        "zustaendig": _("Die zuständige Gruppe für eine Aufgabe"),
        "vereinbart": _("Die vereinbarte Zeit eines Elements aus dem Steckbrief"),
    }
