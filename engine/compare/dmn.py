"""Two files of decisions: what each decision says, and its tables cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.compare import words
from engine.compare.bpmn_rules import Meaning
from engine.compare.difference import Difference, TableComparison, Weight
from engine.compare.difference import DifferenceKind as Kind
from engine.compare.dmn_table import compare_table
from engine.compare.facts import changes
from engine.compare.tree import Node, leaves
from engine.compare.values import Said, became, english_quoted, only_blanks, quoted
from engine.errors import Finding, ModelError

_LEFT_OUT = frozenset({"decisionTable", "DMNDI"})
_VALIDITY = {
    "ruleSet": Said("Name der Rechtsregel", "name of the rule set"),
    "validFrom": Said("gilt ab", "valid from"),
    "validTo": Said("gilt bis", "valid until"),
    "knownFrom": Said("bekannt seit", "known since"),
    "keyDate": Said("maßgeblicher Tag", "key date"),
    "verify": Said("noch zu prüfen", "still to be verified"),
}
_RULES: tuple[tuple[str, Kind, Weight, Said], ...] = (
    (r"description(?:#\d+)?", Kind.DOCUMENTATION, Weight.TEXT, Said("Beschreibung", "description")),
    (r"(?:question|allowedAnswers)", Kind.DOCUMENTATION, Weight.TEXT, Said("Frage", "question")),
    (r"(?:.*/)?@id", Kind.ID, Weight.LAYOUT, Said("innere Kennung", "internal id")),
    (
        r"@exporter|@exporterVersion|@modeler:.*",
        Kind.TOOL,
        Weight.LAYOUT,
        Said("Angabe des Werkzeugs", "tool"),
    ),
    (
        r"(?:information|knowledge|authority)Requirement\[.*",
        Kind.REQUIREMENT,
        Weight.SUBJECT,
        Said("Voraussetzung", "requirement"),
    ),
    (r"literalExpression/text", Kind.EXPRESSION, Weight.SUBJECT, Said("Ausdruck", "expression")),
    (r"variable/@name", Kind.NAME, Weight.SUBJECT, Said("Name des Ergebnisses", "name of the result")),
    (
        r"variable/@typeRef",
        Kind.EXPRESSION,
        Weight.SUBJECT,
        Said("Typ des Ergebnisses", "type of the result"),
    ),
    (r"(?:.*/)?text", Kind.EXPRESSION, Weight.SUBJECT, Said("Ausdruck", "expression")),
)
_COMPILED = tuple(
    (re.compile(pattern, re.DOTALL), kind, weight, said) for pattern, kind, weight, said in _RULES
)


@dataclass(frozen=True, slots=True)
class Tables:
    """What comparing a file of decisions gives."""

    differences: tuple[Difference, ...]
    tables: tuple[TableComparison, ...]


def compare_dmn(old: Node, new: Node, file: str) -> Tables:
    """Every difference of two files of decisions; ModelError when one of them is no DMN."""
    for root in (old, new):
        if root.name != "definitions" or "/DMN/" not in root.namespace.upper():
            reason = "Die Datei ist kein DMN: Erwartet wird „definitions“ als erstes Element."
            raise ModelError(
                f"Expected to compare {file}, but it is no DMN", [Finding(file, "dmn-root", reason)]
            )
    found: list[Difference] = []
    tables: list[TableComparison] = []
    if old.namespace != new.namespace:
        said = Said("Die Sprachfassung von DMN ist eine andere.", "The version of DMN is another one.")
        found.append(_one(Kind.OTHER, Weight.SUBJECT, file, old, new, (old.namespace, new.namespace), said))
    before, after = _parts(old), _parts(new)
    found.extend(_facts(_bare(old), _bare(new), file, (old.namespace, new.namespace)))
    for key, node in after.items():
        if key not in before:
            found.append(_whole(node, file, added=True))
        else:
            found.extend(_facts(before[key], node, file, (old.namespace, new.namespace)))
        differences, table = compare_table(before.get(key), node, file)
        found.extend(differences)
        tables.extend(table)
    for key, node in before.items():
        if key not in after:
            found.append(_whole(node, file, added=False))
            tables.extend(compare_table(node, None, file)[1])
    found.extend(_drawing(old, new, file))
    return Tables(tuple(found), tuple(tables))


def _parts(root: Node) -> dict[str, Node]:
    """The decisions and what else has a place of its own, by id; a second one of an id gets a number."""
    found: dict[str, Node] = {}
    for child in root.children:
        if child.namespace != root.namespace or child.name in ("description", "extensionElements"):
            continue
        wanted = child.get("id") or f"{child.name}/{child.get('name')}"
        key, number = wanted, 1
        while key in found:
            number += 1
            key = f"{wanted}#{number}"
        found[key] = child
    return found


def _bare(root: Node) -> Node:
    """The file itself, without its parts and its drawing."""
    kept = tuple(
        child
        for child in root.children
        if child.name != "DMNDI"
        and (child.namespace != root.namespace or child.name in ("description", "extensionElements"))
    )
    return Node(root.name, root.namespace, root.attributes, kept, root.text)


def called(node: Node) -> Said:
    """How a sentence begins to speak of a decision or another part."""
    kind = words.element(node.name)
    name = node.label
    if not name or node.name == "definitions":
        return kind
    return Said(f"{kind.german} {quoted(name)}", f"{kind.english} {english_quoted(name)}")


def _whole(node: Node, file: str, *, added: bool) -> Difference:
    name = called(node)
    said = Said(
        f"{name.german} {'hinzugefügt' if added else 'entfallen'}.",
        f"{name.english} {'added' if added else 'removed'}.",
    )
    text = node.said("description")
    values = (None, text) if added else (text, None)
    kind = Kind.ELEMENT_ADDED if added else Kind.ELEMENT_REMOVED
    weight = Weight.TEXT if node.name in ("textAnnotation", "association") else Weight.SUBJECT
    return _one(kind, weight, file, node, node, values, said)


def _facts(old: Node, new: Node, file: str, spaces: tuple[str, str]) -> Iterator[Difference]:
    name = called(new)
    if old.name != new.name:
        kinds = words.element(old.name), words.element(new.name)
        said = Said(
            f"{name.german}: Art geändert, bisher {kinds[0].german}.",
            f"{name.english}: type changed, was {kinds[0].english}.",
        )
        yield _one(Kind.TYPE, Weight.SUBJECT, file, old, new, (old.name, new.name), said)
    facts = leaves(old, spaces[0], _LEFT_OUT), leaves(new, spaces[1], _LEFT_OUT)
    for path, before, after in changes(*facts):
        if path == "@name":
            was = called(old)
            said = Said(
                f"{was.german} heißt jetzt {quoted(new.label)}.",
                f"{was.english} is now called {english_quoted(new.label)}.",
            )
            yield _one(Kind.NAME, Weight.SUBJECT, file, old, new, (before, after), said)
            continue
        about = _meaning(path)
        kind, weight = about.kind, about.weight
        end = became(before, after)
        if before is not None and after is not None and only_blanks(before, after):
            kind, weight = Kind.BREAK, Weight.LAYOUT
            end = Said("nur Leerzeichen geändert", "only blanks changed")
        said = Said(
            f"{name.german}: {about.said.german} {end.german}.",
            f"{name.english}: {about.said.english} {end.english}.",
        )
        yield _one(kind, weight, file, old, new, (before, after), said)


def _meaning(path: str) -> Meaning:
    if path.startswith("@laufweg:"):
        name = path.removeprefix("@laufweg:")
        said = _VALIDITY.get(name, Said(f"Geltung ({name})", f"validity ({name})"))
        return Meaning(Kind.VALIDITY, Weight.SUBJECT, said)
    for pattern, kind, weight, said in _COMPILED:
        if pattern.fullmatch(path):
            return Meaning(kind, weight, said)
    return Meaning(
        Kind.OTHER, Weight.SUBJECT, Said(f"sonstiges Attribut „{path}“", f"other attribute “{path}”")
    )


def _drawing(old: Node, new: Node, file: str) -> Iterator[Difference]:
    """What is drawn otherwise in the picture of the decisions, shape by shape."""
    before, after = _shapes(old), _shapes(new)
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            said = Said(f"„{key}“ ist anders gezeichnet.", f"“{key}” is drawn otherwise.")
            yield Difference(
                Kind.POSITION, Weight.LAYOUT, file, key, key, None, None, said.german, said.english, key
            )


def _shapes(root: Node) -> dict[str, dict[str, str]]:
    """What is drawn for each element, and as that of the file itself everything else of the drawing."""
    found: dict[str, dict[str, str]] = {}
    for holder in root.all("DMNDI"):
        for node in holder.walk():
            if reference := node.get("dmnElementRef"):
                found[_free(reference, found)] = _drawn(node)
        found[_free("DMNDI", found)] = _drawn(_without_shapes(holder))
    return found


def _free(key: str, found: Mapping[str, object]) -> str:
    while key in found:
        key += "'"
    return key


def _drawn(node: Node) -> dict[str, str]:
    said = leaves(node, node.namespace)
    return {path: value for path, value in said.items() if value and not path.endswith("@id")}


def _without_shapes(node: Node) -> Node:
    kept = tuple(_without_shapes(child) for child in node.children if not child.get("dmnElementRef"))
    return Node(node.name, node.namespace, node.attributes, kept, node.text)


def _one(
    kind: Kind,
    weight: Weight,
    file: str,
    old: Node,
    new: Node,
    values: tuple[str | None, str | None],
    said: Said,
) -> Difference:
    return Difference(
        kind,
        weight,
        file,
        new.get("id"),
        new.label,
        values[0],
        values[1],
        said.german,
        said.english,
        old.get("id"),
    )
