"""Tables that people keep beside the ledgers are read as whatever program saved them."""

from pathlib import Path

import pytest

from fazhi.catalogue import ReaderError
from fazhi.ledgers.handkept import read_records


class Refused(ReaderError):
    """What a reader of one table says that it cannot use it."""


def written(folder: Path, data: bytes) -> Path:
    path = folder / "表.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_is_read_in_the_encodings_of_ledgers_and_knows_its_lines(tmp_path: Path, encoding: str, end: str):
    text = end.join(["镇,值,值", "", '双合镇,"1,5",2', "古劳镇,3"])
    rows = read_records(written(tmp_path, text.encode(encoding)), ["镇", "值"], Refused)
    assert rows == [(3, {"镇": "双合镇", "值": "1,5"}), (4, {"镇": "古劳镇", "值": "3"})]


@pytest.mark.parametrize("separator", [";", "\t", "，"])
def test_cells_are_divided_by_the_sign_that_finds_the_columns(tmp_path: Path, separator: str):
    """A spreadsheet's “Unicode text” has tabs, one that is set up for another country semicolons."""
    text = "\r\n".join(separator.join(cells) for cells in (["镇", "值", "来源"], ["双合镇", "1", "报告,附表"]))
    rows = read_records(written(tmp_path, text.encode("utf-16")), ["镇", "值"], Refused)
    assert rows == [(2, {"镇": "双合镇", "值": "1", "来源": "报告,附表"})]


@pytest.mark.parametrize("data", [b"", b"\x00\x01", "镇,值\n双合镇,1,5\n".encode(), '镇,值\n"双合镇,1\n'.encode()])
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, data: bytes):
    with pytest.raises(Refused, match=r"表\.csv"):
        read_records(written(tmp_path, data), [], Refused)


def test_a_column_that_is_needed_is_named(tmp_path: Path):
    with pytest.raises(Refused, match="值"):
        read_records(written(tmp_path, "镇\n双合镇\n".encode()), ["镇", "值"], Refused)
