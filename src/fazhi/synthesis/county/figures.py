"""The figures of one township-year: what its ledgers must give, and what they hold beside that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.county.calendar import is_open
from fazhi.synthesis.county.draws import TownshipYear
from fazhi.synthesis.plan import (
    Beside,
    Disputes,
    Inspections,
    Lags,
    MediationBodies,
    MediatorPosts,
    Officers,
    Overlapping,
)

# Targets that are drawn as they stand in the setting, with the least that they may be.
PLAIN = {
    "study_sessions_leadership": 2,
    "training_sessions_staff": 2,
    "certified_officers": 8,
    "inspection_cases": 12,
    "litigation_cases": 0,
    "reconsideration_cases": 0,
    "procuratorial_suggestions": 0,
    "disclosure_news": 12,
    "disclosure_notices": 4,
    "disclosure_documents": 1,
    "disclosure_org": 1,
    "service_household": 100,
    "service_family_planning": 4,
    "service_social_affairs": 6,
    "service_hr_social_security": 100,
    "publicity_events": 14,
    "adviser_consultations": 4,
    "adviser_lectures": 2,
    "legal_stewards": 9,
    "academy_sessions": 2,
    "academy_posters": 6,
    "academy_online_lessons": 1,
}
OTHER_SERVICES = ("mediation", "contract", "charter", "opinion", "drafting", "legal_aid", "check_up")
# Once in every year, or so many times between these bounds: no more than there are titles.
OTHER_DISCLOSURES = {
    "annual_report": (1, 1),
    "budget": (2, 3),
    "enforcement": (1, 2),
    "plans": (1, 2),
    "personnel": (0, 1),
    "guide": (0, 1),
    "law_report": (1, 1),
    "other": (1, 3),
}
CONGRESS = 2022
FOUNDED = {"milestone_committee": (2020, 2022), "milestone_supervision_office": (2021, 2023)}


def disputes(at: TownshipYear) -> tuple[int, Disputes]:
    """How many disputes were settled, and the others. What was pending last year is settled in this one."""
    concluded = at.number("disputes_concluded", 1)
    lost = at.part("disputes_lost", concluded)
    settled = concluded - lost
    carried_over = min(settled, at.number("disputes_pending", year=at.year - 1))
    return settled, Disputes(
        carried_over=carried_over,
        pending=at.number("disputes_pending"),
        referred=at.number("disputes_referred"),
        failed=lost - lost // 3,
        withdrawn=lost // 3,
        slow=at.part("disputes_slow", concluded - carried_over),
    )


def targets(at: TownshipYear) -> dict[str, int | float | date]:
    """The counts, the success rate and the dates that the ledgers must give."""
    counts = {id: at.number(id, least) for id, least in PLAIN.items()}
    services = counts["adviser_consultations"] + counts["adviser_lectures"] + at.number("adviser_other_services", 2)
    counts |= {
        "study_plans": 1,
        "penalty_cases": _penalties(at),
        "publicity_consultations": counts["publicity_events"] * at.number("consultations_per_event", 3),
        "publicity_materials": counts["publicity_events"] * at.number("materials_per_event", 8),
        "publicity_themes": 11,
        "adviser_beneficiaries": services * at.number("beneficiaries_per_service", 8),
        "demonstration_villages": min(2, at.number("demonstration_villages")),
    }
    settled, others = disputes(at)
    success = settled / (settled + others.failed + others.withdrawn)
    return {
        **counts,
        **_mediation_network(at),
        "disputes_resolved": settled,
        "mediation_success_rate": success,
        **_dates(at),
    }


def _penalties(at: TownshipYear) -> int:
    """Before the planted break on-the-spot penalties were not entered."""
    entry = at.planted.get("break")
    return at.number("penalty_cases", times=entry.share or 1 if entry and at.year < entry.year else 1)


def _mediation_network(at: TownshipYear) -> dict[str, int]:
    villages = len(at.township.villages)
    mediators, full_time = at.number("mediators", 5 * (villages + 1)), 2 if at.township.residents < 30_000 else 4
    rooms = {"family": 1, "labour": int(at.township.rank > 0.3), "overseas": int(at.township.rank > 0.5)}
    return {
        "mediation_committees": villages + 1,
        "mediation_committees_town": 1,
        "mediation_committees_village": villages,
        "mediation_rooms": sum(rooms.values()),
        **{f"mediation_rooms_{field}": many for field, many in rooms.items()},
        "mediators": mediators,
        "mediators_full_time": full_time,
        "mediators_part_time": mediators - full_time,
    }


def _dates(at: TownshipYear) -> dict[str, date]:
    """The disclosure report each January, National Security Day, and milestones in the years in which they fell."""
    days = {"disclosure_report_date": _open_day(date(at.year, 1, at.chance("report").integer(15, 30)), -1)}
    days["publicity_national_security_day"] = _open_day(date(at.year, 4, 15), +1)
    lasting = Chance(at.seed, "county", "milestones", at.township.name)
    congress = date(CONGRESS, 11, lasting.integer(1, 25))
    founded = {id: date(lasting.integer(*years), 5, lasting.integer(10, 28)) for id, years in FOUNDED.items()}
    fallen = {"milestone_congress_meeting": congress, **founded}
    return days | {id: _open_day(day, -1) for id, day in fallen.items() if day.year == at.year}


def _open_day(day: date, step: int) -> date:
    """The day itself or the nearest one after (``step`` 1) or before it (-1) on which offices are open."""
    while not is_open(day):
        day += timedelta(days=step)
    return day


def beside(at: TownshipYear, counts: Mapping[str, int | float | date]) -> Beside:
    """What the ledgers hold beside the targets ``counts``: rows that do not count, and what came late."""
    chance = at.chance("beside")

    def of(indicator: str) -> int:
        value = counts[indicator]
        return value if isinstance(value, int) else 0

    others = {category: chance.integer(*bounds) for category, bounds in OTHER_DISCLOSURES.items()}
    items = sum(of(f"disclosure_{kind}") for kind in ("news", "notices", "documents", "org")) + sum(others.values())
    services = at.number("adviser_other_services", 2)
    changed = chance.integer(0, 1)
    return Beside(
        exams=chance.integer(1, 2),
        meetings_booked_twice=chance.integer(0, 1),
        officers=Officers(
            joining=changed,
            leaving=changed,
            left=chance.integer(0, 3),
            expired=chance.integer(0, 2),
            cancelled=chance.integer(0, 2),
            suspended=chance.integer(0, 1),
            supervision=chance.integer(0, 3),
            renewed=chance.integer(0, 4),
            not_yet=chance.integer(0, 1),
        ),
        penalties_undecided=chance.integer(0, 2),
        penalties_late=at.part("penalties_late", of("penalty_cases")),
        penalties_on_the_spot=not ("break" in at.planted and at.year < at.planted["break"].year),
        suits_without_leader=at.part("suits_without_leader", of("litigation_cases")),
        letters_late=at.part("letters_late", of("procuratorial_suggestions")),
        inspections=_not_inspections(chance, of("inspection_cases")),
        judicial_suggestions=chance.integer(0, 1),
        disclosures=others,
        disclosure_lags=_lags(at, items),
        disclosure_requests=at.number("disclosure_requests"),
        counter={"medical_insurance": at.number("medical_insurance", 12), "veterans": at.number("veterans", 12)},
        counter_not_counted={"family_planning": chance.integer(0, 3), "social_affairs": chance.integer(0, 6)},
        mediation_bodies=MediationBodies(
            groups=chance.integer(0, 3),
            dissolved_committees=chance.integer(0, 1),
            dissolved_rooms=chance.integer(0, 1),
        ),
        mediator_posts=MediatorPosts(second=chance.integer(0, 2), dismissed=chance.integer(0, 3)),
        disputes=disputes(at)[1],
        overlapping=Overlapping(lectures=chance.integer(0, 2), sessions=chance.integer(0, 2)),
        adviser_services=dict(
            zip(OTHER_SERVICES, chance.shares(services, [2, 2, 1, 2, 1, 2, 2], jitter=0.5), strict=True)
        ),
        stewards_left=chance.integer(0, 2),
    )


def _not_inspections(chance: Chance, counted: int) -> Inspections:
    few = 1 + counted // 30
    return Inspections(
        without_object=chance.integer(0, few), without_record=chance.integer(0, few), unnumbered=chance.integer(0, few)
    )


def _lags(at: TownshipYear, items: int) -> Lags:
    """The planted outlier publishes late, in its year and only there."""
    undated = at.part("disclosures_undated", items)
    entry = at.planted.get("outlier")
    share = entry.share if entry and entry.year == at.year else None
    return Lags(late=at.part("disclosures_late", items - undated, share), undated=undated)
