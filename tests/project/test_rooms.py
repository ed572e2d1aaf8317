"""The plan of the house: rooms import only from floors below, and words live in the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOOR = {
    "cache": 1,
    "files": 0,
    "lazy": 0,
    "catalogue": 2,
    "reach": 3,
    "engine": 2,
    "typeface": 2,
    "values": 2,
    "ledgers": 3,
    "synthesis": 3,
    "templates": 3,
    "indicators": 4,
    "claims": 5,
    "comparison": 5,
    "disclosure": 5,
    "charts": 6,
    "drafts": 6,
    "publish": 6,
    "pipeline": 7,
    "appendix": 8,
    "runs": 8,
    "desk": 9,
    "provenance": 9,
    "cli": 10,
    "__main__": 11,
}
# The catalogue holds the words, the generator writes ledgers, and `values` reads Chinese numbers and dates.
ROOMS_WITH_CHINESE = {"catalogue", "synthesis", "values"}
IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
COMMENT = {
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".html": re.compile(r"<!--.*?-->", re.DOTALL),
    ".j2": re.compile(r"\{#.*?#\}", re.DOTALL),
    ".js": re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL),
    ".json": re.compile(r"(?!)"),
    ".typ": re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL),
}


@pytest.fixture(scope="module")
def package(root: Path) -> Path:
    return root / "src" / "fazhi"


def modules(package: Path) -> Iterator[tuple[Path, str, ast.Module]]:
    """Each module with the room it belongs to; `fazhi/__init__.py` is the ground, in no room."""
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room != "__init__":
            yield path, room, ast.parse(path.read_text(encoding="utf-8"))


def imported_rooms(tree: ast.Module, path: Path, package: Path) -> Iterator[tuple[int, str]]:
    """Line and room of every import from the package: absolute or relative, anywhere in the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{base_of(node, path, package)}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "fazhi" and len(parts) > 1 and not parts[1].startswith("__version"):
                yield node.lineno, parts[1]


def base_of(node: ast.ImportFrom, path: Path, package: Path) -> str:
    """The absolute dotted name of what an import starts from."""
    if node.level == 0:
        return node.module or ""
    folder = path.parents[node.level - 1].relative_to(package.parent)
    return ".".join([*folder.parts, *([node.module] if node.module else [])])


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the constants that are docstrings: strings standing alone as a statement."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def test_every_room_has_a_floor(package):
    rooms = {room for _, room, _ in modules(package)}
    assert rooms - set(FLOOR) == set()


def test_rooms_import_only_from_floors_below(package):
    upward = [
        f"{path.relative_to(package)}:{line} imports {other}"
        for path, room, tree in modules(package)
        for line, other in imported_rooms(tree, path, package)
        if other != room and FLOOR.get(other, 99) >= FLOOR[room]
    ]
    assert upward == []


def test_words_live_in_the_catalogue(package):
    """Chinese in a string of the code or in a template is a word that only one language has."""
    found = []
    for path, room, tree in modules(package):
        if room in ROOMS_WITH_CHINESE:
            continue
        explained = docstrings(tree)
        found += [
            f"{path.relative_to(package)}:{node.lineno} {node.value[:30]!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in explained and IDEOGRAPH.search(node.value)
        ]
    assert found == []


def test_templates_take_their_words_from_the_catalogue(package):
    found = []
    for path in sorted(package.rglob("*")):
        if path.suffix not in COMMENT or path.relative_to(package).parts[0] in ROOMS_WITH_CHINESE:
            continue
        spoken = COMMENT[path.suffix].sub(lambda m: "\n" * m[0].count("\n"), path.read_text(encoding="utf-8"))
        found += [
            f"{path.relative_to(package)}:{number} {line.strip()[:30]!r}"
            for number, line in enumerate(spoken.splitlines(), start=1)
            if IDEOGRAPH.search(line)
        ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "rooms"),
    [
        ("import fazhi.charts.style", ["charts"]),
        ("from fazhi import charts, publish", ["charts", "publish"]),
        ("from fazhi import __version__", []),
        ("from fazhi.values.text import fold", ["values"]),
        ("from ..pipeline import run", ["pipeline"]),
        ("from .dates import read_date", ["values"]),
        ("from .. import cli", ["cli"]),
        ("def late():\n    from fazhi.cli import main", ["cli"]),
        ("import pandas as pd", []),
    ],
)
def test_every_spelling_of_an_import_is_seen(package, source, rooms):
    """The guard itself: an import that it overlooked would let the floors mix."""
    path = package / "values" / "text.py"
    assert [room for _, room in imported_rooms(ast.parse(source), path, package)] == rooms
