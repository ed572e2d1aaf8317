"""What the results of a township-year rest on: synthetic or not, by which definitions, which breaks an office declares."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from fazhi.catalogue import Language, ReaderError, fault_of
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.handwritten import read_handwritten
from fazhi.catalogue.indicator import AnyIndicator, FromLedger, PerThousand
from fazhi.catalogue.rules import Break
from fazhi.catalogue.text import Said
from fazhi.comparison.files import ABOUT, BASIS


class BasisError(ReaderError):
    """``about.yaml`` or ``basis.json`` cannot be read; the message names the file and the entry."""


class Basis(BaseModel):
    """What stands in ``basis.json`` beside ``indicators.csv``.

    ``definitions``: fingerprint by indicator id (``fazhi.indicators.definition``). ``bounds``: of values that hold
    approximate counts, the lowest and highest that the wording allows (None: open). ``fingerprint`` and ``language``
    tell whether the results are still those of the ledgers; ``ledgers`` is the fingerprint of their files alone, with which a
    number is quoted. ``synthetic`` None: not known. ``report_date``: the day on which the ledgers were closed, but for those of
    ``continued``, which hold counted rows of later days. ``residents_year``: of which year the residents are that rates are made with.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    synthetic: bool | None = None
    breaks: tuple[Break, ...] = ()
    definitions: dict[str, str] = {}
    bounds: dict[str, tuple[float | None, float | None]] = {}
    report_date: dt.date | None = None
    continued: tuple[str, ...] = ()
    residents_year: int | None = None
    fingerprint: str = ""
    ledgers: str = ""
    language: Language = "zh"

    @model_validator(mode="before")
    @classmethod
    def _no_breaks(cls, data: Any) -> Any:
        """``breaks:`` with nothing behind it is no break."""
        return {**data, "breaks": data["breaks"] or ()} if isinstance(data, dict) and "breaks" in data else data


def concerns(entry: Break, indicator: str, catalogue: Catalogue) -> bool:
    """Whether a break touches an indicator, itself or through its ledger or the indicator that it is a rate of."""
    if not entry.indicator and not entry.ledger:
        return True
    known = catalogue.indicators.get(indicator)
    if indicator == entry.indicator or known is None:
        return indicator == entry.indicator
    if isinstance(known, PerThousand):
        return concerns(entry, known.of, catalogue)
    return isinstance(known, FromLedger) and known.ledger == entry.ledger


def ledger_of(indicator: AnyIndicator | None, catalogue: Catalogue) -> str:
    """The ledger that an indicator is counted from, itself or what it is a rate of; empty for none."""
    if isinstance(indicator, PerThousand):
        return ledger_of(catalogue.indicators[indicator.of], catalogue)
    return indicator.ledger if isinstance(indicator, FromLedger) else ""


def basis_text(basis: Basis) -> str:
    """``basis.json``: the same basis always gives the same text."""
    return json.dumps(basis.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def named(path: Path) -> str:
    """A file of a township-year as a message names it, 双合镇/2022/about.yaml: the same wherever the folders lie."""
    return "/".join(path.parts[-3:])


def read_basis(results: Path, catalogue: Catalogue, ledgers: Path | None = None) -> Basis:
    """What the results in the folder ``results`` rest on.

    ``about.yaml`` in the folder ``ledgers`` is nearer to the analyst than what was written with the results, so
    where there is one, it decides on ``synthetic``, ``breaks`` and ``report_date``. Raises ``BasisError``, also for a break of
    something that the catalogue does not have: it would never be seen.
    """
    path, written = results / BASIS, _read(results / BASIS, json.loads)
    if ledgers is not None and (about := _read(ledgers / ABOUT, read_handwritten)) is not None:
        path, said = ledgers / ABOUT, {"synthetic": False, "breaks": (), "report_date": None, **about}
        written = {**(written or {}), **{name: said[name] for name in ("synthetic", "breaks", "report_date")}}
    try:
        basis = Basis.model_validate(written or {})
    except ValidationError as error:
        raise BasisError("comparison.basis_unreadable", file=named(path), detail=fault_of(error)) from error
    known = {entry.indicator for entry in basis.breaks} | {entry.ledger for entry in basis.breaks}
    if unknown := sorted(known - {"", *catalogue.indicators, *catalogue.ledgers}):
        raise BasisError(
            "comparison.basis_unreadable",
            file=named(path),
            detail=Said("fault.names", (("names", tuple(unknown)),)),
        )
    return basis


def _read(path: Path, parse: Any) -> Mapping[str, Any] | None:
    if not path.is_file():
        return None
    try:
        found = parse(path.read_text(encoding="utf-8-sig")) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BasisError("comparison.basis_unreadable", file=named(path), detail=fault_of(error)) from error
    if not isinstance(found, dict):
        raise BasisError("comparison.basis_unreadable", file=named(path), detail=Said("fault.other_kind"))
    return found
