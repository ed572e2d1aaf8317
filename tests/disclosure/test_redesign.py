"""Tables of which too much would be hidden: other designs are offered and measured, never taken silently."""

import pytest

from fazhi.disclosure import breakdown_relations, cell_id, cells_frame, edition, redesigns


def by_type(make, counts, years=(2022,), towns=("甲镇",)):
    """Disputes by type, the same counts in each year and township, with their totals."""
    base = {"indicator": "x", "class": "B"}
    rows = [{**base, "township": t, "year": y, "value": sum(counts.values())} for t in towns for y in years]
    rows += [
        {**base, "township": t, "year": y, "breakdown": "by_type", "category": name, "value": count, "dimensions": ("type",)}
        for t in towns for y in years for name, count in counts.items()
    ]  # fmt: skip
    return cells_frame(rows, make.policy)


def designs(make, cells, **more):
    return redesigns(cells, make.policy, "x", "by_type", **more).set_index("design")


def test_merging_three_years_lifts_counts_above_the_threshold(make):
    found = designs(make, by_type(make, {"a": 2, "b": 3, "c": 9}, (2020, 2021, 2022)))
    assert not found.loc["as_is", "enough"]
    assert found.loc["years_merged", ["hidden", "enough"]].tolist() == [0, True]


def test_years_that_do_not_follow_one_another_are_not_merged(make):
    assert "years_merged" not in designs(make, by_type(make, {"a": 2, "b": 9}, (2018, 2020, 2022))).index


def test_merging_the_smallest_types_is_offered_with_what_it_hides(make):
    found = designs(make, by_type(make, {"a": 2, "b": 3, "c": 9, "d": 20}))
    assert found.loc["as_is", "hidden_share"] == pytest.approx(2 / 5)
    assert found.loc["categories_merged", ["cells", "hidden"]].tolist() == [4, 0]


def test_moving_to_the_county_is_offered(make):
    cells = by_type(make, {"a": 2, "b": 3, "c": 9}, towns=("甲镇", "乙镇", "丙镇"))
    found = designs(make, cells, areas={"县": ["甲镇", "乙镇", "丙镇"]})
    assert found.loc["moved_to_area", ["cells", "hidden"]].tolist() == [4, 0]


def test_an_edition_leaves_such_a_table_out_and_says_so(make):
    cells = by_type(make, {"a": 2, "b": 3, "c": 9})
    found, gone = edition(cells, tuple(breakdown_relations(cells)), make.policy)
    assert gone == (("x", "by_type"),)
    assert found.passed
    assert not found.hidden
    assert set(found.cells["breakdown"]) == {""}


def test_a_total_is_not_hidden_for_the_sake_of_its_own_table(make):
    """A total of 3 is public; split into types it would have to be hidden, so the split goes instead."""
    names = {f"t{n}": 20 for n in range(12)} | {"a": 3}
    cells = by_type(make, names)
    small = by_type(make, {"a": 3} | dict.fromkeys([f"t{n}" for n in range(12)], 0))
    assert edition(cells, tuple(breakdown_relations(cells)), make.policy)[1] == ()
    found, gone = edition(small, tuple(breakdown_relations(small)), make.policy)
    assert gone == (("x", "by_type"),)
    assert cell_id("甲镇", 2022, "x") not in found.hidden
