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
from prose import MEASURES, Score, found_claims, read_claim, read_sentences

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


def test_a_section_of_plans_claims_nothing_and_the_next_section_does():
    text = "二、下一步工作计划\n开展普法活动20场。\n三、人民调解\n受理纠纷3件。"
    assert [claim.value for claim in find_claims(text)] == [3]


def test_a_period_ends_with_its_sentence():
    claims = find_claims("2022年前三季度受理纠纷8件。受理信访2件。")
    assert [claim.period for claim in claims] == ["前三季度", None]


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

    short = max(min(seconds(5_000) for _ in range(3)), 0.005)
    assert any(seconds(50_000) < 25 * short for _ in range(3))


# ------------------------------------------------------------------------------------------- the sentences


def test_there_are_sentences_for_both_parts_and_many_indicators():
    held_out = [sentence for sentence in SENTENCES if sentence.held_out]
    assert len(SENTENCES) >= 450 and len(SENTENCES) / 4 < len(held_out) < len(SENTENCES) / 2
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


def test_annotations_say_value_range_unit_indicator_and_period():
    assert read_claim("650~650..660 人次 publicity_consultations @上半年") == (
        650, 650, 660, "人次", "publicity_consultations", "上半年",
    )  # fmt: skip
    assert read_claim("98~98.. % -") == (98, 98, None, "%", None, None)
