"""Working days, by which the law sets deadlines."""

import datetime as dt

import chinese_calendar
import pytest

from fazhi.indicators import calendar_year
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


class TestTheLastYearWhoseHolidaysAreKnown:
    """A township counts its year before anybody knows the holidays of the next, or in which the program has them."""

    RATE = "penalty_published_on_time_rate"  # seven working days

    def test_its_deadlines_are_judged_and_those_that_end_after_it_are_not_asked_for(self, count):
        year = KNOWN[-1]
        rows = [
            {"decided": f"{year}-11-02", "published": f"{year}-11-05"},
            {"decided": f"{year}-11-27", "published": f"{year}-12-31"},
            {"decided": f"{year}-12-31", "published": f"{year + 1}-01-04"},
        ]
        value = count(self.RATE, rows, calendar_year(year))
        assert (value.numerator, value.denominator, value.unknown_calendar) == (1, 2, None)

    def test_of_the_year_after_it_nothing_can_be_said_and_which_year_it_is_is_told(self, count):
        year = KNOWN[-1] + 1
        rows = [{"decided": f"{year}-03-02", "published": f"{year}-03-03"}]
        value = count(self.RATE, rows, calendar_year(year))
        assert (value.value, value.status, value.unknown_calendar) == (None, "not_applicable", year)


class TestDocumentsOlderThanTheCalendar:
    """An old document that is made public now, or a year mistyped, must not cost the rate of all others."""

    RATE, FIRST = "disclosure_on_time_rate", KNOWN[0] - 1  # twenty working days

    @pytest.mark.parametrize("formed", ["1998-03-02", f"{FIRST}-12-01"])
    def test_what_is_late_or_in_time_by_any_calendar_is_judged(self, count, formed):
        rows = [{"formed": formed, "published": "2022-05-06"}, {"formed": "2022-03-01", "published": "2022-03-09"}]
        value = count(self.RATE, rows, calendar_year(2022))
        assert (value.numerator, value.denominator, value.unknown_calendar) == (1, 2, None)

    def test_in_time_is_what_took_no_more_days_than_the_term_has_working_days(self, count):
        row = {"formed": f"{self.FIRST}-12-20", "published": f"{KNOWN[0]}-01-09"}
        value = count(self.RATE, [row], calendar_year(KNOWN[0]))
        assert (value.numerator, value.denominator) == (1, 1)

    def test_what_the_holidays_of_that_year_decide_is_not_guessed(self, count):
        row = {"formed": f"{self.FIRST}-12-20", "published": f"{KNOWN[0]}-01-16"}
        value = count(self.RATE, [row], calendar_year(KNOWN[0]))
        assert (value.value, value.unknown_calendar) == (None, self.FIRST)
