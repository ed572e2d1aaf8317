"""Where a township-year stands, from the files of its last run: nothing is counted anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from fazhi.catalogue import Language, load
from fazhi.comparison.basis import Basis
from fazhi.comparison.files import BASIS
from fazhi.desk.advice import Call
from fazhi.ledgers.read import ledger_files
from fazhi.pipeline import Place, Site, places
from fazhi.pipeline.fresh import results_fingerprint
from fazhi.pipeline.outcome import FILE as STATUS
from fazhi.pipeline.outcome import read_record
from fazhi.publish.index import VERDICTS
from fazhi.runs.index import DOCUMENTS, OPTIONAL, columns, counts

State = Literal["no_ledgers", "not_run", "failed", "stale", "incomplete", "fresh"]
NUMBERS = ("present", "empty", "missing", "rows", "unread", *VERDICTS)  # in the order of the table
NOT_KNOWN = "—"


@dataclass(frozen=True)
class Standing:
    """One township-year.

    ``files``: how many in its raw folder may hold ledgers. ``present``, ``empty`` (a form that nobody filled in) and ``missing`` are
    ids of ledgers; ``counts`` as on the start page (``publish.index.COUNTS``). All of these are of the last run, and None or without
    entries where there was none; ``state`` tells whether that run still stands for the ledgers. ``messages``: what it said,
    ``told`` by language; ``spoken``: the language of its results.
    """

    place: Place
    state: State
    files: int
    present: tuple[str, ...] | None = None
    empty: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    first_empty: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    told: Mapping[str, Sequence[str]] = field(default_factory=dict)
    spoken: str | None = None

    @property
    def absent(self) -> tuple[str, ...]:
        """The names of the documents that the last run should have left and that are not there."""
        return tuple(_absent(self.place))

    def number(self, name: str) -> int | None:
        """One of ``NUMBERS``; None where it is not known or does not apply."""
        if name in ("present", "empty", "missing"):
            return None if self.present is None else len(getattr(self, name))
        return self.counts.get(name)

    def step(self) -> tuple[str, str]:
        """What is to be done next, a key of the words ``desk.next``, and the file or folder to open for it (or nothing)."""
        # Not the CSV: spreadsheets take its Chinese for another encoding.
        page = self.place.outputs / DOCUMENTS["page"]
        if self.state != "fresh":
            return self.state, self.place.raw.as_posix() if self.state == "no_ledgers" else ""
        for key, there, open_ in (
            ("unread", self.counts.get("unread"), page),
            ("empty", self.empty, self.place.raw / (self.first_empty or "")),
            ("missing", self.missing, self.place.raw),
            ("inconsistent", self.counts.get("inconsistent"), page),
            ("told", self.messages, page),  # all else: a refused correction, another year's files
            ("rows", self.counts.get("rows"), page),
        ):
            if there:
                return key, open_.as_posix()
        return "none", page.as_posix()

    def advice(self, language: Language, call: Call) -> str:
        """``step`` in words."""
        catalogue = load()
        key, open_ = self.step()
        counted = {"empty": len(self.empty), "missing": len(self.missing)}
        return catalogue.word(
            f"desk.next.{key}",
            language,
            open=open_,
            aside=catalogue.word("appendix.heading.set_aside", language),
            checks=catalogue.word("appendix.heading.checks", language),
            command=call.run(self.place, self.spoken),
            count=counted.get(key, self.counts.get(key, 0)),
            ledgers=catalogue.layout.between_values[0].join(self.missing),
            nil=catalogue.layout.nil_report[0],
            files=catalogue.layout.between_values[0].join(self.absent),
            message=next(iter(self.told.get(language) or self.messages), ""),
        )

    def record(self, language: Language, call: Call) -> dict[str, Any]:
        """All of it for other tools."""
        key, open_ = self.step()
        run = self.present is not None
        ledgers = {name: list(getattr(self, name) or ()) for name in ("present", "empty", "missing")} if run else None
        page = self.place.outputs / DOCUMENTS["page"]
        return {
            "township": self.place.township, "year": self.place.year, "raw": self.place.raw.as_posix(),
            "files": self.files, "state": self.state, "ledgers": ledgers,
            "set_aside": {name: self.counts.get(name) for name in ("rows", "duplicates", "unread")} if run else None,
            "verdicts": {name: self.counts.get(name) for name in VERDICTS} if run else None,
            "page": page.as_posix() if page.is_file() else None,
            "next": {"step": key, "open": open_ or None, "text": self.advice(language, call)},
            "messages": list(self.messages),
        }  # fmt: skip


def standings(where: Site, township: str | None = None, year: str | int | None = None) -> list[Standing]:
    """Every township-year under the raw folder, or those asked for. Raises ``PlaceError`` where there is none."""
    return [standing(place) for place in places(where, township, year)]


def standing(place: Place) -> Standing:
    """Where one township-year stands."""
    files = len(ledger_files(place.raw))
    record = read_record(place.outputs / STATUS)
    said = tuple(record["messages"]) if record else ()
    told, spoken = (record.get("told", {}), record.get("language")) if record else ({}, None)
    account = columns(place.outputs / DOCUMENTS["account"], "ledger")
    aside = columns(place.outputs / DOCUMENTS["set_aside"], "reason", "ledger", "file")
    if account is None or aside is None or record is None:
        state: State = "failed" if record and record["status"] == "failed" else "not_run" if files else "no_ledgers"
        return Standing(place, state, files, messages=said, told=told, spoken=spoken)
    blank = {ledger: file for reason, ledger, file in reversed(aside) if reason == "empty_ledger"}
    known = {ledger for (joined,) in account for ledger in joined.split("+") if ledger}
    found = [id for id in load().ledgers if id in known]
    return Standing(
        place,
        _state(place, files, record),
        files,
        present=tuple(id for id in found if id not in blank),
        empty=tuple(id for id in found if id in blank),
        missing=tuple(id for id, ledger in load().ledgers.items() if id not in known and not ledger.optional),
        first_empty=next(iter(reversed(blank.values())), None),
        counts=counts(place.outputs),
        messages=said,
        told=told,
        spoken=spoken,
    )


def _state(place: Place, files: int, record: Mapping[str, Any]) -> State:
    """Whether the results of a run are still those of the ledgers, and whole."""
    if not files:
        return "no_ledgers"
    if record["status"] == "failed":
        return "failed"
    try:
        written = Basis.model_validate_json((place.outputs / BASIS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "incomplete"
    if written.fingerprint != results_fingerprint(place, written.language):
        return "stale"
    return "incomplete" if any(_absent(place)) else "fresh"


def _absent(place: Place) -> Iterator[str]:
    for kind, name in DOCUMENTS.items():
        if kind not in OPTIONAL and not (place.outputs / name).is_file():
            yield name


def table(found: list[Standing], language: Language) -> pd.DataFrame:
    """One row a township-year, as a person reads it."""

    def heading(name: str) -> str:
        return load().word(f"desk.column.{name}", language)

    rows = [
        {
            heading("township"): one.place.township,
            heading("year"): one.place.year,
            heading("state"): load().word(f"desk.state.{one.state}", language),
            **{heading(name): NOT_KNOWN if one.number(name) is None else one.number(name) for name in NUMBERS},
        }
        for one in found
    ]
    return pd.DataFrame(rows)


def to_do(found: list[Standing], language: Language, call: Call | None = None) -> list[str]:
    """What is to be done next in each township-year, a line each."""
    call = Call.here() if call is None else call
    return [f"{one.place.township} {one.place.year}: {one.advice(language, call)}" for one in found]
