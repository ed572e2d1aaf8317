"""A sheet → which ledger it is, in which form, where its header stands and which column is which.

The catalogue's names and synonyms decide first, likeness of wording second; the title, the sheet's and the file's name settle what
the header leaves open. A sheet that is not surely one ledger is never guessed: it comes back with its two best readings instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Ledger
from fazhi.ledgers.bycells import completed, telling_columns
from fazhi.ledgers.confidence import EXPLAINED, REQUIRED, TITLED, at_most, confidence
from fazhi.ledgers.given import Beside, with_given
from fazhi.ledgers.headers import HEAD_ROWS, header_spans, labels_of, title_rank, titles_of
from fazhi.ledgers.match import match_columns
from fazhi.ledgers.profile import Profile
from fazhi.ledgers.reading import Header, Reading, Recognition, form_of
from fazhi.ledgers.rowrules import Patterns, patterns_of
from fazhi.ledgers.sheets import Sheet, sheet_of
from fazhi.ledgers.spread import spread_headers
from fazhi.ledgers.vocabulary import Label, Vocabulary, title_words, vocabulary
from fazhi.values import first_day, fold
from fazhi.values.distinct import fold_all

SURE = 0.55  # confidence from which a reading is taken
MARGIN = 0.05  # lead that it must have over the reading of another ledger
NIL_ROWS, NIL_LENGTH = 10, 30  # a nil report is short, and so is its statement
NEAREST = 8  # readings that are looked at closely, their cells too
ANY_YEAR = 2000  # completes days without a year, where no more is asked than whether a cell is a day
LESS_SURE = 0.9  # what is left of the confidence for each column taken by its cells alone

Rows = tuple[int, int]  # first and last row of a header


def recognise(sheet: Sheet, catalogue: Catalogue) -> Recognition:
    """Read a sheet's header and title against every ledger of the catalogue."""
    if not sheet.columns:
        return Recognition(None, empty=True)
    words = vocabulary(catalogue)
    titles = titles_of(sheet)
    ranks = {ledger.id: title_rank(titles, words.titles[ledger.id]) for ledger in catalogue.ledgers.values()}
    beside = Beside(sheet, catalogue)
    best = [with_given(r, beside) if r.missing else r for r in _readings(sheet, catalogue, words, ranks)]
    best.sort(key=_order)
    complete = [reading for reading in best if not reading.missing]
    summary = _is_summary(sheet, catalogue)
    # What nothing names is no rival of the one ledger that the titles name.
    named = [reading for reading in complete if ranks[reading.ledger.id]]
    complete = named if len(named) == 1 and _is_sure(named) else complete
    if complete and _is_sure(complete):
        reading = with_given(_with_telling_columns(sheet, complete[0], catalogue), beside)
        return Recognition(reading, tuple(best[:2]), summary=summary)
    if spread := _spread_reading(sheet, catalogue, ranks):
        return Recognition(spread, (spread, *best[:1]), summary=summary)
    if not complete and _is_instructions(sheet, catalogue):
        return Recognition(None, ignored=True)
    titled = max(ranks, key=lambda id: ranks[id])
    if ranks[titled] >= 0.5 and _says_nil(sheet, catalogue):
        ledger = catalogue.ledgers[titled]
        return Recognition(Reading(ledger, ledger.forms[0], None, ranks[titled]), nil_report=True)
    best.sort(
        key=lambda reading: reading.ledger.id != titled or not ranks[titled]
    )  # what it calls itself, and what that lacks
    return Recognition(None, tuple(best[:2]), summary=summary)


def _is_sure(complete: list[Reading]) -> bool:
    """Whether the best of some readings leads."""
    first, *others = complete
    return first.confidence >= SURE and (not others or first.confidence - others[0].confidence >= MARGIN)


# ----------------------------------------------------------------------------------------------- readings


def _readings(sheet: Sheet, catalogue: Catalogue, words: Vocabulary, ranks: Mapping[str, float]) -> list[Reading]:
    """The best reading of each ledger: first by wording alone, then the nearest once more with what the cells say.

    A ledger that nothing names and that its cells could not make a rival of the surest one is left out.
    """
    labels = {span: labels_of(sheet, *span) for span in header_spans(sheet, words)}
    by_wording = [
        reading
        for span, its in labels.items()
        for ledger in catalogue.ledgers.values()
        if (reading := read_as(its, ledger, span, ranks[ledger.id], words))
    ]
    profiles = {last: Profile(sheet, last, catalogue) for _, last in labels}
    nearest: dict[str, list[Rows]] = {}
    by_wording.sort(key=lambda r: (-r.confidence, r.ledger.id))
    named = max(ranks, key=lambda id: ranks[id])
    also = [reading for reading in by_wording[NEAREST:] if ranks[named] and reading.ledger.id == named]
    for near in (*by_wording[:NEAREST], *also):
        if near.header:
            nearest.setdefault(near.ledger.id, []).append((near.header.first, near.header.last))
    found: list[Reading] = []
    to_beat = 0.0  # what a reading must reach to be a rival of the surest one so far
    for id, spans in nearest.items():
        ledger, titled = catalogue.ledgers[id], ranks[id]
        if not titled and max(at_most(labels[span], ledger, titled, words) for span in spans) < to_beat:
            continue
        closely = [read_as(labels[span], ledger, span, titled, words, profiles[span[1]]) for span in spans]
        best = _best_of([reading for reading in closely if reading])
        if best is not None:
            found.append(best)
            if not best.missing and best.confidence >= SURE:
                to_beat = max(to_beat, best.confidence - MARGIN)
    return sorted(found, key=_order)


def _order(reading: Reading) -> tuple[bool, float, str]:
    """Complete readings first, the surest first among them."""
    return bool(reading.missing), -reading.confidence, reading.ledger.id


def read_as(
    labels: Mapping[int, tuple[Label, ...]],
    ledger: Ledger,
    rows: Rows,
    titled: float,
    words: Vocabulary,
    profile: Profile | None = None,
) -> Reading | None:
    """A header of these rows read as one ledger; None if hardly any of its columns is there."""
    found = match_columns(labels, ledger, words, profile)
    if profile is not None and len(ledger.forms) == 1:
        found = completed(found, ledger.forms[0].required, ledger, profile)
    if len(found.columns) < 2:
        return None
    header = Header(*rows, found.columns, found.labels, found.by_cells)
    form, missing = form_of(ledger, header)
    return Reading(ledger, form, header, confidence(labels, form, found.scores, titled, words), missing)


def _with_telling_columns(sheet: Sheet, reading: Reading, catalogue: Catalogue) -> Reading:
    """A settled reading with the columns added that a count rests on and that only their cells give away; it is the less sure for them."""
    header = reading.header
    if header is None:
        return reading
    labels = labels_of(sheet, header.first, header.last)
    found = telling_columns(labels, header.columns, reading.ledger, Profile(sheet, header.last, catalogue), catalogue)
    if not found:
        return reading
    columns = {id: index for id, index in header.columns.items() if index not in found.values()} | found
    told = replace(header, columns=columns, by_cells=header.by_cells | found.keys())
    return replace(reading, header=told, confidence=reading.confidence * LESS_SURE ** len(found))


def _spread_reading(sheet: Sheet, catalogue: Catalogue, ranks: Mapping[str, float]) -> Reading | None:
    """The surest reading of a sheet as a table with values for headings; None if there is none that is sure."""
    readings = []
    for ledger in catalogue.ledgers.values():
        for found in spread_headers(sheet, ledger, catalogue)[:1]:
            header = Header(*found.rows, {found.spread.key: found.key_index})
            confidence = EXPLAINED * found.explained + REQUIRED + TITLED * ranks[ledger.id]
            if not ranks[ledger.id]:
                plain = len(found.spread.places) >= 3 and found.explained >= 0.7
                confidence = (EXPLAINED * found.explained + REQUIRED) / (1 - TITLED) if plain else 0.0
            readings.append(Reading(ledger, found.form, header, min(1.0, confidence), spread=found.spread))
    return max((r for r in readings if r.confidence >= SURE), key=lambda r: r.confidence, default=None)


def _best_of(candidates: list[Reading]) -> Reading | None:
    """The best of the readings as one ledger, complete ones first; of headers that give the same columns the uppermost."""

    def rank(reading: Reading) -> tuple[float, ...]:
        header = reading.header
        matched = len(header.columns) if header else 0
        return (-len(reading.missing), matched, reading.confidence, -(header.last - header.first) if header else 0)

    return _first_of_its_kind(max(candidates, key=rank), candidates) if candidates else None


def _first_of_its_kind(reading: Reading, candidates: list[Reading]) -> Reading:
    """The uppermost header that gives the same columns: a header repeated further down must not hide the rows above it."""
    header = reading.header

    def place(other: Reading) -> int | None:
        alike = header and other.header and other.header.columns == header.columns
        return other.header.first if alike and other.header else None

    return min((o for o in candidates if place(o) is not None), key=lambda o: place(o) or 0, default=reading)


def _says_nil(sheet: Sheet, catalogue: Catalogue) -> bool:
    """Whether a sheet hardly holds more than the statement that there was nothing; an instruction (如无…请填零报告) is none.

    Nor is a sheet with a row that may be a record: one of several cells with a day among them, unless its last words are the statement.
    """
    rows = [[cell for cell in sheet.row(index) if cell != ""] for index in range(sheet.height)]
    filled = [cells for cells in rows if cells]
    if len(filled) > NIL_ROWS:
        return False
    patterns, asking = patterns_of(catalogue), tuple(catalogue.layout.asking)
    found = False
    for cells in filled:
        said = [fold(cell) for cell in cells if isinstance(cell, str) and len(cell) <= NIL_LENGTH]
        stated = [words for words in said if patterns.nil.search(words) and not any(word in words for word in asking)]
        if not any(map(patterns.nil_last.search, stated)) and _may_be_record(cells, patterns):
            return False
        found |= bool(stated)
    return found


def _may_be_record(cells: list[object], patterns: Patterns) -> bool:
    """Whether one of several cells of a row is a day, and not that on which the form was filled in."""
    if len(cells) == 1 or any(p.match(fold(cells[0])) for p in (patterns.note, patterns.caption, patterns.label_alone)):
        return False
    return any(first_day(cell, ANY_YEAR) is not None for cell in cells)


def _is_summary(sheet: Sheet, catalogue: Catalogue) -> bool:
    """Whether the sheet's own name says that it sums up other sheets."""
    name = title_words(sheet.name)
    return any(name == fold(word) or name.endswith(fold(word)) for word in catalogue.layout.summary_sheet)


def _is_instructions(sheet: Sheet, catalogue: Catalogue) -> bool:
    """Whether a sheet without a ledger's header calls itself instructions (填写说明)."""
    return title_words(sheet.name) in {fold(word) for word in catalogue.layout.instructions}


def labelled_column(sheet: Sheet, catalogue: Catalogue) -> int | None:
    """The column that holds a ledger's labels, where each record stands in a column of its own; None where it is not so.

    Labels that are the values of a category down a column are those of records one below the other.
    """
    if sheet.numbers is not None:
        return None
    corner = [column[: min(sheet.height, HEAD_ROWS)].tolist() for column in sheet.columns[:HEAD_ROWS]]
    reading = recognise(sheet_of(corner, sheet.file, sheet.name), catalogue).reading
    if reading is None or reading.spread is not None or reading.header is None:
        return None
    return reading.header.first


def sum_up_others(sheets: list[tuple[Sheet, Recognition]]) -> list[np.ndarray]:
    """For each sheet of one file, which of its rows only sum up other sheets.

    The sheet says so by its name, and others hold its ledger's rows. All its rows do, unless it holds single records itself: then those
    that another sheet holds too.
    """
    detailed = [(sheet, found.reading) for sheet, found in sheets if found.reading is not None and not found.summary]

    def sums(sheet: Sheet, found: Recognition) -> np.ndarray:
        reading = found.reading
        others = [(s, r) for s, r in detailed if reading is None or r.ledger is reading.ledger]
        whole = np.full(sheet.height, found.summary and bool(others))
        if not whole.any() or reading is None or not _is_single(reading):
            return whole
        return np.logical_or.reduce([_held_by(sheet, reading, *other) for other in others])

    return [sums(sheet, found) for sheet, found in sheets]


def _is_single(reading: Reading) -> bool:
    """Whether a sheet holds single records, none added up."""
    return reading.form is reading.ledger.forms[0] and reading.spread is None and reading.header is not None


def _held_by(sheet: Sheet, reading: Reading, other: Sheet, others: Reading) -> np.ndarray:
    """Which rows of a sheet another one holds too, with the same words in every known column."""
    mine, its = (r.header.columns if r.header else {} for r in (reading, others))
    if not mine.keys() <= its.keys() or others.spread is not None:
        return np.zeros(sheet.height, dtype=bool)

    def rows(at: Sheet, columns: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
        cells = [at.columns[columns[id]] for id in mine]
        return zip(*(np.array(fold_all(c.values), dtype=object)[c.codes] for c in cells), strict=True)

    known = set(rows(other, its))
    return np.array([row in known for row in rows(sheet, mine)], dtype=bool)


def blank_rows(sheet: Sheet) -> np.ndarray:
    """Which rows hold nothing at all: boolean array of the sheet's height."""
    blank = np.ones(sheet.height, dtype=bool)
    for column in sheet.columns:
        blank &= ~column.filled
    return blank
