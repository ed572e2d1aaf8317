"""The start page over all township-years: those of this run, and those that earlier runs left, each read from its files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fazhi.catalogue import Language, load
from fazhi.pipeline.files import write_text
from fazhi.pipeline.place import YEAR, Site
from fazhi.pipeline.run import Outcome, message_of
from fazhi.publish.index import STATUSES, VERDICTS, Entry
from fazhi.publish.index import write_index as write_page

STATUS = "status.json"
DOCUMENTS = {
    "page": "appendix.html", "pdf": "appendix.pdf", "workbook": "appendix.xlsx", "indicators": "indicators.csv",
    "reconciliation": "reconciliation.csv", "set_aside": "set_aside.csv", "account": "account.csv",
}  # fmt: skip
COMPARISON = {
    kind: f"comparison/comparison.{suffix}"
    for kind, suffix in {"page": "html", "pdf": "pdf", "workbook": "xlsx"}.items()
}
NOT_READ = ("unreadable_file", "unrecognised")


def write_index(where: Site, outcomes: Iterable[Outcome], language: Language) -> Path:
    """Write ``outputs/index.html`` over every township-year of which the outputs folder knows.

    A township-year whose folder cannot be written to stands there as failed. Raises ``OSError`` when the page itself
    cannot be written.
    """
    entries = []
    for outcome in outcomes:
        try:
            _note(outcome, language)
        except OSError as error:
            place, said = outcome.place, message_of(error, language)
            entries.append(Entry(place.township, place.year, "failed", messages=(said,), language=language))
    kept = {(entry.township, entry.year) for entry in entries}
    entries += [_entry(where, f, language) for f in _folders(where) if (f.parent.name, int(f.name)) not in kept]
    comparison = {kind: path for kind, path in COMPARISON.items() if (where.editions / path).is_file()}
    return write_page(where.editions / "index.html", entries, language, comparison)


def _note(outcome: Outcome, language: Language) -> None:
    """Leave a record of how a township-year ended among its results."""
    record = {
        "status": outcome.status, "messages": outcome.messages, "verdicts": outcome.verdicts,
        "set_aside": outcome.set_aside, "synthetic": outcome.synthetic, "language": language,
    }  # fmt: skip
    write_text(outcome.place.outputs / STATUS, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def _folders(where: Site) -> Iterator[Path]:
    """Folders of township-years with results of any kind."""
    for folder in sorted(where.editions.glob("*/*")):
        if YEAR.fullmatch(folder.name) and any((folder / name).is_file() for name in (STATUS, *DOCUMENTS.values())):
            yield folder


def _entry(where: Site, folder: Path, language: Language) -> Entry:
    township, year, base = folder.parent.name, int(folder.name), folder.relative_to(where.editions).as_posix()
    links = {kind: f"{base}/{name}" for kind, name in DOCUMENTS.items() if (folder / name).is_file()}
    record = record_of(folder / STATUS)
    if record is None:
        said = load().word("pipeline.no_record", language, folder=base, file=STATUS)
        return Entry(township, year, "failed", messages=(said,), language=language)
    told, spoken = tuple(record["messages"]), record.get("language", language)
    if record["status"] == "failed":
        earlier = (load().word("pipeline.earlier_documents", spoken),) if "page" in links else ()
        return Entry(township, year, "failed", record["synthetic"], messages=(*told, *earlier), language=spoken)
    return Entry(township, year, record["status"], record["synthetic"], links, counts(folder), told, spoken)


def record_of(path: Path) -> Mapping[str, Any] | None:
    """What the last run of a township-year noted, ``None`` where it noted nothing that can be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        whole = record["status"] in STATUSES and {"messages", "synthetic"} <= record.keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if whole else None


def counts(folder: Path) -> dict[str, int]:
    """The numbers of one township-year by their names on the start page (``COUNTS``), from the tables in ``folder``.

    What cannot be told, because a table is missing or is not of this program, is left out; so are verdicts where
    nothing was published.
    """
    found: dict[str, int] = {}
    if verdicts := columns(folder / "reconciliation.csv", "verdict"):
        found |= {verdict: verdicts.count((verdict,)) for verdict in VERDICTS}
    if (account := columns(folder / "account.csv", "set_aside", "duplicates")) is not None:
        found["rows"] = sum(int(set_aside) for set_aside, _ in account)
        found["duplicates"] = sum(int(duplicates) for _, duplicates in account)
    if (reasons := columns(folder / "set_aside.csv", "reason")) is not None:
        found["unread"] = sum(reason in NOT_READ for (reason,) in reasons)
    if (indicators := columns(folder / "indicators.csv", "status", "ledger")) is not None:
        missing = {ledger for status, ledger in indicators if status == "missing_ledger"}
        found["missing"] = sum(not ledger.optional for id, ledger in load().ledgers.items() if id in missing)
    return found


def columns(path: Path, *names: str) -> list[tuple[str, ...]] | None:
    """The named columns of a table, row by row; ``None`` where there is no such table or it lacks one of them."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return [tuple(row[name] for name in names) for row in csv.DictReader(stream)]
    except (OSError, KeyError, UnicodeDecodeError, csv.Error):
        return None
