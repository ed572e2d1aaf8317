"""Control limits for monthly counts of events: c chart, or u chart where the months differ in exposure.

The centre line comes from a fixed baseline and stays. The limits are exact Poisson probability limits at the two levels used throughout
(Shewhart's 3 sigma are a normal approximation that fails for counts as small as a township's; see Ryan, *Statistical Methods for Quality
Improvement*, on probability limits for c and u charts).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from fazhi.indicators.intervals import LEVELS

FEWEST_MONTHS = 12
NAMES = ("95", "998")


def control_limits(months: pd.DataFrame, baseline: tuple[str, str] | None = None) -> pd.DataFrame:
    """Each month with centre line and limits, in order of month.

    ``months``: columns ``month`` ("2022-03" or a period), ``events`` (whole counts, missing where nothing is known) and perhaps
    ``exposure`` (above 0: residents, cases handled …), which makes it a u chart. ``baseline``: its first and last month (default: the first
    twelve months given). Months that are absent between the first and the last are added without a value.

    Gives month (text), events, exposure (1 for a c chart), value (events per exposure), baseline (bool), centre, lower_95, upper_95,
    lower_998, upper_998, per exposure. A value below a lower or above an upper limit has a probability of at most half of the level's rest
    (0.025, 0.001) if the rate of the baseline still holds. Centre and limits are missing when the baseline has no month with events known.
    Raises ValueError for no month at all, a month given twice, events that are no counts, or an exposure that is not above 0.
    """
    index, events, exposure = _monthly(months)
    first, last = map(_month, baseline) if baseline else (index[0], index[0] + FEWEST_MONTHS - 1)
    chosen = (index >= first) & (index <= last)
    held = chosen & ~np.isnan(events) & ~np.isnan(exposure)
    centre = events[held].sum() / exposure[held].sum() if held.any() else np.nan
    limits = {}
    for level, name in zip(LEVELS, NAMES, strict=True):
        tail = (1 - level) / 2
        limits[f"lower_{name}"] = _poisson_quantile(tail, centre * exposure) / exposure
        limits[f"upper_{name}"] = _poisson_quantile(1 - tail, centre * exposure) / exposure
    told = {"month": np.datetime_as_string(index), "events": events, "exposure": exposure, "value": events / exposure}
    return pd.DataFrame({**told, "baseline": chosen, "centre": centre, **limits})


def _poisson_quantile(probability: float, means: np.ndarray) -> np.ndarray:
    """The smallest count that a Poisson variable does not exceed with at least this probability; NaN where the mean is."""
    mean, place = np.unique(means, return_inverse=True)  # of a c chart there is but one
    count = np.ceil(special.pdtrik(probability, mean))
    one_less = np.maximum(count - 1, 0)  # pdtrik is an approximation
    return np.where(special.pdtr(one_less, mean) >= probability, one_less, count)[place]


def _month(said: object) -> np.datetime64:
    return np.datetime64(str(said), "M")


def _monthly(months: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every month (datetime64[M]) with its events and exposure, gaps filled with missing events; the exposure of a gap is unknown, of a c chart always 1."""
    if months.empty:
        raise ValueError("no month is given")
    index = np.array([_month(month) for month in months["month"]], dtype="datetime64[M]")
    known, times = np.unique(index, return_counts=True)
    if (times > 1).any():
        raise ValueError(f"month given twice: {known[times > 1][0]}")
    events = months["events"].to_numpy(dtype="float64", na_value=np.nan)
    told = "exposure" in months
    exposure = months["exposure"].to_numpy(dtype="float64", na_value=np.nan) if told else np.ones(len(months))
    if (events < 0).any() or (events[~np.isnan(events)] % 1 != 0).any():
        raise ValueError("events must be whole numbers, 0 or more")
    if (exposure <= 0).any():
        raise ValueError("exposure must be above 0")
    all_months = np.arange(known[0], known[-1] + 1)
    place = (index - known[0]).astype(int)
    filled = np.full(len(all_months), np.nan), np.full(len(all_months), np.nan if told else 1.0)
    for gaps, given in zip(filled, (events, exposure), strict=True):
        gaps[place] = given
    return all_months, *filled
