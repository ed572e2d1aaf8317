"""A folder of ledgers of its own, with the project's reference data and notebooks; the command, called in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.pipeline import Site


@pytest.fixture
def where(tmp_path: Path, root: Path) -> Site:
    reference, notebooks = root / "data" / "reference", root / "notebooks"
    return Site(tmp_path / "raw", tmp_path / "processed", tmp_path / "outputs", reference, notebooks)


@pytest.fixture
def run_fazhi(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command in the project's folder, as a user would; an exception that reaches the user fails the test."""
    monkeypatch.chdir(root)
    return lambda *arguments: CliRunner().invoke(app, [str(word) for word in arguments], catch_exceptions=False)
