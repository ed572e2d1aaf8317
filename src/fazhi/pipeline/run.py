"""Runs township-years: the notebooks through papermill, the appendix through the exporters, failures collected."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import nbformat

from fazhi import engine
from fazhi.catalogue import Language, ReaderError, load
from fazhi.claims import INCONSISTENT
from fazhi.ledgers.account import NOTES
from fazhi.pipeline import stages
from fazhi.pipeline.files import write_text
from fazhi.pipeline.place import NOTEBOOKS, Place, PlaceError
from fazhi.publish import render

Status = Literal["done", "attention", "failed"]
APPENDIX = "appendix"
STEPS = (*NOTEBOOKS, f"{APPENDIX}.html", f"{APPENDIX}.pdf", f"{APPENDIX}.xlsx")


@dataclass(frozen=True)
class Outcome:
    """How one township-year ended. ``attention``: done, but a reader must see ``messages`` (a missing ledger, a difference)."""

    place: Place
    status: Status
    messages: tuple[str, ...] = ()
    verdicts: dict[str, int] = field(default_factory=dict)
    set_aside: int | None = 0
    synthetic: bool = False


class NotebookFailed(Exception):
    """A notebook ended with an error of the class ``error``; ``copy``, the executed notebook, shows where.

    The error's own message is left to that copy: it may quote a cell of a ledger.
    """

    def __init__(self, copy: Path, error: str) -> None:
        self.copy, self.error = copy, error
        super().__init__(f"{copy.name}: {error}")


def run(place: Place, language: Language = "zh", advance: Callable[[str], None] = lambda step: None) -> Outcome:
    """The whole way of the data for one township-year. Never raises for what the ledgers hold."""
    try:
        _legible(place)
        place.outputs.mkdir(parents=True, exist_ok=True)
        for notebook in NOTEBOOKS[1:] if place.is_public else NOTEBOOKS:
            advance(notebook)
            execute(place.site.notebooks / notebook, place.outputs / notebook, parameters(place, language))
        executed = place.outputs / NOTEBOOKS[-1]
        for suffix, make in (("html", render.html), ("pdf", render.pdf), ("xlsx", render.xlsx)):
            advance(f"{APPENDIX}.{suffix}")
            make(executed, place.outputs / f"{APPENDIX}.{suffix}")
        return outcome(stages.results(place, language))
    except (ReaderError, NotebookFailed, OSError) as error:
        return Outcome(
            place, "failed", (message_of(_cause(error, place, language), language),), synthetic=_synthetic(place)
        )


def _legible(place: Place) -> None:
    """Raises ``PlaceError`` where the township's folder bears a name that is no text, such as bytes of another encoding."""
    try:
        place.township.encode()
    except UnicodeEncodeError as error:
        shown = place.township.encode(errors="replace").decode()
        raise PlaceError("pipeline.name_no_text", township=shown, folder=place.site.raw.as_posix()) from error


def parameters(place: Place, language: Language) -> dict[str, str | int]:
    """What the notebooks are told, folders as the caller wrote them."""
    where = place.site
    return {
        "township": place.township,
        "year": place.year,
        "raw": where.raw.as_posix(),
        "processed": where.processed.as_posix(),
        "outputs": where.outputs.as_posix(),
        "language": language,
        "edition": where.edition,
    }


def execute(notebook: Path, output: Path, values: Mapping[str, Any]) -> None:
    """Run one notebook through papermill; the executed copy holds nothing of this run but its results.

    Raises ``NotebookFailed``; the executed copy then shows where.
    """
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    import papermill
    from papermill.exceptions import PapermillExecutionError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    draft = output.with_name(f".{output.stem}.part.ipynb")
    try:
        papermill.execute_notebook(
            str(notebook),
            str(draft),
            parameters=dict(values),
            engine_name=engine.register(),
            kernel_name="python3",
            progress_bar=False,
            cwd=os.getcwd(),
            extra_arguments=["--IPKernelApp.log_level=40"],
        )
    except PapermillExecutionError as error:
        raise NotebookFailed(output, error.ename) from error
    finally:
        if draft.is_file():
            write_text(output, forget_the_run(draft))
            draft.unlink()


def forget_the_run(path: Path) -> str:
    """An executed notebook without times, process numbers and random ids: the same run gives the same text."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {k: v for k, v in notebook.metadata.items() if k in ("kernelspec", "language_info")}
    notebook.metadata.pop("language_info", None)
    for number, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell.id = f"injected-{number}"
    return nbformat.writes(notebook) + "\n"


def outcome(found: stages.Results) -> Outcome:
    """What a reader must be told of a finished township-year."""
    catalogue, language = load(), found.clean.language
    place = found.clean.place
    messages = [] if found.public else list(_ledger_messages(found))
    for verdict in found.verdicts:
        if verdict.verdict == INCONSISTENT:
            row = found.reconciliation[found.reconciliation["claim"] == verdict.claim.claim]
            row = row[row["indicator"] == verdict.claim.indicator].iloc[0]
            fill = {name: str(row[name]) for name in ("claim", "name", "said", "wording", "computed", "unit")}
            messages.append(catalogue.word("pipeline.inconsistent", language, **fill))
    for check in found.checks:
        if check.holds is False and check.identity.kind == "arithmetic":
            fill = {"id": check.identity.id, "name": check.identity.name(language), "shown": check.shown}
            messages.append(catalogue.word("pipeline.identity_fails", language, **fill))
    verdicts = found.reconciliation["verdict"].value_counts().to_dict()
    return Outcome(
        place, "attention" if messages else "done", tuple(messages), {str(k): int(v) for k, v in verdicts.items()},
        None if found.public else int((~found.clean.set_aside["reason"].isin(NOTES)).sum()),
        found.clean.about.synthetic,
    )  # fmt: skip


def _ledger_messages(found: stages.Results) -> Iterator[str]:
    """What must be mended in the ledgers: for the house, not for the public."""
    catalogue, language, place = found.catalogue, found.clean.language, found.clean.place
    yield from _file_messages(found)
    corrections = found.clean.corrections
    for row in corrections[corrections["status"] != "applied"].itertuples():
        fill = {name: str(getattr(row, name)) for name in ("file", "row", "column", "old")}
        yield catalogue.word(f"pipeline.correction.{row.status}", language, **fill)
    for ledger_id in found.clean.missing:
        ledger = catalogue.ledgers[ledger_id]
        fill = {"id": ledger_id, "ledger": ledger.name(language), "folder": place.raw.as_posix()}
        yield catalogue.word("pipeline.missing_ledger", language, **fill)


def _file_messages(found: stages.Results) -> Iterator[str]:
    """Whole files and whole sheets that were set aside."""
    frame = found.clean.set_aside
    for row in frame[frame["reason"].isin(["unreadable_file", "unrecognised", "empty_ledger"])].itertuples():
        where = f"{found.clean.place.raw.as_posix()}/{row.file}" + (
            f" [{row.sheet}]" if isinstance(row.sheet, str) else ""
        )
        yield f"{where}: {row.message}。{row.suggestion}"


def _cause(error: Exception, place: Place, language: Language) -> Exception:
    """What stopped a notebook, where the reader can put it right: met again outside of it, with words in both languages."""
    if isinstance(error, NotebookFailed) and error.error in {kind.__name__ for kind in ReaderError.__subclasses__()}:
        try:
            stages.results(place, language)
        except ReaderError as cause:
            return cause
    return error


def _synthetic(place: Place) -> bool:
    try:
        return place.about().synthetic
    except (ReaderError, OSError):
        return False


def message_of(error: Exception, language: Language) -> str:
    """An error in the reader's words: what is wrong and what to do."""
    if isinstance(error, ReaderError):
        return error.text(language)
    if isinstance(error, NotebookFailed):
        fill = {"notebook": error.copy.name, "error": error.error, "copy": error.copy.as_posix()}
        return load().word("pipeline.notebook_failed", language, **fill)
    if isinstance(error, OSError):
        fill = {"file": str(error.filename or "—"), "detail": error.strerror or type(error).__name__}
        return load().word("pipeline.file_error", language, **fill)
    return str(error)


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """0 when all is done and nothing needs attention, otherwise 1."""
    return int(any(outcome.status != "done" for outcome in outcomes))
