"""Numbers under which matters are filed: what is one, and what it says of two rows."""

import pytest

PENALTIES = ["案号", "当事人", "立案日期", "决定日期", "决定书文号"]


@pytest.mark.parametrize("word", ["无", "当场处罚", "见附件", "未编号", "1份", "—"])
def test_what_is_no_number_makes_no_duplicate(workbook, intake, word):
    rows = [[None, f"甲{n}", f"2023-03-0{n}", f"2023-03-0{n}", word] for n in range(1, 6)]
    workbook("行政处罚案件台账.xlsx", {"一": [PENALTIES, *rows]})
    found = intake()
    assert len(found.tables["L04"]) == 5 and not found.problems


@pytest.mark.parametrize("number", ["双罚〔2023〕1号", "当场处罚第三号"])
def test_several_rows_of_one_number_are_one_case(workbook, intake, number):
    rows = [[None, "甲", "2023-03-01", f"2023-03-0{n}", number] for n in (1, 2)]
    workbook("行政处罚案件台账.xlsx", {"一": [PENALTIES, *rows]})
    assert len(intake().tables["L04"]) == 1


@pytest.mark.parametrize("word", ["有", "齐全", "见附件", "1份", "☑"])
def test_a_record_that_bears_no_number_is_a_record_of_its_own_row_alone(workbook, intake, word):
    rows = [[f"2023-05-0{n}", f"{n}号店", "消防", word] for n in range(1, 4)]
    workbook("行政检查台账.xlsx", {"一": [["检查日期", "检查对象", "检查领域", "检查记录"], *rows]})
    assert intake().tables["L05"]["record"].notna().tolist() == [True] * 3


def test_a_word_for_a_certificates_number_is_nobodys(workbook, intake):
    rows = [["甲某", "换发中", "2020-01-01"], ["乙某", "换发中", "2020-01-01"], ["丙某", "粤1", "2020-01-01"]]
    workbook("行政执法人员名册.xlsx", {"一": [["姓名", "执法证号", "发证日期"], *rows]})
    table = intake().tables["L03"]
    assert table["person"].nunique() == 3
    assert table["certificate"].notna().tolist() == [False, False, True]


class TestRunningNumbers:
    HEADER = ("编号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果")

    def sheet(self, month, number=1, applicant="甲某"):
        day = f"2023-{month:02d}-05"
        return [self.HEADER, [number, day, "邻里", applicant, "乙某", day, "调解成功"]]

    def test_numbers_that_begin_anew_in_each_sheet_tell_nothing_alone(self, workbook, intake):
        workbook("人民调解台账.xlsx", {"1月": self.sheet(1), "2月": self.sheet(2), "东村": self.sheet(2, 1, "丙某")})
        found = intake()
        assert len(found.tables["L14"]) == 3 and not found.problems

    def test_the_same_row_under_the_same_running_number_is_a_duplicate(self, workbook, intake, reasons):
        workbook("人民调解台账.xlsx", {"1月": self.sheet(1), "总表2": self.sheet(1)})
        assert reasons(intake()) == [(2, "duplicate")]

    def test_a_number_with_its_year_is_one_case_whatever_its_day(self, workbook, intake, reasons):
        workbook("人民调解台账.xlsx", {"1月": self.sheet(1, 2023001), "2月": self.sheet(2, 2023001)})
        assert reasons(intake()) == [(2, "duplicate")]


def test_a_duplicate_names_the_columns_that_could_tell_the_two_apart(workbook, intake, told):
    row = ["2023-05-01", "民法典宣传", "广场"]
    workbook("普法宣传活动台账.xlsx", {"一": [["日期", "主题", "地点"], row, row]})
    advice = told(intake())["suggestion"].item()
    assert "日期、主题、地点" in advice and "编号" not in advice
