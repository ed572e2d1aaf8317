"""The shipped township-year, written once, and a plan of quite another size."""

import pytest

from fazhi.synthesis import Plan, Written, plan_for, write
from fazhi.synthesis.plan import Target

TOWNSHIP, YEAR = "双合镇", 2022


@pytest.fixture(scope="session")
def plan() -> Plan:
    return plan_for(TOWNSHIP, YEAR)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """双合镇 2022 as `fazhi synthesise` writes it."""
    return write(tmp_path_factory.mktemp("raw") / TOWNSHIP / str(YEAR))


@pytest.fixture(scope="session")
def another_plan() -> Plan:
    """A fictional township in a leap year with other villages, lost disputes, reconsideration and requests."""
    counts = {
        "study_plans": 2,
        "study_sessions_leadership": 7,
        "training_sessions_staff": 5,
        "certified_officers": 21,
        "penalty_cases": 19,
        "inspection_cases": 340,
        "litigation_cases": 3,
        "reconsideration_cases": 4,
        "procuratorial_suggestions": 1,
        "disclosure_news": 131,
        "disclosure_notices": 40,
        "disclosure_documents": 9,
        "disclosure_org": 3,
        "service_household": 2022,
        "service_family_planning": 30,
        "service_social_affairs": 96,
        "service_hr_social_security": 777,
        "mediation_committees": 4,
        "mediation_committees_town": 1,
        "mediation_committees_village": 3,
        "mediation_rooms": 3,
        "mediation_rooms_family": 2,
        "mediation_rooms_overseas": 0,
        "mediation_rooms_labour": 1,
        "mediators": 23,
        "mediators_part_time": 20,
        "mediators_full_time": 3,
        "disputes_resolved": 60,
        "mediation_success_rate": 60 / 66,
        "publicity_events": 33,
        "publicity_consultations": 90,
        "publicity_materials": 4001,
        "publicity_themes": 11,
        "adviser_consultations": 12,
        "adviser_lectures": 6,
        "adviser_beneficiaries": 333,
        "academy_sessions": 2,
        "academy_posters": 8,
        "academy_online_lessons": 1,
        "demonstration_villages": 2,
        "legal_stewards": 10,
        "procuratorial_reply_on_time_rate": 1.0,
    }
    villages = [{"name": name, "kind": "village"} for name in ("示例甲村", "示例乙村", "示例丙村")]
    beside = plan_for(TOWNSHIP, YEAR).beside.model_dump()
    beside |= {
        "disputes": {"carried_over": 2, "failed": 4, "withdrawn": 2, "pending": 3},
        "disclosure_requests": 5,
    }
    return Plan.model_validate(
        {
            "township": "示例镇",
            "year": 2024,
            "county": "示例县",
            "report_date": "2024-12-31",
            "basis_document": "示例〔2024〕1号",
            "villages": villages,
            "beside": beside,
            "targets": {indicator: Target(value=value) for indicator, value in counts.items()},
        }
    )
