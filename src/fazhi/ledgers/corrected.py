"""Cells in whose brackets stands what they should say (邻里（误，应为婚姻家庭）, 2023.1.9（更正为1.10）): they are read as that."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from fazhi.ledgers.sheets import Cells
from fazhi.values.date_grammar import LEADING_YEAR


def as_corrected(cells: Cells, are_days: bool, words: tuple[str, ...]) -> np.ndarray:
    """The distinct cells, each with what its brackets put in its place; a year that only the wrong day has holds for the right one."""
    values = cells.values.copy()
    together = "".join(cell for cell in values.tolist() if isinstance(cell, str))
    if not any(word in together for word in words):  # of nearly all columns
        return values
    pattern = _pattern(words)
    for place, cell in enumerate(values.tolist()):
        if isinstance(cell, str) and (said := pattern.search(cell)):
            year = LEADING_YEAR.match(said["old"]) if are_days else None
            values[place] = f"{year[0] if year and not LEADING_YEAR.match(said['new']) else ''}{said['new']}"
    return values


@lru_cache(maxsize=4)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A cell that ends with a bracket in which one of the words stands, at its beginning or behind a reason (误写，应为…)."""
    said = "|".join(map(re.escape, words))
    reason = r"(?:[^()（）,，;；:：]{0,8}[,，;；:：])?"
    return re.compile(rf"^(?P<old>[^()（）]+)[(（]{reason}(?:{said})[:：]?(?P<new>[^()（）,，;；]+)[)）]\s*$")
