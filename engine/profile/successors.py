"""What steps of earlier versions are now, compared with the diagram."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn import Node
from engine.profile.model import Profile


def unfit(profile: Profile, nodes: Mapping[str, Node]) -> Iterator[tuple[str, str, str]]:
    """Reason, hint and element of each entry whose successor is not there, or whose step still is."""
    for one in profile.successors:
        if one.becomes not in nodes:
            yield (
                f"nachfolger: Ein Element „{one.becomes}“ gibt es im Diagramm nicht.",
                f"Nennen Sie die Kennung des Elements, an dem Fälle weitergehen, die bei „{one.element}“ warten.",
                one.element,
            )
        elif one.element in nodes:
            yield (
                f"nachfolger: „{nodes[one.element].label}“ gibt es noch; Fälle, die dort warten, gingen zu "
                f"„{nodes[one.becomes].label}“.",
                "Streichen Sie den Eintrag, wenn sie bleiben sollen, wo sie sind.",
                one.element,
            )
