"""Events by month from the evidence that lies beside each township-year's results."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

COLUMNS = ["month", "events"]
APART = {
    "approximate",
    "definition_differs",
    "unit_differs",
}  # reasons for which a number is not held against its own years


def monthly_counts(outputs: Path, rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    """Events of a count by month, over the years of a township that were counted whole.

    ``rows``: of a comparison's table, those of one township and one indicator (``like_the_newest``). Gives month ("2022-03") and events; a
    counted year without an event in a month, or in any, has 0 there. Years without a value, with another window than the calendar year, or
    without the evidence of their events (a public edition has none) are left out.
    """
    found: list[tuple[str, int]] = []
    for row in rows:
        year = int(row["year"])
        whole = (str(row["window_start"]), str(row["window_end"])) == (f"{year}-01-01", f"{year}-12-31")
        path = outputs / str(row["township"]) / str(year) / "evidence" / f"{row['indicator']}.csv"
        if pd.isna(row["value"]) or not whole or (row["value"] and not path.is_file()):
            continue
        days = _days(path) if row["value"] else ()  # nothing lies behind a zero
        counts = Counter(day.month for day in days if day.year == year)
        if counts.total() != int(row["value"]):  # rows without a day, or several rows an event
            continue
        found += [(f"{year}-{month:02d}", counts[month]) for month in range(1, 13)]
    return pd.DataFrame(found, columns=COLUMNS)


def like_the_newest(rows: Iterable[Mapping[Any, Any]]) -> list[Mapping[Any, Any]]:
    """The rows with a number that is counted as in the newest year with one: no break between them, ledgers synthetic in both or in neither."""
    usable = [row for row in rows if not pd.isna(row["value"]) and row["reason"] not in APART]
    if not usable:
        return []
    newest = max(usable, key=lambda row: row["year"])
    return [row for row in usable if all(row[name] == newest[name] for name in ("series", "synthetic"))]


def _days(evidence: Path) -> Iterator[dt.date]:
    """The days of the rows that were counted; a row of which only the year is known has none."""
    with evidence.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            try:
                day = dt.date.fromisoformat(row.get("date") or "")
            except ValueError:
                continue
            if row.get("counted") == "True":
                yield day
