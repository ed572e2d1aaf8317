"""The folders of a run that lie at URLs: where their copies are, when they are brought and sent, and what workers elsewhere do with theirs."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fazhi.cache import cache_folder
from fazhi.catalogue import ReaderError
from fazhi.files import write_whole
from fazhi.pipeline.outcome import Told, told_of
from fazhi.pipeline.place import Place, Site, project_root
from fazhi.pipeline.urls import is_url
from fazhi.runs.lock import LOCKS, sole_run, try_hold
from fazhi.runs.remote import Mirror, RemoteError, home_of
from fazhi.runs.work import Task, perform

ROLES = ("raw", "processed", "outputs")
PROJECT = ("notebooks", "data/reference")


@dataclass(frozen=True)
class Mirrors:
    """The mirrors of a run by role. ``elsewhere``: whether workers have mirrors of their own, as those of a cluster do."""

    by_role: Mapping[str, Mirror]
    elsewhere: bool = False

    def bring(self, folders: Iterable[Path] | None = None) -> None:
        """Copy down what is new there, of some folders or files or of all. Raises ``RemoteError``."""
        for mirror, below in self._below(folders):
            mirror.bring(below)

    def send(self, folders: Iterable[Path] | None = None) -> None:
        """Copy up what is new here. Raises ``RemoteError``."""
        for mirror, below in self._below(folders):
            mirror.send(below)

    def results(self, folders: Iterable[Path]) -> None:
        """After a task: what it left is here and there. Raises ``RemoteError``."""
        if self.elsewhere:
            self.bring(folders)
        else:
            self.send(folders)

    def address(self, path: Path) -> str:
        """What is at a path, as the user would name it."""
        for mirror, below in self._below([path]):
            return f"{mirror.shown.rstrip('/')}/{below}"
        return path.as_posix()

    def told(self, problem: Told) -> Told:
        """A message in which folders of this machine are called by their role: it may stand among the results."""
        return {language: self._by_role(text) for language, text in problem.items()}

    def _by_role(self, text: str) -> str:
        for role, mirror in self.by_role.items():
            text = text.replace(mirror.folder.as_posix(), role)
        return text

    def addressed(self, text: str) -> str:
        """A message in which folders of this machine are called by their URL: for who started the run."""
        for mirror in self.by_role.values():
            text = text.replace(mirror.folder.as_posix(), mirror.shown.rstrip("/"))
        return text

    def _below(self, folders: Iterable[Path] | None) -> list[tuple[Mirror, str]]:
        mirrors = list({mirror.home: mirror for mirror in self.by_role.values()}.values())
        if folders is None:
            return [(mirror, "") for mirror in mirrors]
        found = {
            (mirror.home, path.relative_to(mirror.folder).as_posix()): mirror
            for path in folders
            for mirror in mirrors
            if path.is_relative_to(mirror.folder)
        }
        return [(mirror, "" if below == "." else below) for (_, below), mirror in found.items()]


@contextmanager
def mirrored(
    given: Mapping[str, str | None], elsewhere: bool, waiting: Callable[[Path], None]
) -> Iterator[tuple[dict[str, str | None], Mirrors]]:
    """The folders of a run, those at URLs as copies that are now what is there, for this run alone on this machine.

    Raises ``RemoteError``; in errors that pass through, folders of this machine are called by their URL.
    """
    cache = cache_folder()
    found = {role: Mirror(url, home_of(url, cache)) for role, url in given.items() if url and is_url(url)}
    mirrors = Mirrors(found, elsewhere)
    try:
        for mirror in found.values():  # what ledgers hold is nobody else's business
            mirror.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with sole_run((mirror.home for mirror in found.values()), waiting):
            mirrors.bring()
            yield {**given, **{role: str(mirror.folder) for role, mirror in found.items()}}, mirrors
    except ReaderError as error:
        error.fill = {
            name: mirrors.addressed(what) if isinstance(what, str) else what for name, what in error.fill.items()
        }
        raise
    except OSError as error:
        if isinstance(error.filename, str):
            error.filename = mirrors.addressed(error.filename)
        raise


# ------------------------------------------------------------------------------------------- workers of other machines


@dataclass(frozen=True)
class Away:
    """What a worker of another machine needs besides its task: the URLs with the folders that stand for them in the task, and
    the project (notebooks, reference data): ``root`` is where it lies for the run, ``files`` what is in it."""

    urls: tuple[tuple[str, str, Path], ...] = field(repr=False)  # role, URL, folder
    root: Path
    files: tuple[tuple[str, bytes], ...] = field(repr=False)

    def __call__(self, task: Task) -> Told | None:
        return perform_away(task, self)


def away(mirrors: Mirrors) -> Away:
    """What goes with every task to workers that do not share this machine's disk."""
    root = project_root()
    paths = [*(root / "notebooks").glob("*.ipynb"), *(root / "data" / "reference").rglob("*")]
    files = ((path.relative_to(root).as_posix(), path.read_bytes()) for path in sorted(paths) if path.is_file())
    urls = ((role, mirror.url, mirror.folder) for role, mirror in mirrors.by_role.items())
    return Away(tuple(urls), root, tuple(files))


def perform_away(task: Task, told: Away) -> Told | None:
    """Do a task with copies of this worker's own: bring what it reads, do it, send what it left; otherwise as ``perform``."""
    try:
        with _own_folder(cache_folder() / "workers") as cache:
            mirrors = Mirrors({role: Mirror(url, home_of(url, cache)) for role, url, _ in told.urls})
            project = _unpacked(told, cache)
            to = {told.root / name: project / name for name in PROJECT}
            to |= {folder: mirrors.by_role[role].folder for role, _, folder in told.urls}
            moved = replace(_moved(task, to), home=project)
            mirrors.bring(_read(moved))
            problem = perform(moved)
            mirrors.send(_written(moved))
            return None if problem is None else mirrors.told(problem)
    except (RemoteError, OSError) as error:
        return told_of(error)


@contextmanager
def _own_folder(home: Path) -> Iterator[Path]:
    """The first folder that no other task of this machine works in: what it holds from earlier tasks need not come again."""
    number = 0
    while True:
        folder = home / (str(number) if LOCKS else f"process-{os.getpid()}")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with try_hold(folder) as free:
            if free:
                yield folder
                return
        number += 1


def _unpacked(told: Away, cache: Path) -> Path:
    """The project as the run has it."""
    total = hashlib.sha256()
    for name, content in told.files:
        total.update(f"{len(name)}:{name}{len(content)}:".encode() + content)
    folder = cache / f"project-{total.hexdigest()[:24]}"
    for name, content in told.files:
        if not (folder / name).is_file():
            write_whole(folder / name, content)
    return folder


def _moved(task: Task, to: Mapping[Path, Path]) -> Task:
    """The same task with the folders of this machine in place of the run's."""

    def path(given: Path) -> Path:
        whole = task.home / given
        for folder, own in to.items():
            if whole.is_relative_to(folder):
                return own / whole.relative_to(folder)
        return whole

    def site(given: Site) -> Site:
        three = path(given.raw), path(given.processed), path(given.outputs)
        return Site(*three, path(given.reference), path(given.notebooks), given.edition)

    values: dict[str, Any] = {
        name: path(Path(value)).as_posix() if name in ROLES else value for name, value in task.values.items()
    }
    return replace(
        task,
        notebooks=tuple((path(notebook), path(executed)) for notebook, executed in task.notebooks),
        documents=tuple((kind, path(executed), path(document)) for kind, executed, document in task.documents),
        values=values,
        place=None if task.place is None else replace(task.place, site=site(task.place.site)),
    )


def _read(task: Task) -> list[Path]:
    """What a task reads: its township-year and the table beside all of them, or, for a comparison, everything."""
    if task.place is None:
        return [Path(task.values[role]) for role in ROLES]
    place: Place = task.place
    return [place.raw, *place.site.townships[:1], place.processed, place.outputs]


def _written(task: Task) -> list[Path]:
    if task.place is None:
        return [Path(task.values[role]) for role in ROLES[1:]]
    return [task.place.processed, task.place.outputs]
