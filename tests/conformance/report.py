"""Adds results up: one JSON line per kind and feature group, one per kind, and the tables of `docs/conformance.md`."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.conformance.cases import KINDS, Result

TOTAL = "total"
Line = dict[str, Any]  # a JSON object


def lines(results: Sequence[Result]) -> Iterator[Line]:
    """The lines of every kind that has results: its groups by name, then its total."""
    by_kind: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_kind[result.kind].append(result)
    for kind in sorted(by_kind, key=_place):
        groups: dict[str, list[Result]] = defaultdict(list)
        for result in by_kind[kind]:
            groups[result.group].append(result)
        for group in sorted(groups):
            yield _line(kind, group, groups[group]) | {"failed": _failed(groups[group])}
        yield _line(kind, TOTAL, by_kind[kind])


def _place(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def _line(kind: str, group: str, results: Sequence[Result]) -> Line:
    if kind == "dmn":
        return _tests(group, results)
    applicable = [one for one in results if one.applicable]
    figures = _figures(applicable)
    return {"kind": kind, "group": group, **figures, "total": len(results), **_more(kind, applicable)}


def _figures(results: Sequence[Result]) -> Line:
    return {"passed": sum(one.passed for one in results), "applicable": len(results)}


def _tests(group: str, results: Sequence[Result]) -> Line:
    """A file of the kit holds many tests: they are counted, not the files; apart those that want a value, and those
    that want null (`error`), which an engine that understands nothing passes too."""
    tests = [
        (one.applicable, wants_null, reason)
        for one in results
        for _, wants_null, reason in one.marks.get("tests", [("", False, one.reason)])
    ]

    def figures(kinds: tuple[bool, ...]) -> Line:
        chosen = [(applicable, reason) for applicable, wants_null, reason in tests if wants_null in kinds]
        return {
            "passed": sum(not reason for applicable, reason in chosen if applicable),
            "applicable": sum(applicable for applicable, _ in chosen),
            "total": len(chosen),
        }

    every = figures((False, True))
    excepted = [one.id for one in results if not one.applicable]
    return {
        "kind": "dmn",
        "group": group,
        **every,
        "value": figures((False,)),
        "error": figures((True,)),
        "excepted": excepted,
    }


def _more(kind: str, results: Sequence[Result]) -> Line:
    """The figures a kind has beside passed, applicable and total."""
    match kind:
        case "trace":
            return {
                "betsy": sum(bool(one.marks.get("betsy")) for one in results),
                "refused": sum(bool(one.marks.get("refused")) for one in results),
            }
        case "steps":
            return {
                "without_requires": _figures([one for one in results if not one.marks.get("requires")]),
                "without_weak": _figures([one for one in results if not one.marks.get("weak")]),
            }
        case "static":
            reject = [one for one in results if one.marks.get("expected") == "reject"]
            accept = [one for one in results if one.marks.get("expected") == "accept"]
            return {
                "refused": [sum(one.passed for one in reject), len(reject)],
                "false_alarms": [sum(not one.passed for one in accept), len(accept)],
            }
        case "large":
            times = [one.marks for one in results if "parse_ms" in one.marks]
            return {
                "slowest_parse_ms": max((one["parse_ms"] for one in times), default=None),
                "slowest_compile_ms": max((one["compile_ms"] for one in times), default=None),
                "slowest_sum_ms": round(
                    max((one["parse_ms"] + one["compile_ms"] for one in times), default=0), 1
                ),
            }
    return {}


def _failed(results: Iterable[Result]) -> list[Line]:
    return [{"id": one.id, "reason": one.reason} for one in results if one.applicable and not one.passed]


def as_json(line: Mapping[str, Any]) -> str:
    """One line of output."""
    return json.dumps(line, ensure_ascii=False)


def markdown(found: Sequence[Mapping[str, Any]]) -> str:
    """The tables of one set: every total, every group, every failure with the reason the run gave."""
    totals = [one for one in found if one["group"] == TOTAL]
    groups = [one for one in found if one["group"] != TOTAL]
    text = ["| kind | passed | applicable | total | beside |", "|---|---|---|---|---|"]
    text += [_row(one["kind"], one, _beside(one)) for one in totals]
    text += ["", "| kind | group | passed | applicable | total |", "|---|---|---|---|---|"]
    text += [_row(f"{one['kind']} | {one['group']}", one) for one in groups]
    failed = [(one["kind"], fault) for one in groups for fault in one["failed"]]
    if failed:
        text += ["", "| kind | not passed | what the run saw |", "|---|---|---|"]
        text += [f"| {kind} | `{fault['id']}` | {_cell(fault['reason'])} |" for kind, fault in failed]
    return "\n".join(text)


def _row(name: str, line: Mapping[str, Any], *more: str) -> str:
    cells = [name, *(str(line[key]) for key in ("passed", "applicable", "total")), *more]
    return f"| {' | '.join(cells)} |"


def _beside(line: Mapping[str, Any]) -> str:
    match line["kind"]:
        case "trace":
            return f"strict verdict; betsy verdict {line['betsy']}; refused at deployment {line['refused']}"
        case "steps":
            plain, strong = line["without_requires"], line["without_weak"]
            return (
                f"without `requires` {plain['passed']} of {plain['applicable']}; "
                f"without weak tags {strong['passed']} of {strong['applicable']}"
            )
        case "dmn":
            value, error = line["value"], line["error"]
            return (
                f"value cases {value['passed']} of {value['applicable']}; "
                f"error cases {error['passed']} of {error['applicable']}"
            )
        case "static":
            refused, alarms = line["refused"], line["false_alarms"]
            return f"refused {refused[0]} of {refused[1]}; false alarms {alarms[0]} of {alarms[1]}"
    return ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def replace_section(document: str, name: str, text: str) -> str:
    """A document with the part between `<!-- name -->` and `<!-- /name -->` written anew; the rest is a person's."""
    pattern = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL)
    if not pattern.search(document):
        raise ValueError(f"Expected to write the figures of {name}, but the document has no place for them")
    return pattern.sub(lambda match: f"{match[1]}{text}\n{match[2]}", document)
