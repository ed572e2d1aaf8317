"""The start page in a real browser: typed, clicked, tabbed through, printed, without scripting. `visit` sees to the rest:
no complaint of the browser, no request that leaves the folder."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from fazhi.publish.index import COUNTS, Entry, write_index

pytestmark = pytest.mark.browser

HOSTILE = [
    "<script>window.hit = 1<|script>",
    'a&b "c"',
    "100% #1?",
    "back\\slash:x",
    "'><img src=x onerror=alert(1)>",
    "x" * 150,
]
REASON = "“about.yaml”第1行附近写法有误，无法读取。请改正，或删除该文件。"


def entry(folder, township, year, status="done", numbers=(40, 0, 1, 12, 3, 0, 0), messages=(), synthetic=False):
    """A township-year with documents that are really there and say whose they are."""
    links = {kind: f"{township}/{year}/appendix.{kind}.html" for kind in ("page", "pdf", "workbook", "set_aside")}
    for kind, path in links.items() if status != "failed" else ():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"<title>{year} {kind}</title>", encoding="utf-8")
    if status == "failed":
        return Entry(township, year, status, messages=messages)
    known = {name: number for name, number in zip(COUNTS, numbers, strict=True) if number is not None}
    return Entry(township, year, status, synthetic, links, known, messages)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A start page with every state, the worst names, and numbers that sort differently from their digits."""
    folder = tmp_path_factory.mktemp("outputs")
    entries = [
        entry(folder, "双合镇", 2022, "attention", (45, 3, 0, 76, 48, 0, 0), ("C42 报告称 6期，按台账为 1期。",), True),
        entry(folder, "双合镇", 2021, numbers=(None, None, None, 9, 7, 0, 0)),
        entry(folder, "云溪镇", 2022, "attention", (40, 12, 2, 1138, 7, 2, 2), ("缺台账 L01", "缺台账 L15")),
        entry(folder, "白塔镇", 2023, "failed", messages=(REASON,)),
        *(entry(folder, name, 2020, numbers=(None, None, None, 8, 4, 0, 0)) for name in HOSTILE),
    ]
    (folder / "comparison").mkdir()
    (folder / "comparison" / "comparison.html").write_text("<title>comparison</title>", encoding="utf-8")
    comparison = {"page": "comparison/comparison.html"}
    write_index(folder / "en.html", entries, "en", comparison)
    return write_index(folder / "index.html", entries, "zh", comparison)


def rows(page):
    """Township and year of the rows that can be seen, from top to bottom."""
    shown = page.locator("tbody:visible").evaluate_all("all => all.map(b => [b.dataset.name, b.dataset.year])")
    return [f"{name} {year}" for name, year in shown]


def column(page, name):
    place = page.locator("thead th").all_inner_texts().index(name) + 1
    cells = page.locator(f"tbody tr:first-child > :nth-child({place})").all_inner_texts()
    return [re.search(r"\d+|—", cell)[0] for cell in cells]


def head(page, name):
    return page.get_by_role("columnheader", name=name, exact=True)


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_typing_a_part_of_a_name_leaves_the_rows_that_hold_it(visit, site):
    page = visit(site)
    page.get_by_label("查找乡镇").press_sequentially("合")
    assert rows(page) == ["双合镇 2021", "双合镇 2022"]
    assert page.get_by_role("status").inner_text() == "显示 2 个乡镇年度，共 10 个"
    page.get_by_label("查找乡镇").fill("  双合　２０２２ ")
    assert rows(page) == ["双合镇 2022"]
    page.get_by_label("查找乡镇").fill("A&B")
    assert rows(page) == ['a&b "c" 2020']
    page.get_by_label("查找乡镇").fill("无此镇")
    assert rows(page) == [] and page.get_by_role("status").inner_text() == "显示 0 个乡镇年度，共 10 个"
    page.get_by_role("button", name="清除条件").click()
    assert len(rows(page)) == 10 and page.get_by_label("查找乡镇").input_value() == ""


def test_letters_of_an_input_method_do_not_filter_before_they_are_words(visit, site):
    page = visit(site)
    page.get_by_label("查找乡镇").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "shuang he", "selectionStart": 9, "selectionEnd": 9})
    assert page.get_by_label("查找乡镇").input_value() == "shuang he" and len(rows(page)) == 10
    keyboard.send("Input.insertText", {"text": "双合"})
    assert page.get_by_label("查找乡镇").input_value() == "双合" and len(rows(page)) == 2


def test_filters_work_alone_and_together(visit, site):
    page = visit(site)
    form = page.get_by_role("search")
    form.get_by_label("状态").select_option("未完成")
    assert rows(page) == ["白塔镇 2023"]
    form.get_by_label("状态").select_option("全部")
    form.get_by_label("只看需要处理的").check()
    assert rows(page) == ["云溪镇 2022", "双合镇 2022", "白塔镇 2023"]
    form.get_by_label("年度").select_option("2022")
    form.get_by_label("查找乡镇").fill("云")
    assert rows(page) == ["云溪镇 2022"]


def test_a_column_sorts_up_then_down_then_as_before_and_says_so(visit, site):
    page = visit(site)
    before = rows(page)
    button = head(page, "不一致").get_by_role("button")
    button.click()
    assert column(page, "不一致") == ["3", "12", *["—"] * 8]
    assert head(page, "不一致").get_attribute("aria-sort") == "ascending"
    assert page.get_by_role("status").inner_text().endswith("，按“不一致”从小到大排列")
    button.click()
    assert column(page, "不一致") == ["12", "3", *["—"] * 8], "what is unknown comes last either way"
    assert head(page, "不一致").get_attribute("aria-sort") == "descending"
    button.click()
    assert rows(page) == before and head(page, "不一致").get_attribute("aria-sort") is None


def test_names_sort_as_names_and_states_by_urgency(visit, site):
    page = visit(site)
    head(page, "状态").get_by_role("button").click()
    assert rows(page)[:3] == ["白塔镇 2023", "云溪镇 2022", "双合镇 2022"]
    head(page, "乡镇").get_by_role("button").click()
    townships = [row for row in rows(page) if "镇" in row]
    assert townships == ["白塔镇 2023", "双合镇 2021", "双合镇 2022", "云溪镇 2022"], "bai, shuang, yun"
    assert page.locator("th[aria-sort]").count() == 1


def test_a_view_can_be_shared_by_its_address(visit, site):
    page = visit(site)
    page.get_by_label("查找乡镇").fill("镇 2022")
    page.get_by_label("只看需要处理的").check()
    for _ in range(2):
        head(page, "未计入行").get_by_role("button").click()
    assert rows(page) == ["云溪镇 2022", "双合镇 2022"]
    hash = page.evaluate("location.hash")
    other = visit(site, hash)
    assert rows(other) == rows(page)
    assert (
        other.get_by_label("查找乡镇").input_value() == "镇 2022" and other.get_by_label("只看需要处理的").is_checked()
    )
    assert head(other, "未计入行").get_attribute("aria-sort") == "descending"
    other.reload()
    assert rows(other) == rows(page)
    other.evaluate("location.hash = '#year=2023'")
    expect(other.locator("tbody:not([hidden])")).to_have_count(1)
    assert rows(other) == ["白塔镇 2023"] and other.locator("th[aria-sort]").count() == 0


@pytest.mark.parametrize(
    "hash",
    [
        "#q='%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E",
        "#status=nope&year=1&sort=__proto__&todo=x&descending=1",
        "#%E0%A4%A",
        "#a=b&&=&",
    ],
)
def test_an_address_that_nobody_made_does_no_harm(visit, site, hash):
    page = visit(site, hash)
    assert len(rows(page)) == (1 if "q=" in hash else 10)
    assert page.locator("th[aria-sort]").count() == 0 and page.locator("img").count() == 0
    page.get_by_role("button", name="清除条件").click()
    assert len(rows(page)) == 10


def test_names_from_the_file_system_are_text_and_their_links_lead_there(visit, site):
    page = visit(site)
    assert page.evaluate("window.hit") is None
    for name in HOSTILE:
        body = page.locator("tbody").filter(has=page.get_by_role("rowheader", name=name, exact=True))
        assert body.get_by_role("rowheader").inner_text() == name
        body.get_by_role("link", name="PDF").click()
        assert page.title() == "2020 pdf"
        page.go_back()
    page.get_by_role("navigation").get_by_role("link", name="网页").click()
    assert page.title() == "comparison"


def test_data_files_unfold_and_open(visit, site):
    page = visit(site, "#q=双合+2021")
    page.locator("tbody:visible summary", has_text="数据表").click()
    page.get_by_role("link", name="未计入的行 CSV").click()
    assert page.title() == "2021 set_aside"


def test_a_failed_year_says_why_and_an_unfinished_one_on_demand(visit, site):
    page = visit(site)
    assert page.get_by_text(REASON).is_visible()
    assert not page.get_by_text("缺台账 L15").is_visible()
    page.get_by_text("需要处理：2 项").click()
    assert page.get_by_text("缺台账 L15").is_visible()


def test_it_can_be_used_without_a_mouse(visit, site):
    page = visit(site)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到各乡镇各年度的表")
    assert skip.evaluate("e => e === document.activeElement") and skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "乡镇", "the skip link leads to the table"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert head(page, "年度").get_attribute("aria-sort") == "ascending" and focused(page) == "年度"
    page.keyboard.press("Space")
    assert head(page, "年度").get_attribute("aria-sort") == "descending"
    page.get_by_label("查找乡镇").focus()
    page.keyboard.type("白塔")
    page.keyboard.press("Enter")
    assert rows(page) == ["白塔镇 2023"], "the enter key submits nothing"
    for _ in range(4):
        page.keyboard.press("Tab")
    assert focused(page) == "清除条件"
    page.keyboard.press("Enter")
    assert len(rows(page)) == 10 and page.get_by_label("查找乡镇").evaluate("e => e === document.activeElement")


def test_a_jump_within_the_page_keeps_the_view(visit, site):
    page = visit(site, "#year=2022&sort=rows")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html#year=2022&sort=rows")
    assert rows(page) == ["双合镇 2022", "云溪镇 2022"]
    page.keyboard.press("Tab")
    assert focused(page) == "乡镇"


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


@pytest.mark.parametrize("width", [1280, 390])
def test_every_stop_of_the_tab_key_can_be_seen(visit, site, width):
    page = visit(site, width=width)
    seen = set()
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 60:
        page.keyboard.press(key)
        stop = page.evaluate("""() => {
          const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
          const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return {name: e.outerHTML.slice(0, 90), ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
            bare: e === over || e.contains(over), body: e === document.body};
        }""")
        if stop["body"]:
            continue
        assert stop["ring"] and stop["bare"], stop["name"]
        seen.add(stop["name"])
    assert len(seen) > 50


@pytest.mark.parametrize("name", ["index.html", "en.html"])
@pytest.mark.parametrize("width", [320, 390, 800, 1121, 1216, 1280])
def test_no_width_makes_the_page_scroll_sideways(visit, site, name, width):
    page = visit(site.with_name(name), width=width)
    page.locator("summary").evaluate_all("all => all.forEach(s => s.parentElement.open = true)")
    assert sideways(page) == 0
    cut = page.locator("main *:visible").evaluate_all(
        "all => all.filter(e => !e.closest('.fz-hidden') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
    )
    assert cut == []


def test_on_a_telephone_each_year_is_a_card_with_its_labels_and_can_be_sorted(visit, site):
    page = visit(site, width=390)
    label = page.locator("tbody td[data-label='未计入行']").first
    assert label.evaluate("e => getComputedStyle(e, '::before').content").startswith('"未计入行"')
    head(page, "未计入行").get_by_role("button").click()
    assert column(page, "未计入行")[:4] == ["8", "8", "8", "8"]
    assert page.get_by_role("rowheader").count() == 10 and page.get_by_role("table").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_without_scripting_the_whole_table_is_there_and_no_control_that_does_nothing(visit, site, width):
    page = visit(site, width=width, java_script_enabled=False)
    assert page.locator("tbody:visible").count() == 10
    assert page.locator("button:visible, input:visible, select:visible").count() == 0
    assert page.locator("#shown").is_hidden()
    page.get_by_role("link", name="工作簿 双合镇 2021").click()
    assert page.title() == "2021 workbook"


def test_it_prints_on_a4_with_the_head_on_each_page_and_without_controls(visit, site, tmp_path):
    to_do = {"status": "attention", "messages": ("缺台账 L01",)}
    many = [entry(tmp_path, f"第{n}示例镇", 2022, **(to_do if n >= 40 else {})) for n in range(60)]
    page = visit(write_index(tmp_path / "index.html", many))
    target = tmp_path / "print.pdf"
    target.write_bytes(page.pdf(prefer_css_page_size=True))
    sheets = PdfReader(target).pages
    assert len(sheets) > 2
    assert all(sorted((s.mediabox.width, s.mediabox.height)) == pytest.approx([595, 842], abs=1.5) for s in sheets)
    texts = [re.sub(r"\s", "", sheet.extract_text()) for sheet in sheets]
    with_rows = [text for text in texts if "示例镇" in text]
    assert len(with_rows) == len(texts), "no page is left blank"
    assert all("未计入行" in text for text in with_rows)
    whole = "".join(texts)
    assert all(f"第{n}示例镇" in whole for n in range(60))
    assert "清除条件" not in whole and "查找乡镇" not in whole and "appendix.pdf" in whole
    assert sum(len(sheet.get("/Annots") or ()) for sheet in sheets) >= 60 * 4


def test_dark_mode_turns_paper_and_controls_dark(visit, site):
    page = visit(site, color_scheme="dark")
    paper = "e => getComputedStyle(e).backgroundColor"
    assert page.locator("body").evaluate(paper) == "rgb(20, 24, 29)"
    assert page.get_by_label("查找乡镇").evaluate(paper) == "rgb(20, 24, 29)"


@pytest.mark.parametrize("name", ["index.html", "en.html"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(visit, site, violations, name, width, scheme):
    page = visit(site.with_name(name), width=width, color_scheme=scheme)
    assert violations(page) == []
    page.locator("summary").evaluate_all("all => all.forEach(s => s.parentElement.open = true)")
    page.locator("thead button").nth(2).click()
    assert violations(page) == []


def test_the_policy_lets_no_other_script_run(browser, site):
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(Path(site).as_uri())
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.hit = 1";
      document.body.append(script);
    }""")
    assert page.evaluate("window.hit") is None
    assert any("Content Security Policy" in line for line in said)
    page.close()


def test_five_hundred_years_answer_at_once(visit, tmp_path):
    numbers = [(n % 50, n % 7, n % 3, n * 37 % 1000, n % 11, n % 2, n % 5) for n in range(500)]
    messages = ("缺台账 L01《学法培训台账》：请放入。",) * 10
    many = [
        entry(tmp_path, f"第{n // 5}示例镇", 2018 + n % 5, "attention", row, messages) for n, row in enumerate(numbers)
    ]
    page = visit(write_index(tmp_path / "index.html", many))
    start = time.perf_counter()
    page.get_by_label("查找乡镇").press_sequentially("第7")
    head(page, "未计入行").get_by_role("button").click()
    assert len(rows(page)) == 55
    page.get_by_role("button", name="清除条件").click()
    assert len(rows(page)) == 500
    assert time.perf_counter() - start < 5, "seconds for two keys, a sorting and a clearing, on a busy machine"
