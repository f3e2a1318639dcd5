"""Views hold everything a template prints, worked out and as text."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from engine import feel
from engine.feel import Date
from engine.forms import Block, BlockKind, Kind, Span, Style, present


def by_id(views):
    found = {}
    for view in views:
        found[view.id] = view
        found |= by_id(view.children)
    return found


def test_field_as_the_page_needs_it(antrag, environment):
    views = by_id(present(antrag, {"name": "Ada"}, environment))

    name = views["Field_name"]
    assert (name.kind, name.label, name.value, name.required) == (Kind.TEXTFIELD, "Name", "Ada", True)
    assert (name.help, name.norm, name.personal) == ("Wie im Pass.", "§ 25b AufenthG", True)
    assert (name.constraints.min_length, name.constraints.max_length) == ("2", "20")
    assert (name.row, name.columns) == ("Row_1", 8)
    assert views["Field_einkommen"].suffix == "€"
    assert views["Field_einreise"].label == "Einreise"
    assert views["Spacer_1"].height == 40


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("einreise", Date(2026, 11, 14), "2026-11-14"),  # the control wants ISO
        ("einkommen", Decimal("1234.50"), "1234,50"),  # people read German
        (
            "termin",
            feel.from_python(datetime(2026, 7, 14, 12, 30, tzinfo=UTC)),
            "2026-07-14T14:30",
        ),  # wall clock
        ("termin", feel.from_python(datetime(2026, 7, 14, 12, 30)), "2026-07-14T12:30"),  # noqa: DTZ001 - local
        ("termin", feel.read_date_time("-2026-01-01T00:00:00"), "-2026-01-01T00:00:00"),  # out of reach
        # the hour that the clock change repeats, so that it is read again as it was
        (
            "termin",
            feel.from_python(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
            "25.10.2026 02:30 Sommerzeit",
        ),
        (
            "termin",
            feel.from_python(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
            "25.10.2026 02:30 Winterzeit",
        ),
        ("uhrzeit", feel.from_python(time(9, 5)), "09:05"),
        ("kinder", True, "true"),
        ("kinder", False, ""),
        ("name", None, ""),
    ],
)
def test_value_as_its_control_carries_it(antrag, environment, field, value, text):
    views = by_id(present(antrag, {field: value}, environment))

    assert views[f"Field_{field}"].value == text


def test_options_and_default(antrag, environment):
    fresh = by_id(present(antrag, {}, environment))["Field_titel"]
    stored = by_id(present(antrag, {"titel": "erlaubnis"}, environment))["Field_titel"]

    assert [(option.value, option.selected) for option in fresh.options] == [
        ("duldung", True),
        ("erlaubnis", False),
    ]
    assert [option.selected for option in stored.options] == [False, True]
    assert stored.text == "Erlaubnis"


def test_default_that_does_not_fit_is_left_out(form_of, environment):
    field = {"type": "number", "id": "F", "key": "k", "label": "L", "defaultValue": "viel"}
    fits = {"type": "number", "id": "G", "key": "m", "label": "L", "defaultValue": "=1 + 1"}

    views = by_id(present(form_of(field, fits), {"m": None}, environment, {"k": ["x"]}))

    assert (views["F"].value, views["G"].value) == ("x", "2")


def test_unreadable_date_stays_as_typed(antrag, environment):
    views = by_id(present(antrag, {}, environment, {"einreise": ["gestern"]}))

    assert views["Field_einreise"].value == "gestern"


def test_what_was_typed_wins_with_its_error(antrag, environment):
    entered = {"einkommen": ["viel"], "einreise": ["14.11.2026"], "nachweise": ["lohn"], "kinder": []}

    views = by_id(
        present(
            antrag, {"einkommen": Decimal(5), "kinder": True}, environment, entered, {"einkommen": "Falsch."}
        )
    )

    assert (views["Field_einkommen"].value, views["Field_einkommen"].error) == ("viel", "Falsch.")
    assert views["Field_einreise"].value == "2026-11-14"
    assert views["Field_nachweise"].values == ("lohn",)
    assert views["Field_kinder"].value == ""


def test_group_is_hidden_with_its_children_until_the_condition_turns(antrag, environment):
    hidden = by_id(present(antrag, {}, environment))
    shown = by_id(present(antrag, {}, environment, {"kinder": ["true"]}))

    assert not hidden["Group_1"].visible
    assert not hidden["Field_anzahl"].visible
    assert shown["Group_1"].visible
    assert shown["Group_1"].children[0].id == "Field_anzahl"
    assert hidden["Field_kinder"].watched


def test_locked_value_cannot_be_replaced_by_what_was_typed(antrag, environment):
    views = by_id(present(antrag, {"aktenzeichen": "33-1"}, environment, {"aktenzeichen": ["FREMD"]}))

    assert views["Field_az"].readonly
    assert views["Field_az"].value == "33-1"


def test_computed_value_is_worded(antrag, environment):
    views = by_id(present(antrag, {}, environment, {"einkommen": ["1.500,5"]}))

    assert views["Expr_1"].text == "18.006"


def test_text_is_blocks_with_data_in_it_and_never_html(antrag, environment):
    views = by_id(present(antrag, {"aktenzeichen": "<b>33*1*</b>"}, environment))

    heading, paragraph = views["Text_1"].blocks
    assert heading == Block(BlockKind.HEADING, (Span("Antrag"),), 1)
    assert paragraph.spans[-2] == Span(
        "Gesetz", Style.LINK, "https://www.gesetze-im-internet.de/aufenthg_2004/"
    )
    assert "<b>" in "".join(span.text for span in paragraph.spans)


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "[x](//fremd.example)",
        '[x](https://a" onclick="b)',
    ],
)
def test_link_to_anything_but_the_web_stays_text(form_of, environment, link):
    view = present(form_of({"type": "text", "id": "T", "text": link}), {}, environment)[0]

    assert all(span.style is not Style.LINK for span in view.blocks[0].spans)


def test_lists_and_rules_of_markdown(form_of, environment):
    text = "Punkte `x`:\n- *eins*\n- zwei\n\n1. drei\n---\na\nb"

    view = present(form_of({"type": "text", "id": "T", "text": text}), {}, environment)[0]

    assert [block.kind for block in view.blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.BULLET,
        BlockKind.BULLET,
        BlockKind.NUMBERED,
        BlockKind.RULE,
        BlockKind.PARAGRAPH,
    ]
    assert view.blocks[1].spans == (Span("eins", Style.ITALIC),)
    assert view.blocks[5].spans[1].style is Style.BREAK


def test_headings_keep_their_order_and_leave_no_gap(form_of, environment):
    form = form_of(
        {"type": "text", "id": "T1", "text": "### Erst\n\n##### Darunter"},
        {"type": "html", "id": "T2", "content": "<h3>Wieder oben</h3><p>x</p>"},
    )

    views = by_id(present(form, {}, environment))

    levels = [block.level for one in ("T1", "T2") for block in views[one].blocks if block.level]
    assert levels == [1, 2, 1]
