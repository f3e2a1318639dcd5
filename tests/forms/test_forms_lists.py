"""Dynamic lists and paths: rows keep their order and what the form does not ask for, in the browser and in JSON."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from engine.errors import Invalid, ModelError
from engine.feel import Date, Environment, from_python
from engine.forms import accept, change_rows, kept, parse, present, read, typed, wording

D = Decimal


def child(kind: str, key: str, **more: object) -> dict[str, object]:
    head: dict[str, object] = {"type": kind, "id": f"F_{key}", "key": key, "label": key.title()}
    if kind == "date":
        head |= {"type": "datetime", "subtype": "date"}
    return head | more


NAME = child("textfield", "name", validate={"required": True})
BORN = child("date", "geburt")
SCHOOL = child("checkbox", "schule")


def children(*fields: dict[str, object], **more: object) -> dict[str, object]:
    return {
        "type": "dynamiclist", "id": "L", "path": "kinder", "label": "Kinder", "isRepeating": True,
        "components": list(fields or (NAME, BORN, SCHOOL)),
    } | more  # fmt: skip


POSTED = {
    "kinder": ["", "1", "0"],
    "kinder.0.name": ["Ada"],
    "kinder.0.geburt": ["1.2.2015"],
    "kinder.1.name": ["Ben"],
    "kinder.1.schule": ["", "true"],
}


def test_rows_become_contexts_in_their_order(form_of, environment):
    submission = read(form_of(children()), POSTED, {}, environment)

    assert submission.errors == {}
    assert submission.values == {
        "kinder": [
            {"name": "Ben", "geburt": None, "schule": True},
            {"name": "Ada", "geburt": Date(2015, 2, 1), "schule": False},
        ]
    }


def test_no_row_is_an_empty_list(form_of, environment):
    assert read(form_of(children()), {"kinder": [""]}, {}, environment).values == {"kinder": []}


def test_fault_names_its_row(form_of, environment):
    posted = POSTED | {"kinder.0.name": [" "], "kinder.0.geburt": ["gestern"]}

    submission = read(form_of(children()), posted, {}, environment)

    assert submission.errors == {
        "kinder.0.name": "Zeile 2: Bitte geben Sie „Name“ ein.",
        "kinder.0.geburt": "Zeile 2: Bitte geben Sie ein Datum ein, z. B. 14.11.2026.",
    }
    assert submission.entered["kinder.0.geburt"] == ["gestern"]


@pytest.mark.parametrize(
    ("own", "marks", "message"),
    [
        ({"mindestens": "2"}, ["0"], "Bitte geben Sie bei „Kinder“ mindestens 2 Zeilen an."),
        ({"mindestens": "1"}, [""], "Bitte geben Sie bei „Kinder“ mindestens 1 Zeile an."),
        ({"hoechstens": "1"}, ["0", "1"], "Bitte geben Sie bei „Kinder“ höchstens 1 Zeile an."),
    ],
)
def test_number_of_rows_is_checked(form_of, environment, own, marks, message):
    form = form_of(children(BORN, properties=own))

    assert read(form, {"kinder": marks}, {}, environment).errors == {"kinder": message}


def test_more_rows_than_any_list_has_are_refused(form_of, environment):
    form = form_of(children(BORN))

    posted = read(form, {"kinder": [str(number) for number in range(900)]}, {}, environment)

    assert posted.errors == {"kinder": "Bitte geben Sie bei „Kinder“ höchstens 200 Zeilen an."}
    with pytest.raises(Invalid) as caught:
        accept(form, {"kinder": [{}] * 201}, {}, environment)
    assert caught.value.fields == {"kinder": "Erwartet wird eine Liste von höchstens 200 Zeilen."}


@pytest.mark.parametrize("mark", ["9999", "-1", "1e3", "٣", "x", " "])
def test_mark_that_is_none_is_no_row(form_of, environment, mark):
    assert read(form_of(children(BORN)), {"kinder": [mark]}, {}, environment).values == {"kinder": []}


CASE = {"kinder": [{"name": "Ada", "akte": "A"}, {"name": "Ben", "akte": "B"}, {"name": "Eva", "akte": "E"}]}


def test_what_a_row_holds_beside_the_form_stays_with_it(form_of, environment):
    form = form_of(children(child("textfield", "name", readonly=True), SCHOOL))
    posted = {"kinder": ["", "2", "0"], "kinder.2.schule": ["true"], "kinder.0.name": ["Fremd"]}

    values = read(form, posted, CASE, environment).values

    assert values == {
        "kinder": [
            {"name": "Eva", "akte": "E", "schule": True},
            {"name": "Ada", "akte": "A", "schule": False},
        ]
    }
    assert accept(form, values, CASE, environment) == values  # the command checks what the page read


def test_row_that_carries_what_the_case_does_not_have_is_refused(form_of, environment):
    form = form_of(children(child("textfield", "name", readonly=True), SCHOOL))

    for row in ({"akte": "C"}, {"akte": "A", "name": "Ben"}, {"name": "Fremd"}):
        with pytest.raises(Invalid):
            accept(form, {"kinder": [row]}, CASE, environment)


def test_rows_that_stand_fixed_are_neither_added_nor_taken_away(form_of, environment):
    form = form_of(children(SCHOOL, allowAddRemove=False))
    fixed = {"kinder": "Die Zeilen von „Kinder“ stehen fest."}

    assert read(form, {"kinder": ["0", "1"]}, CASE, environment).errors == fixed
    assert read(form, {"kinder": ["0", "1", "2"]}, CASE, environment).errors == {}
    view = present(form, CASE, environment)[0]
    assert (view.may_add, view.may_remove, len(view.rows)) == (False, False, 3)
    assert change_rows(form, {"kinder": ["0"]}, CASE, "kinder+") == ({"kinder": ["0"]}, "")


def test_condition_in_a_row_reads_the_row_and_what_is_around_it(form_of, environment):
    form = form_of(
        children(
            SCHOOL,
            child(
                "textfield", "klasse", conditional={"hide": "=not(this.schule)"}, validate={"required": True}
            ),
            child("expression", "nummer", expression="=string(i[1]) + parent.ort + parent.this.ort"),
        ),
        child("textfield", "ort"),
    )
    posted = {"kinder": ["0", "1"], "kinder.1.schule": ["true"], "ort": ["X"]}

    submission = read(form, posted, {}, environment)

    assert submission.errors == {"kinder.1.klasse": "Zeile 2: Bitte geben Sie „Klasse“ ein."}
    assert [row["nummer"] for row in submission.values["kinder"]] == ["1XX", "2XX"]
    assert {"kinder", "ort"} <= form.watched_keys
    assert form.changing_ids == {"L"}


def test_variable_of_the_case_goes_before_a_word_of_the_row(form_of, environment):
    form = form_of(children(SCHOOL, child("expression", "x", expression="=[this, _this_.schule]")))

    values = read(form, {"kinder": ["0"]}, {"this": "Fall"}, environment).values

    assert values["kinder"] == [{"schule": False, "x": ["Fall", False]}]


def test_lists_in_lists(form_of, environment):
    inner = {"type": "dynamiclist", "id": "I", "path": "noten", "label": "Noten", "components": [
        child("number", "note", validate={"max": 6})]}  # fmt: skip
    form = form_of(children(NAME, inner))
    posted = {
        "kinder": ["0", "3"], "kinder.0.name": ["Ada"], "kinder.3.name": ["Ben"],
        "kinder.3.noten": ["1", "0"], "kinder.3.noten.1.note": ["2"], "kinder.3.noten.0.note": ["7"],
    }  # fmt: skip

    submission = read(form, posted, {}, environment)

    assert submission.errors == {
        "kinder.3.noten.0.note": "Zeile 2, Zeile 2: Bitte geben Sie höchstens 6 ein."
    }
    assert submission.values["kinder"][1]["noten"] == [{"note": D(2)}, {"note": D(7)}]


def test_hidden_list_is_left_out(form_of, environment):
    form = form_of(children(NAME, conditional={"hide": "=true"}))

    assert read(form, {"kinder": ["0"]}, CASE, environment).values == {}
    with pytest.raises(Invalid) as caught:
        accept(form, {"kinder": [{"name": "Ada"}]}, {}, environment)
    assert caught.value.fields == {"kinder": "Dieses Feld wird hier nicht abgefragt."}


def test_rows_shown_are_those_typed_else_of_the_case_else_as_many_as_at_first(form_of, environment):
    form = form_of(children(defaultRepetitions=2))

    def marks(variables, entered=None):
        return [row.mark for row in present(form, variables, environment, entered)[0].rows]

    assert marks({}) == [0, 1]
    assert marks(CASE) == [0, 1, 2]
    assert marks(CASE, {"kinder": ["", "7", "1"]}) == [7, 1]
    assert marks(CASE, {"kinder": [""]}) == []


def test_default_stands_in_a_new_row_and_never_over_what_the_case_has(form_of, environment):
    form = form_of(
        children(
            child("textfield", "land", defaultValue="Syrien"), child("checkbox", "da", defaultValue=True)
        )
    )
    entered = {"kinder": ["0", "5", "6"], "kinder.6.land": [""], "kinder.6.da": [""]}

    rows = present(form, {"kinder": [{"land": "Irak"}]}, environment, entered)[0].rows

    assert [[view.value for view in row.children] for row in rows] == [
        ["Irak", "true"],
        ["Syrien", "true"],
        ["", ""],
    ]
    assert [view.key for view in rows[1].children] == ["kinder.5.land", "kinder.5.da"]
    assert rows[1].children[0].id == "F_land-5"


def test_row_is_added_at_the_end_and_taken_away_by_its_mark(form_of):
    form = form_of(children())

    added, new = change_rows(form, POSTED, CASE, "kinder+")
    less, then = change_rows(form, added, CASE, "kinder.1-")

    assert (added["kinder"], new) == (["1", "0", "3"], "kinder.3")
    assert (less["kinder"], then) == (["", "0", "3"], "kinder")
    shown = present(form, {}, Environment(), added, focus=new)[0]
    assert ([row.focus for row in shown.rows], shown.focus) == ([False, False, True], False)
    assert present(form, {}, Environment(), less, focus=then)[0].focus
    assert less.keys() == {"kinder", "kinder.0.name", "kinder.0.geburt"}
    assert change_rows(form, POSTED, CASE, "fremd+")[0] == POSTED
    assert change_rows(form, POSTED, CASE, "kinder.9-")[0] == POSTED
    assert change_rows(form, POSTED, CASE, "")[0] == POSTED


def test_marks_do_not_run_out(form_of):
    form = form_of(children())

    added, new = change_rows(form, {"kinder": ["0", "999"]}, {}, "kinder+")

    assert (added["kinder"], new) == (["0", "999", "1"], "kinder.1")


def test_draft_keeps_the_fields_of_rows_that_are_there(form_of):
    form = form_of(children())

    assert kept(form, POSTED | {"kinder.7.name": ["?"], "fremd": ["?"]}) == POSTED


def test_what_was_typed_is_told_by_row(form_of, environment):
    assert typed(form_of(children()), POSTED, {}, environment) == [
        ("Zeile 1, Name", "Ben"),
        ("Zeile 1, Schule", "ja"),
        ("Zeile 2, Name", "Ada"),
        ("Zeile 2, Geburt", "1.2.2015"),
    ]


def test_rows_in_words(form_of):
    form = form_of(children())

    assert wording(form.components[0], [{"name": "Ada", "geburt": Date(2015, 2, 1)}, {"name": "Ben"}]) == (
        "1. Name: Ada, Geburt: 01.02.2015; 2. Name: Ben"
    )


PERSON = {"type": "group", "id": "G", "label": "Person", "path": "person", "components": [NAME, BORN]}


def test_path_of_a_group_makes_members_of_one_variable(form_of, environment):
    form = form_of(PERSON, child("textfield", "person.anschrift.ort", id="F_ort", label="Ort"))
    case = {"person": {"akte": "7", "name": "Alt", "anschrift": {"plz": "1"}}}
    posted = {"person.name": ["Ada"], "person.geburt": ["1.2.2015"], "person.anschrift.ort": ["Aachen"]}
    expected = {
        "person": {
            "akte": "7",
            "name": "Ada",
            "geburt": Date(2015, 2, 1),
            "anschrift": {"plz": "1", "ort": "Aachen"},
        }
    }

    values = read(form, posted, case, environment).values

    assert form.keys == ("person",)
    assert values == expected
    assert accept(form, values, case, environment) == expected
    assert accept(form, {"person": {"name": "Eva"}}, case, environment)["person"]["akte"] == "7"
    assert present(form, case, environment)[0].children[0].value == "Alt"


def test_member_the_form_does_not_have_is_refused_by_its_path(form_of, environment):
    form = form_of(PERSON)

    with pytest.raises(Invalid) as caught:
        accept(form, {"person": {"name": "Ada", "akte": "8", "geburt": "?"}}, {}, environment)

    assert caught.value.fields == {
        "person.akte": "Dieses Feld gibt es im Formular nicht.",
        "person.geburt": "Erwartet wird ein Datum, z. B. 2026-11-14.",
    }


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kinder": "Ada"}, "kinder"),
        ({"kinder": ["Ada"]}, "kinder.0"),
        ({"kinder": [{"name": "Ada", "geburt": 7}]}, "kinder.0.geburt"),
        ({"kinder": [{"name": "Ada"}, {"name": ""}]}, "kinder.1.name"),
        ({"kinder": [{"name": "Ada", "fremd": 1}]}, "kinder.0.fremd"),
        ({"person": "Ada"}, "person"),
    ],
)
def test_json_of_another_shape_is_refused_where_it_is(form_of, environment, given, field):
    form = form_of(
        children(), {"type": "group", "id": "G", "path": "person", "components": [BORN | {"id": "B"}]}
    )

    with pytest.raises(Invalid) as caught:
        accept(form, given, {}, environment)

    assert field in caught.value.fields


@pytest.mark.parametrize(
    "components",
    [
        [child("textfield", "person"), PERSON],
        [PERSON, child("textfield", "person")],
        [PERSON, child("textfield", "person.name", id="X")],
        [children(NAME, NAME | {"id": "X"})],
    ],
)
def test_two_fields_for_one_place_are_refused(source, components):

    with pytest.raises(ModelError) as caught:
        parse(source(*components), "f.form")

    assert {one.rule for one in caught.value.findings} == {"duplicate-key"}


def test_the_same_key_in_two_lists_is_two_fields(form_of):
    form = form_of(children(), children(NAME | {"id": "X"}, id="M", path="eltern"))

    assert form.keys == ("kinder", "eltern")


_FORM = parse(
    b"""{"type": "default", "id": "f", "components": [{"type": "dynamiclist", "id": "L", "path": "l", "label": "L",
    "components": [{"type": "textfield", "id": "A", "key": "a", "label": "A"},
    {"type": "number", "id": "B", "key": "b.c", "label": "B"}]}]}""",
    "f.form",
)
_ROW = st.fixed_dictionaries(
    {},
    optional={
        "a": st.text("xyz", min_size=1, max_size=3),
        "b": st.fixed_dictionaries({"c": st.integers(0, 9)}),
        "z": st.integers(0, 3),
    },
)


@examples(st.lists(_ROW, max_size=6), st.randoms(use_true_random=False))
def test_what_is_shown_and_posted_back_is_what_the_case_has(rows, random):
    """Any rows, shown, shuffled and partly taken away, come back with all they hold; nothing is mixed up."""
    environment = Environment()
    case = accept_free(rows)
    view = present(_FORM, {"l": case}, environment)[0]
    shown = list(view.rows) if case else []
    random.shuffle(shown)
    shown = shown[: random.randrange(len(shown) + 1)]
    posted = {"l": ["", *(str(row.mark) for row in shown)]}
    for row in shown:
        posted |= {field.key: list(field.values) for field in row.children}

    values = read(_FORM, posted, {"l": case}, environment).values["l"]

    def whole(row):
        return {"a": row.get("a"), "b": {"c": row.get("b", {}).get("c")}} | (
            {"z": row["z"]} if "z" in row else {}
        )

    assert values == [whole(case[row.mark]) for row in shown]
    assert accept(_FORM, {"l": values}, {"l": case}, environment)["l"] == values


def accept_free(rows):
    """The rows as FEEL has them."""

    return from_python(rows)
