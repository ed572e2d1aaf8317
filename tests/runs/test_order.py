"""What of a township-year runs beside what: counting and composing wait for cleaning, and not for each other."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from fazhi.pipeline import Place, Site
from fazhi.pipeline.outcome import FILE
from fazhi.pipeline.place import NOTEBOOKS
from fazhi.runs.options import Options
from fazhi.runs.run import run_places

pytestmark = pytest.mark.slow
CLEAN, COUNT, COMPOSE = NOTEBOOKS[:3]

MEET = """
import time
from pathlib import Path
Path({mine!r}).touch()
until = time.monotonic() + {seconds}
while not Path({other!r}).exists():
    assert time.monotonic() < until, "nobody came"
    time.sleep(0.01)
"""


@pytest.fixture
def place(tmp_path: Path, root: Path) -> Place:
    """Four of the shipped ledgers, and notebooks of one's own to add cells to."""
    ledgers = tmp_path / "raw" / "双合镇" / "2022"
    ledgers.mkdir(parents=True)
    for path in sorted((root / "data" / "raw" / "双合镇" / "2022").glob("*.xlsx"))[:4]:
        shutil.copy(path, ledgers)
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    folders = (tmp_path / name for name in ("raw", "processed", "outputs"))
    return Place(Site(*folders, root / "data" / "reference", tmp_path / "notebooks"), "双合镇", 2022)


def add(place: Place, notebook: str, code: str, first: bool = False) -> None:
    """A cell at the end of a notebook, or right behind its parameters."""
    path = place.site.notebooks / notebook
    content = nbformat.read(path, as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in content.cells]
    where = tags.index(["parameters"]) + 1 if first else len(content.cells)
    content.cells.insert(where, nbformat.v4.new_code_cell(code))
    nbformat.write(content, path)


def met(place: Place, notebook: str, other: str, seconds: int = 60) -> str:
    """Code that goes on once the code of another notebook has begun, or fails."""
    marks = {name: str(place.site.notebooks / f"{name}.begun") for name in (notebook, other)}
    return MEET.format(mine=marks[notebook], other=marks[other], seconds=seconds)


def status(place: Place) -> str:
    return json.loads((place.outputs / FILE).read_text(encoding="utf-8"))["status"]


def test_two_workers_count_and_compose_at_the_same_time(place: Place):
    add(place, COUNT, met(place, COUNT, COMPOSE))
    add(place, COMPOSE, met(place, COMPOSE, COUNT))
    (outcome,) = run_places([place], options=Options(workers=2))
    assert outcome.status == "attention", outcome.messages  # ledgers are missing
    assert (place.outputs / "appendix.pdf").is_file()


def test_both_wait_for_the_clean_tables(place: Place):
    add(place, CLEAN, met(place, CLEAN, "nobody", seconds=2))
    for notebook in (COUNT, COMPOSE):
        add(place, notebook, met(place, notebook, notebook), first=True)
    (outcome,) = run_places([place], options=Options(workers=2))
    assert outcome.status == "failed" and CLEAN in outcome.messages[0]
    assert [path.name for path in place.site.notebooks.glob("*.begun")] == [f"{CLEAN}.begun"]


def test_a_township_that_could_not_be_composed_has_failed_though_its_count_ends_later(place: Place):
    end = met(place, COMPOSE, COUNT) + "raise RuntimeError"
    add(place, COMPOSE, end, first=True)
    add(place, COUNT, met(place, COUNT, COMPOSE) + "time.sleep(2)", first=True)
    (outcome,) = run_places([place], options=Options(workers=2))
    assert outcome.status == "failed" and COMPOSE in outcome.messages[0]
    assert status(place) == "failed"


def test_of_two_notebooks_that_fail_the_earlier_one_is_told_whichever_failed_first(place: Place):
    add(place, COMPOSE, met(place, COMPOSE, COUNT) + "raise RuntimeError", first=True)
    add(place, COUNT, met(place, COUNT, COMPOSE) + "time.sleep(2)\nraise LookupError", first=True)
    (outcome,) = run_places([place], options=Options(workers=2))
    assert [COUNT in message and "LookupError" in message for message in outcome.messages] == [True]


def test_a_public_edition_counts_first_for_it_cleans_as_it_counts(place: Place):
    public = Place(Site(place.site.raw, place.site.processed, place.site.outputs, place.site.reference,
                        place.site.notebooks, edition="public"), place.township, place.year)  # fmt: skip
    add(public, COUNT, met(public, COUNT, "nobody", seconds=2), first=True)
    add(public, COMPOSE, met(public, COMPOSE, COMPOSE), first=True)
    (outcome,) = run_places([public], options=Options(workers=2))
    assert outcome.status == "failed" and COUNT in outcome.messages[0]
    assert [path.name for path in place.site.notebooks.glob("*.begun")] == [f"{COUNT}.begun"]
