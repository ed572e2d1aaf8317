"""L03 officers, L04 penalties, L05 inspections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import Person, firm, lists, name, numbered, people
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row

VALID_YEARS = 5

Certify = Callable[..., Row]  # (issued, person, **cells that differ) → a certificate


def officers(plan: Plan, chance: Chance) -> list[Row]:
    """Certificates: of the officers who count on every day of the target's ``as_of``, then of all others."""
    persons = people(chance, youngest=plan.on("06-30", plan.year - 22))
    serials = count(chance.integer(100, 900))

    def certify(issued: date | None = None, person: Person | None = None, **other: object) -> Row:
        holder, day = person or next(persons), issued or _issued(plan, chance)
        return _certificate(plan, chance, holder, day, next(serials)) | other

    return [*_steady(plan, chance, persons, certify), *_others(plan, chance, certify)]


def _steady(plan: Plan, chance: Chance, persons: Iterator[Person], certify: Certify) -> list[Row]:
    """One certificate each, and for some the one that it renewed; the first few look odd, but count."""
    beside = plan.beside.officers
    rows: list[Row] = []
    for number in range(steady := plan.count("certified_officers") - beside.leaving):
        person = next(persons)
        if number == 1:  # a namesake of the one before: two persons, told apart by their numbers
            person = next(replace(other, name=rows[0]["name"]) for other in persons if other.sex == rows[0]["sex"])
        rows.append(certify(person=person))
        if number >= steady - beside.renewed:
            before = rows[-1]["issued"] - timedelta(days=365 * VALID_YEARS + chance.integer(1, 40))
            rows.append(certify(before, person, status=chance.pick(("cancelled", "valid"))))
    _, last = _stock_days(plan)
    on_its_last_day: Row = {"issued": date(last.year - VALID_YEARS + 1, 1, 1), "expires": last}
    for row, odd in zip(rows, (on_its_last_day, {}, {"status": "renewing"}, {"on_post": "seconded"}), strict=False):
        row.update(odd)
    return rows


def _others(plan: Plan, chance: Chance, certify: Certify) -> Iterator[Row]:
    """Who joined or left between the days of the stock, and who does not count on any of them."""
    beside = plan.beside.officers
    first, last = _stock_days(plan)
    between = plan.working_days(first + timedelta(days=1), last - timedelta(days=1))
    for _ in range(beside.leaving):
        yield certify(on_post="transferred", left=chance.pick(between))
    for _ in range(beside.joining):
        yield certify(chance.pick(between))
    for number in range(beside.left):  # the first one without a date
        left = chance.pick(plan.working_days(plan.on("01-05"), first - timedelta(days=30)))
        yield certify(on_post=("retired", "transferred")[number % 2], left=left if number else None)
    yield from (certify(status="cancelled") for _ in range(beside.cancelled))
    yield from (certify(status="suspended") for _ in range(beside.suspended))
    for _ in range(beside.expired):
        yield certify(chance.pick(plan.between("02-01", "09-30", plan.year - VALID_YEARS - 1)))
    yield from (certify(plan.on("01-10", plan.year + 1)) for _ in range(beside.not_yet))
    for _ in range(beside.supervision):
        field = lists("matters")["L03"]["supervision_field"]
        yield certify(certificate_kind="supervision", field=field)


def _stock_days(plan: Plan) -> tuple[date, date]:
    days = plan.targets["certified_officers"].as_of if "certified_officers" in plan.targets else ()
    return (min(days), max(days)) if days else (plan.on("11-30"), plan.on("12-31"))


def _issued(plan: Plan, chance: Chance) -> date:
    """A day of issue that leaves the certificate valid through the plan's year."""
    first, _ = _stock_days(plan)
    return chance.pick(plan.working_days(plan.on("01-20", plan.year - VALID_YEARS + 1), first - timedelta(days=60)))


def _certificate(plan: Plan, chance: Chance, person: Person, issued: date, serial: int) -> Row:
    expires = issued.replace(year=issued.year + VALID_YEARS, day=min(issued.day, 28)) - timedelta(days=1)
    return {
        "name": person.name,
        "sex": person.sex,
        "id_number": person.id_number,
        "organisation": plan.township + chance.pick(lists("places")["enforcement_offices"]),
        "certificate": f"99{issued.year}-{serial:06}",
        "certificate_kind": "enforcement",
        "field": chance.pick(lists("matters")["L03"]["fields"]),
        "post": chance.pick(("administrative", "institution")),
        "issued": issued,
        "expires": expires,
        "hours": chance.integer(40, 72),
        "on_post": "on_roll",
        "left": None,
        "status": "valid",
    }


def penalties(plan: Plan, chance: Chance) -> list[Row]:
    """Cases decided in the year, the first of them filed the year before, then cases not yet decided."""
    days = [day for day in plan.days("penalty_cases") if day.month < 12]
    decided = chance.days(days, plan.count("penalty_cases"))
    rows = [_penalty(plan, chance, number, day) for number, day in enumerate(decided)]
    for row in chance.branch("published late").sample(rows, plan.beside.penalties_late):
        row["published"] = plan.workday(row["decided"] + timedelta(days=25))
    late = plan.between("12-01", "12-28")
    rows += [_undecided(plan, chance, chance.pick(late)) for _ in range(plan.beside.penalties_undecided)]
    for number, row in enumerate(rows, start=1):
        year = row["filed"].year
        serial = number if year == plan.year else 40 + number
        row["case_no"] = numbered(plan, serial, "L04", "case", of=year)
    return rows


def _undecided(plan: Plan, chance: Chance, filed: date) -> Row:
    matter = chance.pick(lists("matters")["L04"])
    party, kind = firm(chance, chance.pick(("urban", "planning", "environment")))
    return {
        "cause": matter["cause"],
        "party": party,
        "party_kind": _party_kind(kind),
        "origin": chance.pick(("patrol", "complaint", "superior")),
        "procedure": "ordinary",
        "filed": filed,
        "handler": f"{name(chance)}、{name(chance)}",
    }


def _party_kind(kind: str) -> str:
    return kind if kind in {"person", "sole_trader"} else "firm"


def _penalty(plan: Plan, chance: Chance, number: int, decided: date) -> Row:
    matter = lists("matters")["L04"][number % len(lists("matters")["L04"])]
    ordinary = number % 2 == 0 or not plan.beside.penalties_on_the_spot
    filed = decided - timedelta(days=chance.integer(25, 80)) if ordinary else decided
    if number == 0:
        filed = min(filed, plan.on("12-20", plan.year - 1))
        decided = plan.workday(min(decided, filed + timedelta(days=88)))
    return _undecided(plan, chance, filed) | {
        "cause": matter["cause"],
        "law": matter["law"],
        "procedure": "ordinary" if ordinary else "simple",
        "decided": decided,
        "decision_no": numbered(plan, number + 1, "L04", "decision"),
        "sanction": ("fine",),
        "fine": chance.integer(*matter["fine"]) // 50 * 50,
        "served": plan.workday(decided + timedelta(days=chance.integer(0, 3))),
        "performance": "performed",
        "closed": plan.workday(decided + timedelta(days=chance.integer(10, 20))),
        "published": plan.workday(decided + timedelta(days=chance.integer(2, 6))),
        "platform": lists("places")["penalty_platform"],
        "legal_review": ordinary,
        "hearing": False,
        "contested": False,
    }


def inspections(plan: Plan, chance: Chance) -> list[Row]:
    """Inspections with object and record, and rows without one of them, numbered by date."""
    beside, known = plan.beside.inspections, lists("matters")["L05"]
    counted = plan.count("inspection_cases")
    total = counted + beside.without_object + beside.without_record
    days = chance.days(plan.days("inspection_cases"), total, plan.season("inspections"))
    kinds = ["unnumbered"] * beside.unnumbered + ["numbered"] * (counted - beside.unnumbered)
    kinds += ["without_object"] * beside.without_object + ["without_record"] * beside.without_record
    rows: list[Row] = []
    seen: set[tuple[date, str, str]] = set()
    for day, kind in zip(days, chance.shuffled(kinds), strict=True):
        row = _inspection(plan, chance, day)
        while (day, row["object"], row["field"]) in seen:
            row = _inspection(plan, chance, day)
        seen.add((day, row["object"], row["field"]))
        number = numbered(plan, len(rows) + 1, "L05")
        row["record"] = {"without_record": None, "unnumbered": known["ticked"]}.get(kind, number)
        if kind == "without_object":
            row |= {"object": None, "object_kind": None, "mode": "patrol"}
        rows.append(row)
    return rows


def _inspection(plan: Plan, chance: Chance, day: date) -> Row:
    known = lists("matters")["L05"]
    field = chance.weighted(known["fields"])
    place, kind = firm(chance, field)
    problems = max(0, chance.integer(-4, 4))
    outcome = chance.weighted(known["outcomes"]) if problems else "none"
    due = day + timedelta(days=chance.integer(7, 15)) if outcome == "ordered" else None
    return {
        "date": day,
        "object": place,
        "object_kind": kind,
        "field": field,
        "mode": chance.weighted(known["modes"]),
        "officers": f"{name(chance)}、{name(chance)}",
        "problems": problems,
        "outcome": outcome,
        "due": due,
        "rechecked": due and due + timedelta(days=chance.integer(0, 4)),
        "recheck": due and known["recheck"],
    }
