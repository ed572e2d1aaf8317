"""The comparison as a page: from results in files to chapters, CSV and the command."""

import dataclasses
import json
import random
import re
import shutil

import nbformat
import nbformat.v4 as nb
import openpyxl
import pandas as pd
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG

from fazhi import appendix, pipeline
from fazhi.catalogue import load
from fazhi.comparison import Basis, basis_text
from fazhi.publish import render
from fazhi.publish.blocks import Banner, Figure, KeyFigures, Table

TOWNS = [f"示例{name}镇" for name in "甲乙丙丁戊己庚辛壬癸子丑"]
YEARS = range(2017, 2023)


@pytest.fixture(scope="module")
def county(write_results, tmp_path_factory):
    """Twelve fictional townships in six years, one of them clearly worse, one year absent, one window short; synthetic."""
    outputs = tmp_path_factory.mktemp("county") / "outputs"
    for number, town in enumerate(TOWNS):
        for year in YEARS:
            if (town, year) == ("示例丙镇", 2019):
                continue
            chance = random.Random(f"{town}{year}")
            cases = 40 + 5 * number
            good = round(cases * (0.5 if town == "示例丁镇" else 0.9))
            events, residents = 30 + chance.randrange(20), 10_000 + 1000 * number
            end = f"{year}-11-30" if (town, year) == ("示例乙镇", 2022) else f"{year}-12-31"
            write_results(outputs, town, year, [
                {"indicator": "mediation_success_rate", "value": repr(good / cases), "numerator": good, "denominator": cases},
                {"indicator": "disputes_per_1000", "value": repr(1000 * events / residents), "numerator": events,
                 "denominator": residents, "unit": "件/千人"},
                {"indicator": "penalty_cases", "value": 12, "unit": "宗"},
                {"indicator": "publicity_events", "value": 20 + number, "unit": "场次"},
            ], window_end=end)  # fmt: skip
            basis = Basis(synthetic=True, ledgers="" if town == "示例戊镇" else f"{town}{year}".encode().hex())
            (outputs / town / str(year) / "basis.json").write_text(basis_text(basis), encoding="utf-8")
    return outputs


@pytest.fixture(scope="module")
def compared(county):
    ids = ["mediation_success_rate", "disputes_per_1000", "penalty_cases", "publicity_events"]
    return pipeline.compare_places(indicators=ids, raw=county / "none", outputs=county)


@pytest.fixture(scope="module")
def blocks(compared):
    page = appendix.compose_comparison(compared)
    chapters = (page.front, page.overview, page.sections, page.trends, page.aside, page.elsewhere, page.methods)
    return [part for chapter in chapters for part in chapter.parts]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.cells]


def named(blocks, words: str) -> Table:
    return next(block for block in blocks if isinstance(block, Table) and words in block.title)


def test_tables_are_numbered_in_reading_order_and_every_table_has_rows(blocks):
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [table.number for table in tables] == list(range(1, len(tables) + 1))
    assert all(table.rows for table in tables)


def test_synthetic_ledgers_are_called_so_in_the_banner_and_beside_each_name(blocks):
    banners = [block for block in blocks if isinstance(block, Banner)]
    assert any(all(town in banner.text for town in TOWNS) for banner in banners)


def test_a_comparison_of_internal_results_is_marked_as_internal(blocks):
    """It shows medians of few cases and the like, which a public edition hides."""
    banner = next(block for block in blocks if isinstance(block, Banner))
    assert banner.title == load().word("appendix.edition.internal", "zh") == "内部资料"
    rows = texts(named(blocks, "2022年各乡镇调解成功率"))
    assert all(row[0].endswith("〔合成〕") for row in rows) and len(rows) == len(TOWNS)


def test_each_township_has_its_interval_category_and_trend(blocks):
    rows = {row[0].removesuffix("〔合成〕"): row for row in texts(named(blocks, "2022年各乡镇调解成功率"))}
    town, value, counts, interval, benchmark, category, _rank, trend = rows["示例丁镇"]
    assert (
        (counts, category, trend) == ("28/55", "较差（99.8%）", "–")
        and interval.count("%") == 2
        and benchmark.endswith("%")
    )
    assert value == "51%" and town.startswith("示例丁镇")
    assert rows["示例乙镇"][5] == "未比较（统计期间与多数乡镇不同）" and rows["示例丙镇"][7] == "未检"


def test_every_number_is_quoted_with_place_period_ledger_and_its_fingerprint(blocks):
    tables = [block for block in blocks if isinstance(block, Table) and block.cite]
    assert len(tables) > 4 and all(table.cite.endswith(f"》表{table.number}") for table in tables)
    assert {cell.value is None for table in tables for row in table.cells for cell in row if cell.cite} == {False}
    rows = {row[0].text.removesuffix("〔合成〕"): row[1] for row in named(blocks, "2022年各乡镇调解成功率").cells}
    mark = "示例丁镇2022".encode().hex()[:16]
    assert rows["示例丁镇"].cite == (
        f"示例丁镇（合成数据），调解成功率（成功÷已办结）：51%（统计期间：2022年全年；台账：L14，台账文件指纹 {mark}…）。"
    )
    assert "统计期间：2022-01-01至2022-11-30；" in rows["示例乙镇"].cite
    assert rows["示例戊镇"].cite.endswith("台账：L14）。")


@pytest.mark.parametrize(
    ("towns", "years", "names", "beside"),
    [
        (8, "2017-2022", ["指标", "年度"], 8),
        (8, "2022", ["指标"], 8),
        (12, "2017-2022", ["指标", "乡镇"], 6),
        (12, "2022", ["乡镇"], 1),
        (12, "2021-2022", ["乡镇", "年度"], 1),
        (2, "2017-2022", ["指标", "乡镇"], 6),
        (1, "2022", ["指标"], 1),
    ],
)
def test_townships_stand_side_by_side_or_years_or_of_many_townships_in_few_years_indicators(
    county, tmp_path, towns, years, names, beside
):
    first, _, last = years.partition("-")
    found = pipeline.compare_places(
        TOWNS[:towns],
        list(range(int(first), int(last or first) + 1)),
        indicators=["penalty_cases", "publicity_events"],
        raw=county / "none",
        outputs=shutil.copytree(county, tmp_path / "outputs"),
    )
    table = named(appendix.compose_comparison(found).sections.parts, "数值")
    assert [head.label for head in table.heads[: table.header_columns]] == names
    assert len(table.heads) - len(names) == beside
    assert (names[-1] in ("指标", "年度") and names[0] == "指标") == table.heads[-1].label.endswith("〔合成〕")


def test_indicators_that_stand_side_by_side_are_spread_over_tables_each_once(county, tmp_path):
    outputs = shutil.copytree(county, tmp_path / "outputs")
    found = pipeline.compare_places(TOWNS[:12], [2022], raw=county / "none", outputs=outputs)
    parts = appendix.compose_comparison(found).sections.parts
    tables = [part for part in parts if isinstance(part, Table) and "各乡镇数值" in part.title]
    heads = [head.key for table in tables for head in table.heads[1:]]
    assert len(heads) == len(set(heads)) == found.comparison.table["indicator"].nunique()
    assert max(len(table.heads) for table in tables) == 7
    several = [table for table in tables if "（第1表，共2表）" in table.title]
    assert several and all(len(table.cells) == 12 for table in several)


def test_gaps_and_other_windows_are_listed_with_their_place(blocks):
    rows = texts(named(blocks, "缺少或口径"))
    assert rows == [
        ["示例丙镇", "2019", "该年没有结果", "全部指标"],
        ["示例乙镇", "2022", "统计期间与多数乡镇不同", rows[1][3]],
    ]
    absent = [row for row in texts(named(blocks, "三（三）人民调解：各年数值")) if row[1].startswith("示例丙镇")]
    assert [row[2 + list(YEARS).index(2019)] for row in absent] == ["⋯"]


def test_published_figures_of_other_townships_stand_apart(blocks, compared):
    rows = texts(named(blocks, "其他乡镇已公布的数字"))
    assert any(row[1] == "鹤城镇（鹤山市）" and row[3] == "18" for row in rows)
    assert not {"鹤城镇", "寮步镇"} & set(compared.comparison.table["township"])
    gaps = {row[0]: (row[3], row[5]) for row in texts(named(blocks, "合计与分项不符"))}
    assert gaps["古劳镇（鹤山市）"] == ("285", "279") and gaps["寮步镇（东莞市）"] == ("96.7%", "96.94%")


def test_chapters_are_numbered_one_after_the_other_whatever_is_left_out(compared, monkeypatch):
    monkeypatch.setattr("fazhi.appendix.comparison.elsewhere", lambda context: ())
    page = appendix.compose_comparison(compared)
    chapters = (getattr(page, field.name) for field in dataclasses.fields(page))
    heads = [part.text for chapter in chapters for part in chapter.parts[:1] if isinstance(part, appendix.Heading)]
    assert [head[0] for head in heads] == list("一二三四五")


def test_many_comparisons_are_stated(blocks):
    last = texts(named(blocks, "多重比较"))[-1]
    assert last[0] == "全部指标、全部年度" and int(last[2]) > 100


def test_counts_at_a_glance_are_whole_numbers(blocks, compared):
    (glance,) = [block for block in blocks if isinstance(block, KeyFigures)]
    values = [figure.value for figure in glance.items]
    table = compared.comparison.table
    judged = table[table["category"] != "not_compared"]
    strict = (judged["level"] == "99.8").sum()
    assert values[2:] == [str(len(judged)), f"{(judged['level'] != '').sum()}/{strict}"]


def test_a_control_chart_says_among_how_many_it_was_chosen(compared, monkeypatch):
    """Of two years of each township only the one with a month beyond its limits is drawn; chance alone puts some months there."""

    def months(outputs, rows):
        events = [1] * 24
        events[20] = 12 if rows[0]["township"] == "示例丁镇" and rows[0]["indicator"] == "penalty_cases" else 1
        return pd.DataFrame({"month": pd.period_range("2021-01", periods=24, freq="M").astype(str), "events": events})

    monkeypatch.setattr("fazhi.appendix.comparison_charts.monthly_counts", months)
    figures = [part for part in appendix.compose_comparison(compared).trends.parts if isinstance(part, Figure)]
    (drawn,) = [figure for figure in figures if "示例丁镇" in figure.title]
    series = 12 * len(
        {id for id in ("penalty_cases", "publicity_events") if load().indicators[id].interval == "poisson"}
    )
    assert f"{series}个序列" in drawn.notes[-1] and f"、{24 * series}个月" in drawn.notes[-1]
    assert "1个序列有月份超出" in drawn.notes[-1] and f"约{0.002 * 24 * series:.1f}个月" in drawn.notes[-1]
    assert len(figures) == 1


def test_a_township_whose_first_year_had_no_event_is_none_of_those_looked_at(compared, monkeypatch):
    """No limits follow from such a baseline: nothing is drawn of it, and no chart says that it was."""

    def months(outputs, rows):
        events = [0] * 12 + [9] * 12 if rows[0]["township"] == "示例丁镇" else [1] * 23 + [12]
        return pd.DataFrame({"month": pd.period_range("2021-01", periods=24, freq="M").astype(str), "events": events})

    monkeypatch.setattr("fazhi.appendix.comparison_charts.monthly_counts", months)
    figures = [part for part in appendix.compose_comparison(compared).trends.parts if isinstance(part, Figure)]
    ids = [id for id in ("penalty_cases", "publicity_events") if load().indicators[id].interval == "poisson"]
    assert f"{11 * len(ids)}个序列" in figures[0].notes[-1] and "此处绘出6个" in figures[0].notes[-1]
    assert len(figures) == 6 and not any("示例丁镇" in figure.title for figure in figures)


def test_charts_go_above_the_table_of_their_indicator(compared):
    parts = appendix.compose_comparison(compared).sections.parts
    figures = [n for n, part in enumerate(parts) if isinstance(part, Figure)]
    assert figures and [parts[n].number for n in figures] == sorted(parts[n].number for n in figures)
    rate = [n for n in figures if "调解成功率" in parts[n].title]
    assert rate and "调解成功率" in parts[rate[-1] + 1].title


def test_the_overview_shows_all_indicators_and_each_townships_profile(compared):
    parts = appendix.compose_comparison(compared).overview.parts
    titles = [part.title for part in parts if isinstance(part, Figure)]
    assert len(titles) == 1 + len(TOWNS)


def test_the_machine_readable_files_hold_every_row_and_read_back_exactly(compared, county):
    frame = pd.read_csv(county / "comparison" / "comparison.csv", keep_default_na=False)
    assert len(frame) == len(TOWNS) * len(YEARS) * 4
    own = frame[(frame["township"] == "示例丁镇") & (frame["indicator"] == "mediation_success_rate")]
    assert set(own["value"].astype(float)) == {28 / 55}
    assert (frame.loc[frame["category"] == "not_compared", "reason"] != "").all()
    trends = pd.read_csv(county / "comparison" / "trends.csv", keep_default_na=False)
    assert set(trends["reason"]) >= {"activity", "gap"}


def test_the_page_speaks_english(county, tmp_path):
    shutil.copytree(county, tmp_path / "o")
    ids = ["mediation_success_rate", "disputes_per_1000"]
    english = pipeline.compare_places(indicators=ids, raw=tmp_path / "raw", outputs=tmp_path / "o", language="en")
    page = appendix.compose_comparison(english)
    for chapter in (page.front, page.overview, page.sections, page.trends, page.aside, page.methods):
        for part in chapter.parts:
            text = part.to_text() if hasattr(part, "to_text") else part.text
            for town in TOWNS:
                text = text.replace(town, "")
            assert not re.search(r"[\u4e00-\u9fff]", text), text


@pytest.mark.slow
class TestCommand:
    def test_the_page_is_made_and_made_again_to_the_byte(self, fazhi, county, tmp_path):
        county = shutil.copytree(county, tmp_path / "o")
        places = ("--raw", tmp_path / "raw", "--processed", tmp_path / "p", "--outputs", county)
        options = ("--indicators", "mediation_success_rate,disputes_per_1000", "--years", "2018-2022")
        done = fazhi("compare", *places, *options, "--benchmark", "mediation_success_rate=97.6%")
        assert done.returncode == 0, done.stderr
        names = [
            "comparison.html",
            "comparison.pdf",
            "comparison.xlsx",
            "comparison.csv",
            "trends.csv",
            "4_comparison.ipynb",
        ]
        first = {name: (county / "comparison" / name).read_bytes() for name in names}
        assert "固定" in first["comparison.html"].decode() and all(len(content) > 1000 for content in first.values())
        book = openpyxl.load_workbook(county / "comparison" / "comparison.xlsx")
        assert len(book.sheetnames) > 5
        assert "comparison/comparison.html" in (county / "index.html").read_text(encoding="utf-8")
        shutil.rmtree(county / "comparison")
        fazhi("compare", *places, *options, "--benchmark", "mediation_success_rate=97.6%")
        assert {name: (county / "comparison" / name).read_bytes() for name in names} == first

    def test_ledgers_without_results_are_counted_first(self, fazhi, root, tmp_path):
        shipped = root / "data" / "raw" / "双合镇" / "2022"
        for town in ("示例甲镇", "示例乙镇"):
            home = tmp_path / "raw" / town / "2022"
            home.mkdir(parents=True)
            for name in ("about.yaml", "双合镇2022年人民调解案件登记台账.xlsx"):
                shutil.copy(shipped / name, home)
        places = ("--raw", tmp_path / "raw", "--processed", tmp_path / "p", "--outputs", tmp_path / "o")
        done = fazhi("compare", *places, "--indicators", "mediation_success_rate,disputes_per_1000")
        assert done.returncode == 0, done.stderr
        basis = json.loads((tmp_path / "o" / "示例甲镇" / "2022" / "basis.json").read_text(encoding="utf-8"))
        assert basis["synthetic"] and len(basis["definitions"]["mediation_success_rate"]) == 12
        frame = pd.read_csv(tmp_path / "o" / "comparison" / "comparison.csv", keep_default_na=False)
        assert frame["category"].tolist() == ["similar", "similar", "not_compared", "not_compared"]
        assert set(frame["reason"]) == {"", "no_residents"} and frame["synthetic"].all()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--indicators", "no_such"), 2), (("--years", "22"), 2), (("--benchmark", "mediation_success_rate=97.6"), 2),
        (("--benchmark", "mediation_success_rate"), 2), (("--townships", "无此镇"), 1),
    ],
)  # fmt: skip
def test_a_wrong_call_of_the_command_is_one_message(run_fazhi, results, tmp_path, options, code):
    row = {"indicator": "mediation_success_rate", "value": "0.9", "numerator": "90", "denominator": "100"}
    folders = ("--raw", tmp_path / "raw", "--outputs", results("示例甲镇", 2022, [row]))
    done = run_fazhi("compare", *folders, *options)
    assert done.exit_code == code and done.stderr


@pytest.fixture(scope="module")
def shown(blocks):
    """The page but for the profiles of ten of the twelve townships, which are drawn alike."""
    profiles = [b for b in blocks if isinstance(b, Figure) and any(town in b.title for town in TOWNS)]
    assert len(profiles) == len(TOWNS)
    return [block for block in blocks if block not in profiles[2:]]


@pytest.fixture(scope="module")
def html(shown, tmp_path_factory):
    folder = tmp_path_factory.mktemp("comparison")
    cells = [
        nb.new_markdown_cell(f"{'#' * part.level} {part.text}")
        if isinstance(part, appendix.Heading)
        else nb.new_code_cell("show", outputs=[nb.new_output("display_data", data=part._repr_mimebundle_())])
        for part in shown
    ]
    nbformat.write(nb.new_notebook(cells=cells), folder / "n.ipynb")
    return render.html(folder / "n.ipynb", folder / "comparison.html")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_the_comparison_and_no_page_scrolls_sideways(visit, violations, html, width, scheme):
    page = visit(html, width=width, color_scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach(d => d.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_pointing_at_a_township_reads_its_value_and_interval(visit, html, shown):
    place, figure = next(
        (i, b)
        for i, b in enumerate(b for b in shown if isinstance(b, Figure))
        if "_row" in b.svg and "95%下限" in str([c.label for c in b.data.heads])
    )
    page = visit(html)
    drawn = page.locator(".fz-figure").nth(place)
    first = drawn.locator("[data-row]").first
    first.scroll_into_view_if_needed()
    first.dispatch_event("pointerover")
    cells = [cell.text for cell in figure.data.cells[int(first.get_attribute("data-row"))]]
    said = drawn.get_by_role("slider").get_attribute("aria-valuetext")
    assert all(text in said for text in cells if text)


def drawings(county, processed, monkeypatch) -> tuple[list[str], int]:
    """The figures of the page, and how many of them were drawn for it."""
    drawn: list[object] = []
    print_svg = FigureCanvasSVG.print_svg

    def counted(canvas, *arguments, **options):
        drawn.append(canvas)
        print_svg(canvas, *arguments, **options)

    monkeypatch.setattr(FigureCanvasSVG, "print_svg", counted)
    ids = ["mediation_success_rate", "disputes_per_1000", "penalty_cases", "publicity_events"]
    found = pipeline.compare_places(indicators=ids, raw=county / "none", processed=processed, outputs=county)
    page = appendix.compose_comparison(found)
    figures = [part for name in ("overview", "sections", "trends") for part in getattr(page, name).parts]
    return [part.svg for part in figures if isinstance(part, Figure)], len(drawn)


def test_a_page_composed_again_draws_what_shows_something_else_and_looks_as_if_it_drew_everything(
    county, tmp_path, monkeypatch
):
    county = shutil.copytree(county, tmp_path / "county")
    before, all_of_them = drawings(county, tmp_path / "processed", monkeypatch)
    again, few = drawings(county, tmp_path / "processed", monkeypatch)
    assert again == before and few < all_of_them / 4
    results = county / TOWNS[0] / "2022" / "indicators.csv"
    frame = pd.read_csv(results)
    row = frame.index[frame["indicator"] == "mediation_success_rate"]
    frame.loc[row, "numerator"] -= 5
    frame.loc[row, "value"] = frame.loc[row, "numerator"] / frame.loc[row, "denominator"]
    frame.to_csv(results, index=False)
    edited, some = drawings(county, tmp_path / "processed", monkeypatch)
    anew, everything = drawings(county, tmp_path / "elsewhere", monkeypatch)
    assert edited == anew != before and everything == all_of_them > some > few


def test_while_somebody_works_on_the_package_no_drawing_is_kept(county, tmp_path, monkeypatch):
    county = shutil.copytree(county, tmp_path / "county")
    monkeypatch.setattr("fazhi.appendix.drawings.is_as_loaded", lambda: False)
    _, first = drawings(county, tmp_path / "processed", monkeypatch)
    _, second = drawings(county, tmp_path / "processed", monkeypatch)
    assert first == second > 0 and not list(tmp_path.rglob("drawings.json"))
