"""Numbers that are no claims because of what stands around them: plans, standards, rules of law, time limits, points of a speech."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from fazhi.claims.prose.lexicon import any_of, fill, prose
from fazhi.claims.prose.numbers import Number
from fazhi.claims.prose.periods import year_of_heading
from fazhi.claims.prose.sentences import Sentence

_EACH_REACHES = 16  # signs between 每 and its number
_LAW_REACHES = 30
_BEFORE = 24
_REMARK = re.compile(r"\([^()]*\)")
_NAMES = re.compile('《[^《》]*》|[“"][^“”"]*[”"]')
_LONGEST_HEADING = 40
_LONGEST_TITLE = 24  # signs before 目标: at the start of a sentence


class Dismissal:
    """Why numbers of one sentence are no claims."""

    def __init__(self, sentence: Sentence, report_year: str | None) -> None:
        self.sentence = sentence
        self.text = sentence.text
        planned = _plan_section(sentence, report_year) and not _tells_of(report_year, self.text)
        self.whole = "heading" if sentence.is_heading else "plan" if planned else ""
        self.plans = [] if self.whole else _plans(self.text, report_year)
        self.law = (
            [found.span() for found in _cue("law_sentence").finditer(self.text)]
            if _cue("law_needs").search(self.text)
            else []
        )
        self.officers = [found.start() for found in _officers().finditer(self.text)]

    def reason(self, number: Number) -> str:
        """Why the number (places are those of the view) is no claim; "" if nothing speaks against it."""
        if self.whole:
            return self.whole
        start, core, end = (place - self.sentence.start for place in (number.start, number.core, number.end))
        before = _clause_before(self.text, start)
        after = self.text[end : end + 12]
        if any(low <= start < high for low, high in self.plans) or after.startswith(prose().cues.plan_behind):
            return "plan"
        if any(low - _LAW_REACHES <= start <= high + _LAW_REACHES for low, high in self.law) or core in self.officers:
            return "law"
        of_some = number.kind == "at_least" and after.startswith(prose().cues.of_some)  # 宣传不少于4次的村达到11个
        if _is_standard(before) or of_some or after.startswith("/"):
            return "standard"
        if "time" in number.kinds and not _counts_time(number, before, after):
            return "time"
        if number.unit in prose().score_units and not any(word in self.text[:start] for word in prose().cues.score):
            return "score"
        return _point_of_speech(number, before, after)


def _clause_before(text: str, start: int) -> str:
    return re.split(r"[,;:。]", text[max(0, start - _BEFORE) : start])[-1]


def _counts_time(number: Number, before: str, after: str) -> bool:
    """Whether a stretch of time is a figure (坐班144天) and not a limit (60日内)."""
    cues = prose().cues
    if any(word in before for word in cues.time_counts):
        return True
    closes = after[:1] in ("", *",;。、)")
    return number.unit in cues.time_units and closes and not any(word in before for word in cues.not_time_after)


def _is_standard(before: str) -> bool:
    before = _REMARK.sub("", before)  # 每个村(社区)均设立人民调解委员会1个
    place = max((before.rfind(word) for word in prose().cues.each), default=-1)
    return (
        place >= 0 and len(before) - place <= _EACH_REACHES and not before[:place].endswith(prose().not_standard_after)
    )


def _point_of_speech(number: Number, before: str, after: str) -> str:
    known = prose()
    if "rate" in number.kinds:  # 百分之一
        return ""
    if number.numeral == known.one and _is_article(number, before, after):
        return "article"
    if number.numeral[:1] in known.bare_scales and not number.approximate:
        return "name"
    chinese_digit = len(number.numeral) == 1 and not number.numeral.isascii()
    points = known.points if chinese_digit else known.points_even_arabic
    if number.unit in (*known.kind_units, *known.plain_units) and _starts_with_point(after, points):
        return "enumerator"
    if chinese_digit and number.unit in known.kind_units and after[:1] not in ("", *",;。、)"):
        return "enumerator"
    return ""


def _starts_with_point(after: str, points: tuple[str, ...]) -> bool:
    """A point's noun within a few signs, at the end of a clause or before another word."""
    clause = re.split(r"[,;:。()、]", after)[0][:8]
    return any(point in clause for point in points)


def _is_article(number: Number, before: str, after: str) -> bool:
    """一 as an article (一项重要工作) and not as a number (收到检察建议一份, 设立一个调解室)."""
    known = prose()
    if (
        number.unit not in known.one_units
        or before.endswith(known.one_never_after)
        or after.startswith(known.one_never_before)
    ):
        return True
    closes = after[:1] in ("", *",;。、)") and len(before) > 1
    return not (closes or before.endswith(known.one_after))


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(any_of(getattr(prose().cues, name)))


@lru_cache(maxsize=1)
def _officers() -> re.Pattern[str]:
    return re.compile(prose().cues.officers)


def _plan_section(sentence: Sentence, report_year: str | None) -> bool:
    """Whether the headings above say that what is below is planned; of problems and plans the inner heading decides."""
    planned = False
    for heading in sentence.headings:
        if len(heading) > _LONGEST_HEADING or re.search(r"[,;]", heading):
            continue
        if _names_plans(heading, report_year):
            planned = True
        elif any(word in heading for word in prose().cues.problem_heading):
            planned = False
    return planned


def _names_plans(heading: str, report_year: str | None) -> bool:
    """By its words, or by a year that was to come."""
    cues, year = prose().cues, year_of_heading([heading], report_year)
    said = any(word in heading for word in cues.plan_heading) or _is_later(year, report_year)
    return said and not any(word in heading for word in cues.not_plan_heading)


def _tells_of(report_year: str | None, text: str) -> bool:
    """Whether a sentence speaks of the report's own year, as below 存在问题及下步打算: 2023年受理纠纷152件."""
    return report_year is not None and f"{report_year}{prose().periods.year_sign}" in _NAMES.sub("", text)


def _is_later(year: str | None, report_year: str | None) -> bool:
    return year is not None and report_year is not None and year > report_year


@lru_cache(maxsize=1)
def _plan_pattern() -> re.Pattern[str]:
    cues = prose().cues
    clause = "|".join((any_of(cues.plan_clause), *cues.plan_aims))
    title = rf"^[^,;:]{{0,{_LONGEST_TITLE}}}{any_of(cues.plan_title)}:"
    year = fill(f"(?:{{y}}{prose().periods.year_sign})?")
    ahead = rf"(?P<ahead>{any_of(cues.plan_verbs_ahead)}){year}{any_of(cues.plan_verbs)}"
    return re.compile(
        rf"{title}|(?P<clause>{clause})|{any_of(cues.plan_sentence)}|{ahead}|{cues.plan_by_year}|{cues.plan_later}"
    )


def _plans(text: str, report_year: str | None) -> list[tuple[int, int]]:
    """Stretches of a sentence that speak of plans and targets: to its end or to what is done; for some words to the comma."""
    found = []
    for match in _plan_pattern().finditer(text):
        if match["clause"]:
            ends = re.compile(prose().cues.plan_clause_ends).search(text, match.end())
            found.append((match.start(), ends.start() if ends else len(text)))
        elif not _is_no_plan(text, match, report_year):
            done = _cue("done").search(text, match.end())
            found.append((match.start(), done.start() if done else len(text)))
    return found


def _is_no_plan(text: str, match: re.Match[str], report_year: str | None) -> bool:
    """按计划开展, 将组织学法纳入… and 到2022年 in a report of 2022 are no plans."""
    cues = prose().cues
    if year := match["until"] or match["later"]:
        return report_year is not None and not _is_later(year, report_year)
    if not match["ahead"]:
        return False
    before, behind = text[: match.start()], text[match.end() : match.end() + 15]
    return before.endswith(cues.not_plan_ahead.get(match["ahead"], ())) or any(
        word in behind for word in cues.not_plan_behind
    )
