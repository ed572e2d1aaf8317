"""What several commands share: the application, its options, and how they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from fazhi.catalogue import Language

if TYPE_CHECKING:
    from fazhi.pipeline.place import Edition

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


def language_of(text: str) -> Language:
    if text == "zh":
        return "zh"
    if text == "en":
        return "en"
    raise typer.BadParameter("expected zh or en", param_hint="--language")


def edition_of(text: str) -> Edition:
    if text == "internal":
        return "internal"
    if text == "public":
        return "public"
    raise typer.BadParameter("expected internal or public", param_hint="--edition")


def console_of() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def text_of(path: Path | None) -> str | None:
    return None if path is None else str(path)


@app.callback()
def _main() -> None:
    pass
