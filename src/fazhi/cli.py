"""The command ``fazhi``: reads its arguments, calls the rooms, prints what came of it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from fazhi.catalogue import Language, load

if TYPE_CHECKING:
    from fazhi.pipeline.place import Edition
    from fazhi.pipeline.run import Outcome

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="From a township's raw ledgers to the checked appendix of its annual rule-of-law report.",
)  # fmt: skip

RawOption = Annotated[
    Path | None, typer.Option("--raw", help="Folder of raw ledgers, township/year below it. [data/raw]")
]
ProcessedOption = Annotated[Path | None, typer.Option("--processed", help="Folder of clean tables. [data/processed]")]
OutputsOption = Annotated[Path | None, typer.Option("--outputs", help="Folder of results. [outputs]")]
EditionOption = Annotated[
    str, typer.Option("--edition", help="internal, or public: what could point to a person is hidden.")
]
LanguageOption = Annotated[str, typer.Option("--language", help="Language of the results: zh or en.")]


def _language(text: str) -> Language:
    if text == "zh":
        return "zh"
    if text == "en":
        return "en"
    raise typer.BadParameter("expected zh or en", param_hint="--language")


def _edition(text: str) -> Edition:
    if text == "internal":
        return "internal"
    if text == "public":
        return "public"
    raise typer.BadParameter("expected internal or public", param_hint="--edition")


def _console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


@app.callback()
def _main() -> None:
    pass


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

    speech, console = _language(language), _console()
    try:
        where = site(raw, processed, outputs, _edition(edition))
        chosen = places(where, township, year)
    except PlaceError as error:
        console.print(runs.message_of(error, speech), markup=False)
        raise typer.Exit(1) from error
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

    speech, catalogue = _language(language), load()
    if indicator not in catalogue.indicators:
        _console().print(catalogue.word("explain.no_indicator", speech, id=indicator), markup=False)
        for known in catalogue.indicators.values():
            typer.echo(f"{known.id}  {known.name(speech)}", err=True)
        raise typer.Exit(2)
    try:
        found = results(place(township, year, _text(raw), _text(processed), _text(outputs)), speech)
    except PlaceError as error:
        _console().print(runs.message_of(error, speech), markup=False)
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

    speech, console = _language(language), _console()
    ids = _listed(indicators)
    for unknown in (id for id in ids if id not in load().indicators):
        console.print(load().word("explain.no_indicator", speech, id=unknown), markup=False)
        raise typer.Exit(2)
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


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


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

    console = _console()
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

    speech = _language(language)
    try:
        paths = write_templates(out, [ledger] if ledger else None, speech)
    except TemplateError as error:
        _console().print(error.text(speech), markup=False)
        raise typer.Exit(2 if ledger and ledger not in load().ledgers else 1) from error
    for path in paths:
        typer.echo(path.as_posix())


@app.command()
def claims(
    report: Annotated[Path, typer.Argument(help="The report: .txt, .md, .docx, .html or .pdf.")],
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list instead of a table.")] = False,
    text_out: Annotated[
        Path | None, typer.Option("--text-out", help="Write the report's text here; start and end refer to it.")
    ] = None,
    language: LanguageOption = "zh",
) -> None:
    """Find the numeric claims in a report's prose: value, allowed range, unit, period and indicator of each."""
    from fazhi.claims.prose import ReportError, find_claims, read_report, records

    speech = _language(language)
    try:
        text = read_report(report)
    except ReportError as error:
        _console().print(error.text(speech), markup=False)
        raise typer.Exit(2) from error
    if text_out is not None:
        text_out.write_text(text, encoding="utf-8", newline="\n")
    found = records(find_claims(text))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _print_claims(found, speech)


def _print_claims(found: list[dict[str, Any]], language: Language) -> None:
    """A table of claims, and how many they are."""
    catalogue = load()
    table = Table(box=None, pad_edge=False)
    for column in ("text", "range", "unit", "period", "indicator"):
        table.add_column(catalogue.word(f"claims.column.{column}", language))
    for claim in found:
        low, high = ("" if claim[end] is None else f"{claim[end]:,}" for end in ("lo", "hi"))
        indicator = catalogue.indicators[claim["indicator"]].name(language) if claim["indicator"] else ""
        span = low if low == high else f"{low}–{high}"
        table.add_row(
            *map(Text, (claim["text"].replace("\n", ""), span, claim["unit"] or "", claim["period"] or "", indicator))
        )
    Console(highlight=False, soft_wrap=True).print(table)
    known = sum(claim["indicator"] is not None for claim in found)
    _console().print(catalogue.word("claims.found", language, claims=len(found), known=known), markup=False)


@app.command()
def check(
    report: Annotated[Path, typer.Argument(help="The report: .txt, .md, .docx, .html or .pdf.")],
    township: Annotated[str, typer.Option("--township", help="Whose ledgers to check against.")],
    year: Annotated[str, typer.Option("--year", help="Of which year.")],
    page: Annotated[
        Path | None,
        typer.Option("--page", help="Where to write the marked report. [outputs/TOWNSHIP/YEAR/report.html]"),
    ] = None,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    language: LanguageOption = "zh",
) -> None:
    """Check the figures in a report's prose against the ledgers: a table, a marked page; exit 1 on an inconsistency."""
    from fazhi.claims.prose import ReportError, read_report
    from fazhi.pipeline import PlaceError, place
    from fazhi.pipeline import run as runs
    from fazhi.pipeline.report import check_report

    speech = _language(language)
    try:
        text = read_report(report)
        where = place(township, year, _text(raw), _text(processed), _text(outputs))
        found = check_report(text, where, speech)
    except ReportError as error:
        _console().print(error.text(speech), markup=False)
        raise typer.Exit(2) from error
    except PlaceError as error:
        _console().print(runs.message_of(error, speech), markup=False)
        raise typer.Exit(1) from error
    _print_checked(found.rows, speech)
    for message in found.messages:
        _console().print(message, markup=False)
    typer.echo(found.write(page).as_posix())
    raise typer.Exit(int(found.broken))


def _print_checked(rows: list[tuple[str, ...]], language: Language) -> None:
    """A table of checked claims."""
    table = Table(box=None, pad_edge=False)
    for column in ("text", "indicator", "range", "computed", "gap", "verdict"):
        table.add_column(load().word(f"claims.column.{column}", language))
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False, soft_wrap=True).print(table)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal in another encoding must not end in a traceback
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
