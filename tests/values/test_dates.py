import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.values import DateReading, read_date, read_dates, read_year

YEAR = 2023
TENTH = dt.date(2023, 3, 10)
TWELFTH = dt.date(2023, 3, 12)
SERIAL = 44995  # 2023-03-10


def span(value, year=YEAR, **options):
    reading = read_date(value, year, **options)
    assert reading.problem is None, reading
    return reading.start, reading.end


@pytest.mark.parametrize(
    "value",
    [
        dt.datetime(2023, 3, 10, 14, 30),
        dt.date(2023, 3, 10),
        dt.datetime(2023, 3, 10, 23, 59, tzinfo=dt.UTC),
        pd.Timestamp("2023-03-10 08:00"),
        np.datetime64("2023-03-10"),
        SERIAL,
        float(SERIAL),
        SERIAL + 0.604,
        np.int64(SERIAL),
        20230310,
        20230310.0,
        230310,
    ],
    ids=repr,
)
def test_dates_and_numbers_of_a_workbook_are_read(value):
    assert span(value) == (TENTH, TENTH)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2023-03-10",
            "2023/3/10",
            "2023.3.10",
            "2023。3。10",
            "2023．3．10",
            "2023\\3\\10",
            "2023·3·10",
            "2023_03_10",
        ),
        *("20230310", "44995", "44995.6", "230310", "2023 3 10", "2023、3、10", "2023..3..10", "2023—3—10"),
        *(
            "2023年3月10日",
            "2023年3月10号",
            "2023年03月10日",
            "2023年3月10",
            "2023年3.10",
            "2023.3月10日",
            "㋂10日",
        ),
        *(
            "二〇二三年三月十日",
            "二○二三年三月十日",
            "二零二三年三月十日",
            "二0二三年三月十日",
            "二O二三年三月十日",
        ),
        *(
            "２０２３年３月１０日",
            "２０２３－０３－１０",
            "2023 年 3 月 10 日",
            "2 0 2 3 年 3 月 1 0 日",
            " 2023.3.10\u200b ",
        ),
        *(
            "贰零贰叁年叁月拾日",
            "廿三年三月十日",
            "二〇二三.三.十",
            "'2023-03-10",
            "“2023.3.10”",
            "2023.3.10。",
        ),
        *("23.3.10", "23-3-10", "23/03/10", "23年3月10日"),
        *("3月10日", "3月10号", "3.10", "3-10", "3/10", "03-10", "三月十日", "三月十", "3月份10日"),
    ],
)
def test_every_usual_way_to_write_a_day_is_read(text):
    assert span(text) == (TENTH, TENTH)
    assert read_date(text, YEAR).precision == "day"


@pytest.mark.parametrize(
    "text",
    [
        *("2023-3-10 14:30", "2023-3-10 14:30:00", "2023-03-10T14:30:00Z", "2023-03-10T00:00:00.000+08:00"),
        *(
            "2023-03-10 上午",
            "2023年3月10日晚",
            "2023年3月10日14时30分",
            "2023年3月10日上午9点半",
            "2023年3月10日19：30",
        ),
        *("2023-03-10 19:30～21:00", "3月10日9时-11时", "20230310143000", "2023-03-10\t09:00", "3.10上午"),
        *(
            "2023年3月10日（星期五）",
            "2023年3月10日星期五",
            "2023/3/10 (周五)",
            "2023年3月10日 星期五 上午9:30-11:00",
        ),
        *(
            "2023-03-10（补录）",
            "2023年3月10日补录",
            "（补）2023.3.10",
            "2023年3月10日前",
            "2023年3月10日起",
            "自2023年3月10日",
        ),
        *(
            "2023年3月10日（3月12日补录）",
            "2023年3月10日第一次",
            "截至2023年3月10日",
            "至2023.3.10",
            "日期：2023-03-10",
        ),
    ],
)
def test_a_time_a_weekday_or_a_remark_does_not_hide_the_day(text):
    assert span(text) == (TENTH, TENTH)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023.3.10-12", TENTH, TWELFTH),
        ("3.10-12", TENTH, TWELFTH),
        ("3.10-3.12", TENTH, TWELFTH),
        ("3月10日-12日", TENTH, TWELFTH),
        ("3月10-12日", TENTH, TWELFTH),
        ("三月十日至十二日", TENTH, TWELFTH),
        ("2023.3.10—2023.3.12", TENTH, TWELFTH),
        ("2023-03-10-2023-03-12", TENTH, TWELFTH),
        ("20230310-20230312", TENTH, TWELFTH),
        ("2023.3.10～12", TENTH, TWELFTH),
        ("2023年3月10日、12日", TENTH, TWELFTH),
        ("2023年3月10、12日", TENTH, TWELFTH),
        ("2023.3.10，12", TENTH, TWELFTH),
        ("2023-03-10\n2023-03-12", TENTH, TWELFTH),
        ("3月10日（星期五）-12日（星期日）", TENTH, TWELFTH),
        ("2023.3.10上午、2023.3.12下午", TENTH, TWELFTH),
        ("2023年3月10日、12日、15日", TENTH, dt.date(2023, 3, 15)),
        ("3月10日至4月2日", TENTH, dt.date(2023, 4, 2)),
        ("2023年2月28-3月2日", dt.date(2023, 2, 28), dt.date(2023, 3, 2)),
        ("3月30日-2日", dt.date(2023, 3, 30), dt.date(2023, 4, 2)),
        ("12月28日至1月3日", dt.date(2023, 12, 28), dt.date(2024, 1, 3)),
        ("12月31日-1日", dt.date(2023, 12, 31), dt.date(2024, 1, 1)),
        ("2023年3月10日至今", TENTH, None),
        ("2023.3.10-长期", TENTH, None),
    ],
)
def test_a_range_or_a_list_runs_from_its_first_to_its_last_day(text, start, end):
    assert span(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        *((text, "2023-03-01", "2023-03-31") for text in ("2023年3月", "2023.3", "2023-03", "3月", "三月", "3月份")),
        *((text, "2023-03-01", "2023-03-31") for text in ("202303", "23年3月", "2023 年 3 月", "约2023年3月")),
        ("2023年元月", "2023-01-01", "2023-01-31"),
        ("2023年2月", "2023-02-01", "2023-02-28"),
        ("2023年3月上旬", "2023-03-01", "2023-03-10"),
        ("3月中旬", "2023-03-11", "2023-03-20"),
        ("2023年2月下旬", "2023-02-21", "2023-02-28"),
        ("3月初", "2023-03-01", "2023-03-10"),
        ("十月底", "2023-10-21", "2023-10-31"),
        ("2023年底", "2023-12-01", "2023-12-31"),
        ("3-5月", "2023-03-01", "2023-05-31"),
        ("2023年3-5月", "2023-03-01", "2023-05-31"),
        ("2022年12月-2023年3月", "2022-12-01", "2023-03-31"),
        ("12-3月", "2023-12-01", "2024-03-31"),
    ],
)
def test_a_month_or_a_part_of_it_spans_its_days(text, first, last):
    assert span(text) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert read_date(text, YEAR).precision == "month"


@pytest.mark.parametrize("value", ["201112", 201112])
@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(2011, "2011-12-01", "2011-12-31"), (2012, "2011-12-01", "2011-12-31"), (2020, "2020-11-12", "2020-11-12")],
)
def test_six_digits_that_may_be_a_month_or_a_day_are_what_lies_near_the_year(value, year, first, last):
    assert span(value, year) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("year", [2015, None])
def test_six_digits_that_may_be_either_far_from_the_year_are_neither(year):
    assert read_date("201112", year).problem == "unreadable"


@pytest.mark.parametrize("value", ["2023年", "2023", "2023年度", "23年", 2023, 2023.0])
def test_a_year_alone_spans_the_year(value):
    assert span(value) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert read_date(value, YEAR).precision == "year"


def test_a_date_without_a_year_takes_the_one_given():
    assert read_date("3月10日", 2021).start == dt.date(2021, 3, 10)
    assert read_date("2月29日", 2024).start == dt.date(2024, 2, 29)
    assert read_date("2月29日", 2023).problem == "impossible"
    assert read_date("3月10日", None).problem == "unreadable"


@pytest.mark.parametrize(("text", "year"), [("28.3.10", 2028), ("43.3.10", 2043), ("44.3.10", 1944), ("65年3月", 1965)])
def test_a_year_of_two_digits_is_at_most_twenty_years_ahead(text, year):
    assert read_date(text, 2023).start.year == year


def test_serials_of_the_1904_system_are_1462_days_later():
    assert span(SERIAL - 1462, date1904=True) == (TENTH, TENTH)
    assert span(str(SERIAL - 1462), date1904=True) == (TENTH, TENTH)


@pytest.mark.parametrize(("value", "last"), [(2023.3, "2023-03-31"), (2023.11, "2023-11-30"), (2023.1, "2023-12-31")])
def test_a_month_that_became_a_decimal_is_read_as_far_as_it_is_sure(value, last):
    """2023.10 typed into a number cell is kept as 2023.1: January or October."""
    assert span(value)[1] == dt.date.fromisoformat(last)


@pytest.mark.parametrize(
    ("value", "day"), [(3.15, "2023-03-15"), (3.5, "2023-03-05"), (12.25, "2023-12-25"), (2.3, "2023-02-03")]
)
def test_a_day_that_became_a_decimal_is_read_where_it_can_be_no_other(value, day):
    assert span(value) == (dt.date.fromisoformat(day),) * 2


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (3.1, "unreadable"),
        (3.2, "unreadable"),
        (4.3, "unreadable"),
        (11.31, "impossible"),
        (13.5, "unreadable"),
        (3.151, "unreadable"),
    ],
)
def test_a_decimal_that_may_be_two_days_or_none_is_no_date(value, problem):
    """3.10 typed into a number cell is kept as 3.1."""
    assert read_date(value, 2023).problem == problem


def test_a_decimal_is_no_date_where_no_year_is_known():
    assert read_date(3.15, None).problem == "unreadable"


@pytest.mark.parametrize("value", [3, 3.0, "3", "03", "三", "3月", "2023-03"])
def test_in_a_column_of_months_a_bare_number_is_a_month(value):
    assert span(value, bare_month=True)[0] == dt.date(2023, 3, 1)


def test_a_bare_number_is_no_month_elsewhere():
    assert read_date(3, YEAR).problem == "unreadable"
    assert read_date(13, YEAR, bare_month=True).problem == "impossible"


@pytest.mark.parametrize(
    "value",
    [
        *(None, np.nan, pd.NaT, pd.NA, "", " ", "—", "-", "/", "、、", "……"),
        *(
            "无",
            "未",
            "暂无",
            "待定",
            "正在调处",
            "仍在整改中",
            "未复查",
            "在职",
            "书面审理",
            "在册",
            "未结",
            "未结案",
            "在办",
            "至今",
            "不详",
            "未办结",
            "（未结）",
            "审理中",
            "未 结",
        ),
    ],
)
def test_no_date_yet_is_blank_and_no_problem(value):
    assert read_date(value, YEAR)[:4] == (None, None, None, None)


@pytest.mark.parametrize(
    "value", ["长期", "永久", "长期有效", "至今有效", "无固定期限", "9999-12-31", "9999年12月31日", 99991231]
)
def test_without_end_is_open(value):
    assert read_date(value, YEAR)[:4] == (None, None, "open", None)
    assert read_date(dt.datetime(9999, 12, 31), YEAR).precision == "open"


@pytest.mark.parametrize(
    "value",
    [
        *(
            "11月31日",
            "2023.13.1",
            "2023-02-29",
            "20231301",
            20231301,
            "2023-00-10",
            "2023-1-0",
            "2023年二月三十日",
        ),
        *(
            "1899-12-31",
            "2101-1-1",
            "3023-3-10",
            dt.datetime(1899, 12, 31),
            dt.date(2101, 1, 1),
            "3.32",
            "13.5",
            80000,
        ),
        *("2023.3.10-32", "2023.3.12-2023.3.10", "3.10-2.12"),
    ],
)
def test_a_day_that_cannot_be_is_impossible(value):
    assert read_date(value, YEAR)[:4] == (None, None, None, "impossible")


@pytest.mark.parametrize(
    "value",
    [
        *(3.1, 0, -1, 3, 100, 1e300, float("inf"), True, 10**20, dt.time(9, 30), dt.timedelta(3)),
        *("3-10-12", "3/10/2023", "2023.3-10", "200203", "2023310", "0310", "2023.3.1 0", "2023.3.10 9.30"),
        *("2023年三月初十", "农历三月十日", "正月初一", "三四月", "一二月", "3月(10日)", "星期五", "10日"),
        *("2023年第一季度", "2023年上半年", "2023年三中全会", "2023年3月10次会议", "2023-03-10-01"),
        *(
            "3月10日取消",
            "3月10日未召开",
            "改期至3月10日",
            "2023-03-10?",
            "12.5元",
            "第3期",
            "3.145",
            "x" * 500,
        ),
        *("五年", "十年", "5年"),
        *("#VALUE!", "李明", "13800138000", "440784199001011234"),
    ],
)
def test_what_needs_a_guess_is_unreadable(value):
    assert read_date(value, YEAR)[:4] == (None, None, None, "unreadable")


def test_month_before_day_is_read_only_where_it_cannot_be_the_other_way_round():
    assert span("3/15/2023") == (dt.date(2023, 3, 15),) * 2
    assert span("3/3/2023") == (dt.date(2023, 3, 3),) * 2
    assert read_date("13/14/2023", YEAR).problem == "impossible"


def test_the_cell_keeps_its_words_for_the_message():
    assert read_date(" 11月31日\n", YEAR).text == "11月31日"
    assert len(read_date("李" * 1000, YEAR).text) == 200


def test_a_reading_cannot_be_changed():
    with pytest.raises(AttributeError):
        read_date("2023-03-10", YEAR).start = None
    assert isinstance(read_date("", YEAR), DateReading)


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(day=DAYS)
def test_every_day_written_in_full_reads_back(day):
    chinese = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    for text in (
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{chinese}年{spelt(day.month)}月{spelt(day.day)}日",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day} 9:05",
    ):
        assert span(text) == (day, day)
    assert span(dt.datetime.combine(day, dt.time(9))) == (day, day)


@given(day=DAYS)
def test_a_day_without_year_reads_back_in_its_year(day):
    for text in (
        f"{day.month}月{day.day}日",
        f"{day.month}.{day.day}",
        f"{spelt(day.month)}月{spelt(day.day)}日",
    ):
        assert span(text, year=day.year) == (day, day)


@given(days=st.tuples(DAYS, DAYS).map(sorted), link=st.sampled_from(["-", "—", "至", "~", "、"]))
def test_every_range_written_in_full_reads_back(days, link):
    start, end = days
    assert span(link.join(f"{day.year}年{day.month}月{day.day}日" for day in days)) == (start, end)
    assert span(link.join(f"{day.year}.{day.month}.{day.day}" for day in days)) == (start, end)


@given(day=st.dates(dt.date(1954, 10, 3), dt.date(2100, 12, 31)))
def test_every_serial_reads_back(day):
    assert span((day - dt.date(1899, 12, 30)).days) == (day, day)


def spelt(number):
    """1 to 31 in Chinese: 三十一."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else "〇一二三"[tens] + "十"
    return lead + ("一二三四五六七八九"[ones - 1] if ones else "")


def test_cells_of_a_column_are_read_one_by_one_and_by_their_types():
    read = read_dates([20230310, True, 20230310.0, "3月10日", None, "11月31日"], YEAR)
    assert read.start.dtype == read.end.dtype == "datetime64[us]"
    assert (~np.isnat(read.start)).tolist() == [True, False, True, True, False, False]
    assert read.problem.tolist() == [None, "unreadable", None, None, None, "impossible"]


@pytest.mark.parametrize("zone", [None, "Asia/Shanghai"])
def test_moments_are_read_as_their_days(zone):
    moments = [pd.Timestamp(day, tz=zone) for day in ("2023-03-10 14:30", "1899-12-31", "2101-01-01", "9999-12-31")]
    read = read_dates([*moments, pd.NaT, dt.date(9999, 12, 31)], YEAR)
    assert read.start.tolist() == [dt.datetime(2023, 3, 10), None, None, None, None, None]
    assert read.problem.tolist() == [None, "impossible", "impossible", None, None, None]


def test_no_cells_give_empty_columns_of_the_same_types():
    nothing, something = read_dates([], YEAR), read_dates(["3月10日"], YEAR)
    assert [len(column) for column in nothing] == [0] * len(nothing)
    assert [column.dtype for column in nothing] == [column.dtype for column in something]


@pytest.mark.parametrize(
    "value",
    [
        2022,
        2022.0,
        "2022",
        "2022年",
        "2022年度",
        "２０２２",
        "二〇二二年",
        "22年度",
        "2022-03-10",
        dt.date(2022, 3, 1),
        20220310,
    ],
)
def test_a_year_is_read(value):
    assert read_year(value) == 2022


@pytest.mark.parametrize(
    "value",
    [
        22,
        "22",
        None,
        "",
        "无",
        "2022-2023",
        "3月",
        "3.10",
        1850,
        2101,
        True,
        dt.datetime(1905, 7, 14),
        "第3期",
    ],
)
def test_what_names_no_single_year_is_none(value):
    """A date cell of 1905-07-14 is the number 2022 in the wrong format."""
    assert read_year(value) is None
