"""What a sentence states: its numbers that may be claims, and that something did not occur, in order."""

from __future__ import annotations

from dataclasses import dataclass

from fazhi.claims.prose.dismiss import Dismissal
from fazhi.claims.prose.nothing import Nothing, find_nothing
from fazhi.claims.prose.numbers import Number
from fazhi.claims.prose.rows import is_all_of_entry, is_of_targets, with_unit
from fazhi.claims.prose.sentences import Sentence
from fazhi.claims.prose.view import View

_ENDS = ("", *",;。、)\n!?")


@dataclass(frozen=True)
class Statement:
    """A number or a nothing at ``signs[start:end]``; ``lead`` is where the words before a number start.

    ``reason`` says why it is no claim; it is kept because the words around the next number depend on it.
    """

    start: int
    lead: int
    end: int
    number: Number | None = None
    nothing: Nothing | None = None
    reason: str = ""
    bare: bool = False  # a number without a measure word, a figure only if what stands before it names an indicator


def statements(
    view: View, sentence: Sentence, no_claims: list[str], numbers: list[Number], report_year: str | None
) -> list[Statement]:
    """The statements of a sentence; ``no_claims`` are the reasons by sign, ``numbers`` those within the sentence."""
    text, dismissal = sentence.text, Dismissal(sentence, report_year)
    nothings = [] if dismissal.whole else find_nothing(text)
    found: list[Statement] = []
    for number in numbers:
        place = number.core - sentence.start
        if no_claims[number.core] or any(nothing.start <= place < nothing.reach for nothing in nothings):
            continue
        before, after = (text[: number.lead - sentence.start], text[number.end - sentence.start :])
        head = sentence.head(number.core)
        number = with_unit(number, before, after, head)
        bare = not (number.unit or _stands_bare(view.signs, sentence, number))
        if not bare or is_all_of_entry(before, after, sentence.row, head):
            reason = "plan" if is_of_targets(head) else dismissal.reason(number)
            found.append(Statement(number.start, number.lead, number.end, number, reason=reason, bare=bare))
    for nothing in nothings:
        start = nothing.start + sentence.start
        found.append(Statement(start, start, nothing.end + sentence.start, nothing=nothing))
    return sorted(found, key=lambda statement: (statement.start, statement.end))


def _stands_bare(signs: str, sentence: Sentence, number: Number) -> bool:
    """Whether a number without a measure word is an amount: 解答咨询650余, 诉讼案件数为0, at the end of a clause behind a noun."""
    ends = signs[number.end : number.end + 1] in _ENDS
    a_year = len(number.numeral) == 4 and number.numeral[:2] in ("19", "20") and not number.approximate
    behind_noun = number.lead > sentence.start and signs[number.lead - 1] not in ",;、("
    return ends and behind_noun and not a_year and (number.approximate or number.lead < number.core)
