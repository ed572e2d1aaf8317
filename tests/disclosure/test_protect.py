"""The suppressor: nothing sensitive can be worked out, little else is hidden, and every rule is needed."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fazhi.disclosure import audit, cell_id, cells_frame, knowledge, protect, rate_relations, sensitive, total
from fazhi.disclosure.audit import Auditor
from fazhi.disclosure.cells import DENOMINATOR, NUMERATOR, REST


def withstands(linked, hidden, earlier=()) -> bool:
    """Whether the strongest reader learns nothing sensitive when these units are hidden."""
    return bool(audit(knowledge(linked.cells, linked.relations, earlier), hidden)["safe"].all())


def edition(**values) -> pd.DataFrame:
    return pd.DataFrame({"cell": list(values), "value": list(values.values())}).astype({"value": float})


# ------------------------------------------------------------------------------------------------ nothing is recoverable

SMALL = st.integers(0, 12)


@given(st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=2, max_size=3))
@settings(max_examples=10)
def test_nothing_hidden_can_be_worked_out_of_random_linked_tables(make, values):
    linked = make.two_way(values)
    found = protect(linked.cells, linked.relations, make.policy)
    assert found.passed
    assert withstands(linked, found.hidden)
    assert set(linked.cells.loc[sensitive(linked.cells), "unit"]) <= found.hidden


@given(st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=2, max_size=3))
@settings(max_examples=10)
def test_what_is_reported_open_could_not_be_helped_by_hiding_everything(make, values):
    """Where zeros are shown, few small counts may be too few to hide behind one another."""
    linked = make.two_way(values, "B", ("type",))
    found = protect(linked.cells, linked.relations, make.policy)
    assert found.passed == withstands(linked, found.hidden)
    shown = linked.cells["value"] < linked.cells["floor"]
    most = audit(knowledge(linked.cells, linked.relations), set(linked.cells.loc[~shown, "unit"]))
    assert set(found.open) == set(most.loc[~most["safe"], "cell"])


@given(st.lists(st.lists(st.integers(1, 7), min_size=3, max_size=3), min_size=2, max_size=2))
@settings(max_examples=6)
def test_trying_every_number_finds_no_more_than_the_audit_allows(make, values):
    """The judge is not the solver that the suppressor used."""
    linked = make.two_way(values)
    found = protect(linked.cells, linked.relations, make.policy.model_copy(update={"marks_alike": False}))
    hidden = [name for name in linked.cells["cell"] if name in found.hidden]
    known = {name: linked.value(name) for name in linked.cells["cell"] if name not in found.hidden}
    assume(hidden and len(hidden) <= 6 and not any("县" in name or "合计" in name for name in hidden))
    tried = pd.DataFrame(make.solutions(dict.fromkeys(hidden, 0.0), known, linked.relations))
    for name in linked.cells.loc[sensitive(linked.cells), "cell"]:
        assert set(range(5)).issubset(tried[name])


def test_an_edition_without_small_counts_is_published_whole(make):
    linked = make.two_way([[20, 30], [40, 50]])
    found = protect(linked.cells, linked.relations, make.policy)
    assert found.passed
    assert not found.hidden
    assert found.audit.empty


def test_marks_that_are_known_to_be_positive_need_more_company(make):
    """10 + 3 + 1 + 1 = 15 with zeros always shown: the two ones and the three are sensitive and give each other away."""
    parts = {"a": 10, "b": 3, "c": 1, "d": 1}
    rows = [
        {"township": "甲镇", "year": 2022, "indicator": n, "value": v, "class": "B", "dimensions": ("type",)}
        for n, v in {"all": 15, **parts}.items()
    ]
    linked = make.linked(cells_frame(rows, make.policy), (total("sum", make.cell("all"), map(make.cell, parts)),))
    found = protect(linked.cells, linked.relations, make.policy)
    assert found.passed
    assert len(found.hidden) == 4
    assert not withstands(linked, {make.cell(n) for n in "bcd"})


def test_two_marks_in_every_row_and_column_are_extended_where_they_do_not_suffice(make):
    linked = make.two_way([[1, 1, 20], [1, 1, 20], [30, 30, 30]])
    block = {cell_id(t, y, "x") for t in ("镇0", "镇1") for y in (2020, 2021)}
    assert not withstands(linked, block)
    found = protect(linked.cells, linked.relations, make.policy)
    assert found.passed
    assert found.hidden > block


def linked_towns(make):
    """Two townships by three types, and the county by type."""
    towns = {"甲": {"a": 2, "b": 9, "c": 20}, "乙": {"a": 7, "b": 8, "c": 30}}
    towns["县"] = {type: towns["甲"][type] + towns["乙"][type] for type in "abc"}
    rows = [
        {"township": t, "year": 2022, "indicator": "x", "value": v, "class": "A", "breakdown": "type", "category": c,
         "dimensions": ("type",)} for t, types in towns.items() for c, v in types.items()
    ]  # fmt: skip
    rows += [
        {"township": t, "year": 2022, "indicator": "x", "value": sum(types.values()), "class": "A"}
        for t, types in towns.items()
    ]
    ids = {(t, c): cell_id(t, 2022, "x", "whole", "type", c) for t in towns for c in "abc"}
    whole = {t: cell_id(t, 2022, "x") for t in towns}
    by_town = [total("breakdown", whole[t], [ids[t, c] for c in "abc"]) for t in towns]
    by_type = [total("sum", ids["县", c], [ids[t, c] for t in ("甲", "乙")]) for c in "abc"]
    by_type.append(total("sum", whole["县"], [whole["甲"], whole["乙"]]))
    return make.linked(cells_frame(rows, make.policy), (*by_town, *by_type)), ids


def test_tables_protected_one_by_one_give_each_others_cells_away(make):
    linked, ids = linked_towns(make)
    alone = set()
    for kind in ("breakdown", "sum"):
        part = protect(linked.cells, linked.without(kind), make.policy)
        assert part.passed
        alone |= part.hidden
    assert not withstands(linked, alone)
    together = protect(linked.cells, linked.relations, make.policy)
    assert together.passed
    assert ids["甲", "a"] in together.hidden


# ------------------------------------------------------------------------------------------------ earlier editions


def test_what_an_earlier_edition_showed_protects_nothing_now(make):
    linked = make.linked(
        make.counts({"all": 31, "a": 2, "b": 9, "c": 20}),
        (total("sum", make.cell("all"), [make.cell(n) for n in "abc"]),),
    )
    before = edition(**{make.cell("all"): 31, make.cell("b"): 9, make.cell("c"): None, make.cell("a"): None})
    assert not withstands(linked, {make.cell("a"), make.cell("b")}, [before])
    found = protect(linked.cells, linked.relations, make.policy, [before])
    assert found.passed
    assert make.cell("c") in found.hidden


def test_a_sensitive_cell_that_an_earlier_edition_showed_is_reported(make):
    linked = make.linked(make.counts({"a": 2}), ())
    found = protect(linked.cells, linked.relations, make.policy, [edition(**{make.cell("a"): 2})])
    assert not found.passed
    assert found.open == (make.cell("a"),)


def test_the_difference_to_an_earlier_edition_is_a_small_count_too(make):
    """One late case: the parts are large, but 8 now and 7 then say that a single case came in."""
    linked = make.linked(
        make.counts({"all": 49, "a": 8, "b": 20, "c": 21}),
        (total("sum", make.cell("all"), [make.cell(n) for n in "abc"]),),
    )
    before = edition(**{make.cell("all"): 48, make.cell("a"): 7, make.cell("b"): 20, make.cell("c"): 21})
    assert protect(linked.cells, linked.relations, make.policy).hidden == frozenset()
    found = protect(linked.cells, linked.relations, make.policy, [before])
    assert {make.cell("a"), make.cell("all")} <= found.hidden


def test_the_totals_of_two_editions_do_not_open_what_both_hide(make):
    """The earlier edition showed another part; its total has been revised since, by more than a few."""
    linked = make.linked(
        make.counts({"all": 60, "a": 2, "b": 28, "c": 30}),
        (total("sum", make.cell("all"), [make.cell(n) for n in "abc"]),),
    )
    before = edition(**{make.cell("all"): 52, make.cell("a"): None, make.cell("b"): 20, make.cell("c"): None})
    found = protect(linked.cells, linked.relations, make.policy, [before])
    assert found.passed
    assert withstands(linked, found.hidden, [before])
    assert make.cell("c") in found.hidden


# ------------------------------------------------------------------------------------------------ every rule is needed


def small_part(make, kind, letter="A"):
    """all = a + b, bound by one kind of relation."""
    return make.linked(
        make.counts({"all": 31, "a": 2, "b": 29}, letter),
        (total(kind, make.cell("all"), [make.cell("a"), make.cell("b")]),),
    )


@pytest.mark.parametrize("kind", ["identity", "definition", "breakdown", "sum"])
def test_without_one_kind_of_relation_the_audit_fails(make, kind):
    linked = small_part(make, kind)
    careless = protect(linked.cells, linked.without(kind), make.policy)
    assert careless.passed
    assert not withstands(linked, careless.hidden)
    assert withstands(linked, protect(linked.cells, linked.relations, make.policy).hidden)


def test_without_secondary_suppression_the_audit_fails(make):
    linked = small_part(make, "sum")
    primary = set(linked.cells.loc[sensitive(linked.cells), "unit"])
    assert not withstands(linked, primary)


def test_without_the_rule_that_a_published_rate_tells_its_count_the_audit_fails(make):
    """The rate stands elsewhere with one decimal, its denominator is published: 7.4 % of 27 is 2."""
    cells = make.counts({"x": 2, "n": 27})
    linked = make.linked(cells, rate_relations(make.cell("x"), make.cell("n"), "7.4", 1))
    careless = protect(cells, (), make.policy)
    assert not withstands(linked, careless.hidden)
    found = protect(cells, linked.relations, make.policy)
    assert found.hidden == {make.cell("x"), make.cell("n")}
    assert not found.passed  # 7.4 % leaves 2 of 27 and its multiples: no hiding mends a rate that is out
    assert found.open == (make.cell("x"),)


def rate_rows(numerator, denominator):
    common = {"township": "甲镇", "year": 2022, "indicator": "rate", "class": "A", "unit": "rate"}
    return [
        {**common, "part": NUMERATOR, "value": numerator},
        {**common, "part": DENOMINATOR, "value": denominator},
        {**common, "part": REST, "value": denominator - numerator, "published": False},
    ]


def test_without_the_rule_for_the_complement_the_audit_fails(make):
    """23 of 25: the two outside are as sensitive as two inside."""
    rows = [*rate_rows(23, 25), {"township": "甲镇", "year": 2022, "indicator": "n", "value": 25, "class": "C"}]
    cells = cells_frame(rows, make.policy)
    parts = {part: cell_id("甲镇", 2022, "rate", part) for part in (NUMERATOR, DENOMINATOR, REST)}
    linked = make.linked(cells, (total("definition", parts[DENOMINATOR], [parts[NUMERATOR], parts[REST]]),))
    careless = protect(cells[cells["part"] != REST], linked.relations, make.policy)
    assert not careless.hidden
    assert not withstands(linked, careless.hidden)
    found = protect(cells, linked.relations, make.policy)
    assert found.passed
    assert found.hidden == {"rate"}


def test_without_the_decision_on_zero_an_all_is_told(make):
    """25 of 25 of a sensitive group says something of everyone in it."""
    cells = cells_frame(rate_rows(25, 25), make.policy)
    parts = {part: cell_id("甲镇", 2022, "rate", part) for part in (NUMERATOR, DENOMINATOR, REST)}
    linked = make.linked(cells, (total("definition", parts[DENOMINATOR], [parts[NUMERATOR], parts[REST]]),))
    assert not withstands(linked, set())
    assert protect(cells, linked.relations, make.policy).hidden == {"rate"}
    shown = cells.assign(low=1.0)
    assert not protect(shown, linked.relations, make.policy).hidden


def test_without_known_positive_marks_the_audit_fails(make):
    parts = {"a": 20, "b": 1, "c": 3}
    rows = [
        {"township": "甲镇", "year": 2022, "indicator": n, "value": v, "class": "B", "dimensions": ("type",)}
        for n, v in {"all": 24, **parts}.items()
    ]
    linked = make.linked(cells_frame(rows, make.policy), (total("sum", make.cell("all"), map(make.cell, parts)),))
    careless = protect(linked.cells.assign(floor=0.0), linked.relations, make.policy)
    assert careless.passed
    assert not withstands(linked, careless.hidden)


def test_without_the_earlier_edition_the_audit_fails(make):
    linked = small_part(make, "sum")
    careless = protect(linked.cells, linked.relations, make.policy)
    (companion,) = careless.hidden - {make.cell("a")}
    before = edition(**{companion: linked.value(companion)})
    assert not withstands(linked, careless.hidden, [before])
    assert withstands(linked, protect(linked.cells, linked.relations, make.policy, [before]).hidden, [before])


# ------------------------------------------------------------------------------------------------ order, size, log


@given(st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=2, max_size=3), st.randoms())
@settings(max_examples=5)
def test_the_order_in_which_cells_and_relations_come_changes_nothing(make, values, random):
    linked = make.two_way(values)
    cells = linked.cells.sample(frac=1, random_state=random.randint(0, 2**31)).reset_index(drop=True)
    relations = list(linked.relations)
    random.shuffle(relations)
    one = protect(linked.cells, linked.relations, make.policy)
    other = protect(cells, relations, make.policy)
    pd.testing.assert_frame_equal(one.cells, other.cells)
    pd.testing.assert_frame_equal(one.audit, other.audit)


def least(linked, alike) -> int:
    """The smallest number of hidden cells that passes, by trying all sets in order of size."""
    auditor = Auditor(knowledge(linked.cells, linked.relations), alike)
    first = sorted(set(linked.cells.loc[sensitive(linked.cells), "unit"]))
    others = sorted(set(linked.cells["unit"]) - set(first))
    for size in range(len(others) + 1):
        for more in combinations(others, size):
            hidden = frozenset({*first, *more})
            if not any(auditor.impossible(hidden, *need) for need in auditor.needs(hidden)):
                return len(hidden)
    raise AssertionError("nothing passes")


@pytest.mark.slow
@pytest.mark.parametrize(("alike", "excess"), [(False, 1.1), (True, 1.25)])
def test_few_more_cells_are_hidden_than_the_best_set_would(make, alike, excess):
    """Small random tables against every set of cells."""
    policy = make.policy.model_copy(update={"marks_alike": alike})
    draw = np.random.default_rng(2022)
    best = hidden = 0
    for _ in range(3):
        linked = make.two_way(draw.choice([1, 3, 6, 9, 14, 25], size=(2, 3)).tolist())
        linked = make.linked(linked.cells.assign(weight=1.0), linked.relations)
        hidden += len(protect(linked.cells, linked.relations, policy).hidden)
        best += least(linked, policy.alike)
    assert best <= hidden <= excess * best


@given(st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=2, max_size=2))
@settings(max_examples=10)
def test_every_mark_could_be_a_small_count_so_that_none_tells_its_reason(make, values):
    linked = make.two_way(values)
    found = protect(linked.cells, linked.relations, make.policy)
    assume(found.hidden)
    assert found.alike
    assert (found.audit["lower"] <= 1).all()
    assert (found.audit["upper"] >= 4).all()


def test_without_the_rule_that_marks_are_alike_a_companion_is_told_from_a_small_count(make):
    linked = make.two_way([[2, 40, 50], [60, 30, 70], [80, 90, 50]])
    loose = protect(linked.cells, linked.relations, make.policy.model_copy(update={"marks_alike": False}))
    strict = protect(linked.cells, linked.relations, make.policy)
    auditor = Auditor(knowledge(linked.cells, linked.relations), make.policy.alike)
    assert not auditor.report(loose.hidden)["safe"].all()
    assert auditor.report(strict.hidden)["safe"].all()
    assert loose.passed
    assert strict.passed
    assert strict.alike


def test_the_log_counts_and_names_no_cell(make):
    linked, ids = linked_towns(make)
    found = protect(linked.cells, linked.relations, make.policy)
    table = found.log.set_index("breakdown").loc["type"]
    assert table["cells"] == 9
    assert table["primary"] == 1
    assert not set(ids.values()) & set(found.log.astype(str).to_numpy().ravel())


def test_a_table_of_which_too_much_is_hidden_is_flagged(make):
    linked, _ = linked_towns(make)
    found = protect(linked.cells, linked.relations, make.policy)
    table = found.log.set_index("breakdown").loc["type"]
    assert table["redesign"]
    assert table["hidden_share"] > make.policy.largest_hidden_share
