"""`laufweg vorpruefung PERSON.json`: what the law says for one person, without a database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

_LARGEST = 1_000_000
_DAY = click.DateTime(formats=["%Y-%m-%d", "%d.%m.%Y"])


@click.command()
@click.argument("person", type=click.Path(path_type=Path))
@click.option(
    "--stichtag", type=_DAY, help="The day to decide for, 2026-11-22 or 22.11.2026; default: today."
)
@click.option(
    "--antrag", type=_DAY, help="Day of application for every title, instead of those in the record."
)
@click.option(
    "--wissensstand", type=_DAY, help="Only the law as known on this day; default: all known today."
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON (docs/rechtsstand.md).")
def command(
    person: Path,
    stichtag: datetime | None,
    antrag: datetime | None,
    wissensstand: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Check every title of residence and naturalisation for one person record.

    PERSON is a JSON file as docs/person-record.md describes it, or - for standard input. Prints for each title
    the result, the criteria, the first possible day and what is still to be proven, in German. Needs no
    database. Exit code 0 whatever the result is, 1 when the record cannot be read.

    \b
    Examples:
      laufweg vorpruefung person.json --stichtag 2026-11-22
      laufweg vorpruefung person.json --stichtag 2026-11-30 --antrag 2026-11-27
      laufweg vorpruefung person.json --json | jq '.titles.StAG_10.result'
    """
    import json
    import os

    from engine import precheck
    from engine.clock import ZONE
    from engine.library import place, read_law

    record = precheck.read_record(_document(person))
    day = _day(stichtag) or datetime.now(ZONE).date()
    law = read_law(place(os.environ))
    outcome = precheck.check(record, day, law, application=_day(antrag), known=_day(wissensstand))
    if as_json:
        click.echo(json.dumps(precheck.to_json(outcome), ensure_ascii=False, indent=2))
    else:
        click.echo(precheck.render(outcome), nl=False)


def _document(path: Path) -> object:
    import json
    import sys

    from engine.errors import Invalid, NotFound

    if str(path) == "-":
        source = sys.stdin.buffer.read(_LARGEST + 1)
    elif not path.is_file():
        raise NotFound(f"Expected to read {path}, but there is no such file")
    else:
        with path.open("rb") as file:
            source = file.read(_LARGEST + 1)
    if len(source) > _LARGEST:
        raise Invalid(f"Expected to read {path}, but it is larger than {_LARGEST // 1_000_000} MB")
    try:
        return json.loads(source.decode())
    except RecursionError:
        raise Invalid(f"Expected to read {path}, but it is nested too deeply") from None
    except UnicodeDecodeError:
        raise Invalid(f"Expected to read {path}, but it is not UTF-8") from None
    except json.JSONDecodeError as fault:
        where = f"Zeile {fault.lineno}, Spalte {fault.colno}"
        raise Invalid(
            f"Expected to read {path} as JSON, but it is none",
            {
                where: "Hier ist die Datei kein gültiges JSON (fehlt ein Komma, Anführungszeichen oder eine Klammer?)."
            },
        ) from None


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()
