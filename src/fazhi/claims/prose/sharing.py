"""Several things in one statement: A、B各3件, A和B均为100%, A、B分别为3件、5件, 受理并调处28件."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from fazhi.claims.prose.clause import Phrase, split_words
from fazhi.claims.prose.lexicon import any_of, prose
from fazhi.claims.prose.tokens import Token, concepts_of, tokens


@dataclass(frozen=True)
class Share:
    """The things listed before a sharing adverb. ``singly``: the numbers that follow belong to them one by one (分别)."""

    listed: str
    rest: str
    singly: bool


@lru_cache(maxsize=1)
def _sharer() -> re.Pattern[str]:
    known = prose().sharers
    return re.compile(
        rf"(?P<singly>{any_of(known.respectively)})|(?P<each>{any_of(known.each)})(?!{any_of(prose().not_each)})|(?P<all>{any_of(known.all)})"
    )


def find_share(clause: str) -> Share | None:
    """What a clause that ends where its number starts shares out; None if nothing."""
    found = list(_sharer().finditer(clause))
    if not found:
        return None
    last = found[-1]
    return Share(clause[: last.start()], clause[last.end() :], singly=last["singly"] is not None)


def things(listed: str, rest: str, after: str) -> list[Phrase]:
    """A phrase for each thing listed, completed from the others: 镇、村调委会 → 镇调委会, 村调委会; 受理、化解纠纷 → 受理纠纷, 化解纠纷."""
    groups = _groups(tokens(listed))
    if len(groups) == 1 and groups[0][-1].concepts & set(
        prose().two_places
    ):  # 镇村两级各8场: a part each, not the total
        return [Phrase(left=tuple(groups[0]))] * 2
    tail = tokens(rest) + (tokens(after) if after else [])
    split = [split_words(group, topical=False) for group in groups]
    shared = split_words(tail, topical=True)
    if shared.content:  # 一季度、二季度分别受理纠纷12件: what is shared out stands behind the adverb
        return [replace(shared, left=tuple(tokens(piece))) for piece in _joiner().split(listed) if piece]
    return [_completed(one, split, shared.verbs) for one in split]


@lru_cache(maxsize=1)
def _joiner() -> re.Pattern[str]:
    return re.compile(any_of(prose().joiners))


def _groups(words: Sequence[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = [[]]
    for word in words:
        if word.word in prose().joiners:
            groups.append([])
        else:
            groups[-1].append(word)
    return [group for group in groups if any(not word.plain for word in group)]


def _completed(one: Phrase, all_of_them: list[Phrase], verbs: tuple[Token, ...]) -> Phrase:
    noun = one.noun if one.content else ()
    if not noun:
        nouns = [other.noun for other in reversed(all_of_them) if other.content]
        noun = nouns[0] if nouns else ()
    if not noun:
        noun = next((split_words(other.left, topical=True).noun for other in all_of_them if other.left), ())
    own = one.verbs or verbs or next((other.verbs for other in all_of_them if other.verbs), ())
    return replace(one, verbs=own, noun=noun)


def head_giver(phrases: list[Phrase]) -> Phrase | None:
    """The thing whose noun the others may lack."""
    return next((phrase for phrase in reversed(phrases) if phrase.content), None)


def twofold(phrase: Phrase) -> list[Phrase]:
    """A phrase for each of two verbs that one number counts (受理并成功调处); the phrase itself where there is one."""
    groups = _groups(phrase.verbs)
    if len(groups) < 2:
        return [phrase]
    took = [group for group in groups if concepts_of(group) & set(prose().intake)]
    ended = [group for group in groups if concepts_of(group) & set(prose().outcome)]
    if not took or not ended or took[0] is ended[-1]:
        return [phrase]
    return [replace(phrase, verbs=tuple(took[0])), replace(phrase, verbs=tuple(ended[-1]))]
