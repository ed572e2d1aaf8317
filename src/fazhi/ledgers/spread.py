"""Tables with the values of one column as their headings (月份 or 日期 × 户政 | 计生 | 社会事务 …): where their header stands and what it says.

A form of the catalogue says which of its columns may be spread over headings, and which column's numbers then stand below them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column, Form, Ledger, SpreadRule
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.headers import HEAD_ROWS, has_parts_below, spread_cells
from fazhi.ledgers.headings import Headings, Values, without_sums
from fazhi.ledgers.match import AGREES
from fazhi.ledgers.profile import Profile
from fazhi.ledgers.sheets import Sheet
from fazhi.values import fold, read_number

FEWEST_HEADINGS, MOST_HEADINGS = 2, 100
Rows = tuple[int, int]  # first and last row of a header


@dataclass(frozen=True)
class Spread:
    """What the headings of a table are: index in the sheet → the value of the column ``over`` that stands there as it is written.

    ``key`` is the ledger's column that stands at the left; the numbers below the headings are those of ``amount``.
    """

    over: str
    key: str
    amount: str
    places: Mapping[int, object]


@dataclass(frozen=True)
class Found:
    """A header of headings: its rows, where its key stands, and the share of its labels that are understood."""

    form: Form
    rows: Rows
    key_index: int
    spread: Spread
    explained: float


def spread_headers(sheet: Sheet, ledger: Ledger, catalogue: Catalogue) -> list[Found]:
    """Every header of headings that a sheet may have as this ledger, the one with most headings first."""
    found = []
    for form in ledger.layouts:
        for rule in form.spread:
            words = Headings(ledger, ledger.column(rule.over), ledger.column(rule.amount), catalogue.layout)
            headers = (
                _header(sheet, ledger, form, rule, rows, words, catalogue) for rows in _spans(sheet, words.values)
            )
            found += [header for header in headers if header]
    return sorted(found, key=lambda header: (-len(header.spread.places), header.rows[0] - header.rows[1], header.rows))


def _spans(sheet: Sheet, values: Values) -> Iterator[Rows]:
    """Rows that hold at least two values of a column, alone and with the row above or below."""
    for row in range(min(HEAD_ROWS, sheet.height)):
        cells = [cell for cell in sheet.row(row) if cell != ""]
        if not FEWEST_HEADINGS <= len(cells) <= MOST_HEADINGS:
            continue
        named = {value for cell in cells if (value := values.read(cell)) is not None}
        if len(named) >= FEWEST_HEADINGS:
            yield row, row
            if row + 1 < sheet.height:
                yield row, row + 1
            if row > 0:
                yield row - 1, row


def _header(
    sheet: Sheet, ledger: Ledger, form: Form, rule: SpreadRule, rows: Rows, words: Headings, catalogue: Catalogue
) -> Found | None:
    """The header of headings in these rows, if there is one."""
    if rows[1] > rows[0] and not _is_of_two_rows(sheet, rows, words):
        return None
    if rows[1] == rows[0] and has_parts_below(sheet, rows[0], sum(map(words.is_label, sheet.row(rows[0])))):
        return None  # which the second row says: values of this year and of last
    labels = _texts(sheet, *rows)
    places = {index: value for index, cells in labels.items() if (value := words.value(cells)) is not None}
    if words.values.column.type == "month":
        places = without_sums(places, words.values)
    key = next(id for group in form.required for id in group if id not in (rule.over, rule.amount))
    if not _are_headings(list(places.values()), words.values):
        return None
    profile = Profile(sheet, rows[1], catalogue)
    key_index = _key_index(ledger.column(key), labels, min(places), profile, catalogue.layout)
    if key_index is None or _is_record(labels, places, key_index, Values(ledger.column(key), catalogue.layout)):
        return None
    others = {
        index: cells[-1]
        for index, cells in labels.items()
        if index not in places and index != key_index and words.may_be_value(cells)
        if profile.is_numbers(index) and not profile.is_dates(index)
    }
    more = {index: cell for index, cell in others.items() if not _sums_up(sheet, index, rows[1], [*places], [*others])}
    understood = sum(index in places or index == key_index or words.is_known(cells) for index, cells in labels.items())
    spread = Spread(rule.over, key, rule.amount, dict(sorted((places | more).items())))
    return Found(form, rows, key_index, spread, understood / max(1, len(labels)))


def _texts(sheet: Sheet, first: int, last: int) -> dict[int, tuple[object, ...]]:
    """For each column the cells of its header, upper first, a merged or group cell repeated over the columns that it covers."""
    rows = [spread_cells(sheet, first), sheet.row(last)] if last > first else [sheet.row(last)]
    columns = {
        index: tuple(cell for cell in cells if cell != "") for index, cells in enumerate(zip(*rows, strict=True))
    }
    return {index: cells for index, cells in columns.items() if cells}


def _is_of_two_rows(sheet: Sheet, rows: Rows, words: Headings) -> bool:
    """Whether the upper of two rows is more than a title, and the lower holds nothing but headings, names of amounts and totals."""
    upper, lower = ([cell for cell in sheet.row(row) if cell != ""] for row in rows)
    return bool(lower) and all(map(words.is_label, lower)) and any(map(words.is_label, upper))


def _are_headings(cells: list[object], over: Values) -> bool:
    """Whether these are at least two different values; months in the order of the year, bare numbers one after the other."""
    values = [over.read(cell) or "" for cell in cells]
    if len(set(values)) < FEWEST_HEADINGS:
        return False
    if over.column.type == "category":
        return True
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    in_order = all(b - a == 1 for a, b in pairwise(numbers)) and len(numbers) in (0, len(cells))
    return values == sorted(set(values)) and in_order


def _is_record(
    labels: Mapping[int, tuple[object, ...]], places: Mapping[int, object], key_index: int, key: Values
) -> bool:
    """Whether a row of bare numbers that may be months is none: it begins with a value of the key, or holds others (10 | 11 | 12 | 13 | 46)."""
    numbers = {index for index, cells in labels.items() if all(fold(cell).isdigit() for cell in cells)}
    named = any(key.read(cell) is not None for cell in labels.get(key_index, ()))
    return not numbers.isdisjoint(places) and (named or not numbers <= places.keys())


def _key_index(
    key: Column, labels: Mapping[int, tuple[object, ...]], before: int, profile: Profile, layout: Layout
) -> int | None:
    """The column at the left of the headings whose cells are the key's values, or that is called like it."""
    names = {fold(word) for word in (key.zh, *key.also)}
    left = [index for index in profile.indexes if index < before]
    called = [index for index in left if any(fold(cell) in names for cell in labels.get(index, ()))]
    sums = {fold(word) for word in (*layout.total, *layout.period)}
    values, fitting = Values(key, layout), []
    for index in left:
        cells = [cell for cell in profile.cells(index) if fold(cell) not in sums]
        read = [value for cell in cells if (value := values.read(cell)) is not None]
        if cells and len(read) >= AGREES * len(cells) and not (key.type == "date" and _are_months(read)):
            fitting.append(index)
    named = called if key.type != "date" else []  # 时间 may be called what holds months
    return next(iter([index for index in called if index in fitting] or fitting[-1:] or named), None)


def _are_months(days: list[str]) -> bool:
    """Whether days are the first ones of months, as which a spreadsheet keeps months."""
    return len(days) > 1 and all(day.endswith("-01") for day in days)


def _sums_up(sheet: Sheet, index: int, last_header_row: int, places: list[int], others: list[int]) -> bool:
    """Whether a column under an unknown heading is the sum of those beside it (总数)."""
    rows = range(last_header_row + 1, sheet.height)
    own = [_number(sheet.columns[index][row]) for row in rows]
    beside = [place for place in (*places, *others) if place != index]
    return any(
        own == [sum(_number(sheet.columns[place][row]) for place in summed) for row in rows]
        for summed in (places, beside)
    )


def _number(cell: object) -> float:
    return read_number(cell).value or 0.0
