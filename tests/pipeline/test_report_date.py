"""A report of November: what the ledgers hold of the year ends on its day, unless they go on."""

from pathlib import Path

import pytest

from fazhi import appendix
from fazhi.pipeline import Results, place, results
from fazhi.publish.blocks import Figure, Table

RATE = "procuratorial_reply_on_time_rate"
LETTERS = ["检1,2023-03-01,2023-04-20", "检2,2023-10-20,", "检3,2023-11-25,"]  # the second falls due on 20 December


@pytest.fixture
def reported(tmp_path: Path):
    """The results of letters, one a line, with a report date of 30 November or none."""

    def of(*letters: str, date: str = "report_date: 2023-11-30\n") -> Results:
        folder = tmp_path / "raw" / "示例镇" / "2023"
        folder.mkdir(parents=True)
        ledger = "\n".join(["文书名称,文号,收到日期,回复日期", *(f"检察建议书,{letter}" for letter in letters)])
        (folder / "检察建议办理台账.csv").write_text(ledger, encoding="utf-8")
        (folder / "about.yaml").write_text(f"fictional: true\n{date}", encoding="utf-8")
        return results(place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o")))

    return of


@pytest.fixture
def closed(tmp_path: Path):
    """The results of one ledger, its lines below its header, whose report is of 20 November."""

    def of(name: str, *lines: str) -> Results:
        folder = tmp_path / "raw" / "示例镇" / "2023"
        folder.mkdir(parents=True)
        (folder / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
        (folder / "about.yaml").write_text("fictional: true\nreport_date: 2023-11-20\n", encoding="utf-8")
        villages = ["township,name,type,residents,year,source", "示例镇,甲村,village,,,虚构"]
        (tmp_path / "raw" / "townships.csv").write_text("\n".join(villages), encoding="utf-8")
        return results(place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o")))

    return of


def only_chart(found: Results) -> Figure:
    (figure,) = (part for part in appendix.compose(found).sections.parts if isinstance(part, Figure))
    return figure


def periods(found: Results) -> dict[str, str]:
    """What the appendix says of the period of each indicator, by its name."""
    tables = [part for part in appendix.compose(found).sections.parts if isinstance(part, Table)]
    return {row[0].text: row[3].text for table in tables for row in table.cells if len(row) == 8}


def test_what_falls_due_after_the_ledgers_were_closed_is_not_late(reported):
    value = reported(*LETTERS).values[RATE]
    assert (value.numerator, value.denominator, str(value.window.end)) == (1, 1, "2023-11-30")


def test_the_period_of_a_count_ends_with_its_ledger(reported):
    found = reported(*LETTERS)
    assert str(found.values["procuratorial_suggestions"].window.end) == "2023-12-31"  # the count's own window stays
    assert periods(found)["收到检察建议"] == "2023-01-01至2023-11-30"
    assert periods(found)["受理纠纷"] == "2023年全年"  # without a ledger nothing is known of its end


@pytest.mark.parametrize("later", ["检4,2023-12-05,", "检4,2023-06-01,2023-12-28"])
def test_a_ledger_with_a_later_entry_was_not_closed_then(reported, later):
    """A letter, or a reply alone, of December: by the year's end the one of October is late."""
    found = reported(*LETTERS, later)
    assert str(found.values[RATE].window.end) == "2023-12-31"
    assert found.values[RATE].denominator == 2 + ("06-01" in later)
    assert periods(found)["收到检察建议"] == "2023年全年"


def test_without_a_report_date_the_year_decides(reported):
    value = reported(*LETTERS, date="").values[RATE]
    assert (value.numerator, value.denominator) == (1, 2)


def test_no_visit_is_missed_in_a_month_that_the_ledger_does_not_reach(closed):
    found = closed("法律顾问工作台账", "服务日期,村居,服务类型", "2023-03-01,甲村,法律咨询")
    value = found.values["village_month_adviser_coverage"]
    assert (value.numerator, value.denominator, str(value.window.end)) == (1, 11, "2023-11-20")


def test_a_chart_by_month_ends_with_its_ledger(closed):
    """December has not been; to draw it as 0 would say that nothing happened."""
    figure = only_chart(closed("学法讲习台账", "日期,期号,形式", "2023-03-01,1,线下讲习"))
    assert figure.data.cells[-1][0].text == "2023年11月" and any("2023年11月20日" in note for note in figure.notes)


def test_a_chart_shows_the_stock_of_the_day_that_its_table_names(closed):
    """A certificate of 5 December was valid on the day of the report."""
    found = closed("行政执法人员名册", "姓名,执法证号,发证日期,有效期至", "示例甲,E1,2019-01-01,2023-12-05")
    figure = only_chart(found)
    assert found.values["certified_officers"].value == 1
    assert "2023年11月20日" in figure.alt and [row[0].text for row in figure.data.cells] == ["2023年下半年"]
