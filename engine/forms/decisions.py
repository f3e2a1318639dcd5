"""Choices with which somebody decides: that a form says so, and says it of a choice."""

from __future__ import annotations

from engine.forms.component import DECISION, SINGLE_CHOICE, Component, Decides, Form, Kind
from engine.forms.reader import Reader

_VALUES = ", ".join(f"„{one}“" for one in Decides)


def check(reader: Reader, components: tuple[Component, ...]) -> None:
    """Note properties that say nothing, and choices that look like a decision and do not say whether they are one."""
    for component, above in Form("", "", components).walk():
        said = component.properties.get(DECISION, "").strip().lower()
        in_row = any(one.kind is Kind.DYNAMICLIST for one in above)
        if said and (component.kind not in SINGLE_CHOICE or in_row):
            reader.warn(
                component.id,
                "form-decision",
                f"„{DECISION}“ gehört an ein Feld „select“ oder „radio“ außerhalb von Listen.",
                "Streichen Sie die Eigenschaft, oder ändern Sie das Feld.",
            )
        elif said and component.decides is None:
            reader.warn(
                component.id,
                "form-decision",
                f"„{DECISION}“ hat keinen Wert „{said}“.",
                f"Möglich sind: {_VALUES}.",
            )
        elif not said and not in_row and component.kind in SINGLE_CHOICE and _looks_like_one(component):
            reader.warn(
                component.id,
                "form-decision",
                "Das Feld heißt wie eine Entscheidung und sagt nicht, ob es eine ist.",
                f"Setzen Sie die Eigenschaft „{DECISION}“ auf {_VALUES}.",
            )


def _looks_like_one(component: Component) -> bool:
    name = (component.key or "").rpartition(".")[2]
    named = name.endswith("entscheidung") or name.startswith(("beabsichtigt", "absicht"))
    return named or component.label.parts == ("Entscheidung",)
