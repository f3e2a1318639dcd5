"""Item definitions to types."""

from __future__ import annotations

import re
from dataclasses import replace

from engine import feel, xml
from engine.dmn.reader import Reader, child, children, text_in
from engine.dmn.types import ANY, Base, Type, as_feel, base_type

_SIMPLE = re.compile(r"\w*")


class Types:
    """The types of one file, resolved on demand; unknown names become findings."""

    def __init__(self, reader: Reader, definitions: xml.Element) -> None:
        self._reader = reader
        self._items = {item.get("name", ""): item for item in children(definitions, "itemDefinition")}
        self._resolved: dict[str, Type] = {}
        self._resolving: set[str] = set()
        self.component_names = frozenset(
            component.get("name", "")
            for item in self._items.values()
            for component in item.iter("{*}itemComponent")
            # A simple name needs no announcement, and would hide a built-in function like `date`.
            if not _SIMPLE.fullmatch(component.get("name", ""))
        )

    def of(self, element: xml.Element | None) -> Type:
        """Return the type an element's typeRef attribute names; Any where it has none."""
        type_ref = element.get("typeRef") if element is not None else None
        if element is None or not type_ref:
            return ANY
        return self._named(type_ref, element)

    def known(self) -> dict[str, feel.Type]:
        """Return every item definition of the file, as FEEL knows types."""
        return {name: as_feel(self._named(name, item)) for name, item in self._items.items()}

    def _named(self, type_ref: str, element: xml.Element) -> Type:
        local = type_ref if type_ref in self._items else type_ref.rpartition(":")[2]
        if local not in self._items:
            known = base_type(type_ref) or base_type(local)
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
        self._resolved[local] = self._item(self._items[local])
        self._resolving.discard(local)
        return self._resolved[local]

    def _item(self, item: xml.Element) -> Type:
        components = {
            component.get("name", ""): self._item(component) for component in children(item, "itemComponent")
        }
        type_ref = child(item, "typeRef")
        if components:
            type_ = Type(Base.CONTEXT, components)
        elif child(item, "functionItem") is not None:
            type_ = Type(Base.FUNCTION)
        elif type_ref is not None:
            type_ = self._named(xml.text_of(type_ref).strip(), item)
        else:
            type_ = ANY
        allowed = child(item, "allowedValues")
        if allowed is not None and text_in(allowed):
            place = f"Die erlaubten Werte von „{item.get('name', '')}“"
            tests = self._reader.tests(allowed, text_in(allowed), frozenset(), place)
            type_ = replace(type_, allowed=tests)
        if item.get("isCollection") == "true":
            type_ = Type(item=type_)
        return type_
