"""L01 study and training, L02 milestones."""

from __future__ import annotations

from datetime import date

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import lists, name, numbered, say
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row

INDICATOR_OF_KIND = {"leadership": "study_sessions_leadership", "staff": "training_sessions_staff"}
EXPECTED = {"leadership": (11, 15), "staff": (60, 90)}


def sessions(plan: Plan, chance: Chance) -> list[Row]:
    """Plans, study sessions, training, examinations. Some meetings are booked under both kinds."""
    topics = lists("topics")["L01"]
    rows = [_plan(plan, chance, number) for number in range(plan.count("study_plans"))]
    twice = plan.beside.meetings_booked_twice
    for kind, indicator in INDICATOR_OF_KIND.items():
        fresh = plan.count(indicator) - (twice if kind == "staff" else 0)
        days = chance.days(plan.days(indicator), fresh)
        titles = chance.cycle(topics[kind], fresh)
        rows += [_session(kind, day, title, chance) for day, title in zip(days, titles, strict=True)]
    shared = [row for row in rows if row["type"] == "leadership"][:twice]
    rows += [_session("staff", row["date"], row["topic"], chance) for row in shared]
    rows += [_exam(plan, chance, number) for number in range(plan.beside.exams)]
    return sorted(rows, key=lambda row: row["date"])


def _session(kind: str, day: date, topic: str, chance: Chance) -> Row:
    topics = lists("topics")["L01"]
    expected = chance.integer(*EXPECTED[kind])
    return {
        "date": day,
        "type": kind,
        "topic": topic,
        "place": chance.pick(lists("places")["meeting_rooms"]),
        "speaker": name(chance),
        "audience": topics[f"{kind}_audience"],
        "expected": expected,
        "present": expected - chance.integer(0, expected // 8),
        "hours": chance.pick((1, 1.5, 2)),
        "proof": topics["proof"],
    }


def _plan(plan: Plan, chance: Chance, number: int) -> Row:
    topic = say(lists("topics")["L01"]["plan"], plan)
    day = chance.pick(plan.between("01-10", "02-25"))
    return {"date": day, "type": "plan", "topic": topic if not number else f"{topic}（{number + 1}）"}


def _exam(plan: Plan, chance: Chance, number: int) -> Row:
    topics = lists("topics")["L01"]
    sat = chance.integer(20, 70)
    return {
        "date": chance.pick(plan.between("08-15", "11-25")),
        "type": "exam",
        "topic": say(topics["exam"][number % len(topics["exam"])], plan),
        "audience": topics["staff_audience"],
        "examined": sat,
        "passed": sat - chance.integer(0, 2),
    }


def milestones(plan: Plan, chance: Chance) -> list[Row]:
    """The dated events of the plan, and others of the year."""
    topics = lists("topics")["L02"]
    offices = lists("places")["offices"]
    rows: list[Row] = []
    for indicator, kind in (
        ("milestone_committee", "institution"),
        ("milestone_congress_meeting", "meeting"),
        ("milestone_supervision_office", "institution"),
    ):
        if day := plan.day(indicator):
            rows.append({"date": day, "title": say(topics[indicator], plan), "type": kind})
    days = chance.days(plan.days(""), len(topics["others"]))
    for other, day in zip(chance.shuffled(topics["others"]), days, strict=True):
        rows.append({"date": day, "title": say(other["title"], plan), "type": other["type"]})
    rows.sort(key=lambda row: row["date"])
    for number, row in enumerate(rows, start=1):
        row["document"] = numbered(plan, number * 3, "L02") if row["type"] == "rule" else None
        row["office"] = chance.pick(offices)
    return rows
