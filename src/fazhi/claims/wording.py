"""What a published figure's wording allows: 650余 is above 650 and below 660, 达6000 is exactly 6000."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from fazhi.catalogue import Language, load
from fazhi.values import allowed_range
from fazhi.values.numbers import Wording


@dataclass(frozen=True)
class Range:
    """The values that a figure allows, from ``lower`` to ``upper`` (None: open); ``open_ends`` leaves both ends out."""

    lower: Decimal
    upper: Decimal | None
    open_ends: bool = False

    def holds(self, value: Decimal) -> bool:
        if self.open_ends:
            return self.lower < value and (self.upper is None or value < self.upper)
        return self.lower <= value and (self.upper is None or value <= self.upper)

    def meets(self, low: Decimal, high: Decimal | None) -> bool:
        """Whether any value between ``low`` and ``high`` (None: open) is allowed."""
        if self.open_ends:
            return (high is None or high > self.lower) and (self.upper is None or low < self.upper)
        return (high is None or high >= self.lower) and (self.upper is None or low <= self.upper)


def kind_of(wording: str) -> Wording:
    """The kind of a wording; 达…余 counts as 余, words such as 达, 共 and no word at all are exact."""
    kinds = {_kinds()[word] for word in _known().findall(wording)}
    return next((kind for kind in load().wordings if kind in kinds), "exact")  # type: ignore[misc]


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    """The kinds of the words that may be noted beside a figure."""
    return {
        word: kind for kind, words in load().wordings.items() for word in (*words.before, *words.behind, *words.noted)
    }


@lru_cache(maxsize=1)
def _known() -> re.Pattern[str]:
    """The longest word counts: 不超过 is not 超过."""
    return re.compile("|".join(map(re.escape, sorted(_kinds(), key=len, reverse=True))))


def allowed(value: Decimal, wording: str) -> Range:
    """The range of true values that the figure ``value`` with its ``wording`` allows."""
    kind = kind_of(wording)
    if kind == "exact":
        return Range(value, value)
    lower, upper = (Decimal(repr(end)) for end in allowed_range(float(value), kind))
    return Range(lower, upper if upper.is_finite() else None, open_ends=kind == "over")


def in_words(number: str, wording: str) -> str:
    """A figure as the report wrote it: 650余, 达6000; a word that is no part of the number (两, 均) is left out."""
    said = _known().findall(wording)
    for kind, words in load().wordings.items():
        for word in said:
            if _kinds()[word] == kind:
                return f"{word}{number}" if word in words.before else f"{number}{word}"
    return number


def range_text(span: Range, language: Language, shown: Callable[[Decimal], str] = "{:f}".format) -> str:
    """A range in words: 25, 98及以上, 大于650，小于660. ``shown``: how its numbers are printed."""
    upper = None if span.upper is None else shown(span.upper)
    lower, known = shown(span.lower), load()
    if upper is None:
        return known.word("claims.allowed.at_least", language, lower=lower)
    if span.lower == span.upper:
        return lower
    if not span.lower and not span.open_ends:
        return known.word("claims.allowed.at_most", language, upper=upper)
    return known.word(
        f"claims.allowed.{'between' if span.open_ends else 'from_to'}", language, lower=lower, upper=upper
    )


def looks_rounded(value: Decimal, wording: str, unit: str) -> bool:
    """Whether an exact-sounding count of at least 1,000 ends in two zeros or more, which ledgers seldom give."""
    return kind_of(wording) == "exact" and unit != "%" and value >= 1000 and value % 100 == 0


def same_when_rounded(exact: Decimal, said: Decimal) -> bool:
    """Whether ``exact`` rounds to ``said`` at the decimals of ``said``, by 四舍五入 or by GB/T 8170 (ties to even)."""
    places = Decimal(1).scaleb(min(0, int(said.as_tuple().exponent)))
    return said in {exact.quantize(places, rounding=rule) for rule in (ROUND_HALF_UP, ROUND_HALF_EVEN)}
