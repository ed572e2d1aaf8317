"""A report's prose against the ledgers and against itself, and the page that shows it."""

import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from fazhi.catalogue import load
from fazhi.claims.prose import find_claims, unread_lines
from fazhi.claims.prose.check import check_claims
from fazhi.claims.prose.identities import check_identities
from fazhi.cli import app
from fazhi.indicators import Facts, Township
from fazhi.pipeline.place import place
from fazhi.pipeline.report import OwnReport, ReportCheck
from fazhi.publish.report import report_page


def disputes(settled: int, pending: int = 0) -> Facts:
    """A ledger of disputes accepted in March 2022, as cleaning leaves it."""
    results = ["settled"] * settled + ["pending"] * pending
    closed = ["2022-03-20"] * settled + [None] * pending
    frame = pd.DataFrame({"accepted": "2022-03-01", "closed": closed, "result": results})
    frame = frame.astype({"accepted": "datetime64[ns]", "closed": "datetime64[ns]"})
    frame = frame.assign(file="调解台账.xlsx", sheet="2022", row=range(3, 3 + len(frame)), type=None)
    return Facts({"L14": frame}, load(), Township("某镇"))


def checked(text: str, facts: Facts):
    return check_claims(find_claims(text, 2022), facts, "某镇", 2022, None)


@pytest.mark.parametrize(
    ("text", "verdicts", "gaps"),
    [
        ("受理纠纷28件，成功调处27件。", ["consistent", "consistent"], [None, None]),
        ("受理纠纷30件，成功调处25件。", ["inconsistent", "inconsistent"], [-2, 2]),
        ("受理纠纷20余件。", ["consistent"], [None]),
        ("受理纠纷28余件。", ["inconsistent"], [0]),  # above 28 and below 29
        ("受理纠纷近30件。", ["consistent"], [None]),
        ("2022年第一季度受理纠纷28件，二季度受理0件。", ["consistent", "consistent"], [None, None]),
        ("受理并成功调处纠纷27件。", ["consistent", "consistent"], [None, None]),
        ("调解成功率达100%。", ["consistent"], [None]),
    ],
)
def test_each_claim_is_checked_in_its_own_period_and_wording(text, verdicts, gaps):
    found = checked(text, disputes(27, pending=1))
    assert [one.verdict.verdict for one in found] == verdicts
    assert [one.gap for one in found] == gaps


def test_figures_of_one_sentence_may_only_together_be_what_the_ledger_holds():
    """Not those of two sentences, which may tell the same twice, nor any that make another sum."""
    said = {
        "镇调委会受理纠纷10件；司法所受理纠纷18件。": ["consistent", "consistent"],
        "镇调委会受理纠纷10件；司法所受理纠纷17件。": ["inconsistent", "inconsistent"],
        "镇调委会受理纠纷14件。司法所受理纠纷14件。": ["inconsistent", "inconsistent"],
    }
    found = {text: checked(text, disputes(28)) for text in said}
    assert {text: [one.verdict.verdict for one in many] for text, many in found.items()} == said
    (together, other, _) = found.values()
    assert [one.verdict.reason for one in (*together, *other)] == ["claims.together"] * 2 + [None] * 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("制作横幅30条。", "claims.no_indicator"),
        ("共有法律明白人30名。", "claims.missing_ledger"),
        ("去年受理纠纷30件。", "claims.other_year"),
        ("截至2021年12月受理纠纷30件。", "claims.other_year"),
        ("2021年上半年受理纠纷30件。", "claims.other_year"),
    ],
)
def test_what_cannot_be_checked_says_why(text, reason):
    (one,) = checked(text, disputes(3))
    assert (one.verdict.verdict, one.verdict.reason) == ("not_checkable", reason)


def identities(text: str, **computed: float) -> dict[str, bool | None]:
    return {one.identity.id: one.holds for one in check_identities(find_claims(text), load(), 2022, computed.get)}


def test_totals_and_parts_in_the_report_must_agree():
    assert identities("全镇人民调解员66人，其中兼职调解员64人，专职调解员2人。") == {"I3": True}
    assert identities("全镇人民调解员66人，其中兼职调解员64人，专职调解员3人。") == {"I3": False}


def test_parts_below_a_total_that_has_a_rest_prove_nothing():
    assert identities("共有调委会8个，其中镇级调委会1个，村级调委会5个。") == {}
    assert identities("共有调委会6个，其中镇级调委会1个，村级调委会5个。") == {"I1": True}
    assert identities("共有调委会5个，其中镇级调委会1个，村级调委会5个。") == {"I1": False}


def test_parts_below_a_total_contradict_it_where_the_ledgers_know_of_no_rest():
    text = "全镇设有调委会7个，其中镇级调委会1个，村级调委会5个。"
    (broken,) = check_identities(find_claims(text), load(), 2022, {"mediation_committees_other": 0.0}.get)
    assert (broken.identity.id, broken.holds, broken.shown) == ("I1", False, "7 = 1 + 5")
    assert identities(text, mediation_committees_other=1.0) == {}
    assert identities("全镇人民调解员66人，其中兼职调解员64人。", mediators_full_time=2.0) == {}
    assert identities("全镇人民调解员66人，其中兼职调解员64人。", mediators_full_time=0.0) == {"I3": False}


@pytest.mark.parametrize(
    ("text", "computed", "holds"),
    [
        ("办结纠纷93件，成功调处90件，调解成功率96.8%。", {}, {"I5": True}),  # as it was rounded
        ("办结纠纷93件，成功调处90件，调解成功率97%。", {}, {"I5": True}),
        ("办结纠纷93件，成功调处90件，调解成功率98%。", {}, {"I5": False}),
        ("受理纠纷28件，成功调处27件，调解成功率96.4%。", {}, {"I5": True}),
        ("受理纠纷28件，成功调处27件，调解成功率100%。", {}, {}),  # one may be pending
        (
            "受理纠纷28件，成功调处27件，调解成功率100%。",
            {"disputes_accepted": 28.0, "disputes_concluded": 28.0},
            {"I5": False},
        ),
        ("受理纠纷28件，成功调处27件，调解成功率90%。", {}, {"I5": False}),
        ("受理纠纷28件，成功调处27件，调解成功率98%。", {}, {"I5": False}),  # of no whole number 27 is 98 %
        ("受理并成功调处纠纷25件，调解成功率98%。", {}, {"I5": False}),
        ("受理并成功调处纠纷25件，调解成功率96.2%。", {}, {}),
        ("受理纠纷0件，成功调处0件，调解成功率100%。", {}, {}),
    ],
)
def test_a_rate_must_fit_the_counts_beside_it(text, computed, holds):
    assert identities(text, **computed) == holds


def test_the_page_marks_every_figure_and_holds_value_and_rows():
    text = "全年受理并成功调处纠纷27件。\n发放横幅30条。\n"
    found = checked(text, disputes(27, pending=1))
    page = report_page(text, found, check_identities(find_claims(text), load(), 2022), "核对", True, "zh")
    anchors = set(re.findall(r'id="((?:claim|said)-\d+)"', page))
    assert {"claim-1", "claim-2", "claim-3"} <= anchors
    assert set(re.findall(r'href="#([\w-]+)"', page)) <= anchors
    assert "调解台账.xlsx" in page and "合成数据" in page
    assert "<script" not in page and not re.search(r'(?:src|href)="(?!#)', page)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("受理各类矛盾\n纠纷总数（件）\n102 95 含信访\n", ("102 95 含信访",)),  # a row of a PDF, broken in its cells
        ("发放资料1,2000份。\n", ("发放资料1,2000份。",)),
        ("联系电话：0668 5523391\n2022 年 1 月 5 日\n102 95\n", ()),
        ("解答咨询 1 250 人次，受理纠纷12 8件。\n", ()),
    ],
)
def test_lines_whose_numbers_cannot_be_told_are_named(text, lines):
    assert unread_lines(text) == lines


def test_lines_that_were_not_read_are_told_on_the_page_and_to_the_clerk():
    found = ReportCheck("", place("双合镇", "2022"), "zh", False, (), (), ("102 95 含信访",))
    assert "102 95 含信访" in report_page("", (), (), "核对", False, "zh", found.unread).split("报告原文")[0]
    for told in (found.messages("zh"), list(OwnReport("报告.pdf", found).messages("zh"))):
        assert "102 95 含信访" in told[0]


def test_the_page_begins_with_the_figures_that_the_ledgers_contradict():
    text = "下半年受理纠纷28件，全年受理纠纷28件，调解成功27余件。\n"
    page = report_page(text, checked(text, disputes(27, pending=1)), [], "核对", True, "zh")
    before = page.split("报告原文")[0]
    wrong = re.findall(r'<th scope="row"[^>]*><a href="#(claim-[0-9]+)">([^<]*)</a></th>(.*?)</tr>', before)
    assert [(anchor, said) for anchor, said, _ in wrong] == [("claim-1", "28件"), ("claim-3", "27余件")]
    assert "受理纠纷" in wrong[0][2] and "2022-07-01 – 2022-12-31" in wrong[0][2]
    assert "<td>27 件</td><td></td>" in wrong[1][2]  # no difference to the end that 余 leaves out
    assert "受理纠纷 不一致（台账计算值" in page


def test_a_wrong_figure_that_looks_rounded_is_told_to_look_so():
    text = "受理纠纷0.12万件，全年受理纠纷41件。\n"
    page = report_page(text, checked(text, disputes(27, pending=1)), [], "核对", True, "zh")
    assert page.count("-1172（报告的数字似为约数）") == 2  # in the overview and on its card
    assert "<dd>-13</dd>" in page


def test_large_numbers_on_the_page_have_their_thousands_apart_and_one_is_said_in_the_singular():
    page = report_page("受理纠纷12.5万件。", checked("受理纠纷12.5万件。", disputes(1)), [], "Checked", False, "en")
    said = re.findall(r"<dd>([^<]*)</dd>", page)
    assert {"125,000 disputes", "1 dispute"} <= set(said) and "-124,999" in page


def test_a_page_in_english_counts_in_english_and_only_quotes_the_report():
    text = "受理纠纷28件，调解成功率达100%。\n"
    page = report_page(text, checked(text, disputes(27, pending=1)), [], "Checked", False, "en")
    said = re.findall(r"<dd>([^<]*)</dd>", page)
    assert "28 disputes" in said and "100%" in said
    assert not any("件" in one for one in said)


def test_the_report_on_an_english_page_is_marked_as_chinese_and_no_chinese_sign_stands_between_english_words():
    text = "受理矛盾纠纷27件，全镇人民调解员66人，其中兼职调解员64人，专职调解员3人。"
    found = check_identities(find_claims(text), load(), 2022, {}.get)
    page = report_page(text, checked(text, disputes(27, pending=1)), found, "Checked", False, "en")
    assert f"{found[0].identity.en}: {found[0].shown}" in page
    assert '<div class="fz-report" lang="zh-CN">' in page
    outside = re.sub(r'<(\w+)[^>]*lang="zh-CN".*?</\1>|<style>.*?</style>', "", page, flags=re.DOTALL)
    assert not re.search("[：，。（）]", outside)


def test_the_words_of_a_report_cannot_become_markup():
    text = "<img src=x>受理纠纷3件。"
    page = report_page(text, checked(text, disputes(3)), (), "核对", False, "zh")
    assert "<img" not in page and "&lt;img src=x&gt;" in page


@pytest.mark.slow
def test_the_command_checks_a_report_against_the_shipped_ledgers(tmp_path, root: Path):
    report = tmp_path / "report.txt"
    folders = [
        "--processed",
        str(tmp_path / "p"),
        "--outputs",
        str(tmp_path / "o"),
        "--raw",
        str(root / "data" / "raw"),
    ]

    def check(text: str):
        report.write_text(text, encoding="utf-8")
        return CliRunner().invoke(app, ["check", str(report), "--township", "双合镇", "--year", "2022", *folders])

    right = check("截至目前我镇共有“法律明白人”25人。开展各类普法宣传活动52场次，解答法律咨询650余人次。")
    assert right.exit_code == 0, right.output
    assert (tmp_path / "o" / "双合镇" / "2022" / "check.html").is_file()
    wrong = check("截至目前我镇共有“法律明白人”26人。")
    assert wrong.exit_code == 1 and "不一致" in wrong.output
    assert check("").exit_code == 2


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_on_a_marked_report(visit, violations, tmp_path, width, scheme, language):
    text = "受理纠纷28件，成功调处28件，开展宣传30场。\n其中成功调处纠纷25件；受理纠纷28余件。\n"  # 28件 twice
    facts = disputes(27, pending=1)
    found = check_claims(find_claims(text), facts, "某镇", 2022, None)
    (tmp_path / "report.html").write_text(report_page(text, found, (), "核对", True, language), encoding="utf-8")
    page = visit(tmp_path / "report.html", width=width, color_scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach(d => d.open = true)")
    assert page.get_by_role("columnheader").count() >= 5
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
