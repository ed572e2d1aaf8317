"""Published figures of other real townships: a layer of its own, never recomputed, never part of a benchmark or rank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from fazhi.catalogue import Language, ReaderError
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.text import Said
from fazhi.comparison.files import YEAR
from fazhi.ledgers.handkept import read_records
from fazhi.values import read_figure

COLUMNS = (
    "township", "county", "year", "indicator", "label", "value", "wording", "unit", "parts", "note", "source", "address",
)  # fmt: skip


class ElsewhereError(ReaderError):
    """The file of published figures of other townships cannot be used; the message names the line."""


class _Unusable(Exception):
    """A line that says something impossible."""

    def __init__(self, fault: Said) -> None:
        self.fault = fault


@dataclass(frozen=True)
class Elsewhere:
    """One figure as a township published it.

    ``indicator`` is the catalogue's id, or empty for a figure that is kept for its arithmetic alone. ``label`` says
    what the report calls it, ``wording`` is ``+`` for "so many and more". ``parts``: the parts of a total (``2+54``) or
    the two counts of a rate (``2784/2872``) as published. ``note_en`` may be left out. ``source`` is a title; ``address`` is empty where only a
    copy without a lasting address was seen.
    """

    township: str
    county: str
    year: int
    indicator: str
    label: str
    value: Decimal | dt.date
    wording: str
    unit: str
    parts: str
    note: str
    source: str
    address: str
    note_en: str = ""

    def note_in(self, language: Language) -> str:
        """The note; in English where it has been translated."""
        return self.note_en or self.note if language == "en" else self.note


@dataclass(frozen=True)
class Gap:
    """A published figure that its own parts do not give: ``computed`` at the decimals of the figure."""

    figure: Elsewhere
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        assert isinstance(self.figure.value, Decimal)
        return self.figure.value - self.computed


def read_elsewhere(path: Path, catalogue: Catalogue) -> tuple[Elsewhere, ...]:
    """All figures of the file, in its order; none where there is no file. Raises ``ElsewhereError``."""
    if not path.is_file():
        return ()
    figures = []
    for line, row in read_records(path, COLUMNS, ElsewhereError):
        try:
            figures.append(_figure(row, catalogue))
        except (_Unusable, ValueError, ZeroDivisionError) as error:
            detail = error.fault if isinstance(error, _Unusable) else Said("fault.form")
            raise ElsewhereError("comparison.elsewhere_line", file=path.as_posix(), line=line, detail=detail) from error
    return tuple(figures)


def _figure(row: dict[str, str], catalogue: Catalogue) -> Elsewhere:
    texts = {name: row.get(name, "").strip() for name in (*COLUMNS, "note_en") if name not in ("year", "value")}
    if texts["indicator"] and texts["indicator"] not in catalogue.indicators:
        raise _Unusable(Said("fault.value", (("value", texts["indicator"]),)))
    if not (texts["township"] and texts["source"] and texts["label"]):
        raise _Unusable(Said("fault.needed"))
    if not YEAR.fullmatch(row["year"].strip()):
        raise _Unusable(Said("fault.value", (("value", row["year"]),)))
    value = read_figure(row["value"].strip())
    if value is None:
        raise _Unusable(Said("fault.value", (("value", row["value"]),)))
    figure = Elsewhere(value=value, year=int(row["year"]), **texts)
    if figure.parts:
        if isinstance(figure.value, dt.date):
            raise _Unusable(Said("fault.value", (("value", figure.parts),)))
        _of_parts(figure.parts)
    return figure


def _of_parts(parts: str) -> Fraction:
    """The sum of ``a+b+c``, or a/b in per cent."""
    if "/" in parts:
        part, whole = parts.split("/")
        return Fraction(int(part) * 100, int(whole))
    return Fraction(sum(int(part) for part in parts.split("+")))


def gaps(figures: Iterable[Elsewhere]) -> tuple[Gap, ...]:
    """The figures that their published parts do not give, a rate compared at the decimals it was published with.

    They are reported, never mended: what stands in the report is what the township published.
    """
    found = []
    for figure in figures:
        if not figure.parts or not isinstance(figure.value, Decimal):
            continue
        exact = _of_parts(figure.parts)
        step = Decimal(1).scaleb(min(0, int(figure.value.as_tuple().exponent)))
        shown = Decimal(exact.numerator) / Decimal(exact.denominator)
        if figure.value not in {shown.quantize(step, rounding=rule) for rule in (ROUND_HALF_UP, ROUND_HALF_EVEN)}:
            places = step if exact.denominator == 1 else step / 10  # a rate one decimal finer, to show by how much
            found.append(Gap(figure, shown.quantize(places, rounding=ROUND_HALF_EVEN)))
    return tuple(found)
