"""L18 legal stewards, L19 demonstration villages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import cycle, islice

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import Person, committee, lists, numbered, people
from fazhi.synthesis.plan import Plan, Village
from fazhi.synthesis.row import Row

SELECTED = {"cadre": 6, "women": 2, "auxiliary": 1, "grid": 4, "group_head": 4, "party": 4, "elder": 2}
MEDIATORS_AMONG = 0.3


def stewards(plan: Plan, chance: Chance, posts: list[Row]) -> list[Row]:
    """Stewards by village, some of them mediators of its committee; then those who left."""
    persons = people(chance, youngest=plan.on("06-30", plan.year - 23))
    rows: list[Row] = []
    for village in islice(cycle(plan.villages), plan.count("legal_stewards")):
        known = {row["id_number"] for row in rows}
        body = committee(plan, village.name)
        mediators = [post for post in posts if post["body"] == body and not post["dismissed"]]
        fresh = [post for post in mediators if post["id_number"] not in known]
        is_mediator = bool(fresh) and chance.happens(MEDIATORS_AMONG)
        person = chance.pick(fresh) if is_mediator else asdict(next(persons))
        rows.append(_steward(plan, chance, village, person, is_mediator))
    order = {village.name: number for number, village in enumerate(plan.villages)}
    rows.sort(key=lambda row: order[row["village"]])
    rows += _former(plan, chance, persons)
    for number, row in enumerate(rows, start=1):
        row["card"] = numbered(plan, number, "L18")
    return rows


def _former(plan: Plan, chance: Chance, persons: Iterator[Person]) -> Iterator[Row]:
    """Stewards who left in the year, the first of them on its last day."""
    for number in range(plan.beside.stewards_left):
        left = chance.pick(plan.between("02-01", "11-30")) if number else plan.on("12-31")
        steward = _steward(plan, chance, chance.pick(plan.villages), asdict(next(persons)), False)
        yield steward | {"recognised": plan.on("06-15", plan.year - 1), "left": left}


def _steward(plan: Plan, chance: Chance, village: Village, person: Row, is_mediator: bool) -> Row:
    selected = tuple(dict.fromkeys(chance.weighted(SELECTED) for _ in range(2)))
    return {key: person[key] for key in ("name", "sex", "id_number", "phone")} | {
        "village": village.name,
        "selected_as": (*selected, "mediator") if is_mediator else selected,
        "recognised": chance.pick(plan.working_days(plan.on("10-11", plan.year - 1), plan.on("10-28"))),
        "trainings": chance.integer(1, 5),
        "assessment": chance.weighted(lists("people")["assessments"]),
        "left": None,
    }


def demonstration(plan: Plan, chance: Chance) -> list[Row]:
    """Villages that apply for the provincial title; others are named by the city, or still being fostered."""
    applying = plan.count("demonstration_villages")
    days = plan.between("07-01", "09-20")
    rows = [
        _application(plan, village, "province", "submitted") | {"submitted": chance.pick(days)}
        for village in plan.villages[:applying]
    ]
    others = zip(
        plan.villages[applying:],
        cycle((("city", "named"), ("county", "fostering"), ("province", "fostering"))),
        strict=False,
    )
    rows += [_application(plan, village, *stage) for village, stage in others]
    for number, row in enumerate(row for row in rows if row["status"] == "named"):
        row["submitted"] = chance.pick(plan.between("03-01", "05-20"))
        row["named_on"] = chance.pick(plan.between("10-10", "12-10"))
        row["named_by"] = numbered(plan, number + 5, "L19")
    return rows


def _application(plan: Plan, village: Village, level: str, status: str) -> Row:
    return {"village": village.name, "level": level, "applied_year": plan.year, "status": status}
