"""The RO-Crate of an outputs folder: its files, and each stage as an action that made them from its inputs with this software.

Plain JSON-LD after RO-Crate 1.1 and the Process Run Crate profile 0.5. Nothing in it depends on when or where it was written: the date of
publication is that of the newest report, and actions have no times.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import fazhi
from fazhi.catalogue import Language, word, words_of
from fazhi.pipeline.place import Site
from fazhi.provenance.gather import Brief, Job, Sizes
from fazhi.runs.jsontext import Listing, entries_text, listing

FILE = "ro-crate-metadata.json"
CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
SOFTWARE, LICENCE = "#fazhi", "#licence"
PYTHON = "https://www.python.org/"
MIT = "https://spdx.org/licenses/MIT"
DEPTH = 2  # an entity is one line
EVIDENCE = "evidence"
KINDS = {
    ".csv": "text/csv", ".html": "text/html", ".ipynb": "application/x-ipynb+json", ".json": "application/json",
    ".pdf": "application/pdf", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml", ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
Entity = dict[str, Any]


@contextmanager
def crate(
    path: Path,
    where: Site,
    jobs: list[Brief],
    records: Iterable[str],
    versions: Mapping[str, str],
    language: Language,
) -> Iterator[Writer]:
    """The metadata document, to which the jobs are then given; ``records`` are files beside it that are no job's, ``versions`` what is installed."""
    with listing(path, {"@context": CONTEXT}, "@graph", DEPTH) as into:
        into.add_text(entities_text(Frame(where, versions, language).entities(jobs, records)))
        yield Writer(into)


class Writer:
    """Writes jobs; what several of them refer to stands once, after the first job that does."""

    def __init__(self, into: Listing) -> None:
        self._into = into
        self._told: set[str] = set()

    def add(self, own: str, shared: Iterable[tuple[str, str]]) -> None:
        """The entities of a job, and by id those that others may refer to as well: texts of ``entities_text``."""
        self._into.add_text(own)
        for id, text in shared:
            if id not in self._told:
                self._told.add(id)
                self._into.add_text(text)


def entities_text(entities: Iterable[Entity]) -> str:
    """Entities as they stand in the document."""
    return entries_text(map(_single, entities), DEPTH)


def _single(entity: Entity) -> Entity:
    """A list of one is that one, and an empty list is nothing, as RO-Crate wants it."""
    return {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value
        for key, value in entity.items()
        if value != []
    }


def published(jobs: Iterable[Brief]) -> str:
    """The newest day on which a township-year's ledgers were closed for its report, the year's last where none is told."""
    days = [str(job.report_date or dt.date(job.year, 12, 31).isoformat()) for job in jobs if job.year is not None]
    return max(days, default="1970-01-01")


def reference(id: str) -> dict[str, str]:
    return {"@id": id}


# Signs of ASCII that an address may not hold as they are.
ESCAPED = {code: f"%{code:02X}" for code in range(128) if not re.fullmatch(r"[A-Za-z0-9/._()~-]", chr(code))}


def encoded(path: str) -> str:
    """A path as RO-Crate wants it in an ``@id``: letters of any script as they are, blanks and signs of URLs escaped."""
    return path.translate(ESCAPED)


def _format(path: str) -> str:
    """The media type of a file, or of rows of one (``published.csv#双合镇 2022``), by its name."""
    return KINDS.get(os.path.splitext(path)[1].partition("#")[0], "application/octet-stream")


class Teller:
    """Tells of files and stages in one language."""

    def __init__(self, where: Site, language: Language) -> None:
        self.where, self.language = where, language

    def word(self, key: str, **fill: object) -> str:
        return word(f"provenance.{key}", self.language, **fill)

    def file(self, name: str, title: str = "", sha: str = "", size: int | None = None) -> Entity:
        """A file of the crate by its path below the outputs. A record of a run has no hash: it may hold one of this document's."""
        facts = {"contentSize": None if size is None else str(size), "sha256": sha or None}
        entity = {
            "@id": encoded(name), "@type": "File", "name": title or name.rpartition("/")[2],
            "encodingFormat": _format(name),
        }  # fmt: skip
        return entity | {key: fact for key, fact in facts.items() if fact is not None}

    def action(self, label: str, stage: str) -> str:
        return f"#{encoded(label)}/{stage}"

    def named(self, stages: Mapping[str, bool]) -> list[str]:
        """The stages that made something which the crate may name."""
        return [name for name, in_outputs in stages.items() if in_outputs or self.where.edition == "internal"]


class Frame(Teller):
    """What the crate says but of single jobs."""

    def __init__(self, where: Site, versions: Mapping[str, str], language: Language) -> None:
        super().__init__(where, language)
        self.versions = versions

    def entities(self, jobs: list[Brief], records: Iterable[str]) -> Iterator[Entity]:
        """The document, the root, the profile, licence and software."""
        yield {"@id": FILE, "@type": "CreativeWork", "conformsTo": reference(SPECIFICATION), "about": reference("./")}
        folders = [reference(f"{encoded(job.label)}/") for job in jobs]
        files = list(records)
        yield {
            "@id": "./", "@type": "Dataset", "name": self.word("crate.name"), "datePublished": published(jobs),
            "description": self.word(f"crate.{self._kind(jobs)}"), "license": reference(LICENCE),
            "conformsTo": reference(PROFILE), "inLanguage": "zh-CN" if self.language == "zh" else "en",
            "hasPart": folders + [reference(name) for name in files],
            "mentions": [reference(self.action(job.label, stage)) for job in jobs for stage in self.named(job.stages)],
        }  # fmt: skip
        for name in files:
            yield self.file(name, self.word(f"record.{PurePosixPath(name).stem}"))
        yield {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
        yield {"@id": LICENCE, "@type": "CreativeWork", "name": self.word("licence"), "description": self.word("licence.note")}  # fmt: skip
        yield from self.software()

    def software(self) -> Iterator[Entity]:
        yield {
            "@id": SOFTWARE, "@type": "SoftwareApplication", "name": "fazhi", "softwareVersion": fazhi.__version__,
            "description": self.word("software"), "license": reference(MIT),
            "softwareRequirements": [reference(address) for address, _, _ in self.needs()],
        }  # fmt: skip
        yield {"@id": MIT, "@type": "CreativeWork", "name": "MIT License"}
        for address, name, version in self.needs():
            yield {"@id": address, "@type": "SoftwareApplication", "name": name, "softwareVersion": version, "url": address}  # fmt: skip

    def needs(self) -> Iterator[tuple[str, str, str]]:
        """Address, name and version of what the software rests on."""
        for name, version in self.versions.items():
            if name == "python":
                yield PYTHON, "Python", version
            elif name != "fazhi":
                yield f"https://pypi.org/project/{name}/{version}/", name, version

    def _kind(self, jobs: list[Brief]) -> str:
        said = [job.synthetic for job in jobs if job.township is not None]
        return "synthetic" if said and all(said) else "partly_synthetic" if any(said) else "real"


class Told(Teller):
    """What the crate says of one job. ``shared``: by id what lies outside of its files, to which other jobs may refer as well."""

    def __init__(self, where: Site, sizes: Sizes, language: Language) -> None:
        super().__init__(where, language)
        self.sizes = sizes
        self.home = f"outputs/{where.editions.relative_to(where.outputs).as_posix()}/".replace("/./", "/")
        self.shared: dict[str, Entity] = {}

    def refer(self, entity: Entity) -> None:
        self.shared.setdefault(entity["@id"], entity)

    def entities(self, job: Job) -> Iterator[Entity]:
        """The folder of a job with its files, then one action a stage."""
        own = [(path, sha) for _, path, sha in job.outputs() if path.startswith(self.home)]
        parts = [self.data_id(path) for path, _ in own]
        folder = f"{encoded(job.label)}/"
        name = self.word("comparison") if job.township is None else f"{job.township} {job.year}"
        yield {
            "@id": folder, "@type": "Dataset", "name": name,
            "hasPart": [reference(id) for id in dict.fromkeys(parts)],
        }  # fmt: skip
        for path, sha in own:
            if (id := self.data_id(path)).endswith("/"):
                self.refer({"@id": id, "@type": "Dataset", "name": self.word("evidence"), "description": self.word("evidence.note")})  # fmt: skip
            else:
                yield self.file(path.removeprefix(self.home), sha=sha, size=self.sizes.of(path))
        for stage in self.named(job.named()):
            yield self._action(job, stage, job.stages[stage])

    def data_id(self, path: str) -> str:
        """The ``@id`` of an output; the rows behind single indicators go as the folder that holds them."""
        below = path.removeprefix(self.home)
        folder = below.rpartition("/")[0]
        return encoded(f"{folder}/" if folder.endswith(f"/{EVIDENCE}") else below)

    def _action(self, job: Job, name: str, stage: Mapping[str, Any]) -> Entity:
        title = self.word(f"stage.{name}") if f"provenance.stage.{name}" in words_of("provenance") else name
        whose = self.word("comparison") if job.township is None else f"{job.township} {job.year}"
        objects = [self.seen(path, sha) for path, sha in sorted(stage["inputs"].items())]
        made = [self.seen(path, sha) for path, sha in sorted(stage["outputs"].items())]
        return {
            "@id": self.action(job.label, name), "@type": "CreateAction", "name": f"{whose}: {title}",
            "description": self._made_by(stage),
            "instrument": reference(SOFTWARE),
            "object": [reference(id) for id in dict.fromkeys(filter(None, objects))],
            "result": [reference(id) for id in dict.fromkeys(filter(None, made))],
        }  # fmt: skip

    def _made_by(self, stage: Mapping[str, Any]) -> str:
        if self.where.edition == "internal":
            return self.word("stage", fingerprint=stage["fingerprint"], code=stage["code"])
        return self.word("stage_code", code=stage["code"])

    def seen(self, path: str, sha: str) -> str | None:
        """The id of a file that a stage read or made. What lies outside the crate is named and not contained; by a public edition not even that."""
        if path.startswith(self.home):
            return self.data_id(path)
        if self.where.edition != "internal":
            return None
        id = f"#{encoded(path)}"
        if id not in self.shared:
            size = self.sizes.of(path)
            entity = {"@id": id, "@type": "CreativeWork", "name": path, "encodingFormat": _format(path), "sha256": sha}
            self.refer(entity if size is None else entity | {"contentSize": str(size)})
        return id
