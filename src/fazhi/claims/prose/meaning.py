"""Which indicator a phrase means, by the catalogue's readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from fazhi.catalogue import load
from fazhi.catalogue.prose import Reading
from fazhi.claims.prose.clause import Phrase
from fazhi.claims.prose.lexicon import prose, units
from fazhi.claims.prose.tokens import OPEN_LIST, Token, concepts_of


@dataclass
class Topics:
    """Which topics a sentence has touched so far, and those of the headings above it, the innermost first.

    ``concepts`` are those of the whole sentence and its headings, ``later`` the topics of the whole sentence.
    """

    headings: tuple[str, ...] = ()
    concepts: frozenset[str] = frozenset()
    later: tuple[str, ...] = ()
    last_said: dict[str, int] = field(default_factory=dict)
    clock: int = 0

    def hear(self, words: tuple[Token, ...] | list[Token]) -> None:
        """Notes the topics of further words of the sentence."""
        for token in words:
            self.clock += 1
            for topic in topics_of(token):
                self.last_said[topic] = self.clock

    def nearest(self, among: frozenset[str]) -> str | None:
        """The topic of ``among`` said last in the sentence, else the innermost heading's, else the first said later."""
        said = {topic: at for topic, at in self.last_said.items() if topic in among}
        if said:
            return max(said, key=lambda topic: said[topic])
        return next((topic for topic in (*self.headings, *self.later) if topic in among), None)


@lru_cache(maxsize=1)
def _topics() -> dict[str, frozenset[str]]:
    return {topic: frozenset(concepts) for topic, concepts in prose().topics.items()}


def topics_of(token: Token) -> list[str]:
    return [topic for topic, concepts in _topics().items() if token.concepts & concepts]


def topics_in(words: list[Token]) -> tuple[str, ...]:
    """The topics of a text, in the order in which it first names them."""
    return tuple(dict.fromkeys(topic for token in words for topic in topics_of(token)))


@dataclass(frozen=True)
class Meaning:
    """An indicator and the reading that gave it."""

    indicator: str
    reading: Reading


def meaning(phrase: Phrase, unit: str, topics: Topics) -> Meaning | None:
    """The indicator of a phrase with its measure word ("": none stands), None if no reading holds."""
    content = phrase.content
    head = content[-1].concepts if content else frozenset()
    if _is_partial(phrase):
        return None
    for indicator, reading in _candidates(head, bool(content)):
        if (
            _unit_fits(reading, indicator, unit)
            and _noun_fits(reading, phrase, content)
            and _context_fits(reading, phrase, topics)
        ):
            return Meaning(indicator, reading)
    return None


def _candidates(head: frozenset[str], has_noun: bool) -> Iterator[tuple[str, Reading]]:
    for indicator, readings in load().readings.items():
        for reading in readings:
            if (head & set(reading.noun)) if reading.noun else not has_noun:
                yield indicator, reading


def _is_partial(phrase: Phrase) -> bool:
    """Whether the clause speaks of the villages' bodies only: 各村调委会受理40件, but not 镇、村调委会."""
    partial, bodies, both = set(prose().partial_places), set(prose().bodies), set(prose().always_allowed)
    said = [token for token in phrase.left if not token.plain]
    if said and phrase.verbs and set(prose().graded) & said[-1].concepts:  # 村级化解12件
        return True
    for place, (where, body) in enumerate(zip(said, said[1:], strict=False)):
        if where.concepts & partial and not where.concepts & both and body.concepts & bodies:
            return not (place and said[place - 1].concepts & both)
    return False


def _unit_fits(reading: Reading, indicator: str, unit: str) -> bool:
    if not unit:
        return "rate" not in reading.unit
    return unit in units() and bool(units()[unit].kinds & set(reading.unit))


def _noun_fits(reading: Reading, phrase: Phrase, content: tuple[Token, ...]) -> bool:
    """All of ``with`` is there, and no word that the reading does not know."""
    wanted = {*reading.noun, *reading.with_}
    allowed = {*wanted, *reading.also, *prose().always_allowed, OPEN_LIST}
    said = concepts_of(content)
    if not set(reading.with_) <= said or said & set(reading.never):
        return False
    return all(token.concepts & allowed for token in content)


def _context_fits(reading: Reading, phrase: Phrase, topics: Topics) -> bool:
    verbs = concepts_of(phrase.verbs)
    if reading.verb and not verbs & set(reading.verb):
        return False
    if reading.without and concepts_of((*phrase.left, *phrase.verbs, *phrase.noun)) & set(reading.without):
        return False
    if reading.own and phrase.carried:
        return False
    if reading.near and not topics.concepts & set(reading.near):
        return False
    if reading.about and topics.nearest(frozenset((*reading.about, *reading.rivals))) not in reading.about:
        return False
    if reading.unless_about:
        return topics.nearest(frozenset((*reading.unless_about, *reading.rivals))) not in reading.unless_about
    return True
