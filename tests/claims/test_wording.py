"""What the wording of a published figure allows."""

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.claims import allowed, looks_rounded
from fazhi.claims.prose.numbers import find_numbers
from fazhi.claims.reconcile import plain
from fazhi.claims.wording import kind_of, range_text, same_when_rounded
from fazhi.values import read_number


@pytest.mark.parametrize(
    ("said", "wording", "inside", "outside"),
    [
        ("25", "", ["25"], ["24", "26"]),
        ("6000", "达", ["6000"], ["5999", "6001"]),
        ("650", "余", ["651", "652", "659"], ["650", "660", "649"]),
        ("650", "达…余", ["652"], ["650"]),
        ("1600", "余", ["1601", "1699"], ["1600", "1700"]),
        ("12000", "多", ["12001", "12999"], ["12000", "13000"]),
        ("100", "近", ["0", "99", "100"], ["101"]),
        ("300", "约", ["285", "315"], ["284", "316"]),
        ("300", "左右", ["285", "315"], ["284"]),
        ("8", "等", ["8", "11"], ["7"]),
        ("50", "以上", ["50", "5000"], ["49"]),
        ("200", "超", ["200", "201"], ["199"]),
        ("200", "不超过", ["0", "150", "200"], ["201", "250"]),
        ("200", "不足", ["199"], ["201"]),
        ("200", "至多", ["200"], ["201"]),
        ("200", "以下", ["200"], ["201"]),
        ("20", "来", ["19", "21"], ["18", "22"]),
        ("300", "大约…余", ["301", "399"], ["300", "400"]),
        ("6000", "达到", ["6000"], ["5999", "6001"]),
    ],
)
def test_the_range_of_each_wording(said, wording, inside, outside):
    span = allowed(Decimal(said), wording)
    assert all(span.holds(Decimal(value)) for value in inside)
    assert not any(span.holds(Decimal(value)) for value in outside)


READ = {word: (kind, place) for kind, words in load().wordings.items() for place in ("before", "behind")
        for word in getattr(words, place)}  # fmt: skip


@pytest.mark.parametrize("word", READ)
@given(number=st.integers(2, 9).map(lambda digit: digit * 100))
@settings(max_examples=5)
def test_one_wording_allows_the_same_in_a_ledger_in_prose_and_beside_a_published_figure(word, number):
    noted = allowed(Decimal(number), word)
    before, behind = (word, "") if READ[word][1] == "before" else ("", word)
    inside = behind if behind in load().prose.inside else ""
    written = f"{before}{number}{inside}件{behind if not inside else ''}"
    if word not in load().prose.only_before_scale:
        (found,) = find_numbers(f"，{written}，")
        assert (found.value, found.kind) == (number, kind_of(word))
        assert (found.bounds[0] or 0, found.bounds[1]) == (noted.lower, noted.upper)
    cell = read_number(written)
    if cell.problem is None:  # a cell knows fewer words, and none of them otherwise
        assert (cell.value, cell.lower) == (number, noted.lower)
        assert cell.upper == (noted.upper if noted.upper is not None else math.inf)


def test_a_wording_whose_ends_are_open_is_not_met_at_an_end():
    span = allowed(Decimal(650), "余")
    assert not span.meets(Decimal(600), Decimal(650)) and not span.meets(Decimal(660), None)
    assert span.meets(Decimal(600), Decimal(651)) and span.meets(Decimal(659), None)


@given(st.integers(1, 10**9))
def test_an_exact_figure_allows_itself_and_nothing_else(number):
    span = allowed(Decimal(number), "共")
    assert span.holds(Decimal(number)) and not span.holds(Decimal(number + 1))


@given(st.integers(1, 10**9))
def test_more_than_a_figure_never_allows_the_figure_itself(number):
    span = allowed(Decimal(number), "余")
    assert not span.holds(Decimal(number))
    assert span.upper - span.lower == 10 ** (len(str(number)) - len(str(number).rstrip("0")))


@pytest.mark.parametrize(
    ("said", "wording", "unit", "flag"),
    [("15000", "", "宗", True), ("6000", "达", "人次", True), ("7802", "", "宗", False), ("1600", "余", "份", False),
     ("100", "达", "%", False), ("538", "", "宗", False)],
)  # fmt: skip
def test_figures_that_look_rounded_are_flagged(said, wording, unit, flag):
    assert looks_rounded(Decimal(said), wording, unit) is flag


@pytest.mark.parametrize(
    ("exact", "said", "same"),
    [
        ("96.9359", "96.94", True),
        ("96.9359", "96.9", True),
        ("96.9359", "96.7", False),
        ("12.5", "12", True),
        ("12.5", "13", True),
    ],
)
def test_a_percentage_is_compared_at_the_decimals_it_was_published_with(exact, said, same):
    assert same_when_rounded(Decimal(exact), Decimal(said)) is same


@pytest.mark.parametrize(
    ("said", "wording", "zh", "en"),
    [
        ("25", "", "25", "25"),
        ("98.5", "", "98.5", "98.5"),
        ("650", "余", "大于650，小于660", "above 650, below 660"),
        ("98", "以上", "98及以上", "98 or more"),
        ("200", "不超过", "200及以下", "200 or less"),
        ("300", "约", "285至315", "285 to 315"),
    ],
)
def test_a_range_is_told_in_words(said, wording, zh, en):
    span = allowed(Decimal(said), wording)
    assert (range_text(span, "zh", show), range_text(span, "en", show)) == (zh, en)


def show(end: Decimal) -> str:
    return str(plain(end))
