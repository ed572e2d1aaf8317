"""What one ledger cell says: text, dates, numbers, identity numbers. Small pure functions that never raise.

Reading collects problems as values and guesses nothing: a reading carries a `problem` where a cell cannot be
right or cannot be read. `read_dates`, `read_numbers` and `map_distinct` read whole columns, each distinct
value once.
"""

from fazhi.values.dates import DateReading, first_day, read_date, read_dates, read_year
from fazhi.values.distinct import map_distinct
from fazhi.values.figures import read_figure
from fazhi.values.identity import (
    IdentityReading,
    mask,
    read_identity,
    read_phone,
    scrub,
    valid_identity_number,
)
from fazhi.values.issues import read_issue
from fazhi.values.numbers import NumberReading, allowed_range, read_number, read_numbers
from fazhi.values.numerals import NUMERAL_SIGNS, grouped, read_numeral, write_percentage
from fazhi.values.radicals import IDEOGRAPHS, with_ideographs
from fazhi.values.text import clean_text, fold, half_width, is_blank, is_dash

__all__ = [
    "IDEOGRAPHS",
    "NUMERAL_SIGNS",
    "DateReading",
    "IdentityReading",
    "NumberReading",
    "allowed_range",
    "clean_text",
    "first_day",
    "fold",
    "grouped",
    "half_width",
    "is_blank",
    "is_dash",
    "map_distinct",
    "mask",
    "read_date",
    "read_dates",
    "read_figure",
    "read_identity",
    "read_issue",
    "read_number",
    "read_numbers",
    "read_numeral",
    "read_phone",
    "read_year",
    "scrub",
    "valid_identity_number",
    "with_ideographs",
    "write_percentage",
]
