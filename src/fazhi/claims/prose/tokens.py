"""Words of a clause with their concepts: the longest known word at each place, what is between them unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fazhi.claims.prose.lexicon import phrases, prose

NEUTRAL, OPEN_LIST, UNKNOWN = "neutral", "open_list", "unknown"
PHRASE = "phrase:"  # + an indicator's id: the concept of its phrases
_LATIN = re.compile(r"[0-9A-Za-z.,%+\-~·•/&@#*_=<>|]+")
_MARKS = str.maketrans("", "", "“”\"'‘’()[]【】<>《》 \u3000")
_TITLE = re.compile("《[^《》]{1,80}》")


@dataclass(frozen=True)
class Token:
    """A word, its concepts, and whether it can be a verb or a noun; an unknown word is a noun."""

    word: str
    concepts: frozenset[str]
    verb: bool
    noun: bool

    @property
    def known(self) -> bool:
        return UNKNOWN not in self.concepts

    @property
    def plain(self) -> bool:
        """Whether the word changes nothing of what is counted."""
        return NEUTRAL in self.concepts


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, Token], dict[str, tuple[int, ...]]]:
    """Known words, and by first sign the lengths to try, longest first."""
    concepts: dict[str, set[str]] = {}
    for name, concept in prose().concepts.items():
        for word in concept.words:
            concepts.setdefault(word, set()).add(name)
    for phrase, indicator in phrases().items():
        concepts.setdefault(phrase, set()).add(PHRASE + indicator)
    verbs = {name for name, concept in prose().concepts.items() if concept.verb}
    tokens = {
        word: Token(word, frozenset(names), bool(names & verbs), bool(names - verbs))
        for word, names in concepts.items()
    }
    lengths: dict[str, set[int]] = {}
    for word in tokens:
        lengths.setdefault(word[0], set()).add(len(word))
    return tokens, {sign: tuple(sorted(of, reverse=True)) for sign, of in lengths.items()}


def tokens(text: str) -> list[Token]:
    """The words of ``text``; quotation marks, brackets, figures and single unknown signs are left out."""
    text = _LATIN.sub("", _named().sub(_campaign, _TITLE.sub(_title, text)).translate(_MARKS))
    found: list[Token] = []
    unknown = 0
    for start, token in _segments(text):
        _add_unknown(found, text[unknown:start])
        found.append(token)
        unknown = start + len(token.word)
    _add_unknown(found, text[unknown:], closing=True)
    return found


def _segments(text: str) -> list[tuple[int, Token]]:
    """Known words that leave the fewest signs of ``text`` unknown, and of such the fewest words."""
    known, lengths = _words()
    # best[i]: (unknown signs, words) from sign i on; step[i]: the word to take there, None to skip a sign
    best: list[tuple[int, int]] = [(0, 0)] * (len(text) + 1)
    step: list[Token | None] = [None] * len(text)
    for place in range(len(text) - 1, -1, -1):
        missed, words = best[place + 1]
        least = (missed + 1, words)
        for length in lengths.get(text[place], ()):
            token = known.get(text[place : place + length])
            if token is not None and place + length <= len(text):
                missed, words = best[place + length]
                if (missed, words + 1) < least:
                    least, step[place] = (missed, words + 1), token
        best[place] = least
    taken: list[tuple[int, Token]] = []
    place = 0
    while place < len(text):
        token = step[place]
        if token is None:
            place += 1
        else:
            taken.append((place, token))
            place += len(token.word)
    return taken


def _add_unknown(found: list[Token], word: str, closing: bool = False) -> None:
    """A single unknown sign counts only at the end, where it makes another word of the one before it (宣传栏)."""
    if len(word) > 1 or (closing and word):
        found.append(Token(word, frozenset({UNKNOWN}), verb=False, noun=True))


def _title(title: re.Match[str]) -> str:
    """Of a document's title only its kind, where that is counted; any other is one unknown word."""
    last = tokens(title[0][-9:-1].lstrip("《"))
    counted = last and not last[-1].plain and last[-1].concepts & set(prose().counted_titles)
    return last[-1].word if counted else "\ue000\ue000"


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    return re.compile(prose().campaigns.named)


def _campaign(names: re.Match[str]) -> str:
    """What named activities (“宪法进社区”“民法典宣传月”等) are together, if some of them are of law."""
    known = prose().campaigns
    return known.mean if re.search(known.of_law, names[0]) else names[0]


def concepts_of(words: Sequence[Token]) -> frozenset[str]:
    return frozenset(concept for token in words for concept in token.concepts)
