"""The page: complete in itself, escaped, accessible, and the same bytes for the same content."""

import base64
import copy
import hashlib
import re
from html import unescape
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from fazhi.publish import shell, wire
from fazhi.publish.blocks import (
    Banner,
    Cell,
    Column,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Table,
)
from fazhi.publish.exporters import FazhiHTMLExporter

APPENDIX_WORDS = [
    *(
        "双合镇附录",
        "2022年度",
        "由程序生成。",
        "合成数据",
        "652",
        "（一）明细",
        "见 表1",
        "换行 不应 有空格",
    ),
    *(
        "表1",
        "调解情况",
        "单位：件",
        "注1：含村级。",
        "资料来源：台账L14",
        "图1",
        "各月受理",
        "查看图中数据",
        "一月",
    ),
    *("7.5", "printed line", "小心", "此处计算出错，结果不完整", "ValueError", "没有台账"),
]


@pytest.fixture(scope="module")
def exporter():
    return FazhiHTMLExporter()


@pytest.fixture
def render(exporter):
    return lambda notebook: exporter.from_notebook_node(notebook)[0]


@pytest.fixture
def soup(render):
    return lambda notebook: BeautifulSoup(render(notebook), "html.parser")


def test_every_part_of_the_notebook_stands_on_the_page(soup, appendix):
    text = soup(appendix).get_text(" ")
    for expected in APPENDIX_WORDS:
        assert expected in text, expected
    assert "/srv/clerk" not in text


def test_nothing_is_loaded_from_anywhere(render, soup, appendix):
    found = soup(appendix)
    assert found.find_all(["link", "iframe", "object", "embed", "base"]) == [] == found.find_all("script", src=True)
    assert all(tag["src"].startswith("data:") for tag in found.find_all(src=True))
    addresses = re.findall(r"url\(([^)]*)\)", render(appendix))
    assert addresses and all(address.startswith(("data:font/woff;base64,", "#")) for address in addresses)
    assert "@import" not in render(appendix)
    policy = found.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none';") and "http" not in policy


def test_hostile_text_stays_text_everywhere(soup, notebook, svg, hostile):
    columns = [hostile, Column("n", hostile, group=hostile)]
    rows = [[hostile, Cell(hostile, href=hostile)]]
    table = Table(1, hostile, columns, rows, hostile, [hostile], hostile, id=hostile)
    parts = [
        Document(hostile, hostile, date=hostile, meta={hostile: hostile}),
        Banner(hostile, title=hostile),
        KeyFigures([KeyFigure(hostile, hostile, hostile, hostile, hostile)], hostile),
        table,
        Figure(2, hostile, svg, hostile, hostile, [hostile], table, id=hostile),
        "## h\n\n    " + hostile,
    ]
    found = soup(notebook(*parts))
    assert [tag.string for tag in found.find_all("script")] == [shell.script("page.js")]
    for tag in found.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert tag.name not in ("img", "label")
    assert found.find("caption").find(class_="fz-title").get_text() == hostile
    assert found.find("tbody").find("th").get_text() == hostile
    assert found.find("h1").get_text() == hostile
    assert found.find("pre").get_text().strip() == hostile.strip()
    for anchor in found.find_all("a"):
        assert re.match(r"#|https?:|mailto:|[^:]*$", anchor["href"])


def test_tables_are_readable_by_ear(soup, appendix):
    table = soup(appendix).find(id="table-1")
    region = table.find(attrs={"role": "region"})
    assert region["tabindex"] == "0"
    assert table.find(id=region["aria-labelledby"]).name == "caption"
    assert [th["scope"] for th in table.find("thead").find_all("th")] == ["col", "colgroup", "col", "col"]
    assert [th["scope"] for th in table.find("tbody").find_all("th")] == ["row", "row"]
    assert table.find_all("tr")[-1]["class"] == ["fz-total"]
    mark = table.find(class_="fz-good").find(class_="fz-mark")
    assert (mark.get_text(), mark["aria-hidden"]) == ("✓", "true")


def test_figures_have_alternative_text_caption_and_data(soup, appendix):
    figure = soup(appendix).find(id="figure-1")
    assert figure.find(attrs={"role": "img"})["aria-label"] == "柱形图：一月54件。"
    assert (
        figure.find("figure").find("figcaption").find(class_="fz-caption").get_text(" ", strip=True) == "图1 各月受理"
    )
    assert figure.find("details").find("td").get_text() == "54"


def test_ids_are_unique_and_every_inner_link_has_its_place(soup, appendix):
    found = soup(appendix)
    names = [tag["id"] for tag in found.find_all(id=True)]
    assert len(names) == len(set(names))
    inner = {tag["href"][1:] for tag in found.find_all("a", href=re.compile("^#"))}
    assert inner <= set(names)
    assert {"table-1", "figure-1", "一-说明", "一-明细", "text"} <= inner


def test_one_h1_and_no_level_skipped(soup, appendix):
    levels = [int(tag.name[1]) for tag in soup(appendix).find_all(re.compile(r"^h[1-6]$"))]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("language", "tag", "contents"), [("zh", "zh-CN", "目录"), ("en", "en", "Contents"), ("fr", "fr", "目录")]
)
def test_the_page_speaks_the_language_of_the_document(soup, notebook, language, tag, contents):
    found = soup(notebook(Document("t", language=language), "## a"))
    assert found.find("html")["lang"] == tag
    assert found.find("nav")["aria-label"] == contents


def test_a_table_without_title_still_has_a_name(soup, notebook):
    found = soup(notebook(Table(None, "", ["a"], [[1]])))
    assert found.find("caption").get_text() == "数据表"


def scrambled(notebook):
    """The same content as another run, kernel and machine would leave it."""
    other = copy.deepcopy(notebook)
    other.metadata.update(
        kernelspec={"name": "other", "display_name": "X"},
        papermill={"duration": 3.2},
        language_info={"name": "python", "version": "3.99"},
    )
    for position, cell in enumerate(other.cells):
        cell["id"] = f"id{position}"
        cell.metadata["papermill"] = {"start_time": "2026-01-01"}
        cell.metadata["execution"] = {"iopub.execute_input": "2026"}
        if cell.cell_type == "code":
            cell.execution_count = 77
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = 78
                if output.output_type == "stream":
                    output.text = output.text.replace("/srv/clerk/", "/srv/other/")
    return other


def test_the_same_content_gives_the_same_bytes(render, appendix):
    assert render(appendix) == render(scrambled(appendix)) == FazhiHTMLExporter().from_notebook_node(appendix)[0]


def test_the_file_name_does_not_matter_when_there_is_a_title(appendix, tmp_path):
    import nbformat

    pages = []
    for name in ("a.ipynb", "b/c.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        nbformat.write(appendix, tmp_path / name)
        pages.append(FazhiHTMLExporter().from_filename(str(tmp_path / name))[0])
    assert pages[0] == pages[1]


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def palettes():
    css = shell.style("base.css")
    for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))
        yield {
            name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:])
            for name, value in colours.items()
        }


@pytest.mark.parametrize("palette", list(palettes()), ids=["light", "dark", "print"])
def test_text_stands_out_from_its_ground(palette):
    pairs = [(ink, ground) for ink in ("ink", "quiet", "accent") for ground in ("paper", "soft", "stripe")]
    pairs += [(kind, f"{kind}-soft") for kind in ("good", "bad", "caution", "unknown")]
    pairs += [("ink", f"{kind}-soft") for kind in ("good", "bad", "caution", "unknown")]
    weak = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in pairs}
    assert {pair: round(value, 2) for pair, value in weak.items() if value < 4.5} == {}


def test_the_only_script_is_the_one_that_the_policy_names(appendix):
    html = FazhiHTMLExporter().from_notebook_node(appendix)[0]
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1])
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy and "default-src 'none'" in policy
    assert not re.search(r"<[^>]*\son\w+=", html.replace(script, ""))


def test_a_number_carries_its_quotation_and_its_table_the_end_of_it():
    columns = [Column("name", "名"), Column("value", "值", "right")]
    table = Table(1, "表", columns, [["甲", Cell("1", cite='甲："1"。')], ["乙", "—"]], cite="《录》表1")
    cards = KeyFigures([KeyFigure("甲", "1", cite="甲：1。"), KeyFigure("乙", "—")], cite="《录》")
    assert 'data-source="《录》表1"' in table.to_html() and 'data-cite="甲：&quot;1&quot;。"' in table.to_html()
    assert 'data-source="《录》"' in cards.to_html() and cards.to_html().count("data-cite") == 1
    for block in (table, cards):
        assert wire.read(wire.bundle(block)) == block
