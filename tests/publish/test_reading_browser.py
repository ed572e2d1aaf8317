"""What a reader does with the page: sort, filter, copy with the source, read a chart; by keyboard alone; and the page without scripting."""

import nbformat
import pytest

from fazhi.charts.bars import Bar, bars
from fazhi.publish import render
from fazhi.publish.blocks import Cell, Column, Document, Figure, KeyFigure, KeyFigures, Table

pytestmark = pytest.mark.browser

VALUES = ["12", "3/4", "—", "1,200", "97.6%", "9", "2022-11-07", "10†", "650*"]


@pytest.fixture
def path(notebook, tmp_path):
    columns = [
        Column("indicator", "指标"),
        Column("value", "数值", "right"),
        Column("unit", "单位", group="别"),
        Column("ledger", "台账", group="别"),
    ]
    rows = [
        [
            f"指标{i}",
            Cell(v, href="evidence/a.csv", cite=f'镇，指标{i}："{v}"件，L1 <SHA-256>。' if v != "—" else None),
            "件",
            "L1",
        ]
        for i, v in enumerate(VALUES)
    ]
    table = Table(
        1,
        "各项",
        columns,
        [*rows, ["合计", "7", "件", "—"]],
        total_rows=1,
        cite="《附录》表1",
    )
    held = [("甲", 5), ("乙", 0), ("丙", 2)]
    chart = bars([Bar(name, value, str(value)) for name, value in held], "件")
    data = Table(
        None, "数", ["类别", Column("n", "件数", "right"), "95%区间"], [[name, value, "1～9"] for name, value in held]
    )
    figure = Figure(1, "各类", chart, "条形图。", data=data)
    cards = KeyFigures(
        [KeyFigure("受理", "652", "件", cite="镇，受理：652件。"), KeyFigure("核对", "3/4")], "概况", "《附录》概况"
    )
    years = ["2021", "2022"]
    side = Table(
        2,
        "各年",
        ["指标", "镇", *(Column(year, f"{year}年", "right") for year in years)],
        [
            [i, t, *(Cell(f"{n}", cite=f"{t}，{i}：{n}（{y}年）。") for y in years)]
            for i, t, n in (("受理", "甲", 5), ("受理", "乙", 7))
        ],
        header_columns=2,
        cite="《比较》表2",
    )
    nbformat.write(notebook(Document("附录"), cards, "## 一\n\n文", table, figure, side), tmp_path / "n.ipynb")
    return render.html(tmp_path / "n.ipynb", tmp_path / "page.html")


def column(page, place):
    return [
        row.locator("th, td").nth(place).inner_text().strip() for row in page.locator("#table-1 tbody tr:visible").all()
    ]


def test_sorting_goes_by_number_keeps_the_total_last_and_comes_back(visit, path):
    page = visit(path)
    head = page.locator("#table-1").get_by_role("columnheader", name="数值")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(page, 1) == ["9", "10†", "12", "3/4", "97.6%", "650*", "1,200", "2022-11-07", "—", "7"]
    assert "从小到大" in page.get_by_role("status").inner_text()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert column(page, 1)[:2] == ["2022-11-07", "1,200"] and column(page, 1)[-2:] == ["—", "7"]
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None and column(page, 1) == [*VALUES, "7"]


def test_a_column_below_a_common_heading_sorts_by_its_own_cells(visit, path):
    page = visit(path)
    page.locator("#table-1").get_by_role("button", name="台账").click()
    assert page.locator("#table-1 th[aria-sort]").inner_text().startswith("台账")
    assert column(page, 3)[:2] == ["L1", "L1"]


def test_filtering_shows_the_rows_with_all_words_and_says_how_many(visit, path):
    page = visit(path)
    page.get_by_role("searchbox").fill("指标 ９7")
    assert column(page, 0) == ["指标4", "合计"]
    assert page.get_by_role("status").inner_text() == "显示 1 行，共 9 行"
    page.get_by_role("searchbox").fill("")
    assert len(column(page, 0)) == len(VALUES) + 1


def test_a_name_that_repeats_is_seen_once_as_long_as_rows_stand_as_they_were(visit, path):
    page = visit(path)
    table = page.locator("#table-2")

    def seen():
        cells = table.locator("tbody tr th:first-child").all()
        return [cell.evaluate("cell => (cell.firstElementChild ?? cell).offsetWidth > 1") for cell in cells]

    assert table.get_by_role("rowheader", name="受理").count() == 2
    assert seen() == [True, False]
    sort = table.get_by_role("button", name="镇")
    sort.click()
    assert seen() == [True, True]
    sort.click()
    sort.click()
    assert seen() == [True, False]


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_number_is_copied_with_its_source_whatever_clipboard_the_browser_gives(visit, path, clipboard):
    page = visit(path)
    if not clipboard:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    else:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制“指标3”的数值 1,200 及其出处").press("Enter")
    wanted = '镇，指标3："1,200"件，L1 <SHA-256>。《附录》表1'
    page.get_by_text(f"已复制：{wanted}").wait_for()
    page.get_by_role("searchbox").press("Control+v")
    assert page.get_by_role("searchbox").input_value() == wanted


def test_what_is_no_number_has_nothing_to_copy(visit, path):
    page = visit(path)
    assert page.locator("#table-1").get_by_role("button", name="复制").count() == len(VALUES) - 1


def test_a_key_figure_is_quoted_like_a_number_in_a_table(visit, path):
    page = visit(path)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制“受理”的数值 652 件 及其出处").click()
    page.get_by_text("已复制：镇，受理：652件。《附录》概况").wait_for()
    assert page.locator(".fz-cards").get_by_role("button").count() == 1


def test_one_tab_stop_a_table_and_arrows_lead_to_the_other_numbers(visit, path):
    page = visit(path)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    side = page.locator("#table-2")
    side.get_by_role("button", name="2022年").first.focus()  # the heading's; the next stop is the first number
    page.keyboard.press("Tab")
    assert page.get_by_role("status").inner_text().startswith("方向键")
    for key, wanted in (
        ("ArrowDown", "乙，受理：7（2021年）"),
        ("ArrowRight", "乙，受理：7（2022年）"),
        ("Home", "甲，受理：5（2021年）"),
    ):
        page.keyboard.press(key)
        page.keyboard.press("Enter")
        page.get_by_text(f"已复制：{wanted}。《比较》表2").wait_for()
    assert side.get_by_role("button", name="复制“受理 乙 2022年”的数值 7 及其出处").count() == 1
    assert page.locator("#table-2 button.fz-copy[tabindex='0']").count() == 1


def test_what_a_filter_hides_is_no_tab_stop(visit, path):
    page = visit(path)
    page.get_by_role("searchbox").fill("指标5")
    (stop,) = page.locator("#table-1 button.fz-copy[tabindex='0']:visible").all()
    assert "指标5" in stop.get_attribute("aria-label")


def test_a_chart_is_read_by_pointer_and_by_arrow_keys(visit, path):
    page = visit(path)
    slider = page.get_by_role("slider", name="逐项读数 图1")
    page.locator('[data-row="2"]').hover()
    assert page.get_by_text("丙：件数：2；95%区间：1～9").is_visible() and slider.input_value() == "2"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "乙：件数：0；95%区间：1～9"
    assert page.locator(".fz-on").count() == 0  # a bar of nothing is not drawn
    page.keyboard.press("ArrowLeft")
    assert page.locator(".fz-on").get_attribute("data-row") == "0"


def test_everything_is_reached_by_tabbing_and_shows_that_it_is(visit, path):
    page = visit(path)
    wanted = page.locator("main :is(button:not([tabindex='-1']), input, a, summary)").filter(visible=True).count()
    seen = set()
    for _ in range(3 * wanted):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate("""() => { const e = document.activeElement; if (!e.closest('main') || !e.matches('button, input, a, summary')) return '';
              const all = [...document.querySelectorAll('main :is(button, input, a, summary)')];
              return all.indexOf(e) + getComputedStyle(e).outlineStyle; }""")
        )
    seen.discard("")
    assert len(seen) == wanted and all(one.endswith("solid") for one in seen)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_after_all_that(visit, path, violations, width, scheme):
    page = visit(path, width=width, color_scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach(d => d.open = true)")
    page.get_by_role("button", name="复制").first.click()
    page.get_by_role("slider").focus()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_without_scripting_the_page_is_whole_and_has_no_control_that_does_nothing(visit, path):
    page = visit(path, java_script_enabled=False)
    assert page.locator("#table-1").get_by_role("row").count() == 2 + len(VALUES) + 1
    assert page.locator("button, input").count() == 0
    assert page.get_by_role("img", name="条形图。").is_visible()
    page.get_by_text("查看图中数据").click()
    assert page.get_by_role("cell", name="1～9").first.is_visible()


# What JupyterLab 4 says of a description list in a cell's output.
LAB = """<style>dl, dt, dd { display: block; } dl { width: 100%; overflow: hidden; padding: 0; margin: 0; }
dt { font-weight: bold; float: left; width: 20%; padding: 0; margin: 0; } dd { float: left; width: 80%; padding: 0; margin: 0; }</style>"""


def test_in_jupyterlab_each_key_figure_stands_beside_its_own_name_however_long_that_is(visit, tmp_path):
    names = ["受理", "调解成功率（成功件数除以已经办结的全部件数，不含撤回）", "处罚", "检查"]
    cards = KeyFigures([KeyFigure(name, "1") for name in names])
    path = tmp_path / "lab.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{LAB}{cards.to_html()}", encoding="utf-8")
    page = visit(path)
    of = {kind: [one.bounding_box() for one in page.locator(kind).all()] for kind in ("dt", "dd")}
    assert of["dt"][1]["height"] > of["dt"][0]["height"], "the long name takes several lines"
    assert [box["y"] for box in of["dt"]] == [box["y"] for box in of["dd"]]
    assert len({box["x"] for box in of["dt"]}) == len({box["x"] for box in of["dd"]}) == 1
