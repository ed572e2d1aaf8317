"""The package's source as it stands, asked what a notebook or a function reaches; answers are kept by content."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import fazhi
from fazhi.reach.answers import Answers, Parts
from fazhi.reach.closure import Package, Reached
from fazhi.reach.data import data_files
from fazhi.reach.definitions import code_definition
from fazhi.reach.environment import environment, installed

DigestOf = Callable[[str], str | None]  # SHA-256 of the content of the file at a path


def _read_through(path: str) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Source:
    """The package at ``home``. ``cache``: the project's folder for answers, which may be deleted at any time; None keeps none.

    ``digest``: of the package, where it is known; ``digest_of`` one that remembers files, to work it out.
    """

    def __init__(
        self, cache: Path | None = None, home: Path | None = None, digest: str = "", digest_of: DigestOf = _read_through
    ) -> None:
        self.home = home or Path(fazhi.__file__).parent
        self._digest_of = digest_of
        self.digest = digest or _digest_of_tree(self.home, digest_of)
        self._package: Package | None = None
        self._answers = Answers(cache, self.digest)

    def of_function(self, module: str, name: str) -> Parts:
        """What ``name`` of a module reaches."""
        return self._answer(
            f"{module}:{name}", lambda: self._reached(lambda package: package.reached([(module, name)]))
        )

    def of_notebook(self, path: Path) -> Parts:
        """What the code cells of a notebook reach, itself excepted. Raises ``SyntaxError``, ``OSError``, ``ValueError``."""
        text = path.read_bytes()

        def reached(package: Package) -> Reached:
            return package.reached([], code_definition(_code_cells(json.loads(text))))

        return self._answer(hashlib.sha256(text).hexdigest(), lambda: self._reached(reached))

    def environment(self) -> Parts:
        """The installed versions, worked out again where another set of packages is installed."""
        return self._answer(f"environment:{installed()}", environment)

    def program(self) -> str:
        """One word for all of it: the package, and what is installed."""
        return _digest(f"{self.digest} {installed()}")

    def remembered(self, code: str) -> Parts | None:
        """The modules that an earlier answer named, by the digest of them all; None where it is forgotten."""
        for parts in self._answers.earlier():
            modules = {name: digest for name, digest in parts.items() if "/" not in name}
            if digest_of_parts(modules) == code:
                return modules
        return None

    def _reached(self, ask: Callable[[Package], Reached]) -> Parts:
        self._package = self._package or Package("fazhi", self.home)
        found = ask(self._package)
        code: dict[str, list[str]] = {}
        for (module, name), definition in sorted(found.definitions.items()):
            code.setdefault(module, []).append(f"{name}={definition.digest}")
        parts = {module: _digest("\n".join(lines)) for module, lines in code.items()}
        return {**parts, **data_files(found, self._package)}

    def _answer(self, key: str, work_out: Callable[[], Parts]) -> Parts:
        if (known := self._answers.find(key)) is not None:
            return known
        found = work_out()
        # If it was changed meanwhile, this is an answer on neither.
        if _digest_of_tree(self.home, self._digest_of) == self.digest:
            self._answers.keep(key, found)
        return found


def digest_of_parts(parts: Parts) -> str:
    """One digest of several."""
    return _digest("\n".join(f"{name}={digest}" for name, digest in sorted(parts.items())))


def _code_cells(notebook: Mapping) -> Iterable[str]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            yield cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def digest_of_loaded() -> str:
    """Of the package as it was when this process, or the one that it was forked from, first asked: of the code that is loaded."""
    return _loaded()[0]


def is_as_loaded() -> bool:
    """Whether no file of the package was touched since: otherwise who works on it may have loaded parts of it again, which no digest tells."""
    return untouched_since(Path(fazhi.__file__).parent, _loaded()[1])


@lru_cache(maxsize=1)
def _loaded() -> tuple[str, int]:
    """Digest of the package, and when it was taken (nanoseconds)."""
    now = time.time_ns()
    return _digest_of_tree(Path(fazhi.__file__).parent), now


def untouched_since(home: Path, moment: int) -> bool:
    """Whether the times of all files below a folder lie before a moment (nanoseconds), that of their last renaming included."""
    for folder, below, files in os.walk(home):
        below[:] = [name for name in below if name != "__pycache__"]
        for name in files:
            try:
                status = os.stat(os.path.join(folder, name))
            except OSError:  # being replaced
                return False
            if max(status.st_mtime_ns, status.st_ctime_ns) >= moment:
                return False
    return True


def _digest_of_tree(home: Path, digest_of: DigestOf = _read_through) -> str:
    total = hashlib.sha256()
    for folder, below, files in os.walk(home):
        below[:] = sorted(name for name in below if name != "__pycache__")
        for name in sorted(files):
            path = os.path.join(folder, name)
            total.update(f"{os.path.relpath(path, home)}\0{digest_of(path)}\0".encode())
    return total.hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
