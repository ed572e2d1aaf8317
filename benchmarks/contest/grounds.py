"""The grounds of a contest: ledgers made once, and for each contestant a copy of the project that only it works in."""

from __future__ import annotations

import compileall
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAZHI = [
    sys.executable,
    "-c",
    "from fazhi.cli import main; main()",
]  # the console script, whichever package is on the path
PAGE, COMPARISON = "appendix.html", "comparison/comparison.html"


@dataclass(frozen=True)
class Grounds:
    """A contestant's folder: a small project as a clone has it."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "data" / "raw"

    @property
    def processed(self) -> Path:
        return self.folder / "data" / "processed"

    @property
    def outputs(self) -> Path:
        return self.folder / "outputs"

    @property
    def package(self) -> Path:
        return self.folder / "src" / "fazhi"

    @property
    def environment(self) -> dict[str, str]:
        """The caller's, with this copy's package; one thread a process, since the processes already fill the cores."""
        return os.environ | {
            "PYTHONPATH": str(self.folder / "src"),
            "FAZHI_CACHE": str(self.folder.parent / "cache"),
            "OPENBLAS_NUM_THREADS": "1",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }

    def pages(self) -> dict[str, Path]:
        """The finished pages by ``township/year``, and the comparison's."""
        found = [*self.outputs.glob(f"*/*/{PAGE}"), *self.outputs.glob(COMPARISON)]
        return {path.parent.relative_to(self.outputs).as_posix(): path for path in found}

    def clear(self) -> None:
        """Back to a fresh clone: no outputs, no clean tables, no notes of earlier runs."""
        for folder in (self.outputs, self.processed, self.folder / ".snakemake", self.folder / ".fazhi"):
            shutil.rmtree(folder, ignore_errors=True)

    def compile(self) -> None:
        """Byte code of the copy, so that no contestant's first run pays for it."""
        compileall.compile_dir(self.package, quiet=2)


def introduce(grounds: Grounds) -> None:
    """One township-year is built and compared elsewhere: what the package reads of its own source is then known, as its byte code is.

    No contestant's first run pays for that, whoever asks first.
    """
    year = next(township_years(grounds.raw))
    with tempfile.TemporaryDirectory() as elsewhere:
        shutil.copytree(year, Path(elsewhere) / "data" / "raw" / year.parent.name / year.name)
        shutil.copytree(grounds.folder / "notebooks", Path(elsewhere) / "notebooks")
        shutil.copy(grounds.folder / "pyproject.toml", elsewhere)
        for command in ("run", "compare"):  # what they say of the ledgers, and end with, is of no interest here
            subprocess.run([*FAZHI, command], cwd=elsewhere, env=grounds.environment, capture_output=True)


def lay_out(folder: Path, raw: Path) -> Grounds:
    """A copy of the project with these ledgers, and nothing made from them."""
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("src", "notebooks", "data/reference"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(raw, folder / "data" / "raw")
    grounds = Grounds(folder)
    grounds.compile()
    return grounds


def ledgers(folder: Path, size: int, seed: int) -> Path:
    """The raw folder of a fictional county with exactly so many township-years; made once a folder, size and seed.

    A few of its ledgers are missing or damaged by plan: no builder has it easy.
    """
    raw = folder / f"raw-{size}-{seed}"
    if raw.is_dir():
        return raw
    draft = raw.with_suffix(".part")
    shutil.rmtree(draft, ignore_errors=True)
    townships, years = shape(size)
    command = [*FAZHI, "synthesise", "--townships", str(townships), "--years", str(years), "--seed", str(seed)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    subprocess.run([*command, "--raw", str(draft)], check=True, env=environment, stdout=subprocess.DEVNULL)
    for surplus in sorted(township_years(draft))[size:]:
        shutil.rmtree(surplus)
    for township in draft.iterdir():
        if township.is_dir() and not any(township.iterdir()):
            township.rmdir()
    draft.rename(raw)
    return raw


def township_years(raw: Path) -> Iterator[Path]:
    """The folders ``township/year`` below a raw folder, in order."""
    return (path for path in sorted(raw.glob("*/*")) if path.is_dir())


def shape(size: int) -> tuple[int, int]:
    """Townships and years of a county with at least ``size`` township-years, though one may have been lost by plan."""
    years = max(1, min(12, round(math.sqrt(0.6 * size))))
    return size // years + 1, years
