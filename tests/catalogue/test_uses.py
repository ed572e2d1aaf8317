"""Which columns must say something for an indicator to be told at all."""

import pytest

from fazhi.catalogue import load
from fazhi.catalogue.indicator import Expiring, FromLedger
from fazhi.catalogue.uses import asked_of


@pytest.mark.parametrize(
    ("indicator", "asked"),
    [
        ("court_appearance_rate", {"L06": {"heard", "leader_appeared"}}),
        ("publicity_participants", {"L15": {"date", "participants"}}),
        ("disputes_accepted", {"L14": {"accepted"}}),
        ("disputes_resolved", {"L14": {"closed", "result"}}),
        ("penalties_filed", {"L04": {"filed"}}),
        ("penalty_published_on_time_rate", {"L04": {"decided", "published"}}),
        ("legal_stewards", {"L18": set()}),
        ("officers_expiring_90_days", {"L03": {"expires"}}),
    ],
)
def test_what_must_speak_is_asked_for_and_what_may_be_silent_is_not(indicator, asked):
    assert asked_of(load().indicators[indicator], load()) == asked


@pytest.mark.parametrize(
    ("rest", "column"),
    [("mediation_committees_other", "level"), ("mediation_rooms_other", "field"), ("mediators_part_time", "kind")],
)
def test_there_is_no_rest_of_what_nobody_split(rest, column):
    (columns,) = asked_of(load().indicators[rest], load()).values()
    assert column in columns


def test_values_left_out_that_no_indicator_counts_may_go_unsaid():
    assert "status" not in asked_of(load().indicators["service_total"], load())["L11"]


def test_an_overlap_asks_for_the_other_ledgers_and_what_they_are_matched_by():
    asked = asked_of(load().indicators["publicity_events_without_overlap"], load())
    assert asked == {"L15": {"date", "village", "topic"}, "L16": {"date", "village"}, "L17": {"date", "topic"}}


def test_no_indicator_asks_for_a_column_that_only_ends_something():
    ends = {"left", "dismissed", "dissolved", "expires", "removed"}
    asked = {
        column
        for one in load().indicators.values()
        if isinstance(one, FromLedger) and not isinstance(one, Expiring)
        for columns in asked_of(one, load()).values()
        for column in columns
    }
    assert not asked & ends
