"""What a notebook cell shows: tables, figures, banners, key figures and the document's own title.

Each block is a frozen value. Displayed in a notebook it gives three forms of itself: semantic HTML (for
JupyterLab), plain text, and a structured form (``application/vnd.fazhi.*+json``) from which the exporters
make the page, the PDF and the workbook. All text is taken literally: nothing in a title or a cell is markup.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from fazhi.publish import drawing, hypertext, plaintext
from fazhi.publish.cells import Align, Cell, CellLike, Column, Status, check_choice, put
from fazhi.publish.scalars import all_numbers, display_text

if TYPE_CHECKING:
    import pandas as pd

BannerLevel = Literal["info", "warning", "error"]
MOST_NAMES = 2  # columns of a frame that name its rows

__all__ = [
    "Banner",
    "BannerLevel",
    "Block",
    "Cell",
    "CellLike",
    "Column",
    "Document",
    "Figure",
    "KeyFigure",
    "KeyFigures",
    "Status",
    "Table",
]


class Block:
    """Behaviour that all blocks share: how they show themselves in a notebook."""

    kind: ClassVar[str]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        # Imported here because the wire format needs the classes below.
        from fazhi.publish.wire import bundle

        return bundle(self)

    def to_html(self) -> str:
        """The block as an HTML fragment without style."""
        raise NotImplementedError

    def to_text(self) -> str:
        """The block as plain text, for terminals and for search."""
        raise NotImplementedError


@dataclass(frozen=True)
class Table(Block):
    """A numbered table. ``rows`` may hold plain values or ``Cell``; each row has one entry per column.

    The first ``header_columns`` columns name the row (row headings for screen readers); the last
    ``total_rows`` rows are totals, set apart. ``unit`` is the unit common to the whole table, shown at the
    top right. ``cite`` ends the quotation of a number that a reader copies (see ``Cell``): in which document and where
    the table stands. Raises ``ValueError`` when a row has not one entry per column.
    """

    kind: ClassVar[str] = "table"

    number: int | str | None
    title: str
    columns: Sequence[Column | str]
    rows: Sequence[Sequence[CellLike]]
    unit: str | None = None
    notes: Sequence[str] = ()
    source: str | None = None
    id: str | None = None
    header_columns: int = 1
    total_rows: int = 0
    language: str = "zh"
    cite: str | None = None

    def __post_init__(self) -> None:
        columns = tuple(column if isinstance(column, Column) else Column(column, column) for column in self.columns)
        rows = tuple(tuple(_cell(entry, self.language) for entry in row) for row in self.rows)
        for position, row in enumerate(rows, start=1):
            if len(row) != len(columns):
                raise ValueError(f"table {self.title!r}: row {position} has {len(row)} cells, expected {len(columns)}")
        put(self, columns=columns, rows=rows, notes=_lines(self.notes), id=self.id or _identity(self))

    @property
    def heads(self) -> tuple[Column, ...]:
        """The columns."""
        return cast("tuple[Column, ...]", self.columns)

    @property
    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows, each a tuple of cells as long as ``heads``."""
        return cast("tuple[tuple[Cell, ...], ...]", self.rows)

    @property
    def repeats(self) -> list[bool]:
        """Of each row, whether its first cell only repeats the name above; where one column names a row, it never does.

        Totals keep their names, and so do what a status tints and what leads somewhere.
        """
        names = [row[0] for row in self.cells]
        last = len(names) - self.total_rows if self.header_columns > 1 else 0
        return [
            0 < place < last and name == names[place - 1] and not (name.status or name.href)
            for place, name in enumerate(names)
        ]

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        columns: Sequence[Column | str] | None = None,
        *,
        number: int | str | None = None,
        title: str,
        show: Callable[[Any], str] | None = None,
        even: bool = False,
        **rest: Any,
    ) -> Table:
        """A table of a frame's columns in the order of ``columns`` (default: all); the index is not shown.

        ``show`` turns a value into display text (default ``display_text``); entries that already are cells
        stay. ``even``: the numbers of a column all have as many decimals as the one with the most. Unless ``header_columns`` says
        how many, the columns of text before the first other one name the row, two at most.
        """
        heads = [
            c if isinstance(c, Column) else Column(c, str(c), _frame_align(frame[c])) for c in columns or frame.columns
        ]
        language = rest.get("language", "zh")

        def cell(value: Any) -> Cell:
            if isinstance(value, Cell):
                return value
            return Cell(show(value) if show else display_text(value, language), value)

        rows = [[cell(value) for value in row] for row in frame[[head.key for head in heads]].itertuples(index=False)]
        if even:
            rows = [list(row) for row in zip(*map(_with_even_decimals, zip(*rows, strict=True)), strict=True)]
        naming = len(list(takewhile(lambda head: head.align == "left", heads)))
        return cls(number, title, heads, rows, **{"header_columns": max(1, min(naming, MOST_NAMES))} | rest)

    def to_html(self) -> str:
        return hypertext.table(self)

    def to_text(self) -> str:
        return plaintext.table(self)


def _with_even_decimals(column: Sequence[Cell]) -> list[Cell]:
    """The cells of a column, numbers filled up with zeros."""
    known = [isinstance(cell.value, float) and math.isfinite(cell.value) for cell in column]
    places = [
        len(cell.text.partition(".")[2]) if is_number else 0 for cell, is_number in zip(column, known, strict=True)
    ]
    most = max(places, default=0)
    return [
        replace(cell, text=f"{cell.text}{'' if own else '.'}{'0' * (most - own)}") if is_number and own < most else cell
        for cell, own, is_number in zip(column, places, known, strict=True)
    ]


@dataclass(frozen=True)
class Figure(Block):
    """A numbered chart: a whole SVG document, and in ``alt`` what it shows and finds, in words.

    ``data`` is the table of the plotted values; the page offers it beside the chart. Raises ``ValueError``
    without a drawing or without ``alt``.
    """

    kind: ClassVar[str] = "figure"

    number: int | str | None
    title: str
    svg: str
    alt: str
    source: str | None = None
    notes: Sequence[str] = ()
    data: Table | None = None
    id: str | None = None
    language: str = "zh"

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"figure {self.title!r} has no alternative text")
        if not drawing.is_svg(self.svg):
            raise ValueError(f"figure {self.title!r}: the drawing is no SVG document")
        put(self, notes=_lines(self.notes), id=self.id or _identity(self))

    def to_html(self) -> str:
        return hypertext.figure(self)

    def to_text(self) -> str:
        return plaintext.figure(self)


@dataclass(frozen=True)
class Banner(Block):
    """A remark that nobody may overlook: synthetic data, a missing ledger, a failed check."""

    kind: ClassVar[str] = "banner"

    text: str
    level: BannerLevel = "info"
    title: str | None = None

    def __post_init__(self) -> None:
        check_choice("Banner.level", self.level, BannerLevel)

    def to_html(self) -> str:
        return hypertext.banner(self)

    def to_text(self) -> str:
        return plaintext.banner(self)


@dataclass(frozen=True)
class KeyFigure:
    """One big number: what it is, how much, in which unit, and a short remark. ``cite`` is how it is quoted, as a ``Cell`` is."""

    label: str
    value: str
    unit: str | None = None
    note: str | None = None
    href: str | None = None
    status: Status | None = None
    cite: str | None = None

    def __post_init__(self) -> None:
        put(self, value=str(self.value))
        check_choice("KeyFigure.status", self.status, Status)


@dataclass(frozen=True)
class KeyFigures(Block):
    """A row of big numbers. ``cite`` ends the quotation of each, as a ``Table``'s does."""

    kind: ClassVar[str] = "keyfigures"

    items: Sequence[KeyFigure]
    title: str | None = None
    cite: str | None = None

    def __post_init__(self) -> None:
        put(self, items=tuple(self.items))

    def to_html(self) -> str:
        return hypertext.key_figures(self)

    def to_text(self) -> str:
        return plaintext.key_figures(self)


@dataclass(frozen=True)
class Document(Block):
    """The document's own data: title, subtitle, language, date, and lines such as period and publisher.

    ``date`` is an ISO date (``2023-01-16``); it is also the PDF's creation date, so that no clock is read.
    Display one in the first cell of a notebook that is to become a document.
    """

    kind: ClassVar[str] = "document"

    title: str
    subtitle: str | None = None
    language: str = "zh"
    date: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        put(self, meta=dict(self.meta))

    def to_html(self) -> str:
        return hypertext.document(self)

    def to_text(self) -> str:
        return plaintext.document(self)


def _cell(entry: CellLike, language: str) -> Cell:
    return entry if isinstance(entry, Cell) else Cell(display_text(entry, language), entry)


def _lines(notes: Sequence[str] | str) -> tuple[str, ...]:
    return (notes,) if isinstance(notes, str) else tuple(notes)


def _identity(block: Table | Figure) -> str | None:
    return None if block.number is None else f"{block.kind}-{block.number}"


def _frame_align(series: pd.Series) -> Align:
    if series.dtype.kind in "iuf":
        return "right"
    entries = series.tolist()
    rounded = any(isinstance(entry, Decimal) for entry in entries)  # where some are, the others are blank
    return "right" if rounded or all_numbers(entries) else "left"
