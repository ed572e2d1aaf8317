"""The page in a real browser: fonts, narrow screens, dark mode, print."""

import json
import re
import subprocess
from html import escape, unescape

import nbformat
import pytest
from pypdf import PdfReader

from fazhi.publish import render
from fazhi.publish.blocks import Cell, Column, Document, Figure, Table

pytestmark = pytest.mark.browser

# Run once everything stands; the answer goes into the outer page's title, which --dump-dom prints.
PROBE = """<script>document.fonts.ready.then(() => {
  const all = [...document.querySelectorAll("body *")];
  const wide = all.filter(e => !e.closest(".fz-scroll, pre, .fz-hidden, .fz-skip")
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  const of = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
  const place = a => document.getElementById(decodeURIComponent(a.hash.slice(1)));
  parent.document.title = JSON.stringify({
    width: innerWidth, scroll: document.documentElement.scrollWidth,
    wide: wide.map(e => e.outerHTML.slice(0, 80)),
    loaded: [...document.fonts].map(f => f.family.replaceAll('"', "") + " " + f.status),
    family: of("body", "fontFamily"), svg: of("svg text", "fontFamily"),
    paper: of("body", "backgroundColor"), ink: of("body", "color"),
    contents: of(".fz-contents-wide", "display"), head: of("thead", "position"),
    lost: [...document.querySelectorAll("a[href^='#']")].filter(a => !place(a)).map(a => a.hash),
    asked: performance.getEntriesByType("resource").map(entry => entry.name),
  });
})</script>"""


@pytest.fixture
def page(notebook, svg, tmp_path):
    wide = Table(1, "宽表", [Column(f"c{i}", f"列名称{i}") for i in range(12)], [["说明文字说明文字"] * 12] * 40)
    figure = Figure(1, "各月受理", svg, "柱形图。", data=Table(None, "各月", ["月"], [["一月"]]))
    parts = [
        Document("双合镇2022年法治政府建设年度报告统计附录", meta={"单位": "镇"}),
        "## 一、甲\n\n`长代码" + "x" * 90 + "`",
        wide,
        figure,
    ]
    nbformat.write(notebook(*parts), tmp_path / "n.ipynb")
    return render.html(tmp_path / "n.ipynb", tmp_path / "page.html")


@pytest.fixture
def measure(page, chromium_command):
    """What the browser finds in a frame of a given width; no window is as narrow as a telephone."""

    def look(width, *options):
        # The page's own policy allows no script, and only the probe needs one.
        probed = re.sub(r"<meta http-equiv[^>]*>", "", page.read_text(encoding="utf-8")) + PROBE
        outer = page.with_name("outer.html")
        frame = f'<iframe style="width: {width}px; height: 900px; border: 0" srcdoc="{escape(probed)}"></iframe>'
        outer.write_text(f'<!DOCTYPE html><meta charset="utf-8">{frame}', encoding="utf-8")
        command = [*chromium_command, *options, "--window-size=1400,1000", "--virtual-time-budget=4000"]
        shown = subprocess.run([*command, "--dump-dom", outer.as_uri()], capture_output=True, check=True, timeout=60)
        return json.loads(unescape(re.search(rb"<title>(.*?)</title>", shown.stdout, re.DOTALL)[1].decode()))

    return look


def test_a_wide_screen_shows_contents_beside_the_text_in_our_face_and_asks_for_nothing(measure):
    found = measure(1280)
    assert found["width"] == 1280
    assert found["loaded"] == ["Fazhi Sans SC loaded"]
    assert found["family"].startswith('"Fazhi Sans SC"') and "Fazhi Sans SC" in found["svg"]
    assert (found["contents"], found["head"]) == ("block", "sticky")
    assert (found["lost"], found["wide"], found["asked"]) == ([], [], [])
    assert found["paper"] == "rgb(255, 255, 255)"


def test_a_table_of_indicators_in_english_needs_no_scrolling_on_a_common_screen(notebook, visit, tmp_path):
    heads = ("Indicator", "Value", "Unit", "Window", "95% interval", "Published", "Verdict", "Ledger")
    cells = ["Counter: family planning", "12,214", "person-times", "on 2022-12-31", "1.25–2.80", "共10 (今年以来)"]
    rows = [[*cells, Cell("consistent", status="good"), "L11"]] * 3
    columns = [Column(head, head, "right" if head == "Value" else None) for head in heads]
    parts = (Document("t", language="en"), Table(1, "t", columns, rows, language="en"), "## One\n\n## Two")
    nbformat.write(notebook(*parts), tmp_path / "n.ipynb")
    opened = visit(render.html(tmp_path / "n.ipynb", tmp_path / "page.html"), width=1280)
    assert opened.locator(".fz-scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_quotation_marks_in_english_are_no_wider_than_letters(notebook, visit, tmp_path):
    """The face draws them as wide as a Chinese character, which is right in Chinese alone."""
    marks = [Table(1, tag, ["a"], [["a“b"]], id=tag, language=tag) for tag in ("zh", "en")]
    nbformat.write(notebook(Document("t", language="en"), *marks), tmp_path / "n.ipynb")
    opened = visit(render.html(tmp_path / "n.ipynb", tmp_path / "page.html"))
    width = """cell => { const mark = document.createRange();
        mark.setStart(cell.firstChild, 1); mark.setEnd(cell.firstChild, 2);
        return mark.getBoundingClientRect().width / parseFloat(getComputedStyle(cell).fontSize); }"""
    widths = {tag: opened.locator(f"#{tag} tbody tr > *").evaluate(width) for tag in ("zh", "en")}
    assert widths == {"zh": pytest.approx(1, abs=0.05), "en": pytest.approx(0.5, abs=0.05)}


def test_a_telephone_scrolls_tables_but_never_the_page(measure):
    found = measure(390)
    assert (found["width"], found["scroll"]) == (390, 390)
    assert found["wide"] == []
    assert found["contents"] == "none"


def test_dark_mode_turns_the_paper_dark(measure):
    found = measure(1280, "--blink-settings=preferredColorScheme=0")
    assert (found["paper"], found["ink"]) == ("rgb(20, 24, 29)", "rgb(231, 234, 238)")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_a_page_with_every_kind_of_block(
    appendix, cell, visit, violations, tmp_path, width, scheme
):
    appendix.cells.append(cell(Table(9, "空表", [Column("a", "台账"), Column("b", "行数", "right")], [])))
    nbformat.write(appendix, tmp_path / "n.ipynb")
    opened = visit(render.html(tmp_path / "n.ipynb", tmp_path / "page.html"), width=width, color_scheme=scheme)
    opened.locator("details").evaluate_all("all => all.forEach(d => d.open = true)")
    assert violations(opened) == []


def test_a_table_without_rows_says_so(notebook, visit, tmp_path):
    nbformat.write(notebook(Table(1, "空表", [Column("a", "台账"), Column("b", "行数")], [])), tmp_path / "n.ipynb")
    opened = visit(render.html(tmp_path / "n.ipynb", tmp_path / "page.html"))
    assert opened.get_by_role("cell").all_inner_texts() == ["无"]


def test_it_prints_on_paper_with_wide_tables_turned(page, chromium_command, tmp_path):
    target = tmp_path / "print.pdf"
    command = [*chromium_command, "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    sizes = [(float(sheet.mediabox.width), float(sheet.mediabox.height)) for sheet in PdfReader(target).pages]
    assert all(sorted(size) == pytest.approx([595, 842], abs=1.5) for size in sizes)
    assert {width > height for width, height in sizes} == {True, False}


def test_a_short_table_is_not_printed_apart_from_its_caption(notebook, chromium_command, tmp_path):
    """The lines before it leave room at the foot of the page for the caption, and for no row."""
    table = Table(1, "短表", [Column("a", "列")], [["是"]] * 3)
    nbformat.write(notebook("\n\n".join(["行"] * 21), table), tmp_path / "n.ipynb")
    page, target = render.html(tmp_path / "n.ipynb", tmp_path / "page.html"), tmp_path / "print.pdf"
    command = [*chromium_command, "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    first, second = (sheet.extract_text() for sheet in PdfReader(target).pages)
    assert "短表" not in first and "短表" in second and second.count("是") == 3
