"""True values: every indicator counted from the rows of truth, in plain loops and without the room that counts ledgers.

What the counting rules say is said here a second time, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import chinese_calendar

from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row

CONCLUDED = ("settled", "failed", "withdrawn")
MAIN_CATEGORIES = {"news", "notices", "documents", "org"}
MAIN_WINDOWS = {"household", "family_planning", "social_affairs", "hr_social_security"}
ROOMS = {"family", "overseas", "labour"}
Rows = Sequence[Row]
Truth = Mapping[str, Rows]


@dataclass(frozen=True)
class Figure:
    """A true value: a count, a proportion (0–1), days, or a date; None where there is nothing to count it from."""

    value: float | date | None
    numerator: int | None = None
    denominator: int | None = None


Figures = dict[str, Figure]


def true_figures(plan: Plan, truth: Truth) -> Figures:
    """Every indicator of a township-year by its id, those of ledgers that are not in ``truth`` left out."""
    figures: Figures = {}
    for ledger, count in COUNTS.items():
        if ledger in truth:
            figures |= count(plan, truth)
    if plan.residents:
        figures["population"] = Figure(plan.residents)
        if (accepted := figures.get("disputes_accepted")) and isinstance(accepted.value, int):
            rate = 1000 * accepted.value / plan.residents
            figures["disputes_per_1000"] = Figure(rate, accepted.value, plan.residents)
    figures["villages"] = Figure(len(plan.villages))
    return figures


# ------------------------------------------------------------------------------------------------ small tools


def _where(rows: Iterable[Row], **wanted: object) -> list[Row]:
    """The rows whose cells are (or, for a set, are among) the values wanted."""
    return [
        row
        for row in rows
        if all(row.get(id) in value if isinstance(value, set) else row.get(id) == value for id, value in wanted.items())
    ]


def _within(rows: Iterable[Row], column: str, plan: Plan) -> list[Row]:
    return [row for row in rows if isinstance(row.get(column), date) and row[column].year == plan.year]


def _distinct(rows: Iterable[Row], *columns: str) -> int:
    return len({tuple(row[column] for column in columns) for row in rows})


def _size(rows: Sequence[Row]) -> Figure:
    return Figure(len(rows))


def _share(rows: Sequence[Row], hit: Callable[[Row], bool]) -> Figure:
    number = sum(map(hit, rows))
    return Figure(number / len(rows) if rows else None, number, len(rows))


def _first(rows: Iterable[Row], column: str) -> Figure:
    return Figure(min((row[column] for row in rows), default=None))


def _total(rows: Iterable[Row], column: str) -> Figure:
    return Figure(sum(row[column] or 0 for row in rows))


def _in_being(rows: Iterable[Row], since: str, until: str, day: date) -> list[Row]:
    return [row for row in rows if row[since] <= day and not (row.get(until) and row[until] <= day)]


def _stock_day(plan: Plan) -> date:
    last = plan.on("12-31")
    return min(plan.report_date, last) if plan.report_date.year == plan.year else last


def _after_working_days(day: date, length: int) -> date:
    while length:
        day += timedelta(days=1)
        length -= chinese_calendar.is_workday(day)
    return day


def _two_months_after(day: date) -> date:
    year, month = (day.year + 1, day.month - 10) if day.month > 10 else (day.year, day.month + 2)
    return next(date(year, month, number) for number in (day.day, 30, 29, 28) if _is_day(year, month, number))


def _is_day(year: int, month: int, number: int) -> bool:
    return number <= ((date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)).day


def _on_time(rows: Iterable[Row], due: Callable[[Row], date], done: str, plan: Plan) -> Figure:
    """Done by the due day, among the rows whose due day has come by the end of the year."""
    past = [(row, day) for row in rows if (day := due(row)) <= plan.on("12-31")]
    number = sum(bool(row[done]) and row[done] <= day for row, day in past)
    return Figure(number / len(past) if past else None, number, len(past))


# --------------------------------------------------------------------------------------- ledger by ledger


def _study(plan: Plan, truth: Truth) -> Figures:
    rows = _within(truth["L01"], "date", plan)
    return {
        "study_plans": Figure(_distinct(_where(rows, type="plan"), "topic")),
        "study_sessions_leadership": Figure(_distinct(_where(rows, type="leadership"), "date", "topic")),
        "training_sessions_staff": Figure(_distinct(_where(rows, type="staff"), "date", "topic")),
    }


def _milestones(plan: Plan, truth: Truth) -> Figures:
    def first(kind: str, words: str) -> Figure:
        named = [row for row in _where(truth["L02"], type=kind) if words in row["title"]]
        return _first(_within(named, "date", plan), "date")

    return {
        "milestone_committee": first("institution", "综合治理委员会"),
        "milestone_congress_meeting": first("meeting", "二十大"),
        "milestone_supervision_office": first("institution", "协调监督办公室"),
    }


def _officers(plan: Plan, truth: Truth) -> Figures:
    day = _stock_day(plan)

    def counts(row: Row) -> bool:
        gone = row["on_post"] in ("transferred", "retired") and (row["left"] is None or row["left"] <= day)
        barred = row["status"] in ("suspended", "cancelled") or row["certificate_kind"] == "supervision"
        return not gone and not barred and row["issued"] <= day <= row["expires"]

    last: dict[str, date] = {}
    for row in filter(counts, truth["L03"]):
        last[row["id_number"]] = max(row["expires"], last.get(row["id_number"], row["expires"]))
    soon = sum(expires <= day + timedelta(days=90) for expires in last.values())
    return {"certified_officers": Figure(len(last)), "officers_expiring_90_days": Figure(soon)}


def _penalties(plan: Plan, truth: Truth) -> Figures:
    decided = _within(truth["L04"], "decided", plan)
    return {
        "penalties_filed": _size(_within(truth["L04"], "filed", plan)),
        "penalty_cases": _size(decided),
        "penalties_published": _size([row for row in decided if row.get("published")]),
        "penalty_published_on_time_rate": _on_time(
            decided, lambda row: _after_working_days(row["decided"], 7), "published", plan
        ),
    }


def _inspections(plan: Plan, truth: Truth) -> Figures:
    rows = _within(truth["L05"], "date", plan)
    return {"inspection_cases": _size([row for row in rows if row["object"] and row["record"]])}


def _suits(plan: Plan, truth: Truth) -> Figures:
    heard = [row for row in _within(truth["L06"], "heard", plan) if row["was_heard"] is not False]
    return {
        "litigation_cases": _size(_within(truth["L06"], "received", plan)),
        "court_appearance_rate": _share(heard, lambda row: row["leader_appeared"] is True),
    }


def _reviews(plan: Plan, truth: Truth) -> Figures:
    return {"reconsideration_cases": _size(_within(truth["L07"], "accepted", plan))}


def _letters(plan: Plan, truth: Truth) -> Figures:
    rows = _within(_where(truth["L08"], document="procuratorial"), "received", plan)
    return {
        "procuratorial_suggestions": _size(rows),
        "procuratorial_suggestions_studied": _size([row for row in rows if row["studied"]]),
        "procuratorial_suggestions_planned": _size([row for row in rows if row["planned"]]),
        "procuratorial_suggestions_replied": _size([row for row in rows if row["replied"]]),
        "procuratorial_reply_on_time_rate": _on_time(
            rows, lambda row: row["reply_due"] or _two_months_after(row["received"]), "replied", plan
        ),
    }


def _disclosures(plan: Plan, truth: Truth) -> Figures:
    rows = _within(truth["L09"], "published", plan)
    dated = [row for row in rows if row["formed"]]
    return {
        **{f"disclosure_{category}": _size(_where(rows, category=category)) for category in MAIN_CATEGORIES},
        "disclosure_other": _size([row for row in rows if row["category"] not in MAIN_CATEGORIES]),
        "disclosure_total": _size(rows),
        "disclosure_on_time_rate": _on_time(
            dated, lambda row: _after_working_days(row["formed"], 20), "published", plan
        ),
        "disclosure_report_date": _first(_where(rows, category="annual_report"), "published"),
    }


def _business(plan: Plan, truth: Truth) -> Figures:
    counted = [row for row in truth["L11"] if row.get("status") not in ("returned", "cancelled")]

    def number(rows: Iterable[Row]) -> Figure:
        return Figure(sum(1 if row.get("quantity") is None else row["quantity"] for row in rows))

    return {
        **{f"service_{window}": number(_where(counted, category=window)) for window in MAIN_WINDOWS},
        "service_other": number(row for row in counted if row["category"] not in MAIN_WINDOWS),
        "service_total": number(counted),
    }


def _bodies(plan: Plan, truth: Truth) -> Figures:
    bodies = _in_being(truth["L12"], "founded", "dissolved", _stock_day(plan))
    committees, rooms = _where(bodies, type="committee"), _where(bodies, type="room")
    lawful = [row for row in committees if 3 <= row["members"] <= 9 and row["women"] >= 1]
    return {
        "mediation_committees": _size(committees),
        "mediation_committees_town": _size(_where(committees, level="town")),
        "mediation_committees_village": _size(_where(committees, level={"village", "community"})),
        "mediation_committees_other": _size(
            [row for row in committees if row["level"] not in ("town", "village", "community")]
        ),
        "mediation_committees_lawful_size": _size(lawful),
        "mediation_rooms": _size(rooms),
        **{f"mediation_rooms_{field}": _size(_where(rooms, field=field)) for field in ROOMS},
        "mediation_rooms_other": _size([row for row in rooms if row["field"] not in ROOMS]),
    }


def _mediators(plan: Plan, truth: Truth) -> Figures:
    posts = _in_being(truth["L13"], "appointed", "dismissed", _stock_day(plan))
    persons = {row["id_number"] for row in posts}
    full_time = {row["id_number"] for row in _where(posts, kind="full_time")}
    return {
        "mediators": Figure(len(persons)),
        "mediators_full_time": Figure(len(full_time)),
        "mediators_part_time": Figure(len(persons - full_time)),
    }


def _disputes(plan: Plan, truth: Truth) -> Figures:
    accepted = _within(truth["L14"], "accepted", plan)
    concluded = _where(_within(truth["L14"], "closed", plan), result=set(CONCLUDED))
    days = [(row["closed"] - row["accepted"]).days for row in concluded]
    return {
        "disputes_accepted": _size(accepted),
        "disputes_resolved": _size(_where(concluded, result="settled")),
        "disputes_concluded": _size(concluded),
        "mediation_success_rate": _share(concluded, lambda row: row["result"] == "settled"),
        "mediation_success_rate_accepted": _share(accepted, lambda row: row["result"] == "settled"),
        "dispute_days_median": Figure(median(days) if days else None, denominator=len(days)),
        "dispute_within_30_days_rate": _share(concluded, lambda row: (row["closed"] - row["accepted"]).days <= 30),
    }


def _events(plan: Plan, truth: Truth) -> Figures:
    rows = _within(truth["L15"], "date", plan)
    lectures = {(row["date"], row["village"]) for row in _where(truth.get("L16", ()), type="lecture")}
    sessions = {(row["date"], row["topic"]) for row in _where(truth.get("L17", ()), form="session")}
    apart = [row for row in rows if (row["date"], row["village"]) not in lectures]
    return {
        "publicity_events": _size(rows),
        "publicity_events_without_overlap": _size([r for r in apart if (r["date"], r["topic"]) not in sessions]),
        **{f"publicity_{column}": _total(rows, column) for column in ("consultations", "materials", "participants")},
        "publicity_themes": Figure(len({row["theme"] for row in rows} - {None, "other"})),
        "publicity_national_security_day": _first(_where(rows, theme="national_security"), "date"),
    }


def _services(plan: Plan, truth: Truth) -> Figures:
    rows = _within(truth["L16"], "date", plan)
    covered, all_months = len({(row["village"], row["date"].month) for row in rows}), len(plan.villages) * 12
    return {
        "adviser_consultations": _size(_where(rows, type="consultation")),
        "adviser_lectures": _size(_where(rows, type="lecture")),
        "adviser_beneficiaries": _total(rows, "beneficiaries"),
        "village_month_adviser_coverage": Figure(covered / all_months, covered, all_months),
    }


def _academy(plan: Plan, truth: Truth) -> Figures:
    rows = _within(truth["L17"], "date", plan)
    forms = {"sessions": "session", "posters": "poster", "online_lessons": "online_lesson"}
    return {f"academy_{name}": Figure(_distinct(_where(rows, form=form), "issue")) for name, form in forms.items()}


def _stewards(plan: Plan, truth: Truth) -> Figures:
    rows = _in_being(truth["L18"], "recognised", "left", _stock_day(plan))
    return {"legal_stewards": Figure(_distinct(rows, "id_number"))}


def _applications(plan: Plan, truth: Truth) -> Figures:
    rows = _where(truth["L19"], level="province", applied_year=plan.year)
    return {"demonstration_villages": _size([row for row in rows if row["status"] not in ("fostering", "revoked")])}


COUNTS: dict[str, Callable[[Plan, Truth], Figures]] = {
    "L01": _study,
    "L02": _milestones,
    "L03": _officers,
    "L04": _penalties,
    "L05": _inspections,
    "L06": _suits,
    "L07": _reviews,
    "L08": _letters,
    "L09": _disclosures,
    "L11": _business,
    "L12": _bodies,
    "L13": _mediators,
    "L14": _disputes,
    "L15": _events,
    "L16": _services,
    "L17": _academy,
    "L18": _stewards,
    "L19": _applications,
}
