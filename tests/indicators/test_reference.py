"""What the tables of townships say, and that one which is none is told of."""

from pathlib import Path

import pytest

from fazhi.indicators import read_reference, township_of
from fazhi.indicators.reference import COLUMNS, ReferenceTableError, entries_of

ENDINGS = ("村委会", "社区")
OWN = """code,township,name,type,also,residents,year,source
1,甲镇,甲镇,township,甲,12345,2020,人口普查
2,甲镇,东庄村委会,village,东、老庄,,,

3,甲镇,西岸社区,community,,,,"某书，第1页"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "townships.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_a_township_has_residents_and_villages_under_all_their_names(table: Path):
    known = township_of(read_reference(table), "甲镇", ENDINGS)
    assert (known.residents, known.residents_year, known.source) == (12345, 2020, "人口普查")
    assert known.villages == ("东庄村委会", "西岸社区")
    assert {known.place(name) for name in ("东", "老庄", "东庄", "甲镇东庄村委会")} == {"东庄村委会"}
    assert (known.place("西岸"), known.place("北村")) == ("西岸社区", None)


def test_of_a_township_that_is_in_no_table_nothing_is_known(table: Path, tmp_path: Path):
    for reference in (read_reference(table), read_reference(tmp_path / "none.csv"), []):
        known = township_of(reference, "乙镇", ENDINGS)
        assert (known.name, known.residents, known.villages, known.source) == ("乙镇", None, (), None)


def test_a_township_takes_all_its_rows_from_the_first_table_that_names_it(table: Path, tmp_path: Path):
    other = tmp_path / "other.csv"
    other.write_text("township,name,type,residents\n甲镇,北村,village,\n丙镇,丙镇,township,77\n", encoding="gb18030")
    both = read_reference(table, other)
    assert len(entries_of(both, "甲镇")) == 3 and "北村" not in {entry["name"] for entry in both}
    assert township_of(both, "丙镇", ENDINGS).residents == 77
    assert [entry["name"] for entry in entries_of(read_reference(other, table), "甲镇")] == ["北村"]


def test_every_row_has_every_column_however_short_it_is(table: Path):
    table.write_text("\ufefftype,name,township,name\ntownship,甲镇\nvillage,东村,甲镇,西村\n", encoding="utf-8")
    first, second = read_reference(table)
    assert first.keys() == set(COLUMNS) and first["township"] == "" and first["source"] == ""
    assert second["name"] == "东村"


@pytest.mark.parametrize("count", ['"12,345"', "12345人", "1.2345万", "１２３４５"])
def test_residents_are_read_as_people_write_numbers(table: Path, count: str):
    table.write_text(OWN.replace("12345", count), encoding="utf-8")
    assert township_of(read_reference(table), "甲镇", ENDINGS).residents == 12345


@pytest.mark.parametrize("count", ["", "约一万", "1²", "-3"])
def test_a_number_of_residents_that_is_none_is_unknown(table: Path, count: str):
    table.write_text(OWN.replace("12345", count), encoding="utf-8")
    assert township_of(read_reference(table), "甲镇", ENDINGS).residents is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "townships.csv"),
        (b"\n\n", "townships.csv"),
        (b"PK\x03\x04\x00\x00\xff\xfe\x81", "townships.csv"),
        ('township,name,type\n甲镇,"甲镇,township\n'.encode(), "townships.csv"),
        ("township,name,type\n甲镇,甲镇,township,多余\n".encode(), "townships.csv"),
        ("township,type\n甲镇,township\n".encode(), "name"),
        ("甲镇,甲镇,township\n".encode(), "township"),
    ],
)
def test_a_file_that_is_no_such_table_is_told_of(table: Path, content: bytes, said: str):
    table.write_bytes(content)
    with pytest.raises(ReferenceTableError) as told:
        read_reference(table)
    assert said in told.value.text("zh") and said in told.value.text("en") and "townships.csv" in told.value.text("zh")
