"""A rebuild held against the manifest: first what it was made from, then file by file what came out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from fazhi.catalogue import ReaderError
from fazhi.files import write_whole
from fazhi.pipeline.files import digest
from fazhi.pipeline.place import Edition, Site
from fazhi.pipeline.selection import Selection
from fazhi.provenance.gather import Job, Receipts, located
from fazhi.provenance.manifest import Manifest
from fazhi.provenance.rebuild import Rebuilt, Wanted, rebuild
from fazhi.provenance.records import INDEX, MANIFEST, write_records
from fazhi.reach import environment
from fazhi.runs.options import PLAIN, Options

TABLES = (".csv",)  # what must be the same whatever versions are installed
TEXTS = {".csv", ".html", ".ipynb", ".json", ".yaml", ".svg"}
AROUND = 60  # letters shown before and after the first that differs
Kind = Literal["content", "missing", "extra"]


class NotListed(ReaderError):
    """A township-year that the manifest does not list."""

    code = 2


@dataclass(frozen=True)
class Cause:
    """Something that the files were made from and that is another now. ``kind``: environment, inputs, code, data or notebook."""

    kind: str
    name: str
    then: str
    now: str


@dataclass(frozen=True)
class Difference:
    """A file that did not come out the same. ``expected`` and ``found``: SHA-256, empty where there is none.

    ``line``: the first line that differs, with what stood there and what stands there now; known only of a text whose listed version
    still lies in the outputs.
    """

    path: str
    kind: Kind
    expected: str
    found: str
    line: tuple[int, str, str] | None = None


@dataclass(frozen=True)
class Verified:
    """``compared`` of ``listed`` files were compared; not all where other versions are installed than the manifest was made with.

    ``altered``: files beside the manifest that are not what it lists, however the rebuild comes out: somebody changed them since.
    """

    listed: int
    compared: int
    causes: tuple[Cause, ...]
    differences: tuple[Difference, ...]
    messages: tuple[str, ...] = field(default=())
    altered: tuple[str, ...] = field(default=())

    @property
    def same(self) -> bool:
        return not self.differences and not self.messages and not self.altered

    @property
    def whole(self) -> bool:
        """Whether every file was compared."""
        return self.compared == self.listed


def wanted_of(manifest: Manifest, township: str | None = None, year: int | None = None) -> list[Wanted]:
    """The jobs to be done again: all, or those of a township (and year). Raises ``NotListed`` where there is none."""
    found = []
    for entry in manifest.jobs:
        job = entry["job"]
        chosen = township is None or (job.get("township") == township and year in (None, job.get("year")))
        if chosen:
            townships, years, ids = (tuple(job.get(name) or ()) for name in ("townships", "years", "indicators"))
            selection = Selection(townships, years, ids, job.get("benchmark"))
            found.append(Wanted(job.get("township"), job.get("year"), job["language"], selection))
    if not found:
        named = " ".join(str(part) for part in (township, year) if part is not None)
        raise NotListed("provenance.not_listed", file=manifest.path.as_posix(), named=named or "—")
    return found


def verify(
    where: Site, manifest: Manifest, wanted: list[Wanted], options: Options = PLAIN,
    keep: Callable[[Rebuilt], None] = lambda rebuilt: None,
) -> Verified:  # fmt: skip
    """Build the wanted jobs of a manifest again and compare. ``keep`` may look at the new files before they go.

    Raises ``OSError``, ``ReaderError``.
    """
    where = replace(where, edition=_edition(manifest))
    whole = len(wanted) == len(manifest.jobs) and not manifest.body["unfinished"]
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
        rebuilt = rebuild(where, wanted, Path(folder), manifest.body["language"] if whole else None, options)
        now = list(Receipts(rebuilt.site))
        then = [entry for entry in manifest.jobs if any(_is(entry["job"], job) for job in wanted)]
        causes = tuple(_causes(manifest, then, now))
        narrow = any(cause.kind == "environment" for cause in causes)
        before, after = _listed(then), _made(now, wanted, where.edition)
        if whole:
            page = located(rebuilt.site, f"outputs/{_below(where)}{INDEX}")
            name = f"outputs/{_below(where)}{INDEX}"
            before |= {path: facts["sha256"] for path, facts in manifest.body["files"].items() if path == name}
            after |= {name: digest(page)} if page.is_file() and name in before else {}
        paths = [path for path in sorted({*before, *after}) if not narrow or PurePosixPath(path).suffix in TABLES]
        beside = manifest.path.parent.parent if where.edition == "public" else manifest.path.parent
        own = replace(where, outputs=beside, processed=beside.parent / "processed")
        differences = tuple(_differences((where, own), rebuilt.site, before, after, paths))
        keep(rebuilt)
    compared = sum(path in before for path in paths)
    return Verified(len(before), compared, causes, differences, rebuilt.messages, tuple(_altered(own, before)))


def renew(
    where: Site, wanted: list[Wanted], edition: Edition, target: Path, options: Options = PLAIN
) -> tuple[str, ...]:
    """Build township-years in a scratch folder and write the manifest of just these to ``target``; what could not be built.

    Nothing is written where something could not.
    """
    where = replace(where, edition=edition)
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
        rebuilt = rebuild(where, wanted, Path(folder), wanted[0].language, options)
        if not rebuilt.messages:
            write_whole(target, write_records(rebuilt.site, wanted[0].language).read_text(encoding="utf-8"))
    return rebuilt.messages


def _edition(manifest: Manifest) -> Edition:
    return "public" if manifest.edition == "public" else "internal"


def _below(where: Site) -> str:
    below = where.editions.relative_to(where.outputs).as_posix()
    return "" if below == "." else f"{below}/"


def _is(job: Mapping[str, Any], wanted: Wanted) -> bool:
    return (job.get("township"), job.get("year")) == (wanted.township, wanted.year)


def _listed(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {
        path: facts["sha256"]
        for entry in entries
        for stage in entry["stages"].values()
        for path, facts in stage["outputs"].items()
    }


def _made(now: Iterable[Job], wanted: Iterable[Wanted], edition: Edition) -> dict[str, str]:
    """What the new jobs left. The comparison counts what it needs; township-years that were not asked for are not compared."""
    asked = {(job.township, job.year) for job in wanted}
    return {
        path: sha
        for job in now
        if (job.township, job.year) in asked
        for _, path, sha in job.outputs()
        if edition == "internal" or path.startswith("outputs/")
    }


def _causes(manifest: Manifest, then: Iterable[Mapping[str, Any]], now: Iterable[Job]) -> Iterator[Cause]:
    """Every part that differs once: versions first, then what each stage was made from."""
    versions = environment()
    before: Mapping[str, str] = manifest.body["environment"]
    for name in sorted({*versions, *before}):
        weights = {_of_weight(name, found.get(name, "")) for found in (before, versions)}
        if len(weights) > 1:
            yield Cause("environment", name, before.get(name, ""), versions.get(name, ""))
    stages = {(job.label, name): stage for job in now for name, stage in job.stages.items()}
    seen: set[Cause] = set()
    for entry in then:
        job = entry["job"]
        label = f"{job['township']}/{job['year']}" if "township" in job else "comparison"
        for name, stage in entry["stages"].items():
            if (new := stages.get((label, name))) is not None:
                for cause in _stage_causes(name, stage, new):
                    if cause not in seen:
                        seen.add(cause)
                        yield cause


def _of_weight(name: str, version: str) -> str:
    """What of a version may change a result: a patch level of Python may not."""
    return ".".join(version.split(".")[:2]) if name == "python" else version


def _stage_causes(name: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    for kind in ("inputs", "data"):
        if kind not in then:  # a public manifest does not name them
            continue
        for path in sorted({*then[kind], *now[kind]}):
            if then[kind].get(path) != now[kind].get(path) and not path.startswith(("processed/", "outputs/")):
                yield Cause(kind, path, then[kind].get(path, ""), now[kind].get(path, ""))
    for kind in ("code", "notebook"):
        if then[kind] != now[kind]:
            yield Cause(kind, name, then[kind], now[kind])


def _differences(
    sites: Iterable[Site], new: Site, before: Mapping[str, str], after: Mapping[str, str], paths: Iterable[str]
) -> Iterator[Difference]:
    for path in paths:
        expected, found = before.get(path, ""), after.get(path, "")
        if expected == found:
            continue
        kind: Kind = "missing" if not found else "extra" if not expected else "content"
        line = None
        if kind == "content" and PurePosixPath(path).suffix in TEXTS:
            olds = (located(site, path) for site in sites)
            lines = (first_difference(old, expected, located(new, path)) for old in olds)
            line = next((found for found in lines if found is not None), None)
        yield Difference(path, kind, expected, found, line)


def _altered(own: Site, listed: Mapping[str, str]) -> Iterator[str]:
    """The results beside the manifest that are not what it lists. A file that is not there misleads nobody."""
    for path, sha in sorted(listed.items()):
        if path.startswith("outputs/") and (there := located(own, path)).is_file() and digest(there) != sha:
            yield path


def first_difference(old: Path, expected: str, new: Path) -> tuple[int, str, str] | None:
    """Number of the first line that differs, and the part around the first letter that does; None where ``old`` is not what was listed."""
    try:
        if digest(old) != expected:
            return None
        lines = [path.read_text(encoding="utf-8").splitlines() for path in (old, new)]
    except (OSError, UnicodeDecodeError):
        return None
    longest = max(map(len, lines))
    for number, pair in enumerate(
        zip(*([*part, *[""] * (longest - len(part))] for part in lines), strict=True), start=1
    ):
        if pair[0] != pair[1]:
            first = next(
                (n for n, signs in enumerate(zip(*pair, strict=False)) if signs[0] != signs[1]), min(map(len, pair))
            )
            start = max(0, first - AROUND)
            return number, pair[0][start : first + AROUND], pair[1][start : first + AROUND]
    return None


__all__ = ["MANIFEST", "Cause", "Difference", "NotListed", "Verified", "renew", "verify", "wanted_of"]
