"""Published figures against the ledgers: verdicts, each in its own window."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from fazhi.catalogue import ReaderError, load
from fazhi.claims import Claim, read_published, reconcile, reconciliation_frame
from fazhi.claims.reconcile import COLUMNS, readable, shortened
from fazhi.indicators import Facts, Township


def facts(**tables: pd.DataFrame) -> Facts:
    return Facts(tables, load(), Township("某镇"))


def claim(indicator: str, value: str | dt.date, **more: str) -> Claim:
    base = {"wording": "", "unit": "件", "window": "", "section": "", "source": "报告"} | more
    said = value if isinstance(value, dt.date) else Decimal(value)
    return Claim("某镇", 2022, "C00", indicator, said, **base)


def disputes(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["accepted", "closed", "result"])
    return frame.assign(file="a", sheet="b", row=range(len(frame))).astype(
        {"accepted": "datetime64[ns]", "closed": "datetime64[ns]"}
    )


SPRING, AUTUMN = ("2022-03-01", "2022-03-09", "settled"), ("2022-11-01", "2022-11-09", "settled")


def verdict(one: Claim, **tables: pd.DataFrame):
    return reconcile([one], facts(**tables), dt.date(2022, 12, 31))[0]


def test_a_figure_is_checked_in_its_own_window():
    table = disputes(SPRING, AUTUMN)
    assert verdict(claim("disputes_resolved", "1", window="前三季度"), L14=table).verdict == "consistent"
    assert verdict(claim("disputes_resolved", "1", window="全年"), L14=table).verdict == "inconsistent"


def test_without_its_ledger_a_figure_cannot_be_checked():
    found = verdict(claim("disputes_resolved", "1"))
    assert (found.verdict, found.reason) == ("not_checkable", "claims.missing_ledger")


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (claim("no_such_indicator", "1"), "claims.no_indicator"),
        (claim("disputes_resolved", "1", window="近年来"), "claims.unknown_window"),
        (claim("mediation_success_rate", "100", unit="%", window="截至2月"), "claims.no_value"),
    ],
)
def test_what_cannot_be_checked_says_why(one, reason):
    found = verdict(one, L14=disputes(SPRING))
    assert (found.verdict, found.reason) == ("not_checkable", reason)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("66.7", "consistent"), ("67", "consistent"), ("66.6", "inconsistent"), ("100", "inconsistent")],
)
def test_a_rate_is_compared_as_it_was_rounded(said, expected):
    table = disputes(SPRING, AUTUMN, ("2022-05-01", "2022-05-02", "failed"))
    assert verdict(claim("mediation_success_rate", said, unit="%"), L14=table).verdict == expected


@pytest.mark.parametrize(
    ("hits", "of", "words"), [(58, 62, "93.55"), (25, 25, "100"), (9999, 10_000, "99.99"), (99_999, 100_000, "99.999")]
)
def test_a_message_gives_a_computed_rate_in_as_few_digits_as_tell_it_from_all(hits, of, words):
    assert readable(shortened(Decimal(hits) * 100 / Decimal(of))) == words


def test_a_date_is_compared_as_a_date():
    table = pd.DataFrame(
        {
            "file": ["a"],
            "sheet": ["b"],
            "row": [2],
            "published": pd.to_datetime(["2022-01-19"]),
            "category": ["annual_report"],
        }
    )
    assert (
        verdict(claim("disclosure_report_date", dt.date(2022, 1, 19), unit="日期"), L09=table).verdict == "consistent"
    )
    assert (
        verdict(claim("disclosure_report_date", dt.date(2022, 1, 20), unit="日期"), L09=table).verdict == "inconsistent"
    )


def test_an_approximate_ledger_that_could_bear_a_figure_out_leaves_it_open():
    table = pd.DataFrame({"file": ["a"], "sheet": ["b"], "row": [2], "date": pd.to_datetime(["2022-05-01"]), "consultations": [100.0],
                          "consultations__approximate": [True], "consultations__lower": [100.0], "consultations__upper": [200.0]})  # fmt: skip
    assert verdict(claim("publicity_consultations", "150"), L15=table).reason == "claims.approximate_ledger"
    assert verdict(claim("publicity_consultations", "350"), L15=table).verdict == "inconsistent"


def test_the_table_has_the_agreed_columns_and_plain_numbers():
    frame = reconciliation_frame([verdict(claim("disputes_resolved", "1"), L14=disputes(SPRING))], load(), "zh")
    assert list(frame.columns) == COLUMNS
    assert frame.loc[0, ["said", "computed", "allowed_from", "verdict"]].tolist() == ["1", "1", "1", "consistent"]


def test_a_bad_line_of_the_published_figures_is_named(tmp_path):
    path = tmp_path / "published.csv"
    header = "township,year,claim,indicator,value,wording,unit,window,section,source\n"
    path.write_text(header + "某镇,2022,C1,disputes_resolved,许多,,件,,,报告\n", encoding="utf-8")
    with pytest.raises(ReaderError, match="第2行"):
        read_published(path)
    with pytest.raises(ReaderError, match="第2行"):
        read_published(path, "某镇", 2022)
    assert read_published(path, "他镇", 2022) == read_published(path, "某镇", 2021) == ()
    path.write_text("township,year\n", encoding="utf-8")
    with pytest.raises(ReaderError, match="indicator"):
        read_published(path)


@pytest.mark.parametrize("day", ["2022-11-07", "2022/11/7", "2022年11月7日"])
def test_a_published_day_is_read_as_a_spreadsheet_writes_it_back(tmp_path, day):
    path = tmp_path / "published.csv"
    header = "township,year,claim,indicator,value,wording,unit,window,section,source\r\n"
    line = f"某镇,2022,C02,milestone_congress_meeting,{day},,日期,,,报告\r\n"
    path.write_bytes((header + line).encode("gb18030"))
    assert [one.value for one in read_published(path)] == [dt.date(2022, 11, 7)]


@pytest.mark.parametrize("day", ["2022年11月", "11月7日", "2022-11-31", "7/11/2022"])
def test_a_published_day_that_needs_guessing_is_a_bad_line(tmp_path, day):
    path = tmp_path / "published.csv"
    header = "township,year,claim,indicator,value,wording,unit,window,section,source\n"
    path.write_text(f"{header}某镇,2022,C02,milestone_congress_meeting,{day},,日期,,,报告\n", encoding="utf-8")
    with pytest.raises(ReaderError, match="第2行"):
        read_published(path)


def test_every_published_figure_of_the_project_names_an_indicator_and_a_window(root):
    catalogue = load()
    for one in read_published(root / "data" / "reference" / "published.csv"):
        assert one.indicator in catalogue.indicators, one
        assert one.claim in catalogue.indicators[one.indicator].claims, one


def test_the_report_of_2022_has_a_row_for_each_of_its_claims(root):
    claims = {one.claim for one in read_published(root / "data" / "reference" / "published.csv") if one.year == 2022}
    assert {f"C{number:02d}" for number in range(2, 47)} <= claims
