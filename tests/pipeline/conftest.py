"""The shipped township-year, built once for the slow tests, and copies of it to break."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi import appendix
from fazhi.pipeline import Place, Results, Site, count

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
    return copied(tmp_path, root)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Results:
    """All results of the shipped ledgers, to be looked at only."""
    return count(copied(tmp_path_factory.mktemp("whole"), root))


@pytest.fixture(scope="session")
def page(whole: Results) -> appendix.Appendix:
    """The appendix of the shipped ledgers as blocks."""
    return appendix.compose(whole)


def copied(folder: Path, root: Path) -> Place:
    shutil.copytree(root / "data" / "raw" / TOWNSHIP / str(YEAR), folder / "raw" / TOWNSHIP / str(YEAR))
    reference, notebooks = root / "data" / "reference", root / "notebooks"
    return Place(Site(folder / "raw", folder / "processed", folder / "outputs", reference, notebooks), TOWNSHIP, YEAR)
