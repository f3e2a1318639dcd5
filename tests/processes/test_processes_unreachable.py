"""Ways no case can go: shown where two answers exclude each other, and never said of a way that can be gone."""

from __future__ import annotations

import json

import pytest

from engine import library
from engine.feel import compared, outcomes
from engine.scenario import BundleRun, find_ways, run_bundle, sort_out
from engine.scenario.in_memory import runnable
from engine.testing import models as m

YES = {"values": [{"label": "Ja", "value": "ja"}, {"label": "Nein", "value": "nein"}]}


def _form(key: str, *fields: str, required: bool = False, **more: object) -> dict[str, bytes]:
    """A form that asks for a choice of yes and no under each of these keys."""
    asked = [
        {
            "type": "select",
            "key": one,
            "label": one,
            "id": f"F_{one}",
            "validate": {"required": required},
            **YES,
            **more,
        }
        for one in fields
    ]
    form = {"type": "default", "id": key, "schemaVersion": 18, "components": asked}
    return {f"forms/{key}.form": json.dumps(form).encode()}


def _twice(between: str = "", first: str = '=x = "ja"', second: str = '=x = "ja"', *more: str) -> bytes:
    """Two questions one after the other, with an element between them."""
    step = between or m.user_task("b")
    return m.process(
        "p",
        m.start(),
        m.user_task("a", form="a"),
        m.exclusive("g", default="g_no"),
        m.end("out"),
        step,
        m.exclusive("h", default="h_no"),
        m.end("yes"),
        m.end("no"),
        m.flow("start", "a"),
        m.flow("a", "g"),
        m.flow("g", "b", first, "g_yes"),
        m.flow("g", "out", id_="g_no"),
        m.flow("b", "h"),
        m.flow("h", "yes", second, "h_yes"),
        m.flow("h", "no", id_="h_no"),
        *more,
        messages={"da": "=aktenzeichen"},
    )


def _ends(process: bytes, *forms: dict[str, bytes]) -> dict[str, str]:
    """The last element of each way no case can go, with the reason."""
    bundle = runnable({"p.bpmn": process, **{path: one for each in forms for path, one in each.items()}})
    found = sort_out(bundle, find_ways(bundle.graph))
    assert {*found.untested, *(way for way, _reason in found.unreachable)} == set(found.all)
    return {way.elements[-1]: reason for way, reason in found.unreachable}


def test_an_answer_that_excludes_an_earlier_one_is_named_with_it() -> None:
    assert _ends(_twice(), _form("a", "x")) == {"no": "„g: b“ und „h: no“ schließen sich aus."}
    assert _ends(_twice("", '=x = "ja"', '=x = "nein"'), _form("a", "x")).keys() == {"yes"}


@pytest.mark.parametrize(
    ("between", "first", "second", "why"),
    [
        (m.user_task("b", form="b"), '=x = "ja"', '=x = "ja"', "the form asks for it anew"),
        (m.script_task("b", "=1", "x"), '=x = "ja"', '=x = "ja"', "the script writes it"),
        (m.call("b", "other"), '=x = "ja"', '=x = "ja"', "the called process may give it"),
        (m.service_task("b", "job"), '=x = "ja"', '=x = "ja"', "the program may give it"),
        (m.user_task("b", extra=m.io(outputs={"x": "=y"})), '=x = "ja"', '=x = "ja"', "a mapping writes it"),
        ("", '=x = "ja"', '=y = "ja"', "another variable"),
        ("", "=count(x) > 0", "=count(x) > 0", "a calculation is not looked into"),
        ("", "=x > y", "=x > y", "two variables are not looked into"),
        ("", '=x < "ja"', '=x < "ja"', "the order of texts is not looked into"),
        ("", "=x != null", "=x.y = 1", "a variable and its member are not looked into together"),
        ("", '=x in ("ja", "nein")', '=x = "ja"', "there is a value for both"),
        ("", "=x > 3", "=x > 5", "there is a number between"),
    ],
)
def test_where_both_can_be_so_nothing_is_said(between: str, first: str, second: str, why: str) -> None:
    assert _ends(_twice(between, first, second), _form("a", "x", "y"), _form("b", "x")) == {}, why


@pytest.mark.parametrize(
    ("first", "second", "end"),
    [
        ("=x > 5", "=x > 3", "no"),
        ("=x in ([1..3], > 8)", "=x = -2 or x = 5", "yes"),
        ("=x.y = 1 and not(x.z)", "=x.z", "yes"),
        ('=get or else(x, "nein") = "ja"', "=is defined(x)", "no"),
    ],
)
def test_numbers_members_and_what_is_missing_are_understood(first: str, second: str, end: str) -> None:
    assert _ends(_twice("", first, second), _form("a", "x")).keys() == {end}


def test_what_a_form_insists_on_and_what_a_mapping_sets_is_known() -> None:
    insisting = _twice(m.user_task("b", form="b"), "=true", "=x != null")
    choosing = _twice(m.user_task("b", form="b"), "=true", '=x = "ja" or x = "nein"')
    setting = _twice(m.user_task("b", extra=m.io(outputs={"x": '="nein"'})), "=true", '=x = "ja"')

    for process in (insisting, choosing):
        assert _ends(process, _form("a", "z"), _form("b", "x", required=True)).get("no") == (
            "„b“ (fragt immer nach „x“) und „h: no“ schließen sich aus."
        )
        hidden = _form("b", "x", required=True, conditional={"hide": "=z"})
        assert "no" not in _ends(process, _form("a", "z"), hidden)
        assert "no" not in _ends(process, _form("a", "z"), _form("b", "x", disabled=True, required=True))
    either = _twice(m.user_task("b", extra=m.io(outputs={"x": '=if y then "a" else null'})), "=true")
    assert _ends(either, _form("a", "x"))["yes"] == '„b“ (x = "a" oder null) und „h: yes“ schließen sich aus.'
    open_ = _twice(m.user_task("b", extra=m.io(outputs={"x": '=if y then "a" else z'})), "=true")
    assert _ends(open_, _form("a", "x")) == {}
    emptied = _twice(m.user_task("b", extra=m.io(outputs={"x": "=null"})), "=true", "=x != null")
    assert _ends(emptied, _form("a", "x"))["yes"] == "„b“ (x = null) und „h: yes“ schließen sich aus."
    assert _ends(setting, _form("a", "x"))["yes"] == '„b“ (x = "nein") und „h: yes“ schließen sich aus.'


def test_what_may_be_written_beside_is_not_relied_on() -> None:
    beside = m.boundary("late", "b", m.timer('="P1D"'), interrupting=False)
    other = (beside, m.user_task("c", form="c"), m.end("z"), m.flow("late", "c"), m.flow("c", "z"))

    assert "no" not in _ends(_twice("", '=x = "ja"', '=x = "ja"', *other), _form("a", "x"), _form("c", "x"))
    assert "no" in _ends(_twice("", '=x = "ja"', '=x = "ja"', *other), _form("a", "x"), _form("c", "y"))


def test_a_message_brings_what_it_has_brought_in_a_scenario() -> None:
    files = {"p.bpmn": _twice(m.catch("b", m.message("da"))), **_form("a", "x")}
    waits = b"""szenario: Nachricht
angenommen: {jetzt: 2026-11-23 09:00}
schritte:
  - wenn: {aufgabe: a, erledigen mit: {x: ja}}
  - wenn: {nachricht: da, mit: {VALUES}}
  - dann: {beendet mit: "END"}
"""
    found = []
    for values, end in ((b"y: ja", b"yes"), (b"x: nein", b"no")):
        text = waits.replace(b"VALUES", values).replace(b"END", end)
        ran = run_bundle({**files, "scenarios/1.yaml": text}, {}.get)
        assert ran.results["scenarios/1.yaml"].passed
        ways = find_ways(ran.bundle.graph)
        found.append(
            [way.elements[-1] for way, _ in sort_out(ran.bundle, ways, ran.results.values()).unreachable]
        )

    assert found == [["no"], []]


def test_ways_through_branches_beside_each_other_are_told_once() -> None:
    fork = m.process(
        "p",
        m.start(),
        m.parallel("fork"),
        *(m.user_task(one) for one in ("a", "b", "c")),
        m.parallel("join"),
        m.end(),
        m.flow("start", "fork"),
        *(m.flow(*each) for one in ("a", "b", "c") for each in (("fork", one), (one, "join"))),
        m.flow("join", "end"),
    )
    bundle = runnable({"p.bpmn": fork})
    every = find_ways(bundle.graph)

    found = sort_out(bundle, every)

    assert (len(every.untested), len(found.untested), found.unreachable) == (3, 1, ())


def test_ways_are_sorted_out_once_as_long_as_nothing_changes() -> None:
    files = {"p.bpmn": _twice(), **_form("a", "x")}
    begun = (
        b"szenario: S\nangenommen: {jetzt: 2026-11-23 09:00}\nschritte:\n  - dann: {offene aufgaben: [a]}\n"
    )

    once, again = (run_bundle(files, {}.get).ways() for _ in range(2))
    with_another = run_bundle({**files, "scenarios/1.yaml": begun}, {}.get).ways()

    assert once is again
    assert with_another is not once


def test_a_way_that_is_told_as_another_one_does_not_count_among_the_most() -> None:
    fork = ["fork", *(f"a{number}" for number in range(5)), "join"]
    process = m.process(
        "p",
        m.start(),
        m.parallel("fork"),
        *(m.user_task(one) for one in fork[1:-1]),
        m.parallel("join"),
        m.exclusive("g", default="g_no"),
        m.end("yes"),
        m.end("no"),
        m.flow("start", "fork"),
        *(m.flow(*each) for one in fork[1:-1] for each in (("fork", one), (one, "join"))),
        m.flow("join", "g"),
        m.flow("g", "yes", "=true", "g_yes"),
        m.flow("g", "no", id_="g_no"),
    )

    found = find_ways(runnable({"p.bpmn": process}).graph, most=3)

    assert (len(found.all), len({str(one) for one in found.all}), found.complete) == (10, 2, True)


def _find(key: str) -> dict[str, bytes] | None:
    folder = library.FOLDER / key
    return dict(library.read_all(folder).files) if folder.is_dir() else None


def _once(ran: BundleRun) -> list[frozenset[str]]:
    """The flows of each scenario that came to every element once: in the order of the way, that is."""
    found = []
    for one in ran.results.values():
        times = {part: number for part, number in one.seen.elements.items() if part[0] == ran.bundle.main}
        if set(times.values()) == {1}:
            found.append(frozenset(flow for key, flow in one.seen.flows if key == ran.bundle.main))
    return found


@pytest.mark.parametrize("key", ["bleiberecht_25b", "einbuergerung", "erstkontakt", "verweisberatung"])
def test_no_way_that_a_scenario_of_the_library_went_is_called_unreachable(key: str) -> None:
    ran = run_bundle(library.read_all(library.FOLDER / key).files, _find)
    every = find_ways(ran.bundle.graph)

    found = sort_out(ran.bundle, every, ran.results.values())

    assert found.unreachable
    gone = _once(ran)
    assert gone
    for way, reason in found.unreachable:
        assert not any(way.flows <= flows for flows in gone), f"{way}: {reason}"


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ('x = "a" and not(y.z >= -2)', {("x",): {"a"}, ("y", "z"): {-2}}),
        ('"a" = get or else(x, "b")', {("x",): {"a", "b"}}),
        ("x = null or is defined(y)", {("x",): {None}, ("y",): set()}),
        ("x in (1, < 3, [5..7])", {("x",): {1, 3, 5, 7}}),
        ("x between 1 and 2", None),
        ("x in (y)", None),
        ("x = y", None),
        ("x = today()", None),
        ('x > "a"', None),
        ("x + 1 = 2", None),
        ("not(count(x) = 1) or x = 2", None),
        ("count(x).y = 1", None),
    ],
)
def test_what_a_condition_compares_with_what(text: str, reads: object) -> None:
    assert compared(text, {"x", "y"}) == reads


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('"a"', ("a",)),
        ("null", (None,)),
        ("-1", (-1,)),
        ('if x then "a" else if y = 1 then 2 else "a"', ("a", 2)),
        ("if x then y else 1", None),
        ("x", None),
        ("1 + 1", None),
    ],
)
def test_which_values_an_expression_has_whatever_is_so(text: str, values: object) -> None:
    assert outcomes(text, {"x", "y"}) == values
