"""Small outputs folders with receipts, written by hand, and the shipped township-year built by the command."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from fazhi.pipeline import Place, Site, counting
from fazhi.pipeline.place import Edition
from fazhi.reach import environment

TOWNSHIP, YEAR = "双合镇", 2022
Command = Callable[..., subprocess.CompletedProcess[str]]


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stage(inputs: dict[str, str], outputs: dict[str, str], **more: object) -> dict[str, object]:
    """A stage of a receipt, as the pipeline writes it."""
    return {
        "fingerprint": "f" * 64, "inputs": inputs, "parameters": {}, "code": "c" * 64, "data": {}, "notebook": "",
        "environment": "e" * 64, "outputs": outputs, **more,
    }  # fmt: skip


def receipt(folder: Path, job: dict[str, object], steps: dict[str, object]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "receipt.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"schema": 1, "job": job, "stages": steps}, ensure_ascii=False, sort_keys=True), encoding="utf-8"
    )
    return path


def written(where: Site, township: str, year: int, edition: Edition = "internal") -> Place:
    """A township-year of three files and its receipt, in a site of the test's own."""
    place = Place(replace(where, edition=edition), township, year)
    place.outputs.mkdir(parents=True, exist_ok=True)
    place.processed.mkdir(parents=True, exist_ok=True)
    row = [
        township,
        year,
        "penalty_cases",
        "x",
        "y",
        "2",
        "宗",
        *[""] * 6,
        "ok",
        f"{year}-01-01",
        f"{year}-12-31",
        "L04",
        2,
    ]
    columns = [column.id for column in counting.load().tables["indicators"].columns]
    pd.DataFrame([row], columns=columns).to_csv(place.outputs / "indicators.csv", index=False)
    (place.outputs / "appendix.html").write_text("<p>100% 合成 a b</p>\n", encoding="utf-8")
    (place.outputs / "basis.json").write_text('{"synthetic": true, "report_date": "2022-12-20"}', encoding="utf-8")
    (place.processed / "L04.parquet").write_bytes(b"PAR1")
    home = f"{'outputs' if edition == 'internal' else 'outputs/public'}/{township}/{year}"
    sums = {name: sha(place.outputs / name) for name in ("indicators.csv", "appendix.html", "basis.json")}
    clean = {f"processed/{township}/{year}/L04.parquet": sha(place.processed / "L04.parquet")}
    raw = {f"raw/{township}/{year}/处罚 100%.xlsx": "a" * 64}
    job = {"township": township, "year": year, "edition": edition, "language": "zh"}
    counted = {f"{home}/{name}": sums[name] for name in ("indicators.csv", "basis.json")}
    receipt(place.site.receipts / place.township / str(place.year), job, {
        "clean": stage(raw, clean),
        "indicators": stage({**raw, **clean}, counted),
        "html": stage({}, {f"{home}/appendix.html": sums["appendix.html"]}),
    })  # fmt: skip
    return place


@pytest.fixture
def where(tmp_path: Path, root: Path) -> Site:
    return Site(
        tmp_path / "raw", tmp_path / "processed", tmp_path / "outputs", root / "data" / "reference", root / "notebooks"
    )


@pytest.fixture
def small(where: Site) -> Site:
    """Two township-years with receipts."""
    written(where, "甲镇", 2021)
    written(where, "甲镇", 2022)
    return where


@pytest.fixture(scope="session")
def versions() -> dict[str, str]:
    return environment()


def project(root: Path, folder: Path) -> Path:
    """A working copy of the project at another place: its notebooks, reference data and shipped ledgers, and a small county year."""
    shutil.copytree(root / "notebooks", folder / "notebooks")
    shutil.copytree(root / "data" / "reference", folder / "data" / "reference")
    shutil.copytree(root / "data" / "raw", folder / "data" / "raw")
    return folder


def command(home: Path, umask: int, **settings: str) -> Command:
    """Runs the command in ``home`` with settings of its own."""
    source = Path(counting.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8", **settings}

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "fazhi.cli", *map(str, arguments)]
        return subprocess.run(
            line, cwd=home, capture_output=True, text=True, encoding="utf-8", env=environment, umask=umask
        )

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A copy of the project in which the shipped township-year and one of a fictional county were run and compared."""
    home = project(root, tmp_path_factory.mktemp("here"))
    run = command(home, 0o022, TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="0")
    assert run("synthesise", "--raw", "county", "--townships", "1", "--years", "1").returncode == 0
    (folder,) = [path for path in (home / "county").iterdir() if path.is_dir()]
    shutil.copytree(folder, home / "data" / "raw" / folder.name)
    done = run("run")
    assert (home / "outputs" / "manifest.json").is_file(), done.stderr
    return home
