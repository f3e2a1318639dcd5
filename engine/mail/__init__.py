"""The one door to `smtplib` and `email`: settings of the mail server, the letter, handing it over."""

from engine.mail.settings import MailSettings, settings

__all__ = [
    "MailSettings",
    "settings",
]
