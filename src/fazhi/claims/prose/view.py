"""A report's text as it is read: half-width, without blanks and soft line breaks, each sign with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from fazhi.catalogue import load
from fazhi.claims.prose.lexicon import ARABIC, BETWEEN, CHINESE, any_of, fill, units
from fazhi.values import IDEOGRAPHS

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME = (
    IDEOGRAPHS
    | _FULL_WIDTH
    | {
        ord(sign): plain
        for plain, signs in {
            "-": "‐‑‒–—―−─━",
            "~": "〜～∼",
            "(": "﹙",
            ")": "﹚",
            "%": "﹪٪",
            "“": "「『＂〝",
            "”": "」』〞",
            "。": "｡．",
            ",": "﹐",
            ";": "﹔",
            ":": "﹕",
        }.items()
        for sign in signs
    }
)
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffc\u0000")
_END_OF_LINE = frozenset("。!?;:！？；：…")
_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_TORN = re.compile(r"(?<![0-9.,])[0-9][0-9.,]*(?: [0-9.,]+)+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
_ZEROS = re.compile(r"(?<=[0-9])[Oo]+(?=[0-9\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])O(?=[\u4e00-\u9fff])")
_END_OF_CLAUSE = re.compile("[,;。，；]")
_ONES = re.compile(r"(?<=[\u4e00-\u9fff])[lI](?=[0-9])|(?<=[0-9])[lI](?=[0-9\u4e00-\u9fff])")
_REST_OF_NUMBER = re.compile("[0-9.]*[0-9](?:[%％][。；，]?|[。；，])")  # a line break tore it apart
_TITLE = re.compile("[^0-9０-９。;；:：!?！？]{4,36}")
_STROKES = str.maketrans("｜│┃", BETWEEN * 3)
_POINT_NUMBER = re.compile(r"[0-9]{1,2}\. ")
_WIDE_POINT = "．"
_DECIMALS = re.compile(rf"[0-9０-９]{_WIDE_POINT}[0-9０-９]")
_ENDS_OF_ENTRY = ",;。、"
_BLANKS = re.compile(r"\s+")
_LINES_OF_A_BROKEN_TEXT = 20
_NEARLY = 0.88
_LONGEST_ENTRY = 20
_LONGEST_CELL = 40
_LONGEST_ROW = 100
_LONGEST_SHORT_LINE = 25  # signs; a line without punctuation that is no longer may be a heading


@dataclass(frozen=True)
class View:
    """``signs[i]`` was read at ``text[places[i]]``; a line break in ``signs`` ends a paragraph."""

    text: str
    signs: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of ``text`` that ``signs[start:end]`` was read from."""
        return self.places[start], self.places[end - 1] + 1


def read_view(text: str) -> View:
    """How ``text`` reads: linear in its length, for any Unicode text."""
    signs: list[str] = []
    places: list[int] = []
    blank = False  # stood between the last sign and this one
    divided = _divided(text)
    hard = _hard_breaks(divided)
    for place, sign in enumerate(divided):
        if sign == "\n" and place in hard:
            signs.append("\n")
            places.append(place)
            blank = False
        elif sign.isspace() or sign in _UNSEEN:
            blank = True
        else:
            plain = _SAME.get(ord(sign), sign)
            if sign == _WIDE_POINT and place and _DECIMALS.match(text, place - 1):  # 98．8%
                plain = "."
            if blank and signs and plain.isascii() and _in_number(signs[-1]) and _in_number(plain):
                signs.append(" ")
                places.append(place - 1)
            signs.append(plain)
            places.append(place)
            blank = False
    return View(text, *_joined(text, "".join(signs), places))


def half_width(sign: str) -> str:
    """A sign of the report as its half-width form, where it has one: ２ is 2."""
    return _FULL_WIDTH.get(ord(sign), sign)


def _divided(text: str) -> str:
    """``text`` with the tabs and strokes between the cells of a table (copied from a sheet or a document) as the signs that divide cells."""
    text = text.translate(_STROKES)
    if "\t" not in text:
        return text
    lines = text.split("\n")
    rows = [
        (place, _cells(line)) for place, line in enumerate(lines) if line.strip()
    ]  # paragraphs of a .docx lie apart
    counts = [row for _, row in rows]
    for (place, row), near in zip(rows, zip([0, *counts], [*counts[1:], 0], strict=False), strict=False):
        if row and row in near:
            inner = lines[place].lstrip()
            lines[place] = lines[place][: len(lines[place]) - len(inner)] + inner.replace("\t", BETWEEN)
    return "\n".join(lines)


def _cells(line: str) -> int:
    """How many tabs divide a line that may be a row of a table: of short cells, the first no bullet and no point's number."""
    first, *others = line.lstrip().rstrip(" \r").split("\t")
    told = _IDEOGRAPH.search(first) if len(others) == 1 else first
    if not told or _openers().fullmatch(first.translate(_SAME)) or any(len(cell) > _LONGEST_CELL for cell in others):
        return 0
    return len(others)


def _in_number(sign: str) -> bool:
    return sign in "0123456789.,"


def _joined(text: str, signs: str, places: list[int]) -> tuple[str, tuple[int, ...]]:
    """Numbers that a blank tore apart made whole; letters that a scanner read for digits made digits.

    Where blanks divide the words beside them, too (调解成功 99 93 件), they may be two cells of a row: these stay apart.
    """
    kept: list[str] = []
    where: list[int] = []
    done = 0
    for found in _TORN.finditer(signs):
        opens = found.start() == 0 or signs[found.start() - 1] in "\n。;"
        if opens and _POINT_NUMBER.match(found[0]):  # 1. 12宗: a point's number and its first figure
            continue
        if _is_one_number(found[0], signs[found.end() : found.end() + 1]) and not _may_be_cells(text, places, found):
            for index in range(done, found.end()):
                if signs[index] != " " or index < found.start():
                    kept.append(signs[index])
                    where.append(places[index])
            done = found.end()
    kept.append(signs[done:])
    where += places[done:]
    whole = _ZEROS.sub(lambda letters: "0" * len(letters[0]), "".join(kept))
    return _ONES.sub("1", whole), tuple(where)


def _may_be_cells(text: str, places: list[int], torn: re.Match[str]) -> bool:
    """Whether the groups may be cells of one row: they stand in one line, behind a blank, and the line has no punctuation."""
    first, last = places[torn.start()], places[torn.end() - 1]
    if "\n" in text[first:last] or not (first == 0 or text[first - 1].isspace()):
        return False
    before, behind = text[max(0, first - _LONGEST_ROW) : first], text[last : last + _LONGEST_ROW]
    return not _END_OF_CLAUSE.search(before.split("\n")[-1] + behind.split("\n")[0])


def _is_one_number(torn: str, behind: str) -> bool:
    groups = torn.split(" ")
    if all(len(group) == 1 for group in groups) or _THOUSANDS.fullmatch(torn):
        return True
    return len(groups) == 2 and (behind == "%" or _IDEOGRAPH.match(behind) is not None)


def _hard_breaks(text: str) -> frozenset[int]:
    """Where a line break ends a paragraph: after punctuation or a heading, before one, at blank lines, in tables."""
    hard: set[int] = set()
    start = 0
    lines: list[tuple[int, str]] = []
    for line in text.split("\n"):
        lines.append((start + len(line), line.strip()))
        start += len(line) + 1
    full = _full_width([line for _, line in lines])
    fresh = True  # no line before runs on into this one
    for (end, line), (_, following), (_, third) in zip(lines, lines[1:], [*lines[2:], (0, "")], strict=False):
        runs_on = _runs_on(line, following, fresh and _width(line) < full) and not _is_entry(following, third)
        if not runs_on:
            hard.add(end)
        fresh = not runs_on
    return frozenset(hard)


def _full_width(lines: list[str]) -> float:
    """From which width on a line of a text that is broken into lines is full; infinite where paragraphs are lines."""
    widths = sorted(_width(line) for line in lines if line)
    if len(widths) < _LINES_OF_A_BROKEN_TEXT:
        return inf
    full = widths[len(widths) * 9 // 10] * _NEARLY
    return full if sum(width >= full for width in widths) > len(widths) / 2 else inf


def _width(line: str) -> int:
    """In half signs."""
    return sum(1 if sign.isascii() else 2 for sign in line)


def _runs_on(line: str, following: str, may_head: bool) -> bool:
    """Whether a paragraph goes on from a line to the next. A line can be a heading only where it ``may_head``: where nothing
    runs on into it, and where it is not full.
    """
    if not line or not following or line[-1] in _END_OF_LINE:
        return False
    if not _IDEOGRAPH.search(line[:200]):
        return False
    if not _IDEOGRAPH.search(following[:200]):
        return line[-1].isdecimal() and _REST_OF_NUMBER.fullmatch(following) is not None
    if BETWEEN in line + following or _bullet().match(following) or _is_entry(line, following):
        return False
    if line[-1].isdecimal() and (following[0].isdecimal() or _IDEOGRAPH.match(following)):
        return not opens_heading(following)
    heading = may_head and (is_heading(line) or _is_title(line))
    return not (opens_heading(following) or heading)


def _is_entry(line: str, following: str) -> bool:
    """Whether a line is one entry of a list: a label, a colon and its figure; or a thing and its figure, as is the line after it."""
    labelled, either = _entries()
    line, following = (_BLANKS.sub("", part.translate(_SAME)) for part in (line, following))
    return bool(labelled.fullmatch(line) or (either.fullmatch(line) and either.fullmatch(following)))


def is_entry(line: str) -> bool:
    """Whether a line of a view may be an entry of a list: a thing and its figure, and no more than a sign before or behind."""
    opener = _bullet().match(line) or _openers().match(line)
    entry = _BLANKS.sub("", line[opener.end() if opener else 0 :]).rstrip(_ENDS_OF_ENTRY)
    return _entries()[1].fullmatch(entry) is not None


@lru_cache(maxsize=1)
def _entries() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Entries with a colon, and with a colon or a measure word; of few words with no other punctuation, the figure last."""
    unit = any_of(units())
    figure = rf"(?:{ARABIC}|{CHINESE}+){any_of(load().prose.inside)}?"
    words = rf"[^0-9,;:。!?\n]{{1,{_LONGEST_ENTRY}}}"
    label = f"{words}:(?:{words})?"
    return re.compile(f"{label}{figure}{unit}"), re.compile(f"{label}{figure}{unit}?|{words}{figure}{unit}")


def _is_title(line: str) -> bool:
    """Whether a line is a numbered title, which may have commas: （一）坚持党的领导，筑牢法治根基."""
    opener = _openers().match(line[:12].translate(_SAME))
    return opener is not None and _TITLE.fullmatch(line, opener.end()) is not None


def opens_heading(line: str) -> bool:
    """Whether a line begins with a heading's or a point's number: 一、 （二） 3. #."""
    return _openers().match(line[:12].translate(_SAME)) is not None


@lru_cache(maxsize=1)
def _bullet() -> re.Pattern[str]:
    return re.compile(load().prose.bullets)


def is_heading(line: str) -> bool:
    """Whether a line by itself looks like a heading: short, without punctuation, numbered or ending as headings do."""
    if len(line) > 40 or any(sign in line for sign in ",，。;；!?！？"):
        return False
    return opens_heading(line) or (len(line) <= _LONGEST_SHORT_LINE and line.endswith(load().prose.heading_ends))


@lru_cache(maxsize=1)
def _openers() -> re.Pattern[str]:
    return re.compile("|".join(map(fill, load().prose.openers)))
