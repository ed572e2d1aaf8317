"""What the results of a township-year rest on: synthetic or not, by which definitions, which breaks an office declares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from fazhi.catalogue import Catalogue, Language, ReaderError
from fazhi.catalogue.models import FromLedger, PerThousand

FILE = "basis.json"
ABOUT = "about.yaml"
Year = Annotated[int, Field(ge=1900, le=2099)]


class BasisError(ReaderError):
    """``about.yaml`` or ``basis.json`` cannot be read; the message names the file and the entry."""


class Break(BaseModel):
    """From ``since`` on an office counts ``indicators`` (or everything from ``ledgers``; neither given: everything) otherwise.

    ``others``: in which years the numbers may still stand beside those of other townships: ``both`` sides of the
    break (default), only ``before`` or ``after`` it, or ``neither``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Year
    reason: dict[Literal["zh", "en"], str] | str
    indicators: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()
    others: Literal["both", "before", "after", "neither"] = "both"

    @field_validator("reason")
    @classmethod
    def _not_blank(cls, reason: Any) -> Any:
        texts = reason.values() if isinstance(reason, dict) else [reason]
        if not reason or not all(text.strip() for text in texts):
            raise ValueError("a break needs a reason")
        return reason

    def concerns(self, indicator: str, catalogue: Catalogue) -> bool:
        """Whether the break touches an indicator, itself or through its ledger or the indicator that it is a rate of."""
        if not self.indicators and not self.ledgers:
            return True
        entry = catalogue.indicators.get(indicator)
        if indicator in self.indicators or entry is None:
            return indicator in self.indicators
        if isinstance(entry, PerThousand):
            return self.concerns(entry.of, catalogue)
        return isinstance(entry, FromLedger) and entry.ledger in self.ledgers

    def text(self, language: Language) -> str:
        """The reason as the reader's language has it, or the one that there is."""
        if isinstance(self.reason, str):
            return self.reason
        return self.reason.get(language) or next(iter(self.reason.values()))

    def comparable(self, year: int) -> bool:
        """Whether a number of ``year`` may be compared with those of other townships."""
        return self.others == "both" or self.others == ("before" if year < self.since else "after")


class Basis(BaseModel):
    """What stands in ``basis.json`` beside ``indicators.csv``.

    ``definitions``: fingerprint by indicator id (``fazhi.indicators.definition``). ``bounds``: of values that hold
    approximate counts, the lowest and highest that the wording allows (None: open). ``fingerprint`` and ``language``
    tell whether the results are still those of the ledgers. ``synthetic`` None: not known.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    synthetic: bool | None = None
    breaks: tuple[Break, ...] = ()
    definitions: dict[str, str] = {}
    bounds: dict[str, tuple[float | None, float | None]] = {}
    fingerprint: str = ""
    language: Language = "zh"

    @model_validator(mode="before")
    @classmethod
    def _no_breaks(cls, data: Any) -> Any:
        """``breaks:`` with nothing behind it is no break."""
        return {**data, "breaks": data["breaks"] or ()} if isinstance(data, dict) and "breaks" in data else data


def basis_text(basis: Basis) -> str:
    """``basis.json``: the same basis always gives the same text."""
    return json.dumps(basis.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def read_basis(results: Path, ledgers: Path | None = None) -> Basis:
    """What the results in the folder ``results`` rest on.

    ``about.yaml`` in the folder ``ledgers`` is nearer to the analyst than what was written with the results, so
    where there is one, it decides on ``synthetic`` and ``breaks``. Raises ``BasisError``.
    """
    written = _read(results / FILE, json.loads)
    if ledgers is not None and (about := _read(ledgers / ABOUT, yaml.safe_load)) is not None:
        said = {"synthetic": False, "breaks": (), **about}
        written = {**(written or {}), "synthetic": said["synthetic"], "breaks": said["breaks"]}
    try:
        return Basis.model_validate(written or {})
    except ValidationError as error:
        broken = (ledgers or results) / ABOUT if ledgers is not None else results / FILE
        raise BasisError("comparison.basis_unreadable", file=broken.as_posix(), detail=_first(error)) from error


def _read(path: Path, parse: Any) -> Mapping[str, Any] | None:
    if not path.is_file():
        return None
    try:
        found = parse(path.read_text(encoding="utf-8-sig")) or {}
    except (ValueError, yaml.YAMLError) as error:
        detail = str(error).splitlines()[0]
        raise BasisError("comparison.basis_unreadable", file=path.as_posix(), detail=detail) from error
    if not isinstance(found, dict):
        raise BasisError("comparison.basis_unreadable", file=path.as_posix(), detail=type(found).__name__)
    return found


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
