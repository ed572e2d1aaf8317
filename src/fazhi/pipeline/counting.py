"""The second stage of a township-year: every indicator counted from the clean tables, and the published figures held against them.

Asked for alone, it sees to the cleaning itself.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from fazhi.catalogue import Language, load
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator, Coverage, FromLedger, Proportion
from fazhi.claims import Verdict, read_published, reconcile, reconciliation_frame
from fazhi.comparison.basis import Basis, basis_text, ledger_of
from fazhi.comparison.files import BASIS
from fazhi.files import write_whole
from fazhi.indicators import (
    EVIDENCE,
    Check,
    Evidence,
    Facts,
    Township,
    Value,
    Window,
    calendar_year,
    check,
    evaluate,
    in_window,
    indicators_frame,
    read_reference,
    stock_day,
    township_of,
)
from fazhi.indicators.count import APPROXIMATE
from fazhi.indicators.definition import definitions
from fazhi.indicators.undated import Undated, undated
from fazhi.ledgers.beside import reports_in
from fazhi.pipeline.about import REPORT_PAGE, About
from fazhi.pipeline.cleaning import Clean, clean
from fazhi.pipeline.files import digest_of, write_csv, write_rows
from fazhi.pipeline.fresh import results_fingerprint
from fazhi.pipeline.messages import outcome_of
from fazhi.pipeline.outcome import write_outcome
from fazhi.pipeline.place import Place
from fazhi.pipeline.public import BREAKDOWNS, Public, public_edition

if TYPE_CHECKING:
    from fazhi.pipeline.report import OwnReport


@dataclass(frozen=True, eq=False)
class Results:
    """All numbers of a township-year: values by indicator id, verdicts on published figures, checked identities.

    ``public``: what is hidden, where these are the numbers of a public edition.
    """

    clean: Clean
    facts: Facts
    values: Mapping[str, Value]
    verdicts: tuple[Verdict, ...]
    checks: tuple[Check, ...]
    public: Public | None = None

    @property
    def catalogue(self) -> Catalogue:
        return self.facts.catalogue

    @property
    def township(self) -> Township:
        return self.facts.township

    @cached_property
    def indicators(self) -> pd.DataFrame:
        if self.public:
            return self.public.table
        place = self.clean.place
        return indicators_frame(self.values.values(), place.township, place.year, self.catalogue, self.clean.language)

    @cached_property
    def continued(self) -> tuple[str, ...]:
        """The ledgers that go on after the report date."""
        return continued_in(self.facts, self.clean.place.year, self.clean.about.report_date)

    @cached_property
    def undated(self) -> tuple[Undated, ...]:
        """Rows that say what came about and not when."""
        return tuple(undated(self.catalogue.indicators.values(), self.facts))

    @cached_property
    def reported(self) -> bool:
        """Whether a report is to be checked: one lies beside the ledgers or is said to, and this edition shows single rows."""
        return not self.public and bool(self.clean.about.report or reports_in(self.clean.place.raw))

    @cached_property
    def reconciliation(self) -> pd.DataFrame:
        return reconciliation_frame(self.verdicts, self.catalogue, self.clean.language)


def ledgers_fingerprint(cleaned: Clean) -> str:
    """SHA-256 over the names and hashes of the ledgers' files: what a number is quoted with."""
    return digest_of(f"{name}={sha}" for name, sha in cleaned.inputs.items())


def written_language(place: Place) -> Language:
    """The language in which the results of a township-year stand in its outputs; Chinese where there are none yet.

    Who only looks at results takes them in it, so that what stands there is not rewritten in another.
    """
    try:
        return Basis.model_validate_json((place.outputs / BASIS).read_text(encoding="utf-8")).language
    except (OSError, ValueError):
        return "zh"


def basis_of(found: Results) -> Basis:
    """What the results rest on, so that a later comparison can tell what it may compare."""
    clean, catalogue = found.clean, found.catalogue
    return Basis(
        synthetic=clean.about.synthetic,
        breaks=clean.about.breaks,
        definitions=dict(definitions(catalogue)),
        bounds={id: (_finite(v.low), _finite(v.high)) for id, v in found.values.items() if v.status == APPROXIMATE},
        report_date=clean.about.report_date,
        continued=found.continued,
        residents_year=found.township.residents_year if found.township.residents else None,
        fingerprint=results_fingerprint(clean.place, clean.language),
        ledgers=ledgers_fingerprint(clean),
        language=clean.language,
    )


def continued_in(facts: Facts, year: int, report_date: dt.date | None) -> tuple[str, ...]:
    """The ledgers that hold rows of days after the report date: what is counted from them is of the whole year all the same."""
    whole = calendar_year(year)
    if report_date is None or report_date >= whole.end:
        return ()
    after = Window(max(report_date + dt.timedelta(days=1), whole.start), whole.end)
    dated = {pair for indicator in facts.catalogue.indicators.values() for pair in _dated(indicator, facts.catalogue)}
    there = ((id, facts.table(id)[column]) for id, column in dated if id in facts.tables)
    return tuple(sorted({id for id, days in there if _goes_on(days, after)}))


def _dated(indicator: AnyIndicator, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The ledger and column by whose days an indicator counts, or tells that something was done in time."""
    if isinstance(indicator, FromLedger):
        done = (
            catalogue.deadlines[indicator.deadline].done
            if isinstance(indicator, Proportion) and indicator.deadline
            else None
        )
        yield from ((indicator.ledger, column) for column in (indicator.date, done) if column)


def _goes_on(days: pd.Series, after: Window) -> bool:
    """Whether a column of days, not one of years, has some in a window."""
    return days.dtype.kind == "M" and bool(in_window(days, after).any())


def _finite(bound: float | None) -> float | None:
    return bound if bound is not None and math.isfinite(bound) else None


def default_window(indicator: AnyIndicator, place: Place, about: About, continued: Collection[str] = ()) -> Window:
    """The calendar year; for stocks up to the day on which stocks are taken, and so for what must be done in time or in every month where
    the ledger ends then: what falls due later cannot be told. ``continued``: the ledgers that go on."""
    year = calendar_year(place.year)
    by_then = isinstance(indicator, Coverage) or (isinstance(indicator, Proportion) and indicator.deadline is not None)
    if load().is_stock(indicator) or (by_then and ledger_of(indicator, load()) not in continued):
        return Window(year.start, stock_day(place.year, about.report_date))
    return year


def results(place: Place, language: Language = "zh") -> Results:
    """Every indicator, verdict and identity of a township-year, computed from its clean tables."""
    cleaned = clean(place, language)
    catalogue = load()
    township = township_of(read_reference(*place.site.townships), place.township, catalogue.layout.place_endings)
    facts = Facts(cleaned.tables, catalogue, township, absent=cleaned.absent)
    going_on = continued_in(facts, place.year, cleaned.about.report_date)
    values = {
        id: evaluate(indicator, facts, default_window(indicator, place, cleaned.about, going_on))
        for id, indicator in catalogue.indicators.items()
    }
    published = read_published(place.site.published, place.township, place.year)
    numbers = {id: value.value for id, value in values.items()}
    checks = tuple(check(identity, numbers, place.year) for identity in catalogue.identities.values())
    found = Results(cleaned, facts, values, reconcile(published, facts, cleaned.about.report_date), checks)
    return public_edition(found) if place.is_public else found


def count(place: Place, language: Language = "zh") -> Results:
    """``results``, written down: ``indicators.csv``, ``reconciliation.csv``, ``identities.csv``, ``basis.json``, the evidence of each number, the checked report (``report.html``), and what a reader must be told (``status.json``); of a public edition what it shows of breakdowns (``breakdowns.csv``)."""
    found = results(place, language)
    write_csv(place.outputs / "indicators.csv", found.indicators)
    write_csv(place.outputs / "reconciliation.csv", found.reconciliation)
    write_csv(place.outputs / "identities.csv", identities_frame(found))
    if found.public:
        write_csv(place.outputs / f"{BREAKDOWNS}.csv", found.public.breakdowns)
    else:  # bounds of approximate counts and single rows would give back what is hidden
        write_whole(place.outputs / BASIS, basis_text(basis_of(found)))
        _write_evidence(found)
    write_outcome(outcome_of(found, _own_report(found)), language)
    return found


def _own_report(found: Results) -> OwnReport | None:
    """The report that lies beside the ledgers, whose checked page is written; where there is none, none stays."""
    if found.reported:
        # Here, for what reads prose takes longer to import than most townships to count.
        from fazhi.pipeline.report import check_own_report

        return check_own_report(found)
    (found.clean.place.outputs / REPORT_PAGE).unlink(missing_ok=True)
    return None


def _write_evidence(found: Results) -> None:
    """The ledger rows behind each number, one file an indicator."""
    folder = found.clean.place.outputs / "evidence"
    wanted, evidence = set(), Evidence(found.catalogue, found.clean.language)
    for id, value in found.values.items():
        rows = evidence.rows(value)
        if value.value is not None and rows:
            write_rows(folder / f"{id}.csv", EVIDENCE, rows)
            wanted.add(f"{id}.csv")
    for stale in folder.glob("*.csv"):
        if stale.name not in wanted:
            stale.unlink()


def identities_frame(found: Results) -> pd.DataFrame:
    """One row an identity: id, name, expression, the numbers put in, whether it holds (empty: not checkable)."""
    language = found.clean.language
    rows = [
        [
            c.identity.id,
            c.identity.name(language),
            c.identity.check,
            c.shown,
            c.holds,
            c.identity.note.in_language(language),
        ]
        for c in found.checks
    ]
    return pd.DataFrame(rows, columns=["identity", "name", "expression", "numbers", "holds", "note"])
