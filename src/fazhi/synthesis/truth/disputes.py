"""L14 mediation cases."""

from __future__ import annotations

from datetime import date, timedelta

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import committee, lists, name, numbered, say
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row

CONCLUDED = ("settled", "failed", "withdrawn")
DAYS_TO_SETTLE = {(1, 10): 11, (11, 25): 9, (26, 40): 3, (41, 60): 2}


def disputes(plan: Plan, chance: Chance, posts: list[Row]) -> list[Row]:
    """Cases by day of acceptance; those accepted the year before and settled in this one come first.

    ``posts`` are the mediators; each case is handled by a mediator of the committee that took it.
    """
    beside = plan.beside.disputes
    rows = [_carried_over(plan, chance) for _ in range(beside.carried_over)]
    fresh = plan.count("disputes_resolved") - beside.carried_over
    results = (
        ["settled"] * fresh
        + ["failed"] * beside.failed
        + ["withdrawn"] * beside.withdrawn
        + ["referred"] * beside.referred
    )
    days = [day for day in plan.days("disputes_resolved") if day.month < 12]
    accepted = chance.days(days, len(results), plan.season("disputes"))
    rows += [_ended(plan, chance, day, result) for day, result in zip(accepted, chance.shuffled(results), strict=True)]
    if beside.slow is not None:
        _pace(plan, chance.branch("pace"), rows, beside.slow)
    december = plan.between("12-05", "12-30")
    rows += [{"accepted": chance.pick(december), "result": "pending"} for _ in range(beside.pending)]
    rows.sort(key=lambda row: row["accepted"])
    types = _types(chance, len(rows))
    for number, (row, kind) in enumerate(zip(rows, types, strict=True), start=1):
        year = row["accepted"].year
        serial = number - beside.carried_over if year == plan.year else 30 + number
        row["case_no"] = numbered(plan, serial, "L14", "case", of=year)
        row |= _matter(chance, kind) | _handling(plan, chance, kind, posts)
        if row["result"] == "settled":
            row |= _agreement(plan, chance, row, numbered(plan, serial, "L14", "agreement", of=year))
    return rows


def _carried_over(plan: Plan, chance: Chance) -> Row:
    accepted = chance.pick(plan.between("12-06", "12-28", plan.year - 1))
    closed = chance.pick(plan.between("01-04", "01-20"))
    return {"accepted": accepted, "closed": closed, "result": "settled"}


def _ended(plan: Plan, chance: Chance, accepted: date, result: str) -> Row:
    closed = accepted + timedelta(days=chance.integer(*chance.weighted(DAYS_TO_SETTLE)))
    return {"accepted": accepted, "closed": min(closed, plan.on("12-30")), "result": result}


def _pace(plan: Plan, chance: Chance, rows: list[Row], slow: int) -> None:
    """Lets ``slow`` of the concluded cases take 31 to 60 days; half of the others take up to ten, none more than 30.

    Slow cases were accepted by the end of October, so that they end within the year.
    """
    concluded = [row for row in rows if row["result"] in CONCLUDED]
    for row in (row for row in concluded if row["accepted"].year < plan.year):
        row["accepted"] = chance.pick(plan.between("12-14", "12-28", plan.year - 1))
        row["closed"] = chance.pick(plan.between("01-04", "01-12"))
    fresh = chance.shuffled(row for row in concluded if row["accepted"].year == plan.year)
    fresh.sort(key=lambda row: row["accepted"].month > 10)
    quick = len(fresh) - min(slow, len(fresh))
    days = [31 + 30 * place // (len(fresh) - quick) for place in range(len(fresh) - quick)]
    days += chance.shuffled(1 + int(30 * ((place + 0.5) / quick) ** 1.6) for place in range(quick))
    for row, many in zip(fresh, days, strict=True):
        if many > 30:
            row["accepted"] = min(row["accepted"], plan.workday(plan.on("10-30")))
        row["closed"] = row["accepted"] + timedelta(days=many)


def _types(chance: Chance, count: int) -> list[str]:
    weights = {kind: body["weight"] for kind, body in lists("matters")["L14"]["types"].items()}
    counts = chance.shares(count, list(weights.values()))
    return chance.shuffled(kind for kind, many in zip(weights, counts, strict=True) for _ in range(many))


def _matter(chance: Chance, kind: str) -> Row:
    known = lists("matters")["L14"]
    applicant = name(chance)
    respondent = next(other for other in iter(lambda: name(chance), None) if other != applicant)
    return {
        "type": kind,
        "origin": chance.weighted(known["origins"]),
        "applicant": applicant,
        "respondent": respondent,
        "parties": chance.pick((2, 2, 2, 3, 4)),
        "summary": f"双方{known['types'][kind]['about']}。",
        "amount": chance.integer(4, 300) * 100 if known["types"][kind]["amount"] else None,
        "sessions": chance.integer(1, 3),
        "complex": False,
        "escalated": False,
    }


def _handling(plan: Plan, chance: Chance, kind: str, posts: list[Row]) -> Row:
    """Most cases go to the village's committee, the others to the township's or one of its rooms."""
    village = chance.pick(plan.villages)
    in_town = chance.happens(0.3)
    home = committee(plan, "" if in_town else village.name)
    has_room = in_town and plan.count(f"mediation_rooms_{kind}") > 0
    return {
        "place": village.name,
        "body": say(lists("places")["bodies"][kind], plan, place="") if has_room else home,
        "mediator": chance.pick([row["name"] for row in posts if row["body"] == home and not row["dismissed"]]),
    }


def _agreement(plan: Plan, chance: Chance, row: Row, number: str) -> Row:
    written = chance.happens(0.75)
    confirmed = written and row["amount"] is not None and chance.happens(0.4)
    confirmed_on = min(row["closed"] + timedelta(days=chance.integer(5, 25)), plan.on("12-31"))
    return {
        "agreement": "written" if written else "oral",
        "agreement_no": number if written else None,
        "confirmed": confirmed,
        "confirmed_on": confirmed_on if confirmed else None,
        "performance": chance.weighted({"performed": 8, "not_due": 1, "partly": 1}),
        "visited": row["closed"] + timedelta(days=chance.integer(10, 30)) if row["closed"].month < 12 else None,
        "satisfaction": chance.weighted(lists("people")["satisfaction"]),
    }
