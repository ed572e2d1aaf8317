"""Where a sheet's header may stand, what its labels are, and what its titles say."""

from __future__ import annotations

import re

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Ledger
from fazhi.ledgers.match import like_any
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import Label, Vocabulary, read_label, title_words, vocabulary
from fazhi.values import fold

HEAD_ROWS = 40  # a header stands within the first rows; titles and instructions above it are shorter than this
LONGEST_LABEL = 40
TITLE_CELLS = 3  # a row of more is a header or data, whose words name no ledger
LONG_NAME = 8  # signs of a ledger's name that names it in full
KNOWN_BESIDE = 2  # so many words of the catalogue make a row a header, whose next row may name parts of its headings
PLAIN_HEADER = 5  # so many words of the catalogue in one row make a header without further search


def titles_of(sheet: Sheet) -> tuple[str, ...]:
    """Folded texts that may name the ledger, the nearest to the table first: title rows (few cells), sheet name, file name."""
    first = ([cell for cell in sheet.row(index) if cell != ""] for index in range(min(6, sheet.height)))
    rows = [cell for cells in first if len(cells) <= TITLE_CELLS for cell in cells if isinstance(cell, str)]
    stem = re.sub(r"\.[A-Za-z]+$", "", sheet.file.rsplit("/", 1)[-1])
    texts = [title_words(cell) for cell in rows if cell.strip() and len(cell) <= 60]
    return (*texts, title_words(sheet.name), title_words(stem))


def title_rank(titles: tuple[str, ...], names: tuple[str, ...]) -> float:
    """How well the titles name a ledger: 1 for its longest name, less for a shorter part; 0 if they do not."""
    rank = 0.0
    for text in titles:
        for name in names:
            if name in text:
                rank = max(rank, 0.5 + 0.5 * min(1.0, len(name) / LONG_NAME))
                break
    return rank


def strange_title(titles: tuple[str, ...], ledger: Ledger, catalogue: Catalogue) -> str | None:
    """The nearest title that names a register, if no title names the ledger: 信访台账 over what reads as disputes; None without one."""
    words = vocabulary(catalogue)
    if title_rank(titles, words.titles[ledger.id]):
        return None
    layout, offices = catalogue.layout, {its.office.zh for its in catalogue.ledgers.values()}
    known = sorted((*offices, *layout.registers, *layout.beside_register), key=lambda word: (-len(word), word))
    plain = re.compile("|".join((*map(re.escape, known), r"[\W\d_]")))
    for title in titles:
        left = plain.sub("", title)
        names_one = len(left) > 1 and not left.endswith(layout.place_endings)
        if names_one and any(word in title for word in layout.registers):
            return title
    return None


def header_spans(sheet: Sheet, words: Vocabulary) -> list[tuple[int, int]]:
    """Candidate headers (first row, last row), one or two rows high, that hold at least two labels like those of a ledger."""
    rows = range(min(HEAD_ROWS, sheet.height))
    counts = {index: _exact_labels(sheet.row(index), words) for index in rows}
    best = max(counts.values(), default=0)
    if best < PLAIN_HEADER:  # hardly a word of the catalogue: look for likeness too
        counts = {index: max(counts[index], _like_labels(sheet.row(index), words)) for index in rows}
    found = sorted((index for index in rows if counts[index] >= 2), key=lambda index: (-counts[index], index))[:4]
    pairs = {(index - 1, index) for index in found if index > 0}
    pairs |= {(index, index + 1) for index in found if index + 1 < sheet.height}
    alone = {(i, i) for i in found if not has_parts_below(sheet, i, counts[i])}
    return sorted(alone | {(a, b) for a, b in pairs if _is_two_rows(sheet, a, b, words)})


def has_parts_below(sheet: Sheet, row: int, known: int) -> bool:
    """Whether the row below a header holds only units, or only says what the parts of wide headings are (参加人数 over 线上 and 线下).

    ``known``: how many labels of the upper row are understood.
    """
    if row + 1 >= sheet.height or known < KNOWN_BESIDE:
        return False
    lower = sheet.row(row + 1)
    filled = [index for index, cell in enumerate(lower) if cell != ""]
    if filled and all(_is_unit(lower[index]) for index in filled):
        return True
    heads, upper = spread_cells(sheet, row), sheet.row(row)
    wide = {i for i in range(len(heads) - 1) if heads[i] != "" and upper[i + 1] == "" and heads[i + 1] == heads[i]}
    wide |= {index + 1 for index in wide}
    return len(filled) > 1 and all(index in wide and _is_label(lower[index]) for index in filled)


def _exact_labels(cells: list[object], words: Vocabulary) -> int:
    return sum(1 for cell in cells if _is_label(cell) and words.knows(read_label(cell)))


def _like_labels(cells: list[object], words: Vocabulary) -> int:
    """How many cells of a row are like a label, if it is a row of labels: most cells short words without numbers."""
    filled = [cell for cell in cells if cell != ""]
    texts = [cell for cell in filled if _is_label(cell) and not re.search(r"\d{3}", str(cell))]
    if len(texts) < 3 or len(texts) < 0.8 * len(filled):
        return 0
    return sum(1 for cell in texts if like_any(read_label(cell).bare, words))


def _is_label(cell: object) -> bool:
    return isinstance(cell, str) and 0 < len(cell.strip()) <= LONGEST_LABEL


def _is_two_rows(sheet: Sheet, first: int, last: int, words: Vocabulary) -> bool:
    """A second header row must add to the first: it fills what the first leaves open, and holds nothing but labels."""
    below = [cell for cell in sheet.row(last) if cell != ""]
    if not below or not all(_is_label(cell) for cell in below):
        return False
    if _announces(sheet.row(first)) and not _announces(below):  # 村(社区): | 泗合村, which is a caption
        return False
    if has_parts_below(sheet, first, _exact_labels(sheet.row(first), words)):
        return True
    labels = labels_of(sheet, first, last)
    lower = sheet.row(last)
    parts = [labels[index] for index in labels if lower[index] != ""]
    joined = [any(words.knows(label) for label in part[1:3]) for part in parts]
    if (
        sum(cell != "" for cell in sheet.row(first)) == 1
    ):  # a title over a header, unless its word completes those below
        return any(joined)
    known = sum(any(words.knows(label) for label in part[:3]) for part in parts)
    return known * 2 > len(parts) or any(_is_unit(cell) for cell in below)


def _announces(cells: list[object]) -> bool:
    """Whether a word with a colon stands in a row, so that what it announces stands beside it."""
    return any(isinstance(cell, str) and fold(cell).endswith(":") for cell in cells)


def _is_unit(cell: object) -> bool:
    """Whether a cell of a second header row holds only a unit in brackets, as in 人数 over （人）."""
    return isinstance(cell, str) and re.fullmatch(r"\([^()]{1,4}\)", fold(cell)) is not None


def labels_of(sheet: Sheet, first: int, last: int) -> dict[int, tuple[Label, ...]]:
    """For each column the labels that its header cells may mean, the likeliest first.

    Under a merged heading 日期 with 收到 and 答复 below, a column may be called 收到, 收到日期, 日期收到 or (last) 日期.
    """
    upper = spread_cells(sheet, first) if last > first else [""] * len(sheet.columns)
    lower = sheet.row(last)
    labels = {}
    for index, (above, below) in enumerate(zip(upper, lower, strict=True)):
        texts = [
            text for text in (below, above) if isinstance(text, str) and text.strip() and len(text) <= LONGEST_LABEL
        ]
        if len(texts) == 2 and fold(texts[0]) != fold(texts[1]):
            texts[1:1] = [f"{below}{above}", f"{above}{below}"]
            if _is_unit(below):
                texts = [f"{above}{below}"]
        if texts:
            labels[index] = tuple(read_label(text) for text in texts)
    return labels


def spread_cells(sheet: Sheet, row: int) -> list[object]:
    """A row with each merged cell's words repeated over the columns that it covers."""
    cells = sheet.row(row)
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and left < len(cells):
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = sheet.columns[left][top]
    if row + 1 < sheet.height:  # a group's words in its first cell only: the blank cells behind it belong to it too
        below = sheet.row(row + 1)
        for column in range(1, len(cells)):
            if cells[column] == "" and below[column] != "" and below[column - 1] != "":
                cells[column] = cells[column - 1]
    return cells
