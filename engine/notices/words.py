"""How a notice reads, in German and English, for the pages and for the mail.

What a process calls its steps stays German in both languages; it stands in quotation marks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final, NamedTuple

from engine import wording
from engine.notices.notice import NoticeKind

LANGUAGES: Final = ("de", "en")
_K = NoticeKind


class _Words(NamedTuple):
    """A kind in one language: its name for lists, one notice with and without its day, and a summary of several."""

    name: str
    dated: str
    plain: str
    many: str


_DE: Final[Mapping[NoticeKind, _Words]] = {
    _K.REMINDER: _Words(
        "Erinnerung vor der Frist",
        "{task} ist am {due} fällig.",
        "{task} wird bald fällig.",
        "{count} Aufgaben werden bald fällig.",
    ),
    _K.DUE: _Words(
        "Aufgabe fällig",
        "{task} ist fällig seit {due}.",
        "{task} ist fällig.",
        "{count} Aufgaben sind fällig.",
    ),
    _K.OVERDUE: _Words(
        "Aufgabe überfällig",
        "{task} ist seit {due} überfällig.",
        "{task} ist überfällig.",
        "{count} Aufgaben sind überfällig.",
    ),
    _K.STRUCTURAL: _Words(
        "Stockender Ablauf",
        "{task} bei {authority} stockt, fällig war {due}.",
        "{task} bei {authority} stockt.",
        "{count} Aufgaben stocken.",
    ),
    _K.STATISTICS: _Words(
        "Überfällige für die Lenkungsgruppe",
        "{task} ist seit {due} überfällig, zur Kenntnis.",
        "{task} ist überfällig, zur Kenntnis.",
        "{count} Aufgaben sind überfällig, zur Kenntnis.",
    ),
    _K.UNCLAIMED: _Words(
        "Nicht übernommene Aufgabe",
        "{task} hat noch niemand übernommen, fällig {due}.",
        "{task} hat noch niemand übernommen.",
        "{count} Aufgaben hat noch niemand übernommen.",
    ),
    _K.HOLDER_AWAY: _Words(
        "Aufgabe bei Abwesenden",
        "{task} liegt bei jemandem, der abwesend ist, fällig {due}.",
        "{task} liegt bei jemandem, der abwesend ist.",
        "{count} Aufgaben liegen bei jemandem, der abwesend ist.",
    ),
    _K.REFERRAL_UNANSWERED: _Words(
        "Beteiligung ohne Antwort",
        "{task} bei {authority} ist ohne Antwort, fällig war {due}.",
        "{task} bei {authority} ist ohne Antwort.",
        "{count} Beteiligungen sind ohne Antwort.",
    ),
    _K.TITLE_ENDS: _Words(
        "Titel läuft ab",
        "Ein Aufenthaltstitel gilt bis {due}.",
        "Ein Aufenthaltstitel läuft bald ab.",
        "{count} Aufenthaltstitel laufen bald ab.",
    ),
    _K.AGE_LIMIT: _Words(
        "Altersgrenze",
        "Die Altersgrenze{age} fällt auf den {due}.",
        "Eine Altersgrenze ist bald erreicht.",
        "{count} Altersgrenzen sind bald erreicht.",
    ),
    _K.ASSIGNED: _Words(
        "Zugewiesene Aufgabe",
        "{task} ist Ihnen zugewiesen, fällig {due}.",
        "{task} ist Ihnen zugewiesen.",
        "{count} Aufgaben sind Ihnen zugewiesen.",
    ),
    _K.TAKEN_AWAY: _Words(
        "Weggenommene Aufgabe",
        "{task} ist Ihnen nicht mehr zugewiesen.",
        "{task} ist Ihnen nicht mehr zugewiesen.",
        "{count} Aufgaben sind Ihnen nicht mehr zugewiesen.",
    ),
    _K.WITHDRAWN: _Words(
        "Entfallene Aufgabe",
        "{task} ist entfallen, weil der Ablauf weitergegangen ist.",
        "{task} ist entfallen, weil der Ablauf weitergegangen ist.",
        "{count} Ihrer Aufgaben sind entfallen.",
    ),
    _K.AGREED_TIME_CHANGED: _Words(
        "Vereinbarte Zeit geändert",
        "{task} ist jetzt bis {due} vereinbart.",
        "Die vereinbarte Zeit für {task} ist geändert.",
        "Für {count} Aufgaben ist die vereinbarte Zeit geändert.",
    ),
    _K.COMMENT: _Words(
        "Kommentar",
        "Neuer Kommentar zu {task}.",
        "Neuer Kommentar zu {task}.",
        "{count} neue Kommentare.",
    ),
    _K.MENTION: _Words(
        "Erwähnung",
        "Sie sind erwähnt im Kommentar zu {task}.",
        "Sie sind erwähnt im Kommentar zu {task}.",
        "Sie sind in {count} Kommentaren erwähnt.",
    ),
    _K.BREAK_GLASS: _Words(
        "Notzugriff",
        "Jemand liest eine Akte Ihrer Stelle ohne eigenes Recht. Der Grund steht in der Akte.",
        "Jemand liest eine Akte Ihrer Stelle ohne eigenes Recht.",
        "{count} Notzugriffe auf Akten Ihrer Stelle.",
    ),
    _K.INCIDENT: _Words(
        "Störung",
        "{task} ist stehen geblieben.",
        "{task} ist stehen geblieben.",
        "{count} Schritte sind stehen geblieben.",
    ),
    _K.MAIL_FAILED: _Words(
        "Unzustellbare Mail",
        "Eine Mail konnte nicht zugestellt werden.",
        "Eine Mail konnte nicht zugestellt werden.",
        "{count} Mails konnten nicht zugestellt werden.",
    ),
    _K.NOBODY_THERE: _Words(
        "Niemand erreicht",
        "{task} bei {authority} bleibt liegen, und dort ist niemand zu erreichen.",
        "{task} bei {authority} bleibt liegen, und dort ist niemand zu erreichen.",
        "{count} Aufgaben bleiben liegen, und niemand ist zu erreichen.",
    ),
    _K.NOBODY_REMINDED: _Words(
        "Niemand erinnert",
        "Bei {authority} ist an einen Tag im Leben einer Person zu erinnern, und dort ist niemand zu erreichen.",
        "Bei {authority} ist an einen Tag im Leben einer Person zu erinnern, und dort ist niemand zu erreichen.",
        "An {count} Tage im Leben von Personen ist zu erinnern, und niemand ist zu erreichen.",
    ),
    _K.FOUR_EYES: _Words(
        "Vier Augen",
        "{task} verlangt eine andere Person, und hier ist keine andere. Bitte weisen Sie die Aufgabe zu.",
        "{task} verlangt eine andere Person, und hier ist keine andere.",
        "{count} Aufgaben verlangen eine andere Person, und hier ist keine andere.",
    ),
    _K.SUMMARY: _Words(
        "Zusammenfassung",
        "Eine Meldung zu einer Frist.",
        "Eine Meldung zu einer Frist.",
        "{count} Meldungen zu Fristen.",
    ),
}
_EN: Final[Mapping[NoticeKind, _Words]] = {
    _K.REMINDER: _Words(
        "Reminder before a due date",
        "{task} is due on {due}.",
        "{task} will be due soon.",
        "{count} tasks will be due soon.",
    ),
    _K.DUE: _Words(
        "Task due", "{task} has been due since {due}.", "{task} is due.", "{count} tasks are due."
    ),
    _K.OVERDUE: _Words(
        "Task overdue",
        "{task} has been overdue since {due}.",
        "{task} is overdue.",
        "{count} tasks are overdue.",
    ),
    _K.STRUCTURAL: _Words(
        "Process that stalls",
        "{task} at {authority} stalls, it was due on {due}.",
        "{task} at {authority} stalls.",
        "{count} tasks stall.",
    ),
    _K.STATISTICS: _Words(
        "Overdue, for the steering group",
        "For your information: {task} has been overdue since {due}.",
        "For your information: {task} is overdue.",
        "For your information: {count} tasks are overdue.",
    ),
    _K.UNCLAIMED: _Words(
        "Unclaimed task",
        "Nobody has claimed {task}, due on {due}.",
        "Nobody has claimed {task}.",
        "Nobody has claimed {count} tasks.",
    ),
    _K.HOLDER_AWAY: _Words(
        "Task of somebody away",
        "{task} is with somebody who is away, due on {due}.",
        "{task} is with somebody who is away.",
        "{count} tasks are with somebody who is away.",
    ),
    _K.REFERRAL_UNANSWERED: _Words(
        "Referral without an answer",
        "{task} at {authority} has no answer, it was due on {due}.",
        "{task} at {authority} has no answer.",
        "{count} referrals have no answer.",
    ),
    _K.TITLE_ENDS: _Words(
        "Title expires",
        "A title of residence is valid until {due}.",
        "A title of residence expires soon.",
        "{count} titles of residence expire soon.",
    ),
    _K.AGE_LIMIT: _Words(
        "Age limit",
        "The age limit{age} falls on {due}.",
        "An age limit is reached soon.",
        "{count} age limits are reached soon.",
    ),
    _K.ASSIGNED: _Words(
        "Assigned task",
        "{task} has been assigned to you, due on {due}.",
        "{task} has been assigned to you.",
        "{count} tasks have been assigned to you.",
    ),
    _K.TAKEN_AWAY: _Words(
        "Task taken away",
        "{task} is no longer assigned to you.",
        "{task} is no longer assigned to you.",
        "{count} tasks are no longer assigned to you.",
    ),
    _K.WITHDRAWN: _Words(
        "Withdrawn task",
        "{task} has been withdrawn because the process has moved on.",
        "{task} has been withdrawn because the process has moved on.",
        "{count} of your tasks have been withdrawn.",
    ),
    _K.AGREED_TIME_CHANGED: _Words(
        "Agreed time changed",
        "{task} is now agreed on for {due}.",
        "The agreed time of {task} has changed.",
        "The agreed time of {count} tasks has changed.",
    ),
    _K.COMMENT: _Words(
        "Comment", "New comment on {task}.", "New comment on {task}.", "{count} new comments."
    ),
    _K.MENTION: _Words(
        "Mention",
        "You are mentioned in a comment on {task}.",
        "You are mentioned in a comment on {task}.",
        "You are mentioned in {count} comments.",
    ),
    _K.BREAK_GLASS: _Words(
        "Break-glass",
        "Somebody reads a file of your authority without a right of their own. The reason is in the file.",
        "Somebody reads a file of your authority without a right of their own.",
        "{count} files of your authority read by break-glass.",
    ),
    _K.INCIDENT: _Words(
        "Incident", "{task} has stopped.", "{task} has stopped.", "{count} steps have stopped."
    ),
    _K.MAIL_FAILED: _Words(
        "Undeliverable mail",
        "A mail could not be delivered.",
        "A mail could not be delivered.",
        "{count} mails could not be delivered.",
    ),
    _K.NOBODY_THERE: _Words(
        "Nobody reached",
        "{task} at {authority} is left lying, and nobody is there to be told.",
        "{task} at {authority} is left lying, and nobody is there to be told.",
        "{count} tasks are left lying, and nobody is there to be told.",
    ),
    _K.NOBODY_REMINDED: _Words(
        "Nobody reminded",
        "At {authority} somebody is to be reminded of a day in a person’s life, and nobody is there to be told.",
        "At {authority} somebody is to be reminded of a day in a person’s life, and nobody is there to be told.",
        "Of {count} days in persons’ lives somebody is to be reminded, and nobody is there to be told.",
    ),
    _K.FOUR_EYES: _Words(
        "Four eyes",
        "{task} asks for another person, and nobody else is here. Please assign the task.",
        "{task} asks for another person, and nobody else is here.",
        "{count} tasks ask for another person, and nobody else is here.",
    ),
    _K.SUMMARY: _Words(
        "Summary", "A notice of a deadline.", "A notice of a deadline.", "{count} notices of deadlines."
    ),
}
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
        due=due,
        age=_age(detail.get("age"), language),
        count=wording.count(number, language),
    )


def sentence_outside(kind: str, language: str, detail: Mapping[str, object], count: int = 1) -> str:
    """As `sentence`, for a mail: when a title ends or somebody reaches an age, only that it is soon."""
    return sentence(kind, language, {} if kind in OF_THE_PERSON else detail, count)


def _table(language: str) -> Mapping[NoticeKind, _Words]:
    return _EN if language == "en" else _DE


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
