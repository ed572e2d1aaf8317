"""Where a township-year stands: told from its files, without a run; what is to be done names the file to open."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from fazhi.catalogue import load
from fazhi.desk import Call, Standing, begin, standing, table, to_do
from fazhi.pipeline import Place, Site, count
from fazhi.publish.index import VERDICTS
from fazhi.runs.index import DOCUMENTS, STATUS

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
TOWNSHIP, YEAR = "双合镇", "2022"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Place:
    """The shipped township-year counted; its documents are stand-ins, for here only their being there is asked for."""
    home = tmp_path_factory.mktemp("finished")
    shutil.copytree(root / "data" / "raw" / TOWNSHIP / YEAR, home / "raw" / TOWNSHIP / YEAR)
    where = Site(home / "raw", home / "processed", home / "outputs", root / "data" / "reference", root / "notebooks")
    place = Place(where, TOWNSHIP, int(YEAR))
    count(place)
    for kind in ("page", "pdf", "workbook"):
        (place.outputs / DOCUMENTS[kind]).write_text("", encoding="utf-8")
    note(place, "done")
    return place


@pytest.fixture
def copy(tmp_path: Path, finished: Place) -> Place:
    """A finished township-year to be changed."""
    home = finished.site.raw.parent
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    site = Site(
        *(tmp_path / name for name in ("raw", "processed", "outputs")), finished.site.reference, finished.site.notebooks
    )
    return Place(site, finished.township, finished.year)


def note(place: Place, status: str, *messages: str) -> None:
    record = {"status": status, "messages": messages, "synthetic": True, "language": "zh"}
    (place.outputs / STATUS).write_text(json.dumps(record), encoding="utf-8")


def edited(place: Place, name: str, edit: Callable[[str], str]) -> None:
    path = place.outputs / name
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_finished_year_is_up_to_date_with_all_its_numbers(finished: Place):
    found = standing(finished)
    assert found.state == "fresh" and found.missing == () and found.empty == ()
    assert found.present == tuple(load().ledgers)
    assert found.number("consistent") == 48 and found.number("inconsistent") == 0
    assert found.number("rows") > 0 and found.number("unread") == 0


def test_a_changed_ledger_makes_it_out_of_date_and_the_old_content_makes_it_fresh_again(copy: Place):
    path = next(copy.raw.glob("*.csv"))
    before = path.read_bytes()
    path.write_bytes(before + b"\n")
    assert standing(copy).state == "stale" and standing(copy).step()[0] == "stale"
    path.write_bytes(before)
    assert standing(copy).state == "fresh"


def test_the_run_that_is_advised_leaves_the_results_in_their_language(copy: Place):
    """In another they would take the place of those that are there."""
    next(copy.raw.glob("*.csv")).unlink()
    assert "--language" not in standing(copy).advice("en", Call())
    edited(copy, STATUS, lambda text: text.replace('"language": "zh"', '"language": "en"'))
    assert standing(copy).advice("zh", Call()).endswith(f"run {TOWNSHIP} {YEAR} --language en")


def test_what_the_next_run_would_not_read_changes_nothing(copy: Place):
    """JupyterLab leaves such folders where it saved a file."""
    (copy.raw / ".ipynb_checkpoints").mkdir()
    (copy.raw / ".ipynb_checkpoints" / "corrections-checkpoint.yaml").write_text("a", encoding="utf-8")
    (copy.raw / "~$台账.xlsx").write_bytes(b"lock")
    assert standing(copy).state == "fresh"


def test_published_figures_of_its_own_make_it_out_of_date_and_those_of_others_do_not(copy: Place):
    reference = shutil.copytree(copy.site.reference, copy.site.raw.parent / "reference")
    copy = replace(copy, site=replace(copy.site, reference=reference))
    assert standing(copy).state == "fresh"
    with (reference / "published.csv").open("a", encoding="utf-8") as table:
        table.write("双合镇,2021,C99,penalty_cases,1,,宗,,,\n他镇,2022,C99,penalty_cases,1,,宗,,,\n")
    assert standing(copy).state == "fresh"
    with (reference / "published.csv").open("a", encoding="utf-8") as table:
        table.write("双合镇,2022,C99,penalty_cases,1,,宗,,,\n")
    assert standing(copy).state == "stale"


def test_a_document_that_is_gone_is_named(copy: Place):
    (copy.outputs / "appendix.pdf").unlink()
    found = standing(copy)
    assert found.state == "incomplete" and "appendix.pdf" in found.advice("zh", Call())


def test_a_failed_run_says_its_message_and_the_command(copy: Place):
    note(copy, "failed", "about.yaml 有误。")
    found = standing(copy)
    assert found.state == "failed" and found.advice("zh", Call()) == "about.yaml 有误。 然后运行 fazhi run 双合镇 2022"


def test_what_a_failed_run_said_is_told_in_the_reader_s_language(copy: Place):
    record = json.loads((copy.outputs / STATUS).read_text(encoding="utf-8"))
    told = {"zh": ["about.yaml 有误。"], "en": ["about.yaml is wrong."]}
    failed = {**record, "status": "failed", "messages": told["zh"], "told": told}
    (copy.outputs / STATUS).write_text(json.dumps(failed), encoding="utf-8")
    assert standing(copy).advice("en", Call()).startswith("about.yaml is wrong.")


def test_ledgers_without_a_run_are_not_run_yet_and_no_number_is_made_up(where: Site):
    found = standing(begin(where, "示例镇", "2023").place)
    assert (found.state, found.files, found.present) == ("not_run", len(load().ledgers), None)
    assert found.number("rows") is None and found.record("zh", Call())["set_aside"] is None
    assert "fazhi run 示例镇 2023" in found.advice("zh", Call())


def test_a_folder_without_ledgers_says_where_to_put_them(where: Site):
    (where.raw / "示例镇" / "2023").mkdir(parents=True)
    found = standing(Place(where, "示例镇", 2023))
    assert found.state == "no_ledgers" and (where.raw / "示例镇" / "2023").as_posix() in found.advice("zh", Call())


def test_an_empty_form_and_a_missing_ledger_are_two_things(copy: Place):
    shutil.rmtree(copy.outputs)
    begin(copy.site, "示例镇", "2023")
    shutil.rmtree(copy.raw)
    fresh = Place(copy.site, "示例镇", 2023)
    (fresh.raw / "大事记台账.xlsx").unlink()
    (fresh.raw / "依申请公开登记簿.xlsx").unlink()  # optional: its absence is nothing to do
    count(fresh)
    note(fresh, "attention")
    for kind in ("page", "pdf", "workbook"):
        (fresh.outputs / DOCUMENTS[kind]).write_text("", encoding="utf-8")
    found = standing(fresh)
    assert found.present == () and found.missing == ("L02",)
    assert set(found.empty) == set(load().ledgers) - {"L02", "L10"}
    assert found.number("consistent") is None  # nothing published of a fictional township
    step, opened = found.step()
    assert step == "empty" and Path(opened).is_file()


STEPS: list[tuple[str, str, Callable[[str], str]]] = [
    ("unread", "set_aside.csv", lambda text: text + "乱.xlsx,表1,,,unrecognised,认不出,请写 mapping.yaml\n"),
    ("empty", "set_aside.csv", lambda text: text + "大事记（2022年）.xlsx,Sheet1,,L02,empty_ledger,空,填\n"),
    ("missing", "account.csv", lambda text: text.replace(",L02,", ",,")),
    ("inconsistent", "reconciliation.csv", lambda text: text.replace(",consistent", ",inconsistent", 1)),
    ("rows", "set_aside.csv", lambda text: text),
    ("none", "account.csv", lambda text: text.splitlines()[0] + "\n" + "".join(
        f"f,s,{id},1,1,0,0,0,0,0,0,0,0,False,0\n" for id in load().ledgers)),
]  # fmt: skip


@pytest.mark.parametrize(("step", "name", "edit"), STEPS, ids=[step for step, *_ in STEPS])
def test_the_next_step_is_the_first_thing_that_holds_up_the_rest(copy: Place, step: str, name: str, edit: Callable):
    edited(copy, name, edit)
    found = standing(copy)
    assert found.step()[0] == step
    assert Path(found.step()[1]).exists()
    for language in ("zh", "en"):
        said = found.advice(language, Call())
        assert found.step()[1] in said and "{" not in said


def test_what_the_run_told_stands_before_single_rows(copy: Place):
    """A refused correction or the files of another year: to mend row after row would be in vain."""
    text = "corrections.yaml: 大事记（2022年）.xlsx …"
    note(copy, "attention", text)
    found = standing(copy)
    assert found.step()[0] == "told" and found.advice("zh", Call()) == text


def test_damaged_tables_are_no_traceback(copy: Place):
    for name in ("account.csv", "set_aside.csv", "basis.json", "reconciliation.csv", STATUS):
        before = (copy.outputs / name).read_bytes()
        for junk in (b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"{"):
            (copy.outputs / name).write_bytes(junk)
            assert to_do([standing(copy)], "zh")
        (copy.outputs / name).write_bytes(before)


@LANGUAGES
def test_the_table_has_a_row_for_each_and_a_dash_for_what_is_not_known(finished: Place, where: Site, language: str):
    frame = table([standing(finished), standing(begin(where, "示例镇", "2023").place)], language)
    assert frame.iloc[:, 0].tolist() == ["双合镇", "示例镇"]
    assert frame.iloc[1, 3:].tolist() == ["—"] * (frame.shape[1] - 3)
    assert "—" not in frame.iloc[0].tolist()


def test_a_record_for_other_tools_holds_the_same(finished: Place):
    record = json.loads(json.dumps(standing(finished).record("en", Call())))
    assert record["state"] == "fresh" and record["verdicts"] == {
        "consistent": 48,
        "inconsistent": 0,
        "not_checkable": 0,
    }
    assert record["ledgers"]["missing"] == [] and record["next"]["step"] == "rows"
    assert tuple(record["verdicts"]) == VERDICTS


def test_a_standing_is_a_value(finished: Place):
    assert standing(finished) == standing(finished) and isinstance(standing(finished), Standing)


# ---------------------------------------------------------------------------------------------- the command


def test_columns_of_the_printed_table_stand_one_below_the_other(run_fazhi: Callable, where: Site):
    begin(where, "示例镇", "2023")
    begin(where, "Example Town", "2023")
    done = run_fazhi("status", "--raw", where.raw, "--outputs", where.outputs)
    head, *rows = done.stdout.split("\n\n")[0].splitlines()
    assert done.exit_code == 0 and len(rows) == 2
    ends = {cell_len(line[: line.index("2023") + 4]) for line in rows}
    assert ends == {cell_len(head[: head.index("年份") + 2])} and "…" not in done.stdout


def test_the_command_answers_in_json_and_in_the_other_language(run_fazhi: Callable, where: Site):
    begin(where, "示例镇", "2023")
    options = ("--raw", where.raw, "--outputs", where.outputs, "--language", "en")
    (record,) = json.loads(run_fazhi("status", *options, "--json").stdout)
    assert record["township"] == "示例镇" and "fazhi run 示例镇 2023 --raw" in record["next"]["text"]
    assert "not run yet" in run_fazhi("status", "示例镇", "2023", *options).stdout


def test_new_and_status_end_with_a_message_not_a_traceback(run_fazhi: Callable, where: Site):
    for arguments, code in (
        (("new", "../x", "2023", "--raw", where.raw), 2),
        (("new", "示例镇", "abc", "--raw", where.raw), 2),
        (("status", "--raw", where.raw), 1),
    ):
        done = run_fazhi(*arguments)
        assert done.exit_code == code and done.stderr.strip() and "Traceback" not in done.stderr
    begun = run_fazhi("new", "示例镇", "2023", "--raw", where.raw)
    assert begun.exit_code == 0 and "fazhi run 示例镇 2023 --raw" in begun.stdout
