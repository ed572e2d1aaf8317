"""A draft of a township-year's report, from its results and, where they may stand side by side, last year's."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from fazhi.catalogue import Language, ReaderError
from fazhi.catalogue.definitions import Catalogue
from fazhi.comparison import collect
from fazhi.comparison.basis import concerns, read_basis
from fazhi.comparison.files import RESULTS
from fazhi.drafts import Draft, Source, Style, compose
from fazhi.indicators import Value, Window, evaluate
from fazhi.pipeline import counting
from fazhi.pipeline.counting import Results, results
from fazhi.pipeline.fresh import not_fresh
from fazhi.pipeline.place import Place
from fazhi.pipeline.selection import Selection


def draft_report(place: Place, style: Style, language: Language) -> Draft:
    """The drafted report; ``language`` is that of the results' messages. Raises ``PlaceError`` as the stages do."""
    found = results(place, language)
    about = found.clean.about
    township = place.township.encode(errors="replace").decode()  # a folder's name may hold bytes that are no text
    source = Source(
        township, place.year, about.report_date, about.synthetic,
        lambda indicator, window: evaluate(indicator, found.facts, window), last_year(found),
        found.clean.unfilled, found.clean.unread,
    )  # fmt: skip
    return compose(source, style, found.catalogue)


def last_year(found: Results) -> dict[str, Value]:
    """Last year's values that this year's may be compared with, by indicator id: counted by the same definition, of ledgers
    of the same kind, with no break declared since. None of results that are not there; those that are stale are counted first.
    """
    place, about, catalogue = found.clean.place, found.clean.about, found.catalogue
    year, folder = place.year - 1, place.site.outputs / place.township / str(place.year - 1)
    language = found.clean.language
    try:
        _freshen(place, year, language)
        if not (folder / RESULTS).is_file():
            return {}
        ledgers = place.site.raw / place.township / str(year)
        earlier_breaks = read_basis(folder, catalogue, ledgers).breaks
    except (ReaderError, OSError):  # last year is an extra: what is wrong with it is told when it is run
        return {}
    rows = collect(place.site.outputs, catalogue, place.site.raw, [place.township], [year], language=language)
    breaks = [entry for entry in (*about.breaks, *earlier_breaks) if entry.since == place.year]
    return {
        row["indicator"]: value
        for row in rows.observations.to_dict("records")
        if not row["reason"]
        and row["synthetic"] == about.synthetic
        and not any(concerns(entry, row["indicator"], catalogue) for entry in breaks)
        and (value := _value(row, catalogue)) is not None
    }


def _freshen(place: Place, year: int, language: Language) -> None:
    for earlier, spoken in not_fresh(place.site, Selection((place.township,), (year,)), language):
        counting.count(earlier, spoken)


def _value(row: Mapping[str, Any], catalogue: Catalogue) -> Value | None:
    """An observation as a value; None for one without a number or a window."""
    try:
        window = Window(dt.date.fromisoformat(row["window_start"]), dt.date.fromisoformat(row["window_end"]))
    except ValueError:
        return None
    number, hits, of = (None if math.isnan(row[name]) else row[name] for name in ("value", "numerator", "denominator"))
    if number is None:
        return None
    return Value(catalogue.indicators[row["indicator"]], window, number, numerator=hits, denominator=of)
