"""A comparison that lies among the results is made again by a run over all township-years, as it was asked for, and only when it has to be."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.slow

PAGE = "comparison/comparison.html"
INDICATOR = "disputes_accepted"
TOWNSHIPS = ("双合镇", "示例镇", "另一镇")


class County:
    """Three small township-years, a comparison of two of them, and what is said of it."""

    def __init__(self, home: Path, fazhi: Callable):
        self.home, self._fazhi = home, fazhi

    def __call__(self, command: str, *arguments: object):
        folders = [part for name in ("raw", "processed", "outputs") for part in (f"--{name}", self.home / name)]
        return self._fazhi(command, *arguments, *folders)

    def pages(self) -> dict[str, int]:
        """When each page was written."""
        outputs = self.home / "outputs"
        found = [*outputs.glob("*/*/appendix.html"), outputs / PAGE]
        return {path.relative_to(outputs).as_posix(): path.stat().st_mtime_ns for path in found if path.exists()}

    def edit(self, township: str) -> None:
        """Some rows less in a ledger."""
        path = next((self.home / "raw" / township / "2022").glob("*调解案件*.xlsx"))
        book = openpyxl.load_workbook(path)
        sheet = max(book.worksheets, key=lambda one: one.max_row)
        sheet.delete_rows(sheet.max_row // 2, 5)
        book.save(path)


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {name for name, time in after.items() if before.get(name) != time}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory, root: Path, fazhi) -> County:
    """Built and compared, in a language and for townships and an indicator of the caller's."""
    home = tmp_path_factory.mktemp("compared")
    ledgers = sorted((root / "data" / "raw" / "双合镇" / "2022").glob("*.xlsx"))
    some = [path for path in ledgers if "调解" in path.name]
    assert any("调解案件" in path.name for path in some)
    for township in TOWNSHIPS:
        folder = home / "raw" / township / "2022"
        folder.mkdir(parents=True)
        for path in some:
            shutil.copy(path, folder)
    county = County(home, fazhi)
    assert county("run").returncode == 1  # ledgers are missing
    done = county("compare", "--language", "en", "--townships", "双合镇,示例镇", "--indicators", INDICATOR)
    assert done.returncode == 0, done.stderr
    return county


def test_a_run_that_changed_nothing_leaves_it_alone(compared: County):
    before = compared.pages()
    assert PAGE in before
    compared("run")
    assert changed(before, compared.pages()) == set()


def test_a_run_says_why_it_would_be_made_again(compared: County):
    assert "比较: 没有变化" in compared("run", "--explain").stdout
    page = compared.home / "outputs" / PAGE
    kept = page.read_text(encoding="utf-8")
    page.write_text(kept + " ", encoding="utf-8")
    try:
        assert f"比较  html: 结果文件缺失或被改动：outputs/{PAGE}" in compared("run", "--explain").stdout
    finally:
        page.write_text(kept, encoding="utf-8")


def test_an_edited_ledger_renews_its_township_year_and_the_comparison_and_nothing_else(compared: County):
    compared.edit("示例镇")
    said = compared("run", "--explain").stdout
    assert "比较  comparison: 各乡镇年度重新运行后结果如有变化" in said
    before, table = compared.pages(), compared.home / "outputs" / "comparison" / "comparison.csv"
    earlier = table.read_text(encoding="utf-8")
    done = compared("run")
    assert changed(before, compared.pages()) == {"示例镇/2022/appendix.html", PAGE}
    assert "比较: 完成" in done.stderr
    assert table.read_text(encoding="utf-8") != earlier


def test_it_stays_what_was_asked_for(compared: County):
    receipt = json.loads((compared.home / "outputs" / "comparison" / "receipt.json").read_text(encoding="utf-8"))
    told = receipt["stages"]["comparison"]["parameters"]
    assert (told["townships"], told["indicators"], told["language"]) == (["双合镇", "示例镇"], [INDICATOR], "en")
    text = (compared.home / "outputs" / PAGE).read_text(encoding="utf-8")
    assert 'lang="en"' in text and "另一镇" not in text


def test_a_run_of_one_township_says_that_it_is_older(compared: County):
    compared.edit("双合镇")
    before = compared.pages()
    done = compared("run", "双合镇", 2022)
    assert changed(before, compared.pages()) == {"双合镇/2022/appendix.html"}
    assert "比较早于现在的结果" in done.stderr
    compared("run")
    assert changed(before, compared.pages()) == {"双合镇/2022/appendix.html", PAGE}
    assert "比较早于现在的结果" not in compared("run", "双合镇", 2022).stderr


def test_what_it_lacks_is_said_by_every_run(compared: County):
    """The results of a township that it was asked for are taken away, and its ledgers with them."""
    for name in ("raw", "outputs", "processed"):
        (compared.home / name / "示例镇").rename(compared.home / f"{name}-away")
    try:
        for done in (compared("run"), compared("run")):
            assert done.returncode == 1
            assert "比较: 完成，有待处理事项" in done.stderr and "示例镇" in done.stderr
    finally:
        for name in ("raw", "outputs", "processed"):
            (compared.home / f"{name}-away").rename(compared.home / name / "示例镇")
    assert "比较: 完成\n" in compared("run").stderr


def test_one_that_cannot_be_made_is_told_and_keeps_nothing_else_back(compared: County):
    """None of the townships that it was asked for is there any more."""
    for name in ("raw", "outputs", "processed"):
        for township in ("双合镇", "示例镇"):
            shutil.rmtree(compared.home / name / township)
    compared.edit("另一镇")
    before = compared.pages()
    done = compared("run")
    assert done.returncode == 1
    assert "比较: 未完成" in done.stderr and "Traceback" not in done.stderr
    assert "请删除 outputs/comparison 文件夹" in done.stderr
    assert "另一镇/2022/appendix.html" in changed(before, compared.pages())


def test_once_its_folder_is_gone_no_run_brings_it_back(compared: County):
    shutil.rmtree(compared.home / "outputs" / "comparison")
    assert "比较" not in compared("run").stderr
    assert PAGE not in compared.pages()
