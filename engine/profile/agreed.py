"""What is agreed on beside what the models ask for: times that stand only in one of them, numbers nobody asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.bpmn import Node, Timer, UserTask, agreed_for, written_in
from engine.deadlines import Period
from engine.errors import ModelError
from engine.profile.model import Profile
from engine.profile.period import in_words, read_period

_Remark = tuple[str, str, str, str | None]

_PERIOD = re.compile(r'"(?:R[0-9]*/)?(P[0-9T][0-9A-Z]*)"')
_ONLY_DAYS = re.compile(r'vereinbart\("([^"]+)"\)\.days')


def unasked(profile: Profile, nodes: Mapping[str, Node], tables: Collection[str]) -> Iterator[_Remark]:
    """Rule, reason, hint and element of each remark; `tables` is what the tables ask for."""
    yield from _times(profile, nodes)
    yield from _numbers(profile, nodes.values(), tables)


def _times(profile: Profile, nodes: Mapping[str, Node]) -> Iterator[_Remark]:
    agreed = {one.element: one for one in profile.times}
    drawn = {node.id: found for node in nodes.values() if (found := _periods(node))}
    asked = {name for node in nodes.values() for name in agreed_for(node)}
    for element, time in agreed.items():
        if element not in nodes:
            yield (
                "profile-time",
                f"zeiten: Ein Element „{element}“ gibt es im Diagramm nicht.",
                "Nennen Sie die Kennung des Elements, an dem die Zeit gilt.",
                element,
            )
        elif element not in asked and element not in drawn:
            yield (
                "profile-time",
                f"zeiten: Das Diagramm fragt nirgends nach der Zeit von „{nodes[element].label}“.",
                f'Schreiben Sie dort vereinbart("{element}"), oder streichen Sie die Zeit.',
                element,
            )
        elif any(not _same(value, time.value) for value in drawn.get(element, ())):
            yield (
                "profile-time",
                f"zeiten: „{nodes[element].label}“ hat hier {in_words(time.value, working=time.working)}, "
                f"im Diagramm {', '.join(drawn[element])}.",
                f'Schreiben Sie im Diagramm vereinbart("{element}"); dann gilt, was hier steht oder beschlossen ist.',
                element,
            )
    for element in sorted(_in_days(nodes.values()) & agreed.keys()):
        if not agreed[element].working:
            yield (
                "profile-time",
                f"zeiten: Das Diagramm liest von der Zeit von „{element}“ nur die Tage.",
                "Schreiben Sie dazu arbeitstage = true; sonst kann jemand Monate oder Stunden beschließen.",
                element,
            )
    for element in sorted(drawn.keys() - agreed.keys()):
        yield (
            "profile-time",
            f"zeiten: Die Zeit von „{nodes[element].label}“ ({', '.join(drawn[element])}) steht nur im Diagramm.",
            "Ergänzen Sie [[zeiten]] mit element, art und wert; gesetzliche Fristen rechnet frist().",
            element,
        )


def _numbers(profile: Profile, nodes: Iterable[Node], tables: Collection[str]) -> Iterator[_Remark]:
    asked = {name for node in nodes for name in agreed_for(node)}.union(tables)
    for one in profile.numbers:
        if one.name not in asked:
            yield (
                "profile-number",
                f"werte: Weder Diagramm noch Tabelle fragt nach „{one.name}“.",
                f'Schreiben Sie dort vereinbart("{one.name}"), oder streichen Sie den Wert.',
                None,
            )


def _periods(node: Node) -> tuple[str, ...]:
    """The periods that are written at a due date or a timer; a few minutes are a matter of the machine."""
    texts = [event.value.text for event in node.events if isinstance(event, Timer)]
    if isinstance(node.behaviour, UserTask) and node.behaviour.due_date is not None:
        texts.append(node.behaviour.due_date.text)
    found = dict.fromkeys(value for text in texts for value in _PERIOD.findall(text))
    return tuple(value for value in found if read_period(value) is not None)


def _in_days(nodes: Iterable[Node]) -> set[str]:
    """The elements of whose agreed time only the number of days is read, as `werktage` wants it."""
    return {name for node in nodes for one in written_in(node) for name in _ONLY_DAYS.findall(one.text)}


def _same(left: str, right: str) -> bool:
    try:
        one, other = Period.parse(left), Period.parse(right)
    except ModelError:
        return False
    return (one.total_months, one.total_days, one.clock) == (
        other.total_months,
        other.total_days,
        other.clock,
    )
