"""What people are told: the kinds of notices, when a mail may come, and how a notice reads in German and English.

Pure: no clock, no database. One place for the words, for the pages and for the mail.
"""

from engine.notices.notice import OF_LADDERS, Notice, NoticeKind
from engine.notices.wish import Wish, at_wall, first_moment, next_mail
from engine.notices.words import LANGUAGES, kind_name, lines, passed, sentence, sentence_outside

__all__ = [
    "LANGUAGES",
    "OF_LADDERS",
    "Notice",
    "NoticeKind",
    "Wish",
    "at_wall",
    "first_moment",
    "kind_name",
    "lines",
    "next_mail",
    "passed",
    "sentence",
    "sentence_outside",
]
