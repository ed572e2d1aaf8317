"""L12 mediation bodies and L13 mediators: the committees and rooms, and the persons in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import Person, committee, lists, name, people, say
from fazhi.synthesis.plan import Plan, Village
from fazhi.synthesis.row import Row

ROOMS = ("family", "overseas", "labour")
TERM_YEARS = 3


def bodies(plan: Plan, chance: Chance) -> list[Row]:
    """Committees and rooms in being at the end of the year, then groups, and bodies dissolved by then."""
    rows = []
    for village in [None] * plan.count("mediation_committees_town") + list(plan.villages):
        title = committee(plan, village.name if village else "")
        rows.append(_body(plan, chance, title, "committee", village.kind if village else "town"))
        rows[-1] |= _membership(plan, chance, village)
    for field in ROOMS:
        hosts = islice(["", *(village.name for village in plan.villages)], plan.count(f"mediation_rooms_{field}"))
        titles = [say(lists("places")["bodies"][field], plan, place=host) for host in hosts]
        rows += [_body(plan, chance, title, "room", "town") | {"field": field} for title in titles]
    return rows + _not_in_being(plan, chance)


def _membership(plan: Plan, chance: Chance, village: Village | None) -> Row:
    """Three to nine members with a woman among them, elected not three years ago.

    People's Mediation Law, articles 8 and 9.
    """
    most = plan.count("mediators") // plan.count("mediation_committees")
    members = max(3, min(chance.pick((5, 5, 7)) if village else 7, most))
    first, last = ("02-22", "04-20") if village else ("06-01", "06-30")
    elected = plan.working_days(plan.on(first, plan.year - 1), plan.on(last, plan.year - 1))
    return {
        "place": village.name if village else None,
        "chair": name(chance),
        "members": members,
        "women": chance.integer(1, members // 2),
        "elected": chance.pick(elected),
    }


def _not_in_being(plan: Plan, chance: Chance) -> list[Row]:
    beside, names = plan.beside.mediation_bodies, lists("places")["bodies"]
    rows = []
    for number, village in enumerate(islice(cycle(plan.villages), beside.groups), start=1):
        title = say(names["group"], plan, place=village.name, n=number)
        rows.append(_body(plan, chance, title, "group", village.kind) | {"place": village.name})
    for number in range(1, beside.dissolved_committees + 1):
        ended = {"members": 3, "women": 1, "dissolved": chance.pick(plan.between("03-01", "09-30"))}
        title = say(names["enterprise"], plan, n=number)
        rows.append(_body(plan, chance, title, "committee", "enterprise") | ended)
    for number in range(1, beside.dissolved_rooms + 1):
        ended = {"field": "property", "dissolved": plan.on("12-31")}
        rows.append(_body(plan, chance, say(names["property"], plan, n=number), "room", "town") | ended)
    return rows


def _body(plan: Plan, chance: Chance, title: str, kind: str, level: str) -> Row:
    founded = plan.working_days(plan.on("01-04", plan.year - 12), plan.on("11-30", plan.year - 2))
    return {
        "name": title,
        "type": kind,
        "level": level,
        "founded": chance.pick(founded),
        "filed": kind != "group",
    }


def mediators(plan: Plan, chance: Chance, committees: list[Row]) -> list[Row]:
    """Posts by body: members, persons appointed beside them, second posts, and posts that have ended.

    ``committees`` are those in being, the township's own first; members and women agree in number with them.
    """
    persons = people(chance, youngest=plan.on("06-30", plan.year - 24))
    rows = [post for body in committees for post in _members(plan, chance, persons, body)]
    hosts = islice(cycle([committees[0], *committees]), plan.count("mediators") - len(rows))
    rows += [_post(plan, chance, next(persons), body, "appointed") for body in hosts]
    in_town = [row for row in rows if row["body"] == committees[0]["name"]]
    for row in in_town[1 : 1 + plan.count("mediators_full_time")]:
        row["kind"] = "full_time"
    rows += _second_posts(plan, chance, rows, committees)
    rows += _ended_posts(plan, chance, persons, committees)
    place = {body["name"]: number for number, body in enumerate(committees)}
    return sorted(rows, key=lambda row: place[row["body"]])


def _members(plan: Plan, chance: Chance, persons: Iterator[Person], body: Row) -> Iterator[Row]:
    women = body["women"]
    for number in range(body["members"]):
        sex = "female" if number >= body["members"] - women else "male"
        person = next(person for person in persons if person.sex == sex)
        function = "chair" if number == 0 else "vice" if number == 1 else "member"
        yield _post(plan, chance, person, body, function)


def _post(plan: Plan, chance: Chance, person: Person, body: Row, function: str) -> Row:
    """A part-time post; it may be older than a term, because the end of a term alone ends nothing."""
    days = plan.working_days(plan.on("03-01", plan.year - TERM_YEARS - 1), plan.on("11-30", plan.year - 1))
    appointed = chance.pick(days) if function == "appointed" else body["elected"]
    known = lists("people")
    return {
        "name": person.name,
        "sex": person.sex,
        "born": f"{person.born:%Y-%m}",
        "id_number": person.id_number,
        "schooling": chance.weighted(known["schooling"]),
        "politics": chance.weighted(known["politics"]),
        "body": body["name"],
        "function": function,
        "kind": "part_time",
        "appointed": appointed,
        "term_ends": _years_later(appointed, TERM_YEARS),
        "dismissed": None,
        "grade": chance.weighted(known["grades"]),
        "card": f"99{chance.integer(0, 999_999):06}",
        "phone": person.phone,
        "trainings": chance.integer(1, 6),
    }


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _second_posts(plan: Plan, chance: Chance, rows: list[Row], committees: list[Row]) -> Iterator[Row]:
    """Part-time posts of persons who have one already, the first of them a full-time mediator."""
    full_time = [row for row in rows if row["kind"] == "full_time"]
    villagers = [row for row in rows if row["body"] == committees[1]["name"]]
    holders = (full_time[:1] + villagers)[: plan.beside.mediator_posts.second]
    for row, other in zip(holders, cycle(committees[2:]), strict=False):
        days = plan.working_days(plan.on("02-01", plan.year - 1), plan.on("10-30"))
        second = {
            "body": other["name"],
            "function": "appointed",
            "kind": "part_time",
            "appointed": chance.pick(days),
        }
        yield row | second | {"card": f"99{chance.integer(0, 999_999):06}", "term_ends": None}


def _ended_posts(plan: Plan, chance: Chance, persons: Iterator[Person], committees: list[Row]) -> Iterator[Row]:
    """Posts of persons who have no other, ended in the year; the first one on its last day."""
    days = plan.between("01-10", "11-30")
    for number in range(plan.beside.mediator_posts.dismissed):
        post = _post(plan, chance, next(persons), chance.pick(committees), "appointed")
        yield post | {"dismissed": chance.pick(days) if number else plan.on("12-31")}
