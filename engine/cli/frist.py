"""`laufweg frist`: a deadline with its derivation, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from engine.deadlines import Account, Calculation

_CHANNELS = (
    *("post", "elektronisch", "portal", "einschreiben", "einschreiben_rueckschein", "zustellung_pzu"),
    *("empfangsbekenntnis", "persoenlich", "ausland", "oeffentlich"),
)
_SETTERS = ("gesetz", "behoerde", "vereinbarung")


@click.command(short_help="Eine Frist rechnen, mit Herleitung; braucht keine Datenbank.")
@click.option(
    "--ereignis",
    metavar="TAG",
    help="Womit die Frist beginnt: 2026-11-23, bei Stunden 2026-11-23T15:00.",
)
@click.option(
    "--dauer", metavar="DAUER", help="Länge: P1M (ein Monat), P14D (14 Tage), P2W, P1Y, oder „14 Tage“."
)
@click.option("--arbeitstage", metavar="ZAHL", help="Länge in Arbeitstagen.")
@click.option("--stunden", metavar="ZAHL", help="Länge in Stunden.")
@click.option(
    "--termin",
    metavar="TAG",
    help="Ein fester Termin statt einer Frist; er verschiebt sich nicht.",
)
@click.option("--regel", metavar="NAME", help="Eine Frist, die das Gesetz bestimmt; --regeln zeigt sie alle.")
@click.option("--regeln", is_flag=True, help="Die Regeln mit Norm, Beginn und Länge zeigen.")
@click.option("--jahre", metavar="ZAHL", help="Welches Lebensjahr (zur Regel lebensjahr).")
@click.option("--recht", metavar="RECHT", help="VwVfG (üblich), SGB X, VwGO, SGG oder BGB.")
@click.option(
    "--gesetzt-von",
    metavar="WER",
    help=f"Wer die Frist gesetzt hat: {', '.join(_SETTERS)}; üblich: gesetz. Nur eine behördliche lässt sich "
    "verlängern.",
)
@click.option(
    "--zustellung",
    metavar="WEG",
    help=f"Wie der Bescheid kam; --ereignis ist dann etwa der Tag der Aufgabe zur Post: {', '.join(_CHANNELS)}.",
)
@click.option("--benachrichtigt", metavar="TAG", help="Portal, VwVfG: Tag der Benachrichtigung.")
@click.option("--zugang", metavar="TAG", help="Tag, an dem der Bescheid wirklich ankam.")
@click.option(
    "--ort", metavar="ORT", help="Wo die Frist zu wahren ist: NW (üblich), BY, ein AGS oder ein Ort in NRW."
)
@click.option(
    "--feiertag",
    "holidays",
    multiple=True,
    metavar="NAME",
    help="Örtlicher Feiertag, der am Ort gilt: „Mariä Himmelfahrt“; „keiner“, wenn dort keiner gilt.",
)
@click.option(
    "--schliessung", multiple=True, metavar="VON..BIS:NAME", help="Schließtage der Behörde, mehrfach möglich."
)
@click.option("--tag-zaehlt", is_flag=True, help="Der Tag des Ereignisses zählt mit (§ 187 Abs. 2 BGB).")
@click.option(
    "--ohne-verschiebung",
    is_flag=True,
    help="Das Ende bleibt auch an einem freien Tag (§ 31 Abs. 3 S. 2, Abs. 4 VwVfG).",
)
@click.option(
    "--hemmung",
    multiple=True,
    metavar="VON..BIS:WER:GRUND[:NORM]",
    help="Tage, die nicht zählen; WER: eigene_behoerde, andere_behoerde, person. Ohne BIS ruht die Frist "
    "noch.",
)
@click.option(
    "--unterbrechung",
    multiple=True,
    metavar="VON..BIS:WER:GRUND[:NORM]",
    help="Danach beginnt die Frist neu.",
)
@click.option("--verlaengert-bis", metavar="TAG", help="Bis wann die Behörde verlängert hat.")
@click.option("--verlaengert-am", metavar="TAG", help="Wann sie verlängert hat.")
@click.option("--json", "as_json", is_flag=True, help="Das Ergebnis als JSON (docs/deadlines.md).")
def command(*, as_json: bool, regeln: bool, **said: Any) -> None:
    """Eine Frist rechnen, mit Herleitung in Schritten und der Norm zu jedem.

    Zeigt den Tag, wie er zustande kommt, die andere Lesart, wo das Recht streitig ist, und was zu prüfen bleibt.
    Rückgabewert 0, wenn gerechnet wurde, 1 mit einem Satz je Angabe, die fehlt oder nicht passt.

    \b
    Beispiele:
      laufweg frist --ereignis 2026-12-18 --zustellung post --recht VwVfG --dauer P1M --ort NW
      laufweg frist --regel klage --ereignis 2026-11-23 --zustellung post
      laufweg frist --regel lebensjahr --jahre 27 --ereignis 1999-11-29
      laufweg frist --ereignis 2026-12-18 --arbeitstage 10 --gesetzt-von vereinbarung \\
        --schliessung 2026-12-24..2026-12-31:Betriebsferien
      laufweg frist --ereignis 2026-10-24T15:00 --stunden 24
      laufweg frist --termin 2027-05-06
      laufweg frist --ereignis 2026-12-01 --dauer "14 Tage" --gesetzt-von behoerde \\
        --hemmung "2026-12-05..2026-12-08:person:Pass fehlt" --verlaengert-bis 2027-01-15
      laufweg frist --regeln
    """
    import json

    from engine.cli.frist_question import ask

    if regeln:
        click.echo(_rules(as_json=as_json), nl=False)
        return
    found = ask(said)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found)))


def _lines(found: Calculation) -> list[str]:
    """The answer in German, a line for each thing."""
    lines = [found.answer, "Herleitung:"]
    lines += [f"  {number}. {step}" for number, step in enumerate(found.steps, 1)]
    if found.account is not None and (found.account.delay or found.account.lost or found.account.extended):
        lines += ["Konto der Tage:", *_account(found.account)]
    if found.other is not None:
        lines += [f"Streitig – {found.dispute}", f"  Andere Lesart – {found.other.answer}"]
        lines += [f"  {number}. {step}" for number, step in enumerate(found.other.steps, 1)]
    if found.notes:
        lines += ["Hinweise:", *(f"  – {note}" for note in found.notes)]
    return lines


def _account(account: Account) -> list[str]:
    from engine.deadlines import CAUSES, Cause

    rows = [("Frist selbst", account.counted)]
    rows += [(CAUSES[cause], account.of(cause)) for cause in Cause]
    rows += [
        ("durch Unterbrechung verfallen", account.lost),
        ("bis zum nächsten Werktag", account.shifted),
        ("verlängert", account.extended),
    ]
    return [f"  {count:>5} {name}" for name, count in rows if count] + [f"  {account.total:>5} zusammen"]


def _rules(*, as_json: bool) -> str:
    import json

    from engine.deadlines import RULES

    if as_json:
        rows = [
            {
                "rule": rule.key,
                "title": rule.title,
                "norm": rule.norm,
                "event": rule.event,
                "period": None if rule.period is None else str(rule.period),
                "law": rule.law.title,
                "set_by": rule.set_by,
                "announced": rule.announced,
                "check": rule.check,
            }
            for rule in RULES.values()
        ]
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    lines: list[str] = []
    for rule in RULES.values():
        long = f", {rule.period}" if rule.period else ""
        lines += [f"{rule.key}: {rule.title} ({rule.norm}{long})", f"  beginnt mit: {rule.event}"]
        lines += [f"  prüfen: {rule.check}"] if rule.check else []
    return "\n".join(lines) + "\n"
