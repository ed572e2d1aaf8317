"""Which indicator a phrase means, by the catalogue's readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from fazhi.catalogue import load
from fazhi.catalogue.prose import Reading
from fazhi.claims.prose.clause import Phrase
from fazhi.claims.prose.lexicon import phrases, prose, units
from fazhi.claims.prose.tokens import OPEN_LIST, PHRASE, Token, concepts_of

_COUNTS = ("case", "event", "person", "visit", "copy", "item", "letter", "body", "issue", "ticket", "check", "kind")


@dataclass
class Topics:
    """Which topics a sentence has touched so far, and those of the headings above it, the innermost first.

    ``concepts`` are those of the whole sentence, ``heard`` those of what was said so far, ``later`` the topics of the whole sentence.
    """

    headings: tuple[str, ...] = ()
    concepts: frozenset[str] = frozenset()
    later: tuple[str, ...] = ()
    last_said: dict[str, int] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    clock: int = 0

    def hear(self, words: tuple[Token, ...] | list[Token]) -> None:
        """Notes the topics of further words of the sentence."""
        for token in words:
            self.clock += 1
            self.heard |= token.concepts
            for topic in topics_of(token) if token.known else ():
                self.last_said[topic] = self.clock

    def told(self, indicator: str) -> None:
        """Notes the topic of an indicator whose figure was read."""
        if topic := prose().topics_told.get(indicator):
            self.clock += 1
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


@cache
def topics_of(token: Token) -> tuple[str, ...]:
    return tuple(topic for topic, concepts in _topics().items() if token.concepts & concepts)


def topics_in(words: list[Token]) -> tuple[str, ...]:
    """The topics of a text, in the order in which it first names them."""
    return tuple(dict.fromkeys(topic for token in words if token.known for topic in topics_of(token)))


@dataclass(frozen=True)
class Meaning:
    """An indicator, the reading that gave it, and the last word of the noun phrase. ``is_sum``: it is told of parts together."""

    indicator: str
    reading: Reading
    noun: str = ""
    is_sum: bool = False

    @property
    def weak(self) -> bool:
        """Whether it gives way to another of its indicator: 宣传单、手册 are parts, 合计 is of them all."""
        return self.reading.weak and not self.is_sum


@dataclass(frozen=True)
class _Rule:
    """A reading with its sets made ready."""

    indicator: str
    reading: Reading
    with_: frozenset[str]
    allowed: frozenset[str]
    never: frozenset[str]
    verb: frozenset[str]
    without: frozenset[str]
    unit: frozenset[str]
    near: frozenset[str]
    by: frozenset[str]
    unless_near: frozenset[str]
    topics: frozenset[str]


@lru_cache(maxsize=1)
def _rules() -> dict[str | None, tuple[_Rule, ...]]:
    """Rules in the catalogue's order, by each concept that their noun can be; under None those without a noun."""
    by_noun: dict[str | None, list[_Rule]] = {}
    for indicator, readings in load().readings.items():
        for reading in readings:
            for noun in reading.noun or (None,):
                by_noun.setdefault(noun, []).append(_rule(indicator, reading))
    for indicator in dict.fromkeys(phrases().values()):
        by_noun[PHRASE + indicator] = [_rule_of_phrases(indicator)]
    return {noun: tuple(rules) for noun, rules in by_noun.items()}


def _rule_of_phrases(indicator: str) -> _Rule:
    """The rule of an indicator that is known by its phrases: one of them, in its own kind of measure word."""
    unit = units().get(load().indicators[indicator].unit)
    return _rule(indicator, Reading(noun=(PHRASE + indicator,), unit=tuple(sorted(unit.kinds)) if unit else ()))


def _rule(indicator: str, reading: Reading) -> _Rule:
    known = {*reading.noun, *reading.with_, *reading.also, *prose().always_allowed, OPEN_LIST}
    return _Rule(
        indicator,
        reading,
        frozenset(reading.with_),
        frozenset(known),
        frozenset(reading.never),
        frozenset(reading.verb),
        frozenset(reading.without),
        frozenset(reading.unit),
        frozenset(reading.near),
        frozenset(reading.by),
        frozenset(reading.unless_near),
        frozenset((*reading.about, *reading.unless_about, *reading.rivals)),
    )


def meaning(phrase: Phrase, unit: str, topics: Topics) -> Meaning | None:
    """The indicator of a phrase with its measure word ("": none stands), None if no reading holds."""
    kinds = units()[unit].kinds if unit in units() else frozenset[str]()
    return _first(phrase, topics, lambda rule: bool(rule.unit & kinds) if unit else "rate" not in rule.unit)


def named(phrase: Phrase, topics: Topics) -> Meaning | None:
    """The indicator that a phrase means with any measure word; None where it depends on that, and for rates."""
    if "".join(token.word for token in phrase.content) in _of_several():
        return None
    found = (_first(phrase, topics, lambda rule: kind in rule.unit) for kind in _COUNTS)  # noqa: B023
    meant = {one.indicator: one for one in found if one}
    return next(iter(meant.values())) if len(meant) == 1 else None


@lru_cache(maxsize=1)
def _of_several() -> frozenset[str]:
    """Phrases by which the catalogue knows more than one indicator (法律咨询)."""
    known = Counter(phrase for indicator in load().indicators.values() for phrase in {*indicator.phrases})
    return frozenset(phrase for phrase, count in known.items() if count > 1)


def _first(phrase: Phrase, topics: Topics, fits: Callable[[_Rule], bool]) -> Meaning | None:
    """The first reading in the catalogue's order that holds, of those whose measure word ``fits``."""
    content = phrase.content
    rules = _candidates(content)
    if not rules or _is_partial(phrase) or phrase.undone:
        return None
    noun, verbs = concepts_of(content), concepts_of(phrase.verbs)
    said = concepts_of((*phrase.noun, *phrase.verbs, *phrase.left))
    for rule in rules:
        if (
            fits(rule)
            and rule.with_ <= noun
            and not rule.never & noun
            and all(token.concepts & rule.allowed for token in content)
            and (not rule.verb or rule.verb & verbs)
            and not rule.without & said
            and (not rule.by or rule.by & said)
            and not (rule.reading.own and phrase.carried)
            and (not rule.near or rule.near & topics.heard)
            and not rule.unless_near & topics.concepts
            and _topic_fits(rule, topics)
        ):
            return Meaning(rule.indicator, rule.reading, content[-1].word if content else "")
    return None


def _candidates(content: tuple[Token, ...]) -> list[_Rule]:
    """The rules that the last word of a noun phrase may fit, in the catalogue's order."""
    rules = _rules()
    if not content:
        return list(rules.get(None, ()))
    heads = content[-1].concepts & rules.keys()
    found = [rule for noun in heads for rule in rules[noun]]
    return found if len(heads) < 2 else sorted(set(found), key=_place)


def _place(rule: _Rule) -> int:
    return _order()[rule.indicator, rule.reading]


@lru_cache(maxsize=1)
def _order() -> dict[tuple[str, Reading], int]:
    rules = dict.fromkeys((rule.indicator, rule.reading) for of_noun in _rules().values() for rule in of_noun)
    order = {indicator: place for place, indicator in enumerate(load().readings)}
    listed = load().readings
    return {
        (indicator, reading): order.get(indicator, len(order)) * 100
        + (listed[indicator].index(reading) if indicator in listed else 0)
        for indicator, reading in rules
    }


def _topic_fits(rule: _Rule, topics: Topics) -> bool:
    reading = rule.reading
    if reading.about:
        return topics.nearest(rule.topics) in reading.about
    return not reading.unless_about or topics.nearest(rule.topics) not in reading.unless_about


def _is_partial(phrase: Phrase) -> bool:
    """Whether the clause speaks of the villages' bodies only: 各村调委会受理40件, 村级化解12件, but not 镇、村调委会."""
    partial, bodies, both, graded = _places()
    said = [token for token in phrase.left if not token.plain]
    if said and phrase.verbs:
        counts_bodies = phrase.content and bodies & phrase.content[-1].concepts  # 19个村建立调委会19个
        if graded & said[-1].concepts or (
            counts_bodies and partial & said[-1].concepts and not both & concepts_of(said)
        ):
            return True
    for place, (where, body) in enumerate(zip(said, said[1:], strict=False)):
        if where.concepts & partial and not where.concepts & both and body.concepts & bodies:
            before = said[:place]
            if before and before[-1].concepts & bodies:  # 镇调委会及各村调委会
                before = before[:-1]
            return not (before and before[-1].concepts & both)
    return False


@lru_cache(maxsize=1)
def _places() -> tuple[frozenset[str], ...]:
    known = prose()
    return tuple(map(frozenset, (known.partial_places, known.bodies, known.always_allowed, known.graded)))
