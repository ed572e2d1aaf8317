"""Words in a drawing: measured as matplotlib measures them, broken and shortened to fit, numbers grouped."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from fazhi.charts import lettering, scale, wording
from fazhi.charts.lettering import MORE, SIZE, fit, fit_apart, number, printable, width, written
from fazhi.typeface import font_path


@pytest.mark.parametrize("module", [lettering, scale, wording])
def test_the_examples_in_the_documentation_hold(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted and not outcome.failed


@pytest.mark.parametrize("text", ["婚姻家庭", "Marriage and family", "12（36%）", "1,000,000", "4·15国家安全"])
def test_widths_are_those_that_matplotlib_measures(text):
    font = FontProperties(fname=str(font_path()), size=SIZE)
    measured, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    assert width(text) == pytest.approx(measured, rel=0.03)


def test_a_line_is_as_wide_as_its_longest():
    assert width("村\n村民委员会") == width("村民委员会")


def test_what_fits_stays():
    assert fit("河口村", 100) == "河口村"


def test_chinese_breaks_anywhere_and_english_between_words():
    assert fit("河口村人民调解委员会", 6 * SIZE + 1, lines=2) == "河口村人民调\n解委员会"
    assert fit("Rural legal education", width("Rural legal e"), lines=2) == "Rural legal\neducation"


def test_what_does_not_fit_is_marked():
    assert fit("河口村人民调解委员会", 5 * SIZE) == "河口村人" + MORE


@given(st.text(max_size=80), st.floats(30, 200), st.integers(1, 3))
def test_no_text_breaks_out_of_its_room(text, room, lines):
    shown = fit(text, room, lines)
    assert width(shown) <= room + 1e-6
    assert shown.count("\n") < lines


@given(st.text(max_size=80))
def test_whatever_fits_is_shown_whole(text):
    assert fit(text, 10_000) == printable(text)


def test_labels_are_thinned_until_they_fit():
    months = [f"{month}月" for month in range(1, 13)]
    room = width("12月")
    assert list(written(months, room + 5)) == list(range(12))
    assert list(written(months, room)) == [0, 2, 4, 6, 8, 10]
    assert list(written(months, room / 2)) == [0, 3, 6, 9]


def test_the_month_that_carries_the_new_year_is_written():
    months = ["10月\n2021年", "11月", "12月", "1月\n2022年", *(f"{month}月" for month in range(2, 13))]
    assert 3 in written(months, width("2021年") / 2)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (7.0, "7"),
        (9999, "9999"),
        (10000, "10,000"),
        (1234567, "1,234,567"),
        (2.5, "2.5"),
        (12345.5, "12,345.5"),
    ],
)
def test_numbers_are_grouped_from_five_digits_on(value, words):
    assert number(value) == words


def test_names_that_would_look_the_same_when_cut_keep_their_ends():
    villages = [f"东风农场第一管理区易地扶贫搬迁安置社区{number}队" for number in "一二三"]
    shown = fit_apart([*villages, "甲村"], 140)
    assert len(set(shown)) == 4 and shown[3] == "甲村"
    assert all(
        label.endswith(f"{number}队") and width(label) <= 140 for label, number in zip(shown, "一二三", strict=False)
    )
