"""One number in words: definition, window, value, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.catalogue import Language
from fazhi.catalogue.models import FromLedger, PerThousand
from fazhi.indicators import evidence_frame
from fazhi.pipeline.stages import Results

SHOWN_ROWS = 40


def explanation(found: Results, indicator_id: str, language: Language) -> str:
    """Plain text: what the indicator is, how it was counted here, and the first rows behind it."""
    return "\n".join(_lines(found, indicator_id, language))


def _lines(found: Results, indicator_id: str, language: Language) -> Iterator[str]:
    catalogue = found.catalogue
    value = found.values[indicator_id]
    indicator = value.indicator
    row = found.indicators.set_index("indicator").loc[indicator_id]

    def said(key: str, **fill: object) -> str:
        return catalogue.word(f"explain.{key}", language, **fill)

    place = found.clean.place
    yield f"{place.township} {place.year}  {indicator.name(language)}  [{indicator.id}]"
    yield said(
        "value",
        value=row["value"] if row["value"] is not None else "—",
        unit=indicator.unit_name(language),
        status=row["status"],
    )
    if value.denominator is not None and value.numerator is not None:
        yield said("parts", numerator=row["numerator"], denominator=row["denominator"])
    if value.low is not None or value.high is not None:
        yield said("bounds", low=value.low, high="∞" if value.high is None else value.high)
    if row["lower_95"] is not None:
        yield said(
            "interval",
            lower=row["lower_95"],
            upper=row["upper_95"],
            lower998=row["lower_998"],
            upper998=row["upper_998"],
        )
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
                said=claim.value,
                wording=claim.wording,
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
