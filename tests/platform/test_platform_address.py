"""Which database the environment names."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.database import Embedded, External, home, resolve
from engine.database.locks import FileLock
from engine.errors import Invalid

#: what an operator writes, and what SQLAlchemy gets
ADDRESSES = [
    # the spelling of most hosting services
    ("postgres://u:p@db/l", "postgresql+psycopg://u:p@db/l"),
    # the spelling of libpq
    ("postgresql://u@db:5433/l?sslmode=require", "postgresql+psycopg://u@db:5433/l?sslmode=require"),
    # SQLAlchemy's own
    ("postgresql+psycopg://u@db/l", "postgresql+psycopg://u@db/l"),
    # copied with a blank
    (" postgresql://u@db/l ", "postgresql+psycopg://u@db/l"),
]


@pytest.mark.parametrize(("written", "meant"), ADDRESSES)
def test_every_usual_spelling_is_understood(written, meant):
    assert resolve({"LAUFWEG_DATABASE_URL": written}) == External(meant)


# another database, no address at all, a number that is none
@pytest.mark.parametrize(
    "written", ["mysql://u@db/l", "sqlite:///x", "db.example", "postgresql://u@db:port/l"]
)
def test_anything_else_is_refused(written):
    with pytest.raises(Invalid, match="LAUFWEG_DATABASE_URL"):
        resolve({"LAUFWEG_DATABASE_URL": written})


def test_without_an_address_it_is_embedded_under_the_home():
    found = resolve({"LAUFWEG_HOME": "/srv/laufweg", "LAUFWEG_DATABASE_URL": ""})

    assert isinstance(found, Embedded)
    assert found.data == Path("/srv/laufweg/postgres")


def test_the_home_is_var_in_the_working_directory_unless_named():
    assert home({}) == Path.cwd() / "var"
    assert home({"LAUFWEG_HOME": "~/x"}) == Path("~/x").expanduser()


def test_a_lock_is_held_alone_or_shared(tmp_path):
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")

    first.share()
    second.share()
    assert not first.try_exclude()
    second.release()
    assert first.try_exclude()
    first.note("process 7")

    assert second.read_note() == "process 7"
    assert not second.try_exclude()
