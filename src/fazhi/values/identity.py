"""Identity numbers and telephone numbers: checked, taken out of free text, shown without giving them away.

Source: GB 11643-1999 (citizen identity number: 6 digits region, 8 birth date, 3 sequence, 1 check character
after ISO 7064 MOD 11-2; before 1999, 15 digits without century and check).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from fazhi.values.date_spans import make_date
from fazhi.values.text import clean_text, fold, half_width, is_blank, is_dash, plain, unboxed

STARS = "＊＊＊"


class IdentityReading(NamedTuple):
    """An identity number in 18 characters (15-digit ones are brought to them), and what is wrong with it.

    `problem` "damaged": a spreadsheet kept it as a number and lost its last digits; it identifies nobody, so
    `number` is None. "invalid": check character, birth date or region wrong; `number` is kept, for the same
    slip is still the same person. "unrecognised": another kind of document, or none; `number` is None.
    """

    number: str | None
    problem: Literal["damaged", "invalid", "unrecognised"] | None


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for block in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
    for code in range(block[0], block[1] + 1)
)
_CENTURIES = ("19", "20")  # of a birth; at the start of a number it is a date, for no region has these codes
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?1[4-8]")
_LIKE_X = str.maketrans(dict.fromkeys("xｘＸ×ХхΧχ", "X"))

_MOBILE = re.compile(r"(?:00)?(?:86)?(1[3-9][0-9]{9})")
_LIKE_MOBILE = re.compile(r"(?:00)?(?:86)?(1[0-9]{10})")  # also prefixes that no network has (yet)
_LAND_LINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-8][0-9]{6,7})")

# Everything that people and programs put between the digits of one number.
_GAP = r"[\s()（）\-‐‑‒–—―−－ー\u00ad\u200b-\u200f\u2060\ufeff]"
_RUN = re.compile(rf"\d(?:{_GAP}{{0,3}}\d)*(?:{_GAP}{{0,2}}[xXｘＸ×ХхΧχ])?")
_GROUP = re.compile(r"\d+[xXｘＸ×ХхΧχ]?|[xXｘＸ×ХхΧχ]")
_NAMED_PHONE = re.compile(
    r"((?:电话|手机|座机|传真|联系方式)(?:号码?)?\s*[:：是为]?\s*)([2-8]\d{2,3}[\s－-]?\d{4})(?![\d年./－-])"
)
_LONGEST_NUMBER = 19  # a bank card; identity numbers with a digit too many are caught as well


def read_identity(value: object) -> IdentityReading:
    """Reads one cell; blank and dash give no number and no problem. Never raises.

    >>> read_identity("11010519491231002x")
    IdentityReading(number='11010519491231002X', problem=None)
    >>> read_identity(4.40784199001011e17).problem
    'damaged'
    """
    if isinstance(value, str) and len(value) > 100:
        return _no_number(value)
    value = unboxed(value)
    number = re.sub(r"\.0+$", "", fold(value).strip("'\"")).replace("-", "").translate(_LIKE_X)
    if not number[:1].isdecimal():  # most cells of other columns
        return _no_number(value)
    if _EXPONENT.fullmatch(number.replace("X", "x")) or _lost_digits(value, number):
        return IdentityReading(None, "damaged")
    if _is_legacy(number):
        return IdentityReading(number[:6] + "19" + number[6:] + check_character(number[:6] + "19" + number[6:]), None)
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        return IdentityReading(None, "unrecognised")
    return IdentityReading(number, None if _is_current(number) else "invalid")


def _no_number(value: object) -> IdentityReading:
    return IdentityReading(None, None if is_blank(value) or is_dash(value) else "unrecognised")


def valid_identity_number(value: object) -> bool:
    """Whether a cell holds an identity number whose check character, birth date and region are possible."""
    reading = read_identity(value)
    return reading.number is not None and reading.problem is None


def check_character(first_17: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2).

    >>> check_character("11010519491231002")
    'X'
    """
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def read_phone(value: object) -> str | None:
    """A mobile number as 11 digits, a land line as 0750-8888888, else None; +86 and gaps are dropped.

    >>> read_phone("+86 138-0013-8000"), read_phone("（0750）8888888"), read_phone("2022-03-10")
    ('13800138000', '0750-8888888', None)
    """
    text = fold(value)
    if len(text) > 40:
        return None
    digits = re.sub(r"[-()+'.]", "", re.sub(r"\.0$", "", text))
    if mobile := _MOBILE.fullmatch(digits):
        return mobile[1]
    land_line = _LAND_LINE.fullmatch(digits)
    return f"{land_line[1]}-{land_line[2]}" if land_line else None


def scrub(value: object) -> str:
    """Free text with identity numbers, bank cards and telephone numbers replaced by ＊＊＊. Never raises.

    They are found in full width and with blanks, dashes or invisible signs between the digits, identity
    numbers also with a wrong check character or cut short by a spreadsheet. Dates, document and case numbers
    stay.

    >>> scrub("李某（440784 19900101 1234，电话１３８００１３８０００）2022-03-10来访，见〔2022〕1号")
    '李某（＊＊＊，电话＊＊＊）2022-03-10来访，见〔2022〕1号'
    """
    text = _NAMED_PHONE.sub(_hide_named, plain(value))
    return _RUN.sub(_hide_private, text)


def mask(value: object) -> str:
    """A value shown to its clerk without giving it away: the first sign of words, two digits of a number.

    >>> mask("李明"), mask("440784199001011234"), mask(13800138000), mask("李")
    ('李＊＊', '44＊＊＊＊＊＊', '13＊＊＊＊＊＊', '＊＊')
    """
    text = re.sub(r"^\W+", "", half_width(clean_text(value)[:100]))
    if is_blank(text):
        return "＊＊" if not is_blank(value) else ""
    if re.match(r"\d[\d\s-]{4}", text):
        return text[:2] + "＊" * 6
    return (text[0] if len(text) > 1 and not text[0].isdecimal() else "") + "＊＊"


def _lost_digits(value: object, number: str) -> bool:
    """Whether 18 digits went through a floating point number, which holds 15 to 17 of them."""
    if len(number) != 18 or not number.isdecimal():
        return False
    if isinstance(value, float):
        return True
    return number.endswith("000") and (isinstance(value, int) or check_character(number[:17]) != number[17])


def _is_current(number: str) -> bool:
    return _has_region(number) and _has_birth_date(number) and check_character(number[:17]) == number[17]


def _is_legacy(number: str) -> bool:
    return re.fullmatch("[0-9]{15}", number) is not None and _has_region(number) and _born(19, number[6:12])


def _has_region(number: str) -> bool:
    return number[:2] in _PROVINCES


def _has_birth_date(number: str) -> bool:
    return number[6:8] in _CENTURIES and _born(int(number[6:8]), number[8:14])


def _born(century: int, digits: str) -> bool:
    return make_date(century * 100 + int(digits[:2]), int(digits[2:4]), int(digits[4:6])) is not None


def _hide_named(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", half_width(match[2]))
    is_day = len(digits) == 8 and make_date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) is not None
    return match[0] if is_day else match[1] + STARS


def _hide_private(run: re.Match[str]) -> str:
    """A run of digit groups with every private number among them replaced; what stands between them stays."""
    text = run[0]
    spans = [match.span() for match in _GROUP.finditer(text)]
    groups = [_digits(text[start:end]) for start, end in spans]
    pieces: list[str] = []
    kept = place = 0
    while place < len(groups):
        length = _private_length(groups[place : place + _LONGEST_NUMBER])
        if length:
            pieces += [text[kept : spans[place][0]], STARS]
            kept = spans[place + length - 1][1]
        place += length or 1
    return "".join(pieces) + text[kept:]


def _digits(group: str) -> str:
    """One group in half-width digits and X; of one too long for any number, just enough to see that."""
    group = group[: _LONGEST_NUMBER + 1]
    if group.isascii() and group.isdigit():
        return group
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else "X" for sign in group)


def _private_length(groups: list[str]) -> int:
    """How many of the groups, from the first on, make up a private number (the longest); 0 if none."""
    joined = "".join(groups)
    lengths = _possible_lengths(joined)
    if not lengths:
        return 0
    found = end = 0
    for place, group in enumerate(groups, start=1):
        end += len(group)
        if end in lengths and _is_private(joined[:end], groups[:place]):
            found = place
        if end > _LONGEST_NUMBER:
            break
    return found


def _possible_lengths(joined: str) -> set[int]:
    """How many digits a private number that starts like this can have; spares most runs the closer look."""
    lengths: set[int] = set()
    if joined[6:8] in _CENTURIES or joined.startswith("62"):
        lengths |= {15, 16, 17, 18, 19}
    elif joined[:2] in _PROVINCES:
        lengths |= {15}
    if joined.startswith("1"):
        lengths |= {11}
    elif joined.startswith(("86", "00")):
        lengths |= {13, 15}
    elif joined.startswith("0"):
        lengths |= {10, 11, 12}
    return lengths


def _is_private(number: str, groups: list[str]) -> bool:
    if "X" in number[:-1]:
        return False
    return _is_identity_like(number, groups) or _is_phone(number, groups) or _is_bank_card(number, groups)


def _is_identity_like(number: str, groups: list[str]) -> bool:
    """Also with a digit lost, added or mistyped, or an invented region: better to hide a stranger than to show one."""
    if not 15 <= len(number) <= _LONGEST_NUMBER or number[:2] in _CENTURIES:
        return False
    digits = number.replace("X", "0")
    born = _has_birth_date(digits) or _is_legacy(number)
    if len(groups) == 1:
        return born or (len(number) == 18 and _has_region(number))
    if len(number) == 18 and _is_current(number):  # in a list of dates the first group is a month or a day
        return len(groups[0]) >= 3 or len(groups) >= 17
    return born and _cut_like_identity([len(group) for group in groups], _has_region(number))


def _cut_like_identity(sizes: list[int], has_region: bool) -> bool:
    """Gaps where people put them: around region, date and sequence, or even; else it is a list of figures."""
    cuts = {sum(sizes[:place]) for place in range(1, len(sizes))}
    even = set(sizes[:-1])
    return cuts <= {6, 8, 10, 12, 14, 17} or even == {1} or (has_region and even in ({3}, {4}))


def _is_phone(number: str, groups: list[str]) -> bool:
    if mobile := _LIKE_MOBILE.fullmatch(number):
        sizes = [len(group) for group in (groups[1:] if groups[0] in ("86", "0086") else groups)]
        if len(sizes) == 1 or sizes == [3, 4, 4]:
            return True
        is_year = sizes[0] == 4 and mobile[1].startswith("19")
        return _MOBILE.fullmatch(number) is not None and not is_year and (min(sizes) >= 3 or max(sizes) == 1)
    if not _LAND_LINE.fullmatch(number):
        return False
    sizes = [len(group) for group in groups]
    return len(sizes) == 1 or (sizes[0] in (3, 4) and sizes[1:] in ([7], [8], [3, 4], [4, 4], [4, 3]))


def _is_bank_card(number: str, groups: list[str]) -> bool:
    if len(number) < 16 or not number.startswith("62") or "X" in number or any(len(group) < 3 for group in groups[:-1]):
        return False
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number), start=1))
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0  # Luhn, ISO/IEC 7812-1
