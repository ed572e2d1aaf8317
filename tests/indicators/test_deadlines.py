"""Working days, by which the law sets deadlines."""

import datetime as dt

import chinese_calendar
import pytest

from fazhi.indicators.deadlines import UnknownCalendar, working_days

KNOWN = sorted({day.year for day in chinese_calendar.holidays})


@pytest.mark.parametrize("year", KNOWN)
def test_working_days_are_those_that_the_library_of_the_calendar_tells(year):
    told = chinese_calendar.get_workdays(dt.date(year, 1, 1), dt.date(year, 12, 31))
    assert working_days(year).tolist() == told


@pytest.mark.parametrize("year", [KNOWN[0] - 1, KNOWN[-1] + 1])
def test_a_year_without_a_holiday_arrangement_has_no_known_working_days(year):
    with pytest.raises(UnknownCalendar):
        working_days(year)
