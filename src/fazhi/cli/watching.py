"""The run that stays: watch."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from fazhi.catalogue import ReaderError
from fazhi.cli.options import (
    EditionOption,
    LanguageOption,
    OutputsAddress,
    ProcessedAddress,
    RawAddress,
    WorkersOption,
    app,
    console_of,
    edition_of,
    language_of,
)
from fazhi.cli.rounds import Done, ProgramChanged, Round
from fazhi.cli.speech import spoken, told


@app.command()
def watch(
    township: Annotated[str | None, typer.Argument()] = None,
    year: Annotated[str | None, typer.Argument()] = None,
    raw: RawAddress = None,
    processed: ProcessedAddress = None,
    outputs: OutputsAddress = None,
    language: LanguageOption = None,
    edition: EditionOption = "internal",
    workers: WorkersOption = None,
) -> None:
    """Run, and run again whenever ledgers, reference tables or notebooks change, until Ctrl-C; what a run imports stays imported."""
    from fazhi.pipeline import site
    from fazhi.pipeline.urls import is_url, shown_url
    from fazhi.runs.changes import changes
    from fazhi.runs.crew import warm_up
    from fazhi.runs.options import Options

    written, console, kind = language_of(language), console_of(), edition_of(edition)
    for url in filter(is_url, filter(None, (raw, processed, outputs))):
        raise ReaderError("pipeline.watch.url", url=shown_url(url))
    where = site(raw, processed, outputs, kind)
    watched = changes((where.raw, where.reference, where.notebooks))
    asked = Round(where, township, year, written, Options(workers), console)
    done = asked.run()
    typer.echo(done.index)
    warm_up(practised=True)
    working = False
    try:  # whoever reads that it waits may stop it at once
        console.print(told("pipeline.watch.waiting", folder=where.raw.as_posix()), markup=False)
        for changed in watched:
            working = True
            done = _again(asked, changed, done, console)
            working = False
    except KeyboardInterrupt:
        if working:  # there is something to go on with
            raise


def _again(asked: Round, changed: list[str], before: Done, console: Console) -> Done:
    """One more round; what a reader can put right is told, and waited for. Raises ``ProgramChanged``."""
    from fazhi.pipeline.outcome import message_of

    try:
        return asked.run(changed, before)
    except ProgramChanged:
        raise
    except (ReaderError, OSError) as error:
        console.print(message_of(error, spoken()), markup=False)
        return before
