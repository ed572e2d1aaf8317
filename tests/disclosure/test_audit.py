"""The audit: what a reader can work out, checked against trying every number."""

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.disclosure import audit, cells_frame, fractions_of_rate, knowledge, numerators_of_rate, rate_relations, total
from fazhi.disclosure.rates import printed

RULE = load().numerals.rounding


def interval(linked, hidden: set[str], earlier=()) -> pd.DataFrame:
    return audit(knowledge(linked.cells, linked.relations, earlier), hidden).set_index("cell")


def test_a_single_hidden_part_is_the_difference(make):
    linked = make.linked(
        make.counts({"all": 31, "a": 2, "b": 29}), (total("sum", make.cell("all"), [make.cell("a"), make.cell("b")]),)
    )
    found = interval(linked, {make.cell("a")}).loc[make.cell("a")]
    assert (found["lower"], found["upper"], found["safe"]) == (2, 2, False)


def test_known_positive_cells_make_a_small_remainder_exact(make):
    """10 + 3 + x + x = 15: where zeros are always shown, a mark is at least 1, so both are 1."""
    parts = {"a": 10, "b": 3, "c": 1, "d": 1}
    rows = [
        {"township": "甲镇", "year": 2022, "indicator": name, "value": value, "class": "B", "dimensions": ("type",)}
        for name, value in {"all": 15, **parts}.items()
    ]
    linked = make.linked(cells_frame(rows, make.policy), (total("sum", make.cell("all"), map(make.cell, parts)),))
    found = interval(linked, {make.cell("c"), make.cell("d")})
    assert found.loc[[make.cell("c"), make.cell("d")], ["lower", "upper"]].eq(1).all(axis=None)
    ignorant = make.linked(linked.cells.assign(floor=0), linked.relations)
    hidden = [make.cell("c"), make.cell("d")]
    assert interval(ignorant, set(hidden)).loc[hidden, "upper"].eq(2).all()


def test_two_hidden_in_every_row_and_column_are_not_enough(make):
    linked = make.two_way([[1, 1, 20], [1, 1, 20], [30, 30, 30]], letter="A")
    block = {f"镇{t}/{y}/x/whole" for t in (0, 1) for y in (2020, 2021)}
    found = interval(linked, block)
    assert found.loc[sorted(block), "upper"].eq(2).all()
    assert not found["safe"].any()


def test_a_sensitive_cell_that_is_shown_is_found_unsafe(make):
    linked = make.linked(make.counts({"a": 3}), ())
    found = interval(linked, set()).loc[make.cell("a")]
    assert (found["lower"], found["safe"]) == (3, False)


def test_a_range_with_a_hole_is_not_safe(make):
    """Lower and upper bound hold the whole range, yet half of it is impossible: pairs that are always equal."""
    rows = {"all": 8, "a": 4, "b": 4, "twin": 4}
    relations = (total("sum", make.cell("all"), [make.cell("a"), make.cell("b")]),)
    pair = total("definition", make.cell("a"), [make.cell("twin"), make.cell("twin2")])
    cells = make.counts({**rows, "twin": 2, "twin2": 2})
    equal = total("definition", make.cell("twin"), [make.cell("twin2")])
    found = interval(make.linked(cells, (*relations, pair, equal)), {make.cell(n) for n in ("a", "b", "twin", "twin2")})
    assert found.loc[make.cell("a"), ["lower", "upper"]].tolist() == [0, 8]
    assert not found.loc[make.cell("a"), "safe"]


def test_what_nothing_bounds_has_no_upper_end(make):
    assert interval(make.linked(make.counts({"a": 3}), ()), {make.cell("a")}).loc[make.cell("a"), "upper"] == float(
        "inf"
    )


@given(st.data())
@settings(max_examples=40)
def test_bounds_and_safety_agree_with_trying_every_number(make, data: st.DataObject):
    values = data.draw(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=2, max_size=2))
    linked = make.two_way(values, *data.draw(st.sampled_from([("A", ()), ("B", ("type",))])))
    inner = [name for name in linked.cells["cell"] if "县" not in name and "合计" not in name]
    floors = dict(zip(linked.cells["cell"], linked.cells["floor"], strict=True))
    hidden = {
        name for name in data.draw(st.sets(st.sampled_from(inner), min_size=1)) if linked.value(name) >= floors[name]
    }
    assume(hidden)
    known = {name: linked.value(name) for name in linked.cells["cell"] if name not in hidden}
    tried = pd.DataFrame(make.solutions({name: floors[name] for name in hidden}, known, linked.relations))
    found = interval(linked, hidden)
    for name in hidden:
        assert found.loc[name, "lower"] == tried[name].min()
        assert found.loc[name, "upper"] == tried[name].max()
        if found.loc[name, "need_to"] > 0:
            needed = range(int(found.loc[name, "need_from"]), int(found.loc[name, "need_to"]) + 1)
            assert found.loc[name, "safe"] == set(needed).issubset(tried[name])


@given(st.integers(1, 40), st.integers(0, 40), st.integers(0, 1))
@settings(max_examples=40)
def test_a_rounded_rate_with_its_denominator_bounds_the_numerator(
    make, denominator: int, numerator: int, decimals: int
):
    assume(numerator <= denominator)
    rate = printed(100 * numerator / denominator, decimals)
    assume(numerator in numerators_of_rate(rate, denominator, decimals))
    told = rate_relations(make.cell("x"), make.cell("n"), rate, decimals, rounding=RULE)
    linked = make.linked(make.counts({"x": numerator, "n": denominator}), told)
    found = interval(linked, {make.cell("x")}).loc[make.cell("x")]
    possible = numerators_of_rate(rate, denominator, decimals)
    assert (found["lower"], found["upper"]) == (possible[0], possible[-1])


@pytest.mark.parametrize("decimals", [0, 1])
def test_a_rounded_rate_without_its_denominator_still_excludes_most_pairs(make, decimals: int):
    """96.7 % said of hidden counts: 29 of 30 fits, 28 of 30 does not."""
    rate = {0: "97", 1: "96.7"}[decimals]
    told = rate_relations(make.cell("x"), make.cell("n"), rate, decimals, rounding=RULE)
    linked = make.linked(make.counts({"x": 29, "n": 30}), told)
    found = interval(linked, {make.cell("x"), make.cell("n")})
    assert found.loc[make.cell("n"), "lower"] == min(n for _, n in fractions_of_rate(rate, decimals, 40)) > 28
