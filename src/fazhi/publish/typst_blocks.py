"""Blocks as Typst source: calls of the functions in ``assets/document.typ`` with literal arguments."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from itertools import groupby

from fazhi.publish import drawing, hypertext, layout, plaintext
from fazhi.publish.blocks import Banner, Cell, Column, Figure, KeyFigures, Table
from fazhi.publish.typst_text import address, array, content, literal, name, optional
from fazhi.publish.wording import word

RASTER = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


def table(block: Table, fit: layout.Fit, anchors: frozenset[str]) -> str:
    """A table with its caption above, its head repeated under 续表 on later pages, its notes below."""
    label = plaintext.label(block)
    arguments = {
        "place": name(block.id or ""),
        "label": optional(label),
        "title": optional(block.title),
        "continued": literal(word("continued", block.language, label=label or block.title)),
        "unit": optional(word("unit", block.language, unit=block.unit) if block.unit else None),
        "size": f"{fit.size}pt",
        "widths": array(f"{width}pt" for width in fit.widths),
        "width": f"{sum(fit.widths):.1f}pt",
        "whole": _truth(fit.whole),
        "tall": _truth(fit.tall),
        "aligns": array(head.align for head in block.heads),
        "heads": _heads(block),
        "heights": array("auto" if height is None else f"{height:g}pt" for height in fit.heights),
        "rows": array(map(array, _rows(block, fit.spans, anchors))),
        "first-total": str(len(block.cells) - block.total_rows),
        "notes": array(map(literal, plaintext.below(block))),
        "outlined": _truth(bool(label)),
    }
    return f"#fz-table({', '.join(f'{key}: {value}' for key, value in arguments.items())})\n\n"


def figure(block: Figure) -> str:
    """A drawing with alternative text, its caption and notes below."""
    document, width = drawing.standalone(block.svg)
    return (
        f"#fz-figure(place: {name(block.id or '')}, label: {optional(plaintext.label(block))}, "
        f"title: {literal(block.title)}, notes: {array(map(literal, plaintext.below(block)))}, "
        f"bytes({literal(document)}), {width:g}pt, {literal(block.alt)})\n\n"
    )


def banner(block: Banner) -> str:
    """A framed remark."""
    mark = hypertext.LEVEL_MARKS[block.level]
    return f'#fz-banner("{block.level}", {literal(mark)}, {optional(block.title)}, {literal(block.text)})\n\n'


def key_figures(block: KeyFigures, anchors: frozenset[str]) -> str:
    """Cards in rows of three."""
    cards = array(
        f"(label: {literal(item.label)}, value: {_value(item.value, item.href, anchors)}, "
        f"unit: {optional(item.unit)}, note: {optional(item.note)}, status: {optional(item.status)}, "
        f"mark: {literal(hypertext.MARKS[item.status] if item.status else '')})"
        for item in block.items
    )
    return f"#fz-cards({optional(block.title)}, {cards})\n\n"


def picture(media: str, data: str | bytes, alt: str) -> str:
    """An image output without caption."""
    if isinstance(data, str):
        return f"#align(center, {_vector(data, alt)})\n\n"
    # Typst has no base64 literal; numbers are the form that it reads without a file.
    numbers = ", ".join(map(str, data))
    return f'#align(center, image(bytes(({numbers},)), format: "{RASTER[media]}", alt: {literal(alt)}))\n\n'


def picture_from_address(address: str, alt: str) -> str | None:
    """An image that carries its own data (``data:image/png;base64,…``); ``None`` for any other address."""
    media, _, data = address.removeprefix("data:").partition(";base64,")
    if media not in RASTER:
        return None
    try:
        return picture(media, base64.b64decode(data, validate=True), alt or "—")
    except binascii.Error:
        return None


def linked(body: str, href: str | None, anchors: frozenset[str]) -> str:
    """Typst content as a link, when the address is safe and, inside the document, there is such a place."""
    target = hypertext.safe_link(href)
    if target is None:
        return f"#{body};"
    if target.startswith("#"):
        return f"#link({name(target[1:])}, {body});" if target[1:] in anchors else f"#{body};"
    return f"#link({address(target)}, {body});"


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _heads(block: Table) -> str:
    if not any(head.group for head in block.heads):
        return array([array(_head(head) for head in block.heads)])
    upper, lower = [], []
    for group, members in groupby(block.heads, key=lambda head: head.group):
        heads = list(members)
        if group is None:
            upper += [_head(head, ", rowspan: 2") for head in heads]
        else:
            upper.append(f"(body: {literal(group)}, align: center, colspan: {len(heads)})")
            lower += [_head(head) for head in heads]
    return array([array(upper), array(lower)])


def _head(head: Column, more: str = "") -> str:
    return f"(body: {literal(head.label)}, align: {head.align}{more})"


def _rows(block: Table, spans: Sequence[int], anchors: frozenset[str]) -> Iterator[list[str]]:
    """The cells of each row: the first only where it stands, with the rows that it goes over; a rule where rows of another name begin."""
    grouped, above = max(spans, default=1) > 1, None
    for place, (row, span) in enumerate(zip(block.cells, spans, strict=True)):
        cells = [_cell(cell, anchors) for cell in row]
        if span != 1:
            cells[:1] = [f"fz-over({span}, {cells[0]})"] if span else []
        if grouped and above not in (None, row[0]) and place < len(block.cells) - block.total_rows:
            cells.insert(0, "fz-between")
        above = row[0]
        yield cells


def _cell(cell: Cell, anchors: frozenset[str]) -> str:
    value = _value(cell.text, cell.href, anchors)
    if cell.status is None:
        return value
    return f'fz-status("{cell.status}", {literal(hypertext.MARKS[cell.status])}, {value})'


def _value(text: str, href: str | None, anchors: frozenset[str]) -> str:
    return f"[{linked(f'[{content(text)}]', href, anchors)}]" if href else literal(text)


def _vector(svg: str, alt: str) -> str:
    document, width = drawing.standalone(svg)
    return f"fz-image(bytes({literal(document)}), {width:g}pt, {literal(alt)})"
