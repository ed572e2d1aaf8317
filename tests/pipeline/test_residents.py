"""Residents by which no right rate can be made: fewer than the ledgers count, written as no number, or without a source."""

from pathlib import Path

import pytest

from fazhi import appendix
from fazhi.pipeline import Results, place, results
from fazhi.pipeline.messages import outcome_of
from fazhi.publish.blocks import Table

HEAD = "code,township,name,type,also,residents,year,source"


@pytest.fixture
def counted(tmp_path: Path):
    """A township-year of two penalties, with so many residents."""
    folder = tmp_path / "raw" / "示例镇" / "2023"
    folder.mkdir(parents=True)
    cases = "\n".join(f"〔2023〕{n}号,2023-03-0{n},例罚〔2023〕{n}号,罚款" for n in (1, 2))
    (folder / "行政处罚案件台账.csv").write_text(f"案号,决定日期,决定书文号,处罚种类\n{cases}\n", encoding="utf-8")

    def of(residents: str, language: str, source: str = "示例公报", year: str = "2020") -> Results:
        line = f",示例镇,示例镇,township,,{residents},{year},{source}"
        (tmp_path / "raw" / "townships.csv").write_text(f"{HEAD}\n{line}\n", encoding="utf-8")
        where = place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o"))
        return results(where, language)

    return of


@pytest.fixture
def told(counted):
    """What is told of its residents."""
    return lambda *given, **more: [m for m in outcome_of(counted(*given, **more)).messages if "townships.csv" in m]


@pytest.mark.parametrize(("year", "said"), [("2020", "2020"), ("", "未注明年份")])
def test_below_the_background_stands_of_which_year_the_residents_are_or_that_nobody_says(counted, year, said):
    sections = appendix.compose(counted("13614", "zh", year=year)).sections.parts
    notes = [note for part in sections if isinstance(part, Table) for note in part.notes if "示例公报" in note]
    assert len(notes) == 1 and said in notes[0] and "None" not in notes[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_fewer_residents_than_cases_are_told_with_both_numbers_and_what_to_mend(told, language):
    (said,) = told("1", language)
    assert "示例镇" in said and "townships.csv" in said and ("行政处罚案件 2" in said or "penalty cases 2" in said)


@pytest.mark.parametrize("residents", ["2", "13614", ""])
def test_as_many_or_more_or_none_given_are_no_matter(told, residents):
    assert told(residents, "zh") == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("residents", ["约13614", "一万多", "-5", "不详", "136.5"])
def test_what_is_no_number_of_residents_is_repeated_and_told(told, residents, language):
    (said,) = told(residents, language)
    assert f"“{residents}”" in said and "示例镇" in said and "townships.csv" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_residents_without_a_source_make_no_rate_and_that_is_told(told, language):
    (said,) = told("13614", language, source="")
    assert "13614" in said and "source" in said
    assert told("", language, source="") == []
