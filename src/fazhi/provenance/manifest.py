"""The manifest: every file of the outputs with its SHA-256, and for each stage what it was made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fazhi
from fazhi.catalogue import Language, ReaderError
from fazhi.comparison.files import YEAR
from fazhi.pipeline.files import digest
from fazhi.pipeline.outcome import FILE as STATUS
from fazhi.pipeline.place import Site
from fazhi.provenance.gather import Brief, Job, Sizes, stage_told
from fazhi.runs.jsontext import Listing, entries_text, listing

SCHEMA = 1
DEPTH = 6  # down to one file a line


class ManifestError(ReaderError):
    """A manifest that cannot be read; the message names the file."""

    code = 2


@dataclass(frozen=True, eq=False)
class Manifest:
    """A manifest as read from its file."""

    path: Path
    body: Mapping[str, Any]

    @property
    def jobs(self) -> list[Mapping[str, Any]]:
        return list(self.body["jobs"])

    @property
    def edition(self) -> str:
        return str(self.body["edition"])


class Writer:
    """Writes the jobs of a manifest one after the other."""

    def __init__(self, where: Site, into: Listing) -> None:
        self._where, self._into = where, into

    def add(self, job: str) -> None:
        """A job, as ``job_text`` gave it."""
        self._into.add_text(job)

    def files(self, names: Iterable[str]) -> None:
        """Name files of the edition that are no job's, once they are as they will stay."""
        self._into.tail["files"] = {_role(self._where, name): _sum(self._where.editions / name) for name in names}


@contextmanager
def manifest(
    path: Path,
    where: Site,
    jobs: list[Brief],
    records: str,
    versions: Mapping[str, str],
    language: Language,
) -> Iterator[Writer]:
    """The manifest of a site's edition, to which its jobs are then given. ``records``: digest of what it was made from, on the first line to be found fast; ``versions``: what is installed.

    ``language`` is that of the files that are no job's. The manifest of a public edition tells nothing of ledgers
    and clean tables: neither names nor hashes. ``unfinished``: township-years with results of which there is no receipt, or not all.
    """
    synthetic = [job.synthetic for job in jobs if job.township is not None]
    head = {
        "records": records,
        "schema": SCHEMA,
        "edition": where.edition,
        "synthetic": None if None in synthetic or not synthetic else all(synthetic),
        "software": {"name": "fazhi", "version": fazhi.__version__},
        "environment": dict(versions),
        "language": language,
        "unfinished": _unfinished(where, jobs),
    }
    with listing(path, head, "jobs", DEPTH) as into:
        yield Writer(where, into)


def _role(where: Site, name: str) -> str:
    return f"outputs/{(where.editions / name).relative_to(where.outputs).as_posix()}"


def _sum(path: Path) -> dict[str, Any]:
    return {"sha256": digest(path), "bytes": path.stat().st_size}


def _unfinished(where: Site, jobs: Iterable[Brief]) -> list[str]:
    """Township-years, as 镇/年, that a run began and did not end."""
    whole = {job.label for job in jobs if "xlsx" in job.stages}
    found = {
        f"{p.parent.parent.name}/{p.parent.name}"
        for p in where.editions.glob(f"*/*/{STATUS}")
        if YEAR.fullmatch(p.parent.name)
    }
    return sorted(found - whole)


def job_text(where: Site, sizes: Sizes, job: Job) -> str:
    """What the manifest says of a job: its stages with what each was made from and what it left."""
    stages = {}
    for name, stage in job.stages.items():
        told = stage_told(stage, where.edition)
        files = {path: {"sha256": sha, "bytes": sizes.of(path)} for path, sha in sorted(told["outputs"].items())}
        stages[name] = {**told, "outputs": files}
    synthetic = job.told().get("synthetic") if job.township is not None else None
    return entries_text([{"job": job.about, "synthetic": synthetic, "stages": stages}], DEPTH)


def read_manifest(path: Path) -> Manifest:
    """Raises ``ManifestError`` for a file that is no manifest, or of another scheme."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError("provenance.no_manifest", file=path.as_posix()) from error
    except ValueError as error:
        raise ManifestError("provenance.not_a_manifest", file=path.as_posix()) from error
    needed = {"schema", "edition", "environment", "jobs"}
    if not isinstance(body, dict) or needed - body.keys() or body["schema"] != SCHEMA:
        raise ManifestError("provenance.not_a_manifest", file=path.as_posix())
    return Manifest(path, body)


def made_from(path: Path) -> str | None:
    """The digest on a manifest's first lines, without reading the whole of it; None where there is none."""
    try:
        with path.open(encoding="utf-8") as stream:
            head = stream.readline() + stream.readline()
    except (OSError, UnicodeDecodeError):
        return None
    name, _, value = head.removeprefix("{\n").strip().rstrip(",").partition(": ")
    return value.strip('"') if name == '"records"' else None
