"""A sheet → which ledger it is, in which form, where its header stands and which column is which.

The catalogue's names and synonyms decide first, likeness of wording second; the title, the sheet's and the file's name settle what
the header leaves open. A sheet that is not surely one ledger is never guessed: it comes back with its two best readings instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz

from fazhi.catalogue import Catalogue
from fazhi.catalogue.models import Form, Layout, Ledger
from fazhi.ledgers.profile import SURE_SHARE, sample, share_that_fits
from fazhi.ledgers.read import Sheet
from fazhi.ledgers.vocabulary import Label, Vocabulary, read_label, title_words, vocabulary
from fazhi.values import fold

HEAD_ROWS = 40  # a header stands within the first rows; titles and instructions above it are shorter than this
LIKENESS = 86  # rapidfuzz ratio (0–100) from which a differently worded label still counts
SURE = 0.55  # confidence from which a reading is taken
MARGIN = 0.08  # lead that it must have over the reading of another ledger
LONGEST_LABEL = 40
NEAREST = 3  # readings that are looked at closely where their header leaves columns open


@dataclass(frozen=True)
class Header:
    """Where the header stands (0-based rows, inclusive) and what each known column is: column id → index in the sheet."""

    first: int
    last: int
    columns: Mapping[str, int]
    labels: Mapping[int, Label] = field(default_factory=dict)
    exact: int = 0


@dataclass(frozen=True)
class Reading:
    """One way to read a sheet, with a confidence from 0 to 1 and the required columns that it lacks."""

    ledger: Ledger
    form: Form
    header: Header | None
    confidence: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognition:
    """What a sheet was recognised as. ``reading`` is None where it is set aside; ``best`` then holds up to two readings."""

    reading: Reading | None
    best: tuple[Reading, ...] = ()
    nil_report: bool = False
    summary: bool = False
    empty: bool = False
    ignored: bool = False


def recognise(sheet: Sheet, catalogue: Catalogue) -> Recognition:
    """Read a sheet's header and title against every ledger of the catalogue."""
    if not sheet.columns:
        return Recognition(None, empty=True)
    words = vocabulary(catalogue)
    titles = _titles(sheet)
    ranks = {ledger.id: _title_rank(titles, words.titles[ledger.id]) for ledger in catalogue.ledgers.values()}
    candidates = [
        reading
        for first, last in _header_rows(sheet, words)
        if (labels := _labels(sheet, first, last))
        for ledger in catalogue.ledgers.values()
        if (reading := _read_as(labels, ledger, (first, last), ranks[ledger.id], words))
    ]
    best = _best_by_ledger(candidates)
    best = (
        _in_order(completed_by_values(sheet, reading, catalogue.layout) for reading in best[:NEAREST]) + best[NEAREST:]
    )
    complete = [reading for reading in best if not reading.missing]
    summary = _is_summary(sheet, catalogue)
    if complete and _is_sure(complete):
        return Recognition(complete[0], tuple(best[:2]), summary=summary)
    if not complete and _is_instructions(sheet, catalogue):
        return Recognition(None, ignored=True)
    titled = max(ranks, key=lambda id: ranks[id])
    if ranks[titled] >= 0.5 and _says_nil(sheet, catalogue):
        ledger = catalogue.ledgers[titled]
        return Recognition(Reading(ledger, ledger.forms[0], None, ranks[titled]), nil_report=True)
    return Recognition(None, tuple(best[:2]), summary=summary)


def _is_sure(complete: list[Reading]) -> bool:
    first = complete[0]
    clear = len(complete) == 1 or first.confidence - complete[1].confidence >= MARGIN
    return first.confidence >= SURE and clear


# ------------------------------------------------------------------------------------------------ headers


def _titles(sheet: Sheet) -> tuple[str, ...]:
    """Folded texts that may name the ledger, the nearest to the table first: title rows, sheet name, file name."""
    rows = [cell for index in range(min(6, sheet.height)) for cell in sheet.row(index) if isinstance(cell, str)]
    stem = re.sub(r"\.[A-Za-z]+$", "", sheet.file.rsplit("/", 1)[-1])
    texts = [title_words(cell) for cell in rows if cell.strip() and len(cell) <= 60]
    return (*texts, title_words(sheet.name), title_words(stem))


def _title_rank(titles: tuple[str, ...], names: tuple[str, ...]) -> float:
    """How well the titles name a ledger: 1 for its longest name, less for a shorter part; 0 if they do not."""
    rank = 0.0
    for text in titles:
        for name in names:
            if name in text:
                rank = max(rank, 0.5 + 0.5 * min(1.0, len(name) / 8))
                break
    return rank


def _header_rows(sheet: Sheet, words: Vocabulary) -> list[tuple[int, int]]:
    """Candidate headers (first row, last row), one or two rows high: rows with at least two labels that some ledger knows."""
    found = []
    for index in range(min(HEAD_ROWS, sheet.height)):
        known = sum(1 for cell in sheet.row(index) if _is_known(cell, words))
        if known >= 2:
            found.append(index)
    best = sorted(found, key=lambda index: (-_known_in(sheet, index, words), index))[:4]
    spans = {(index, index) for index in best}
    pairs = {(index - 1, index) for index in best if index > 0}
    pairs |= {(index, index + 1) for index in best if index + 1 < sheet.height}
    return sorted(spans | {(first, last) for first, last in pairs if _is_two_rows(sheet, first, last, words)})


def _is_known(cell: object, words: Vocabulary) -> bool:
    if not isinstance(cell, str) or not cell or len(cell) > LONGEST_LABEL:
        return False
    label = read_label(cell)
    return label.full in words.labels or label.bare in words.labels


def _known_in(sheet: Sheet, index: int, words: Vocabulary) -> int:
    return sum(1 for cell in sheet.row(index) if _is_known(cell, words))


def _labels(sheet: Sheet, first: int, last: int) -> dict[int, tuple[Label, ...]]:
    """For each column the labels that its header cells may mean, the likeliest first.

    Under a merged heading 日期 with 收到 and 答复 below, a column may be called 收到, 收到日期, 日期收到 or (last) 日期.
    """
    upper = _spread(sheet, first) if last > first else [""] * len(sheet.columns)
    lower = sheet.row(last)
    labels = {}
    for index, (above, below) in enumerate(zip(upper, lower, strict=True)):
        texts = [
            text for text in (below, above) if isinstance(text, str) and text.strip() and len(text) <= LONGEST_LABEL
        ]
        if len(texts) == 2 and fold(texts[0]) != fold(texts[1]):
            texts[1:1] = [f"{below}{above}", f"{above}{below}"]
        if texts:
            labels[index] = tuple(read_label(text) for text in texts)
    return labels


def _spread(sheet: Sheet, row: int) -> list[object]:
    """A row with each merged cell's words repeated over the columns that it covers."""
    cells = sheet.row(row)
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and left < len(cells):
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = sheet.columns[left][top]
    return cells


# ----------------------------------------------------------------------------------------------- readings


def _read_as(
    labels: Mapping[int, tuple[Label, ...]],
    ledger: Ledger,
    rows: tuple[int, int],
    title_rank: float,
    words: Vocabulary,
) -> Reading | None:
    """A header of these rows read as one ledger; None if hardly any of its columns is there."""
    header = _match(labels, ledger, words, *rows)
    if len(header.columns) < 2:
        return None
    form, missing = form_of(ledger, header)
    named = max(1, sum(1 for alternatives in labels.values() if alternatives[0].full not in words.unnamed))
    coverage = header.exact / named
    known = len(header.columns) / named
    confidence = 0.45 * coverage + 0.15 * known + 0.40 * title_rank
    if not title_rank and not missing:
        confidence = max(confidence, 0.75 * coverage)
    return Reading(ledger, form, header, min(1.0, confidence), missing)


def _is_two_rows(sheet: Sheet, first: int, last: int, words: Vocabulary) -> bool:
    """A second header row must add to the first: it fills what the first leaves open, and holds nothing but labels."""
    below = [cell for cell in sheet.row(last) if cell != ""]
    if not below or any(not isinstance(cell, str) or len(cell) > LONGEST_LABEL for cell in below):
        return False
    above = [cell for cell in sheet.row(first) if cell != ""]
    if len(above) == 1:  # a title over a header, not a header of two rows
        return False
    labels = _labels(sheet, first, last)
    lower = sheet.row(last)
    parts = [labels[index] for index in labels if lower[index] != ""]
    return any(label.full in words.labels or label.bare in words.labels for part in parts for label in part[:3])


def _match(labels: Mapping[int, tuple[Label, ...]], ledger: Ledger, words: Vocabulary, first: int, last: int) -> Header:
    """Give each column of the ledger at most one column of the sheet: exact wording first, then likeness."""
    columns: dict[str, int] = {}
    chosen: dict[int, Label] = {}
    canonical = words.names[ledger.id]
    for by_name in (True, False):  # a column called by its own name goes before one called by a synonym
        for index, alternatives in labels.items():
            for label in alternatives:
                if index in chosen:
                    break
                ids = words.columns_of(label, ledger.id)
                if by_name:
                    ids = tuple(id for id in (canonical.get(label.full), canonical.get(label.bare)) if id)
                free = next((id for id in ids if id not in columns), None)
                if free:
                    columns[free], chosen[index] = index, label
    exact = len(chosen)
    wanted: dict[str, list[int]] = {}
    for index, alternatives in labels.items():
        if index not in chosen and (like := _most_like(alternatives[0], ledger, columns, words)):
            wanted.setdefault(like, []).append(index)
    for column_id, indexes in wanted.items():
        if len(indexes) == 1:  # two columns alike to the same one: neither
            columns[column_id], chosen[indexes[0]] = indexes[0], labels[indexes[0]][0]
    return Header(first, last, columns, chosen, exact)


def _most_like(label: Label, ledger: Ledger, taken: Mapping[str, int], words: Vocabulary) -> str | None:
    """The free column whose name or synonym a label contains or nearly equals; None if none or two do equally."""
    ranked = [(id, score) for id, score in _likeness(label.bare, ledger.id, words) if id not in taken]
    if not ranked or ranked[0][1] < LIKENESS or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


@lru_cache(maxsize=4096)
def _likeness(label: str, ledger_id: str, words: Vocabulary) -> tuple[tuple[str, float], ...]:
    """How like a label is to each column of a ledger, the likest first.

    A Chinese compound has its head at the end: 纠纷受理日期 is a 受理日期, 学习类型 a 类型. A beginning counts for less.
    """
    if len(label) < 3:
        return ()
    scores: dict[str, float] = {}
    for known, column_id in words.spellings[ledger_id]:
        if len(known) < 2:
            continue
        score = fuzz.ratio(label, known) if len(known) > 2 else 0.0
        if label.endswith(known):
            score = max(score, 87 + len(known))
        elif len(known) > 2 and label.startswith(known):
            score = max(score, 86 + len(known))
        scores[column_id] = max(scores.get(column_id, 0), score)
    return tuple(sorted(scores.items(), key=lambda item: -item[1]))


def completed_by_values(sheet: Sheet, reading: Reading, layout: Layout) -> Reading:
    """The reading with required columns that only their cells give away: the one unnamed column that fits, if it is the only one."""
    header = reading.header
    if header is None or not reading.missing:
        return reading
    columns, labels = dict(header.columns), dict(header.labels)
    for group in (*reading.form.required, *((id,) for id in reading.form.needs)):
        if any(id in columns for id in group):
            continue
        unnamed = [index for index in range(len(sheet.columns)) if index not in columns.values()]
        cells = {index: sample(sheet, index, header.last) for index in unnamed}
        for column in (reading.ledger.column(id) for id in group):
            fitting = [i for i in unnamed if share_that_fits(cells[i], column, layout) >= SURE_SHARE]
            if len(fitting) == 1:
                columns[column.id] = fitting[0]
                labels[fitting[0]] = read_label(sheet.columns[fitting[0]][header.last] or column.zh)
                break
    form, missing = form_of(reading.ledger, replace(header, columns=columns))
    return replace(reading, header=replace(header, columns=columns, labels=labels), form=form, missing=missing)


def form_of(ledger: Ledger, header: Header) -> tuple[Form, tuple[str, ...]]:
    """The form that the header satisfies, or the one that lacks least, with the names of what it lacks."""

    def lacking(form: Form) -> tuple[str, ...]:
        groups = (*form.required, *((id,) for id in form.needs))
        absent = [group for group in groups if not any(id in header.columns for id in group)]
        return tuple(dict.fromkeys("/".join(ledger.column(id).zh for id in group) for group in absent))

    return min(((form, lacking(form)) for form in ledger.forms), key=lambda pair: len(pair[1]))


def _best_by_ledger(candidates: list[Reading]) -> list[Reading]:
    """The best reading of each ledger, complete ones first, then by confidence and id (so that ties are stable)."""

    def rank(reading: Reading) -> tuple[float, ...]:
        header = reading.header
        matched = len(header.columns) if header else 0
        return (-len(reading.missing), matched, reading.confidence, -(header.last - header.first) if header else 0)

    best: dict[str, Reading] = {}
    for reading in candidates:
        known = best.get(reading.ledger.id)
        if known is None or rank(reading) > rank(known):
            best[reading.ledger.id] = reading
    return _in_order(best.values())


def _in_order(readings: Iterable[Reading]) -> list[Reading]:
    return sorted(readings, key=lambda r: (bool(r.missing), -r.confidence, r.ledger.id))


def _says_nil(sheet: Sheet, catalogue: Catalogue) -> bool:
    phrases = [fold(word) for word in catalogue.layout.nil_report]
    cells = (cell for index in range(min(HEAD_ROWS, sheet.height)) for cell in sheet.row(index))
    return any(isinstance(cell, str) and any(phrase in fold(cell) for phrase in phrases) for cell in cells)


def _is_summary(sheet: Sheet, catalogue: Catalogue) -> bool:
    """Whether the sheet's own name says that it sums up other sheets."""
    name = fold(sheet.name)
    return any(name == fold(word) or name.endswith(fold(word)) for word in catalogue.layout.summary_sheet)


def _is_instructions(sheet: Sheet, catalogue: Catalogue) -> bool:
    """Whether a sheet without a ledger's header calls itself instructions (填写说明)."""
    return fold(sheet.name) in {fold(word) for word in catalogue.layout.instructions}


def sum_up_others(sheets: list[tuple[Sheet, Recognition]]) -> list[bool]:
    """For each sheet of one file: whether it only sums up others. It says so by name, and another sheet holds the rows themselves."""
    detailed = {found.reading.ledger.id for _, found in sheets if found.reading is not None and not found.summary}

    def sums_up(found: Recognition) -> bool:
        return found.summary and bool(detailed) and (found.reading is None or found.reading.ledger.id in detailed)

    return [sums_up(found) for _, found in sheets]


def blank_rows(sheet: Sheet) -> np.ndarray:
    """Which rows hold nothing at all: boolean array of the sheet's height."""
    blank = np.ones(sheet.height, dtype=bool)
    for column in sheet.columns:
        blank &= column == ""
    return blank
