"""A new township-year: empty ledgers, ``about.yaml`` and ``mapping.yaml`` explained, a line for its reference data."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fazhi.catalogue import Language, load
from fazhi.desk.names import BeginError, checked_name, checked_year
from fazhi.files import write_whole
from fazhi.indicators import read_reference
from fazhi.indicators.reference import COLUMNS, TOWNSHIP, Entry, entries_of
from fazhi.ledgers.settled import MAPPING
from fazhi.pipeline import Place, Site
from fazhi.templates import write_template

ABOUT = "about.yaml"
Reference = Literal["known", "added", "by_hand", "villages"]


@dataclass(frozen=True)
class Begun:
    """What was made of a township-year and what was there already, by name in its folder.

    ``reference``: whether the table of townships knows it; ``table`` is the one that lies beside the ledgers. ``added``: a line for it
    was written there. ``by_hand``: that table is the user's own and stays as it is. ``villages``: only its villages are unknown;
    ``known`` is then what is known of the township itself, cell by cell of the table (``COLUMNS``).
    """

    place: Place
    written: tuple[str, ...]
    kept: tuple[str, ...]
    reference: Reference
    table: Path
    known: tuple[str, ...] = ()


def begin(where: Site, township: str, year: str, language: Language = "zh") -> Begun:
    """Make the folder of a township-year with everything that is to be filled in; nothing that is there already is touched.

    Raises ``BeginError`` for a name that is none and where other files lie in the folder, and ``ReferenceTableError`` for a table of
    townships that cannot be read; then nothing has been written.
    """
    place = Place(where, checked_name(township), checked_year(year))
    known = read_reference(*where.townships)
    wanted = _wanted()
    _refuse_others(place, wanted)
    kept = tuple(name for name in wanted if (place.raw / name).exists())
    written = tuple(name for name in wanted if name not in kept)
    texts = {ABOUT: _about, MAPPING: _mapping}
    for name in written:
        path = place.raw / name
        if ledger := wanted[name]:
            write_template(load().ledgers[ledger], path, language, (place.township, place.year))
        else:
            write_whole(path, texts[name](place, language))
    reference = _reference(place, known)
    return Begun(
        place, written, kept, reference, where.townships[0], _known(place, known) if reference == "villages" else ()
    )


def _wanted() -> dict[str, str | None]:
    """The files of a new township-year by name, each with the id of its ledger; None for the two that are text."""
    return {**{f"{ledger.zh}.xlsx": id for id, ledger in load().ledgers.items()}, ABOUT: None, MAPPING: None}


def _refuse_others(place: Place, wanted: dict[str, str | None]) -> None:
    """Empty ledgers have no business beside real ones under other names."""
    for folder in (place.raw, *place.raw.parents):
        if folder.exists() and not folder.is_dir():
            raise BeginError("desk.new.no_folder", folder=place.raw.as_posix(), file=folder.as_posix())
    if not place.raw.is_dir():
        return
    others = sorted(path.name for path in place.raw.iterdir() if path.name not in wanted and path.name[0] != ".")
    if others:
        fill = {"folder": place.raw.as_posix(), "file": others[0], "count": len(others)}
        raise BeginError("desk.new.occupied", **fill)


def _about(place: Place, language: Language) -> str:
    return load().word("desk.about", language, township=place.township, year=place.year)


def _mapping(place: Place, language: Language) -> str:
    proposed = (place.outputs / "mapping.proposed.yaml").as_posix()
    listed = "\n".join(f"# {id} {ledger.zh}" for id, ledger in load().ledgers.items())
    return load().word("desk.mapping", language, proposed=proposed, ledgers=listed)


def _known(place: Place, known: list[Entry]) -> tuple[str, ...]:
    """The township's own line of the reference data: where the user's table has the township, that table alone is read."""
    own = entries_of(known, place.township)[0]
    return tuple(own[column] for column in COLUMNS)


def _reference(place: Place, known: list[Entry]) -> Reference:
    """See to it that a table of townships has a line for this one, as far as no table of the user's own has to be rearranged."""
    if own := entries_of(known, place.township):
        return "known" if any(entry["type"] != TOWNSHIP for entry in own) else "villages"
    path = place.site.townships[0]
    line = table_line("", place.township, place.township, "township", "", "", "", "")
    if not path.exists():
        write_whole(path, table_line(*COLUMNS) + line)
        return "added"
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return "by_hand"
    lines = text.splitlines()
    if not lines or lines[0].removeprefix("\ufeff").split(",") != COLUMNS:
        return "by_hand"
    write_whole(path, text + ("" if text.endswith("\n") else "\n") + line)
    return "added"


def table_line(*cells: str) -> str:
    """A line of the table of townships."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerow(cells)
    return target.getvalue()
