"""Where one begins and where one stands: a new township-year, and the state of all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from fazhi.catalogue import load
from fazhi.cli.options import WIDEST, LanguageOption, OutputsOption, ProcessedOption, RawOption, app, language_of
from fazhi.cli.speech import spoken

if TYPE_CHECKING:
    import pandas as pd

LABELS = 3  # columns before the numbers


@app.command()
def new(township: str, year: str, raw: RawOption = None, language: LanguageOption = None) -> None:
    """Begin a township-year: empty ledgers, about.yaml and mapping.yaml; nothing that is there is touched."""
    from fazhi.desk import Call, advice, begin
    from fazhi.pipeline import site

    begun = begin(site(raw), township, year, language_of(language))
    for line in advice(begun, spoken(), Call.here(raw=raw)):
        typer.echo(line)


@app.command()
def status(
    township: Annotated[str | None, typer.Argument()] = None,
    year: Annotated[str | None, typer.Argument()] = None,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    language: LanguageOption = None,
) -> None:
    """Where every township-year stands and what is to be done next, from the files of the last run; nothing is counted anew."""
    from fazhi.desk import Call, standings, table, to_do
    from fazhi.pipeline import site
    from fazhi.pipeline.strays import overlooked, said_of

    language_of(language)
    speech = spoken()
    call = Call.here(raw=raw, processed=processed, outputs=outputs)
    where = site(raw, processed, outputs)
    found = standings(where, township, year)
    if as_json:
        records = [one.record(speech, call) for one in found]
        typer.echo(json.dumps(records, ensure_ascii=False, indent=1))
        return
    _print(table(found, speech))
    typer.echo()
    typer.echo(load().word("desk.status.to_do", speech))
    for line in to_do(found, speech, call):
        typer.echo(f"  {line}")
    for path in overlooked(where, township):
        one = said_of(path, where)
        typer.echo(f"  {load().word(one.key, speech, **dict(one.fill))}")


def _print(frame: pd.DataFrame) -> None:
    """A table whose columns stand one below the other, Chinese signs two places wide, numbers to the right."""
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False)
    for place, name in enumerate(frame.columns):
        shown.add_column(name, justify="left" if place < LABELS else "right", no_wrap=True)
    for row in frame.itertuples(index=False):
        shown.add_row(*(Text(str(cell)) for cell in row))
    Console(highlight=False, soft_wrap=True, width=WIDEST).print(shown)
