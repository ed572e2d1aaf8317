"""Chinese words in an English page say that they are Chinese."""

import re

import pytest
from bs4 import BeautifulSoup

from fazhi.publish.blocks import Document, Figure, Table
from fazhi.publish.index import Entry, index
from fazhi.publish.page import render
from fazhi.publish.story import Story
from fazhi.publish.tongues import marked

IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
UNSPOKEN = {"script", "style", "title", "option", "svg"}


def untold(page):
    """Texts with Chinese words that no element around them tells to be Chinese."""
    page = BeautifulSoup(page, "html.parser")
    return [
        text
        for text in page.find_all(string=IDEOGRAPH)
        if not UNSPOKEN & {parent.name for parent in text.parents}
        and not next(parent["lang"] for parent in text.parents if parent.get("lang")).startswith("zh")
    ]


def test_names_of_townships_on_an_english_start_page_are_chinese():
    page = index([Entry("双合镇", 2022, "attention", messages=("Put 零报告 into 台账.xlsx.",), language="en")], "en")
    assert untold(page) == []
    assert '<bdi><span lang="zh-CN">双合镇</span></bdi>' in page


def test_file_names_and_quoted_cells_of_an_english_appendix_are_chinese(svg):
    table = Table(
        1, "Rows, 双合镇", ("File", "What"), (("调解台账（2023年）.xlsx", "“结果” is empty"),), id="t", language="en"
    )
    drawn = Figure(1, "Drawn, 双合镇", svg, "Bars of 双合镇", id="f", language="en", data=table)
    page = render(Story(Document("双合镇 2022", language="en", meta={"Township": "双合镇"}), (), (table, drawn), ()))
    assert untold(page) == []
    assert '<span lang="zh-CN">调解台账（2023年）</span>.xlsx' in page and "“<span" in page
    assert "一月</text>" in page  # a drawing, which is read by its alternative text


@pytest.mark.parametrize(
    "page",
    [
        '<p lang="zh-CN">受理<b>3</b>件</p>',
        "<title>双合镇</title>",
        "<script>say('双合镇 <b>')</script>",
        '<p title="双合镇">x</p>',
    ],
)
def test_what_is_chinese_already_or_holds_no_markup_is_left_alone(page):
    assert marked(page, "en") == page


def test_a_chinese_page_is_left_as_it_is():
    page = index([Entry("双合镇", 2022, "done")])
    assert "<span lang" not in page
