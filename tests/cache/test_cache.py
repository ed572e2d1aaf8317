"""What the program remembers for its user is by content, and may be gone, broken or nowhere to be kept."""

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.cache import by_content, cache_folder
from fazhi.catalogue.files import HERE, read_yaml


@pytest.fixture(autouse=True)
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAZHI_CACHE", str(tmp_path / "user"))
    return tmp_path / "user"


def unasked() -> None:
    raise AssertionError("it was worked out again")


def test_what_was_made_of_a_content_is_made_once(users: Path):
    assert by_content("kind", b"a", lambda: [1, "甲", None]) == [1, "甲", None]
    assert by_content("kind", b"a", unasked) == [1, "甲", None]
    assert by_content("kind", b"b", lambda: 2) == 2 and by_content("other", b"a", lambda: 3) == 3
    assert not list(users.rglob(".*.part"))


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner),
        max_leaves=6,
    )
)
def test_whatever_it_is_the_second_answer_is_the_first(value: Any):
    content = repr(value).encode("utf-8", "surrogatepass")
    for _ in range(2):
        found = by_content("any", content, lambda: value)
        assert repr(found) == repr(value)


@pytest.mark.parametrize("said", ["", "{", "null"])
def test_a_broken_file_is_made_anew(users: Path, said: str):
    by_content("kind", b"a", lambda: 1)
    (file,) = (users / "kind").iterdir()
    file.write_text(said, encoding="utf-8")
    assert by_content("kind", b"a", lambda: 1) == 1 and json.loads(file.read_text(encoding="utf-8")) == 1


def test_where_nothing_can_be_kept_it_is_worked_out_each_time(users: Path):
    users.touch()
    assert by_content("kind", b"a", lambda: 1) == 1 and by_content("kind", b"a", lambda: 2) == 2


def test_what_json_would_change_is_not_kept(users: Path):
    assert by_content("kind", b"a", lambda: {1: dt.date(2022, 1, 1)}) == {1: dt.date(2022, 1, 1)}
    assert not users.exists()


def test_a_text_that_is_none_in_any_encoding_leaves_no_half_of_a_file(users: Path):
    assert by_content("kind", b"a", lambda: "\ud800") == "\ud800"
    assert not [path for path in users.rglob("*") if path.is_file()]


def test_the_oldest_are_forgotten(users: Path):
    for number in range(6):
        by_content("kind", bytes([number]), lambda number=number: number, most=4)
        for file in (users / "kind").iterdir():
            if json.loads(file.read_text(encoding="utf-8")) == number:
                os.utime(file, (number, number))
    assert sorted(json.loads(file.read_text(encoding="utf-8")) for file in (users / "kind").iterdir()) == [2, 3, 4, 5]


def test_the_folder_is_the_systems_unless_another_is_named(users: Path, monkeypatch: pytest.MonkeyPatch):
    assert cache_folder() == users
    monkeypatch.delenv("FAZHI_CACHE")
    assert cache_folder().is_absolute() and "fazhi" in cache_folder().name.lower()


def test_the_catalogues_files_say_the_same_from_either_place(users: Path):
    paths = sorted(HERE.rglob("*.yaml"))
    first = [read_yaml(path) for path in paths]
    assert len(list((users / "catalogue").iterdir())) == len(paths)
    assert [read_yaml(path) for path in paths] == first
