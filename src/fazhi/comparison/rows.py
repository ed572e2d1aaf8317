"""The rows of a comparison's frames one by one."""

from __future__ import annotations

from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """What ``to_dict("records")`` gives, in a quarter of the time: it takes text out of Arrow one by one, which is slow."""
    names = list(frame.columns)  # once: an index of text is as slow to go through
    columns = [_values(frame[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: pd.Series) -> list[Any]:
    if isinstance(column.dtype, pd.StringDtype):
        return list(column.to_numpy(dtype=object).tolist())
    if isinstance(column.dtype, pd.Int64Dtype):
        return list(column.to_numpy(dtype=object, na_value=None).tolist())
    return list(column.tolist())
