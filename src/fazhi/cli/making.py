"""What is made for others to fill or to try: ledgers and templates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fazhi.catalogue import load
from fazhi.cli.options import LanguageOption, app, console_of, language_of


@app.command()
def synthesise(
    raw: Annotated[
        Path | None, typer.Option("--raw", help="Where to write township/year. [data/raw; of a county demo/raw]")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 2022,
    townships: Annotated[int | None, typer.Option(min=1, help="Of a fictional county so many townships. [12]")] = None,
    years: Annotated[int | None, typer.Option(min=1, help="Of a fictional county so many years. [6]")] = None,
) -> None:
    """Write the synthetic ledgers of Shuanghe 2022, from which a right count gives the published figures; or, with
    --townships or --years, those of a fictional county, with a table of the true values beside them."""
    from fazhi.synthesis import TOWNSHIP, YEAR, write

    if townships is None and years is None:
        folder = (raw or Path("data/raw")) / TOWNSHIP / str(YEAR)
        write(folder, seed=seed)
    else:
        folder = raw or Path("demo/raw")
        _county(folder, townships or 12, years or 6, seed)
    typer.echo(folder.as_posix())


def _county(folder: Path, townships: int, years: int, seed: int) -> None:
    from fazhi.synthesis.county import CountyError, write_county

    console = console_of()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=townships * years)
        try:
            write_county(folder, townships, years, seed, lambda label: bar.update(task, description=label, advance=1))
        except CountyError as error:
            console.print(error.text("zh"), markup=False)
            raise typer.Exit(2) from error


@app.command()
def template(
    ledger: Annotated[
        str | None, typer.Argument(help="Id of the ledger, such as L14; all of them if left out.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")] = Path("templates"),
    language: LanguageOption = "zh",
) -> None:
    """Write empty Excel ledgers with drop-down lists and checks, made from the catalogue."""
    from fazhi.templates import TemplateError, write_templates

    speech = language_of(language)
    try:
        paths = write_templates(out, [ledger] if ledger else None, speech)
    except TemplateError as error:
        console_of().print(error.text(speech), markup=False)
        raise typer.Exit(2 if ledger and ledger not in load().ledgers else 1) from error
    for path in paths:
        typer.echo(path.as_posix())
