"""The receipts of an outputs folder: what each job left, from what. Paths in them start with a role, never with a machine's folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from fazhi.comparison.files import BASIS, YEAR
from fazhi.pipeline.outcome import FILE as STATUS
from fazhi.pipeline.place import COMPARISON, PUBLIC, Site
from fazhi.runs.receipts import FILE as RECEIPT
from fazhi.runs.receipts import SCHEMA

# Files among a job's results that say something of their ledgers, the first before the second.
TELLING = (BASIS, STATUS)
WITHHELD = ("inputs", "fingerprint")  # of a stage: the fingerprint is made of the ledgers' digests, which prove a guess


@dataclass(frozen=True, eq=False)
class Job:
    """One job and its receipt: a township-year, or (``township`` None) the comparison.

    ``folder``: where its outputs lie. ``about``: what it was told. ``stages``: by name, in the order of the receipt, each with ``inputs`` and ``outputs`` (SHA-256 by
    path, such as ``outputs/双合镇/2022/appendix.html``), ``parameters``, ``code``, ``data``, ``notebook`` and ``environment``.
    """

    folder: Path
    township: str | None
    year: int | None
    language: str
    about: Mapping[str, Any]
    stages: Mapping[str, Mapping[str, Any]]

    @property
    def label(self) -> str:
        """Its folder below the outputs: 双合镇/2022, or comparison."""
        return self.folder.name if self.township is None else f"{self.township}/{self.year}"

    def outputs(self) -> Iterator[tuple[str, str, str]]:
        """Stage, path and SHA-256 of everything it left; of a file that two stages name, what the later one says."""
        found = {path: (name, sha) for name, stage in self.stages.items() for path, sha in stage["outputs"].items()}
        for path in sorted(found):
            yield found[path][0], path, found[path][1]

    def named(self) -> dict[str, bool]:
        """The stages by name, and whether each left something in the outputs."""
        return {name: any(p.startswith("outputs/") for p in stage["outputs"]) for name, stage in self.stages.items()}

    def told(self) -> Mapping[str, Any]:
        """What its results say of their ledgers (``synthetic``, ``report_date``); nothing where they say nothing."""
        for name in TELLING:
            try:
                found = json.loads((self.folder / name).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if isinstance(found, dict):
                return found
        return {}


@dataclass(frozen=True)
class Brief:
    """What the records say of all jobs together. ``stages``: by name, whether it left something in the outputs.

    ``synthetic``, ``report_date``: as its results say.
    """

    label: str
    township: str | None
    year: int | None
    synthetic: bool | None
    report_date: str | None
    stages: Mapping[str, bool]


def brief(job: Job) -> Brief:
    told = job.told()
    return Brief(job.label, job.township, job.year, told.get("synthetic"), told.get("report_date"), job.named())


class Receipts:
    """The receipts of the site's edition, read one at a time: together they are as large as all records."""

    def __init__(self, where: Site) -> None:
        self._found = list(_receipts(where))
        self._edition = where.edition

    def __bool__(self) -> bool:
        return bool(self._found)

    def __iter__(self) -> Iterator[Job]:
        """The jobs behind them; what is no receipt, or cannot be read, is left out: its files are then in no record."""
        for _, folder, text in self.texts():
            if (job := job_of(text, folder)) is not None:
                yield job

    def texts(self) -> Iterator[tuple[str, Path, bytes]]:
        """Of each the name, the folder of its job's outputs, and what it says."""
        for path, folder, name in self._found:
            try:
                text = path.read_bytes()
            except OSError:
                continue
            yield name, folder, text

    def digest(self, *more: str) -> str:
        """SHA-256 over receipts, their names and ``more``: the same records are made from the same. Of a public edition it is over what they tell."""
        told = (part for name, folder, text in self.texts() for part in (name.encode(), self._told(text, folder)))
        return digest_of_bytes(chain((part.encode() for part in more), told))

    def _told(self, receipt: bytes, folder: Path) -> bytes:
        if self._edition == "internal":
            return receipt
        job = job_of(receipt, folder)
        stages = {} if job is None else {name: stage_told(stage, self._edition) for name, stage in job.stages.items()}
        return json.dumps([None if job is None else job.about, stages], sort_keys=True).encode()


def stage_told(stage: Mapping[str, Any], edition: str) -> dict[str, Any]:
    """What records of an edition may tell of a stage: a public one nothing of ledgers and clean tables, names, hashes, or hashes of these."""
    if edition == "internal":
        return dict(stage)
    outputs = {path: sha for path, sha in stage["outputs"].items() if path.startswith("outputs/")}
    return {**{key: part for key, part in stage.items() if key not in WITHHELD}, "outputs": outputs}


def job_of(receipt: bytes, folder: Path) -> Job | None:
    """The job behind a receipt; None where it is none."""
    try:
        said = json.loads(receipt)
        if said["schema"] != SCHEMA:
            return None
        job = said["job"]
        year = None if job.get("year") is None else int(job["year"])
        return Job(folder, job.get("township"), year, job["language"], job, said["stages"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def digest_of_bytes(parts: Iterable[bytes]) -> str:
    """SHA-256 of several contents, their order and boundaries included."""
    total = hashlib.sha256()
    for part in parts:
        total.update(f"{len(part)}:".encode())
        total.update(part)
    return total.hexdigest()


def _receipts(where: Site) -> Iterator[tuple[Path, Path, str]]:
    """Path of each receipt, the folder of its job's outputs, and that folder's name. Other outputs may lie below, such as ``outputs/en``."""
    for path in sorted((*where.receipts.glob(f"*/*/{RECEIPT}"), *where.receipts.glob(f"{COMPARISON}/{RECEIPT}"))):
        below = path.relative_to(where.receipts).parts
        is_year = len(below) == 3 and YEAR.fullmatch(below[1])
        if below[0] != PUBLIC and (is_year or len(below) == 2):
            yield path, where.editions.joinpath(*below[:-1]), "/".join(below[:-1])


def located(where: Site, path: str) -> Path:
    """Where a path of a receipt lies on this machine."""
    role, _, below = path.partition("/")
    folders = {"raw": where.raw, "processed": where.processed, "outputs": where.outputs, "reference": where.reference}
    return folders[role] / below


class Sizes:
    """Bytes of files by their path in a receipt, each looked at once; None where there is no file."""

    def __init__(self, where: Site) -> None:
        roles = {"raw": where.raw, "processed": where.processed, "outputs": where.outputs, "reference": where.reference}
        self._folders = {role: str(folder) for role, folder in roles.items()}
        self._known: dict[str, int | None] = {}

    def of(self, path: str) -> int | None:
        if path not in self._known:
            role, _, below = path.partition("/")
            try:
                self._known[path] = os.stat(f"{self._folders[role]}/{below}").st_size
            except OSError:
                self._known[path] = None
        return self._known[path]
