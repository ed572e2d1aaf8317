"""Tables of villages: a total of theirs is not the township's, which has bodies of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from fazhi.claims.prose.apart import speaks_of_us
from fazhi.claims.prose.lexicon import BETWEEN, prose

_LABEL_CELLS = 3  # the labels of a row stand in the first cells, behind a serial number or a group


def are_rows_of_villages(heads: Sequence[str], lines: Iterable[str]) -> bool:
    """Whether the rows below ``heads`` are villages, but for totals; one of the township's own makes it the whole."""
    columns: list[list[str]] = [[] for _ in range(_LABEL_CELLS)]
    for line in lines:
        for column, cell in zip(columns, line.split(BETWEEN), strict=False):
            column.append(cell)
    return any(_are_villages(labels, head) for labels, head in zip(columns, heads, strict=False))


def columns_of_villages(heads: Sequence[str]) -> tuple[bool, ...]:
    """Which columns are villages or a total of them: 指标 | 东风村 | 红星村 | 合计."""
    village, town, _, total = _patterns()
    places = [place for place, head in enumerate(heads) if place and (village.search(head) or total.match(head))]
    several = sum(1 for place in places if village.search(heads[place])) > 1
    whole = not several or any(map(town.search, heads[1:]))
    return tuple(not whole and place in places and not speaks_of_us(head) for place, head in enumerate(heads))


def _are_villages(labels: Sequence[str], head: str) -> bool:
    """Whether labels are villages and their totals. Below 村（社区） any name is one, but for those of the township's bodies."""
    village, town, of_villages, total = _patterns()
    names = [label for label in labels if _WORD.search(label) and not total.match(label) and not speaks_of_us(label)]
    below = of_villages.fullmatch(head) is not None
    return bool(names) and all(village.search(name) or (below and not town.search(name)) for name in names)


_WORD = re.compile(r"[\u4e00-\u9fff]")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    known = prose().apart
    return tuple(map(re.compile, (known.a_village, known.a_town, known.head_of_villages, known.total)))
