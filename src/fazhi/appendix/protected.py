"""What a public edition shows of itself: its rule, tables with marks in the place of charts, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from fazhi.appendix.context import Context
from fazhi.catalogue.indicator import FromLedger
from fazhi.catalogue.policy import Breakdown
from fazhi.charts import RECIPES, Chart
from fazhi.disclosure import Decision, chart_decision
from fazhi.disclosure.cells import SEPARATOR
from fazhi.disclosure.protect import PUBLISHED
from fazhi.pipeline.public import Public
from fazhi.publish.blocks import Banner, CellLike, Column, Table


def edition_banner(context: Context) -> Banner:
    """Internal material is marked as such; a public edition says what × means."""
    if context.found.public is None:
        return Banner(context.word("banner.internal"), "warning", context.word("edition.internal"))
    policy = context.catalogue.disclosure
    a, b = policy.sensitivity("A"), policy.sensitivity("B")
    rule = context.word("banner.public", whole=a.whole, crossed=a.crossed, cases=b.crossed)
    return Banner(rule, "info", context.word("edition.public"))


def chart_decisions(context: Context) -> dict[str, Decision]:
    """What becomes of each chart; all are drawn in an internal edition, so nothing is decided there."""
    public, place = context.found.public, context.found.clean.place
    if public is None:
        return {}
    where = (place.township, place.year, public.protected, context.catalogue)
    return {recipe.id: chart_decision(recipe.id, recipe.indicators, *where) for recipe in RECIPES}


def left_out(context: Context, decisions: dict[str, Decision]) -> Iterator[str]:
    """A line for each chart that this edition does not have."""
    for decision in decisions.values():
        if decision.release == "withheld":
            title = context.catalogue.word(f"charts.{decision.name}.title", context.language)
            reason = decision.reason.in_language(context.language) if decision.reason else context.word("withheld.many")
            yield f"{title}{context.word('colon')}{reason}"


def marked_tables(context: Context, chart: Chart) -> Iterator[Table]:
    """The tables of a chart that cannot be drawn, hidden cells marked ×."""
    public = context.found.public
    assert public is not None
    rule = next(entry for entry in context.catalogue.disclosure.charts if entry.id == chart.id)
    for id in rule.breakdowns:
        yield _marked(context, context.catalogue.disclosure.breakdown(id), chart, public)


def _marked(context: Context, entry: Breakdown, chart: Chart, public: Public) -> Table:
    place, indicator = context.found.clean.place, context.catalogue.indicators[entry.indicator]
    assert isinstance(indicator, FromLedger)
    cells = public.protected.cells
    own = cells[(cells["breakdown"] == entry.id) & (cells["township"] == place.township)]
    own = own[own["year"] == str(place.year)]
    labels = own["category"].str.split(SEPARATOR, expand=True)
    names = [_names(context, indicator.ledger, column) for column in entry.by]
    sign = context.word("sign.suppressed")
    shown = own["value"].map("{:.0f}".format).where(own["state"] == PUBLISHED, sign)
    columns, rows = _grid(labels, shown, names)
    first = next(iter(entry.by))
    heads = [Column("category", _column_name(context, indicator.ledger, first), width=2.0)]
    heads += [Column(key, label or indicator.name(context.language), "right", 1.0) for key, label in columns.items()]
    title = context.titled(f"{chart.title}{context.word('colon')}{indicator.name(context.language)}")
    notes = [context.word("note.marked")]
    unit = indicator.unit_name(context.language)
    return Table(context.next_table(), title, heads, rows, unit, notes, language=context.language)


def _grid(
    labels: pd.DataFrame, shown: pd.Series, names: list[dict[str, str]]
) -> tuple[dict[str, str], list[list[CellLike]]]:
    """Rows by the first column of a breakdown, columns by the second; one column for a breakdown by one."""
    across = labels[1] if len(names) > 1 else pd.Series("", index=labels.index)
    values = dict(zip(zip(labels[0], across, strict=True), shown, strict=True))
    down = _in_order(labels[0], names[0])
    heads = {key: names[1].get(key, key) for key in _in_order(across, names[1])} if len(names) > 1 else {"": ""}
    rows: list[list[CellLike]] = [
        [names[0].get(row, row), *(values.get((row, column), "0") for column in heads)] for row in down
    ]
    return heads, rows


def _in_order(keys: pd.Series, names: dict[str, str]) -> list[str]:
    """The catalogue's order, then what it does not name, sorted: never by value."""
    there = set(keys)
    return [key for key in names if key in there] + sorted(there - set(names))


def _names(context: Context, ledger: str, column: str) -> dict[str, str]:
    found = [entry for entry in context.catalogue.ledgers[ledger].columns if entry.id == column]
    named = {value.id: value.name(context.language) for entry in found for value in entry.values}
    other, blank = (context.catalogue.word(f"charts.text.{word}", context.language) for word in ("other", "blank"))
    return named | {"other": other, "blank": blank}


def _column_name(context: Context, ledger: str, column: str) -> str:
    found = [entry for entry in context.catalogue.ledgers[ledger].columns if entry.id == column]
    month = context.catalogue.word("charts.text.month_heading", context.language)
    return found[0].name(context.language) if found and found[0].type == "category" else month


def policy_table(context: Context) -> Table:
    """The classes of figures with their thresholds, decisions and grounds."""
    widths = {"class": 1.4, "hidden": 1.2, "decision": 2.6, "grounds": 3.6}
    columns = [Column(key, context.word(f"column.{key}"), width=width) for key, width in widths.items()]
    policy = context.catalogue.disclosure
    grounds = {entry.id: entry.name(context.language) for entry in policy.grounds}
    rows: list[list[CellLike]] = [
        [
            f"{entry.id} {entry.name(context.language)}",
            context.word("hidden_counts", whole=entry.whole or "—", crossed=entry.crossed or "—"),
            entry.decision.in_language(context.language),
            context.word("semicolon").join(grounds[id] for id in entry.grounds),
        ]
        for entry in policy.classes
    ]
    return Table(context.next_table(), context.word("title.disclosure"), columns, rows, language=context.language)
