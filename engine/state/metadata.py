"""The one SQLAlchemy metadata, with a naming convention so that schema migrations stay stable."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Identity,
    MetaData,
    Text,
    any_,
    bindparam,
    literal,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.schema import SchemaItem

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def identity() -> Column[int]:
    """The primary key of every table: a 64-bit number given by the database."""
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def reference(
    name: str, target: str, *items: SchemaItem, nullable: bool = False, index: bool = False
) -> Column[int]:
    """A foreign key to `target`.id."""
    return Column(name, BigInteger, ForeignKey(f"{target}.id"), *items, nullable=nullable, index=index)


def instant(name: str, *, nullable: bool = False) -> Column[object]:
    """A point in time, UTC in the database."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def choice(name: str, values: type[StrEnum]) -> tuple[Column[str], CheckConstraint]:
    """A text column that holds one of the enum's values, checked by the database."""
    return (
        Column(name, Text, nullable=False),
        CheckConstraint(f"{name} IN ({_quoted([member.value for member in values])})", name=name),
    )


def any_of(numbers: Collection[int]) -> ColumnElement[Any]:
    """What a column is compared with to be one of the numbers: one parameter, however many they are."""
    return any_(literal(sorted(numbers), ARRAY(BigInteger)))


def any_given(name: str) -> ColumnElement[Any]:
    """As `any_of`, in a statement that is built once: the numbers are its parameter of that name."""
    return any_(bindparam(name, type_=ARRAY(BigInteger)))


def _quoted(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
