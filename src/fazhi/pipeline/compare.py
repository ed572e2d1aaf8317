"""The comparison of many township-years: results that are not fresh are counted first, then all are set side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fazhi.catalogue import LANGUAGES, Language, ReaderError, fault_of, load
from fazhi.catalogue.definitions import Catalogue
from fazhi.comparison import Comparison, collect, compare
from fazhi.comparison.collecting import Problem
from fazhi.comparison.published import Elsewhere, read_elsewhere
from fazhi.files import write_whole
from fazhi.indicators.table import number
from fazhi.pipeline import counting
from fazhi.pipeline.files import write_csv
from fazhi.pipeline.fresh import not_fresh
from fazhi.pipeline.place import COMPARISON, Site, checked_language, site
from fazhi.pipeline.selection import STATUS, Selection, benchmarks_of, indicators_of, listed, years_of


@dataclass(frozen=True, eq=False)
class Compared:
    """A comparison with what a reader must be told of it. ``problems``: results that were left out, and why.
    ``ledgers``: the fingerprint of the ledgers' files by township and year, where it is known; ``residents_years`` likewise."""

    site: Site
    selection: Selection
    language: Language
    catalogue: Catalogue
    comparison: Comparison
    problems: tuple[Problem, ...]
    elsewhere: tuple[Elsewhere, ...]
    ledgers: Mapping[tuple[str, int], str]
    residents_years: Mapping[tuple[str, int], int]

    def messages(self, language: Language) -> list[str]:
        """The problems in words."""
        return [problem.text(self.catalogue, language) for problem in self.problems]


def compare_places(
    townships: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    indicators: Sequence[str] | None = None,
    benchmark: Mapping[str, float] | Sequence[str] | None = None,
    raw: str | Path | None = None,
    processed: str | Path | None = None,
    outputs: str | Path | None = None,
    language: Language = "zh",
    advance: Callable[[str], None] = lambda step: None,
) -> Compared:
    """Compare township-years and write ``comparison.csv``, ``trends.csv`` and ``status.json`` (the messages) to ``outputs/comparison/``.

    Of the ledgers under ``raw`` those whose results are missing or not fresh are counted first. Raises
    ``CollectError`` when there is nothing to compare, ``SelectionError`` and ``BenchmarkError`` for what cannot be asked for.
    """
    checked_language(language)
    where, catalogue = site(raw, processed, outputs), load()
    ids = indicators_of(indicators, catalogue.indicators)
    chosen = Selection(listed(townships), years_of(years), ids, benchmarks_of(benchmark, catalogue.indicators))
    problems = list(_freshen(where, chosen, language, advance))
    gathered = collect(
        where.outputs, catalogue, where.raw, chosen.townships, chosen.years, chosen.indicators, language=language
    )
    told_already = {_place_of(problem) for problem in problems}  # of ledgers; what came of them is then no news
    problems += [one for one in gathered.problems if _place_of(one) not in told_already]
    comparison = compare(gathered.observations, catalogue, chosen.benchmark, as_collected=True)
    elsewhere = read_elsewhere(where.reference / "published_elsewhere.csv", catalogue)
    write_csv(where.outputs / COMPARISON / "comparison.csv", plain(_in_units(comparison.table, catalogue, language)))
    write_csv(where.outputs / COMPARISON / "trends.csv", plain(comparison.trends))
    known = gathered.ledgers, gathered.residents_years
    found = Compared(where, chosen, language, catalogue, comparison, tuple(problems), elsewhere, *known)
    told = {spoken: found.messages(spoken) for spoken in LANGUAGES}
    write_whole(
        where.outputs / COMPARISON / STATUS, json.dumps({"messages": told}, ensure_ascii=False, indent=1) + "\n"
    )
    return found


def _freshen(where: Site, chosen: Selection, language: Language, advance: Callable[[str], None]) -> Iterator[Problem]:
    """Count what is not fresh; what fails is one problem."""
    for place, spoken in not_fresh(where, chosen, language):
        advance(f"{place.township} {place.year}")
        try:
            counting.count(place, spoken)
        except (ReaderError, OSError) as error:
            cause = error if isinstance(error, ReaderError) else fault_of(error)
            yield Problem("unusable", (("township", place.township), ("year", str(place.year)), ("detail", cause)))


def _place_of(problem: Problem) -> tuple[str | None, str | None]:
    """Township and year that a problem is about."""
    fill = dict(problem.fill)
    return fill.get("township"), fill.get("year")


def _in_units(table: pd.DataFrame, catalogue: Catalogue, language: Language) -> pd.DataFrame:
    """The table with units in the language of the results, as in ``indicators.csv``."""
    units = {id: indicator.unit_name(language) for id, indicator in catalogue.indicators.items()}
    return table.assign(unit=table["indicator"].map(units).fillna(table["unit"]))


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers as text that reads back exactly, as in ``indicators.csv``; nothing for what is not there."""
    shown = frame.copy()
    for name in frame.columns[[dtype.kind == "f" for dtype in frame.dtypes]]:
        shown[name] = [None if pd.isna(value) else number(float(value)) for value in frame[name]]
    return shown
