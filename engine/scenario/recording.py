"""A scenario written by clicking through it: what can happen next, and the lines that say it happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine import yaml
from engine.errors import Invalid, ModelError
from engine.execution.instance import MessageSubscription
from engine.feel import Environment, Value, to_json
from engine.forms import Form, Submission
from engine.forms.component import COMPUTED
from engine.scenario.lines import entries, quoted
from engine.scenario.play import Play
from engine.scenario.seen import Part

#: the clock goes on to a day, which stands in the place of a name
JUMP = "springe auf"
#: what can be recorded, and the word under which its values stand; none where it has no values
WORDS = {
    "aufgabe": "erledigen mit",
    "warte bis": "",
    "nachricht": "mit",
    "signal": "mit",
    "auftrag": "ergebnis",
    "aufruf": "ergebnis",
    JUMP: "",
}
_LONGEST_VALUES = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A form that is to be filled in: the variables and the clock its expressions read."""

    form: Form
    variables: Mapping[str, Value]
    environment: Environment


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can happen: the word of the grammar, the name, the lines of its values; `turn` counts open tasks
    of one name. `asked` is the form of a task that has one, `names` are values that are expected where there is none.
    `part` is the element it happens at. `ends` is another way for a program or called process to end, with its code:
    `fehler` or `eskalation`.
    """

    word: str
    name: str
    values: str = ""
    turn: int = 1
    asked: Asked | None = None
    names: tuple[str, ...] = ()
    part: Part | None = None
    ends: tuple[str, str] | None = None


def choices(case: Play) -> tuple[Choice, ...]:
    """What a person or the world could do next with a case."""
    return tuple(_choices(case))


def _choices(case: Play) -> Iterator[Choice]:
    turns: Counter[str] = Counter()
    for place, task in case.tasks().items():
        part = (case.process(place[0]), task.element)
        name = case.names.told(*part)
        turns[name] += 1
        form = case.form(place, task)
        asked = None if form is None else Asked(form, case.context(place), case.environment)
        yield Choice("aufgabe", name, turn=turns[name], asked=asked, part=part)
    for process, timer in case.running_timers():
        yield Choice("warte bis", case.names.told(process, timer.element), part=(process, timer.element))
    heard: dict[tuple[str, str], Part] = {}
    for process, catch in case.heard():
        word = "nachricht" if isinstance(catch, MessageSubscription) else "signal"
        heard.setdefault((word, catch.name), (process, catch.element))
    yield from (Choice(word, name, part=part) for (word, name), part in sorted(heard.items()))
    for word, waiting in (("auftrag", case.jobs()), ("aufruf", case.calls())):
        for place, one in waiting.items():
            part = (case.process(place[0]), one.element)
            yield Choice(word, case.names.told(*part), names=case.taken(place, one), part=part)


def written(choice: Choice) -> str:
    """The lines of a step that lets it happen; Invalid when the values are no YAML of keys and values."""
    if choice.word not in WORDS:
        raise Invalid(
            "Expected to record a step, but the word is unknown", {"werte": "Das lässt sich nicht aufnehmen."}
        )
    if choice.word == JUMP:
        return f"  - wenn: {{{JUMP}: {_day(choice.name)}}}\n"
    lines = ["  - wenn:", f"      {choice.word}: {quoted(choice.name)}"]
    if choice.turn > 1:
        lines.append(f"      nummer: {choice.turn}")
    values = [line.rstrip() for line in choice.values.expandtabs(2).splitlines() if line.strip()]
    if values and WORDS[choice.word]:
        _check("\n".join(values))
        lines.append(f"      {WORDS[choice.word]}:")
        lines += [f"        {line}" for line in values]
    if choice.ends is not None:
        lines.append(f"      {choice.ends[0]}: {quoted(choice.ends[1])}")
    return "\n".join(lines) + "\n"


def filled_in(form: Form, submission: Submission) -> str:
    """What a form was filled in with, a line for each value; what was left empty or is computed is not said."""
    computed = {one.key for one in form.fields() if one.kind in COMPUTED}
    said = {name: to_json(value) for name, value in submission.values.items() if name not in computed}
    return "\n".join(entries({name: value for name, value in said.items() if value not in (None, "", [])}))


def begun(name: str, day: date, values: str = "", trigger: str = "") -> str:
    """A scenario that has only begun: its name, its first day, the start event and what the start form says."""
    lines = [f"szenario: {quoted(name)}", "angenommen:", f"  jetzt: {day.isoformat()} 09:00"]
    if trigger:
        lines.append(f"  beginnt mit: {quoted(trigger)}")
    if values:
        lines += ["  angaben:", *(f"    {line}" for line in values.splitlines())]
    return "\n".join([*lines, "schritte:", ""])


def standing(case: Play) -> str:
    """The lines of a step that expects what is so now: the open tasks, or the end."""
    if case.outcome is not None:
        return f"  - dann: {{beendet mit: {quoted(case.outcome)}}}\n"
    names = [quoted(case.label(place, task)) for place, task in case.tasks().items()]
    expected = f"[{', '.join(names)}]" if names else "keine"
    return f"  - dann:\n      offene aufgaben: {expected}\n"


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid(
            "Expected to move the clock, but there is no day", {"tag": "Bitte geben Sie einen Tag an."}
        ) from None


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
