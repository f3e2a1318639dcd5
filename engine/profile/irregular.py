"""§ 87 AufenthG: nobody asks by the way for what public bodies must tell the aliens authority (docs/sight.md).

A free text about a stay without a title is a fact that has to be told, written down without need; and before a body
that is not the aliens authority asks for the status, the person hears what follows from an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from engine.feel import Environment
from engine.forms import Component, Form, Kind
from engine.profile.model import Profile

_FREE: Final = frozenset({Kind.TEXTFIELD, Kind.TEXTAREA})
_IRREGULAR: Final = re.compile(
    r"illegal|irregul[aä]r|unerlaubt|undokumentiert|untergetaucht|papierlos|ohne\s+(?:gültige\w*\s+)?"
    r"(?:papiere|aufenthalts(?:titel|recht|erlaubnis|status|papiere))",
    re.IGNORECASE,
)
_STATUS: Final = re.compile(r"aufenthaltsstatus|(?:lage|bogen)_aufenthalt")
#: topics of the authorities that are told, and so have nobody to tell
_TOLD: Final = frozenset({"auslaenderbehoerde", "zentrale_auslaenderbehoerde", "einbuergerungsbehoerde"})
_NOTHING = Environment()


def free_texts(forms: Mapping[str, Form]) -> Iterator[tuple[str, str]]:
    """Every field of free text that asks for an irregular stay, and what to ask instead."""
    for name in sorted(forms):
        for one in forms[name].fields():
            if one.kind in _FREE and _IRREGULAR.search(_words(one)):
                yield (
                    f"§ 87 AufenthG: „{_label(one)}“ ({name}) fragt in freiem Text nach einem Aufenthalt ohne Titel.",
                    "Fragen Sie nur, was für den Zweck nötig ist, und mit festen Antworten.",
                )


def unwarned(profile: Profile, forms: Mapping[str, Form]) -> Iterator[tuple[str, str]]:
    """The forms by which somebody else than the aliens authority asks for the status without a word about § 87."""
    if any("§ 87" in _said(one) for form in forms.values() for one, _above in form.walk()):
        return
    if any("§ 87" in one.group for one in profile.data):  # a form of its own, whose words a decision finds
        return
    told = {name for one in profile.data if set(one.visible_to) & _TOLD for name in one.forms}
    for name in sorted({name for one in profile.data for name in one.forms} & forms.keys() - told):
        if any(_STATUS.fullmatch(one.key or "") for one in forms[name].fields()):
            yield (
                f"§ 87 AufenthG: „{name}“ fragt nach dem Aufenthalt, ohne vorher auf § 87 hinzuweisen.",
                "Sagen Sie davor, was öffentliche Stellen der Ausländerbehörde mitteilen müssen.",
            )


def _label(one: Component) -> str:
    return one.label.text({}, _NOTHING) or one.key or one.id


def _words(one: Component) -> str:
    # the parts of a key are words, too
    return " ".join((_label(one), one.description.text({}, _NOTHING), (one.key or "").replace("_", " ")))


def _said(one: Component) -> str:
    parts = (*one.content.parts, *one.label.parts, *one.description.parts)
    return " ".join(part if isinstance(part, str) else part.text for part in parts)
