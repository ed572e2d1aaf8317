"""An indicator tried out on a copy of the program: what the catalogue would count, and how it would stand in the appendix.

Neither the project's catalogue nor its outputs are touched; the copy and its results lie in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd
import yaml
from bs4 import BeautifulSoup

import fazhi
from fazhi.catalogue import Language, ReaderError, load
from fazhi.pipeline import Place, project_root

INDICATORS = Path("catalogue") / "indicators.yaml"


class TrialError(ReaderError):
    """A definition that the catalogue does not accept, or that cannot be computed; the message says why."""


@dataclass(frozen=True, eq=False)
class Trial:
    """What came of a definition. ``row``: its line of ``indicators.csv``. ``page``: the whole appendix. ``shown``: its lines there (HTML)."""

    id: str
    row: pd.DataFrame
    page: Path
    shown: str

    def _repr_html_(self) -> str:
        return f"{self.shown}<p><code>{escape(self.page.as_posix())}</code></p>"


def try_out(entry: str, place: Place, language: Language = "zh") -> Trial:
    """Add ``entry``, a definition as it would stand in ``catalogue/indicators.yaml``, to a copy and run a township-year with it.

    Raises ``TrialError``.
    """
    id = _id_of(entry)
    home = Path(tempfile.mkdtemp(prefix="fazhi-trial-"))
    package = home / "code" / "fazhi"
    shutil.copytree(Path(fazhi.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / INDICATORS).open("a", encoding="utf-8") as file:
        file.write(f"\n{entry.strip()}\n")
    _python(package, "-c", "from fazhi.catalogue import load; load()")
    outputs = home / "outputs"
    _python(
        package, "-m", "fazhi.cli", "run", place.township, str(place.year), "--raw", str(place.site.raw.resolve()),
        "--processed", str(home / "processed"), "--outputs", str(outputs), "--language", language, codes=(0, 1),
    )  # fmt: skip
    results = outputs / place.township / str(place.year)
    table = pd.read_csv(results / "indicators.csv", dtype=str, keep_default_na=False)
    row = table[table["indicator"] == id].reset_index(drop=True)
    page = results / "appendix.html"
    return Trial(id, row, page, _lines(page, str(row.loc[0, "name"])))


def _id_of(entry: str) -> str:
    try:
        read = yaml.safe_load(entry)
    except yaml.YAMLError as error:
        raise TrialError("desk.trial.entry", detail=str(error).splitlines()[0]) from error
    if not (isinstance(read, dict) and len(read) == 1 and all(isinstance(id, str) for id in read)):
        raise TrialError("desk.trial.entry", detail=str(read)[:80])
    (id,) = read
    if id in load().indicators:
        raise TrialError("desk.trial.clash", id=id)
    return str(id)


def _python(package: Path, *arguments: str, codes: tuple[int, ...] = (0,)) -> None:
    """Run Python on the copy, in the project's folder. Raises ``TrialError`` with what it complained of last."""
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project_root(), env=environment, capture_output=True, encoding="utf-8"
    )
    if done.returncode not in codes or "Traceback" in done.stderr:
        complaint = done.stderr.rpartition("CatalogueError: ")[2].strip() or f"exit {done.returncode}"
        raise TrialError("desk.trial.failed", detail=complaint)


def _lines(page: Path, name: str) -> str:
    """The lines of the appendix's tables that bear the indicator's name, below the headings of their tables."""
    found = []
    for table in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find_all("table"):
        rows = [
            row
            for row in table.find_all("tr")
            if name in (cell.get_text(strip=True) for cell in row.find_all(["th", "td"]))
        ]
        if rows:
            found.append(f"<table>{table.thead or ''}<tbody>{''.join(map(str, rows))}</tbody></table>")
    return "".join(found)
