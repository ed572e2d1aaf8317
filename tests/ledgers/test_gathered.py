"""Columns that say one thing together: ticks below the values of a category, below 是 and 否, a day below 年, 月 and 日."""

import datetime as dt

import pytest

from fazhi.catalogue import load
from fazhi.ledgers.gathered import gathered
from fazhi.ledgers.sheets import sheet_of

HEAD = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期"]


def case(number):
    return [f"调{number}", f"2023-01-{number:02}", "邻里", "甲某", "乙某", "2023-01-20"]


def untouched(rows, merges=()):
    sheet = sheet_of([["" if cell is None else cell for cell in row] for row in rows], merges=merges)
    return gathered(sheet, load()) is sheet


@pytest.fixture
def ticks(workbook, intake):
    """A mediation register whose result is ticked: below a heading, or under labels of their own; rows of ticks."""

    def read(labels, *rows, heading="调解结果", merged=True, behind=()):
        blank = [None] * (len(labels) - 1)
        upper = [[*HEAD, heading, *blank]] if heading else []
        lower = [*([None] * 6 if heading else HEAD), *labels]
        body = [[*case(n), *row] for n, row in enumerate(rows, 1)]
        merges = [f"G1:{chr(70 + len(labels))}1"] if heading and merged else []
        workbook("人民调解案件台账.xlsx", {"一": [*upper, lower, *body, *behind]}, {"一": merges})
        return intake()

    return read


class TestTicks:
    @pytest.mark.parametrize("merged", [True, False])
    @pytest.mark.parametrize("tick", ["√", "✓", "是", "Y"])
    def test_below_the_values_of_a_category_say_which_it_is(self, ticks, tick, merged):
        found = ticks(["成功", "不成功"], [tick, None], [None, tick], [tick, "×"], merged=merged)
        assert found.tables["L14"]["result"].tolist() == ["settled", "failed", "settled"]
        assert found.tables["L14"]["row"].tolist() == [3, 4, 5] and not found.problems

    def test_need_no_heading_where_the_values_are_of_one_column(self, ticks):
        found = ticks(["调解成功", "调解不成", "撤回"], ["√", None, None], [None, None, "√"], heading=None)
        assert found.tables["L14"]["result"].tolist() == ["settled", "withdrawn"] and not found.problems

    def test_a_row_that_is_not_ticked_lacks_the_value_and_one_ticked_twice_is_quoted(self, ticks):
        found = ticks(["成功", "不成功"], ["√", None], [None, None], ["√", "√"])
        assert [(p.row, p.reason, p.fill.get("value")) for p in found.problems] == [
            (4, "missing_key", None), (5, "unknown_category", "成功、不成功"),
        ]  # fmt: skip

    def test_totals_remarks_and_the_head_of_the_next_page_stay_what_they_are(self, ticks):
        again = [[*HEAD, "调解结果", None], [*[None] * 6, "成功", "不成功"]]
        more = [*again, [*case(9), None, "√"], ["合计", *[None] * 5, 1, 2]]
        found = ticks(["成功", "不成功"], ["√", None], ["已转法院", None], behind=more)
        assert found.tables["L14"]["result"].tolist() == ["settled", "failed"]
        assert [(p.row, p.fill["value"]) for p in found.problems] == [(4, "已转法院")]
        assert found.accounts[0].totals == 1

    def test_of_a_column_of_several_values_are_all_taken(self, workbook, intake):
        rows = [
            ["姓名", "村居", "认定日期", "村干部", "网格员", "党员"],
            ["甲某", "东村", "2022-01-05", "√", None, "√"],
        ]
        workbook("法律明白人名册.xlsx", {"一": rows})
        assert intake().tables["L18"]["selected_as"].tolist() == ["cadre|party"]

    @pytest.mark.parametrize(("labels", "answers"), [(["是", "否"], ["yes", "no"]), (["否", "是"], ["no", "yes"])])
    def test_below_yes_and_no_answer_the_heading(self, workbook, intake, labels, answers):
        rows = [["案号", "收到应诉通知日期", "开庭日期", "负责人是否出庭", None], [None, None, None, *labels],
                ["行初1号", "2023-05-01", "2023-06-01", "√", None], ["行初2号", "2023-05-02", "2023-06-02", None, "√"]]  # fmt: skip
        workbook("行政应诉台账.xlsx", {"一": rows}, {"一": ["D1:E1"]})
        assert intake().tables["L06"]["leader_appeared"].tolist() == answers

    @pytest.mark.parametrize(
        "rows",
        [
            [["月份", "户政", "计生"], ["1月", 1, 0], ["2月", 1, 1]],  # counts
            [["案号", "法制审核", "听证"], ["罚1", "√", "√"], ["罚2", "√", "×"]],  # questions of their own
            [["姓名", "专职"], ["甲某", "√"], ["乙某", "×"]],  # one question
            [["村居", "法律咨询", "法治讲座"], ["东村", "是", 3], ["西村", 5, 2], ["南村", 4, 1]],  # mostly counts
        ],
    )
    def test_what_is_no_choice_is_left_alone(self, rows):
        assert untouched(rows)


class TestDays:
    @pytest.fixture
    def days(self, workbook, intake):
        def read(labels, *rows, heading="活动时间", merges=()):
            upper = [heading, *[None] * (len(labels) - 1), "活动主题", "地点"]
            body = [[*row, f"主题{n}", "东村"] for n, row in enumerate(rows)]
            merges = merges or (f"A1:{chr(64 + len(labels))}1",)
            workbook("普法宣传活动台账.xlsx", {"一": [upper, [*labels, None, None], *body]}, {"一": merges})
            found = intake()
            return found, [day.date() for day in found.tables["L15"]["date"]]

        return read

    @pytest.mark.parametrize(
        "row", [[2023, 3, 5], ["2023年", "3月", "5日"], [None, "三", "五"], ["２０２３", "03", 5.0], [2023, 3, "5-7"]]
    )
    def test_in_three_columns_are_one_date(self, days, row):
        found, read = days(["年", "月", "日"], row)
        assert read == [dt.date(2023, 3, 5)] and not found.problems

    @pytest.mark.parametrize("heading", ["日期", "2023年"])
    def test_of_the_folders_or_the_headings_year(self, days, heading):
        assert days(["月", "日"], [3, 5], [12, 31], heading=heading)[1] == [dt.date(2023, 3, 5), dt.date(2023, 12, 31)]

    def test_of_another_year_by_the_heading_belong_to_it(self, days):
        found, read = days(["月", "日"], [3, 5], heading="2022年")
        assert not read and [p.reason for p in found.problems] == ["other_year"]

    def test_a_merged_month_and_a_ditto_hold_for_every_row(self, days):
        rows = [[3, 5], [None, 6], ["〃", 7]]
        found, read = days(["月", "日"], *rows, merges=["A1:B1", "A3:A4"])
        assert read == [dt.date(2023, 3, day) for day in (5, 6, 7)] and not found.problems

    def test_a_day_without_its_month_is_not_guessed(self, days):
        found, read = days(["年", "月", "日"], [2023, 3, 5], [None, None, 6], [2023, None, 7])
        assert read == [dt.date(2023, 3, 5)]
        assert [(p.row, p.reason, p.fill["value"]) for p in found.problems] == [
            (4, "bad_date", "6日"),
            (5, "bad_date", "2023年7日"),
        ]


class TestMonths:
    @pytest.fixture
    def months(self, workbook, intake):
        """A table of the service counters with 年份 and 月份 in columns of their own."""

        def read(*rows, labels=("年份", "月份")):
            workbook("办件统计表.xlsx", {"一": [[*labels, "业务类别", "宗数"], *([*row, "户政", 10] for row in rows)]})
            found = intake()
            return [day.date() for day in found.tables["L11"]["month"]], [(p.row, p.reason) for p in found.problems]

        return read

    def test_below_a_year_of_their_own_are_of_that_year(self, months):
        kept, problems = months([2022, 12], ["2023年", "1月"], ["２０２３", "二"], [None, 3])
        assert kept == [dt.date(2023, 1, 1), dt.date(2023, 2, 1), dt.date(2023, 3, 1)]
        assert problems == [(2, "other_year")]

    @pytest.mark.parametrize("labels", [("年", "月"), ("年度", "月份")])
    def test_may_be_labelled_shortly(self, months, labels):
        assert months([2022, 12], [2023, 1], labels=labels) == ([dt.date(2023, 1, 1)], [(2, "other_year")])
