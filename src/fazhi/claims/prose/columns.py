"""The periods that a table's head gives its columns: 指标 | 2021年 | 2022年."""

from __future__ import annotations

import re

from fazhi.claims.prose.lexicon import prose
from fazhi.claims.prose.periods import Period, periods
from fazhi.claims.prose.sentences import Sentence
from fazhi.claims.prose.view import View

_RULE = "|"  # between the cells of a row


def _planned(cell: str) -> bool:
    cues = prose().cues
    return re.search(cues.plan_column, cell) is not None and not any(word in cell for word in cues.not_plan_column)


class Columns:
    """Goes along the sentences of a text and knows at which column of which table each begins."""

    def __init__(self, view: View, report_year: str | None) -> None:
        self.view, self.report_year = view, report_year
        self.heads: list[Period | None] = []
        self.column = 0
        self.fits = True  # the row has as many cells as the head

    def periods(self, sentence: Sentence) -> list[Period]:
        """The periods of the columns that a sentence reaches over; none outside of tables and in their heads."""
        cells = sentence.text.split(_RULE)
        if sentence.new_paragraph:
            self.column = 0
            line_end = self.view.signs.find("\n", sentence.start)
            line = self.view.signs[sentence.start : None if line_end < 0 else line_end]
            if _RULE not in line:
                self.heads = []
                return []
            if not self.heads:
                self.heads = [self._head(cell) for cell in line.split(_RULE)]
                return []
            self.fits = line.count(_RULE) + 1 == len(self.heads)
        if not any(self.heads):
            return []
        place, found = -1, []
        for cell in cells:
            if self.column or place >= 0:
                found.append(Period(place, place, self._words()))
            place += len(cell) + 1
            self.column += 1
        self.column -= 1  # the next sentence may go on in the last cell
        return found

    def _head(self, cell: str) -> Period | None:
        if _planned(cell):  # what is aimed at by the year's end is of no period that is over
            return Period(-1, -1, cell)
        named = periods(cell, cell, [""] * len(cell), self.report_year)
        return named[-1] if named else None

    def _words(self) -> str | None:
        """The period of the column; of one that cannot be told, in a table of several years, some other year."""
        if self.fits:
            head = self.heads[self.column]
            return head.words if head else None
        return next((head.words for head in self.heads if head and head.words), None)
