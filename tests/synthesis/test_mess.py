"""What is planted among the good rows is what it says: a duplicate repeats a good row, a bad row has its one fault."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from fazhi.catalogue import load
from fazhi.synthesis.books import Book, books
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.mess import lines
from fazhi.synthesis.repeats import REPEATS
from fazhi.synthesis.row import AsTyped, Line
from fazhi.synthesis.spelling import disturbed
from fazhi.synthesis.truth import rows_of
from fazhi.values.text import fold

REASONS = ("missing_key", "bad_date", "date_order", "unknown_category", "bad_number", "other_year")
# The counting rules' table of keys. A set of columns: in any order. L09 and L14: agreement in either key will do.
KEYS: dict[str, list[tuple[Any, ...]]] = {
    "L01": [("date", "type", "topic")],
    "L02": [("date", "title")],
    "L03": [("certificate",)],
    "L04": [("decision_no",), ("case_no",)],
    "L05": [("record",), ("date", "object", "field")],
    "L06": [("case_no",)],
    "L07": [("case_no",)],
    "L08": [("number",)],
    "L09": [("index_no",), ("title", "published")],
    "L10": [("number",)],
    "L11": [("number",), ("month", "category")],
    "L12": [("name",)],
    "L13": [("id_number", "body")],
    "L14": [("case_no",), ("accepted", "type", frozenset({"applicant", "respondent"}))],
    "L15": [("date", "place", "topic")],
    "L16": [("date", "village", "lawyer", "type")],
    "L17": [("form", "issue")],
    "L18": [("id_number",)],
    "L19": [("village", "level", "applied_year")],
}
EITHER = ("L09", "L14")


def comparable(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def keys_of(row: dict[str, Any], ledger: str) -> list[tuple[Any, ...]]:
    """The keys under which the row would be found again; a mere 有 is no number of a record."""
    found: list[tuple[Any, ...]] = []
    for columns in KEYS[ledger]:
        key = tuple(
            frozenset(comparable(row.get(part)) for part in column)
            if isinstance(column, frozenset)
            else comparable(row.get(column))
            for column in columns
        )
        if key[0] not in (None, "", "有") and (not found or ledger in EITHER):
            found.append((columns[0], *key))
    return found


def fault_of(row: dict[str, Any], ledger_id: str, year: int) -> str | None:
    """The first reason to set the row aside, in the order of precedence; None for a good row."""
    ledger = load().ledgers[ledger_id]
    typed = {id: value.text for id, value in row.items() if isinstance(value, AsTyped)}
    form = ledger.forms[-1 if "month" in row else 0]
    filled = {id for id, value in row.items() if value is not None and typed.get(id, value) not in ("", "—", "/")}
    kinds = {column.id: "category" if column.strict else column.type for column in ledger.columns}
    wrong = {kinds[id] for id in typed if id in filled}
    placing = [row[id] for id in form.dated_by if row.get(id) and id not in typed]
    if not placing and form.fallback_date and row.get(form.fallback_date):
        placing = [row[form.fallback_date]]
    years = {value.year if isinstance(value, dt.date) else value for value in placing}
    late = [(row.get(start), row.get(end)) for start, end in ledger.order]
    checks = {
        "missing_key": any(not filled & set(group) for group in form.required),
        "bad_date": "date" in wrong,
        "date_order": any(isinstance(a, dt.date) and isinstance(b, dt.date) and b < a for a, b in late),
        "unknown_category": "category" in wrong,
        "bad_number": bool(wrong & {"integer", "number"}),
        "other_year": bool(years) and year not in years,
    }
    return next((reason for reason in REASONS if checks[reason]), None)


@pytest.fixture(scope="module", params=["plan", "another_plan"])
def messy(request: pytest.FixtureRequest) -> Iterator[list[tuple[Book, int, list[Line]]]]:
    """The lines of every book, for both plans."""
    plan = request.getfixturevalue(request.param)
    truth, spare = rows_of(plan, Chance(1)), [rows_of(plan, Chance(seed)) for seed in (2, 3, 4)]

    def belongs(row: dict[str, Any], book: Book) -> bool:
        return book.having is None or row.get(book.having) is not None

    yield [
        (
            book,
            plan.year,
            lines(
                book,
                plan,
                [row for row in truth[book.ledger] if belongs(row, book)],
                (row for draw in spare for row in draw[book.ledger] if belongs(row, book)),
                Chance(5, book.file),
            ),
        )
        for book in books()
    ]


def test_no_good_row_repeats_another(messy):
    for book, _, among in messy:
        found = Counter(key for line in among if line.fate == "good" for key in keys_of(line.row, book.ledger))
        assert [key for key, times in found.items() if times > 1] == [], book.ledger


def test_a_duplicate_repeats_a_good_row_that_stands_before_it(messy):
    for book, _, among in messy:
        seen: set[tuple[Any, ...]] = set()
        for line in among:
            if line.fate == "good":
                seen.update(keys_of(line.row, book.ledger))
            elif line.fate == "duplicate":
                assert seen & set(keys_of(line.row, book.ledger)), (book.ledger, line)


def test_a_bad_row_repeats_no_good_row(messy):
    for book, _, among in messy:
        good = {key for line in among if line.fate == "good" for key in keys_of(line.row, book.ledger)}
        for line in among:
            if line.fate not in ("good", "duplicate", "other_year"):
                assert not good & set(keys_of(line.row, book.ledger)), (book.ledger, line)


def test_every_row_has_the_fault_that_its_fate_names_and_good_rows_have_none(messy):
    for book, year, among in messy:
        for line in among:
            expected = None if line.fate in ("good", "duplicate") else line.fate
            assert fault_of(line.row, book.ledger, year) == expected, (book.ledger, line)


def test_the_books_get_what_they_ask_for(messy):
    for book, _, among in messy:
        found = Counter((line.fate, line.how) for line in among if line.fate != "good")
        asked = Counter({("duplicate", how): many for how, many in book.duplicates.items()})
        asked += Counter({("other_year", f"{years:+} years"): many for years, many in book.other_years.items()})
        asked += Counter((fault.reason, fault.column) for fault in book.faults)
        assert found == (asked if among else Counter()), book.ledger


def test_every_reason_and_every_kind_of_duplicate_occurs(written):
    assert {row.fate for row in written.rows} == {"good", "duplicate", *REASONS}
    assert {row.how for row in written.rows if row.fate == "duplicate"} == set(REPEATS)


def test_planted_spellings_are_unknown_to_the_catalogue():
    for book in books():
        for fault in book.faults:
            if fault.reason == "unknown_category":
                column = book.definition.column(fault.column)
                words = {fold(w) for value in column.values for w in (value.zh, *value.also)}
                assert fold(fault.typed) not in words | set(map(fold, load().layout.other))


@pytest.mark.parametrize("text", ["李明", "双合调〔2022〕12号", "（2022）粤9900行初7号", "99000-1", "镇"])
def test_a_disturbed_text_is_the_same_after_folding(text):
    spellings = {disturbed(text, Chance(seed)) for seed in range(60)}
    assert len(spellings) >= 4 and text not in spellings
    assert {fold(spelling) for spelling in spellings} == {fold(text)}
