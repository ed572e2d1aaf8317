"""What several commands share: the application, its options, and how they are read.

No help stands here or in a command: it is the word ``cli.<command>.<parameter>`` of the catalogue, or ``cli.any.<parameter>``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from fazhi.catalogue import Language
from fazhi.cli.help import Application, Group
from fazhi.cli.speech import OPTION, asked, said, told

if TYPE_CHECKING:
    from fazhi.pipeline.place import Edition, Site
    from fazhi.runs.options import Options

WIDEST = 400  # of a table in half-width signs: a terminal may break a line, but no column is cut short
ONE_WORD = 14  # half-width signs; a column of no more is not broken while others can be

app = Application(
    cls=Group, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)

RawOption = Annotated[Path | None, typer.Option("--raw")]
ProcessedOption = Annotated[Path | None, typer.Option("--processed")]
OutputsOption = Annotated[Path | None, typer.Option("--outputs")]
# The same three where a URL will do as well: a path would lose one of its slashes.
RawAddress = Annotated[str | None, typer.Option("--raw")]
ProcessedAddress = Annotated[str | None, typer.Option("--processed")]
OutputsAddress = Annotated[str | None, typer.Option("--outputs")]
EditionOption = Annotated[str, typer.Option("--edition")]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1)]
ClusterOption = Annotated[str | None, typer.Option("--cluster")]
LanguageOption = Annotated[str | None, typer.Option(OPTION)]


def language_of(text: str | None) -> Language:
    """The language of results: the one named, otherwise Chinese, whatever the locale: the same call gives the same bytes anywhere."""
    if text not in ("zh", "en", None):
        raise typer.BadParameter(said("error.language"), param_hint=OPTION)
    return asked() or "zh"


def edition_of(text: str) -> Edition:
    if text == "internal":
        return "internal"
    if text == "public":
        return "public"
    raise typer.BadParameter(said("error.edition"), param_hint="--edition")


def console_of() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_table(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    """A table to standard output; no cell is cut short. A terminal breaks long ones, a file or another program gets a line a row."""
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    table, body = Table(box=None, pad_edge=False), list(rows)
    for place, label in enumerate(columns):
        short = max(map(cell_len, (label, *(row[place] for row in body)))) <= ONE_WORD
        table.add_column(label, overflow="fold", no_wrap=short)
    for row in body:
        table.add_row(*map(Text, row))
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = WIDEST
    console.print(table)


def text_of(path: Path | None) -> str | None:
    return None if path is None else str(path)


@app.callback()
def _main(language: LanguageOption = None) -> None:
    language_of(language)


@contextmanager
def folders_of(where: Site, console: Console) -> Iterator[None]:
    """The folders that a run writes to, for this run alone."""
    from fazhi.runs.lock import sole_run

    with sole_run((where.processed, where.outputs), _waiting(console)):
        yield


@contextmanager
def options_of(
    given: dict[str, str | None], workers: int | None, cluster: str | None, console: Console
) -> Iterator[tuple[dict[str, str | None], Options]]:
    """The folders of a run, those at URLs as copies that go back when it ends well, and how it is done."""
    from fazhi.pipeline.place import apart_from_public
    from fazhi.pipeline.urls import is_url
    from fazhi.runs.options import Options

    apart_from_public(given["outputs"] or "")
    if not any(map(is_url, filter(None, given.values()))):
        yield given, Options(workers, cluster, last=True)
        return
    from fazhi.runs.mirrors import mirrored

    with mirrored(given, cluster is not None, _waiting(console)) as (folders, mirrors):
        yield folders, Options(workers, cluster, mirrors, last=True)


def _waiting(console: Console) -> Callable[[Path], None]:
    return lambda folder: console.print(told("pipeline.waiting", folder=folder.as_posix()), markup=False)


@contextmanager
def progress_bar(console: Console, stages: int) -> Iterator[Callable[[str, int], None]]:
    """One quiet bar with the time left; on anything but a terminal, none."""
    if not console.is_terminal:
        yield lambda label, done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=stages)
        yield lambda label, done: bar.update(task, description=label, advance=done)
