"""A drawing is kept from one page to the next as long as it would show the same, and no longer."""

import copy
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.charts.comparison.voice import Voice
from fazhi.charts.kept import keeping, kept
from fazhi.charts.sheet import sheet, styled, svg, write

DRAWN: list[str] = []


@pytest.fixture(autouse=True)
def nothing_drawn_yet() -> None:
    DRAWN.clear()


@styled
def words(text: str, *, height: float = 20, voice: object = None) -> str:
    DRAWN.append(text)
    figure = sheet(height)
    write(figure, 0, 0, text)
    return svg(figure)


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., list[str]]:
    """Draws texts for one page, by this code."""

    def draw(*texts: str, code: str = "code") -> list[str]:
        with keeping(tmp_path / ".cache" / "drawings.json", code):
            return [words(text) for text in texts]

    return draw


def test_what_is_shown_again_is_not_drawn_again(page):
    first = page("甲", "乙", "甲")
    assert DRAWN == ["甲", "乙"] and first[0] == first[2] != first[1]
    assert page("乙", "丙", "甲") == [first[1], words("丙"), first[0]]
    assert DRAWN == ["甲", "乙", "丙", "丙"]


def test_other_code_draws_everything_anew(page):
    page("甲")
    page("甲", code="other")
    page("甲")
    assert DRAWN == ["甲"] * 3


def test_what_a_page_no_longer_shows_is_forgotten(page, tmp_path: Path):
    page("甲", "乙")
    page("乙")
    (svg_text,) = json.loads((tmp_path / ".cache" / "drawings.json").read_text(encoding="utf-8"))["drawings"].values()
    assert svg_text == words("乙")
    page("甲")
    assert DRAWN == ["甲", "乙", "乙", "甲"]


def test_a_page_that_could_not_be_finished_changes_nothing(page, tmp_path: Path):
    page("甲")
    with pytest.raises(ZeroDivisionError), keeping(tmp_path / ".cache" / "drawings.json", "code"):
        words("乙")
        raise ZeroDivisionError
    page("甲")
    assert DRAWN == ["甲", "乙"]
    assert words("甲") and DRAWN[-1] == "甲"  # and no longer keeps


def test_outside_of_a_page_nothing_is_kept(tmp_path: Path):
    assert words("甲") == words("甲") and DRAWN == ["甲", "甲"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"code": "code"}',
        '{"code": "code", "drawings": [1]}',
        '{"code": "code", "drawings": {"a": 1}}',
    ],
)
def test_a_broken_file_is_as_good_as_none(page, tmp_path: Path, content: str):
    file = tmp_path / ".cache" / "drawings.json"
    file.parent.mkdir()
    file.write_text(content, encoding="utf-8")
    assert page("甲") == page("甲") == [words("甲")] and DRAWN == ["甲", "甲"]


def test_where_nothing_can_be_written_everything_is_drawn(page, tmp_path: Path):
    (tmp_path / ".cache").touch()
    assert page("甲") == page("甲") and DRAWN == ["甲", "甲"]


def test_settings_and_numbers_count_as_well_as_words(tmp_path: Path):
    for height in (20, 20.0, 30):  # a whole number is not a broken one
        with keeping(tmp_path / "drawings.json", "code"):
            words("甲", height=height)
            words("甲", height=30)
    assert DRAWN == ["甲"] * 3


def test_one_that_sees_more_than_it_is_given_is_drawn_each_time(tmp_path: Path):
    for text in ("甲", "乙"):

        @styled
        def seen(text: str = text) -> str:
            return words(text)

        @styled
        def enclosed() -> str:
            return words(text)  # noqa: B023

        with keeping(tmp_path / "drawings.json", "code"):
            assert enclosed() == seen() == words(text)


def test_what_cannot_be_told_apart_is_drawn_each_time(tmp_path: Path):
    for _ in range(2):
        with keeping(tmp_path / "drawings.json", "code"):
            words("甲", voice=lambda: "甲")
            words("乙", voice=(part for part in "乙"))
    assert DRAWN == ["甲", "乙"] * 2


def test_the_catalogue_is_part_of_the_code_and_another_one_is_something_else(tmp_path: Path):
    other = copy.copy(load())
    for catalogue in (load(), load(), other):
        with keeping(tmp_path / "drawings.json", "code"):
            words("甲", voice=Voice.of("zh", catalogue))
    assert DRAWN == ["甲", "甲"]
    assert max(map(len, json.loads((tmp_path / "drawings.json").read_text(encoding="utf-8"))["drawings"])) == 64


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=5,
)


def shown(*given: object) -> str:
    return repr(given)


@given(calls=st.lists(st.tuples(VALUES, VALUES), max_size=6), again=st.lists(st.tuples(VALUES, VALUES), max_size=6))
def test_whatever_is_drawn_it_is_what_drawing_gives(
    calls: Sequence[tuple[object, object]], again: Sequence[tuple[object, object]], tmp_path_factory
):
    file = tmp_path_factory.mktemp("kept") / "drawings.json"
    for page in (calls, [*again, *calls]):
        with keeping(file, "code"):
            for call in page:
                assert kept(shown, call, lambda call=call: shown(*call)) == shown(*call)
