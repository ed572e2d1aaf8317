"""The data files of a package that a piece of code reaches: entries of the catalogue, style sheets, templates, the typeface."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from fazhi.catalogue.files import DERIVED, FILES, WORDS
from fazhi.reach.closure import Package, Reached

CATALOGUE, READER = "catalogue", "fazhi.catalogue.files"
# These read every file; which of them matter is told by who asks the catalogue.
READERS = frozenset(
    f"fazhi.catalogue.{name}"
    for name in (
        "definitions",
        "entries",
        "files",
        "indicator",
        "ledger",
        "loading",
        "policy",
        "prose",
        "rules",
        "text",
    )
)
KEY = re.compile(r"^(\w+)\.", re.MULTILINE)


def data_files(reached: Reached, package: Package) -> dict[str, str]:
    """SHA-256 of each file by its place in the package."""
    paths = [*_catalogue(reached, package.home / CATALOGUE), *_assets(reached, package)]
    return {path.relative_to(package.home).as_posix(): _digest(path) for path in sorted(set(paths))}


def _catalogue(reached: Reached, home: Path) -> Iterator[Path]:
    """Files of the kinds of definition that are asked for by attribute, and files of words by the beginning of their keys."""
    if READER not in reached.modules:
        return
    asked = reached.attributes(READERS)
    kinds = asked & FILES.keys() | {kind for name, kind in DERIVED.items() if name in asked}
    for kind in kinds & FILES.keys():
        yield from home.glob(FILES[kind])
    # Keys of words are written out at least as far as their first point; a room's name alone is that of a folder or a file.
    begun = {text.partition(".")[0] for text in reached.strings() if "." in text}
    for pattern in WORDS:
        for path in home.glob(pattern):
            prefixes = set(KEY.findall(path.read_text(encoding="utf-8")))
            if not prefixes or prefixes & begun:
                yield path


def _assets(reached: Reached, package: Package) -> Iterator[Path]:
    """Files beside a module that looks beside itself: those it names, and those that no module there names."""
    strings = "\n".join(reached.strings())
    looking = {module for (module, _), definition in reached.definitions.items() if "__file__" in definition.uses}
    for name in looking - READERS:
        folder = package.paths[name].parent
        beside = [module for module, path in package.paths.items() if path.parent == folder]
        known = "\n".join(
            string for other in beside for d in package.module(other).definitions.values() for string in d.strings
        )
        for path in folder.rglob("*"):
            named = path.name in strings or path.name not in known
            if path.is_file() and path.suffix not in (".py", ".pyc") and named and not _elsewhere(path, folder):
                yield path


def _elsewhere(path: Path, folder: Path) -> bool:
    """Whether a file lies in a package below the folder, which looks after its own."""
    return any((parent / "__init__.py").is_file() for parent in path.parents if folder in parent.parents)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
