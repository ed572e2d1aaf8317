"""A file appears whole or not at all, with the rights that its user gives to new files."""

import os
import stat
from pathlib import Path

import pytest

from fazhi.files import is_hidden, whole, write_whole


def test_a_file_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "a" / "page.html"
    write_whole(target, "旧\n")
    assert target.read_bytes() == "旧\n".encode()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_whole(target, b"new")
    assert target.read_bytes() == "旧\n".encode()
    assert [entry.name for entry in target.parent.iterdir()] == ["page.html"]


def test_a_file_that_says_the_same_already_is_left_alone(tmp_path):
    target = write_whole(tmp_path / "a.csv", "双合镇\n")
    before = target.stat()
    write_whole(target, "双合镇\n")
    after = target.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    write_whole(target, "双合村\n")  # as long
    assert target.read_text(encoding="utf-8") == "双合村\n"


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_whoever_may_read_what_the_user_writes_may_read_it(tmp_path, umask, mode):
    before = os.umask(umask)
    try:
        assert stat.S_IMODE(write_whole(tmp_path / "a.csv", "双合镇\n").stat().st_mode) == mode
    finally:
        os.umask(before)


def test_what_could_not_be_written_is_named_as_the_user_knows_it(tmp_path: Path):
    """And not by the name under which it grows."""
    (tmp_path / "page.html").mkdir()
    with pytest.raises(OSError) as told:
        write_whole(tmp_path / "page.html", "x")
    assert told.value.filename == str(tmp_path / "page.html")
    assert os.listdir(tmp_path) == ["page.html"]
    with pytest.raises(OSError) as told:
        write_whole(tmp_path / "page.html" / ("长" * 200), "x")
    assert told.value.filename == str(tmp_path / "page.html" / ("长" * 200))
    with pytest.raises(OSError, match="elsewhere"), whole(tmp_path / "a"):
        raise OSError(5, "elsewhere", "another")


def test_what_a_disk_has_no_room_for_is_named(tmp_path: Path, no_room):
    """The system names no file where one grows too long; it was then said to be “stdout”."""
    with no_room(), pytest.raises(OSError) as told:
        write_whole(tmp_path / "page.html", b"x" * 8192)
    assert told.value.filename == str(tmp_path / "page.html") and not os.listdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        (".a", True),
        ("Thumbs.db", True),
        ("x/desktop.ini", True),
        ("~$台账.xlsx", True),
        ("台账.xlsx", False),
        ("~台账", False),
    ],
)
def test_what_is_hidden_and_what_excel_locks_with_is_no_file_of_the_user_s(name, hidden):
    assert is_hidden(name) is hidden
