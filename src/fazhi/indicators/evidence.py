"""The ledger rows behind a number: where each stands, its date and category. Nothing personal."""

from __future__ import annotations

import pandas as pd

from fazhi.catalogue import PLACED, Catalogue, Language
from fazhi.catalogue.models import Coverage, FromLedger, Ledger, PerThousand, Proportion, Stock, Sum
from fazhi.indicators.count import Value

COLUMNS = ["file", "sheet", "row", "date", "category", "amount", "counted"]


def evidence_frame(value: Value, catalogue: Catalogue, language: Language) -> pd.DataFrame:
    """One row for each ledger row behind ``value``, columns ``COLUMNS``.

    ``amount`` is filled for sums; ``counted`` says of a proportion whether the row is in its numerator.
    """
    indicator = value.indicator
    if isinstance(indicator, PerThousand):
        indicator = catalogue.indicators[indicator.of]
    if not isinstance(indicator, FromLedger) or value.rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    ledger, rows = catalogue.ledgers[indicator.ledger], value.rows
    frame = rows[["file", "sheet", "row"]].copy()
    frame["date"] = _dates(indicator, rows)
    frame["category"] = _categories(indicator, ledger, rows, catalogue, language)
    frame["amount"] = rows[indicator.amount].fillna(indicator.each) if isinstance(indicator, Sum) else None
    frame["counted"] = rows["__hit"].astype(bool) if isinstance(indicator, Proportion) else True
    return frame[COLUMNS].sort_values(["file", "sheet", "row"], kind="stable").reset_index(drop=True)


def _dates(indicator: FromLedger, rows: pd.DataFrame) -> pd.Series:
    column = indicator.date or (indicator.since if isinstance(indicator, Stock) else None) or PLACED
    dates = rows[column]
    if pd.api.types.is_datetime64_any_dtype(dates):
        return dates.dt.strftime("%Y-%m-%d")
    return dates.map(lambda year: f"{int(year)}", na_action="ignore")


def _categories(
    indicator: FromLedger, ledger: Ledger, rows: pd.DataFrame, catalogue: Catalogue, language: Language
) -> pd.Series:
    """The names of the row's categories that decide the count, joined; the ledger's own classification where none does."""
    decisive = [c.column for c in (*indicator.where, *getattr(indicator, "numerator", ()))]
    columns = [c for c in ledger.columns if c.type == "category" and c.id in decisive]
    columns = columns or [c for c in ledger.columns if c.type == "category" and c.strict][:1]
    if isinstance(indicator, Coverage):
        columns = []
    several, clauses = catalogue.word("mark.list", language), catalogue.word("mark.clauses", language)
    parts = []
    for column in columns:
        names = {v.id: v.name(language) for v in column.values} | {"other": catalogue.word("other", language)}
        parts.append(
            rows[column.id].map(
                lambda ids, names=names: several.join(names[i] for i in ids.split("|")), na_action="ignore"
            )
        )
    if not parts:
        return pd.Series(None, index=rows.index, dtype=object)
    joined = pd.concat(parts, axis=1)
    return joined.apply(lambda row: clauses.join(text for text in row if isinstance(text, str)) or None, axis=1)
