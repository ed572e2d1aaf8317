"""What an analyst settles by hand: which ledger a sheet is, and cells corrected with a reason and a guard."""

import pytest
import yaml

from fazhi.ledgers.settled import corrections_frame, proposal

ODD = [
    ["我镇纠纷"],
    ["几号", "哪天", "哪类", "谁", "和谁", "好了没"],
    ["调1", "2023-03-10", "邻里", "甲某", "乙某", "成功"],
]
MAPPING = {
    "file": "乱.xlsx", "sheet": "表", "ledger": "L14", "header": 2,
    "columns": {"卷号": "A", "受理日期": "哪天", "type": "C", "申请人": "D", "被申请人": "E", "结果": "好了没"},
}  # fmt: skip


def settle(folder, name, entries):
    (folder / name).write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


def test_a_mapping_settles_what_recognition_could_not(tmp_path, workbook, intake):
    workbook("乱.xlsx", {"表": ODD})
    assert not intake().tables
    settle(tmp_path, "mapping.yaml", [MAPPING])
    assert intake().tables["L14"][["case_no", "result"]].values.tolist() == [["调1", "settled"]]


def test_a_sheet_can_be_settled_as_no_ledger(tmp_path, workbook, intake):
    workbook("乱.xlsx", {"表": ODD})
    settle(tmp_path, "mapping.yaml", [{"file": "乱.xlsx", "ledger": "ignore"}])
    found = intake()
    assert not found.problems and found.accounts[0].layout == 3


def test_a_mapping_that_names_no_such_column_is_a_message(tmp_path, workbook, intake, told):
    workbook("乱.xlsx", {"表": ODD})
    settle(tmp_path, "mapping.yaml", [{**MAPPING, "columns": {**MAPPING["columns"], "结果": "没有这列"}}])
    assert "没有这列" in told(intake())["message"].item()


@pytest.mark.parametrize("where", [{"file": "乱了.xlsx"}, {"sheet": "表2"}])
def test_a_mapping_for_what_is_not_there_is_told_of(tmp_path, workbook, intake, told, where):
    workbook("乱.xlsx", {"表": ODD})
    settle(tmp_path, "mapping.yaml", [{**MAPPING, **where}])
    found = told(intake())
    (message,) = found.loc[found["file"] == "mapping.yaml", "message"]
    assert next(iter(where.values())) in message


def test_a_mapping_for_a_file_that_cannot_be_read_is_not_told_of_as_well(tmp_path, intake, told):
    (tmp_path / "乱.xlsx").write_bytes(b"PK\x03\x04")
    settle(tmp_path, "mapping.yaml", [MAPPING])
    assert told(intake())["file"].tolist() == ["乱.xlsx"]


@pytest.mark.parametrize(("text", "says"), [("foo: bar", "“- ”开头"), ("- foo", "第1条：内容不是“名称：值”")])
def test_a_mapping_that_is_no_list_of_entries_is_told_what_to_be(tmp_path, workbook, intake, told, text, says):
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    assert says in told(intake())["message"].item()


WIDE = [["窗口情况"], ["期间", "甲窗", "民政股", "户政"], ["1月", 10, 2, 5], ["2月", 3, None, 7]]
SPREAD = {
    "file": "宽.xlsx", "ledger": "L11", "header": 2, "columns": {"月份": "A"},
    "spread": {"over": "业务类别", "amount": "宗数", "headings": {"B": "计生", "民政股": "社会事务", "户政": None}},
}  # fmt: skip


def test_a_table_with_values_for_headings_can_be_settled(tmp_path, workbook, intake):
    workbook("宽.xlsx", {"表": WIDE})
    settle(tmp_path, "mapping.yaml", [SPREAD])
    found = intake()
    records = found.tables["L11"][["row", "category", "quantity"]].values.tolist()
    assert not found.problems
    assert records == [
        [3, "family_planning", 10], [3, "social_affairs", 2], [3, "household", 5], [4, "family_planning", 3], [4, "household", 7],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "entry, told_of",
    [
        ({"spread": {**SPREAD["spread"], "over": "经办人"}}, "经办人"),
        ({"spread": {**SPREAD["spread"], "headings": {"没有这列": None}}}, "没有这列"),
        ({"columns": {"受理编号": "A"}}, "月份"),
    ],
    ids=["no_such_layout", "no_such_heading", "no_key"],
)
def test_headings_that_cannot_be_settled_are_a_message(tmp_path, workbook, intake, told, entry, told_of):
    workbook("宽.xlsx", {"表": WIDE})
    settle(tmp_path, "mapping.yaml", [{**SPREAD, **entry}])
    found = intake()
    assert not found.tables
    assert told_of in told(found)["message"].item()


def test_a_file_that_cannot_be_read_is_a_message_and_the_ledgers_are_done(tmp_path, disputes, told):
    (tmp_path / "mapping.yaml").write_text("- file: [", encoding="utf-8")
    settle(
        tmp_path,
        "corrections.yaml",
        [{"file": "a", "row": 1, "column": "A", "old": "x", "new": "y", "who": "某", "when": "2023-01-01"}],
    )
    found = disputes([["调1", "2023-03-10", "邻里", "甲某", "乙某", None, "在调"]])
    assert len(found.tables["L14"]) == 1
    assert told(found)["file"].tolist() == ["mapping.yaml", "corrections.yaml"]


def test_a_proposal_names_each_sheet_that_was_not_recognised(workbook, intake):
    workbook("乱.xlsx", {"表": ODD})
    assert [(e["file"], e["sheet"]) for e in yaml.safe_load(proposal(intake().problems))] == [("乱.xlsx", "表")]


class TestCorrections:
    ROW = ("调1", "2023-11-31", "邻里", "甲某", "乙某", None, "在调")

    def correction(self, **changes):
        base = {"file": "人民调解案件登记台账.xlsx", "row": 2, "column": "受理日期", "old": "2023-11-31", "new": "2023-11-30",
                "reason": "笔误，见卷宗", "who": "司法所", "when": "2024-01-02"}  # fmt: skip
        return [{**base, **changes}]

    def test_a_correction_changes_the_cell_and_is_listed(self, tmp_path, disputes):
        settle(tmp_path, "corrections.yaml", self.correction())
        found = disputes([self.ROW])
        assert found.tables["L14"]["accepted"].dt.day.tolist() == [30] and not found.problems
        assert corrections_frame(found.corrections)[["old", "new", "status"]].values.tolist() == [
            ["2023-11-31", "2023-11-30", "applied"]
        ]

    def test_a_day_that_does_not_exist_may_stand_there_as_one_writes_it(self, tmp_path, disputes):
        """Without quotation marks YAML takes it for a date, and there is none such: that is why it is corrected."""
        entry = "{file: 人民调解案件登记台账.xlsx, row: 2, column: 受理日期, old: 2023-11-31, new: 2023-11-30, reason: 笔误, who: 司法所, when: 2024-01-02}"
        (tmp_path / "corrections.yaml").write_text(f"- {entry}\n", encoding="utf-8")
        found = disputes([self.ROW])
        assert [outcome.status for outcome in found.corrections] == ["applied"] and not found.problems

    def test_a_correction_whose_old_value_no_longer_stands_is_refused(self, tmp_path, disputes, reasons):
        settle(tmp_path, "corrections.yaml", self.correction(old="2023-11-29"))
        found = disputes([self.ROW])
        assert [outcome.status for outcome in found.corrections] == ["refused"]
        assert reasons(found) == [(2, "bad_date")]

    def test_a_correction_of_no_such_cell_is_said_so(self, tmp_path, disputes):
        settle(tmp_path, "corrections.yaml", self.correction(row=99) + self.correction(file="别的.xlsx"))
        assert [outcome.status for outcome in disputes([self.ROW]).corrections] == ["no_cell", "no_cell"]

    def test_a_correction_of_a_personal_cell_is_listed_masked(self, tmp_path, disputes):
        settle(tmp_path, "corrections.yaml", self.correction(column="申请人", old="甲某", new="欧阳某某"))
        assert "欧阳某某" not in corrections_frame(disputes([self.ROW]).corrections).to_csv()
