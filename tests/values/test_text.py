import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.values import clean_text, fold, half_width, is_blank, is_dash, map_distinct
from fazhi.values.distinct import fold_all


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("鹤法治委〔2022〕1号", "鹤法治委［２０２２］ 1 号"),
        ("鹤法治委〔2022〕1号", "鹤法治委【2022】1号"),
        ("鹤法治委（2022）1号", "鹤法治委[2022]1号"),
        ("李 明", "李明"),
        ("李\u3000明", "李明"),
        ("李\u200b明\ufeff", "李明"),
        ("人民\r\n调解", "人民调解"),
        ("人民_x000D_\n调解", "人民调解"),
        ("甲——乙", "甲－乙"),
        ("甲—乙", "甲-乙"),
        ("ＡＢＣ：１２", "ABC:12"),
        (12.0, "12"),
        (dt.datetime(2023, 3, 10), "2023-03-10"),
        (440784199001011000.0, "440784199001011000"),
    ],
)
def test_folding_makes_two_ways_of_writing_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("双桥村", "双桥都村"), ("李明", "李鸣"), ("A区", "a区"), ("1.5", "15")])
def test_folding_keeps_different_things_apart(one, other):
    assert fold(one) != fold(other)


@given(text=st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(text=st.text())
def test_folded_text_has_no_blanks(text):
    assert not any(sign.isspace() for sign in fold(text))


def test_half_width_keeps_blanks():
    assert half_width("〔２０２２〕１ 号") == "(2022)1 号"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  人民调解\u3000", "人民调解"),
        ("人民\n调解", "人民 调解"),
        ("人民 \r\n\t 调解", "人民 调解"),
        ("人民_x000D_\n调解", "人民 调解"),
        ("甲  乙", "甲  乙"),
        ("人\u200b民\x00调\x07解", "人民调解"),
        ("〔２０２２〕１号", "〔２０２２〕１号"),
        (12.0, "12"),
        (1.5, "1.5"),
        (None, ""),
        (dt.datetime(2023, 3, 10, 14, 30), "2023-03-10T14:30:00"),
    ],
)
def test_clean_text_trims_and_keeps_what_was_typed(raw, clean):
    assert clean_text(raw) == clean


@given(text=st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    "value",
    [None, np.nan, pd.NaT, pd.NA, "", " ", "\u3000\n\t", "\u200b", "\xa0", "_x000D_", "nan", "NULL", "<NA>"],
)
def test_nothing_is_blank(value):
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", "无", "—", "/", "〃", "同上", "空"])
def test_something_is_not_blank(value):
    assert not is_blank(value)


@pytest.mark.parametrize("value", ["—", "——", "-", "－", "/", "／", "\\", "、、", "……", "…", " - ", "--", "_", "N/A"])
def test_a_sign_for_nothing_is_a_dash(value):
    assert is_dash(value)


@pytest.mark.parametrize("value", ["无", "", None, 0, "一", "-1", "〃", "***", "×", "√", "A"])
def test_other_cells_are_no_dash(value):
    assert not is_dash(value)


def test_a_function_is_called_once_for_each_distinct_value_and_type():
    seen = []
    series = pd.Series([1, 1.0, True, "1", 1, None, np.nan, "1"], dtype=object, index=list("abcdefgh"))
    answer = map_distinct(series, lambda value: seen.append(value) or type(value).__name__)
    assert len(seen) == 5
    assert answer.to_dict() == {
        "a": "int",
        "b": "float",
        "c": "bool",
        "d": "str",
        "e": "int",
        "f": "NoneType",
        "g": "NoneType",
        "h": "str",
    }


@given(
    st.lists(
        st.one_of(st.text(max_size=20), st.sampled_from(["[2022]1号", "〔2022〕1号", "a--b", "１ 号", "~"])), max_size=8
    )
)
def test_folding_many_words_at_once_is_folding_each(words):
    assert fold_all(words) == [fold(word) for word in words]
