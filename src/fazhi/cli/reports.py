"""A report's prose: its claims, and what the ledgers say of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from fazhi.catalogue import Language, load
from fazhi.cli.options import (
    LanguageOption,
    OutputsOption,
    ProcessedOption,
    RawOption,
    app,
    console_of,
    language_of,
    print_table,
    text_of,
)
from fazhi.cli.speech import spoken


@app.command()
def claims(
    report: Annotated[Path, typer.Argument()],
    as_json: Annotated[bool, typer.Option("--json")] = False,
    text_out: Path | None = None,
    language: LanguageOption = None,
) -> None:
    """Find the numeric claims in a report's prose: value, allowed range, unit, period and indicator of each."""
    from fazhi.claims.prose import find_claims, read_report, records

    language_of(language)
    text = read_report(report)
    if text_out is not None:
        text_out.write_text(text, encoding="utf-8", newline="\n")
    found = records(find_claims(text))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _print_claims(found, spoken())


def _print_claims(found: list[dict[str, Any]], language: Language) -> None:
    """A table of claims, and how many they are."""
    catalogue, rows = load(), []
    for claim in found:
        low, high = ("" if claim[end] is None else f"{claim[end]:,}" for end in ("lo", "hi"))
        indicator = catalogue.indicators[claim["indicator"]].name(language) if claim["indicator"] else ""
        span = low if low == high else f"{low}–{high}"
        rows.append((claim["text"].replace("\n", ""), span, claim["unit"] or "", claim["period"] or "", indicator))
    names = ("text", "range", "unit", "period", "indicator")
    print_table([catalogue.word(f"claims.column.{name}", language) for name in names], rows)
    known = sum(claim["indicator"] is not None for claim in found)
    console_of().print(catalogue.word("claims.found", language, claims=len(found), known=known), markup=False)


@app.command()
def check(
    report: Annotated[Path, typer.Argument()],
    township: Annotated[str, typer.Option()],
    year: Annotated[str, typer.Option()],
    page: Path | None = None,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    language: LanguageOption = None,
) -> None:
    """Check the figures in a report's prose against the ledgers: a table, a marked page; exit 1 on an inconsistency."""
    from fazhi.claims.prose import read_report
    from fazhi.pipeline import place
    from fazhi.pipeline.about import CHECK_PAGE
    from fazhi.pipeline.report import check_report

    written = language_of(language)
    text = read_report(report)
    where = place(township, year, text_of(raw), text_of(processed), text_of(outputs))
    found = check_report(text, where, written)
    _print_checked(found.rows(spoken()), spoken())
    for message in found.messages(spoken()):
        console_of().print(message, markup=False)
    typer.echo(found.write(page or where.outputs / CHECK_PAGE).as_posix())
    raise typer.Exit(int(found.broken))


def _print_checked(rows: list[tuple[str, ...]], language: Language) -> None:
    """A table of checked claims."""
    names = ("text", "indicator", "range", "computed", "gap", "verdict")
    print_table([load().word(f"claims.column.{name}", language) for name in names], rows)
