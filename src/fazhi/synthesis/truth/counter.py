"""L11 business of the service centre: two windows keep single cases, the others send monthly numbers."""

from __future__ import annotations

from datetime import date, timedelta

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import lists, name, numbered
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row

SINGLE = {"family_planning": "service_family_planning", "social_affairs": "service_social_affairs"}
MONTHLY = {"household": "service_household", "hr_social_security": "service_hr_social_security"}


def business(plan: Plan, chance: Chance) -> list[Row]:
    """Monthly numbers by month and window, then single cases in the order of their acceptance."""
    return _monthly(plan, chance) + _single(plan, chance)


def _monthly(plan: Plan, chance: Chance) -> list[Row]:
    """Each month's own number beside the running total of the year."""
    totals = {category: plan.count(indicator) for category, indicator in MONTHLY.items()} | plan.beside.counter
    by_window = {
        category: chance.shares(total, plan.season(category), jitter=0.15) for category, total in totals.items()
    }
    rows: list[Row] = []
    for month in range(12):
        for category, numbers in by_window.items():
            rows.append(
                {
                    "month": date(plan.year, month + 1, 1),
                    "category": category,
                    "quantity": numbers[month],
                    "running_total": sum(numbers[: month + 1]),
                }
            )
    return rows


def _single(plan: Plan, chance: Chance) -> list[Row]:
    """Cases that count (closed or open), and cases returned or cancelled, which do not."""
    kinds = []
    for category, indicator in SINGLE.items():
        kinds += [(category, True)] * plan.count(indicator)
        kinds += [(category, False)] * plan.beside.counter_not_counted.get(category, 0)
    days = chance.days(plan.days(""), len(kinds), plan.season("single"))
    drawn = zip(days, chance.shuffled(kinds), strict=True)
    return [_case(plan, chance, number, day, *kind) for number, (day, kind) in enumerate(drawn, start=1)]


def _case(plan: Plan, chance: Chance, number: int, accepted: date, category: str, counts: bool) -> Row:
    known = lists("matters")["L11"]
    closed = accepted + timedelta(days=max(0, chance.integer(-6, 12)))
    is_open = counts and (closed.year > plan.year or (accepted.month == 12 and chance.happens(0.15)))
    status = "open" if is_open else "closed" if counts else chance.pick(("returned", "cancelled"))
    return {
        "number": numbered(plan, number, "L11"),
        "accepted": accepted,
        "category": category,
        "item": chance.pick(known[category]),
        "applicant": name(chance),
        "promised_days": chance.pick((1, 3, 5, 10, 15)),
        "closed": closed if status == "closed" else None,
        "mode": chance.weighted(known["modes"]),
        "status": status,
        "rating": chance.weighted(known["ratings"]) if status == "closed" and chance.happens(0.7) else None,
    }
