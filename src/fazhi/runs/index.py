"""The start page over all township-years: those of this run, and those that earlier runs left, each read from its files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fazhi.catalogue import Language, files, word
from fazhi.comparison.files import YEAR
from fazhi.pipeline.outcome import FILE as STATUS
from fazhi.pipeline.outcome import Outcome, read_outcome, read_record
from fazhi.pipeline.place import Site
from fazhi.publish.index import VERDICTS, Entry
from fazhi.publish.index import write_index as write_page

DOCUMENTS = {
    "page": "appendix.html", "pdf": "appendix.pdf", "workbook": "appendix.xlsx", "report": "report.html", "indicators": "indicators.csv",
    "reconciliation": "reconciliation.csv", "set_aside": "set_aside.csv", "account": "account.csv",
}  # fmt: skip
OPTIONAL = ("report",)  # there only where a report lies beside the ledgers
COMPARISON = {
    kind: f"comparison/comparison.{suffix}"
    for kind, suffix in {"page": "html", "pdf": "pdf", "workbook": "xlsx"}.items()
}
NOT_READ = ("unreadable_file", "unrecognised")


def write_index(where: Site, outcomes: Iterable[Outcome], language: Language) -> Path:
    """Write ``outputs/index.html`` over every township-year of which the outputs folder knows.

    A township-year of this run that failed and could not even leave a note stands there as failed. Raises ``OSError``
    when the page itself cannot be written.
    """
    unnoted = [outcome for outcome in outcomes if outcome.status == "failed" and read_outcome(outcome.place) != outcome]
    entries = [
        Entry(
            o.place.township,
            o.place.year,
            "failed",
            o.synthetic,
            messages=o.told.get(language, o.messages),
            language=language,
        )
        for o in unnoted
    ]
    kept = {(entry.township, entry.year) for entry in entries}
    entries += [_entry(where, f, language) for f in _folders(where) if (f.parent.name, int(f.name)) not in kept]
    comparison = {kind: path for kind, path in COMPARISON.items() if (where.editions / path).is_file()}
    return write_page(where.editions / "index.html", entries, language, comparison)


def _folders(where: Site) -> Iterator[Path]:
    """Folders of township-years with results of any kind."""
    for folder in sorted(where.editions.glob("*/*")):
        if YEAR.fullmatch(folder.name) and any((folder / name).is_file() for name in (STATUS, *DOCUMENTS.values())):
            yield folder


def _entry(where: Site, folder: Path, language: Language) -> Entry:
    township, year, base = folder.parent.name, int(folder.name), folder.relative_to(where.editions).as_posix()
    links = {kind: f"{base}/{name}" for kind, name in DOCUMENTS.items() if (folder / name).is_file()}
    record = read_record(folder / STATUS)
    if record is None:
        said = word("pipeline.no_record", language, folder=base, file=STATUS)
        return Entry(township, year, "failed", messages=(said,), language=language)
    told, spoken = _said(record, language)
    if record["status"] == "failed":
        earlier = (word("pipeline.earlier_documents", spoken),) if "page" in links else ()
        return Entry(township, year, "failed", record["synthetic"], messages=(*told, *earlier), language=spoken)
    return Entry(township, year, record["status"], record["synthetic"], links, counts(folder), told, spoken)


def _said(record: Mapping[str, Any], language: Language) -> tuple[tuple[str, ...], Language]:
    """The messages in the page's language, or in that of the results where no others were noted, and which it is."""
    told = record.get("told", {})
    return (
        (tuple(told[language]), language)
        if language in told
        else (tuple(record["messages"]), record.get("language", language))
    )


def counts(folder: Path) -> dict[str, int]:
    """The numbers of one township-year by their names on the start page (``COUNTS``), from the tables in ``folder``.

    What cannot be told, because a table is missing or is not of this program, is left out; so are verdicts where
    nothing was published and no report lay beside the ledgers.
    """
    found: dict[str, int] = {}
    if verdicts := columns(folder / "reconciliation.csv", "verdict"):
        found |= {verdict: verdicts.count((verdict,)) for verdict in VERDICTS}
    elif (record := read_record(folder / STATUS)) and record.get("verdicts"):
        found |= {verdict: int(record["verdicts"].get(verdict, 0)) for verdict in VERDICTS}
    if (account := columns(folder / "account.csv", "set_aside", "duplicates")) is not None:
        found["rows"] = sum(int(set_aside) for set_aside, _ in account)
        found["duplicates"] = sum(int(duplicates) for _, duplicates in account)
    if (reasons := columns(folder / "set_aside.csv", "reason")) is not None:
        found["unread"] = sum(reason in NOT_READ for (reason,) in reasons)
    if (indicators := columns(folder / "indicators.csv", "status", "ledger")) is not None:
        missing = {ledger for status, ledger in indicators if status == "missing_ledger"}
        found["missing"] = len(missing & files.kept_ledgers())
    return found


def columns(path: Path, *names: str) -> list[tuple[str, ...]] | None:
    """The named columns of a table, row by row; ``None`` where there is no such table or it lacks one of them."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            head = next(rows, [])
            places = [head.index(name) for name in names]
            return [tuple(row[place] for place in places) for row in rows if row]
    except (OSError, ValueError, IndexError, csv.Error):
        return None
