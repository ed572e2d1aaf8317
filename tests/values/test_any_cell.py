"""Whatever a spreadsheet reader hands over, every reading answers, and soon."""

import datetime as dt
import time
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fazhi.values
from fazhi.values import (
    clean_text,
    first_day,
    fold,
    is_blank,
    is_dash,
    mask,
    read_date,
    read_dates,
    read_identity,
    read_issue,
    read_number,
    read_numbers,
    read_phone,
    read_year,
    scrub,
    valid_identity_number,
)

READINGS = {
    "clean_text": clean_text,
    "fold": fold,
    "is_blank": is_blank,
    "is_dash": is_dash,
    "mask": mask,
    "read_date": lambda value: read_date(value, 2023),
    "read_date without year": lambda value: read_date(value, None, date1904=True, bare_month=True),
    "first_day": lambda value: first_day(value, 2023),
    "read_identity": read_identity,
    "read_issue": read_issue,
    "read_number": read_number,
    "read_phone": read_phone,
    "read_year": read_year,
    "scrub": scrub,
    "valid_identity_number": valid_identity_number,
}

# Signs of which ledger cells are made, so that random text comes near to the grammars.
LEDGER_SIGNS = (
    "0123456789０１２３一二十百千万亿零〇两廿年月日号旬初底至今长期第总"
    "-—.。/、，,:：T+%％（）()余多几约近上人次元eEwWXx无未 \n\u200b"
)
TEXTS = st.text() | st.text(alphabet=LEDGER_SIGNS, max_size=30)
ODD = [None, pd.NaT, pd.NA, np.nan, np.int64(20230310), np.float64(44995), np.bool_(True), np.float32("nan")]
ODD += [np.datetime64("NaT"), np.datetime64("2023-03-10"), np.datetime64("30000-01-01"), np.str_("3月10日")]
ODD += [
    pd.Timestamp("2023-03-10"),
    pd.Timedelta(days=3),
    Decimal("sNaN"),
    10**5000,
    -0.0,
    b"3",
    [3],
    {},
    object,
]
TIMES = st.datetimes() | st.datetimes(timezones=st.timezones()) | st.dates() | st.times() | st.timedeltas()
NUMBERS = st.integers() | st.floats() | st.booleans() | st.decimals()
CELLS = TEXTS | NUMBERS | TIMES | st.sampled_from(ODD)

# One megabyte each, of signs that a careless pattern would go back over again and again.
HUGE = ["1", " ", "1 ", "(", "一\n", "—", "2023年3月10日、", "_x000D_"]


@pytest.mark.parametrize("read", READINGS.values(), ids=READINGS.keys())
@given(value=CELLS)
def test_no_cell_raises(read, value):
    read(value)


@given(values=st.lists(CELLS, max_size=12))
def test_a_column_is_read_as_its_cells_are(values):
    dates, numbers = read_dates(values, 2023), read_numbers(values)
    for place, value in enumerate(values):
        date, number = read_date(value, 2023), read_number(value)
        days = [None if np.isnat(days[place]) else days[place].item().date() for days in (dates.start, dates.end)]
        assert [*days, dates.problem[place]] == [date.start, date.end, date.problem]
        assert first_day(value, 2023) == date.start
        assert [_none_if_missing(column[place]) for column in numbers] == list(number)


def _none_if_missing(value: object) -> object:
    return None if pd.isna(value) else value


@given(value=CELLS)
def test_a_date_has_a_start_or_a_problem_or_is_blank_or_open(value):
    reading = read_date(value, 2023)
    if reading.problem or reading.precision in (None, "open"):
        assert reading.start is None
        assert reading.end is None
    else:
        assert dt.date(1900, 1, 1) <= reading.start <= dt.date(2100, 12, 31)
        assert reading.end is None or reading.start <= reading.end <= dt.date(2100, 12, 31)


@given(value=CELLS)
def test_a_number_lies_in_its_own_range(value):
    reading = read_number(value)
    if reading.value is None:
        assert (reading.lower, reading.upper, reading.approximate) == (None, None, False)
    else:
        assert reading.lower <= reading.value <= reading.upper
        assert reading.approximate or reading.lower == reading.value == reading.upper
        assert (reading.problem == "negative") == (reading.value < 0)


@pytest.mark.parametrize("sign", HUGE, ids=repr)
def test_a_megabyte_of_text_takes_a_bounded_time(sign):
    huge = sign * (1_000_000 // len(sign))
    began = time.process_time()
    for read in READINGS.values():
        read(huge)
    assert time.process_time() - began < 20  # seconds; a pattern that goes back would take hours


def test_every_public_name_exists_and_is_listed():
    public = {
        name for name, value in vars(fazhi.values).items() if getattr(value, "__module__", "").startswith("fazhi")
    }
    assert public <= set(fazhi.values.__all__)
    assert all(hasattr(fazhi.values, name) for name in fazhi.values.__all__)
