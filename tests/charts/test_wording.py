"""What a chart says in words: shares, periods, findings; in both languages and from the data alone."""

import datetime as dt

import pytest

from fazhi.catalogue import load
from fazhi.charts import Scene
from fazhi.charts.columns import Measure, panels
from fazhi.charts.lettering import MORE
from fazhi.charts.wording import course, period, ranking, share, short_months
from fazhi.indicators import Facts, Township, Window


def scene(start, end, language="zh"):
    return Scene(Facts({}, load(), Township("")), Window(start, end), language)


YEAR_ZH = scene(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
YEAR_EN = scene(dt.date(2022, 1, 1), dt.date(2022, 12, 31), "en")


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (25, 25, "100%"),
        (1, 8, "12%"),  # 12.5 to even
        (3, 8, "38%"),  # 37.5 to even
        (57, 82, "70%"),
        (1, 400, "0.2%"),  # 0.25 to even
        (20, 160, "12.5%"),
        (1, 4, ""),
    ],
)
def test_shares_are_rounded_once_and_not_given_for_few(part, whole, words):
    assert share(part, whole) == words


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        ((2022, 1, 1), (2022, 12, 31), "2022年", "2022"),
        ((2022, 1, 1), (2022, 9, 30), "2022年1月1日至9月30日", "1 Jan to 30 Sep 2022"),
        ((2021, 7, 1), (2022, 6, 30), "2021年7月1日至2022年6月30日", "1 Jul 2021 to 30 Jun 2022"),
    ],
)
def test_periods_in_words(start, end, zh, en):
    assert period(scene(dt.date(*start), dt.date(*end))) == zh
    assert period(scene(dt.date(*start), dt.date(*end), "en")) == en


def test_months_carry_the_year_only_where_there_are_several():
    assert short_months(YEAR_ZH) == [f"{month}月" for month in range(1, 13)]
    assert short_months(YEAR_EN)[:3] == ["Jan", "Feb", "Mar"]
    two = scene(dt.date(2021, 11, 1), dt.date(2022, 2, 1))
    assert short_months(two) == ["11月\n2021年", "12月", "1月\n2022年", "2月"]


def test_a_course_names_total_peak_and_empty_months():
    values = [3, 1, 0, 3] + [1] * 8
    assert course(YEAR_ZH, "受理", values, "件") == "受理共15件，1月、4月最多，为3；12个月中1个月为0"
    expected = "Accepted (disputes): total 15, most in Jan, Apr (3); none in 1 of 12 months"
    assert course(YEAR_EN, "Accepted", values, "disputes") == expected


def test_a_flat_or_empty_course_is_said_to_be_so():
    assert course(YEAR_ZH, "受理", [2] * 12, "件") == "受理共24件，各月均为2"
    assert course(YEAR_ZH, "受理", [0] * 12, "件") == "受理为0"
    assert "6个月并列最多" in course(YEAR_ZH, "受理", [1, 0] * 6, "件")


def test_a_ranking_names_total_and_the_largest():
    words = ranking(YEAR_ZH, ["甲", "乙", "丙", "丁"], [3, 9, 0, 6], "件")
    assert words == "共18件，分3项；最多的是乙9（50%）、丁6（33%）、甲3（17%）"
    assert ranking(YEAR_ZH, ["甲", "乙"], [0, 4], "件") == "共4件，全部为乙"


def test_a_ranking_does_not_put_forward_what_has_no_name():
    words = ranking(YEAR_ZH, ["甲", "乙", "未填"], [2, 3, 5], "件")
    assert words == "共10件，分3项；除“其他”“未填”外，最多的是乙3（30%）、甲2（20%）"
    assert ranking(YEAR_ZH, ["其他", "未填"], [2, 3], "件").endswith("最多的是未填3（60%）、其他2（40%）")


def test_alternative_texts_follow_the_data(make_case):
    def alt(*types):
        disputes = [{"accepted": dt.date(2022, 3, 1), "type": kind, "result": "settled"} for kind in types]
        return make_case(L14=disputes).draw("disputes_by_type").alt

    assert "共6件，分2项；最多的是邻里4（67%）、婚姻家庭2（33%）" in alt(*["neighbour"] * 4, *["family"] * 2)
    assert "最多的是婚姻家庭4（67%）" in alt(*["neighbour"] * 2, *["family"] * 4)


@pytest.mark.parametrize(("language", "pointer"), [("zh", "随图数据表"), ("en", "data table")])
def test_each_alternative_text_names_kind_measure_period_and_table(full, language, pointer):
    for chart in full.all(language)[0]:
        assert chart.title in chart.alt
        assert "2022" in chart.alt
        assert pointer in chart.alt
        assert any(character.isdigit() for character in chart.alt.replace("2022", ""))
        assert "{" not in chart.alt and "nan" not in chart.alt.lower()


def test_panels_with_scales_of_their_own_say_so(full):
    chart = full.draw("service_by_month")
    remark = load().word("charts.text.own_scales", "zh")
    assert remark in chart.alt and remark in chart.svg
    assert remark not in full.draw("disputes_by_month").svg


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_headings_of_small_panels_are_whole(full, language):
    assert not [chart.id for chart in full.all(language)[0] if MORE in chart.svg]


def test_a_heading_too_long_for_two_lines_keeps_its_unit():
    drawn = panels(["1", "2"], [Measure("Referred to another office " * 9, ": 7 cases", (3.0, 4.0))], height=40.0)
    assert f"{MORE}: 7 cases" in drawn
