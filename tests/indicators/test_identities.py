"""Relations between indicators."""

import datetime as dt

import pytest

from fazhi.catalogue import load
from fazhi.catalogue.rules import Identity
from fazhi.catalogue.text import Text
from fazhi.indicators import check


def identity(expression: str) -> Identity:
    return Identity(id="I", zh="甲", en="a", kind="arithmetic", check=expression, note=Text(zh="乙", en="b"))


VALUES = {"a": 6.0, "b": 1.0, "c": 5.0, "none": None, "d": dt.date(2022, 1, 19)}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("a == b + c", True),
        ("a == c", False),
        ("a == b + none", None),
        ("a / 3 * 3 == a", True),
        ("c >= 3 * b and a > 100", False),
        ("d <= day(1, 31)", True),
        ("day(1, 1) <= d <= day(1, 18)", False),
        ("weekday(d) == 3", True),
    ],
)
def test_an_identity_holds_fails_or_cannot_be_checked(expression, holds):
    assert check(identity(expression), VALUES, 2022).holds is holds


def test_the_numbers_put_in_are_shown():
    assert check(identity("a == b + c and d <= day(1, 31)"), VALUES, 2022).shown == "6 = 1 + 5; 2022-01-19 ≤ 2022-01-31"


@pytest.mark.parametrize("expression", ["__import__('os')", "a.real", "a if b else c", "[a]", "a ** 99", "a != b"])
def test_nothing_else_is_evaluated(expression):
    with pytest.raises(ValueError, match="not allowed"):
        check(identity(expression), VALUES, 2022)


@pytest.mark.parametrize("entry", load().identities.values(), ids=lambda i: i.id)
def test_every_identity_of_the_catalogue_can_be_evaluated(entry):
    dates = {"disclosure_report_date", "milestone_congress_meeting", "milestone_supervision_office"}
    values = {id: dt.date(2022, 1, 19) if id in dates else 2.0 for id in load().indicators}
    assert check(entry, values, 2022).holds in (True, False)
