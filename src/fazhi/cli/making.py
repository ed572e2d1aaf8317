"""What is made for others to fill or to try: ledgers and templates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fazhi.cli.options import LanguageOption, RawOption, app, console_of, language_of


@app.command()
def synthesise(
    raw: RawOption = None,
    seed: int = 2022,
    townships: Annotated[int | None, typer.Option(min=1)] = None,
    years: Annotated[int | None, typer.Option(min=1)] = None,
    language: LanguageOption = None,
) -> None:
    """Write the synthetic ledgers of Shuanghe 2022, from which a right count gives the published figures; or, with
    --townships or --years, those of a fictional county, with a table of the true values beside them."""
    from fazhi.pipeline.place import on_this_machine
    from fazhi.synthesis import TOWNSHIP, YEAR, write

    language_of(language)
    on_this_machine(raw or "")
    if townships is None and years is None:
        folder = (raw or Path("data/raw")) / TOWNSHIP / str(YEAR)
        write(folder, seed=seed)
    else:
        folder = raw or Path("demo/raw")
        _county(folder, townships or 12, years or 6, seed)
    typer.echo(folder.as_posix())


def _county(folder: Path, townships: int, years: int, seed: int) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from fazhi.synthesis.county import write_county

    console = console_of()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=townships * years)
        write_county(folder, townships, years, seed, lambda label: bar.update(task, description=label, advance=1))


@app.command()
def template(
    ledger: Annotated[str | None, typer.Argument()] = None,
    out: Path = Path("templates"),
    language: LanguageOption = None,
) -> None:
    """Write empty Excel ledgers with drop-down lists and checks, made from the catalogue."""
    from fazhi.templates import write_templates

    for path in write_templates(out, [ledger] if ledger else None, language_of(language)):
        typer.echo(path.as_posix())
