"""What stands in a draft: figures, gaps, zero, last year; and the files that it is written to."""

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from typer.testing import CliRunner

from fazhi.catalogue import load
from fazhi.catalogue.draft import Clause, Sentence
from fazhi.catalogue.rules import Break
from fazhi.claims.prose import read_report
from fazhi.cli import app
from fazhi.drafts import Draft, Gap, as_markdown, as_text, document, figure
from fazhi.indicators import Value, Window
from fazhi.indicators.count import APPROXIMATE, NOT_APPLICABLE
from fazhi.pipeline import Place, Site, results
from fazhi.pipeline.draft import draft_report, last_year
from fazhi.pipeline.report import check_report

THIS_YEAR = Window(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
LAST_YEAR = Window(dt.date(2021, 1, 1), dt.date(2021, 12, 31))


def value(id: str, number: float | dt.date | None, window: Window = THIS_YEAR, **more) -> Value:
    return Value(load().indicators[id], window, number, **more)


def rate(id: str, hits: int, of: int, window: Window = THIS_YEAR) -> Value:
    return value(id, hits / of, window, numerator=float(hits), denominator=float(of))


def sentence(text: str, word: str) -> str:
    """The sentence of a text that holds a word."""
    return next(part for line in text.split("\n") for part in line.split("。") if word in part)


def test_every_indicator_has_a_sentence_or_a_reason_why_not():
    catalogue = load()
    said = [clause.of for clause in catalogue.draft.clauses()]
    assert sorted([*said, *catalogue.draft.not_in_draft]) == sorted(catalogue.indicators)
    assert all(reason.zh and reason.en for reason in catalogue.draft.not_in_draft.values())


@pytest.mark.parametrize(
    ("number", "exact", "report"),
    [
        (652, "652人次", "650余人次"),
        (650, "650人次", "650人次"),
        (698, "698人次", "近700人次"),
        (99, "99人次", "99人次"),
        (1598, "1598人次", "近1600人次"),
        (6000, "6000人次", "6000人次"),
        (12345, "12345人次", "1.2万余人次"),
        (119_900, "119900人次", "近12万人次"),
        (0, "0人次", "0人次"),
    ],
)
def test_the_reports_own_style_rounds_large_sums(number, exact, report):
    one = value("publicity_consultations", float(number))
    assert [figure(one, style, load()).text for style in ("exact", "report")] == [exact, report]


def test_cases_are_never_rounded():
    assert figure(value("inspection_cases", 1627.0), "report", load()).text == "1627宗"


@pytest.mark.parametrize(
    ("hits", "of", "exact", "report"),
    [(25, 25, "100%", "百分之百"), (2784, 2872, "96.9%", "96.9%"), (23, 25, "92%", "百分之九十二"), (2999, 3000, "99.97%", "99.97%"), (0, 3, "0%", "0%")],
)  # fmt: skip
def test_a_rate_says_all_only_of_all(hits, of, exact, report):
    one = rate("mediation_success_rate", hits, of)
    assert [figure(one, style, load()).text for style in ("exact", "report")] == [exact, report]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (653.0, 658.0, "650余人次"),
        (620.0, 670.0, "约640人次"),
        (400.0, 900.0, "400至900人次"),
        (650.0, None, "不少于650人次"),
        (650.0, float("inf"), "不少于650人次"),
    ],
)
def test_an_approximate_value_is_said_so_that_all_it_may_be_is_allowed(low, high, words):
    one = value("publicity_consultations", low, status=APPROXIMATE, low=low, high=high)
    assert {figure(one, style, load()).text for style in ("exact", "report")} == {words}


def test_what_has_no_ledger_is_a_marked_gap_and_never_zero(draft_of):
    found = draft_of({"disputes_accepted": value("disputes_accepted", 0.0)}, "exact")
    assert "未受理矛盾纠纷" in found.text
    assert "培育“法律明白人”【缺台账：法律明白人名册】" in found.text
    assert [claim.text for claim in found.claims] == ["未受理矛盾纠纷"]


def test_what_cannot_be_computed_is_marked_too(draft_of):
    none = value("court_appearance_rate", None, status=NOT_APPLICABLE)
    found = draft_of({"court_appearance_rate": none}, "exact")
    assert "负责人出庭应诉率【待补充：台账未载明】" in found.text
    assert {piece.indicator for piece in found.draft.pieces if isinstance(piece, Gap)} >= {"court_appearance_rate"}


def test_a_share_of_no_case_is_left_out_for_nobody_could_fill_it_in(draft_of):
    nothing = {
        id: value(id, None, status=NOT_APPLICABLE, denominator=0.0)
        for id in ("court_appearance_rate", "dispute_days_median")
    }
    found = draft_of({"litigation_cases": value("litigation_cases", 0.0), **nothing}, "exact")
    assert "未发生行政诉讼案件，行政复议案件" in found.text
    assert "出庭应诉率" not in found.text and "中位数" not in found.text


def test_a_gap_says_what_is_missing_where_it_is_not_the_ledger(draft_of):
    values = {
        "penalty_published_on_time_rate": value(
            "penalty_published_on_time_rate", None, status=NOT_APPLICABLE, unknown_calendar=2022
        ),
        "village_month_adviser_coverage": value("village_month_adviser_coverage", None, status=NOT_APPLICABLE),
    }
    text = draft_of(values, "exact").text
    assert "公示及时率【待补充：2022年工作日历未知】" in text
    assert "到村月覆盖率【待补充：镇村基础信息表未列村（社区）】" in text


def test_parts_of_nothing_are_left_out(draft_of):
    values = {
        "mediation_rooms": value("mediation_rooms", 0.0),
        "mediation_rooms_family": value("mediation_rooms_family", 0.0),
    }
    assert "婚姻家庭纠纷调解室" not in draft_of(values, "exact").text
    values = {
        "mediation_rooms": value("mediation_rooms", 1.0),
        "mediation_rooms_family": value("mediation_rooms_family", 0.0),
    }
    assert "调解室1个，其中婚姻家庭纠纷调解室0个" in draft_of(values, "exact").text


def test_all_of_them_needs_no_figure(draft_of):
    both = {id: value(id, 2.0) for id in ("procuratorial_suggestions", "procuratorial_suggestions_replied")}
    assert "收到检察建议书2份" in draft_of(both, "exact").text and "均已书面函复" in draft_of(both, "exact").text
    one = both | {"procuratorial_suggestions_replied": value("procuratorial_suggestions_replied", 1.0)}
    assert "书面函复的检察建议1份" in draft_of(one, "exact").text


@pytest.mark.parametrize(
    ("now", "last", "style", "words"),
    [
        (52, 40, "exact", "52场次（上年40场次，增加12场次）"),
        (40, 52, "exact", "40场次（上年52场次，减少12场次）"),
        (40, 40, "exact", "40场次（与上年持平）"),
        (2, 0, "exact", "2场次（上年0场次，增加2场次）"),
    ],
)
def test_last_years_figure_and_the_change(draft_of, now, last, style, words):
    found = draft_of(
        {"publicity_events": value("publicity_events", float(now))},
        style,
        {"publicity_events": value("publicity_events", float(last), LAST_YEAR)},
    )
    assert words in found.text
    assert found.wrong == []


def test_a_rounded_figure_changes_by_percent(draft_of):
    id = "publicity_consultations"
    found = draft_of({id: value(id, 652.0)}, "report", {id: value(id, 601.0, LAST_YEAR)})
    assert "650余人次（上年600余人次，增长8.5%）" in found.text


def test_a_rate_changes_by_percentage_points(draft_of):
    id = "mediation_success_rate"
    found = draft_of({id: rate(id, 90, 93)}, "exact", {id: rate(id, 84, 88, LAST_YEAR)})
    assert "96.8%（上年95.5%，提高1.3个百分点）" in found.text


@pytest.mark.parametrize(("now", "last"), [((1, 1), (0, 1)), ((12, 12), (8, 9)), ((9, 9), (10, 12))])
def test_a_rate_of_fewer_than_ten_cases_in_either_year_is_not_set_beside_the_other(draft_of, now, last):
    """From 0 of 1 to 1 of 1 a rate rises by 100 percentage points, and nothing has changed but one case."""
    id = "penalty_published_on_time_rate"
    found = draft_of({id: rate(id, *now)}, "exact", {id: rate(id, *last, LAST_YEAR)})
    assert "100%" in found.text and "上年" not in sentence(found.text, "公示及时率")


def test_a_median_of_fewer_than_six_cases_is_not_set_beside_another_years(draft_of):
    id = "dispute_days_median"
    found = draft_of({id: value(id, 7.0, denominator=40.0)}, "exact", {id: value(id, 20.0, LAST_YEAR, denominator=5.0)})
    assert "上年" not in sentence(found.text, "中位数")


def test_another_window_last_year_is_no_comparison(draft_of):
    short = Window(dt.date(2021, 1, 1), dt.date(2021, 11, 30))
    found = draft_of(
        {"publicity_events": value("publicity_events", 52.0)},
        "exact",
        {"publicity_events": value("publicity_events", 40.0, short)},
    )
    assert "上年" not in sentence(found.text, "52场次")


def test_a_sentence_may_name_a_window_of_its_own():
    """A sentence of the catalogue in another period: counted in it, and read back in it."""
    from fazhi.claims.prose import find_claims
    from fazhi.drafts.compose import Said, Source, _Writer

    asked: list[Window] = []

    def value_of(indicator, window):
        asked.append(window)
        return Value(indicator, window, 8.0)

    source = Source("例镇", 2022, None, False, value_of, {})
    own = Sentence(
        window="first_half",
        opening="{year}年上半年，",
        clauses=(Clause(of="disputes_accepted", some="受理矛盾纠纷{n}"),),
    )
    pieces = list(_Writer(source, "exact", load()).sentence(own))
    text = "".join(piece.text if isinstance(piece, Said) else str(piece) for piece in pieces)
    assert asked == [Window(dt.date(2022, 1, 1), dt.date(2022, 6, 30))]
    (claim,) = find_claims(text)
    assert (text, claim.period) == ("2022年上半年，受理矛盾纠纷8件。", "上半年")


# -------------------------------------------------------------------------------------------------- files


@pytest.fixture
def some(draft_of) -> Draft:
    return draft_of({"disputes_accepted": value("disputes_accepted", 28.0)}, "exact").draft


def test_the_document_reads_as_the_text_and_highlights_what_is_missing(some, tmp_path: Path):
    path = tmp_path / "draft.docx"
    path.write_bytes(document(some, load()))
    lines = read_report(path).replace("# ", "").split()
    assert lines == as_text(some).split()
    runs = [run for line in docx.Document(str(path)).paragraphs for run in line.runs if "缺台账" in run.text]
    assert runs and {run.font.highlight_color for run in runs} == {WD_COLOR_INDEX.YELLOW}


def test_the_document_is_the_same_bytes_each_time_and_names_nobody(some):
    first = document(some, load())
    assert first == document(some, load())
    core = docx.Document(io.BytesIO(first)).core_properties
    assert (core.author, core.last_modified_by, core.created.year) == ("", "", 2000)


def test_a_document_is_chinese_and_numbers_its_pages_as_official_documents_do(some):
    made = docx.Document(io.BytesIO(document(some, load())))
    languages = made.styles.element.xpath(".//w:lang/@w:eastAsia")
    assert languages and set(languages) == {"zh-CN"}
    assert made.sections[0].footer.paragraphs[0]._p.xpath(".//w:t/text() | .//w:instrText/text()") == [
        "— ",
        "PAGE",
        " —",
    ]


def test_a_township_of_any_name_makes_a_document():
    odd = Draft("\x07\ud800镇2022年", ())
    assert docx.Document(io.BytesIO(document(odd, load()))).paragraphs[0].text == "镇2022年"


def test_markdown_reads_as_the_text(some, tmp_path: Path):
    path = tmp_path / "draft.md"
    path.write_text(as_markdown(some), encoding="utf-8")
    assert read_report(path).replace("# ", "").split() == as_text(some).split()


# ------------------------------------------------------------------------------------- from the ledgers on


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Place:
    home = tmp_path_factory.mktemp("shipped")
    site = Site(root / "data" / "raw", home / "p", home / "o", root / "data" / "reference", root / "notebooks")
    return Place(site, "双合镇", 2022)


@pytest.mark.slow
def test_the_shipped_year_is_drafted_and_agrees_with_its_ledgers(shipped: Place):
    first = draft_report(shipped, "report", "zh")
    assert "合成数据" in as_text(first) and "上年" not in as_text(first).replace("上年度", "")
    found = check_report(as_text(first), shipped, "zh")
    assert not found.broken and found.checked
    assert {one.verdict.verdict for one in found.checked} == {"consistent"}


@pytest.mark.slow
def test_a_year_of_a_county_is_drafted_beside_the_year_before(tmp_path: Path, root: Path):
    from fazhi.synthesis.county import write_county

    write_county(tmp_path / "raw", 1, 2, 2022, lambda label: None)
    (town,) = [path.name for path in (tmp_path / "raw").iterdir() if path.is_dir()]
    years = sorted(path.name for path in (tmp_path / "raw" / town).iterdir())
    site = Site(tmp_path / "raw", tmp_path / "p", tmp_path / "o", root / "data" / "reference", root / "notebooks")
    here = Place(site, town, int(years[-1]))
    for style in ("exact", "report"):
        text = as_text(draft_report(here, style, "zh"))
        assert "（上年" in text and "（与上年持平）" in text
        assert not check_report(text, here, "zh").broken
    found = results(here)
    changed = Break(indicator="publicity_events", since=here.year, note={"zh": "口径变化", "en": "counted otherwise"})
    about = found.clean.about.model_copy(update={"breaks": (*found.clean.about.breaks, changed)})
    assert "publicity_events" in last_year(found)
    assert "publicity_events" not in last_year(replace(found, clean=replace(found.clean, about=about)))
    real = found.clean.about.model_copy(update={"synthetic": False})
    assert last_year(replace(found, clean=replace(found.clean, about=real))) == {}


@pytest.mark.slow
def test_the_command_prints_a_draft_or_writes_it(shipped: Place, tmp_path: Path):
    site = shipped.site
    folders = ["--raw", str(site.raw), "--processed", str(site.processed), "--outputs", str(site.outputs)]

    def run(*arguments: str):
        return CliRunner().invoke(app, ["draft", "双合镇", "2022", *arguments, *folders])

    assert run().stdout.startswith("双合镇2022年度")
    for name in ("a.docx", "a.md", "a.txt"):
        assert run("--style", "report", "--out", str(tmp_path / name)).exit_code == 0
        assert "650余人次" in read_report(tmp_path / name)
    refused = run("--out", str(tmp_path / "a.pdf"))
    assert refused.exit_code == 2 and ".docx" in refused.output
    assert run("--style", "loud").exit_code == 2
    elsewhere = CliRunner().invoke(app, ["draft", "双合镇", "1999", *folders])
    assert elsewhere.exit_code == 2 and "1999" in elsewhere.output
