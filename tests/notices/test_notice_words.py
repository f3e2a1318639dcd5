"""How notices read, in both languages; every kind has its words, and they are German or English alone."""

from __future__ import annotations

import string

import pytest

from engine.notices import LANGUAGES, NoticeKind, kind_name, sentence, sentence_outside
from engine.notices.kinds import GERMAN
from engine.notices.kinds_english import ENGLISH

FULL = {
    "task": "Antrag prüfen",
    "due": "2026-11-27",
    "authority": "Jobcenter Aachen",
    "case": "LW-2026-000001",
}
EIGHTEEN = {"due": "2026-11-27", "age": 18}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_words_that_need_nothing(kind: NoticeKind, language: str) -> None:
    plain, full, many = (
        sentence(kind, language, {}),
        sentence(kind, language, FULL),
        sentence(kind, language, {}, 1234),
    )

    assert kind_name(kind, language) not in ("", kind)
    for text in (plain, full, many):
        assert (text.endswith(".") and text[0].isupper()) or text[0] in "„“1"
        assert "{" not in text and "None" not in text and "  " not in text
    assert ("1,234" if language == "en" else "1\u202f234") in many


def test_both_languages_know_the_same_and_read_the_same_detail() -> None:
    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert set(GERMAN) == set(ENGLISH) == set(NoticeKind)
    for kind in NoticeKind:
        for german, english in zip(GERMAN[kind], ENGLISH[kind], strict=True):
            assert fields(german) == fields(english), kind


@pytest.mark.parametrize(
    ("kind", "language", "detail", "count", "expected"),
    [
        # with its day, without it, and several
        ("overdue", "de", FULL, 1, "„Antrag prüfen“ ist seit 27.11.2026 überfällig."),
        ("overdue", "en", FULL, 1, "“Antrag prüfen” has been overdue since 27.11.2026."),
        ("overdue", "de", {"task": "Antrag prüfen"}, 1, "„Antrag prüfen“ ist überfällig."),
        ("overdue", "de", {}, 37, "37 Aufgaben sind überfällig."),
        ("overdue", "en", {}, 37, "37 tasks are overdue."),
        # an instant as well as a day
        (
            "due",
            "de",
            {"task": "A", "due": "2026-11-27T23:00:00+00:00"},
            1,
            "„A“ ist fällig seit 27.11.2026.",
        ),
        # what is no day is left out, and nothing is put into the sentence twice
        ("due", "de", {"task": "{count} A", "due": "bald"}, 1, "„{count} A“ ist fällig."),
        # where it stalls; whoever coordinates sees no case
        ("structural", "de", FULL, 1, "„Antrag prüfen“ bei Jobcenter Aachen stockt, fällig war 27.11.2026."),
        (
            "age_limit",
            "de",
            {"due": "2026-11-27", "age": 18},
            1,
            "Die Altersgrenze (18 Jahre) fällt auf den 27.11.2026.",
        ),
        (
            "age_limit",
            "en",
            {"due": "2026-11-27", "age": 18},
            1,
            "The age limit (18 years) falls on 27.11.2026.",
        ),
        # a count of the one who tells it
        # of a later release
        ("hologram", "de", {}, 1, "hologram"),
    ],
)
def test_a_notice_in_words(
    kind: str, language: str, detail: dict[str, object], count: int, expected: str
) -> None:
    assert sentence(kind, language, detail, count) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        # eighteen years before that day somebody was born: that is not for a mail
        ("age_limit", "Eine Altersgrenze ist bald erreicht."),
        ("title_ends", "Ein Aufenthaltstitel läuft bald ab."),
        # a task's due date says nothing of the person
        ("overdue", "„Antrag prüfen“ ist seit 27.11.2026 überfällig."),
    ],
)
def test_a_mail_says_no_day_of_the_person(kind: str, expected: str) -> None:
    assert sentence_outside(kind, "de", {**FULL, "age": 18}) == expected
