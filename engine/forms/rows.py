"""Rows of dynamic lists added and taken away while a form is filled in, without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.feel import Value
from engine.forms.component import Form, Kind
from engine.forms.places import Place, every, find, fresh_mark, lay_out, posted_marks


def change_rows(
    form: Form, posted: Mapping[str, Sequence[str]], variables: Mapping[str, Value], wish: str
) -> tuple[dict[str, list[str]], str]:
    """Return what was posted with one row more or less, and where to go on: the new row, or the list with one less.

    `wish` is what the button says: `kinder+` adds a row to the list `kinder`, `kinder.2-` takes away its row of mark 2.
    What cannot be wished for here changes nothing.
    """
    changed = {name: list(texts) for name, texts in posted.items()}
    target, sign = wish[:-1], wish[-1:]
    for place in every(lay_out(form, posted_marks(posted))):
        if place.kind is not Kind.DYNAMICLIST or place.name is None or not place.component.repetition.changes:
            continue
        marks = [row.mark for row, _inside in place.children if row is not None]
        if sign == "+" and target == place.name and len(marks) < place.component.repetition.most:
            known = find(variables, place.origin)
            mark = fresh_mark(marks, len(known) if isinstance(known, list) else 0)
            changed[target] = [str(one) for one in (*marks, mark)]
            return changed, f"{target}.{mark}"
        if sign == "-" and len(marks) > place.component.repetition.least:
            gone = next((mark for mark in marks if target == f"{place.name}.{mark}"), None)
            if gone is not None:
                changed[place.name] = ["", *(str(mark) for mark in marks if mark != gone)]
                return _without(changed, place, gone), place.name
    return changed, ""


def _without(changed: dict[str, list[str]], place: Place, mark: int) -> dict[str, list[str]]:
    inside = f"{place.name}.{mark}."
    return {name: texts for name, texts in changed.items() if not name.startswith(inside)}
