"""Observations written down as small frames, and results written down as files."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fazhi.catalogue import load
from fazhi.catalogue.definitions import Catalogue
from fazhi.indicators.table import COLUMNS


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def proportions() -> Callable[..., pd.DataFrame]:
    """Observations of a success rate from {township: (successes, cases)} in one year."""

    def build(parts, year=2022, indicator="mediation_success_rate", **more):
        rows = [
            {"township": town, "year": year, "indicator": indicator, "value": x / n if n else None,
             "numerator": x, "denominator": n, **more}
            for town, (x, n) in parts.items()
        ]  # fmt: skip
        return pd.DataFrame(rows)

    return build


@pytest.fixture
def rates() -> Callable[..., pd.DataFrame]:
    """Observations of disputes per 1,000 residents from {township: (disputes, residents)} in one year."""

    def build(parts, year=2022, **more):
        rows = [
            {"township": town, "year": year, "indicator": "disputes_per_1000", "value": 1000 * x / n,
             "numerator": x, "denominator": n, **more}
            for town, (x, n) in parts.items()
        ]  # fmt: skip
        return pd.DataFrame(rows)

    return build


@pytest.fixture(scope="session")
def write_results() -> Callable[..., Path]:
    """Writes ``indicators.csv`` of a township-year under an outputs folder as ``fazhi run`` does; returns the folder."""

    def write(outputs, place, of_year, rows, **more):
        usual = {"township": place, "year": of_year, "status": "ok", "window_start": f"{of_year}-01-01",
                 "window_end": f"{of_year}-12-31", "unit": "%"}  # fmt: skip
        path = outputs / place / str(of_year) / "indicators.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame([{**usual, **row, **more} for row in rows]).reindex(columns=COLUMNS).to_csv(path, index=False)
        return outputs

    return write


@pytest.fixture
def results(tmp_path: Path, write_results) -> Callable[..., Path]:
    """The same, into a folder of the test's own."""
    return lambda *arguments, **more: write_results(tmp_path / "outputs", *arguments, **more)
