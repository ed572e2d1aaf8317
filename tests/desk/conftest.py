"""A folder of ledgers of its own, with the project's reference data and notebooks."""

from pathlib import Path

import pytest

from fazhi.pipeline import Site


@pytest.fixture
def where(tmp_path: Path, root: Path) -> Site:
    reference, notebooks = root / "data" / "reference", root / "notebooks"
    return Site(tmp_path / "raw", tmp_path / "processed", tmp_path / "outputs", reference, notebooks)
