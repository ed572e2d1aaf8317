"""Blocks as HTML fragments: semantic, escaped, without style or script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fazhi.publish import drawing, plaintext
from fazhi.publish.wording import language_tag, word

if TYPE_CHECKING:
    from fazhi.publish import blocks

MARKS = {"good": "✓", "bad": "✗", "caution": "▲", "unknown": "?", "muted": ""}
LEVEL_MARKS = {"info": "※", "warning": "▲", "error": "✗"}
SHORT_TEXT, LONG_TEXT, MARK_WIDTH, PADDING, WIDE = 10, 14, 1.5, 2, 60  # ems; wide tables print on turned pages
ROWS_BELOW_NAME = 10  # all within sight of it, where a long table scrolls in its window
TOTAL = ' class="fz-total"'
# JupyterLab floats the terms of a list: where one takes two lines, all that follow would stand beside the wrong number.
APART = ' style="clear:both"'
NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\\\"<>^`{|}]")  # characters that RFC 3986 has in no address
SAFE_SCHEMES = {"", "http", "https", "mailto"}


def table(block: blocks.Table) -> str:
    """A table in a focusable region of its own, so that a wide one scrolls without moving the page."""
    name = slug(block.id) or f"table-{_digest(block.title)}"
    caption = _caption(block) or _tag("span", word("table_unnamed", block.language), "fz-hidden")
    unit = " " + _tag("span", word("unit", block.language, unit=block.unit), "fz-unit") if block.unit else ""
    least = [_least_width(block, position) for position in range(len(block.heads))]
    wide = " fz-wide" if sum(least) > WIDE else ""
    return (
        f'<div class="fz-table{wide}" id="{name}" lang="{language_tag(block.language)}"{_data("source", block.cite)}>'
        f'<div class="fz-scroll" role="region" tabindex="0" aria-labelledby="{name}-caption">'
        f'<table><caption id="{name}-caption"><span class="fz-caption">{caption}{unit}</span></caption>'
        f"<thead>{_head(block, least)}</thead><tbody>{_body(block)}</tbody></table></div>"
        f"{_below(block)}</div>"
    )


def figure(block: blocks.Figure) -> str:
    """A drawing with its caption, and the plotted values behind a disclosure."""
    name = slug(block.id) or f"figure-{_digest(block.title)}"
    data = ""
    if block.data is not None:
        summary = word("figure_data", block.language)
        values = replace(block.data, id=f"{name}-data")
        data = f"<details><summary>{escape(summary)} {_hidden_title(block)}</summary>{table(values)}</details>"
    return (
        f'<div class="fz-figure" id="{name}" lang="{language_tag(block.language)}"><figure>'
        f'<div class="fz-scroll" role="region" tabindex="0" aria-labelledby="{name}-caption">'
        f'<div class="fz-drawing" role="img" aria-label="{escape(block.alt)}">'
        f"{drawing.inline(block.svg, prefix=name)}</div></div>"
        f'<figcaption><span class="fz-caption" id="{name}-caption">{_caption(block)}</span>'
        f"{_below(block)}</figcaption>"
        f"</figure>{data}</div>"
    )


def banner(block: blocks.Banner) -> str:
    """A note that stands out by frame, mark and word, not by colour alone."""
    title = _tag("strong", block.title) + " " if block.title else ""
    mark = _hidden_mark(LEVEL_MARKS[block.level])
    return f'<div class="fz-banner fz-{block.level}" role="note"><p>{mark}{title}{_text(block.text)}</p></div>'


def key_figures(block: blocks.KeyFigures) -> str:
    """A description list: each number with its name before it and its remark after it, in one ``dd``, for JupyterLab sets a second apart."""
    title = _tag("p", block.title, "fz-cards-title") if block.title else ""
    return (
        f'<div class="fz-cards"{_data("source", block.cite)}>{title}<dl>{"".join(map(_card, block.items))}</dl></div>'
    )


def document(block: blocks.Document) -> str:
    """The head of the document: title, subtitle and the lines below."""
    subtitle = _tag("p", block.subtitle, "fz-subtitle") if block.subtitle else ""
    lines = "".join(f"<div{APART}>{_tag('dt', label)}{_tag('dd', text)}</div>" for label, text in block.meta.items())
    meta = f"<dl>{lines}</dl>" if lines else ""
    return f'<header class="fz-document">{_tag("h1", block.title)}{subtitle}{meta}</header>'


def slug(name: str | None) -> str:
    """A name as an anchor: letters (Chinese too), digits, dots and dashes."""
    return re.sub(r"[^\w.-]+", "-", name or "").strip("-")


def safe_link(href: str | None) -> str | None:
    """The link when it leads to a place that a document may point to, else ``None``."""
    if not href or NO_ADDRESS.search(href):
        return None
    try:
        return href if urlsplit(href).scheme.lower() in SAFE_SCHEMES else None
    except ValueError:
        return None


def _head(block: blocks.Table, least: list[float]) -> str:
    cells = list(zip(block.heads, least, strict=True))
    if not any(head.group for head in block.heads):
        return f"<tr>{''.join(_heading(block, head, width) for head, width in cells)}</tr>"
    upper, lower = [], []
    for group, members in groupby(cells, key=lambda cell: cell[0].group):
        heads = list(members)
        if group is None:
            upper += [_heading(block, head, width, ' rowspan="2"') for head, width in heads]
        else:
            upper.append(f'<th scope="colgroup" colspan="{len(heads)}" class="fz-center">{_text(group)}</th>')
            lower += [_heading(block, head, width) for head, width in heads]
    return f"<tr>{''.join(upper)}</tr><tr>{''.join(lower)}</tr>"


def _heading(block: blocks.Table, head: blocks.Column, width: float, more: str = "") -> str:
    style = f'class="fz-{head.align}" style="min-width:{width:g}em"'
    label = _text(head.label) or _tag("span", word("column_unnamed", block.language), "fz-hidden")
    return f'<th scope="col" {style}{more}>{label}</th>'


def _least_width(block: blocks.Table, position: int) -> float:
    """How narrow a column may become, in ems: its own width, or for long texts room for a few words."""
    cells = [row[position] for row in block.cells]
    marked = MARK_WIDTH if any(MARKS[cell.status] for cell in cells if cell.status) else 0
    longest = max((plaintext.width(line) for cell in cells for line in cell.text.split("\n")), default=0) / 2
    return min(longest, LONG_TEXT if longest > 3 * LONG_TEXT else SHORT_TEXT) + marked + PADDING


def _body(block: blocks.Table) -> str:
    if not block.cells:
        none = word("table_empty", block.language)
        return f'<tr><td class="fz-left fz-muted" colspan="{len(block.heads)}">{_text(none)}</td></tr>'
    first_total = len(block.cells) - block.total_rows
    told = ("",) * first_total + (TOTAL,) * block.total_rows
    rows = zip(told, block.cells, _hidden_names(block), strict=True)
    return "".join(f"<tr{total}>{''.join(_row(block, row, hidden))}</tr>" for total, row, hidden in rows)


def _hidden_names(block: blocks.Table) -> Iterator[bool]:
    """Of each row, whether its first cell only repeats a name that stands a few rows above."""
    below = 0
    for again in block.repeats:
        below = below + 1 if again else 0
        yield below % ROWS_BELOW_NAME > 0


def _row(block: blocks.Table, row: Iterable[blocks.Cell], hidden: bool) -> Iterable[str]:
    """The cells of a row; ``hidden``: the first is only heard, as long as rows stand as here."""
    for position, (head, cell) in enumerate(zip(block.heads, row, strict=True)):
        name, scope = ("th", ' scope="row"') if position < block.header_columns else ("td", "")
        status = f" fz-{cell.status}" if cell.status else ""
        content = _tag("span", cell.text, "fz-again") if hidden and position == 0 else _content(cell)
        yield f'<{name}{scope} class="fz-{head.align}{status}"{_data("cite", cell.cite)}>{content}</{name}>'


def _content(cell: blocks.Cell) -> str:
    mark = _hidden_mark(MARKS[cell.status]) if cell.status else ""
    return mark + _link(cell.text, cell.href)


def _card(item: blocks.KeyFigure) -> str:
    unit = f" {_tag('span', item.unit, 'fz-card-unit')}" if item.unit else ""
    note = " " + _tag("span", item.note, "fz-card-note") if item.note else ""
    mark = _hidden_mark(MARKS[item.status]) if item.status else ""
    status = f" fz-{item.status}" if item.status else ""
    return (
        f'<div class="fz-card{status}"{APART}>{_tag("dt", item.label)}'
        f'<dd class="fz-card-value"><span{_data("cite", item.cite)}>{mark}{_link(item.value, item.href)}{unit}</span>{note}</dd></div>'
    )


def _caption(block: blocks.Table | blocks.Figure) -> str:
    label = plaintext.label(block)
    label = _tag("span", label, "fz-label") + " " if label else ""
    return label + _tag("span", block.title, "fz-title") if block.title else label


def _hidden_title(block: blocks.Figure) -> str:
    return f'<span class="fz-hidden">{escape(plaintext.label(block))} {escape(block.title)}</span>'


def _below(block: blocks.Table | blocks.Figure) -> str:
    return "".join(_tag("p", line, "fz-note") for line in plaintext.below(block))


def _link(text: str, href: str | None) -> str:
    target = safe_link(href)
    return f'<a href="{escape(target)}">{_text(text)}</a>' if target else _text(text)


def _hidden_mark(mark: str) -> str:
    return f'<span class="fz-mark" aria-hidden="true">{mark}</span> ' if mark else ""


def _data(name: str, text: str | None) -> str:
    """What the page's script finds at an element: how its number is quoted, or where it stands."""
    return "" if text is None else f' data-{name}="{escape(text)}"'


def _tag(name: str, text: str | None, style: str | None = None) -> str:
    attribute = f' class="{style}"' if style else ""
    return f"<{name}{attribute}>{_text(text or '')}</{name}>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _digest(text: str) -> str:
    return drawing.digest(text)
