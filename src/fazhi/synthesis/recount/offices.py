"""The ledgers L01–L11 of the offices for party and government affairs, enforcement and the service centre, counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from fazhi.synthesis.plan import Plan
from fazhi.synthesis.recount.tools import (
    Figure,
    Figures,
    Truth,
    after_working_days,
    distinct,
    first,
    on_time,
    share,
    size,
    stock_day,
    two_months_after,
    where,
    within,
)
from fazhi.synthesis.row import Row

MAIN_CATEGORIES = {"news", "notices", "documents", "org"}
MAIN_WINDOWS = {"household", "family_planning", "social_affairs", "hr_social_security"}


def study(plan: Plan, truth: Truth) -> Figures:
    """L01: meetings and plans; one meeting booked under both kinds counts in each."""
    rows = within(truth["L01"], "date", plan)
    return {
        "study_plans": Figure(distinct(where(rows, type="plan"), "topic")),
        "study_sessions_leadership": Figure(distinct(where(rows, type="leadership"), "date", "topic")),
        "training_sessions_staff": Figure(distinct(where(rows, type="staff"), "date", "topic")),
    }


def milestones(plan: Plan, truth: Truth) -> Figures:
    """L02: first days of what the report dates."""

    def day_of(kind: str, words: str) -> Figure:
        named = [row for row in where(truth["L02"], type=kind) if words in row["title"]]
        return first(within(named, "date", plan), "date")

    return {
        "milestone_committee": day_of("institution", "综合治理委员会"),
        "milestone_congress_meeting": day_of("meeting", "二十大"),
        "milestone_supervision_office": day_of("institution", "协调监督办公室"),
    }


def officers(plan: Plan, truth: Truth) -> Figures:
    """L03: persons with a certificate that is good on the day of the stock, and those whose last one soon ends."""
    day = stock_day(plan)

    def counts(row: Row) -> bool:
        gone = row["on_post"] in ("transferred", "retired") and (row["left"] is None or row["left"] <= day)
        barred = row["status"] in ("suspended", "cancelled") or row["certificate_kind"] == "supervision"
        return not gone and not barred and row["issued"] <= day <= row["expires"]

    last: dict[str, date] = {}
    for row in filter(counts, truth["L03"]):
        last[row["id_number"]] = max(row["expires"], last.get(row["id_number"], row["expires"]))
    soon = sum(expires <= day + timedelta(days=90) for expires in last.values())
    return {"certified_officers": Figure(len(last)), "officers_expiring_90_days": Figure(soon)}


def penalties(plan: Plan, truth: Truth) -> Figures:
    """L04: cases by decision, and whether they were published within seven working days."""
    decided = within(truth["L04"], "decided", plan)
    return {
        "penalties_filed": size(within(truth["L04"], "filed", plan)),
        "penalty_cases": size(decided),
        "penalties_published": size([row for row in decided if row.get("published")]),
        "penalty_published_on_time_rate": on_time(
            decided, lambda row: after_working_days(row["decided"], 7), "published", plan
        ),
    }


def inspections(plan: Plan, truth: Truth) -> Figures:
    """L05: rows with an object and a record."""
    rows = within(truth["L05"], "date", plan)
    return {"inspection_cases": size([row for row in rows if row["object"] and row["record"]])}


def suits(plan: Plan, truth: Truth) -> Figures:
    """L06: instances received, and leaders' appearance in those heard."""
    heard = [row for row in within(truth["L06"], "heard", plan) if row["was_heard"] is not False]
    return {
        "litigation_cases": size(within(truth["L06"], "received", plan)),
        "court_appearance_rate": share(heard, lambda row: row["leader_appeared"] is True),
    }


def reviews(plan: Plan, truth: Truth) -> Figures:
    """L07: cases accepted."""
    return {"reconsideration_cases": size(within(truth["L07"], "accepted", plan))}


def letters(plan: Plan, truth: Truth) -> Figures:
    """L08: procuratorial suggestions received and what was done about them."""
    rows = within(where(truth["L08"], document="procuratorial"), "received", plan)
    return {
        "procuratorial_suggestions": size(rows),
        "procuratorial_suggestions_studied": size([row for row in rows if row["studied"]]),
        "procuratorial_suggestions_planned": size([row for row in rows if row["planned"]]),
        "procuratorial_suggestions_replied": size([row for row in rows if row["replied"]]),
        "procuratorial_reply_on_time_rate": on_time(
            rows, lambda row: row["reply_due"] or two_months_after(row["received"]), "replied", plan
        ),
    }


def disclosures(plan: Plan, truth: Truth) -> Figures:
    """L09: items by category, and those published within 20 working days of forming."""
    rows = within(truth["L09"], "published", plan)
    dated = [row for row in rows if row["formed"]]
    return {
        **{f"disclosure_{category}": size(where(rows, category=category)) for category in MAIN_CATEGORIES},
        "disclosure_other": size([row for row in rows if row["category"] not in MAIN_CATEGORIES]),
        "disclosure_total": size(rows),
        "disclosure_on_time_rate": on_time(dated, lambda row: after_working_days(row["formed"], 20), "published", plan),
        "disclosure_report_date": first(where(rows, category="annual_report"), "published"),
    }


def business(plan: Plan, truth: Truth) -> Figures:
    """L11: cases one by one or by month, cancelled and returned ones left out."""
    counted = [row for row in truth["L11"] if row.get("status") not in ("returned", "cancelled")]

    def number(rows: Iterable[Row]) -> Figure:
        return Figure(sum(1 if row.get("quantity") is None else row["quantity"] for row in rows))

    return {
        **{f"service_{window}": number(where(counted, category=window)) for window in MAIN_WINDOWS},
        "service_other": number(row for row in counted if row["category"] not in MAIN_WINDOWS),
        "service_total": number(counted),
    }
