"""`laufweg zustaendig`: who is competent and why, without a database."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.competence import Competent, Nobody, Register

_DAY = click.DateTime(formats=["%Y-%m-%d", "%d.%m.%Y"])


@click.command()
@click.option("--thema", "topic", required=True, help="What it is about, e.g. jobcenter.")
@click.option(
    "--ort", "place", required=True, help="AGS of the municipality (eight digits), or of a Kreis: 05562000."
)
@click.option("--am", "day", type=_DAY, help="The day, 2026-12-01 or 01.12.2026; default: today.")
@click.option("--gruppe", "groups", multiple=True, help="Person group; may be given several times.")
@click.option("--alter", "age", type=click.IntRange(0, 150), help="Completed years of age.")
@click.option("--traeger", "bearer", help="Key of a welfare organisation.")
@click.option("--zuweisung", "allocated", help="AGS of the allocation (§ 10a AsylbLG).")
@click.option("--wohnsitz", "residence", help="AGS of a duty to live somewhere (§ 12a AufenthG).")
@click.option(
    "--aufhebung-angefragt", "lifting", type=_DAY, help="Day on which the lifting of that duty was asked for."
)
@click.option("--verfahren", "began", help="AGS of the place at which the procedure began.")
@click.option("--verfahren-seit", "since", type=_DAY, help="Day on which it began.")
@click.option(
    "--zustimmung/--keine-zustimmung",
    "consent",
    default=None,
    help="Whether the authority that is competent now agrees that the old one goes on (§ 3 Abs. 3 VwVfG).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def command(  # noqa: PLR0913, PLR0917  one parameter per option
    topic: str,
    place: str,
    day: datetime | None,
    groups: tuple[str, ...],
    age: int | None,
    bearer: str | None,
    allocated: str | None,
    residence: str | None,
    lifting: datetime | None,
    began: str | None,
    since: datetime | None,
    consent: bool | None,
    *,
    as_json: bool,
) -> None:
    """Say which authority is competent for a topic at a place on a day, and why.

    Prints the authority, the reason with its norm, the derivation and what has to be checked („prüfen“), in German,
    from the rules under processes/zustaendigkeit. What administrators have entered in a database is not asked. Exit
    code 0 when somebody is competent, 1 when nobody is.

    \b
    Examples:
      laufweg zustaendig --thema standesamt --ort 05562020
      laufweg zustaendig --thema jobcenter --ort 05562020 --wohnsitz 05315000
      laufweg zustaendig --thema bezirksregierung --ort 05562020 --verfahren 05158016 --zustimmung
      laufweg zustaendig --thema asylblg --ort 05158016 --am 2026-12-01 --json | jq .norm
    """
    import json
    import os
    from dataclasses import asdict

    from engine import library
    from engine.clock import ZONE
    from engine.competence import Circumstances, Nobody, resolve

    register = library.read_register(library.place(os.environ))
    _must_be_known(register, groups)
    said = Circumstances(
        groups=frozenset(groups),
        age=age,
        bearer=bearer,
        allocated=allocated,
        residence=residence,
        began=began,
        since=None if since is None else since.date(),
        consent=consent,
        lifting_asked=None if lifting is None else lifting.date(),
    )
    on = datetime.now(ZONE).date() if day is None else day.date()
    found = resolve(register, topic, place, said, on)
    if not as_json:
        click.echo("\n".join(_lines(register, found)))
    elif isinstance(found, Nobody):
        click.echo(json.dumps({"authority": None, **asdict(found)}, ensure_ascii=False, indent=2))
    else:
        authority = register.authorities[found.authority]
        answer = {"authority": found.authority, "name": authority.name, **asdict(found.reason)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    if isinstance(found, Nobody):
        raise SystemExit(1)


def _must_be_known(register: Register, groups: tuple[str, ...]) -> None:
    for group in groups:
        if group not in register.groups:
            raise click.BadParameter(
                f"{group!r} is none of {', '.join(register.groups)}", param_hint="--gruppe"
            )


def _lines(register: Register, found: Competent | Nobody) -> list[str]:
    """The answer in German, a line for each thing."""
    from engine.competence import Nobody

    if isinstance(found, Nobody):
        return [f"Niemand ist zuständig. {found.sentence}", *(f"  {step}" for step in found.steps)]
    authority, reason = register.authorities[found.authority], found.reason
    number = f" ({authority.office_number})" if authority.office_number else ""
    return [
        f"{authority.name}{number} [{authority.key}]",
        reason.sentence,
        f"Norm: {reason.norm}",
        f"Regel: {reason.rule}",
        "Herleitung:",
        *(f"  {number}. {step}" for number, step in enumerate(reason.steps, 1)),
        *(["Zu klären:"] if reason.doubts else []),
        *(f"  – {doubt}" for doubt in reason.doubts),
    ]
