"""What people do to a project between two runs: a row struck from a ledger, a helper changed, a file destroyed."""

from __future__ import annotations

import ast
import io
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from contest.grounds import Grounds, township_years

GARBAGE = b"PK\x03\x04 no workbook at all \x00\xff" * 40
HELPER = ("charts/lettering.py", "number")  # writes the numbers in every chart
MARKED = "({}) + '\N{PRIME}'"  # a change that is seen in the charts


@dataclass(frozen=True)
class Edit:
    """New content of one file, the same for all contestants. ``path`` is relative to the raw folder."""

    path: Path
    content: bytes

    def make(self, grounds: Grounds) -> None:
        (grounds.raw / self.path).write_bytes(self.content)


def struck_row(raw: Path, place: int) -> Edit:
    """The largest workbook of the ``place``-th township-year without one row from its middle."""
    path = largest_workbook(raw, place)
    book = openpyxl.load_workbook(path)
    sheet = max(book.worksheets, key=lambda one: one.max_row)
    sheet.delete_rows(max(sheet.max_row // 2, 1))
    content = io.BytesIO()
    book.save(content)
    return Edit(path.relative_to(raw), content.getvalue())


def destroyed(raw: Path, place: int) -> Edit:
    """The largest workbook of the ``place``-th township-year as bytes that no program reads."""
    return Edit(largest_workbook(raw, place).relative_to(raw), GARBAGE)


def largest_workbook(raw: Path, place: int) -> Path:
    """Of those that open: the county damaged a few on purpose."""
    folders = list(township_years(raw))
    books = sorted(folders[place % len(folders)].glob("*.xlsx"), key=lambda path: path.stat().st_size, reverse=True)
    return next(path for path in books if opens(path))


def opens(path: Path) -> bool:
    try:
        openpyxl.load_workbook(path, read_only=True).close()
    except Exception:  # whatever a damaged file makes the library raise
        return False
    return True


def change_helper(grounds: Grounds) -> None:
    """The helper of the charts gives something else, in this copy of the package."""
    name, function = HELPER
    path = grounds.package / name
    path.write_text(with_other_result(path.read_text(encoding="utf-8"), function, MARKED), encoding="utf-8")
    grounds.compile()


def with_other_result(source: str, function: str, template: str) -> str:
    """The source with the expression of the function's last ``return`` put into ``template``."""
    tree = ast.parse(source)
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    results = [node.value for node in ast.walk(found) if isinstance(node, ast.Return) and node.value]
    value = max(results, key=lambda node: node.lineno)
    expression = ast.get_source_segment(source, value)
    assert expression is not None
    lines = source.splitlines(keepends=True)
    start, end = value.lineno - 1, value.end_lineno or value.lineno
    block = "".join(lines[start:end])
    assert block.count(expression) == 1, function
    return "".join(lines[:start]) + block.replace(expression, template.format(expression)) + "".join(lines[end:])
