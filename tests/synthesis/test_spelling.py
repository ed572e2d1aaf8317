"""However a clerk spells a value, it can be read back: each style against the project's own readers."""

import datetime as dt

import pytest

from fazhi.catalogue import load
from fazhi.synthesis.books import avoided, books
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.spelling import DATES, NUMBERS, Clerk, numeral
from fazhi.values import fold, read_date, read_number

MONTHS = {"month_of_year", "month_only", "month_iso", "month_real"}


@pytest.mark.parametrize("style", DATES)
@pytest.mark.parametrize("day", [dt.date(2022, 1, 1), dt.date(2022, 11, 7), dt.date(2022, 4, 26)])
def test_a_date_reads_back_as_the_day_that_was_written(style, day):
    if style in MONTHS:
        day = day.replace(day=1)
    cell = DATES[style](day)
    reading = read_date(dt.datetime(cell.year, cell.month, cell.day) if isinstance(cell, dt.date) else cell, 2022)
    assert reading.problem is None and reading.start == day


@pytest.mark.parametrize("style", NUMBERS)
@pytest.mark.parametrize("number", [0, 7, 25, 1234, 15000])
def test_a_number_reads_back_as_the_number_that_was_written(style, number):
    reading = read_number(NUMBERS[style](number, "人次"))
    assert (reading.problem, reading.value, reading.approximate) == (None, number, False)


def test_chinese_numerals():
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 25, 99)] == ["一", "九", "十", "十一", "二十", "二十五", "九十九"]


def test_an_approximate_number_keeps_its_base(plan):
    book = next(book for book in books() if book.approximate)
    clerk = Clerk(book, plan, Chance(1))
    spelt = {clerk.write("participants", 120, 2022, Chance(seed)) for seed in range(80)}
    readings = [read_number(cell) for cell in spelt]
    assert {reading.value for reading in readings} == {120}
    assert {reading.approximate for reading in readings} == {True, False}


@pytest.mark.parametrize("book", books(), ids=lambda book: book.file)
def test_every_word_for_a_category_means_that_value_and_no_other(book, plan):
    columns = [book.definition.column(id) for id in book.columns]
    clerks = [Clerk(book, plan, Chance(seed)) for seed in range(8)]
    for column in columns:
        meaning = {fold(word): value.id for value in column.values for word in (value.zh, *value.also)}
        for value in column.values:
            words = {clerk.write(column.id, value.id, 2022, Chance(seed)) for seed, clerk in enumerate(clerks)}
            assert {meaning[fold(word)] for word in words} == {value.id}
            assert not words & avoided() - {value.zh}


def test_other_years_are_never_written_without_their_year(plan):
    for book in books():
        clerk = Clerk(book, plan, Chance(2))
        column = next(c.id for c in load().ledgers[book.ledger].columns if c.type == "date")
        for seed in range(60):
            cell = clerk.write(column, dt.date(2021, 12, 9), 2021, Chance(seed))
            value = dt.datetime(cell.year, cell.month, cell.day) if isinstance(cell, dt.date) else cell
            assert read_date(value, 2022).start.year == 2021
