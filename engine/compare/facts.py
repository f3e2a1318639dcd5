"""Two sets of leaves, path by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

#: what is said with the place it stands at, and only if that stays
_SECONDARY = ("/@xsi:type", "/@id", "/@typeRef")


def changes(
    before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[tuple[str, str | None, str | None]]:
    """Path, old and new value of everything that is not the same, in the order of the files.

    The id or type of something that came or went is left out: the thing itself is there.
    """
    appeared = {path for path in (*before, *after) if (path in before) != (path in after)}
    places = {place for path in appeared if not path.endswith(_SECONDARY) for place in _places(path)}
    for path in dict.fromkeys((*before, *after)):
        old, new = before.get(path), after.get(path)
        alone = path not in appeared or not path.endswith(_SECONDARY)
        if old != new and (alone or path.rpartition("/")[0] not in places):
            yield path, old, new


def _places(path: str) -> Iterator[str]:
    """The path and every place it lies in."""
    while path:
        yield path
        path = path.rpartition("/")[0]
