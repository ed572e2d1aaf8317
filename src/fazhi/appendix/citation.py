"""How a number is quoted: township, indicator, value, period, ledgers with their fingerprint, and the document that it stands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator, FromLedger, PerThousand
from fazhi.indicators import Window

HASH = 16  # characters of a SHA-256 in a citation: the first group of the printed one


def number(
    catalogue: Catalogue,
    language: Language,
    *,
    township: str,
    synthetic: bool,
    indicator: AnyIndicator,
    text: str,
    window: str,
    ledgers: str,
) -> str:
    """The quotation of one number, ``text`` being the value as it is printed; where it stands comes after it (``place``)."""
    name = catalogue.word("appendix.cited_synthetic", language, township=township) if synthetic else township
    value = text
    if indicator.unit != "%" and indicator.kind != "date":
        value = catalogue.word("appendix.cited_value", language, value=text, unit=indicator.unit_behind(text, language))
    fill = {"township": name, "indicator": indicator.name(language), "value": value, "window": window}
    return catalogue.word("appendix.cited_number", language, **fill, ledgers=ledgers)


def place(catalogue: Catalogue, language: Language, title: str, part: str) -> str:
    """The end of a quotation: the document's title, and the table or part of it."""
    return catalogue.word("appendix.cited_place", language, title=title, part=part)


def ledgers(
    catalogue: Catalogue, language: Language, indicator: AnyIndicator, hashes: Mapping[str, Sequence[str]]
) -> str:
    """The ledger that an indicator is counted from, with the beginnings of the SHA-256 of its files, where ``hashes`` has them."""
    source = catalogue.indicators[indicator.of] if isinstance(indicator, PerThousand) else indicator
    id = source.ledger if isinstance(source, FromLedger) else "—"
    if not hashes.get(id):
        return id
    listed = catalogue.word("appendix.comma", language).join(hashes[id])
    return catalogue.word("appendix.cited_ledger", language, ledger=id, hashes=listed)


def window_text(catalogue: Catalogue, language: Language, indicator: AnyIndicator, window: Window) -> str:
    """全年 for the calendar year, the day itself for a stock."""
    if catalogue.is_stock(indicator):
        return catalogue.word("appendix.stock_day", language, day=window.end.isoformat())
    return period_text(catalogue, language, window)


def period_text(catalogue: Catalogue, language: Language, window: Window) -> str:
    """A period in days; a calendar year as such."""
    year = window.start.year
    if window == Window(dt.date(year, 1, 1), dt.date(year, 12, 31)):
        return catalogue.word("appendix.whole_year", language, year=year)
    return catalogue.word("appendix.period", language, start=window.start.isoformat(), end=window.end.isoformat())
