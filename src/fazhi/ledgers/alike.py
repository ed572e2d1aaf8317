"""Pairs of kept rows that are suspiciously alike: the same but for punctuation, or for one sign of one word of their key.

Duplicates are decided by the catalogue's keys alone; both rows of such a pair are counted, and the pair is told of. Two rows are a pair
if all their cells are the same, letters and width aside, but for one text of the key. There, either only punctuation differs; or one
sign was replaced, left out or added that is no digit, numeral, letter or other sign by which things are commonly told apart (东村,
西村), and the rows share a filled cell that no third row has; for names of persons on a roster, a personal one. Of two identity
numbers of one name, any one sign may differ: the check character of at most one of them is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Form, KeyRule, Ledger
from fazhi.ledgers.account import Problem
from fazhi.ledgers.duplicates import folded
from fazhi.values import NUMERAL_SIGNS
from fazhi.values.distinct import fold_all

SHORTEST, SHORTEST_NAME, LONGEST = 4, 2, 80  # signs of a text of which one may differ
MOST_TOLD = 100  # pairs of one ledger
_NO_WORD = re.compile(r"[\W_]+")
_TELLING = re.compile(r"[0-9A-Za-z]")

ADDRESS = ("file", "sheet", "row")
WORDS = 2  # the cost from which a column is one of words
Groups = tuple[np.ndarray, np.ndarray]  # positions of rows, and the number of each one's group
Words = Mapping[str, np.ndarray]  # column id → raw cells of a personal column, one a row


@dataclass(frozen=True)
class Pair:
    """Two rows of a ledger's table by their positions, the earlier first, and the column in which they differ."""

    first: int
    second: int
    column: str


def words_for(ledger: Ledger, form: Form) -> tuple[str, ...]:
    """The personal columns whose words are needed to see that two rows are alike; their codes say nothing of likeness."""
    wanted = {id for rule in form.keys for id in rule.columns()}
    for person in ledger.persons:
        if person.column in wanted:
            wanted |= {id for alternative in person.alternatives for id in alternative}
    return tuple(c.id for c in ledger.columns if c.id in wanted and c.privacy == "pseudonym")


def alike(frame: pd.DataFrame, ledger: Ledger, form: Form, words: Words, catalogue: Catalogue) -> list[Pair]:
    """The pairs among kept rows, by their positions, in the order of their second row."""
    signs = frozenset(NUMERAL_SIGNS) | frozenset("".join(catalogue.layout.telling_signs))
    found: dict[tuple[int, int], Pair] = {}
    kept = [column.id for column in ledger.columns if column.privacy != "dropped"]
    cheap = [id for id in kept if _cost(ledger, id) < WORDS]
    start = _groups(frame, ledger, cheap, _repeated(frame, [id for id in cheap if _cost(ledger, id) == 0]))
    for rule in form.keys:
        for id in _texts_of(rule, ledger):
            for pair in _pairs(frame, ledger, form, rule, id, words, signs, start):
                found.setdefault((pair.second, pair.first), pair)
    return [found[place] for place in sorted(found)][:MOST_TOLD]


def _texts_of(rule: KeyRule, ledger: Ledger) -> Iterator[str]:
    """The text columns of a key; for a person the number and the name."""
    persons = {person.column: person for person in ledger.persons}
    for id in rule.columns():
        ids = [other for a in persons[id].alternatives for other in a] if id in persons else [id]
        yield from (other for other in dict.fromkeys(ids) if ledger.column(other).type == "text")


def _pairs(
    frame: pd.DataFrame,
    ledger: Ledger,
    form: Form,
    rule: KeyRule,
    id: str,
    words: Words,
    signs: frozenset[str],
    start: Groups,
) -> Iterator[Pair]:
    """Pairs of rows that differ in one column only; ``start``: the rows that share all columns of numbers and categories."""
    column = ledger.column(id)
    others = _other_columns(ledger, form, rule, id)
    rows, groups = _groups(frame, ledger, [other for other in others if _cost(ledger, other) >= WORDS], start)
    cells = (words[id] if id in words else frame[id].to_numpy(dtype=object))[rows]
    texts = dict(zip(rows.tolist(), fold_all(cells), strict=True))
    if not column.identity:
        rows, groups = _parted(rows, groups, np.array([_digits_of(texts[row]) for row in rows.tolist()], dtype=object))
    if not len(rows):
        return
    names = {other for person in ledger.persons for alternative in person.alternatives for other in alternative}
    evidence = others if id not in names else [other for other in others if ledger.column(other).privacy != "public"]
    shortest = SHORTEST_NAME if id in words else SHORTEST
    for group in np.split(rows[np.argsort(groups, kind="stable")], np.cumsum(np.bincount(groups))[:-1]):
        for first, second, slip in _near(group, texts):
            sure = column.identity or slip == ""
            mistyped = sure or _is_slip(slip, texts[first], texts[second], signs, shortest)
            if mistyped and (sure or _shares_something(frame, evidence, ledger, first, second)):
                yield Pair(first, second, id)


def _other_columns(ledger: Ledger, form: Form, rule: KeyRule, id: str) -> list[str]:
    """The columns that must be the same, those of the key first. A number of its own (卷号) differs wherever a matter was booked twice."""
    numbers = {key.parts[0] for key in form.keys if key is not rule and len(key.columns()) == 1}
    key = [other for other in rule.columns() if any(column.id == other for column in ledger.columns)]
    kept = [column.id for column in ledger.columns if column.privacy != "dropped"]
    others = [other for other in dict.fromkeys((*key, *kept)) if other != id and other not in numbers]
    return sorted(others, key=lambda other: _cost(ledger, other))


def _cost(ledger: Ledger, id: str) -> int:
    """Columns of numbers are cheaper to compare than columns of words, and each leaves fewer rows for the next."""
    column = next((column for column in ledger.columns if column.id == id), None)
    ranks = {"category": 1, "yes_no": 1, "text": WORDS + 1}
    return WORDS if column is None or column.privacy != "public" else ranks.get(column.type, 0)


def _repeated(frame: pd.DataFrame, measures: list[str]) -> Groups:
    """The rows of which another has the same dates and numbers, as one group: mostly few, so that all else is asked of few."""
    rows = np.flatnonzero(frame.duplicated(measures, keep=False)) if measures else np.arange(len(frame))
    return rows, np.zeros(len(rows), dtype=np.int64)


def _groups(frame: pd.DataFrame, ledger: Ledger, others: list[str], start: Groups) -> Groups:
    """The rows of ``start`` that share some further columns with another row of their group, and a number for each such group."""
    rows, groups = start
    for id in others:
        if not len(rows):
            break
        rows, groups = _parted(rows, groups, folded(frame[id].to_numpy()[rows], id, ledger))
    return rows, groups


def _parted(rows: np.ndarray, groups: np.ndarray, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The groups of rows parted by their cells; rows that are left alone drop out."""
    if not len(rows):
        return rows, groups
    codes, _ = pd.factorize(cells, use_na_sentinel=False)
    groups, _ = pd.factorize(groups * (int(codes.max()) + 1) + codes)
    shared = np.bincount(groups)[groups] > 1
    return rows[shared], pd.factorize(groups[shared])[0]


def _digits_of(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _near(group: np.ndarray, texts: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """Pairs of a group with texts that are equal without punctuation, or of which one sign differs; and those signs.

    Each text is looked up under all its forms with one sign left out, so that the cost grows with the number of texts, not of pairs.
    """
    seen: dict[str, int] = {}
    for row in sorted(group.tolist()):
        text = texts[row]
        bare = _NO_WORD.sub("", text)
        if not 1 < len(bare) <= LONGEST:
            continue
        forms = [bare, *(bare[:place] + bare[place + 1 :] for place in range(len(bare)))]
        for form in forms:
            other = seen.get(form)
            if other is not None and (slip := _slip(_NO_WORD.sub("", texts[other]), bare)) is not None:
                yield other, row, slip
                break
        for form in forms:
            seen.setdefault(form, row)


def _slip(a: str, b: str) -> str | None:
    """The signs in which two texts differ, if these are one replaced, left out or added; "" for equal texts, None for more."""
    if a == b:
        return ""
    start = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        return a[start] + b[start] if a[start + 1 :] == b[start + 1 :] else None
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return long[start] if long[:start] + long[start + 1 :] == short else None


def _is_slip(slip: str, first: str, second: str, signs: frozenset[str], shortest: int) -> bool:
    """Whether signs in which two texts differ look mistyped rather than meant."""
    meant = any(sign in signs or _TELLING.match(sign) for sign in slip)
    return not meant and min(len(first), len(second)) >= shortest


def _shares_something(frame: pd.DataFrame, others: Iterable[str], ledger: Ledger, first: int, second: int) -> bool:
    """Whether two rows share a filled cell, other than a date or a category, that no third row has."""
    for id in others:
        if ledger.column(id).type in ("date", "month", "year", "category", "yes_no"):
            continue
        value = frame[id].iloc[first]
        if not pd.isna(value) and value == frame[id].iloc[second] and int((frame[id] == value).sum()) == 2:
            return True
    return False


def alike_notes(frame: pd.DataFrame, ledger: Ledger, pairs: Iterable[Pair]) -> Iterator[Problem]:
    """A note for each pair, at its second row, with the address of the first."""
    for pair in pairs:
        file, sheet, row = (str(frame[name].iat[pair.second]) for name in ADDRESS)
        other = {f"other_{name}": str(frame[name].iat[pair.first]) for name in ADDRESS}
        fill = {"row": row, "column": ledger.column(pair.column).zh, **other}
        yield Problem(file, sheet, None, ledger.id, "possible_duplicate", fill)
