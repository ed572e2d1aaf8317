"""Townships that closed their year on another day, and residents of another year: from ledgers to what the page says."""

import csv
from pathlib import Path

import pytest

from fazhi import appendix, pipeline
from fazhi.publish.blocks import Table

RESIDENTS = {"示例甲镇": ("10,000", 2010), "示例乙镇": (12000, 2020), "示例丙镇": (9000, 2020)}
DAYS = {
    "示例甲镇": ["02-03", "06-04", "11-20"],
    "示例乙镇": ["02-03", "06-04", "12-20"],
    "示例丙镇": ["02-03", "12-30", "12-31"],
}


def write(path: Path, rows) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Three townships with penalties and disputes, and a report of November in two; the first closed its ledgers then."""
    root = tmp_path_factory.mktemp("dates")
    for town, days in DAYS.items():
        folder = root / "raw" / town / "2023"
        rows = [[f"罚{n}", f"2023-{day}", f"2023-{day}", f"决{n}"] for n, day in enumerate(days)]
        write(folder / "行政处罚台账.csv", [["案号", "立案日期", "决定日期", "决定书文号"], *rows])
        closed = "" if town == "示例丙镇" else "report_date: 2023-11-30\n"
        (folder / "about.yaml").write_text(f"fictional: true\n{closed}", encoding="utf-8")
    head = ["township", "name", "type", "residents", "year", "source"]
    write(root / "raw" / "townships.csv", [head, *([t, t, "township", *of, "示例"] for t, of in RESIDENTS.items())])
    places = {name: root / name for name in ("raw", "processed", "outputs")}
    return pipeline.compare_places(indicators=["penalty_cases", "penalties_per_1000"], **places)


def test_the_day_of_a_report_closes_the_ledgers_that_end_before_it(compared):
    table = compared.comparison.table
    ends = table[table["indicator"] == "penalty_cases"].set_index("township")["window_end"]
    assert ends.to_dict() == {"示例甲镇": "2023-11-30", "示例乙镇": "2023-12-31", "示例丙镇": "2023-12-31"}


def test_the_page_says_of_which_years_the_residents_are(compared):
    page = appendix.compose_comparison(compared)
    told = [n for part in page.sections.parts if isinstance(part, Table) for n in part.notes if "常住人口为" in n]
    assert told and all("2020年数" in note and "2010（示例甲镇）" in note for note in told)
