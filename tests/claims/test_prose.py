"""Claims found in prose: what counts as a number, what it allows, where it stands, and how fast."""

import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.claims.prose import ProseClaim, find_claims

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from prose import DEVELOPMENT, MEASURES, Score, found_claims, read_claim, read_sentences

SENTENCES = read_sentences()
# Signs that reports are made of, so that random texts come near to real ones.
SIGNS = (
    "0123456789０５％零〇一二两三十百千万亿余多近约超逾以上左右至少达共各均分别件宗次场份人名条个期%成百分之受理并成功调解化解纠纷"
    '无未发生行政复议诉讼案件普法宣传活动法律明白人、，,。；;：:（）()《》“”"第每年月日截至上半年前三季度去年同比增长计划将其中镇村 \n\t#|-—~+./OolI·'
)


def one(text: str) -> ProseClaim:
    (claim,) = find_claims(text)
    return claim


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "unit"),
    [
        ("受理纠纷25件。", 25, 25, 25, "件"),
        ("咨询达650余人次。", 650, 650, 660, "人次"),
        ("发放资料1.2万余份。", 12000, 12000, 13000, "份"),
        ("罚款1200余万元。", 12000000, 12000000, 13000000, "元"),
        ("咨询近300人次。", 300, 200, 300, "人次"),
        ("咨询约200人次。", 200, 190, 210, "人次"),
        ("活动超过20场。", 20, 20, None, "场"),
        ("满意率98%以上。", 98, 98, None, "%"),
        ("参与群众500+人次。", 500, 500, None, "人次"),
        ("听众20—30人。", 20, 20, 30, "人"),
        ("听众一百至一百五十人。", 100, 100, 150, "人"),
        ("满意率达百分之九十八点五。", Decimal("98.5"), Decimal("98.5"), Decimal("98.5"), "%"),
        ("满意率为百分之一。", Decimal("1"), Decimal("1"), Decimal("1"), "%"),
        ("九成五的群众表示满意。", 95, 95, 95, "%"),
        ("新增十几名。", 10, 10, 20, "名"),
        ("接待上百人次。", 100, 100, None, "人次"),
        ("办件１，２８６件。", 1286, 1286, 1286, "件"),
        ("办件1 286件。", 1286, 1286, 1286, "件"),
        ("检查1O0宗。", 100, 100, 100, "宗"),
        ("咨询320人/次。", 320, 320, 320, "人次"),
        ("满意率９８．８％。", Decimal("98.8"), Decimal("98.8"), Decimal("98.8"), "%"),
        ("满意率98．8%。", Decimal("98.8"), Decimal("98.8"), Decimal("98.8"), "%"),
        ("1. 12宗案件已办结。", 12, 12, 12, "宗"),
    ],
)
def test_a_number_is_read_with_what_its_wording_allows(text, value, low, high, unit):
    claim = one(text)
    assert (claim.value, claim.low, claim.high, claim.unit) == (value, low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "数十名志愿者参与，多次上门，发放一批资料。",
        "2022年11月7日召开大会。",
        "（某法治委〔2022〕1号）",
        "严格落实“三项制度”和“1+6+N”体系。",
        "每季度召开1次例会。",
        "计划开展14场普法活动。",
        "2023年，我镇将开展普法活动14场。",
        "在60日内申请行政复议。",
        "由2名以上执法人员实施。",
        "党的二十大和二十届三中全会精神。",
        "零距离服务，零容忍执法。",
        "三、聚焦三项重点任务",
        "三分之二以上的村参与，这是重点工作之一。",
    ],
)
def test_these_numbers_claim_nothing(text):
    assert find_claims(text) == []


def test_the_text_of_a_claim_is_the_reports_own():
    text = "共受理矛盾纠\n纷２ ８ 件 ，成功调处27件。"
    first, second = find_claims(text)
    assert (first.text, first.value, second.text) == ("２ ８ 件", 28, "27件")
    assert text[first.start : first.end] == first.text


def test_a_plan_stands_until_what_is_done():
    assert [claim.value for claim in find_claims("计划开展普法活动20场，实际开展22场。")] == [22]


@pytest.mark.parametrize(
    "text",
    [
        "2023年目标：普法活动30场次，调解成功率99%。",
        "2023年，我镇将把调解作为重点，受理纠纷20件。",
        "到2025年法律明白人总数达到40名。",
        "全镇应配备人民调解员30名。",
        "考核方案明确普法活动不少于12场次。",
        "上级要求调解成功率达到96%。",
        "普法活动目标20场。",
    ],
)
def test_what_is_aimed_at_or_asked_for_is_no_figure(text):
    assert find_claims(text, 2022) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("目标培育法律明白人40名，已培育36名。", [36]),
        ("年度计划配备法律明白人40名，实际配备36名。", [36]),
        ("计划调解成功率97%，实际98.6%。", [Decimal("98.6")]),
        ("应配备人民调解员30名，实有28名。", [28]),
        ("到2022年底，法律明白人达到40名。", [40]),
        ("按要求开展普法活动达20场。", [20]),
        ("完成年初目标20场普法活动的110%，共开展22场。", [110, 22]),
        ("明确普法任务46项，全年普法活动不少于20场。", [46, 20]),
        ("实现应建尽建，共有调委会6个。", [6]),
    ],
)
def test_what_is_there_is_told_beside_what_was_aimed_at(text, values):
    assert [claim.value for claim in find_claims(text, 2022)] == values


@pytest.mark.parametrize(
    "heading",
    ["三、2023年重点工作", "三、2023年主要任务", "三、下步工作举措", "三、下一年度推进工作的主要安排", "三、2023年展望", "三、改进措施", "三、工作谋划"],
)  # fmt: skip
def test_a_heading_of_what_is_to_come_stands_above_plans(heading):
    assert (
        find_claims(f"{heading}\n（一）加强普法宣传。开展普法活动30场。\n（二）调解。调解成功率达98%以上。", 2022) == []
    )


@pytest.mark.parametrize("heading", ["三、2022年重点工作", "三、2023年工作计划完成情况", "三、2021年重点工作"])
def test_a_heading_of_what_was_done_does_not(heading):
    assert [claim.value for claim in find_claims(f"{heading}\n开展普法活动30场。", 2022)] == [30]


def test_problems_below_a_heading_of_problems_and_plans_are_told():
    text = "四、存在问题和下一步打算\n（一）存在问题。专职调解员仅2名。\n（二）下一步打算。配备专职调解员5名。"
    assert [claim.value for claim in find_claims(text, 2022)] == [2]


def test_figures_of_the_year_itself_are_told_below_a_heading_of_plans():
    text = "三、存在问题及下步打算\n2022年受理纠纷152件，调解任务较重。将新建调解室3个。按《2022年普法要点》开展普法活动20场。"
    assert [claim.value for claim in find_claims(text, 2022)] == [152]


def test_a_section_of_plans_claims_nothing_and_the_next_section_does():
    text = "二、下一步工作计划\n开展普法活动20场。\n三、人民调解\n受理纠纷3件。"
    assert [claim.value for claim in find_claims(text)] == [3]


def test_a_period_ends_with_its_sentence():
    claims = find_claims("2022年前三季度受理纠纷8件。受理信访2件。")
    assert [claim.period for claim in claims] == ["前三季度", None]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2021年全年受理纠纷9件，调解成功8件。", ["2021年", "2021年"]),
        ("2021年，我镇全年共受理纠纷9件。", ["2021年"]),
        ("2021年上半年受理纠纷4件，下半年受理5件。", ["2021年上半年", "2021年下半年"]),
        ("2021年，我镇前三季度受理纠纷7件。", ["2021年前三季度"]),
        ("截至2021年10月，共受理纠纷7件。", ["截至2021年10月"]),
        ("二〇二一年受理纠纷9件。", ["二〇二一年"]),
        ("2023年以来受理纠纷2件。", ["2023年以来"]),
        ("2021年受理纠纷9件，2022年受理7件。", ["2021年", None]),
        ("去年受理纠纷9件，调解成功8件，今年受理7件。", ["去年", "去年", None]),
        ("去年受理纠纷9件，全年受理7件。", ["去年", None]),
        ("去年全年受理纠纷9件。", ["去年"]),
        ("前年受理纠纷12件。", ["前年"]),
    ],
)
def test_figures_of_another_year_are_told_of_that_year(text, periods):
    assert [claim.period for claim in find_claims(text, 2022)] == periods


@pytest.mark.parametrize(
    "words",
    ["2021-2022年", "2021年7月至2022年6月", "任期内", "过去五年", "近年来", "往年", "自便民中心成立以来", "“八五”普法以来", "5月以来", "本月"],
)  # fmt: skip
def test_a_stretch_that_is_no_part_of_the_year_keeps_its_words(words):
    claims = find_claims(f"{words}共受理纠纷99件，调解成功98件。", 2022)
    assert [claim.period for claim in claims] == [words, words]


@pytest.mark.parametrize(
    "words",
    ["2022年以来", "自2022年1月1日至12月31日", "年初以来", "2022年全年", "截至2022年底", "一至四季度", "前四季度"],
)
def test_the_whole_year_has_many_names(words):
    assert one_of_2022(f"{words}，受理纠纷9件。").period is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("上半年行政检查110次，下半年行政检查120次，累计230次。", None),
        ("上半年行政检查110次，下半年120次，共开展行政检查230次。", None),
        ("上半年行政检查110次，其中4月共行政检查30次。", "4月"),
        ("上半年受理纠纷9件，下半年受理纠纷12件，共调解成功11件。", "下半年"),
    ],
)
def test_a_total_behind_figures_of_several_periods_is_of_them_all(text, period):
    assert find_claims(text, 2022)[-1].period == period


def test_a_part_may_be_of_a_time_of_its_own():
    whole, part = find_claims("自2019年以来累计开展普法活动210场次，其中今年68场次。", 2022)
    assert (whole.period, part.indicator, part.period) == ("2019年以来", "publicity_events", None)


def one_of_2022(text: str) -> ProseClaim:
    (claim,) = find_claims(text, 2022)
    return claim


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("受理纠纷7件，较2021年的9件减少2件，调解成功6件。", [None, "2021年", None, None]),
        ("受理纠纷7件，较去年上半年的4件有增加，调解成功6件。", [None, "去年上半年", None]),
        ("受理纠纷7件，比2021年上半年增加3件，调解成功6件。", [None, None, None]),
        ("下半年受理纠纷4件，较上半年的3件增加1件。", ["下半年", "上半年", "下半年"]),
        ("与2021年相比，受理纠纷增加到7件。", [None]),
        ("受理纠纷7件（上年9件，减少2件），调解成功6件。", [None, "上年", "上年", None]),
        ("受理纠纷7件，上年同期9件，调解成功6件。", [None, "上年同期", None]),
        ("受理纠纷7件，含上年结转1件，调解成功6件。", [None, None, None]),
    ],
)
def test_a_year_compared_with_has_no_more_than_its_own_figure(text, periods):
    assert [claim.period for claim in find_claims(text, 2022)] == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2021年、2022年受理纠纷分别为9件、7件。", ["2021年", None]),
        ("2020、2021、2022年分别受理纠纷12件、9件、7件。", ["2020年", "2021年", None]),
        ("2021年度和2022年度，我镇分别受理纠纷9件和7件。", ["2021年", None]),
        ("2021年和2022年共受理纠纷16件。", ["2021年和2022年"]),
        ("第一至第三季度受理纠纷6件。", ["第一至第三季度"]),
        ("一季度、二季度共受理纠纷4件。", ["一季度、二季度"]),
        ("上半年、下半年各开展普法活动6场。", ["上半年", "下半年"]),
    ],
)
def test_periods_that_are_listed_share_the_figures(text, periods):
    assert [claim.period for claim in find_claims(text, 2022)] == periods


def test_the_year_that_is_known_is_not_guessed():
    text = "2021年受理纠纷9件。2021年调解成功8件。2022年受理纠纷7件。"
    assert [claim.period for claim in find_claims(text)] == [None, None, "2022年"]
    assert [claim.period for claim in find_claims(text, 2022)] == ["2021年", "2021年", None]


def test_full_width_figures_of_a_time_are_those_of_any_other():
    assert [claim.period for claim in find_claims("２０２２年受理纠纷９５件，截至１１月成功９３件。", 2022)] == [
        None,
        "截至11月",
    ]


def test_a_heading_gives_its_year_to_what_is_below_it():
    text = "一、2021年工作回顾\n今年以来受理纠纷9件。\n二、2022年工作情况\n受理纠纷7件。"
    assert [claim.period for claim in find_claims(text, 2022)] == ["2021年", None]


@pytest.mark.parametrize(
    "text",
    [
        "全县共受理纠纷400件，调解成功390件。",
        "我市共有法律明白人4300名，本区各街道共有持证执法人员860名。",
        "在全区范围内，共建成调解室120个。",
        "县域内各乡镇累计受理矛盾纠纷5600件。",
        "示范市全年共开展普法活动680场次。",
        "示范县今年收到检察建议书46份。",
        "示范市2022年收到检察建议书46份。",
        "示范区去年以来共发放宣传资料9000份。",
        "市检察院今年向各镇街制发检察建议书32份。",
        "2022年，全市行政机关负责人出庭应诉率达97%。",
        "派出所受理纠纷30件，成功调解28件。",
        "大岭法庭受理纠纷30件。",
        "邻镇受理纠纷30件。",
        "长塘社区受理纠纷6件，成功调解5件。",
        "长塘村调委会成功调解纠纷5件。",
        "各村开展普法活动30场。",
        "县应急管理局在我镇查处行政处罚案件6宗。",
        "配合县住建局开展行政检查8次。",
        "参加市级法治培训2次。",
        "法律明白人参与普法活动9场。",
        "向辖区企业发出检察建议2份。",
        "长塘社区全年无行政诉讼案件。",
        "镇调委会成功调解纠纷9件，各村成功调解11件。",
        "村级调解员50名、镇级调解员3名。",
    ],
)
def test_what_others_did_is_not_the_townships(text):
    assert {claim.indicator for claim in find_claims(text, 2022)} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "月均受理纠纷3件。",
        "年均作出行政处罚6宗。",
        "行政检查人均开展4次。",
        "场均发放资料40份，场均参与群众120人。",
        "各村平均开展普法活动8场。",
    ],
)
def test_an_average_is_no_total(text):
    assert {claim.indicator for claim in find_claims(text, 2022)} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "“12·4”宪法宣传周期间，我镇开展普法活动4场，发放宣传资料300份。",
        "民法典宣传月共发放宣传资料300份。",
        "国家宪法日当天开展普法活动2场。",
        "本次活动发放宣传资料120份，解答法律咨询30人次。",
        "专项行动中，成功调解纠纷4件。",
        "春节前后成功调解纠纷4件。",
        "其中一场活动吸引群众300人次。",
        "走进学校开展普法活动5场，受教育群众900人次。",
        "在长塘村开展普法活动3场。",
        "面向青少年开展普法活动3场。",
        "分别在长塘村、大岭社区开展普法活动2场、3场。",
    ],
)
def test_one_occasion_or_place_is_no_year(text):
    assert {claim.indicator for claim in find_claims(text, 2022)} == {None}


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("全县共受理纠纷400件，其中我镇20件。", [None, "disputes_accepted"]),
        ("本市各街道共有持证执法人员860名，其中我街道43名。", [None, "certified_officers"]),
        ("示范市全年共开展普法活动680场次，我镇开展58场次。", [None, "publicity_events"]),
        ("辖区全年共开展普法活动58场次，社区受理咨询。", ["publicity_events"]),
        ("邻镇受理纠纷30件，我镇受理纠纷20件。", [None, "disputes_accepted"]),
        ("宪法宣传周期间开展普法活动4场，全年开展普法活动40场。", [None, "publicity_events"]),
        ("在长塘村开展普法活动3场，全镇开展普法活动40场。", [None, "publicity_events"]),
        ("受理纠纷20件，月均2件，调解成功19件。", ["disputes_accepted", None, "disputes_resolved"]),
        ("深入村（社区）、学校、企业开展普法活动40场。", ["publicity_events"]),
        ("以国家宪法日为契机，开展普法活动40场。", ["publicity_events"]),
        ("全镇法律明白人共有36名。", ["legal_stewards"]),
        ("镇、村调委会共受理纠纷20件。", ["disputes_accepted"]),
        ("在全市率先推行，全年受理纠纷20件。", ["disputes_accepted"]),
        ("调解成功率位列全县第一，全年受理纠纷20件。", ["disputes_accepted"]),
        ("镇级调委会1个、村级调委会6个。", ["mediation_committees_town", "mediation_committees_village"]),
        ("上半年期间受理纠纷9件。", ["disputes_accepted"]),
        ("区检察院向我镇发出检察建议2份。", ["procuratorial_suggestions"]),
    ],
)
def test_the_townships_own_figures_are_told_beside_them(text, indicators):
    assert [claim.indicator for claim in find_claims(text, 2022)] == indicators


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("乙镇全年作出行政处罚31宗，甲镇作出行政处罚28宗。", [None, "penalty_cases"]),
        ("长乐镇全年作出行政处罚31宗，居全县之首。", [None]),
        ("长乐镇今年受理纠纷40件，甲镇受理纠纷20件。", [None, "disputes_accepted"]),
        ("甲镇今年受理纠纷20件。", ["disputes_accepted"]),
        ("示范市甲镇今年受理纠纷20件。", ["disputes_accepted"]),
        ("圩镇开展普法活动12场，送法下乡开展普法活动40场。", ["publicity_events", "publicity_events"]),
    ],
)
@pytest.mark.parametrize("township", ["甲镇", "示范市甲镇"])
def test_another_township_s_figures_are_told_by_its_name(text, indicators, township):
    assert [claim.indicator for claim in find_claims(text, 2022, township)] == indicators


def test_without_a_township_s_name_another_s_name_tells_nothing():
    for township in (None, "示范镇（合成）", "demo"):
        (claim,) = find_claims("长乐镇今年受理纠纷20件。", 2022, township)
        assert claim.indicator == "disputes_accepted"


@pytest.mark.parametrize(
    ("head", "row", "periods"),
    [
        ("事项 | 2021年 | 2022年", "受理纠纷 | 9件 | 7件", ["2021年", None]),
        ("事项 | 上年 | 本年", "受理纠纷 | 9件 | 7件", ["上年", None]),
        (
            "事项 | 2021年 | 2022年",
            "受理纠纷 | 9件 | 调解8件。 | 7件 | 6件",
            ["2021年"] * 4,
        ),  # columns that cannot be told
        ("年份 | 受理", "2021年 | 受理纠纷9件", ["2021年"]),
        ("事项 | 数量", "受理纠纷 | 7件", [None]),
    ],
)
def test_a_figure_in_a_table_is_of_its_columns_year(head, row, periods):
    claims = find_claims(f"受理情况\n\n{head}\n{row}\n\n受理纠纷7件。", 2022)
    assert [claim.period for claim in claims] == [*periods, None]


def test_a_figure_below_a_head_of_targets_is_no_result():
    reached, _ = find_claims("受理情况\n\n事项 | 2022年目标 | 完成数\n受理纠纷 | 9件 | 7件\n\n受理纠纷7件。", 2022)
    assert (reached.value, reached.indicator) == (7, "disputes_accepted")


def test_a_level_before_a_change_is_no_figure_however_it_is_dated():
    before, after = find_claims("法律明白人由年初的54名发展到81名。", 2022)
    assert (before.indicator, after.indicator) == (None, "legal_stewards")


def test_why_names_the_words_that_decided():
    assert one("成功调处纠纷27件。").why == "disputes_resolved: 成功调处+纠纷"


def test_readings_lead_to_indicators_with_a_measure_word_of_their_own():
    """A reading that could never hold would be a mistake of the catalogue."""
    catalogue = load()
    for indicator, readings in catalogue.readings.items():
        for reading in readings:
            words = [word for kind in reading.unit for word in catalogue.prose.units[kind]]
            assert words, indicator
            assert reading.noun or reading.verb, indicator


def test_an_indicator_without_a_reading_is_known_by_its_phrases():
    assert "population" not in load().readings
    assert one("全镇常住人口4.26万人。").indicator == "population"


# ------------------------------------------------------------------------------------------------ any text


@given(st.text(max_size=300) | st.text(alphabet=SIGNS, max_size=300))
def test_any_text_is_answered_with_spans_in_order(text):
    claims = find_claims(text)
    spans = [(claim.start, claim.end) for claim in claims]
    assert spans == sorted(spans)
    for claim in claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert text[claim.start : claim.end] == claim.text
        assert (claim.low is None or claim.low <= claim.value) and (claim.high is None or claim.value <= claim.high)
        assert claim.indicator is None or claim.indicator in load().indicators


@given(st.lists(st.sampled_from([sentence.text for sentence in SENTENCES if "\n" not in sentence.text]), max_size=6))
def test_a_text_is_read_the_same_each_time(texts):
    text = "\n".join(texts)
    assert find_claims(text) == find_claims(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["1", "1,", "“", "(一", "1件", "无行政复议、", "将开展", "受理并", "百分之", "各1件", "(x)、", "【"]
)
def test_time_grows_with_the_length_of_the_text_and_no_faster(piece):
    """Ten times the text takes at most some twenty times as long, even of one repeated piece. The processor's time: others may work."""
    find_claims(piece * 1000)

    def seconds(signs: int) -> float:
        began = time.process_time()
        find_claims(piece * (signs // len(piece)))
        return time.process_time() - began

    short = max(min(seconds(2_000) for _ in range(3)), 0.005)
    assert any(seconds(20_000) < 25 * short for _ in range(3))


# ------------------------------------------------------------------------------------------- the sentences


def test_there_are_sentences_for_both_parts_and_many_indicators():
    held_out = [sentence for sentence in SENTENCES if sentence.held_out]
    parted = [sentence for sentence in SENTENCES if sentence.category not in DEVELOPMENT]
    assert len(parted) >= 450 and len(parted) / 4 < len(held_out) < len(parted) / 2
    named = {claim[4] for sentence in SENTENCES for claim in sentence.claims} - {None}
    assert named <= set(load().indicators)
    assert {indicator for indicator, readings in load().readings.items() if readings} <= named
    assert all(not sentence.claims for sentence in SENTENCES if sentence.category == "noclaims")


@pytest.mark.parametrize("held_out", [False, True], ids=["development", "held-out"])
def test_claims_of_the_sentences_are_found_and_nothing_else(held_out):
    score = Score()
    for sentence in SENTENCES:
        if sentence.held_out is held_out:
            score.add(found_claims(sentence.text), sentence.claims)
    rates = score.rates()
    assert rates["precision"] >= 0.97 and rates["recall"] >= 0.97
    assert all(rates[measure] >= 0.95 for measure in MEASURES if measure in rates)


@pytest.mark.parametrize("sentence", [one for one in SENTENCES if one.category == "mended"], ids=lambda one: one.text)
def test_a_sentence_once_read_wrongly_is_read_right(sentence):
    assert found_claims(sentence.text) == list(sentence.claims)


def test_the_townships_own_name_means_us_and_at_it_others_act():
    text = "全市调解成功率为97.2%，松坪镇为98.6%。县司法局在松坪镇开展法治宣传3场；松坪镇全年开展法治宣传58场。"
    told = [(claim.value, claim.indicator) for claim in find_claims(text, 2023, "松坪镇")]
    assert told == [
        (Decimal("97.2"), None), (Decimal("98.6"), "mediation_success_rate"), (3, None), (58, "publicity_events"),
    ]  # fmt: skip


def test_annotations_say_value_range_unit_indicator_and_period():
    assert read_claim("650~650..660 人次 publicity_consultations @上半年") == (
        650, 650, 660, "人次", "publicity_consultations", "上半年",
    )  # fmt: skip
    assert read_claim("98~98.. % -") == (98, 98, None, "%", None, None)
