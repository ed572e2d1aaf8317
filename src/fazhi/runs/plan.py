"""What a job consists of, what each of its stages depends on, and which of them have to run.

A stage runs when a file that it reads, a parameter, the code or data of the package that it reaches, its notebook or the
installed versions are not those of its receipt, or when a file that it left is no longer what it was. Nothing else counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fazhi.catalogue import Language, ReaderError
from fazhi.pipeline.files import matching
from fazhi.pipeline.fresh import CLEANED, COMPARED, COMPOSED, COUNTED
from fazhi.pipeline.own_rows import OwnRows
from fazhi.pipeline.place import CACHE, NOTEBOOKS, Place, Site
from fazhi.reach import Parts, Source, digest_of_parts
from fazhi.runs.digests import Digests
from fazhi.runs.receipts import Dependencies, Receipt, Record, read_receipt

APPENDIX = "appendix"
RENDERED, RENDER = ("html", "pdf", "xlsx"), "fazhi.publish.render"


@dataclass(frozen=True)
class Stage:
    """A step that is made whole or not at all. ``inputs`` and ``outputs``: patterns, beginning with a folder's role. ``rows``: tables of
    many townships of which it reads what they say of the job's own.

    Either a ``notebook`` is run, or ``function`` (module and name) is called; ``renders`` names the executed notebook that
    it makes into a document. ``after``: the stage whose files a notebook takes, where it would otherwise make them itself.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    notebook: str = ""
    renders: str = ""
    function: tuple[str, str] = ("", "")
    after: str = ""
    rows: tuple[str, ...] = ()


def rendered(notebook: str, document: str) -> tuple[Stage, ...]:
    """The stages that make an executed notebook into documents."""
    return tuple(
        Stage(
            suffix,
            (f"outputs/{notebook}",),
            (f"outputs/{document}.{suffix}",),
            renders=notebook,
            function=(RENDER, suffix),
        )
        for suffix in RENDERED
    )


LEDGERS = ("raw/**/*",)
# What townships elsewhere published only the comparison reads, and what was published before only a public edition.
REFERENCE = ("raw:townships.csv", "reference:townships.csv", "reference:published.csv")
EARLIER = ("reference:editions/**/*",)
CLEAN = Stage(
    "clean",
    LEDGERS,
    (
        "outputs/set_aside.csv",
        "outputs/account.csv",
        "outputs/corrections.csv",
        "outputs/mapping.proposed.yaml",
        "processed/*.parquet",
        "processed/state.json",
        f"outputs/{NOTEBOOKS[0]}",
    ),
    notebook=NOTEBOOKS[0],
)
COUNT = Stage(
    "indicators",
    LEDGERS,
    (
        "outputs/indicators.csv",
        "outputs/reconciliation.csv",
        "outputs/identities.csv",
        "outputs/basis.json",
        "outputs/evidence/*.csv",
        "outputs/report.html",
        "outputs/status.json",
        f"outputs/{NOTEBOOKS[1]}",
    ),
    notebook=NOTEBOOKS[1],
    after=CLEAN.name,
    rows=REFERENCE,
)
# The appendix is composed from the clean tables, and counts them for itself.
COMPOSE = replace(COUNT, name=APPENDIX, outputs=(f"outputs/{NOTEBOOKS[2]}",), notebook=NOTEBOOKS[2])
DOCUMENTS = rendered(NOTEBOOKS[2], APPENDIX)
STAGES = (CLEAN, COUNT, COMPOSE, *DOCUMENTS)
# Its count cleans the ledgers, and writes down what it shows of breakdowns and what it hides.
SHOWN_AND_HIDDEN = ("outputs/breakdowns.csv", "processed/disclosure_*.csv")
PUBLIC_COUNT = replace(COUNT, inputs=(*COUNT.inputs, *EARLIER), outputs=(*COUNT.outputs, *SHOWN_AND_HIDDEN), after="")
PUBLIC_COMPOSE = replace(COMPOSE, inputs=(*COMPOSE.inputs, *EARLIER), after=PUBLIC_COUNT.name)
PUBLIC_STAGES = (PUBLIC_COUNT, PUBLIC_COMPOSE, *DOCUMENTS)
ASKED = (CLEANED, COUNTED, COMPOSED, COMPARED)  # for the fingerprints of results, and for drawings that are kept


@dataclass(frozen=True)
class Job:
    """One township-year, or the comparison. ``folders``: where patterns lead, by role; ``roots``: what names of files are relative to.

    ``receipt``: the folder of its receipt.
    """

    label: str
    about: Mapping[str, Any]
    stages: tuple[Stage, ...]
    folders: Mapping[str, Path]
    roots: Mapping[str, Path]
    notebooks: Path
    receipt: Path

    @property
    def outputs(self) -> Path:
        return self.folders["outputs"]

    def document(self, stage: Stage) -> Path:
        """The document that a stage renders."""
        return self.outputs / stage.outputs[0].removeprefix("outputs/")


INDEX = Stage(
    "index",
    (
        "outputs/*/*/status.json",
        "outputs/*/*/*.csv",
        "outputs/*/*/appendix.*",
        "outputs/*/*/report.html",
        "outputs/comparison/comparison.*",
    ),
    ("outputs/index.html",),
    function=("fazhi.runs.index", "write_index"),
)


def start_page(where: Site, language: Language) -> Job:
    """The start page over all township-years of an edition."""
    about, folders, roots = {"edition": where.edition, "language": language}, where.editions, where.outputs
    return Job(INDEX.name, about, (INDEX,), {"outputs": folders}, {"outputs": roots}, where.notebooks, where.receipts)


def township_year(place: Place, language: Language) -> Job:
    """The job of one township-year. The public edition has no account of rows, so its ledgers are read with the count."""
    where = place.site
    about = {"township": place.township, "year": place.year, "edition": where.edition, "language": language}
    return Job(
        f"{place.township} {place.year}",
        about,
        PUBLIC_STAGES if place.is_public else STAGES,
        {"raw": place.raw, "processed": place.processed, "outputs": place.outputs},
        {"raw": where.raw, "processed": where.processed, "outputs": where.outputs, "reference": where.reference},
        where.notebooks,
        where.receipts / place.township / str(place.year),
    )


@dataclass(frozen=True)
class Due:
    """A stage that has to run, and why: ``(kind, name)`` pairs, such as ``("inputs", "raw/双合镇/2022/调解.xlsx")``."""

    stage: Stage
    reasons: tuple[tuple[str, str], ...]


class Planner:
    """Tells what has to run. ``site``: whose caches are used."""

    def __init__(self, where: Site) -> None:
        cache = where.processed / CACHE
        self.digests = Digests(cache / "digests.jsonl")
        self.source = Source(cache, digest_of=self.digests.of)
        self.environment = digest_of_parts(self.source.environment())
        self._known: dict[object, tuple[str, Parts]] = {}
        self._tables: dict[str, OwnRows | None] = {}  # by SHA-256; None: no table
        self._found: dict[tuple[str, str], list[tuple[str, str]]] | None = None
        for asked in ASKED:  # what the notebooks will ask: worked out once, not in each of them
            self.source.of_function(*asked)

    def dependencies(self, job: Job, stage: Stage) -> Dependencies:
        """What a stage depends on, as it stands now. Raises ``OSError``, ``SyntaxError`` and ``ValueError`` for the notebook."""
        notebook, code, data = self._reached(job, stage)
        inputs = self.files(job, stage.inputs) | dict(self._own_rows(job, stage.rows))
        return Dependencies(inputs, job.about, code, data, notebook, self.environment)

    def _own_rows(self, job: Job, tables: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Name and SHA-256 of the rows that concern a township-year; of a table that cannot be read, of all of it."""
        for name, whole in self.files(job, tables).items():
            role, _, below = name.partition("/")
            if whole not in self._tables:
                try:
                    self._tables[whole] = OwnRows(job.roots[role] / below)
                except (ReaderError, OSError):
                    self._tables[whole] = None
            table, township, year = self._tables[whole], job.about["township"], job.about["year"]
            if table is None:
                yield name, whole
            elif (own := table.digest(township, year)) is not None:
                yield name + table.label(township, year), own

    def read_ahead(self, job: Job) -> None:
        """Find out now what code the stages of a job reach, which takes some time where it is not known yet; what cannot be read is told later."""
        for stage in job.stages:
            with suppress(OSError, SyntaxError, ValueError):
                self._reached(job, stage)

    def due(self, job: Job, receipt: Receipt, among: Iterable[Stage] | None = None) -> list[Due]:
        """The stages of a job that have to run, in order, or of those ``among`` them. Of documents only what is certain before their notebook has run."""
        found: list[Due] = []
        for stage in job.stages if among is None else among:
            waits = any(due.stage.notebook and due.stage.notebook == stage.renders for due in found)
            reasons = () if waits else tuple(self._reasons(job, stage, receipt.stages.get(stage.name)))
            if waits or reasons:
                found.append(Due(stage, reasons))
        return found

    def _reasons(self, job: Job, stage: Stage, record: Record | None) -> Iterator[tuple[str, str]]:
        if record is None:
            yield "never", ""
            return
        now, then = self.dependencies(job, stage), record.made_from
        for kind in ("inputs", "parameters", "data"):
            yield from ((kind, name) for name in _differing(getattr(then, kind), getattr(now, kind)))
        if now.code != then.code:
            yield from self._code_reasons(job, stage, then.code)
        for kind in ("notebook", "environment"):
            if getattr(now, kind) != getattr(then, kind):
                yield kind, ""
        yield from (("outputs", name) for name in _differing(record.outputs, self.files(job, stage.outputs)))

    def _code_reasons(self, job: Job, stage: Stage, then: str) -> Iterator[tuple[str, str]]:
        """The modules that changed, where what they were is still remembered."""
        now = self._parts(job, stage)
        before = self.source.remembered(then)
        names = _differing(before, {name: d for name, d in now.items() if not _is_file(name)}) if before else [""]
        yield from (("code", name) for name in names)

    def _reached(self, job: Job, stage: Stage) -> tuple[str, str, Parts]:
        """SHA-256 of a stage's notebook, one digest of the code that it reaches, and those of its data files: the same for every township-year."""
        notebook = self.digests.of(job.notebooks / stage.notebook) or "" if stage.notebook else ""
        key = (notebook or stage.function, self.source.digest)
        if key not in self._known:
            parts = self._parts(job, stage)
            code = digest_of_parts({name: digest for name, digest in parts.items() if not _is_file(name)})
            self._known[key] = code, {name: digest for name, digest in parts.items() if _is_file(name)}
        return notebook, *self._known[key]

    def _parts(self, job: Job, stage: Stage) -> Parts:
        if stage.notebook:
            return self.source.of_notebook(job.notebooks / stage.notebook)
        return self.source.of_function(*stage.function)

    def files(self, job: Job, patterns: Iterable[str]) -> dict[str, str]:
        """SHA-256 by name of the files that patterns mean. ``raw/*`` is in the job's folder, ``raw:*`` at the root of the role."""
        found: dict[str, str] = {}
        for pattern in patterns:
            role, at_root, rest = pattern.partition(":")
            if not at_root:
                role, _, rest = pattern.partition("/")
            folder, root = str(job.roots[role] if at_root else job.folders[role]), str(job.roots[role])
            prefix = f"{role}/" if folder == root else f"{role}/{os.path.relpath(folder, root).replace(os.sep, '/')}/"
            found |= {prefix + name: digest for name, digest in self._matching(folder, rest)}
        return found

    @contextmanager
    def unwritten(self) -> Iterator[None]:
        """Nobody writes meanwhile: what a pattern means in a folder is looked up once, however many stages ask."""
        self._found = {}
        try:
            yield
        finally:
            self._found = None

    def _matching(self, folder: str, pattern: str) -> list[tuple[str, str]]:
        """Names in the folder, and SHA-256."""
        key = folder, pattern
        if self._found is not None and key in self._found:
            return self._found[key]
        whole = os.path.abspath(folder)
        digests = ((name, self.digests.of(os.path.join(whole, name))) for name in matching(folder, pattern))
        found = [(name, digest) for name, digest in digests if digest is not None]
        if self._found is not None:
            self._found[key] = found
        return found

    def receipt(self, job: Job) -> Receipt:
        return read_receipt(job.receipt, job.about)


def _differing(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]


def _is_file(name: str) -> bool:
    """Whether a part is a data file of the package; the others are modules."""
    return "/" in name
