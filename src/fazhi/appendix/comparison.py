"""The comparison as chapters of blocks, numbered through: what the notebook shows and the exporters print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from fazhi.appendix import comparison_aside as aside
from fazhi.appendix import comparison_charts as charts
from fazhi.appendix import comparison_tables as tables
from fazhi.appendix.comparison_context import ComparisonContext, is_judged
from fazhi.appendix.comparison_elsewhere import elsewhere
from fazhi.appendix.compose import Chapter, Heading
from fazhi.appendix.drawings import kept_drawings
from fazhi.catalogue import rounded_apart
from fazhi.pipeline.compare import Compared
from fazhi.pipeline.fresh import COMPARED
from fazhi.publish.blocks import Banner, Block, Column, Document, KeyFigure, KeyFigures, Table

DECIMALS = {"expected_95": 2, "expected_998": 3}
METHODS = (
    "match", "rule", "large", "polarity", "pooled", "intervals", "small", "unjudged", "rates", "medians", "trend",
    "dispersion", "rank", "quantile", "multiplicity", "independence", "synthetic",
)  # fmt: skip


@dataclass(frozen=True)
class ComparisonPage:
    """All chapters of one comparison."""

    front: Chapter
    overview: Chapter
    sections: Chapter
    trends: Chapter
    aside: Chapter
    elsewhere: Chapter
    methods: Chapter


def compose_comparison(found: Compared) -> ComparisonPage:
    """The page of a comparison; tables and figures are numbered in reading order. Of its drawings only those that show something else are drawn again."""
    context = ComparisonContext(found)
    with kept_drawings(found.site.processed, found.site, COMPARED):
        return ComparisonPage(
            Chapter(tuple(_front(context))),
            Chapter(tuple(_overview(context))),
            Chapter(tuple(_sections(context))),
            Chapter(tuple(_trends(context))),
            Chapter(tuple(_aside(context))),
            published := Chapter(tuple(_elsewhere(context))),
            Chapter(tuple(_methods(context, "methods_sixth" if published.parts else "methods_fifth"))),
        )


def _front(context: ComparisonContext) -> Iterator[Block]:
    meta = {
        context.word("meta.townships"): context.joined(context.townships),
        context.word("meta.years"): context.years_text,
    }
    if fixed := context.found.comparison.benchmark:
        names = [f"{context.catalogue.indicators[id].name(context.language)} {value:g}" for id, value in fixed.items()]
        meta[context.word("meta.benchmark")] = context.joined(names)
    yield Document(context.title, context.word("subtitle"), context.language, None, meta)
    if context.found.ledgers:  # only internal results say on which ledgers they rest
        edition = context.catalogue.word("appendix.edition.internal", context.language)
        yield Banner(context.catalogue.word("appendix.banner.internal", context.language), "warning", edition)
    synthetic = {row["township"] for row in context.records if row["synthetic"] and row["status"] != "absent"}
    if synthetic:
        towns = context.joined(sorted(synthetic))
        text = context.word("banner.synthetic", townships=towns)
        yield Banner(text, "warning", context.catalogue.word("synthetic", context.language))
    if context.found.problems:
        yield Banner(
            "\n".join(context.found.messages(context.found.language)), "error", context.word("banner.left_out")
        )
    yield _key_figures(context)


def _key_figures(context: ComparisonContext) -> KeyFigures:
    everything = context.found.comparison.multiplicity
    of_all = everything[everything["indicator"] == ""].drop(columns=["indicator", "year"])
    total = {key: counts.sum() for key, counts in of_all.items()}  # one by one: counts stay whole numbers
    chance = context.word(
        "key.by_chance", at_95=_expected("expected_95", total), at_998=_expected("expected_998", total)
    )
    return KeyFigures(
        [
            KeyFigure(context.word("key.townships"), str(len(context.townships))),
            KeyFigure(context.word("key.years"), str(len(context.years))),
            KeyFigure(context.word("key.compared"), str(total["compared"])),
            KeyFigure(context.word("key.flagged"), f"{total['flagged_95']}/{total['flagged_998']}", None, chance),
        ],
        context.word("heading.key_figures"),
    )


def _overview(context: ComparisonContext) -> Iterator[Block | Heading]:
    yield Heading(context.word("heading.overview"))
    yield tables.overview(context)
    yield from charts.of_all(context)
    yield _multiplicity(context)


def _multiplicity(context: ComparisonContext) -> Table:
    """For each indicator in its newest year how many flags there are and how many chance would raise; the last row is all years."""
    everything = context.found.comparison.multiplicity
    of_all = everything["indicator"] == ""
    newest = everything[~of_all].drop_duplicates(["indicator", "synthetic"], keep="last")
    frame, mixed = pd.concat([newest, everything[of_all]]), everything["synthetic"].nunique() > 1
    keys = ("compared", "flagged_95", "expected_95", "any_95", "flagged_998", "expected_998", "any_998")
    columns = [
        Column("indicator", context.word("column.indicator"), width=2.6),
        Column("year", context.word("column.year"), "right", 0.9),
    ]
    columns += [Column(key, context.word(f"column.{key}"), "right", 1.1, _level_of(key)) for key in keys]
    rows = []
    for row in frame.to_dict("records"):
        known = context.catalogue.indicators.get(row["indicator"])
        name = known.name(context.language) if known else context.word("all_years")
        name = context.word("synthetic_town", township=name) if mixed and row["synthetic"] else name
        numbers = [
            f"{rounded_apart(row[key] * 100, 1, 0, 100)}%"
            if key.startswith("any")
            else _expected(key, row)
            if key in DECIMALS
            else str(row[key])
            for key in keys
        ]
        rows.append([name, str(row["year"]) if known else "", *numbers])
    notes = [context.word("note.multiplicity"), context.word("note.dependent")]
    return Table(
        context.next_table(), context.word("title.multiplicity"), columns, rows, notes=notes, header_columns=2, total_rows=int(of_all.sum()),
        language=context.language,
    )  # fmt: skip


def _expected(key: str, row: Mapping[Any, Any]) -> str:
    """An expected number of flags, with digits enough for what one indicator's few townships give."""
    return f"{row[key]:.{DECIMALS[key]}f}"


def _level_of(key: str) -> str | None:
    """The level that a column of the flags belongs to, as its group heading."""
    return {"95": "95%", "998": "99.8%"}.get(key.rpartition("_")[2])


def _sections(context: ComparisonContext) -> Iterator[Block | Heading]:
    yield Heading(context.word("heading.indicators"))
    for section in context.catalogue.sections.values():
        if (values := context.of_section(section)) == []:
            continue
        yield Heading(section.name(context.language), level=3)
        for indicator in values:
            yield from charts.of_indicator(context, indicator)
            year = tables.judged_year(context, indicator)
            if year is not None and any(map(is_judged, context.rows(indicator, year))):
                yield tables.judged(context, indicator, year)
        yield from tables.values(context, section)


def _trends(context: ComparisonContext) -> Iterator[Block | Heading]:
    yield Heading(context.word("heading.trends"))
    yield aside.trends(context)
    yield from charts.of_months(context)
    if (table := aside.breaks(context)) is not None:
        yield table


def _aside(context: ComparisonContext) -> Iterator[Block | Heading]:
    yield Heading(context.word("heading.aside"))
    yield aside.reasons(context)
    if (table := aside.places(context)) is not None:
        yield table


def _elsewhere(context: ComparisonContext) -> Iterator[Block | Heading]:
    blocks = tuple(elsewhere(context))
    if blocks:
        yield Heading(context.word("heading.elsewhere"))
        yield from blocks


def _methods(context: ComparisonContext, heading: str) -> Iterator[Block | Heading]:
    yield Heading(context.word(f"heading.{heading}"))
    columns = [
        Column("subject", context.word("column.subject"), width=1.2),
        Column("rule", context.word("column.rule"), width=5.0),
    ]
    rows = [[context.word(f"method.{name}"), context.word(f"method.{name}.rule")] for name in METHODS]
    yield Table(context.next_table(), context.word("title.methods"), columns, rows, language=context.language)
