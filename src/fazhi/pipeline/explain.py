"""One number in words: definition, window, value, what it rests on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import TypeGuard

from fazhi.catalogue import Language, rounded_apart
from fazhi.catalogue.indicator import AnyIndicator, FromLedger, PerThousand
from fazhi.claims import in_words
from fazhi.claims.reconcile import plain
from fazhi.indicators import evidence_frame
from fazhi.pipeline.counting import Results

SHOWN_ROWS = 40


def explanation(found: Results, indicator_id: str, language: Language) -> str:
    """Plain text: what the indicator is, how it was counted here, and the first rows behind it."""
    return "\n".join(_lines(found, indicator_id, language))


def _lines(found: Results, indicator_id: str, language: Language) -> Iterator[str]:
    catalogue = found.catalogue
    value = found.values[indicator_id]
    indicator = value.indicator

    def said(key: str, **fill: object) -> str:
        return catalogue.word(f"explain.{key}", language, **fill)

    place = found.clean.place
    yield f"{place.township} {place.year}  {indicator.name(language)}  [{indicator.id}]"
    shown = _shown(value.value, indicator, indicator.decimals)
    yield said(
        "value",
        value=shown,
        unit=indicator.unit_behind(shown, language),
        status="" if value.status == "ok" else said(f"status.{value.status}"),
    )
    if value.denominator is not None and value.numerator is not None:
        yield said("parts", numerator=f"{value.numerator:g}", denominator=f"{value.denominator:g}")
    if value.low is not None or value.high is not None:
        ends = {"low": value.low, "high": value.high}
        yield said("bounds", **{name: _shown(end, indicator, indicator.decimals, "∞") for name, end in ends.items()})
    near, far = value.intervals
    if _finite(near.lower) and _finite(near.upper):
        ends = {"lower": near.lower, "upper": near.upper, "lower998": far.lower, "upper998": far.upper}
        decimals = max(indicator.decimals, 1)
        yield said("interval", **{name: _shown(end, indicator, decimals) for name, end in ends.items()})
    yield said("window", start=value.window.start, end=value.window.end)
    yield said("method", method=indicator.method.in_language(language))
    source = catalogue.indicators[indicator.of] if isinstance(indicator, PerThousand) else indicator
    if isinstance(source, FromLedger):
        ledger = catalogue.ledgers[source.ledger]
        yield said("ledger", id=ledger.id, ledger=ledger.name(language))
        deadline = catalogue.deadlines.get(getattr(source, "deadline", None) or "")
        if deadline:
            yield said("deadline", name=deadline.name(language), article=deadline.article.in_language(language))
    for verdict in found.verdicts:
        if verdict.claim.indicator == indicator_id:
            claim = verdict.claim
            yield said(
                "claim",
                claim=claim.claim,
                said=in_words(plain(claim.value) or "—", claim.wording),
                unit=claim.unit,
                window=claim.window or "—",
                verdict=said(verdict.verdict),
            )
    frame = evidence_frame(value, catalogue, language)
    yield said("rows", rows=len(frame))
    for entry in frame.head(SHOWN_ROWS).itertuples():
        parts = (entry.file, entry.sheet, said("row", row=entry.row), entry.date, entry.category)
        yield "  " + "  ".join(str(part) for part in parts if isinstance(part, str | int) and part)
    if len(frame) > SHOWN_ROWS:
        yield said(
            "more", rows=len(frame) - SHOWN_ROWS, file=(place.outputs / "evidence" / f"{indicator_id}.csv").as_posix()
        )


def _shown(number: float | dt.date | None, indicator: AnyIndicator, decimals: int, nothing: str = "—") -> str:
    """A number rounded as in the appendix, a proportion in per cent; ``nothing`` where there is none, or no end to it."""
    if isinstance(number, dt.date):
        return number.isoformat()
    if not _finite(number):
        return nothing
    return str(rounded_apart(number * 100, 1, 0, 100) if indicator.unit == "%" else rounded_apart(number, decimals, 0))


def _finite(number: float | None) -> TypeGuard[float]:
    return number is not None and math.isfinite(number)
