"""What the records say of each job, as it stands in them; kept, so that after an edit only that of the edited job is worked out again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fazhi.cache import read_json
from fazhi.catalogue import Language
from fazhi.files import write_whole
from fazhi.pipeline.place import CACHE, Site
from fazhi.provenance.crate import Told, entities_text
from fazhi.provenance.gather import TELLING, Brief, Job, Receipts, Sizes, brief, digest_of_bytes, job_of, located
from fazhi.provenance.manifest import job_text
from fazhi.provenance.packages import Kind, Resources, resources

FOLDER = "records"


@dataclass(frozen=True)
class Page:
    """One job in the records. ``entities`` and ``shared``: of the crate, its own and by id those that others may refer to; ``tables`` by package."""

    brief: Brief
    manifest: str
    entities: str
    shared: list[tuple[str, str]]
    tables: dict[str, Resources]


class Pages:
    """The pages of all jobs, one at a time: together they are as large as the records. ``code``: digest of what makes them.

    Each is kept beside the clean tables, and may be deleted at any time.
    """

    def __init__(self, where: Site, receipts: Receipts, kinds: Sequence[Kind], language: Language, code: str) -> None:
        self._where, self._receipts, self._kinds, self._language = where, receipts, kinds, language
        self._made = (code.encode(), language.encode(), where.edition.encode())
        self._folder = where.processed / CACHE / FOLDER / where.edition

    def __iter__(self) -> Iterator[Page]:
        for name, folder, text in self._receipts.texts():
            file = self._file(name)
            if (page := self._kept(file, text, folder)) is not None:
                yield page
            elif (job := job_of(text, folder)) is not None:
                yield self._work_out(job, text, file)

    def tidy(self) -> None:
        """Forget the pages of jobs that are no more, and what a run that was killed had begun to write."""
        wanted = {self._file(name).name for name, _, _ in self._receipts.texts()}
        with suppress(OSError):
            for file in self._folder.iterdir():
                if file.name not in wanted:
                    file.unlink()

    def _file(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"

    def _kept(self, file: Path, receipt: bytes, folder: Path) -> Page | None:
        """The page that was kept, where it was made from the same."""
        try:
            known = read_json(file)
            return _page(known["page"]) if known["key"] == self._key(receipt, folder, known["places"]) else None
        except (KeyError, TypeError, AttributeError):  # there is none, or somebody else wrote it
            return None

    def _key(self, receipt: bytes, folder: Path, places: Sequence[str]) -> str:
        """Of all that a page is made from: the receipt holds the hash of each file, the folders tell whether one has gone since."""
        looked_at = [*(located(self._where, place) for place in places), *(folder / name for name in TELLING)]
        return digest_of_bytes([*self._made, receipt, *(_state(path).encode() for path in looked_at)])

    def _work_out(self, job: Job, receipt: bytes, file: Path) -> Page:
        places = sorted({path.rpartition("/")[0] for stage in job.stages.values() for path in stage["outputs"]})
        key, sizes = self._key(receipt, job.folder, places), Sizes(self._where)
        told = Told(self._where, sizes, self._language)
        page = Page(
            brief(job),
            job_text(self._where, sizes, job),
            entities_text(told.entities(job)),
            [(id, entities_text([entity])) for id, entity in told.shared.items()],
            {kind.name: resources(kind, sizes, job) for kind in self._kinds},
        )
        with suppress(OSError):
            write_whole(file, json.dumps({"key": key, "places": places, "page": asdict(page)}, ensure_ascii=False))
        return page


def _page(page: Any) -> Page:
    """A page out of JSON."""
    tables = {name: Resources(**found) for name, found in page["tables"].items()}
    shared = [(id, text) for id, text in page["shared"]]
    return Page(Brief(**page["brief"]), page["manifest"], page["entities"], shared, tables)


def _state(path: Path) -> str:
    """Changes whenever a file is written anew, or a file comes into a folder or goes from it."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}:{found.st_size}"
