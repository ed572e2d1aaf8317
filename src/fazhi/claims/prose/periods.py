"""The period that a sentence gives its figures: 前三季度, 截至11月, 2021年; none for the whole year that the report is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from fazhi.claims.prose.lexicon import any_of, fill, prose
from fazhi.values import read_numeral

_TITLE = re.compile("《[^《》]*》?")
_FIGURE = re.compile(r"(?<![0-9(])[0-9]+(?![0-9.)、])|[,;]")


@dataclass(frozen=True)
class Period:
    """From ``place`` of its sentence on, ``words`` is the period (None: the whole year). ``once``: for the next number only.

    ``each``: periods that the next numbers have one by one (2021年、2022年分别为31件、26件).
    """

    place: int
    end: int
    words: str | None
    once: bool = False
    each: tuple[str | None, ...] = ()


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    known = prose().periods
    year = fill(f"(?:{{y}}{known.year_sign}{known.year_whole})?")
    parts = {
        "opened": r"\(",
        "closed": r"\)",
        "long": "|".join(map(fill, known.long)),
        "until": fill(known.until),
        "until_year": fill(known.until_year),
        "named": f"{year}(?:{'|'.join(map(fill, known.named))})",
        "now": any_of(known.now),
        "whole": any_of(known.whole),
        "before": f"(?:{'|'.join(known.before)})(?!{any_of(known.not_before_behind)})",
        "month": rf"(?<![0-9])(?:{year}){fill(known.month)}(?!{known.not_month_before})",
        "year": fill(known.year),
        "since": any_of(known.since),
        "closing": ";",
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in parts.items()))


def names_period(text: str) -> bool:
    """Whether a text is the words of a time and nothing else."""
    return _pattern().fullmatch(text) is not None


@lru_cache(maxsize=1)
def _own_year() -> re.Pattern[str]:
    known = prose().periods
    return re.compile(fill(f"(?P<number>{{y}}){known.year_sign}{known.year_whole}"))


def _number(year: str) -> str:
    """A year in digits."""
    return year if year.isascii() else str(read_numeral(year))


def periods(
    sentence: str,
    as_written: str,
    names: Sequence[str],
    report_year: str | None,
    figures: Sequence[int] = (),
    base: str | None = None,
) -> list[Period]:
    """The periods in ``sentence``, in order. ``as_written`` is the same text sign by sign as the report has it; ``figures`` are
    the places at which its numbers begin; ``base`` is the other year that the heading above gives all that is below it.
    """
    reader = _Reader(sentence, as_written, report_year, figures, base)
    for match in _pattern().finditer(sentence):
        if match.lastgroup == "since" or names[match.start()] not in ("name", "document"):
            getattr(reader, f"_{match.lastgroup}")(match)
    return _listed(reader.found, sentence, as_written)


class _Reader:
    """Hears the words of time of one sentence. ``year``: the other year that the words heard last are of (None: the report's)."""

    def __init__(
        self, sentence: str, as_written: str, report_year: str | None, figures: Sequence[int], base: str | None
    ) -> None:
        self.sentence, self.as_written, self.report_year, self.figures = sentence, as_written, report_year, figures
        self.found = [Period(-1, -1, base)] if base else []
        self.year = self.base = base
        self.year_at = 0
        self.beside = False  # whether another year's figures stand beside the report's
        self.compared_to, self.compared = -1, ""  # where a year ends with which figures are compared, and its words
        self.outside: list[
            tuple[int, str | None]
        ] = []  # brackets that are open: how much was found before, and the year

    def _add(self, match: re.Match[str], words: str | None, once: bool = False) -> None:
        self.found.append(Period(match.start(), match.end(), words, once))

    def _written(self, match: re.Match[str]) -> str:
        return _usual(self.as_written[match.start() : match.end()])

    def _closing(self, match: re.Match[str]) -> None:
        """受理186件,2022年为203件;化解182件: the other year's figures end here."""
        if self.beside:
            self.beside, self.year = False, self.base
            self._add(match, self.base)

    def _opened(self, match: re.Match[str]) -> None:
        self.outside.append((len(self.found), self.year))

    def _closed(self, match: re.Match[str]) -> None:
        """What is said in brackets holds within them: 26件(上年31件)、成功25件."""
        if not self.outside:
            return
        heard, self.year = self.outside.pop()
        if len(self.found) > heard:
            self._add(match, next((one.words for one in reversed(self.found[:heard]) if not one.once), None))

    def _long(self, match: re.Match[str]) -> None:
        years = {_number(year) for year in re.findall(fill("{Y}"), match[0])}
        if len(years) == 1 and _own_year().search(match[0]):  # 2022年1月1日至2022年12月31日
            self._within(match)
        else:
            self.year = None
            self._add(match, self._written(match))

    def _now(self, match: re.Match[str]) -> None:
        self.year = self.base
        self._add(match, self.year)

    def _whole(self, match: re.Match[str]) -> None:
        """全年 is of the year spoken of (2021年,我镇全年), unless that had its figures (去年31件,全年26件)."""
        if any(self.year_at < figure < match.start() for figure in self.figures):
            self.year = self.base
        self._add(match, self.year)

    def _month(self, match: re.Match[str]) -> None:
        self._within(match)

    def _until(self, match: re.Match[str]) -> None:
        self._within(match)

    def _named(self, match: re.Match[str]) -> None:
        """A part of a year: its own, or the one spoken of."""
        self._within(match)

    def _until_year(self, match: re.Match[str]) -> None:
        number = _own_year().search(match[0])
        self.year = self._other(number["number"]) if number else None
        self._add(match, self._written(match) if self.year else None)

    def _within(self, match: re.Match[str]) -> None:
        compared = self.compared if match.start() == self.compared_to else ""
        if compared or self._is_compared(match):  # 比去年上半年的9件, 比上半年少3件
            self.compared_to = match.end()
            if self._has_figure(match):
                self._add(match, compared + self._written(match), once=True)
            return
        own, words = _own_year().search(match[0]), self._written(match)
        if own:
            self.year, self.year_at = self._other(own["number"]), match.start()
        if _own_year().sub("", match[0]) in prose().periods.whole_spans:
            self._add(match, self.year)
        elif self.year is None:
            self._add(match, _own_year().sub("", words))
        else:
            self._add(match, words if own else self.year + words)

    def _other(self, number: str) -> str | None:
        """The words of a year; None where it is the report's."""
        here = self.report_year is None or self.report_year.endswith(_number(number))
        return None if here else number + prose().periods.year_sign

    def _before(self, match: re.Match[str]) -> None:
        alike = match[0].endswith(prose().periods.before_alike)
        words = re.sub(f"(?<={prose().periods.year_sign}){any_of(prose().periods.whole)}$", "", self._written(match))
        self._one_year(match, words, alike and any(figure < match.start() for figure in self.figures))

    def _year(self, match: re.Match[str]) -> None:
        number = self.as_written[match.start() : match.start() + 4]
        self._one_year(match, self._other(number), False)

    def _one_year(self, match: re.Match[str], words: str | None, once: bool) -> None:
        if not self._is_compared(match):
            told = any(self.year_at <= figure < match.start() for figure in self.figures)
            self.beside = bool(words) and self.year == self.base and told and self._has_figure(match)
            self._add(match, words, once)
            if not once:
                self.year, self.year_at = words, match.start()
        elif self._has_figure(match):
            self._add(match, words, once=True)
        else:
            self.compared_to, self.compared = match.end(), words or ""

    def _has_figure(self, match: re.Match[str]) -> bool:
        return match.end() in self.figures or self.sentence.startswith(prose().periods.of, match.end())

    def _is_compared(self, match: re.Match[str]) -> bool:
        known, before = prose().periods, self.sentence[: match.start()]
        if before.endswith(prose().changed_from):
            return self._has_figure(match)
        if before.endswith(known.compared_with):
            behind = re.split("[,;:]", self.sentence[match.end() : match.end() + 12])[0]
            return any(word in behind for word in known.compared_behind)
        return before.endswith(known.compared_by)

    def _since(self, match: re.Match[str]) -> None:
        """All since a day: another year's beyond this one, this year's with an end that is not told."""
        known, last = prose().periods, self.found[-1] if self.found else None
        if last and last.end == match.start():
            words = last.words
            if words is not None and re.fullmatch(known.from_new_year, words):
                words = None
            elif words is not None and not re.fullmatch(known.to_year_end, words):
                words += self._written(match)
            self.found[-1] = replace(last, end=match.end(), words=words)
        elif match[0] == known.since_alone:
            begin = max(self.sentence.rfind(sign, 0, match.start()) for sign in ",;:。(") + 1
            self._add(match, _usual(self.as_written[begin : match.end()]))
        else:
            return
        self.year = None


def _listed(found: list[Period], sentence: str, as_written: str) -> list[Period]:
    """Periods that are listed made one: they share the numbers that follow, one by one where the sentence says so."""
    merged: list[Period] = []
    for period in found:
        last = merged[-1] if merged else None
        if last and sentence[last.end : period.place] in prose().periods.joiners and (last.words or period.words):
            each = (*(last.each or (last.words,)), period.words)
            words = _usual(as_written[last.place : period.end])
            merged[-1] = Period(last.place, period.end, words, each=each)
        else:
            merged.append(period)
    singly = re.compile(any_of((*prose().sharers.respectively, *prose().sharers.each)))
    ends = re.compile("[;]|$")
    return [
        one
        if not one.each or singly.search(sentence, one.end, ends.search(sentence, one.end).start())  # type: ignore[union-attr]
        else replace(one, each=())
        for one in merged
    ]


def _usual(words: str) -> str:
    """截止 as 截至."""
    for other, usual in prose().periods.same.items():
        words = words.replace(other, usual)
    return words


def year_of_heading(headings: Sequence[str], report_year: str | None) -> str | None:
    """The year that the innermost heading with a year names, if that is another one; a heading that holds figures is none."""
    for heading in reversed(headings):
        plain = _TITLE.sub("", heading)
        named = {number for _, number in years(plain)}
        if named and not _FIGURE.search(_own_year().sub("", plain)):
            return None if report_year in named else min(named)
    return None


def years(text: str) -> list[tuple[int, str]]:
    """The years that a text names in four signs, with their places; not the end of a span (2021-2025年, 到2025年)."""
    return [(found.start(), _number(found[1])) for found in _named_year().finditer(text)]


@lru_cache(maxsize=1)
def _named_year() -> re.Pattern[str]:
    spans = any_of(prose().range_signs[:4])
    return re.compile(rf"(?<![0-9])(?<!{spans})({fill('(?=19|20|[^0-9]){Y}')}){prose().periods.year_sign}")


def period_at(found: list[Period], place: int, figures: Sequence[int], sharer: int = 0) -> str | None:
    """The period of the number at ``place``, or of the one at ``sharer`` of the things that share it; ``figures`` are the places
    of all numbers of the sentence.
    """
    for period in reversed(found):
        if period.place < place:
            before = sum(period.place < figure < place for figure in figures)
            if period.each[before + sharer :]:
                return period.each[before + sharer]
            if not (period.once and before):
                return period.words
    return None
