"""What a reader should know of rows that are counted all the same: hidden rows, damaged identity numbers, unread answers, values in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column, KeyRule
from fazhi.catalogue.uses import uses_of
from fazhi.ledgers.account import Problem
from fazhi.ledgers.cells import Typed
from fazhi.ledgers.persons import damaged
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import Vocabulary, categories
from fazhi.values import fold, mask, read_date, read_issue, read_number, read_year
from fazhi.values.distinct import signs_in
from fazhi.values.text import plain

NAMED = 10  # rows that a message names
FEWEST_BLANK = 3  # cells of a column that was filled in the first row of each group only
MOST_COMMENTS = 50  # of one sheet
_BETWEEN = "、,，;；/\n"  # signs between several of a kind
_BETWEEN_OBJECTS = "、;；\n"
_BETWEEN_SIGNS = signs_in(_BETWEEN)
_NAME = r"[\u4e00-\u9fff](?:[ \t\u3000]*[\u4e00-\u9fff]){1,3}"
_NAMES = re.compile(rf"^\s*{_NAME}(?:\s*[{_BETWEEN}]\s*{_NAME})+\s*$")
_DAYS = re.compile(r"\d[^、,，;；\n:：]*[、,，;；\n]\s*\d[^:：]*$")  # 9:00 behind a day is no second one
_NUMBERS = re.compile(r"\d[^、;；\n]*[、;；\n]\s*\S[^、;；\n]*\d")
_OBJECTS = re.compile(
    r"^\s*[^\s、;；\n()（）]{3,}(?:\s*[、;；\n]\s*[^\s、;；\n()（）]{3,})+\s*$"
)  # 利民超市、红星加油站
_AFTER_COLON = re.compile(r"[:：]\s*(\S[^:：]*)$")


def rows_named(numbers: list[int]) -> tuple[str, ...]:
    """Row numbers for a message, the first of many."""
    return (*map(str, numbers[:NAMED]), *(["…"] if len(numbers) > NAMED else []))


def hidden_note(sheet: Sheet, reading: Reading, positions: np.ndarray) -> list[Problem]:
    """One note for the hidden or filtered rows among the data rows of a sheet, or for all of them where the sheet itself is hidden."""
    if sheet.hidden and len(positions):
        fill: dict[str, object] = {"key": "sheet", "count": str(len(positions))}
        return [Problem(sheet.file, sheet.name, None, reading.ledger.id, "hidden_rows", fill)]
    hidden = [sheet.number_of(row) for row in sorted(sheet.hidden_rows & set(positions.tolist()))]
    if not hidden:
        return []
    fill = {"count": str(len(hidden)), "rows": rows_named(hidden)}
    return [Problem(sheet.file, sheet.name, None, reading.ledger.id, "hidden_rows", fill)]


def damaged_notes(sheet: Sheet, reading: Reading, columns: Mapping[str, Typed], positions: np.ndarray) -> list[Problem]:
    """One note for each column of identity numbers in which a spreadsheet damaged some, with what tells persons apart instead."""
    header = reading.header
    assert header is not None
    notes = []
    for person in reading.ledger.persons:
        for id in (id for id in person.alternatives[0] if id in header.columns and reading.ledger.column(id).identity):
            places = np.flatnonzero(damaged(columns[id]))
            if not len(places):
                continue
            instead = next(
                a for a in person.alternatives[1:] if a is person.alternatives[-1] or set(a) <= header.columns.keys()
            )
            fill = {
                "column": label_of(reading, reading.ledger.column(id)),
                "count": str(len(places)),
                "rows": rows_named([sheet.number_of(int(positions[place])) for place in places]),
                "value": mask(columns[id].raw[places[0]]),
                "instead": tuple(reading.ledger.column(other) for other in instead),
            }
            notes.append(Problem(sheet.file, sheet.name, None, reading.ledger.id, "damaged_id", fill))
    return notes


def several_notes(sheet: Sheet, reading: Reading, columns: Mapping[str, Typed], positions: np.ndarray) -> list[Problem]:
    """One note for each column that tells records apart and in some cells of which stand several names, days or numbers.

    These are the names of a roster, the days that place a row in a year, the numbers of a key, and the objects and villages that a sheet
    must name; the row counts once all the same.
    """
    ledger, form = reading.ledger, reading.form
    names = {person.alternatives[-1][0]: _NAMES for person in ledger.persons} if ledger.roster else {}
    days = {id: _DAYS for id in form.dated_by if ledger.column(id).type == "date"}
    keys = {id for key in form.keys for id in key.columns()}
    numbers = {column.id: _NUMBERS for column in ledger.columns if column.id in keys and column.numbering}
    required = {id for group in form.required for id in group if ledger.column(id).place}
    required |= {id for id in form.needs if ledger.column(id).type == "text" and not ledger.column(id).numbering}
    objects = {id: _OBJECTS for id in required if _hold_several(columns[id])}
    notes = []
    for id, several in (names | days | numbers | objects).items():
        typed = columns[id]
        found = typed.raw.matching(several, _BETWEEN_SIGNS)
        if not found.any():
            continue
        places = np.flatnonzero(
            np.logical_and.reduce([found[typed.raw.codes], ~typed.empty, *(~wrong for wrong in typed.wrong.values())])
        )
        if len(places):
            rows = rows_named([sheet.number_of(int(positions[place])) for place in places])
            fill = {"column": label_of(reading, ledger.column(id)), "count": str(len(places)), "rows": rows}
            notes.append(Problem(sheet.file, sheet.name, None, ledger.id, "several_in_cell", fill))
    return notes


def _hold_several(column: Typed) -> bool:
    """Whether any cell holds a sign between several at all; most columns hold none."""
    words = "".join(map(str, column.raw.values.tolist()))
    return any(sign in words for sign in _BETWEEN_OBJECTS)


def answer_notes(
    sheet: Sheet, reading: Reading, columns: Mapping[str, Typed], positions: np.ndarray, catalogue: Catalogue
) -> list[Problem]:
    """One note for each column that a count asks for yes or no and in which some cells say neither; these count as blank."""
    assert reading.header is not None
    asked = uses_of(catalogue, reading.ledger.id).counted & reading.header.columns.keys()
    notes = []
    for column in (column for column in reading.ledger.columns if column.type == "yes_no" and column.id in asked):
        typed = columns[column.id]
        unread = np.fromiter((value is None for value in typed.coded.values), dtype=bool)[typed.coded.codes]
        places = np.flatnonzero(unread & ~typed.empty)
        if len(places):
            fill = {
                "column": label_of(reading, column),
                "rows": rows_named([sheet.number_of(int(positions[place])) for place in places]),
                "value": mask(typed.raw[places[0]]),
            }
            notes.append(Problem(sheet.file, sheet.name, None, reading.ledger.id, "unread_answer", fill))
    return notes


def shared_number_notes(
    sheet: Sheet,
    reading: Reading,
    columns: Mapping[str, Typed],
    positions: np.ndarray,
    good: np.ndarray,
    words: Vocabulary,
) -> list[Problem]:
    """One note for the rows without fault that share merged serial numbers (序号), as where a case has a row for each party.

    Rows that a key of the ledger makes one record are left out, and so are rosters, in which a person may have several rows.
    """
    header, ledger = reading.header, reading.ledger
    tall = sorted(merge for merge in sheet.merges if merge[2] > merge[0])
    if header is None or ledger.roster or not tall:
        return []
    number_of = {int(row): place for place, row in enumerate(positions) if good[place]}
    for index in sorted({left for _, left, _, _ in tall if left < len(sheet.columns)} - set(header.columns.values())):
        label = next((label for label in map(fold, sheet.columns[index][header.first : header.last + 1]) if label), "")
        if label not in words.serial:
            continue
        covered = [
            [number_of[row] for row in range(top, bottom + 1) if row in number_of]
            for top, left, bottom, _ in tall
            if left == index
        ]
        shared = [places for places in covered if len(places) > 1 and not _one_record(reading, columns, places)]
        if shared:
            rows = [sheet.number_of(int(positions[place])) for places in shared for place in places]
            fill = {"column": label, "cells": str(len(shared)), "count": str(len(rows)), "rows": rows_named(rows)}
            return [Problem(sheet.file, sheet.name, None, ledger.id, "shared_number", fill)]
    return []


def _one_record(reading: Reading, columns: Mapping[str, Typed], places: list[int]) -> bool:
    """Whether a key of the ledger is filled in and the same in all these rows; the parties of a dispute in any order."""

    def identity(key: KeyRule, place: int) -> tuple[str, ...]:
        ordered = [str(columns[part.rstrip("?")].values[place]) for part in key.parts]
        return (*ordered, *sorted(str(columns[id].values[place]) for id in key.unordered))

    def filled(key: KeyRule) -> bool:
        needed = [part for part in key.parts if not part.endswith("?")] + list(key.unordered)
        return not any(columns[id].empty[places].any() for id in needed)

    return any(filled(key) and len({identity(key, place) for place in places}) == 1 for key in reading.form.keys)


def first_only_notes(
    sheet: Sheet, reading: Reading, columns: Mapping[str, Typed], positions: np.ndarray, lacking: np.ndarray
) -> list[Problem]:
    """One note for a required column that is filled in the first row of each group only, as where a CSV lost its merged cells.

    ``lacking``: which rows are set aside for a blank required cell. Each of those blanks stands below a filled one, and most of what is
    filled has one below it.
    """
    header = reading.header
    assert header is not None
    notes = []
    for id in (group[0] for group in reading.form.required if len(group) == 1 and group[0] in header.columns):
        blank = columns[id].empty & lacking
        filled = ~columns[id].empty
        if blank.sum() < FEWEST_BLANK or not len(filled) or not filled[0]:
            continue
        heads = filled[:-1] & blank[1:]  # filled cells with a blank one below
        if heads.sum() * 2 < filled.sum():
            continue
        rows = rows_named([sheet.number_of(int(positions[place])) for place in np.flatnonzero(blank)])
        fill = {"column": label_of(reading, reading.ledger.column(id)), "count": str(int(blank.sum())), "rows": rows}
        notes.append(Problem(sheet.file, sheet.name, None, reading.ledger.id, "first_only", fill))
    return notes


def label_of(reading: Reading, column: Column) -> str:
    """A column as the sheet calls it."""
    assert reading.header is not None
    label = reading.header.labels.get(reading.header.columns[column.id])
    return label.full if label else column.zh


def comment_notes(
    sheet: Sheet,
    reading: Reading,
    columns: Mapping[str, Typed],
    positions: np.ndarray,
    year: int,
    catalogue: Catalogue,
) -> list[Problem]:
    """A note for each blank cell of a column that matters whose comment holds a value of that column; the value is not taken."""
    if not sheet.comments or reading.header is None:
        return []
    matter = uses_of(catalogue, reading.ledger.id).matter
    by_index = {index: id for id, index in reading.header.columns.items() if id in matter}
    place_of = {int(row): place for place, row in enumerate(positions)}
    notes = []
    for (row, index), text in sorted(sheet.comments.items()):
        id, place = by_index.get(index), place_of.get(row)
        if id is None or place is None or not columns[id].empty[place]:
            continue
        column = reading.ledger.column(id)
        value = next(filter(None, (_value(words, column, year, catalogue) for words in _readings(text))), None)
        if value is not None:
            fill = {"row": str(sheet.number_of(row)), "column": label_of(reading, column), "value": value}
            notes.append(Problem(sheet.file, sheet.name, None, reading.ledger.id, "comment_value", fill))
    return notes[:MOST_COMMENTS]


def _readings(text: str) -> Iterator[str]:
    """The lines of a comment, without the name of its author or of the column before a colon; the last words first."""
    for line in reversed([line.strip() for line in text.splitlines() if line.strip()]):
        yield line
        if behind := _AFTER_COLON.search(line):
            yield behind.group(1)


def _value(words: str, column: Column, year: int, catalogue: Catalogue) -> str | None:
    """What a comment's words say as a cell of a column would, in a form that gives nobody away; None for plain text."""
    if column.type in ("date", "month"):
        read = read_date(words, year)
        return read.start.isoformat() if read.start is not None else None
    if column.type in ("integer", "number"):
        number = read_number(words)
        return plain(number.value) if number.value is not None and number.problem is None else None
    if column.type in ("year", "issue"):
        found = read_year(words) if column.type == "year" else read_issue(words)
        return None if found is None else str(found)
    if column.type == "category":
        id = categories(column, catalogue.layout).read(words)
        return next((value.zh for value in column.values if value.id == id), None)
    return None
