"""The rows of truth, recounted here from the counting rules alone, give the targets of their plan."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from fazhi.catalogue import load
from fazhi.synthesis import plan_for
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.truth import rows_of

Rows = list[dict[str, Any]]
DISCLOSED = ("news", "notices", "documents", "org")
SERVED = ("household", "family_planning", "social_affairs", "hr_social_security")
ROOMS = ("family", "overseas", "labour")


def distinct(rows: Rows, *columns: str) -> int:
    return len({tuple(row[column] for column in columns) for row in rows})


def where(rows: Rows, **wanted: Any) -> Rows:
    """The rows whose cells are among the values wanted."""
    return [
        row for row in rows
        if all(row.get(c) in (v if isinstance(v, tuple) else (v,)) for c, v in wanted.items())
    ]  # fmt: skip


def in_year(rows: Rows, column: str, year: int) -> Rows:
    return [row for row in rows if row.get(column) and row[column].year == year]


def in_being(rows: Rows, since: str, until: str, day: dt.date) -> Rows:
    """What began by the day and has not ended by it: what ends on the day itself is no longer there."""
    return [row for row in rows if row[since] <= day and not (row.get(until) and row[until] <= day)]


def certified(rows: Rows, day: dt.date) -> int:
    def holds(row: dict[str, Any]) -> bool:
        gone = row["on_post"] in ("transferred", "retired") and (row["left"] is None or row["left"] <= day)
        usable = row["status"] in ("valid", "renewing") and row["certificate_kind"] != "supervision"
        return usable and not gone and row["issued"] <= day <= row["expires"]

    return len({row["id_number"] for row in rows if holds(row)})


def two_months_later(day: dt.date) -> dt.date:
    month = day.month + 2
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(day.day, last))


def replied_in_time(letters: Rows, end: dt.date) -> float:
    due = [(letter, letter["reply_due"] or two_months_later(letter["received"])) for letter in letters]
    past = [(letter, day) for letter, day in due if day <= end]
    return sum(bool(letter["replied"]) and letter["replied"] <= day for letter, day in past) / len(past)


def business(rows: Rows, category: str) -> int:
    counted = [row for row in where(rows, category=category) if row.get("status") not in ("returned", "cancelled")]
    return sum(1 if row.get("quantity") is None else row["quantity"] for row in counted)


def day_of(rows: Rows, words: str) -> dt.date | None:
    return min((row["date"] for row in rows if words in row["title"]), default=None)


def recount(truth: dict[str, Rows], year: int) -> dict[str, Any]:
    """Every target, straight from the counting rules."""
    end = dt.date(year, 12, 31)
    study, items, cases, issues = truth["L01"], truth["L09"], truth["L11"], truth["L17"]
    letters = where(truth["L08"], document="procuratorial")
    bodies = in_being(truth["L12"], "founded", "dissolved", end)
    committees, rooms = where(bodies, type="committee"), where(bodies, type="room")
    posts = in_being(truth["L13"], "appointed", "dismissed", end)
    people = {row["id_number"] for row in posts}
    full_time = {row["id_number"] for row in where(posts, kind="full_time")}
    closed = in_year(truth["L14"], "closed", year)
    settled, concluded = (
        where(closed, result="settled"),
        where(closed, result=("settled", "failed", "withdrawn")),
    )
    events, services = truth["L15"], truth["L16"]
    national_security = where(events, theme="national_security")
    reports = where(items, category="annual_report")
    provincial = [row for row in where(truth["L19"], level="province", applied_year=year)]
    return {
        "milestone_committee": day_of(truth["L02"], "综合治理委员会"),
        "milestone_congress_meeting": day_of(truth["L02"], "二十大"),
        "milestone_supervision_office": day_of(truth["L02"], "协调监督办公室"),
        "study_plans": distinct(where(study, type="plan"), "topic"),
        "study_sessions_leadership": distinct(where(study, type="leadership"), "date", "topic"),
        "training_sessions_staff": distinct(where(study, type="staff"), "date", "topic"),
        "certified_officers": certified(truth["L03"], end),
        "penalty_cases": len(in_year(truth["L04"], "decided", year)),
        "inspection_cases": sum(row["object"] is not None and row["record"] is not None for row in truth["L05"]),
        "litigation_cases": len(in_year(truth["L06"], "received", year)),
        "reconsideration_cases": len(in_year(truth["L07"], "accepted", year)),
        "procuratorial_suggestions": len(in_year(letters, "received", year)),
        "procuratorial_reply_on_time_rate": replied_in_time(letters, end),
        **{f"disclosure_{kind}": len(where(items, category=kind)) for kind in DISCLOSED},
        "disclosure_report_date": min((row["published"] for row in reports), default=None),
        **{f"service_{kind}": business(cases, kind) for kind in SERVED},
        "mediation_committees": len(committees),
        "mediation_committees_town": len(where(committees, level="town")),
        "mediation_committees_village": len(where(committees, level=("village", "community"))),
        "mediation_rooms": len(rooms),
        **{f"mediation_rooms_{field}": len(where(rooms, field=field)) for field in ROOMS},
        "mediators": len(people),
        "mediators_full_time": len(full_time),
        "mediators_part_time": len(people - full_time),
        "disputes_resolved": len(settled),
        "mediation_success_rate": len(settled) / len(concluded),
        "publicity_events": len(events),
        "publicity_consultations": sum(row["consultations"] or 0 for row in events),
        "publicity_materials": sum(row["materials"] or 0 for row in events),
        "publicity_themes": len({row["theme"] for row in events} - {None, "other"}),
        "publicity_national_security_day": min((row["date"] for row in national_security), default=None),
        "adviser_consultations": len(where(services, type="consultation")),
        "adviser_lectures": len(where(services, type="lecture")),
        "adviser_beneficiaries": sum(row["beneficiaries"] for row in services),
        "academy_sessions": distinct(where(issues, form="session"), "issue"),
        "academy_posters": distinct(where(issues, form="poster"), "issue"),
        "academy_online_lessons": distinct(where(issues, form="online_lesson"), "issue"),
        "demonstration_villages": sum(row["status"] not in ("fostering", "revoked") for row in provincial),
        "legal_stewards": distinct(in_being(truth["L18"], "recognised", "left", end), "id_number"),
    }


@pytest.fixture(scope="module")
def truth(written) -> dict[str, Rows]:
    return {ledger: list(rows) for ledger, rows in written.truth.items()}


@pytest.mark.parametrize("indicator", plan_for("双合镇", 2022).targets)
def test_a_recount_of_the_truth_gives_the_target(truth, plan, indicator):
    assert recount(truth, plan.year)[indicator] == plan.targets[indicator].value


@pytest.mark.parametrize("seed", range(5))
def test_every_seed_gives_the_targets(plan, seed):
    counted = recount(rows_of(plan, Chance(seed)), plan.year)
    assert {id: counted[id] for id in plan.targets} == {id: target.value for id, target in plan.targets.items()}


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_of_another_size_comes_out_too(another_plan, seed):
    counted = recount(rows_of(another_plan, Chance(seed)), another_plan.year)
    expected = {id: pytest.approx(target.value) for id, target in another_plan.targets.items()}
    assert {id: counted[id] for id in another_plan.targets} == expected


def test_the_plan_names_every_numbered_claim_of_the_report(plan):
    claims = {target.claim for target in plan.targets.values()}
    assert claims == {"C01b"} | {f"C{number:02}" for number in range(2, 47)}


def test_54_officers_on_both_days_though_one_joined_and_one_left_in_december(truth, plan):
    first, last = plan.targets["certified_officers"].as_of
    assert [certified(truth["L03"], day) for day in (first, last)] == [54, 54]
    changed = [row for row in truth["L03"] if certified([row], first) != certified([row], last)]
    assert sorted(certified([row], last) for row in changed) == [0, 1]


def test_rows_behind_a_count_lie_in_the_window_of_the_claim(truth):
    assert all(dt.date(2022, 1, 1) <= row["received"] <= dt.date(2022, 9, 30) for row in truth["L06"])
    letters = where(truth["L08"], document="procuratorial")
    assert all(row["received"] >= dt.date(2022, 7, 1) and row["studied"] and row["planned"] for row in letters)
    assert all((row["reply_due"] or two_months_later(row["received"])) < dt.date(2022, 12, 31) for row in letters)


def test_no_good_row_belongs_to_another_year(truth):
    """A row is placed by any of its dates; a case not yet decided by the day it was filed."""
    for id, rows in truth.items():
        for row in rows:
            forms = load().ledgers[id].forms
            if placing := [row[c] for form in forms for c in form.dated_by if row.get(c) is not None]:
                assert any((value if isinstance(value, int) else value.year) == 2022 for value in placing), row


def test_the_ledgers_hold_more_than_what_counts(truth):
    """Good rows that count nowhere: without them a wrong count would not show."""
    assert {row.get("status") for row in truth["L11"]} >= {"closed", "open", "returned", "cancelled"}
    assert sum(row["record"] is None for row in truth["L05"]) == 8
    assert sum(row["object"] is None for row in truth["L05"]) == 9
    assert Counter(row["result"] for row in truth["L14"]) == {"settled": 25, "pending": 1, "referred": 1}
    assert len(where(truth["L03"], certificate_kind="supervision")) == 3
    assert where(truth["L08"], document="judicial") and where(truth["L12"], type="group")
    assert sum(row.get("decided") is None for row in truth["L04"]) == 1


def test_one_meeting_is_booked_as_leadership_study_and_as_staff_training(truth):
    kinds: dict[tuple[dt.date, str], set[str]] = {}
    for row in truth["L01"]:
        kinds.setdefault((row["date"], row["topic"]), set()).add(row["type"])
    assert {"leadership", "staff"} in kinds.values()


def test_something_ended_on_the_last_day_of_the_year_and_is_no_longer_there(truth):
    last = dt.date(2022, 12, 31)
    assert any(row.get("dissolved") == last for row in truth["L12"])
    assert any(row["dismissed"] == last for row in truth["L13"])
    assert any(row["left"] == last for row in truth["L18"])
    assert any(row["expires"] == last for row in truth["L03"])  # good on its last day


def test_a_person_may_have_two_posts_and_two_persons_one_name(truth):
    posts = Counter(row["id_number"] for row in truth["L13"])
    assert sorted(posts.values())[-2:] == [2, 2]
    names = Counter(row["name"] for row in {r["id_number"]: r for r in truth["L03"]}.values())
    assert 2 in names.values()


def test_committees_are_lawful_and_their_members_stand_in_the_roster(truth, plan):
    committees = [row for row in truth["L12"] if row["type"] == "committee" and not row.get("dissolved")]
    assert {row["place"] for row in committees} == {None} | {village.name for village in plan.villages}
    for committee in committees:
        members = [
            row for row in where(truth["L13"], body=committee["name"]) if row["function"] in ("chair", "vice", "member")
        ]
        assert 3 <= committee["members"] <= 9 and committee["women"] >= 1
        assert len(members) == committee["members"]
        assert len(where(members, sex="female")) == committee["women"]
        assert committee["elected"] > dt.date(2019, 12, 31)


def test_two_lectures_and_two_sessions_are_publicity_events_as_well(truth):
    lectures = {(row["date"], row["village"]) for row in where(truth["L16"], type="lecture")}
    sessions = {(row["date"], row["topic"]) for row in where(truth["L17"], form="session")}
    overlaps = [
        ((row["date"], row["village"]) in lectures, (row["date"], row["topic"]) in sessions) for row in truth["L15"]
    ]
    assert Counter(overlaps) == {(False, False): 48, (True, False): 2, (False, True): 2}


def test_disputes_take_from_a_day_to_two_months(truth):
    days = [(row["closed"] - row["accepted"]).days for row in truth["L14"] if row.get("closed")]
    assert min(days) >= 1 and max(days) <= 60
    assert any(day > 30 for day in days) and any(day <= 10 for day in days)
    assert len({row["type"] for row in truth["L14"]}) >= 8
    assert len({row["accepted"].month for row in truth["L14"]}) >= 8


def test_running_totals_add_up_the_months(truth):
    monthly = [row for row in truth["L11"] if row.get("month")]
    for category in {row["category"] for row in monthly}:
        rows = where(monthly, category=category)
        assert [row["running_total"] for row in rows] == [
            sum(row["quantity"] for row in rows[: place + 1]) for place in range(12)
        ]


def test_no_person_and_no_firm_can_be_taken_for_a_real_one(truth):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    numbers = {row["id_number"] for ledger in ("L03", "L13", "L18") for row in truth[ledger]}
    for number in numbers:
        assert number.startswith("990000")
        assert number[17] == "10X98765432"[sum(w * int(d) for w, d in zip(weights, number, strict=False)) % 11]
        assert dt.date(1900, 1, 1) < dt.datetime.strptime(number[6:14], "%Y%m%d").date() < dt.date(2005, 1, 1)
    phones = {row["phone"] for ledger in ("L13", "L18") for row in truth[ledger]}
    assert all(phone.startswith("100") and len(phone) == 11 for phone in phones)
    objects = {row["object"] for row in truth["L05"]} | {row["party"] for row in truth["L04"]}
    assert all("示例" in name for name in objects - {None})


def test_an_identity_number_belongs_to_one_person(truth):
    people: dict[str, set[tuple[str, str]]] = {}
    for ledger in ("L03", "L13", "L18"):
        for row in truth[ledger]:
            people.setdefault(row["id_number"], set()).add((row["name"], row["sex"]))
            assert (int(row["id_number"][16]) % 2 == 1) == (row["sex"] == "male")
    assert all(len(names) == 1 for names in people.values())
