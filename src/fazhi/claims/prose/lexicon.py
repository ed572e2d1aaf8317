"""The catalogue's words for prose made into patterns, once for each process."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fazhi.catalogue import load
from fazhi.catalogue.prose import Prose
from fazhi.values import NUMERAL_SIGNS

BETWEEN = "|"  # the cells of a table's row
ARABIC = r"[0-9]+(?:,[0-9]{3})*+(?:\.[0-9]+)?"
CHINESE = f"[{NUMERAL_SIGNS}]"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    listed = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, listed)) + ")" if listed else "(?!)"


@dataclass(frozen=True)
class Unit:
    """A measure word, the kinds it is of, and the signs that must not follow it."""

    word: str
    kinds: frozenset[str]
    never_before: tuple[str, ...]


@lru_cache(maxsize=1)
def prose() -> Prose:
    return load().prose


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """Measure words by their text."""
    kinds: dict[str, set[str]] = {}
    for kind, words in prose().units.items():
        for word in words:
            kinds.setdefault(word, set()).add(kind)
    never = prose().not_units
    return {word: Unit(word, frozenset(of), tuple(never.get(word, ()))) for word, of in kinds.items()}


@lru_cache(maxsize=1)
def phrases() -> dict[str, str]:
    """Indicators that have no readings but phrases, by phrase."""
    catalogue = load()
    plain = (i for i in catalogue.indicators.values() if i.id not in catalogue.readings and i.kind != "date")
    return {phrase: indicator.id for indicator in plain for phrase in indicator.phrases}


@lru_cache(maxsize=1)
def longest_unit() -> int:
    return max(map(len, units()))


def fill(pattern: str) -> str:
    """A pattern of the catalogue with its numbers: {y} {m} {d} {c} as the catalogue has them, {a} a digit, {n} any number, {u} a measure word."""
    for name, number in prose().numbers.items():
        pattern = pattern.replace(f"{{{name}}}", number)
    if "{u}" in pattern:
        pattern = pattern.replace("{u}", any_of(units()))
    pattern = pattern.replace("{n}", f"(?:[0-9]{{1,9}}|{CHINESE}{{1,9}})")
    if "{u}" in pattern:
        pattern = pattern.replace("{u}", any_of(units()))
    return pattern.replace("{A}", "0-9").replace("{a}", "[0-9]")


@lru_cache(maxsize=1)
def forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Forms that are no claim, each with its reason."""
    listed = [(reason, re.compile("|".join(map(fill, patterns)))) for reason, patterns in prose().forms.items()]
    return (*listed, ("name", re.compile(any_of(prose().names))))
