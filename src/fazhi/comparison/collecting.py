"""Results of many township-years → one long frame of observations; nothing is dropped, what is absent is a gap."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from fazhi.catalogue import Language, ReaderError, fault_of
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.rules import Break
from fazhi.catalogue.text import Said
from fazhi.comparison.basis import Basis, BasisError, concerns, ledger_of, named, read_basis
from fazhi.comparison.files import RESULTS, YEAR
from fazhi.comparison.observations import complete

NEEDED = (
    "township", "year", "indicator", "value", "unit", "numerator", "denominator", "lower_95", "upper_95", "lower_998",
    "upper_998", "status", "window_start", "window_end",
)  # fmt: skip


class CollectError(ReaderError):
    """There is nothing to compare; the message says where it was looked for."""


@dataclass(frozen=True)
class Problem:
    """Something that kept results out. ``key`` is a word of the catalogue, ``fill`` what its placeholders hold: text, or an error
    that has words of its own."""

    key: str
    fill: tuple[tuple[str, Any], ...]

    def text(self, catalogue: Catalogue, language: Language) -> str:
        fill = {name: what.text(language) if isinstance(what, ReaderError) else what for name, what in self.fill}
        return catalogue.word(f"comparison.problem.{self.key}", language, **fill)


@dataclass(frozen=True, eq=False)
class Collected:
    """``observations``: see ``fazhi.comparison.observations.COLUMNS``. ``problems`` in order of place. ``ledgers``: the
    fingerprint of the ledgers' files by township and year, ``residents_years``: of which year its residents are, where the results say it."""

    observations: pd.DataFrame
    problems: tuple[Problem, ...]
    ledgers: Mapping[tuple[str, int], str] = field(default_factory=dict)
    residents_years: Mapping[tuple[str, int], int] = field(default_factory=dict)


def collect(
    outputs: Path,
    catalogue: Catalogue,
    raw: Path | None = None,
    townships: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    indicators: Sequence[str] | None = None,
    language: Language = "zh",
) -> Collected:
    """The observations of every ``<township>/<year>/indicators.csv`` under ``outputs``, or of those asked for.

    Each township has a row for each indicator and each year asked for (default: from the first year to the last
    that any of them has): where there are no results, the row says so. ``raw`` is the folder of the ledgers, whose
    ``about.yaml`` tells of synthetic ledgers and of breaks. ``language`` is that of the reasons of breaks. Raises
    ``CollectError`` when nothing is found.
    """
    found = dict(_places(outputs, townships, years))
    if not found and (there := dict(_places(outputs, None, None))):
        known = tuple(f"{township}/{year}" for township, year in there)
        raise CollectError("comparison.none_chosen", folder=outputs.as_posix(), known=known)
    if not found:
        raise CollectError("comparison.nothing", folder=outputs.as_posix())
    names = sorted(set(townships) if townships else {township for township, _ in found})
    span = sorted(set(years)) if years else range(min(y for _, y in found), max(y for _, y in found) + 1)
    search = _Search(raw, catalogue, tuple(indicators or ()), language, [])
    rows: list[dict[str, Any]] = []
    for township in names:
        if not any(place[0] == township for place in found):
            search.report("no_township", township=township)
        for year in span:
            rows += _township_year(search, township, year, found.get((township, year)))
    _mark_breaks(rows, _breaks(rows), search)
    return Collected(complete(rows, catalogue), tuple(search.problems), search.ledgers, search.residents_years)


@dataclass(frozen=True, eq=False)
class _Search:
    """What is looked for, and what came in the way."""

    raw: Path | None
    catalogue: Catalogue
    indicators: tuple[str, ...]
    language: Language
    problems: list[Problem]
    ledgers: dict[tuple[str, int], str] = field(default_factory=dict)
    residents_years: dict[tuple[str, int], int] = field(default_factory=dict)

    def report(self, key: str, **fill: object) -> None:
        """Note a problem: a key of the words ``comparison.problem`` and what fills it."""
        self.problems.append(
            Problem(
                key,
                tuple(
                    (name, what if isinstance(what, ReaderError | Said | tuple) else str(what))
                    for name, what in sorted(fill.items())
                ),
            )
        )

    def wanted(self, table: Iterable[dict[str, Any]]) -> list[str]:
        """The ids asked for; by default the catalogue's, and those of the table that the catalogue does not know."""
        if self.indicators:
            return list(self.indicators)
        return list(dict.fromkeys([*self.catalogue.indicators, *(row["indicator"] for row in table)]))


def _places(
    outputs: Path, townships: Iterable[str] | None, years: Iterable[int] | None
) -> Iterator[tuple[tuple[str, int], Path]]:
    wanted, asked = set(townships or ()), set(years or ())
    for path in sorted(outputs.glob(f"*/*/{RESULTS}")):
        township, year = path.parent.parent.name, path.parent.name
        if YEAR.fullmatch(year) and (not wanted or township in wanted) and (not asked or int(year) in asked):
            yield (township, int(year)), path


def _township_year(search: _Search, township: str, year: int, path: Path | None) -> list[dict[str, Any]]:
    """A row for each indicator wanted, from the file where there is one."""
    blank = {"township": township, "year": year, "value": None}
    if path is None:
        return [{**blank, "indicator": id, "status": "absent", "reason": "year_absent"} for id in search.wanted(())]
    try:
        ledgers = None if search.raw is None else search.raw / township / str(year)
        basis = read_basis(path.parent, search.catalogue, ledgers)
        table = _table(path, township, year)
    except BasisError as error:
        search.report("unusable", township=township, year=year, detail=error)
        return [{**blank, "indicator": id, "reason": "unusable_results"} for id in search.wanted(())]
    except _Unusable as error:
        search.report(error.key, file=named(path), **error.fill)
        return [{**blank, "indicator": id, "reason": "unusable_results"} for id in search.wanted(())]
    if basis.ledgers:
        search.ledgers[township, year] = basis.ledgers
    if basis.residents_year:
        search.residents_years[township, year] = basis.residents_year
    said = {"synthetic": bool(basis.synthetic), "breaks": basis.breaks}
    rows = []
    by_id: dict[str, list[dict[str, Any]]] = {}
    for row in table:
        by_id.setdefault(row["indicator"], []).append(row)
    for id in search.wanted(table):
        if id not in by_id:
            rows.append({**blank, **said, "indicator": id, "reason": "not_in_results"})
        rows += [_observation(row, basis, search.catalogue) | said for row in by_id.get(id, ())]
    return rows


class _Unusable(Exception):
    def __init__(self, key: str, **fill: object) -> None:
        self.key, self.fill = key, fill


def _table(path: Path, township: str, year: int) -> list[dict[str, Any]]:
    """The rows of a file of results as text. Raises ``_Unusable`` when it is none, or that of another township-year."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            rows, columns = list(reader), reader.fieldnames
    except (OSError, ValueError, csv.Error) as error:
        raise _Unusable(
            "unreadable", detail=fault_of(error) if isinstance(error, OSError) else Said("fault.table")
        ) from error
    if not columns or any(None in row for row in rows):  # an empty file; more cells than columns
        raise _Unusable("unreadable", detail=Said("fault.table"))
    if absent := [name for name in NEEDED if name not in columns]:
        raise _Unusable("missing_columns", columns=tuple(absent))
    for row in rows:
        if (row["township"], row["year"]) != (township, str(year)):
            raise _Unusable("other_place", found=f"{row['township']} {row['year']}")
    return rows


def _observation(row: dict[str, Any], basis: Basis, catalogue: Catalogue) -> dict[str, Any]:
    id = row["indicator"]
    indicator = catalogue.indicators.get(id)
    observation = {name: row[name] or None for name in NEEDED} | {
        "indicator": id,
        "definition": basis.definitions.get(id),
    }
    closed = "" if basis.report_date is None else basis.report_date.isoformat()
    on = ledger_of(indicator, catalogue) in basis.continued
    if closed and not on and str(observation["window_end"] or "") > closed:  # closed in November, it holds no full year
        observation["window_end"] = closed
    if indicator is not None and indicator.kind == "date":
        observation |= {"value": None, "day": row["value"]}
    if id in basis.bounds:
        observation |= dict(zip(("low", "high"), basis.bounds[id], strict=True))
    return observation


def _breaks(rows: Iterable[dict[str, Any]]) -> dict[str, list[Break]]:
    """The breaks that a township declares in any of its years, each once, by year."""
    found: dict[str, dict[str, Break]] = {}
    for row in rows:
        for entry in row.get("breaks", ()):
            found.setdefault(row["township"], {})[entry.model_dump_json()] = entry
    return {
        township: sorted(own.values(), key=lambda b: (b.since, b.model_dump_json())) for township, own in found.items()
    }


def _mark_breaks(rows: Iterable[dict[str, Any]], breaks: dict[str, list[Break]], search: _Search) -> None:
    """Number the unbroken series of each row, tell the reason in the year of a break, and bar what stands apart."""
    for row in rows:
        own = [b for b in breaks.get(row["township"], ()) if concerns(b, row["indicator"], search.catalogue)]
        row["series"] = len({b.since for b in own if b.since <= int(row["year"])})
        notes = (b.note.in_language(search.language) for b in own if b.since == int(row["year"]))
        row["break_reason"] = "; ".join(
            dict.fromkeys(notes)
        )  # a rate and the count that it is made from may say the same
        if row.get("status") == "ok" and not all(b.comparable(int(row["year"])) for b in own):
            row["reason"] = "definition_break"
        row.pop("breaks", None)
