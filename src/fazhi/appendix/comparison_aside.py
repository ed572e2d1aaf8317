"""The tables of the comparison beside the values: trends, breaks, and what was not compared and why."""

from __future__ import annotations

from typing import Any

import pandas as pd

from fazhi.appendix.comparison_context import ComparisonContext as Context
from fazhi.appendix.comparison_tables import STATUS
from fazhi.publish.blocks import Cell, Column, Table

# Reasons that lie in the results, not in the nature of the number: each is listed with its place.
MATTERS = (
    "window_differs", "unit_differs", "definition_differs", "definition_break", "contradictory", "inconsistent_counts",
    "unusable_results", "year_absent", "not_in_results", "unknown_indicator", "no_residents",
)  # fmt: skip


def trends(context: Context) -> Table:
    """The trends that could be tested; for the rest how many and why."""
    frame = context.found.comparison.trends
    tested = frame[frame["category"] != "not_computed"]
    widths = {
        "indicator": 2.6,
        "township": 1.6,
        "years": 1.2,
        "trend": 0.7,
        "change": 2.2,
        "chi2": 0.9,
        "p": 0.9,
        "p_adjusted": 1.0,
    }
    right = ("chi2", "p", "p_adjusted")
    columns = [Column(k, context.word(f"column.{k}"), "right" if k in right else "left", w) for k, w in widths.items()]
    rows = []
    for row in tested.to_dict("records"):
        indicator = context.catalogue.indicators[row["indicator"]]
        numbers = [Cell(_number(row[key], key), None if pd.isna(row[key]) else row[key]) for key in right]
        head = [Cell(context.name(indicator)), Cell(context.town(row)), Cell(row["years"]), Cell(row["arrow"])]
        rows.append([*head, _change(context, row), *numbers])
    untested = frame[frame["category"] == "not_computed"]
    counted = (
        untested[untested["indicator"].map(lambda id: _has_interval(context, id))].groupby("reason", sort=True).size()
    )
    notes = [context.word("note.trend")]
    notes += [
        context.word("note.untested", count=int(number), reason=context.word(f"reason.{reason}"))
        for reason, number in counted.items()
    ]
    return Table(
        context.next_table(),
        context.word("title.trends"),
        columns,
        rows,
        notes=notes,
        header_columns=2,
        language=context.language,
    )


def _change(context: Context, row: dict[Any, Any]) -> Cell:
    words = context.word(f"category.{row['category']}")
    text = context.word("worded", words=words, kind=context.word(f"reason.{row['reason']}")) if row["reason"] else words
    return Cell(text, status=STATUS.get(row["category"]))


def _number(value: float, key: str) -> str:
    """χ² with two decimals; p with three, but never as zero."""
    if pd.isna(value):
        return "—"
    if key == "chi2":
        return f"{value:.2f}"
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _has_interval(context: Context, id: str) -> bool:
    indicator = context.catalogue.indicators.get(id)
    return indicator is not None and indicator.interval != "none"


def reasons(context: Context) -> Table:
    """Every reason for not comparing, what it means and how often it holds."""
    aside = context.table[context.table["category"] == "not_compared"]
    columns = [Column("reason", context.word("column.reason"), width=4.0), Column("count", context.word("column.values"), "right", 0.8),
               Column("townships", context.word("column.townships"), "right", 0.8)]  # fmt: skip
    rows = [
        [
            Cell(context.word(f"reason.{reason}")),
            Cell(str(len(group)), len(group)),
            Cell(str(group["township"].nunique())),
        ]
        for reason, group in aside.groupby("reason", sort=True)
    ]
    return Table(context.next_table(), context.word("title.reasons"), columns, rows, language=context.language)


def places(context: Context) -> Table | None:
    """Where results are absent or cannot be compared: township, year, reason and the indicators concerned."""
    aside = context.table[context.table["reason"].isin(MATTERS)]
    if aside.empty:
        return None
    columns = [
        Column(k, context.word(f"column.{k}"), width=w)
        for k, w in (("township", 1.4), ("year", 0.7), ("reason", 2.6), ("indicators", 4.0))
    ]
    everything = context.table["indicator"].nunique()
    rows = []
    for (town, year, reason), group in aside.groupby(["township", "year", "reason"], sort=True):
        ids = list(dict.fromkeys(group["indicator"]))
        names = (
            context.word("all_indicators")
            if len(ids) == everything
            else context.joined(_name(context, id) for id in ids)
        )
        rows.append([Cell(str(town)), Cell(str(year)), Cell(context.word(f"reason.{reason}")), Cell(names)])
    return Table(
        context.next_table(), context.word("title.places"), columns, rows, header_columns=2, language=context.language
    )


def breaks(context: Context) -> Table | None:
    """Which office counts what otherwise since when, in its own words."""
    broken = context.table[context.table["break_reason"] != ""]
    if broken.empty:
        return None
    columns = [
        Column(k, context.word(f"column.{k}"), width=w)
        for k, w in (("township", 1.4), ("since", 0.7), ("break", 2.8), ("indicators", 4.0))
    ]
    rows = [
        [
            Cell(str(town)),
            Cell(str(year)),
            Cell(str(why)),
            Cell(context.joined(_name(context, id) for id in dict.fromkeys(group["indicator"]))),
        ]
        for (town, year, why), group in broken.groupby(["township", "year", "break_reason"], sort=True)
    ]
    return Table(
        context.next_table(), context.word("title.breaks"), columns, rows, header_columns=2, language=context.language
    )


def _name(context: Context, id: str) -> str:
    indicator = context.catalogue.indicators.get(id)
    return indicator.name(context.language) if indicator else id
