"""Rows of a comparison's frames are those that pandas gives, whatever the columns hold."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from fazhi.comparison.rows import records

COLUMNS = {
    "str": st.none() | st.text(max_size=5),
    "float64": st.floats(),
    "int64": st.integers(-(2**62), 2**62),
    "Int64": st.none() | st.integers(-(2**62), 2**62),
    "bool": st.booleans(),
    "object": st.none() | st.text(max_size=3) | st.integers(),
}
ROWS = st.lists(st.fixed_dictionaries(COLUMNS), max_size=8)


def plain(value: object) -> tuple[str, object]:
    """Of a value what tells it apart: kind and value; nothing is equal to nothing."""
    missing = value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
    return ("missing", None) if missing else (type(value).__name__, value)


@given(ROWS)
def test_rows_are_those_that_pandas_gives(rows):
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=name) for name in COLUMNS})
    told = [{name: plain(value) for name, value in row.items()} for row in records(frame)]
    assert told == [{name: plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def test_a_frame_without_rows_has_none():
    assert records(pd.DataFrame(columns=["a", "b"])) == []
