"""What each number of a sentence counts: its own words, completed by what was said before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import product, takewhile

from fazhi.catalogue import load
from fazhi.claims.prose.apart import speaks_of_us
from fazhi.claims.prose.clause import Phrase, read_phrase, with_carried, with_head
from fazhi.claims.prose.lexicon import any_of, prose, units
from fazhi.claims.prose.meaning import Meaning, Topics, meaning
from fazhi.claims.prose.periods import names_period
from fazhi.claims.prose.sharing import Share, find_share, head_giver, things, twofold
from fazhi.claims.prose.tokens import OPEN_LIST, concepts_of, tokens

_EARLIER = 3  # clauses to look back for what a bare number counts
_CHANGE_REACHES = 6  # signs between 增长 and its number


@dataclass(frozen=True)
class Counted:
    """A thing that a number counts, and what it means (None: no indicator). ``jointly``: see ``ProseClaim``."""

    phrase: Phrase
    meaning: Meaning | None
    jointly: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What stands around a number: its clause up to it, the clauses before, the nearest first, and its clause behind it.

    ``listed``: it follows the number before it in a list (A 3件、B 5件). ``goes_on``: nothing but a sign of a list stands between
    it and the next number (各有3名、27名). ``changed_to``: it is the level to which the number before it went (由186件降至121件).
    """

    clause: str
    earlier: list[str]
    after: str
    listed: bool
    goes_on: bool = False
    changed_to: bool = False


@dataclass
class Reading:
    """One sentence read from left to right: what was said is carried on to the next number."""

    topics: Topics
    main: Phrase = field(default_factory=Phrase)  # the last phrase that was no part of another
    nearest: Phrase = field(default_factory=Phrase)  # the last one
    unit: str = ""  # its measure word
    rate: Phrase | None = None  # that of a rate told behind it: only another rate goes on from this
    waiting: list[Phrase] = field(default_factory=list)  # things that share the numbers to come one by one (分别)
    share: Share | None = None
    parts_in: str | None = None  # the measure word of the parts (其中…) that are being told; None: no part
    listed: list[tuple[Phrase, str]] = field(default_factory=list)  # of each number so far, with its measure word
    events: frozenset[str] | None = None  # the concepts of the events that were told last; None: none were told
    totals: set[tuple[str, str | None]] = field(
        default_factory=set
    )  # stocks of which a total followed, with its period: 培育18人,累计112人
    told: Counter[tuple[str, str | None, bool]] = field(
        default_factory=Counter
    )  # indicator and period of each figure of a whole, and whether its reading was weak
    parts_told: bool = False
    unsure: set[tuple[str, str | None, bool]] = field(
        default_factory=set
    )  # of those, what may have been told of a part
    undecided: set[tuple[str, str | None]] = field(
        default_factory=set
    )  # what was told so more than once: of which, none says
    scattered: bool = False  # one thing has several numbers (参与人数分别为480人、96人): each of what it is not said
    outside: list[tuple[Phrase, Phrase, str, Phrase | None] | None] = field(
        default_factory=list
    )  # what was said before the brackets that are open; None: they hold but the number of what stands before them

    def hear_brackets(self, text: str) -> None:
        """What was said before a bracket goes on behind it: 受理214件(邻里77件、其他137件),化解210件."""
        for place, sign in enumerate(text, start=1):
            if sign == "(":
                said = (self.main, self.nearest, self.unit, self.rate)
                self.outside.append(said if place < len(text) else None)
            elif sign == ")" and self.outside and (before := self.outside.pop()):
                self.main, self.nearest, self.unit, self.rate = before

    def goes_on_from(self, before: Reading) -> None:
        """The sentence before this one said of what its first figures are parts."""
        self.main = self.nearest = before.main
        self.told = Counter(before.told)

    def goes_on_below(self, above: Reading) -> None:
        """The row or entry above may have named what this one's verb is of: 受理纠纷 | 26, 调解成功 | 25; a total (合计) is of more."""
        self.main = above.main

    def is_told_again(self, counted: Counted, found: Meaning | None, period: str | None, clause: str) -> bool:
        """Whether the last number read is a part of what it seems to count: 参与群众860人次,其中学生320人次. So is what is told
        again behind parts: 成功率98%,其中婚姻纠纷21件,成功率95%; and what was done with some of it: 检查210次,整改12次. What was told
        more loosely is not the same: 执法人员38人,其中持证36人.
        """
        self.parts_told = self.parts_told or self.parts_in is not None
        if found is None:
            return False
        again = {(found.indicator, period, weak) for weak in ((False, True) if found.weak else (False,))}
        told = not again.isdisjoint(self.told)
        once = sum(self.told[key] for key in again) == 1
        self._weigh(again, found, period)
        total = any(word in clause for word in prose().totals)
        reached = total or any(token.word in prose().levels_reached for token in counted.phrase.words)
        if reached and once and counted.phrase.carried and not self.parts_told and not found.is_sum:
            return self._is_of_more_years(found.indicator, period)
        of_parts = self.parts_told or bool(found.reading.of) or counted.phrase.carried
        return told and of_parts and (self.parts_told or not total)

    def _is_of_more_years(self, indicator: str, period: str | None) -> bool:
        """Whether a total behind one figure of its own kind is of more than the period: 创成2个,累计7个. A stock is the total."""
        if load().indicators[indicator].kind != "stock":
            return True
        self.totals.add((indicator, period))
        return False

    def _is_next_part(self, said: Phrase, counted: Counted) -> bool:
        """Whether a figure goes on with the parts: behind 其中婚姻23件,成功22件 that of 土地纠纷34件."""
        kinds = {*prose().kinds_of_cases, *(concept for token in self.main.content for concept in token.concepts)}
        told = counted.meaning is not None or said.verbs or said.part
        return not told and not kinds.isdisjoint(concepts_of(said.content))

    def _weigh(self, again: set[tuple[str, str | None, bool]], found: Meaning, period: str | None) -> None:
        """Whether a figure that is told once more had been that of a part all the time: 其中婚姻23件,成功22件;邻里41件,成功41件."""
        key = (found.indicator, period, found.weak)
        if self.parts_in is None and not again.isdisjoint(self.unsure):
            self.undecided.add(key[:2])
        if key not in self.told and self.parts_told and self.parts_in is None:
            self.unsure.add(key)
        self.told[key] += 1

    def read(self, around: Surroundings, unit: str) -> list[Counted]:
        """What the next number counts, with its measure word; several things where it stands for each of them."""
        said = read_phrase(around.clause, around.after)
        goes_on = unit == self.parts_in and (around.listed or not said.verbs)  # 其中邻里33件、其他14件: a part, too
        self.parts_in = unit if said.part or goes_on else None
        counted = self._shared(around, unit) or self._own(said, around, unit)
        if self.unsure and unit == self.unit and self._is_next_part(said, counted[0]):
            self.undecided |= {key[:2] for key in self.unsure}
        counted = [self._at_events(one, unit) for one in counted]
        for one in counted:
            self.topics.told(one.meaning.indicator if one.meaning else "")
        if counted[-1].meaning or not re.match(prose().asides, around.clause):
            self._remember(counted[-1].phrase, around.clause, unit)
        return counted

    def _at_events(self, counted: Counted, unit: str) -> Counted:
        """A figure without its meaning where the events that it is of are not what that asks for."""
        of = prose().of_events.get(counted.meaning.indicator) if counted.meaning else None
        if of is not None and self.events is not None and self.events.isdisjoint(of):
            return replace(counted, meaning=None)
        if "event" in kinds_of(unit):
            self.events = concepts_of((*counted.phrase.left, *counted.phrase.content))
        return counted

    def _shared(self, around: Surroundings, unit: str) -> list[Counted]:
        """Things that share a number, or the next of those that share several; none if nothing is shared."""
        share = find_share(around.clause)
        if (
            share and share.singly and not share.listed and around.earlier
        ):  # 行政复议、行政诉讼案件均有下降,分别为1件和2件
            of = find_share(around.earlier[0])
            share = replace(share, listed=of.listed if of else around.earlier[0])
        if share and len(listed := things(share.listed, share.rest, around.after)) > 1:
            self.share = share = replace(share, singly=share.singly or around.goes_on)
            self.waiting, self.scattered = (listed if share.singly else []), False
            return [self._next(unit)] if share.singly else [self._one_of(listed, thing, unit) for thing in listed]
        goes_on = not around.clause.strip("".join(prose().joiners))
        if self.waiting and goes_on:
            return [self._next(unit)]
        self.waiting, self.share = [], None
        alone = share is not None and share.singly and not any(sign in share.listed for sign in prose().joiners)
        self.scattered = (alone and around.goes_on) or (self.scattered and goes_on)
        return [Counted(read_phrase(around.clause, around.after), None)] if self.scattered else []

    def _next(self, unit: str) -> Counted:
        counted = self._one_of(self.waiting, self.waiting[0], unit)
        self.waiting = self.waiting[1:]
        of_level = counted.meaning and {*prose().apart.levels} & {*counted.meaning.reading.with_}
        if self.share and _are_levels(self.share.listed) and not of_level:  # 镇、村分别受理26件、80件
            return replace(counted, meaning=None)
        return counted

    def _one_of(self, listed: list[Phrase], thing: Phrase, unit: str) -> Counted:
        found = meaning(thing, unit, self.topics)
        giver = head_giver(listed)
        if found is None and giver is not None and giver is not thing:
            found = meaning(with_head(thing, giver), unit, self.topics)
        if found is None and thing.left:  # 户政、民政窗口分别办理业务312件、187件
            found = meaning(replace(thing, noun=thing.left, left=()), unit, self.topics)
        return Counted(thing, found)

    def _own(self, said: Phrase, around: Surroundings, unit: str) -> list[Counted]:
        counted = [self._completed(one, around, unit) for one in twofold(said)]
        if not speaks_of_us(around.clause):
            counted = [replace(one, meaning=None) if self._is_of_a_kind(one.meaning) else one for one in counted]
        return [replace(one, jointly=True) for one in counted[:-1]] + counted[-1:]

    def _is_of_a_kind(self, found: Meaning | None) -> bool:
        """Whether a rate is of a kind of what it is counted of: 调解婚姻纠纷18件,成功率94.4%."""
        if found is None or not found.reading.of:
            return False
        known = prose()
        if not concepts_of((*self.main.left, *self.main.verbs)).isdisjoint(known.clings):
            return True
        settled = bool(concepts_of(self.main.verbs) & {*known.intake, *known.outcome})
        whole = {*found.reading.of, *found.reading.noun, *known.always_allowed, *known.bodies, OPEN_LIST}
        levels = {*known.apart.levels}
        if levels <= concepts_of(self.main.content):  # 镇调委会和各村调委会共受理260件,成功率98%
            whole |= levels
        kinds = {*known.kinds_of_cases}
        if all(not token.concepts.isdisjoint(whole | kinds) for token in self.main.content):
            settled = settled or not kinds.isdisjoint(concepts_of(self.main.content))  # 婚姻家庭类52件,成功率96%
        return settled and any(token.concepts.isdisjoint(whole) for token in self.main.content)

    def _completed(self, phrase: Phrase, around: Surroundings, unit: str) -> Counted:
        """A phrase with what it leaves unsaid taken from the clauses before it, the nearest that gives it a meaning."""
        ours = speaks_of_us(around.clause)  # 全县320件,其中我镇5件: of the same
        if phrase.part and not phrase.verbs and not concepts_of(self.main.content).isdisjoint(prose().never_parts_of):
            return Counted(phrase, None)
        if phrase.part and not (
            phrase.content or phrase.verbs or ours or _is_time(around.clause)
        ):  # 其中5件: of what, is not said; 其中今年5件: of the same in a time of its own
            return Counted(phrase, None)
        sources = [source for clause in around.earlier[:_EARLIER] if (source := read_phrase(clause)).content]
        parts = self._parts(unit)
        if not sources and len(parts) > 1 and _is_total(phrase, around.clause, parts):
            whole = self._total(phrase, parts)
            found = meaning(whole, unit, self.topics) or (meaning(phrase, unit, self.topics) if phrase.verbs else None)
            return Counted(whole, found and replace(found, is_sum=True))
        before = (self.rate, self.rate) if self.rate and _is_rate(unit) else (self.main, self.nearest)
        tried = [*((source, source) for source in sources), before]
        carry_verbs = (True,) if around.listed else (False, True)
        alike = not around.listed or unit == self.unit  # 文件162件、信息376条: two things
        first: Phrase | None = None
        for (main, nearest), verbs_too in product(tried, carry_verbs):
            whole = with_carried(phrase, main, nearest, verbs_too, around.changed_to)
            headed = [with_head(whole, head) for head in (nearest, main)] if phrase.content and alike else []
            if ours and not phrase.content:  # 村调委会调解纠纷127件,全镇调解成功186件: of the villages no more
                headed = [replace(whole, noun=whole.noun[-1:])]
            first = first or (headed[0] if ours and headed else whole)
            for candidate in (whole, *headed):
                if found := meaning(candidate, unit, self.topics):
                    return Counted(candidate, found)
        alone = None if phrase.content else meaning(phrase, unit, self.topics)
        total = any(word in around.clause for word in prose().totals)
        if alone and (total or alone.reading.own or not alone.reading.about):  # 整改153处,立案处罚4起; 合计受理214件
            return Counted(phrase, alone)
        return Counted(first or phrase, None)

    def _parts(self, unit: str) -> list[Phrase]:
        """What was told right before of things with the measure word ``unit``, or with one of its kind (份, 本)."""
        kinds = kinds_of(unit)
        told = takewhile(lambda one: one[1] == unit or not kinds.isdisjoint(kinds_of(one[1])), reversed(self.listed))
        return [phrase for phrase, _ in told][::-1]

    def _total(self, phrase: Phrase, parts: list[Phrase]) -> Phrase:
        """What a total counts of which ``parts`` were told: what they all are, or the last noun of all of them."""
        contents = [one.content for one in parts]
        if all(content == contents[0] for content in contents):
            return replace(phrase, noun=self.nearest.noun, verbs=self.nearest.verbs, carried=True)
        lasts = [content[-1].concepts if content else frozenset() for content in contents]
        common = frozenset.intersection(*lasts)
        alike = frozenset.intersection(*(concepts_of(one.verbs) for one in parts))
        verbs = parts[-1].verbs if common or alike else ()
        noun, verbs = contents[-1][-1:] if common else (), phrase.verbs or verbs
        return replace(phrase, noun=noun, verbs=verbs, carried=True)

    def _remember(self, phrase: Phrase, clause: str, unit: str) -> None:
        if is_change(clause):  # 同比增长12%: the next number speaks of what was there before
            own = phrase.content and not phrase.carried and phrase.words[-1].word in prose().changes
            if own or not self.main.content:  # 受理数下降12%,为203件
                verbs = tuple(token for token in phrase.left if token.verb and not token.noun)
                self.main = self.nearest = replace(phrase, verbs=verbs)
            return
        if _is_rate(unit) and self.main.content:  # 调处率100%,成功化解93起: the next count is not of the rate
            self.rate = phrase
            return
        self.nearest, self.unit, self.rate = phrase, unit, None
        self.listed.append((phrase, unit))
        if self.parts_in is None and (phrase.content or phrase.verbs):
            self.main = phrase


def _is_total(phrase: Phrase, clause: str, parts: list[Phrase]) -> bool:
    """Whether a clause says no more than that its number is a total (合计37件, 共办理300件), or of what the numbers before were
    told (镇级受理22件,村级受理64件,共受理86件).
    """
    same = frozenset.intersection(*(concepts_of(one.verbs) for one in parts))
    plain = all(not token.concepts.isdisjoint({*prose().totals_of, *same}) for token in phrase.verbs)
    return plain and not phrase.content and any(word in clause for word in prose().totals)


def _are_levels(listed: str) -> bool:
    """Whether the things that share numbers are levels: each number is a part."""
    said = [token for token in tokens(listed) if not token.plain]
    return bool(said) and all(not token.concepts.isdisjoint(prose().apart.levels) for token in said)


def _is_time(clause: str) -> bool:
    """Whether a clause says of its number only that it is a part, and when (其中今年)."""
    return names_period(re.sub(any_of(prose().parts), "", clause, count=1))


def kinds_of(unit: str) -> frozenset[str]:
    """The kinds that a measure word is of; none where there is no such word."""
    return units()[unit].kinds if unit in units() else frozenset()


def _is_rate(unit: str) -> bool:
    return "rate" in kinds_of(unit)


def is_change(clause: str) -> bool:
    """Whether a clause that ends at a number tells a rise or fall (同比增长12%, 比上年多3名) and not a level (增加到42名)."""
    known = prose()
    near = clause[-_CHANGE_REACHES:]
    if any(word in near for word in known.changed_to):
        return False
    if any(word in near for word in known.changes):
        return True
    compared = max((clause.rfind(word) for word in known.comparisons), default=-1)
    return compared >= 0 and any(word in clause[compared:] for word in known.more_or_less)
