"""L06 litigation, L07 reconsideration, L08 procuratorial and judicial suggestions."""

from __future__ import annotations

from datetime import date, timedelta

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import lists, name, numbered, say
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row


def litigation(plan: Plan, chance: Chance) -> list[Row]:
    """Suits of first instance, defended within 15 days; a leader of the township appears in court, but for a few."""
    days = chance.days(plan.days("litigation_cases"), plan.count("litigation_cases"))
    rows = [_suit(plan, chance, number, day) for number, day in enumerate(days, start=1)]
    heard = [row for row in rows if row["was_heard"]]
    for row in chance.branch("nobody").sample(heard, plan.beside.suits_without_leader):
        row |= {"leader": None, "leader_appeared": False, "excuse": lists("matters")["L06"]["excuse"]}
    return rows


def _suit(plan: Plan, chance: Chance, number: int, received: date) -> Row:
    heard = plan.workday(received + timedelta(days=chance.integer(35, 60)))
    decided = plan.workday(heard + timedelta(days=chance.integer(20, 60)))
    over = decided.year == plan.year
    people = lists("people")
    return {
        "case_no": numbered(plan, number * 7, "L06"),
        "court": lists("places")["court"],
        "instance": "first",
        "plaintiff": name(chance),
        "cause": chance.pick(lists("matters")["L06"]["causes"]),
        "role": chance.pick(("sole", "joint")),
        "received": received,
        "defended": plan.workday(received + timedelta(days=chance.integer(8, 14))),
        "heard": heard if over else None,
        "was_heard": over,
        "leader": people["leader_in_court"] if over else None,
        "leader_appeared": True if over else None,
        "counsel": people["counsel"] if over else None,
        "decided": decided if over else None,
        "result": chance.pick(("dismissed", "rejected", "withdrawn")) if over else "pending",
        "lost": False if over else None,
    }


def reconsideration(plan: Plan, chance: Chance) -> list[Row]:
    """Cases accepted in the year; none makes a nil report."""
    days = chance.days(plan.days("reconsideration_cases"), plan.count("reconsideration_cases"))
    return [_review(plan, chance, number, day) for number, day in enumerate(days, start=1)]


def _review(plan: Plan, chance: Chance, number: int, accepted: date) -> Row:
    decided = accepted + timedelta(days=chance.integer(30, 58))
    return {
        "case_no": numbered(plan, number * 5, "L07"),
        "body": say(lists("places")["supervising"]["reconsideration"], plan),
        "applicant": name(chance),
        "act": chance.pick(lists("matters")["L07"]["acts"]),
        "applied": accepted - timedelta(days=chance.integer(1, 5)),
        "accepted": accepted,
        "copied": accepted + timedelta(days=chance.integer(1, 5)),
        "answered": accepted + timedelta(days=chance.integer(8, 12)),
        "procedure": "ordinary",
        "decided": decided if decided.year == plan.year else None,
        "result": chance.pick(("upheld", "upheld", "changed", "settled")) if decided.year == plan.year else "pending",
    }


def suggestions(plan: Plan, chance: Chance) -> list[Row]:
    """Letters of the procuratorate and of the court, by day of receipt."""
    received = chance.days(plan.days("procuratorial_suggestions"), plan.count("procuratorial_suggestions"))
    judicial = chance.days(plan.between("03-01", "10-15"), plan.beside.judicial_suggestions)
    issuer = say(lists("places")["supervising"]["procuratorate"], plan)
    rows = _letters(plan, chance, "procuratorial", issuer, received)
    for row in chance.branch("late").sample(rows, plan.beside.letters_late):
        replied = row["received"] + timedelta(days=68)  # two months have 62 days at most
        row["replied"] = replied if replied.year == plan.year else None
    rows += _letters(plan, chance, "judicial", lists("places")["court"], judicial)
    return sorted(rows, key=lambda row: row["received"])


def _letters(plan: Plan, chance: Chance, document: str, issuer: str, days: list[date]) -> list[Row]:
    """Letters that are studied, planned for and answered in time; every other one sets a due day of its own.

    Due days lie within 58 days of receipt.
    """
    rows = []
    matters = chance.cycle(lists("topics")["L08"][document], len(days))
    for number, (received, matter) in enumerate(zip(days, matters, strict=True), start=1):
        due = received + timedelta(days=chance.integer(45, 58))
        letter = {
            "document": document,
            "number": numbered(plan, number, "L08", document),
            "issuer": issuer,
            "reply_due": due if number % 2 == 0 else None,
            "matter": matter,
        }
        rows.append(letter | _handling(plan, chance, received, due))
    return rows


def _handling(plan: Plan, chance: Chance, received: date, due: date) -> Row:
    studied = plan.workday(received + timedelta(days=chance.integer(2, 6)))
    planned = plan.workday(studied + timedelta(days=chance.integer(3, 9)))
    replied = plan.workday(due - timedelta(days=chance.integer(3, 12)))
    return {
        "kind": chance.pick(("governance", "public_interest")),
        "issued": plan.workday(received - timedelta(days=chance.integer(1, 3))),
        "received": received,
        "urgent": False,
        "studied": studied,
        "planned": planned,
        "office": chance.pick(lists("places")["enforcement_offices"]),
        "replied": replied,
        "reply_no": numbered(plan, chance.integer(10, 90), "L08", "reply"),
        "corrected": plan.workday(planned + timedelta(days=chance.integer(10, 20))),
        "adoption": "adopted",
    }
