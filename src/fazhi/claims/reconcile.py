"""Published figures against computed ones: each claim in its own window and wording → a verdict."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from fazhi.catalogue import Language, rounded_apart
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator
from fazhi.claims.published import Claim
from fazhi.claims.wording import Range, allowed, looks_rounded, same_when_rounded
from fazhi.indicators import Facts, Value, Window, evaluate, named_window
from fazhi.indicators.count import APPROXIMATE, MISSING_LEDGER
from fazhi.values import grouped

ValueOf = Callable[[AnyIndicator, Window], Value]
CONSISTENT, INCONSISTENT, NOT_CHECKABLE = "consistent", "inconsistent", "not_checkable"
COLUMNS = [
    "township", "year", "claim", "indicator", "name", "section", "said", "wording", "unit", "window", "window_start",
    "window_end", "allowed_from", "allowed_to", "computed", "verdict", "looks_rounded", "reason", "source",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Verdict:
    """What became of one claim. ``reason`` is a key of the catalogue's words, None where the verdict needs none."""

    claim: Claim
    verdict: str
    window: Window | None = None
    value: Value | None = None
    range: Range | None = None
    looks_rounded: bool = False
    reason: str | None = None


def reconcile(claims: Iterable[Claim], facts: Facts, report_date: dt.date | None) -> tuple[Verdict, ...]:
    """A verdict on each claim of one township-year, in the claims' order."""
    return judge(claims, lambda indicator, window: evaluate(indicator, facts, window), facts.catalogue, report_date)


def judge(
    claims: Iterable[Claim], value_of: ValueOf, catalogue: Catalogue, report_date: dt.date | None
) -> tuple[Verdict, ...]:
    """A verdict on each claim against the values that ``value_of`` gives for its indicator and window."""
    return tuple(_verdict(claim, value_of, catalogue, report_date) for claim in claims)


def _verdict(claim: Claim, value_of: ValueOf, catalogue: Catalogue, report_date: dt.date | None) -> Verdict:
    indicator = catalogue.indicators.get(claim.indicator)
    if indicator is None:
        return Verdict(claim, NOT_CHECKABLE, reason="claims.no_indicator")
    window = named_window(claim.window, claim.year, report_date, catalogue)
    if window is None:
        other = _is_of_another_year(claim)
        return Verdict(claim, NOT_CHECKABLE, reason=f"claims.{'other_year' if other else 'unknown_window'}")
    value = value_of(indicator, window)
    if value.value is None:
        missing = value.status == MISSING_LEDGER
        return Verdict(
            claim, NOT_CHECKABLE, window, value, reason=f"claims.{'missing_ledger' if missing else 'no_value'}"
        )
    if isinstance(claim.value, dt.date) or isinstance(value.value, dt.date):
        verdict = CONSISTENT if claim.value == value.value else INCONSISTENT
        return Verdict(claim, verdict, window, value)
    return _judge_number(claim, claim.value, value, window)


def _is_of_another_year(claim: Claim) -> bool:
    """Whether a period that no window has names an earlier year (上年同期) or one that is not the report's (2021年上半年)."""
    from fazhi.claims.prose.lexicon import prose  # with what reads prose

    years = map(int, re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", claim.window))
    return any(year != claim.year for year in years) or any(re.match(p, claim.window) for p in prose().periods.before)


def _judge_number(claim: Claim, said: Decimal, value: Value, window: Window) -> Verdict:
    span = claim.allowed or allowed(said, claim.wording)
    computed = in_units_of_report(value, claim.unit)
    rounded = looks_rounded(said, claim.wording, claim.unit)
    fits = span.holds(computed)
    if not fits and claim.unit == "%" and span.lower == span.upper:
        fits = same_when_rounded(computed, said)
    if fits:
        return Verdict(claim, CONSISTENT, window, value, span, rounded)
    if value.status == APPROXIMATE and value.low is not None:
        high = None if value.high is None else Decimal(repr(value.high))
        if span.meets(Decimal(repr(value.low)), high):
            return Verdict(claim, NOT_CHECKABLE, window, value, span, rounded, "claims.approximate_ledger")
    return Verdict(claim, INCONSISTENT, window, value, span, rounded)


def in_units_of_report(value: Value, unit: str) -> Decimal:
    """A computed number as the report would state it: proportions in percent, from their exact numerator and denominator."""
    if unit == "%" and value.numerator is not None and value.denominator:
        return Decimal(int(value.numerator)) * 100 / Decimal(int(value.denominator))
    return Decimal(repr(value.value))


def shortened(computed: Decimal) -> Decimal:
    """A computed number for a message: two decimals tell that it is another one than the report's."""
    return rounded_apart(computed, 2, 0, 100)


def reconciliation_frame(verdicts: Iterable[Verdict], catalogue: Catalogue, language: Language) -> pd.DataFrame:
    """One row a claim, columns ``COLUMNS``."""
    return pd.DataFrame([_row(verdict, catalogue, language) for verdict in verdicts], columns=COLUMNS)


def _row(v: Verdict, catalogue: Catalogue, language: Language) -> list[object]:
    claim, indicator = v.claim, catalogue.indicators.get(v.claim.indicator)
    computed: object = None
    if v.value is not None and v.value.value is not None:
        is_date = isinstance(v.value.value, dt.date)
        computed = v.value.value if is_date else in_units_of_report(v.value, claim.unit).normalize()
    return [
        claim.township, claim.year, claim.claim, claim.indicator,
        indicator.name(language) if indicator else None, claim.section,
        plain(claim.value), claim.wording, claim.unit, claim.window,
        v.window.start if v.window else None, v.window.end if v.window else None,
        plain(v.range.lower) if v.range else None, plain(v.range.upper) if v.range else None,
        plain(computed), v.verdict, v.looks_rounded,
        catalogue.word(v.reason, language) if v.reason else None, claim.source,
    ]  # fmt: skip


def plain(value: object) -> str | None:
    """A number without exponent and without trailing zeros; dates as they are; None for nothing."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return None if value is None else str(value)


def readable(number: Decimal) -> str:
    """The same of a number for reading, its thousands apart."""
    return grouped(Decimal(plain(number) or 0))
