"""Which data group of a process its forms, elements and variables belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.bpmn import Graph, StartTrigger, UserTask
from engine.forms import Form
from engine.profile import DataGroup, Profile

#: the group of a process without `[[daten]]`
WHOLE = "Ablauf"


@dataclass(frozen=True, slots=True)
class Partition:
    """The data groups of one version. The first one is that of the procedure: what no form asks for belongs to it."""

    process: str
    groups: tuple[DataGroup, ...]
    _forms: Mapping[str, tuple[str, ...]]
    _elements: Mapping[str, tuple[str, ...]]
    _variables: Mapping[str, frozenset[str]]
    _known: frozenset[str] = field(default_factory=frozenset)
    _asking: Mapping[str, str] = field(default_factory=dict)

    @property
    def procedure(self) -> str:
        """The name of the group the procedure itself belongs to."""
        return self.groups[0].group

    def group(self, name: str) -> DataGroup | None:
        """The group of that name, if the version has one."""
        return next((one for one in self.groups if one.group == name), None)

    def of_form(self, form: str | None) -> tuple[str, ...]:
        """The groups a form belongs to; it is readable with any of them. The procedure's for none."""
        return self._forms.get(form or "", (self.procedure,))

    def of_element(self, element: str | None) -> tuple[str, ...]:
        """The groups an element belongs to: those the profile names, else its form's, else the procedure's.

        Empty for one that this version does not draw, which a migration has left behind: only whoever reads all groups
        reads that.
        """
        if element is None:
            return (self.procedure,)
        if element in self._elements:
            return self._elements[element]
        return (self.procedure,) if element in self._known else ()

    def rests_on_release(self, element: str) -> bool:
        """Whether all that an element carries is released to somebody, or is not."""
        names = self.of_element(element)
        return bool(names) and all(one.released_to for one in self.groups if one.group in names)

    def form_of(self, element: str | None) -> str | None:
        """The form of a user task or start event."""
        return self._asking.get(element or "")

    def asked_by(self, variable: str) -> frozenset[str]:
        """The forms that ask for a variable; none for what the process computes, which is the procedure's."""
        return self._variables.get(variable, frozenset())

    @property
    def recipients(self) -> frozenset[str]:
        """What groups name as recipients: topics, and variables that hold one (`sichtbar_fuer = ["verweis_thema"]`)."""
        return frozenset(name for one in self.groups for name in (*one.visible_to, *one.released_to))


def partition(
    process: str, profile: Profile | None, graphs: Iterable[Graph], forms: Mapping[str, Form]
) -> Partition:
    """The groups of a version as its profile has them; a single one for a version whose profile names none."""
    groups = profile.data if profile is not None and profile.data else (DataGroup(WHOLE, ""),)
    of_form: defaultdict[str, list[str]] = defaultdict(list)
    of_element: defaultdict[str, list[str]] = defaultdict(list)
    for one in groups:
        for form in one.forms:
            of_form[form].append(one.group)
        for element in one.elements:
            of_element[element].append(one.group)
    asking: dict[str, str] = {}
    known: set[str] = set()
    for graph in graphs:
        for node in graph.nodes.values():
            known.add(node.id)
            if isinstance(node.behaviour, UserTask | StartTrigger) and node.behaviour.form is not None:
                asking[node.id] = node.behaviour.form
                if node.id not in of_element and node.behaviour.form in of_form:
                    of_element[node.id] = list(of_form[node.behaviour.form])
    variables: defaultdict[str, set[str]] = defaultdict(set)
    for name, form_ in forms.items():
        for key in form_.keys:
            variables[key].add(name)
    return Partition(
        process,
        groups,
        {name: tuple(found) for name, found in of_form.items()},
        {name: tuple(found) for name, found in of_element.items()},
        {name: frozenset(found) for name, found in variables.items()},
        frozenset(known),
        asking,
    )
