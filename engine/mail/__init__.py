"""The one door to `smtplib` and `email`: settings of the mail server, the letter, handing it over."""

from engine.mail.letter import Invitation, Letter, Line, Part, compose
from engine.mail.server import Later, Outcome, Refused, Taken, hand_over
from engine.mail.settings import MailSettings, settings

__all__ = [
    "Invitation",
    "Later",
    "Letter",
    "Line",
    "MailSettings",
    "Outcome",
    "Part",
    "Refused",
    "Taken",
    "compose",
    "hand_over",
    "settings",
]
