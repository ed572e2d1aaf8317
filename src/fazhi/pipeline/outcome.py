"""How a township-year ended, in the reader's words; written beside its results, so that a run that has nothing to do knows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from fazhi.catalogue import LANGUAGES, Language, ReaderError, fault_of, load
from fazhi.files import write_whole
from fazhi.pipeline.place import Place

FILE = "status.json"
STATUSES = ("done", "attention", "failed")
Status = Literal["done", "attention", "failed"]


@dataclass(frozen=True)
class Outcome:
    """How one township-year ended. ``attention``: done, but a reader must see ``messages`` (a missing ledger, a difference).

    ``messages`` are in the language of the results; ``told`` are the same in each language, for who started the run.
    """

    place: Place
    status: Status
    messages: tuple[str, ...] = ()
    verdicts: dict[str, int] = field(default_factory=dict)
    set_aside: int | None = 0
    synthetic: bool = False
    told: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)


Told = Mapping[Language, str]  # one message, in each language


class NotebookFailed(Exception):
    """A notebook ended with an error of the class ``error``; ``copy``, the executed notebook, shows where.

    The error's own message is left to that copy: it may quote a cell of a ledger.
    """

    def __init__(self, copy: Path, error: str) -> None:
        self.copy, self.error = copy, error
        super().__init__(f"{copy.name}: {error}")


class ComparisonFailed(ReaderError):
    """The comparison could not be made; ``told`` is the message in each language."""

    def __init__(self, told: Told) -> None:
        self.told = told
        Exception.__init__(self, next(iter(told.values())))

    def text(self, language: Language) -> str:
        return self.told[language]


def write_outcome(outcome: Outcome, language: Language) -> None:
    """Leave a record of how a township-year ended among its results. Raises ``OSError``."""
    record = {
        "status": outcome.status, "messages": outcome.messages, "verdicts": outcome.verdicts,
        "set_aside": outcome.set_aside, "synthetic": outcome.synthetic, "language": language,
        "told": outcome.told,
    }  # fmt: skip
    write_whole(outcome.place.outputs / FILE, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def read_outcome(place: Place) -> Outcome | None:
    """What was left of an earlier run; None where there is nothing that can be read."""
    record = read_record(place.outputs / FILE)
    if record is None:
        return None
    verdicts = {str(k): int(v) for k, v in record.get("verdicts", {}).items()}
    told: dict[Language, tuple[str, ...]] = {
        language: tuple(texts) for language, texts in record.get("told", {}).items()
    }
    return Outcome(
        place, record["status"], tuple(record["messages"]), verdicts, record.get("set_aside"), record["synthetic"], told
    )


def read_record(path: Path) -> Mapping[str, Any] | None:
    """What the last run of a township-year noted, ``None`` where it noted nothing that can be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        whole = record["status"] in STATUSES and {"messages", "synthetic"} <= record.keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if whole else None


def failed(place: Place, language: Language, problem: Told | None = None) -> Outcome:
    """A township-year that could not be done, and why, where that is known."""
    told: dict[Language, tuple[str, ...]] = {one: (message,) for one, message in (problem or {}).items()}
    return Outcome(place, "failed", told.get(language, ()), synthetic=_synthetic(place), told=told)


def _synthetic(place: Place) -> bool:
    try:
        return place.about().synthetic
    except (ReaderError, OSError):
        return False


def told_of(error: Exception) -> Told:
    """An error in the reader's words, whichever language that is."""
    return {language: message_of(error, language) for language in LANGUAGES}


def message_of(error: Exception, language: Language) -> str:
    """An error in the reader's words: what is wrong and what to do."""
    if isinstance(error, ReaderError):
        return error.text(language)
    if isinstance(error, NotebookFailed):
        fill = {"notebook": error.copy.name, "error": error.error, "copy": error.copy.as_posix()}
        return load().word("pipeline.notebook_failed", language, **fill)
    if isinstance(error, OSError):
        file, in_the_way = str(error.filename or "—"), FileExistsError | NotADirectoryError | IsADirectoryError
        key = "pipeline.path_error" if isinstance(error, in_the_way) else "pipeline.file_error"
        return load().word(key, language, file=file, detail=fault_of(error))
    if isinstance(error, MemoryError):
        return load().word("pipeline.memory", language)
    return load().word("pipeline.unexpected", language, error=type(error).__name__)


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """0 when all is done and nothing needs attention, otherwise 1."""
    return int(any(outcome.status != "done" for outcome in outcomes))
