"""What people are told: in the application, by mail, and as they wish.

mail: waiting ──▶ sent
         └──────▶ failed       refused for good or tried too often; someone may send it again
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Boolean, Column, Index, SmallInteger, Table, Text, Time, text
from sqlalchemy.dialects.postgresql import JSONB

from engine.state.metadata import METADATA, choice, identity, instant, reference


class MailState(StrEnum):
    """Where a mail is between written and over."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class MailKind(StrEnum):
    """What a mail holds: what has just happened, or the summary of the day."""

    NOTICE = "notice"
    DIGEST = "digest"


MAIL = Table(
    "mail",
    METADATA,
    identity(),
    reference("account_id", "account", index=True),
    *choice("kind", MailKind),
    *choice("state", MailState),
    #: the same at every try, so that the receiving side can recognise a second delivery
    Column("message_id", Text, nullable=False, unique=True),
    #: not before then: quiet hours, or the next try
    instant("due_at"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("failure", Text),
    instant("created_at"),
    instant("sent_at", nullable=True),
    Index(
        "uq_mail_waiting",
        "account_id",
        "kind",
        unique=True,
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_mail_failed", "created_at", postgresql_where=text("state = 'failed'")),
)

#: never a person's data: only who is told, which task and case, and words of the model
NOTIFICATION = Table(
    "notification",
    METADATA,
    identity(),
    reference("account_id", "account"),
    instant("at"),
    Column("kind", Text, nullable=False),
    reference("case_id", "case", nullable=True),
    reference("task_id", "user_task", nullable=True),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    instant("read_at", nullable=True),
    #: the mail it went or goes with; None when the person wants none
    reference("mail_id", "mail", nullable=True, index=True),
    Index("ix_notification_account_id", "account_id", "id"),
    Index("ix_notification_unread", "account_id", "id", postgresql_where=text("read_at IS NULL")),
)

#: what a person wishes; without a row the defaults hold
NOTIFICATION_SETTING = Table(
    "notification_setting",
    METADATA,
    identity(),
    reference("account_id", "account"),
    Column("language", Text, nullable=False, server_default="de"),
    #: mail at once, and a digest of the day; a kind of notice in `muted` never comes by mail
    Column("mail", Boolean, nullable=False, server_default="true"),
    Column("muted", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    #: local time, None: no digest
    Column("digest_at", Time),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    #: no mail on days off
    Column("quiet_days_off", Boolean, nullable=False, server_default="true"),
    Index("uq_notification_setting_account_id", "account_id", unique=True),
)
