"""A rebuild compared with the manifest: the same bytes under other circumstances, and every difference told."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.pipeline import Site
from fazhi.provenance import verify as verify_module
from fazhi.provenance import write_records
from fazhi.provenance.manifest import Manifest, read_manifest
from fazhi.provenance.rebuild import Rebuilt
from fazhi.provenance.verify import first_difference, wanted_of

from .conftest import TOWNSHIP, command, project, sha


@pytest.fixture(scope="module")
def elsewhere(built: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project at another path, deeper and with blanks and Chinese in its name: the same ledgers, but one of the county's is longer."""
    home = project(root, tmp_path_factory.mktemp("there") / "a b" / "文件 夹")
    shutil.rmtree(home / "data" / "raw")
    shutil.copytree(built / "data" / "raw", home / "data" / "raw")
    with changed_ledger(home).open("ab") as ledger:
        ledger.write(b"\n\n")
    return home


def changed_ledger(home: Path) -> Path:
    """A ledger of the fictional county, kept as CSV."""
    return min(p for p in (home / "data" / "raw").glob("*/*/*.csv") if p.parts[-3] != TOWNSHIP)


@pytest.fixture(scope="module")
def verified(built: Path, elsewhere: Path) -> subprocess.CompletedProcess[str]:
    """The rebuild at the other path under another time zone, language, umask and hash seed."""
    settings = {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "random"}
    return command(elsewhere, 0o077, **settings)("verify", "--manifest", built / "outputs" / "manifest.json")


@pytest.mark.slow
def test_all_files_are_the_same_bytes_at_another_place_time_zone_locale_umask_and_hash_seed(built: Path, verified):
    listed = json.loads((built / "outputs" / "manifest.json").read_text(encoding="utf-8"))
    paths = [path for job in listed["jobs"] for stage in job["stages"].values() for path in stage["outputs"]]
    of_shipped = {Path(path).suffix for path in paths if f"/{TOWNSHIP}/" in path}
    assert of_shipped >= {".ipynb", ".html", ".pdf", ".xlsx", ".csv", ".parquet", ".json"}
    assert len(listed["jobs"]) == 2 and listed["unfinished"] == []
    assert "constraints.txt" not in verified.stderr, verified.stderr  # every file was compared, not the tables alone
    assert TOWNSHIP not in verified.stdout, verified.stdout + verified.stderr


@pytest.mark.slow
def test_a_changed_ledger_is_told_with_the_files_and_the_line_that_differ_for_it(elsewhere: Path, verified):
    ledger = changed_ledger(elsewhere)
    place = "/".join(ledger.parts[-3:-1])
    assert verified.returncode == 1 and "Traceback" not in verified.stderr
    assert f"raw/{place}/{ledger.name}" in verified.stderr
    told = verified.stdout
    assert (
        f"outputs/{place}/3_appendix.ipynb" in told and f"outputs/{place}/appendix.html" in told
    )  # they name its SHA-256
    assert re.search(r"line \d+\n +expected: .+\n +found: .+", told)
    assert ".csv" not in told  # blank lines at the end are no rows and change no number
    assert "--update" in verified.stderr


# --------------------------------------------------------------------- comparing, without building anything again


@pytest.fixture
def listed(small: Site) -> Manifest:
    return read_manifest(write_records(small, "zh"))


@pytest.fixture
def rebuilding(small: Site, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], None]], None]:
    """Lets a rebuild be a copy of the outputs, changed as told."""

    def copying(change: Callable[[Path], None]) -> None:
        def rebuild(where: Site, wanted: object, folder: Path, *_: object) -> Rebuilt:
            for name in ("outputs", "processed"):
                shutil.copytree(small.outputs.parent / name, folder / name)
            change(folder / "outputs")
            return Rebuilt(replace(where, outputs=folder / "outputs", processed=folder / "processed"), ())

        monkeypatch.setattr(verify_module, "rebuild", rebuild)

    return copying


def rewrite(outputs: Path, name: str, text: str) -> None:
    """A file of 甲镇 2022 and, in its receipt, its hash."""
    folder = outputs / "甲镇" / "2022"
    old = sha(folder / name)
    (folder / name).write_text(text, encoding="utf-8")
    kept = (folder / "receipt.json").read_text(encoding="utf-8")
    (folder / "receipt.json").write_text(kept.replace(old, sha(folder / name)), encoding="utf-8")


def test_a_rebuild_that_is_the_same_has_no_difference(small: Site, listed: Manifest, rebuilding):
    rebuilding(lambda outputs: None)
    found = verify_module.verify(small, listed, wanted_of(listed))
    assert found.same and found.whole and found.compared == 8 and found.causes == ()


def test_a_result_that_was_edited_is_named_though_the_rebuild_is_the_same(small: Site, listed: Manifest, rebuilding):
    rebuilding(lambda outputs: None)
    page = small.outputs / "甲镇" / "2022" / "appendix.html"
    kept = page.read_bytes()
    rebuilding(lambda outputs: (outputs / "甲镇" / "2022" / "appendix.html").write_bytes(kept))
    page.write_bytes(kept + b"<!-- 19 for 9 -->")
    found = verify_module.verify(small, listed, wanted_of(listed))
    assert (found.same, found.differences, found.altered) == (False, (), ("outputs/甲镇/2022/appendix.html",))
    page.unlink()  # a result that was not given along is none that was changed
    assert verify_module.verify(small, listed, wanted_of(listed)).altered == ()


def test_a_file_with_other_content_is_one_difference_with_its_line(small: Site, listed: Manifest, rebuilding):
    rebuilding(lambda outputs: rewrite(outputs, "appendix.html", "<p>100% 合成 a c</p>\n"))
    (difference,) = verify_module.verify(small, listed, wanted_of(listed)).differences
    assert (difference.path, difference.kind) == ("outputs/甲镇/2022/appendix.html", "content")
    assert difference.line == (1, "<p>100% 合成 a b</p>", "<p>100% 合成 a c</p>")


def test_a_year_that_was_not_built_is_missing_and_one_that_was_not_asked_for_is_not_compared(
    small: Site, listed: Manifest, rebuilding
):
    rebuilding(lambda outputs: shutil.rmtree(outputs / "甲镇" / "2022"))
    found = verify_module.verify(small, listed, wanted_of(listed))
    assert {difference.kind for difference in found.differences} == {"missing"} and len(found.differences) == 4
    assert verify_module.verify(small, listed, wanted_of(listed, "甲镇", 2021)).same


def test_with_other_versions_only_the_tables_are_compared_and_it_is_told(small: Site, listed: Manifest, rebuilding):
    listed.body["environment"]["pandas"] = "0.1"
    rebuilding(lambda outputs: rewrite(outputs, "appendix.html", "other"))
    found = verify_module.verify(small, listed, wanted_of(listed))
    assert found.same and not found.whole and found.compared == 2
    assert [(cause.kind, cause.name, cause.then) for cause in found.causes] == [("environment", "pandas", "0.1")]
    rebuilding(lambda outputs: rewrite(outputs, "indicators.csv", "other"))
    assert not verify_module.verify(small, listed, wanted_of(listed)).same


def test_a_patch_level_of_python_is_no_other_version(small: Site, listed: Manifest, rebuilding):
    major, minor, *_ = listed.body["environment"]["python"].split(".")
    listed.body["environment"]["python"] = f"{major}.{minor}.99"
    rebuilding(lambda outputs: None)
    assert verify_module.verify(small, listed, wanted_of(listed)).whole


def test_other_code_inputs_and_notebooks_are_told_before_the_files(small: Site, listed: Manifest, rebuilding):
    stage = listed.jobs[1]["stages"]["clean"]
    stage["code"], stage["notebook"] = "0" * 64, "1" * 64
    stage["inputs"]["raw/甲镇/2022/处罚 100%.xlsx"] = "2" * 64
    rebuilding(lambda outputs: None)
    causes = verify_module.verify(small, listed, wanted_of(listed)).causes
    assert [(c.kind, c.name) for c in causes] == [
        ("inputs", "raw/甲镇/2022/处罚 100%.xlsx"), ("code", "clean"), ("notebook", "clean"),
    ]  # fmt: skip


def test_a_manifest_that_is_none_or_does_not_list_the_township_is_a_wrong_call(tmp_path: Path, run_fazhi):
    path = tmp_path / "manifest.json"

    def refused(*arguments: str) -> str:
        done = run_fazhi("verify", *arguments, "--manifest", path)
        assert done.exit_code == 2
        return done.stderr

    assert refused()
    path.write_text("[]", encoding="utf-8")
    assert "manifest.json" in re.sub(r"\s", "", refused())
    empty = {
        "schema": 1,
        "edition": "internal",
        "language": "zh",
        "environment": {},
        "unfinished": [],
        "files": {},
        "jobs": [],
    }
    path.write_text(json.dumps(empty), encoding="utf-8")
    assert refused("双合镇")
    assert refused("双合镇", "twenty")


def test_the_first_differing_line_is_shown_around_the_first_differing_sign(tmp_path: Path):
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    old.write_text("same\n" + "a" * 100 + "X" + "b" * 100 + "\n", encoding="utf-8")
    new.write_text("same\n" + "a" * 100 + "Y" + "b" * 100 + "\n", encoding="utf-8")
    assert first_difference(old, sha(old), new) == (2, "a" * 60 + "X" + "b" * 59, "a" * 60 + "Y" + "b" * 59)


def test_a_line_that_is_only_in_one_of_two_files_is_a_difference(tmp_path: Path):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("a\n", encoding="utf-8")
    new.write_text("a\nb\n", encoding="utf-8")
    assert first_difference(old, sha(old), new) == (2, "", "b")


def test_no_line_is_shown_when_the_old_file_is_no_longer_what_was_listed(tmp_path: Path):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("a\n", encoding="utf-8")
    new.write_text("b\n", encoding="utf-8")
    assert first_difference(old, "0" * 64, new) is None
