"""Yes and no as offices write them: 是, √, 出庭（副镇长）, 负责人未出庭; what is neither is not guessed at.

A heading that asks (是否兼职) says what a yes means: the value that it names, and a no the other one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from fazhi.catalogue.ledger import Column, Value
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.vocabulary import Boxes, Label, boxes, opposing_words
from fazhi.values import fold

_END = re.compile(r"[(\[,;:。、]")  # what follows an answer is a remark
WORD = 2  # signs of an answer that says yes or no also inside of a longer text


def yes_no(layout: Layout) -> Callable[[object], str | None]:
    """How a cell is read: ``yes``, ``no``, or None where it says neither."""
    return _reader(layout.said_yes, layout.said_no, layout.opposing, layout.unopposed, boxes(layout))


@lru_cache(maxsize=4)
def _reader(
    said_yes: tuple[str, ...],
    said_no: tuple[str, ...],
    opposing: tuple[str, ...],
    unopposed: tuple[str, ...],
    options: Boxes,
) -> Callable[[object], str | None]:
    yes, no = ({fold(word) for word in words} for words in (said_yes, said_no))
    answers = dict.fromkeys(no, "no") | dict.fromkeys(yes, "yes")
    answers |= {"True": "yes", "False": "no", "1": "yes", "0": "no"}
    denied = tuple(word for word in no if not word.isascii())

    def read(value: object) -> str | None:
        words = options.chosen(fold(value))
        if (found := answers.get(words) or answers.get(_END.split(words, maxsplit=1)[0])) is not None:
            return found
        if any(len(word) >= WORD and word in words for word in no):
            return "no"
        plain = any(len(word) >= WORD and word in words for word in yes)
        hindered = any(word in words for word in denied) or opposing_words(words, opposing, unopposed)
        return "yes" if plain and not hindered else None

    return read


def asked(column: Column, label: Label | None) -> dict[str, str]:
    """What yes and no mean below a heading that asks for one value of a category (是否专职, or 专职 alone); empty below any other."""
    if label is None or (len(column.values) != 2 and not any(value.asked for value in column.values)):
        return {}
    for value in column.values:
        if any(question in label.full for question in map(fold, value.asked)) or _is_heading(value, column, label):
            denied = value.denied or next((other.id for other in column.values if other is not value), None)
            return {"yes": value.id, **({"no": denied} if denied and _has_two_answers(value, column) else {})}
    return {}


def _has_two_answers(value: Value, column: Column) -> bool:
    """Whether a no says which value is meant: the only other one, or that which the catalogue names."""
    return len(column.values) == 2 or value.denied is not None


def _is_heading(value: Value, column: Column, label: Label) -> bool:
    """Whether a label is one of two values alone."""
    return len(column.values) == 2 and bool({fold(word) for word in (value.zh, *value.also)} & {*label.wordings})
