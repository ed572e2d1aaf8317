"""The package's source as it stands, asked what a notebook or a function reaches; answers are kept by content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import fazhi
from fazhi.reach.closure import Package, Reached
from fazhi.reach.data import data_files
from fazhi.reach.definitions import code_definition
from fazhi.reach.environment import environment, installed

Parts = Mapping[str, str]  # digests by module ("fazhi.charts.bars") and by data file ("publish/assets/page.css")
DigestOf = Callable[[str], str | None]  # SHA-256 of the content of the file at a path


def _read_through(path: str) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Source:
    """The package at ``home``. ``cache``: a folder for answers, which may be deleted at any time; None keeps none.

    ``digest``: of the package, where it is known; ``digest_of`` one that remembers files, to work it out.
    """

    def __init__(
        self, cache: Path | None = None, home: Path | None = None, digest: str = "", digest_of: DigestOf = _read_through
    ) -> None:
        self.home = home or Path(fazhi.__file__).parent
        self.digest = digest or _digest_of_tree(self.home, digest_of)
        self._package: Package | None = None
        self._file = cache / f"reach-{self.digest[:32]}.json" if cache else None
        self._known: dict[str, dict[str, str]] = _read(self._file)

    def of_function(self, module: str, name: str) -> Parts:
        """What ``name`` of a module reaches."""
        return self._answer(f"{module}:{name}", lambda package: package.reached([(module, name)]))

    def of_notebook(self, path: Path) -> Parts:
        """What the code cells of a notebook reach, itself excepted. Raises ``SyntaxError``, ``OSError``, ``ValueError``."""
        text = path.read_bytes()

        def reached(package: Package) -> Reached:
            return package.reached([], code_definition(_code_cells(json.loads(text))))

        return self._answer(hashlib.sha256(text).hexdigest(), reached)

    def environment(self) -> dict[str, str]:
        """The installed versions, worked out again where another set of packages is installed."""
        key = f"environment:{installed()}"
        if key not in self._known:
            self._known[key] = environment()
            self._keep()
        return self._known[key]

    def program(self) -> str:
        """One word for all of it: the package, and what is installed."""
        return _digest(f"{self.digest} {installed()}")

    def remembered(self, code: str) -> Parts | None:
        """The modules that an earlier answer named, by the digest of them all; None where it is forgotten."""
        for path in sorted(self._file.parent.glob("reach-*.json")) if self._file else ():
            for parts in _read(path).values():
                modules = {name: digest for name, digest in parts.items() if "/" not in name}
                if digest_of_parts(modules) == code:
                    return modules
        return None

    def _answer(self, key: str, ask: Callable[[Package], Reached]) -> Parts:
        if key not in self._known:
            self._package = self._package or Package("fazhi", self.home)
            found = ask(self._package)
            code: dict[str, list[str]] = {}
            for (module, name), definition in sorted(found.definitions.items()):
                code.setdefault(module, []).append(f"{name}={definition.digest}")
            parts = {module: _digest("\n".join(lines)) for module, lines in code.items()}
            self._known[key] = {**parts, **data_files(found, self._package)}
            self._keep()
        return self._known[key]

    def _keep(self) -> None:
        """Remember the answers; where that cannot be written, they are worked out again next time."""
        if self._file is None:
            return
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(self._known), encoding="utf-8")
            draft.replace(self._file)
        except OSError:
            draft.unlink(missing_ok=True)


def digest_of_parts(parts: Parts) -> str:
    """One digest of several."""
    return _digest("\n".join(f"{name}={digest}" for name, digest in sorted(parts.items())))


def _code_cells(notebook: Mapping) -> Iterable[str]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            yield cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


@lru_cache(maxsize=1)
def digest_of_loaded() -> str:
    """Of the package as it was when this process, or the one that it was forked from, first asked: of the code that is loaded."""
    return _digest_of_tree(Path(fazhi.__file__).parent)


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


def _read(path: Path | None) -> dict[str, dict[str, str]]:
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError):
        return {}
