"""The way of the data: run, explain, compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from fazhi.catalogue import load
from fazhi.cli.options import (
    ClusterOption,
    EditionOption,
    LanguageOption,
    OutputsAddress,
    OutputsOption,
    ProcessedAddress,
    ProcessedOption,
    RawAddress,
    RawOption,
    WorkersOption,
    app,
    console_of,
    edition_of,
    folders_of,
    language_of,
    options_of,
    text_of,
)
from fazhi.cli.rounds import Round
from fazhi.cli.speech import spoken


@app.command()
def run(
    township: Annotated[str | None, typer.Argument()] = None,
    year: Annotated[str | None, typer.Argument()] = None,
    raw: RawAddress = None,
    processed: ProcessedAddress = None,
    outputs: OutputsAddress = None,
    language: LanguageOption = None,
    edition: EditionOption = "internal",
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    why: Annotated[bool, typer.Option("--explain")] = False,
) -> None:
    """Clean, count, check and render township-years (all of them by default), each only where something changed; exit 1 if one failed or needs attention."""
    from fazhi.pipeline import site

    written, console = language_of(language), console_of()
    given, kind = {"raw": raw, "processed": processed, "outputs": outputs}, edition_of(edition)
    with options_of(given, workers, cluster, console) as (folders, options):
        where = site(folders["raw"], folders["processed"], folders["outputs"], kind)
        asked = Round(where, township, year, written, options, console)
        if why:
            asked.explain()
            raise typer.Exit(0)
        done = asked.run()
        options.send()
    typer.echo(options.address(done.index))
    raise typer.Exit(done.code)


@app.command()
def explain(
    indicator: str,
    township: str,
    year: str,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    language: LanguageOption = None,
) -> None:
    """Say how a number came about: its definition, its window, its value and the ledger rows behind it."""
    from fazhi.catalogue.called import alike, called

    language_of(language)
    catalogue = load()
    meant = called(catalogue.indicators, indicator)
    if meant is None:
        near = alike(catalogue.indicators, indicator)
        key = "no_indicator_but" if near else "no_indicator"
        console_of().print(catalogue.word(f"explain.{key}", spoken(), id=indicator), markup=False)
        for known in near or catalogue.indicators.values():
            typer.echo(f"{known.id}  {known.name(spoken())}", err=True)
        raise typer.Exit(2)

    from fazhi.pipeline import place, results
    from fazhi.pipeline.counting import written_language
    from fazhi.pipeline.explain import explanation

    where = place(township, year, text_of(raw), text_of(processed), text_of(outputs))
    found = results(where, written_language(where))
    typer.echo(explanation(found, meant.id, spoken()))


@app.command()
def compare(
    townships: Annotated[list[str] | None, typer.Option()] = None,
    years: Annotated[list[str] | None, typer.Option()] = None,
    indicators: Annotated[list[str] | None, typer.Option()] = None,
    benchmark: Annotated[list[str] | None, typer.Option()] = None,
    raw: RawAddress = None,
    processed: ProcessedAddress = None,
    outputs: OutputsAddress = None,
    language: LanguageOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
) -> None:
    """Compare townships and years: intervals, benchmarks, trends, and what must not be compared; exit 1 if results were left out."""
    written, console = language_of(language), console_of()
    from fazhi.pipeline import Selection, site
    from fazhi.pipeline.selection import benchmarks_of, indicators_of, listed, years_of
    from fazhi.provenance import write_records
    from fazhi.runs import run as runs
    from fazhi.runs.compare_run import Asked, run_comparison
    from fazhi.runs.plan import Planner

    ids = indicators_of(indicators, load().indicators)
    chosen = Selection(listed(townships), years_of(years), ids, benchmarks_of(benchmark, load().indicators))
    given = {"raw": raw, "processed": processed, "outputs": outputs}
    with options_of(given, workers, cluster, console) as (folders, options):
        _check(chosen.benchmark or {})
        where = site(folders["raw"], folders["processed"], folders["outputs"])
        with folders_of(where, console), console.status("") as status:
            runs.tidy(where)
            planner = Planner(where)
            asked = Asked(where, chosen, written, planner)
            messages = run_comparison(asked, options, lambda label, _: status.update(label))[spoken()]
            runs.write_start_page(planner, where, [], written)
            write_records(where, written, planner.source)
            options.send()
    for message in messages:
        console.print(f"- {message}", markup=False)
    typer.echo(options.address(asked.page))
    raise typer.Exit(int(bool(messages)))


def _check(benchmarks: Mapping[str, float]) -> None:
    if benchmarks:
        from fazhi.comparison import check_benchmarks

        check_benchmarks(benchmarks, load())
