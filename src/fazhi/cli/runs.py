"""The way of the data: run, explain, compare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from fazhi.catalogue import Language, load
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
    progress_bar,
    reader_errors,
    text_of,
)
from fazhi.cli.speech import said, spoken, told

if TYPE_CHECKING:
    from fazhi.pipeline.options import Options
    from fazhi.pipeline.outcome import Outcome
    from fazhi.pipeline.run import Planned

MAX_REASONS = 3


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
    from fazhi.pipeline import places, site
    from fazhi.pipeline import run as runs
    from fazhi.pipeline.outcome import exit_code
    from fazhi.pipeline.plan import Planner
    from fazhi.provenance import write_records

    written, console = language_of(language), console_of()
    given, kind = {"raw": raw, "processed": processed, "outputs": outputs}, edition_of(edition)
    with reader_errors(console), options_of(given, workers, cluster, console) as (folders, options):
        where = site(folders["raw"], folders["processed"], folders["outputs"], kind)
        chosen = places(where, township, year)
        with folders_of(where, console):
            runs.tidy(where)
            if not why and not cluster:
                runs.foresee(chosen, written)
            planner = Planner(where)
            planned = runs.plan(chosen, planner, written)
            if why:
                _explain_runs(planned, spoken(), options)
                raise typer.Exit(0)
            with progress_bar(console, sum(len(one.due) for one in planned)) as advance:

                def done(outcome: Outcome) -> None:
                    if len(planned) > 1 and outcome.status == "done":
                        return
                    _report(outcome, console)

                outcomes = runs.run(planned, planner, written, options, done, advance)
            _summary(planned, outcomes, console)
            index = runs.write_start_page(planner, where, outcomes, written)
            write_records(where, written, planner.source)
            options.send()
    typer.echo(options.address(index))
    raise typer.Exit(exit_code(outcomes))


def _summary(planned: Sequence[Planned], outcomes: Sequence[Outcome], console: Console) -> None:
    """What was up to date already: one line for all of it, and again what still needs attention."""
    for one, outcome in zip(planned, outcomes, strict=True):
        if not one.due and one.problem is None and (len(planned) == 1 or outcome.status != "done"):
            _report(outcome, console)
    ran = sum(bool(one.due) for one in planned)
    fill = {"ran": ran, "kept": len(planned) - ran}
    console.print(told("pipeline.summary", **fill), markup=False)


def _explain_runs(planned: Sequence[Planned], language: Language, options: Options) -> None:
    """Each stage that would run, with its reasons."""
    catalogue = load()
    for one in planned:
        if one.problem is not None:
            typer.echo(f"{one.job.label}: {options.named(one.problem)[spoken()]}")
        elif not one.due:
            typer.echo(f"{one.job.label}: {catalogue.word('pipeline.why.nothing', language)}")
        for due in one.due:
            reasons = [catalogue.word(f"pipeline.why.{kind}", language, name=name) for kind, name in due.reasons]
            reasons = reasons or [catalogue.word("pipeline.why.waits", language, name=due.stage.renders)]
            shown = catalogue.word("mark.clauses", language).join(reasons[:MAX_REASONS])
            if len(reasons) > MAX_REASONS:
                shown += catalogue.word("pipeline.why.more", language, count=len(reasons) - MAX_REASONS)
            typer.echo(f"{one.job.label}  {due.stage.name}: {shown}")


def _report(outcome: Outcome, console: Console) -> None:
    status = told(f"pipeline.status.{outcome.status}")
    console.print(f"{outcome.place.township} {outcome.place.year}: {status}", markup=False)
    for message in outcome.told.get(spoken(), outcome.messages):
        console.print(f"  - {message}", markup=False)


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
    language_of(language)
    catalogue = load()
    if indicator not in catalogue.indicators:
        console_of().print(catalogue.word("explain.no_indicator", spoken(), id=indicator), markup=False)
        for known in catalogue.indicators.values():
            typer.echo(f"{known.id}  {known.name(spoken())}", err=True)
        raise typer.Exit(2)

    from fazhi.pipeline import place, results
    from fazhi.pipeline.counting import written_language
    from fazhi.pipeline.explain import explanation

    with reader_errors(console_of()):
        where = place(township, year, text_of(raw), text_of(processed), text_of(outputs))
        found = results(where, written_language(where))
    typer.echo(explanation(found, indicator, spoken()))


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
    ids = _listed(indicators)
    for unknown in (id for id in ids if id not in load().indicators):
        console.print(load().word("explain.no_indicator", spoken(), id=unknown), markup=False)
        raise typer.Exit(2)
    asked_for = _listed(townships), _years(years), ids, _benchmarks(benchmark)

    from fazhi.comparison import BenchmarkError, check_benchmarks
    from fazhi.pipeline import Selection, site
    from fazhi.pipeline import run as runs
    from fazhi.pipeline.compare_run import page, run_comparison
    from fazhi.pipeline.plan import Planner
    from fazhi.provenance import write_records

    chosen = Selection(*asked_for)
    given = {"raw": raw, "processed": processed, "outputs": outputs}
    with reader_errors(console), options_of(given, workers, cluster, console) as (folders, options):
        try:
            check_benchmarks(chosen.benchmark or {}, load())
        except BenchmarkError as error:
            console.print(error.text(spoken()), markup=False)
            raise typer.Exit(2) from error
        where = site(folders["raw"], folders["processed"], folders["outputs"])
        with folders_of(where, console), console.status("") as status:
            runs.tidy(where)
            planner = Planner(where)
            found = run_comparison(
                where,
                chosen,
                planner,
                written,
                options,
                lambda label, _: status.update(label),
            )
            runs.write_start_page(planner, where, [], written)
            write_records(where, written, planner.source)
            options.send()
    messages = found[spoken()]
    for message in messages:
        console.print(f"- {message}", markup=False)
    typer.echo(options.address(page(where)))
    raise typer.Exit(int(bool(messages)))


def _listed(texts: list[str] | None) -> tuple[str, ...]:
    """What was given in one option or in several, separated by commas of either width."""
    parts = (part.strip() for text in texts or () for part in re.split(r"[,，、]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _years(texts: list[str] | None) -> tuple[int, ...]:
    years: list[int] = []
    for part in _listed(texts):
        ends = part.split("-")
        if len(ends) > 2 or not all(re.fullmatch(r"(19|20)\d\d", end) for end in ends):
            raise typer.BadParameter(said("error.years", text=part), param_hint="--years")
        years += range(int(ends[0]), int(ends[-1]) + 1)
    return tuple(dict.fromkeys(years))


def _benchmarks(texts: list[str] | None) -> dict[str, float]:
    found = {}
    for text in texts or ():
        id, _, number = text.partition("=")
        try:
            value = float(number.strip().removesuffix("%").removesuffix("％"))
        except ValueError as error:
            raise typer.BadParameter(said("error.benchmark", text=text), param_hint="--benchmark") from error
        found[id.strip()] = value / 100 if number.strip()[-1] in "%％" else value
    return found
