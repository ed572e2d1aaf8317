import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.values import allowed_range, read_issue, read_number, read_numbers, read_numeral


def value_of(cell):
    reading = read_number(cell)
    assert reading.problem is None, reading
    return reading.value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *((3, 3), (3.5, 3.5), (0, 0), (np.int64(7), 7), (np.float64(2.5), 2.5), (Decimal("1.5"), 1.5)),
        *(
            ("25", 25),
            ("0", 0),
            ("1,286", 1286),
            ("1，286.50", 1286.5),
            ("１２８", 128),
            (" 12 ", 12),
            ("12。", 12),
        ),
        *((".5", 0.5), ("3.0", 3), ("007", 7), ("1.2E+3", 1200), ("'100", 100), ("25\u200b", 25)),
        *(
            ("1.2万", 12000),
            ("3亿", 3e8),
            ("1.25亿", 1.25e8),
            ("3万5千", 35000),
            ("12万3456", 123456),
            ("1.2w", 12000),
        ),
        *(("2千", 2000), ("1200万", 1.2e7), ("1.2 万", 12000), ("1亿2000万", 1.2e8)),
        *(
            ("二十五", 25),
            ("两", 2),
            ("百二十", 120),
            ("一百二十", 120),
            ("二百零六", 206),
            ("两千〇六", 2006),
        ),
        *(
            ("十", 10),
            ("廿五", 25),
            ("卅", 30),
            ("三千六", 3600),
            ("二十五万", 250000),
            ("壹佰贰拾", 120),
            ("一二〇", 120),
        ),
        *(("无", 0), ("零", 0), ("没有", 0), ("共25", 25), ("累计100", 100)),
    ],
)
def test_every_usual_way_to_write_a_number_is_read(cell, value):
    assert value_of(cell) == value
    assert not read_number(cell).approximate


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        *(
            ("25件", 25, "件"),
            ("十二件", 12, "件"),
            ("100人次", 100, "人次"),
            ("3 场次", 3, "场次"),
            ("0件", 0, "件"),
        ),
        *(
            ("120名师生", 120, "名"),
            ("1600份资料", 1600, "份"),
            ("20个工作日", 20, "个工作日"),
            ("1.5课时", 1.5, "课时"),
        ),
        *(
            ("100％", 100, "%"),
            ("98.5%", 98.5, "%"),
            ("百分之九十八", 98, "%"),
            ("百分之百", 100, "%"),
            ("100㎡", 100, "㎡"),
        ),
        *(
            ("5000元", 5000, "元"),
            ("¥1,200.50元", 1200.5, "元"),
            ("￥1200", 1200, "元"),
            ("人民币1,200元整", 1200, "元"),
        ),
        *(("罚款200元", 200, "元"), ("贰佰元整", 200, "元"), ("50块", 50, "元"), ("1.2万元", 12000, "元")),
        *(
            ("25(人次)", 25, "人次"),
            ("1.2（万元）", 12000, "元"),
            ("25（含5人复训）", 25, ""),
            ("2.5万人次", 25000, "人次"),
        ),
    ],
)
def test_the_unit_behind_a_number_is_kept_in_its_base(cell, value, unit):
    assert value_of(cell) == value
    assert read_number(cell).unit == unit


@pytest.mark.parametrize(("cell", "scaled"), [("1.2万元", True), ("1.2万", True), ("1.2", False), ("12000元", False)])
def test_a_cell_says_whether_it_held_its_own_ten_thousand(cell, scaled):
    """So that 1.2万 in a column headed 万元 is not multiplied twice."""
    assert read_number(cell).scaled is scaled


@pytest.mark.parametrize(
    ("cell", "value", "lower", "upper"),
    [
        ("650余", 650, 650, 660),
        ("650多人次", 650, 650, 660),
        ("1.2万余人次", 12000, 12000, 13000),
        ("1.2余万", 12000, 12000, 13000),
        ("1200余万", 1.2e7, 1.2e7, 1.3e7),
        ("6千余", 6000, 6000, 7000),
        ("百余人", 100, 100, 200),
        ("六十余份", 60, 60, 70),
        ("60份余", 60, 60, 70),
        ("十几人", 10, 10, 20),
        ("达100余人", 100, 100, 200),
        ("约100余人", 100, 100, 200),
        ("近650", 650, 640, 650),
        ("接近2000人", 2000, 1000, 2000),
        ("近百人", 100, 0, 100),
        ("约200", 200, 190, 210),
        ("200左右", 200, 190, 210),
        ("200人左右", 200, 190, 210),
        ("200来人", 200, 190, 210),
        ("200（约）", 200, 190, 210),
        ("200+", 200, 200, math.inf),
        ("200＋人", 200, 200, math.inf),
        ("200人次+", 200, 200, math.inf),
        ("200人以上", 200, 200, math.inf),
        ("10万+", 100000, 100000, math.inf),
        ("不少于200", 200, 200, math.inf),
        ("超过200", 200, 200, math.inf),
        ("上百人", 100, 100, math.inf),
    ],
)
def test_an_approximate_number_counts_as_written_and_has_a_range(cell, value, lower, upper):
    reading = read_number(cell)
    assert reading.problem is None
    assert (reading.value, reading.lower, reading.upper, reading.approximate) == (value, lower, upper, True)


@pytest.mark.parametrize(
    "cell", [None, np.nan, pd.NA, pd.NaT, "", " ", "—", "-", "/", "、、", "…", "N/A", "nan", "暂无"]
)
def test_blank_and_dash_are_unknown_and_no_problem(cell):
    assert read_number(cell) == (None, None, None, False, "", False, None)


@pytest.mark.parametrize("cell", [-3, -0.5, "-3", "－3", "—3", "- 3", "负3", "-1.2万", "负二十", "-3余"])
def test_a_negative_number_keeps_its_value_and_is_a_problem(cell):
    reading = read_number(cell)
    assert reading.problem == "negative"
    assert reading.value < 0


def test_minus_zero_is_zero():
    assert math.copysign(1, read_number(-0.0).value) == 1


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "数十",
            "数百",
            "几十",
            "若干",
            "不详",
            "多次",
            "一批",
            "半",
            "全部",
            "七八人",
            "四五十人",
            "三五",
            "十七八",
        ),
        *(
            "12+3",
            "12 13",
            "1\n2",
            "10-20",
            "10至20",
            "10~20",
            "3/5",
            "1、2",
            "男12女3",
            "每人1份",
            "12,3",
            "1,28,600",
        ),
        *("第3期", "3月", "2023年", "2023-03-10", "3月10日", "(3)", "（3）", "5人缺席", "2名未参加", "3号楼"),
        *(
            "#REF!",
            "#DIV/0!",
            "=SUM(A1:A3)",
            "李明",
            "万",
            "万元",
            "百人",
            "w",
            "余",
            "约",
            "+5",
            "三百零",
            "1.2万5",
            "1万50",
        ),
        *(
            True,
            False,
            math.inf,
            -math.inf,
            1e15,
            10**400,
            "1" * 30,
            "亿" * 20,
            "9" * 20 + "几",
            "9" * 12 + "几亿亿",
            "440784199001011234",
            "1E99",
            "1e5万",
        ),
        *(dt.datetime(2023, 3, 10), dt.date(2023, 3, 10), dt.time(9), dt.timedelta(3), b"3", [3]),
    ],
    ids=repr,
)
def test_what_is_no_number_is_unreadable(cell):
    assert read_number(cell) == (None, None, None, False, "", False, "unreadable")


@given(number=st.integers(0, 10**14))
def test_every_integer_reads_back_however_it_is_written(number):
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for text in (
        str(number),
        f"{number:,}",
        wide,
        f"{number}件",
        f" {number} ",
        f"{number}.0",
        f"共{number}人次",
    ):
        assert value_of(text) == number
    assert value_of(number) == value_of(float(number)) == number


@given(number=st.integers(1, 10**12 - 1))
def test_every_integer_spelt_in_chinese_reads_back(number):
    spelt = spell(number)
    assert read_numeral(spelt) == number
    assert (
        read_numeral(spelt.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))) == number
    )
    assert value_of(f"{spelt}人次") == number


def spell(number):
    """The standard Chinese spelling, written apart from the reader: 10200 is 一万零二百."""
    if number < 10_000:
        parts, gap = [], False
        for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, number = divmod(number, unit)
            if digit:
                parts.append(("零" if gap and parts else "") + "〇一二三四五六七八九"[digit] + sign)
            gap = not digit
        return "".join(parts).removeprefix("一") if parts and parts[0] == "一十" else "".join(parts)
    unit, sign = (10**8, "亿") if number >= 10**8 else (10**4, "万")
    head, tail = divmod(number, unit)
    zero = "零" if tail and tail < unit // 10 else ""
    rest = spell(tail) if tail else ""
    return spell(head) + sign + zero + ("一" + rest if rest.startswith("十") else rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "百百",
        "二二十",
        "十十",
        "一千一千",
        "三百零",
        "零十",
        "四五十",
        "1两",
        "1.2万5",
        "一百一百",
        "人",
        "1 2",
    ],
)
def test_a_broken_numeral_spells_nothing(text):
    assert read_numeral(text) is None


@given(value=st.floats(0, 1e12), wording=st.sampled_from(["exact", "over", "under", "about", "at_least"]))
def test_every_range_holds_the_number_itself(value, wording):
    lower, upper = allowed_range(value, wording)
    assert lower <= value <= upper


def test_the_range_takes_its_step_from_the_last_digit_that_is_not_zero():
    assert allowed_range(1.25, "over") == (1.25, 1.26)
    assert allowed_range(12_000_000, "over") == (12_000_000, 13_000_000)
    assert allowed_range(0, "over") == (0, 0)


def test_cells_of_a_column_are_read_one_by_one_and_by_their_types():
    read = read_numbers([1, 1.0, True, "1", "百余人", None, "—", -3, 1e16, 0.5])
    assert np.nan_to_num(read.value, nan=-1).tolist() == [1, 1, -1, 1, 100, -1, -1, -3, -1, 0.5]
    assert read.problem.tolist() == [None, None, "unreadable", *[None] * 4, "negative", "unreadable", None]
    assert read.approximate.tolist() == [False] * 4 + [True] + [False] * 5
    assert read.upper.tolist()[4] == 200
    assert read.unit.tolist()[4] == "人"


def test_no_cells_give_empty_columns_of_the_same_types():
    nothing, something = read_numbers([]), read_numbers(["3件"])
    assert [len(column) for column in nothing] == [0] * len(nothing)
    assert [column.dtype for column in nothing] == [column.dtype for column in something]


@pytest.mark.parametrize(
    "cell",
    [
        *(
            3,
            3.0,
            np.int64(3),
            "3",
            "03",
            "3.0",
            "３",
            "第3期",
            "第三期",
            "第叁期",
            "3期",
            "第 3 期",
            "三",
            "No.3",
            "#3",
        ),
        *(
            "2023年第3期",
            "二〇二三年第三期",
            "〔2023〕第3期",
            "2023第3期",
            "2023年度第3期",
            "2023-3",
            "2023-03",
            "202303",
            202303,
        ),
        *("第3期（总第27期）", "2023年第3期总第27期", "第3讲", "第3期 宪法宣传", "总第3期"),
    ],
)
def test_one_issue_has_one_number(cell):
    assert read_issue(cell) == 3


@pytest.mark.parametrize(
    "cell",
    [
        None,
        np.nan,
        "",
        "—",
        True,
        0,
        -3,
        3.5,
        "增刊",
        "第3-4期",
        "第3、4期",
        "2023年3月",
        "2023-3-10",
        "x" * 200,
        "1" + "0" * 28,
    ],
)
def test_what_names_no_single_issue_is_none(cell):
    assert read_issue(cell) is None
    assert read_issue(dt.datetime(2023, 3, 1)) is None
