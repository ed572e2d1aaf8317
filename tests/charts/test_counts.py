"""A chart shows what the indicators count: its numbers add up to their values, whatever the ledgers hold."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.charts import Chart

YEAR = 2022

# chart → the indicators whose values its columns of numbers, left to right, add up to
PANELS = {
    "disputes_by_month": ("disputes_accepted", "disputes_resolved"),
    "publicity_by_month": ("publicity_events", "publicity_consultations", "publicity_materials"),
    "academy_by_month": ("academy_sessions", "academy_posters", "academy_online_lessons"),
}
# chart → the indicator to whose value all its numbers together add up
WHOLES = {
    "inspections_by_month": "inspection_cases",
    "inspections_by_field": "inspection_cases",
    "disclosures_by_kind": "disclosure_total",
    "service_by_month": "service_total",
    "disputes_by_type": "disputes_accepted",
    "disputes_by_result": "disputes_accepted",
    "publicity_themes": "publicity_events",
}


def sums(chart: Chart) -> dict[str, float]:
    """Heading → sum, for each column of numbers."""
    return chart.data.select_dtypes("number").sum().to_dict()


def total(chart: Chart) -> float:
    return sum(sums(chart).values())


def column(chart: Chart, place: int) -> dict[str, int]:
    """First column → the column at ``place``."""
    return dict(zip(chart.data.iloc[:, 0], chart.data.iloc[:, place], strict=True))


def above_zero(values: dict[str, int]) -> dict[str, int]:
    return {name: value for name, value in values.items() if value}


@pytest.mark.parametrize("chart_id", PANELS)
def test_each_panel_adds_up_to_its_indicator(case, chart_id):
    expected = [case.value(indicator).value for indicator in PANELS[chart_id]]
    assert list(sums(case.draw(chart_id)).values()) == expected


@pytest.mark.parametrize("chart_id", WHOLES)
def test_all_parts_add_up_to_the_indicator(case, chart_id):
    assert total(case.draw(chart_id)) == case.value(WHOLES[chart_id]).value


def test_the_classes_of_days_hold_every_concluded_dispute(case):
    assert total(case.draw("dispute_days")) == case.value("dispute_days_median").denominator


def test_the_table_of_visits_has_the_covered_village_months(full):
    chart = full.draw("adviser_visits")
    cells = chart.data.iloc[:, 1:-1]
    coverage = full.value("village_month_adviser_coverage")
    assert (cells.to_numpy() > 0).sum() == coverage.numerator
    assert cells.size == coverage.denominator
    assert cells.to_numpy().sum() == len(full.tables["L16"]) == total(full.draw("adviser_services"))
    assert chart.data.iloc[:, -1].tolist() == cells.sum(axis=1).tolist()


def test_shares_are_those_of_the_plotted_values(full):
    chart = full.draw("disclosures_by_kind")
    shares = [float(text.rstrip("%")) for text in chart.data.iloc[:, 2]]
    values = chart.data.iloc[:, 1]
    assert shares == pytest.approx((100 * values / values.sum()).tolist(), abs=0.5)


# ------------------------------------------------------------------------------------------- what counts


def test_patrols_without_object_or_record_are_not_shown(make_case):
    inspection = {"date": dt.date(YEAR, 3, 1), "object": "P1", "record": "1", "field": "fire"}
    no_object, no_record = inspection | {"object": None}, inspection | {"record": None, "field": "urban"}
    chart = make_case(L05=[inspection, no_object, no_record]).draw("inspections_by_field")
    assert column(chart, 1) == {"消防": 1}


def test_an_inspection_without_outcome_is_not_one_without_problems(make_case):
    inspection = {"date": dt.date(YEAR, 3, 1), "object": "P1", "record": "1", "field": "fire"}
    case = make_case(L05=[inspection | {"outcome": "none"}, inspection | {"outcome": None}])
    assert sums(case.draw("inspections_by_month")) == {"未发现问题（宗）": 1, "移送、立案、其他或未填（宗）": 1}


def test_counter_cases_count_one_or_their_quantity_unless_cancelled(make_case):
    case = {"accepted": dt.date(YEAR, 5, 9), "category": "household", "status": "closed"}
    returned, cancelled = case | {"status": "returned", "quantity": 9}, case | {"status": "cancelled"}
    chart = make_case(L11=[case, case | {"quantity": 5}, returned, cancelled]).draw("service_by_month")
    assert above_zero(column(chart, 1)) == {"2022年5月": 6}


def test_disputes_are_accepted_and_settled_each_in_its_own_month(make_case):
    settled, failed = {"result": "settled"}, {"result": "failed"}
    chart = make_case(
        L14=[
            settled | {"accepted": dt.date(YEAR - 1, 12, 20), "closed": dt.date(YEAR, 1, 5)},
            settled | {"accepted": dt.date(YEAR, 2, 1), "closed": dt.date(YEAR, 4, 1)},
            failed | {"accepted": dt.date(YEAR, 2, 2), "closed": dt.date(YEAR, 3, 1)},
            settled | {"accepted": dt.date(YEAR, 12, 31), "closed": dt.date(YEAR + 1, 1, 2)},
        ]
    ).draw("disputes_by_month")
    assert above_zero(column(chart, 1)) == {"2022年2月": 2, "2022年12月": 1}
    assert above_zero(column(chart, 2)) == {"2022年1月": 1, "2022年4月": 1}


def test_every_month_of_the_window_is_there_and_none_after_it(make_case):
    disputes = [{"accepted": dt.date(YEAR, month, 1), "result": "pending"} for month in (2, 10)]
    chart = make_case(end=dt.date(YEAR, 9, 15), L14=disputes).draw("disputes_by_month")
    assert chart.data.iloc[:, 0].tolist() == [f"2022年{month}月" for month in range(1, 10)]
    assert chart.data.iloc[:, 1].tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert "9月15日" in chart.notes[0]


def test_a_window_over_two_years_keeps_their_months_apart(make_case):
    publicity = [{"date": dt.date(year, 12, 4), "topic": "t"} for year in (YEAR - 1, YEAR)]
    chart = make_case(start=dt.date(YEAR - 1, 11, 1), L15=publicity).draw("publicity_by_month")
    assert len(chart.data) == 14
    assert above_zero(column(chart, 1)) == {"2021年12月": 1, "2022年12月": 1}


def test_an_issue_pushed_again_stays_in_the_month_of_its_first_push(make_case):
    pushes = [{"form": "poster", "issue": 3, "date": dt.date(YEAR, month, 1)} for month in (3, 8)]
    assert above_zero(column(make_case(L17=pushes).draw("academy_by_month"), 2)) == {"2022年3月": 1}


def test_results_that_did_not_occur_are_shown_as_zero(make_case):
    chart = make_case(L14=[{"accepted": dt.date(YEAR, 2, 1), "result": "settled"}]).draw("disputes_by_result")
    assert column(chart, 1) == {"调解成功": 1, "调解不成": 0, "撤回": 0, "移送": 0, "在调": 0}


def test_open_disputes_are_named_beside_the_days(make_case):
    closed = {"accepted": dt.date(YEAR, 2, 1), "closed": dt.date(YEAR, 2, 11), "result": "settled"}
    late = {"accepted": dt.date(YEAR, 12, 1), "closed": dt.date(YEAR + 1, 1, 9), "result": "settled"}
    pending = {"accepted": dt.date(YEAR, 12, 1), "result": "pending"}
    assert "2件期内受理的纠纷" in make_case(L14=[closed, late, pending]).draw("dispute_days").notes[0]
    assert make_case(L14=[closed]).draw("dispute_days").notes == ()


def test_a_sum_with_approximate_numbers_says_so(make_case):
    event = {"date": dt.date(YEAR, 3, 1), "topic": "t", "materials": 100}
    rough = make_case(L15=[event | {"materials__approximate": True}]).draw("publicity_by_month")
    assert "概数" in rough.notes[0]
    assert make_case(L15=[event]).draw("publicity_by_month").notes == ()


# --------------------------------------------------------------------------------- officers and mediators


def officer(person, expires, **more):
    return {"person": person, "issued": dt.date(2015, 1, 1), "expires": expires, "status": "valid"} | more


def test_officers_stand_where_their_last_certificate_expires(make_case):
    case = make_case(
        L03=[
            officer("P1", dt.date(2023, 3, 1)),
            officer("P1", dt.date(2025, 3, 1)),
            officer("P2", dt.date(2023, 9, 1)),
            officer("P3", dt.date(2022, 12, 31)),  # its last day counts
            officer("P4", None),
            officer("P5", dt.date(2022, 12, 30)),
            officer("P6", dt.date(2022, 6, 1)),
            officer("P6", dt.date(2024, 6, 1)),
            officer("P7", dt.date(2021, 1, 1), on_post="retired"),
            officer("P8", dt.date(2021, 1, 1), status="cancelled"),
        ]
    )
    shown = column(case.draw("officer_certificates"), 1)
    assert above_zero(shown) == {
        "已过期": 1,
        "2022年下半年": 1,
        "2023年下半年": 1,
        "2024年上半年": 1,
        "2025年上半年": 1,
        "未载明": 1,
    }
    assert list(shown)[:3] == ["已过期", "2022年下半年", "2023年上半年"]


def test_a_long_range_of_expiry_is_shown_by_years_and_then_cut(make_case):
    officers = [officer(f"P{n}", dt.date(2023 + n, 3, 1)) for n in range(12)]
    years = make_case(L03=officers[:7]).draw("officer_certificates")
    assert list(column(years, 1)) == [f"{year}年" for year in range(2023, 2030)]
    cut = make_case(L03=officers).draw("officer_certificates")
    assert list(column(cut, 1).items())[-2:] == [("2029年", 1), ("2030年及以后", 5)]


def test_all_certified_officers_are_shown(case):
    shown = column(case.draw("officer_certificates"), 1)
    assert sum(shown.values()) - shown.get("已过期", 0) == case.value("certified_officers").value


def test_officers_whose_certificates_have_all_expired_are_a_chart_too(make_case):
    case = make_case(L03=[officer("P1", dt.date(2022, 6, 1))])
    assert column(case.draw("officer_certificates"), 1) == {"已过期": 1}


def test_a_mediator_counts_once_in_each_committee(make_case):
    post = {"person": "P1", "appointed": dt.date(2020, 1, 1), "kind": "part_time"}
    case = make_case(
        L13=[
            post | {"body": "甲"},
            post | {"body": "甲", "kind": "full_time"},
            post | {"body": "乙"},
            post | {"person": "P2"},
            post | {"person": "P3", "body": "乙", "dismissed": dt.date(2022, 12, 31)},
        ]
    )
    chart = case.draw("mediators_by_committee")
    assert column(chart, 1) == {"甲": 1, "乙": 0, "未填": 0}
    assert column(chart, 2) == {"甲": 0, "乙": 1, "未填": 1}
    assert "合计3，实为2人" in chart.notes[0]
    assert case.value("mediators").value == 2


# -------------------------------------------------------------------------------------------- categories


def test_beyond_twelve_categories_the_smallest_become_other(make_case):
    kinds = [*(f"类{n:02d}" for n in range(15) for _ in range(20 - n)), None]
    case = make_case(L16=[{"date": dt.date(YEAR, 3, 1), "village": "甲", "type": kind} for kind in kinds])
    chart = case.draw("adviser_services")
    shown = column(chart, 1)
    assert list(shown) == [*(f"类{n:02d}" for n in range(10)), "其他", "未填"]
    assert shown["其他"] == sum(20 - n for n in range(10, 15))
    assert sum(shown.values()) == len(kinds)
    assert "5个类别" in chart.notes[0]


def test_twelve_categories_stay_as_they_are(make_case):
    kinds = [f"类{n}" for n in range(12)]
    case = make_case(L16=[{"date": dt.date(YEAR, 3, 1), "village": "甲", "type": kind} for kind in kinds])
    chart = case.draw("adviser_services")
    assert len(chart.data) == 12
    assert chart.notes == ()


def test_a_village_written_in_two_ways_is_one_and_one_without_visits_is_shown(full, make_case):
    visit = {"date": dt.date(YEAR, 3, 1), "type": "lecture"}
    case = make_case(L16=[visit | {"village": "河口村"}, visit | {"village": "双合镇 河口村"}])
    chart = replace(case, township=full.township).draw("adviser_visits")
    assert column(chart, -1) == {"河口村": 2, "石塘村": 0, "大湾村": 0, "新围村": 0, "兴安社区": 0}
    assert "没有服务的村（社区）4个" in chart.alt


# -------------------------------------------------------------------------------------------- any ledger

DISPUTES = ("disputes_by_type", "disputes_by_month", "dispute_days")
days = st.dates(dt.date(YEAR - 1, 11, 1), dt.date(YEAR + 1, 2, 1))
windows = st.tuples(days, days).map(sorted)


def some(ledger, name):
    values = [value.id for value in load().ledgers[ledger].column(name).values]
    return st.sampled_from([*values, "other", None])


disputes = st.fixed_dictionaries(
    {
        "accepted": days,
        "closed": st.none() | days,
        "type": some("L14", "type"),
        "result": some("L14", "result"),
    }
)
cases = st.fixed_dictionaries(
    {
        "accepted": days,
        "category": some("L11", "category"),
        "status": some("L11", "status"),
        "quantity": st.none() | st.integers(0, 30000),
    }
)


@settings(max_examples=25)  # an example draws one to three charts
@given(records=st.lists(disputes, max_size=40), window=windows)
def test_any_disputes_are_shown_whole(make_case, records, window):
    records = [r for r in records if r["closed"] is None or r["closed"] >= r["accepted"]]
    case = make_case(start=window[0], end=window[1], L14=records)
    charts = {chart.id: chart for chart in case.all(only=DISPUTES)[0]}
    accepted, settled = case.value("disputes_accepted").value, case.value("disputes_resolved").value
    concluded = case.value("dispute_days_median").denominator
    assert ("disputes_by_type" in charts) == (accepted > 0)
    assert ("disputes_by_month" in charts) == (accepted > 0 or settled > 0)
    assert ("dispute_days" in charts) == (concluded > 0)
    if "disputes_by_type" in charts:
        assert total(charts["disputes_by_type"]) == accepted
    if "disputes_by_month" in charts:
        assert list(sums(charts["disputes_by_month"]).values()) == [accepted, settled]
    if "dispute_days" in charts:
        assert total(charts["dispute_days"]) == concluded


@settings(max_examples=25)  # an example draws one to three charts
@given(records=st.lists(cases, max_size=40), window=windows)
def test_any_counter_business_is_shown_whole(make_case, records, window):
    case = make_case(start=window[0], end=window[1], L11=records)
    charts, _ = case.all(only=["service_by_month"])
    counted = case.value("service_total").value
    assert [total(chart) for chart in charts] == ([counted] if counted else [])


def test_the_data_are_plain_numbers_and_words(case):
    for chart in case.all()[0]:
        assert isinstance(chart.data, pd.DataFrame)
        assert len(chart.data) > 0 and chart.data.columns.is_unique
        for name in chart.data:
            assert chart.data[name].dtype.kind in "iO" or pd.api.types.is_string_dtype(chart.data[name])
            assert chart.data[name].notna().all()
