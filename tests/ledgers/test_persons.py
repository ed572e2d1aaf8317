"""Identity numbers that a spreadsheet damaged: persons told apart by the next alternative and by what is left of the number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.values import read_identity
from fazhi.values.identity import check_character

HEADER = ["姓名", "身份证号", "村居", "认定日期"]


def number(born="19900101", sequence="123"):
    first = f"440784{born}{sequence}"
    return first + check_character(first)


def lost(whole):
    """What a spreadsheet keeps of a number that was typed into a cell of numbers."""
    return float(whole[:15] + "000")


@pytest.fixture
def stewards(workbook, intake):
    def read(*rows, header=HEADER):
        workbook("法律明白人名册.xlsx", {"一": [header, *rows]})
        return intake()

    return read


def person(name, identity, village="东村"):
    return [name, identity, village, "2022-01-05"]


def heads(found):
    return found.tables["L18"]["person"].nunique()


@pytest.mark.parametrize("names", ["例甲、例乙", "例甲,例丙，例 乙", "例甲/例乙", "例甲\n例乙"])
def test_several_names_in_a_row_of_a_roster_are_told_of(stewards, told, names):
    found = stewards(person(names, None), person("李和平", None), person("买买提·艾力", None), person("王（明）", None))
    assert heads(found) == 4 and told(found)["reason"].tolist() == ["several_in_cell"]
    assert "第2行" in told(found)["message"].item() and "例" not in told(found)["message"].item()


def test_a_damaged_number_makes_no_two_persons_one(stewards, reasons):
    found = stewards(
        person("甲某", lost(number())), person("乙某", lost(number())), person("甲某", lost(number()), "西村")
    )
    assert heads(found) == 3 and reasons(found) == [(None, "damaged_id")]


def test_the_same_name_and_village_with_the_same_rest_is_one_person(stewards, reasons):
    found = stewards(person("甲某", lost(number())), person("甲 某", lost(number(sequence="129"))))
    assert heads(found) == 1 and (3, "duplicate") in reasons(found)


def test_the_same_name_and_village_with_another_birth_date_are_two(stewards):
    found = stewards(person("甲某", lost(number())), person("甲某", lost(number("19851231"))))
    assert heads(found) == 2 and len(found.tables["L18"]) == 2


def test_a_damaged_and_a_whole_number_of_one_person_are_one(workbook, intake):
    header = ["姓名", "身份证号", "单位", "执法证号", "发证日期", "有效期至"]
    rows = [["甲某", number(), "执法办", "粤J1", "2018-01-01", "2022-12-31"], ["甲某", lost(number()), "综合执法队", "粤J2", "2023-01-01", "2027-12-31"]]  # fmt: skip
    workbook("行政执法人员名册.xlsx", {"一": [header, *rows]})
    table = intake().tables["L03"]
    assert len(table) == 2 and table["person"].nunique() == 1


def test_a_damaged_number_that_two_whole_ones_may_be_is_neither(stewards):
    twins = [person("甲某", number(sequence="121")), person("甲某", number(sequence="125"))]
    assert heads(stewards(*twins, person("甲某", lost(number())))) == 3


def test_a_number_shown_with_an_exponent_is_damaged_too(stewards, reasons):
    found = stewards(person("甲某", "4.40784E+17"), person("乙某", "4.40784E+17"))
    assert heads(found) == 2 and reasons(found) == [(None, "damaged_id")]


def test_whole_numbers_tell_apart_what_names_do_not(stewards):
    found = stewards(person("甲某", number()), person("甲某", number("19851231")))
    assert heads(found) == 2 and not found.problems


@pytest.mark.parametrize("other", ["４４０７８４199001011230", "440784 19900101 1230", "'440784199001011230"])
def test_one_number_in_several_hands_is_one_person(stewards, other):
    whole = number()
    found = stewards(person("甲某", whole), person("甲某", other.replace("1230", whole[-4:])))
    assert heads(found) == 1


def test_a_number_of_15_digits_is_that_of_18(stewards):
    assert heads(stewards(person("甲某", "440784900101123"), person("甲某", number()))) == 1


@pytest.mark.parametrize("word", ["待补", "无", "不详", "—", ""])
def test_a_word_for_no_number_is_nobodys_number(stewards, word):
    found = stewards(person("甲某", word), person("乙某", word))
    assert heads(found) == 2 and not found.problems


def test_the_note_names_rows_and_what_was_used_instead_and_gives_nobody_away(stewards, told):
    row = told(stewards(person("甲某", number()), person("乙某", lost(number("19851231"))))).iloc[0]
    assert "第3行" in row["message"] and "姓名、村居" in row["message"] and "文本" in row["suggestion"]
    assert "44078419851231" not in row["message"] and "乙某" not in row["message"]


def test_nothing_kept_for_telling_persons_apart_leaves_the_intake(stewards):
    table = stewards(person("甲某", number()), person("乙某", lost(number("19851231")))).tables["L18"]
    assert list(table.columns) == [*dict.fromkeys(table.columns)] and not [c for c in table if c.startswith("person_")]
    assert "440784" not in table.to_csv()


@given(st.dates(min_value=__import__("datetime").date(1930, 1, 1), max_value=__import__("datetime").date(2020, 1, 1)), st.integers(0, 999))  # fmt: skip
def test_every_number_that_went_through_a_spreadsheet_is_known_to_be_damaged(born, sequence):
    whole = number(f"{born:%Y%m%d}", f"{sequence:03d}")
    assert read_identity(lost(whole)).problem == "damaged"
