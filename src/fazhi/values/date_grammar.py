"""How dates are written by hand: the grammar behind `dates.read_date`.

A cell is a list of points (2023年3月10日, 3.10, 2023年3月, 12日) with links between them (至, -, 、) and
remarks around them (a weekday, a time of day, 补录).
"""

from __future__ import annotations

import datetime as dt
import re

from fazhi.values.date_spans import Point, Problem, Span, join_points, make_date
from fazhi.values.numerals import NUMERAL_SIGNS, read_numeral

_DAY_MARK = r"\s*[日号曰]"
# A day without 日 must not be torn from a further digit: in "1 2 日" it is no 1.
_DAY = rf"(?P<day>\d{{1,2}})(?P<day_mark>{_DAY_MARK}|(?!\d|\s*月|\s+\d{{1,2}}{_DAY_MARK}))"
_YEAR = r"(?P<year>[1-9]\d{3})"
_ANY_YEAR = r"(?P<year>[1-9]\d{3}|\d{2}(?=\s*年))"
_SIGN = r"[-./\\_·,、。]+"
_BETWEEN = rf"(?:\s*{_SIGN}\s*|\s+)"
# Not before a numeral: 三月初十 is a day of the lunar calendar.
_PART = rf"(?P<part>上旬|中旬|下旬|初|底|末)(?![\d{NUMERAL_SIGNS}])"

_RUN_TOGETHER = re.compile(rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?:\d{{4}}(?:\d\d)?)?(?!\d)")
_FULL = re.compile(
    rf"{_YEAR}\s*(?P<first>年[-./\s]*|{_BETWEEN})(?P<month>\d{{1,2}})\s*"
    rf"(?P<second>月份?\s*|{_BETWEEN}){_DAY}"
)
_FULL_SHORT = re.compile(
    rf"(?P<year>\d{{2}})\s*(?P<first>年|[-./。])\s*(?P<month>\d{{1,2}})\s*(?P<second>月|[-./。])\s*{_DAY}"
)
_YEAR_MONTH = re.compile(
    rf"{_ANY_YEAR}\s*(?P<first>年|[-./。])\s*(?P<month>\d{{1,2}})"
    rf"(?:\s*(?P<second>月)份?|(?!\d|\s+\d))\s*(?:{_PART})?"
)
_YEAR_ONLY = re.compile(rf"{_ANY_YEAR}\s*(?P<first>年份?度?)?(?P<part>初|底|末)?")
_MONTH_DAY = re.compile(rf"(?P<month>\d{{1,2}})\s*(?P<second>月份?|[-./。])\s*{_DAY}")
_MONTH_ONLY = re.compile(rf"(?P<month>\d{{1,2}})\s*(?P<second>月)份?\s*(?:{_PART})?")
_DAY_ONLY = re.compile(_DAY)
_MONTHS = re.compile(
    rf"(?:{_ANY_YEAR}\s*(?:年|[-./])\s*)?(?P<month>\d{{1,2}})\s*(?:月份?)?\s*[-~至到、,及和与]\s*"
    r"(?P<last>\d{1,2})\s*月份?(?!\s*\d)"
)
PLAIN_DAY = r"(?:\d{2,4}[年./-])?\d{1,2}[月./-]\d{1,2}[日号]?"
"""A day inside of a sentence, as a regular expression: 2023年3月5日, 3.5."""
LEADING_YEAR = re.compile(r"\s*[1-9]\d{3}\s*[年./-]")
"""The year that a day begins with: 2023年3月5日, 2023.3.5."""

_LINK = re.compile(r"\s*(?P<link>[-~至到、,;及和与/]|\s(?=\d))\s*")
_POINTS = (_RUN_TOGETHER, _FULL, _FULL_SHORT, _YEAR_MONTH, _MONTH_DAY, _YEAR_ONLY, _MONTH_ONLY)

_MONTH_FIRST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/]([1-9]\d{3})(?: \d{1,2}:\d\d(?::\d\d)?)?")

_WEEKDAY = re.compile(r"\(?\s*(?:星期|礼拜|周)[一二三四五六日天1-7]\s*\)?")
_REMARK = re.compile(r"\([^()]*\)$|^\([^()]*\)")
_BEFORE = re.compile(r"^(?:公元|于|自|从|约|截至|截止|至|到|日期|时间)\s*:?\s*")
_HALF_DAY = r"(?:上午|下午|早上|中午|傍晚|晚上|夜间|凌晨|早|晚|全天|[AaPp][Mm])"
_CLOCK = (
    rf"(?:{_HALF_DAY}\s*)?\d{{1,2}}\s*(?::\s*\d{{1,2}}(?:\s*:\s*\d{{1,2}}(?:\.\d+)?)?"
    r"|[时点](?:\s*(?:\d{1,2}\s*[分刻]?(?:\s*\d{1,2}\s*秒)?|半|整))?)"
    r"\s*(?:[AaPp][Mm])?\s*(?:Z|[+-]\d\d:?\d\d)?"
)
_TIME = re.compile(rf"\s*T?\s*(?:{_CLOCK}(?:\s*[-~至到]\s*{_CLOCK})?|{_HALF_DAY})")
_NO_END = re.compile(r"\s*[-~至到起]*\s*(?:至今|今|现在|目前|长期|永久)(?:有效)?$")
_SIGNS_ONLY = re.compile(r"[\s,.。;、!()~-]*")
_WORDS = re.compile(r"[\s,.。;、!()\u4e00-\u9fff\":《》-]{0,16}")
# Words that make the date doubtful: another calendar, another day, an event that did not happen.
_DOUBT = re.compile(r"[不未初误错]|改[期为到在]|取消|推迟|延期|作废|农历|阴历|旬|[季届]")

_ZERO_LIKE = "0Oo"  # 二0二三, 二O二三
_SPELT = re.compile(
    rf"(?<=[年月])\s*[{NUMERAL_SIGNS}{_ZERO_LIKE}]+"
    rf"|(?<!\d)[{NUMERAL_SIGNS}{_ZERO_LIKE}]+(?=\s*[年月日号时点分刻])"
)
_MAY_HOLD_A_NUMBER = re.compile(rf"[\d{NUMERAL_SIGNS}{_ZERO_LIKE}]|元月")
_SIDE_BY_SIDE = re.compile("[一二三四五六七八九]{2}")
_ALL_SPELT = re.compile(rf"[{NUMERAL_SIGNS}]+(?:\s*[-./]\s*[{NUMERAL_SIGNS}]+)*")


def read_span(text: str, year: int | None) -> Span | Problem:
    """The days that a cell's words name. `text` is half-width; `year` serves dates written without one."""
    if not _MAY_HOLD_A_NUMBER.search(text):  # most words: every form of a date begins with a number
        return "unreadable"
    words = _prepare(text)
    if month_first := _MONTH_FIRST.fullmatch(words):
        return _read_month_first(month_first)
    answer = _read_prepared(words, year)
    if answer == "unreadable" and " " in words and ("年" in words or "月" in words):
        answer = _read_prepared(words.replace(" ", ""), year)  # 2 0 2 3 年 3 月 1 0 日
    return answer


def names_two_days(text: str) -> bool:
    """Whether a text is a day with its year behind of which nobody knows which number is the month.

    >>> names_two_days("5/3/2023"), names_two_days("15/3/2023"), names_two_days("3/3/2023")
    (True, False, False)
    """
    match = _MONTH_FIRST.fullmatch(text.strip())
    return match is not None and len(_days_of(match)) == 2


def _days_of(match: re.Match[str]) -> set[dt.date]:
    first, second, year = (int(number) for number in match.groups())
    return {day for day in (make_date(year, first, second), make_date(year, second, first)) if day}


def _read_month_first(match: re.Match[str]) -> Span | Problem:
    """3/15/2023, as programs with an American setting write it; 3/10/2023 may be the third of October."""
    days = _days_of(match)
    if not days:
        return "impossible"
    day = days.pop()
    return "unreadable" if days else Span(day, day, "day")


def _prepare(text: str) -> str:
    words = re.sub(r"\s+", " ", text).strip(" '\"“”")
    if words.startswith("(") and words.endswith(")") and words.count("(") == 1:
        words = words[1:-1]
    words = _WEEKDAY.sub(" ", words).replace("元月", "1月").strip()
    if _ALL_SPELT.fullmatch(words):
        return re.sub(rf"[{NUMERAL_SIGNS}]+", _to_digits, words)
    return _BEFORE.sub("", _SPELT.sub(_to_digits, words))


def _to_digits(run: re.Match[str]) -> str:
    spelt = run[0].strip()
    in_day_or_month = run.string[run.end() :].lstrip()[:1] in ("月", "日", "号")
    if spelt.isascii() or (in_day_or_month and _SIDE_BY_SIDE.fullmatch(spelt)):  # 三四月: March or April
        return run[0]
    if len(spelt) == 1 and run.string[run.end() :].lstrip().startswith("年"):  # 五年 is as long as that
        return run[0]
    value = read_numeral(re.sub(f"[{_ZERO_LIKE}]", "〇", spelt))
    return run[0] if value is None else f"{int(value):02d}"


def _read_prepared(words: str, year: int | None) -> Span | Problem:
    bare, remarks = _drop_remarks(words)
    months = _MONTHS.match(bare)
    if months and _harmless(bare[months.end() :], in_words=True):
        return _read_months(months, year)
    points, links, rest = _split(bare)
    if not points:
        return "unreadable"
    if points[0].day is None and re.search(r"\d", remarks):  # 3月(10日): the remark may hold the day
        return "unreadable"
    span = join_points(points, links, year)
    if isinstance(span, Span) and _NO_END.fullmatch(rest):
        return span._replace(end=None)
    return span if _harmless(rest, points[-1].in_words) else "unreadable"


def _drop_remarks(words: str) -> tuple[str, str]:
    remarks = ""
    while (remark := _REMARK.search(words)) and remark[0] != words:
        remarks += remark[0]
        words = (words[: remark.start()] + words[remark.end() :]).strip()
    return words, remarks


def _harmless(rest: str, in_words: bool) -> bool:
    """Whether what follows the dates leaves them as they are."""
    if in_words:
        return _WORDS.fullmatch(rest) is not None and not _DOUBT.search(rest)
    return _SIGNS_ONLY.fullmatch(rest) is not None


def _split(words: str) -> tuple[list[Point], list[str], str]:
    """The points of a cell, the links between them, and what is left over."""
    points: list[Point] = []
    links: list[str] = []
    place = 0
    link: re.Match[str] | None = None
    while len(points) < 40:
        found = _match_point(words, link.end() if link else 0, points[-1] if points else None, link)
        if found is None:
            break
        point, place = found
        points.append(point)
        if link:
            links.append(link["link"])
        while time := _TIME.match(words, place):
            place = time.end()
        link = _LINK.match(words, place)
        if link is None:
            break
    return points, links, words[place:]


def _match_point(words: str, place: int, before: Point | None, link: re.Match[str] | None) -> tuple[Point, int] | None:
    for form in _POINTS:
        match = form.match(words, place)
        if match and (point := _point(form, match)) and (before is None or _may_follow(point, before, link)):
            return point, match.end()
    if before is None or link is None or before.day is None:
        return None
    match = _DAY_ONLY.match(words, place)
    if match is None:
        return None
    day, marked = int(match["day"]), bool(match["day_mark"])
    if not marked:  # 3.10-12 is a range, 3-10-12 has no reading; "3.10 12" may be a day torn apart
        same_sign = link["link"] == before.separator
        if link["link"] == " " or (same_sign and (before.year is None or day <= before.day)):
            return None
    return Point(None, None, day, "", marked, before.separator), match.end()


def _may_follow(point: Point, before: Point, link: re.Match[str] | None) -> bool:
    """A year alone follows only a year (not 3/10/2023); 9.30 after a blank may be a time of day."""
    if point.month is None:
        return before.month is None
    return link is None or link["link"] != " " or point.in_words or not before.in_words


def _point(form: re.Pattern[str], match: re.Match[str]) -> Point | None:
    found = match.groupdict()
    first, second = (found.get("first") or "").strip(), (found.get("second") or "").strip()
    if form is _FULL and not _even(first, second):
        return None
    if form is _FULL_SHORT and first != second and first != "年":
        return None
    year, month, day = (int(found[name]) if found.get(name) else None for name in ("year", "month", "day"))
    in_words = "月" in second
    if day is not None:  # 2023年3月10次 is no day, 2023-03-10补录 is one
        in_words = bool(found.get("day_mark")) or (year is not None and not in_words)
    return Point(year, month, day, found.get("part") or "", in_words, second[:1])


def _even(first: str, second: str) -> bool:
    """Whether both separators of year, month and day fit one date (2023.3-10 may mean March to October)."""
    if "年" in first or "月" in second:
        return second not in ("-", "、", ",")
    return first == second or (second[:1] not in "-、," and first[:1] not in "、," and "" not in (first, second))


def _read_months(match: re.Match[str], year: int | None) -> Span | Problem:
    """3-5月, 2023年12月至3月, 3、4月."""
    own_year = int(match["year"]) if match["year"] else None
    first = Point(own_year, int(match["month"]), None, "", True, "")
    return join_points([first, Point(None, int(match["last"]), None, "", True, "")], ["-"], year)
