"""Some rows of a clean table, known by their places in it: a count looks at two columns of twenty, and need not copy the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class Rows:
    """``table``: a clean table, numbered from 0. ``at``: the places of the rows in it, in order (int64).

    ``hit``: of the rows of a denominator which are in the numerator (bool).
    """

    table: pd.DataFrame
    at: np.ndarray
    hit: np.ndarray | None = None

    @classmethod
    def of(cls, table: pd.DataFrame, chosen: np.ndarray) -> Rows:
        """The rows of a table that are chosen (bool)."""
        return cls(table, np.flatnonzero(chosen))

    def __len__(self) -> int:
        return len(self.at)

    def __getitem__(self, column: Any) -> pd.Series:
        """A column; its index are the places."""
        found = self.table[column]
        return found if self._all else found.iloc[self.at]

    def of_columns(self, *columns: str) -> pd.DataFrame:
        """Some of the columns as a frame; its index are the places."""
        return pd.DataFrame({column: self[column] for column in columns}, index=self.at)

    def only(self, chosen: np.ndarray | pd.Series) -> Rows:
        """Those of the rows that are chosen (bool, one for each of them)."""
        chosen = np.asarray(chosen, dtype=bool)
        return (
            self if chosen.all() else Rows(self.table, self.at[chosen], None if self.hit is None else self.hit[chosen])
        )

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows with all their columns, and ``__hit`` where there is a numerator."""
        frame = self.table if self._all else self.table.iloc[self.at]
        return frame if self.hit is None else frame.assign(__hit=self.hit)

    @property
    def _all(self) -> bool:
        return len(self.at) == len(self.table)


NONE = Rows(pd.DataFrame(), np.empty(0, dtype=np.int64))
