"""A report's statistical sentences, drafted from the ledgers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fazhi.catalogue import load
from fazhi.cli.options import (
    LanguageOption,
    OutputsOption,
    ProcessedOption,
    RawOption,
    app,
    console_of,
    language_of,
    text_of,
)
from fazhi.cli.speech import said, spoken

if TYPE_CHECKING:
    from fazhi.drafts import Draft, Style

FORMATS = (".docx", ".md", ".txt")


@app.command()
def draft(
    township: str,
    year: str,
    style: Annotated[str, typer.Option("--style")] = "exact",
    out: Annotated[Path | None, typer.Option("--out")] = None,
    raw: RawOption = None,
    processed: ProcessedOption = None,
    outputs: OutputsOption = None,
    language: LanguageOption = None,
) -> None:
    """Draft the statistical sentences of a township-year's report (in Chinese): every number computed, every gap marked."""
    from fazhi.files import write_whole
    from fazhi.pipeline import place
    from fazhi.pipeline.draft import draft_report

    written, manner = language_of(language), _style_of(style)
    if out is not None and out.suffix.lower() not in FORMATS:
        refused = load().word("claims.draft_format", spoken(), file=out.name, formats=" ".join(FORMATS))
        console_of().print(refused, markup=False)
        raise typer.Exit(2)
    where = place(township, year, text_of(raw), text_of(processed), text_of(outputs))
    made = draft_report(where, manner, written)
    if out is None:
        typer.echo(_content(made, ".txt"), nl=False)
    else:
        typer.echo(write_whole(out, _content(made, out.suffix.lower())).as_posix())
    console_of().print(load().word("claims.draft_written", spoken(), **made.counts), markup=False)


def _style_of(text: str) -> Style:
    if text == "exact":
        return "exact"
    if text == "report":
        return "report"
    raise typer.BadParameter(said("error.style"), param_hint="--style")


def _content(made: Draft, suffix: str) -> bytes | str:
    from fazhi.drafts import as_markdown, as_text, document

    if suffix == ".docx":
        return document(made, load())
    return as_markdown(made) if suffix == ".md" else as_text(made)
