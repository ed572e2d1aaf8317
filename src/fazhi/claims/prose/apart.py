"""Stretches of a sentence whose figures are not the township's whole: of others, of one occasion or place, averages, one level's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from fazhi.claims.prose.lexicon import any_of, fill, prose
from fazhi.claims.prose.periods import Period

_LABEL = re.compile(r"(?:^|[.、)])([^:,;.、()]{1,14}):")  # of an entry: 1.村级调委会:受理102件


@dataclass(frozen=True)
class Stretch:
    """Figures at ``start:end`` of a sentence are a part. ``level``: of a level, whose own indicators they may be."""

    start: int
    end: int
    level: bool = False


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    known = prose().apart
    listed = {name: getattr(known, name) for name in ("others", "villages", "occasions", "places", "clauses")}
    listed |= {name: (getattr(known, name),) for name in ("named_village", "some_villages", "named")}
    single = {
        name: getattr(known, name)
        for name in ("own", "own_name", "not_at", "town", "village", "a_village", "level_ends", "clause_ends")
    }
    year = fill(f"{{Y}}{prose().periods.year_sign}")
    acts = f"(?={any_of(known.acts)}|{year})"
    filled = {
        name: fill("|".join(patterns)).replace("{S}", known.lead).replace("{P}", known.name).replace("{W}", acts)
        for name, patterns in listed.items()
    }
    return {name: re.compile(pattern) for name, pattern in {**filled, **single, "acts": acts}.items()}


def stretches(
    sentence: str, names: Sequence[str], periods: Sequence[Period], township: str | None = None
) -> list[Stretch]:
    """Where the sentence speaks of a part; ``names`` are the reasons by sign why it is no claim, ``periods`` those it names.

    ``township``: whose the report is; None: it is not known, and a township's name tells nothing.
    """
    known, name = _patterns(), own_name(township)
    ours = re.compile(f"{known['not_at'].pattern}{re.escape(name)}" if name else "(?!)")
    named = [period.place for period in periods if not period.once]
    found: list[Stretch] = []
    for kind in ("others", "named_village", "villages", *(["named"] if name else []), "occasions", "places", "clauses"):
        for match in known[kind].finditer(sentence):
            begin, end = match.end(), len(sentence)
            in_period = kind == "occasions" and any(period.end == match.start() for period in periods)  # 1月至6月期间
            if names[begin - 1] == "name" or in_period:
                continue
            if kind == "named" and ours.search(match["town"]):
                continue
            if kind in ("others", "named_village", "villages", "named", "places"):
                end = min(end, _next(known["own"], sentence, begin), _next(ours, sentence, begin))
            if kind == "villages":
                end = min(end, _next(known["level_ends"], sentence, begin))
            if kind in ("occasions", "places"):
                end = min(end, *(place for place in named if place >= begin), len(sentence))
            if kind == "clauses":
                end = _next(known["clause_ends"], sentence, begin)
            found.append(Stretch(begin, end))
    return [_within_brackets(one, sentence) for one in (*found, *_levels(sentence))]


def _within_brackets(stretch: Stretch, sentence: str) -> Stretch:
    """What begins within brackets ends with them: 21个调解组织(村级18个)全年受理367件."""
    opened = 0
    for place in range(stretch.start, stretch.end):
        if sentence[place] == "(":
            opened += 1
        elif sentence[place] == ")":
            opened -= 1
            if opened < 0:
                return replace(stretch, end=place)
    return stretch


def own_name(township: str | None) -> str | None:
    """The township's own name (双合镇 of 鹤山市双合镇); None where it is none that could be told from another's."""
    found = _patterns()["own_name"].search(township or "")
    return found[0] if found else None


def _levels(sentence: str) -> Iterator[Stretch]:
    """镇调委会成功调解10件,各村15件: a part each; a modifier (镇级调解员2名) holds for its own figure."""
    known = _patterns()
    if label := _LABEL.search(sentence):
        level = known["town"].fullmatch(label[1]) or known["village"].fullmatch(label[1])
        if level or (known["a_village"].search(label[1]) and known["acts"].match(sentence, label.end())):
            yield Stretch(label.end(), len(sentence), level=True)
    town, village = (list(known[level].finditer(sentence)) for level in ("town", "village"))
    village += known["some_villages"].finditer(sentence)
    if not (village or any(known[name].search(sentence) for name in ("named_village", "villages"))):
        town = [match for match in town if prose().apart.town_alone in match[0]]
    if not town:
        village = []
    for match in (*town, *village):
        if known["acts"].match(sentence, match.end()):
            end = min(_next(known[name], sentence, match.end()) for name in ("own", "level_ends"))
        else:
            end = _next(known["clause_ends"], sentence, match.end())
        yield Stretch(match.end(), end, level=True)


def _next(pattern: re.Pattern[str], sentence: str, start: int) -> int:
    found = pattern.search(sentence, start)
    return found.start() if found else len(sentence)


def is_apart(found: Iterable[Stretch], place: int, concepts: Iterable[str]) -> bool:
    """Whether the figure at ``place``, whose reading asks for ``concepts``, is a part."""
    of_a_level = bool({*prose().apart.levels} & {*concepts})
    return any(one.start <= place < one.end and not (one.level and of_a_level) for one in found)


def speaks_of_others(text: str) -> bool:
    """Whether a text begins with words of others: 全市."""
    return _patterns()["others"].match(text) is not None


def speaks_of_us(clause: str) -> bool:
    """Whether a clause names the township."""
    return _patterns()["own"].search(clause) is not None
