"""Tables of an HTML page or an XML spreadsheet named .xls, as many systems export them. Nothing in them is run, fetched or expanded."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from fazhi.ledgers.guard import MEGABYTE, MOST_COLUMNS
from fazhi.ledgers.sheets import Merge, Rows

MOST_MARKUP, MOST_MARKED = 64 * MEGABYTE, 4_000_000  # signs of a page, cells of its tables
TAG = re.compile(r"(/?)(?:\w+:)?(\w+)")
ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*["']?([^"'\s]*)""")
SPACES = re.compile(r"\s+")
SKIPPED, TABLE, ROW = {"script", "style", "title", "comment"}, {"table", "worksheet"}, {"tr", "row"}
CELL = {"td", "th", "cell"}
TOLD = TABLE | ROW | CELL | {"data"}


@dataclass
class MarkedTable:
    """A table of HTML or of an XML spreadsheet while it is read; a cell over several rows or columns stands in its first."""

    tag: str
    name: str = ""
    rows: Rows = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    busy: dict[int, int] = field(default_factory=dict)  # column → last row that a cell from above covers
    words: list[str] | None = None  # of the open cell
    at: int = 0
    kind: str = ""

    def open_row(self, told: dict[str, str]) -> None:
        self.close_cell()
        wanted = _number(told, "index", most=1_048_576)
        self.rows += [[] for _ in range(max(1, wanted - len(self.rows)))]

    def open_cell(self, told: dict[str, str]) -> None:
        """Begin a cell where its attributes place it, past cells that a merge from above covers."""
        self.close_cell()
        if not self.rows:
            self.rows.append([])
        row, top = self.rows[-1], len(self.rows) - 1
        wanted = _number(told, "index", most=MOST_COLUMNS) - 1
        while len(row) < wanted or self.busy.get(len(row), -1) >= top:
            row.append("")
        down = max(_number(told, "rowspan", most=65_536) - 1, _number(told, "mergedown", most=65_535), 0)
        across = max(_number(told, "colspan", most=1_000) - 1, _number(told, "mergeacross", most=999), 0)
        self.words, self.at, self.kind = [], len(row), ""
        row += [""] * (across + 1)
        if down or across:
            self.merges.append((top, self.at, top + down, self.at + across))
        if down:
            self.busy |= dict.fromkeys(range(self.at, self.at + across + 1), top + down)

    def close_cell(self) -> None:
        if self.words is not None:
            self.rows[-1][self.at] = _typed("".join(self.words), self.kind)
        self.words = None


def tables_in(text: str) -> list[MarkedTable] | None:
    """All tables with rows; None where one stands within another, or one is laid out too far. One pass, each sign looked at once."""
    tables: list[MarkedTable] = []
    table: MarkedTable | None = None
    until = ""  # what ends the comment or script that is being passed over
    cells = 0
    for piece in text.split("<")[1:]:
        if not until and piece.startswith("!--"):
            until = "-->"
        if until:
            if until in piece[:16].lower() or (until == "-->" and until in piece):
                until = ""
            continue
        inside, _, words = piece.partition(">")
        tag = TAG.match(inside)
        closes, name = (tag[1], tag[2].lower()) if tag else ("", "")
        told = {key.lower(): value for key, value in ATTRIBUTE.findall(inside)} if name in TOLD else {}
        if name in SKIPPED and not closes and not inside.endswith("/"):
            until = f"/{tag[0].lower()}" if tag else ""
            continue
        if name in TABLE and (table is None or table.tag != "worksheet" or name == "worksheet"):
            if table is not None and not closes:
                return None
            if table is not None:
                table.close_cell()
            table = None if closes else MarkedTable(name, html.unescape(told.get("name", "")))
            tables += [table] if table else []
        elif table is not None:
            cells += _see(table, name, closes, told)
            if table.words is not None:
                words = html.unescape(words if tag else _words_of(inside, words))
                table.words.append("\n" if name == "br" else "")
                table.words.append(SPACES.sub(" ", words) if table.tag == "table" else words)
        if cells > MOST_MARKED:
            return None
    laid_out = sum(len(table.rows) * max(map(len, table.rows), default=0) for table in tables)
    return None if laid_out > MOST_MARKED else [table for table in tables if table.rows]


def _see(table: MarkedTable, name: str, closes: str, told: dict[str, str]) -> int:
    """Take in one tag; returns by how many rows and cells the table has grown."""
    if name in ROW and not closes:
        rows = len(table.rows)
        table.open_row(told)
        return len(table.rows) - rows
    if name in CELL and not closes:
        cells = len(table.rows[-1]) if table.rows else 0
        table.open_cell(told)
        return len(table.rows[-1]) - cells
    if name in CELL | ROW or (name == "data" and closes):
        table.close_cell()
    elif name == "data" and table.words is not None:
        table.kind = told.get("type", "")
        table.words.clear()
    return 0


def _words_of(inside: str, words: str) -> str:
    """Words behind a sign that opens no tag: ``<![CDATA[…]]>``, or a bare ``<`` in a text."""
    if inside.startswith("![CDATA["):
        return inside.removeprefix("![CDATA[").removesuffix("]]") + words
    return "" if inside.startswith(("!", "?")) else f"<{inside}>{words}" if words else f"<{inside}"


def _typed(text: str, kind: str) -> object:
    """A cell's value: numbers of an XML spreadsheet as numbers, all else as words."""
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    return text if kind else "\n".join(line.strip() for line in text.strip().split("\n"))


def _number(told: dict[str, str], key: str, most: int) -> int:
    value = told.get(key, "")
    return min(int(value), most) if value.isdecimal() and len(value) < 10 else 0
