"""Events by month, from the evidence that lies beside the results of a township-year."""

from pathlib import Path

import pytest

from fazhi.comparison.monthly import COLUMNS, like_the_newest, monthly_counts

TOWNSHIP, INDICATOR = "甲镇", "penalty_cases"


@pytest.fixture
def rows():
    """Rows of a comparison's table: year, value, and the window's last day where it is not the year's."""

    def made(*years: tuple) -> list[dict]:
        told = [
            (TOWNSHIP, INDICATOR, year, value, f"{year}-01-01", last[0] if last else f"{year}-12-31")
            for year, value, *last in years
        ]
        columns = ("township", "indicator", "year", "value", "window_start", "window_end")
        return [dict(zip(columns, row, strict=True)) for row in told]

    return made


@pytest.fixture
def evidence(tmp_path: Path):
    """Writes the rows behind a number: dates, each counted but those with a minus before them."""

    def write(year: int, *dates: str, heading: str = "file,sheet,row,date,category,amount,counted") -> Path:
        path = tmp_path / TOWNSHIP / str(year) / "evidence" / f"{INDICATOR}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            f"a.xlsx,一,{row},{date.removeprefix('-')},,,{not date.startswith('-')}" for row, date in enumerate(dates)
        ]
        path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
        return tmp_path

    return write


def test_each_month_of_a_year_has_its_events_and_an_empty_one_has_none(evidence, rows):
    outputs = evidence(2022, "2022-03-01", "2022-03-31", "2022-12-31")
    found = monthly_counts(outputs, rows((2022, 3.0)))
    assert list(found["month"]) == [f"2022-{month:02d}" for month in range(1, 13)]
    assert list(found["events"]) == [0, 0, 2, *[0] * 8, 1]


def test_years_follow_each_other(evidence, rows):
    evidence(2022, "2022-01-01")
    found = monthly_counts(evidence(2023, "2023-01-01"), rows((2022, 1.0), (2023, 1.0)))
    assert len(found) == 24 and found["events"].sum() == 2


def test_rows_that_were_not_counted_are_no_events(evidence, rows):
    assert monthly_counts(evidence(2022, "2022-03-01", "-2022-03-02"), rows((2022, 1.0)))["events"].sum() == 1


@pytest.mark.parametrize("dates", [("2022-03-01", ""), ("2022-03-01", "2022"), ("2022-03-01", "2021-03-01")])
def test_a_year_of_which_a_day_is_not_known_is_left_out(evidence, rows, dates):
    """A row that tells its year alone happened in no month."""
    assert monthly_counts(evidence(2022, *dates), rows((2022, 2.0))).empty


def test_a_year_that_was_not_counted_whole_is_left_out(evidence, rows):
    outputs = evidence(2022, "2022-03-01")
    assert monthly_counts(outputs, rows((2022, 1.0, "2022-11-30"))).empty
    assert monthly_counts(outputs, rows((2022, float("nan")))).empty


def test_without_evidence_there_are_no_months(evidence, rows):
    outputs = evidence(2022, "2022-03-01", heading="something,else")
    for year in (2022, 2021):
        assert list(monthly_counts(outputs, rows((year, 1.0))).columns) == COLUMNS
        assert monthly_counts(outputs, rows((year, 1.0))).empty


def test_a_year_in_which_nothing_happened_has_twelve_months_without_an_event(evidence, rows):
    """Nothing lies behind a zero, so there is no file of evidence; the year was counted all the same."""
    found = monthly_counts(evidence(2022, "2022-03-01"), rows((2022, 1.0), (2023, 0.0)))
    assert len(found) == 24 and list(found["events"][12:]) == [0] * 12


def test_months_are_held_against_those_that_are_counted_alike(rows):
    """Neither across a break of the series, nor across another definition, nor synthetic against real ledgers."""
    years = rows(*((year, 1.0) for year in range(2017, 2023)))
    told = {"reason": "raw_count", "series": 0, "synthetic": False}
    own = [told | row for row in years]
    own[0]["series"], own[1]["synthetic"], own[2]["reason"] = 1, True, "definition_differs"
    for row in own[1:]:
        row["series"] = 2
    assert [row["year"] for row in like_the_newest(own)] == [2020, 2021, 2022]
    assert like_the_newest([row | {"value": float("nan")} for row in own]) == []
