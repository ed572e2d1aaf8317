"""The start page: every township-year, done or not, with links that work from a folder."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from fazhi.publish.index import Entry, index, write_index

DONE = Entry(
    "双合镇",
    2022,
    "done",
    True,
    {"page": "双合镇/2022/appendix.html", "pdf": "双合镇/2022/appendix.pdf", "其他": "a b/#1?.csv"},
    {"consistent": 41, "inconsistent": 2},
    27,
)
FAILED = Entry("鹤城镇", 2023, "failed", message="台账.xlsx 无法打开：请另存后重试。")


def soup(*entries, **more):
    return BeautifulSoup(index(entries, **more), "html.parser")


def test_a_row_says_what_was_found_and_links_its_documents():
    row = soup(DONE).find("tbody").find("tr")
    words = row.get_text(" ", strip=True)
    for expected in (
        "双合镇",
        "合成数据",
        "2022",
        "完成",
        "一致 41",
        "不一致 2",
        "无法核对 0",
        "27",
        "附录网页",
        "附录 PDF",
        "其他",
    ):
        assert expected in words
    assert row.find("th")["scope"] == "row"
    assert row.find(class_="fz-bad").get_text(" ", strip=True) == "✗ 不一致 2"


def test_a_failed_year_stands_there_with_its_reason():
    page = soup(DONE, FAILED)
    row = page.find("tbody").find_all("tr")[1]
    assert "未完成" in row.get_text() and "台账.xlsx 无法打开：请另存后重试。" in row.get_text()
    assert row.find("a") is None
    assert "1 个乡镇年度未能完成" in page.get_text()


def test_links_lead_to_the_files_whatever_their_names(tmp_path):
    names = ["双合镇/2022/a.html", "a b/#1?.csv", "c:d&e/100%.pdf", "x<y/'z'.xlsx"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    entry = Entry("镇", 2022, "done", links={name: name for name in names})
    written = write_index(tmp_path / "index.html", [entry], links={"comparison": names[0]})
    page = BeautifulSoup(written.read_text(encoding="utf-8"), "html.parser")
    targets = [anchor["href"] for anchor in page.find_all("a")]
    assert len(targets) == len(names) + 2
    for target in targets:
        parts = urlsplit(target)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert (Path(tmp_path) / unquote(parts.path)).is_file()


@pytest.mark.parametrize("path", ["/etc/passwd", "", "\\\\server\\x"])
def test_a_link_must_be_relative(path):
    with pytest.raises(ValueError, match="relative"):
        index([Entry("镇", 2022, "done", links={"page": path})])


def test_hostile_names_and_messages_stay_text(hostile):
    page = soup(Entry(hostile, 2022, "failed", True, {hostile: "a.html"}, {}, None, hostile))
    assert page.find("th", scope="row").find("a").get_text() == hostile
    assert page.find(class_="fz-message").get_text() == hostile
    assert page.find_all(["script", "img", "label"]) == []


def test_the_page_needs_no_network_and_no_script():
    html = index([DONE, FAILED])
    page = BeautifulSoup(html, "html.parser")
    assert page.find_all(["script", "link", "iframe", "img"]) == []
    assert all(address.startswith("data:font/woff;base64,") for address in re.findall(r"url\(([^)]*)\)", html))
    assert "http://" not in html and "https://" not in html


def test_it_speaks_english_and_says_when_it_is_empty():
    page = soup(language="en")
    assert page.find("html")["lang"] == "en"
    assert "There are no appendices yet." in page.get_text()
    assert not re.search(r"[\u4e00-\u9fff]", page.find("main").get_text())


def test_the_same_entries_give_the_same_bytes():
    assert index([DONE, FAILED]) == index([DONE, FAILED])
