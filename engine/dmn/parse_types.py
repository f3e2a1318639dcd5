"""Item definitions to types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from engine import feel, xml
from engine.dmn.reader import Reader, child, children, text_in
from engine.dmn.types import ANY, Base, Type, as_feel, base_type

_SIMPLE = re.compile(r"\w*")


class Types:
    """The types of one file, resolved on demand; unknown names become findings."""

    def __init__(self, reader: Reader, definitions: xml.Element, imported: Mapping[str, Types]) -> None:
        self._reader = reader
        self._imported = imported
        self._items = {item.get("name", ""): item for item in children(definitions, "itemDefinition")}
        self._resolved: dict[str, Type] = {}
        self._resolving: set[str] = set()
        self.component_names: frozenset[str] = frozenset(
            component.get("name", "")
            for item in self._items.values()
            for component in item.iter("{*}itemComponent")
            # A simple name needs no announcement, and would hide a built-in function like `date`.
            if not _SIMPLE.fullmatch(component.get("name", ""))
        ).union(*(types.component_names for types in imported.values()))

    def of(self, element: xml.Element | None) -> Type:
        """Return the type an element's typeRef attribute names; Any where it has none."""
        type_ref = element.get("typeRef") if element is not None else None
        if element is None or not type_ref:
            return ANY
        return self._named(type_ref, element)

    def known(self) -> dict[str, feel.Type]:
        """Return every item definition of the file, as FEEL knows types."""
        found: dict[str, feel.Type] = {}
        for model, types in self._imported.items():
            for name, type_ in types.known().items():
                found[f"{model}.{name}" if model else name] = type_
                found.setdefault(name, type_)  # as the imported model itself knows it
        return found | {name: as_feel(self._named(name, item)) for name, item in self._items.items()}

    def has(self, name: str) -> bool:
        """Whether the file defines a type of that name."""
        return name in self._items

    def _imported_type(self, type_ref: str, element: xml.Element) -> Type | None:
        """Return the type that an import's name and its own name, or its own alone, mean in an imported file."""
        for model, types in self._imported.items():
            name = type_ref.removeprefix(f"{model}.") if model else type_ref
            if (not model or name != type_ref) and types.has(name):
                return types._named(name, element)
        return None

    def _named(self, type_ref: str, element: xml.Element) -> Type:
        local = type_ref if type_ref in self._items else type_ref.rpartition(":")[2]
        if local not in self._items:
            known = base_type(type_ref) or base_type(local) or self._imported_type(type_ref, element)
            if known is None:
                self._reader.fault(
                    element,
                    "unknown-type",
                    f"Der Datentyp „{type_ref}“ ist nicht definiert.",
                    "Verwenden Sie einen Grundtyp (string, number, boolean, date …) oder definieren Sie ihn.",
                )
            return known or ANY
        if local in self._resolved:
            return self._resolved[local]
        if local in self._resolving:
            self._reader.fault(
                element,
                "type-cycle",
                f"Der Datentyp „{local}“ enthält sich selbst.",
                "Lösen Sie den Kreis auf.",
            )
            return ANY
        self._resolving.add(local)
        self._resolved[local] = self._item(self._items[local], local)
        self._resolving.discard(local)
        return self._resolved[local]

    def _item(self, item: xml.Element, name: str | None = None) -> Type:
        """Return the type of an item definition, or of a component in one, which has no `name` of its own."""
        parts = list(children(item, "itemComponent"))
        function = child(item, "functionItem")
        type_ref = child(item, "typeRef")
        components: dict[str, Type] = {}
        if parts:
            type_ = Type(Base.CONTEXT, components)
        elif function is not None:
            type_ = self._function(function)
        elif type_ref is not None:
            type_ = self._named(xml.text_of(type_ref).strip(), item)
        else:
            type_ = ANY
        # What is allowed of a collection is allowed of its items, a constraint is one of the whole (DMN 1.5, 7.3.3).
        type_ = self._constrained(type_, item, "allowedValues")
        if item.get("isCollection") == "true":
            type_ = Type(item=type_)
        type_ = self._constrained(type_, item, "typeConstraint")
        if parts and name is not None:
            # Known before its components are: a person may have a person as mother.
            self._resolved[name] = type_
        components.update((part.get("name", ""), self._item(part)) for part in parts)
        return type_

    def _function(self, function: xml.Element) -> Type:
        parameters = tuple(self.of(parameter) for parameter in children(function, "parameters"))
        result = function.get("outputTypeRef")
        type_ = ANY if result is None else self._named(result, function)
        return Type(Base.FUNCTION, parameters=parameters, result=type_)

    def _constrained(self, type_: Type, item: xml.Element, name: str) -> Type:
        element = child(item, name)
        if element is None or not text_in(element):
            return type_
        place = f"Die erlaubten Werte von „{item.get('name', '')}“"
        tests = self._reader.tests(element, text_in(element), frozenset(), place)
        return replace(type_, allowed=tests)
