"""The machine-readable table: what is hidden is null wherever it could be read."""

from dataclasses import replace

import pandas as pd
import pytest

from fazhi.catalogue import load
from fazhi.disclosure import (
    apply_to_indicators,
    catalogue_relations,
    cell_id,
    cells_frame,
    indicator_cells,
    protect,
    with_shown_intervals,
)
from fazhi.indicators import indicators_frame
from fazhi.indicators.table import COLUMNS

CATALOGUE = load()
GIVE_BACK = ["value", "numerator", "denominator", "lower_95", "upper_95", "lower_998", "upper_998", "rows"]


def strict(*ids):
    """The catalogue with these indicators in class A."""
    policy = CATALOGUE.disclosure.model_copy(update={"indicators": dict.fromkeys(ids, "A")})
    return replace(CATALOGUE, disclosure=policy)


@pytest.fixture
def table(disputes) -> pd.DataFrame:
    return indicators_frame(disputes(["family"] * 3).values(), "甲镇", 2022, CATALOGUE, "zh")


def protected(table, catalogue):
    cells = cells_frame(indicator_cells(table, catalogue), catalogue.disclosure)
    return protect(cells, tuple(catalogue_relations(cells, catalogue)), catalogue.disclosure)


def test_a_hidden_indicator_is_null_in_every_column_that_gives_it_back(table):
    catalogue = strict("disputes_accepted")
    shown = apply_to_indicators(table, protected(table, catalogue), catalogue).set_index("indicator")
    assert shown.loc["disputes_accepted", GIVE_BACK].isna().all()
    assert shown.loc["disputes_accepted", "status"] == "suppressed"
    assert set(shown.reset_index().columns) == set(COLUMNS)


def test_the_rates_of_a_hidden_count_are_hidden_with_it(table):
    """The rate per 1,000, whose population is known, and the success rate, whose denominator it is."""
    catalogue = strict("disputes_accepted")
    shown = apply_to_indicators(table, protected(table, catalogue), catalogue).set_index("indicator")
    for id in ("disputes_per_1000", "mediation_success_rate_accepted"):
        assert shown.loc[id, "status"] == "suppressed", id
        assert shown.loc[id, GIVE_BACK].isna().all()


def test_nothing_else_is_touched(table):
    catalogue = strict("disputes_accepted")
    found = protected(table, catalogue)
    shown = apply_to_indicators(table, found, catalogue)
    kept = shown[shown["status"] != "suppressed"].set_index("indicator").astype(object)
    before = table.set_index("indicator").loc[kept.index].astype(object)
    pd.testing.assert_frame_equal(kept, before, check_dtype=False)
    assert len(kept) > 5


def test_rows_stand_in_the_order_of_names_not_of_values(table):
    shown = apply_to_indicators(table, protected(table, CATALOGUE), CATALOGUE)
    assert shown["name"].tolist() == sorted(shown["name"])


@pytest.mark.parametrize(("cases", "status"), [(9, "suppressed"), (10, "ok")])
def test_a_median_needs_ten_cases(disputes, cases, status):
    table = indicators_frame(disputes(["family"] * cases).values(), "甲镇", 2022, CATALOGUE, "zh")
    shown = apply_to_indicators(table, protected(table, CATALOGUE), CATALOGUE).set_index("indicator")
    assert shown.loc["dispute_days_median", "status"] == status
    assert shown.loc["dispute_days_median", "value"] == (None if status == "suppressed" else "31")


@pytest.mark.parametrize(("cases", "near", "far"), [(10, 0, 0), (19, 0, 0), (20, 2, 0), (26, 2, 0), (27, 2, 2)])
def test_an_interval_ends_at_no_case_with_fewer_than_five_beyond_it(disputes, cases, near, far):
    """Of 10 cases the 99.8 % interval goes from the shortest to the longest, and of 19 the 95 % one from the fifth."""
    table = indicators_frame(disputes(["family"] * cases).values(), "甲镇", 2022, CATALOGUE, "zh")
    row = (
        apply_to_indicators(table, protected(table, CATALOGUE), CATALOGUE)
        .set_index("indicator")
        .loc["dispute_days_median"]
    )
    assert (row["status"], row["value"]) == ("ok", "31")
    assert (row[["lower_95", "upper_95"]].notna().sum(), row[["lower_998", "upper_998"]].notna().sum()) == (near, far)


@pytest.mark.parametrize(("cases", "near", "far"), [(19, False, False), (20, True, False), (27, True, True)])
def test_nor_does_the_value_behind_page_and_workbook(disputes, cases, near, far):
    value = with_shown_intervals(disputes(["family"] * cases)["dispute_days_median"], CATALOGUE.disclosure)
    assert tuple(bounds.lower is not None for bounds in value.intervals) == (near, far)
    rate = disputes(["family"] * cases)["mediation_success_rate"]
    assert with_shown_intervals(rate, CATALOGUE.disclosure) is rate


@pytest.mark.parametrize(("cases", "status"), [(0, "ok"), (1, "suppressed"), (4, "suppressed"), (5, "ok")])
def test_what_cases_amount_to_together_needs_five_of_them(table, cases, status):
    """Of one case the sum is that case's own."""
    indicators = CATALOGUE.indicators
    amount = indicators["publicity_consultations"].model_copy(
        update={"id": "disputes_amount", "ledger": "L14", "date": "accepted", "amount": "amount"}
    )
    catalogue = replace(CATALOGUE, indicators={**indicators, amount.id: amount})
    row = table.iloc[[0]].assign(indicator=amount.id, value="1234.5", status="ok", rows=cases)
    shown = apply_to_indicators(row, protected(row, catalogue), catalogue)
    assert shown["status"].tolist() == [status]
    assert shown["value"].tolist() == [None if status == "suppressed" else "1234.5"]


def test_a_row_without_a_value_stays_as_it_is(table):
    row = {
        **dict.fromkeys(COLUMNS),
        "township": "甲镇",
        "year": 2022,
        "indicator": "disputes_accepted",
        "status": "missing_ledger",
    }
    catalogue = strict("disputes_accepted")
    blank = pd.DataFrame([row | {"name": "受理纠纷"}], columns=COLUMNS)
    shown = apply_to_indicators(blank, protected(table, catalogue), catalogue)
    assert shown["status"].tolist() == ["missing_ledger"]


def test_no_hidden_number_stands_anywhere_in_the_written_file(table, tmp_path):
    """A number that occurs nowhere else is planted and looked for in the bytes."""
    catalogue = strict("disputes_accepted")
    found = protected(table, catalogue)
    marked = table.astype(object)
    hidden = [cell_id("甲镇", 2022, id) in found.hidden for id in marked["indicator"]]
    marked.loc[hidden, GIVE_BACK] = "987654"
    path = tmp_path / "indicators.csv"
    apply_to_indicators(marked, found, catalogue).to_csv(path, index=False)
    assert "987654" not in path.read_text(encoding="utf-8")
