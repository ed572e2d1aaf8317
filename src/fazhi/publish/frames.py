"""Ordinary HTML tables of notebook outputs (a displayed DataFrame) read into our own tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fazhi.publish.blocks import Column, Table
from fazhi.publish.scalars import all_numbers

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

MOST_SPAN = 1000


def tables_in(html: str, language: str) -> list[Table]:
    """Every table of an HTML fragment, untitled; spans are filled in, so that each row is whole."""
    soup = _soup(html)
    read = (_table(tag, language) for tag in soup.find_all("table") if tag.find_parent("table") is None)
    return [table for table in read if table is not None]


def text_in(html: str) -> str:
    """The visible text of an HTML fragment."""
    soup = _soup(html)
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    return soup.get_text(" ", strip=True)


def _soup(html: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup  # the project's own notebooks show no such tables

    return BeautifulSoup(html, "html.parser")


def _table(tag: Tag, language: str) -> Table | None:
    head = _grid(row for part in tag.find_all("thead") for row in part.find_all("tr"))
    body_rows = [row for row in tag.find_all("tr") if row.find_parent("thead") is None]
    body = _grid(body_rows)
    width = max((len(row) for row in head + body), default=0)
    if not width:
        return None
    head, body = ([row + [""] * (width - len(row)) for row in part] for part in (head, body))
    labels = [[line for line in dict.fromkeys(lines) if line] for lines in zip(*head, strict=True)] or [[]] * width
    return Table(
        None,
        "",
        [_column(position, label, [row[position] for row in body]) for position, label in enumerate(labels)],
        body,
        header_columns=_header_columns(body_rows),
        language=language,
    )


def _column(position: int, labels: list[str], entries: list[str]) -> Column:
    group = " · ".join(labels[:-1]) or None
    return Column(str(position), labels[-1] if labels else "", "right" if all_numbers(entries) else "left", group=group)


def _header_columns(rows: list[Tag]) -> int:
    """How many columns of row headings: those that the fullest row marks as headings."""
    return max((len(row.find_all("th", recursive=False)) for row in rows), default=0)


def _grid(rows: Iterable[Tag]) -> list[list[str]]:
    """The rows as texts, with row and column spans repeated."""
    grid: list[list[str]] = []
    open_spans: dict[int, tuple[int, str]] = {}
    for row in rows:
        line: list[str] = []
        for cell in [*row.find_all(["th", "td"], recursive=False), None]:
            while len(line) in open_spans:
                column = len(line)
                left, text = open_spans.pop(column)
                line.append(text)
                if left > 1:
                    open_spans[column] = (left - 1, text)
            if cell is None:
                break
            text = cell.get_text(" ", strip=True)
            down = _span(cell.get("rowspan"))
            for _ in range(_span(cell.get("colspan"))):
                if down > 1:
                    open_spans[len(line)] = (down - 1, text)
                line.append(text)
        grid.append(line)
    return grid


def _span(value: object) -> int:
    return min(int(value), MOST_SPAN) if isinstance(value, str) and value.isdigit() and int(value) else 1
