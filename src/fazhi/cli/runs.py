"""The way of the data: run, explain, compare."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fazhi import engine
from fazhi.catalogue import Language, load
from fazhi.cli.options import (
    EditionOption,
    LanguageOption,
    OutputsOption,
    ProcessedOption,
    RawOption,
    app,
    console_of,
    edition_of,
    language_of,
    text_of,
)

if TYPE_CHECKING:
    from fazhi.pipeline.run import Outcome


@app.command()
def run(
    township: Annotated[str | None, typer.Argument(help="Only this township.")] = None,
    year: Annotated[str | None, typer.Argument(help="Only this year.")] = None,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    language: LanguageOption = "zh",
    edition: EditionOption = "internal",
) -> None:
    """Clean, count, check and render township-years (all of them by default); exit 1 if one failed or needs attention."""
    from fazhi.pipeline import PlaceError, places, site
    from fazhi.pipeline import run as runs
    from fazhi.pipeline.index import write_index

    speech, console = language_of(language), console_of()
    try:
        where = site(raw, processed, outputs, edition_of(edition))
        chosen = places(where, township, year)
    except PlaceError as error:
        console.print(runs.message_of(error, speech), markup=False)
        raise typer.Exit(1) from error
    engine.warm("fazhi.appendix")
    steps = len(runs.STEPS)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    outcomes = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=steps * len(chosen))
        for number, place in enumerate(chosen):

            def advance(step: str, label: str = f"{place.township} {place.year}", number: int = number) -> None:
                bar.update(task, description=f"{label}  {step}")
                bar.advance(task)

            outcome = runs.run(place, speech, advance)
            outcomes.append(outcome)
            bar.update(task, completed=steps * (number + 1))
            _report(outcome, console, speech)
    try:
        index = write_index(where, outcomes, speech)
    except OSError as error:
        console.print(runs.message_of(error, speech), markup=False)
        raise typer.Exit(1) from error
    typer.echo(index.as_posix())
    raise typer.Exit(runs.exit_code(outcomes))


def _report(outcome: Outcome, console: Console, language: Language) -> None:
    status = load().word(f"pipeline.status.{outcome.status}", language)
    console.print(f"{outcome.place.township} {outcome.place.year}: {status}", markup=False)
    for message in outcome.messages:
        console.print(f"  - {message}", markup=False)


@app.command()
def explain(
    indicator: Annotated[str, typer.Argument(help="Id of the indicator, such as disputes_resolved.")],
    township: str,
    year: str,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    language: LanguageOption = "zh",
) -> None:
    """Say how a number came about: its definition, its window, its value and the ledger rows behind it."""
    from fazhi.pipeline import PlaceError, place, results
    from fazhi.pipeline import run as runs
    from fazhi.pipeline.explain import explanation

    speech, catalogue = language_of(language), load()
    if indicator not in catalogue.indicators:
        console_of().print(catalogue.word("explain.no_indicator", speech, id=indicator), markup=False)
        for known in catalogue.indicators.values():
            typer.echo(f"{known.id}  {known.name(speech)}", err=True)
        raise typer.Exit(2)
    try:
        found = results(place(township, year, text_of(raw), text_of(processed), text_of(outputs)), speech)
    except PlaceError as error:
        console_of().print(runs.message_of(error, speech), markup=False)
        raise typer.Exit(1) from error
    typer.echo(explanation(found, indicator))


@app.command()
def compare(
    townships: Annotated[
        list[str] | None, typer.Option("--townships", help="Only these, separated by commas. [all]")
    ] = None,
    years: Annotated[
        list[str] | None, typer.Option("--years", help="Only these, such as 2021,2022 or 2018-2022. [all]")
    ] = None,
    indicators: Annotated[
        list[str] | None, typer.Option("--indicators", help="Only these ids, separated by commas. [all]")
    ] = None,
    benchmark: Annotated[
        list[str] | None,
        typer.Option(
            "--benchmark", help="INDICATOR=VALUE: a fixed benchmark in place of the pooled one; may be repeated."
        ),
    ] = None,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    language: LanguageOption = "zh",
) -> None:
    """Compare townships and years: intervals, benchmarks, trends, and what must not be compared; exit 1 if results were left out."""
    from fazhi.catalogue import ReaderError
    from fazhi.comparison import BenchmarkError
    from fazhi.pipeline import Selection, site
    from fazhi.pipeline import run as runs
    from fazhi.pipeline.compare_run import page, run_comparison
    from fazhi.pipeline.index import write_index

    speech, console = language_of(language), console_of()
    ids = _listed(indicators)
    for unknown in (id for id in ids if id not in load().indicators):
        console.print(load().word("explain.no_indicator", speech, id=unknown), markup=False)
        raise typer.Exit(2)
    engine.warm("fazhi.appendix")
    chosen = Selection(_listed(townships), _years(years), ids, _benchmarks(benchmark))
    try:
        where = site(raw, processed, outputs)
        with console.status("") as status:
            found = run_comparison(where, chosen, speech, status.update)
    except BenchmarkError as error:
        console.print(error.text(speech), markup=False)
        raise typer.Exit(2) from error
    except (ReaderError, runs.NotebookFailed, OSError) as error:
        console.print(runs.message_of(error, speech), markup=False)
        raise typer.Exit(1) from error
    for message in found.messages:
        console.print(f"- {message}", markup=False)
    write_index(where, [], speech)
    typer.echo(page(where).as_posix())
    raise typer.Exit(int(bool(found.messages)))


def _listed(texts: list[str] | None) -> tuple[str, ...]:
    """What was given in one option or in several, separated by commas of either width."""
    parts = (part.strip() for text in texts or () for part in re.split(r"[,，、]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _years(texts: list[str] | None) -> tuple[int, ...]:
    years: list[int] = []
    for part in _listed(texts):
        ends = part.split("-")
        if len(ends) > 2 or not all(re.fullmatch(r"(19|20)\d\d", end) for end in ends):
            raise typer.BadParameter(f"{part}: expected years such as 2022 or 2018-2022", param_hint="--years")
        years += range(int(ends[0]), int(ends[-1]) + 1)
    return tuple(dict.fromkeys(years))


def _benchmarks(texts: list[str] | None) -> dict[str, float]:
    found = {}
    for text in texts or ():
        id, _, number = text.partition("=")
        try:
            value = float(number.strip().removesuffix("%").removesuffix("％"))
        except ValueError as error:
            raise typer.BadParameter(f"{text}: expected INDICATOR=VALUE", param_hint="--benchmark") from error
        found[id.strip()] = value / 100 if number.strip()[-1] in "%％" else value
    return found
