"""Chinese numerals: 二百零六, 百二十, 两千, 三千六, 二〇二三, 1.2万, 3万5千.

Written here and not taken from PyPI's cn2an (0.5.24), which refuses 百二十, 卅 and ○ (all common in ledgers),
takes the torn 三百零 for 300, and costs every start 0.13 s for its import.
"""

from __future__ import annotations

import re
from decimal import Decimal

# Each digit with its capital, traditional and spoken forms (cheques and receipts: 壹佰贰拾).
_FORMS = ("〇零○◯", "一壹幺", "二贰貳两兩俩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_DIGIT = {form: digit for digit, forms in enumerate(_FORMS) for form in forms}
_USUAL = str.maketrans(
    {form: forms[0] for forms in _FORMS for form in forms} | dict(zip("拾佰仟萬億", "十百千万亿", strict=True))
)
_SCALES = (("亿", 10**8), ("万", 10**4))
_UNITS = (("千", 1000), ("百", 100), ("十", 10))
_SCORES = {"廿": "二十", "卅": "三十", "卌": "四十"}

NUMERAL_SIGNS = "".join(_DIGIT) + "十百千万亿拾佰仟萬億" + "".join(_SCORES)
"""Every sign a Chinese numeral can hold, for use inside the brackets of a regular expression."""

_LONGEST = 24  # characters; with this and the next, every sum stays within Decimal's 28 digits
_LARGEST = 10**16
_SPELT = re.compile("0*[〇一二三四五六七八九][〇0一二三四五六七八九]*")
_ARABIC = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def read_numeral(text: str) -> Decimal | None:
    """The number that a whole text spells in Chinese numerals, Arabic digits or both; None if it spells none.

    `text` is half-width and free of blanks. 百 and 千 may stand without 一 in front (百二十). A last digit
    without its unit counts in the next lower one (三千六 is 3600). Two digits side by side where a unit is
    due (四五十, "forty or fifty"), units in rising order and a dangling 零 spell nothing.

    >>> [str(read_numeral(text)) for text in ("百二十", "两千零六", "3万5", "1.2万", "二〇二三", "四五十")]
    ['120', '2006', '35000', '12000.0', '2023', 'None']
    """
    if not text or len(text) > _LONGEST:
        return None
    usual = text.translate(_USUAL)
    for score, tens in _SCORES.items():
        usual = usual.replace(score, tens)
    if _SPELT.fullmatch(usual):
        return Decimal("".join(str(_DIGIT.get(sign, sign)) for sign in usual))
    return _read_scaled(usual)


def _read_scaled(text: str) -> Decimal | None:
    """Reads <head>亿<tail>, <head>万<tail>, or a number without either."""
    for sign, scale in _SCALES:
        head_text, found, tail_text = text.rpartition(sign)
        if found:
            head = _read_scaled(head_text) if head_text else Decimal(1)
            return _join(head, scale, tail_text)
    for sign, unit in _UNITS:
        head_text, found, tail_text = text.partition(sign)
        if found:
            head = _read_multiplier(head_text)
            return _join(head, unit, tail_text)
    return Decimal(text) if _ARABIC.fullmatch(text) else _read_digit(text)


def _join(head: Decimal | None, unit: int, tail_text: str) -> Decimal | None:
    """head × unit + tail, where the tail is below the unit and stands right after it."""
    if not head or head >= _LARGEST:
        return None
    if not tail_text:
        return head * unit
    tail = _read_tail(tail_text, unit)
    if tail is None or not 0 < tail < unit or head % 1:  # nothing follows a fraction: 1.2万5
        return None
    return head * unit + tail


def _read_tail(text: str, unit: int) -> Decimal | None:
    rest = text.removeprefix("〇")
    after_zero = rest != text
    if len(rest) == 1 and rest not in "十百千" and not after_zero:
        digit = Decimal(rest) if rest.isdecimal() else _read_digit(rest)
        return digit * unit / 10 if digit is not None else None
    if rest.isdecimal() and len(rest) == 2:  # 1万50 : ten-thousand-and-fifty, or a slip for 1.5万?
        return None
    if rest[:1] in ("百", "千"):  # 百 and 千 stand without a digit only at the start of the whole numeral
        return None
    return _read_scaled(rest)


def _read_multiplier(text: str) -> Decimal | None:
    """What stands before 十, 百 or 千: nothing (one), a digit from 1 to 9, or Arabic digits."""
    if not text:
        return Decimal(1)
    return Decimal(text) if _ARABIC.fullmatch(text) else _read_digit(text)


def _read_digit(text: str) -> Decimal | None:
    digit = _DIGIT.get(text)
    return None if digit is None else Decimal(digit)


def grouped(number: Decimal) -> str:
    """With a comma between thousands from five digits on (GB/T 15835—2011); years are never passed here.

    >>> grouped(Decimal(1312)), grouped(Decimal("-15000.50"))
    ('1312', '-15,000.50')
    """
    return f"{number:,}" if abs(number) >= 10_000 else f"{number}"


def write_percentage(percent: int) -> str:
    """A whole percentage from 1 to 100 in Chinese numerals.

    >>> [write_percentage(percent) for percent in (100, 98, 10, 7)]
    ['百分之百', '百分之九十八', '百分之十', '百分之七']
    """
    tens, ones = divmod(percent, 10)
    digits = [forms[0] for forms in _FORMS]
    spelt = {10: "百", 0: "", 1: "十"}.get(tens, f"{digits[tens % 10]}十") + (digits[ones] if ones else "")
    return f"百分之{spelt}"
