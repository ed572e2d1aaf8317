"""The results of the shipped township-year, and copies of its ledgers to break."""

import shutil
from pathlib import Path

import pytest

from fazhi import appendix
from fazhi.pipeline import Place, Results, Site, count

TOWNSHIP, YEAR = "双合镇", 2022


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
