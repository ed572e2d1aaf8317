"""The records of a run, written at its end: manifest, RO-Crate and data packages, all of them from the receipts of its jobs."""

from __future__ import annotations

from pathlib import Path

from fazhi.catalogue import Language, load
from fazhi.pipeline.files import digest, write_text
from fazhi.pipeline.place import CACHE, Site
from fazhi.provenance import crate, packages
from fazhi.provenance.gather import Sizes, digest_of_receipts, jobs, texts
from fazhi.provenance.manifest import made_from, manifest_text
from fazhi.reach import Source, digest_of_parts

MANIFEST = "manifest.json"
INDEX = "index.html"


def write_records(where: Site, language: Language, source: Source | None = None) -> Path:
    """Write ``manifest.json``, ``ro-crate-metadata.json`` and ``datapackage.json`` of the site's edition; returns the manifest's path.

    Nothing is written when they were made from the receipts as they stand. ``source``: the package's code, where it is read already. Raises ``OSError``.
    """
    receipts, target = texts(where), where.editions / MANIFEST
    page = where.editions / INDEX
    source = source or Source(where.processed / CACHE)
    code = source.of_function(__name__, write_records.__name__)
    made = [
        language,
        where.edition,
        digest_of_parts({**code, **source.environment()}),
        digest(page) if page.is_file() else "",
    ]
    records = digest_of_receipts(
        receipts, *made, *(path.relative_to(where.editions).as_posix() for path, _ in receipts)
    )
    wanted = [where.editions / crate.FILE] if receipts else []
    if made_from(target) == records and all(path.is_file() for path in wanted):
        return target
    found, sizes, catalogue = jobs(receipts), Sizes(where), load()
    packages.write_packages(where, sizes, found, catalogue)
    beside = [
        name for name in (INDEX, packages.FILE, MANIFEST) if name == MANIFEST or (where.editions / name).is_file()
    ]
    document = crate.crate_text(where, sizes, found, beside, source.environment(), catalogue, language)
    if document is None:
        (where.editions / crate.FILE).unlink(missing_ok=True)
    else:
        write_text(where.editions / crate.FILE, document)
    listed = [name for name in (INDEX, packages.FILE, crate.FILE) if (where.editions / name).is_file()]
    write_text(target, manifest_text(where, sizes, found, records, source.environment(), language, listed))
    return target
