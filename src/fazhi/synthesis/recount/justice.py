"""The ledgers L12–L19 of the justice office, counted."""

from __future__ import annotations

from statistics import median

from fazhi.synthesis.plan import Plan
from fazhi.synthesis.recount.tools import (
    Figure,
    Figures,
    Truth,
    distinct,
    first,
    in_being,
    share,
    size,
    stock_day,
    total,
    where,
    within,
)

CONCLUDED = {"settled", "failed", "withdrawn"}
ROOMS = {"family", "overseas", "labour"}


def bodies(plan: Plan, truth: Truth) -> Figures:
    """L12: committees and rooms in being on the day of the stock."""
    bodies = in_being(truth["L12"], "founded", "dissolved", stock_day(plan))
    committees, rooms = where(bodies, type="committee"), where(bodies, type="room")
    lawful = [row for row in committees if 3 <= row["members"] <= 9 and row["women"] >= 1]
    return {
        "mediation_committees": size(committees),
        "mediation_committees_town": size(where(committees, level="town")),
        "mediation_committees_village": size(where(committees, level={"village", "community"})),
        "mediation_committees_other": size(
            [row for row in committees if row["level"] not in ("town", "village", "community")]
        ),
        "mediation_committees_lawful_size": size(lawful),
        "mediation_rooms": size(rooms),
        **{f"mediation_rooms_{field}": size(where(rooms, field=field)) for field in ROOMS},
        "mediation_rooms_other": size([row for row in rooms if row["field"] not in ROOMS]),
    }


def mediators(plan: Plan, truth: Truth) -> Figures:
    """L13: persons with a post on the day of the stock."""
    posts = in_being(truth["L13"], "appointed", "dismissed", stock_day(plan))
    persons = {row["id_number"] for row in posts}
    full_time = {row["id_number"] for row in where(posts, kind="full_time")}
    return {
        "mediators": Figure(len(persons)),
        "mediators_full_time": Figure(len(full_time)),
        "mediators_part_time": Figure(len(persons - full_time)),
    }


def disputes(plan: Plan, truth: Truth) -> Figures:
    """L14: disputes by day of acceptance and of closing."""
    accepted = within(truth["L14"], "accepted", plan)
    concluded = where(within(truth["L14"], "closed", plan), result=CONCLUDED)
    days = [(row["closed"] - row["accepted"]).days for row in concluded]
    return {
        "disputes_accepted": size(accepted),
        "disputes_resolved": size(where(concluded, result="settled")),
        "disputes_concluded": size(concluded),
        "mediation_success_rate": share(concluded, lambda row: row["result"] == "settled"),
        "mediation_success_rate_accepted": share(accepted, lambda row: row["result"] == "settled"),
        "dispute_days_median": Figure(median(days) if days else None, denominator=len(days)),
        "dispute_within_30_days_rate": share(concluded, lambda row: (row["closed"] - row["accepted"]).days <= 30),
    }


def events(plan: Plan, truth: Truth) -> Figures:
    """L15: events and what they reached; overlap is taken off only where the other ledger is there."""
    rows = within(truth["L15"], "date", plan)
    lectures = {(row["date"], row["village"]) for row in where(truth.get("L16", ()), type="lecture")}
    sessions = {(row["date"], row["topic"]) for row in where(truth.get("L17", ()), form="session")}
    apart = [row for row in rows if (row["date"], row["village"]) not in lectures]
    return {
        "publicity_events": size(rows),
        "publicity_events_without_overlap": size([r for r in apart if (r["date"], r["topic"]) not in sessions]),
        **{f"publicity_{column}": total(rows, column) for column in ("consultations", "materials", "participants")},
        "publicity_themes": Figure(len({row["theme"] for row in rows} - {None, "other"})),
        "publicity_national_security_day": first(where(rows, theme="national_security"), "date"),
    }


def services(plan: Plan, truth: Truth) -> Figures:
    """L16: services of the village advisers, and village-months with one."""
    rows = within(truth["L16"], "date", plan)
    covered, all_months = len({(row["village"], row["date"].month) for row in rows}), len(plan.villages) * 12
    return {
        "adviser_consultations": size(where(rows, type="consultation")),
        "adviser_lectures": size(where(rows, type="lecture")),
        "adviser_beneficiaries": total(rows, "beneficiaries"),
        "village_month_adviser_coverage": Figure(covered / all_months, covered, all_months),
    }


def academy(plan: Plan, truth: Truth) -> Figures:
    """L17: issues by form."""
    rows = within(truth["L17"], "date", plan)
    forms = {"sessions": "session", "posters": "poster", "online_lessons": "online_lesson"}
    return {f"academy_{name}": Figure(distinct(where(rows, form=form), "issue")) for name, form in forms.items()}


def stewards(plan: Plan, truth: Truth) -> Figures:
    """L18: persons recognised and not left by the day of the stock."""
    rows = in_being(truth["L18"], "recognised", "left", stock_day(plan))
    return {"legal_stewards": Figure(distinct(rows, "id_number"))}


def applications(plan: Plan, truth: Truth) -> Figures:
    """L19: villages that apply for the provincial title."""
    rows = where(truth["L19"], level="province", applied_year=plan.year)
    return {"demonstration_villages": size([row for row in rows if row["status"] not in ("fostering", "revoked")])}
