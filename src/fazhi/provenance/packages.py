"""Frictionless Data Packages: one over the clean tables, one over the tables of the outputs, with their schemas beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.catalogue import words_of
from fazhi.files import write_whole
from fazhi.pipeline.place import Site
from fazhi.provenance.gather import Job, Sizes
from fazhi.provenance.schemas import Schemas, both
from fazhi.runs.jsontext import Listing, entries_text, listing, text_of

FILE = "datapackage.json"
SCHEMAS = "schemas"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DEPTH = 2  # a resource is one line
EVIDENCE = "evidence"  # a folder of tables that all have one schema
CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
# Readers of Frictionless count no bytes of a Parquet file and would call a size wrong that is right; the manifest has it.
PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}


@dataclass(frozen=True)
class Resources:
    """The tables of a job in one package: the entries as they stand there, and the schemas that they name."""

    text: str
    schemas: list[str]


@dataclass(frozen=True)
class Kind:
    """The tables of one package. ``folder``: where it lies; ``home``: how paths of receipts below it begin."""

    name: str
    title: str
    folder: Path
    home: str
    form: Mapping[str, str]
    schemas: Mapping[str, Mapping[str, Any]]


class Package:
    """One package under way: it begins with its first table, and there is none without."""

    def __init__(self, kind: Kind, drafts: ExitStack) -> None:
        self.name, self._kind, self._drafts = kind.name, kind, drafts
        self._into: Listing | None = None
        self._schemas: set[str] = set()

    def add(self, resources: Resources) -> None:
        """The tables of a job."""
        if not resources.text:
            return
        if self._into is None:
            head = {"$schema": PROFILE, "name": self._kind.name, "title": self._kind.title}
            draft = listing(self._kind.folder / FILE, head, "resources", DEPTH)
            self._into = self._drafts.enter_context(draft)
        self._into.add_text(resources.text)
        self._schemas.update(resources.schemas)

    def schemas(self) -> None:
        """Write the schemas of the tables that were named; take away a package that has none any more."""
        if self._into is None:
            (self._kind.folder / FILE).unlink(missing_ok=True)
        for schema in sorted(self._schemas):
            name = schema.removeprefix(f"{SCHEMAS}/").removesuffix(".json")
            write_whole(self._kind.folder / schema, text_of(self._kind.schemas[name], DEPTH) + "\n")


@contextmanager
def packages(kinds: Iterable[Kind]) -> Iterator[list[Package]]:
    """``datapackage.json`` and ``schemas/`` of each kind, to which the tables of jobs are then given."""
    with ExitStack() as drafts:
        found = [Package(kind, drafts) for kind in kinds]
        yield found
        for package in found:
            package.schemas()


def kinds_of(where: Site, schemas: Mapping[str, Schemas]) -> Iterator[Kind]:
    """The packages of a site: of the outputs of the edition and, for the internal one, of the processed folder."""
    titles = {name: both(words_of("provenance")[f"provenance.package.{name}"]) for name in ("outputs", "processed")}
    internal = where.edition == "internal"
    home = "outputs/" if internal else f"outputs/{where.edition}/"
    name = "fazhi-outputs" if internal else f"fazhi-outputs-{where.edition}"
    yield Kind(name, titles["outputs"], where.editions, home, CSV, schemas["outputs"])
    if internal:
        processed = where.processed
        yield Kind("fazhi-processed", titles["processed"], processed, "processed/", PARQUET, schemas["processed"])


def resources(kind: Kind, sizes: Sizes, job: Job) -> Resources:
    """One for each table that a job left and that is there."""
    entries = list(_resources(kind, sizes, job))
    return Resources(entries_text(entries, DEPTH), sorted({entry["schema"] for entry in entries}))


def _resources(kind: Kind, sizes: Sizes, job: Job) -> Iterator[dict[str, Any]]:
    suffix = f".{kind.form['format']}"
    own = {} if job.township is None else {"township": job.township, "year": job.year}
    whose = "" if job.township is None else f"{job.label} "
    for _, path, sha in job.outputs():
        if not path.endswith(suffix) or not path.startswith(kind.home):
            continue
        below = path.removeprefix(kind.home)
        folder, _, stem = below.removesuffix(suffix).rpartition("/")
        in_evidence = folder.endswith(f"/{EVIDENCE}")
        schema = kind.schemas.get(EVIDENCE if in_evidence else stem)
        if schema is None or (size := sizes.of(path)) is None:
            continue
        yield {
            "name": _name(job, f"{EVIDENCE}-{stem}" if in_evidence else stem),
            "title": f"{whose}{schema['title']}", **own, "path": below, "type": "table", **kind.form,
            **({"bytes": size} if kind.form is CSV else {}), "hash": f"sha256:{sha}",
            "schema": f"{SCHEMAS}/{EVIDENCE if in_evidence else stem}.json",
        }  # fmt: skip


def _name(job: Job, stem: str) -> str:
    """A name in the letters that a package allows, the same in every run: a township's is the start of its hash."""
    stem = stem.lower().replace("_", "-")
    if job.township is None:
        return stem if stem == job.label else f"{job.label}-{stem}"
    return f"t{hashlib.sha256(job.township.encode()).hexdigest()[:8]}-{job.year}-{stem}"
