"""The start page over the outputs folder: this run's township-years and those of earlier runs, read from their files."""

import json
import os
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from fazhi.pipeline import Place, Results, Site, results
from fazhi.pipeline.outcome import Outcome, message_of, write_outcome
from fazhi.runs.index import counts, write_index
from fazhi.runs.notebooks import NotebookFailed
from fazhi.runs.run import run_places

TABLES = {
    "reconciliation.csv": "claim,verdict\nC03,consistent\nC04,inconsistent\nC05,consistent\n",
    "account.csv": "file,sheet,kept,duplicates,set_aside\na.xlsx,一,7,2,5\nb.xlsx,二,9,1,0\n",
    "set_aside.csv": "file,row,reason\na.xlsx,3,bad_date\nc.xlsx,,unreadable_file\nd.xlsx,,unrecognised\n",
    "indicators.csv": "indicator,status,ledger\nx,missing_ledger,L01\ny,missing_ledger,L01\nz,missing_ledger,L10\nw,ok,L02\n",
}
COUNTED = {
    "consistent": 2, "inconsistent": 1, "not_checkable": 0, "rows": 5, "duplicates": 3, "unread": 2, "missing": 1,
}  # fmt: skip


@pytest.fixture
def where(tmp_path: Path) -> Site:
    return Site(*(tmp_path / name for name in ("raw", "processed", "outputs", "reference", "notebooks")))


@pytest.fixture
def ended(where: Site):
    """A township-year that has just ended, with its tables and its appendix."""

    def made(township: str, year: int = 2022, status="done", messages: tuple[str, ...] = (), language="zh", **more):
        place = Place(where, township, year)
        place.outputs.mkdir(parents=True, exist_ok=True)
        for name, text in {**TABLES, "appendix.html": "x"}.items():
            (place.outputs / name).write_text(text, encoding="utf-8")
        outcome = Outcome(place, status, messages, **more)
        write_outcome(outcome, language)
        return outcome

    return made


def rows(page: Path) -> dict[str, list[str]]:
    """The cells of each township-year by its name and year."""
    found = {}
    for body in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find_all("tbody"):
        cells = [cell.get_text(" ", strip=True) for cell in body.find("tr").find_all(["th", "td"])]
        found[f"{body['data-name']} {body['data-year']}"] = [
            *cells,
            *(li.get_text() for li in body.select(".fz-messages li")),
        ]
    return found


def test_the_numbers_of_a_row_are_those_of_its_tables(whole: Results):
    found, kept = counts(whole.clean.place.outputs), whole.clean
    assert {name: found[name] for name in ("consistent", "inconsistent", "not_checkable")} == {
        name: sum(verdict.verdict == name for verdict in whole.verdicts)
        for name in ("consistent", "inconsistent", "not_checkable")
    }
    assert found["rows"] == kept.account["set_aside"].sum() > 0
    assert found["duplicates"] == (kept.set_aside["reason"] == "duplicate").sum() > 0
    assert (found["unread"], found["missing"]) == (0, len(kept.missing)) == (0, 0)


def test_ledgers_missing_and_files_not_read_are_counted(copy: Place):
    next(path for path in copy.raw.iterdir() if "学法" in path.name).unlink()
    next(path for path in copy.raw.iterdir() if "普法" in path.name).write_bytes(b"PK\x03\x04")
    (copy.raw / "便条.csv").write_text("今天,下雨\n明天,天晴\n", encoding="utf-8")
    from fazhi.pipeline import count

    found = count(copy)
    assert found.clean.missing == ("L01", "L15")
    counted = counts(copy.outputs)
    assert (counted["missing"], counted["unread"]) == (2, 2)


def test_an_optional_ledger_is_not_missing_and_rows_add_up_over_sheets(ended):
    assert counts(ended("甲镇").place.outputs) == COUNTED


def test_where_no_published_figures_are_recorded_the_verdicts_are_those_of_the_report(ended):
    found = ended("甲镇", verdicts={"consistent": 5, "inconsistent": 4, "not_checkable": 1})
    assert counts(found.place.outputs)["inconsistent"] == 1, "what is recorded goes first"
    (found.place.outputs / "reconciliation.csv").write_text("claim,verdict\n", encoding="utf-8")
    assert counts(found.place.outputs) == COUNTED | {"consistent": 5, "inconsistent": 4, "not_checkable": 1}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_not_there_or_another_one_leaves_its_numbers_unknown(ended, name: str):
    folder = ended("甲镇").place.outputs
    (folder / name).write_text("other,columns\n1,2\n", encoding="utf-8")
    strange = counts(folder)
    (folder / name).unlink()
    assert counts(folder) == strange
    assert 0 < len(strange) < len(COUNTED) and strange.items() <= COUNTED.items()


def test_a_year_that_is_not_of_this_run_stays_with_what_its_files_say(where: Site, ended):
    write_index(
        where, [ended("甲镇", synthetic=True), ended("乙镇", status="attention", messages=("缺台账 L01",))], "zh"
    )
    (where.outputs / "甲镇" / "2022" / "reconciliation.csv").write_text("claim,verdict\nC03,inconsistent\n")
    found = rows(write_index(where, [ended("丙镇", 2021)], "zh"))
    assert list(found) == ["丙镇 2021", "乙镇 2022", "甲镇 2022"]
    assert found["甲镇 2022"][:5] == ["甲镇 合成数据", "2022", "✓ 完成", "0", "✗ 1"]
    assert found["乙镇 2022"][2] == "▲ 待处理" and found["乙镇 2022"][-1] == "缺台账 L01"


def test_the_order_of_runs_leaves_no_trace(where: Site, ended):
    first, second = ended("甲镇"), ended("乙镇", 2021, "attention", ("缺台账 L01",))
    page = write_index(where, [first, second], "zh").read_bytes()
    write_index(where, [second], "zh")
    assert write_index(where, [first], "zh").read_bytes() == page
    assert write_index(where, [], "zh").read_bytes() == page


def test_a_failed_year_shows_its_reason_and_no_document_of_an_earlier_run(where: Site, ended):
    found = rows(write_index(where, [ended("甲镇", status="failed", messages=("磁盘已满。",))], "zh"))["甲镇 2022"]
    assert found[2:10] == ["✗ 未完成", *["— 无"] * 7]
    assert found[10] == "— 没有文件" and found[11] == "磁盘已满。" and "较早生成的附录" in found[12]


@pytest.mark.parametrize("record", [None, "", "{", "[]", "{}", '{"status": "odd", "messages": [], "synthetic": false}'])
def test_results_without_a_whole_record_of_their_run_are_named_and_to_be_run_again(where: Site, ended, record):
    write_index(where, [ended("甲镇"), ended("乙镇")], "zh")
    path = where.outputs / "甲镇" / "2022" / "status.json"
    path.unlink() if record is None else path.write_text(record, encoding="utf-8")
    found = rows(write_index(where, [], "zh"))
    assert found["甲镇 2022"][2] == "✗ 未完成" and "重新运行" in found["甲镇 2022"][-1]
    assert found["乙镇 2022"][2] == "✓ 完成"


def test_folders_that_are_no_township_year_are_left_alone(where: Site, ended):
    outcome = ended("甲镇")
    for stray in ("甲镇/evidence", "甲镇/2023", "comparison/figures"):
        (where.outputs / stray).mkdir(parents=True)
    (where.outputs / "甲镇" / "evidence" / "status.json").write_text("{}")
    assert list(rows(write_index(where, [outcome], "zh"))) == ["甲镇 2022"]


def test_the_comparison_is_linked_where_there_is_one(where: Site, ended):
    def links():
        page = BeautifulSoup(write_index(where, [ended("甲镇")], "zh").read_bytes(), "html.parser")
        return [anchor["href"] for anchor in page.select("nav a")]

    assert links() == []
    (where.outputs / "comparison").mkdir()
    for suffix in ("pdf", "html"):
        (where.outputs / "comparison" / f"comparison.{suffix}").write_text("x")
    assert links() == ["comparison/comparison.html", "comparison/comparison.pdf"]


def test_a_year_whose_folder_cannot_be_written_stands_there_as_failed(where: Site, ended):
    write_index(where, [ended("甲镇")], "zh")
    (where.outputs / "乙镇").write_text("a file where a folder should be")
    said = message_of(NotADirectoryError(20, "Not a directory", "outputs/乙镇/2022"), "zh")
    assert "请换一个位置" in said and "磁盘" not in said  # the disk is not full, nor is it open elsewhere
    blocked = Outcome(Place(where, "乙镇", 2022), "failed", (said,))
    found = rows(write_index(where, [blocked], "zh"))
    assert found["甲镇 2022"][2] == "✓ 完成" and found["乙镇 2022"][2] == "✗ 未完成"
    assert "乙镇" in found["乙镇 2022"][-1] and "重新运行" in found["乙镇 2022"][-1]


def test_a_folder_whose_name_is_no_text_fails_alone_and_says_so(where: Site, ended):
    broken = Place(where, os.fsdecode(b"\xd5\xf2"), 2022)  # 镇 in GB 18030
    broken.raw.mkdir(parents=True)
    page = write_index(where, [ended("甲镇"), *run_places([broken])], "zh")
    found = rows(page)
    assert found["甲镇 2022"][2] == "✓ 完成" and found["?? 2022"][2] == "✗ 未完成"
    assert "重新命名" in found["?? 2022"][-1]
    assert rows(write_index(where, [], "zh")) == found


def test_messages_stand_in_the_language_of_the_page_whatever_that_of_the_results(where: Site, ended):
    both = {"zh": ("缺台账 L01",), "en": ("Ledger L01 is missing",)}
    ended("甲镇", status="attention", messages=both["zh"], told=both)
    ended("丙镇", status="attention", messages=("缺台账 L02",))  # of a version that noted one language only
    broken = Place(where, os.fsdecode(b"\xd5\xf2"), 2022)
    broken.raw.mkdir(parents=True)
    (failure,) = run_places([broken], "zh")
    assert set(failure.told) == {"zh", "en"}
    page = write_index(where, [failure], "en")
    found = rows(page)
    assert found["甲镇 2022"][-1] == "Ledger L01 is missing" and found["丙镇 2022"][-1] == "缺台账 L02"
    assert found["?? 2022"][-1] == failure.told["en"][0]
    others = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("ul[lang]")
    assert [ul.get_text(strip=True) for ul in others] == ["缺台账 L02"]


def test_what_the_record_holds_can_be_read_by_others(where: Site, ended):
    write_index(where, [ended("甲镇", status="attention", messages=("缺台账 L01",), language="en")], "en")
    record = json.loads((where.outputs / "甲镇" / "2022" / "status.json").read_text(encoding="utf-8"))
    assert (record["status"], record["messages"], record["language"]) == ("attention", ["缺台账 L01"], "en")


def test_a_file_that_cannot_be_written_is_named_with_what_to_do():
    said = message_of(PermissionError(13, "Permission denied", "outputs/甲镇/2022/appendix.pdf"), "zh")
    assert "outputs/甲镇/2022/appendix.pdf" in said and "没有权限" in said and "重新运行" in said


def test_a_notebook_that_stopped_is_named_without_what_it_was_reading():
    said = message_of(NotebookFailed(Path("outputs/甲镇/2022/2_indicators.ipynb"), "KeyError"), "en")
    assert "2_indicators.ipynb" in said and "KeyError" in said and "Run it again" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("about", "said"),
    [
        ("report_date: [", "near line 1"),
        ("a: 1\nb: [1\n", "near line"),
        ("report_date: soon", "report_date"),
        ("report_date: 2022-02-30", "report_date"),
    ],
)
def test_a_mistake_met_in_a_notebook_is_told_in_the_readers_language(copy: Place, about: str, said: str):
    (copy.raw / "about.yaml").write_text(about, encoding="utf-8")
    with pytest.raises(Exception, match=r"about\.yaml"):
        results(copy)
    (outcome,) = run_places([copy], "en")
    assert outcome.status == "failed"
    (message,) = outcome.messages
    assert said in message and "about.yaml" in message and "may be left out" in message
