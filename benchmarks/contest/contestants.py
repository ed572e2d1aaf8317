"""Who takes part, and by which command each builds everything that is stale."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contest.grounds import COMPARISON, FAZHI, ROOT, Grounds

HERE = Path(__file__).resolve().parent
OWN_ENVIRONMENT = ROOT / ".venv-bench"
SNAKEMAKE = "snakemake>=9.0"
INSIDE = "measured.json"


@dataclass(frozen=True)
class Contestant:
    """``command``: what is called, in the contestant's folder, each time; ``compare``: what makes the comparison, which
    ``command`` then renews. ``remedies``: what its manual says to do when that
    command refuses after a kill. ``measures_itself``: seconds and CPU are those that it reports, of its work alone.
    ``only_cold``: it knows no other case. ``stays``: the command that waits for ledgers to be saved; what it says once it waits and once
    all is done again.
    """

    id: str
    title: str
    makes: str
    command: Callable[[Grounds], list[str]]
    compare: Callable[[Grounds], list[str]]
    remedies: tuple[Callable[[Grounds], list[str]], ...] = ()
    measures_itself: bool = False
    only_cold: bool = False
    stays: Callable[[Grounds], list[str]] | None = None
    waiting: str = "Waiting for changes"
    renewed: str = "results are up to date"


def contestants(workers: int, snakemake: Path | None = None) -> dict[str, Contestant]:
    """All contestants by id, in the order of the table. ``snakemake``: its program, where it is installed already."""
    program = snakemake or OWN_ENVIRONMENT / "bin" / "snakemake"

    def snake(*more: str) -> Callable[[Grounds], list[str]]:
        base = [str(program), "--snakefile", str(HERE / "Snakefile"), "--cores", str(workers), "--keep-going"]
        return lambda grounds: [*base, *more, "--config", f"python={sys.executable}"]

    def own(command: str) -> Callable[[Grounds], list[str]]:
        return lambda grounds: [*FAZHI, command, "--workers", str(workers)]

    def loop(*more: str) -> Callable[[Grounds], list[str]]:
        return lambda grounds: [sys.executable, str(HERE / "loop.py"), str(workers), *more]

    def floor(grounds: Grounds) -> list[str]:
        return [sys.executable, str(HERE / "floor.py"), str(workers), str(grounds.folder / INSIDE)]

    entries = (
        Contestant(
            "fazhi", f"fazhi run --workers {workers}", "HTML PDF XLSX", own("run"), own("compare"), stays=own("watch"),
        ),
        Contestant(
            "snakemake", f"Snakemake -j{workers}, papermill, nbconvert", "HTML",
            snake(), snake("outputs/" + COMPARISON), (snake("--unlock"), snake("--rerun-incomplete")),
        ),
        Contestant(
            "loop", f"papermill in {workers} processes, nbconvert", "HTML",
            loop(), loop("compare"),
        ),
        Contestant(
            "floor", f"direct calls, {workers} warm processes", "HTML PDF XLSX", floor, floor,
            measures_itself=True, only_cold=True,
        ),
    )  # fmt: skip
    return {entry.id: entry for entry in entries}


def own_measure(grounds: Grounds) -> tuple[float, float]:
    """Seconds and CPU seconds that a contestant measured itself. Raises ``OSError`` where it did not come so far."""
    found = json.loads((grounds.folder / INSIDE).read_text(encoding="utf-8"))
    return float(found["seconds"]), float(found["cpu"])


def install_snakemake() -> Path:
    """Snakemake in an environment of its own, made when it is first asked for; returns its program.

    Notebooks are run by the project's interpreter for every contestant, so that all have the same versions of all libraries.
    """
    program = OWN_ENVIRONMENT / "bin" / "snakemake"
    if not program.exists():
        print(f"Installing Snakemake into {OWN_ENVIRONMENT.name} …", file=sys.stderr)
        venv.create(OWN_ENVIRONMENT, with_pip=True, clear=True)
        python = OWN_ENVIRONMENT / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, SNAKEMAKE], check=True)
    return program


def versions(snakemake: Path | None) -> dict[str, str]:
    """What the measurements depend on."""
    names = ("papermill", "nbconvert", "nbclient", "ipykernel", "pandas", "matplotlib", "typst")
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    found |= {name: importlib.metadata.version(name) for name in names}
    if snakemake:
        asked = subprocess.run([snakemake, "--version"], capture_output=True, text=True, check=True)
        found["snakemake"] = asked.stdout.strip()
    return found
