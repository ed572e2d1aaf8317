"""L09 proactive disclosure, L10 disclosure requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import lists, name, numbered, say
from fazhi.synthesis.plan import Lags, Plan
from fazhi.synthesis.row import Row

TARGETED = {
    "news": "disclosure_news",
    "notices": "disclosure_notices",
    "documents": "disclosure_documents",
    "org": "disclosure_org",
}


def items(plan: Plan, chance: Chance) -> list[Row]:
    """Items by category in the catalogue's order, within a category by day; no title twice on one day."""
    counts = {category: plan.count(indicator) for category, indicator in TARGETED.items()}
    counts |= plan.beside.disclosures
    rows: list[Row] = []
    for category, count in counts.items():
        days = _days(plan, chance, category, count, plan.season("disclosures"))
        titles = _titles(plan, category)
        for day, title in zip(days, chance.cycle(titles, count), strict=True):
            taken = {row["title"] for row in rows if row["published"] == day}
            free = title if title not in taken else chance.pick([other for other in titles if other not in taken])
            rows.append(_item(plan, chance, category, day, free))
    if plan.beside.disclosure_lags is not None:
        _lag(plan.beside.disclosure_lags, chance.branch("lags"), rows)
    by_day = sorted(rows, key=lambda row: row["published"])
    for number, row in enumerate(by_day, start=1):
        row["index_no"] = numbered(plan, number, "L09", "index") if not chance.happens(0.1) else None
    return rows


def _days(plan: Plan, chance: Chance, category: str, count: int, season: Sequence[float]) -> list[date]:
    if category == "annual_report" and (day := plan.day("disclosure_report_date")):
        return [day] * count
    days = plan.days(TARGETED.get(category, ""))
    return chance.days([day for day in days if category != "law_report" or day.month in (2, 3)], count, season)


def _lag(lags: Lags, chance: Chance, rows: list[Row]) -> None:
    """Dates the forming of the items: at most nine days back, or at least fifty, more than any 20 working days."""
    drawn = chance.shuffled(rows)
    for number, row in enumerate(drawn):
        late = lags.undated <= number < lags.undated + lags.late
        days = chance.integer(50, 80) if late else chance.integer(0, 9)
        row["formed"] = None if number < lags.undated else row["published"] - timedelta(days=days)


def _titles(plan: Plan, category: str) -> list[str]:
    patterns = lists("topics")["L09"][category]
    titles = [
        pattern if isinstance(pattern, str) else pattern["say"].replace("{x}", x)
        for pattern in patterns
        for x in (pattern["x"] if isinstance(pattern, dict) else ("",))
    ]
    return [say(title, plan) for title in titles]


def _item(plan: Plan, chance: Chance, category: str, published: date, title: str) -> Row:
    lag = chance.integer(0, 9) if chance.happens(0.93) else chance.integer(30, 45)
    formed = published - timedelta(days=lag)
    channel = ("web", "board") if category in {"notices", "budget"} and chance.happens(0.5) else ("web",)
    about = plan.year - 1 if category in {"annual_report", "law_report", "enforcement"} else plan.year
    is_document = category in {"documents", "personnel"}
    return {
        "title": title,
        "category": category,
        "document": numbered(plan, chance.integer(1, 60), "L09", "document") if is_document else None,
        "formed": formed if chance.happens(0.92) else None,
        "published": published,
        "channel": channel,
        "reviewed": True,
        "removed": published + timedelta(days=60) if chance.happens(0.03) and published.month < 10 else None,
        "about_year": about,
    }


def requests(plan: Plan, chance: Chance) -> list[Row]:
    """Requests received in the year; none makes a nil report."""
    days = chance.days(plan.days(""), plan.beside.disclosure_requests)
    return [_request(plan, chance, number, day) for number, day in enumerate(days, start=1)]


def _request(plan: Plan, chance: Chance, number: int, received: date) -> Row:
    answered = received + timedelta(days=chance.integer(5, 26))
    over = answered.year == plan.year
    return {
        "number": numbered(plan, number, "L10"),
        "applicant_kind": chance.pick(("person", "person", "business")),
        "applicant": name(chance),
        "received": received,
        "completed": False,
        "extended": False,
        "answered": answered if over else None,
        "result": chance.weighted(lists("matters")["L10"]["results"]) if over else None,
    }
