"""A choice that is shown as buttons which complete the task: what a form may ask for."""

from __future__ import annotations

from engine.forms.component import CONFIRMED, OUTCOME, SINGLE_CHOICE, Component, Form, Kind
from engine.forms.options import is_computed
from engine.forms.reader import Reader


def check(reader: Reader, components: tuple[Component, ...]) -> None:
    """Note outcomes that cannot be buttons, and what would depend on one before it is pressed."""
    form = Form("", "", components)
    found = [(component, above) for component, above in form.walk() if component.is_outcome]
    for component, _above in found[1:]:
        reader.fault(
            component.id,
            "form-outcome",
            f"Ein Formular hat nur ein Feld mit der Eigenschaft „{OUTCOME}“.",
            "Lassen Sie eines davon eine Auswahl sein.",
        )
    for component, above in found[:1]:
        in_row = any(one.kind is Kind.DYNAMICLIST for one in above)
        if component.kind not in SINGLE_CHOICE or is_computed(component) or in_row:
            reader.fault(
                component.id,
                "form-outcome",
                f"„{OUTCOME}“ gehört an ein Feld „select“ oder „radio“ mit festen Werten, außerhalb von Listen.",
                "Streichen Sie die Eigenschaft, oder ändern Sie das Feld.",
            )
        elif unknown := component.confirmed - {option.code for option in component.options}:
            reader.fault(
                component.id,
                "form-outcome",
                f"„{CONFIRMED}“ nennt „{min(unknown)}“; diesen Wert hat die Auswahl nicht.",
                f"Möglich sind: {', '.join(option.code for option in component.options)}.",
            )
        elif component.key and component.key.partition(".")[0] in form.reads:
            reader.warn(
                component.id,
                "form-outcome",
                "Andere Teile des Formulars hängen von diesem Ausgang ab, der erst mit seinem Knopf feststeht.",
                f"Streichen Sie „{OUTCOME}“, damit er eine Auswahl bleibt.",
            )
