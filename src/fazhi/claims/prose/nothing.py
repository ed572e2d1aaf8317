"""Statements that nothing occurred (未发生行政复议案件, 零投诉): claims of 0."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fazhi.claims.prose.lexicon import any_of, prose
from fazhi.claims.prose.tokens import tokens

_CLAUSE_END = re.compile("[,;:。()]")


@dataclass(frozen=True)
class Nothing:
    """``text[start:end]`` of a sentence says that what ``thing`` names did not occur; ``reach`` is the whole statement's end."""

    start: int
    end: int
    thing: str
    negation: str
    reach: int

    @property
    def negated(self) -> str:
        """The verb that the negation negates: 受理 of 未受理."""
        return _not().sub("", self.negation)


@lru_cache(maxsize=1)
def _not() -> re.Pattern[str]:
    return re.compile(f"^{any_of(prose().nothing.negations)}")


def find_nothing(text: str) -> list[Nothing]:
    """The statements in a sentence, in order; a list (无行政复议、行政诉讼案件) gives one for each of its things."""
    found: list[Nothing] = []
    done = 0
    for match in _pattern().finditer(text):
        if match.start() < done or _is_other(text, match):
            continue
        if match["answer"]:
            statements = list(_answers(match))
        elif match["close"]:
            thing = _of_some(text[: match.start()]) + match["noun"]
            statements = [Nothing(match.start(), match.end("noun"), thing, match["close"], match.end("noun"))]
        else:
            statements = list(_free(text, match))
        found += statements
        done = statements[-1].reach if statements else match.end()
    return found


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    known = prose().nothing
    nouns = any_of(known.nouns)
    close = rf"(?<![0-9.])(?P<close>{any_of(known.close)})(?P<noun>{nouns})"
    times = any_of((*prose().periods.whole, *prose().periods.now))
    told = rf":{times}?{any_of(known.answers)}(?=$|[,;。、)])|{any_of(known.behind)}"
    answer = rf"(?P<thing>[^,;:。\n]{{2,24}}?)(?P<answer>{told})"
    return re.compile(rf"{close}|{answer}|(?P<free>{any_of(known.free)})")


@lru_cache(maxsize=1)
def _noun() -> re.Pattern[str]:
    return re.compile(any_of(prose().nothing.nouns))


def _of_some(before: str) -> str:
    """Of what alone it is said that something did not occur: 行政处罚案件零复议、零诉讼. "" where of all."""
    some = {*prose().nothing.of_some}
    clause = tokens(_CLAUSE_END.split(before)[-1])
    return "".join(token.word for token in clause if not token.concepts.isdisjoint(some))


def _is_other(text: str, match: re.Match[str]) -> bool:
    """无法, 没有做到: no statement of an occurrence."""
    if not match["free"]:
        return False
    known = prose().nothing
    return text.startswith(tuple(known.not_free.get(match["free"], ())), match.end()) or text[: match.start()].endswith(
        known.not_free_after
    )


def _answers(match: re.Match[str]) -> Iterator[Nothing]:
    """The things of which it is said behind them that there were none (行政复议、行政诉讼:无); of several those with a noun."""
    listed = match["thing"]
    pieces = [piece.span() for piece in _piece().finditer(listed)]
    if not all(_noun().search(listed, *piece) for piece in pieces):
        pieces = [(0, len(listed))]
    begin = match.start("thing")
    for start, stop in pieces:
        end = match.end() if stop == len(listed) else begin + stop
        thing = _lasting().sub("", listed[start:stop])
        yield Nothing(begin + start, end, thing, match["answer"].lstrip(":"), match.end())


@lru_cache(maxsize=1)
def _lasting() -> re.Pattern[str]:
    return re.compile(f"{prose().nothing.lasting}$")


@lru_cache(maxsize=1)
def _piece() -> re.Pattern[str]:
    return re.compile(rf"(?:(?!{any_of(prose().joiners)}).)+")


def _free(text: str, match: re.Match[str]) -> list[Nothing]:
    """Things named within reach of a negation: the last noun, and each before it that a joining word follows."""
    known = prose().nothing
    stretch = re.split(r"[,;:。()!?\n]", text[match.end() : match.end() + known.reach])[0]
    nouns = list(_noun().finditer(stretch))
    kept = [noun for noun in nouns if noun is nouns[-1] or stretch.startswith(prose().joiners, noun.end())]
    if not kept or not _closes(stretch[kept[-1].end() :]):
        return []
    found: list[Nothing] = []
    begin = 0
    cause = stretch[: kept[0].start()] if _cause().search(stretch) else ""
    last = kept[-2].end() if len(kept) > 1 else kept[-1].start()
    outcome = next((word for word in known.outcomes if word in stretch[last:]), "")
    for noun in kept:
        thing = stretch[begin : noun.end()]
        if thing.startswith(known.others):
            break
        place = match.start() if not found else match.end() + noun.start()
        found.append(
            Nothing(
                place,
                match.end() + noun.end(),
                _without_one(thing if not found else cause + thing) + (outcome if outcome not in thing else ""),
                match["free"],
                match.end() + len(stretch),
            )
        )
        begin = noun.end() + 1
    return found


@lru_cache(maxsize=1)
def _cause() -> re.Pattern[str]:
    """Words of what all things of a list would come from: 没有因信息公开提起行政复议和行政诉讼."""
    return re.compile(any_of((*prose().concepts["caused"].words, *prose().nothing.causes)))


def _without_one(thing: str) -> str:
    """一例行政复议案件 → 行政复议案件."""
    one = prose().one
    return (
        thing[len(one) + 1 :]
        if thing.startswith(one) and thing[len(one) : len(one) + 1] in prose().one_units
        else thing
    )


def _closes(rest: str) -> bool:
    """Whether nothing but 发生 and the like stands behind the last noun."""
    return not rest or rest.startswith(prose().nothing.closers) or len(rest) <= 1
