"""The indicators table of a public edition: what is hidden is null in every column."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import FirstDate, Median
from fazhi.catalogue.policy import Policy
from fazhi.disclosure.cells import cell_id, class_of, sums_amounts
from fazhi.disclosure.protect import Protected
from fazhi.indicators import Value
from fazhi.indicators.intervals import LEVELS, Interval, median_rank

SUPPRESSED = "suppressed"
ENDS = (["lower_95", "upper_95"], ["lower_998", "upper_998"])  # of the interval at each of the levels
NULLED = ["value", "numerator", "denominator", *ENDS[0], *ENDS[1], "rows"]


def apply_to_indicators(frame: pd.DataFrame, protected: Protected, catalogue: Catalogue) -> pd.DataFrame:
    """An indicators frame (``fazhi.indicators.table.COLUMNS``) with status ``suppressed`` and nulls where figures are hidden.

    Hidden are the units of ``protected``, medians and sums of amounts of fewer cases than the policy allows, and dates of indicators about
    cases of people. An interval of a median whose ends lie too far out is null where the median itself is shown. Rows are sorted by township,
    year and name, so that no order by value tells a hidden one.
    """
    hidden = frame.apply(lambda row: is_hidden(row, protected.hidden, catalogue), axis=1).astype(bool)
    shown = frame.astype({name: object for name in NULLED})
    shown.loc[hidden, NULLED] = None
    shown.loc[hidden, "status"] = SUPPRESSED
    for place, row in shown[~hidden].iterrows():
        if isinstance(catalogue.indicators[str(row["indicator"])], Median):
            for ends, given in zip(ENDS, intervals_shown(row["denominator"], catalogue.disclosure), strict=True):
                if not given:
                    shown.loc[place, ends] = None
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
    if sums_amounts(indicator, catalogue):
        return pd.isna(row["rows"]) or 0 < float(row["rows"]) < catalogue.disclosure.smallest_sum
    return isinstance(indicator, FirstDate) and class_of(indicator.id, catalogue) in ("A", "B")


def intervals_shown(cases: object, policy: Policy) -> tuple[bool, ...]:
    """Whether the interval of a median of so many cases may be shown, at each level.

    Its ends are the durations of two cases, by rank; with few or none beyond them these are persons who stand out, the longest and the
    shortest of all at worst.
    """
    count = 0 if cases is None or pd.isna(cases) else int(float(str(cases)))
    return tuple(median_rank(count, level) > policy.beyond_interval for level in LEVELS)


def with_shown_intervals(value: Value, policy: Policy) -> Value:
    """A value with those of its intervals that may be shown."""
    if not isinstance(value.indicator, Median):
        return value
    shown = zip(value.intervals, intervals_shown(value.denominator, policy), strict=True)
    near, far = (bounds if given else Interval() for bounds, given in shown)
    return replace(value, intervals=(near, far))
