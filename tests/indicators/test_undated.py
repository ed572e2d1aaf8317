"""Rows without the date that would place them are told of: no count shows that they are missing from it."""

import pytest

from fazhi.catalogue import load
from fazhi.indicators.undated import undated

SETTLED = {"accepted": "2023-05-01", "result": "settled"}


@pytest.fixture
def told(facts):
    """Date, columns, indicators and rows (the first is row 2) of what is told of a ledger's rows."""

    def run(ledger, rows, absent=()):
        found = undated(load().indicators.values(), facts({ledger: rows}, absent={ledger: absent}))
        return [(one.date, one.columns, {i.id for i in one.indicators}, one.rows["row"].tolist()) for one in found]

    return run


def test_a_settled_dispute_without_its_day_is_in_no_count_of_settled_ones(told):
    rows = [{**SETTLED, "closed": "2023-05-09"}, SETTLED, {"accepted": "2023-05-01", "result": "pending"}]
    ((date, columns, indicators, places),) = told("L14", rows)
    assert (date, columns, places) == ("closed", ("result",), [3])
    assert {"disputes_resolved", "disputes_concluded", "mediation_success_rate"} <= indicators
    assert "mediation_success_rate_accepted" not in indicators


def test_an_official_in_court_was_there_on_some_day(told):
    rows = [{"received": "2023-05-01", "leader_appeared": "yes"}, {"received": "2023-05-02"}]
    assert told("L06", rows) == [("heard", ("leader_appeared",), {"court_appearance_rate"}, [2])]


def test_a_penalty_case_without_a_decision_is_none_yet(told):
    assert not told("L04", [{"filed": "2023-05-01"}, {"decided": "2023-05-01"}])


def test_of_a_ledger_without_the_column_no_rows_are_told_of(told):
    assert not told("L14", [SETTLED], absent=["closed"])
