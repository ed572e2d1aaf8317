"""What is said of townships side by side: the rule, the reasons for saying nothing, and that order does not matter."""

import math

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from fazhi.comparison import BenchmarkError, compare, funnel_limits
from fazhi.comparison.estimate import Estimate
from fazhi.comparison.two_sample import difference
from fazhi.indicators.definition import definition

NINE = {f"示例{n}镇": (90, 100) for n in range(9)}
RISING = {2018: (60, 100), 2019: (70, 100), 2020: (80, 100), 2021: (90, 100), 2022: (99, 100)}


@pytest.fixture
def said(catalogue):
    """The rows of the table by township, of one indicator and year."""

    def of(frame, **options):
        return compare(frame, catalogue, **options).table.set_index("township")

    return of


class TestTheRule:
    def test_a_small_share_is_compared_with_all_together(self, said, proportions):
        table = said(proportions({**NINE, "甲镇": (60, 100)}))
        row = table.loc["甲镇"]
        assert (row["category"], row["level"], row["benchmark_kind"]) == ("worse", "99.8", "pooled")
        assert row["benchmark"] == 870 / 1000 and row["share"] == 0.1

    def test_townships_of_too_few_cases_to_be_judged_are_in_the_benchmark_and_the_page_says_so(
        self, said, proportions, catalogue
    ):
        """Whoever adds up the judged ones alone gets another figure."""
        table = said(proportions({**NINE, "甲镇": (0, 4)}))
        assert table.loc["甲镇", "reason"] == "few_cases" and table.loc["示例0镇", "benchmark"] == 810 / 904
        for key in ("comparison.note.benchmark", "comparison.method.pooled.rule"):
            assert "too few cases to be judged included" in catalogue.word(key, "en")
            assert "未作判断的也在内" in catalogue.word(key, "zh")

    def test_numerators_and_denominators_are_pooled_not_rates(self, said, proportions):
        table = said(proportions({**NINE, "甲镇": (0, 10)}))
        assert table.loc["示例0镇", "pooled"] == 810 / 910

    def test_a_large_share_is_compared_with_the_rest(self, said, proportions):
        row = said(proportions({**NINE, "甲镇": (256, 300)})).loc["甲镇"]
        assert (row["benchmark_kind"], row["benchmark"]) == ("rest", 810 / 900)
        bounds = difference(Estimate("proportion", 256, 300), Estimate("proportion", 810, 900), 0.95)
        assert bounds.upper < 0 and (row["category"], row["level"]) == ("worse", "95")

    def test_one_hundred_per_cent_of_few_is_similar_to_a_county_of_nearly_as_much(self, said, proportions):
        """25 of 25 beside Huangshi's 6217 of 6368 (97.6 %): the interval 86.7–100 % holds it."""
        row = said(proportions({"甲镇": (25, 25), "黄石": (6217, 6368)})).loc["甲镇"]
        assert (row["category"], row["reason"]) == ("similar", "")
        assert round(row["lower_95"], 3) == 0.867 and row["upper_95"] == 1.0

    def test_a_fixed_benchmark_is_compared_with_ones_own_interval(self, said, proportions):
        row = said(proportions({"甲镇": (60, 100)}), benchmark={"mediation_success_rate": 0.976}).loc["甲镇"]
        assert (row["category"], row["level"], row["benchmark_kind"]) == ("worse", "99.8", "external")

    def test_without_polarity_it_is_higher_or_lower(self, said, rates):
        towns = {f"示例{n}镇": (100, 20_000) for n in range(9)}
        row = said(rates({**towns, "甲镇": (200, 20_000)})).loc["甲镇"]
        assert row["category"] == "higher" and row["pooled"] == 1000 * 1100 / 200_000

    def test_a_large_rate_is_compared_by_the_ratio_with_the_rest(self, said, rates):
        table = said(rates({"甲镇": (100, 10_000), "乙镇": (50, 10_000)}))
        assert table["category"].tolist() == ["lower", "higher"]
        assert set(table["benchmark_kind"]) == {"rest"} and table.loc["甲镇", "benchmark"] == 5.0

    def test_a_median_whose_interval_is_not_given_out_is_not_called_one_of_too_few_cases(self, said):
        row = {"township": "甲镇", "year": 2022, "indicator": "dispute_days_median", "value": 30.0, "denominator": 12}
        assert said(pd.DataFrame([row])).loc["甲镇", "reason"] == "suppressed"
        assert said(pd.DataFrame([row | {"denominator": 5}])).loc["甲镇", "reason"] == "small_numbers"

    def test_a_median_is_compared_with_a_fixed_benchmark_only(self, said):
        row = {"township": "甲镇", "year": 2022, "indicator": "dispute_days_median", "value": 12.0, "denominator": 30,
               "lower_95": 9.0, "upper_95": 15.0, "lower_998": 8.0, "upper_998": 19.0}  # fmt: skip
        assert said(pd.DataFrame([row])).loc["甲镇", "reason"] == "no_pooled_median"
        judged = said(pd.DataFrame([row]), benchmark={"dispute_days_median": 30.0}).loc["甲镇"]
        assert (judged["category"], judged["level"]) == ("better", "99.8")  # fewer days are better

    @pytest.mark.parametrize("wrong", [{"mediation_success_rate": 97.6}, {"mediators": 5.0}, {"no_such": 1.0}])
    def test_a_benchmark_that_cannot_be_is_refused(self, catalogue, proportions, wrong):
        with pytest.raises(BenchmarkError):
            compare(proportions(NINE), catalogue, benchmark=wrong)


class TestNotCompared:
    """Never ``similar``, always with a reason."""

    @pytest.mark.parametrize(
        ("status", "reason"),
        [("missing_ledger", "missing_ledger"), ("not_applicable", "not_applicable"), ("approximate", "approximate"),
         ("suppressed", "suppressed"), ("something", "unusable_results")],
    )  # fmt: skip
    def test_a_status_other_than_ok(self, said, proportions, status, reason):
        odd = proportions({"甲镇": (60, 100)}, status=status)
        table = said(pd.concat([proportions(NINE), odd]))
        assert (table.loc["甲镇", "category"], table.loc["甲镇", "reason"]) == ("not_compared", reason)
        assert table.loc["示例0镇", "pooled"] == 0.9  # nor does it enter the benchmark

    def test_nothing_is_left_of_a_suppressed_value(self, said, proportions):
        row = said(proportions({"甲镇": (3, 100)}, status="suppressed")).loc["甲镇"]
        assert row[["value", "numerator", "denominator", "lower_95", "pooled"]].isna().all()

    def test_another_window(self, said, proportions):
        year = {"window_start": "2022-01-01", "window_end": "2022-12-31"}
        short = {"window_start": "2022-01-01", "window_end": "2022-11-30"}
        table = said(pd.concat([proportions({"甲镇": (90, 100)}, **short), proportions({"乙镇": (90, 100)}, **year)]))
        assert table["reason"].to_dict() == {"甲镇": "window_differs", "乙镇": "no_benchmark"}
        both = said(pd.concat([proportions(NINE, **short), proportions({"甲镇": (90, 100)}, **year)]))
        assert both.loc["甲镇", "reason"] == "window_differs" and both.loc["示例0镇", "category"] == "similar"

    def test_residents_and_villages_are_of_no_window(self, said):
        windows = [("2022-01-01", "2022-12-31"), ("2022-01-01", "2022-12-31"), ("2022-01-01", "2022-11-30")]
        rows = [
            {
                "township": town,
                "year": 2022,
                "indicator": "population",
                "value": 20_000.0,
                "window_start": start,
                "window_end": end,
            }
            for town, (start, end) in zip(("甲镇", "乙镇", "丙镇"), windows, strict=True)
        ]
        assert "window_differs" not in set(said(pd.DataFrame(rows))["reason"])

    def test_another_unit_or_definition(self, said, proportions, catalogue):
        unit = proportions({"甲镇": (60, 100)}, unit="‰")
        rule = proportions({"乙镇": (60, 100)}, definition="0123456789ab")
        same = proportions({"丙镇": (60, 100)}, unit="%", definition=definition(
            catalogue.indicators["mediation_success_rate"], catalogue))  # fmt: skip
        table = said(pd.concat([proportions(NINE), unit, rule, same]))
        assert table.loc[["甲镇", "乙镇", "丙镇"], "reason"].tolist() == ["unit_differs", "definition_differs", ""]

    def test_what_is_too_few_is_so_whatever_else_keeps_a_value_out(self, said, proportions, rates):
        """Else 2 of 2 in January to November would stand with an interval, and those of the whole year without."""
        short = {"window_start": "2022-01-01", "window_end": "2022-11-30"}
        year = {"window_start": "2022-01-01", "window_end": "2022-12-31"}
        table = said(pd.concat([proportions(NINE, **year), proportions({"甲镇": (2, 2), "乙镇": (8, 9)}, **short,
                     lower_95=0.3, upper_95=1.0, lower_998=0.2, upper_998=1.0)]))  # fmt: skip
        apart = table.loc[["甲镇", "乙镇"]]
        assert set(apart["reason"]) == {"window_differs"} and apart["reliability"].tolist() == ["few", "low"]
        assert apart[["lower_95", "upper_95", "lower_998", "upper_998"]].isna().all(axis=None)
        few = said(pd.concat([rates({"甲镇": (3, 9_000)}, **short), rates({"乙镇": (3, 9_000), "丙镇": (30, 9_000)})]))
        assert few["reliability"].to_dict() == {"甲镇": "low_events", "乙镇": "low_events", "丙镇": ""}

    def test_a_bare_count_is_as_reliable_as_its_register(self, said):
        rows = [{"township": town, "year": 2022, "indicator": "penalty_cases", "value": n}
                for town, n in (("甲镇", 0), ("乙镇", 3))]  # fmt: skip
        table = said(pd.DataFrame(rows))
        assert set(table["reason"]) == {"raw_count"} and set(table["reliability"]) == {""}

    def test_few_cases(self, said, proportions):
        table = said(proportions({**NINE, "甲镇": (4, 4), "乙镇": (9, 9), "丙镇": (10, 10)}))
        small = table.loc[["甲镇", "乙镇", "丙镇"]]
        assert small["reason"].tolist() == ["few_cases", "small_numbers", ""]
        assert small["reliability"].tolist() == ["few", "low", ""]
        assert small["rank_low"].isna().tolist() == [True, True, False]
        assert small["lower_95"].isna().tolist() == [True, True, False]

    def test_few_events(self, said, rates):
        table = said(rates({"甲镇": (1, 10_000), "乙镇": (3, 10_000)}))
        assert set(table["reason"]) == {"few_events"} and set(table["reliability"]) == {"low_events"}

    def test_registers_and_activity(self, said, catalogue):
        rows = [{"township": "甲镇", "year": 2022, "indicator": id, "value": 5.0}
                for id in ("mediators", "publicity_events", "service_total", "population", "disputes_accepted")]  # fmt: skip
        found = compare(pd.DataFrame(rows), catalogue).table.set_index("indicator")
        assert found["reason"].to_dict() == {
            "mediators": "stock", "publicity_events": "activity", "service_total": "activity", "population": "reference",
            "disputes_accepted": "raw_count",
        }  # fmt: skip
        assert found.loc["mediators", "lower_95"] != found.loc["mediators", "lower_95"]  # no interval

    def test_a_rate_without_residents_says_so(self, said):
        row = {"township": "甲镇", "year": 2022, "indicator": "disputes_per_1000", "value": None, "numerator": 20,
               "status": "not_applicable"}  # fmt: skip
        assert said(pd.DataFrame([row])).loc["甲镇", "reason"] == "no_residents"

    def test_counts_that_do_not_give_the_value(self, said, proportions):
        odd = proportions({"甲镇": (60, 100), "乙镇": (120, 100)})
        odd.loc[odd["township"] == "甲镇", "value"] = 0.7
        table = said(pd.concat([proportions(NINE), odd]))
        assert table.loc[["甲镇", "乙镇"], "reason"].tolist() == ["inconsistent_counts"] * 2

    def test_two_values_that_contradict_each_other(self, said, proportions):
        table = said(
            pd.concat([proportions(NINE), proportions({"示例0镇": (1, 100)}), proportions({"示例1镇": (90, 100)})])
        )
        assert table.loc["示例0镇", "reason"] == "contradictory" and math.isnan(table.loc["示例0镇", "value"])
        assert table.loc["示例1镇", "category"] == "similar"

    def test_an_indicator_that_the_catalogue_does_not_know(self, said):
        row = {"township": "甲镇", "year": 2022, "indicator": "of_another_tool", "value": 3.0}
        assert said(pd.DataFrame([row])).loc["甲镇", "reason"] == "unknown_indicator"

    def test_synthetic_ledgers_are_never_a_benchmark_of_real_ones(self, said, proportions):
        table = said(pd.concat([proportions(NINE, synthetic=True), proportions({"甲镇": (60, 100)})]))
        assert table.loc["甲镇", "reason"] == "no_benchmark"
        assert table.loc["示例0镇", "pooled"] == 0.9 and table.loc["示例0镇", "synthetic"]

    def test_bounds_of_approximate_counts_are_carried(self, said):
        row = {"township": "甲镇", "year": 2022, "indicator": "publicity_consultations", "value": 650.0,
               "status": "approximate", "low": 650.0, "high": 660.0}  # fmt: skip
        found = said(pd.DataFrame([row])).loc["甲镇"]
        assert (found["reason"], found["low"], found["high"]) == ("approximate", 650, 660)
        assert found["quantile"] is pd.NA


class TestTrends:
    @pytest.fixture
    def years(self, catalogue, proportions):
        def of(parts, **more):
            """{year: (successes, cases)} of one township → its row of the trends."""
            frame = pd.concat([proportions({"甲镇": part}, year=year, **{k: v.get(year) for k, v in more.items()})
                               for year, part in parts.items()])  # fmt: skip
            return compare(frame, catalogue).trends.iloc[0]

        return of

    def test_five_years_that_rise(self, years):
        row = years(RISING)
        assert (row["arrow"], row["category"], row["years"]) == ("↑", "better", "2018-2022")
        assert row["chi2"] > 9.549536 and row["p"] < 0.002

    def test_only_the_newest_five_years_count(self, years):
        row = years({2016: (99, 100), 2017: (99, 100), **RISING})
        assert row["years"] == "2018-2022" and row["arrow"] == "↑"

    def test_too_few_years(self, years):
        row = years({year: part for year, part in RISING.items() if year > 2018})
        assert (row["arrow"], row["category"], row["reason"]) == ("", "not_computed", "too_few_years")

    def test_a_gap(self, years):
        row = years({2016: (50, 100), 2017: (55, 100), **{y: p for y, p in RISING.items() if y != 2019}})
        assert (row["category"], row["reason"], row["years"]) == ("not_computed", "gap", "2020-2022")

    def test_a_break(self, years):
        row = years(RISING, series={2018: 0, 2019: 0, 2020: 1, 2021: 1, 2022: 1})
        assert (row["reason"], row["years"]) == ("series_break", "2020-2022")

    def test_without_a_value_in_the_newest_year_there_is_no_recent_trend(self, years):
        row = years({**RISING, 2023: (0, 0)})
        assert (row["category"], row["reason"]) == ("not_computed", "gap")

    @pytest.mark.parametrize(("cases", "reason"), [(3, "few_cases"), (9, "small_numbers")])
    def test_years_of_too_few_cases_to_be_judged_show_no_trend(self, years, cases, reason):
        """0 of 3, 0, 1, 3 and 3 of 3 would pass the test, and yet no year of them is told as a percentage."""
        row = years({2018: (0, cases), 2019: (0, cases), 2020: (1, cases), 2021: (cases, cases), 2022: (cases, cases)})
        assert (row["arrow"], row["category"], row["reason"]) == ("", "not_computed", reason)

    def test_such_a_year_ends_the_row_of_years(self, years):
        row = years({**RISING, 2019: (7, 9)})
        assert (row["category"], row["reason"], row["years"]) == ("not_computed", "small_numbers", "2020-2022")

    def test_windows_that_change(self, years):
        ends = {year: f"{year}-{'11-30' if year == 2022 else '12-31'}" for year in RISING}
        starts = {year: f"{year}-01-01" for year in RISING}
        assert years(RISING, window_start=starts, window_end=ends)["reason"] == "window_changes"
        november = {year: f"{year}-11-30" for year in RISING}
        assert years(RISING, window_start=starts, window_end=november)["arrow"] == "↑"

    def test_all_of_them_always(self, years):
        row = years({year: (25, 25) for year in RISING})
        assert (row["category"], row["reason"], row["arrow"]) == ("constant", "always_100", "–")

    def test_no_change_is_not_the_same_as_not_computed(self, years):
        row = years({year: (25, 30) for year in RISING})
        assert (row["category"], row["reason"], row["arrow"]) == ("no_change", "", "–") and row["p"] == 1


@given(st.data(), st.randoms(use_true_random=False))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_the_rows_changes_no_byte(catalogue, data, random):
    ids = [
        "mediation_success_rate",
        "disputes_per_1000",
        "disputes_accepted",
        "mediators",
        "dispute_within_30_days_rate",
    ]
    towns, years = (
        [f"示例{n}镇" for n in range(data.draw(st.integers(1, 12)))],
        range(2018, 2018 + data.draw(st.integers(1, 6))),
    )
    rows = []
    for id in ids:
        for town in towns:
            for year in years:
                n = random.randint(0, 300)
                x = random.randint(0, n)
                row = {
                    "township": town,
                    "year": year,
                    "indicator": id,
                    "value": float(n),
                    "synthetic": random.random() < 0.3,
                }
                if id.endswith("rate"):
                    row |= {"value": x / n if n else None, "numerator": x, "denominator": n}
                elif id.endswith("1000"):
                    row |= {"value": 1000 * n / 13_614, "numerator": n, "denominator": 13_614}
                rows.append(row)
    straight = compare(pd.DataFrame(rows), catalogue)
    random.shuffle(rows)
    shuffled = compare(pd.DataFrame(rows), catalogue)
    for name in ("table", "trends", "dispersion", "multiplicity"):
        assert getattr(straight, name).to_csv() == getattr(shuffled, name).to_csv()
    table = straight.table
    for row in (
        table[table["benchmark_kind"] == "pooled"].query("reason == ''").itertuples()
    ):  # the funnel says the same
        family, per = ("rate", 1000) if row.kind == "per_thousand" else ("proportion", 1)
        limits = funnel_limits(family, row.pooled, [row.denominator], per).iloc[0]
        sides = {level: int(row.value > limits[f"upper_{end}"]) - int(row.value < limits[f"lower_{end}"])
                 for level, end in (("95", "95"), ("99.8", "998"))}  # fmt: skip
        assert row.level == ("99.8" if sides["99.8"] else "95" if sides["95"] else "")
    assert (table.loc[table["category"] == "not_compared", "reason"] != "").all()
    assert (table.loc[table["category"] != "not_compared", "reason"] == "").all()


def test_a_comparison_of_nothing_is_empty(catalogue):
    empty = pd.DataFrame(columns=["township", "year", "indicator", "value"])
    found = compare(empty, catalogue)
    assert found.table.empty and found.trends.empty and found.dispersion.empty


def test_how_many_flags_chance_alone_would_raise_is_stated(catalogue, proportions):
    found = compare(proportions({**NINE, "甲镇": (60, 100)}), catalogue).multiplicity
    row = found.iloc[0]
    assert (row["compared"], row["flagged_95"], row["flagged_998"]) == (10, 1, 1)
    far = stats.binom.cdf(78, 100, 0.87) + stats.binom.sf(
        93, 100, 0.87
    )  # 87 % ± 6.6 of 100 cases: 81 to 93 are not flagged
    near = stats.binom.cdf(80, 100, 0.87) + stats.binom.sf(93, 100, 0.87)
    assert far < row["expected_95"] / 10 == pytest.approx(near)
    assert row["any_95"] == pytest.approx(1 - (1 - near) ** 10)
    assert found.iloc[-1]["compared"] == 10


def test_two_townships_held_against_one_another_are_one_test(catalogue, proportions):
    row = compare(proportions({"甲镇": (60, 100), "乙镇": (90, 100)}), catalogue).multiplicity.iloc[0]
    assert row["compared"] == row["flagged_998"] == 2
    assert row["any_95"] == pytest.approx(row["expected_95"] / 2)


@pytest.mark.parametrize("small", [(0, 10), (9, 12)])
def test_of_two_townships_neither_is_similar_where_the_other_is_not(catalogue, proportions, small):
    """However small the one is: both are asked the same question, so the answers must be one (15 of 50, 32 of 72 against 0 of 10, 9 of 12)."""
    large = {(0, 10): (15, 50), (9, 12): (32, 72)}[small]
    found = compare(proportions({"甲镇": small, "乙镇": large}), catalogue)
    one, other = (row for _, row in found.table.iterrows())
    assert one["benchmark_kind"] == other["benchmark_kind"] == "rest"
    assert {one["category"], other["category"]} == {"better", "worse"} and one["level"] == other["level"]
    row = found.multiplicity.iloc[0]
    assert row["any_95"] == pytest.approx(row["expected_95"] / 2)


def test_what_is_said_of_many_tests_keeps_real_and_synthetic_ledgers_apart(catalogue, proportions):
    """What synthetic townships show changes nothing that is said of real ones."""
    parts = {2018: 60, 2019: 65, 2020: 72, 2021: 80, 2022: 88}
    real = [proportions({"甲镇": (x, 100), "乙镇": (80, 100)}, year=year) for year, x in parts.items()]
    made = [proportions({f"示例{n}镇": (80 + n, 100) for n in range(9)}, year=year, synthetic=True) for year in parts]
    alone, beside = compare(pd.concat(real), catalogue), compare(pd.concat([*real, *made]), catalogue)
    trends = beside.trends[~beside.trends["synthetic"]].set_index("township")
    assert trends["p_adjusted"].equals(alone.trends.set_index("township")["p_adjusted"])
    totals = beside.multiplicity[beside.multiplicity["indicator"] == ""].set_index("synthetic")
    assert totals.loc[False, "compared"] == alone.multiplicity.iloc[-1]["compared"] == 10
    assert totals.loc[False, "any_95"] == pytest.approx(alone.multiplicity.iloc[-1]["any_95"])
    assert totals.loc[True, "compared"] == 45


@pytest.mark.parametrize("residents", [1, 3])
def test_fewer_residents_than_disputes_are_a_wrong_number_that_is_neither_judged_nor_in_the_benchmark(
    said, rates, residents
):
    """A table of residents in 万, or one cut off: the rate of 40,000 per 1,000 would raise everybody's benchmark."""
    others = {f"示例{n}镇": (20, 10_000) for n in range(9)}
    table = said(rates({**others, "甲镇": (40, residents)}))
    row = table.loc["甲镇"]
    assert (row["category"], row["reason"]) == ("not_compared", "too_few_residents") and pd.isna(row["quantile"])
    assert table.loc["示例0镇", "benchmark"] == 2


def test_a_number_of_residents_that_one_count_shows_to_be_wrong_serves_no_rate_of_any_year(catalogue, rates):
    """Three residents and two disputes might be; with forty the year before they are not."""
    others = {f"示例{n}镇": (20, 10_000) for n in range(9)}
    frame = pd.concat([rates({**others, "甲镇": (x, 3)}, year=year) for year, x in ((2021, 40), (2022, 2))])
    table = compare(frame, catalogue).table.set_index("township")
    assert set(table.loc["甲镇", "reason"]) == {"too_few_residents"}
    assert set(table.loc["示例0镇", "benchmark"]) == {2}


def test_as_many_disputes_as_residents_and_more_consultations_than_residents_are_believed(said, rates, catalogue):
    frame = rates({"甲镇": (40, 40), "乙镇": (30, 9000)})
    assert set(said(frame)["reason"]) == {""}
    consultations = frame.assign(indicator="publicity_consultations_per_1000", numerator=90, value=[2250.0, 10.0])
    assert "too_few_residents" not in set(said(consultations)["reason"])
