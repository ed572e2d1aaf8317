"""Which counts are cells, and at which values a cell is sensitive."""

from dataclasses import replace

import pandas as pd
import pytest

from fazhi.catalogue import load
from fazhi.catalogue.indicator import Condition
from fazhi.disclosure import breakdown_cells, cells_frame, class_of, indicator_cells, sensitive
from fazhi.disclosure.cells import dimensions_of
from fazhi.indicators.table import COLUMNS

CATALOGUE = load()
BASE = {"township": "甲镇", "year": 2022, "indicator": "x"}


def one(make, value, letter, dimensions=(), **more):
    return cells_frame([{**BASE, "value": value, "class": letter, "dimensions": dimensions, **more}], make.policy)


@pytest.mark.parametrize(
    ("letter", "dimensions", "small"),
    [
        ("A", (), {0, 1, 2, 3, 4}),
        ("A", ("type",), {0, 1, 2, 3, 4}),
        ("A", ("place",), set(range(10))),
        ("A", ("month", "result"), set(range(10))),
        ("B", (), set()),
        ("B", ("month",), set()),
        ("B", ("result",), set()),
        ("B", ("type",), {1, 2, 3, 4}),
        ("B", ("place",), {1, 2, 3, 4}),
        ("B", ("month", "topic"), {1, 2, 3, 4}),
        ("C", ("place", "type"), set()),
    ],
)
def test_the_class_and_the_breakdown_decide_which_counts_are_sensitive(make, letter, dimensions, small):
    found = {value for value in range(15) if sensitive(one(make, value, letter, dimensions)).all()}
    assert found == small


def test_a_mark_tells_that_there_is_something_only_where_zeros_are_always_shown(make):
    assert one(make, 3, "A")["floor"].tolist() == [0]
    assert one(make, 3, "B", ("type",))["floor"].tolist() == [1]
    assert one(make, 3, "C")["floor"].tolist() == [1]
    assert one(make, 3, "C", published=False)["floor"].tolist() == [0]


def test_a_count_below_zero_or_in_parts_is_refused(make):
    for value in (-1, 2.5):
        with pytest.raises(ValueError, match="no count"):
            one(make, value, "A")


def test_a_cell_given_twice_is_refused(make):
    with pytest.raises(ValueError, match="more than once"):
        cells_frame([{**BASE, "value": 1, "class": "A"}] * 2, make.policy)


@pytest.mark.parametrize("word", CATALOGUE.disclosure.sensitive)
def test_a_sensitive_word_raises_cases_about_people_but_no_meetings(make, word):
    assert make.policy.raised("B", f"涉{word}案件") == "A"
    assert make.policy.raised("C", f"{word}宣传活动") == "C"


def test_every_indicator_has_a_class():
    letters = {id: class_of(id, CATALOGUE) for id in CATALOGUE.indicators}
    assert set(letters.values()) <= {"A", "B", "C"}
    assert letters["disputes_accepted"] == letters["disputes_per_1000"] == "B"
    assert letters["publicity_events"] == letters["population"] == "C"


def frame(*rows):
    blank = dict.fromkeys(COLUMNS)
    return pd.DataFrame([{**blank, "township": "甲镇", "year": 2022, "status": "ok", **row} for row in rows])


def test_a_rate_is_its_numerator_and_denominator_hidden_together(make):
    row = {"indicator": "mediation_success_rate", "value": "0.92", "numerator": "23", "denominator": "25"}
    cells = cells_frame(indicator_cells(frame(row), CATALOGUE), make.policy)
    assert dict(zip(cells["part"], cells["value"], strict=True)) == {"numerator": 23, "denominator": 25}
    assert cells["unit"].nunique() == 1


def test_the_cases_outside_the_numerator_of_a_sensitive_rate_must_not_be_found_out():
    catalogue = load()
    policy = catalogue.disclosure.model_copy(update={"indicators": {"mediation_success_rate": "A"}})
    stricter = replace(catalogue, disclosure=policy)
    row = {"indicator": "mediation_success_rate", "value": "0.92", "numerator": "23", "denominator": "25"}
    cells = cells_frame(indicator_cells(frame(row), stricter), policy).set_index("part")
    assert cells.loc["rest", "value"] == 2
    assert not cells.loc["rest", "published"]
    assert sensitive(cells)["rest"]


def test_dates_missing_ledgers_and_reference_values_are_no_cells():
    rows = [
        {"indicator": "milestone_congress_meeting", "value": "2022-11-07"},
        {"indicator": "disputes_accepted", "status": "missing_ledger"},
        {"indicator": "population", "value": "13614"},
    ]
    assert indicator_cells(frame(*rows), CATALOGUE) == []


def added(id, like, **changes):
    """The catalogue with one more indicator, made from another."""
    more = CATALOGUE.indicators[like].model_copy(update={"id": id, **changes})
    return replace(CATALOGUE, indicators={**CATALOGUE.indicators, id: more})


LABOUR = Condition(column="type", any_of=("labour",))


@pytest.mark.parametrize(
    ("where", "hidden"),
    [
        ((LABOUR,), True),
        ((Condition(column="place", contains=("泗合",)),), True),
        ((Condition(column="type", present=True),), False),
        ((Condition(column="result", any_of=("failed",)),), False),
    ],
    ids=["one matter", "one village", "any matter at all", "one result"],
)
def test_an_indicator_of_one_matter_or_village_is_as_sensitive_as_the_cell_of_a_table(make, where, hidden):
    catalogue = added("disputes_some", "disputes_accepted", where=where)
    cells = cells_frame(indicator_cells(frame({"indicator": "disputes_some", "value": "3"}), catalogue), make.policy)
    assert sensitive(cells).tolist() == [hidden]


def test_so_are_the_numerator_that_picks_a_matter_and_what_it_leaves_over(make):
    catalogue = added("share_of_labour", "mediation_success_rate_accepted", numerator=(LABOUR,))
    row = {"indicator": "share_of_labour", "value": "0.06", "numerator": "3", "denominator": "5"}
    cells = cells_frame(indicator_cells(frame(row), catalogue), make.policy)
    assert dict(zip(cells["part"], sensitive(cells), strict=True)) == {
        "numerator": True,
        "rest": True,
        "denominator": False,
    }


def test_no_indicator_of_the_catalogue_is_one_of_a_single_matter_or_village():
    """What the township's report publishes stays published."""
    for indicator in CATALOGUE.indicators.values():
        limits = CATALOGUE.disclosure.sensitivity(class_of(indicator.id, CATALOGUE))
        assert [limits.limit(part) for part in dimensions_of(indicator, CATALOGUE)] == [0, 0], indicator.id


def test_a_category_without_a_case_is_a_cell_with_zero(make, disputes):
    cells = breakdown_cells(disputes(["family", "family", "labour"]), "甲镇", 2022, CATALOGUE, ["disputes_by_type"])
    found = {cell["category"]: cell["value"] for cell in cells}
    assert {id: n for id, n in found.items() if n} == {"family": 2, "labour": 1}
    assert len(found) == len(CATALOGUE.ledgers["L14"].column("type").values)
    assert sensitive(cells_frame(cells, make.policy)).sum() == 2


def test_a_category_with_a_sensitive_name_is_class_a(disputes):
    column = CATALOGUE.ledgers["L14"].column("type")
    harsher = column.model_copy(
        update={
            "values": tuple(
                v.model_copy(update={"also": (*v.also, "家庭暴力")}) if v.id == "family" else v for v in column.values
            )
        }
    )
    ledger = CATALOGUE.ledgers["L14"].model_copy(
        update={"columns": tuple(harsher if c.id == "type" else c for c in CATALOGUE.ledgers["L14"].columns)}
    )
    catalogue = replace(CATALOGUE, ledgers={**CATALOGUE.ledgers, "L14": ledger})
    cells = breakdown_cells(disputes(["family"]), "甲镇", 2022, catalogue, ["disputes_by_type"])
    letters = {cell["category"]: cell["class"] for cell in cells}
    assert letters["family"] == "A"
    assert letters["labour"] == "B"


def test_a_crossed_table_lists_every_combination(disputes):
    policy = CATALOGUE.disclosure
    crossed = policy.breakdown("disputes_by_type").model_copy(update={"by": {"accepted": "month", "type": "type"}})
    catalogue = replace(CATALOGUE, disclosure=policy.model_copy(update={"breakdowns": (crossed,)}))
    cells = breakdown_cells(disputes(["family", "labour"]), "甲镇", 2022, catalogue)
    found = {cell["category"]: cell["value"] for cell in cells}
    assert found["2022-03/family"] == found["2022-03/labour"] == 1
    assert found["2022-03/medical"] == 0
