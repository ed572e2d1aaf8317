"""Numbers in a report's prose with the words around them: 近300余人次 → value, range, measure word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from fazhi.catalogue import load
from fazhi.claims.prose.lexicon import ARABIC, CHINESE, any_of, fill, longest_unit, prose, units
from fazhi.values import allowed_range, read_numeral

_LARGEST = Decimal(10) ** 15
_LONGEST = 24  # signs of a numeral; no office counts that far
_CLAUSE_ENDS = ("", *",;:。!?、()\n")


@dataclass(frozen=True)
class Number:
    """A number at ``signs[start:end]`` of a view, its approximating words and measure word included.

    ``core`` is where the numeral itself starts, ``lead`` where the words before it start (共, 达 …). ``unit`` is "" where none
    stands; ``kinds`` are the kinds of measure word. ``kind`` is the wording's; a range ends at ``until``.
    """

    start: int
    core: int
    end: int
    lead: int
    value: Decimal
    unit: str
    kinds: frozenset[str]
    wording: str
    numeral: str
    kind: str = "exact"
    until: Decimal | None = None

    @property
    def approximate(self) -> bool:
        return self.kind != "exact"

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Lowest and highest value that the wording allows; None: open."""
        if self.until is not None:
            return self.value, self.until
        return _bounds(self.value, self.kind)


def find_numbers(signs: str) -> list[Number]:
    """Every numeral of ``signs`` that can be read as an amount, in order; ranges (20-30人) are one. Linear in its length."""
    found: list[Number] = []
    for number in _numbers(signs):
        if found and (whole := _range(signs, found[-1], number)):
            found[-1] = whole
        else:
            found.append(number)
    return found


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    inside, scale = any_of(prose().inside), fill("{s}")
    return re.compile(
        rf"(?P<part>{any_of(prose().percent_of)})?"
        rf"(?P<numeral>{ARABIC}(?:{scale}{{1,2}}+(?:[0-9]{{1,4}}{scale}?)?)?|{CHINESE}++)"
        rf"(?:{fill('{p}')}(?P<decimals>{CHINESE}{{1,4}}))?"
        rf"(?P<inside>{inside}{{1,3}})?(?P<scale>(?<={inside}){scale}{{1,2}})?"
    )


@lru_cache(maxsize=1)
def _misprint() -> re.Pattern[str]:
    """1,2000: 1,200 or 12,000; 99 93: two numbers, or one that a blank tore apart."""
    year, figure = prose().periods.year_sign, r"[0-9][0-9,]*+(?:\.[0-9]+)?"
    return re.compile(
        rf"(?<![0-9.,])(?:[0-9]{{1,3}}(?:,[0-9]{{3}})*,[0-9]{{4,}}(?![0-9{year}])|{figure}(?: {figure})+(?!{year}))"
    )


def unclear(signs: str) -> Iterator[tuple[int, int]]:
    """Where digits stand of which it cannot be told what number they are; none is read there."""
    return (found.span() for found in _misprint().finditer(signs))


def _numbers(signs: str) -> Iterator[Number]:
    done = 0
    misprints = chain(unclear(signs), [(len(signs), len(signs))])
    misprint = next(misprints)
    for match in _pattern().finditer(signs):
        if match.start() < done:  # 百 of 3.2个百分点, 八 of 九成八: read already
            continue
        while misprint[1] <= match.start():
            misprint = next(misprints)
        if misprint[0] <= match.start():
            continue
        if len(match["numeral"]) <= _LONGEST and (number := _number(signs, match)):
            yield number
            done = number.end


def _number(signs: str, match: re.Match[str]) -> Number | None:
    pair = _pair(match["numeral"])
    value = pair[0] if pair else read_numeral(match["numeral"].replace(",", ""))
    scale = read_numeral(match["scale"]) if match["scale"] else Decimal(1)
    if value is None or scale is None or value * scale >= _LARGEST or _is_vague(signs, match):
        return None
    value, end, inside = value * scale, match.end(), match["inside"] or ""
    if match["decimals"]:
        if match["part"]:
            value = Decimal(f"{value:f}.{read_numeral(match['decimals']) or 0}")
        else:  # 点 is a measure word or the time of day here
            end = match.end("numeral")
    unit, end, behind = _unit_and_words(signs, end, value, match)
    if unit == "%" and not match["part"] and (tenths := _tenths(signs, match.end(), value)):
        value = tenths[0]
    number = _with_words(signs, match, value, unit, end, inside, behind)
    return replace(number, kind="range", until=pair[1] * scale) if pair else number


def _pair(numeral: str) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest amount of two digits side by side: 五六场 is 5 to 6, 六七百人 600 and more but not above 800."""
    for place in range(len(numeral) - 1):
        head, both, scale = numeral[:place], numeral[place : place + 2], numeral[place + 2 :]
        if (
            _is_pair(both)
            and (not head or _bare_scale().fullmatch(head[-1]))
            and all(map(_bare_scale().fullmatch, scale))
        ):
            low, high, more = (read_numeral(text) for text in (head + both[0] + scale, head + both[1] + scale, scale))
            return (low, high + (more or 0)) if low is not None and high is not None else None
    return None


def _is_pair(signs: str) -> bool:
    """Neighbours among the digits (六七), and 三五."""
    first, last = map(read_numeral, signs)
    if signs.isascii() or first is None or last is None or not 0 < first < last < 10:
        return False
    return last - first == 1 or (int(first), int(last)) == (3, 5)


def _is_vague(signs: str, match: re.Match[str]) -> bool:
    """数十, 几百: no amount."""
    return (
        match.start() > 0
        and signs[match.start() - 1] in prose().vague_before
        and bool(_bare_scale().match(match["numeral"]))
    )


@lru_cache(maxsize=1)
def _bare_scale() -> re.Pattern[str]:
    return re.compile(fill("{s}"))


def _unit_and_words(signs: str, end: int, value: Decimal, match: re.Match[str]) -> tuple[str, int, str]:
    """Measure word, where it and the word behind it end, and that word: 人次以上, +人次, % …"""
    if match["part"]:
        unit = prose().percent_of[match["part"]]
    elif not match["inside"] and (tenths := _tenths(signs, end, value)):
        unit, end = "%", tenths[1]
    else:
        behind, after = _behind(signs, end)
        unit, after = _unit(signs, after)
        if behind and unit:  # 500+人次
            return unit, after, behind
        unit, end = _unit(signs, end)
    behind, end = _behind(signs, end)
    return unit, end, behind


def _with_words(
    signs: str, match: re.Match[str], value: Decimal, unit: str, end: int, inside: str, behind: str
) -> Number:
    core = match.start()
    start, lead, words = _before(signs, core, match["numeral"])
    kinds = {kind for kind, _ in words} | {_words_behind()[word] for word in (*inside, *filter(None, [behind]))}
    kind = next((one for one in load().wordings if one in kinds), "exact")
    before, after = "".join(word for _, word in words if word not in prose().silent), inside + behind
    of = units()[unit].kinds if unit in units() else frozenset[str]()
    wording = f"{before}…{after}" if before and after else before + after
    return Number(start, core, end, lead, value, unit, of, wording, match["numeral"], kind)


def _bounds(value: Decimal, kind: str) -> tuple[Decimal | None, Decimal | None]:
    if kind == "exact":
        return value, value
    if kind == "at_most":
        return None, value
    low, high = (Decimal(repr(end)) for end in allowed_range(float(value), kind))  # type: ignore[arg-type]
    return low, high if high.is_finite() else None


def _tenths(signs: str, place: int, value: Decimal) -> tuple[Decimal, int] | None:
    """九成 is 90 %, 九成五 95 %; not 一成立."""
    if not signs.startswith(prose().ten_parts, place) or not 0 < value < 10:
        return None
    after = place + len(prose().ten_parts)
    if signs.startswith(prose().not_ten_parts, after):
        return None
    digit = read_numeral(signs[after : after + 1])
    if digit is not None and digit < 10:
        return value * 10 + digit, after + 1
    return value * 10, after


def _unit(signs: str, place: int) -> tuple[str, int]:
    """The measure word at ``place`` and where it ends; "" and ``place`` where there is none."""
    for length in range(longest_unit(), 0, -1):
        unit = units().get(signs[place : place + length])
        if unit is not None and not signs.startswith(unit.never_before, place + len(unit.word)):
            end = place + len(unit.word)
            longer = signs[place:end] + signs[end + 1 : end + 2]
            if longer in units() and signs[end : end + 1] in ("(", "/"):  # 人(次), 人/次
                bracket = signs[end] == "("
                if not bracket or signs[end + 2 : end + 3] == ")":
                    return longer, end + (3 if bracket else 2)
            return unit.word, end
    return "", place


def _behind(signs: str, place: int) -> tuple[str, int]:
    """The approximating word behind a number or its measure word, and where it ends."""
    for word in _words_behind():
        if signs.startswith(word, place):
            after = place + len(word)
            if len(word) > 1 or not word.isalpha() or signs[after : after + 1] in _CLAUSE_ENDS:
                return word, after
    return "", place


@lru_cache(maxsize=1)
def _words_behind() -> dict[str, str]:
    """Words behind a number with their kinds, the longest first."""
    found = {word: kind for kind, words in load().wordings.items() for word in words.behind}
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


@lru_cache(maxsize=1)
def _words_before() -> dict[str, str]:
    known = {word: kind for kind, words in load().wordings.items() for word in words.before}
    return known | dict.fromkeys(prose().lead_words, "exact")


def _before(signs: str, core: int, numeral: str) -> tuple[int, int, list[tuple[str, str]]]:
    """Words right before a number: where the approximating ones start, where all of them start, and the words with their kinds."""
    words: list[tuple[str, str]] = []
    start = lead = core
    for _ in range(4):
        for length in (4, 3, 2, 1):
            word = signs[max(0, lead - length) : lead]
            kind = _words_before().get(word) if len(word) == length else None
            if kind and _is_wording(signs, lead - length, word, numeral, lead == core):
                break
        else:
            break
        lead -= length
        if kind != "exact" and start == lead + length:
            start = lead
        words.insert(0, (kind, word))
    return start, lead, words


def _is_wording(signs: str, place: int, word: str, numeral: str, beside: bool) -> bool:
    if word in prose().only_before_scale and not (beside and _bare_scale().match(numeral)):
        return False
    return not (place > 0 and signs[place - 1] in "".join(prose().not_wording.get(word, ())))


def _range(signs: str, first: Number, last: Number) -> Number | None:
    """Two numbers as one range: 20-30人, 5件到8件, 1至2万份."""
    between = signs[first.end : last.core]
    if (
        between not in prose().range_signs
        or first.unit not in ("", last.unit)
        or first.approximate
        or last.start != last.core
    ):
        return None
    low = first.value
    if scale := _closing_scale().search(last.numeral):
        low *= (read_numeral(scale[0]) or 1) if low < 10 else 1
    if low >= last.value:
        return None
    end = last.end
    for tail in prose().range_tail:
        end += len(tail) if signs.startswith(tail, end) else 0
    return replace(
        last, start=first.start, core=first.core, lead=first.lead, value=low, until=last.value, end=end, kind="range",
        wording=first.wording + between, numeral=f"{first.numeral}{between}{last.numeral}",
    )  # fmt: skip


@lru_cache(maxsize=1)
def _closing_scale() -> re.Pattern[str]:
    return re.compile(rf"(?<=[0-9.]){fill('{s}')}$")
