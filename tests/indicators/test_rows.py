"""Rows of a table are known by their places: they are what copying them would give, and what is told of them is read off the table once."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.indicators import Evidence, Facts, Township, Value, evaluate
from fazhi.indicators.rows import NONE, Rows


@st.composite
def tables(draw: st.DrawFn) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """A table, which of its rows are chosen, and of these which again."""
    height = draw(st.integers(0, 8))
    cells = draw(st.lists(st.none() | st.text(max_size=2), min_size=height, max_size=height))
    table = pd.DataFrame({"word": pd.array(cells, dtype="str"), "number": np.arange(height) * 1.5})
    chosen = np.array(draw(st.lists(st.booleans(), min_size=height, max_size=height)), dtype=bool)
    again = np.array([draw(st.booleans()) for _ in range(int(chosen.sum()))], dtype=bool)
    return table, chosen, again


@given(tables())
def test_chosen_rows_are_those_that_a_frame_would_give(case):
    table, chosen, again = case
    rows, frame = Rows.of(table, chosen), table[chosen]
    assert len(rows) == len(frame) and rows.frame.equals(frame)
    assert all(rows[name].equals(frame[name]) for name in table)
    assert rows.of_columns("number").equals(frame[["number"]])
    assert rows.only(again).frame.equals(frame[again]) and len(rows.only(again)) == again.sum()


@given(tables())
def test_the_numerator_goes_with_its_rows(case):
    table, chosen, again = case
    hit = np.arange(int(chosen.sum())) % 2 == 0
    rows = Rows(table, np.flatnonzero(chosen), hit).only(again)
    assert rows.hit.tolist() == hit[again].tolist() == rows.frame["__hit"].tolist()


def test_where_there_are_none_there_is_an_empty_frame():
    assert len(NONE) == 0 and NONE.frame.empty


# ------------------------------------------------------------------------------------------------- evidence

CASES = [
    {"file": "b.xlsx", "sheet": "S", "row": 3, "accepted": "2023-02-01", "closed": "2023-02-09", "result": "settled"},
    {"file": "a.xlsx", "sheet": "S", "row": 9, "accepted": "2023-03-01", "closed": None, "result": "pending"},
    {"file": "a.xlsx", "sheet": "S", "row": 4, "accepted": "2023-04-01", "closed": "2023-04-02", "result": "failed"},
    {"file": "a.xlsx", "sheet": "R", "row": 4, "accepted": "2022-04-01", "closed": "2022-04-02", "result": "settled"},
]


def told(evidence: Evidence, value: Value) -> list[tuple[object, ...]]:
    """File, sheet, row, date, and whether the row is in the numerator."""
    return [(*row[:4], row[6]) for row in evidence.rows(value)]


def test_evidence_stands_by_file_sheet_and_row_and_tells_the_numerator(count):
    evidence = Evidence(load(), "zh")
    assert told(evidence, count("disputes_accepted", CASES)) == [
        ("a.xlsx", "S", 4, "2023-04-01", True),
        ("a.xlsx", "S", 9, "2023-03-01", True),
        ("b.xlsx", "S", 3, "2023-02-01", True),
    ]
    assert told(evidence, count("mediation_success_rate", CASES)) == [
        ("a.xlsx", "S", 4, "2023-04-02", False),
        ("b.xlsx", "S", 3, "2023-02-09", True),
    ]
    assert evidence.rows(count("penalty_cases")) == []


def test_one_evidence_for_many_values_is_what_each_would_have_alone(count):
    """Also of tables that are gone by the time the next is read, whose place in memory it may take."""
    together = Evidence(load(), "en")
    for number in range(40):
        cases = [{**row, "row": row["row"] + number, "file": f"{number}.xlsx"} for row in CASES]
        for id in ("disputes_accepted", "mediation_success_rate", "disputes_per_1000"):
            value = count(id, L14=cases, township=Township("某镇", residents=500, source="公报"))
            rows = together.rows(value)
            assert rows == Evidence(load(), "en").rows(value) and {row[0] for row in rows} == {f"{number}.xlsx"}


def test_a_table_that_is_not_numbered_from_0_counts_as_one_that_is(count):
    value = count("disputes_accepted", CASES)
    table = value.behind.table.set_axis([7, 7, 3, 0])
    facts = Facts({"L14": table}, load(), Township("某镇"))
    again = evaluate(load().indicators["disputes_accepted"], facts, value.window)
    assert again.value == value.value and again.rows.equals(value.rows)
