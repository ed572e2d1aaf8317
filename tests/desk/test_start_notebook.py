"""The start notebook: what it shows is so, its example of an indicator is counted, and the project is left as it was."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

import fazhi
from fazhi.desk import Trial
from fazhi.pipeline import Site
from fazhi.pipeline.place import NOTEBOOKS

START = "0_start.ipynb"


@pytest.fixture(scope="module")
def cells(root: Path) -> list[dict[str, Any]]:
    return json.loads((root / "notebooks" / START).read_text(encoding="utf-8"))["cells"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_it_is_no_step_of_a_run(root: Path):
    assert START not in NOTEBOOKS


def test_it_names_every_other_notebook_and_every_link_leads_to_one_or_to_results(
    root: Path, cells: list[dict[str, Any]]
):
    links = set(re.findall(r"\]\(([^)]+)\)", "".join(source(c) for c in cells if c["cell_type"] == "markdown")))
    others = {path.name for path in (root / "notebooks").glob("*.ipynb")} - {START}
    assert links == {*others, "../outputs/index.html"}


def test_it_holds_no_logic(cells: list[dict[str, Any]]):
    code = [source(cell) for cell in cells if cell["cell_type"] == "code"]
    assert not any(re.search(r"^\s*(def|class|for|while|if|try|with)\b", text, flags=re.MULTILINE) for text in code)


@pytest.mark.slow
def test_run_from_top_to_bottom_it_tries_its_indicator_on_a_copy(
    root: Path, where: Site, cells: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
):
    catalogue = Path(fazhi.__file__).parent / "catalogue" / "indicators.yaml"
    before = catalogue.read_bytes()
    monkeypatch.chdir(root / "notebooks")  # as JupyterLab does
    names: dict[str, Any] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for cell in cells:
            if cell["cell_type"] == "code":
                exec(source(cell), names)
            if "parameters" in cell["metadata"].get("tags", ()):
                names |= {"processed": where.processed, "outputs": where.outputs}
    assert printed.getvalue().startswith("双合镇 2022: ") and "fazhi run 双合镇 2022" in printed.getvalue()
    trial: Trial = names["trial"]
    row = trial.row.iloc[0]
    assert row["status"] == "ok" and 0 < int(row["value"]) <= 25  # of the 25 that were settled
    assert "订立书面协议的纠纷" in trial.shown and f">{row['value']}<" in trial.shown and "<a" not in trial.shown
    assert "订立书面协议的纠纷" in trial.page.read_text(encoding="utf-8")
    assert catalogue.read_bytes() == before
