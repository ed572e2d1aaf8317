"""Notebooks as a kernel would leave them, made without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat.v4 as nb
import pytest

from fazhi.publish.blocks import (
    Banner,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Table,
)

SVG = """<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="300pt" height="120pt" viewBox="0 0 300 120">
 <defs><clipPath id="frame"><rect width="300" height="120"/></clipPath>
 <rect id="bar" width="40" height="80"/></defs><g clip-path="url(#frame)"><use xlink:href="#bar" x="30" y="20"
 style="fill: #12436d"/></g><text x="30" y="115" style="font: 12px 'Fazhi Sans SC'">一月</text></svg>"""

# What a ledger's cell may hold, hoping that a reader takes it for markup, code or a formula.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '#let x = panic(); #read("/etc/passwd")',
    "$ a_b^c $ *b* _i_ `c` @ref <label> // x /* y",
    '=HYPERLINK("http://example.org","x")',
    "{{ 7*7 }} {% raw %}",
    '\\" ); #x \\u{41}',
)


@pytest.fixture
def svg() -> str:
    return SVG


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> str:
    return request.param


def shown(*blocks: Block) -> Any:
    """A code cell that displays the blocks."""
    outputs = [nb.new_output("display_data", data=block._repr_mimebundle_()) for block in blocks]
    return nb.new_code_cell("show()", outputs=outputs, execution_count=1)


@pytest.fixture
def cell() -> Callable[..., Any]:
    return shown


@pytest.fixture
def notebook() -> Callable[..., Any]:
    """Makes a notebook of cells, blocks and markdown texts."""

    def make(*parts: Any, **metadata: Any) -> Any:
        cells = [
            nb.new_markdown_cell(part) if isinstance(part, str) else shown(part) if isinstance(part, Block) else part
            for part in parts
        ]
        return nb.new_notebook(cells=cells, metadata=metadata)

    return make


@pytest.fixture
def appendix(notebook: Callable[..., Any]) -> Any:
    """A small document with every kind of block, an ordinary frame, printed text and an error."""
    columns = ["类型", Column("n", "受理", "right", group="件数"), Column("s", "成功", "right", group="件数")]
    rows = [["邻里纠纷", 120, Cell("118", 118, status="good")], ["合计", 120, 118]]
    table = Table(1, "调解情况", columns, rows, "件", ["含村级。", "不含信访。"], "台账L14", total_rows=1)
    values = Table(None, "各月", ["月份", Column("n", "件", "right")], [["一月", 54]])
    head, body = "<tr><th></th><th>数</th></tr>", "<tr><th>甲</th><td>7.5</td></tr>"
    frame = f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
    loose = nb.new_code_cell(
        "frame",
        outputs=[
            nb.new_output("execute_result", data={"text/html": frame, "text/plain": "x"}, execution_count=2),
            nb.new_output("stream", name="stdout", text="printed line\n"),
            nb.new_output("stream", name="stderr", text="/srv/clerk/x.py:3: UserWarning: 小心\n"),
            nb.new_output("error", ename="ValueError", evalue="没有台账", traceback=["\x1b[31mTrace\x1b[0m"]),
        ],
    )
    return notebook(
        Document("双合镇附录", "2022年度", date="2023-01-16", meta={"单位": "双合镇", "版本": "内部版"}),
        Banner("由程序生成。", "warning", "合成数据"),
        KeyFigures([KeyFigure("受理", "652", "件", "一致", "#table-1", "good")]),
        "# 双合镇附录\n\n## 一、说明\n\n见[表1](#table-1)。\n换行**不应**有空格。",
        "### （一）明细\n\n1. 甲\n   - 乙\n\n| 符 | 义 |\n|---|---|\n| — | 无 |",
        table,
        Figure(1, "各月受理", SVG, "柱形图：一月54件。", "台账L14", ["注记。"], values),
        "## 二、其他",
        loose,
    )
