"""How each kind of indicator counts, by the rules of counting."""

import datetime as dt

import pytest

from fazhi.catalogue import load
from fazhi.indicators import Township, Window, named_window

YEAR = "2023-06-01"


def test_a_missing_ledger_is_not_zero(count):
    value = count("penalty_cases")
    assert (value.value, value.status) == (None, "missing_ledger")


def test_a_ledger_without_rows_is_zero(count):
    value = count("reconsideration_cases", [])
    assert (value.value, value.status) == (0, "ok")


def test_a_proportion_without_cases_is_not_applicable(count):
    value = count("mediation_success_rate", [])
    assert (value.value, value.status) == (None, "not_applicable")


def test_disputes_count_by_their_own_dates(count):
    rows = [
        {"accepted": "2022-12-20", "closed": "2023-01-05", "result": "settled"},
        {"accepted": "2023-05-01", "closed": "2023-05-09", "result": "settled"},
        {"accepted": "2023-06-01", "closed": "2023-06-30", "result": "failed"},
        {"accepted": "2023-06-02", "closed": "2023-06-30", "result": "referred"},
        {"accepted": "2023-12-20", "closed": "2024-01-05", "result": "settled"},
        {"accepted": "2023-12-21", "closed": None, "result": "pending"},
    ]
    assert count("disputes_accepted", rows).value == 5
    assert count("disputes_resolved", rows).value == 2
    rate = count("mediation_success_rate", rows)
    assert (rate.numerator, rate.denominator) == (2, 3)
    other = count("mediation_success_rate_accepted", rows)
    assert (other.numerator, other.denominator) == (2, 5)


class TestOfficers:
    DAY = Window(dt.date(2023, 1, 1), dt.date(2023, 12, 31))

    @pytest.mark.parametrize(
        ("row", "counted"),
        [
            ({}, 1),
            ({"expires": "2023-12-31"}, 1),
            ({"expires": "2023-12-30"}, 0),
            ({"issued": "2024-01-01"}, 0),
            ({"status": "cancelled"}, 0),
            ({"status": "suspended"}, 0),
            ({"status": "renewing"}, 1),
            ({"on_post": "seconded"}, 1),
            ({"on_post": "retired", "left": None}, 0),
            ({"on_post": "transferred", "left": "2023-12-31"}, 0),
            ({"on_post": "transferred", "left": "2024-01-01"}, 1),
            ({"certificate_kind": "supervision"}, 0),
            ({"field": "行政执法监督"}, 0),
            ({"field": "综合执法"}, 1),
        ],
    )
    def test_who_is_certified_on_the_last_day(self, count, row, counted):
        base = {
            "person": "P1",
            "issued": "2021-01-01",
            "expires": "2025-12-31",
            "status": "valid",
            "on_post": "on_roll",
        }
        assert count("certified_officers", [{**base, **row}], self.DAY).value == counted

    def test_who_has_neither_number_nor_dates_of_one_is_not_certified_where_others_have(self, count):
        bare = [{"person": "P1"}, {"person": "P2"}]
        assert (
            count(
                "certified_officers",
                [*bare, {"person": "P3", "certificate": "C"}, {"person": "P4", "issued": "2021-01-01"}],
            ).value
            == 2
        )
        assert count("certified_officers", bare).value == 2  # nobody's certificate was noted

    def test_two_certificates_of_one_person_are_one_officer(self, count):
        base = {"person": "P1", "issued": "2021-01-01", "expires": "2025-12-31", "status": "valid"}
        assert count("certified_officers", [base, {**base, "person": "P1"}, {**base, "person": "P2"}]).value == 2

    def test_the_last_certificate_decides_when_an_officer_expires(self, count):
        base = {"person": "P1", "issued": "2021-01-01", "status": "valid"}
        rows = [
            {**base, "expires": "2024-02-01"},
            {**base, "expires": "2028-02-01"},
            {**base, "person": "P2", "expires": "2024-03-30"},
        ]
        value = count("officers_expiring_90_days", rows)
        assert value.value == 1 and value.rows["person"].tolist() == ["P2"]


def test_a_mediator_with_any_full_time_post_is_full_time_and_counts_once(count):
    rows = [
        {"person": "P1", "kind": "full_time", "appointed": "2020-01-01"},
        {"person": "P1", "kind": "part_time", "appointed": "2020-01-01"},
        {"person": "P2", "kind": "part_time", "appointed": "2020-01-01"},
        {"person": "P3", "kind": "full_time", "appointed": "2020-01-01", "dismissed": "2023-12-31"},
        {"person": "P4", "kind": "part_time", "appointed": "2024-01-01"},
    ]
    assert [count(f"mediators{end}", rows).value for end in ("", "_full_time", "_part_time")] == [2, 1, 1]


class TestReplies:
    @pytest.mark.parametrize(
        ("row", "parts"),
        [
            ({"replied": "2023-09-30"}, (1, 1)),  # two months after 31 July: clamped to 30 September
            ({"replied": "2023-10-01"}, (0, 1)),
            ({"replied": None}, (0, 1)),
            ({"replied": "2023-08-20", "reply_due": "2023-08-15"}, (0, 1)),
            ({"received": "2023-11-15", "replied": "2023-12-01"}, (0, 0)),  # due in 2024: not yet judged
            ({"document": "judicial", "replied": "2023-08-01"}, (0, 0)),
        ],
    )
    def test_what_is_on_time(self, count, row, parts):
        value = count(
            "procuratorial_reply_on_time_rate", [{"document": "procuratorial", "received": "2023-07-31", **row}]
        )
        assert (value.numerator, value.denominator) == parts


def test_penalties_are_published_within_seven_working_days(count):
    """Decided on Wednesday 27 September 2023; the holidays last from 29 September to 6 October, 7 and 8 October are worked."""
    rows = [{"decided": "2023-09-27", "published": day} for day in ("2023-10-12", "2023-10-13")]
    value = count("penalty_published_on_time_rate", rows)
    assert (value.numerator, value.denominator) == (1, 2)


def test_an_inspection_needs_an_object_and_a_record(count):
    rows = [
        {"date": YEAR, "object": "P1", "record": "检1"},
        {"date": YEAR, "object": None, "record": "检2"},
        {"date": YEAR, "object": "P1"},
    ]
    assert count("inspection_cases", rows).value == 1


def test_counter_rows_are_one_each_or_their_number(count):
    rows = [
        {"placed": YEAR, "category": "household", "status": "closed"},
        {"placed": YEAR, "category": "household", "quantity": 120.0},
        {"placed": YEAR, "category": "household", "quantity": 0.0},
        {"placed": YEAR, "category": "household", "status": "returned"},
        {"placed": YEAR, "category": "medical_insurance", "status": "open"},
    ]
    assert count("service_household", rows).value == 121
    assert count("service_total", rows).value == 122


def test_an_approximate_part_makes_the_sum_approximate_with_bounds(count):
    rows = [{"date": YEAR, "participants": 20.0}, {"date": YEAR, "participants": 100.0, "participants__approximate": True,
             "participants__lower": 100.0, "participants__upper": 200.0}]  # fmt: skip
    value = count("publicity_participants", rows)
    assert (value.value, value.status, value.low, value.high) == (120, "approximate", 120, 220)


def test_an_issue_pushed_twice_counts_once(count):
    rows = [
        {"date": YEAR, "form": "poster", "issue": 3.0},
        {"date": "2023-07-01", "form": "poster", "issue": 3.0},
        {"date": YEAR, "form": "session", "issue": 3.0},
    ]
    assert count("academy_posters", rows).value == 1


def test_an_application_of_the_year_counts_unless_fostered_or_revoked(count):
    rows = [{"level": "province", "applied_year": y, "status": s} for y, s in
            ((2023.0, "submitted"), (2023.0, "named"), (2023.0, "fostering"), (2023.0, "revoked"), (2022.0, "named"))]  # fmt: skip
    assert count("demonstration_villages", rows).value == 2


def test_overlap_with_other_ledgers_is_taken_off_only_where_asked(count):
    events = [
        {"date": YEAR, "village": "泗合村委会", "topic": "甲"},
        {"date": YEAR, "village": "东村", "topic": "乙"},
        {"date": YEAR, "topic": "丙"},
    ]
    lectures = [
        {"date": YEAR, "village": "泗合", "type": "lecture"},
        {"date": YEAR, "village": "东村", "type": "consultation"},
    ]
    sessions = [{"date": YEAR, "topic": "丙", "form": "session", "issue": 1.0}]
    town = Township("某镇", places={"泗合村": "泗合村", "泗合": "泗合村"}, endings=("村委会", "村"))
    ledgers = {"L15": events, "L16": lectures, "L17": sessions}
    assert count("publicity_events", township=town, **ledgers).value == 3
    assert count("publicity_events_without_overlap", township=town, **ledgers).value == 1


@pytest.mark.parametrize("lost", ["L16", "L17"])
def test_without_the_other_ledger_nobody_knows_the_overlap(count, lost):
    ledgers = {id: [] for id in ("L16", "L17") if id != lost}
    value = count("publicity_events_without_overlap", [{"date": YEAR, "topic": "甲"}], **ledgers)
    assert (value.value, value.status) == (None, "missing_ledger")


@pytest.mark.parametrize(
    ("indicator", "column"),
    [
        ("disputes_resolved", "closed"),
        ("penalties_filed", "filed"),
        ("officers_expiring_90_days", "expires"),
        ("mediators_part_time", "kind"),
        ("mediation_rooms_other", "field"),
    ],
)
def test_of_a_ledger_without_the_column_that_decides_nothing_is_said(count, indicator, column):
    ledger = load().indicators[indicator].ledger
    value = count(indicator, [{"result": "settled", "type": "room", "person": "P0001"}], absent={ledger: [column]})
    assert (value.value, value.status) == (None, "not_applicable")


def test_coverage_counts_village_months_under_any_name_of_the_village(count):
    town = Township("某镇", places={"泗合村": "泗合村", "泗合": "泗合村", "东村": "东村"}, endings=("村委会", "村"))
    rows = [{"date": "2023-01-05", "village": v} for v in ("泗合村委会", "泗合", "某镇泗合村", "双桥村")]
    value = count("village_month_adviser_coverage", rows, township=town)
    assert (value.numerator, value.denominator, value.value) == (1, 24, 1 / 24)


def test_a_rate_without_residents_is_not_computed(count):
    assert count("disputes_per_1000", L14=[{"accepted": YEAR, "result": "pending"}]).status == "not_applicable"
    value = count(
        "disputes_per_1000",
        L14=[{"accepted": YEAR, "result": "pending"}],
        township=Township("某镇", residents=500, source="公报"),
    )
    assert value.value == 2.0 and value.intervals[0].upper == pytest.approx(5.5716 * 2, rel=1e-4)


def test_a_rate_by_residents_of_unknown_source_is_not_computed(count):
    """The page says that the denominator is a sourced one."""
    value = count("disputes_per_1000", L14=[{"accepted": YEAR, "result": "pending"}], township=Township("某镇", 500))
    assert (value.value, value.status, value.numerator) == (None, "not_applicable", 1.0)


def test_the_median_takes_only_closed_disputes(count):
    rows = [{"accepted": "2023-03-01", "closed": f"2023-03-{day:02d}", "result": "settled"} for day in (2, 4, 11)]
    value = count("dispute_days_median", [*rows, {"accepted": "2023-03-01", "result": "pending"}])
    assert (value.value, value.denominator) == (3, 3)


def test_the_same_words_on_one_day_are_one_session(count):
    rows = [
        {"date": YEAR, "topic": t, "type": k}
        for t, k in (("宪法", "leadership"), ("宪 法", "leadership"), ("宪法", "staff"), ("民法典", "leadership"))
    ]
    assert count("study_sessions_leadership", rows).value == 2
    assert count("training_sessions_staff", rows).value == 1


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("", "2022-01-01", "2022-12-31"),
        ("全年", "2022-01-01", "2022-12-31"),
        ("前三季度", "2022-01-01", "2022-09-30"),
        ("下半年", "2022-07-01", "2022-12-20"),
        ("截至11月", "2022-01-01", "2022-11-30"),
        ("截止2022年十一月底", "2022-01-01", "2022-11-30"),
        ("截至12月", "2022-01-01", "2022-12-31"),
        ("截至2022年11月30日", "2022-01-01", "2022-11-30"),
        ("截至十一月十五日", "2022-01-01", "2022-11-15"),
        ("4月份", "2022-04-01", "2022-04-30"),
        ("2月", "2022-02-01", "2022-02-28"),
        ("5月—10月", "2022-05-01", "2022-10-31"),
        ("7-12月", "2022-07-01", "2022-12-31"),
        ("1月1日至9月15日", "2022-01-01", "2022-09-15"),
        ("7月以来", "2022-07-01", "2022-12-20"),
        ("截至目前", "2022-01-01", "2022-12-20"),
        ("今年以来", "2022-01-01", "2022-12-20"),
    ],
)
def test_the_windows_that_reports_name(words, start, end):
    window = named_window(words, 2022, dt.date(2022, 12, 20), load())
    assert (window.start.isoformat(), window.end.isoformat()) == (start, end)


@pytest.mark.parametrize("words", ["截至13月", "近年来", "历年", "截至6月31日", "11月至3月", "4月底", "12月4日"])
def test_an_unknown_window_is_none(words):
    assert named_window(words, 2022, None, load()) is None


def test_a_rate_of_an_approximate_sum_carries_its_bounds(count):
    rows = [{"date": YEAR, "consultations": 100.0, "consultations__approximate": True,
             "consultations__lower": 100.0, "consultations__upper": 110.0}]  # fmt: skip
    value = count("publicity_consultations_per_1000", L15=rows, township=Township("某镇", residents=500, source="公报"))
    assert (value.value, value.status, value.low, value.high) == (200, "approximate", 200, pytest.approx(220))


def test_a_reference_value_of_zero_is_a_value(count):
    value = count("population", township=Township("某镇", residents=0))
    assert (value.value, value.status) == (0.0, "ok")
    assert count("population", township=Township("某镇")).status == "not_applicable"
