"""What the sentences of a history name beside what the history keeps: authorities, places, documents, fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, select

from engine.execution.advance import environment
from engine.execution.bundle import load_bundle
from engine.queries import document
from engine.sight import Sight
from engine.state.authority import AUTHORITY, MUNICIPALITY
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE
from engine.transaction import Transaction

#: facts of a process and not of a step in it; a case may run several
_OF_WHOLE: Final = frozenset({"instance_suspended", "instance_resumed", "instance_migrated"})


@dataclass(frozen=True, slots=True)
class Names:
    """Authorities by number, municipalities by AGS, documents the reader may open by number, labels of the fields of
    an instance's forms by its number and their keys, the names of processes by the number of an instance.
    """

    authorities: Mapping[int, str]
    places: Mapping[str, str]
    documents: Mapping[int, str]
    labels: Mapping[int, Mapping[str, str]]
    processes: Mapping[int, str]

    def told(self, row: Row[Any]) -> Mapping[str, Any]:
        """The detail of a fact with `title`, the name of its document, its variables as their forms call them, and of
        what happens to a process as a whole its name.
        """
        detail: dict[str, Any] = dict(row.detail)
        if detail.get("document") in self.documents:
            detail["title"] = self.documents[detail["document"]]
        if row.instance_id in self.labels and "variables" in detail:
            labels = self.labels[row.instance_id]
            detail["variables"] = [labels.get(one, one) for one in detail["variables"]]
        if row.kind in _OF_WHOLE:
            detail["process"] = self.processes.get(row.instance_id, "")
        return detail


def of_facts(tx: Transaction, rows: Sequence[Row[Any]], sight: Sight | None) -> Names:
    """The names in rows of `records.facts` of one case; without a sight no document is named."""
    details = [row.detail for row in rows]
    numbers = {one[name] for one in details for name in ("authority", "from") if name in one}
    moves = [row.detail for row in rows if row.kind in ("case_relocated", "relocation_undone")]
    documents = {one["document"] for one in details if "document" in one}
    changed = {row.instance_id for row in rows if row.kind == "variables_changed"}
    whole = {row.instance_id for row in rows if row.kind in _OF_WHOLE}
    return Names(
        _authorities(tx, {one for one in numbers if isinstance(one, int)}),
        _places(tx, {one[name] for one in moves for name in ("from", "to")}),
        document.titles(tx, sight, documents) if sight is not None and documents else {},
        _labels(tx, {one for one in changed if one is not None}),
        _processes(tx, whole),
    )


def _authorities(tx: Transaction, numbers: set[int]) -> dict[int, str]:
    if not numbers:
        return {}
    rows = tx.execute(select(AUTHORITY.c.id, AUTHORITY.c.name).where(AUTHORITY.c.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def _places(tx: Transaction, keys: set[str]) -> dict[str, str]:
    if not keys:
        return {}
    rows = tx.execute(select(MUNICIPALITY.c.ags, MUNICIPALITY.c.name).where(MUNICIPALITY.c.ags.in_(keys)))
    return {row.ags: row.name for row in rows}


def _processes(tx: Transaction, instances: set[int]) -> dict[int, str]:
    if not instances:
        return {}
    rows = tx.execute(
        select(INSTANCE.c.id, DEFINITION.c.name)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(INSTANCE.c.id.in_(instances))
    )
    return {row.id: row.name for row in rows}


def _labels(tx: Transaction, instances: set[int]) -> dict[int, dict[str, str]]:
    if not instances:
        return {}
    rows = tx.execute(
        select(INSTANCE.c.id, VERSION.c.id.label("version"), VERSION.c.digest)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .where(INSTANCE.c.id.in_(instances))
    ).all()
    return {row.id: _of_version(tx, row.version, row.digest) for row in rows}


def _of_version(tx: Transaction, version: int, digest: str) -> dict[str, str]:
    forms = load_bundle(tx, version, digest).forms.values()
    fields = (one for form in forms for one in form.fields() if one.key)
    said = ((one.key, one.label.text({}, environment(tx))) for one in fields)
    return {key: label for key, label in said if key and label}
