"""Columns read at once say what their cells say one by one."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from fazhi.values import clean_text, fold
from fazhi.values.distinct import clean_all, distinct, fold_all

# Everything that folding and cleaning treat apart, close together; U+E000 is what the words are joined with.
SIGNS = "甲乙1２Aａ 　\t\n\r\x1c\u200b\ufeff\ue000〔〕【】[](){}（）-—–ー~〜，,：:é́¨\u0301\u302a㎡_x00D_"
words = st.lists(st.text(alphabet=SIGNS, max_size=8) | st.sampled_from(["_x000D_", "_x00_x000D_0A_", "a--b"]))
cells = st.lists(
    st.sampled_from(
        [1, 1.0, True, 0, 0.0, False, "1", "", None, float("nan"), pd.NaT, pd.NA, 3, Decimal(3), Decimal("sNaN"), (),
         dt.date(2022, 3, 1), dt.datetime(2022, 3, 1), pd.Timestamp(2022, 3, 1), [1], np.float64(3), np.int64(3)]
    )
)  # fmt: skip


@given(words)
def test_words_folded_at_once_are_the_words_folded_one_by_one(values):
    assert fold_all(values) == [fold(value) for value in values]


@given(words)
def test_words_cleaned_at_once_are_the_words_cleaned_one_by_one(values):
    assert clean_all(values) == [clean_text(value) for value in values]


def test_cells_that_are_no_text_are_folded_and_cleaned_too():
    values = [None, 3.0, dt.datetime(2022, 3, 1), "甲 ", float("nan")]
    assert fold_all(values) == [fold(value) for value in values]
    assert clean_all(values) == [clean_text(value) for value in values]


@given(cells)
def test_each_row_finds_its_own_value_again(column):
    values, codes = distinct(pd.Series(column, dtype=object))
    for cell, code in zip(column, codes.tolist(), strict=True):
        missing = cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and cell != cell)
        found = values[code]
        assert found is None if missing else type(found) is type(cell) and (found is cell or found == cell)
    assert sum(value is None for value in values) <= 1
    hashable = [(type(value), value) for value in values if not isinstance(value, list | Decimal)]
    assert len(hashable) == len(set(hashable))
