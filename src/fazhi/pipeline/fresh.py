"""Whether results are still those of their ledgers, by what they were made from. Without pandas: who only asks must not wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fazhi.catalogue import Language, ReaderError
from fazhi.comparison.files import BASIS, RESULTS
from fazhi.pipeline.files import UNREADABLE, digest, digest_of, matching
from fazhi.pipeline.own_rows import OwnRows
from fazhi.pipeline.place import CACHE, Place, PlaceError, Site, places
from fazhi.pipeline.selection import Selection
from fazhi.reach import Parts, Source, digest_of_loaded, digest_of_parts

Function = tuple[str, str]  # module and name
CLEANED: Function = ("fazhi.pipeline.cleaning", "clean")
COUNTED: Function = ("fazhi.pipeline.counting", "results")
COMPOSED: Function = ("fazhi.appendix.compose", "compose")
COMPARED: Function = ("fazhi.appendix.comparison", "compose_comparison")


@lru_cache(maxsize=4)
def _source(cache: Path) -> Source:
    return Source(cache, digest=digest_of_loaded())


def code_fingerprint(where: Site, function: Function) -> str:
    """SHA-256 over the code, catalogue and data files that a function reaches, and the installed versions."""
    source = _source(where.processed / CACHE)
    return digest_of([digest_of_parts(source.of_function(*function)), digest_of_parts(versions(where))])


def versions(where: Site) -> Parts:
    """The installed versions by canonical name of package; of what is not installed, none."""
    return _source(where.processed / CACHE).environment()


def input_digests(place: Place) -> dict[str, str]:
    """SHA-256 of every file in the township-year's raw folder, by its name below that folder: of the same as ``plan`` looks at."""
    digests = {}
    for name in matching(str(place.raw), "**/*"):
        try:
            digests[name] = digest(place.raw / name)
        except OSError:
            digests[name] = UNREADABLE
    return digests


def results_fingerprint(place: Place, language: Language) -> str:
    """SHA-256 over all that the results of a township-year depend on: ledgers, code, catalogue, reference data."""
    return _fingerprint(place, language, _common(place.site))


@dataclass(frozen=True)
class _Common:
    """What the results of all township-years depend on: the code, and the tables of many townships; of one that is none, its SHA-256."""

    code: str
    tables: tuple[OwnRows | str, ...]


def _common(where: Site) -> _Common:
    paths = (path for path in (*where.townships, where.published) if path.is_file())
    return _Common(code_fingerprint(where, COUNTED), tuple(map(_table, paths)))


def _table(path: Path) -> OwnRows | str:
    try:
        return OwnRows(path)
    except ReaderError:
        return digest(path)


def _fingerprint(place: Place, language: Language, common: _Common) -> str:
    rows = [
        table if isinstance(table, str) else table.digest(place.township, place.year) or "" for table in common.tables
    ]
    ledgers = (f"{name}={sha}" for name, sha in input_digests(place).items())
    return digest_of([common.code, language, str(place.year), *rows, *ledgers])


def not_fresh(where: Site, chosen: Selection, language: Language) -> Iterator[tuple[Place, Language]]:
    """Township-years without results, or with results of other ledgers, and the language in which to count them."""
    common = _common(where)
    for place in _with_ledgers(where):
        if not chosen.leaves_out(place) and (spoken := _stale(place, language, common)) is not None:
            yield place, spoken


def _with_ledgers(where: Site) -> list[Place]:
    """The township-years under the raw folder; none is no error, for results alone can be compared."""
    try:
        return places(where)
    except PlaceError:
        return []


def _stale(place: Place, language: Language, common: _Common) -> Language | None:
    """The language in which results must be counted; None for results that are fresh, or that something else made."""
    from fazhi.comparison.basis import Basis  # a model, for which a run with nothing to do must not wait

    if not (place.outputs / RESULTS).is_file():
        return language
    try:
        written = Basis.model_validate_json((place.outputs / BASIS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return None if written.fingerprint == _fingerprint(place, written.language, common) else written.language
