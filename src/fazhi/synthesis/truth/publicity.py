"""L15 publicity events, L16 village advisers, L17 law academy: three ledgers that may record one event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import lists, name, say
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row

# How many people a service of an adviser reaches, relative to the others.
REACH = {
    "lecture": 12.0,
    "consultation": 5.0,
    "charter": 3.0,
    "contract": 2.0,
    "check_up": 2.0,
    "opinion": 1.5,
}
ISSUED = {
    "session": "academy_sessions",
    "poster": "academy_posters",
    "online_lesson": "academy_online_lessons",
}


def services(plan: Plan, chance: Chance) -> list[Row]:
    """Services by village and day. Each village has one lawyer; all beneficiaries add up to the target."""
    counts = {"consultation": plan.count("adviser_consultations"), "lecture": plan.count("adviser_lectures")}
    counts |= plan.beside.adviser_services
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    firms = lists("places")["law_firms"]
    lawyers = {
        village.name: {"lawyer": name(chance), "firm": firms[number % len(firms)]}
        for number, village in enumerate(plan.villages)
    }
    villages = list(islice(cycle(lawyers), len(kinds)))
    days = chance.shuffled(chance.days(plan.days("adviser_consultations"), len(kinds)))
    beneficiaries = chance.shares(
        plan.count("adviser_beneficiaries"), [REACH.get(kind, 1.0) for kind in kinds], jitter=0.4, least=1
    )
    rows: list[Row] = []
    for kind, village, day, reached in zip(kinds, villages, days, beneficiaries, strict=True):
        taken = {(row["date"], row["village"]) for row in rows}
        while (day, village) in taken:
            day = chance.pick(plan.days("adviser_consultations"))
        rows.append(_service(chance, kind, day, village, reached) | lawyers[village])
    order = {village.name: number for number, village in enumerate(plan.villages)}
    return sorted(rows, key=lambda row: (order[row["village"]], row["date"]))


def _service(chance: Chance, kind: str, day: date, village: str, reached: int) -> Row:
    return {
        "date": day,
        "village": village,
        "mode": chance.weighted({"on_site": 8, "phone": 1, "wechat": 1}) if kind == "consultation" else "on_site",
        "type": kind,
        "hours": chance.pick((1, 1.5, 2, 2, 3)),
        "content": lists("topics")["L16"][kind],
        "beneficiaries": reached,
        "confirmed": True,
        "rating": chance.weighted(lists("people")["ratings"]),
    }


def issues(plan: Plan, chance: Chance) -> list[Row]:
    """Issues of each form by day; within a form they are numbered from 1."""
    topics = lists("topics")["L17"]
    rows: list[Row] = []
    for form, indicator in ISSUED.items():
        count = plan.count(indicator)
        days = chance.days([day for day in plan.days(indicator) if day.month > 1], count)
        titles = chance.cycle(topics[form], count)
        rows += [_issue(plan, chance, form, *issue) for issue in zip(range(1, count + 1), days, titles, strict=True)]
    return sorted(rows, key=lambda row: row["date"])


def _issue(plan: Plan, chance: Chance, form: str, number: int, day: date, topic: str) -> Row:
    places = lists("places")
    in_person = form == "session"
    return {
        "issue": number,
        "date": day,
        "form": form,
        "topic": topic,
        "speaker": name(chance) if form != "poster" else None,
        "place": chance.pick(places["meeting_rooms"]) if in_person else places["platform"],
        "participants": chance.integer(25, 90) if in_person else None,
        "views": chance.integer(120, 900) if not in_person else None,
    }


def events(plan: Plan, chance: Chance, advised: list[Row], academy: list[Row]) -> list[Row]:
    """Events by day, every theme among them; consultations and copies add up to their targets.

    ``advised`` and ``academy`` are the rows of the other two ledgers: some events are an adviser's lecture
    (same day and village) or an academy session (same day and topic) as well.
    """
    rows = list(_shared(plan, chance, advised, academy))
    lectures = {(row["date"], row["village"]) for row in advised if row["type"] == "lecture"}
    opening = {"national_security": plan.day("publicity_national_security_day")}
    for theme in _themes(plan, chance, plan.count("publicity_events") - len(rows)):
        days = _days(plan, theme, opening)
        event = _event(plan, chance, theme, days)
        while _overlaps(event, rows, lectures):
            event = _event(plan, chance, theme, days)
        rows.append(event)
        opening.pop(theme or "", None)
    _share_out(rows, "consultations", plan.count("publicity_consultations"), 0.75, chance)
    _share_out(rows, "materials", plan.count("publicity_materials"), 0.9, chance)
    return sorted(rows, key=lambda row: row["date"])


def _overlaps(event: Row, rows: list[Row], lectures: set[tuple[date, str]]) -> bool:
    """Whether the event is in the ledger already, or would be taken for a lecture of an adviser."""
    known = {(row["date"], row["topic"]) for row in rows}
    return (event["date"], event["topic"]) in known or (event["date"], event["village"]) in lectures


def _themes(plan: Plan, chance: Chance, count: int) -> list[str | None]:
    """Every theme that the plan asks for once; of the rest about a third has none."""
    themes = list(lists("topics")["L15"]["themes"])[: plan.count("publicity_themes")]
    weights = _weights(plan, themes)
    drawn = [
        _theme(chance, themes, weights) if themes and chance.happens(0.65) else chance.pick((None, "other"))
        for _ in range(count - len(themes))
    ]
    return [*themes[:count], *drawn]


def _weights(plan: Plan, themes: list[str]) -> dict[str, float]:
    """How often each theme occurs, by the season of the months in which it may; nothing where the plan has no season."""
    season = plan.seasons.get("publicity")
    days = {theme: _days(plan, theme, {}) for theme in themes} if season else {}
    return {theme: sum(season[day.month - 1] for day in among) / len(among) for theme, among in days.items() if season}


def _theme(chance: Chance, themes: list[str], weights: dict[str, float]) -> str:
    return chance.weighted(weights) if weights else chance.pick(themes)


def _day(plan: Plan, chance: Chance, days: list[date]) -> date:
    season = plan.seasons.get("publicity")
    return chance.weighted({day: season[day.month - 1] for day in days}) if season else chance.pick(days)


def _days(plan: Plan, theme: str | None, opening: dict[str, date | None]) -> list[date]:
    """The days for an event of the theme; the first one takes place on its ``opening`` day, if it has one."""
    known = lists("topics")["L15"]
    season = known["themes"].get(theme, known["no_theme"])
    if day := opening.get(theme or ""):
        return [day]
    return plan.working_days(plan.on(season["since"]), plan.on(season["until"]))


def _event(plan: Plan, chance: Chance, theme: str | None, days: list[date]) -> Row:
    known = lists("topics")["L15"]
    topic = chance.pick(known["themes"].get(theme, known["no_theme"])["topics"])
    village = chance.pick(plan.villages).name if "{village}" in topic or chance.happens(0.5) else None
    return _gathering(plan, chance, _day(plan, chance, days), say(topic, plan, village=village), theme, village)


def _share_out(rows: list[Row], column: str, total: int, share: float, chance: Chance) -> None:
    """Spreads ``total`` over about ``share`` of the rows; the others hold nothing or 0."""
    weights = [chance.integer(2, 10) if chance.happens(share) or not number else 0 for number in range(len(rows))]
    parts = chance.shares(total, weights, jitter=0.3) if rows else []
    for row, part in zip(rows, parts, strict=True):
        row[column] = part or chance.pick((None, 0))


def _gathering(plan: Plan, chance: Chance, day: date, topic: str, theme: str | None, village: str | None) -> Row:
    places = lists("places")
    host, co_host = chance.sample(places["offices"], 2)
    return {
        "date": day,
        "topic": topic,
        "theme": theme,
        "form": _form(chance, topic),
        "place": village + chance.pick(places["village_spots"]) if village else chance.pick(places["spots"]),
        "village": village,
        "host": plan.township + host,
        "co_host": plan.township + co_host if chance.happens(0.5) else None,
        "participants": chance.integer(3, 40) * 10 if chance.happens(0.7) else chance.integer(25, 400),
    }


def _form(chance: Chance, topic: str) -> str:
    """The form that the topic names, or any that leaves it open."""
    forms: dict[str, str] = lists("topics")["L15"]["forms"]
    named = [form for word, form in forms.items() if word in topic]
    return named[0] if named else chance.weighted({"stall": 6, "display": 2, "online": 1, "lecture": 1})


def _shared(plan: Plan, chance: Chance, advised: list[Row], academy: list[Row]) -> Iterator[Row]:
    """Events that another ledger records as well."""
    lectures = [row for row in advised if row["type"] == "lecture"]
    for row in lectures[: plan.beside.overlapping.lectures]:
        event = _gathering(
            plan,
            chance,
            row["date"],
            say(lists("topics")["L15"]["shared_lecture"], plan, village=row["village"]),
            None,
            row["village"],
        )
        yield event | {"form": "lecture"}
    sessions = [row for row in academy if row["form"] == "session"]
    for row in sessions[: plan.beside.overlapping.sessions]:
        yield _gathering(plan, chance, row["date"], row["topic"], None, None) | {
            "form": "lecture",
            "place": row["place"],
        }
