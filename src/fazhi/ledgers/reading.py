"""What a sheet is read as: which ledger, in which form, where its header stands and which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fazhi.catalogue.entries import Named
from fazhi.catalogue.ledger import Column, Form, Ledger
from fazhi.ledgers.sheets import Cells
from fazhi.ledgers.spread import Spread
from fazhi.ledgers.vocabulary import Label


@dataclass(frozen=True)
class Header:
    """Where the header stands (0-based rows, inclusive) and what each known column is: column id → index in the sheet.

    ``by_cells``: the columns that no label gave away, only what stands in them. ``given``: columns that the sheet does not have, of
    which a name, a title or lines across the table say for each row what stands there; ``lines``: the rows of such lines.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    labels: Mapping[int, Label] = field(default_factory=dict)
    by_cells: frozenset[str] = frozenset()
    given: Mapping[str, Cells] = field(default_factory=dict, repr=False)
    lines: tuple[int, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """The columns of the ledger of which the rows say something."""
        return frozenset(self.columns) | frozenset(self.given)


@dataclass(frozen=True)
class Reading:
    """One way to read a sheet, with a confidence from 0 to 1 and the required columns that it lacks.

    ``torn``: the different things that names and titles say of the one column that is missing.
    """

    ledger: Ledger
    form: Form
    header: Header | None
    confidence: float
    missing: tuple[Named, ...] = ()
    spread: Spread | None = None
    torn: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognition:
    """What a sheet was recognised as. ``reading`` is None where it is set aside; ``best`` then holds up to two readings."""

    reading: Reading | None
    best: tuple[Reading, ...] = ()
    nil_report: bool = False
    summary: bool = False
    empty: bool = False
    ignored: bool = False
    by_hand: bool = False


def form_of(ledger: Ledger, header: Header) -> tuple[Form, tuple[Named, ...]]:
    """The form that the header satisfies, or the one that lacks least, with the names of what it lacks."""
    return min(((form, lacking(form, ledger, header)) for form in ledger.forms), key=lambda pair: len(pair[1]))


def lacking(form: Form, ledger: Ledger, header: Header) -> tuple[Named, ...]:
    """The names of what a header lacks of a form."""
    groups = (*form.required, *((id,) for id in form.needs))
    absent = [group for group in groups if not header.known.intersection(group)]
    return tuple(_either([ledger.column(id) for id in group]) for group in dict.fromkeys(absent))


def _either(columns: list[Column]) -> Named:
    """The name of several columns of which one is enough."""
    id, zh, en = ("/".join(getattr(column, part) for column in columns) for part in ("id", "zh", "en"))
    return Named(id=id, zh=zh, en=en)
