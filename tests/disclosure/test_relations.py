"""What binds cells: only what is true, and all that the catalogue implies."""

import datetime as dt
import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.catalogue.rounding import round_by
from fazhi.disclosure import (
    area_relations,
    breakdown_cells,
    breakdown_relations,
    catalogue_relations,
    cell_id,
    cells_frame,
    indicator_cells,
    knowledge,
    rate_relations,
    total,
    window_relations,
    year_relations,
)
from fazhi.indicators import Window, check, indicators_frame

CATALOGUE = load()


@pytest.fixture(scope="module")
def settled(make, disputes):
    """Cells and the catalogue's relations of 25 settled disputes."""
    values = disputes(["family"] * 7 + ["labour"] * 18)
    table = indicators_frame(values.values(), "甲镇", 2022, CATALOGUE, "zh")
    rows = indicator_cells(table, CATALOGUE) + breakdown_cells(values, "甲镇", 2022, CATALOGUE)
    cells = cells_frame(rows, make.policy)
    return cells, {frozenset(dict(relation.terms)) for relation in catalogue_relations(cells, CATALOGUE)}


def whole(indicator, part="whole", breakdown="", category=""):
    return cell_id("甲镇", 2022, indicator, part, breakdown, category)


def test_a_count_in_a_part_of_the_year_bounds_the_months_of_its_own_category():
    """Of services by month and category those that are neither registry, family planning … are 其他窗口业务."""
    counts = {f"2022-{month:02d}/{kind}": float(month) for month in range(1, 13) for kind in ("household", "veterans")}
    common = {"township": "甲镇", "year": 2022, "indicator": "service_total", "class": "B"}
    rows = [{**common, "breakdown": "service_by_month", "category": name, "value": n} for name, n in counts.items()]
    cells = cells_frame(rows, CATALOGUE.disclosure)
    window = Window(dt.date(2022, 1, 1), dt.date(2022, 3, 15))
    for indicator, kinds in (("service_other", ("veterans",)), ("service_total", ("household", "veterans"))):
        most, least = window_relations(cells, CATALOGUE, "甲镇", 2022, indicator, window, 4)
        names = [[whole("service_total", "whole", "service_by_month", f"2022-{m:02d}/{kind}") for m in months for kind in kinds]
                 for months in ((1, 2), (1, 2, 3))]  # fmt: skip
        assert (set(dict(most.terms)), set(dict(least.terms))) == (set(names[0]), set(names[1]))
    values = dict(zip(cells["cell"], cells["value"], strict=True))
    of_other = [[r.holds(values) for r in window_relations(cells, CATALOGUE, "甲镇", 2022, "service_other", window, n)]
                for n in (2, 3, 6, 7)]  # fmt: skip
    assert of_other == [[False, True], [True, True], [True, True], [True, False]]


def fits(rate, decimals, numerator, denominator, rounding):
    bound = rate_relations("x", "n", rate, decimals, rounding=rounding)
    return all(r.holds({"x": numerator, "n": denominator}) for r in bound)


@given(st.integers(1, 400), st.data(), st.integers(0, 2), st.sampled_from(["half_even", "half_up"]))
def test_a_rounded_rate_says_exactly_which_fractions_round_to_it(denominator, data, decimals, rule):
    numerator = data.draw(st.integers(0, denominator))
    shown = data.draw(st.integers(0, denominator))
    rate = f"{round_by(rule, Fraction(100 * shown, denominator), decimals):f}"
    rounds_to_it = f"{round_by(rule, Fraction(100 * numerator, denominator), decimals):f}" == rate
    assert fits(rate, decimals, numerator, denominator, rule) == rounds_to_it


def test_a_tie_rounds_by_the_rule_of_the_figure_and_the_relations_know_it():
    """1 of 8 is 12.5 %: 12 where ties go to even, 13 by 四舍五入, and of others' figures nobody knows by which."""
    printed = {rule: [fits(rate, 0, 1, 8, rule) for rate in ("12", "13")] for rule in ("half_even", "half_up", None)}
    assert printed == {"half_even": [True, False], "half_up": [False, True], None: [True, True]}
    assert not fits("13", 0, 27, 200, None)  # 13.5 % is 14 by either


def test_a_relation_that_is_not_true_of_the_cells_is_left_out(make):
    cells = make.counts({"all": 10, "a": 4, "b": 5})
    wrong = total("sum", make.cell("all"), [make.cell("a"), make.cell("b")])
    right = total("sum", make.cell("b"), [make.cell("b")])
    assert knowledge(cells, [wrong, right, right]).matrix.shape[0] == 1


def test_counts_of_the_same_rows_are_found_equal(settled):
    _, found = settled
    assert {whole("disputes_resolved"), whole("mediation_success_rate", "numerator")} in found
    assert {whole("disputes_concluded"), whole("mediation_success_rate", "denominator")} in found
    assert {whole("disputes_accepted"), whole("disputes_per_1000", "numerator")} in found
    assert {whole("disputes_concluded"), whole("dispute_days_median", "cases")} in found


def test_the_category_that_another_indicator_counts_is_found(settled):
    _, found = settled
    assert {
        whole("mediation_success_rate_accepted", "numerator"),
        whole("disputes_accepted", breakdown="disputes_by_result", category="settled"),
    } in found


def test_every_relation_of_true_counts_is_true(settled, make):
    cells, _ = settled
    values = dict(zip(cells["cell"], cells["value"], strict=True))
    relations = [*catalogue_relations(cells, CATALOGUE), *breakdown_relations(cells)]
    assert len(relations) > 15
    assert [r for r in relations if not r.holds(values)] == []


def test_the_linear_identities_of_the_catalogue_are_relations(make):
    parts = {
        "disclosure_news": 5,
        "disclosure_notices": 1,
        "disclosure_documents": 2,
        "disclosure_org": 0,
        "disclosure_other": 4,
    }
    cells = make.counts({"disclosure_total": 12, **parts}, "C")
    kinds = [r for r in catalogue_relations(cells, CATALOGUE) if r.kind == "identity"]
    assert [set(dict(r.terms)) for r in kinds] == [set(cells["cell"])]


LINEAR = [one for one in CATALOGUE.identities.values() if one.kind == "arithmetic" and not {*"*/"} & {*one.check}]


@pytest.mark.parametrize("identity", LINEAR, ids=lambda one: one.id)
@settings(max_examples=25)
@given(data=st.data())
def test_the_relation_of_an_identity_holds_where_the_identity_does_and_nowhere_else(make, identity, data):
    names = sorted(set(re.findall(r"[a-z]\w+", identity.check)))
    whole_first = sorted(names, key=identity.check.index)  # a total, then its parts
    values = {name: data.draw(st.integers(0, 9)) for name in names}
    if data.draw(st.booleans()):
        values[whole_first[0]] = sum(values[name] for name in whole_first[1:])
    cells = make.counts(values, "C")
    (relation,) = (one for one in catalogue_relations(cells, CATALOGUE) if one.kind == "identity")
    of_cells = dict(zip(cells["cell"], cells["value"], strict=True))
    assert relation.holds(of_cells) is check(identity, {name: float(n) for name, n in values.items()}, 2022).holds


def test_areas_and_spans_of_years_are_sums_of_their_parts(make):
    rows = [
        {"township": t, "year": y, "indicator": "x", "value": v, "class": "A"}
        for t, y, v in [("甲", 2021, 3), ("乙", 2021, 4), ("县", 2021, 7), ("甲", 2022, 5), ("甲", "2021-2022", 8)]
    ]
    cells = cells_frame(rows, make.policy)
    (area,) = area_relations(cells, {"县": ["甲", "乙"]})
    (span,) = year_relations(cells, {"2021-2022": [2021, 2022]})
    assert set(dict(area.terms)) == {cell_id(t, 2021, "x") for t in "甲乙县"}
    assert set(dict(span.terms)) == {cell_id("甲", y, "x") for y in (2021, 2022, "2021-2022")}


def test_a_crossed_table_adds_up_to_the_table_of_one_of_its_columns(make, disputes):
    policy = make.policy
    crossed = policy.breakdown("disputes_by_type").model_copy(
        update={"id": "crossed", "by": {"accepted": "month", "type": "type"}}
    )
    policy = policy.model_copy(update={"breakdowns": (policy.breakdown("disputes_by_type"), crossed)})
    catalogue = replace(CATALOGUE, disclosure=policy)
    cells = cells_frame(breakdown_cells(disputes(["family", "labour"]), "甲镇", 2022, catalogue), policy)
    found = {frozenset(dict(r.terms)) for r in catalogue_relations(cells, catalogue)}
    one, two = (
        whole("disputes_accepted", breakdown=b, category=c)
        for b, c in (("disputes_by_type", "family"), ("crossed", "2022-03/family"))
    )
    assert {one, two} in found
