"""``about.yaml`` beside the ledgers: what they say of themselves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from fazhi.catalogue import fault_of, load
from fazhi.catalogue.handwritten import read_handwritten
from fazhi.catalogue.rules import Break
from fazhi.pipeline.place import PlaceError

# Among the results: the township's own report, checked by each run, and another that somebody had checked, which no run takes away.
REPORT_PAGE, CHECK_PAGE = "report.html", "check.html"


class About(BaseModel):
    """What ``about.yaml`` beside the ledgers says of them; every entry may be left out. A ``fictional`` township exists nowhere.

    ``township``, ``generator`` and ``seed`` are what a generator notes of its work. Any other entry is refused: a misspelt ``synthetic`` would
    have made-up ledgers pass for real ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    synthetic: bool = False
    fictional: bool = False
    report_date: dt.date | None = None
    report_year: int | None = None
    basis_document: str | None = None
    report: str | None = None
    note: str | dict[str, str] | None = None
    breaks: tuple[Break, ...] = ()
    township: str | None = None
    generator: str | None = None
    seed: int | None = None

    @field_validator("breaks")
    @classmethod
    def _indicators_exist(cls, breaks: tuple[Break, ...]) -> tuple[Break, ...]:
        """A break of an indicator that nobody counts would never be seen."""
        known = {"", *load().indicators}, {"", *load().ledgers}
        if unknown := [entry for entry in breaks if entry.indicator not in known[0] or entry.ledger not in known[1]]:
            raise ValueError(", ".join(entry.indicator or entry.ledger for entry in unknown))
        return breaks


def read_about(path: Path) -> About:
    """What the file says; all left out where there is none. Raises ``PlaceError`` if it cannot be read."""
    if not path.is_file():
        return About()
    try:
        return About.model_validate(read_handwritten(path.read_text(encoding="utf-8-sig")) or {})
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PlaceError("pipeline.about_line", file=path.as_posix(), line=line) from error
    except ValidationError as error:
        raise PlaceError("pipeline.about_entry", file=path.as_posix(), detail=fault_of(error)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PlaceError("pipeline.about_unreadable", file=path.as_posix()) from error
    except ValueError as error:
        raise PlaceError("pipeline.about_entry", file=path.as_posix(), detail=fault_of(error)) from error
