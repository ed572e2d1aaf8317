"""Rows that repeat another one: typed twice, booked by two offices, published in two places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from fazhi.synthesis.books import Book
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import committee
from fazhi.synthesis.keys import Numbering
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import DUPLICATE, Line, Row

# Makes a second entry of a row, or None where that cannot be.
Repeat = Callable[[Row, Plan, Chance], Row | None]


def duplicates(book: Book, plan: Plan, good: list[Line], numbering: Numbering, chance: Chance) -> Iterator[Line]:
    """The duplicates that the book asks for, each right behind the row that it repeats."""
    originals = chance.shuffled(good)
    for how, many in book.duplicates.items():
        fitting = ((line, REPEATS[how](line.row, plan, chance)) for line in list(originals))
        for line, row in [(line, row) for line, row in fitting if row is not None][:many]:
            originals.remove(line)
            spelling = line.spelling if how == "exact" else f"{line.spelling} {how}"
            entered = numbering.renumber(row) if how == "escalated" else row
            yield Line(entered, line.order + 0.4, spelling, DUPLICATE, how)


def same_again(row: Row, plan: Plan, chance: Chance) -> Row | None:
    """The row once more; an exact copy is spelt alike, a retyped one anew."""
    return dict(row)


def another_channel(row: Row, plan: Plan, chance: Chance) -> Row | None:
    """The WeChat account's entry of an item on the website, the same day; it has no index number."""
    return row | {"channel": ("wechat",), "index_no": None} if "web" in row["channel"] else None


def co_host(row: Row, plan: Plan, chance: Chance) -> Row | None:
    """The second entry of an event, by the office that helped; it counted more people."""
    if not row["co_host"]:
        return None
    more = row["participants"] + chance.integer(1, 3) * 10
    return row | {"host": row["co_host"], "co_host": row["host"], "participants": more}


def escalated(row: Row, plan: Plan, chance: Chance) -> Row | None:
    """The township committee's entry of a dispute that the village had booked, the parties in other places.

    It gets a number of its own.
    """
    if row["body"] != committee(plan, row["place"]):
        return None
    return row | {"body": committee(plan), "applicant": row["respondent"], "respondent": row["applicant"]}


def second_sanction(row: Row, plan: Plan, chance: Chance) -> Row | None:
    """A second row of one decision, for another kind of sanction."""
    if row["procedure"] != "ordinary" or not row.get("decided"):
        return None
    return row | {"sanction": ("confiscation_goods",), "fine": None}


def pushed_again(row: Row, plan: Plan, chance: Chance) -> Row | None:
    """The same poster on another day of the year."""
    day = row["date"] + timedelta(days=chance.integer(2, 9))
    return row | {"date": day} if row["form"] == "poster" and day <= plan.on("12-31") else None


REPEATS: dict[str, Repeat] = {
    "exact": same_again,
    "retyped": same_again,
    "another_channel": another_channel,
    "co_host": co_host,
    "escalated": escalated,
    "second_sanction": second_sanction,
    "pushed_again": pushed_again,
}
