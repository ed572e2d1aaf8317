"""The tables of the comparison: what was judged, and all values by year."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd

from fazhi.appendix.comparison_context import ComparisonContext as Context
from fazhi.appendix.comparison_context import Row, is_judged
from fazhi.catalogue import significant
from fazhi.catalogue.indicator import AnyIndicator, PerThousand
from fazhi.catalogue.rules import Section
from fazhi.comparison.decide import JUDGED
from fazhi.publish.blocks import Cell, Column, Status, Table

STATUS: dict[str, Status] = {
    "better": "good",
    "worse": "bad",
    "higher": "caution",
    "lower": "caution",
    "not_compared": "unknown",
}
NEWEST = 10  # years on the page; comparison.csv holds all
SIDE_BY_SIDE = 8  # townships that find room as columns
ACROSS = 6  # indicators that do, with their longer names
FEW_YEARS = 2  # of many townships: more than these stand side by side


def judged_year(context: Context, indicator: AnyIndicator) -> int | None:
    """The newest year in which something was judged, else the newest with a value; None where neither is."""
    return context.newest.get(indicator.id)


def overview(context: Context) -> Table:
    """How many townships are better, worse or similar by indicator, in the newest year with a judgement."""
    categories = [name for name in (*JUDGED, "not_compared") if any(row["category"] == name for row in context.records)]
    columns = [Column("indicator", context.word("column.indicator"), width=2.6), Column("year", context.word("column.year"), "right", 0.9),
               Column("benchmark", context.word("column.pooled"), "right", 1.1)]  # fmt: skip
    columns += [Column(name, context.word(f"category.{name}"), "right", 1.1) for name in categories]
    rows = []
    for indicator in context.indicators:
        year = judged_year(context, indicator)
        if indicator.interval == "none" or year is None:
            continue
        own = context.rows(indicator, year)
        fixed = context.found.comparison.benchmark.get(indicator.id)
        pooled = max((row["pooled"] for row in own if not math.isnan(row["pooled"])), default=math.nan)
        shown = pooled if fixed is None else fixed
        if not any(map(is_judged, own)):
            continue
        counts = [sum(row["category"] == name for row in own) for name in categories]
        rows.append(
            [
                Cell(context.name(indicator)),
                Cell(str(year)),
                Cell(context.number(shown, indicator)),
                *map(Cell, map(str, counts)),
            ]
        )
    notes = [context.word("note.benchmark"), context.word("note.unflagged")]
    return Table(
        context.next_table(), context.word("title.overview"), columns, rows, notes=notes, language=context.language
    )


def judged(context: Context, indicator: AnyIndicator, year: int) -> Table:
    """One indicator in one year: each township with its interval, benchmark, category, possible ranks and trend."""
    records = context.rows(indicator, year)
    ranked = [row for row in records if not pd.isna(row["rank_low"])]
    open_ranks = all(row["rank_low"] == 1 and row["rank_high"] == len(ranked) for row in ranked)
    widths = {
        "township": 1.8,
        "value": 1.1,
        "counts": 1.3,
        "interval": 2.1,
        "benchmark": 1.7,
        "category": 2.5,
        "rank": 1.0,
        "trend": 0.7,
    }
    right = ("value", "counts", "benchmark")
    columns = [Column(k, context.word(f"column.{k}"), "right" if k in right else "left", w) for k, w in widths.items()]
    rows = [_judged_row(context, row, indicator, open_ranks) for row in records]
    notes = [indicator.method.in_language(context.language)]
    if ranked:
        notes.append(context.word("note.overlap") if open_ranks else context.word(f"note.rank_{indicator.polarity}"))
    if any(row["benchmark_kind"] == "rest" for row in records):
        notes.append(context.word("note.rest"))
    if any("†" in row[1].text for row in rows):
        notes.append(context.word("note.unreliable"))
    if isinstance(indicator, PerThousand):
        notes.append(context.residents_note(year))
    notes += _scatter(context, indicator, year)
    title = context.word("caption", year=year, what=indicator.name(context.language))
    number = context.next_table()
    return Table(
        number,
        title,
        columns,
        rows,
        indicator.unit_name(context.language),
        notes,
        language=context.language,
        cite=context.cited_table(number),
    )


def _judged_row(context: Context, row: Row, indicator: AnyIndicator, open_ranks: bool) -> list[Cell]:
    has_counts = not pd.isna(row["numerator"]) and not pd.isna(row["denominator"])
    counts = f"{row['numerator']:.0f}/{row['denominator']:.0f}" if has_counts else "—"
    benchmark = context.number(row["benchmark"], indicator)
    if row["benchmark_kind"] in ("rest", "external"):
        benchmark = context.word("worded", words=benchmark, kind=context.word(f"benchmark.{row['benchmark_kind']}"))
    unranked = open_ranks or pd.isna(row["rank_low"])
    rank = (
        "—"
        if unranked
        else f"{row['rank_low']}"
        if row["rank_low"] == row["rank_high"]
        else context.span(row["rank_low"], row["rank_high"])
    )
    trend = context.trends.get((indicator.id, row["township"]), {}).get("arrow") or context.word("sign.untested")
    return [
        Cell(context.town(row)), _value_cell(context, row, indicator), Cell(counts), Cell(context.interval(row, indicator)), Cell(benchmark), category_cell(context, row), Cell(rank),
        Cell(trend),
    ]  # fmt: skip


def category_cell(context: Context, row: Row) -> Cell:
    """The category in words and a mark, with the level at which it holds, or the reason why there is none."""
    words = context.word(f"category.{row['category']}")
    aside = f"{row['level']}%" if row["level"] else context.word(f"reason.{row['reason']}") if row["reason"] else ""
    text = context.word("worded", words=words, kind=aside) if aside else words
    return Cell(text, status=STATUS.get(row["category"]))


def _scatter(context: Context, indicator: AnyIndicator, year: int) -> Iterator[str]:
    for row in context.spread(indicator, year):
        if row["note"] == "too_few_areas":
            yield context.word("note.too_few_areas", k=row["k"])
        else:
            yield context.word("note.phi", k=row["k"], phi=f"{row['phi']:.2f}", tau2=significant(row["tau2"], 3))
            if row["note"]:
                yield context.word(f"note.{row['note']}")


def values(context: Context, section: Section) -> Iterator[Table]:
    """All values of a section; gaps, breaks and missing ledgers have their signs.

    Of few townships each has a column, and each indicator a row for each year; of more years than townships the other way round. Of many
    townships each has a row, with the years side by side for each indicator, or, of one year or two, several indicators side by side.
    """
    indicators, towns, years = context.of_section(section), len(context.townships), len(context.years[-NEWEST:])
    if towns > SIDE_BY_SIDE and years <= FEW_YEARS:
        parts = _parts(indicators)
        for number, part in enumerate(parts, start=1):
            yield _indicators_across(context, section, part, (number, len(parts)))
    else:
        yield _by_indicator(context, section, indicators, towns_across=years <= towns <= SIDE_BY_SIDE)


def _parts(indicators: Sequence[AnyIndicator]) -> list[Sequence[AnyIndicator]]:
    """The indicators of a section by tables that have them side by side: as few tables as find room, as even as can be."""
    number = math.ceil(len(indicators) / ACROSS)
    ends = [len(indicators) * part // number for part in range(number + 1)]
    return [indicators[start:end] for start, end in pairwise(ends)]


def _indicators_across(
    context: Context, section: Section, indicators: Sequence[AnyIndicator], part: tuple[int, int]
) -> Table:
    """A row for each township and year, a column for each indicator."""
    found, towns, years = _shown(context, indicators)
    columns = [Column("township", context.word("column.township"), width=1.4)]
    if len(years) > 1:
        columns.append(Column("year", context.word("column.year"), width=0.7))
    named = len(columns)
    columns += [Column(indicator.id, context.name(indicator), "right", 1.3) for indicator in indicators]
    rows = [
        [
            *[Cell(label), Cell(year)][:named],
            *(_value_cell(context, found.get((i.id, town, year)), i) for i in indicators),
        ]
        for town, label in towns.items()
        for year in years
    ]
    what = section.name(context.language)
    title = context.word("title.values_of_townships", what=what)
    if part[1] > 1:
        title += context.word("title.part", part=part[0], parts=part[1])
    return _values_table(context, title, columns, rows, named, indicators)


def _by_indicator(context: Context, section: Section, indicators: Sequence[AnyIndicator], towns_across: bool) -> Table:
    """Rows by indicator: one for each year with townships side by side, or one for each township with years so."""
    found, towns, years = _shown(context, indicators)
    down, across = (years, towns) if towns_across else (towns, years)
    columns = [Column("indicator", context.word("column.indicator"), width=3.4)]
    if not towns_across:
        columns.append(Column("township", context.word("column.township"), width=1.6))
    elif len(years) > 1:
        columns.append(Column("year", context.word("column.year"), width=0.9))
    named = len(columns)
    columns += [Column(key, label, "right", 0.9) for key, label in across.items()]
    rows = []
    for indicator in indicators:
        for key, label in down.items():
            places = [(other, key) if towns_across else (key, other) for other in across]
            names = [Cell(context.name(indicator)), Cell(label)][:named]
            rows.append([*names, *(_value_cell(context, found.get((indicator.id, *p)), indicator) for p in places)])
    title = context.word("title.values", what=section.name(context.language))
    return _values_table(context, title, columns, rows, named, indicators)


def _shown(
    context: Context, indicators: Sequence[AnyIndicator]
) -> tuple[dict[tuple[str, str, str], Row], dict[str, str], dict[str, str]]:
    """The rows by indicator, township and year; townships and years with what they are called in the table."""
    shown = [row for indicator in indicators for row in context.rows(indicator)]
    synthetic = {row["township"] for row in shown if row["synthetic"]}
    return (
        {(row["indicator"], row["township"], str(row["year"])): row for row in shown},
        {town: context.town({"township": town, "synthetic": town in synthetic}) for town in context.townships},
        {str(year): str(year) for year in context.years[-NEWEST:]},
    )


def _values_table(
    context: Context,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    named: int,
    indicators: Sequence[AnyIndicator],
) -> Table:
    notes = [context.word("note.signs")]
    if any(isinstance(indicator, PerThousand) for indicator in indicators):
        notes.append(context.residents_note())
    if len(context.years) > NEWEST:
        notes.append(context.word("note.newest", shown=NEWEST))
    number = context.next_table()
    return Table(
        number, title, columns, rows, notes=notes, header_columns=named, language=context.language, cite=context.cited_table(number)
    )  # fmt: skip


def _value_cell(context: Context, row: Row | None, indicator: AnyIndicator) -> Cell:
    if row is None:
        return Cell(context.word("sign.no_results"), status="muted")
    number = None if pd.isna(row["value"]) else row["value"]
    status: Status | None = None if number is not None or row["day"] else "muted"
    return Cell(context.value(row, indicator), number, status=status, cite=context.cited(row, indicator))
