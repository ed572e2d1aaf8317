"""Results that are told in a sentence, and headings that ask for one: read where they surely say one value, set aside where not."""

import pytest

from fazhi.catalogue import load
from fazhi.ledgers.sentences import value_of_sentence

RESULT = load().ledgers["L14"].column("result")
HEAD = ["编号", "受理日期", "纠纷类型", "申请人", "被申请人", "调解结果", "结案日期"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("经调解，双方达成协议。", "settled"),
        ("经村调委会多次上门调解，双方于3月5日达成协议", "settled"),
        ("双方当事人在村委会的主持下达成调解协议", "settled"),
        ("甲方一次性赔偿3000元，调解成功，双方互不追究", "settled"),
        ("达成协议，已申请司法确认", "settled"),
        ("经调解双方未能达成一致意见", "failed"),
        ("调解员到场后双方情绪激动，调解失败", "failed"),
        ("达成协议后反悔", None),
        ("达成协议，乙方未履行", None),
        ("拟于下周达成协议", None),
        ("部分调解成功", None),
        ("争取达成协议", None),
        ("调解不成，引导当事人起诉", None),
        ("调解不成功，又经司法所调解成功", None),
        ("双方同意协商", None),
        ("双方" * 60 + "达成协议", None),
    ],
)
def test_a_sentence_says_a_value_only_where_nothing_in_it_leaves_that_open(words, value):
    assert value_of_sentence(RESULT, load().layout)(words) == value


def test_a_register_that_tells_its_results_in_sentences_is_counted_but_for_what_stays_open(workbook, intake, told):
    results = ["经调解，双方达成协议", "双方未达成协议", "达成协议后反悔"]
    rows = [
        [f"云调{n}", f"2023-0{n}-01", "邻里", f"甲{n}", f"乙{n}", r, f"2023-0{n}-09"] for n, r in enumerate(results, 1)
    ]
    workbook("人民调解台账.xlsx", {"2023": [HEAD, *rows]})
    found = intake()
    assert found.tables["L14"]["result"].tolist() == ["settled", "failed"]
    assert told(found)["row"].tolist() == [4] and told(found)["reason"].tolist() == ["unknown_category"]


def test_a_heading_that_asks_whether_it_succeeded_is_answered_with_the_two_results(workbook, intake):
    head = [*HEAD[:5], "是否调解成功", "结案日期"]
    rows = [
        [f"云调{n}", f"2023-0{n}-01", "邻里", f"甲{n}", f"乙{n}", said, f"2023-0{n}-09"]
        for n, said in ((1, "是"), (2, "否"), (3, "√"))
    ]
    workbook("人民调解台账.xlsx", {"2023": [head, *rows]})
    assert intake().tables["L14"]["result"].tolist() == ["settled", "failed", "settled"]
