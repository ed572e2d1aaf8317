import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.values import mask, read_identity, read_phone, scrub, valid_identity_number
from fazhi.values.identity import STARS, check_character

# Published example of GB 11643-1999; no living person's number stands in these tests.
EXAMPLE = "11010519491231002X"
INVENTED = "440784199001011239"  # region 440784, born 1990-01-01, invented sequence

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31))
NUMBERS = st.builds(
    lambda region, day, sequence: f"{region}{day:%Y%m%d}{sequence:03d}",
    st.sampled_from(["110105", "440784", "650101", "820000"]),
    DAYS,
    st.integers(0, 999),
).map(lambda first: first + check_character(first))
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
GAPS = st.sampled_from(["", " ", "-", "\u3000", "－", "\u200b", "\n", "—"])


def wide(text):
    return text.translate(str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－"))


@pytest.mark.parametrize(
    "cell",
    [EXAMPLE, EXAMPLE.lower(), wide(EXAMPLE), f"'{EXAMPLE}", "110105 19491231 002X", EXAMPLE[:-1] + "×"],
)
def test_the_standards_example_is_valid_however_it_is_written(cell):
    assert read_identity(cell) == (EXAMPLE, None)
    assert valid_identity_number(cell)


@given(number=NUMBERS, place=st.integers(0, 16), shift=st.integers(1, 9))
def test_any_single_wrong_digit_is_found(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not valid_identity_number(wrong)


@given(number=NUMBERS)
def test_every_number_with_its_check_character_is_valid(number):
    assert valid_identity_number(number)


@given(number=NUMBERS.filter(lambda number: number[6:8] == "19"))
def test_the_old_form_of_a_number_is_brought_to_the_new_one(number):
    old = number[:6] + number[8:17]
    assert read_identity(old) == (number, None)
    assert read_identity(int(old)) == (number, None)


@pytest.mark.parametrize(
    "cell",
    [
        4.40784199001011e17,
        float(INVENTED),
        440784199001011000,
        "4.40784E+17",
        "4.40784199001011E+17",
        "440784199001011000",
    ],
)
def test_a_number_that_went_through_a_float_is_damaged_and_names_nobody(cell):
    assert read_identity(cell) == (None, "damaged")


@pytest.mark.parametrize(
    "cell", ["440784199001011230", "440784199002301239", "010784199001011239", "440784209001011239"]
)
def test_an_impossible_number_is_kept_but_invalid(cell):
    assert read_identity(cell) == (cell, "invalid")


@pytest.mark.parametrize(
    "cell", ["H12345678", "李明", "44078419900101123", "1" * 200, True, np.inf, dt.date(2023, 3, 10)]
)
def test_another_document_is_unrecognised(cell):
    assert read_identity(cell) == (None, "unrecognised")


@pytest.mark.parametrize("cell", [None, "", " ", "—", "/", np.nan])
def test_a_blank_cell_holds_no_number_and_no_problem(cell):
    assert read_identity(cell) == (None, None)


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        *((cell, "13800138000") for cell in ("13800138000", 13800138000, 13800138000.0, "+86 138 0013 8000")),
        *(
            (cell, "13800138000")
            for cell in ("86-13800138000", "0086 13800138000", "138-0013-8000", "１３８００１３８０００")
        ),
        *((cell, "0750-8888888") for cell in ("0750-8888888", "07508888888", "（0750）8888888", "0750 888 8888")),
        ("010-88888888", "010-88888888"),
        *((cell, None) for cell in ("12800138000", "1380013800", "2022-03-10", "20220310", "12345", "李明", None, "")),
    ],
)
def test_phones_are_read_in_one_form(cell, phone):
    assert read_phone(cell) == phone


@given(number=NUMBERS, gaps=st.tuples(GAPS, GAPS, GAPS), full=st.booleans())
def test_no_identity_number_survives_scrubbing(number, gaps, full):
    parts = (number[:6], gaps[0], number[6:14], gaps[1], number[14:17], gaps[2], number[17])
    text = "".join(parts)
    assert scrub(f"申请人李某，身份证号{wide(text) if full else text}，来访") == f"申请人李某，身份证号{STARS}，来访"


@given(number=NUMBERS, size=st.sampled_from([3, 4]), wrong=st.booleans())
def test_a_number_in_groups_of_equal_size_is_scrubbed_mistyped_or_not(number, size, wrong):
    if wrong:  # another check digit than its own
        number = number[:-1] + ("1" if number[-1] != "1" else "2")
    grouped = " ".join(number[start : start + size] for start in range(0, len(number), size))
    assert scrub(f"证号{grouped}。") == f"证号{STARS}。"


@given(number=NUMBERS, gap=st.sampled_from([" ", "-", "\u3000"]))
def test_a_number_spaced_out_digit_by_digit_is_scrubbed(number, gap):
    assert scrub(f"证号{gap.join(number)}。") == f"证号{STARS}。"


@given(
    phone=MOBILES,
    gaps=st.tuples(GAPS, GAPS),
    prefix=st.sampled_from(["", "86", "86-", "+86 ", "0086"]),
    full=st.booleans(),
)
def test_no_mobile_number_survives_scrubbing(phone, gaps, prefix, full):
    text = phone[:3] + gaps[0] + phone[3:7] + gaps[1] + phone[7:]
    scrubbed = scrub(f"电话{prefix}{wide(text) if full else text}李某")
    assert scrubbed in (f"电话{STARS}李某", f"电话+{STARS}李某")


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        (f"身份证{INVENTED}电话13800138000", f"身份证{STARS}电话{STARS}"),
        ("13800138000/13900139000", f"{STARS}/{STARS}"),
        ("13800138000 13900139000", f"{STARS} {STARS}"),
        (f"2023-03-10 {INVENTED}", f"2023-03-10 {STARS}"),
        (f"{INVENTED} 1号", f"{STARS} 1号"),
        ("证号440784199001011000", f"证号{STARS}"),
        ("证号440784900101123", f"证号{STARS}"),
        ("证号440784 900101 123", f"证号{STARS}"),
        ("证号44078419900101123", f"证号{STARS}"),
        ("证号44078419900230123X", f"证号{STARS}"),
        ("身份证990000199001011239，电话10012345678", f"身份证{STARS}，电话{STARS}"),
        ("身份证990000 19900101 1239", f"身份证{STARS}"),
        ("身份证9 9 0 0 0 0 1 9 9 0 0 1 0 1 1 2 3 9", f"身份证{STARS}"),
        ("电话：8888888", f"电话：{STARS}"),
        ("0750-8888888", STARS),
        ("（0750）888-8888转1", f"（{STARS}转1"),
        ("卡号6222 0212 3456 7890 128", f"卡号{STARS}"),
        (13800138000, STARS),
        (None, ""),
    ],
)
def test_private_numbers_are_replaced_and_their_surroundings_stay(text, scrubbed):
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2022-03-10",
            "2022年3月10日14:30",
            "2022.3.10-12",
            "20220310",
            "20220310143000",
            "２０２２－０３－１０",
        ),
        *(
            "2000-12-06 1919-08-07 2000-04-01",
            "2022-03-10 2022-03-12 14:30",
            "电话20220310",
            "电话回访2022-03-10",
            "电话 2022-03-10",
        ),
        *(
            "鹤法治委〔2022〕1号",
            "（2022）粤0784行初12号",
            "粤0784民初1380号2022-13",
            "鹤双合罚决字［2022］第000012号",
        ),
        *(
            "金额1,234,567.89元",
            "共12345678元",
            "007029437/2022-00012",
            "91440784MA4W123456",
            "12345热线、110、400-800-1234",
        ),
        *(
            "第13期 14 15 16 17 1",
            "1、3、5、8、12",
            "1949—1999 100周年",
            "20220319080510123",
            "区划440784112",
            "邮编529700",
        ),
    ],
)
def test_dates_documents_and_amounts_survive_scrubbing(text):
    assert scrub(text) == text


@given(days=st.lists(DAYS, min_size=1, max_size=6), link=st.sampled_from([" ", "-", "、", "至", "\n", " - "]))
def test_no_list_of_dates_is_taken_for_a_private_number(days, link):
    for form in (
        "{0:%Y}-{0:%m}-{0:%d}",
        "{0.year}/{0.month}/{0.day}",
        "{0.year}年{0.month}月{0.day}日",
        "{0:%Y%m%d}",
    ):
        text = link.join(form.format(day) for day in days)
        assert scrub(text) == text


@given(text=st.text())
def test_scrubbing_twice_changes_nothing(text):
    assert scrub(scrub(text)) == scrub(text)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        *(
            ("李明", "李＊＊"),
            ("欧阳明", "欧＊＊"),
            (" 李 明", "李＊＊"),
            ("李", "＊＊"),
            ("甲公司", "甲＊＊"),
        ),
        *(
            (INVENTED, "44＊＊＊＊＊＊"),
            (int(INVENTED), "44＊＊＊＊＊＊"),
            ("１３８００１３８０００", "13＊＊＊＊＊＊"),
        ),
        *(
            ("+86 13800138000", "86＊＊＊＊＊＊"),
            ("12", "＊＊"),
            (5, "＊＊"),
            ("", ""),
            (None, ""),
            ("——", "＊＊"),
        ),
    ],
)
def test_a_mask_shows_one_sign_of_words_and_two_digits_of_numbers(cell, shown):
    assert mask(cell) == shown


@given(text=st.text(min_size=1))
def test_a_mask_never_shows_more_than_two_signs(text):
    assert len(mask(text).replace("＊", "")) <= 2
