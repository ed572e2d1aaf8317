"""A rebuild compared with the manifest: the same bytes under other circumstances, and every difference told."""

import json
import shutil
from pathlib import Path

import pytest

from fazhi.provenance.verify import first_difference

from .conftest import command, project, sha


@pytest.fixture(scope="module")
def elsewhere(built: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project at another path, deeper and with blanks and Chinese in its name; the same ledgers."""
    home = project(root, tmp_path_factory.mktemp("there") / "a b" / "文件 夹")
    shutil.rmtree(home / "data" / "raw")
    shutil.copytree(built / "data" / "raw", home / "data" / "raw")
    return home


@pytest.fixture(scope="module")
def there(elsewhere: Path):
    """The command at the other path under another time zone, language, umask and hash seed."""
    settings = {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "random"}
    return command(elsewhere, 0o077, **settings)


@pytest.mark.slow
def test_all_files_are_the_same_bytes_at_another_place_time_zone_locale_umask_and_hash_seed(built: Path, there):
    listed = json.loads((built / "outputs" / "manifest.json").read_text(encoding="utf-8"))
    kinds = {
        Path(path).suffix for job in listed["jobs"] for stage in job["stages"].values() for path in stage["outputs"]
    }
    assert kinds >= {".ipynb", ".html", ".pdf", ".xlsx", ".csv", ".parquet", ".json"}
    done = there("verify", "--manifest", built / "outputs" / "manifest.json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "逐字节相同" in done.stderr


@pytest.mark.slow
def test_a_changed_ledger_and_a_changed_file_are_told_with_the_line_and_the_command_to_accept_them(
    built: Path, tmp_path: Path, root: Path
):
    home = project(root, tmp_path / "copy")
    shutil.copytree(built / "outputs", home / "outputs")
    with (home / "data" / "raw" / "双合镇" / "2022" / "法治讲习所台账.csv").open("ab") as ledger:
        ledger.write(b"\n")
    listed = home / "outputs" / "manifest.json"
    body = json.loads(listed.read_text(encoding="utf-8"))
    body["environment"]["pandas"] = "0.1"
    listed.write_text(json.dumps(body), encoding="utf-8")
    done = command(home, 0o022)("verify", "双合镇", "2022")
    assert done.returncode == 1, done.stderr
    assert "pandas" in done.stderr and "0.1" in done.stderr
    assert "raw/双合镇/2022/法治讲习所台账.csv" in done.stderr
    assert "outputs/双合镇/2022/account.csv" in done.stdout and "法治讲习所台账.csv" in done.stdout
    assert ".html" not in done.stdout  # other versions: only the tables are held against the manifest
    assert "fazhi run" in done.stderr and "Traceback" not in done.stderr


def test_a_manifest_that_is_none_or_does_not_list_the_township_is_a_wrong_call(tmp_path: Path, root: Path):
    run = command(root, 0o022)
    path = tmp_path / "manifest.json"
    assert run("verify", "--manifest", path).returncode == 2
    path.write_text("[]", encoding="utf-8")
    done = run("verify", "--manifest", path)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "manifest.json" in done.stderr
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
    assert run("verify", "双合镇", "--manifest", path).returncode == 2
    assert run("verify", "双合镇", "twenty", "--manifest", path).returncode == 2


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
