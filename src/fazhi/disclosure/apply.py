"""The indicators table of a public edition: what is hidden is null in every column."""

from __future__ import annotations

import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import FirstDate, Median
from fazhi.disclosure.cells import cell_id, class_of
from fazhi.disclosure.protect import Protected

SUPPRESSED = "suppressed"
NULLED = [
    "value", "numerator", "denominator", "lower_95", "upper_95", "lower_998", "upper_998", "rows",
]  # fmt: skip


def apply_to_indicators(frame: pd.DataFrame, protected: Protected, catalogue: Catalogue) -> pd.DataFrame:
    """An indicators frame (``fazhi.indicators.table.COLUMNS``) with status ``suppressed`` and nulls where figures are hidden.

    Hidden are the units of ``protected``, medians of fewer cases than the policy allows, and dates of indicators about cases of people.
    Rows are sorted by township, year and name, so that no order by value tells a hidden one.
    """
    hidden = frame.apply(lambda row: is_hidden(row, protected.hidden, catalogue), axis=1).astype(bool)
    shown = frame.astype({name: object for name in NULLED})
    shown.loc[hidden, NULLED] = None
    shown.loc[hidden, "status"] = SUPPRESSED
    return shown.sort_values(["township", "year", "name"], kind="stable", ignore_index=True)


def is_hidden(row: pd.Series, units: frozenset[str], catalogue: Catalogue) -> bool:
    """Whether a row of an indicators frame is hidden; a row without a value has nothing to hide."""
    if pd.isna(row["value"]) and pd.isna(row["numerator"]):
        return False
    if cell_id(str(row["township"]), row["year"], str(row["indicator"])) in units:
        return True
    indicator = catalogue.indicators[str(row["indicator"])]
    if isinstance(indicator, Median):
        return pd.isna(row["denominator"]) or float(row["denominator"]) < catalogue.disclosure.smallest_median
    return isinstance(indicator, FirstDate) and class_of(indicator.id, catalogue) in ("A", "B")
