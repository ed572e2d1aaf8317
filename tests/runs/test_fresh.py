"""Only what changed is built again, and the same command goes on after whatever stopped the last one."""

import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.pipeline import Place, Site
from fazhi.pipeline.files import matching
from fazhi.runs.digests import Digests
from fazhi.runs.lock import RUN, sole_run, sweep
from fazhi.runs.plan import DOCUMENTS, RENDERED, STAGES, Planner, township_year
from fazhi.runs.receipts import Dependencies, Receipt, Record, read_receipt

ALL = [stage.name for stage in STAGES]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, built: Path, root: Path) -> Place:
    """The shipped township-year as ``fazhi run`` left it, in folders that may be changed by one test after the other."""
    home = tmp_path_factory.mktemp("finished")
    for name in ("outputs", "processed"):
        shutil.copytree(built.parent / name, home / name)
    shutil.copytree(root / "data" / "raw", home / "raw")
    shutil.copytree(root / "data" / "reference", home / "reference")
    shutil.copytree(root / "notebooks", home / "notebooks")
    where = Site(*(home / name for name in ("raw", "processed", "outputs", "reference", "notebooks")))
    return Place(where, "双合镇", 2022)


def due(place: Place, language="zh") -> dict[str, list[tuple[str, str]]]:
    """The stages that would run, each with its reasons."""
    planner = Planner(place.site)
    job = township_year(place, language)
    return {one.stage.name: list(one.reasons) for one in planner.due(job, planner.receipt(job))}


def test_while_nothing_is_written_files_are_looked_up_once_and_then_anew(tmp_path: Path):
    (tmp_path / "raw").mkdir()
    ledger = tmp_path / "raw" / "a.csv"
    ledger.write_text("1", encoding="utf-8")
    names = ("raw", "processed", "outputs", "reference", "notebooks")
    place = Place(Site(*(tmp_path / name for name in names)), "", 2022)
    planner, job = Planner(place.site), township_year(place, "zh")
    with planner.unwritten():
        first = planner.files(job, ["raw:*.csv"])
        ledger.unlink()
        assert planner.files(job, ["raw:*.csv"]) == first != {}
    assert planner.files(job, ["raw:*.csv"]) == {}


def restored(path: Path):
    """Puts a file back as it was, whatever was done to it."""

    class Restored:
        def __enter__(self):
            self.content = path.read_bytes()

        def __exit__(self, *_):
            path.write_bytes(self.content)

    return Restored()


def add(table: Path, line: str) -> None:
    table.write_text(f"{table.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")


@pytest.mark.slow
class TestAFinishedTownshipYear:
    def test_is_left_alone(self, finished: Place):
        assert due(finished) == {}

    def test_does_not_depend_on_tables_that_only_a_comparison_or_a_public_edition_reads(self, finished: Place):
        elsewhere, editions = (finished.site.reference / name for name in ("published_elsewhere.csv", "editions"))
        editions.mkdir()
        with restored(elsewhere):
            elsewhere.write_bytes(b"edited")
            (editions / "2024-02.csv").write_bytes(b"edited")
            assert due(finished) == {}
            public = township_year(Place(replace(finished.site, edition="public"), "双合镇", 2022), "zh")
            read = [{*Planner(finished.site).files(public, stage.inputs)} for stage in public.stages if stage.notebook]
        shutil.rmtree(editions)
        assert all("reference/editions/2024-02.csv" in names for names in read) and len(read) == 2
        assert not any("reference/published_elsewhere.csv" in names for names in read)

    def test_of_some_stages_only_these_are_asked_though_others_are_due(self, finished: Place):
        """A ledger that is edited while its page is made is for the next run: the page is of the notebook that has run."""
        ledger = next(iter(sorted(finished.raw.glob("*.xlsx"))))
        planner, job = Planner(finished.site), township_year(finished, "zh")
        with restored(ledger):
            ledger.write_bytes(b"edited")
            receipt = planner.receipt(job)
            assert {one.stage.name for one in planner.due(job, receipt)} == set(ALL)
            assert planner.due(job, receipt, DOCUMENTS) == []
            (finished.outputs / "appendix.pdf").rename(finished.outputs / "away.pdf")
            assert [one.stage.name for one in planner.due(job, receipt, DOCUMENTS)] == ["pdf"]
            (finished.outputs / "away.pdf").rename(finished.outputs / "appendix.pdf")

    def test_is_left_alone_when_only_times_changed(self, finished: Place):
        for path in [*finished.raw.iterdir(), *finished.outputs.iterdir()]:
            os.utime(path, (0, 0))
        assert due(finished) == {}

    def test_runs_again_where_a_ledger_changed(self, finished: Place):
        ledger = next(path for path in sorted(finished.raw.iterdir()) if path.suffix == ".xlsx")
        with restored(ledger):
            ledger.write_bytes(ledger.read_bytes() + b" ")
            found = due(finished)
            assert list(found) == ALL
            assert found["clean"] == [("inputs", f"raw/双合镇/2022/{ledger.name}")]
            assert found["pdf"] == []  # waits for the notebook
        assert due(finished) == {}

    def test_runs_again_where_a_ledger_came_or_went(self, finished: Place):
        extra = finished.raw / "新.csv"
        extra.write_text("甲,乙\n1,2\n", encoding="utf-8")
        assert ("inputs", "raw/双合镇/2022/新.csv") in due(finished)["indicators"]
        extra.unlink()
        assert due(finished) == {}

    def test_counts_again_but_does_not_clean_again_where_published_figures_changed(self, finished: Place):
        with restored(finished.site.reference / "published.csv"):
            path = finished.site.reference / "published.csv"
            path.write_text(
                f"{path.read_text(encoding='utf-8')}双合镇,2022,C99,penalty_cases,1,,宗,,,\n", encoding="utf-8"
            )
            found = due(finished)
            assert list(found) == [name for name in ALL if name != "clean"]
            assert found["indicators"] == [("inputs", "reference/published.csv#双合镇 2022")]

    def test_is_left_alone_where_other_townships_and_years_were_written_down(self, finished: Place):
        where = finished.site
        with restored(where.published), restored(where.reference / "townships.csv"):
            for year, township in ((2022, "他镇"), (2023, "双合镇"), ("去年", "他镇")):
                add(where.published, f"{township},{year},C99,penalty_cases,1,,宗,,,")
            add(where.reference / "townships.csv", ",他镇,他镇,township,,5000,2020,")
            assert due(finished) == {}
            add(where.reference / "townships.csv", "")
            assert due(finished) == {}

    def test_runs_again_for_a_row_that_may_be_about_it(self, finished: Place):
        where = finished.site
        for table, line in (
            (where.published, "双合镇,去年,C99,penalty_cases,1,,宗,,,"),
            (where.published, "双 合镇,2022,C99,penalty_cases,1,,宗,,,"),
            (where.reference / "townships.csv", ",双合镇,新村,village,,,,"),
            (where.reference / "townships.csv", ",双合镇,新村,village,,,,,,,"),  # and now it is no table
        ):
            with restored(table):
                add(table, line)
                assert "indicators" in due(finished), line
        assert due(finished) == {}

    def test_runs_again_where_a_result_was_altered_or_lost(self, finished: Place):
        page = finished.outputs / "appendix.html"
        with restored(page):
            page.write_bytes(page.read_bytes().replace(b"1", b"2", 1))
            assert due(finished) == {"html": [("outputs", "outputs/双合镇/2022/appendix.html")]}
            page.unlink()
            assert list(due(finished)) == ["html"]

    def test_runs_again_where_its_notebook_changed(self, finished: Place):
        notebook = finished.site.notebooks / "2_indicators.ipynb"
        with restored(notebook):
            content = json.loads(notebook.read_text(encoding="utf-8"))
            content["cells"][0]["source"] = ["# 改过\n"]
            notebook.write_text(json.dumps(content), encoding="utf-8")
            assert due(finished) == {"indicators": [("notebook", "")]}

    def test_runs_again_in_another_language(self, finished: Place):
        found = due(finished, "en")
        assert list(found) == ALL and found["clean"] == [("parameters", "language")]

    def test_runs_again_with_another_receipt_or_none(self, finished: Place):
        receipt = finished.outputs / "receipt.json"
        for content in (b"", b"{", b"[]", b'{"schema": 0}'):
            with restored(receipt):
                receipt.write_bytes(content)
                assert due(finished) == {k: [] if k in RENDERED else [("never", "")] for k in ALL}

    def test_says_which_code_changed(self, finished: Place, monkeypatch: pytest.MonkeyPatch):
        planner = Planner(finished.site)
        job = township_year(finished, "zh")
        known = planner.source.of_notebook(finished.site.notebooks / "3_appendix.ipynb")
        changed = {**known, "fazhi.charts.months": "0"}
        real = planner.source.of_notebook
        monkeypatch.setattr(
            planner.source, "of_notebook", lambda path: changed if path.name.startswith("3_") else real(path)
        )
        reasons = {one.stage.name: one.reasons for one in planner.due(job, planner.receipt(job))}
        assert reasons["appendix"] == (("code", "fazhi.charts.months"),) and "clean" not in reasons

    def test_says_that_the_installed_versions_changed(self, finished: Place):
        planner = Planner(finished.site)
        planner.environment = "0"
        job = township_year(finished, "zh")
        reasons = {one.stage.name: one.reasons for one in planner.due(job, planner.receipt(job))}
        assert reasons["clean"] == (("environment", ""),) and set(reasons) == set(ALL)

    def test_is_said_to_be_up_to_date_by_the_command(self, finished: Place, fazhi):
        where = finished.site
        folders = ("--raw", where.raw, "--processed", where.processed, "--outputs", where.outputs)
        said = fazhi("run", *folders, "--explain")
        assert said.returncode == 0 and "没有变化" in said.stdout
        ledger = next(path for path in sorted(finished.raw.iterdir()) if path.suffix == ".xlsx")
        with restored(ledger):
            ledger.write_bytes(ledger.read_bytes() + b" ")
            said = fazhi("run", *folders, "--explain").stdout
        assert f"输入文件有变化：raw/双合镇/2022/{ledger.name}" in said


def test_a_receipt_comes_back_as_it_was_written(tmp_path: Path):
    job = {"township": "甲镇", "year": 2022}
    made = Dependencies({"raw/甲镇/2022/a.xlsx": "1"}, job, "2", {"catalogue/layout.yaml": "3"}, "4", "5")
    receipt = Receipt(job, {"clean": Record(made, {"outputs/甲镇/2022/a.csv": "6"})})
    receipt.write(tmp_path)
    again = read_receipt(tmp_path, job)
    assert again == receipt and again.stages["clean"].made_from.fingerprint == made.fingerprint


def test_a_pattern_means_files_neither_hidden_nor_locked_nor_beyond_a_link(tmp_path: Path):
    for name in ("a.csv", "b.txt", ".hidden.csv", "~$a.csv", "x/c.csv", "x/y/d.csv", ".cache/e.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    (tmp_path / "x" / "round").symlink_to(tmp_path)  # leads back: followed, there would be no end
    (tmp_path / "link.csv").symlink_to("a.csv")
    (tmp_path / "z.csv").symlink_to("nowhere.csv")
    found = {
        pattern: matching(str(tmp_path), pattern) for pattern in ("**/*", "*.csv", "x/*.csv", "*/*", "a.csv", "no.csv")
    }
    assert found == {
        "**/*": ["a.csv", "b.txt", "link.csv", "x/c.csv", "x/round", "x/y/d.csv", "z.csv"],
        "*.csv": ["a.csv", "link.csv"],
        "x/*.csv": ["x/c.csv"],
        "*/*": ["x/c.csv"],
        "a.csv": ["a.csv"],
        "no.csv": [],
    }
    assert matching(str(tmp_path / "nowhere"), "**/*") == []


def test_a_folder_that_cannot_be_opened_is_itself_a_file_to_be_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "shut").mkdir()
    (tmp_path / "a.csv").write_text("1")
    scan = os.scandir

    def refuse(folder: str):
        if folder.endswith("shut"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert matching(str(tmp_path), "**/*") == ["a.csv", "shut"]


def test_a_digest_is_that_of_the_content_whatever_the_file_says_of_itself(tmp_path: Path):
    path, store = tmp_path / "a.csv", tmp_path / "digests.jsonl"
    path.write_bytes(b"one")
    os.utime(path, ns=(0, 0))
    digests = Digests(store)
    first = digests.of(path)
    digests.save()
    path.write_bytes(b"two")
    os.utime(path, ns=(0, 0))  # same size, same time
    assert Digests(store).of(path) not in (first, None)
    assert Digests(store).of(tmp_path / "none") is None
    path.write_bytes(b"one")
    for damaged in ("[", "[]", "1", '{"a": 1}', '["a", 1]', '{"a": [1, 2, 3, 4, 5, "an earlier version of it"]}'):
        store.write_text(damaged, encoding="utf-8")
        assert Digests(store).of(path) == first


@pytest.mark.parametrize(("modified", "again"), [(1_700_000_000_123_456_789, False), (1_700_000_000_000_000_000, True)])
def test_a_file_is_read_again_only_where_its_times_could_hide_a_change(
    modified: int, again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path, store = tmp_path / "a.csv", tmp_path / "digests.jsonl"
    path.write_bytes(b"one")
    os.utime(path, ns=(modified, modified))
    # More than some ticks of the system, less than what times in whole seconds may hide; results are looked at no later.
    time.sleep(0.05)
    digests = Digests(store)
    digests.of(path)
    digests.save()
    read = []
    monkeypatch.setattr("fazhi.runs.digests.digest", lambda path: read.append(path) or "")
    Digests(store).of(path)
    assert bool(read) is again


def test_a_second_run_in_the_same_folder_is_told_and_waits(tmp_path: Path):
    import fcntl

    told = []
    with sole_run([tmp_path]):
        handle = os.open(tmp_path / RUN, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
    with sole_run([tmp_path], told.append):
        pass
    assert told == []


def test_what_a_killed_run_had_begun_is_swept_away_and_nothing_else(tmp_path: Path):
    for name in (".appendix.html.x8k2.part", ".3_appendix.part.ipynb", "appendix.html", ".gitkeep", "a.part"):
        (tmp_path / name).write_text("x")
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitkeep", "a.part", "appendix.html"]
