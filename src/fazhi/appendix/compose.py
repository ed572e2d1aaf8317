"""The appendix as chapters of blocks, numbered through: what the notebook shows and the exporters print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from IPython.display import Markdown, display

from fazhi.appendix import accounts, protected, provenance, sections
from fazhi.appendix.context import Context
from fazhi.appendix.drawings import kept_drawings
from fazhi.catalogue.rules import Section
from fazhi.charts import RECIPES, Chart, draw_all
from fazhi.indicators import calendar_year
from fazhi.pipeline.counting import Results
from fazhi.pipeline.fresh import COMPOSED
from fazhi.publish.blocks import Banner, Block, Document, Figure, Table


@dataclass(frozen=True)
class Heading:
    """A heading between blocks."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Chapter:
    """Blocks and headings in reading order. ``show`` displays them in a notebook."""

    parts: tuple[Block | Heading, ...]

    def show(self) -> None:
        for part in self.parts:
            shown: Any = Markdown(f"{'#' * part.level} {part.text}") if isinstance(part, Heading) else part
            display(shown)


@dataclass(frozen=True)
class Appendix:
    """All chapters of one township-year."""

    front: Chapter
    sections: Chapter
    checks: Chapter
    set_aside: Chapter
    methods: Chapter
    provenance: Chapter


def compose(found: Results) -> Appendix:
    """The appendix of a township-year; tables and figures are numbered in reading order."""
    context = Context(found)
    year = calendar_year(found.clean.place.year)
    decisions = protected.chart_decisions(context)
    wanted = [id for id, decision in decisions.items() if decision.release != "withheld"] if found.public else None
    windows = {recipe.id: context.window(found.values[recipe.indicators[0]]) for recipe in RECIPES}
    place = found.clean.place
    with kept_drawings(place.processed, place.site, COMPOSED):
        charts, missing = draw_all(
            found.clean.tables, year, context.language, found.catalogue, township=found.township, only=wanted, windows=windows,
            absent=found.clean.absent,
        )  # fmt: skip
    marked = frozenset(id for id, decision in decisions.items() if decision.release == "reduced")
    body = Chapter(tuple(_sections(context, charts, marked)))
    checks = Chapter(tuple(_checks(context)))
    aside = Chapter((Heading(context.word("heading.set_aside")), *accounts.set_aside(context)))
    absent = [*(chart.message for chart in missing), *protected.left_out(context, decisions)]
    methods = Chapter((Heading(context.word("heading.methods")), *provenance.methods(context, absent)))
    sources = Chapter((Heading(context.word("heading.provenance")), *provenance.provenance(context)))
    return Appendix(Chapter(tuple(_front(context))), body, checks, aside, methods, sources)


def _front(context: Context) -> Iterator[Block | Heading]:
    found, place = context.found, context.found.clean.place
    about = found.clean.about
    meta = {context.word("meta.township"): place.township, context.word("meta.year"): str(place.year)}
    if about.report_date:
        meta[context.word("meta.report_date")] = about.report_date.isoformat()
    if about.basis_document:
        meta[context.word("meta.basis")] = about.basis_document
    title = context.word("title", township=place.township, year=place.year)
    date = about.report_date.isoformat() if about.report_date else None
    yield Document(title, context.word("subtitle"), context.language, date, meta)
    yield protected.edition_banner(context)
    if about.synthetic:
        kind = "fictional" if about.fictional else "synthetic" if found.verdicts else "invented"
        said = context.word(f"banner.{kind}")
        yield Banner(said, "warning", context.catalogue.word("synthetic", context.language))
    missing, unfilled = frozenset(found.clean.missing), found.clean.unfilled
    for kind, ids in (("missing", missing - unfilled), ("unfilled", unfilled), ("unread", found.clean.unread)):
        if names := [context.ledger_name(id) for id in sorted(ids)]:
            yield Banner(context.word(f"banner.{kind}", ledgers=context.word("comma").join(names)), "error")
    yield sections.key_figures(context)


def _sections(context: Context, charts: tuple[Chart, ...], marked: frozenset[str]) -> Iterator[Block | Heading]:
    yield Heading(context.word("heading.indicators"))
    for section in context.catalogue.sections.values():
        own = [chart for chart in charts if chart.section == section.id]
        yield from _section(context, section, own, marked)


def _section(
    context: Context, section: Section, charts: list[Chart], marked: frozenset[str]
) -> Iterator[Block | Heading]:
    yield Heading(section.name(context.language), level=3)
    yield sections.table(context, section)
    for chart in charts:
        if chart.id in marked:
            yield from protected.marked_tables(context, chart)
        else:
            yield figure(context, chart)


def figure(context: Context, chart: Chart) -> Figure:
    """A chart with its number, its source and its values as a table."""
    number = context.next_figure()
    ledgers = [context.catalogue.ledgers[id].name(context.language) for id in chart.ledgers]
    source = context.word("source.ledgers", ledgers=context.word("comma").join(ledgers))
    title = context.titled(chart.title)
    data = Table.from_frame(chart.data, title=title, language=context.language)
    return Figure(number, title, chart.svg, chart.alt, source, chart.notes, data, language=context.language)


def _checks(context: Context) -> Iterator[Block | Heading]:
    yield Heading(context.word("heading.checks"))
    if context.found.verdicts:
        yield sections.reconciliation(context)
    yield from sections.report_beside(context)
    yield sections.identities(context)
