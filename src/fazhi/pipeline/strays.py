"""What lies under the raw folder where no run looks for it, and lines of tables that belong to none of its townships or years."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.catalogue import ReaderError, load
from fazhi.catalogue.text import Said
from fazhi.comparison.files import YEAR
from fazhi.files import WORKBOOKS, is_hidden
from fazhi.ledgers.handkept import PUBLISHED, TOWNSHIPS, read_records

if TYPE_CHECKING:
    from fazhi.pipeline.place import Site

# What holds nothing but ledgers, or archives of them, among raw folders: texts and documents may be anything.
MAY_HOLD = WORKBOOKS | {".csv", ".zip", ".rar", ".7z"}


def overlooked(where: Site, township: str | None = None) -> Iterator[Path]:
    """What lies under the raw folder where no run looks: ledgers outside of a year's folder, and folders with some that no year names.

    Of a township's folder without a single year's all ledgers in it are told of at once, by its own name.
    """
    for entry in sorted(where.raw.iterdir()):
        if entry.is_file() and township is None:
            if _may_be_ledger(entry) and entry.suffix.lower() != ".csv":  # tables of townships, of true values …
                yield entry
        elif entry.is_dir() and not is_hidden(entry.name) and township in (None, entry.name):
            below = sorted(entry.iterdir())
            loose = [path for path in below if _may_be_ledger(path)]
            if loose and not any(path.is_dir() and YEAR.fullmatch(path.name) for path in below):
                yield entry
                continue
            for path in below:
                stray = path.is_dir() and not is_hidden(path.name) and not YEAR.fullmatch(path.name)
                if path in loose or (stray and any(map(_may_be_ledger, path.rglob("*")))):
                    yield path


def said_of(path: Path, where: Site) -> Said:
    """What is to be told of something overlooked: what a folder is to be named that says its year, or township and year, in another form,
    else where ledgers belong.
    """
    fill = {"path": path.as_posix(), "folder": where.raw.as_posix()}
    name = unicodedata.normalize("NFKC", path.name)
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", name))
    if not path.is_dir():
        return Said("pipeline.overlooked", tuple(fill.items()))
    if path.parent != where.raw and len(years) == 1 and not (right := path.with_name(years.pop())).exists():
        return Said("pipeline.overlooked_year", (*fill.items(), ("year", right.name)))
    if path.parent == where.raw:
        township = _township_in(name)
    else:
        township, years = _township_in(path.name), {path.parent.name} if YEAR.fullmatch(path.parent.name) else set()
    if township and len(years) == 1 and not (right := where.raw / township / years.pop()).exists():
        return Said("pipeline.overlooked_folder", (*fill.items(), ("right", right.as_posix())))
    return Said("pipeline.overlooked", tuple(fill.items()))


def published_alone(where: Site, township: str | None = None) -> Iterator[Said]:
    """What is to be told of published figures (of ``township``) that no township-year under the raw folder is checked against, by township and
    year as they stand there: as a rule one of the two is misspelt. A table that cannot be read is told of where it is used.

    Below a raw folder that is not the project's own (a demonstration, another county) only its own townships are asked for.
    """
    at_home = where.raw.resolve() == (where.reference.parent / "raw").resolve()
    there = {
        (_plain(town.name), year.name)
        for town in where.raw.iterdir()
        if town.is_dir()
        for year in town.iterdir()
        if year.is_dir()
    }
    towns = {town for town, _ in there}
    alone: dict[tuple[str, str], list[int]] = {}
    with suppress(ReaderError, OSError):
        for line, row in read_records(where.published, PUBLISHED, ReaderError):
            name, year = row["township"].strip(), row["year"].strip()
            ours = (at_home or _plain(name) in towns) and (township is None or _plain(name) == _plain(township))
            if ours and any(row.values()) and (_plain(name), _plain(year)) not in there:
                alone.setdefault((name, year), []).append(line)
    fill = {"file": where.published.as_posix(), "folder": where.raw.as_posix()}
    for (name, year), lines in alone.items():
        more = {"lines": _spans(lines), "township": name or "—", "year": year or "—"}
        yield Said("pipeline.published_alone", tuple((fill | more).items()))


def townships_alone(where: Site, township: str | None = None) -> Iterator[Said]:
    """What is to be told where townships have a folder (or ``township`` has) and no line in a table of townships, while others in the table
    beside the folders have a line and no folder: as a rule one of the two is misspelt. A table that cannot be read is told of where it is used.
    """
    folders = {
        _plain(town.name): town.name for town in where.raw.iterdir() if town.is_dir() and not is_hidden(town.name)
    }
    lines: dict[str, list[int]] = {}
    known: set[str] = set()
    with suppress(ReaderError, OSError):
        for table in filter(Path.is_file, where.townships):
            for line, row in read_records(table, TOWNSHIPS, ReaderError):
                name = row["township"].strip()
                known.add(_plain(name))
                if table.parent == where.raw and name and _plain(name) not in folders:
                    lines.setdefault(name, []).append(line)
    unknown = [name for plain, name in sorted(folders.items()) if plain not in known and township in (None, name)]
    if lines and unknown:
        numbers = sorted(chain.from_iterable(lines.values()))
        fill = {
            "file": (where.raw / "townships.csv").as_posix(),
            "folder": where.raw.as_posix(),
            "lines": _spans(numbers),
        }
        yield Said("pipeline.townships_alone", (*fill.items(), ("names", tuple(lines)), ("unknown", tuple(unknown))))


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _spans(numbers: Sequence[int]) -> str:
    """Rising numbers, those that follow each other as from–to: 2–9, 12."""
    starts = [numbers[0], *(after for before, after in pairwise(numbers) if after != before + 1)]
    ends = [*(before for before, after in pairwise(numbers) if after != before + 1), numbers[-1]]
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))


def _township_in(name: str) -> str | None:
    """The township that a folder names beside a year (2022年双合镇, 双合镇2022台账), by the endings of ``layout.yaml``; None where it names none."""
    layout = load().layout
    endings, spans = (
        "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        for words in (layout.township_endings, layout.spans)
    )
    undated = re.sub(rf"\d+(?:{spans})?", " ", name)
    found = re.search(rf"[\u4e00-\u9fff]+?(?:{endings})(?!.*(?:{endings}))", undated)
    return found[0] if found and found[0] not in layout.no_township else None


def _may_be_ledger(path: Path) -> bool:
    return path.suffix.lower() in MAY_HOLD and not is_hidden(path.name) and path.is_file()
