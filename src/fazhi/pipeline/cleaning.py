"""The first stage of a township-year: its ledgers read, recognised and cleaned. Asked for alone, so that it waits for nothing that counting needs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from fazhi.catalogue import LANGUAGES, Language, load
from fazhi.catalogue.definitions import Catalogue
from fazhi.files import write_whole
from fazhi.ledgers import account_frame, corrections_frame, proposal, set_aside_frame, take_in
from fazhi.ledgers.account import MISFILLED
from fazhi.ledgers.kept import keeping
from fazhi.pipeline.about import About
from fazhi.pipeline.files import digest, digest_of, read_parquet, write_csv, write_parquet
from fazhi.pipeline.fresh import CLEANED, code_fingerprint, input_digests
from fazhi.pipeline.place import CACHE, Place, checked_language
from fazhi.reach import is_as_loaded

STATE, READINGS = "state.json", "readings.json"


@dataclass(frozen=True, eq=False)
class Clean:
    """The clean tables of a township-year with what was set aside and the account of all rows.

    ``ledgers``: ids of those that have a table. ``inputs``: SHA-256 of each raw file by name. ``fingerprint``: of everything that the tables depend on.
    ``absent``: by ledger the columns that none of its files has; ``partly``: those that only some have, with file and sheet of the others. ``other_years``: by ledger, file and year how many rows lie in another year.
    ``other_townships``: by another township the files that name it.
    """

    place: Place
    about: About
    language: Language
    ledgers: tuple[str, ...]
    set_aside: pd.DataFrame
    account: pd.DataFrame
    corrections: pd.DataFrame
    missing: tuple[str, ...]
    inputs: Mapping[str, str]
    fingerprint: str
    absent: Mapping[str, Sequence[str]]
    other_years: Mapping[str, Mapping[str, Mapping[str, int]]]
    partly: Mapping[str, Mapping[str, Sequence[Sequence[str]]]]
    other_townships: Mapping[str, Sequence[str]]

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The clean tables by id of the ledger, read when they are first asked for: who only cleans shows none of them."""
        return {id: read_parquet(self.place.processed / f"{id}.parquet") for id in self.ledgers}

    @property
    def unfilled(self) -> frozenset[str]:
        """Of the missing ledgers those whose form is there and empty."""
        return frozenset(self.set_aside.loc[self.set_aside["reason"] == "empty_ledger", "ledger"]) & set(self.missing)

    @cached_property
    def misfilled(self) -> Mapping[str, tuple[int, int]]:
        """By ledger how many rows were not counted for what stands in them, and how many were, where those are the more.

        Its numbers rest on the smaller part of it, and a zero says nothing where that is none.
        """
        faults = self.set_aside.loc[self.set_aside["reason"].isin(MISFILLED), "ledger"].value_counts()
        kept = self.account.groupby("ledger")["kept"].sum()
        return {id: (int(faults[id]), int(kept[id])) for id in self.ledgers if faults.get(id, 0) > kept.get(id, 0)}

    @property
    def unread(self) -> frozenset[str]:
        """The ledgers that hold rows of which none could be counted."""
        return frozenset(id for id, (_, kept) in self.misfilled.items() if not kept)


def clean(place: Place, language: Language = "zh") -> Clean:
    """Read, recognise and clean the ledgers; writes the processed tables, ``set_aside.csv`` and ``account.csv``.

    A public edition has neither of the two: they list single rows. When nothing that the tables depend on has changed since they were written, they are taken as they stand.
    """
    checked_language(language)
    catalogue, about = load(), place.about()
    inputs = input_digests(place)
    code = code_fingerprint(place.site, CLEANED)
    fingerprint = digest_of([code, str(place.year), *(f"{k}={v}" for k, v in inputs.items())])
    state = _state(place)
    if state.get("fingerprint") != fingerprint or not _whole(place, state):
        _take_in(place, catalogue, inputs, code, fingerprint)
        state = _state(place)
    account, corrections = (read_parquet(place.processed / f"{name}.parquet") for name in ("account", "corrections"))
    cleaned = Clean(
        place, about, language, tuple(state["ledgers"]), set_aside_in(place, language), account, corrections,
        tuple(state["missing"]), inputs, fingerprint, state["absent"], state["other_years"], state["partly"],
        state["other_townships"],
    )  # fmt: skip
    if not place.is_public:
        _write_rows(cleaned)
    return cleaned


def set_aside_in(place: Place, language: Language) -> pd.DataFrame:
    """What cleaning set aside, in words of one language."""
    return read_parquet(place.processed / f"set_aside_{language}.parquet")


def _write_rows(cleaned: Clean) -> None:
    """What became of the rows, for those who mend the ledgers."""
    folder = cleaned.place.outputs
    write_csv(folder / "set_aside.csv", cleaned.set_aside)
    write_csv(folder / "account.csv", cleaned.account)
    if len(cleaned.corrections):
        write_csv(folder / "corrections.csv", cleaned.corrections)
    else:
        (folder / "corrections.csv").unlink(missing_ok=True)


def _state(place: Place) -> dict:
    try:
        return json.loads((place.processed / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _whole(place: Place, state: dict) -> bool:
    """Whether every table that the state names is there with the content that was written."""
    tables = state.get("tables", {})
    return all(
        (place.processed / name).is_file() and digest(place.processed / name) == sha for name, sha in tables.items()
    )


def _take_in(place: Place, catalogue: Catalogue, inputs: Mapping[str, str], code: str, fingerprint: str) -> None:
    with _kept_readings(place, inputs, code):
        intake = take_in(place.raw, place.year, catalogue)
    frames = dict(intake.tables)
    for language in LANGUAGES:
        frames[f"set_aside_{language}"] = set_aside_frame(intake.problems, catalogue, language)
    frames["account"] = account_frame(intake.accounts)
    frames["corrections"] = corrections_frame(intake.corrections)
    _propose(place, proposal(intake.problems))
    for stale in place.processed.glob("*.parquet"):
        if stale.stem not in frames:
            stale.unlink()
    for name, frame in frames.items():
        write_parquet(place.processed / f"{name}.parquet", frame)
    state = {
        "fingerprint": fingerprint,
        "ledgers": list(intake.tables),
        "missing": intake.missing(catalogue),
        "absent": intake.absent,
        "partly": intake.partly,
        "other_years": intake.other_years(),
        "other_townships": intake.other_townships(),
        "tables": {f"{name}.parquet": digest(place.processed / f"{name}.parquet") for name in frames},
    }
    write_whole(place.processed / STATE, json.dumps(state, ensure_ascii=False, indent=1) + "\n")


def _kept_readings(place: Place, inputs: Mapping[str, str], code: str) -> AbstractContextManager[None]:
    """Readings are kept for the next cleaning, except where somebody is at work on the package itself."""
    if not is_as_loaded():
        return nullcontext()
    return keeping(place.processed / CACHE / READINGS, code, inputs, lambda: input_digests(place))


def _propose(place: Place, mapping: str | None) -> None:
    """A ``mapping.yaml`` to start from, among the internal outputs: the raw folder is never written to."""
    path = replace(place, site=replace(place.site, edition="internal")).outputs / "mapping.proposed.yaml"
    if mapping is None:
        path.unlink(missing_ok=True)
    else:
        write_whole(
            path, f"# {load().word('pipeline.proposal', 'zh')}\n# {load().word('pipeline.proposal', 'en')}\n{mapping}"
        )
