"""Runs whose folders lie at URLs: the same bytes as with paths, by workers of this machine and by those of another one."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from openpyxl import load_workbook
from typer.testing import CliRunner

from fazhi.cli import app

pytestmark = pytest.mark.slow
ROLES = ("raw", "processed", "outputs")
SECRET = "s3cr3t-Wort"
EDITED = "raw/示例镇/2022/ledger.xlsx"


class Failing(LocalFileSystem):
    """Folders of this machine behind a connection that breaks after some uploads."""

    protocol = "failing"
    left = 0

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(str(path).removeprefix("failing://"))

    def put_file(self, path1, path2, callback=None, **kwargs):
        if Failing.left == 0:
            raise ConnectionResetError(f"reset by ftp://me:{SECRET}@host")
        Failing.left -= 1
        return super().put_file(path1, path2, **kwargs)


def run(root: Path, cache: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command as a user gives it; ``cache``: where this machine keeps its copies."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "FAZHI_CACHE": str(cache)}
    command = [sys.executable, "-m", "fazhi.cli", *map(str, arguments), "--language", "en"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", env=environment)


def told(home: Path, as_urls: bool = True) -> list[str]:
    """The options that name three folders in ``home``."""
    return [
        part
        for role in ROLES
        for part in (f"--{role}", (home / role).as_uri() if as_urls else str(home / role))
    ]  # fmt: skip


def content(home: Path) -> dict[str, bytes]:
    """Every file of the results but what is hidden (caches, locks)."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for role in ROLES[1:]
        for path in sorted((home / role).rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(home).parts)
    }


def ledgers(home: Path, root: Path) -> None:
    """Two township-years of one ledger each."""
    for township in ("示例镇", "邻近镇"):
        folder = home / "raw" / township / "2022"
        folder.mkdir(parents=True)
        shutil.copy(ledger_of(root), folder / "ledger.xlsx")


def ledger_of(root: Path) -> Path:
    return min((root / "data/raw/双合镇/2022").glob("*.xlsx"), key=lambda path: path.stat().st_size)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Run and compared with folders of this machine."""
    home = tmp_path_factory.mktemp("plain")
    ledgers(home, root)
    done = run(root, home / "cache", "run", *told(home, as_urls=False))
    assert "Township-years run: 2" in done.stderr
    # What the program knows of itself, and no copies.
    assert {path.name for path in (home / "cache").iterdir()} == {"catalogue", "schemas", "source"}
    return home


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Run with folders at URLs."""
    home = tmp_path_factory.mktemp("remote")
    ledgers(home, root)
    done = run(root, home / "cache", "run", *told(home))
    assert "Township-years run: 2" in done.stderr and "Traceback" not in done.stderr
    assert done.stdout.strip() == (home / "outputs/index.html").as_uri()
    return home


def test_folders_at_urls_are_given_the_same_bytes(plain: Path, remote: Path):
    assert content(remote) == content(plain)
    assert [str(path) for path in remote.rglob("*") if ".part" in path.name] == []


def test_nothing_of_the_url_or_of_the_copies_stands_in_the_results(remote: Path):
    for name, found in content(remote).items():
        assert str(remote).encode() not in found and b"file:/" not in found, name


def test_a_second_run_does_nothing(remote: Path, root: Path):
    times = {path: path.stat().st_mtime_ns for role in ROLES for path in (remote / role).rglob("*") if path.is_file()}
    done = run(root, remote / "cache", "run", *told(remote))
    assert "Township-years run: 0; unchanged, and not run again: 2" in done.stderr
    assert times == {path: path.stat().st_mtime_ns for path in times}


def test_a_broken_upload_leaves_whole_files_and_the_same_command_goes_on(
    plain: Path, remote: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for role in (*ROLES, "cache"):
        shutil.copytree(remote / role, tmp_path / role)
    before = content(tmp_path)
    edit(tmp_path / EDITED)
    fsspec.register_implementation("failing", Failing, clobber=True)
    monkeypatch.chdir(root)
    monkeypatch.setenv("FAZHI_CACHE", str(tmp_path / "cache"))
    urls = [part.replace("file://", "failing://") for part in told(tmp_path)]
    Failing.left = 3
    failed = CliRunner().invoke(app, ["run", *urls, "--language", "en"])
    assert failed.exit_code == 1 and isinstance(failed.exception, SystemExit), failed.output
    assert failed.output.count("could not be read or written") == 1 and SECRET not in failed.output
    assert str(tmp_path / "cache") not in failed.output
    after = content(tmp_path)
    assert before.keys() == after.keys()
    changed = {name for name in before if after[name] != before[name]}
    assert len(changed) <= 3 and all("示例镇/2022" in name and "receipt" not in name for name in changed)
    done = run(root, tmp_path / "cache", "run", *told(tmp_path))
    assert "Township-years run: 1; unchanged, and not run again: 1" in done.stderr
    shutil.copytree(plain, tmp_path / "plain")
    shutil.copy(tmp_path / EDITED, tmp_path / "plain" / EDITED)
    run(root, tmp_path, "run", *told(tmp_path / "plain", as_urls=False))
    assert content(tmp_path) == content(tmp_path / "plain") != before
    assert "Township-years run: 0" in run(root, tmp_path / "cache", "run", *told(tmp_path)).stderr


def edit(path: Path) -> None:
    """Take the last row out of a ledger."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.delete_rows(sheet.max_row)
    book.save(path)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A scheduler's address, and where its two workers keep copies; they know neither a run's working folder nor its own copies."""
    folder = tmp_path_factory.mktemp("away")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard"]
    worker = ["worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    worker += ["--local-directory", str(folder / "dask")]
    environment = {**os.environ, "FAZHI_CACHE": str(folder / "cache")}
    started = [
        subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_" + kind, *options], cwd=folder, env=environment,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for kind, *options in (scheduler, worker, worker)
    ]  # fmt: skip
    yield address, folder / "cache"
    for process in reversed(started):
        process.terminate()
        process.wait(20)


def test_the_workers_of_a_dask_scheduler_leave_the_same_bytes(plain: Path, cluster, root: Path, tmp_path: Path):
    address, copies = cluster
    ledgers(tmp_path, root)
    done = run(root, tmp_path / "cache", "run", *told(tmp_path, as_urls=False), "--cluster", address)
    assert "Township-years run: 2" in done.stderr, done.stderr
    assert content(tmp_path) == content(plain)
    assert not list(copies.glob("workers/*/*/files/*"))


def test_workers_that_do_not_share_the_disk_leave_the_same_bytes(plain: Path, cluster, root: Path, tmp_path: Path):
    address, copies = cluster
    ledgers(tmp_path, root)
    done = run(root, tmp_path / "cache", "run", *told(tmp_path), "--cluster", address)
    assert "Township-years run: 2" in done.stderr, done.stderr
    assert content(tmp_path) == content(plain)
    compared = run(root, tmp_path / "cache", "compare", *told(tmp_path), "--cluster", address)
    assert compared.stdout.strip() == (tmp_path / "outputs/comparison/comparison.html").as_uri(), compared.stderr
    shutil.copytree(plain, tmp_path / "plain")
    run(root, tmp_path, "compare", *told(tmp_path / "plain", as_urls=False))
    assert content(tmp_path) == content(tmp_path / "plain")
    assert list(copies.glob("workers/*/*/files/示例镇/2022/appendix.html"))
    assert str(tmp_path).encode() not in b"".join(content(tmp_path).values())


@pytest.mark.parametrize("command", ["run", "compare"])
def test_a_folder_that_cannot_be_reached_is_one_message(command: str, root: Path, tmp_path: Path):
    done = run(root, tmp_path, command, "--raw", f"ftp://me:{SECRET}@127.0.0.1:9/raw", "--outputs", tmp_path / "out")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "ftp://127.0.0.1:9/raw" in done.stderr and SECRET not in done.stderr + done.stdout


def test_plain_folders_do_not_even_import_the_library(root: Path, tmp_path: Path):
    asked = "import sys; from fazhi.cli import app; sys.argv[1:] = ['run', '无此镇', '--raw', 'data/raw']\n"
    asked += "try: app()\nexcept SystemExit: pass\nprint(sorted({'fsspec', 'platformdirs'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True)
    assert done.stdout.strip().endswith("[]"), done.stderr
