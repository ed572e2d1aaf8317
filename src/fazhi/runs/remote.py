"""A folder at an fsspec URL, mirrored in a folder of this machine: copied down before work, copied up after it.

Only what changed travels, each file whole. What is hidden (caches, locks, files half written) never does.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from fazhi.catalogue import ReaderError
from fazhi.files import is_hidden, write_whole
from fazhi.pipeline.files import digest
from fazhi.pipeline.urls import shown_url, without_secrets
from fazhi.runs.marks import Known, batched, mark_of, marks_of, within

# A file appears there whole when it is stored, folders are made by naming them, and one call lists all that is below.
OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "oci"}
PART = ".part"


class RemoteError(ReaderError):
    """A folder at a URL cannot be reached, read or written."""


@dataclass(frozen=True)
class Mirror:
    """``url``: the folder; it may hold a password and is never shown. ``home``: what this machine keeps of it."""

    url: str = field(repr=False)
    home: Path

    @property
    def folder(self) -> Path:
        """The copy: works as any folder."""
        return self.home / "files"

    @property
    def shown(self) -> str:
        return shown_url(self.url)

    @cached_property
    def _place(self) -> tuple[Any, str]:
        """The file system and the folder's path in it."""
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise RemoteError("pipeline.remote_extra", url=self.shown) from error
        try:
            files, path = url_to_fs(self.url)
        except ImportError as error:
            raise RemoteError("pipeline.remote_library", url=self.shown, detail=self._said(error)) from error
        except ValueError as error:
            raise RemoteError("pipeline.remote_protocol", url=self.shown, detail=self._said(error)) from error
        except Exception as error:  # whatever a file system raises when it meets its server
            raise self._failure(error) from error
        return files, path.rstrip("/")

    @property
    def _is_store(self) -> bool:
        protocol = self._place[0].protocol
        return bool(OBJECT_STORES & {*([protocol] if isinstance(protocol, str) else protocol)})

    def bring(self, below: str = "") -> None:
        """Make the copy of what is ``below`` (a path in the folder; all of it) what is there; raises ``RemoteError``."""
        with self._reaching():
            there, folders = self._listed(below)
            wanted = [name for name, mark in there.items() if not self._holds(name, mark)]
            known = {name for name in self._known if within(name, below)}
            self._remove_here((self._here(below).keys() | known) - there.keys())
            self._keep_folders(below, folders)
            self._download(wanted, there)

    def send(self, below: str = "") -> None:
        """Make what is there what the copy of it is: new and changed files go up, removed ones are removed. Raises ``RemoteError``."""
        with self._reaching():
            here = self._here(below)
            changed = {name: sha for name, path in here.items() if (sha := self._changed(name, path)) is not None}
            gone = [name for name in self._known if within(name, below) and name not in here]
            if changed:
                self._upload(list(changed))
                there, _ = self._listed(below, settled=True)
                for name, sha in changed.items():
                    self._known[name] = Known(there.get(name), marks_of(here[name]), sha)
            for name in gone:
                with suppress(FileNotFoundError):
                    self._place[0].rm_file(self._path(name))
                del self._known[name]

    # ------------------------------------------------------------------------------------------------- over there

    def _path(self, name: str) -> str:
        return f"{self._place[1]}/{name}" if name else self._place[1] or "/"

    def _listed(self, below: str, settled: bool = False) -> tuple[dict[str, str | None], set[str]]:
        """Files with their marks, and folders, by their path in the folder. Whatever cannot be listed is an error, never nothing."""
        files, root = self._place
        files.invalidate_cache()
        now = float("inf") if settled else time.time()
        found, folders = dict[str, str | None](), set[str]()
        for info in self._entries(self._path(below), bool(below)):
            name = str(info["name"]).rstrip("/")[len(root) :].lstrip("/")
            if not name or is_hidden(name):
                continue
            if info.get("type") == "directory":
                folders.add(name)
            else:
                found[name] = mark_of(info, now)
                folders.update(str(parent) for parent in PurePosixPath(name).parents)
        return found, folders

    def _entries(self, path: str, may_be_file: bool = False) -> Iterator[Mapping[str, Any]]:
        """What is at a path and below; nothing where there is nothing."""
        files = self._place[0]
        try:
            if may_be_file and (info := files.info(path)).get("type") != "directory":
                yield info
                return
            if self._is_store:
                yield from files.find(path, detail=True).values()
                return
            entries = files.ls(path, detail=True)
        except FileNotFoundError:
            return
        for info in entries:
            name = str(info["name"]).rstrip("/")
            if name == path.rstrip("/") or is_hidden(name.rpartition("/")[2]):
                continue
            if info.get("islink") or info.get("type") == "link":
                yield from self._linked(name)
                continue
            yield info
            if info.get("type") == "directory":
                yield from self._entries(name)

    def _linked(self, name: str) -> Iterator[Mapping[str, Any]]:
        """The file that a link leads to, with no marks, for they are the link's; links to folders, which may lead back, are not followed."""
        with suppress(FileNotFoundError):
            if self._place[0].info(name).get("type") == "file":
                yield {"name": name, "type": "file"}

    def _upload(self, names: Sequence[str]) -> None:
        files = self._place[0]
        if self._is_store:
            for some in batched(names):
                files.put([str(self.folder / name) for name in some], [self._path(name) for name in some])
            return
        made = set[str]()
        for name in names:
            folder, _, last = self._path(name).rpartition("/")
            if folder not in made:
                files.makedirs(folder, exist_ok=True)
                made.add(folder)
            part, target = f"{folder}/.{last}{PART}", self._path(name)
            try:
                files.put_file(str(self.folder / name), part)
            except Exception:
                with suppress(Exception):  # what broke the upload may well hinder this, too
                    files.rm_file(part)
                raise
            try:
                files.mv(part, target)
            except FileExistsError:  # a system that renames onto nothing but a free name
                files.rm_file(target)
                files.mv(part, target)

    def _download(self, names: Sequence[str], there: Mapping[str, str | None]) -> None:
        files, arriving = self._place[0], self.home / "arriving"
        arriving.mkdir(parents=True, exist_ok=True)
        for some in batched(names):
            parts = [arriving / str(number) for number in range(len(some))]
            files.get([self._path(name) for name in some], [str(part) for part in parts])
            for name, part in zip(some, parts, strict=True):
                target = self.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(part, target)
                self._known[name] = Known(there[name], marks_of(target), digest(target))

    # ------------------------------------------------------------------------------------------------------- here

    @cached_property
    def _known(self) -> dict[str, Known]:
        try:
            found = json.loads((self.home / "marks.json").read_text(encoding="utf-8"))
            return {name: Known(there, tuple(here), sha) for name, (there, here, sha) in found.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _holds(self, name: str, mark: str | None) -> bool:
        """Whether the copy is what is there: neither side was touched since they were the same."""
        known, path = self._known.get(name), self.folder / name
        if known is None or mark is None or known.there != mark:
            return False
        return path.is_file() and known.here == marks_of(path)

    def _changed(self, name: str, path: Path) -> str | None:
        """The digest of a file that is another than there; None where it is the same."""
        known, marks = self._known.get(name), marks_of(path)
        if known is not None and known.here == marks:
            return None
        sha = digest(path)
        if known is not None and known.digest == sha:
            self._known[name] = Known(known.there, marks, sha)
            return None
        return sha

    def _here(self, below: str) -> dict[str, Path]:
        start = self.folder / below
        found = [start] if start.is_file() else [path for path in start.rglob("*") if path.is_file()]
        named = {path.relative_to(self.folder).as_posix(): path for path in found}
        return {name: path for name, path in sorted(named.items()) if not is_hidden(name)}

    def _remove_here(self, names: Iterable[str]) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)
            self._known.pop(name, None)

    def _keep_folders(self, below: str, folders: set[str]) -> None:
        """Folders that are there and no others: an empty one may be a township-year whose ledgers are missing."""
        for name in folders:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for path in sorted((self.folder / below).rglob("*"), reverse=True):
            name = path.relative_to(self.folder).as_posix()
            if path.is_dir() and name not in folders and not is_hidden(name):
                with suppress(OSError):  # holds something hidden
                    path.rmdir()
        self.folder.mkdir(parents=True, exist_ok=True)

    # ----------------------------------------------------------------------------------------------------- errors

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Whatever goes wrong over there in one message; what was done by then is remembered."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            yield
        except ReaderError:
            raise
        except Exception as error:  # each file system has errors of its own
            raise self._failure(error) from error
        finally:
            kept = {name: (one.there, one.here, one.digest) for name, one in sorted(self._known.items())}
            with suppress(OSError):
                write_whole(self.home / "marks.json", json.dumps(kept, ensure_ascii=False, separators=(",", ":")))

    def _failure(self, error: Exception) -> RemoteError:
        key = "pipeline.remote_refused" if isinstance(error, PermissionError) else "pipeline.remote_lost"
        return RemoteError(key, url=self.shown, detail=self._said(error))

    def _said(self, error: Exception) -> str:
        """The first line of what an error says, without what must not be read: name, password, signature, folders of this machine."""
        line = (str(error).strip().splitlines() or [""])[0].replace(self.home.as_posix(), self.shown)
        text = without_secrets(line, self.url)
        return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__


def home_of(url: str, cache: Path) -> Path:
    """The folder that keeps a URL's copy: the same for the same place, whatever password leads there."""
    name = re.sub(r"(://)[^/?#]*@", r"\1", url).rstrip("/")
    return cache / hashlib.sha256(name.encode()).hexdigest()[:24]
