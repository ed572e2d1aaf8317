"""Events by month from the evidence that lies beside each township-year's results."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

COLUMNS = ["month", "events"]


def monthly_counts(outputs: Path, table: pd.DataFrame, township: str, indicator: str) -> pd.DataFrame:
    """Events of a count by month, over the years of a township that were counted whole.

    ``table``: of the comparison. Gives month ("2022-03") and events; a counted year without an event in a month has 0 there. Years without
    a value, with another window than the calendar year, or without evidence (a public edition has none) are left out.
    """
    own = table[(table["township"] == township) & (table["indicator"] == indicator) & table["value"].notna()]
    found: list[pd.DataFrame] = []
    for row in own.itertuples():
        year = int(row.year)
        whole = (str(row.window_start), str(row.window_end)) == (f"{year}-01-01", f"{year}-12-31")
        path = outputs / township / str(year) / "evidence" / f"{indicator}.csv"
        if not whole or not path.is_file():
            continue
        rows = pd.read_csv(path, usecols=["date", "counted"], encoding="utf-8")
        days = pd.to_datetime(rows.loc[rows["counted"].astype(str) == "True", "date"], errors="coerce").dropna()
        counts = days[days.dt.year == year].dt.month.value_counts()
        if int(counts.sum()) != int(row.value):  # rows without a day, or several rows an event
            continue
        months = [f"{year}-{month:02d}" for month in range(1, 13)]
        found.append(pd.DataFrame({"month": months, "events": [int(counts.get(m, 0)) for m in range(1, 13)]}))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)
