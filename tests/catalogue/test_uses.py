"""Which columns must say something for an indicator to be told at all."""

import pytest

from fazhi.catalogue import load
from fazhi.catalogue.indicator import FromLedger
from fazhi.catalogue.uses import asked_of


@pytest.mark.parametrize(
    ("indicator", "columns"),
    [
        ("court_appearance_rate", {"leader_appeared"}),
        ("publicity_participants", {"participants"}),
        ("disputes_accepted", set()),
        ("disputes_resolved", {"result"}),
        ("penalty_published_on_time_rate", {"published"}),
    ],
)
def test_what_must_speak_is_asked_for_and_what_may_be_silent_is_not(indicator, columns):
    assert asked_of(load().indicators[indicator], load()) == columns


def test_no_indicator_asks_for_a_column_that_only_ends_something():
    ends = {"left", "dismissed", "dissolved", "expires", "removed"}
    asked = {id for one in load().indicators.values() if isinstance(one, FromLedger) for id in asked_of(one, load())}
    assert not asked & ends
