"""How a notice reads, in German and English, for the pages and for the mail.

What a process calls its steps stays German in both languages; it stands in quotation marks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from engine import wording
from engine.notices.kinds import GERMAN, Words
from engine.notices.kinds_english import ENGLISH
from engine.notices.notice import NoticeKind

LANGUAGES: Final = ("de", "en")
_K = NoticeKind


#: kinds whose day says something of the person: outside of the application it is left out
OF_THE_PERSON: Final = frozenset({_K.TITLE_ENDS, _K.AGE_LIMIT})
#: the order in which a summary names its kinds
_GRAVEST: Final = (
    _K.STRUCTURAL,
    _K.OVERDUE,
    _K.DUE,
    _K.REFERRAL_UNANSWERED,
    _K.UNCLAIMED,
    _K.HOLDER_AWAY,
    _K.REMINDER,
    _K.TITLE_ENDS,
    _K.AGE_LIMIT,
)
_UNNAMED = {"de": ("Eine Aufgabe", "einer anderen Behörde"), "en": ("A task", "another authority")}


def kind_name(kind: str, language: str) -> str:
    """What a kind of notice is called in lists; the kind itself for one of another release."""
    try:
        return _table(language)[NoticeKind(kind)].name
    except ValueError:
        return kind


def sentence(kind: str, language: str, detail: Mapping[str, object], count: int = 1) -> str:
    """One sentence that tells the notice, or a summary of several, one for each kind. Of a kind of another release only
    its name.
    """
    if kind == NoticeKind.SUMMARY and detail.get("kinds"):
        said = " ".join(text for _, text in lines(language, detail))
    else:
        said = _of_one_kind(kind, language, detail, count)
    return f"{said} {beside}" if (beside := passed(language, detail)) else said


def lines(
    language: str, detail: Mapping[str, object], without: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """The kinds that a summary stands for, the gravest first, each with its sentence; but for those `without`."""
    kinds = detail.get("kinds")
    if not isinstance(kinds, Mapping):
        return ()
    order = [kind.value for kind in _GRAVEST]
    return tuple(
        (kind, _of_one_kind(kind, language, {}, _count(kinds[kind])))
        for kind in sorted(kinds, key=lambda one: order.index(one) if one in order else len(order))
        if kind not in without
    )


def _of_one_kind(kind: str, language: str, detail: Mapping[str, object], count: int) -> str:
    try:
        words = _table(language)[NoticeKind(kind)]
    except ValueError:
        return kind
    task, authority = _UNNAMED["en" if language == "en" else "de"]
    named = detail.get("task")
    due = _day(detail.get("due"))
    number = max(count, _count(detail.get("count")))
    many = number > 1
    return (words.many if many else words.dated if due else words.plain).format(
        task=_quoted(str(named), language) if named else task,
        authority=detail.get("authority") or authority,
        case=detail.get("case") or ("a case" if language == "en" else "ein Fall"),
        due=due,
        who=detail.get("who") or ("somebody" if language == "en" else "jemand"),
        age=_age(detail.get("age"), language),
        count=wording.count(number, language),
    )


def sentence_outside(kind: str, language: str, detail: Mapping[str, object], count: int = 1) -> str:
    """As `sentence`, for a mail: when a title ends or somebody reaches an age, only that it is soon."""
    return sentence(kind, language, {} if kind in OF_THE_PERSON else detail, count)


def _table(language: str) -> Mapping[NoticeKind, Words]:
    return ENGLISH if language == "en" else GERMAN


def _quoted(text: str, language: str) -> str:
    return f"“{text}”" if language == "en" else f"„{text}“"


def _day(given: object) -> str:
    """25.11.2026 of an ISO day or instant; empty for what is none."""
    try:
        return date.fromisoformat(str(given)[:10]).strftime("%d.%m.%Y")
    except ValueError:
        return ""


def passed(language: str, detail: Mapping[str, object]) -> str:
    """Which levels were reached beside those that are told, and how often, as a sentence; empty when none was."""
    given = detail.get("passed")
    if not isinstance(given, Mapping) or not given:
        return ""
    word, times, beside = (
        ("Level", "times", "Also reached") if language == "en" else ("Stufe", "Aufgaben", "Zugleich erreicht")
    )
    found = sorted((int(level), _count(number)) for level, number in given.items())
    said = (
        f"{word} {level} ({number} {times})" if number > 1 else f"{word} {level}" for level, number in found
    )
    return f"{beside}: {', '.join(said)}."


def _age(given: object, language: str) -> str:
    if not isinstance(given, int):
        return ""
    return f" ({given} years)" if language == "en" else f" ({given} Jahre)"


def _count(given: object) -> int:
    return given if isinstance(given, int) else 1
