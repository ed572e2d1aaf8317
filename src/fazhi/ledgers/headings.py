"""The words of a header that holds the values of a column (户政 | 计生 | 合计): which are values, names of the amount, totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fazhi.catalogue.ledger import Column, Ledger
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.vocabulary import Label, categories, opposing_words, read_label
from fazhi.values import DateReading, fold, is_blank, read_date

MONTHS = 12
LONGEST = 30  # signs; a longer text is no heading
ANY_YEAR = 2000  # completes a month without a year; only its being a month counts


class Values:
    """The values of one column (a category, months or days), as headings or as cells name them."""

    def __init__(self, column: Column, layout: Layout) -> None:
        self.column = column
        self._categories = categories(column, layout) if column.type == "category" else None

    def read(self, cell: object) -> str | None:
        """The value that a cell names, in a form in which two of them can be compared; None if it names none."""
        if is_blank(cell) or isinstance(cell, bool) or (isinstance(cell, str) and len(cell) > LONGEST):
            return None
        if self.column.type == "date":
            day = read_date(cell, ANY_YEAR)
            return str(day.start) if day.precision == "day" else None
        if self._categories is not None:
            return self._categories.read(read_label(cell).bare) if isinstance(cell, str) else None
        if isinstance(cell, int | float) and not (1 <= cell <= MONTHS and cell == int(cell)):
            return None
        number = not isinstance(cell, str) or fold(cell).isdigit()
        read = read_date(cell, ANY_YEAR, bare_month=True)
        whole = read.precision == "month" or (number and not isinstance(cell, str))
        if read.start is None or not whole:
            return None
        return str(read.start) if is_one_month(read) else f"{read.start}/{read.end}"


def without_sums(places: Mapping[int, object], over: Values) -> dict[int, object]:
    """Headings without the periods of which a part has a heading of its own: 一季度 beside 1月, 上半年 beside 一季度."""
    spans = {index: _months_of(over.read(cell)) for index, cell in places.items()}
    return {
        index: cell for index, cell in places.items() if not any(_lies_within(s, spans[index]) for s in spans.values())
    }


def _months_of(value: str | None) -> tuple[str, str]:
    """The first and the last month of a value of months."""
    first, _, last = (value or "").partition("/")
    return first[:7], (last or first)[:7]


def _lies_within(part: tuple[str, str], whole: tuple[str, str]) -> bool:
    return part != whole and whole[0] <= part[0] and part[1] <= whole[1]


def is_one_month(read: DateReading) -> bool:
    """Whether a span ends in the month in which it begins, or has no end."""
    start, end = read.start, read.end
    return start is None or end is None or (start.year, start.month) == (end.year, end.month)


class Headings:
    """The words of one ledger's headings: values of ``over``, names of ``amount``, running totals and totals."""

    def __init__(self, ledger: Ledger, over: Column, amount: Column, layout: Layout) -> None:
        def words(columns: list[Column]) -> tuple[str, ...]:
            named = {fold(word) for column in columns for word in (column.zh, *column.also)}
            return tuple(sorted(named, key=lambda word: (-len(word), word)))

        self.values = Values(over, layout)
        self._unrelated = layout.unrelated
        self._amount = words([amount])
        self._other = frozenset(
            words([column for column in ledger.columns if column is not amount and column is not over])
        )
        self._total = tuple(fold(word) for word in layout.total)
        self._opposing = layout.opposing, layout.unopposed
        plain = (*layout.serial, *layout.remark, over.zh, *over.also)
        self._known = frozenset((*self._amount, *self._other, *map(fold, plain)))

    def value(self, cells: tuple[object, ...]) -> object | None:
        """The cell of a heading that names a value, unless the heading is of a total or of another of the ledger's columns."""
        if any(self._is_sum(read_label(cell)) for cell in cells):
            return None
        for cell in cells:
            for text in (cell, *self._stems(cell)):
                if self.values.read(text) is not None:
                    return text
        return None

    def is_known(self, cells: tuple[object, ...]) -> bool:
        """Whether a heading is a name of the amount, a total, a column of the ledger, a serial number or a remark."""
        labels = [read_label(cell) for cell in cells]
        return any(self._is_sum(label) or label.bare in self._known or label.full in self._known for label in labels)

    def may_be_value(self, cells: tuple[object, ...]) -> bool:
        """Whether a heading may be a value that the catalogue does not list."""
        unrelated = any(word in fold(cell) for cell in cells for word in self._unrelated)
        return self.values.column.type == "category" and not self.is_known(cells) and not unrelated

    def is_label(self, cell: object) -> bool:
        return self.is_known((cell,)) or self.value((cell,)) is not None

    def _stems(self, cell: object) -> Iterator[str]:
        """A heading without the name of the amount at its end: 户政办件量 → 户政."""
        bare = read_label(cell).bare
        yield from (bare.removesuffix(word) for word in self._amount if bare.endswith(word) and bare != word)

    def _is_sum(self, label: Label) -> bool:
        """Whether a heading says that it sums up others (合计) or earlier months (累计), or is last year's or planned."""
        if opposing_words(label.full, *self._opposing) and self.values.read(label.full) is None:
            return True
        return label.bare in self._other or label.bare.startswith(self._total) or label.bare.endswith(self._total)
