"""The comparison's table as its charts read it: a point for each township, year and indicator, in the unit shown."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import pandas as pd

from fazhi.catalogue import Language, rounded_apart
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import FromLedger, PerThousand
from fazhi.charts.lettering import number
from fazhi.indicators.intervals import FEW, FINE, SMALL
from fazhi.values import grouped

COLUMNS = (
    "township", "year", "indicator", "value", "numerator", "denominator", "lower_95", "upper_95", "lower_998",
    "upper_998", "benchmark", "category", "level", "reason", "synthetic",
)  # fmt: skip
# Reasons of the comparison for which a value does not stand on one scale with others; a change of definition
# leaves the township's own years before or after it comparable.
APART = {"window_differs", "unit_differs", "definition_differs", "inconsistent_counts", "unusable_results"}
BREAK = "definition_break"
NUMBERS = COLUMNS[3:10]  # those of the township itself
CATEGORIES = ("better", "worse", "higher", "lower", "similar", "not_compared")
LEVELS = ("", "95", "99.8")
Ends = tuple[float | None, float | None]
# Rows of the comparison's table, as a frame or as its records.
Rows: TypeAlias = pd.DataFrame | Sequence[Mapping[Any, Any]]


@dataclass(frozen=True)
class Subject:
    """An indicator as a reader meets it. ``factor`` turns a value of the table into the unit shown."""

    id: str
    name: str
    unit: str
    kind: str
    polarity: str
    decimals: int
    factor: int
    section: str
    ledgers: tuple[str, ...]

    @property
    def ceiling(self) -> float | None:
        return 100.0 if self.factor == 100 else None

    @property
    def least_step(self) -> float:
        """The smallest step that an axis of this indicator may have."""
        return 1.0 if self.factor == 100 or not self.decimals else 10.0**-self.decimals

    def text(self, value: float) -> str:
        """A value in the unit shown that is no township's own, such as a benchmark: it has a decimal."""
        ends = (0, 100) if self.factor == 100 else (0,)
        shown = grouped(rounded_apart(value, max(1, self.decimals), *ends))
        return f"{shown}%" if self.factor == 100 else shown


@dataclass(frozen=True)
class Point:
    """A row of the table. Value, interval ends and benchmark are in the unit shown (percent, not 0 to 1)."""

    township: str
    year: int
    subject: Subject
    value: float | None
    numerator: float | None
    denominator: float | None
    inner: Ends  # 95 %
    outer: Ends  # 99.8 %
    benchmark: float | None
    category: str
    level: str
    reason: str
    synthetic: bool
    series: int = 0  # another number than the year before: the definition has changed
    break_reason: str = ""
    uncertain: bool = False  # a rate of so few events that its relative standard error is large

    @property
    def drawn(self) -> bool:
        """Whether it has a place on a scale with other townships: fewer than five cases are told as x/n only."""
        return self.in_series and self.reason != BREAK

    @property
    def few(self) -> bool:
        """Whether it is told as x/n only."""
        return self._below(FEW)

    @property
    def in_series(self) -> bool:
        """Whether it has a place among the years of its own township."""
        return self.value is not None and not self.few and self.reason not in APART

    @property
    def ordered(self) -> bool:
        """Whether it may stand in an order by value."""
        return self.drawn and not self._below(SMALL) and self.reason != "approximate"

    @property
    def measured(self) -> bool:
        """Whether it has an interval that means something."""
        return self.in_series and not self._below(SMALL) and any(end is not None for end in (*self.inner, *self.outer))

    @property
    def text(self) -> str:
        """The value for a reader; "" where there is none."""
        if self.few:
            return f"{number(self.numerator or 0)}/{number(self.denominator or 0)}"
        if self.value is None:
            return ""
        if self.subject.factor != 100:
            return grouped(rounded_apart(self.value, self.subject.decimals, 0)) + "†" * self.uncertain + self._sign
        decimals = 1 if (self.denominator or FINE) >= FINE else 0
        return f"{rounded_apart(self._exact, decimals, 0, 100)}%" + "†" * self._below(SMALL) + self._sign

    @property
    def ends(self) -> tuple[float, ...]:
        """Value and ends of the intervals, as far as they are there."""
        ends = (*self.inner, *self.outer) if self.measured else ()
        return tuple(end for end in (self.value, *ends) if end is not None)

    @property
    def _sign(self) -> str:
        """What is put behind a value that is approximate or stands apart."""
        return "*" if self.reason == "approximate" else "‡" if self.reason in (*APART, BREAK) else ""

    @property
    def _exact(self) -> Fraction | float:
        if self.numerator is not None and self.denominator:
            return Fraction(self.numerator) * 100 / Fraction(self.denominator)
        return self.value or 0.0

    def _below(self, cases: int) -> bool:
        return self.subject.kind == "proportion" and self.denominator is not None and 0 < self.denominator < cases


def read(table: Rows, catalogue: Catalogue, language: Language) -> tuple[Point, ...]:
    """The rows of ``table`` (columns ``COLUMNS`` and perhaps others) by indicator, year and township.

    Raises ValueError for a column that is not there, a category or level that the charts do not know, and two
    rows for the same township, year and indicator. An indicator that the catalogue does not have goes by its id.
    A change of ``series``, where that is told, from year to year is a break, for the sake of ``break_reason``.
    """
    records = table.to_dict("records") if isinstance(table, pd.DataFrame) else table
    if absent := [column for column in COLUMNS if records and column not in records[0]]:
        raise ValueError(f"the table has no column {', '.join(absent)}")
    subjects = {record["indicator"]: _subject(record, catalogue, language) for record in records}
    points = sorted((_point(record, subjects[record["indicator"]]) for record in records), key=_place)
    again = [place for place, times in Counter(map(_place, points)).items() if times > 1]
    if again:
        raise ValueError(f"more than one row for {again[0]}")
    return tuple(points)


def subject_of(catalogue: Catalogue, language: Language, id: str) -> Subject:
    """The indicator as the charts speak of it. Raises KeyError when the catalogue has none of this id."""
    entry = catalogue.indicators[id]
    source = catalogue.indicators[entry.of] if isinstance(entry, PerThousand) else entry
    return Subject(
        id,
        entry.name(language),
        entry.unit_name(language),
        entry.kind,
        entry.polarity,
        entry.decimals,
        100 if entry.unit == "%" else 1,
        entry.section,
        (source.ledger,) if isinstance(source, FromLedger) else (),
    )


def _place(point: Point) -> tuple[str, int, str]:
    return point.subject.id, point.year, point.township


def _subject(record: Mapping[Any, Any], catalogue: Catalogue, language: Language) -> Subject:
    id = str(record["indicator"])
    if id in catalogue.indicators:
        return subject_of(catalogue, language, id)
    unit = str(record.get("unit", ""))
    return Subject(id, id, unit, str(record.get("kind", "")), "none", 0, 100 if unit == "%" else 1, "", ())


def _point(record: Mapping[Any, Any], subject: Subject) -> Point:
    if str(record["reason"]) == "suppressed":  # nothing of it may show, whatever the table still holds
        record = {**record, **dict.fromkeys(NUMBERS)}
    category, level = str(record["category"]), _level(record["level"])
    if category not in CATEGORIES:
        raise ValueError(f"unknown category {category!r}")
    scaled = {column: scale(record[column], subject.factor) for column in (*NUMBERS, "benchmark")}
    return Point(
        str(record["township"]),
        int(record["year"]),
        subject,
        scaled["value"],
        scale(record["numerator"]),
        scale(record["denominator"]),
        (scaled["lower_95"], scaled["upper_95"]),
        (scaled["lower_998"], scaled["upper_998"]),
        scaled["benchmark"],
        category,
        level,
        "" if pd.isna(record["reason"]) else str(record["reason"]),
        str(record["synthetic"]).strip().lower() in ("true", "1", "1.0"),
        int(scale(record.get("series")) or 0),
        "" if pd.isna(record.get("break_reason")) else str(record.get("break_reason", "")),
        record.get("reliability") == "low_events",
    )


def scale(value: Any, factor: int = 1) -> float | None:
    """A cell as a number times ``factor``; None for a blank one."""
    if value is None or value == "" or pd.isna(value):
        return None
    # Through the shortest decimal form: 0.07 is 7 percent, not 7.000000000000001.
    return float(Decimal(repr(float(value))) * factor) if math.isfinite(float(value)) else None


def _level(value: Any) -> str:
    level = "" if value is None or value == "" or pd.isna(value) else f"{float(value):g}"
    if level not in LEVELS:
        raise ValueError(f"unknown level {level!r}")
    return level
