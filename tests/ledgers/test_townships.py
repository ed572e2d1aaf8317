"""A ledger of another township in the folder is counted, and told of with both names."""

import pytest

from fazhi.catalogue import load
from fazhi.ledgers import set_aside_frame, take_in
from fazhi.ledgers.townships import other_township

HEAD, ROW = ["日期", "主题", "地点", "参加人数"], ["2023-05-01", "民法典", "广场", 30]


@pytest.fixture
def told_of(workbook, tmp_path):
    """The notes on a ledger in a folder of 示例镇."""

    def read(name, *titles, township="示例镇"):
        path = workbook(name, {"一": [*([title] for title in titles), HEAD, ROW]})
        folder = tmp_path / township / "2023"
        folder.mkdir(parents=True)
        path.rename(folder / name)
        found = take_in(folder, 2023, load())
        assert len(found.tables["L15"]) == 1
        return set_aside_frame(found.problems, load(), "zh")

    return read


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("样板镇2023年普法宣传活动台账.xlsx", []),
        ("普法宣传活动台账.xlsx", ["例省样县样板镇2023年普法宣传活动台账"]),
        ("普法宣传活动台账.xlsx", ["2023年普法宣传活动台账", "填报单位：样板镇司法所"]),
        ("2023年度样板镇普法台账.xlsx", []),
        ("普法宣传活动台账.xlsx", ["附件2：样板镇普法宣传活动台账"]),
    ],
)
def test_a_title_a_caption_or_a_file_that_names_another_township_is_told_of(told_of, name, titles):
    told = told_of(name, *titles)
    assert told["reason"].tolist() == ["other_township"] and told["file"].item() == name
    assert "样板镇" in told["message"].item() and "示例镇" in told["message"].item()


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("普法宣传活动台账.xlsx", ["示例镇2023年普法宣传活动台账"]),
        ("普法宣传活动台账.xlsx", ["普法宣传活动台账", "样板镇、示例镇联办"]),
        ("示例普法宣传活动台账.xlsx", []),
        ("各乡镇普法宣传活动台账.xlsx", ["送法下乡普法宣传活动台账"]),
        ("城镇普法宣传活动台账.xlsx", ["普法宣传活动进街道台账"]),
    ],
)
def test_the_folders_own_name_or_none_is_nothing_to_tell(told_of, name, titles):
    assert told_of(name, *titles).empty


def test_a_folder_that_is_not_named_like_a_township_says_nothing_of_others(told_of):
    assert told_of("样板镇普法宣传活动台账.xlsx", township="试点").empty


@pytest.mark.parametrize(
    ("text", "name"),
    [("样板镇2023年台账", "样板镇"), ("例省样市样县东村乡", "东村乡"), ("广市市桥街道普法台账", "市桥街道"), ("东城街道", "东城街道"), ("2023年全镇台账", None)],
)  # fmt: skip
def test_a_name_stands_behind_the_places_above_it(text, name):
    assert other_township([text], "示例镇", load().layout) == name


FULL = ["日期", "主题", "地点", "主办单位"]


@pytest.fixture
def told_of_rows(workbook, tmp_path):
    """The notes on a ledger of these rows in a folder of 示例镇."""

    def read(*rows):
        path = workbook("普法台账.xlsx", {"一": [FULL, *rows]})
        folder = tmp_path / "示例镇" / "2023"
        folder.mkdir(parents=True)
        path.rename(folder / path.name)
        return set_aside_frame(take_in(folder, 2023, load()).problems, load(), "zh")

    return read


ROWS = [[f"2023-0{n}-01", f"普法{n}", "广场", "样板镇司法所"] for n in range(1, 5)]
PLAIN = [[*row[:3], "司法所"] for row in ROWS]


@pytest.mark.parametrize("rows", [ROWS, [*PLAIN, ["填报单位：样板镇司法所"]]])
def test_another_township_in_a_column_or_below_the_table_is_told_of(told_of_rows, rows):
    told = told_of_rows(*rows)
    assert told["reason"].tolist() == ["other_township"] and "样板镇" in told["message"].item()


@pytest.mark.parametrize(
    "rows",
    [
        PLAIN,
        [*ROWS[:2], *PLAIN[2:]],
        [*ROWS, ["2023-05-01", "普法5", "广场", "示例镇司法所"]],
        [*ROWS, ["填报单位：示例镇司法所"]],
    ],
)
def test_some_rows_of_another_or_the_own_name_anywhere_are_nothing_to_tell(told_of_rows, rows):
    assert told_of_rows(*rows).empty


def test_a_township_of_a_people_is_one_by_its_whole_name():
    assert other_township(["石门沟满族乡普法台账"], "示例镇", load().layout) == "石门沟满族乡"
