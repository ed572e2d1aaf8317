"""A new township-year: everything to be filled in is there, nothing that was there is touched, and what is typed cannot lead astray."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from fazhi.catalogue import load
from fazhi.desk import BeginError, Call, advice, begin
from fazhi.desk.names import checked_name
from fazhi.drafts import as_text
from fazhi.indicators import read_reference, township_of
from fazhi.indicators.reference import COLUMNS
from fazhi.ledgers import take_in
from fazhi.ledgers.settled import SheetMapping, read_settled
from fazhi.pipeline import Place, Site
from fazhi.publish.blocks import Banner

CATALOGUE = load()
EXAMPLE = re.compile(r"^# (?=(- )?[a-z_]+: |  [a-z_]+: )", flags=re.MULTILINE)
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_examples(path: Path) -> str:
    """The file as if every example in its comments were taken."""
    return EXAMPLE.sub("", path.read_text(encoding="utf-8"))


def test_it_holds_an_empty_ledger_of_each_kind_and_both_files_of_the_analyst(where: Site):
    begun = begin(where, "示例镇", "2023")
    names = {path.name for path in (where.raw / "示例镇" / "2023").iterdir()}
    assert names == {*(f"{ledger.zh}.xlsx" for ledger in CATALOGUE.ledgers.values()), "about.yaml", "mapping.yaml"}
    assert set(begun.written) == names and begun.kept == ()


@LANGUAGES
def test_the_files_as_they_are_say_nothing_but_that_the_ledgers_are_real(where: Site, language: str):
    place = begin(where, "示例镇", "2023", language).place
    assert not place.about().synthetic and place.about().report_date is None
    assert read_settled(place.raw).mappings == () and read_settled(place.raw).problems == ()


@LANGUAGES
def test_every_example_in_about_yaml_is_an_entry_that_is_read(where: Site, language: str):
    place = begin(where, "示例镇", "2023", language).place
    path = place.raw / "about.yaml"
    path.write_text(with_examples(path), encoding="utf-8")
    about = place.about()
    assert about.fictional and str(about.report_date) == "2023-11-30" and about.basis_document and about.note
    assert about.report
    assert [entry.since for entry in about.breaks] == [2023]


@LANGUAGES
def test_the_example_in_mapping_yaml_is_a_mapping_that_is_read_and_every_ledger_is_listed(where: Site, language: str):
    path = begin(where, "示例镇", "2023", language).place.raw / "mapping.yaml"
    (entry,) = TypeAdapter(list[SheetMapping]).validate_python(yaml.safe_load(with_examples(path)))
    assert entry.ledger in CATALOGUE.ledgers and entry.columns
    text = path.read_text(encoding="utf-8")
    assert all(f"# {id} {ledger.zh}\n" in f"{text}\n" for id, ledger in CATALOGUE.ledgers.items())


def test_what_is_there_stays_byte_for_byte_and_what_was_deleted_comes_back(where: Site):
    folder = begin(where, "示例镇", "2023").place.raw
    first = folder / "大事记台账.xlsx"
    first.write_bytes(b"filled in by hand")
    (folder / "about.yaml").write_text("synthetic: true\n", encoding="utf-8")
    (folder / "mapping.yaml").unlink()
    before = files(folder)
    again = begin(where, "示例镇", "2023")
    assert again.written == ("mapping.yaml",)
    assert {name: data for name, data in files(folder).items() if name != "mapping.yaml"} == before


def test_nothing_is_written_beside_ledgers_of_another_name(where: Site):
    folder = where.raw / "示例镇" / "2023"
    folder.mkdir(parents=True)
    (folder / "我们的台账.xlsx").write_bytes(b"")
    with pytest.raises(BeginError, match=r"我们的台账\.xlsx"):
        begin(where, "示例镇", "2023")
    assert files(where.raw) == {"示例镇/2023/我们的台账.xlsx": b""}


def test_a_file_in_place_of_the_folder_is_named(where: Site):
    where.raw.mkdir()
    (where.raw / "示例镇").write_text("", encoding="utf-8")
    with pytest.raises(BeginError, match="raw/示例镇"):
        begin(where, "示例镇", "2023")


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", "../x", "x/y", "x\\y", "/etc", ".x", "x.", "-x", "x*", "x?", "a:b", "a\tb", "a\nb", "a\0b",
     "con", "NUL.txt", "Com1", "public", "comparison", "Comparison", "\u202egnp", "a\u200bb", "\ud800", "=1", "镇" * 61],
)  # fmt: skip
def test_a_bad_name_is_refused_in_both_languages_and_leaves_nothing(where: Site, name: str):
    with pytest.raises(BeginError) as refused:
        begin(where, name, "2023")
    for language in ("zh", "en"):
        assert refused.value.text(language).isprintable() and "{" not in refused.value.text(language)
    assert not where.raw.exists()


@pytest.mark.parametrize("year", ["", "23", "20223", "2023年", "２０２３", "1800", "../2023", "2023/1", "-2023"])
def test_a_bad_year_is_refused(where: Site, year: str):
    with pytest.raises(BeginError, match="年份"):
        begin(where, "示例镇", year)
    assert not where.raw.exists()


@pytest.mark.parametrize("name", ["示例镇", "示例镇（试点）", "Example Town", "示例·镇", "𬱖镇", "镇2", "阿克陶-镇"])
def test_a_township_may_be_called_as_townships_are(name: str):
    assert checked_name(f" {name} ") == name


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(string.punctuation + "镇. ")), max_size=70))
def test_whatever_name_is_accepted_is_one_folder_that_every_system_takes(name: str):
    try:
        accepted = checked_name(name)
    except BeginError:
        return
    assert accepted == accepted.strip(" .") and not set(accepted) & set('/\\:*?"<>|') and accepted.isprintable()
    assert Path("raw", accepted).parent == Path("raw") and len(accepted.encode()) <= 255


def known_of(where: Site, township: str):
    return township_of(read_reference(*where.townships), township, CATALOGUE.layout.place_endings)


def test_a_township_that_nobody_knows_gets_a_line_to_complete_once(where: Site):
    assert begin(where, "示例镇", "2023").reference == "added"
    table = (where.raw / "townships.csv").read_bytes()
    assert table.decode().splitlines()[-1] == ",示例镇,示例镇,township,,,,"
    assert begin(where, "示例镇", "2024").reference == "villages"
    assert (where.raw / "townships.csv").read_bytes() == table


def test_of_a_township_without_villages_all_that_is_known_is_printed_to_be_kept(where: Site, tmp_path: Path):
    """Where the user's table has the township, that table alone is read: a line without residents would lose them."""
    line = ",示例镇,示例镇,township,示例,37398,2020,人口普查公报"
    where = replace(where, reference=tmp_path / "reference")
    where.reference.mkdir()
    (where.reference / "townships.csv").write_text(f"{','.join(COLUMNS)}\n{line}\n", encoding="utf-8")
    begun = begin(where, "示例镇", "2023")
    assert begun.reference == "villages" and not (where.raw / "townships.csv").exists()
    printed = "\n".join(advice(begun, "zh", Call()))
    assert f"镇的一行：{line}\n" in printed
    (where.raw / "townships.csv").write_text(
        f"{','.join(COLUMNS)}\n{line}\n,示例镇,某村,village,,,,\n", encoding="utf-8"
    )
    known = known_of(where, "示例镇")
    assert (known.residents, known.villages) == (37398, ("某村",))


def test_each_form_bears_the_township_and_the_year_in_its_title(where: Site):
    folder = begin(where, "示例镇", "2023").place.raw
    assert openpyxl.load_workbook(folder / "行政检查台账.xlsx").worksheets[0]["A1"].value == "示例镇2023年行政检查台账"


def test_a_line_is_added_below_those_of_a_users_own_table(where: Site):
    begin(where, "示例镇", "2023")
    path = where.raw / "townships.csv"
    own = "\ufeff" + path.read_text(encoding="utf-8").rstrip("\n") + "\r\n,示例镇,某村,village,某,,,统计年鉴"
    path.write_bytes(own.encode())
    assert begin(where, "第二镇", "2023").reference == "added"
    assert path.read_bytes().startswith(own.encode())
    assert known_of(where, "示例镇").villages == ("某村",)
    assert len(read_reference(path)) == 3


@pytest.mark.parametrize(
    "own", ["township,name,type\n示例镇,示例镇,township\n", "township,name,type\n镇,镇,township\n".encode("gb18030")]
)
def test_a_table_of_the_users_own_making_stays_and_the_lines_to_add_are_printed(where: Site, own: str | bytes):
    where.raw.mkdir()
    data = own.encode() if isinstance(own, str) else own
    (where.raw / "townships.csv").write_bytes(data)
    begun = begin(where, "第二镇", "2023")
    assert begun.reference == "by_hand" and (where.raw / "townships.csv").read_bytes() == data
    said = "\n".join(advice(begun, "zh", Call()))
    assert ",第二镇,第二镇,township,,,,出处" in said and "code,township,name,type" in said


def test_a_township_with_all_its_reference_data_needs_no_word_of_them(where: Site):
    begun = begin(where, "双合镇", "2023")
    assert begun.reference == "known" and not (where.raw / "townships.csv").exists()
    assert "townships.csv" not in "\n".join(advice(begun, "zh", Call()))


@LANGUAGES
def test_the_commands_to_go_on_with_can_be_copied(where: Site, language: str):
    begun = begin(where, "Example Town", "2023", language)
    said = "\n".join(advice(begun, language, Call(".venv/bin/fazhi", ("--raw", "my ledgers"))))
    assert ".venv/bin/fazhi run 'Example Town' 2023 --raw 'my ledgers'" in said
    assert ".venv/bin/fazhi status --raw 'my ledgers'" in said and "{" not in said


def test_forms_that_nobody_filled_in_are_empty_which_is_neither_zero_nor_an_error(where: Site):
    place = begin(where, "示例镇", "2023").place
    intake = take_in(place.raw, 2023, CATALOGUE)
    assert intake.tables == {}
    assert {problem.ledger for problem in intake.problems} == set(CATALOGUE.ledgers)
    assert {problem.reason for problem in intake.problems} == {"empty_ledger"}


def test_an_empty_form_is_said_to_be_unfilled_and_only_what_is_not_there_missing(where: Site):
    from fazhi import appendix
    from fazhi.pipeline import results
    from fazhi.pipeline.draft import draft_report

    place = begin(where, "示例镇", "2023").place
    (place.raw / "行政诉讼应诉台账.xlsx").unlink()
    draft = as_text(draft_report(place, "exact", "zh"))
    assert "应诉行政诉讼案件【缺台账：行政诉讼应诉台账】" in draft and "【台账未填：行政复议台账】" in draft
    front = appendix.compose(results(place, "en")).front.parts
    missing, unfilled = [block.text for block in front if isinstance(block, Banner)][-2:]
    assert missing.startswith("Missing ledgers: L06") and "L07" not in missing
    assert unfilled.startswith("Ledgers not filled in: L01") and "L06" not in unfilled


def test_a_form_that_says_there_was_nothing_is_a_zero(where: Site):
    place = begin(where, "示例镇", "2023").place
    path = place.raw / "行政诉讼应诉台账.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A5"] = CATALOGUE.layout.nil_report[0]
    book.save(path)
    intake = take_in(place.raw, 2023, CATALOGUE)
    assert list(intake.tables) == ["L06"] and intake.tables["L06"].empty


def test_a_folder_just_made_is_a_township_year_of_the_run(where: Site):
    from fazhi.pipeline import places

    begin(where, "示例镇", "2023")
    assert [(p.township, p.year) for p in places(where)] == [("示例镇", 2023)]
    assert isinstance(places(where)[0], Place)


@pytest.mark.parametrize(("inside", "name"), [(True, ".env/bin/fazhi"), (False, "elsewhere/bin/fazhi")])
def test_the_command_is_named_as_a_shell_in_the_projects_folder_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool, name: str
):
    project = tmp_path / "project"
    (project / "notebooks").mkdir(parents=True)
    (project / "notebooks" / "3_appendix.ipynb").write_text("{}", encoding="utf-8")
    script = (project if inside else tmp_path) / name
    script.parent.mkdir(parents=True)
    script.write_text("", encoding="utf-8")
    monkeypatch.chdir(project / "notebooks")
    monkeypatch.setattr("sys.executable", str(script.with_name("python")))
    assert Call.here(raw=Path("my ledgers")) == Call(name if inside else str(script), ("--raw", "my ledgers"))
    monkeypatch.setattr("shutil.which", lambda command: str(script))
    assert Call.here() == Call()
