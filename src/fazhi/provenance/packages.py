"""Frictionless Data Packages: one over the clean tables, one over the tables of the outputs, with their schemas beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from fazhi.catalogue import Catalogue
from fazhi.pipeline.files import write_text
from fazhi.pipeline.place import Site
from fazhi.provenance.gather import Job, located, size_of
from fazhi.provenance.layout import text_of
from fazhi.provenance.schemas import both, schema_of_ledger, schema_of_table

FILE = "datapackage.json"
SCHEMAS = "schemas"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DEPTH = 2  # a resource is one line
# Readers of Frictionless count no bytes of a Parquet file and would call a size wrong that is right; the manifest has it.
PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
ASIDE = ("set_aside", "account", "corrections")  # tables of the intake itself, stored among the clean ones


def write_packages(where: Site, jobs: Iterable[Job], catalogue: Catalogue) -> None:
    """Write ``datapackage.json`` and ``schemas/`` into the outputs of the edition and, for the internal one, the processed folder."""
    of_outputs = {name: schema_of_table(table) for name, table in catalogue.tables.items() if name != "ledger"}
    _write(where, jobs, where.editions, "outputs", of_outputs, CSV, catalogue)
    if where.edition == "internal":
        of_clean = {id: schema_of_ledger(ledger, catalogue) for id, ledger in catalogue.ledgers.items()}
        of_clean |= {name: of_outputs[name] for name in ASIDE}
        _write(where, jobs, where.processed, "processed", of_clean, PARQUET, catalogue)


def _write(
    where: Site, jobs: Iterable[Job], folder: Path, role: str, schemas: dict[str, dict[str, Any]], form: dict[str, str],
    catalogue: Catalogue,
) -> None:  # fmt: skip
    """One package over the tables of one kind below ``folder``. Without a table there is none."""
    home = f"{role}/{folder.relative_to(where.outputs).as_posix()}/" if role == "outputs" else f"{role}/"
    resources = list(_resources(where, jobs, home.replace("/./", "/"), form, schemas, _titles(catalogue)))
    if not resources:
        (folder / FILE).unlink(missing_ok=True)
        return
    said = catalogue.words[f"provenance.package.{role}"]
    body = {
        "$schema": PROFILE,
        "name": f"fazhi-{role}" + ("" if where.edition == "internal" else f"-{where.edition}"),
        "title": f"{said.zh} / {said.en}",
        "resources": resources,
    }
    for name in sorted({PurePosixPath(resource["schema"]).stem for resource in resources}):
        write_text(folder / SCHEMAS / f"{name}.json", text_of(schemas[name], 2) + "\n")
    write_text(folder / FILE, text_of(body, DEPTH) + "\n")


def _titles(catalogue: Catalogue) -> Callable[[str], str]:
    entries = {**catalogue.tables, **catalogue.ledgers}
    return lambda name: both(entries[name])


def _resources(
    where: Site, jobs: Iterable[Job], home: str, form: dict[str, str], schemas: dict[str, Any],
    title: Callable[[str], str],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """A resource for each table of a job; the rows behind single indicators are left to the folder that holds them."""
    seen = set()
    for job in jobs:
        for _, path, sha in job.outputs():
            below = PurePosixPath(path.removeprefix(home))
            table = "evidence" if below.parent.name == "evidence" else below.stem
            if not path.startswith(home) or below.suffix != f".{form['format']}" or table not in schemas:
                continue
            if path in seen or (size := size_of(located(where, path))) is None:
                continue
            seen.add(path)
            own = {} if job.township is None else {"township": job.township, "year": job.year}
            whose = "" if job.township is None else f"{job.label} "
            yield {
                "name": _name(job, below), "title": f"{whose}{title(table)}", **own, "path": below.as_posix(),
                "type": "table", **form, **({"bytes": size} if form is CSV else {}), "hash": f"sha256:{sha}",
                "schema": f"{SCHEMAS}/{table}.json",
            }  # fmt: skip


def _name(job: Job, below: PurePosixPath) -> str:
    """A name in the letters that a package allows, the same in every run: a township's is the start of its hash."""
    stem = "-".join(part for part in (below.parent.name if below.parent.name == "evidence" else "", below.stem) if part)
    stem = stem.lower().replace("_", "-")
    if job.township is None:
        return f"{job.label}-{stem}" if stem != job.label else stem
    return f"t{hashlib.sha256(job.township.encode()).hexdigest()[:8]}-{job.year}-{stem}"
