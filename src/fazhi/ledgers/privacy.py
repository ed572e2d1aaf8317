"""Personal data leaves at the door: names become codes that say only "the same as there", free text is scrubbed.

The codes (P0001, P0002 …) are given out in the order in which persons first appear in the township-year's files. Unlike a hash they need
no key and cannot be turned back; the same files always give the same codes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

import numpy as np

from fazhi.values import NUMERAL_SIGNS, clean_text, fold, mask, scrub
from fazhi.values.distinct import Joined, fold_all, sign_set

LENGTHS_OF_NAMES = (4, 3, 2)
SHOWN = 40  # characters of a cell that a message repeats
_DATE_OR_NUMBER = re.compile(rf"\d|[{NUMERAL_SIGNS}]")
# No private number has fewer than seven digits, with no words and no square bracket between them; most texts are told by that.
FEWEST_DIGITS = 7
_DIGITS, _WORDS = sign_set(r"\d"), sign_set(r"[^\W\dー]|[〔〕\ue000]", halves=False)


class Pseudonyms:
    """The codes given out so far within one township-year."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def code(self, words: str) -> str:
        return self._codes.setdefault(words, f"P{len(self._codes) + 1:04d}")

    def column(self, cells: np.ndarray) -> np.ndarray:
        """Codes for a column of names or numbers (object array); None stays None."""
        known, words = self._codes, fold_all(cells)
        new = [word for word in dict.fromkeys(words) if word and word not in known]
        known.update((word, f"P{number:04d}") for number, word in enumerate(new, len(known) + 1))
        return np.fromiter(map(known.get, words), dtype=object, count=len(words))


def kept_text(cells: np.ndarray, people: Pseudonyms) -> np.ndarray:
    """Clean text (object array) fit to keep: identity numbers and telephones struck out, a code in their place so that texts stay apart."""
    kept = cells.copy()
    texts = ["" if text is None else text for text in kept.tolist()]
    joined = Joined(texts)
    suspects = joined.runs(_DIGITS, _WORDS, FEWEST_DIGITS) if joined.whole else range(len(texts))
    for place in suspects:
        text = texts[place]
        if (scrubbed := scrub(text)) != text:
            kept[place] = f"{scrubbed} {people.code(fold(text))}"
    return kept


def shown(value: object, *, personal: bool, kind: str, names: Iterable[str], vague: Container[str]) -> str:
    """A cell as a message may repeat it: personal columns masked, names known from the same row struck out, cut short.

    In a date or number column only what looks like a date or number, a known ``vague`` word, or signs without any letter is repeated;
    anything else might be a name.
    """
    text = clean_text(value)
    measured = kind in ("date", "month", "number", "integer", "year", "issue")
    worded = any(map(str.isalpha, text)) and not _DATE_OR_NUMBER.search(text)
    if personal or (measured and worded and fold(text) not in vague):
        return mask(text)
    for name in names:
        if name in text:
            text = text.replace(name, mask(name))
    text = scrub(text)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def names_among(words: Iterable[str]) -> list[str]:
    """Of a row's personal words, cleaned, those that may be names, longest first, so that a message can leave them out."""
    return sorted((word for word in set(words) if 2 <= len(word) <= 60), key=lambda word: (-len(word), word))


def mask_names(text: str, names: Container[object]) -> str:
    """``text`` with every part of two to four signs, or the whole, masked that is one of ``names``."""
    if text in names:
        return mask(text)
    for length in LENGTHS_OF_NAMES:
        for start in range(len(text) - length + 1):
            part = text[start : start + length]
            if part in names:
                return mask_names(text[:start], names) + mask(part) + mask_names(text[start + length :], names)
    return text
