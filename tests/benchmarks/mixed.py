"""A process of 72 nodes: nine tasks in a row, each with a reminder and a choice, beside a branch a message opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.testing import models as m

NODES = 72
BLOCKS = 9
MESSAGE = "nachweis"


@dataclass(frozen=True, slots=True)
class _Language:
    """How a script, a condition and a duration are written."""

    script: Callable[[str], str]
    condition: str
    duration: str


_FEEL = _Language(
    lambda id_: m.script_task(id_, '=aktenzeichen + "!"', "marke"), '=aktenzeichen != "fertig"', "P14D"
)
_PYTHON = _Language(
    lambda id_: (
        f'<scriptTask id="{id_}" name="{id_}"><script>marke = aktenzeichen + "!"</script></scriptTask>'
    ),
    'aktenzeichen != "fertig"',
    '"P14D"',
)


def for_us() -> bytes:
    """As our engine reads it, with FEEL."""
    return _process(_FEEL)


def for_spiff() -> bytes:
    """The same for SpiffWorkflow as it comes, with Python."""
    return _process(_PYTHON)


def tasks() -> tuple[str, ...]:
    """The user tasks that are completed on the way, in order; the last one waits for the message."""
    return (*(f"aufgabe_{number}" for number in range(1, BLOCKS + 1)), "nachweis_pruefen")


def _process(language: _Language) -> bytes:
    elements = [m.start(), m.parallel("auf")]
    previous = "auf"
    for number in range(1, BLOCKS + 1):
        elements += _block(language, number, previous)
        previous = f"zusammen_{number}"
    elements += [
        m.flow(previous, "zu"),
        m.flow("start", "auf"),
        m.flow("auf", "nachweis_da"),
        m.catch("nachweis_da", m.message(MESSAGE)),
        m.flow("nachweis_da", "nachweis_pruefen"),
        m.user_task("nachweis_pruefen"),
        m.flow("nachweis_pruefen", "wahl_n"),
        *_choice(language, "n"),
        m.flow("zusammen_n", "zu"),
        m.parallel("zu"),
        m.flow("zu", "end"),
        m.end(),
    ]
    return m.process("gemischt", *elements, messages={MESSAGE: "=aktenzeichen"})


def _block(language: _Language, number: int, previous: str) -> list[str]:
    task = f"aufgabe_{number}"
    return [
        m.flow(previous, task),
        m.user_task(task),
        m.boundary(f"frist_{number}", task, m.timer(language.duration), interrupting=False),
        m.flow(f"frist_{number}", f"erinnern_{number}"),
        m.user_task(f"erinnern_{number}"),
        m.flow(f"erinnern_{number}", f"erinnert_{number}"),
        m.end(f"erinnert_{number}"),
        m.flow(task, f"wahl_{number}"),
        *_choice(language, str(number)),
    ]


def _choice(language: _Language, name: str) -> list[str]:
    default = f"sonst_{name}"
    return [
        m.exclusive(f"wahl_{name}", default=default),
        language.script(f"zaehlen_{name}"),
        m.exclusive(f"zusammen_{name}"),
        m.flow(f"wahl_{name}", f"zaehlen_{name}", language.condition),
        m.flow(f"wahl_{name}", f"zusammen_{name}", id_=default),
        m.flow(f"zaehlen_{name}", f"zusammen_{name}"),
    ]
