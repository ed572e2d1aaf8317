"""What every part of the comparison's page needs: the comparison, the language, running numbers, and how a value is written."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import pandas as pd

from fazhi.appendix import citation
from fazhi.appendix.numerals import percent_text
from fazhi.catalogue import Language, rounded, rounded_apart
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator
from fazhi.catalogue.rules import Section
from fazhi.comparison.observations import sign_of
from fazhi.comparison.rows import records
from fazhi.indicators import Window
from fazhi.pipeline.compare import Compared
from fazhi.values import grouped

Row = dict[Any, Any]  # of the comparison's table, its trends or its dispersion


def is_judged(row: Row) -> bool:
    """Whether a value was compared with others."""
    return row["category"] != "not_compared"


def has_value(row: Row) -> bool:
    """Whether there is a number; a date is none."""
    return not math.isnan(row["value"])


@dataclass(frozen=True, eq=False)
class ComparisonContext:
    """One page in the making. Numbers of tables and figures are given out in the order in which parts are composed."""

    found: Compared
    _tables: Any = field(default_factory=lambda: count(1))
    _figures: Any = field(default_factory=lambda: count(1))

    @property
    def catalogue(self) -> Catalogue:
        return self.found.catalogue

    @property
    def language(self) -> Language:
        return self.found.language

    @property
    def table(self) -> pd.DataFrame:
        return self.found.comparison.table

    @cached_property
    def records(self) -> list[Row]:
        """The rows of the table one by one: hundreds of small choices among them follow, for which a frame is slow."""
        return records(self.table)

    def rows(self, indicator: AnyIndicator, year: int | None = None) -> list[Row]:
        """The rows of one indicator, in one year or in all."""
        return self._rows.get((indicator.id, year), [])

    @cached_property
    def _rows(self) -> dict[tuple[str, int | None], list[Row]]:
        found: dict[tuple[str, int | None], list[Row]] = {}
        for row in self.records:
            for year in (None, row["year"]):
                found.setdefault((row["indicator"], year), []).append(row)
        return found

    @cached_property
    def years(self) -> list[int]:
        return sorted({row["year"] for row in self.records})

    @cached_property
    def newest(self) -> dict[str, int]:
        """The newest year in which something was judged, else the newest with a value, by indicator; none where neither is."""
        best: dict[str, tuple[bool, int]] = {}
        for row in self.records:
            if is_judged(row) or has_value(row):
                best[row["indicator"]] = max(best.get(row["indicator"], (False, 0)), (is_judged(row), row["year"]))
        return {id: year for id, (_, year) in best.items()}

    @cached_property
    def townships(self) -> list[str]:
        return sorted({row["township"] for row in self.records})

    @cached_property
    def indicators(self) -> list[AnyIndicator]:
        """Those of the comparison, in the catalogue's order."""
        present = {row["indicator"] for row in self.records}
        return [indicator for id, indicator in self.catalogue.indicators.items() if id in present]

    @cached_property
    def trends(self) -> dict[tuple[str, str], Row]:
        """Rows of the trends by indicator and township."""
        rows = self.found.comparison.trends.to_dict("records")
        return {(row["indicator"], row["township"]): row for row in rows}

    def spread(self, indicator: AnyIndicator, year: int) -> list[Row]:
        """How an indicator's values scatter in a year: a row for real and one for synthetic ledgers, where there are enough."""
        return self._spread.get((indicator.id, year), [])

    @cached_property
    def _spread(self) -> dict[tuple[str, int], list[Row]]:
        found: dict[tuple[str, int], list[Row]] = {}
        for row in self.found.comparison.dispersion.to_dict("records"):
            found.setdefault((row["indicator"], row["year"]), []).append(row)
        return found

    def of_section(self, section: Section) -> list[AnyIndicator]:
        return [indicator for indicator in self.indicators if indicator.section == section.id]

    def next_table(self) -> int:
        return next(self._tables)

    def next_figure(self) -> int:
        return next(self._figures)

    def word(self, key: str, /, **fill: object) -> str:
        return self.catalogue.word(f"comparison.{key}", self.language, **fill)

    def joined(self, words: Iterable[str]) -> str:
        return self.word("comma").join(words)

    def name(self, indicator: AnyIndicator) -> str:
        """Name and unit; a rate's unit is in its value already."""
        if indicator.unit == "%":
            return indicator.name(self.language)
        return self.word("with_unit", name=indicator.name(self.language), unit=indicator.unit_name(self.language))

    def town(self, row: Row) -> str:
        """A township's name, marked where its ledgers are synthetic."""
        return self.word("synthetic_town", township=row["township"]) if row["synthetic"] else str(row["township"])

    def value(self, row: Row, indicator: AnyIndicator) -> str:
        """A value for reading: with | in the year of a break, † where it is unreliable, * where it is approximate."""
        mark = self.word("mark.break") if row["break_reason"] else ""
        return mark + self._value(row, indicator)

    def _value(self, row: Row, indicator: AnyIndicator) -> str:
        if row["day"]:
            return str(row["day"])
        if math.isnan(row["value"]):
            return self.word(f"sign.{sign_of(row['reason'])}")
        if indicator.unit == "%" and row["denominator"] > 0 and not math.isnan(row["numerator"]):
            return percent_text(int(row["numerator"]), int(row["denominator"]))
        star = "*" if row["reason"] == "approximate" else "†" if row["reliability"] == "low_events" else ""
        return self.number(row["value"], indicator) + star

    def number(self, value: float, indicator: AnyIndicator) -> str:
        """A bare number in the indicator's unit and decimals; proportions in per cent with one decimal."""
        if math.isnan(value):
            return "—"
        if indicator.unit == "%":
            return f"{rounded_apart(value * 100, 1, 0, 100)}%"
        return grouped(rounded_apart(value, indicator.decimals, 0))

    def residents_note(self, year: int | None = None) -> str:
        """Of which years the residents are that rates are made with, in one year of the comparison or in all: seldom of the year itself."""
        towns: dict[str, set[int]] = {}
        for (town, at), of in self.found.residents_years.items():
            if year in (None, at):
                towns.setdefault(town, set()).add(of)
        by_years: dict[tuple[int, ...], list[str]] = {}
        for town in sorted(towns):
            by_years.setdefault(tuple(sorted(towns[town])), []).append(town)
        if not by_years:
            return self.word("note.residents")
        most = max(by_years, key=lambda years: (len(by_years[years]), years))
        text = self.word("note.residents_of", years=self.joined(map(str, most)))
        others = [
            self.word("worded", words=self.joined(map(str, years)), kind=self.joined(own))
            for years, own in sorted(by_years.items())
            if years != most
        ]
        return text + self.word("note.residents_differ", years=self.joined(others)) if others else text

    def cited(self, row: Row, indicator: AnyIndicator) -> str | None:
        """How a value is quoted, with the fingerprint of its ledgers where it is known; ``None`` where there is none to quote."""
        if not row["day"] and math.isnan(row["value"]):
            return None
        ledgers = citation.ledgers(self.catalogue, self.language, indicator, {})
        known = self.found.ledgers.get((row["township"], row["year"]))
        if known and ledgers in self.catalogue.ledgers:
            ledgers += self.catalogue.word("appendix.cited_files", self.language, fingerprint=known[: citation.HASH])
        return citation.number(
            self.catalogue, self.language, township=row["township"], synthetic=bool(row["synthetic"]), indicator=indicator,
            text=self._value(row, indicator), window=self._window(row, indicator), ledgers=ledgers,
        )  # fmt: skip

    def cited_table(self, number: int) -> str:
        """The end of the quotations from a table."""
        part = self.catalogue.word("publish.table_label", self.language, number=number)
        return citation.place(self.catalogue, self.language, self.title, part)

    @property
    def title(self) -> str:
        """The document's title, with its years."""
        return self.word("title", span=self.years_text)

    @property
    def years_text(self) -> str:
        """The year, or the first and the last."""
        first, last = self.years[0], self.years[-1]
        return str(first) if first == last else self.word("years", first=first, last=last)

    def _window(self, row: Row, indicator: AnyIndicator) -> str:
        """The period that a value is of; results that do not say it are of their year."""
        days = [dt.date.fromisoformat(row[name]) for name in ("window_start", "window_end") if row[name]]
        if len(days) < 2:
            return self.catalogue.word("appendix.whole_year", self.language, year=row["year"])
        return citation.window_text(self.catalogue, self.language, indicator, Window(*days))

    def span(self, low: object, high: object) -> str:
        """From … to …, in the language's own mark."""
        return f"{low}{self.catalogue.word('mark.range', self.language)}{high}"

    def interval(self, row: Row, indicator: AnyIndicator) -> str:
        """The 95 % interval, or nothing."""
        if math.isnan(row["lower_95"]) or math.isnan(row["upper_95"]):
            return "—"
        factor, sign = (100, "%") if indicator.unit == "%" else (1, "")
        decimals = max(indicator.decimals, 1)
        ends = [grouped(rounded(float(row[name]) * factor, decimals)) + sign for name in ("lower_95", "upper_95")]
        return self.span(*ends)
