"""Results of township-years → observations: everything is there, with the reason why it is not compared."""

import datetime as dt

import pandas as pd
import pytest

from fazhi.comparison import Basis, CollectError, basis_text, collect, compare
from fazhi.comparison.observations import complete
from fazhi.indicators.definition import definition

RATE = {"indicator": "mediation_success_rate", "value": "0.9", "numerator": "90", "denominator": "100"}


@pytest.fixture
def observed(catalogue):
    def of(outputs, **options):
        return collect(outputs, catalogue, indicators=["mediation_success_rate"], **options)

    return of


def test_an_observation_is_what_the_file_says(observed, results):
    row = observed(results("甲镇", 2022, [RATE])).observations.iloc[0]
    assert (row["value"], row["numerator"], row["kind"], row["unit"]) == (0.9, 90, "proportion", "%")
    assert (row["reason"], row["synthetic"], row["window_end"]) == ("", False, "2022-12-31")


def test_a_year_without_results_is_a_gap(observed, results):
    results("甲镇", 2020, [RATE])
    found = observed(results("乙镇", 2022, [RATE])).observations
    by_place = {(r.township, r.year): r.reason for r in found.itertuples()}
    assert by_place == {("甲镇", 2020): "", ("乙镇", 2020): "year_absent", ("甲镇", 2021): "year_absent",
                        ("乙镇", 2021): "year_absent", ("甲镇", 2022): "year_absent", ("乙镇", 2022): ""}  # fmt: skip


def test_only_the_townships_and_years_asked_for(observed, results):
    for year in (2020, 2021, 2022):
        outputs = results("甲镇", year, [RATE])
    results("乙镇", 2022, [RATE])
    found = observed(outputs, townships=["甲镇", "丙镇"], years=[2022])
    assert found.observations["township"].tolist() == ["丙镇", "甲镇"]
    assert [problem.key for problem in found.problems] == ["no_township"]


def test_an_indicator_that_is_not_in_the_results_is_said_to_be_absent(results, catalogue):
    found = collect(results("甲镇", 2022, [RATE]), catalogue).observations
    assert len(found) == len(catalogue.indicators)
    assert set(found.loc[found["indicator"] != "mediation_success_rate", "reason"]) == {"not_in_results"}


def test_what_is_collected_needs_no_completion_before_it_is_compared(results, catalogue):
    odd = {"indicator": "of_another_tool", "value": "3"}
    for year, rows in ((2021, [RATE | {"status": "suppressed"}]), (2022, [RATE, odd]), (2024, [RATE | {"value": "x"}])):
        outputs = results("甲镇", year, rows)
    results("乙镇", 2022, [RATE | {"unit": "件"}])
    found = collect(outputs, catalogue).observations
    pd.testing.assert_frame_equal(complete(found, catalogue), found)
    as_they_are, completed = (compare(found, catalogue, as_collected=said) for said in (True, False))
    for name in ("table", "trends", "dispersion", "multiplicity"):
        pd.testing.assert_frame_equal(getattr(as_they_are, name), getattr(completed, name))


def test_an_indicator_of_another_tool_is_carried_along(results, catalogue):
    outputs = results("甲镇", 2022, [RATE, {"indicator": "of_another_tool", "value": "3"}])
    found = collect(outputs, catalogue).observations.set_index("indicator")
    assert found.loc["of_another_tool", "reason"] == "unknown_indicator"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (b"", "unreadable"),
        (b"a,b\n1,2,3\n", "unreadable"),
        (b'a,b\n"1,2', "unreadable"),
        ("镇,乙\n".encode("gbk"), "unreadable"),
        (b"a,b\n1,2\n", "missing_columns"),
        (b"\x00\x01", "missing_columns"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_problem(observed, results, text, key):
    outputs = results("甲镇", 2022, [RATE])
    (outputs / "甲镇" / "2022" / "indicators.csv").write_bytes(text)
    found = observed(outputs)
    assert [problem.key for problem in found.problems] == [key]
    assert found.observations["reason"].tolist() == ["unusable_results"]


def test_results_of_another_place_are_not_taken_for_those_of_the_folder(observed, results):
    outputs = results("甲镇", 2022, [RATE], township="乙镇")
    found = observed(outputs)
    assert [problem.key for problem in found.problems] == ["other_place"]
    assert found.observations["reason"].tolist() == ["unusable_results"]


def test_nothing_to_compare_is_one_message(observed, tmp_path):
    with pytest.raises(CollectError):
        observed(tmp_path)


def test_every_problem_has_words_in_both_languages(observed, results, catalogue):
    outputs = results("甲镇", 2022, [RATE], township="乙镇")
    found = observed(outputs, townships=["甲镇", "丁镇"])
    assert len(found.problems) == 2
    for problem in found.problems:
        assert problem.text(catalogue, "zh") != problem.text(catalogue, "en")


class TestBasis:
    def test_the_definition_by_which_it_was_counted_decides(self, observed, results, catalogue):
        outputs = results("甲镇", 2022, [RATE])
        results("乙镇", 2022, [RATE])
        now = definition(catalogue.indicators["mediation_success_rate"], catalogue)
        for town, used in (("甲镇", now), ("乙镇", "0123456789ab")):
            basis = Basis(definitions={"mediation_success_rate": used}, synthetic=True)
            (outputs / town / "2022" / "basis.json").write_text(basis_text(basis), encoding="utf-8")
        found = observed(outputs).observations
        assert dict(zip(found["township"], found["reason"], strict=True)) == {"甲镇": "", "乙镇": "definition_differs"}
        assert found["synthetic"].all()

    def test_what_an_office_says_of_its_counting_splits_the_series(self, observed, results, tmp_path):
        for year in (2020, 2021, 2022):
            outputs = results("甲镇", year, [RATE])
        about = tmp_path / "raw" / "甲镇" / "2022" / "about.yaml"
        about.parent.mkdir(parents=True)
        about.write_text("breaks:\n  - {since: 2021, ledger: L14, note: {zh: 口头协议也登记, en: Oral ones too}}\n")
        found = observed(outputs, raw=tmp_path / "raw").observations
        assert found["series"].tolist() == [0, 1, 1]
        assert found["break_reason"].tolist() == ["", "口头协议也登记", ""]
        assert set(found["reason"]) == {""}
        assert (
            observed(outputs, raw=tmp_path / "raw", language="en").observations["break_reason"].tolist()[1]
            == "Oral ones too"
        )

    def test_what_is_said_of_a_count_and_of_its_rate_is_told_once(self, catalogue, results, tmp_path):
        outputs = results("甲镇", 2022, [{"indicator": "penalties_per_1000", "value": 1}])
        about = tmp_path / "raw" / "甲镇" / "2022" / "about.yaml"
        about.parent.mkdir(parents=True)
        same = "since: 2022, note: {zh: 含当场处罚, en: On the spot too}"
        lines = [f"  - {{indicator: {id}, {same}}}" for id in ("penalty_cases", "penalties_per_1000")]
        about.write_text("\n".join(["breaks:", *lines]), encoding="utf-8")
        found = collect(outputs, catalogue, raw=tmp_path / "raw", indicators=["penalties_per_1000"])
        assert found.observations["break_reason"].tolist() == ["含当场处罚"]

    def test_a_break_may_bar_a_side_from_the_others(self, observed, results, tmp_path):
        for year in (2020, 2021):
            outputs = results("甲镇", year, [RATE])
        about = tmp_path / "raw" / "甲镇" / "2021" / "about.yaml"
        about.parent.mkdir(parents=True)
        about.write_text(
            "breaks: [{since: 2021, note: {zh: 只登记书面协议, en: Written only}, others: before}]\nsynthetic: true\n"
        )
        found = observed(outputs, raw=tmp_path / "raw").observations
        assert found["reason"].tolist() == ["", "definition_break"]
        assert found["synthetic"].tolist() == [False, True]

    def test_a_break_of_another_ledger_changes_nothing(self, observed, results, tmp_path):
        outputs = results("甲镇", 2022, [RATE])
        about = tmp_path / "raw" / "甲镇" / "2022" / "about.yaml"
        about.parent.mkdir(parents=True)
        about.write_text("breaks: [{since: 2022, ledger: L05, note: {zh: 一趟多户按户计, en: By object}}]\n")
        assert observed(outputs, raw=tmp_path / "raw").observations["series"].tolist() == [0]

    @pytest.mark.parametrize(
        "text",
        [
            "breaks: [{since: 2021}]",
            "breaks: [{since: 2021, indicator: no_such, note: {zh: 甲, en: a}}]",
            "breaks: [{since: x, note: {zh: a, en: b}}]",
            "report_date: 2022-11-31",
            "- a",
            "a: [",
            "\t",
        ],
    )
    def test_a_file_that_cannot_be_read_keeps_the_year_out_with_one_problem(self, observed, results, tmp_path, text):
        outputs = results("甲镇", 2022, [RATE])
        about = tmp_path / "raw" / "甲镇" / "2022" / "about.yaml"
        about.parent.mkdir(parents=True)
        about.write_text(text)
        found = observed(outputs, raw=tmp_path / "raw")
        assert [problem.key for problem in found.problems] == ["unusable"]
        assert found.observations["reason"].tolist() == ["unusable_results"]

    def test_a_file_that_the_system_does_not_give_keeps_only_that_year_out(self, observed, results, tmp_path):
        for year in (2021, 2022):
            outputs = results("甲镇", year, [RATE])
        about = tmp_path / "raw" / "甲镇" / "2022" / "about.yaml"
        about.parent.mkdir(parents=True)
        about.symlink_to("/proc/self/mem")  # a file, and not to be read from its start
        found = observed(outputs, raw=tmp_path / "raw")
        assert [problem.key for problem in found.problems] == ["unusable"]
        assert found.observations["reason"].tolist() == ["", "unusable_results"]


class TestDefinitions:
    def test_names_and_words_do_not_change_a_definition_and_filters_do(self, catalogue):
        entry = catalogue.indicators["mediation_success_rate"]
        renamed = entry.model_copy(update={"zh": "另一名称", "phrases": (), "decimals": 3})
        narrower = entry.model_copy(update={"where": entry.where[:0]})
        assert definition(renamed, catalogue) == definition(entry, catalogue)
        assert definition(narrower, catalogue) != definition(entry, catalogue)

    def test_the_limit_of_a_deadline_belongs_to_the_definition(self, catalogue):
        entry = catalogue.indicators["penalty_published_on_time_rate"]
        before = definition(entry, catalogue)
        deadline = catalogue.deadlines["penalty_publication"]
        catalogue.deadlines["penalty_publication"] = deadline.model_copy(update={"length": deadline.length + 1})
        try:
            assert definition(entry, catalogue) != before
        finally:
            catalogue.deadlines["penalty_publication"] = deadline

    def test_no_two_indicators_share_one(self, catalogue):
        found = [definition(entry, catalogue) for entry in catalogue.indicators.values()]
        assert len(set(found)) == len(found)


def test_ledgers_that_were_closed_in_november_do_not_stand_beside_a_full_year(observed, results, catalogue):
    """The window of a count is the calendar year; what the ledgers hold of it ends on the day of the report."""
    for town in ("甲镇", "乙镇"):
        results(town, 2022, [RATE])
    outputs = results("丙镇", 2022, [RATE])
    (outputs / "丙镇" / "2022" / "basis.json").write_text(
        basis_text(Basis(report_date=dt.date(2022, 11, 30))), encoding="utf-8"
    )
    found = compare(observed(outputs).observations, catalogue).table.set_index("township")
    assert found["window_end"].to_dict() == {"甲镇": "2022-12-31", "乙镇": "2022-12-31", "丙镇": "2022-11-30"}
    assert (found.loc["丙镇", "category"], found.loc["丙镇", "reason"]) == ("not_compared", "window_differs")
    assert set(found.loc[["甲镇", "乙镇"], "category"]) == {"similar"}


def test_a_ledger_that_goes_on_after_the_report_date_holds_the_full_year(results, catalogue):
    """A report of November beside ledgers filled in until December: its counts are the year's, and those of a closed ledger are not."""
    rate, count = RATE, {"indicator": "penalty_cases", "value": "3", "unit": "宗"}
    outputs = results("甲镇", 2022, [rate, count])
    basis = Basis(report_date=dt.date(2022, 11, 30), continued=("L14",))
    (outputs / "甲镇" / "2022" / "basis.json").write_text(basis_text(basis), encoding="utf-8")
    ids = ["mediation_success_rate", "penalty_cases"]
    found = collect(outputs, catalogue, indicators=ids).observations.set_index("indicator")["window_end"]
    assert found.to_dict() == {"mediation_success_rate": "2022-12-31", "penalty_cases": "2022-11-30"}
