"""`laufweg lint PATH`: what is wrong with models, without a database."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.errors import Finding

_EVERY = "alle"


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as a JSON list.")
@click.option(
    "--fix", is_flag=True, help="Mend what can be mended without a change of meaning, and print it."
)
@click.option("--dry-run", is_flag=True, help="With --fix: print only.")
@click.option("--explain", "rule", metavar="RULE", help="Say what a rule is about; „alle“ for every rule.")
def command(path: Path | None, *, as_json: bool, fix: bool, dry_run: bool, rule: str | None) -> None:
    """Check a process folder, a library of them, the law, the rules of competence, or one file.

    Prints a line for each finding: file:line [element] rule: what is wrong – what to do. Needs no database.
    Exit code 1 when a finding is an error, 0 when there are none or only warnings.

    \b
    Examples:
      laufweg lint processes/bleiberecht_25b
      laufweg lint processes
      laufweg lint processes/recht
      laufweg lint processes/zustaendigkeit
      laufweg lint --json antrag.bpmn | jq '.[].rule'
      laufweg lint --explain gateway-default
      laufweg lint --fix --dry-run processes
    """
    if rule is not None:
        _explain(rule)
        return
    if path is None:
        raise click.UsageError("Missing argument 'PATH'.")
    if dry_run and not fix:
        raise click.UsageError("--dry-run goes with --fix.")
    if fix:
        _mend(path, dry_run=dry_run)
        return
    _check(path, as_json=as_json)


def _mend(path: Path, *, dry_run: bool) -> None:
    """Write every diagram below a path anew whose faults can be mended, and print the difference."""
    from engine import bpmn, library

    rules = _rules(path)
    number = 0
    for one in () if rules == path else library.read(path):
        for name, source in one.files.items():
            if not name.endswith(".bpmn"):
                continue
            after, found = bpmn.mend(source, name)
            if not found:
                continue
            number += len(found)
            file = one.path / name
            click.echo("".join(_difference(source, after, str(file))), nl=False)
            if not dry_run:
                file.write_bytes(after)
    done = "could be mended" if dry_run else "mended"
    click.echo(f"{number} findings {done}.", err=True)


def _difference(before: bytes, after: bytes, file: str) -> Iterator[str]:
    old, new = (one.decode("utf-8", "replace").splitlines(keepends=True) for one in (before, after))
    return difflib.unified_diff(old, new, file, file)


def _explain(rule: str) -> None:
    """Print what a rule is about, as Markdown."""
    from engine.explanations import EXPLANATIONS, as_markdown, explain

    if rule != _EVERY and explain(rule) is None:
        near = difflib.get_close_matches(rule, EXPLANATIONS, n=1)
        known = f"; did you mean {near[0]}?" if near else f"; “{_EVERY}” prints every rule"
        raise click.BadParameter(
            f"Expected the name of a rule, but it is “{rule}”{known}", param_hint="--explain"
        )
    click.echo(as_markdown(None if rule == _EVERY else rule), nl=False)


def _check(path: Path, *, as_json: bool) -> None:
    """Print every finding below a path; exit code 1 when one is an error."""
    import json
    from dataclasses import asdict, replace

    from engine import library, precheck
    from engine.errors import Severity
    from engine.execution.bundle import read_bundle

    rules = _rules(path)
    law = path / library.LAW
    folders = () if rules == path else (*library.read(path), *(library.read(law) if law.is_dir() else ()))
    findings = [replace(finding, file=str(rules / finding.file)) for finding in _competence(rules)]
    findings += [
        replace(finding, file=str(one.path / finding.file))
        for one in folders
        for finding in (
            precheck.lint_law(one.files) if precheck.is_law(one.files) else read_bundle(one.files).findings
        )
    ]
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    exempted = sum(bool(finding.exempted) for finding in findings)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            mark = "" if finding.severity is Severity.ERROR else " (Warnung)"
            if finding.exempted:
                mark = f" (Ausnahme: {finding.exempted})"
            click.echo(f"{finding}{mark}")
        if not findings:
            click.echo("No findings.", err=True)
        else:
            left = f", {exempted} left standing with a reason" if exempted else ""
            click.echo(f"{errors} errors, {len(findings) - errors - exempted} warnings{left}.", err=True)
    if errors:
        raise SystemExit(1)


def _rules(path: Path) -> Path:
    """The folder of the rules of competence: the path itself, or the one in the library."""
    from engine import library

    return path if path.name == library.COMPETENCE and path.is_dir() else path / library.COMPETENCE


def _competence(folder: Path) -> tuple[Finding, ...]:
    from engine import competence

    files = {one.name: one.read_bytes() for one in sorted(folder.glob("*.toml"))}
    return competence.read_rules(files)[1] if files else ()
