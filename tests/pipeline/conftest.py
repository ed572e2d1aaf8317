"""The shipped township-year, built once for the slow tests, and copies of it to break."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi.pipeline import Place, Site

TOWNSHIP, YEAR = "双合镇", 2022
Fazhi = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def fazhi(root: Path) -> Fazhi:
    """Runs the command in the project's folder, as a user would."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fazhi.cli", *map(str, arguments)]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", env=environment)

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, root: Path, fazhi: Fazhi) -> Path:
    """The outputs folder of 双合镇 2022, built by ``fazhi run`` from the shipped ledgers."""
    home = tmp_path_factory.mktemp("built")
    done = fazhi("run", TOWNSHIP, YEAR, "--processed", home / "processed", "--outputs", home / "outputs")
    assert done.returncode == 0, done.stderr
    return home / "outputs"


@pytest.fixture
def copy(tmp_path: Path, root: Path) -> Place:
    """The shipped ledgers in a folder of their own, to be broken; with the project's reference data."""
    shutil.copytree(root / "data" / "raw" / TOWNSHIP / str(YEAR), tmp_path / "raw" / TOWNSHIP / str(YEAR))
    site = Site(
        tmp_path / "raw", tmp_path / "processed", tmp_path / "outputs", root / "data" / "reference", root / "notebooks"
    )
    return Place(site, TOWNSHIP, YEAR)
