"""Published figures of other real townships beside the computed ones: shown, never mixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from fazhi.appendix.comparison_context import ComparisonContext as Context
from fazhi.appendix.comparison_context import has_value
from fazhi.appendix.comparison_tables import judged_year
from fazhi.comparison.published import Elsewhere, gaps
from fazhi.publish.blocks import Banner, Block, Cell, Column, Table
from fazhi.publish.cells import Align
from fazhi.values import grouped

FIGURES: tuple[tuple[str, Align, float], ...] = (
    ("indicator", "left", 2.2), ("township", "left", 1.8), ("year", "left", 0.7), ("published", "right", 1.1),
    ("computed_here", "right", 1.5), ("note", "left", 2.2), ("source", "left", 2.2),
)  # fmt: skip
GAPS: tuple[tuple[str, Align, float], ...] = (
    ("township", "left", 1.8), ("year", "left", 0.7), ("label", "left", 2.2), ("published", "right", 1.0),
    ("parts", "left", 2.6), ("recomputed", "right", 1.0), ("note", "left", 2.2),
)  # fmt: skip


def elsewhere(context: Context) -> Iterator[Block]:
    """A banner that says what these are, the figures by indicator, and the published arithmetic that does not hold."""
    present = {indicator.id for indicator in context.indicators}
    shown = [figure for figure in context.found.elsewhere if figure.indicator in present]
    if not shown:
        return
    yield Banner(context.word("banner.elsewhere"), "info")
    yield _figures(context, shown)
    if found := gaps(context.found.elsewhere):
        columns = [Column(k, context.word(f"column.{k}"), align, w) for k, align, w in GAPS]  # fmt: skip
        rows = [
            [Cell(_place(context, gap.figure)), Cell(str(gap.figure.year)), Cell(gap.figure.label), Cell(_text(gap.figure)),
             Cell(gap.figure.parts), Cell(f"{grouped(gap.computed)}{_sign(gap.figure)}"), Cell(gap.figure.note_in(context.language))]
            for gap in found
        ]  # fmt: skip
        yield Table(
            context.next_table(), context.word("title.gaps"), columns, rows, notes=[context.word("note.gaps")],
            header_columns=2, language=context.language,
        )  # fmt: skip


def _figures(context: Context, shown: Iterable[Elsewhere]) -> Table:
    columns = [Column(k, context.word(f"column.{k}"), align, w) for k, align, w in FIGURES]  # fmt: skip
    order = {indicator.id: number for number, indicator in enumerate(context.indicators)}
    rows = [
        [
            Cell(context.name(context.catalogue.indicators[figure.indicator])), Cell(_place(context, figure)), Cell(str(figure.year)),
            Cell(_text(figure)), Cell(_computed(context, figure.indicator)), Cell(figure.note_in(context.language)),
            Cell(figure.source, href=figure.address or None),
        ]
        for figure in sorted(shown, key=lambda f: (order[f.indicator], f.county, f.township, f.year))
    ]  # fmt: skip
    return Table(
        context.next_table(), context.word("title.elsewhere"), columns, rows, notes=[context.word("note.elsewhere")],
        header_columns=2, language=context.language,
    )  # fmt: skip


def _computed(context: Context, id: str) -> str:
    """Lowest and highest value of the townships compared here, in their newest year."""
    indicator = context.catalogue.indicators[id]
    year = judged_year(context, indicator)
    found = [row["value"] for row in context.rows(indicator, year) if has_value(row)]
    if not found:
        return "—"
    ends = [context.number(end, indicator) for end in (min(found), max(found))]
    text = ends[0] if ends[0] == ends[1] else context.span(*ends)
    return context.word("worded", words=text, kind=year)


def _place(context: Context, figure: Elsewhere) -> str:
    return context.word("worded", words=figure.township, kind=figure.county)


def _text(figure: Elsewhere) -> str:
    if isinstance(figure.value, Decimal):
        return f"{grouped(figure.value)}{figure.wording}{_sign(figure)}"
    return figure.value.isoformat()


def _sign(figure: Elsewhere) -> str:
    return "%" if figure.unit == "%" else ""
