"""What the demo's proposals change in processes of the library: `revisions.toml`, applied to the files of a draft."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from engine.errors import Invalid

_PROFILE: Final = "process.toml"
_CHANGES: Final = "CHANGES.md"
_VERSION: Final = re.compile(r'^version = "[^"]*"$', re.MULTILINE)
_TAG: Final = re.compile(r'<zeebe:versionTag value="[^"]*"')


@dataclass(frozen=True, slots=True)
class Place:
    """What stands once in a file, and what takes its place."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of one process; `times` are the agreed times it asks for, by element."""

    version: str
    changes: str
    times: Mapping[str, str]
    places: tuple[Place, ...]
    files: Mapping[str, str]

    def applied(self, before: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files that are different afterwards; Invalid when the process is no longer the one that was meant."""
        texts = {path: content.decode() for path, content in before.items()}
        for one in self.places:
            found = texts.get(one.file, "").count(one.old)
            if found != 1:
                raise Invalid(
                    f"Expected to find a place to revise once in {one.file}, but it is there {found} times: {one.old}"
                )
            texts[one.file] = texts[one.file].replace(one.old, one.new)
        texts |= self.files
        texts[_PROFILE] = _VERSION.sub(f'version = "{self.version}"', texts[_PROFILE], count=1)
        news = f"\n## {self.version}\n\n{self.changes.strip()}\n\n## "
        texts[_CHANGES] = texts[_CHANGES].replace("\n## ", news, 1)
        for path in texts:
            if path.endswith(".bpmn"):
                texts[path] = _TAG.sub(f'<zeebe:versionTag value="{self.version}"', texts[path])
        after = {path: content.encode() for path, content in texts.items()}
        return {path: content for path, content in after.items() if content != before.get(path)}


@cache
def revisions() -> Mapping[str, Revision]:
    """All of them, by the key of their process."""
    written = tomllib.loads(files(__package__).joinpath("revisions.toml").read_text("utf-8"))
    return {
        key: Revision(
            one["version"],
            one["changes"],
            one["times"],
            tuple(Place(**place) for place in one["places"]),
            one.get("files", {}),
        )
        for key, one in written.items()
    }


__all__ = ["Place", "Revision", "revisions"]
