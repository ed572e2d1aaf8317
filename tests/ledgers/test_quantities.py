"""Columns of quantities beside single records, and several columns that may each be a part of one number."""

import pytest

EVENTS = ["日期", "活动主题"]


@pytest.fixture
def events(workbook, intake):
    """A publicity ledger with some more columns: the intake, and reason and columns of each note."""

    def read(labels, *rows):
        body = [[f"2023-05-0{n}", f"主题{n}", *row] for n, row in enumerate(rows, 1)]
        workbook("普法宣传活动台账.xlsx", {"一": [[*EVENTS, *labels], *body]})
        found = intake()
        return found.tables["L15"], [(p.reason, p.fill.get("label") or p.fill.get("column")) for p in found.problems]

    return read


@pytest.mark.parametrize("label", ["场次", "活动场次", "次数", "活动次数（场）"])
def test_a_row_that_says_several_counts_once_and_is_told_of(events, label):
    rows, notes = events(["地点", label], ["东村", 3], ["西村", 1])
    assert len(rows) == 2 and [reason for reason, _ in notes] == ["quantity"]


@pytest.mark.parametrize("label", ["场次", "展板数量", "横幅条数", "出动车辆数"])
def test_ones_and_quantities_of_something_else_need_no_word(events, label):
    count = 1 if label == "场次" else 8
    _, notes = events(["参加人数", "咨询人次", "发放资料份数", label], [100, 5, 50, count], [100, 5, 50, count])
    assert "quantity" not in [reason for reason, _ in notes]


def test_a_total_below_ones_is_no_row_that_says_several(workbook, intake):
    rows = [[*EVENTS, "场次"], ["2023-05-01", "反诈", 1], ["2023-05-02", "禁毒", 1], ["合计", None, 2]]
    workbook("普法宣传活动台账.xlsx", {"一": rows})
    assert not [p for p in intake().problems if p.reason == "quantity"]


@pytest.mark.parametrize("labels", [("线上参与人数", "线下参与人数"), ("参与干部人数", "参与村民人数")])
def test_of_columns_that_may_each_be_a_part_of_a_number_none_is_taken_for_it(events, labels):
    """One of them alone would be a sum that looks right and lacks the rest."""
    rows, notes = events(labels, [1000, 200], [10, 20])
    assert rows["participants"].isna().all()
    assert notes == [("unknown_column", label) for label in labels]


@pytest.mark.parametrize("label", ["参加人数", "参加总人数", "总参加人数"])
def test_a_total_beside_parts_is_the_number(events, label):
    rows, _ = events([label, "参加干部人数"], [1000, 200], [10, 5])
    assert rows["participants"].tolist() == [1000, 10]


def test_words_below_a_label_are_no_number_however_few(workbook, intake):
    rows = [
        ["受理日期", "纠纷类型", "当事人", "结案日期", "结果"],
        ["2023-01-03", "邻里", "张某、李某", "2023-01-04", "成功"],
    ]
    workbook("人民调解台账.xlsx", {"一": rows})
    assert len(intake().tables["L14"]) == 1


@pytest.mark.parametrize("merges", [["C1:D1"], []])
def test_a_heading_over_parts_that_stand_in_a_row_of_their_own_is_not_its_first_part(workbook, intake, merges):
    rows = [[*EVENTS, "参加人数", None, "发放资料份数"], [None, None, "党员", "群众", None],
            ["2023-03-01", "反诈", 10, 90, 100], ["2023-03-02", "禁毒", 5, 45, 50]]  # fmt: skip
    workbook("普法宣传活动台账.xlsx", {"一": rows}, {"一": merges})
    found = intake()
    assert found.tables["L15"]["participants"].isna().all() and found.tables["L15"]["materials"].tolist() == [100, 50]
    assert "unknown_column" in [p.reason for p in found.problems]
