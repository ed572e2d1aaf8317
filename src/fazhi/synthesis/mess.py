"""Puts the mess onto the rows of truth: what is repeated, what belongs elsewhere, what is wrong.

Every line that is added says what a right intake must make of it; the rows of truth themselves stay as they
are.
"""

from __future__ import annotations

from collections.abc import Iterable

from fazhi.synthesis.books import Book
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.faults import faulty, lies_in_year, of_other_years
from fazhi.synthesis.keys import Numbering
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.repeats import duplicates
from fazhi.synthesis.row import Line, Row


def lines(book: Book, plan: Plan, truth: list[Row], spare: Iterable[Row], chance: Chance) -> list[Line]:
    """The lines of a book in the order of its ledger: all rows of truth, and what goes wrong among them.

    ``spare`` are rows of the same kind from further draws, as many as it takes. An empty ledger stays empty.
    """
    good = [Line(row, order, str(order)) for order, row in enumerate(truth)]
    if not good:
        return []
    numbering = Numbering(book, truth)
    fresh = (numbering.renumber(row) for row in spare if lies_in_year(row, book, plan))
    added = [
        *duplicates(book, plan, good, numbering, chance),
        *of_other_years(book, plan, len(good), fresh, chance),
        *faulty(book, plan, truth, fresh, chance),
    ]
    return sorted([*good, *added], key=lambda line: line.order)
