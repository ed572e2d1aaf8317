"""Which files and charts a public edition has."""

import pytest

from fazhi.catalogue import load
from fazhi.charts.registry import RECIPES
from fazhi.disclosure import breakdown_cells, breakdown_relations, cells_frame, chart_decision, file_decision, protect

CATALOGUE = load()


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("indicators.csv", "reduced"), ("appendix.pdf", "reduced"), ("3_appendix.ipynb", "reduced"),
        ("evidence/disputes_accepted.csv", "withheld"), ("set_aside.csv", "withheld"), ("account.csv", "withheld"),
        ("1_clean.ipynb", "withheld"), ("something_new.csv", "withheld"),
    ],
)  # fmt: skip
def test_a_file_is_published_reduced_or_withheld(name, release):
    assert file_decision(name, CATALOGUE).release == release


def test_what_is_not_published_as_it_is_has_a_reason_in_both_languages():
    for rule in CATALOGUE.disclosure.artefacts:
        assert rule.reason.zh and rule.reason.en, rule.id


def test_every_chart_has_a_rule_and_every_rule_a_chart():
    assert {rule.id for rule in CATALOGUE.disclosure.charts} == {recipe.id for recipe in RECIPES}


def test_a_chart_about_cases_of_people_is_reduced_by_the_breakdowns_of_its_indicators():
    """Every chart of class B names the tables that it shows."""
    policy = CATALOGUE.disclosure
    for recipe in RECIPES:
        rule = next(entry for entry in policy.charts if entry.id == recipe.id)
        letters = {policy.ledgers[ledger] for ledger in recipe.ledgers(CATALOGUE)}
        if "B" in letters:
            assert rule.release in ("reduced", "withheld"), recipe.id
        shown = {policy.breakdown(id).indicator for id in rule.breakdowns}
        assert shown <= set(recipe.indicators)


def decide(make, disputes, types, chart="disputes_by_type"):
    cells = cells_frame(breakdown_cells(disputes(types), "甲镇", 2022, CATALOGUE, [chart]), make.policy)
    found = protect(cells, tuple(breakdown_relations(cells)), make.policy)
    return chart_decision(chart, ["disputes_accepted"], "甲镇", 2022, found, CATALOGUE).release


def test_a_chart_is_drawn_only_where_none_of_its_cells_is_hidden(make, disputes):
    assert decide(make, disputes, ["family"] * 6 + ["labour"] * 5) == "published"
    assert decide(make, disputes, ["family"] * 6 + ["labour"] * 4) == "reduced"


def test_a_chart_whose_table_is_not_in_the_edition_is_withheld(make, disputes):
    cells = cells_frame(
        breakdown_cells(disputes(["family"]), "甲镇", 2022, CATALOGUE, ["disputes_by_type"]), make.policy
    )
    found = protect(cells, (), make.policy)

    def decided(id: str, *indicators: str) -> str:
        return chart_decision(id, indicators, "甲镇", 2022, found, CATALOGUE).release

    assert decided("disputes_by_result", "disputes_accepted") == "withheld"
    assert decided("dispute_days", "dispute_days_median") == "withheld"
    assert decided("never_heard_of", "academy_sessions") == "withheld"
    assert decided("academy_by_month", "academy_sessions") == "published"
    assert decided("academy_by_month", "academy_sessions", "disputes_accepted") == "withheld"


def test_a_chart_of_a_hidden_indicator_is_withheld_whatever_its_rule(make):
    base = {"township": "甲镇", "year": 2022, "indicator": "academy_sessions", "value": 3}
    found = protect(cells_frame([{**base, "class": "A"}], make.policy), (), make.policy)
    assert (
        chart_decision("academy_by_month", ["academy_sessions"], "甲镇", 2022, found, CATALOGUE).release == "withheld"
    )
