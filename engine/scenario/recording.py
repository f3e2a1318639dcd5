"""A scenario written by clicking through it: what can happen next, and the lines that say it happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from engine import yaml
from engine.errors import Invalid, ModelError
from engine.scenario.play import Play
from engine.scenario.skeleton import quoted, value_lines

#: what can be recorded, and the word under which its values stand; none where it has no values
WORDS = {
    "aufgabe": "erledigen mit",
    "warte bis": "",
    "nachricht": "mit",
    "signal": "mit",
    "auftrag": "ergebnis",
    "aufruf": "ergebnis",
}
_LONGEST_VALUES = 20_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can happen now: the word of the grammar, the name, values to begin with as YAML; `turn` counts
    open tasks of one name.
    """

    word: str
    name: str
    values: str = ""
    turn: int = 1


def choices(case: Play) -> tuple[Choice, ...]:
    """What a person or the world could do next with a case."""
    return tuple(_choices(case))


def _choices(case: Play) -> Iterator[Choice]:
    turns: Counter[str] = Counter()
    for place, task in case.tasks().items():
        name = case.label(place, task)
        turns[name] += 1
        yield Choice("aufgabe", name, "\n".join(value_lines(case.form(place, task))), turns[name])
    for process, timer in case.running_timers():
        yield Choice("warte bis", case.names.label(process, timer.element))
    yield from (Choice("nachricht", name) for name in case.messages())
    yield from (Choice("signal", name) for name in case.signals())
    yield from (Choice("auftrag", case.label(place, job)) for place, job in case.jobs().items())
    yield from (Choice("aufruf", case.label(place, call)) for place, call in case.calls().items())


def written(choice: Choice) -> str:
    """The lines of a step that lets it happen; Invalid when the values are no YAML of keys and values."""
    if choice.word not in WORDS:
        raise Invalid(
            "Expected to record a step, but the word is unknown", {"werte": "Das lässt sich nicht aufnehmen."}
        )
    lines = ["  - wenn:", f"      {choice.word}: {quoted(choice.name)}"]
    if choice.turn > 1:
        lines.append(f"      nummer: {choice.turn}")
    values = [line.rstrip() for line in choice.values.expandtabs(2).splitlines() if line.strip()]
    if values and WORDS[choice.word]:
        _check("\n".join(values))
        lines.append(f"      {WORDS[choice.word]}:")
        lines += [f"        {line}" for line in values]
    return "\n".join(lines) + "\n"


def standing(case: Play) -> str:
    """The lines of a step that expects what is so now: the open tasks, or the end."""
    if case.outcome is not None:
        return f"  - dann: {{beendet mit: {quoted(case.outcome)}}}\n"
    names = [quoted(case.label(place, task)) for place, task in case.tasks().items()]
    expected = f"[{', '.join(names)}]" if names else "keine"
    return f"  - dann:\n      offene aufgaben: {expected}\n"


def _check(values: str) -> None:
    if len(values) > _LONGEST_VALUES:
        reason = f"Die Angaben sind länger als {_LONGEST_VALUES} Zeichen."
    else:
        try:
            yaml.read(values.encode(), "Angaben")
        except ModelError as error:
            reason = error.findings[0].reason
        else:
            return
    raise Invalid(
        "Expected to record a step, but its values cannot be read",
        {"werte": f"{reason} Erwartet wird je Zeile „feld: wert“."},
    )
