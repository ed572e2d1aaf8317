"""Each comparison chart shows what its table holds, read back from the drawing, and says when it must not be drawn."""

import math
import re

import numpy as np
import pandas as pd
import pytest

from fazhi.catalogue import load
from fazhi.charts import Missing
from fazhi.charts.comparison import (
    control_chart,
    funnel,
    heat_table,
    ranked_dots,
    slope,
    small_multiples,
    spine,
)
from fazhi.charts.lettering import MORE
from fazhi.indicators import control_limits
from fazhi.publish.blocks import Table

PLUM = "#801650"


def percent(frame):
    """Township → value in percent."""
    return {town: value * 100 for town, value in zip(frame["township"], frame["value"], strict=True)}


def only(found):
    assert not isinstance(found, Missing), found.message
    (chart,) = found
    return chart


# ------------------------------------------------------------------------------------------- ranked dots


def test_dots_stand_at_the_values_of_the_table_largest_on_top(make, read):
    frame = make(low=("东河镇",))
    chart = only(ranked_dots(frame))
    seen, values = read(chart.svg), percent(frame)
    across = seen.across()
    order = sorted(values, key=lambda town: -values[town])
    assert chart.data["乡镇"].tolist() == order
    marks = seen.marks()
    assert list(marks) == [f"dot-{place}" for place in range(len(frame))]
    for place, town in enumerate(order):
        assert across(marks[f"dot-{place}"][0]) == pytest.approx(values[town], abs=0.05)
    heights = [marks[f"dot-{place}"][1] for place in range(len(order))]
    assert heights == sorted(heights)


def test_names_cases_and_values_stand_in_the_row_of_their_dot(make, read):
    frame = make()
    seen = read(only(ranked_dots(frame)).svg)
    rows = {}
    for word in seen.words:
        rows.setdefault(round((word.top + word.bottom) / 2), set()).add(word.text)
    for town, n, value in zip(frame["township"], frame["denominator"], frame["value"], strict=True):
        (held,) = [texts for texts in rows.values() if town in texts]
        assert str(n) in held
        assert any(abs(float(text.rstrip("%")) - value * 100) <= 0.5 for text in held if text.endswith("%"))


def test_intervals_end_where_the_table_says(make, read):
    frame = make(towns=("东河镇",))
    chart = only(ranked_dots(frame))
    seen = read(chart.svg)
    across, (_, y) = seen.across(), seen.marks()["dot-0"]
    ends = sorted({round(across(x), 1) for points in seen.rules for x, level in points if abs(level - y) < 0.01})
    for name in ("lower_998", "lower_95", "upper_95", "upper_998"):
        assert any(abs(end - frame[name][0] * 100) < 0.1 for end in ends), name


def test_the_benchmark_is_named_with_its_value(make, read):
    frame = make()
    chart = only(ranked_dots(frame, benchmark_name="全县合计"))
    words = f"全县合计{frame['benchmark'][0] * 100:.1f}%"
    assert words in read(chart.svg).texts and words in chart.alt
    assert "基准" in only(ranked_dots(frame)).alt


def test_a_township_with_a_benchmark_of_its_own_is_told(make):
    frame = make()
    frame.loc[2, "benchmark"] = 0.5
    chart = only(ranked_dots(frame))
    assert chart.svg.count(f"stroke: {PLUM}") == only(ranked_dots(make())).svg.count(f"stroke: {PLUM}") + 1
    assert any("其余乡镇" in note for note in chart.notes)


def test_the_alternative_text_names_who_stands_out(make):
    chart = only(ranked_dots(make(low=("东河镇",))))
    low = chart.data.set_index("乡镇").loc["东河镇", "数值"]
    assert f"劣于基准（99.8%）1个：东河镇{low:.1f}%" in chart.alt
    assert "带区间的排序点图" in chart.alt and "2022年各乡镇" in chart.alt and "随图数据表" in chart.alt
    assert chart.data.set_index("乡镇").loc["东河镇", "比较结果"] == "劣于基准（99.8%）"


def test_ranks_are_said_not_to_be_tested(make):
    assert any("名次" in note for note in only(ranked_dots(make())).notes)
    assert any("is no ranking" in note for note in only(ranked_dots(make(), "en")).notes)


def test_few_cases_stand_below_without_a_place_in_the_order(make, make_row, rate, read):
    frame = make(towns=("东河镇", "西河镇"))
    few = [
        make_row("甲镇", 2022, rate, 2, 2, 0.9),
        make_row("乙镇", 2022, rate, 7, 7, 0.9),
        make_row("丙镇", 2022, rate, None, None, 0.9),
    ]
    chart = only(ranked_dots(pd.concat([frame, pd.DataFrame(few)])))
    assert chart.data["乡镇"].tolist()[2:] == ["乙镇", "甲镇", "丙镇"]
    assert {"100%†", "2/2", "—"} <= set(read(chart.svg).texts)
    assert list(read(chart.svg).marks()) == ["dot-0", "dot-1", "dot-2"]


@pytest.mark.parametrize(
    ("reason", "sign"),
    [
        ("missing_ledger", "缺"),
        ("no_residents", "—"),
        ("not_applicable", "—"),
        ("year_absent", "⋯"),
        ("suppressed", "×"),
    ],
)
def test_what_is_not_there_has_the_sign_of_the_tables(make, make_row, rate, read, reason, sign):
    absent = make_row("甲镇", 2022, rate, None, None, 0.9, reason=reason)
    chart = only(ranked_dots(pd.concat([make(towns=("东河镇", "西河镇")), pd.DataFrame([absent])])))
    assert sign in read(chart.svg).texts and any("缺 无台账" in note for note in chart.notes)


def test_stocks_have_no_interval_and_a_note_says_so(make_stocks, read):
    frame = make_stocks()
    chart = only(ranked_dots(frame))
    assert "未比较12个" in chart.alt and "差异" not in chart.alt
    assert any("没有区间" in note for note in chart.notes)
    assert {str(value) for value in frame["value"]} <= set(read(chart.svg).texts)
    assert "95%下限" not in chart.data


def test_many_townships_take_pages_on_one_scale(make, cases, read):
    pages = ranked_dots(make(**cases["fifty"]))
    assert len(pages) == 2 and [len(page.data) for page in pages] == [25, 25]
    ticks = [[text for _, text in read(page.svg).ticks_below] for page in pages]
    assert ticks[0] == ticks[1]
    assert [page.id for page in pages] == [
        "ranked_mediation_success_rate_2022_1",
        "ranked_mediation_success_rate_2022_2",
    ]
    assert "第1页，共2页" in pages[0].title and pages[0].data["乡镇"][0] in pages[0].alt


@pytest.mark.parametrize("column", ["year", "indicator"])
def test_a_table_of_several_years_or_indicators_is_refused(make, column):
    other = make().assign(**{column: 2021 if column == "year" else "court_appearance_rate"})
    with pytest.raises(ValueError, match="one"):
        ranked_dots(pd.concat([make(), other]))


# ------------------------------------------------------------------------------------------------ funnel


def test_points_and_limits_of_a_funnel_are_those_given(make, make_limits, read):
    frame = make(low=("东河镇",))
    lines = make_limits(frame["benchmark"][0])
    chart = only(funnel(frame, lines, phi=1.25, tau2=0.004))
    seen = read(chart.svg)
    across, up = seen.across(), seen.up()
    order = frame.sort_values("township", ignore_index=True)
    for place, row in order.iterrows():
        x, y = seen.marks()[f"dot-{place}"]
        assert across(x) == pytest.approx(row["denominator"], abs=0.6)
        assert up(y) == pytest.approx(row["value"] * 100, abs=0.1)
    for name in ("lower_95", "upper_95", "lower_998", "upper_998"):
        for x, y in seen.path(f"limit-{name}")[5::20]:
            size = across(x)
            expected = lines(np.array([size]))[name][0] * 100
            assert up(y) == pytest.approx(expected, abs=0.25)
    assert up(seen.path("benchmark")[0][1]) == pytest.approx(frame["benchmark"][0] * 100, abs=0.1)


def test_limits_may_come_as_a_frame_in_any_order(make, make_limits):
    frame = make()
    limits = make_limits(frame["benchmark"][0])(np.arange(5.0, 400.0, 5))
    (one,), (two,) = funnel(frame, limits), funnel(frame, limits.sample(frac=1, random_state=1))
    assert one.svg == two.svg


def test_only_townships_beyond_the_outer_limits_are_named(make, make_limits, read):
    frame = make(low=("东河镇",))
    seen = read(only(funnel(frame, make_limits(frame["benchmark"][0]))).svg)
    beyond = set(frame["township"][frame["level"] == "99.8"])
    assert "东河镇" in beyond
    assert set(seen.texts) & set(frame["township"]) == beyond


def test_names_that_find_no_room_are_told_in_a_note(make, make_limits, cases, read):
    frame = make(**cases["fifty"]).assign(level="99.8", category="worse", denominator=100, value=0.9)
    frame["numerator"] = 90
    chart = only(funnel(frame, make_limits(0.95)))
    shown = set(read(chart.svg).texts) & set(frame["township"])
    note = next(note for note in chart.notes if "写不下" in note)
    assert shown and all(town in note for town in set(frame["township"]) - shown)


def test_long_names_are_shortened_rather_than_left_out(make, make_limits, cases, read):
    frame = make(**cases["long names"])
    chart = only(funnel(frame, make_limits(frame["benchmark"][0])))
    assert sum("办公室" in text and "…" in text for text in read(chart.svg).texts) == 2


def test_dispersion_is_printed_and_its_meaning_told(make, make_limits, read):
    frame = make()
    lines = make_limits(frame["benchmark"][0])
    chart = only(funnel(frame, lines, "en", phi=8.345, tau2=0.0123, too_narrow=True))
    assert "Dispersion φ = 8.34, τ² = 0.0123" in read(chart.svg).texts
    assert any("too narrow" in note for note in chart.notes) and "φ = 8.34" in chart.alt
    assert "φ" not in only(funnel(frame, lines, phi=math.nan)).svg


def test_piled_points_are_counted(make, make_limits, cases, read):
    chart = only(funnel(make(**cases["all equal"]), make_limits(0.9)))
    assert "12个乡镇" in read(chart.svg).texts


def test_a_funnel_of_fewer_than_ten_townships_is_refused(make, make_limits):
    found = funnel(make(towns=tuple("甲乙丙丁戊己庚辛壬")), make_limits(0.9))
    assert isinstance(found, Missing) and found.reason == "too_few_areas"
    assert "9个" in found.message and "10个" in found.message


def test_a_funnel_without_a_benchmark_or_denominators_is_refused(make, make_limits, make_stocks):
    assert funnel(make().assign(benchmark=None), make_limits(0.9)).reason == "no_benchmark"
    assert funnel(make_stocks(), make_limits(0.9)).reason == "too_few_areas"


# -------------------------------------------------------------------------------------- small multiples


def yearly(make, **spec):
    return make(towns=("东河镇", "西河镇", "南河镇", "北河镇"), years=range(2018, 2024), sizes=(60, 200), **spec)


def test_each_panel_has_the_values_of_its_township_on_the_common_scale(make, read):
    frame = yearly(make).query("township != '北河镇'")  # three stand abreast, so one row of labels serves all
    seen = read(only(small_multiples(frame)).svg)
    up, towns = seen.up(), sorted(set(frame["township"]))
    for panel, town in enumerate(towns):
        values = frame[frame["township"] == town].sort_values("year")["value"] * 100
        for place, value in enumerate(values):
            assert up(seen.marks()[f"dot-{panel}-{place}"][1]) == pytest.approx(value, abs=0.1)
    heads = {word.text: word.left for word in seen.words if word.text in towns}
    assert list(heads) == towns and list(heads.values()) == sorted(heads.values())


def test_panels_beyond_three_stand_below(make, read):
    heads = {
        word.text: word.y for word in read(only(small_multiples(yearly(make))).svg).words if word.text.endswith("河镇")
    }
    first, *_, last = sorted(heads)
    assert heads[last] > heads[first]


def test_panels_follow_the_order_of_the_table(make):
    order = ["西河镇", "北河镇", "东河镇", "南河镇"]
    chart = only(small_multiples(yearly(make), order=order))
    assert list(dict.fromkeys(chart.data["乡镇"])) == order


def navy_lines(seen):
    """The corners of each township line."""
    found = []
    for path in seen.root.iter("{http://www.w3.org/2000/svg}path"):
        if "stroke: #12436d" in path.get("style", "") and "stroke-width: 1.6" in path.get("style", ""):
            found.append(len(re.findall(r"[ML]", path.get("d"))))
    return found[:-1]  # the last is the key's


def test_a_line_is_not_drawn_over_a_gap(make, read):
    frame = yearly(make)
    frame = frame[~((frame["township"] == "东河镇") & (frame["year"] == 2020))]
    chart = only(small_multiples(frame))
    assert sorted(navy_lines(read(chart.svg))) == [2, 3, 6, 6, 6]
    assert any("折线中断" in note for note in chart.notes)


def test_a_line_is_not_drawn_over_a_change_of_definition_and_a_mark_stands_there(make, read):
    frame = yearly(make)
    late = (frame["township"] == "东河镇") & (frame["year"] >= 2021)
    frame["series"], frame["break_reason"] = late.astype(int), np.where(late, "改按受理日期计", "")
    chart = only(small_multiples(frame))
    assert sorted(navy_lines(read(chart.svg))) == [3, 3, 6, 6, 6]
    assert chart.svg.count('id="break-') == 1
    assert any("东河镇（2021年起：改按受理日期计）" in note for note in chart.notes)
    assert "口径变更：东河镇" in chart.alt


def test_a_year_without_any_row_is_a_gap_in_every_panel(make, read):
    chart = only(small_multiples(yearly(make).query("year != 2020")))
    assert sorted(navy_lines(read(chart.svg))) == [2] * 4 + [3] * 4


def test_the_latest_ten_years_are_drawn(make, read):
    chart = only(small_multiples(make(towns=("东河镇",), years=range(2008, 2024))))
    assert "2014" in read(chart.svg).texts and "2023" in read(chart.svg).texts
    assert any("最近10年" in note for note in chart.notes) and len(chart.data) == 10


def test_one_year_is_no_course(make):
    found = small_multiples(make())
    assert isinstance(found, Missing) and found.reason == "too_few_years" and "1个" in found.message


def test_a_township_without_values_has_a_panel_that_says_so(make, read):
    frame = yearly(make)
    frame.loc[frame["township"] == "东河镇", ["value", "numerator", "denominator"]] = None
    assert "无数据" in read(only(small_multiples(frame)).svg).texts


# ------------------------------------------------------------------------------------------------ slopes


def test_slopes_join_the_two_years_of_each_township(make, read):
    frame = make(towns=("东河镇", "西河镇", "南河镇"), years=(2021, 2023))
    seen = read(only(slope(frame)).svg)
    marks = seen.marks("before-") | seen.marks("after-")
    held = sorted(set(frame["township"]))
    values = frame.set_index(["township", "year"])["value"]
    points = [
        (marks[f"{end}-{n}"][1], values[town, year])
        for n, town in enumerate(held)
        for end, year in (("before", 2021), ("after", 2023))
    ]
    slopes = [(a[0] - b[0]) / (a[1] - b[1]) for a, b in zip(points, points[1:], strict=False) if a[1] != b[1]]
    assert slopes and slopes == pytest.approx([slopes[0]] * len(slopes), rel=0.02) and slopes[0] < 0
    for town in held:
        assert sum(town in text for text in seen.texts) == 2


def test_who_has_one_year_only_is_named_and_not_drawn(make):
    frame = make(years=(2021, 2023))
    chart = only(slope(frame[~((frame["township"] == "东河镇") & (frame["year"] == 2021))].head(20)))
    assert "东河镇" not in set(chart.data["乡镇"])
    assert any(note.startswith("只有一年数值") and "东河镇" in note for note in chart.notes)


def test_a_value_without_interval_among_others_carries_a_dagger(make, make_row, rate, read):
    frame = make(towns=("东河镇", "西河镇"), years=(2021, 2023))
    small = [make_row("甲镇", year, rate, 8, 9, 0.9) for year in (2021, 2023)]
    texts = read(only(slope(pd.concat([frame, pd.DataFrame(small)]))).svg).texts
    assert "甲镇 89%†" in texts and not any(text.startswith("东河镇") and "†" in text for text in texts)


def test_rises_and_falls_are_counted_and_the_largest_named(make_row, rate):
    rows = [("甲镇", 50, 90), ("乙镇", 90, 50), ("丙镇", 70, 70), ("丁镇", 60, 65)]
    frame = pd.DataFrame(
        [
            make_row(town, year, rate, x, 100, 0.7)
            for town, *held in rows
            for year, x in zip((2021, 2022), held, strict=True)
        ]
    )
    alt = only(slope(frame)).alt
    assert "上升2个，下降1个，持平1个" in alt
    assert "上升最多的：甲镇50.0%→90.0%、丁镇60.0%→65.0%" in alt and "下降最多的：乙镇90.0%→50.0%" in alt


@pytest.mark.parametrize("years", [(2021,), (2021, 2022, 2023)])
def test_slopes_take_exactly_two_years(make, years):
    assert slope(make(years=years)).reason == "not_two_years"


def test_slopes_need_a_township_with_both_years(make):
    frame = pd.concat([make(towns=("东河镇",), years=(2021,)), make(towns=("西河镇",), years=(2022,))])
    assert slope(frame).reason == "no_pairs"


# ------------------------------------------------------------------------------------------------- spine


def spread(make, *, polarity="mediation_success_rate", values=(0.5, 0.6, 0.7, 0.8, 0.9), benchmark=0.7):
    towns = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇")[: len(values)]
    frame = make(towns=towns, id=polarity, sizes=(100, 100)).assign(value=list(values), benchmark=benchmark)
    return frame.assign(numerator=[round(value * 100) for value in values])


def test_the_spine_puts_the_benchmark_in_the_middle_worse_left_better_right(make, read):
    frame = spread(make)
    middle = read(only(spine(frame, "丙镇")).svg).path("benchmark")[0][0]
    places = {town: read(only(spine(frame, town)).svg).marks()["dot-0"][0] for town in ("甲镇", "丙镇", "戊镇")}
    assert places["甲镇"] < places["丙镇"] < places["戊镇"]
    assert places["丙镇"] == pytest.approx(middle, abs=0.01)
    assert places["戊镇"] - middle == pytest.approx(middle - places["甲镇"], abs=0.01)


def test_a_low_value_stands_right_where_low_is_good(make, read):
    frame = spread(make, polarity="dispute_days_median", values=(5, 10, 20, 30, 60), benchmark=20)
    assert (
        read(only(spine(frame, "甲镇")).svg).marks()["dot-0"][0]
        > read(only(spine(frame, "戊镇")).svg).marks()["dot-0"][0]
    )


def test_a_negative_difference_keeps_its_side(make, read):
    """Differences, not distances: a township below the benchmark by much stands left even if the highest is near it."""
    frame = spread(make, values=(0.1, 0.68, 0.69, 0.71, 0.72))
    middle = read(only(spine(frame, "甲镇")).svg).path("benchmark")[0][0]
    assert read(only(spine(frame, "甲镇")).svg).marks()["dot-0"][0] < middle - 40


def test_the_spread_is_that_of_all_townships(make):
    data = only(spine(spread(make), "甲镇")).data
    assert data[["各乡镇最低", "下四分位数", "上四分位数", "各乡镇最高", "乡镇数"]].iloc[0].tolist() == [
        50,
        60,
        80,
        90,
        5,
    ]


def test_the_ends_of_the_spread_are_written_like_the_townships_at_them(make, read):
    """17 of 19 is 89 % as the township's own and as the lowest of all, not 89.5 %."""
    frame = spread(make, values=(17 / 19, 0.91, 0.95, 0.96, 0.97))
    frame.loc[0, ["numerator", "denominator"]] = [17, 19]
    texts = read(only(spine(frame, "甲镇")).svg).texts
    assert texts.count("89%") == 2 and "89.5%" not in texts and "97.0%" in texts


def test_in_the_data_of_several_indicators_each_number_keeps_its_own_decimals(make):
    """60.0 beside 53.3, not 60: a column of several indicators has no number of decimals in common."""
    data = only(spine(spread(make), "甲镇")).data
    table = Table.from_frame(data, title="数据")
    texts = {head.key: cell.text for head, cell in zip(table.heads, table.cells[0], strict=True)}
    assert (texts["各乡镇最低"], texts["各乡镇最高"], texts["乡镇数"]) == ("50.0", "90.0", "5")
    assert all(head.align == "right" for head in table.heads if head.key in ("数值", "各乡镇最低", "基准"))


def test_three_townships_have_no_quartiles(make):
    chart = only(spine(spread(make, values=(0.5, 0.6, 0.7)), "甲镇"))
    assert chart.data[["下四分位数", "上四分位数"]].isna().all(axis=None)
    assert any("不足4个" in note for note in chart.notes) and "#949494" not in chart.svg


def test_small_numbers_are_no_ends_of_the_spread(make):
    frame = spread(make)
    frame.loc[0, ["numerator", "denominator", "value"]] = [1, 6, 1 / 6]
    assert only(spine(frame, "丙镇")).data["各乡镇最低"].tolist() == [60]


def test_without_judgement_all_is_black_and_grey(make):
    frame = make(id="disputes_per_1000").assign(category="higher", level="99.8")
    svg = only(spine(frame, "东河镇")).svg
    assert "#12436d" not in svg and "#f46a25" not in svg
    assert any("不分优劣" in note for note in only(spine(frame, "东河镇")).notes)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_beside_a_spine_is_shortened(make, language):
    ids = [id for id, entry in load().indicators.items() if entry.kind in ("proportion", "per_thousand")]
    frame = pd.concat([make(id=id) for id in ids])
    assert not any(MORE in page.svg for page in spine(frame, "东河镇", language))


def test_indicators_stand_in_the_order_of_the_catalogue_and_those_without_benchmark_are_counted(make, make_stocks):
    frame = pd.concat([make(), make(id="court_appearance_rate"), make_stocks()])
    chart = only(spine(frame, "东河镇"))
    assert [name.split("（")[0] for name in chart.data["指标"]] == ["负责人出庭应诉率", "调解成功率"]
    assert any(note.startswith("没有基准") and "1项" in note for note in chart.notes)
    assert spine(make_stocks(), "东河镇").reason == "no_benchmark"


def test_a_township_that_is_not_there_is_refused(make):
    with pytest.raises(ValueError, match="无此镇"):
        spine(make(), "无此镇")


def test_a_township_without_values_is_answered(make):
    frame = make()
    frame.loc[frame["township"] == "东河镇", ["value", "numerator", "denominator"]] = None
    assert spine(frame, "东河镇").reason == "no_values"


# -------------------------------------------------------------------------------------------- heat table


def test_every_cell_has_its_value_and_a_mark(make, make_stocks, read):
    frame = pd.concat([make(), make_stocks(), make(id="disputes_per_1000")])
    chart = only(heat_table(frame))
    texts = read(chart.svg).texts
    assert len(chart.data) == len(frame) == 36
    for value in make_stocks()["value"]:
        assert str(value) in texts
    for value in make(id="disputes_per_1000")["value"]:
        assert f"{value:.2f}" in texts


def test_a_cell_without_a_row_has_a_sign_and_a_dashed_edge(make, make_stocks, read):
    frame = pd.concat([make(), make_stocks()])
    whole = only(heat_table(frame))
    chart = only(
        heat_table(frame[~((frame["township"] == "东河镇") & (frame["indicator"] == "mediation_success_rate"))])
    )
    assert "⋯" in read(chart.svg).texts and "⋯" not in read(whole.svg).texts
    assert chart.svg.count("stroke-dasharray") == whole.svg.count("stroke-dasharray") + 1


def test_the_heat_table_names_the_flagged_cells(make):
    chart = only(heat_table(make(low=("东河镇",))))
    assert "劣于基准（99.8%）1个：东河镇·调解成功率" in chart.alt
    assert any("每500格" in note for note in chart.notes)


def test_a_large_heat_table_takes_pages_that_hold_every_cell_once(make, cases):
    ids = ("mediation_success_rate", "court_appearance_rate", "disclosure_on_time_rate", "disputes_per_1000")
    frame = pd.concat(
        [
            make(id=id, **cases["fifty"])
            for id in (
                *ids,
                "mediation_success_rate_accepted",
                "dispute_within_30_days_rate",
                "penalty_published_on_time_rate",
            )
        ]
    )
    pages = heat_table(frame, "en")
    assert len(pages) > 2
    cells = pd.concat([page.data for page in pages])
    assert len(cells) == len(frame) and not cells.duplicated(["Indicator", "Township"]).any()


# ----------------------------------------------------------------------------------------- control chart


def monthly(events, start="2020-01"):
    months = pd.period_range(start, periods=len(events), freq="M").astype(str)
    return pd.DataFrame({"month": months, "events": [float(one) for one in events]})


STEADY = [4, 6, 5, 3, 4, 5, 6, 4, 3, 5, 4, 5]


def test_months_and_limits_of_a_control_chart_are_those_given(read):
    limits = control_limits(monthly([*STEADY, 5, 20, 4]))
    seen = read(only(control_chart(limits, "东河镇", "disputes_accepted")).svg)
    up = seen.up()
    for place, value in enumerate(limits["value"]):
        assert up(seen.marks()[f"dot-{place}"][1]) == pytest.approx(value, abs=0.05)
    for name in ("lower_998", "lower_95", "upper_95", "upper_998"):
        assert up(seen.path(f"limit-{name}")[0][1]) == pytest.approx(limits[name][0], abs=0.05)
    assert up(seen.path("centre")[0][1]) == pytest.approx(limits["centre"][0], abs=0.05)


def test_a_month_beyond_the_limits_is_named(read):
    chart = only(control_chart(control_limits(monthly([*STEADY, 5, 20, 4])), "东河镇", "disputes_accepted"))
    assert "2021-02 20" in " ".join(read(chart.svg).texts).replace("  ", " ")
    assert "高于99.8%控制限的1个月：2021-02为20" in chart.alt and "泊松" in " ".join(chart.notes)
    assert chart.data["比较结果"].tolist().count("高于99.8%控制限") == 1


def test_a_missing_month_is_a_gap(read):
    chart = only(control_chart(control_limits(monthly([*STEADY, 5, 5]).drop(index=[6])), "东河镇", "disputes_accepted"))
    assert "dot-6" not in read(chart.svg).marks() and any("没有数据" in note for note in chart.notes)


def test_rates_have_limits_that_follow_the_exposure():
    frame = monthly(STEADY).assign(exposure=[500.0, *[1000.0] * 11])
    chart = only(control_chart(control_limits(frame), "东河镇", "disputes_accepted", per=1000))
    assert any(note.startswith("u图") for note in chart.notes)
    assert chart.data["99.8%上限"][0] > chart.data["99.8%上限"][1]


def test_eleven_months_or_an_empty_baseline_are_refused():
    few = control_chart(control_limits(monthly(STEADY[:11])), "东河镇", "disputes_accepted")
    assert few.reason == "too_few_months" and "11个" in few.message
    assert control_chart(control_limits(monthly([0] * 12)), "东河镇", "disputes_accepted").reason == "no_baseline"
