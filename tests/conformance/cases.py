"""A set of cases as its manifest describes it, and what came out of one case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: in the order they are run and reported
KINDS = ("trace", "steps", "sequence", "static", "parse", "roundtrip", "large")


@dataclass(frozen=True, slots=True)
class Item:
    """One case. `data` is its entry of the manifest, paths are relative to `folder`."""

    folder: Path
    data: Mapping[str, Any]  # the manifest's own JSON: the drivers read it

    @property
    def id(self) -> str:
        """The name in reports; no decision is taken on it."""
        return str(self.data["id"])

    @property
    def kind(self) -> str:
        """How the case is run and judged."""
        return str(self.data["kind"])

    @property
    def group(self) -> str:
        """What figures are added up by."""
        return str(self.data.get("feature_group", ""))

    @property
    def tags(self) -> frozenset[str]:
        """Remarks of the set's maker on how much the case proves."""
        return frozenset(self.data.get("tags", ()))

    def read(self, path: str | None = None) -> bytes:
        """The bytes of one file of the case, by default its own."""
        return (self.folder / (path or str(self.data["path"]))).read_bytes()


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of one case. `reason` is empty where it passed; `marks` are the verdicts and figures beside it."""

    id: str
    kind: str
    group: str
    passed: bool
    reason: str = ""
    applicable: bool = True
    marks: Mapping[str, Any] = field(default_factory=dict)  # JSON values


def read_manifest(folder: Path) -> list[Item]:
    """Every case of a set; ValueError when the folder holds none."""
    file = folder / "manifest.json"
    if not file.is_file():
        raise ValueError(f"Expected to read the cases of {folder}, but it has no manifest.json")
    content = json.loads(file.read_text("utf-8"))
    return [Item(folder, one) for one in content["items"]]


def result_of(item: Item, reason: str = "", *, applicable: bool = True, **marks: object) -> Result:
    """The result of a case: passed where there is no reason against it."""
    return Result(item.id, item.kind, item.group, not reason, reason, applicable, marks)
