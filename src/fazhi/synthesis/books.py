"""How an office keeps a ledger: frozen entries read from ``books.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, Self

from pydantic import Field, model_validator

from fazhi.catalogue import load
from fazhi.catalogue.entries import Entry
from fazhi.catalogue.ledger import Ledger
from fazhi.synthesis.data import read

Reason = Literal["missing_key", "bad_date", "date_order", "unknown_category", "bad_number"]


class Fault(Entry):
    """One bad row: what stands in ``column`` instead (``typed``), or the column it is dated ``before``.

    ``set`` overwrites further cells, so that the row repeats no good one.
    """

    reason: Reason
    column: str
    typed: str | None = None
    before: str | None = None
    set: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.typed is None) == (self.before is None) or (self.before is None) == (self.reason == "date_order"):
            raise ValueError(f"{self.reason} in {self.column}: give typed, or before for date_order")
        return self


class Book(Entry):
    """One file with one ledger.

    Layout: ``columns`` in the order of the sheet, ``headers`` that are not left to chance, ``heads`` over
    several columns (a second header row), ``remarks`` a column 备注 that the catalogue does not know,
    ``group`` a column whose equal cells are merged, ``subtotal`` and ``total`` the words of sum rows,
    ``pages`` rows to a printed page (then the header is repeated), ``by_month`` the date that picks one of
    twelve sheets, ``summary`` one more sheet that adds them up, ``spacers`` blank rows, ``unused`` rows with
    nothing but a number, ``ditto`` columns in which 同上 occurs, ``nil`` what stands where there is nothing
    to report. ``having`` keeps rows with this column only.

    Spelling: weights of the styles of ``dates`` and ``numbers`` (see ``spelling``), ``units`` that may
    follow a number, ``approximate`` how often a round number becomes 约 or 余, ``blanks`` what stands for
    nothing, ``spaced`` how often a text has stray blanks, ``aliases`` how often a village goes by another
    name.

    Mess: how many ``duplicates`` of each kind and rows of ``other_years`` (by distance), and the
    ``faults``; ``numbered`` are columns whose running number goes on in added rows.
    """

    ledger: str
    file: str
    title: str | None = None
    caption: tuple[str, ...] = ()
    encoding: str = "utf-8"
    separator: str = ","
    having: str | None = None
    columns: tuple[str, ...]
    headers: dict[str, str] = Field(default_factory=dict)
    heads: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    group: str | None = None
    subtotal: str | None = None
    total: str | None = None
    unused: int = 0
    notes: tuple[str, ...] = ()
    pages: int | None = None
    by_month: str | None = None
    summary: str | None = None
    spacers: int = 0
    ditto: tuple[str, ...] = ()
    nil: str = "零报告"
    dates: dict[str, float]
    numbers: dict[str, float] = Field(default_factory=lambda: {"plain": 1.0})
    units: dict[str, str] = Field(default_factory=dict)
    approximate: dict[str, float] = Field(default_factory=dict)
    blanks: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    spaced: float = 0.0
    aliases: dict[str, float] = Field(default_factory=dict)
    duplicates: dict[str, int] = Field(default_factory=dict)
    other_years: dict[int, int] = Field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    numbered: tuple[str, ...] = ()

    @property
    def definition(self) -> Ledger:
        """The catalogue's entry of the ledger."""
        return load().ledgers[self.ledger]

    @property
    def is_text(self) -> bool:
        return self.file.endswith(".csv")

    @model_validator(mode="after")
    def _columns_exist(self) -> Self:
        named = {*self.columns, *self.headers, *self.units, *self.approximate, *self.blanks, *self.aliases}
        named |= {column for columns in self.heads.values() for column in columns}
        named |= {fault.column for fault in self.faults} | {*self.ditto, *self.numbered}
        if unknown := named - {column.id for column in self.definition.columns}:
            raise ValueError(f"{self.ledger} has no column {sorted(unknown)}")
        return self


@lru_cache(maxsize=1)
def books() -> tuple[Book, ...]:
    """All books, in the order of their ledgers."""
    return tuple(Book.model_validate(entry) for entry in read("books")["books"])


def avoided() -> frozenset[str]:
    """Spellings of category values that no book uses."""
    return frozenset(read("books")["avoid"])
