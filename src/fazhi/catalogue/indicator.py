"""Entries for indicators: what is counted, from which rows of which ledger, and how."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fazhi.catalogue.entries import Entry, Named
from fazhi.catalogue.text import Language, Text, singular


class Condition(Entry):
    """A test on one column of a row. All that are given must hold; a blank cell passes only ``none_of``, ``lacks`` and ``present: false``."""

    column: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    present: bool | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def asks(self) -> bool:
        """Whether something must stand in the column for a row to pass."""
        return bool(self.any_of or self.contains or self.present) or (self.at_least, self.at_most) != (None, None)


Where = tuple[Condition, ...]


class Overlap(Entry):
    """Rows of another ledger that record the same event: ``match`` pairs own column with theirs, all equal."""

    ledger: str
    where: Where = ()
    match: dict[str, str]


class Indicator(Named):
    """What all indicators share. ``interval`` names the method of the confidence interval, ``none`` for stocks and activity counts."""

    section: str
    unit: str
    en_unit: str
    method: Text
    claims: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    interval: Literal["none", "wilson", "poisson", "order_statistic"] = "none"
    polarity: Literal["high", "low", "none"] = "none"
    decimals: int = 0

    def unit_name(self, language: Language) -> str:
        return self.unit if language == "zh" else self.en_unit

    def unit_behind(self, number: str, language: Language) -> str:
        """The unit as it stands behind a number that is printed so."""
        return singular(self.en_unit) if (number, language) == ("1", "en") else self.unit_name(language)


class FromLedger(Indicator):
    """An indicator counted over the rows of one ledger. ``date`` is the column that must lie in the window."""

    ledger: str
    date: str | None = None
    where: Where = ()


class Count(FromLedger):
    """Rows in the window, or distinct combinations of ``distinct``, less those that another ledger records too."""

    kind: Literal["count"]
    distinct: tuple[str, ...] = ()
    less: tuple[Overlap, ...] = ()


class Sum(FromLedger):
    """Sum of ``amount`` in the window; ``each`` stands for a row whose amount is blank (0: it adds nothing)."""

    kind: Literal["sum"]
    amount: str
    each: float = 0


class Departure(Entry):
    """Rows that are no longer in stock from ``date`` on; without a date they are out."""

    where: Where
    date: str


class Stock(FromLedger):
    """What is in being on the last day of the window: ``since`` ≤ day < ``until`` (≤ when ``last_day_counts``)."""

    kind: Literal["stock"]
    distinct: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    last_day_counts: bool = False
    departed: Departure | None = None
    shown_by: tuple[str, ...] = ()  # a row with nothing in any of these is none, where others have something
    unless: Where = ()  # leaves out a distinct item if any of its rows in stock meets this


class Proportion(FromLedger):
    """Rows that meet ``numerator`` (or their ``deadline``, or ``within_days``) among those that meet ``where``."""

    kind: Literal["proportion"]
    numerator: Where = ()
    deadline: str | None = None
    start: str | None = None
    end: str | None = None
    within_days: int | None = None


class FirstDate(FromLedger):
    """The first date in the window among the rows that meet ``where``."""

    kind: Literal["date"]


class Median(FromLedger):
    """Median of ``end`` − ``start`` in days."""

    kind: Literal["median"]
    start: str
    end: str


class Expiring(FromLedger):
    """Of a stock, the items whose ``until`` lies within ``days`` after the last day of the window."""

    kind: Literal["expiring"]
    stock: str
    days: int


class Coverage(FromLedger):
    """Months × places with at least one row, out of all months of the window × places of the reference table."""

    kind: Literal["coverage"]
    place: str


class PerThousand(Indicator):
    """Another indicator per 1,000 residents of the reference table."""

    kind: Literal["per_thousand"]
    of: str


class Reference(Indicator):
    """A value of the reference table: ``column`` of the township's own row, or the number of its ``places``."""

    kind: Literal["reference"]
    column: str | None = None


AnyIndicator = Annotated[
    Count | Sum | Stock | Proportion | FirstDate | Median | Expiring | Coverage | PerThousand | Reference,
    Field(discriminator="kind"),
]
