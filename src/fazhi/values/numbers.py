"""Counts and amounts of ledger cells: 25, "1,286", "1.2万元", "二百零六件", "100余人".

A cell without a number (blank, a dash) has value None and no problem: unknown, not zero. 无 and 零 are zero.
An approximate number counts as what was written and carries the range that its wording allows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import numpy as np

from fazhi.values.numerals import NUMERAL_SIGNS, read_numeral
from fazhi.values.text import half_width, is_blank, is_dash, unboxed

Problem = Literal["negative", "unreadable"]
Wording = Literal["exact", "over", "under", "about", "at_least", "at_most"]


class NumberReading(NamedTuple):
    """What a number cell says, in base units: 1.2万元 is 12000.0 with unit 元, 98.5% is 98.5 with unit %.

    `lower` and `upper` bound what the wording allows; both equal `value` for an exact number, and `upper` is
    infinite for "at least". `unit` is the measure word behind the number, "" if there is none. `scaled` says
    that the cell itself held 万 or 亿, so that a column headed 万元 must not multiply it again. `problem`
    "negative" keeps the value.
    """

    value: float | None
    lower: float | None
    upper: float | None
    approximate: bool
    unit: str
    scaled: bool
    problem: Problem | None


class NumberReadings(NamedTuple):
    """What the cells of a column say, one entry a cell in the order of `NumberReading`.

    ``value``, ``lower``, ``upper`` are float64 (NaN where `NumberReading` has None), ``approximate`` and ``scaled`` bool, ``unit``
    and ``problem`` words or None.
    """

    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    approximate: np.ndarray
    unit: np.ndarray
    scaled: np.ndarray
    problem: np.ndarray


_BLANK = NumberReading(None, None, None, False, "", False, None)
_UNREADABLE = _BLANK._replace(problem="unreadable")

_LONGEST = 60  # characters
_TOO_LARGE = 10**15  # beyond, a double no longer holds every integer, and no office counts that far

_UNIT = (
    "人次|人份|人|名|位|件次|件|宗次|宗|起|例|项|份|册|本|张|期|场次|场|车次|班次|次|个月|个工作日|个小时|个|家次|家|户次|户|条|篇|则|"
    "批次|批|支|组|队|辆|部|台|套|只|间|处|所|工作日|天|日|周|小时|学时|课时|分钟|分|块钱|块|圆|元|亩|平方公里|平方米|㎡|m2|公里|千米|米|"
    "公斤|斤|克|吨|岁|幅|面|届|轮|遍|堂|节|讲|课|类|种|单|笔|票|站|枚|封|页|村|社区|[%‰]"
)
# Nouns that may follow the measure word without changing what is counted (120名师生); others may (5人缺席).
_NOUN = (
    "干部群众|干部职工|群众|村民|居民|市民|学生|师生|学员|党员|干部|职工|员工|工人|人员|工作人员|代表|妇女|儿童|老人|青少年|资料|宣传资料|"
    "宣传单|传单|宣传册|手册|海报|参加|参与|参会|到场|受益|案件|纠纷|单位|企业|商户|家庭"
)
_OTHER_UNIT_NAMES = {"圆": "元", "块": "元", "块钱": "元", "m2": "㎡"}
_TOTAL = "共计|合计|总计|累计|共有|共|已达|达到|达|罚款"
_BEFORE: dict[str, Wording] = {
    **dict.fromkeys(("将近", "接近", "近"), "under"),
    **dict.fromkeys(("不到", "不足"), "at_most"),
    **dict.fromkeys(("大约", "大概", "约", "估计"), "about"),
    **dict.fromkeys(("超过", "超", "逾", "突破", "不少于", "不低于", "至少", "上"), "at_least"),
}
_BEHIND: dict[str, Wording] = {
    **dict.fromkeys(("余", "多", "几"), "over"),
    **dict.fromkeys(("来", "左右", "上下"), "about"),
    **dict.fromkeys(("以上", "及以上", "+"), "at_least"),
}
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,2})?|\.[0-9]+"
_NUMBER = re.compile(
    rf"(?:{_TOTAL})*(?P<before>{'|'.join(_BEFORE)})?(?:{_TOTAL})?(?:人民币|RMB|CNY)?(?P<money>¥)?(?P<sign>[-负])?¥?"
    rf"(?P<percent>百分之)?(?P<number>(?:{_DIGITS})?[{NUMERAL_SIGNS}wW]*[0-9]*[{NUMERAL_SIGNS}]*)"
    rf"(?P<behind>余|多|来|几)?(?P<scale>[百千万亿]{{0,2}})(?P<late>余|多)?"
    rf"(?P<unit>{_UNIT})?(?:{_NOUN})?(?P<after>余|多|左右|上下|及?以上|\+)?(?P<unit_after>{_UNIT})?(?:{_NOUN})?[整正]?"
)
# Most cells, read without the grammar.
_USUAL = re.compile(rf"([0-9]+(?:\.[0-9]+)?|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?)({_UNIT})?")
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,2}")
_REMARK = re.compile(r"\(([^()]*)\)$")
_UNIT_REMARK = re.compile(rf"[百千万亿]?(?:{_UNIT})")
_TORN = re.compile(r"[0-9]\s+[0-9]")  # "12 13": two numbers, or one torn apart
_ONLY_UNITS = re.compile("[百千万亿佰仟萬億]+")
_VAGUE = re.compile("[一二两三四五六七八九]{2}")  # 七八人: seven or eight
_VAGUE_WORDS = frozenset({"一批"})
_ZERO_WORDS = frozenset({"无", "没有", "未发生", "无发生"})
_NO_NUMBER_YET = frozenset({"暂无"})


def read_number(value: object) -> NumberReading:
    """Reads one cell. Never raises.

    Sums (12+3), ranges (10-20), ordinals (第3期), vague words (数十, 若干), dates and error values are
    unreadable; so is (3), which may be minus three or a label. A remark in brackets behind the number is
    dropped.

    >>> read_number("1200余万元")[:5]
    (12000000.0, 12000000.0, 13000000.0, True, '元')
    >>> read_number("—").value is None and read_number("—").problem is None
    True
    """
    if is_blank(value):
        return _BLANK
    if isinstance(value, str):
        return _read_text(value)
    value = unboxed(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return _UNREADABLE
    try:
        return _reading(float(value), "exact", "", False)
    except (OverflowError, ValueError):  # an integer of 400 digits; a signalling NaN
        return _UNREADABLE


def read_numbers(values: Iterable[object]) -> NumberReadings:
    """Reads many cells as `read_number` does; for a column, give its distinct cells.

    >>> read_numbers(["3件", None]).value
    array([ 3., nan])
    """
    readings = list(map(read_number, values))
    fields = zip(*readings, strict=True) if readings else ([] for _ in NumberReading._fields)
    return NumberReadings(*map(_column, NumberReading._fields, fields))


def _column(name: str, answers: Iterable[Any]) -> np.ndarray:
    """One field of all readings in the type that `NumberReadings` promises for it."""
    kind = {"unit": object, "problem": object, "approximate": bool, "scaled": bool}.get(name, np.float64)
    return np.array(list(answers), dtype=kind)


def allowed_range(value: float, wording: Wording) -> tuple[float, float]:
    """Lowest and highest number that a wording allows around the number written.

    over (余, 多): up to one unit of the last non-zero digit more; under (近): as much less; about (约, 左右):
    5 % either way; at_least (以上, 超过): no upper bound (infinity); at_most (不到, 不超过): from zero on.

    >>> allowed_range(650, "over"), allowed_range(12000, "over"), allowed_range(200, "about")
    ((650.0, 660.0), (12000.0, 13000.0), (190.0, 210.0))
    """
    written = Decimal(repr(float(value)))
    step = Decimal(1).scaleb(int(written.normalize().as_tuple().exponent)) if written else Decimal(0)
    margin = abs(written) * 5 / 100
    lower, upper = {
        "exact": (written, written),
        "over": (written, written + step),
        "under": (written - step, written),
        "about": (written - margin, written + margin),
        "at_least": (written, Decimal("Infinity")),
        "at_most": (min(written, Decimal(0)), written),
    }[wording]
    return float(lower), float(upper)


def _reading(value: float, wording: Wording, unit: str, scaled: bool) -> NumberReading:
    if not math.isfinite(value) or abs(value) >= _TOO_LARGE:
        return _BLANK if math.isnan(value) else _UNREADABLE
    value += 0.0  # no minus zero
    lower, upper = (value, value) if wording == "exact" else allowed_range(value, wording)
    problem: Problem | None = "negative" if value < 0 else None
    return NumberReading(value, lower, upper, wording != "exact", unit, scaled, problem)


def _read_text(text: str) -> NumberReading:
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return _UNREADABLE
    if usual := _USUAL.fullmatch(stripped):
        return _reading(float(usual[1].replace(",", "")), "exact", _base_unit(usual[2] or ""), False)
    spaced = half_width(stripped).strip(" '\"“”").rstrip("。.,;、")
    if _TORN.search(spaced):
        return _UNREADABLE
    words = re.sub(r"\s", "", spaced)
    if is_dash(stripped) or words in _NO_NUMBER_YET:
        return _BLANK
    if words in _ZERO_WORDS:
        return _reading(0.0, "exact", "", False)
    remark = _REMARK.search(words)
    doubt = False
    if remark and remark.start() > 0:
        unit_in_remark = _UNIT_REMARK.fullmatch(remark[1])
        doubt = remark[1][:1] in ("约", "估")
        words = words[: remark.start()] + (remark[1] if unit_in_remark else "")
    return _read_words(words, doubt)


def _read_words(words: str, doubt: bool) -> NumberReading:
    match = _NUMBER.fullmatch(words)
    if match is None or not match["number"] or words in _VAGUE_WORDS:
        return _UNREADABLE
    wording = _wording(match, doubt)
    amount = _amount(match["number"], match["scale"], wording, bool(match["percent"]))
    if amount is None or (match["behind"] == "几" and (amount == 0 or amount % 10)):
        return _UNREADABLE
    units = {found for found in (match["unit"], match["unit_after"]) if found}
    if match["money"]:
        units.add("元")
    if match["percent"]:
        units.add("%")
    if len(units := {_base_unit(unit) for unit in units}) > 1:
        return _UNREADABLE
    value = float(-amount if match["sign"] else amount)
    scaled = bool(re.search("[万亿萬億wW]", match["number"] + match["scale"]))
    return _reading(value, wording, units.pop() if units else "", scaled)


def _base_unit(unit: str) -> str:
    return _OTHER_UNIT_NAMES.get(unit, unit)


def _wording(match: re.Match[str], doubt: bool) -> Wording:
    behind = match["behind"] or match["late"] or match["after"]
    if behind and _BEHIND[behind] == "over":  # 约100余: the narrower word
        return "over"
    if match["before"]:
        return _BEFORE[match["before"]]
    if behind:
        return _BEHIND[behind]
    return "about" if doubt else "exact"


def _amount(number: str, scale: str, wording: Wording, percent: bool) -> Decimal | None:
    if _SCIENTIFIC.fullmatch(number):
        return None if scale else Decimal(number)
    number = re.sub("[wW]", "万", number.replace(",", ""))
    if _VAGUE.fullmatch(number) or (_ONLY_UNITS.fullmatch(number) and wording == "exact" and not percent):
        return None  # 七八; a 万元 left standing without its number
    amount = read_numeral(number)
    factor = read_numeral(scale) if scale else Decimal(1)
    if amount is None or factor is None or amount * factor >= _TOO_LARGE:
        return None
    return amount * factor
