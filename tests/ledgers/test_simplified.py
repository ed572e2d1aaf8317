"""Ledgers in traditional characters are read as if they were written in simplified ones."""

import pandas as pd

from fazhi.catalogue import load
from fazhi.ledgers.intake import sort_out
from fazhi.ledgers.sheets import sheet_of
from fazhi.values.script import has_traditional, simplified

HEADER = ["卷號", "受理日期", "糾紛類型", "申請人", "被申請人", "結案日期", "調解結果"]
ROWS = [
    ["調1", "2023年3月10日", "鄰里糾紛", "甲", "乙", "2023年3月20日", "調解成功"],
    ["調2", "2023-04-10", "勞動爭議", "丙", "丁", "審理中", "調解中"],
    ["合計", "2件", "", "", "", "", ""],
]


def test_headings_values_words_for_no_day_and_totals_are_known(workbook, intake):
    workbook("人民調解案件登記臺帳.xlsx", {"調解": [["清河鎮人民調解案件登記臺帳"], HEADER, *ROWS]})
    found = intake()
    table = found.tables["L14"]
    assert table["type"].tolist() == ["neighbour", "labour"] and table["result"].tolist() == ["settled", "pending"]
    assert pd.isna(table["closed"][1]) and found.accounts[0].totals == 1 and not found.problems


def test_one_matter_booked_in_either_script_is_one(workbook, intake, reasons):
    plain = [[simplified(cell) for cell in row] for row in [HEADER, ROWS[0]]]
    workbook("调解台账.xlsx", {"一": plain, "二": [HEADER, ROWS[0]]})
    found = intake()
    assert len(found.tables["L14"]) == 1 and reasons(found) == [(2, "duplicate")]


def test_the_address_in_a_message_stays_as_the_office_wrote_it(workbook, intake):
    workbook("調解臺帳.xlsx", {"一月": [HEADER, ["調1", "2023-02-30", *ROWS[0][2:]]]})
    (problem,) = intake().problems
    assert (problem.file, problem.sheet) == ("調解臺帳.xlsx", "一月")


def test_a_sheet_called_by_a_village_or_a_category_names_it(workbook, intake):
    workbook(
        "政府信息主動公開臺賬.xlsx",
        {name: [["標題", "公開日期"], [f"{name}一則", "2023-05-01"]] for name in ("通知公告", "工作動態")},
    )
    assert intake().tables["L09"]["category"].tolist() == ["notices", "news"]


def test_the_folder_of_a_township_may_be_in_the_other_script():
    sheet = sheet_of(
        [["清河鎮调解台账"], *[[simplified(cell) for cell in row] for row in [HEADER, *ROWS]]], "a.xlsx", "一"
    )
    assert not sort_out([("a.xlsx", [sheet], [])], 2023, load(), township="清河鎮").problems


def test_a_standard_character_is_never_taken_for_another():
    assert simplified("乾徵瞭昇") == "乾徵瞭昇" and not has_traditional("乾徵瞭昇\ud800\U00020000")


def test_a_correction_may_name_its_cell_as_the_file_writes_it(workbook, intake, tmp_path):
    workbook("調解臺帳.xlsx", {"一": [HEADER, ROWS[0]]})
    entry = "{file: 調解臺帳.xlsx, row: 2, column: 調解結果, old: 調解成功, new: 调解不成, reason: 核对卷宗, who: 甲, when: 2024-01-05}"
    (tmp_path / "corrections.yaml").write_text(f"- {entry}\n", encoding="utf-8")
    assert intake().tables["L14"]["result"].tolist() == ["failed"]
