"""The period that a sentence gives its figures: 前三季度, 截至11月; none for the whole year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fazhi.claims.prose.lexicon import any_of, fill, prose


@dataclass(frozen=True)
class Period:
    """From ``place`` of its sentence on, ``words`` is the period (None: the whole year). ``once``: for the next number only."""

    place: int
    words: str | None
    once: bool = False


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    known = prose().periods
    year = fill("(?:{y}[Y])?").replace("[Y]", known.year_sign)
    parts = {
        "until": fill(known.until),
        "named": "|".join(map(fill, known.named)),
        "whole": any_of(known.whole),
        "before": "|".join(known.before),
        "month": rf"(?<![0-9])(?:{year}){fill(known.month)}(?!{known.not_month_before})",
        "year": rf"(?<![0-9\[(])(?P<number>[0-9]{{4}}){known.year_sign}",
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in parts.items()))


@lru_cache(maxsize=1)
def _year() -> re.Pattern[str]:
    return re.compile(fill("{y}") + prose().periods.year_sign)


def periods(sentence: str, as_written: str, names: list[str], report_year: str | None) -> list[Period]:
    """The periods in ``sentence``, in order. ``as_written`` is the same text sign by sign as the report has it."""
    found: list[Period] = []
    for match in _pattern().finditer(sentence):
        kind, start = match.lastgroup, match.start()
        if names[start] in ("name", "document"):
            continue
        if match["number"]:
            other = report_year is not None and match["number"] < report_year
            found.append(Period(start, match[0] if other else None))
        elif kind == "whole":
            found.append(Period(start, None))
        elif kind == "before":
            if not sentence[:start].endswith(prose().periods.compared_by):
                found.append(Period(start, match[0], once=True))
        else:
            words = _plain(as_written[start : match.end()])
            found.append(Period(start, None if _year().sub("", match[0]) in prose().periods.whole_spans else words))
    return found


def _plain(words: str) -> str:
    """Without the year, 截止 as 截至."""
    words = _year().sub("", words)
    for other, usual in prose().periods.same.items():
        words = words.replace(other, usual)
    return words


def years(text: str) -> list[tuple[int, str]]:
    """The four-digit years that a text names, with their places; not the end of a span (2021-2025年, 到2025年)."""
    return [(found.start(), found[1]) for found in _named_year().finditer(text)]


@lru_cache(maxsize=1)
def _named_year() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![0-9])(?<!{any_of(prose().range_signs[:4])})((?:19|20)[0-9]{{2}}){prose().periods.year_sign}"
    )


def period_at(found: list[Period], place: int, previous: int) -> str | None:
    """The period of the number at ``place``; ``previous`` is where the number before it stood (-1: none)."""
    for period in reversed(found):
        if period.place < place and not (period.once and period.place < previous):
            return period.words
    return None
