"""Issue numbers: 3, 第3期, 第三期 and 2023年第3期 are one issue."""

from __future__ import annotations

import re

from fazhi.values.numerals import NUMERAL_SIGNS, read_numeral
from fazhi.values.text import fold, unboxed

_LONGEST = 60  # characters
_YEAR = re.compile(r"^(?:\((?:19|20)\d\d\)|(?:19|20)\d\d(?:年度?|[-./]|(?=第|总|\d\d$)))")
_ALONE = re.compile(rf"(?:第|[Nn][Oo][.:]*|#)?([0-9]+|[{NUMERAL_SIGNS}]+)(?:\.0+)?")
_NAMED = re.compile(
    rf"(?<![-~、,至到和及/0-9{NUMERAL_SIGNS}])(总?)第?([0-9]+|[{NUMERAL_SIGNS}]+)(?:期|讲|课|辑|集|篇|场|次|号)"
)


def read_issue(value: object) -> int | None:
    """The issue that a cell names: 3, 第3期, 第三期, 2023年第3期, 〔2023〕第3期, 2023-3, 202303.

    第3期(总第27期) is 3, 总第27期 alone is 27. Two numbers (第3-4期), a date or anything else is None. Never
    raises.
    """
    value = unboxed(value)
    words = fold(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    if not words or len(words) > _LONGEST:
        return None
    words = _YEAR.sub("", words)
    if match := _ALONE.fullmatch(words):
        return _issue(match[1])
    named = _NAMED.findall(words)
    own = {number for running, number in named if not running} or {number for _, number in named}
    return _issue(own.pop()) if len(own) == 1 else None


def _issue(numeral: str) -> int | None:
    number = read_numeral(numeral)
    return int(number) if number is not None and 0 < number < 100_000 and number % 1 == 0 else None
