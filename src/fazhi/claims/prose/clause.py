"""What stands around a number: the verbs that govern it and the noun phrase that it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from fazhi.claims.prose.lexicon import BETWEEN, any_of, prose, units
from fazhi.claims.prose.tokens import OPEN_LIST, UNKNOWN, Token, tokens

BREAKS = re.compile(r"[,;:()【】。!?\n]|--")
REMARK = re.compile(r"\([^()0-9\n]{1,12}\)")
SHORT_REMARK = re.compile(r"\(([^()0-9]{1,6})\)")
_LONGEST_AFTER = 24


@dataclass(frozen=True)
class Phrase:
    """``verbs`` govern ``noun``; ``left`` are the words before them in the clause. ``part``: introduced by 其中."""

    verbs: tuple[Token, ...] = ()
    noun: tuple[Token, ...] = ()
    left: tuple[Token, ...] = ()
    part: bool = False
    carried: bool = False
    words: tuple[Token, ...] = ()
    of_undone: bool = False  # its verbs were taken from a phrase of what did not come about
    taken: str | None = (
        None  # of what stands behind the number: the first word that is not its noun phrase; "" for none; None: no such phrase
    )

    @property
    def undone(self) -> bool:
        """Whether what is counted did not come about, or not yet: 未化解, 调解不成功, 拟作出, 不予受理."""
        return self.of_undone or _undone(self.words or (*self.left, *self.verbs, *self.noun))

    @property
    def content(self) -> tuple[Token, ...]:
        """The words of the noun phrase that say what is counted."""
        undone = set(prose().undone)
        return tuple(token for token in self.noun if not token.plain and undone.isdisjoint(token.concepts))


def _undone(words: Sequence[Token]) -> bool:
    """Whether one of the catalogue's words for this stands before a known verb or noun; words that change nothing may lie between."""
    pending = False
    for token in words:
        if not token.concepts.isdisjoint(prose().undone):
            pending = True
        elif pending and not token.plain:
            if token.known:
                return True
            pending = False
    return False


def last_clause(text: str) -> tuple[str, list[str]]:
    """The clause that ends where the number starts, and those before it, the nearest first; short remarks stay in.

    A label is the clause of what stands behind its colon or in brackets, 受理纠纷(31件); a cell of a row is a clause.
    """
    text = _part_label().sub(lambda label: label[0][:-1], text.rstrip(":("))
    parts = BREAKS.split(without_units(text).strip(BETWEEN).replace(BETWEEN, ","))
    return parts[-1], [part for part in reversed(parts[:-1]) if part]


@lru_cache(maxsize=1)
def _part_label() -> re.Pattern[str]:
    return re.compile(f"{any_of(prose().parts)}:")  # 其中:折页1.2万份


def without_units(text: str) -> str:
    """A text without the brackets of its short remarks, and without those and the cells that only name a measure word: 受理纠纷（件）."""
    if BETWEEN in text:
        text = BETWEEN.join(cell for cell in text.split(BETWEEN) if cell not in units())
    return SHORT_REMARK.sub(_of_remark, text)


def _of_remark(remark: re.Match[str]) -> str:
    """What a short remark adds to the words around it: nothing where it is a measure word or an example (含网格调解员)."""
    return "" if remark[1] in units() or remark[1].startswith(prose().parts) else remark[1]


def read_phrase(before: str, after: str = "") -> Phrase:
    """The phrase of a number that stands between ``before`` and ``after``, both within its clause."""
    words = tokens(before)
    part = any(word in before for word in prose().parts)
    if before.endswith(prose().goes_to) and (follows := tokens(after)):
        return split_words([*words, *follows], part)
    phrase = split_words(words, part, topical=False)
    if not phrase.verbs and not phrase.content and (said := _predicate_behind(after)):  # 25件达成调解协议
        return replace(split_words(said, part), words=(*words, *said), taken="")
    follows = _noun_behind(after)
    if follows and before.endswith(prose().joiners):  # 镇调委会和11个村调委会: what stands before was told already
        phrase = Phrase()
    if follows and (title := _title_given(follows)):
        return replace(phrase, noun=title, taken="")
    if follows and not _is_counted(phrase) and not (_are_places(phrase.content) and _are_places(follows)):
        stop = _end_of_noun(follows)
        verbs = (*phrase.verbs, *(token for token in follows[stop:] if token.verb and not token.noun))
        taken = follows[stop].word if stop < len(follows) else ""
        noun = _after_list(tuple(follows[:stop]))
        return Phrase(verbs, noun, phrase.left + phrase.noun, part, words=(*words, *follows), taken=taken)
    return split_words(words, part)


def _title_given(follows: list[Token]) -> tuple[Token, ...]:
    """The title in 3个村被评为民主法治示范村."""
    for place, token in enumerate(follows):
        if token.word in prose().named_as:
            return tuple(follows[place + 1 :])
    return ()


def _are_places(words: Sequence[Token]) -> bool:
    """Whether words name nothing but levels: of 镇1个村19个 each number has its own."""
    named = [token for token in words if not token.plain]
    return bool(named) and all(not token.concepts.isdisjoint(prose().places) for token in named)


def _is_counted(phrase: Phrase) -> bool:
    """Whether the clause before the number already says what is counted."""
    content = phrase.content
    if not content:
        return False
    return bool(phrase.verbs) or not (content[-1].concepts & {UNKNOWN, *prose().places})


def split_words(words: Sequence[Token], part: bool = False, topical: bool = True) -> Phrase:
    """Verbs and noun phrase of a clause: the noun phrase is what stands right of the last verb, or if ``topical`` left of it."""
    last = max((place for place in range(len(words)) if _governs(words, place)), default=-1)
    first = last
    while first > 0 and (_governs(words, first - 1) or words[first - 1].word in prose().joiners):
        first -= 1
        if first > 1 and words[first - 1].plain and words[first - 2].word in prose().joiners:  # 受理并全部化解
            first -= 1
    verbs = tuple(words[first : last + 1]) if last >= 0 else ()
    noun = _after_list(tuple(words[last + 1 :]))
    left = tuple(words[: max(first, 0)])
    if (
        topical and verbs and not any(not token.plain for token in noun)
    ):  # 矛盾纠纷受理: the noun stands before its verb
        before = split_words(left, part)
        if before.content:
            return Phrase(verbs, before.noun, before.left + before.verbs, part, words=tuple(words))
    return Phrase(verbs, noun, left, part, words=tuple(words))


def _governs(words: Sequence[Token], place: int) -> bool:
    """Whether the word is used as a verb: 培训调解员, but not 法治培训."""
    token = words[place]
    if not token.verb:
        return False
    if not token.noun:
        return True
    return any(not later.plain for later in words[place + 1 :])


def _after_list(noun: tuple[Token, ...]) -> tuple[Token, ...]:
    """Without the examples of an open list: 婚姻、邻里等各类纠纷 are 纠纷."""
    for place in range(len(noun) - 1, -1, -1):
        if OPEN_LIST in noun[place].concepts and any(not token.plain for token in noun[place + 1 :]):
            return noun[place + 1 :]
    return tuple(token for token in noun if OPEN_LIST not in token.concepts)


def after_number(signs: str, end: int, stop: int) -> str:
    """What stands behind a number in its clause, up to ``stop``."""
    text = SHORT_REMARK.sub(_of_remark, signs[end : min(stop, end + _LONGEST_AFTER)])
    return re.split(r"[,;:()【】。!?\n、|]|--", text)[0]


def _noun_behind(after: str) -> list[Token]:
    """The noun phrase behind a number (52场次普法活动) with the verbs that follow it; nothing if a verb comes first."""
    words = tokens(after)
    if not words or after.startswith(prose().never_behind) or (words[0].verb and not words[0].noun):
        return []
    if not any(not token.plain for token in words):
        return []
    return words


def _end_of_noun(words: Sequence[Token]) -> int:
    """Where the noun phrase ends that words begin with: at a verb or, once it has named something, at 为, 在 and the like."""
    named = False
    for place, token in enumerate(words):
        if (token.verb and not token.noun) or (named and token.word in prose().ends_noun):
            return place
        named = named or not token.plain
    return len(words)


def _predicate_behind(after: str) -> list[Token]:
    """The rest of a clause that goes on with a verb right behind its number; nothing if it does not."""
    words, known = tokens(after), prose()
    if after.startswith(known.goes_to) and any(token.verb and not token.plain for token in words):
        return words  # 4期对镇村干部进行法治培训
    if words and words[0].plain and after.startswith(known.never_behind) and not after.startswith(known.leads_to_verb):
        return []
    said = [token for token in words if not token.plain]
    if not said or said[0].word in prose().changes:  # 较2021年的31件下降16%
        return []
    states = said[0].concepts <= set(known.states)
    return said if states or (said[0].verb and not said[0].noun) else []


def with_carried(phrase: Phrase, main: Phrase, nearest: Phrase, verbs_too: bool, same: bool = False) -> Phrase:
    """``phrase`` completed by the one before it: 其中专职 + 人民调解员, 成功调处 + 纠纷.

    ``main`` is the last phrase that was no part of another, ``nearest`` the one right before. ``verbs_too``: its verbs are carried
    as well, unless the clause says what level was reached (新增5人,达60人) and that is not of the ``same`` (由55人增至60人).
    """
    verbs = phrase.verbs
    reached = not same and any(token.word in prose().levels_reached for token in phrase.words)
    if verbs_too and not verbs and not reached:
        verbs = nearest.verbs
        phrase = replace(phrase, of_undone=phrase.of_undone or nearest.undone)
    if not phrase.content:
        source = main if phrase.verbs else nearest
        clinging = (token for token in (*source.left, *source.verbs) if not token.concepts.isdisjoint(prose().clings))
        left = (*clinging, *phrase.left)
        return replace(
            phrase, verbs=verbs, noun=(*_villages(source), *_without_aims(source.noun)), left=left, carried=True
        )
    return replace(phrase, verbs=verbs)


def _without_aims(noun: tuple[Token, ...]) -> tuple[Token, ...]:
    """A noun phrase without words at its end which say that its number was aimed at."""
    aimed = sum(1 for _ in takewhile(lambda token: not token.concepts.isdisjoint(prose().aimed_at), reversed(noun)))
    return noun[: len(noun) - aimed]


def _villages(phrase: Phrase) -> tuple[Token, ...]:
    """The villages as the subject of a clause: 各村均设有调委会，共5个 counts 各村 + 调委会."""
    known = prose()
    subject = tuple(takewhile(lambda token: not token.verb, phrase.left)) if phrase.verbs else ()
    if any(not token.concepts.isdisjoint(known.always_allowed) for token in subject):
        return ()
    return tuple(token for token in subject if not token.concepts.isdisjoint(known.graded))


def with_head(phrase: Phrase, head: Phrase) -> Phrase:
    """``phrase`` with the last noun of ``head`` behind its own modifiers: 镇级 + 调委会."""
    if not head.content or (phrase.content and phrase.content[-1].concepts & head.content[-1].concepts):
        return phrase
    return replace(phrase, noun=(*phrase.noun, head.content[-1]), carried=True)
