"""The two-process loop: stock papermill for the three notebooks of a township-year, nbconvert for its page, as often as needed.

python loop.py [WORKERS]     in the folder of a project
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any

import papermill
from nbconvert.exporters import get_exporter

NOTEBOOKS = ("1_clean", "2_indicators", "3_appendix")


def build(township: str, year: int) -> Path:
    """One township-year, from its ledgers to its page."""
    folder = Path("outputs", township, str(year))
    folder.mkdir(parents=True, exist_ok=True)
    for name in NOTEBOOKS:
        papermill.execute_notebook(
            f"notebooks/{name}.ipynb",
            str(folder / f"{name}.ipynb"),
            parameters={"township": township, "year": year},
            kernel_name="python3",
            progress_bar=False,
        )
    page, _ = exporter().from_filename(str(folder / f"{NOTEBOOKS[-1]}.ipynb"))
    target = folder / "appendix.html"
    target.write_text(page, encoding="utf-8")
    return target


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
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
