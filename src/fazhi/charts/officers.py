"""The chart of enforcement officers by when their certificate expires."""

from __future__ import annotations

import pandas as pd

from fazhi.catalogue.indicator import Stock
from fazhi.charts.columns import Column, columns
from fazhi.charts.lettering import number
from fazhi.charts.model import Drawing, Scene
from fazhi.charts.wording import day, told
from fazhi.indicators.count import in_stock

HALVES = 11  # in one chart; a longer range is shown by years
YEARS = 8  # and a still longer one ends in "and later"


def officer_certificates(scene: Scene) -> Drawing | None:
    """Certified officers by when their last certificate expires; beside them those whose has expired."""
    stock = scene.indicator("certified_officers")
    assert isinstance(stock, Stock) and stock.until is not None
    by_person = scene.rows("certified_officers").groupby("person")[stock.until]
    endless = by_person.count() < by_person.size()  # a certificate without end outlasts all others
    last = by_person.max().mask(endless)
    expired, undated = _expired(scene, stock, last.index), int(last.isna().sum())
    if last.empty and not expired:
        return None
    ahead = _ahead(scene, last.dropna())
    items = [*_apart(scene, "expired", expired), *ahead, *_apart(scene, "undated", undated)]
    unit = scene.unit("certified_officers")
    heading, axis = (
        scene.word("officer_certificates.heading"),
        scene.word("officer_certificates.axis", unit=unit),
    )
    return Drawing(
        svg=columns(items, axis),
        alt=told(scene, "columns", "officer_certificates", *_findings(scene, len(last), expired, ahead), stock=True),
        unit=unit,
        data=pd.DataFrame({heading: [item.name for item in items], axis: [item.value for item in items]}),
        notes=(scene.word("officer_certificates.note", day=day(scene, scene.window.end)),) if expired else (),
    )


def _expired(scene: Scene, stock: Stock, certified: pd.Index) -> int:
    """Persons on the roll who hold no certificate any more only because all of theirs have run out."""
    on_roll = in_stock(stock.model_copy(update={"until": None}), scene.facts, scene.window.end)["person"]
    return int(on_roll[~on_roll.isin(certified)].nunique())


def _apart(scene: Scene, word: str, count: int) -> list[Column]:
    name = scene.word(f"officer_certificates.{word}")
    return [Column(name, name, count, apart=True)] if count else []


def _ahead(scene: Scene, last: pd.Series) -> list[Column]:
    """The half-years, or years, from the window's end to the last expiry, empty ones too."""
    if last.empty:
        return []
    half = last.dt.year * 2 + (last.dt.month > 6)
    tomorrow = scene.window.end + pd.Timedelta(days=1)
    first, end = min(tomorrow.year * 2 + (tomorrow.month > 6), int(half.min())), int(half.max())
    if end - first < HALVES:
        counts = half.value_counts()
        halves = range(first, end + 1)
        return [_half_year(scene, place, int(counts.get(place, 0)), first=place == first) for place in halves]
    years = range(first // 2, min(end // 2, first // 2 + YEARS - 1) + 1)
    counts = (half // 2).clip(upper=years[-1]).value_counts()
    return [_year(scene, year, int(counts.get(year, 0)), more=year == years[-1] < end // 2) for year in years]


def _half_year(scene: Scene, place: int, count: int, *, first: bool) -> Column:
    """A half-year (twice the year, plus one for the second half); the label has the year where one begins."""
    year, second = divmod(place, 2)
    name = scene.word(f"officer_certificates.half_{second + 1}", year=year)
    label = scene.word(f"officer_certificates.half_{second + 1}_label")
    return Column(name, f"{label}\n{scene.word('text.year', year=year)}" if first or not second else label, count)


def _year(scene: Scene, year: int, count: int, *, more: bool) -> Column:
    name, label = ("officer_certificates.later", "officer_certificates.later_label") if more else ("text.year",) * 2
    return Column(scene.word(name, year=year), scene.word(label, year=year), count)


def _findings(scene: Scene, officers: int, expired: int, ahead: list[Column]) -> list[str]:
    found = [scene.word("officer_certificates.finding", count=number(officers))]
    if ahead:
        first, fullest = ahead[0], max(ahead, key=lambda item: item.value)
        found.append(scene.word("officer_certificates.most", name=fullest.name, most=number(fullest.value)))
        if 0 < first.value < fullest.value:
            found.append(scene.word("officer_certificates.next", name=first.name, count=number(first.value)))
    return [*found, scene.word("officer_certificates.expired_finding", count=number(expired))]
