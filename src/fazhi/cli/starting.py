"""Where one begins and where one stands: a new township-year, and the state of all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fazhi.catalogue import load
from fazhi.cli.options import LanguageOption, OutputsOption, ProcessedOption, RawOption, app, console_of, language_of

if TYPE_CHECKING:
    import pandas as pd


LABELS = 3  # columns before the numbers
WIDEST = 400  # of a table in half-width signs: a terminal may break a line, but no column is cut short


def said(key: str) -> str:
    """A word of the help."""
    return load().word(f"cli.{key}", "en")


@app.command(help=said("new"))
def new(
    township: Annotated[str, typer.Argument(help=said("new.township"))],
    year: Annotated[str, typer.Argument(help=said("new.year"))],
    raw: RawOption = None,
    language: LanguageOption = "zh",
) -> None:
    from fazhi.catalogue import ReaderError
    from fazhi.desk import BeginError, Call, advice, begin
    from fazhi.pipeline import site
    from fazhi.pipeline.outcome import message_of

    speech, console = language_of(language), console_of()
    try:
        begun = begin(site(raw), township, year, speech)
    except BeginError as error:
        console.print(error.text(speech), markup=False)
        raise typer.Exit(2) from error
    except (ReaderError, OSError) as error:
        console.print(message_of(error, speech), markup=False)
        raise typer.Exit(1) from error
    for line in advice(begun, speech, Call.here(raw=raw)):
        typer.echo(line)


@app.command(help=said("status"))
def status(
    township: Annotated[str | None, typer.Argument(help=said("status.township"))] = None,
    year: Annotated[str | None, typer.Argument(help=said("status.year"))] = None,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help=said("status.json"))] = False,
    language: LanguageOption = "zh",
) -> None:
    from fazhi.catalogue import ReaderError
    from fazhi.desk import Call, standings, table, to_do
    from fazhi.pipeline import site
    from fazhi.pipeline.outcome import message_of

    speech, console = language_of(language), console_of()
    call = Call.here(raw=raw, processed=processed, outputs=outputs)
    try:
        found = standings(site(raw, processed, outputs), township, year)
    except (ReaderError, OSError) as error:
        console.print(message_of(error, speech), markup=False)
        raise typer.Exit(1) from error
    if as_json:
        records = [one.record(speech, call) for one in found]
        typer.echo(json.dumps(records, ensure_ascii=False, indent=1))
        return
    _print(table(found, speech))
    typer.echo()
    typer.echo(load().word("desk.status.to_do", speech))
    for line in to_do(found, speech, call):
        typer.echo(f"  {line}")


def _print(frame: pd.DataFrame) -> None:
    """A table whose columns stand one below the other, Chinese signs two places wide, numbers to the right."""
    shown = Table(box=None, pad_edge=False)
    for place, name in enumerate(frame.columns):
        shown.add_column(name, justify="left" if place < LABELS else "right", no_wrap=True)
    for row in frame.itertuples(index=False):
        shown.add_row(*(Text(str(cell)) for cell in row))
    Console(highlight=False, soft_wrap=True, width=WIDEST).print(shown)
