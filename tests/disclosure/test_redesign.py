"""Tables of which too much would be hidden: other designs are offered and measured, never taken silently."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.disclosure import breakdown_relations, cell_id, cells_frame, edition, protect, redesigns
from fazhi.disclosure.redesign import CATEGORIES

POLICY = load().disclosure


def by_type(counts, years=(2022,), towns=("甲镇",)):
    """Disputes by type, the same counts in each year and township, with their totals."""
    base = {"indicator": "x", "class": "B"}
    rows = [{**base, "township": t, "year": y, "value": sum(counts.values())} for t in towns for y in years]
    rows += [
        {**base, "township": t, "year": y, "breakdown": "by_type", "category": name, "value": count, "dimensions": ("type",)}
        for t in towns for y in years for name, count in counts.items()
    ]  # fmt: skip
    return cells_frame(rows, POLICY)


def designs(cells, **more):
    return redesigns(cells, POLICY, "x", "by_type", **more).set_index("design")


def test_merging_three_years_lifts_counts_above_the_threshold():
    found = designs(by_type({"a": 2, "b": 3, "c": 9}, (2020, 2021, 2022)))
    assert not found.loc["as_is", "enough"]
    assert found.loc["years_merged", ["hidden", "enough"]].tolist() == [0, True]


def test_years_that_do_not_follow_one_another_are_not_merged():
    assert "years_merged" not in designs(by_type({"a": 2, "b": 9}, (2018, 2020, 2022))).index


def test_merging_the_smallest_types_is_offered_with_what_it_hides():
    found = designs(by_type({"a": 2, "b": 3, "c": 9, "d": 20}))
    assert found.loc["as_is", "hidden_share"] == pytest.approx(2 / 5)
    assert found.loc["categories_merged", ["cells", "hidden"]].tolist() == [4, 0]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=3, max_size=7))
def test_as_few_types_are_merged_as_leave_enough_by_the_protection_itself(values):
    """Each number of the smallest types is tried with all that protecting an edition does, however little of it shows at a glance."""
    counts = {f"t{n}": value for n, value in enumerate(values)}
    smallest = sorted(counts, key=lambda name: counts[name])
    enough = []
    for number in range(2, len(counts)):
        joined = smallest[:number]
        merged = {name: value for name, value in counts.items() if name not in joined}
        merged["+".join(sorted(joined))] = sum(counts[name] for name in joined)
        cells = by_type(merged)
        log = protect(cells, breakdown_relations(cells), POLICY).log
        hidden, shown = int(log["primary"].sum() + log["secondary"].sum()), int(log["cells"].sum())
        enough += [(shown, hidden)] if hidden <= POLICY.largest_hidden_share * shown else []
    found = redesigns(by_type(counts), POLICY, "x", "by_type").set_index("design")
    offered = [tuple(found.loc[CATEGORIES, ["cells", "hidden"]])] if CATEGORIES in found.index else []
    assert offered == enough[:1]


def test_moving_to_the_county_is_offered():
    cells = by_type({"a": 2, "b": 3, "c": 9}, towns=("甲镇", "乙镇", "丙镇"))
    found = designs(cells, areas={"县": ["甲镇", "乙镇", "丙镇"]})
    assert found.loc["moved_to_area", ["cells", "hidden"]].tolist() == [4, 0]


def test_an_edition_leaves_such_a_table_out_and_says_so():
    cells = by_type({"a": 2, "b": 3, "c": 9})
    found, gone = edition(cells, tuple(breakdown_relations(cells)), POLICY)
    assert gone == (("x", "by_type"),)
    assert found.passed
    assert not found.hidden
    assert set(found.cells["breakdown"]) == {""}


def test_an_edition_of_which_nothing_was_counted_hides_nothing():
    """No ledger of the township-year could be recognised: there is no cell, and nothing to protect."""
    protected, left_out = edition(cells_frame([], POLICY), [], POLICY)
    assert (protected.hidden, left_out, protected.passed) == (frozenset(), (), True)


def test_a_total_is_not_hidden_for_the_sake_of_its_own_table():
    """A total of 3 is public; split into types it would have to be hidden, so the split goes instead."""
    names = {f"t{n}": 20 for n in range(12)} | {"a": 3}
    cells = by_type(names)
    small = by_type({"a": 3} | dict.fromkeys([f"t{n}" for n in range(12)], 0))
    assert edition(cells, tuple(breakdown_relations(cells)), POLICY)[1] == ()
    found, gone = edition(small, tuple(breakdown_relations(small)), POLICY)
    assert gone == (("x", "by_type"),)
    assert cell_id("甲镇", 2022, "x") not in found.hidden


def as_published(cells, found):
    """An edition as it lies in the archive: what it shows, and NaN for what it hides; tables that it leaves out are not there."""
    shown = found.cells["value"].where(found.cells["state"] == "published")
    return pd.DataFrame({"cell": found.cells["cell"], "value": shown})


def next_edition(before, after):
    """The breakdowns that an edition leaves out when the one before it is known, and whether the one before showed the table with marks."""
    first, gone = edition(before, tuple(breakdown_relations(before)), POLICY)
    archive = [as_published(before, first)]
    return bool(first.hidden) and not gone, edition(after, tuple(breakdown_relations(after)), POLICY, archive)[1]


LARGE = {f"t{n}": 20 + n for n in range(12)}


def test_a_table_of_which_the_last_edition_hid_a_part_is_left_out_once_cases_were_added():
    """Of two hidden counts one late case makes two tables that fit fewer pairs together than each alone."""
    before = by_type(LARGE | {"a": 3, "b": 4})
    assert next_edition(before, by_type(LARGE | {"a": 4, "b": 4})) == (True, (("x", "by_type"),))
    assert next_edition(before, before) == (True, ())


def test_a_table_that_hid_nothing_is_shown_again_though_cases_were_added():
    before, after = by_type(LARGE), by_type(LARGE | {"t3": 40})
    assert next_edition(before, after) == (False, ())


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_who_takes_it_that_cases_were_only_added_learns_nothing_of_the_later_table(small, late):
    """Whatever is added to small counts among large ones: with marks in the earlier table no changed one is given."""
    before = by_type(LARGE | {f"s{n}": value for n, value in enumerate(small)})
    after = by_type(LARGE | {f"s{n}": value + more for n, (value, more) in enumerate(zip(small, late, strict=True))})
    marked, gone = next_edition(before, after)
    if marked:
        assert gone == ((("x", "by_type"),) if any(late) else ())
