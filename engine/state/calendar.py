"""When an authority is closed beside the public holidays, when it is open, and who reads deadlines by a feed."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, SmallInteger, Table, Text, Time, UniqueConstraint

from engine.state.metadata import METADATA, identity, instant, reference

#: local closures move no legal deadline; they count for agreed times in working days
CLOSURE = Table(
    "closure",
    METADATA,
    identity(),
    reference("authority_id", "authority"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("name", Text, nullable=False),
    instant("entered_at"),
    reference("entered_by", "account", nullable=True),
    Index("ix_closure_authority_id", "authority_id", "first_day"),
)

OFFICE_HOURS = Table(
    "office_hours",
    METADATA,
    identity(),
    reference("authority_id", "authority"),
    #: 0 is Monday
    Column("weekday", SmallInteger, nullable=False),
    Column("opens", Time, nullable=False),
    Column("closes", Time, nullable=False),
    UniqueConstraint("authority_id", "weekday", "opens"),
)

#: an address that shows a person's deadlines to their calendar program; only the digest of its token is kept
FEED = Table(
    "feed",
    METADATA,
    identity(),
    reference("account_id", "account", index=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    instant("created_at"),
    instant("used_at", nullable=True),
    instant("revoked_at", nullable=True),
)
