"""The start page as text: every township-year, done or not, with links that work from a folder."""

import base64
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from bs4 import BeautifulSoup

from fazhi.publish.index import COUNTS, Entry, address, index, write_index

DONE = Entry(
    "双合镇",
    2022,
    "attention",
    True,
    {"page": "双合镇/2022/appendix.html", "pdf": "双合镇/2022/appendix.pdf", "set_aside": "双合镇/2022/set_aside.csv"},
    dict(zip(COUNTS, (41, 2, 0, 27, 13, 1, 3), strict=True)),
    ("缺台账 L01", "<b>C03</b> 不一致"),
)
FAILED = Entry("示例镇", 2023, "failed", messages=("台账.xlsx 无法打开：请另存后重试。",))
PLAIN = Entry("示例镇", 2021, "done", links={"page": "示例镇/2021/appendix.html"}, counts={"rows": 0})


def soup(*entries, **more):
    return BeautifulSoup(index(entries, **more), "html.parser")


def row_of(page, township):
    return page.find("tbody", attrs={"data-name": township})


def test_a_row_says_what_was_found_in_columns_that_have_names():
    page = soup(DONE)
    heads = [head.get_text() for head in page.find("thead").find_all("th")]
    assert heads == [
        "乡镇", "年度", "状态", "一致", "不一致", "无法核对", "未计入行", "重复行", "未读表册", "台账缺失或未填", "文件",
    ]  # fmt: skip
    cells = [cell.get_text(" ", strip=True) for cell in row_of(page, "双合镇").find("tr").find_all(["th", "td"])]
    assert cells[:10] == ["双合镇 合成数据", "2022", "▲ 待处理", "41", "✗ 2", "0", "27", "13", "▲ 1", "▲ 3"]
    for word in ("网页", "PDF", "未计入的行 CSV"):
        assert word in cells[10]


def test_what_is_to_do_stands_below_its_row_word_for_word():
    listed = row_of(soup(DONE), "双合镇").find(class_="fz-messages")
    assert [item.get_text() for item in listed.find_all("li")] == ["缺台账 L01", "<b>C03</b> 不一致"]
    assert "2 项" in listed.find("summary").get_text()


def test_a_failed_year_stands_there_with_its_reason_unfolded():
    page = soup(DONE, FAILED)
    row = row_of(page, "示例镇")
    assert "未完成" in row.get_text() and "台账.xlsx 无法打开：请另存后重试。" in row.get_text()
    assert row.find("a") is None and row.find("details").has_attr("open")
    assert not row_of(page, "双合镇").find(class_="fz-messages").find("details").has_attr("open")
    assert "1 个乡镇年度未能完成" in page.get_text()


def test_what_is_not_known_is_no_zero():
    cells = row_of(soup(PLAIN), "示例镇").find_all("td")
    assert [cell.get_text() for cell in cells[2:7]] == ["—无", "—无", "—无", "0", "—无"]


def test_the_summary_adds_up_what_is_known():
    summary = soup(DONE, FAILED, PLAIN).find(class_="fz-summary")
    totals = {pair.dt.get_text(" ", strip=True): pair.dd.get_text() for pair in summary.find_all("div")}
    assert totals["乡镇年度"] == "3" and totals["✓ 完成"] == totals["▲ 待处理"] == totals["✗ 未完成"] == "1"
    assert totals["一致"] == "41" and totals["✗ 不一致"] == "2" and totals["未计入行"] == "27"


@pytest.mark.parametrize(
    "name",
    [
        "双合镇/2022/a.html",
        "a b/#1?.csv",
        "c:d&e/100%.pdf",
        "x<y/'z'.xlsx",
        "back\\slash/a.html",
        "javascript:alert(1)",
    ],
)
def test_links_lead_to_the_files_whatever_their_names(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x")
    entry = Entry("镇", 2022, "done", links={"page": name})
    written = write_index(tmp_path / "index.html", [entry], comparison={"pdf": name})
    page = BeautifulSoup(written.read_text(encoding="utf-8"), "html.parser")
    targets = [anchor["href"] for anchor in page.find_all("a") if not anchor["href"].startswith("#")]
    assert len(targets) == 3
    for target in targets:
        parts = urlsplit(target)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert (Path(tmp_path) / os.fsdecode(unquote_to_bytes(parts.path))).is_file()


def test_a_name_that_is_no_text_is_linked_by_its_bytes_and_shown_as_far_as_it_goes(tmp_path):
    township = os.fsdecode(b"\xd5\xf2")  # 镇 in GB 18030
    entry = Entry(township, 2022, "done", links={"page": f"{township}/2022/appendix.html"})
    page = BeautifulSoup(write_index(tmp_path / "index.html", [entry]).read_bytes(), "html.parser")
    assert page.find("tbody").find("a")["href"] == "%D5%F2/2022/appendix.html"
    assert page.find("tbody").find("a").get_text() == "??"


@pytest.mark.parametrize("path", ["/etc/passwd", "", "../secret.html", "a/../../b"])
def test_a_link_must_lead_to_a_place_below_the_page(path):
    with pytest.raises(ValueError, match="relative"):
        address(path)


def test_hostile_names_and_messages_stay_text(hostile):
    page = soup(Entry(hostile, 2022, "failed", True, {"page": "a.html"}, {}, (hostile,)))
    assert page.find("th", scope="rowgroup").find("a").get_text() == hostile
    assert page.find("tbody")["data-name"] == hostile
    assert page.find(class_="fz-messages").find("li").get_text() == hostile
    assert len(page.find_all("script")) == 1 and page.find_all("img") == []


def test_the_only_script_and_style_are_those_that_the_policy_names():
    html = index([DONE, FAILED])
    page = BeautifulSoup(html, "html.parser")
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (element,) = page.find_all(tag)
        digest = base64.b64encode(hashlib.sha256(element.string.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert not re.search(r"\s(on\w+|style)=", re.sub(r"<(script|style)>.*?</\1>", "", html, flags=re.DOTALL))


def test_the_page_needs_no_network():
    html = index([DONE, FAILED])
    page = BeautifulSoup(html, "html.parser")
    assert page.find_all(["link", "iframe", "img", "base"]) == []
    assert all(address.startswith("data:font/woff;base64,") for address in re.findall(r"url\(([^)]*)\)", html))
    assert "http://" not in html and "https://" not in html


def test_it_speaks_english_and_says_when_it_is_empty():
    page = soup(language="en")
    assert page.find("html")["lang"] == "en"
    assert "There are no appendices yet." in page.get_text()
    assert page.find("form") is None
    assert not re.search(r"[\u4e00-\u9fff]", page.find("main").get_text())


def test_messages_of_an_earlier_run_in_the_other_language_are_marked_as_such():
    listed = soup(DONE, language="en").find("ul", lang=True)
    assert listed["lang"] == "zh-CN" and "缺台账" in listed.get_text()
    assert soup(DONE).find("ul", lang=True) is None


def test_the_same_entries_give_the_same_bytes_in_whatever_order_they_come():
    assert index([DONE, FAILED, PLAIN]) == index([PLAIN, FAILED, DONE])
