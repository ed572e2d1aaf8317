"""Tables with values for headings: 月份 × 户政 | 计生 …, months across, totals left out, every record traced to its row."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.ledgers.intake import sort_out
from fazhi.ledgers.sheets import sheet_of

FILE = "公共服务中心业务统计表.xlsx"
MONTHS = [f"{month}月" for month in range(1, 13)]
HEADING = {"户政": "household", "计生": "family_planning", "社会事务": "social_affairs", "人社": "hr_social_security"}


@pytest.fixture
def table(workbook, intake):
    """The records of a table, taken in: (row of the file, month, category, number)."""

    def read(rows, merges=(), name=FILE, year=2023):
        workbook(name, {"一": rows}, {"一": merges})
        found = intake(year)
        records = found.tables["L11"]
        return found, list(
            zip(records["row"], records["placed"].dt.month, records["category"], records["quantity"], strict=True)
        )

    return read


def test_categories_across_give_a_record_for_each_filled_cell(table):
    found, records = table([["月份", *HEADING], ["1月", 10, 2, None, "—"], ["2月", 0, 1, "3宗", "约20"]])
    assert records == [
        (2, 1, "household", 10), (2, 1, "family_planning", 2),
        (3, 2, "household", 0), (3, 2, "family_planning", 1), (3, 2, "social_affairs", 3), (3, 2, "hr_social_security", 20),
    ]  # fmt: skip
    assert not found.problems and found.accounts[0].kept == 2
    assert found.tables["L11"]["quantity__approximate"].tolist() == [False] * 5 + [True]


def test_months_across_and_categories_down_give_the_same_records(table):
    _, records = table(
        [["业务类别", "1月", "2月", "合计"], ["户政", 10, 0, 10], ["计生", 2, 1, 3], ["合计", 12, 1, 13]]
    )
    assert records == [(2, 1, "household", 10), (2, 2, "household", 0), (3, 1, "family_planning", 2), (3, 2, "family_planning", 1)]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [["卫健", 10, 11, 12, 13], ["卫健", "10", "11", "12", "13"], ["卫健", 9, 10, 11, 12], ["综合", 10, 11, 12, 13]],
)
def test_a_record_whose_numbers_might_be_months_is_no_header(workbook, intake, row):
    rows = [
        ["窗口", "第一季度", "第二季度", "第三季度", "第四季度"],
        ["户政", 310, 320, 330, 340],
        row,
        ["人社", 20, 21, 22, 23],
    ]
    workbook("窗口业务统计表.xlsx", {"一": rows})
    found = intake()
    assert set(found.tables["L11"]["placed"].dt.month) == {1, 4, 7, 10} and found.accounts[0].headers == 1


@pytest.mark.parametrize(
    "months",
    [[1, 2, 3], ["2023年1月", "2023年2月", "2023年3月"], ["一月", "二月", "三月"],
     [dt.date(2023, 1, 1), dt.date(2023, 2, 1), dt.date(2023, 3, 1)], ["2023-01", "2023-02", "2023-03"]],
)  # fmt: skip
def test_months_in_headings_are_read_however_they_are_written(table, months):
    _, records = table([["业务类别", *months], ["户政", 1, 2, 3], ["人社", 4, 5, 6]])
    assert [month for _, month, _, _ in records] == [1, 2, 3, 1, 2, 3]


def test_totals_and_running_totals_are_never_counted(table):
    rows = [["月份", "户政", "计生", "合计", "累计"], *[[m, 10, 1, 11, 11 * n] for n, m in enumerate(MONTHS[:6], 1)],
            ["一季度", 30, 3, 33, None], ["上半年", 60, 6, 66, None], ["合计", 60, 6, 66, None]]  # fmt: skip
    found, records = table(rows)
    assert sum(number for *_, number in records) == 66
    assert (found.accounts[0].kept, found.accounts[0].totals) == (6, 3)


def test_a_total_under_an_unknown_word_is_known_by_its_sums(table):
    found, records = table([["月份", "户政", "计生", "全部"], ["1月", 10, 1, 11], ["2月", 5, 3, 8]])
    assert sum(number for *_, number in records) == 19 and not found.problems


def test_of_month_and_running_total_below_each_category_only_the_month_counts(table):
    rows = [["某镇2023年窗口业务量"], ["月份", "户政", None, "计生", None], [None, "本月", "累计", "本月", "累计"],
            ["1月", 5, 5, 1, 1], ["2月", 6, 11, 2, 3]]  # fmt: skip
    found, records = table(rows, ["A2:A3", "B2:C2", "D2:E2"])
    assert [number for *_, number in records] == [5, 1, 6, 2]
    assert (found.accounts[0].titles, found.accounts[0].headers) == (1, 2)


def test_the_amounts_name_behind_a_category_is_not_part_of_it(table):
    _, records = table([["月份", "户政办件量", "计生（宗）", "社会事务窗口"], ["1月", 5, 1, 2]])
    assert [category for _, _, category, _ in records] == ["household", "family_planning", "social_affairs"]


def test_two_headings_of_one_category_are_added_up(table):
    found, records = table([["月份", "民政", "残联", "户政"], ["1月", 3, 4, 5], ["2月", "约3", 4, 5]])
    assert [r for r in records if r[2] == "social_affairs"] == [(2, 1, "social_affairs", 7), (3, 2, "social_affairs", 7)]  # fmt: skip
    assert not found.problems


def test_a_category_that_is_not_listed_is_told_of_and_does_not_count(table, told):
    found, records = table([["月份", "户政", "计生", "综治"], ["1月", 5, 1, 9], ["2月", 6, 1, 9]])
    assert sum(number for *_, number in records) == 13
    message = told(found)
    assert message["reason"].tolist() == ["unknown_category"] * 2 and "综治" in message["message"].iloc[0]
    assert message["row"].tolist() == [2, 3]


def test_a_bad_cell_is_told_of_with_its_row_and_the_rest_of_the_row_counts(table, reasons):
    found, records = table([["月份", *HEADING], ["1月", 10, "若干", 3, -4]])
    assert len(records) == 2 and reasons(found) == [(2, "bad_number")] * 2
    assert (found.accounts[0].kept, found.accounts[0].set_aside) == (1, 0)


def test_a_month_without_any_number_is_a_blank_row(table):
    found, _ = table([["月份", *HEADING], ["1月", 10, 1, 1, 1], ["2月", None, "—", None, None]])
    assert found.accounts[0].blanks == 1 and not found.problems


def test_a_month_given_twice_is_a_duplicate(table, reasons):
    found, records = table([["月份", *HEADING], ["1月", 1, 2, 3, 4], ["1 月", 1, 2, 3, 4]])
    assert len(records) == 4 and reasons(found) == [(3, "duplicate")] * 4
    assert (found.accounts[0].kept, found.accounts[0].duplicates) == (1, 1)


def test_a_table_by_villages_is_no_table_by_categories(workbook, intake):
    workbook("统计.xlsx", {"一": [["村居", "1月", "2月"], ["东村", 3, 4], ["西村", 3, 4]]})
    assert not intake().tables


def test_a_plain_table_of_records_is_not_taken_for_one_of_headings(table):
    _, records = table([["月份", "业务类别", "宗数"], ["1月", "户政", 5], ["1月", "计生", 4], ["2月", "户政", 6]])
    assert records == [(2, 1, "household", 5), (3, 1, "family_planning", 4), (4, 2, "household", 6)]


cells = st.one_of(st.none(), st.integers(0, 10_000), st.sampled_from(["—", "12宗", "约30", "１２"]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(cells, min_size=4, max_size=4), min_size=2, max_size=12), st.booleans())
def test_the_numbers_are_those_that_melting_the_table_gives(body, across):
    """Against pandas' own ``melt``: categories across, or the same table turned over."""
    frame = pd.DataFrame(body, columns=list(HEADING), index=MONTHS[: len(body)])
    turned = frame if across else frame.T
    rows = [["月份" if across else "业务类别", *turned.columns]]
    rows += [[name, *("" if pd.isna(c) else c for c in line)] for name, line in zip(turned.index, turned.to_numpy().tolist(), strict=True)]  # fmt: skip
    found = sort_out([(FILE, [sheet_of(rows, FILE, "一")], [])], 2023, load())
    melted = frame.rename_axis("月份").reset_index().melt("月份").dropna()
    numbers = {"12宗": 12, "约30": 30, "１２": 12}
    expected = {(f"{row.月份}", HEADING[row.variable]): numbers.get(row.value, row.value) for row in melted.itertuples() if row.value != "—"}  # fmt: skip
    records = found.tables.get("L11", pd.DataFrame(columns=["placed", "category", "quantity"]))
    got = {(f"{row.placed.month}月", row.category): row.quantity for row in records.itertuples()}
    assert got == expected
    assert all(account.balances and account.rows_seen == len(rows) for account in found.accounts)


def test_a_table_by_days_counts_what_each_counter_did_on_each_day(workbook, intake):
    rows = [
        ["日期", "星期", "户政窗口", "民政窗口", "社保所"],
        ["2023-06-01", "四", 5, 3, 7],
        ["6月2日", "五", 4, None, 6],
        ["合计", None, 9, 3, 13],
    ]
    workbook("便民服务大厅每日办件.xlsx", {"一": [["便民服务大厅每日办件登记"], *rows]})
    found = intake()
    assert found.tables["L11"]["quantity"].sum() == 25 and not found.problems
    assert found.tables["L11"].groupby("category")["quantity"].sum().to_dict() == {
        "household": 9, "social_affairs": 3, "hr_social_security": 13
    }  # fmt: skip


def test_the_same_day_given_twice_is_a_duplicate(workbook, intake, reasons):
    rows = [["日期", "户政", "民政"], ["2023-06-01", 5, 3], ["2023-06-02", 4, 2]]
    workbook("便民服务中心办件台账.xlsx", {"一": rows, "副本": rows[:2]})
    found = intake()
    assert found.tables["L11"]["quantity"].sum() == 14 and reasons(found) == [(2, "duplicate"), (2, "duplicate")]


def test_months_that_a_spreadsheet_keeps_as_days_are_months(workbook, intake, reasons):
    rows = [["时间", "户政", "民政"], [dt.date(2023, 1, 1), 5, 3], [dt.date(2023, 2, 1), 4, 2]]
    workbook("便民服务中心办件台账.xlsx", {"一": rows})
    assert intake().tables["L11"]["month"].dt.month.tolist() == [1, 1, 2, 2]


class TestASheetOfOneMonth:
    HEAD, ROWS = ["业务类别", "办件量"], [["户政", 10], ["社保", 12], ["合计", 22]]

    def test_is_of_the_month_of_its_name(self, workbook, intake):
        workbook("窗口业务统计表.xlsx", {month: [self.HEAD, *self.ROWS] for month in ("1月", "2月")})
        found = intake()
        assert found.tables["L11"]["month"].dt.month.tolist() == [1, 1, 2, 2] and not found.problems

    def test_is_of_none_where_title_and_name_disagree(self, workbook, intake, told):
        workbook("窗口业务统计表.xlsx", {"1月": [["2023年2月窗口业务统计表"], self.HEAD, *self.ROWS]})
        found = intake()
        assert not found.tables and told(found)["reason"].tolist() == ["unrecognised"]

    @pytest.mark.parametrize("name", ["2月累计", "1-3月", "截至3月"])
    def test_is_of_none_where_the_name_says_of_several(self, workbook, intake, name):
        workbook("窗口业务统计表.xlsx", {name: [self.HEAD, *self.ROWS]})
        assert not intake().tables


class TestPeriods:
    """Quarters and halves of a year in place of months."""

    def quarters(self, found):
        rows = found.tables["L11"]
        return list(zip(rows["placed"].dt.month, rows["category"], rows["quantity"], strict=True))

    @pytest.mark.parametrize(
        "words", [["一季度", "二季度"], ["第1季度", "第2季度"], ["2023年第一季度", "2023年第二季度"]]
    )
    def test_across_are_read_as_months_are(self, table, words):
        found, records = table([["业务类别", *words, "合计"], ["户政", 10, 20, 30], ["人社", 1, 2, 3]])
        assert [(month, number) for _, month, _, number in records] == [(1, 10), (4, 20), (1, 1), (4, 2)]
        assert [p.reason for p in found.problems] == ["long_period"]

    def test_down_and_in_a_column_of_their_own_as_well(self, workbook, intake):
        workbook(
            "办件统计表.xlsx", {"一": [["季度", "业务类别", "宗数"], ["上半年", "户政", 10], ["下半年", "户政", 12]]}
        )
        assert self.quarters(intake()) == [(1, "household", 10), (7, "household", 12)]

    def test_beside_their_months_or_quarters_are_sums_of_these(self, table):
        columns = ["业务类别", "1月", "2月", "3月", "一季度", "4月", "上半年"]
        assert [n for *_, n in table([columns, ["户政", 1, 2, 3, 6, 4, 10]])[1]] == [1, 2, 3, 4]
        rows = [["季度", "户政", "人社"], ["一季度", 1, 2], ["二季度", 3, 4], ["上半年", 4, 6], ["全年", 4, 6]]
        assert [n for *_, n in table(rows)[1]] == [1, 2, 3, 4]

    def test_on_another_sheet_than_their_months_count_beside_them_and_are_told_of(self, workbook, intake):
        workbook("季报.xlsx", {"办件统计表": [["季度", "户政", "人社"], ["一季度", 6, 3]]})
        workbook("月报.xlsx", {"办件统计表": [["月份", "户政", "医保"], ["1月", 1, 3], ["2月", 2, 3]]})
        found = intake()
        assert self.quarters(found)[:2] == [(1, "household", 6), (1, "hr_social_security", 3)]
        told = [
            p for p in found.problems if p.fill.get("key") == "overlap"
        ]  # beside 1月, which begins with 一季度 and repeats it
        assert [(p.file, p.fill["rows"], p.fill["other_file"]) for p in told] == [("季报.xlsx", ("2",), "月报.xlsx")]

    def test_with_running_totals_beside_them_are_headings_and_no_column_of_quarters(self, workbook, intake):
        rows = [["业务类别", "第一季度", None, "第二季度", None], [None, "本期", "累计", "本期", "累计"],
                ["户政", 10, 10, 20, 30], ["人社", 5, 5, 6, 11]]  # fmt: skip
        workbook("办件统计表.xlsx", {"一": rows}, {"一": ["A1:A2", "B1:C1", "D1:E1"]})
        assert [number for *_, number in self.quarters(intake())] == [10, 20, 5, 6]
