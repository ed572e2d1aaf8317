"""The records of a run, written at its end: manifest, RO-Crate and data packages, all of them from the receipts of its jobs."""

from __future__ import annotations

from pathlib import Path

from fazhi.cache import by_content
from fazhi.catalogue import Language
from fazhi.pipeline.files import digest
from fazhi.pipeline.place import CACHE, Site
from fazhi.provenance.crate import FILE, crate
from fazhi.provenance.gather import Receipts
from fazhi.provenance.manifest import made_from, manifest
from fazhi.provenance.packages import FILE as PACKAGE
from fazhi.provenance.packages import kinds_of, packages
from fazhi.provenance.pages import Pages
from fazhi.provenance.schemas import schemas
from fazhi.reach import Source, digest_of_parts

MANIFEST = "manifest.json"
INDEX = "index.html"


def write_records(where: Site, language: Language, source: Source | None = None) -> Path:
    """Write ``manifest.json``, ``ro-crate-metadata.json`` and ``datapackage.json`` of the site's edition; returns the manifest's path.

    Nothing is written when they were made from the receipts as they stand. ``source``: the package's code, where it is read already. Raises ``OSError``.
    """
    receipts, target = Receipts(where), where.editions / MANIFEST
    index = where.editions / INDEX
    source = source or Source(where.processed / CACHE)
    versions = source.environment()
    code = source.of_function(__name__, write_records.__name__)
    made = [language, where.edition, digest_of_parts({**code, **versions}), digest(index) if index.is_file() else ""]
    records = receipts.digest(*made)
    described = where.editions / FILE
    if made_from(target) == records and (described.is_file() or not receipts):
        return target
    # The definitions behind them take twice as long to read as the records to write.
    known = by_content("schemas", digest_of_parts(code).encode(), schemas)
    kinds, briefs = list(kinds_of(where, known)), []
    pages = Pages(where, receipts, kinds, language, digest_of_parts(code))
    with packages(kinds) as tables:
        for page in pages:
            briefs.append(page.brief)
            for package in tables:
                package.add(page.tables[package.name])
    beside = [name for name in (INDEX, PACKAGE) if (where.editions / name).is_file()]
    with manifest(target, where, briefs, records, versions, language) as listed:
        if not briefs:  # nothing to describe
            described.unlink(missing_ok=True)
            listed.files(beside)
            return target
        with crate(described, where, briefs, [*beside, MANIFEST], versions, language) as graph:
            for page in pages:
                graph.add(page.entities, page.shared)
                listed.add(page.manifest)
        listed.files([*beside, FILE])
    pages.tidy()
    return target
