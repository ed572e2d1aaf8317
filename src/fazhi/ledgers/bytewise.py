"""Many places of a text looked at together, eight bytes to a word: no object and no call for a place.

Words are little-endian on every machine: the first byte is the lowest.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

PADDING = 128  # bytes that may be looked at behind the last one
EACH = np.uint64(0x0101010101010101)
TOPS = np.uint64(0x8080808080808080)  # the highest bit of each byte
_ONE = np.uint64(1)
_PLACE_OF_BIT, _TO_TOP = (
    np.uint64(0x0001020304050607),
    np.uint64(56),
)  # 1 << 8 * n times the first has n for its highest byte


class Signs:
    """The bytes of a text, and what stands at many places of it."""

    def __init__(self, data: bytes) -> None:
        self.length = len(data)
        self.bytes = np.frombuffer(data + bytes(PADDING + -len(data) % 8), np.uint8)
        self.opened = self.are(60)  # where tags begin

    def at(self, places: np.ndarray) -> np.ndarray:
        """The eight bytes from each place on, as one number each."""
        return self._wide(places, 8).view("<u8")

    def words_at(self, places: np.ndarray, count: int) -> np.ndarray:
        """So many words from each place on, a row each. Costs hardly more than one: it is the way there that takes the time."""
        return self._wide(places, 8 * count).view("<u8").reshape(-1, count)

    def stands(self, places: np.ndarray, text: bytes) -> np.ndarray:
        """Whether a text stands at each place."""
        parts = [text[place : place + 8] for place in range(0, len(text), 8)]
        words = self.words_at(places, len(parts))
        answers = (words[:, at] & bytes_up_to(len(part)) == word(part) for at, part in enumerate(parts))
        return np.logical_and.reduce(list(answers))

    def _wide(self, places: np.ndarray, width: int) -> np.ndarray:
        return np.ndarray(len(self.bytes) - width + 1, f"V{width}", self.bytes, strides=(1,))[places]

    def are(self, sign: int, ahead: int = 0) -> np.ndarray:
        """At which places a sign stands so many places ahead: a boolean array, its length a multiple of eight."""
        return self.bytes[ahead : len(self.bytes) - PADDING + ahead] == sign

    def tags(self, sign: int) -> np.ndarray:
        """At which places a tag begins whose name begins with a sign."""
        found = self.are(sign, 1)
        found &= self.opened
        return found

    def slices(self, starts: np.ndarray, stops: np.ndarray) -> pa.Array:
        """The bytes from each start to its stop, as an array of binary values: every second part of the text when cut at all of these."""
        cuts = np.column_stack((starts, stops)).astype(np.int32).ravel()
        parts = pa.Array.from_buffers(pa.binary(), len(cuts) - 1, [None, pa.py_buffer(cuts), pa.py_buffer(self.bytes)])
        return parts.take(pa.array(np.arange(0, len(cuts), 2)))


def word(text: bytes) -> np.uint64:
    """Up to eight bytes as the lowest of a word."""
    return np.uint64(int.from_bytes(text, "little"))


def bytes_up_to(count: int) -> np.uint64:
    """The bits of a word's first ``count`` bytes."""
    return np.uint64((1 << 8 * count) - 1)


def places(found: np.ndarray) -> np.ndarray:
    """``np.flatnonzero`` of a boolean array with few hits: eight are looked at together, and mostly none of them is one."""
    words = found.view("<u8")
    hits = np.flatnonzero(words != 0)
    bits = words[hits]
    if ((bits & (bits - _ONE)) != 0).any():  # two among eight
        return np.flatnonzero(found)
    return hits * 8 + (bits * _PLACE_OF_BIT >> _TO_TOP).astype(np.int64)


def up_to(words: np.ndarray, sign: int) -> tuple[np.ndarray, np.ndarray]:
    """For each word the bits of its bytes up to the first that is ``sign``, that one included; and where there is one. Without: all bits."""
    others = words ^ (EACH * np.uint64(sign))
    found = (others - EACH) & ~others & TOPS  # the lowest bit set is the highest of the first such byte
    lowest = found & (~found + _ONE)
    return (lowest << _ONE) - _ONE, found != 0


def lengths(masks: np.ndarray) -> np.ndarray:
    """How many bytes masks of ``up_to`` cover."""
    return (np.bitwise_count(masks) >> 3).astype(np.int64)


def digits(words: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers that the first up to eight bytes of words (at least one) spell (int64), and where these bytes are all of the value and digits.

    Eight bytes at a time: neighbouring digits are added up in pairs, the pairs in pairs, and those once more.
    """
    beyond = (8 * (8 - np.minimum(lengths, 8))).astype(np.uint64)
    spelt = (words ^ (EACH * np.uint64(0x30))) << beyond  # noughts before the first digit
    are_digits = (((spelt + EACH * np.uint64(0x76)) | spelt) & TOPS) == 0
    are_digits &= lengths <= 8
    spelt = (spelt * np.uint64(10) + (spelt >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    spelt = (spelt * np.uint64(100) + (spelt >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    spelt = (spelt * np.uint64(10_000) + (spelt >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    return spelt.astype(np.int64), are_digits
