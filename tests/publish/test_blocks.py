"""Blocks: what they refuse, how values read, and that their structured form loses nothing."""

import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.publish import wire
from fazhi.publish.blocks import (
    Banner,
    Cell,
    Column,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Table,
)
from fazhi.publish.scalars import display_text, plain_value


def test_a_row_of_the_wrong_length_is_refused_with_its_position():
    with pytest.raises(ValueError, match=r"'受理'.*row 2 has 1 cells, expected 2"):
        Table(1, "受理", ["a", "b"], [[1, 2], [3]])


def test_a_figure_needs_words_and_a_drawing(svg):
    with pytest.raises(ValueError, match="alternative text"):
        Figure(1, "图", svg, "  ")
    with pytest.raises(ValueError, match="no SVG"):
        Figure(1, "图", "<p>no</p>", "alt")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Cell("x", status="green"),
        lambda: Column("x", "x", "middle"),
        lambda: Banner("x", "danger"),
        lambda: KeyFigure("x", "1", status="ok"),
    ],
)
def test_unknown_choices_are_refused(make):
    with pytest.raises(ValueError, match="expected one of"):
        make()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (float("nan"), "—"),
        (pd.NaT, "—"),
        (pd.NA, "—"),
        (2022, "2022"),
        (15000, "15,000"),
        (-15000, "−15,000"),
        (np.int64(652), "652"),
        (97.6, "97.6"),
        (3.0, "3"),
        (-0.5, "−0.5"),
        (12345.25, "12,345.25"),
        (Decimal("93.0"), "93.0"),
        (Decimal("-15000.50"), "−15,000.50"),
        (pd.Timestamp("2022-03-05"), "2022-03-05"),
        (dt.datetime(2022, 3, 5, 9, 30), "2022-03-05 09:30"),
        (True, "是"),
        (np.bool_(False), "否"),
        ("00123", "00123"),
    ],
)
def test_values_without_a_wording_read_as_yearbooks_write_them(value, text):
    assert display_text(value) == text


def test_truth_values_speak_the_language_of_the_table():
    table = Table(1, "t", ["a", "b"], [["x", True]], language="en")
    assert table.cells[0][1].text == "yes"


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.text()))
def test_plain_values_are_json_or_dates_and_stay_as_they_are(value):
    plain = plain_value(value)
    assert plain is None or isinstance(plain, str | bool | int | float | dt.date)
    assert plain_value(plain) == plain


def test_a_frame_becomes_a_table_with_its_values_behind_the_texts():
    frame = pd.DataFrame({"月": ["一月", "二月"], "件": [54, 12000], "注": [Cell("x", href="a.csv"), "y"]})
    table = Table.from_frame(frame, number=2, title="各月")
    assert [head.align for head in table.heads] == ["left", "right", "left"]
    assert [[cell.text for cell in row] for row in table.cells] == [
        ["一月", "54", "x"],
        ["二月", "12,000", "y"],
    ]
    assert table.cells[1][1].value == 12000
    assert table.cells[0][2].href == "a.csv"
    picked = Table.from_frame(frame, [Column("件", "数量")], title="各月", show=lambda value: f"{value}件")
    assert [row[0].text for row in picked.cells] == ["54件", "12000件"]


def test_a_name_is_only_heard_where_it_repeats_one_of_the_last_rows():
    rows = [["甲", f"{place}"] for place in range(25)] + [["乙", "1"], ["乙", "2"], ["计", "3"], ["计", "4"]]
    lines = Table(1, "t", ["a", "b"], rows, header_columns=2, total_rows=1).to_html().split("<tr")[2:]
    assert [place for place, line in enumerate(lines) if "fz-again" not in line] == [0, 10, 20, 25, 27, 28]
    assert "fz-again" not in Table(1, "t", ["a", "b"], rows).to_html()


def test_what_stands_before_the_numbers_of_a_frame_names_its_rows():
    frame = pd.DataFrame(
        {"指标": ["甲", "甲"], "镇": ["一", "二"], "月": ["1月", "2月"], "件": [5, 7], "注": ["", "x"]}
    )
    assert Table.from_frame(frame[["指标", "镇", "件", "注"]], title="t").header_columns == 2
    assert Table.from_frame(frame, title="t").header_columns == 2
    assert Table.from_frame(frame[["件", "注"]], title="t").header_columns == 1
    assert Table.from_frame(frame, title="t", header_columns=3).header_columns == 3


def test_texts_that_are_numbers_stand_right_as_numbers_do():
    frame = pd.DataFrame({"类型": ["邻里", "土地"], "占比": ["87.5%", ""], "天数": ["0–4", "5–9"]})
    heads = Table.from_frame(frame, title="占比").heads
    assert [head.align for head in heads] == ["left", "right", "left"]


texts = st.text(max_size=20)
cells = st.builds(
    Cell,
    texts,
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.dates(), st.datetimes()),
    st.none() | texts,
    st.sampled_from([None, "good", "bad", "caution", "unknown", "muted"]),
)


@st.composite
def tables(draw):
    columns = [
        Column(
            f"c{i}",
            draw(texts),
            draw(st.sampled_from(["left", "right", "center"])),
            group=draw(st.none() | texts),
        )
        for i in range(draw(st.integers(1, 4)))
    ]
    rows = draw(st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=4))
    return Table(
        draw(st.none() | st.integers(1, 99)),
        draw(texts),
        columns,
        rows,
        draw(st.none() | texts),
        draw(st.lists(texts, max_size=2)),
        header_columns=draw(st.integers(0, 2)),
        total_rows=draw(st.integers(0, 1)),
    )


@given(tables())
def test_the_structured_form_of_a_table_loses_nothing(table):
    assert wire.from_json(json.loads(json.dumps(wire.to_json(table)))) == table


def test_every_block_survives_a_notebook_file(svg, notebook, tmp_path):
    import nbformat

    table = Table(1, "表", ["a"], [[Cell("3", 3)]])
    blocks = [
        table,
        Figure("1-2", "图", svg, "alt", "台账", ["注"], table),
        Banner("text", "error", "title"),
        KeyFigures([KeyFigure("a", "1", "件")], "title"),
        Document("标题", "副题", "en", "2023-01-16", {"乙": "2", "甲": "1"}),
    ]
    nbformat.write(notebook(*blocks), tmp_path / "n.ipynb")
    back = nbformat.read(tmp_path / "n.ipynb", as_version=4)
    read = [wire.read(cell.outputs[0].data) for cell in back.cells]
    assert read == blocks
    assert list(read[-1].meta) == ["乙", "甲"]  # though notebooks sort the keys of objects


def test_an_unknown_schema_is_left_to_the_other_forms():
    forms = Table(1, "表", ["a"], [[1]])._repr_mimebundle_()
    forms[wire.mimetype("table")]["schema"] = 99
    assert wire.read(forms) is None


def test_a_block_shows_itself_in_three_forms():
    forms = Table(
        1, "受理", ["类型", Column("n", "数", "right")], [["邻里", 5]], "件", "含村级。", "L14"
    )._repr_mimebundle_()
    assert set(forms) == {"application/vnd.fazhi.table+json", "text/html", "text/plain"}
    assert forms["text/plain"].splitlines() == [
        "表1  受理  单位：件", "类型  数", "邻里   5", "注：含村级。", "资料来源：L14",
    ]  # fmt: skip


def test_the_numbers_of_a_column_may_have_as_many_decimals_as_the_one_with_the_most():
    """A chart says 1.20 where its table would say 1.2; counts stay whole, and what is not known stays a dash."""
    frame = pd.DataFrame({"镇": ["甲", "乙", "丙"], "率": [1.33, 1.2, 1.0], "数": [20.0, 12000.0, float("nan")]})
    cells = Table.from_frame(frame, title="率", even=True).cells
    assert [[cell.text for cell in row] for row in cells] == [
        ["甲", "1.33", "20"],
        ["乙", "1.20", "12,000"],
        ["丙", "1.00", "—"],
    ]
    assert Table.from_frame(frame.head(0), title="率", even=True).cells == ()
