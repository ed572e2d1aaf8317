"""Whether the results can be had again: a rebuild compared with the manifest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from fazhi.catalogue import Language, load
from fazhi.cli.options import (
    EditionOption,
    LanguageOption,
    OutputsOption,
    RawOption,
    WorkersOption,
    app,
    console_of,
    edition_of,
    language_of,
    text_of,
)
from fazhi.cli.speech import spoken
from fazhi.comparison.files import YEAR
from fazhi.pipeline.selection import SelectionError

if TYPE_CHECKING:
    from fazhi.pipeline import Site
    from fazhi.provenance.verify import Cause, Difference, Verified

SHORT = 12  # signs of a SHA-256 that tell two apart


@app.command()
def verify(
    township: Annotated[str | None, typer.Argument()] = None,
    year: Annotated[str | None, typer.Argument()] = None,
    manifest: Annotated[Path | None, typer.Option("--manifest")] = None,
    update: Annotated[bool, typer.Option("--update")] = False,
    strict: Annotated[bool, typer.Option("--strict")] = False,
    raw: RawOption = None,
    outputs: OutputsOption = None,
    language: LanguageOption = None,
    edition: EditionOption = "internal",
    workers: WorkersOption = None,
) -> None:
    """Build again in a scratch folder what a manifest lists, and compare file by file; exit 1 if anything differs."""
    from fazhi.pipeline import site
    from fazhi.provenance import MANIFEST
    from fazhi.provenance.manifest import read_manifest
    from fazhi.provenance.verify import verify as compare
    from fazhi.provenance.verify import wanted_of
    from fazhi.runs.options import Options

    written, console = language_of(language), console_of()
    if year is not None and not YEAR.fullmatch(year):
        raise SelectionError("pipeline.not_years", text=year)
    where, chosen = site(raw, None, outputs, edition_of(edition)), None if year is None else int(year)
    path = manifest or where.editions / MANIFEST
    if update:
        _renew(where, path, township, chosen, written, workers)
        return
    listed = read_manifest(path)
    found = compare(where, listed, wanted_of(listed, township, chosen), Options(workers))
    _report(found, console, spoken(), text_of(manifest))
    raise typer.Exit(int(not found.same or (strict and not found.whole)))


def _renew(
    where: Site, path: Path, township: str | None, year: int | None, language: Language, workers: int | None
) -> None:
    """Write the manifest anew: of the township-years that are named, or of those that it lists."""
    from fazhi.pipeline import places
    from fazhi.provenance.manifest import read_manifest
    from fazhi.provenance.rebuild import Wanted
    from fazhi.provenance.verify import renew, wanted_of
    from fazhi.runs.options import Options

    if township is not None:
        wanted, kind = [Wanted(p.township, p.year, language) for p in places(where, township, year)], where.edition
    else:
        listed = read_manifest(path)
        wanted, kind = wanted_of(listed, township, year), edition_of(listed.edition)
    if messages := renew(where, wanted, kind, path, Options(workers)):
        for message in messages:
            console_of().print(message, markup=False)
        raise typer.Exit(1)
    typer.echo(path.as_posix())


def _report(found: Verified, console: Console, language: Language, manifest: str | None) -> None:
    def say(key: str, **fill: object) -> None:
        console.print(load().word(f"provenance.{key}", language, **fill), markup=False)

    for cause in found.causes:
        say(f"cause.{cause.kind}", **_cause_fill(cause))
    for message in found.messages:
        console.print(message, markup=False)
    for difference in found.differences:
        typer.echo(_line(difference, language))
        if difference.line:
            number, then, now = difference.line
            typer.echo(load().word("provenance.line", language, line=number, then=then, now=now))
    if not found.whole:
        say("tables_only", compared=found.compared, listed=found.listed)
    for path in found.altered:
        typer.echo(load().word("provenance.altered", language, path=path))
    if found.altered:
        say("altered_since", count=len(found.altered))
    if not found.differences and not found.messages:
        say("same", count=found.compared)
    else:
        say("differ", count=len(found.differences), compared=found.compared)
        say("renew", manifest=manifest) if manifest else say("wanted")


def _cause_fill(cause: Cause) -> dict[str, str]:
    if cause.kind == "environment":
        return {"name": cause.name, "then": cause.then or "—", "now": cause.now or "—"}
    return {"name": cause.name, "then": cause.then[:SHORT] or "—", "now": cause.now[:SHORT] or "—"}


def _line(difference: Difference, language: Language) -> str:
    fill = {"path": difference.path, "expected": difference.expected[:SHORT], "found": difference.found[:SHORT]}
    return load().word(f"provenance.difference.{difference.kind}", language, **fill)
