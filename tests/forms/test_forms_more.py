"""Options that come from the case, tables, HTML, files."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Invalid, ModelError
from engine.feel import Date, Environment
from engine.forms import BlockKind, Style, accept, parse, present, read

D = Decimal


def field(kind: str, key: str, **more: object) -> dict[str, object]:
    return {"type": kind, "id": f"F_{key}", "key": key, "label": key.title()} | more


OFFICES = {
    "aemter": [{"label": "Jobcenter", "value": "jc"}, {"value": D(2)}, "abh", {"label": "leer"}, "abh"]
}


@pytest.mark.parametrize("given", [{"valuesKey": "aemter"}, {"valuesExpression": "=aemter"}])
def test_options_come_from_the_case(form_of, environment, given):
    form = form_of(field("select", "amt", **given))

    options = present(form, OFFICES, environment)[0].options

    assert [(one.value, one.label) for one in options] == [("jc", "Jobcenter"), ("2", "2"), ("abh", "abh")]
    assert read(form, {"amt": ["2"]}, OFFICES, environment).values == {"amt": D(2)}
    assert read(form, {"amt": ["fremd"]}, OFFICES, environment).errors == {
        "amt": "Bitte wählen Sie einen der angebotenen Einträge."
    }
    assert accept(form, {"amt": "jc"}, OFFICES, environment) == {"amt": "jc"}
    with pytest.raises(Invalid):
        accept(form, {"amt": "2"}, OFFICES, environment)  # the text is not the number


def test_option_may_be_a_context(form_of, environment):
    form = form_of(field("select", "amt", valuesExpression='=[{label: "A", value: {nummer: 1}}]'))
    view = present(form, {}, environment)[0]

    assert read(form, {"amt": [view.options[0].value]}, {}, environment).values == {"amt": {"nummer": D(1)}}


def test_options_depend_on_another_answer(form_of, environment):
    form = form_of(
        field("number", "bis"),
        field("checklist", "wahl", valuesExpression="=for n in 1..bis return n"),
        field("textfield", "grund", conditional={"hide": "=count(wahl) = 0"}, validate={"required": True}),
    )

    submission = read(form, {"bis": ["3"], "wahl": ["", "2", "3"]}, {}, environment)
    gone = read(form, {"bis": ["2"], "wahl": ["2", "3"], "grund": ["x"]}, {}, environment)

    assert submission.values == {"bis": D(3), "wahl": [D(2), D(3)], "grund": None}
    assert submission.errors == {"grund": "Bitte geben Sie „Grund“ ein."}
    assert gone.errors == {"wahl": "Bitte wählen Sie einen der angebotenen Einträge."}
    assert form.watched_keys == {"bis", "wahl"}


def test_box_that_was_unticked_stays_so_over_its_default(form_of, environment):
    form = form_of(field("checkbox", "da", defaultValue=True), field("checklist", "k", defaultValue=["a"], values=[
        {"label": "A", "value": "a"}]))  # fmt: skip

    shown = present(form, {}, environment, {"da": [""], "k": [""]})
    untouched = present(form, {}, environment, {})

    assert [view.value for view in shown] == ["", ""]
    assert [view.value for view in untouched] == ["true", "a"]


ROWS = {
    "kinder": [
        {"name": "Ben", "geburt": Date(2019, 1, 2), "geld": D(1500)},
        {"name": "ada", "geburt": Date(2018, 1, 2)},
        {"name": "Eva", "geld": D(200)},
    ]
}
COLUMNS = [{"label": "Name", "key": "name"}, {"label": "Geboren", "key": "geburt"}, {"key": "geld"}]


def table(**more: object) -> dict[str, object]:
    return {"type": "table", "id": "T", "label": "Kinder", "dataSource": "=kinder", "columns": COLUMNS} | more


def test_table_in_the_order_of_the_data(form_of, environment):
    view = present(form_of(table()), ROWS, environment)[0].table

    assert [one.label for one in view.columns] == ["Name", "Geboren", "geld"]
    assert view.rows == (("Ben", "02.01.2019", "1500"), ("ada", "02.01.2018", ""), ("Eva", "", "200"))


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("name", ["ada", "Ben", "Eva"]),
        ("-name", ["Eva", "Ben", "ada"]),
        ("geburt", ["ada", "Ben", "Eva"]),  # the one without a date comes last
        ("-geburt", ["Ben", "ada", "Eva"]),  # either way
        ("geld", ["Eva", "Ben", "ada"]),  # by number, not by text
        ("fremd", ["Ben", "ada", "Eva"]),
    ],
)
def test_table_is_ordered_by_a_column(form_of, environment, order, names):
    asked = present(form_of(table()), ROWS, environment, orders={"T": order})[0].table
    own = present(form_of(table(properties={"sortiert_nach": order})), ROWS, environment)[0].table

    assert [row[0] for row in asked.rows] == names
    assert own.rows == asked.rows


def test_heading_says_how_it_orders_now_and_next(form_of, environment):
    view = present(form_of(table()), ROWS, environment, orders={"T": "name"})[0].table

    assert [(one.sorted, one.next) for one in view.columns][:2] == [("ascending", "-name"), ("", "geburt")]


def test_table_with_computed_columns_without_rows_and_with_too_many(form_of, environment):
    computed = table(
        columns=None, columnsExpression='=[{label: "N", key: "name"}]', properties={"leer": "Keine Kinder"}
    )
    form = form_of(computed)

    empty = present(form, {"kinder": None}, environment)[0].table
    full = present(form, {"kinder": [{"name": str(number)} for number in range(205)]}, environment)[0].table

    assert (empty.rows, empty.empty) == ((), "Keine Kinder")
    assert [one.label for one in empty.columns] == ["N"]
    assert (len(full.rows), full.more) == (200, 5)


def html(form_of, environment, content, variables=None):
    return present(form_of({"type": "html", "id": "H", "content": content}), variables or {}, environment)[
        0
    ].blocks


def test_html_becomes_blocks(form_of, environment):
    found = html(
        form_of,
        environment,
        "<h2>Titel</h2><p>Ein <strong>Wort</strong>,<br>ein <a href='https://nrw.de/x'>Link</a></p>"
        "<ul><li><p>eins</p></li><li>zwei</li></ul><ol><li>drei</li></ol><hr>Rest",
    )

    assert [one.kind for one in found] == [
        BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.BULLET, BlockKind.NUMBERED,
        BlockKind.RULE, BlockKind.PARAGRAPH,
    ]  # fmt: skip
    assert [(one.text, one.style, one.href) for one in found[1].spans] == [
        ("Ein ", Style.PLAIN, None),
        ("Wort", Style.BOLD, None),
        (",", Style.PLAIN, None),
        ("", Style.BREAK, None),
        ("ein ", Style.PLAIN, None),
        ("Link", Style.LINK, "https://nrw.de/x"),
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<script>alert(1)</script>da", "da"),
        ("<style>p{}</style><p onclick=x>da</p>", "da"),
        ("<iframe src=https://x>weg</iframe>da", "da"),
        ("<a href='javascript:alert(1)'>da</a>", "da"),
        ("<a href='//fremd.de'>da</a>", "da"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<svg><script>x</script></svg>da", "da"),
        ("<p>unfertig <b>da", "unfertig da"),
        ("<img src=x onerror=alert(1)>", ""),
    ],
)
def test_nothing_of_html_but_its_text_passes(form_of, environment, content, text):
    found = html(form_of, environment, content)

    assert "".join(span.text for block in found for span in block.spans) == text
    assert all(span.href is None for block in found for span in block.spans)


def test_value_in_html_is_text(form_of, environment):
    found = html(form_of, environment, "<p>{{name}}</p>", {"name": "<a href='https://x.de'>A</a> & B"})

    assert [(span.text, span.style) for span in found[0].spans] == [
        ("<a href='https://x.de'>A</a> & B", Style.PLAIN)
    ]


def test_element_of_html_that_is_not_printed_is_warned_of(source):
    form = parse(
        source({"type": "html", "id": "H", "content": "<p>a</p><img src=x><img><table></table>"}), "f.form"
    )

    assert [one.rule for one in form.findings] == ["form-html", "form-html"]


FILES = {"nachweis": [4, 9]}


def test_field_for_files_has_the_newest_document_that_proves_it(form_of, environment):
    one = form_of(field("filepicker", "nachweis", validate={"required": True}))
    several = form_of(field("filepicker", "nachweis", multiple=True, accept=".pdf"))

    assert accept(one, {}, {}, environment, FILES) == {"nachweis": [D(9)]}
    assert read(several, {"nachweis": ["7"]}, {}, environment, FILES).values == {"nachweis": [D(4), D(9)]}
    assert accept(several, {"nachweis": [4]}, {}, environment, FILES) == {"nachweis": [D(4)]}
    assert (present(several, {}, environment)[0].accept, present(several, {}, environment)[0].multiple) == (
        ".pdf",
        True,
    )


def test_missing_foreign_and_too_many_files_are_told(form_of, environment):
    form = form_of(field("filepicker", "nachweis", validate={"required": True}))

    assert read(form, {}, {}, environment, {}).errors == {
        "nachweis": "Bitte fügen Sie bei „Nachweis“ eine Datei hinzu."
    }
    for given, message in (
        ([5], "gehört nicht zu diesem Feld"),
        ([4, 9], "nur eine Datei"),
        ("4", "Nummern"),
    ):
        with pytest.raises(Invalid) as caught:
            accept(form, {"nachweis": given}, {}, environment, FILES)
        assert message in caught.value.fields["nachweis"] or given == "4"


def test_file_in_a_row_is_refused(source):

    row = {
        "type": "dynamiclist",
        "id": "L",
        "path": "l",
        "label": "L",
        "components": [field("filepicker", "n")],
    }
    with pytest.raises(ModelError) as caught:
        parse(source(row), "f.form")

    assert [(one.rule, one.element) for one in caught.value.findings] == [("form-file", "F_n")]


CHOICE = {"values": [{"label": "Ja", "value": "j"}, {"label": "Nein", "value": "n"}]}


@pytest.mark.parametrize(
    "components",
    [
        [field("textfield", "a", properties={"ausgang": "ja"})],
        [field("select", "a", valuesKey="l", properties={"ausgang": "ja"})],
        [field("radio", "a", properties={"ausgang": "ja", "bestaetigen": "x"}, **CHOICE)],
        [
            field("radio", "a", properties={"ausgang": "ja"}, **CHOICE),
            field("radio", "b", properties={"ausgang": "ja"}, **CHOICE),
        ],
        [
            {
                "type": "dynamiclist",
                "id": "L",
                "path": "l",
                "label": "L",
                "components": [field("radio", "a", properties={"ausgang": "ja"}, **CHOICE)],
            }
        ],
    ],
)
def test_outcome_that_cannot_be_buttons_is_refused(source, components):
    with pytest.raises(ModelError) as caught:
        parse(source(*components), "f.form")

    assert [one.rule for one in caught.value.findings] == ["form-outcome"]


def test_outcome_others_depend_on_is_warned_of(source):
    form = parse(
        source(
            field("radio", "a", properties={"ausgang": "ja", "bestaetigen": "n"}, **CHOICE),
            field("textfield", "b", conditional={"hide": '=a = "j"'}),
        ),
        "f.form",
    )

    assert [one.rule for one in form.findings] == ["form-outcome"]
    assert [(one.value, one.confirmed) for one in present_options(form)] == [("j", False), ("n", True)]


@pytest.mark.parametrize(
    ("component", "rules", "decides"),
    [
        (field("radio", "a", properties={"entscheidung": "getroffen"}, **CHOICE), [], "getroffen"),
        (field("radio", "a", properties={"entscheidung": "Beabsichtigt "}, **CHOICE), [], "beabsichtigt"),
        (field("radio", "a", properties={"entscheidung": "person"}, **CHOICE), [], "person"),
        # an outcome decides unless it says otherwise
        (field("radio", "a", properties={"ausgang": "ja"}, **CHOICE), [], "getroffen"),
        (
            field("radio", "a", properties={"ausgang": "ja", "entscheidung": "beabsichtigt"}, **CHOICE),
            [],
            "beabsichtigt",
        ),
        (field("radio", "a", **CHOICE), [], None),
        # no such value; no choice; named like one
        (field("radio", "a", properties={"entscheidung": "ja"}, **CHOICE), ["form-decision"], None),
        (field("textfield", "a", properties={"entscheidung": "getroffen"}), ["form-decision"], "getroffen"),
        (field("radio", "n_entscheidung", **CHOICE), ["form-decision"], None),
        (field("select", "beabsichtigt", **CHOICE), ["form-decision"], None),
        (field("select", "a", **CHOICE | {"label": "Entscheidung"}), ["form-decision"], None),
    ],
)
def test_a_form_says_whether_a_choice_decides(source, component, rules, decides):
    form = parse(source(component), "f.form")

    assert [one.rule for one in form.findings] == rules
    assert form.components[0].decides == decides


def present_options(form):
    return present(form, {}, Environment())[0].options
