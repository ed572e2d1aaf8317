"""The plans of the county: every township-year that has a folder, and what is planted where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fazhi.catalogue import ReaderError, load
from fazhi.catalogue.indicator import PerThousand
from fazhi.catalogue.rules import Break
from fazhi.catalogue.text import Text
from fazhi.synthesis.county import figures
from fazhi.synthesis.county.calendar import disputes_season, holidays
from fazhi.synthesis.county.draws import TownshipYear
from fazhi.synthesis.county.planted import Planted, planted_in
from fazhi.synthesis.county.setting import setting
from fazhi.synthesis.county.townships import Township, townships_of
from fazhi.synthesis.plan import Plan, Target


class CountyError(ReaderError):
    """A county that cannot be made, or not where it was to be."""

    code = 2


@dataclass(frozen=True)
class County:
    """A fictional county: its townships, the plan of every township-year that has a folder, and what is planted where."""

    townships: tuple[Township, ...]
    plans: tuple[Plan, ...]
    planted: tuple[Planted, ...]


def county(townships: int, years: int, seed: int) -> County:
    """``townships`` × ``years`` township-years up to the last year of the setting, less the planted gap.

    The same numbers and seed give the same plans. Raises ``CountyError`` for more townships than the setting has names,
    for more years than the calendar of working days goes back, and for less than one of either.
    """
    most, most_years = len(setting().townships), setting().last_year - setting().first_year + 1
    if not (1 <= townships <= most and 1 <= years <= most_years):
        raise CountyError("synthesis.size", most=most, years=most_years)
    drawn, last = townships_of(townships, seed), setting().last_year
    span = range(last - years + 1, last + 1)
    planted = planted_in(drawn, span)
    gaps = {(entry.township, entry.year) for entry in planted if entry.kind == "gap"}
    plans = []
    for place, township in enumerate(drawn):
        own = {entry.kind: entry for entry in planted if entry.township == township.name}
        for year in span:
            if (township.name, year) not in gaps:
                plans.append(_plan(TownshipYear(township, year, place, townships, seed, own)))
    return County(drawn, tuple(plans), planted)


def _plan(at: TownshipYear) -> Plan:
    known, counts = setting(), figures.targets(at)
    # Received by then, a letter's day for the reply lies within the year.
    letters = Target(value=counts["procuratorial_suggestions"], since="01-10", until="10-15")
    return Plan(
        township=at.township.name,
        year=at.year,
        county=known.county,
        report_date=date(at.year, 12, 31),
        basis_document=known.basis_document.format(year=at.year),
        villages=at.township.villages,
        closed=tuple(stretch for year in (at.year - 1, at.year, at.year + 1) for stretch in holidays(year)),
        targets={id: Target(value=value) for id, value in counts.items()} | {"procuratorial_suggestions": letters},
        beside=figures.beside(at, counts),
        residents=at.township.residents,
        fictional=True,
        seasons={"disputes": disputes_season(at.year), "publicity": known.publicity_season},
        breaks=_breaks(at),
        lacking=_ledger(at, "lacking"),
        damaged=_ledger(at, "damaged"),
    )


def _breaks(at: TownshipYear) -> tuple[Break, ...]:
    """Declared once, in the year from which the office counts as the others do; before, its numbers were not like theirs."""
    entry = at.planted.get("break")
    if entry is None or entry.year != at.year:
        return ()
    note = setting().break_note
    said = Text(zh=note.zh.format(year=at.year), en=note.en.format(year=at.year))
    broken = setting().break_indicators
    rates = [rate.id for rate in load().indicators.values() if isinstance(rate, PerThousand) and rate.of in broken]
    return tuple(Break(indicator=id, since=at.year, note=said, others="after") for id in (*broken, *rates))


def _ledger(at: TownshipYear, kind: str) -> tuple[str, ...]:
    entry = at.planted.get(kind)
    return (entry.subject,) if entry and entry.year == at.year else ()
