"""A report of November: what the ledgers hold of the year ends on its day, unless they go on."""

from pathlib import Path

import pytest

from fazhi import appendix
from fazhi.pipeline import Results, place, results
from fazhi.publish.blocks import Table

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
