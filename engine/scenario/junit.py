"""Results as JUnit XML, the form that Jenkins, GitLab and others read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from engine.scenario.result import ScenarioResult

_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(results: Iterable[ScenarioResult]) -> bytes:
    """One `testsuite` for each process, one `testcase` for each scenario; a failure carries its report."""
    suites: dict[str, list[ScenarioResult]] = {}
    for result in results:
        suites.setdefault(result.process, []).append(result)
    root = ET.Element("testsuites")
    total_seconds = 0.0
    for process, members in suites.items():
        seconds = sum(one.seconds for one in members)
        total_seconds += seconds
        suite = ET.SubElement(
            root,
            "testsuite",
            name=process,
            tests=str(len(members)),
            failures=str(sum(not one.passed for one in members)),
            errors="0",
            skipped="0",
            time=f"{seconds:.3f}",
        )
        for one in members:
            _case(suite, one)
    everything = [one for members in suites.values() for one in members]
    root.set("tests", str(len(everything)))
    root.set("failures", str(sum(not one.passed for one in everything)))
    root.set("time", f"{total_seconds:.3f}")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _case(suite: ET.Element, result: ScenarioResult) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=result.process,
        name=_readable(result.name),
        file=str(result.path),
        time=f"{result.seconds:.3f}",
    )
    if result.failure is not None:
        first = next(iter(result.failure.differences), "")
        failure = ET.SubElement(case, "failure", message=_readable(first), type="difference")
        failure.text = _readable(str(result))
    elif result.warnings:
        ET.SubElement(case, "system-out").text = _readable("\n".join(result.warnings))


def _readable(text: str) -> str:
    """The text without the characters XML 1.0 does not allow."""
    return _FORBIDDEN.sub("", text)
