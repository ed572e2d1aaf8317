"""Published figures of other real townships: read as they stand, their arithmetic checked, never mixed in."""

import datetime as dt
from decimal import Decimal

import pytest

from fazhi.comparison.published import ElsewhereError, gaps, read_elsewhere


@pytest.fixture(scope="module")
def figures(root, catalogue):
    return read_elsewhere(root / "data" / "reference" / "published_elsewhere.csv", catalogue)


def test_every_figure_names_its_source_and_is_of_another_township(figures):
    assert len(figures) > 60
    for figure in figures:
        assert figure.source and figure.township != "双合镇"
        assert figure.address == "" or figure.address.startswith("http")


def test_figures_carry_the_catalogues_unit_or_their_own(figures):
    assert {figure.value for figure in figures if figure.township == "水口镇"} == {dt.date(2023, 1, 19)}
    assert [f.wording for f in figures if f.indicator == "publicity_materials"] == ["+", "+"]


def test_totals_and_rates_that_their_parts_do_not_give_are_reported(figures):
    found = {(gap.figure.township, gap.figure.value): gap.computed for gap in gaps(figures)}
    assert found == {
        ("古劳镇", Decimal(285)): Decimal(279),
        ("沙塘镇", Decimal(2483)): Decimal(3518),
        ("寮步镇", Decimal("96.7")): Decimal("96.94"),
        ("大涌镇", Decimal(3548)): Decimal(3986),
    }


def test_a_sum_that_holds_is_no_gap(figures):
    checked = [figure for figure in figures if figure.parts]
    assert len(checked) > 10 and len(gaps(checked)) == 4


HEADER = "township,county,year,indicator,label,value,wording,unit,parts,note,source,address\n"


@pytest.mark.parametrize(
    "line",
    ["甲镇,乙县,2020,no_such,a,1,,条,,,b,", "甲镇,乙县,2020,mediators,a,many,,人,,,b,", "甲镇,乙县,x,mediators,a,1,,人,,,b,",
     "甲镇,乙县,2020,mediators,a,1,,人,1+x,,b,", "甲镇,乙县,2020,mediators,a,1,,人,1/0,,b,", "甲镇,乙县,2020,mediators,a,1,,人,,,,"],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(tmp_path, catalogue, line):
    path = tmp_path / "elsewhere.csv"
    path.write_text(HEADER + line + "\n", encoding="utf-8")
    with pytest.raises(ElsewhereError) as caught:
        read_elsewhere(path, catalogue)
    assert "2" in caught.value.text("en") and caught.value.text("zh") != caught.value.text("en")


def test_a_table_saved_by_excel_with_thousands_marked_is_read(tmp_path, catalogue):
    path = tmp_path / "elsewhere.csv"
    path.write_text(HEADER + '水口镇,开平市,2023,service_total,办件,"12,345",,宗,,,年度报告,\n', encoding="gb18030")
    (figure,) = read_elsewhere(path, catalogue)
    assert (figure.township, figure.value) == ("水口镇", Decimal(12345))


def test_no_file_is_no_figure(tmp_path, catalogue):
    assert read_elsewhere(tmp_path / "none.csv", catalogue) == ()
