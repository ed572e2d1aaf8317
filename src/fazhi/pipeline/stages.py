"""The stages of one township-year: clean, then count and reconcile. Each can be asked for alone and sees to what it needs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from fazhi.catalogue import LANGUAGES, Catalogue, Language, load
from fazhi.catalogue.models import FromLedger, PerThousand
from fazhi.claims import Verdict, read_published, reconcile, reconciliation_frame
from fazhi.comparison.basis import FILE as BASIS
from fazhi.comparison.basis import Basis, basis_text
from fazhi.indicators import (
    EVIDENCE,
    Check,
    Facts,
    Township,
    Value,
    Window,
    calendar_year,
    check,
    evaluate,
    evidence_rows,
    indicators_frame,
    read_reference,
    stock_day,
    township_of,
)
from fazhi.indicators.count import APPROXIMATE
from fazhi.indicators.definition import definition
from fazhi.ledgers import account_frame, corrections_frame, proposal, set_aside_frame, take_in
from fazhi.pipeline.files import digest, digest_of, read_parquet, write_csv, write_parquet, write_rows, write_text
from fazhi.pipeline.outcome import outcome_of, write_outcome
from fazhi.pipeline.place import CACHE, About, Place, Site
from fazhi.pipeline.public import Public, public_edition
from fazhi.pipeline.report import check_own_report
from fazhi.reach import Source, digest_of_parts

STATE = "state.json"
STOCKS = ("stock", "expiring")


@dataclass(frozen=True, eq=False)
class Clean:
    """The clean tables of a township-year with what was set aside and the account of all rows.

    ``inputs``: SHA-256 of each raw file by name. ``fingerprint``: of everything that the tables depend on.
    """

    place: Place
    about: About
    language: Language
    tables: Mapping[str, pd.DataFrame]
    set_aside: pd.DataFrame
    account: pd.DataFrame
    corrections: pd.DataFrame
    missing: tuple[str, ...]
    inputs: Mapping[str, str]
    fingerprint: str


@dataclass(frozen=True, eq=False)
class Results:
    """All numbers of a township-year: values by indicator id, verdicts on published figures, checked identities.

    ``public``: what is hidden, where these are the numbers of a public edition.
    """

    clean: Clean
    facts: Facts
    values: Mapping[str, Value]
    verdicts: tuple[Verdict, ...]
    checks: tuple[Check, ...]
    public: Public | None = None

    @property
    def catalogue(self) -> Catalogue:
        return self.facts.catalogue

    @property
    def township(self) -> Township:
        return self.facts.township

    @cached_property
    def indicators(self) -> pd.DataFrame:
        if self.public:
            return self.public.table
        place = self.clean.place
        return indicators_frame(self.values.values(), place.township, place.year, self.catalogue, self.clean.language)

    @cached_property
    def reconciliation(self) -> pd.DataFrame:
        return reconciliation_frame(self.verdicts, self.catalogue, self.clean.language)


@lru_cache(maxsize=4)
def _source(cache: Path) -> Source:
    """The package as it was when first asked: the code that is loaded."""
    return Source(cache)


def code_fingerprint(where: Site, function: str) -> str:
    """SHA-256 over the code, catalogue and data files that a function of this module reaches, and the installed versions."""
    source = _source(where.processed / CACHE)
    return digest_of([digest_of_parts(source.of_function(__name__, function)), digest_of_parts(source.environment())])


def input_digests(place: Place) -> dict[str, str]:
    """SHA-256 of every file in the township-year's raw folder, by its name below that folder."""
    files = sorted(
        path
        for path in place.raw.rglob("*")
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$"))
    )
    digests = {}
    for path in files:
        try:
            digests[path.relative_to(place.raw).as_posix()] = digest(path)
        except OSError:
            digests[path.relative_to(place.raw).as_posix()] = "unreadable"
    return digests


def clean(place: Place, language: Language = "zh") -> Clean:
    """Read, recognise and clean the ledgers; writes the processed tables, ``set_aside.csv`` and ``account.csv``.

    A public edition has neither of the two: they list single rows. When nothing that the tables depend on has changed since they were written, they are taken as they stand.
    """
    catalogue, about = load(), place.about()
    inputs = input_digests(place)
    code = code_fingerprint(place.site, "clean")
    fingerprint = digest_of([code, str(place.year), *(f"{k}={v}" for k, v in inputs.items())])
    state = _state(place)
    if state.get("fingerprint") != fingerprint or not _whole(place, state):
        _take_in(place, catalogue, fingerprint)
        state = _state(place)
    tables = {id: read_parquet(place.processed / f"{id}.parquet") for id in state["ledgers"]}
    account, corrections = (read_parquet(place.processed / f"{name}.parquet") for name in ("account", "corrections"))
    cleaned = Clean(
        place, about, language, tables, set_aside_in(place, language), account, corrections, tuple(state["missing"]),
        inputs, fingerprint,
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


def _take_in(place: Place, catalogue: Catalogue, fingerprint: str) -> None:
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
        "tables": {f"{name}.parquet": digest(place.processed / f"{name}.parquet") for name in frames},
    }
    write_text(place.processed / STATE, json.dumps(state, ensure_ascii=False, indent=1) + "\n")


def _propose(place: Place, mapping: str | None) -> None:
    """A ``mapping.yaml`` to start from, among the internal outputs: the raw folder is never written to."""
    path = replace(place, site=replace(place.site, edition="internal")).outputs / "mapping.proposed.yaml"
    if mapping is None:
        path.unlink(missing_ok=True)
    else:
        write_text(
            path, f"# {load().word('pipeline.proposal', 'zh')}\n# {load().word('pipeline.proposal', 'en')}\n{mapping}"
        )


def results_fingerprint(place: Place, language: Language) -> str:
    """SHA-256 over all that the results of a township-year depend on: ledgers, code, catalogue, reference data."""
    tables = [folder / "townships.csv" for folder in (place.site.raw, place.site.reference)]
    known = [digest(path) if path.is_file() else "" for path in tables]
    parts = [code_fingerprint(place.site, "results"), language, str(place.year), *known]
    return digest_of([*parts, *(f"{name}={sha}" for name, sha in input_digests(place).items())])


def ledgers_fingerprint(cleaned: Clean) -> str:
    """SHA-256 over the names and hashes of the ledgers' files: what a number is quoted with."""
    return digest_of(f"{name}={sha}" for name, sha in cleaned.inputs.items())


def written_language(place: Place) -> Language:
    """The language in which the results of a township-year stand in its outputs; Chinese where there are none yet.

    Who only looks at results takes them in it, so that what stands there is not rewritten in another.
    """
    try:
        return Basis.model_validate_json((place.outputs / BASIS).read_text(encoding="utf-8")).language
    except (OSError, ValueError):
        return "zh"


def basis_of(found: Results) -> Basis:
    """What the results rest on, so that a later comparison can tell what it may compare."""
    clean, catalogue = found.clean, found.catalogue
    return Basis(
        synthetic=clean.about.synthetic,
        breaks=clean.about.breaks,
        definitions={id: definition(indicator, catalogue) for id, indicator in catalogue.indicators.items()},
        bounds={id: (_finite(v.low), _finite(v.high)) for id, v in found.values.items() if v.status == APPROXIMATE},
        report_date=clean.about.report_date,
        fingerprint=results_fingerprint(clean.place, clean.language),
        ledgers=ledgers_fingerprint(clean),
        language=clean.language,
    )


def _finite(bound: float | None) -> float | None:
    return bound if bound is not None and math.isfinite(bound) else None


def default_window(indicator: object, place: Place, about: About) -> Window:
    """The calendar year; for stocks up to the day on which stocks are taken."""
    year = calendar_year(place.year)
    if isinstance(indicator, PerThousand):
        indicator = load().indicators[indicator.of]
    if isinstance(indicator, FromLedger) and getattr(indicator, "kind", "") in STOCKS:
        return Window(year.start, stock_day(place.year, about.report_date))
    return year


def results(place: Place, language: Language = "zh") -> Results:
    """Every indicator, verdict and identity of a township-year, computed from its clean tables."""
    cleaned = clean(place, language)
    catalogue = load()
    township = township_of(read_reference(*place.site.townships), place.township, catalogue.layout.place_endings)
    facts = Facts(cleaned.tables, catalogue, township)
    values = {
        id: evaluate(indicator, facts, default_window(indicator, place, cleaned.about))
        for id, indicator in catalogue.indicators.items()
    }
    published = read_published(place.site.reference / "published.csv")
    own = [claim for claim in published if claim.township == place.township and claim.year == place.year]
    numbers = {id: value.value for id, value in values.items()}
    checks = tuple(check(identity, numbers, place.year) for identity in catalogue.identities.values())
    found = Results(cleaned, facts, values, reconcile(own, facts, cleaned.about.report_date), checks)
    return public_edition(found) if place.is_public else found


def count(place: Place, language: Language = "zh") -> Results:
    """``results``, written down: ``indicators.csv``, ``reconciliation.csv``, ``identities.csv``, ``basis.json``, the evidence of each number, the checked report (``report.html``), and what a reader must be told (``status.json``)."""
    found = results(place, language)
    write_csv(place.outputs / "indicators.csv", found.indicators)
    write_csv(place.outputs / "reconciliation.csv", found.reconciliation)
    write_csv(place.outputs / "identities.csv", identities_frame(found))
    if not place.is_public:  # bounds of approximate counts and single rows would give back what is hidden
        write_text(place.outputs / BASIS, basis_text(basis_of(found)))
        _write_evidence(found)
    write_outcome(outcome_of(found, check_own_report(found)), language)
    return found


def _write_evidence(found: Results) -> None:
    """The ledger rows behind each number, one file an indicator."""
    folder = found.clean.place.outputs / "evidence"
    wanted = set()
    for id, value in found.values.items():
        rows = evidence_rows(value, found.catalogue, found.clean.language)
        if value.value is not None and rows:
            write_rows(folder / f"{id}.csv", EVIDENCE, rows)
            wanted.add(f"{id}.csv")
    for stale in folder.glob("*.csv"):
        if stale.name not in wanted:
            stale.unlink()


def identities_frame(found: Results) -> pd.DataFrame:
    """One row an identity: id, name, expression, the numbers put in, whether it holds (empty: not checkable)."""
    language = found.clean.language
    rows = [
        [
            c.identity.id,
            c.identity.name(language),
            c.identity.check,
            c.shown,
            c.holds,
            c.identity.note.in_language(language),
        ]
        for c in found.checks
    ]
    return pd.DataFrame(rows, columns=["identity", "name", "expression", "numbers", "holds", "note"])
