"""Ledgers of which most or all rows were set aside: what is counted from them says little, and nobody may take it for more."""

from pathlib import Path

import pytest

from fazhi import appendix
from fazhi.drafts import as_text
from fazhi.pipeline import Place, place, results
from fazhi.pipeline.draft import draft_report
from fazhi.pipeline.messages import outcome_of
from fazhi.publish.blocks import Banner

HEAD = "复议案号,受理日期,结果"
RIGHT, WRONG, OLD = (
    "例复3号,2023-03-01,维持",
    ["例复1号,2023-02-30,维持", "例复2号,不详,维持"],
    "例复4号,2022-03-01,维持",
)


@pytest.fixture
def kept(tmp_path: Path):
    """A township-year whose only ledger, of reconsideration cases, holds some rows."""

    def of(*rows: str) -> Place:
        folder = tmp_path / "raw" / "示例镇" / "2023"
        folder.mkdir(parents=True)
        (folder / "行政复议台账.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        return place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o"))

    return of


def told(where: Place) -> list[str]:
    return [said for said in outcome_of(results(where, "en")).messages if "Ledger L07" in said or "ledger L07" in said]


def test_a_zero_of_rows_that_were_all_set_aside_is_told_and_marked(kept):
    """The count is 0, and looks like that of a year without a case."""
    where = kept(*WRONG)
    (said,) = told(where)
    assert "2 of them" in said and "do not say that nothing happened" in said
    front = appendix.compose(results(where, "en")).front.parts
    assert any(isinstance(part, Banner) and "zeros" in part.text and "L07" in part.text for part in front)


def test_a_draft_does_not_say_that_nothing_happened_where_no_row_was_read(kept):
    draft = as_text(draft_report(kept(*WRONG), "exact", "zh"))
    assert "未发生行政复议" not in draft and "【台账各行均未计入：行政复议台账】" in draft


def test_a_count_of_the_smaller_part_of_a_ledger_is_told(kept):
    (said,) = told(kept(*WRONG, RIGHT))
    assert "2 rows are not counted" in said and "only 1" in said


@pytest.mark.parametrize("rows", [[RIGHT, WRONG[0]], [RIGHT, *[OLD] * 3], ["零报告,,"]])
def test_of_a_ledger_that_mostly_counts_or_holds_other_years_nothing_of_this_is_told(kept, rows):
    assert told(kept(*rows)) == []
