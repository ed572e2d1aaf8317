"""Rows that may be one matter booked twice: both counted, told of with a pointer, and only where there is reason for it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.ledgers.alike import _slip
from fazhi.ledgers.intake import sort_out
from fazhi.ledgers.sheets import sheet_of
from fazhi.values.identity import check_character

EVENTS = ["日期", "主题", "地点", "参加人数", "咨询人次"]
PARTIES = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "所属村居", "结案日期", "结果"]


@pytest.fixture
def events(workbook, intake):
    def read(*rows):
        workbook("普法宣传活动台账.xlsx", {"一": [EVENTS, *rows]})
        return intake()

    return read


@pytest.fixture
def told_of(told):
    """(reason, message) of everything said."""
    return lambda found: list(told(found)[["reason", "message"]].itertuples(index=False, name=None))


def event(topic, place="文化广场", participants=120, day="2023-05-01", consultations=35):
    return [day, topic, place, participants, consultations]


def test_a_sign_mistyped_in_a_topic_is_told_of_and_both_rows_count(events, told_of):
    found = events(event("民法典宣传进广场活动"), event("民法典宣传进广场话动"), event("禁毒宣传", participants=80))
    assert len(found.tables["L15"]) == 3 and found.accounts[0].duplicates == 0
    ((reason, message),) = told_of(found)
    assert reason == "possible_duplicate" and "第3行" in message and "第2行" in message and "主题" in message


@pytest.mark.parametrize("other", ["民法典宣传，进广场活动。", "“民法典”宣传进广场活动", "民法典·宣传·进广场·活动！"])
def test_punctuation_alone_is_told_of(events, told_of, other):
    found = events(event("民法典宣传进广场活动"), event(other))
    assert [reason for reason, _ in told_of(found)] == ["possible_duplicate"] and len(found.tables["L15"]) == 2


@pytest.mark.parametrize("other", ["民法典宣传 进广场活动", "民法典宣传进广场活动\u200b"])
def test_blanks_and_width_are_decided_by_the_key_as_ever(events, reasons, other):
    found = events(event("民法典宣传进广场活动"), event(other))
    assert reasons(found) == [(3, "duplicate")]


@pytest.mark.parametrize(
    ("first", "second"),
    [("第1期普法讲座", "第2期普法讲座"), ("第一期普法讲座", "第二期普法讲座"), ("东村法治宣传", "西村法治宣传"), ("甲组普法讲座", "乙组普法讲座"), ("普法讲座A场", "普法讲座B场")],
)  # fmt: skip
def test_signs_that_tell_things_apart_are_no_slips(events, first, second):
    assert not events(event(first), event(second)).problems


def test_rows_that_differ_in_anything_else_are_two_matters(events):
    assert not events(event("民法典宣传进广场活动"), event("民法典宣传进广场话动", participants=121)).problems


def test_rows_without_anything_of_their_own_in_common_are_two_matters(events):
    rows = [
        event(topic, participants=None, consultations=None) for topic in ("普法宣传活动", "普法宣传话动", "禁毒宣传")
    ]
    assert not events(*rows).problems


def test_a_partys_name_mistyped_in_a_dispute_booked_twice_is_told_of(workbook, intake, told_of):
    rows = [
        ["村1", "2023-03-10", "邻里", "测试甲明", "样例乙", "东村", "2023-03-20", "调解成功"],
        ["镇8", "2023-03-10", "邻里", "测试甲朋", "样例乙", "东村", "2023-03-20", "调解成功"],
        ["村2", "2023-03-10", "邻里", "样例丙", "样例丁", "东村", "2023-03-20", "调解成功"],
    ]
    workbook("人民调解案件登记台账.xlsx", {"一": [PARTIES, *rows]})
    found = intake()
    ((reason, message),) = told_of(found)
    assert reason == "possible_duplicate" and "申请人" in message and len(found.tables["L14"]) == 3
    assert "测试" not in message


def test_two_persons_of_like_names_are_two_persons(workbook, intake):
    rows = [["姓名", "村居", "认定日期"], ["李明", "东村", "2022-01-05"], ["李朋", "东村", "2022-01-05"]]
    workbook("法律明白人名册.xlsx", {"一": rows})
    assert not intake().problems


def test_a_sign_mistyped_in_an_identity_number_is_told_of(workbook, intake, told_of):
    whole = "44078419900101123"
    whole += check_character(whole)
    slip = whole[:12] + ("9" if whole[12] != "9" else "8") + whole[13:]
    rows = [["姓名", "身份证号", "村居", "认定日期"], ["李明", whole, "东村", "2022-01-05"], ["李明", slip, "东村", "2022-01-05"]]  # fmt: skip
    workbook("法律明白人名册.xlsx", {"一": rows})
    found = intake()
    ((reason, message),) = told_of(found)
    assert reason == "possible_duplicate" and "身份证号" in message and "4407" not in message


def test_pairs_are_found_across_files(workbook, intake, told_of):
    workbook("普法宣传活动台账（村）.xlsx", {"一": [EVENTS, event("民法典宣传进广场活动")]})
    workbook("普法宣传活动台账（镇）.xlsx", {"一": [EVENTS, event("民法典宣传进广场话动")]})
    ((_, message),) = told_of(intake())
    assert "普法宣传活动台账（村）.xlsx" in message


words = st.text(alphabet="法治宣传活动", max_size=6)


@given(words, words)
def test_a_slip_is_an_edit_distance_of_one(a, b):
    """Against RapidFuzz's Levenshtein distance."""
    from rapidfuzz.distance import Levenshtein

    distance = Levenshtein.distance(a, b)
    assert (_slip(a, b) is not None) == (distance <= 1)
    assert (_slip(a, b) == "") == (distance == 0)


@settings(max_examples=30)
@given(st.lists(st.tuples(words, st.integers(1, 2)), min_size=2, max_size=30))
def test_no_row_is_lost_to_a_likeness(rows):
    cells = [EVENTS, *[event(topic or "某", participants=count) for topic, count in rows]]
    found = sort_out([("普法宣传活动台账.xlsx", [sheet_of(cells, "普法宣传活动台账.xlsx", "一")], [])], 2023, load())
    assert len(found.tables["L15"]) == len({topic or "某" for topic, _ in rows})


def test_thousands_of_rows_that_share_all_but_one_text_take_seconds():
    import time

    rows = [event(f"普法{'宣' * (n % 30)}活动{n}", participants=5) for n in range(5000)]
    sheet = sheet_of([EVENTS, *rows], "普法宣传活动台账.xlsx", "一")
    started = time.process_time()
    assert len(sort_out([(sheet.file, [sheet], [])], 2023, load()).tables["L15"]) == 5000
    assert time.process_time() - started < 10
