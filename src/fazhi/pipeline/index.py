"""The start page over all township-years: those of this run, and those that earlier runs left."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from fazhi.catalogue import Language, load
from fazhi.pipeline.files import write_text
from fazhi.pipeline.place import Site
from fazhi.pipeline.run import Outcome
from fazhi.publish.index import Entry
from fazhi.publish.index import write_index as write_page

STATUS = "status.json"
DOCUMENTS = {
    "page": "appendix.html", "pdf": "appendix.pdf", "workbook": "appendix.xlsx", "indicators": "indicators.csv",
    "reconciliation": "reconciliation.csv", "set_aside": "set_aside.csv", "account": "account.csv",
}  # fmt: skip


def write_index(where: Site, outcomes: Iterable[Outcome], language: Language) -> Path:
    """Write the edition's ``index.html`` over every township-year of which its folder knows."""
    for outcome in outcomes:
        record = {
            "status": outcome.status, "messages": outcome.messages, "verdicts": outcome.verdicts,
            "set_aside": outcome.set_aside, "synthetic": outcome.synthetic,
        }  # fmt: skip
        write_text(outcome.place.outputs / STATUS, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    entries = [_entry(where, path, language) for path in sorted(where.editions.glob(f"*/*/{STATUS}"))]
    return write_page(where.editions / "index.html", entries, language)


def _entry(where: Site, path: Path, language: Language) -> Entry:
    record = json.loads(path.read_text(encoding="utf-8"))
    folder = path.parent
    base = folder.relative_to(where.editions).as_posix()
    failed = record["status"] == "failed"
    links = {kind: f"{base}/{name}" for kind, name in DOCUMENTS.items() if (folder / name).is_file() and not failed}
    message = "\n".join(record["messages"]) or None
    if record["status"] == "attention":
        message = f"{load().word('pipeline.status.attention', language)}\n{message}"
    return Entry(
        folder.parent.name, int(folder.name), "failed" if failed else "done", record["synthetic"], links,
        record["verdicts"], None if failed else record["set_aside"], message,
    )  # fmt: skip
