"""Frictionless Data Packages: one over the clean tables, one over the tables of the outputs, with their schemas beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.catalogue import Catalogue
from fazhi.pipeline.files import write_text
from fazhi.pipeline.jsontext import text_of
from fazhi.pipeline.place import Site
from fazhi.provenance.gather import Job, Sizes
from fazhi.provenance.schemas import both, schema_of_ledger, schema_of_table

FILE = "datapackage.json"
SCHEMAS = "schemas"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DEPTH = 2  # a resource is one line
EVIDENCE = "evidence"  # a folder of tables that all have one schema
ASIDE = ("set_aside", "account", "corrections")  # tables of the intake itself, stored among the clean ones
CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
# Readers of Frictionless count no bytes of a Parquet file and would call a size wrong that is right; the manifest has it.
PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}


@dataclass(frozen=True)
class Kind:
    """The tables of one package. ``folder``: where it lies; ``home``: how paths of receipts below it begin."""

    name: str
    title: str
    folder: Path
    home: str
    form: Mapping[str, str]
    schemas: Mapping[str, Mapping[str, Any]]


def write_packages(where: Site, sizes: Sizes, jobs: Iterable[Job], catalogue: Catalogue) -> None:
    """Write ``datapackage.json`` and ``schemas/`` into the outputs of the edition and, for the internal one, the processed folder."""
    for kind in _kinds(where, catalogue):
        resources = list(_resources(kind, sizes, jobs))
        if not resources:
            (kind.folder / FILE).unlink(missing_ok=True)
            continue
        for schema in sorted({resource["schema"] for resource in resources}):
            name = schema.removeprefix(f"{SCHEMAS}/").removesuffix(".json")
            write_text(kind.folder / schema, text_of(kind.schemas[name], DEPTH) + "\n")
        body = {"$schema": PROFILE, "name": kind.name, "title": kind.title, "resources": resources}
        write_text(kind.folder / FILE, text_of(body, DEPTH) + "\n")


def _kinds(where: Site, catalogue: Catalogue) -> Iterator[Kind]:
    titles = {name: both(catalogue.words[f"provenance.package.{name}"]) for name in ("outputs", "processed")}
    of_outputs = {name: schema_of_table(table) for name, table in catalogue.tables.items() if name != "ledger"}
    internal = where.edition == "internal"
    home = "outputs/" if internal else f"outputs/{where.edition}/"
    name = "fazhi-outputs" if internal else f"fazhi-outputs-{where.edition}"
    yield Kind(name, titles["outputs"], where.editions, home, CSV, of_outputs)
    if internal:
        of_clean = {id: schema_of_ledger(ledger, catalogue) for id, ledger in catalogue.ledgers.items()}
        of_clean |= {name: of_outputs[name] for name in ASIDE}
        yield Kind("fazhi-processed", titles["processed"], where.processed, "processed/", PARQUET, of_clean)


def _resources(kind: Kind, sizes: Sizes, jobs: Iterable[Job]) -> Iterator[dict[str, Any]]:
    """A resource for each table that a job left and that is there."""
    suffix = f".{kind.form['format']}"
    for job in jobs:
        own = {} if job.township is None else {"township": job.township, "year": job.year}
        whose = "" if job.township is None else f"{job.label} "
        for _, path, sha in job.outputs():
            if not path.startswith(kind.home) or not path.endswith(suffix):
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
