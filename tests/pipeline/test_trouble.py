"""What the command says when something is wrong: one clear message, the right exit code, everything else done."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from fazhi import appendix
from fazhi.catalogue import Language, ReaderError, load
from fazhi.cli.telling import strays
from fazhi.indicators import deadlines
from fazhi.pipeline import Place, PlaceError, clean, compare_places, place, places, results
from fazhi.pipeline.messages import outcome_of
from fazhi.pipeline.place import NoSuchPlace, site
from fazhi.pipeline.strays import overlooked, published_alone, said_of, townships_alone
from fazhi.publish.blocks import KeyFigures


def run(fazhi, copy: Place, *arguments: object):
    where = copy.site
    return fazhi("run", *arguments, "--raw", where.raw, "--processed", where.processed, "--outputs", where.outputs)


def test_an_unknown_township_is_named_with_those_that_exist(fazhi, copy: Place):
    done = run(fazhi, copy, "无此镇")
    assert done.returncode == 2
    assert "无此镇" in done.stderr and "双合镇" in done.stderr and "Traceback" not in done.stderr


def test_a_year_without_a_folder_is_named_with_those_that_exist(run_fazhi, copy: Place):
    done = run(run_fazhi, copy, "双合镇", 1999)
    assert done.exit_code == 2 and "1999" in done.stderr and "2022" in done.stderr


@pytest.mark.parametrize("township", ["../../x", "..", ".", "双合镇/2022", ""])
def test_a_township_is_a_name_not_a_path(copy: Place, township: str):
    with pytest.raises(PlaceError):
        places(copy.site, township, "2022")


def test_no_raw_folder_is_one_message(run_fazhi, tmp_path: Path):
    done = run_fazhi("run", "--raw", tmp_path / "nowhere")
    assert done.exit_code == 1 and "nowhere" in re.sub(r"\s", "", done.stderr)


@pytest.mark.parametrize(
    "call",
    [
        "run --no-such-option",
        "run --language fr",
        "run 无此镇",
        "status 双合镇 1999",
        "draft 无此镇 2022",
        "explain no_such_indicator 双合镇 2022",
        "explain penalty_cases 无此镇 2022",
        "check no_such_report.txt --township 双合镇 --year 2022",
        "compare --years 2024-2020",
        "compare --years 20２２",
        "compare --indicators no_such_indicator",
        "compare --benchmark mediation_success_rate=2",
        "compare --benchmark half",
        "verify 无此镇 2022",
        "verify --update 无此镇 2022",
        "verify --update --manifest no_such_manifest.json",
        "template L99",
        "new ../x 2023",
        "synthesise --townships 100000 --raw no_such_folder",
    ],
)
def test_a_call_that_names_what_there_is_not_ends_with_two_and_a_message(run_fazhi, call: str):
    done = run_fazhi(*call.split())
    assert done.exit_code == 2 and done.stderr.strip() and "Traceback" not in done.output


def test_ledgers_that_lie_where_no_run_looks_are_told_by_path(copy: Place):
    raw = copy.site.raw
    ledger = next(path for path in copy.raw.iterdir() if path.suffix == ".xlsx")
    (raw / "双合镇" / "2022年" / "一季度").mkdir(parents=True)
    for folder in (raw, raw / "双合镇", raw / "双合镇" / "2022年" / "一季度"):
        shutil.copy(ledger, folder / "台账.xlsx")
    (raw / "双合镇" / "说明").mkdir()
    (raw / "双合镇" / "说明" / "a.txt").write_text("", encoding="utf-8")
    assert [path.relative_to(raw).as_posix() for path in overlooked(copy.site)] == [
        "双合镇/2022年",
        "双合镇/台账.xlsx",
        "台账.xlsx",
    ]
    assert [path.name for path in overlooked(copy.site, "双合镇")] == ["2022年", "台账.xlsx"]


@pytest.mark.parametrize("name", ["2023年", "２０２３", "2023 ", "年度2023"])
def test_a_folder_that_says_its_year_in_other_signs_is_told_how_to_be_named(copy: Place, name: str):
    """A blank behind the digits, or digits of another width, cannot be seen."""
    shutil.copytree(copy.raw, copy.site.raw / copy.township / name)
    (other,) = overlooked(copy.site)
    said = said_of(other, copy.site)
    assert (said.key, dict(said.fill)["year"]) == ("pipeline.overlooked_year", "2023")
    other.rename(copy.site.raw / copy.township / name.replace("2023", "2022").replace("２０２３", "２０２２"))
    (other,) = overlooked(copy.site)
    assert said_of(other, copy.site).key == "pipeline.overlooked", "a folder of that name is there"


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("示例镇2023", "示例镇/2023"),
        ("2023年示例镇", "示例镇/2023"),
        ("示例街道２０２３年度台账", "示例街道/2023"),
        ("2023/示例乡", "示例乡/2023"),
        ("2023台账", None),
        ("乡镇台账2023", None),
        ("双合镇2022", None),  # is there already
        ("示例镇2022-2023", None),
    ],
)
def test_a_folder_that_names_township_and_year_in_another_order_is_told_once_and_how_to_be_named(
    copy: Place, name: str, right: str | None
):
    shutil.copytree(copy.raw, copy.site.raw / name)
    (other,) = overlooked(copy.site)
    said = dict(said_of(other, copy.site).fill)
    assert said["path"].endswith(name) and said.get("right") == (right and (copy.site.raw / right).as_posix())


def test_published_figures_of_which_no_ledgers_are_there_are_told_of_by_line(tmp_path: Path):
    """A misspelt township or year leaves them unchecked, and nobody would miss them."""
    raw, reference = tmp_path / "raw", tmp_path / "reference"
    (raw / "示例镇" / "2023").mkdir(parents=True)
    reference.mkdir()
    head = "township,year,claim,indicator,value,wording,unit,window,section,source"
    lines = [
        "示例镇,2023",
        "示列镇,2023",
        "示例镇,2032",
        "示例镇,2032",
        "示例镇, ２０２３ ",
        ",,,,,,,,,",
        "示例镇,2032",
    ]
    (reference / "published.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
    where = replace(site(str(raw)), reference=reference)
    told = {said["township"]: said["lines"] for said in (dict(one.fill) for one in published_alone(where))}
    assert told == {"示列镇": "3", "示例镇": "4–5, 8"}
    (one,) = published_alone(where, "示例镇")
    assert "line 4–5, 8:" in load().word(one.key, "en", **dict(one.fill))
    demonstration = tmp_path / "demo"  # whose own townships alone can be misspelt there
    (demonstration / "示例镇" / "2023").mkdir(parents=True)
    assert [dict(one.fill)["township"] for one in published_alone(replace(where, raw=demonstration))] == ["示例镇"]
    (reference / "published.csv").unlink()
    assert not list(published_alone(where))


def test_a_township_that_the_table_of_townships_knows_by_another_name_is_told_of(tmp_path: Path):
    """It would lack its residents and villages without a word."""
    raw, reference = tmp_path / "raw", tmp_path / "reference"
    for name in ("示例镇", "样板镇", "本院镇"):
        (raw / name / "2023").mkdir(parents=True)
    where = replace(site(str(raw)), reference=reference)
    assert not list(townships_alone(where)), "no table is kept"
    table, head = raw / "townships.csv", "code,township,name,type,also,residents,year,source"
    lines = [",示例镇,示例镇,township", ",样版镇,样版镇,township", ",样版镇,东村,village", ",远镇,远镇,township"]
    table.write_text("\n".join([head, *lines]), encoding="utf-8")
    reference.mkdir()
    (reference / "townships.csv").write_text(
        f"{head}\n,本院镇,本院镇,township\n,他镇,他镇,township\n", encoding="utf-8"
    )
    console = Console(record=True, width=400)
    strays(where, None, console)
    said = console.export_text()
    assert "3–5" in said and all(name in said for name in ("样版镇", "远镇", "样板镇")) and "本院镇" not in said
    assert len(list(townships_alone(where, "样板镇"))) == 1 and not list(townships_alone(where, "示例镇"))
    table.write_text("\n".join([head, *lines[:1]]), encoding="utf-8")
    assert not list(townships_alone(where)), "one that is not in the table yet is no mistake"


@pytest.mark.parametrize(("township", "year"), [("示例镇", None), (None, 2023)])
def test_a_notebook_that_was_not_told_its_township_or_year_does_not_take_the_first(tmp_path: Path, township, year):
    (tmp_path / "示例镇" / "2023").mkdir(parents=True)
    with pytest.raises(NoSuchPlace):
        place(township, year, str(tmp_path))


@pytest.mark.parametrize("name", ["月报.csv", "台账.zip", "名册.xls"])
def test_where_no_folder_can_be_run_what_lies_beside_is_named(tmp_path: Path, name: str):
    """A clerk who dropped her folder as it is must not read that there is nothing."""
    folder = tmp_path / "raw" / "示例镇2023"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"")
    where = site(str(tmp_path / "raw"))
    with pytest.raises(PlaceError) as error:
        places(where)
    assert "示例镇/2023" in error.value.text("en") and "示例镇/2023" in error.value.text("zh").splitlines()[1]
    with pytest.raises(NoSuchPlace, match="示例镇/2023"):
        places(where, "示例镇2023")


def test_a_township_whose_folder_is_named_like_one_of_the_program_s_own_is_refused(copy: Place):
    """Its internal results would come to lie in the public edition, which is given away."""
    (copy.site.raw / "public" / "2022").mkdir(parents=True)
    with pytest.raises(PlaceError, match="public"):
        places(copy.site)


@pytest.mark.parametrize("folder", ["public", "Public/", "s3://county/2022/public"])
def test_results_do_not_go_to_the_folder_of_a_public_edition(tmp_path: Path, folder: str):
    """A comparison of it counts what it lacks: internal results, with their rows, would lie in what is given away."""
    outputs = folder if "://" in folder else str(tmp_path / folder)
    with pytest.raises(NoSuchPlace, match="公开版"):
        site(outputs=outputs)


def test_nor_to_a_folder_in_a_public_edition(tmp_path: Path):
    (tmp_path / "public").mkdir()
    site(outputs=tmp_path / "public" / "outputs")  # any folder may be called so
    (tmp_path / "public" / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(NoSuchPlace, match="公开版"):
        site(outputs=tmp_path / "public" / "outputs")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("raw/townships.csv", "township,name\n双合镇,双合镇\n", ("townships.csv", "缺少列：type")),
        ("reference/published.csv", "claim,township\n1,双合镇\n", ("published.csv", "缺少列")),
    ],
)
def test_a_table_beside_the_ledgers_that_cannot_be_used_is_told_in_words(
    copy: Place, root: Path, tmp_path: Path, file: str, content: str, said: tuple[str, ...]
):
    """By workers that have read no such table themselves, and know its errors only once one occurred."""
    home = tmp_path / "project"
    shutil.copytree(root / "data" / "reference", home / "data" / "reference")
    shutil.copytree(root / "notebooks", home / "notebooks")
    shutil.copytree(copy.raw, home / "data" / "raw" / copy.township / str(copy.year))
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(root / name, home)
    (home / "data" / file).write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "fazhi.cli", "run"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1 and "Traceback" not in done.stderr and "维护" not in done.stderr
    assert all(words in done.stderr for words in said), done.stderr


@pytest.mark.slow
def test_what_ends_all_township_years_alike_is_told_once(fazhi, copy: Place):
    shutil.copytree(copy.raw, copy.site.raw / "另一镇" / "2022")
    (copy.site.raw / "townships.csv").write_text("code,township\n", encoding="utf-8")
    done = run(fazhi, copy)
    assert done.returncode == 1 and done.stderr.count("raw/townships.csv") == 1, done.stderr
    assert done.stderr.count(load().word("pipeline.same_cause", "zh")) == 1


@pytest.mark.slow
def test_a_missing_ledger_and_a_damaged_one_are_messages_and_the_rest_is_done(fazhi, copy: Place):
    other = copy.site.raw / "另一镇" / "2022"
    shutil.copytree(copy.raw, other)
    lost = next(path for path in copy.raw.iterdir() if "学法" in path.name)
    lost.unlink()
    next(path for path in copy.raw.iterdir() if "普法" in path.name).write_bytes(b"PK\x03\x04")
    done = run(fazhi, copy)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "L01" in done.stderr and "L15" in done.stderr and "已损坏" in done.stderr
    for township in ("双合镇", "另一镇"):
        assert (copy.site.outputs / township / "2022" / "appendix.pdf").is_file()
    index = (copy.site.outputs / "index.html").read_text(encoding="utf-8")
    assert "L01" in index and "另一镇" in index


def test_a_key_figure_that_is_missing_has_no_unit(copy: Place):
    """ "missing persons" are something else."""
    next(path for path in copy.raw.iterdir() if "执法人员" in path.name).unlink()
    (figures,) = [part for part in appendix.compose(results(copy, "en")).front.parts if isinstance(part, KeyFigures)]
    missing = [item for item in figures.items if item.value == "missing"]
    assert missing and all(item.unit is None for item in missing)
    assert any(item.unit == "cases" for item in figures.items)


def test_a_link_that_came_later_is_told_as_one_that_was_there_from_the_start(copy: Place, tmp_path: Path):
    clean(copy)
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (elsewhere / "a.csv").write_text("1", encoding="utf-8")
    for name, target in (("外.csv", elsewhere / "a.csv"), ("别处", elsewhere), ("无.csv", tmp_path / "nowhere.csv")):
        (copy.raw / name).symlink_to(target)
        assert name in set(clean(copy).set_aside["file"])


def test_a_missing_ledger_leaves_its_indicators_missing_and_its_claims_unchecked(copy: Place):
    next(path for path in copy.raw.iterdir() if "学法" in path.name).unlink()
    found = results(copy)
    assert found.values["study_sessions_leadership"].status == "missing_ledger"
    assert {v.claim.claim for v in found.verdicts if v.verdict == "not_checkable"} == {"C03", "C04", "C05"}
    assert outcome_of(found).status == "attention"


def without_column(path: Path, label: str) -> None:
    """Takes the column of this label out of a workbook."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows(max_row=10):
            for cell in row:
                if cell.value == label:
                    sheet.delete_cols(cell.column)
                    book.save(path)
                    return
    raise AssertionError(label)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_ledger_without_a_column_that_must_speak_gives_no_zero_but_nothing_and_says_so(
    copy: Place, language: Language
):
    path = next(path for path in copy.raw.iterdir() if "应诉" in path.name)
    without_column(path, "行政机关负责人是否出庭")
    found = results(copy, language)
    assert found.values["litigation_cases"].status == "ok"
    rate = found.values["court_appearance_rate"]
    assert (rate.value, rate.status) == (None, "not_applicable")
    (told,) = [said for said in outcome_of(found).messages if "L06" in said]
    assert load().indicators["court_appearance_rate"].zh in told and (", without which" in told) is (language == "en")


def test_columns_that_the_same_indicator_wants_are_told_of_in_one_message(copy: Place):
    path = copy.raw / "人民调解组织名册.xlsx"
    path.unlink()
    path.with_suffix(".csv").write_text("名称,组织类型,层级\n镇调委会,调委会,镇\n", encoding="utf-8")
    told = [said for said in outcome_of(results(copy)).messages if "L12" in said]
    assert sum("委员三至九人" in said for said in told) == 1 and any("“委员数、女委员数”列" in said for said in told)


def test_publicity_events_without_villages_are_counted_and_what_needs_a_village_is_told(tmp_path: Path):
    """The indicator that wants the column looks for the same event in two other ledgers: its definition holds mappings."""
    raw = tmp_path / "raw" / "示例镇" / "2023"
    raw.mkdir(parents=True)
    (raw / "普法宣传活动台账.csv").write_text("日期,主题,地点\n2023-12-31,宪法宣传,泗合村\n", encoding="utf-8")
    found = results(place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o")), "zh")
    assert found.values["publicity_events"].value == 1
    (told,) = [said for said in outcome_of(found).messages if "“村居”列" in said]
    assert load().indicators["publicity_events_without_overlap"].zh in told


def test_a_year_whose_working_days_nobody_knows_is_told_with_what_waits_for_them(
    copy: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deadlines, "_known_years", lambda: frozenset(range(2004, 2022)))
    deadlines.working_days.cache_clear()
    zh, en = (outcome_of(results(copy)).told[language] for language in ("zh", "en"))
    (said,) = (message for message in zh if "chinesecalendar" in message)
    assert "2022年" in said and "行政处罚公示及时率" in said and "install --upgrade" in said
    assert any("2022" in message and "install --upgrade" in message for message in en)


def test_the_files_of_another_year_are_told_of_as_such_and_not_row_by_row_alone(copy: Place):
    """What little of them lies in the year gives counts that look like any other."""
    wrong = Place(copy.site, copy.township, 2023)
    copy.raw.rename(wrong.raw)
    (wrong.raw / "about.yaml").unlink()
    found = results(wrong, "en")
    assert found.values["penalty_cases"].status == "ok" and found.values["penalty_cases"].value == 0
    (told,) = [said for said in outcome_of(found).messages if "2022" in said]
    assert "look like those of 2022" in told and "双合镇/2022" in told


def test_one_ledger_that_is_wholly_of_another_year_is_told_of(copy: Place):
    path = next(path for path in copy.raw.iterdir() if "法治讲习所" in path.name)
    head, rows = "形式,期别,发布日期,主题\n", [f"线下讲习,第{n}期,2021-0{n}-10,主题{n}\n" for n in range(1, 5)]
    path.write_text(head + "".join(rows), encoding="utf-8")
    (told,) = [said for said in outcome_of(results(copy, "en")).messages if "2021" in said]
    assert "All 4 dated rows of ledger L17" in told
    path.write_text(head + "".join(rows) + "线下讲习,第1期,2020-05-06,主题\n", encoding="utf-8")
    assert not any("L17" in said for said in outcome_of(results(copy, "en")).messages), "it goes on over years"


def test_a_report_s_day_before_the_year_began_is_refused(copy: Place):
    """It says of no window where it ends; an about.yaml copied from last year's folder has one."""
    (copy.raw / "about.yaml").write_text("report_date: 2021-12-31", encoding="utf-8")
    with pytest.raises(PlaceError, match=r"2021-12-31.*2022"):
        copy.about()
    (copy.raw / "about.yaml").write_text("report_date: 2023-01-10", encoding="utf-8")
    assert copy.about().report_date is not None


def test_a_settled_dispute_without_its_day_is_told_of_by_file_and_row(copy: Place):
    for path in copy.raw.iterdir():
        path.unlink()
    lines = ["卷号,受理日期,纠纷类型,申请人,被申请人,结案日期,结果"]
    lines += [f"{n},2022-05-0{n},邻里,甲,乙,{day},调解成功" for n, day in ((1, "2022-05-09"), (2, ""))]
    (copy.raw / "调解台账.csv").write_text("\n".join(lines), encoding="utf-8")
    (told,) = [said for said in outcome_of(results(copy)).messages if "结案日期" in said]
    assert "调解台账.csv" in told and "第3行" in told and "调解成功率" in told


def test_an_unreadable_about_file_is_named(copy: Place):
    (copy.raw / "about.yaml").write_text("report_date: [", encoding="utf-8")
    with pytest.raises(PlaceError, match=r"about\.yaml"):
        results(copy)


def test_a_declared_break_is_read_and_a_break_of_an_unknown_indicator_is_refused_by_name(copy: Place):
    about = "breaks:\n  - {indicator: penalty_cases, since: 2022, note: {zh: 自2022年起, en: from 2022 on}}\n"
    (copy.raw / "about.yaml").write_text(about, encoding="utf-8")
    (declared,) = copy.about().breaks
    assert (declared.indicator, declared.since) == ("penalty_cases", 2022)
    assert (declared.note.zh, declared.note.en) == ("自2022年起", "from 2022 on")
    (copy.raw / "about.yaml").write_text(about.replace("penalty_cases", "penalty_case"), encoding="utf-8")
    with pytest.raises(PlaceError, match=r"breaks：.*“penalty_case”"):
        copy.about()
    (copy.raw / "about.yaml").write_text(about.replace(", en: from 2022 on", ""), encoding="utf-8")
    with pytest.raises(PlaceError, match=r"breaks\.1\.note\.en：缺少这一项"):
        copy.about()


@pytest.mark.parametrize(
    "about",
    [
        "report_date: 2022-13-40",
        "report_date: [2022]",
        "synthetic: maybe",
        "report_year: many",
        "breaks: {since: 2022}",
        "breaks: [{since: 2022, ledger: L05, note: {zh: 一趟多户按户计}}]",
        "basis_document: [a, b]",
        "report_date: [",
        "sythetic: true",
        "- a list",
    ],
)
def test_what_is_wrong_with_an_about_file_is_said_in_the_reader_s_language(copy: Place, about: str):
    """What pydantic and the reader of YAML say, they say in English."""
    (copy.raw / "about.yaml").write_text(about, encoding="utf-8")
    with pytest.raises(PlaceError) as refused:
        copy.about()
    chinese, english = (refused.value.text(language).replace(str(copy.raw), "") for language in ("zh", "en"))
    assert not re.search(r"[a-z]{2,} [a-z]{2,}", chinese) and not re.search(r"[\u4e00-\u9fff]", english)


def test_what_is_told_may_be_in_another_language_than_the_results(copy: Place):
    next(path for path in copy.raw.iterdir() if "学法" in path.name).unlink()
    next(path for path in copy.raw.iterdir() if "普法" in path.name).write_bytes(b"PK\x03\x04")
    found = outcome_of(results(copy, "zh"))
    assert any("缺台账 L01" in message for message in found.messages) and found.messages == found.told["zh"]
    assert any("已损坏" in message for message in found.messages)
    english = found.told["en"]
    assert any("Ledgers missing: L01" in message for message in english) and any(
        "is damaged" in message for message in english
    )
    assert len(english) == len(found.messages)


HEAD = "code,township,name,type,also,residents,year,source\n"


def test_a_table_of_townships_beside_the_ledgers_goes_before_the_projects_own(copy: Place):
    assert results(copy).township.residents == 13_614
    table = copy.site.raw / "townships.csv"
    table.write_bytes((HEAD + ",双合镇,双合镇,township,,20000,2022,镇统计站\n").encode("gb18030"))
    found = results(copy)
    assert (found.township.residents, found.township.source, found.township.villages) == (20_000, "镇统计站", ())
    assert found.values["population"].value == 20_000
    table.write_text(HEAD + ",另一镇,另一镇,township,,5,2022,\n", encoding="utf-8")
    assert results(copy).township.residents == 13_614


@pytest.mark.parametrize("content", [b"", b"\0\1\2\3", "镇,人口\n双合镇,1\n".encode()])
def test_a_file_that_is_no_table_of_townships_is_one_message(copy: Place, content: bytes):
    (copy.site.raw / "townships.csv").write_bytes(content)
    with pytest.raises(ReaderError, match=r"townships\.csv"):
        results(copy)


def test_about_is_optional(copy: Place):
    (copy.raw / "about.yaml").unlink()
    found = results(copy)
    assert found.clean.about.synthetic is False and found.values["disputes_resolved"].value == 25


def test_the_notebooks_find_the_project_from_their_own_folder(root: Path, monkeypatch):
    monkeypatch.chdir(root / "notebooks")
    assert place("双合镇", 2022).raw.is_dir()


def test_explain_tells_definition_window_rows_and_verdict(fazhi, copy: Place):
    where = copy.site
    done = fazhi(
        "explain",
        "certified_officers",
        "双合镇",
        2022,
        "--raw",
        where.raw,
        "--processed",
        where.processed,
        "--outputs",
        where.outputs,
    )
    assert done.returncode == 0, done.stderr
    assert "54" in done.stdout and "L03" in done.stdout and "2022-12-31" in done.stdout and "一致" in done.stdout
    assert done.stdout.count("第") >= 40


def test_why_a_township_year_is_left_out_of_the_comparison_is_told_once(copy: Place):
    """Its about.yaml was told of by the counting and again by whoever reads the results."""
    where, about = copy.site, copy.raw / "about.yaml"
    folders = {name: str(getattr(where, name)) for name in ("raw", "processed", "outputs")}
    assert not compare_places(**folders).messages("zh")
    about.write_text(about.read_text(encoding="utf-8") + "report_date: 昨天\n", encoding="utf-8")
    (said,) = compare_places(**folders).messages("zh")
    assert "about.yaml" in said and "双合镇2022年的结果未采用" in said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"language": "fr"}, "fr"),
        ({"indicators": "no_such_indicator"}, "no_such_indicator"),
        ({"years": "abc"}, "abc"),
        ({"years": [2024, "2023-2021"]}, "2023-2021"),
        ({"townships": "甲镇"}, "双合镇/2022"),
    ],
)
def test_what_a_notebook_is_told_to_compare_is_refused_by_name_and_the_last_comparison_stays(
    copy: Place, told: dict[str, object], said: str
):
    where = copy.site
    folders = {name: str(getattr(where, name)) for name in ("raw", "processed", "outputs")}
    compare_places(townships="双合镇，双合镇", years="2020-2022", **folders)
    table = (where.outputs / "comparison" / "comparison.csv").read_bytes()
    with pytest.raises(ReaderError, match=said):
        compare_places(**folders, **told)
    assert (where.outputs / "comparison" / "comparison.csv").read_bytes() == table


def test_a_language_in_which_nothing_is_written_is_refused_by_name(copy: Place):
    with pytest.raises(PlaceError, match=r"fr.*zh.*en"):
        results(copy, "fr")


def test_what_is_to_be_said_alike_of_several_ledgers_is_said_once(copy: Place):
    for word in ("学法", "普法"):
        next(path for path in copy.raw.iterdir() if word in path.name).unlink()
    for name in ("行政复议台账.xlsx", "行政诉讼应诉台账.xlsx"):
        path = next(path for path in copy.raw.iterdir() if path.name == name)
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            head = next(row[0].row for row in sheet.iter_rows() if sum(bool(cell.value) for cell in row) > 3)
            sheet.delete_rows(head + 1, sheet.max_row)
        book.save(path)
    told = outcome_of(results(copy)).told
    for language, missing in (("zh", "缺台账 "), ("en", "Ledgers missing: ")):
        (message,) = [message for message in told[language] if message.startswith(missing)]
        assert "L01" in message and "L15" in message
        (message,) = [message for message in told[language] if "行政复议台账.xlsx" in message]
        assert "行政诉讼应诉台账.xlsx" in message


def test_rows_that_name_no_village_of_the_township_are_told_of(tmp_path: Path):
    """The share of village-months with a visit leaves them out: a village under another name would lower it without a word."""
    folder = tmp_path / "raw" / "示例镇" / "2023"
    folder.mkdir(parents=True)
    villages = "township,name,type\n示例镇,示例镇,township\n示例镇,东和村,village\n示例镇,西和村,village\n"
    (tmp_path / "raw" / "townships.csv").write_text(villages, encoding="utf-8")
    rows = ["2023-01-05,东和村委会,法律咨询", "2023-02-05,东禾村,法律咨询", "2023-03-05,东禾村,法治讲座"]
    ledger = "\n".join(["服务日期,村居,服务类型", *rows])
    (folder / "法律顾问工作台账.csv").write_text(ledger, encoding="utf-8")
    found = results(place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o")))
    assert found.values["village_month_adviser_coverage"].numerator == 1
    told = outcome_of(found).told
    assert any("东禾村×2" in message and "东和村" not in message for message in told["zh"])
    assert any("东禾村×2 (name × rows)" in message for message in told["en"])


@pytest.mark.parametrize(("language", "said"), [("zh", "报告称 达7000人次，"), ("en", "says 达7000 人次,")])
def test_a_figure_that_does_not_hold_is_quoted_as_the_report_words_it(
    copy: Place, tmp_path: Path, language: Language, said: str
):
    reference = tmp_path / "reference"
    shutil.copytree(copy.site.reference, reference)
    table = (reference / "published.csv").read_text(encoding="utf-8")
    (reference / "published.csv").write_text(
        table.replace("beneficiaries,6000,达", "beneficiaries,7000,达"), encoding="utf-8"
    )
    (told,) = outcome_of(results(replace(copy, site=replace(copy.site, reference=reference)), language)).messages
    assert said in told


def test_what_is_to_be_said_of_several_files_names_their_folder_once_and_a_sheet_only_where_it_tells_more(copy: Place):
    for name in ("甲台账.xlsx", "乙台账.xlsx"):
        (copy.raw / name).write_bytes(b"PK\x03\x04")
    (copy.raw / "丙.csv").write_text("a,b\n1,2\n", encoding="utf-8")  # its one sheet is called as the file is
    damaged, strange = sorted(outcome_of(results(copy, "en")).messages, key=lambda said: "丙" in said)
    assert damaged.startswith("双合镇/2022/乙台账.xlsx, 甲台账.xlsx: ") and damaged.count("双合镇/2022") == 1
    assert strange.startswith("双合镇/2022/丙.csv: ")


@pytest.mark.parametrize(("strays", "told"), [(0, True), (1, True), (3, False)])
def test_a_file_of_another_year_beside_the_years_own_is_told_of_with_where_it_belongs(
    copy: Place, strays: int, told: bool
):
    days = [f"2021-0{n}-10" for n in range(1, 10)] + [f"2022-0{n}-11" for n in range(1, strays + 1)]
    rows = [f"线下讲习,第{n}期,{day},旧主题{n}\n" for n, day in enumerate(days, 30)]
    (copy.raw / "讲习所旧.csv").write_text("形式,期别,发布日期,主题\n" + "".join(rows), encoding="utf-8")
    found = [said for said in outcome_of(results(copy, "en")).messages if "2021" in said]
    assert len(found) == told
    for said in found:
        assert (
            "双合镇/2022/讲习所旧.csv" in said
            and f"9 rows dated in 2021, none of which was counted, and {strays} that" in said
        )
        assert "move it to 双合镇/2021" in said


class TestAnotherTownshipsFolder:
    """A folder copied from the township next door gives counts that look like any other; so do ledgers under a former name."""

    @pytest.fixture
    def told(self, tmp_path: Path):
        def of(*names: str, also: str = "") -> list[str]:
            folder = tmp_path / "raw" / "示例镇" / "2023"
            folder.mkdir(parents=True)
            for number, name in enumerate(names):
                text = f"{name}2023年普法宣传活动台账\n日期,主题,地点\n2023-05-0{number + 1},民法典{number},广场\n"
                (folder / f"普法{number}.csv").write_text(text, encoding="utf-8")
            table = f"code,township,name,type,also,residents,year,source\n,示例镇,示例镇,township,{also},,,\n"
            (tmp_path / "raw" / "townships.csv").write_text(table, encoding="utf-8")
            found = results(
                place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o")), "zh"
            )
            return [said for said in outcome_of(found).messages if "写的是" in said]

        return of

    def test_is_told_of_once_with_its_name_and_how_many_files_bear_it(self, told):
        (said,) = told("样板镇", "样板镇", "")
        assert "“样板镇”" in said and "3 个台账文件中" in said and "2 个" in said and "also" in said

    def test_is_told_of_where_its_files_are_of_several(self, told):
        (said,) = told("样板镇", "样板镇", "范例乡")
        assert said.index("“样板镇”") < said.index("“范例乡”") and "3 个写的是" in said

    def test_is_not_made_of_a_file_that_is_told_of_by_itself(self, told):
        """The others of its ledger do not name it: their sum is of two townships."""
        (said,) = told("样板镇", "", "示例镇")
        assert "“示例镇/2023/普法0.csv”写的是“样板镇”" in said and "L15" in said

    def test_is_no_matter_where_the_table_of_townships_knows_the_name(self, told):
        assert told("样板镇", "范例乡", also="例县样板镇、范例乡") == []
