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
from fazhi.catalogue import CatalogueError, Language, ReaderError, load
from fazhi.pipeline import Place, project_root
from fazhi.pipeline.place import NOTEBOOKS

APPENDIX = "appendix"
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
    folders = {"raw": place.site.raw.resolve(), "processed": home / "processed", "outputs": home / "outputs"}
    given = {"township": place.township, "year": place.year, "language": language, **folders}
    told = [word for name, value in given.items() for word in ("-r" if name != "year" else "-p", name, str(value))]
    results = folders["outputs"] / place.township / str(place.year)
    for notebook in NOTEBOOKS[1:]:
        done = str(results / notebook)
        results.mkdir(parents=True, exist_ok=True)
        _python(package, "-m", "papermill", str(place.site.notebooks / notebook), done, "--no-progress-bar", *told)
    _python(package, "-m", "nbconvert", "--to", "fazhi_html", "--output", APPENDIX, str(results / NOTEBOOKS[-1]))
    table = pd.read_csv(results / "indicators.csv", dtype=str, keep_default_na=False)
    row = table[table["indicator"] == id].reset_index(drop=True)
    page = results / f"{APPENDIX}.html"
    shutil.rmtree(package.parent)
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


def _python(package: Path, *arguments: str) -> None:
    """Run Python with the copy, in the project's folder. Raises ``TrialError`` with what it complained of last."""
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project_root(), env=environment, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        *_, complaint = done.stderr.rpartition(f"{CatalogueError.__name__}: ")
        last = complaint.strip().splitlines()[-1:] if "Traceback" in complaint else [complaint.strip()]
        raise TrialError("desk.trial.failed", detail="".join(last) or f"exit {done.returncode}")


def _lines(page: Path, name: str) -> str:
    """The lines of the appendix's tables that bear the indicator's name, below the headings of their tables."""
    found = []
    for table in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find_all("table"):
        rows = [
            row
            for row in table.find_all("tr")
            if name in (cell.get_text(strip=True) for cell in row.find_all(["th", "td"]))
        ]
        for link in table.find_all("a"):
            link.unwrap()  # it leads to a file beside the appendix
        if rows:
            found.append(f"<table>{table.thead or ''}<tbody>{''.join(map(str, rows))}</tbody></table>")
    return "".join(found)
