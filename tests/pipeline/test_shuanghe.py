"""The reference case: 双合镇 2022 from the shipped ledgers to the checked appendix."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pytest

from fazhi import appendix
from fazhi.catalogue import load
from fazhi.ledgers.read import ledger_files, read_file
from fazhi.ledgers.recognise import recognise
from fazhi.ledgers.vocabulary import vocabulary
from fazhi.pipeline import Results, results
from fazhi.publish.blocks import Figure, KeyFigures, Table

FOLDER = Path("双合镇") / "2022"
PUBLISHED = {
    "study_plans": 1, "study_sessions_leadership": 3, "training_sessions_staff": 3, "certified_officers": 54,
    "penalty_cases": 2, "inspection_cases": 167, "litigation_cases": 1, "reconsideration_cases": 0,
    "procuratorial_suggestions": 2, "procuratorial_reply_on_time_rate": 1, "disclosure_news": 57, "disclosure_notices": 15,
    "disclosure_documents": 4, "disclosure_org": 2, "service_household": 7802, "service_family_planning": 85,
    "service_social_affairs": 538, "service_hr_social_security": 15000, "mediation_committees": 6, "mediation_rooms": 3,
    "mediation_committees_town": 1, "mediation_committees_village": 5, "mediation_rooms_family": 1,
    "mediation_rooms_overseas": 1, "mediation_rooms_labour": 1, "mediators": 66, "mediators_part_time": 64,
    "mediators_full_time": 2, "disputes_resolved": 25, "mediation_success_rate": 1, "publicity_events": 52,
    "adviser_consultations": 35, "adviser_lectures": 13, "adviser_beneficiaries": 6000, "academy_sessions": 6,
    "academy_posters": 25, "academy_online_lessons": 2, "demonstration_villages": 1, "legal_stewards": 25,
}  # fmt: skip


@pytest.fixture(scope="module")
def indicators(built: Path) -> pd.DataFrame:
    return pd.read_csv(built / FOLDER / "indicators.csv", dtype=str).set_index("indicator")


@pytest.mark.slow
def test_the_run_leaves_every_artefact(built: Path):
    names = [
        "1_clean.ipynb", "2_indicators.ipynb", "3_appendix.ipynb", "appendix.html", "appendix.pdf", "appendix.xlsx",
        "indicators.csv", "reconciliation.csv", "identities.csv", "set_aside.csv", "account.csv",
    ]  # fmt: skip
    assert (built / "index.html").stat().st_size > 1000
    assert all((built / FOLDER / name).stat().st_size > 200 for name in names)
    assert len(list((built / FOLDER / "evidence").glob("*.csv"))) > 40


@pytest.mark.slow
@pytest.mark.parametrize(("indicator", "value"), PUBLISHED.items())
def test_a_published_figure_comes_out_of_the_ledgers(indicators: pd.DataFrame, indicator: str, value: float):
    assert float(indicators.loc[indicator, "value"]) == value


@pytest.mark.slow
def test_figures_worded_approximately_come_out_within_their_wording(indicators: pd.DataFrame):
    assert 650 < float(indicators.loc["publicity_consultations", "value"]) < 660
    assert 1600 < float(indicators.loc["publicity_materials", "value"]) < 1700


@pytest.mark.slow
def test_every_claim_of_the_report_has_a_verdict_and_none_is_inconsistent(built: Path):
    frame = pd.read_csv(built / FOLDER / "reconciliation.csv", dtype=str)
    assert {f"C{number:02d}" for number in range(2, 47)} <= set(frame["claim"])
    assert set(frame["verdict"]) == {"consistent"}
    rounded = frame[frame["looks_rounded"] == "True"]
    assert rounded["said"].tolist() == ["15000", "6000"]


@pytest.mark.slow
def test_every_identity_holds(built: Path):
    assert pd.read_csv(built / FOLDER / "identities.csv", dtype=str)["holds"].tolist() == ["True"] * 14


@pytest.mark.slow
def test_the_evidence_of_a_number_has_as_many_rows_as_the_table_says(built: Path, indicators: pd.DataFrame):
    for path in (built / FOLDER / "evidence").glob("*.csv"):
        frame = pd.read_csv(path)
        assert len(frame) == int(indicators.loc[path.stem, "rows"])
        assert list(frame.columns) == ["file", "sheet", "row", "date", "category", "amount", "counted"]


@pytest.mark.slow
def test_the_account_of_every_sheet_balances_and_files_are_messy(built: Path):
    frame = pd.read_csv(built / FOLDER / "account.csv")
    parts = frame[["kept", "duplicates", "set_aside", "layout"]].sum(axis=1)
    assert (frame["rows_seen"] == parts).all()
    reasons = set(pd.read_csv(built / FOLDER / "set_aside.csv")["reason"])
    assert {
        "missing_key",
        "bad_date",
        "date_order",
        "unknown_category",
        "bad_number",
        "other_year",
        "duplicate",
    } <= reasons


@pytest.mark.slow
def test_every_artefact_says_that_the_data_are_synthetic(built: Path):
    assert "合成数据" in (built / FOLDER / "appendix.html").read_text(encoding="utf-8")
    assert "合成数据" in (built / "index.html").read_text(encoding="utf-8")
    cover = openpyxl.load_workbook(built / FOLDER / "appendix.xlsx").worksheets[0]
    assert any("合成数据" in str(cell.value) for row in cover.iter_rows() for cell in row)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The third notebook, run alone by plain papermill."""
    home = tmp_path_factory.mktemp("papermill")
    told = {"township": "双合镇", "year": 2022, "processed": home / "p", "outputs": home / "o"}
    parameters = [str(word) for name, value in told.items() for word in ("-p", name, value)]
    plain(root, "papermill", "--no-progress-bar", "notebooks/3_appendix.ipynb", str(home / "out.ipynb"), *parameters)
    return home / "out.ipynb"


def plain(root: Path, *command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("exporter", "name"), [("fazhi_html", "appendix.html"), ("fazhi_pdf", "appendix.pdf")])
def test_plain_papermill_and_nbconvert_give_the_same_page(
    built: Path, root: Path, executed: Path, exporter: str, name: str
):
    plain(root, "nbconvert", "--to", exporter, "--output", "page", str(executed))
    page = executed.with_name(f"page{Path(name).suffix}")
    assert page.read_bytes() == (built / FOLDER / name).read_bytes()


@pytest.mark.slow
def test_the_executed_notebooks_hold_no_times_and_no_errors(built: Path):
    for path in (built / FOLDER).glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        assert "papermill" not in notebook.metadata
        assert not [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "error"]


def personal_cells(folder: Path) -> set[str]:
    """Every word that stands in a personal column of the raw ledgers."""
    words: set[str] = set()
    for path in ledger_files(folder):
        for sheet in read_file(path, folder)[0]:
            reading = recognise(sheet, load()).reading
            if reading is None or reading.header is None:
                continue
            for id, index in reading.header.columns.items():
                if reading.ledger.column(id).privacy != "public":
                    words |= {str(cell).strip() for cell in sheet.columns[index][reading.header.last + 1 :]}
    return {
        word for word in words if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word) or re.fullmatch(r"\d{11,18}[Xx]?", word)
    }


@pytest.mark.slow
def test_no_person_of_the_ledgers_appears_in_any_artefact(built: Path, root: Path):
    words = vocabulary(load())
    spellings = {
        w for ledger in load().ledgers.values() for c in ledger.columns for v in c.values for w in (v.zh, *v.also)
    }
    people = {
        word
        for word in personal_cells(root / "data" / "raw" / FOLDER)
        if word not in words.labels and word not in spellings
    }
    assert len(people) > 100
    texts = {
        p: p.read_text(encoding="utf-8") for p in built.rglob("*") if p.suffix in (".csv", ".html", ".ipynb", ".json")
    }
    book = openpyxl.load_workbook(built / FOLDER / "appendix.xlsx")
    texts[built / "xlsx"] = "\n".join(str(c.value) for s in book.worksheets for r in s.iter_rows() for c in r)
    for path, text in texts.items():
        assert not [word for word in people if word in text], path.name


@pytest.fixture(scope="module")
def changed(whole: Results, page: appendix.Appendix, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    rows = whole.values["disputes_resolved"].rows
    row = rows[rows["accepted"].dt.year == 2022].iloc[0]
    raw = tmp_path_factory.mktemp("changed") / "raw"
    shutil.copytree(whole.clean.place.site.raw, raw)
    place = replace(
        whole.clean.place,
        site=replace(whole.clean.place.site, raw=raw, processed=raw.parent / "p", outputs=raw.parent / "o"),
    )
    book = openpyxl.load_workbook(place.raw / row["file"])
    cells = [c for c in book[row["sheet"]][int(row["row"])] if c.value and "成功" in str(c.value)]
    cells[-1].value = "不成"
    book.save(place.raw / row["file"])
    after = results(place)
    return whole, drawn(page), after, drawn(appendix.compose(after))


class TestOneCell:
    """Changing one dispute from 成功 to 不成 changes what rests on it, and nothing else."""

    def test_the_affected_numbers_change_and_no_other(self, changed):
        before, _, after, _ = changed
        columns = ["value", "numerator", "denominator"]
        old, new = (found.indicators.set_index("indicator")[columns] for found in (before, after))
        differing = set(old.index[(old.fillna("") != new.fillna("")).any(axis=1)])
        assert differing == {"disputes_resolved", "mediation_success_rate", "mediation_success_rate_accepted"}

    def test_the_affected_verdicts_change_and_no_other(self, changed):
        before, _, after, _ = changed
        old, new = (found.reconciliation.set_index(["claim", "indicator"])["verdict"] for found in (before, after))
        differing = old.index[old != new]
        assert {claim for claim, _ in differing} == {"C33", "C34"}
        assert set(new[differing]) == {"inconsistent"}

    def test_the_affected_charts_change_and_no_other(self, changed):
        _, old, _, new = changed
        assert old.keys() == new.keys()
        differing = {title for title in old if old[title] != new[title]}
        assert differing and all("纠纷" in title or "调解" in title for title in differing)
        assert len(differing) < len(old) / 2


def drawn(page: appendix.Appendix) -> dict[str, str]:
    return {part.title: part.svg for part in page.sections.parts if isinstance(part, Figure)}


def test_the_appendix_has_its_charts_each_with_number_caption_alt_and_data(page: appendix.Appendix):
    figures = [part for part in page.sections.parts if isinstance(part, Figure)]
    assert len(figures) >= 12
    assert [figure.number for figure in figures] == list(range(1, len(figures) + 1))
    for figure in figures:
        assert len(figure.alt) > 30 and figure.data is not None and len(figure.data.rows) > 0


def test_tables_are_numbered_through_in_reading_order(page: appendix.Appendix):
    chapters = (page.front, page.sections, page.checks, page.set_aside, page.methods, page.provenance)
    numbers = [part.number for chapter in chapters for part in chapter.parts if isinstance(part, Table)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_indicator_has_its_row_in_a_table(page: appendix.Appendix):
    shown = [row[0].text for part in page.sections.parts if isinstance(part, Table) for row in part.cells]
    assert sorted(shown) == sorted(indicator.zh for indicator in load().indicators.values())


def test_a_number_is_printed_alike_wherever_it_stands(page: appendix.Appendix):
    checked, related = (
        part for part in page.checks.parts if isinstance(part, Table) and part.heads[0].key in ("claim", "identity")
    )
    rows = {row[0].text: [cell.text for cell in row] for row in (*checked.cells, *related.cells)}
    assert [rows["C22"][at] for at in (2, 4, 5)] == ["15,000"] * 3
    assert [rows["C34"][at] for at in (2, 4, 5)] == ["达100%", "100%", "100%"]
    assert rows["I8"][2] == "26,003 = 7802 + 85 + 538 + 15,000 + 2578"


def test_every_number_is_quoted_with_its_period_ledger_and_fingerprint(page: appendix.Appendix, whole: Results):
    cards = next(part for part in page.front.parts if isinstance(part, KeyFigures))
    tables = [part for chapter in (page.sections, page.checks) for part in chapter.parts if isinstance(part, Table)]
    cited = {cell.cite for table in tables for row in table.cells for cell in row} - {None}
    for id, value in whole.values.items():
        own = [one for one in cited if f"，{value.indicator.name('zh')}：" in one]
        assert bool(own) == (value.value is not None), id
    assert all(one.startswith("双合镇（合成数据），") and "统计期间：" in one for one in cited)
    assert {card.cite for card in cards.items} - {None} <= cited
    checks = [table for table in tables if "公布数字" in table.title]
    assert any("截至" not in one and "前三季度" not in one for one in cited)
    assert [sum(cell.cite is not None for cell in row) for row in checks[0].cells] == [1] * len(checks[0].cells)
    assert all("台账文件指纹" in block.cite for block in (cards, *tables) if block.cite)


def test_a_second_look_takes_the_clean_tables_as_they_stand(whole: Results, monkeypatch):
    monkeypatch.setattr("fazhi.pipeline.cleaning.take_in", lambda *_: pytest.fail("read again"))
    assert results(whole.clean.place).values["disputes_resolved"].value == 25
