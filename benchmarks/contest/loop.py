"""The two-process loop: stock papermill for the three notebooks of a township-year, nbconvert for its page, as often as needed.

python loop.py [WORKERS]             in the folder of a project
python loop.py [WORKERS] compare     and the comparison; where it stands, it is made with the rest
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any

import papermill
from nbconvert.exporters import get_exporter

COMPARISON = Path("outputs", "comparison")
NOTEBOOKS = ("1_clean", "2_indicators", "3_appendix")


def build(township: str, year: int) -> Path:
    """One township-year, from its ledgers to its page."""
    folder = Path("outputs", township, str(year))
    return page(folder, NOTEBOOKS, "appendix.html", {"township": township, "year": year})


def compare() -> Path:
    """The comparison of what is there."""
    return page(COMPARISON, ["4_comparison"], "comparison.html", {})


def page(folder: Path, notebooks: Sequence[str], name: str, parameters: dict[str, Any]) -> Path:
    """Notebooks one after the other, and the page of the last."""
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in notebooks:
        papermill.execute_notebook(
            f"notebooks/{notebook}.ipynb",
            str(folder / f"{notebook}.ipynb"),
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
        )
    text, _ = exporter().from_filename(str(folder / f"{notebooks[-1]}.ipynb"))
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@cache
def exporter() -> Any:
    """One a process: making one costs more than a page."""
    return get_exporter("fazhi_html")()


def main() -> int:
    """Builds everything; 1 if something failed, and the rest is done."""
    places = sorted(path for path in Path("data/raw").glob("*/*") if path.is_dir())
    failed = False
    with ProcessPoolExecutor(int(sys.argv[1]) if len(sys.argv) > 1 else 2) as pool:
        jobs = {pool.submit(build, path.parent.name, int(path.name)): path for path in places}
        for job in as_completed(jobs):
            if error := job.exception():
                failed = True
                print(f"{jobs[job]}: {error}", file=sys.stderr)
        if "compare" in sys.argv or COMPARISON.exists():
            pool.submit(compare).result()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
