"""Cells in whose brackets stands what they should say (邻里（误，应为婚姻家庭）, 2023.1.9（更正为1.10）): they are read as that."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from fazhi.ledgers.sheets import Cells
from fazhi.values.date_grammar import LEADING_YEAR
from fazhi.values.distinct import signs_in


def as_corrected(cells: Cells, are_days: bool, words: tuple[str, ...]) -> np.ndarray:
    """The distinct cells, each with what its brackets put in its place; a year that only the wrong day has holds for the right one."""
    pattern, signs = _pattern(words)
    values = cells.values.copy()
    for place in np.flatnonzero(cells.matching(pattern, signs)).tolist():
        said = pattern.search(values[place])
        assert said is not None
        year = LEADING_YEAR.match(said["old"]) if are_days else None
        values[place] = f"{year[0] if year and not LEADING_YEAR.match(said['new']) else ''}{said['new']}"
    return values


@lru_cache(maxsize=4)
def _pattern(words: tuple[str, ...]) -> tuple[re.Pattern[str], np.ndarray]:
    """A cell that ends with a bracket in which one of the words stands, at its beginning or behind a reason (误写，应为…), and the words' last signs."""
    said = "|".join(map(re.escape, words))
    reason = r"(?:[^()（）,，;；:：]{0,8}[,，;；:：])?"
    return (
        re.compile(rf"^(?P<old>[^()（）]+)[(（]{reason}(?:{said})[:：]?(?P<new>[^()（）,，;；]+)[)）]\s*$"),
        signs_in(word[-1] for word in words),
    )
