"""Columns of a recognised sheet that nobody understood and on which a count may rest: said aloud, with what they look like.

So is a title that names some other register than the one that the columns were taken for.

A column is told of if the ledger lacks a column that matters (``catalogue.uses``) and this may be it: by its cells (dates for a date,
numbers for a number, values of a category), or by a label that is a little like its name. Columns that only nearly say their name are
never taken silently; those that were taken by their cells alone are told of as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column
from fazhi.catalogue.uses import Uses, uses_of
from fazhi.ledgers.account import Problem
from fazhi.ledgers.bycells import open_columns
from fazhi.ledgers.extent import right_edge
from fazhi.ledgers.headers import labels_of, strange_title, titles_of
from fazhi.ledgers.match import AGREES, likeness
from fazhi.ledgers.privacy import SHOWN
from fazhi.ledgers.profile import Profile
from fazhi.ledgers.quantities import is_quantity
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.settled import proposed
from fazhi.ledgers.sheets import Sheet, letter_of
from fazhi.ledgers.vocabulary import Label, Vocabulary, vocabulary
from fazhi.values import clean_text, fold, scrub

A_LITTLE_LIKE = 0.45
MOST_TOLD = 20  # columns of one sheet; a sheet with more of them is another matter
HALF = 0.5
SHORT = 3  # signs
LONGEST_STATE = 8  # signs of a cell that says in what state a row is; a longer one tells a story
NUMBERS, DATES = ("integer", "number"), ("date", "month", "year")


def column_notes(sheet: Sheet, reading: Reading, catalogue: Catalogue) -> list[Problem]:
    """A note for each column taken by its cells alone, and for each that was not understood although a count may rest on it."""
    header = reading.header
    if header is None or reading.spread is not None:
        return []
    profile = Profile(sheet, header.last, catalogue)
    strange = _of_another_title(sheet, reading, catalogue)
    taken = [_taken(sheet, reading, id, profile) for id in header.columns if id in header.by_cells]
    return [*strange, *taken, *list(_not_understood(sheet, reading, profile, catalogue))[:MOST_TOLD]]


def _of_another_title(sheet: Sheet, reading: Reading, catalogue: Catalogue) -> list[Problem]:
    """A note where the title names some other register and the columns alone say what the sheet is counted as."""
    title = strange_title(titles_of(sheet), reading.ledger, catalogue)
    if title is None or reading.header is None:
        return []
    columns = tuple(reading.ledger.column(id) for id in reading.header.columns)
    fill = {"title": scrub(title)[:SHOWN], "ledger": reading.ledger, "columns": columns}
    return [Problem(sheet.file, sheet.name, None, reading.ledger.id, "other_title", fill)]


def _taken(sheet: Sheet, reading: Reading, id: str, profile: Profile) -> Problem:
    assert reading.header is not None
    index, column = reading.header.columns[id], reading.ledger.column(id)
    fill = {"letter": letter_of(index), "label": _shown_label(sheet, reading, index), "column": column.zh}
    look = {"look": f"ledgers.look.{_look(index, profile, column if column.type == 'category' else None)}"}
    mapping = proposed(sheet, reading, ())
    return Problem(sheet.file, sheet.name, None, reading.ledger.id, "column_by_cells", fill, look, mapping)


def _not_understood(sheet: Sheet, reading: Reading, profile: Profile, catalogue: Catalogue) -> Iterator[Problem]:
    header, ledger = reading.header, reading.ledger
    assert header is not None
    uses = uses_of(catalogue, ledger.id)
    missing = [column for column in _columns_of_form(reading) if column.id not in header.known]
    missing = [column for column in missing if column.id in uses.matter]
    labels = labels_of(sheet, header.first, header.last)
    for index in open_columns(labels, header.columns, range(right_edge(sheet, header)), catalogue):
        if is_quantity(labels.get(index, ()), catalogue):
            continue  # told of with the rows in which it says several
        found = [c for c in missing if _may_be(index, labels.get(index, ()), c, reading, profile, uses, catalogue)]
        if not found:
            continue
        category = next((column for column in found if column.type == "category"), None)
        fill = {
            "letter": letter_of(index),
            "label": _shown_label(sheet, reading, index),
            "candidates": tuple(found),
        }
        look = {"look": f"ledgers.look.{_look(index, profile, category)}"}
        mapping = proposed(sheet, reading, (column.id for column in missing))
        yield Problem(sheet.file, sheet.name, None, ledger.id, "unknown_column", fill, look, mapping)


def _columns_of_form(reading: Reading) -> list[Column]:
    """The ledger's columns without those that only another of its forms asks for."""
    own = {id for group in reading.form.required for id in group}
    others = {
        id for form in reading.ledger.forms if form is not reading.form for group in form.required for id in group
    }
    return [column for column in reading.ledger.columns if column.id in own or column.id not in others]


def _may_be(
    index: int,
    alternatives: tuple[Label, ...],
    column: Column,
    reading: Reading,
    profile: Profile,
    uses: Uses,
    catalogue: Catalogue,
) -> bool:
    """Whether a column that nobody understood may be this one of the ledger."""
    if not profile.cells(index):
        return False
    words = vocabulary(catalogue)
    like = max((likeness(label, reading.ledger.id, words).get(column.id, 0.0) for label in alternatives), default=0.0)
    if like >= A_LITTLE_LIKE:
        return True
    if column.identity:
        return profile.is_identities(index)
    if column.type == "yes_no":
        return column.id in uses.counted and (profile.share(index, column) or 0.0) >= AGREES
    if column.id in uses.ends and _tells_of_ends(index, alternatives, column, profile, words):
        return True
    if column.type in DATES and profile.is_dates(index):
        return True
    if column.type == "category":
        return profile.is_telling(index) and (profile.share(index, column) or 0.0) >= AGREES
    if column.type in NUMBERS:
        return column.id in uses.counted and profile.is_numbers(index) and not profile.is_dates(index)
    if column.type == "text" and not profile.is_measure(index) and _is_mostly_filled(index, profile):
        # Where an indicator asks whether anything stands there, nothing counts as nothing done.
        return column.id in uses.present or any(_shares_signs(label, column) for label in alternatives)
    return False


def _tells_of_ends(
    index: int, alternatives: tuple[Label, ...], column: Column, profile: Profile, words: Vocabulary
) -> bool:
    """Whether a label or some cells say what the column would date: 是否解聘, or 已解聘 in a 状态, while no 解聘日期 is there."""
    stems = {words.stem_of_date(fold(name)) for name in (column.zh, *column.also)}
    cells = [cell for cell in profile.cells(index) if isinstance(cell, str) and len(cell) <= LONGEST_STATE]
    texts = [*map(fold, cells), *(label.full for label in alternatives)]
    return any(len(stem) > 1 and stem in text for stem in stems for text in texts)


def _shares_signs(label: Label, column: Column) -> bool:
    """Whether a short label has half its signs from a short name of a column: 村别 and 村居, too short to be alike in any other way."""
    names = {fold(name) for name in (column.zh, *column.also)}
    short = [name for name in (*names, label.bare) if len(name) <= SHORT]
    return label.bare in short and any(
        len(set(name) & set(label.bare)) >= HALF * max(len(name), len(label.bare)) for name in short if name in names
    )


def _is_mostly_filled(index: int, profile: Profile) -> bool:
    cells = profile.raw(index)
    return sum(cell != "" for cell in cells) >= HALF * len(cells)


def _look(index: int, profile: Profile, category: Column | None) -> str:
    """What the cells of a column look like, as the key of a word."""
    if profile.is_identities(index):
        return "identities"
    if profile.is_dates(index):
        return "dates"
    if category is not None and (profile.share(index, category) or 0.0) >= AGREES:
        return "values"
    return "numbers" if profile.is_numbers(index) else "words"


def _shown_label(sheet: Sheet, reading: Reading, index: int) -> str:
    """The words over a column, or a dash; never a number that could be somebody's."""
    header = reading.header
    assert header is not None
    words = [clean_text(sheet.columns[index][row]) for row in range(header.first, header.last + 1)]
    text = scrub("/".join(word for word in words if word))
    return (text[:SHOWN] + "…" if len(text) > SHOWN else text) or "—"
