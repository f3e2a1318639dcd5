"""How much of a long text of a form stands open: its custom property `aufklappen`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.forms.component import Component, Form, Kind
from engine.forms.markdown import Block, BlockKind
from engine.forms.reader import Reader

FOLDED = "aufklappen"
_LISTS = frozenset({BlockKind.BULLET, BlockKind.NUMBERED})


def check(reader: Reader, components: tuple[Component, ...]) -> None:
    """Note a fold that nothing follows: at something else than a text, or without a number from 1 on."""
    for component, _above in Form("", "", components).walk():
        said = component.properties.get(FOLDED)
        if said is not None and (
            component.kind not in (Kind.TEXT, Kind.HTML) or not _open(component.properties)
        ):
            reader.warn(
                component.id,
                "form-property",
                f"„{FOLDED}“ gehört an einen Text und nennt, wie viele Absätze offen stehen; so bewirkt es nichts.",
                "Setzen Sie eine Zahl ab 1, oder entfernen Sie die Eigenschaft.",
            )


def split(blocks: Sequence[Block], properties: Mapping[str, str]) -> tuple[Sequence[Block], Sequence[Block]]:
    """What stands open and what is folded. A list counts as one paragraph; a single one more is not worth a fold."""
    starts = [
        number
        for number, block in enumerate(blocks)
        if number == 0 or block.kind not in _LISTS or block.kind is not blocks[number - 1].kind
    ]
    most = _open(properties)
    if not most or len(starts) <= most + 1:
        return blocks, ()
    return blocks[: starts[most]], blocks[starts[most] :]


def _open(properties: Mapping[str, str]) -> int:
    said = properties.get(FOLDED, "").strip()
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 3 else 0
