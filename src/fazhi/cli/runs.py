"""The way of the data: run, explain, compare."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from fazhi.catalogue import Language, ReaderError, load
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
    text_of,
)
from fazhi.cli.speech import spoken, told

if TYPE_CHECKING:
    from fazhi.pipeline.outcome import Outcome
    from fazhi.pipeline.place import Site
    from fazhi.runs.compare_run import Asked
    from fazhi.runs.options import Options
    from fazhi.runs.plan import Due, Planner
    from fazhi.runs.run import Planned

MAX_REASONS = 3


class ProgramChanged(ReaderError):
    """The program, or a library that it uses, is no longer the one that was started."""


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


@dataclass(frozen=True)
class Done:
    """How a round ended: the exit code, where the start page is, as a digest which program did it, and by township-year what was told of it."""

    code: int
    index: Path
    program: str
    told: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Round:
    """Everything that a run does, once. Without township or year it is about all of them."""

    where: Site
    township: str | None
    year: str | None
    language: Language
    options: Options
    console: Console

    @property
    def whole(self) -> bool:
        return self.township is None and self.year is None

    def run(self, changed: Sequence[str] = (), before: Done | None = None) -> Done:
        """Do what is due. Raises ``ProgramChanged`` and what ``told_errors`` tells.

        ``changed``: the files for which it is done again; ``before``: the round before this one, which must be of the same program. Only what
        is new since then is told.
        """
        from fazhi.pipeline.outcome import exit_code
        from fazhi.runs import run as runs

        with folders_of(self.where, self.console):
            planner, planned, stands = self._plan(foreseen=not self.options.cluster)
            program = planner.source.program()
            if before is not None and before.program != program:
                raise ProgramChanged("pipeline.program_changed")
            comparison = stands if self.whole else None
            stages = sum(len(one.due) for one in planned)
            if comparison is not None and (stages or comparison.due()):
                stages += len(comparison.job.stages)
            if before is not None and stages:
                _announce(changed, self.console)
            causes: set[str] = set()
            with progress_bar(self.console, stages) as advance:

                def done(outcome: Outcome) -> None:
                    if before is not None:
                        _report_news(outcome, before.told.get(_label(outcome), ()), self.console)
                    elif len(planned) == 1 or outcome.status != "done":
                        _report(outcome, self.console, causes)

                outcomes = runs.run(planned, planner, self.language, self.options, done, advance, comparison)
            strays = 0
            if before is None:
                _summary(planned, outcomes, self.console)
                if self.where.edition == "public" and stages:
                    folder = (self.where.reference / "editions").as_posix()
                    self.console.print(told("pipeline.public_given_out", folder=folder), markup=False)
                strays = _tell_overlooked(self.where, self.township, self.console)
            lacking = 0
            if before is None or stages:
                lacking = _compared(stands, self.whole, self.console, before is not None)
            index = runs.write_start_page(planner, self.where, outcomes, self.language)
            from fazhi.provenance import write_records  # here, so that nothing waits for it

            write_records(self.where, self.language, planner.source)
        if before is not None and stages:
            self.console.print(told("pipeline.watch.done", time=_clock()), markup=False)
        earlier = before.told if before is not None else {}
        messages = {_label(outcome): _open(outcome, earlier.get(_label(outcome), ())) for outcome in outcomes}
        return Done(max(exit_code(outcomes), lacking, strays), index, program, messages)

    def explain(self) -> None:
        """Say why each stage would run."""
        with folders_of(self.where, self.console):
            _, planned, stands = self._plan(foreseen=False)
            _explain_runs(planned, stands if self.whole else None, self.options)

    def _plan(self, foreseen: bool) -> tuple[Planner, list[Planned], Asked | None]:
        """What is due, and the comparison that lies among the results; ``foreseen``: processes start on it while it is found out."""
        from fazhi.pipeline import places
        from fazhi.runs import run as runs
        from fazhi.runs.compare_run import standing
        from fazhi.runs.plan import Planner

        chosen = places(self.where, self.township, self.year)
        runs.tidy(self.where)
        if foreseen:
            runs.foresee(chosen, self.language)
        planner = Planner(self.where)
        return planner, runs.plan(chosen, planner, self.language), standing(self.where, planner)


def _clock() -> str:
    return time.strftime("%H:%M:%S")


def _announce(changed: Sequence[str], console: Console) -> None:
    """Why a run is done again: the time, and what changed."""
    names = [os.path.relpath(name) for name in changed[:MAX_REASONS]]
    shown = load().word("mark.clauses", spoken()).join(names)
    if len(changed) > MAX_REASONS:
        shown += told("pipeline.why.more", count=len(changed) - MAX_REASONS)
    console.print(told("pipeline.watch.changed", time=_clock(), files=shown), markup=False)


def _summary(planned: Sequence[Planned], outcomes: Sequence[Outcome], console: Console) -> None:
    """What was up to date already: one line for all of it, and again what still needs attention."""
    for one, outcome in zip(planned, outcomes, strict=True):
        if not one.due and one.problem is None and (len(planned) == 1 or outcome.status != "done"):
            _report(outcome, console)
    ran = sum(bool(one.due) for one in planned)
    fill = {"ran": ran, "kept": len(planned) - ran}
    console.print(told("pipeline.summary", **fill), markup=False)


def _tell_overlooked(where: Site, township: str | None, console: Console) -> int:
    """Say what lies where no run looks for it, 1 if anything does, and which lines of tables no ledgers stand behind: these may be still to come."""
    from fazhi.pipeline.strays import overlooked, published_alone, said_of, townships_alone

    for one in (*published_alone(where, township), *townships_alone(where, township)):
        console.print(load().word(one.key, spoken(), **dict(one.fill)), markup=False)
    strays = list(overlooked(where, township))
    for path in strays:
        one = said_of(path, where)
        console.print(told(one.key, **dict(one.fill)), markup=False)
    return int(bool(strays))


def _compared(comparison: Asked | None, whole: bool, console: Console, news: bool = False) -> int:
    """What must be said of the comparison that lies among the results; 1 if something kept results out of it. ``news``: only of one made now."""
    if comparison is None or (news and whole and not comparison.made):
        return 0
    if not whole:
        if comparison.due():
            console.print(told("pipeline.comparison_older"), markup=False)
        return 0
    messages = comparison.messages()[spoken()]
    if comparison.problem:
        messages = [comparison.problem[spoken()], told("pipeline.comparison_dropped")]
    if comparison.made or messages:
        status = "failed" if comparison.problem else "attention" if messages else "done"
        console.print(f"{told('pipeline.comparison')}: {told(f'pipeline.status.{status}')}", markup=False)
    for message in messages:
        console.print(f"  - {message}", markup=False)
    return int(bool(messages))


def _explain_runs(planned: Sequence[Planned], comparison: Asked | None, options: Options) -> None:
    """Each stage that would run, with its reasons."""
    for one in planned:
        if one.problem is not None:
            typer.echo(f"{one.job.label}: {options.named(one.problem)[spoken()]}")
        else:
            _explain(one.job.label, one.due)
    if comparison is not None:
        from fazhi.runs.plan import Due

        due = comparison.due()
        if any(one.due for one in planned):  # what it will be made from is not there yet
            due = [Due(stage, (("results", ""),)) for stage in comparison.job.stages]
        _explain(told("pipeline.comparison"), due)


def _explain(label: str, due: Sequence[Due]) -> None:
    if not due:
        typer.echo(f"{label}: {told('pipeline.why.nothing')}")
    for one in due:
        reasons = [told(f"pipeline.why.{kind}", name=name) for kind, name in one.reasons]
        reasons = reasons or [told("pipeline.why.waits", name=one.stage.renders)]
        shown = load().word("mark.clauses", spoken()).join(reasons[:MAX_REASONS])
        if len(reasons) > MAX_REASONS:
            shown += told("pipeline.why.more", count=len(reasons) - MAX_REASONS)
        typer.echo(f"{label}  {one.stage.name}: {shown}")


def _report(outcome: Outcome, console: Console, causes: set[str] | None = None) -> None:
    """What came of a township-year. ``causes``: why others failed, as told already; a mistake in the catalogue ends all of them alike."""
    lines = list(_messages(outcome))
    if causes is not None and outcome.status == "failed":
        new = [line for line in lines if line not in causes]
        causes |= set(lines)
        lines = new or [told("pipeline.same_cause")]
    _say(outcome, lines, console)


def _report_news(outcome: Outcome, before: Sequence[str], console: Console) -> None:
    """Of a township-year that was told of already only what is new, what is settled, and how much is as it was."""
    now = _messages(outcome)
    lines = [message for message in now if message not in before]
    # What was not looked at is not settled, nor what is told of fewer files or ledgers than before.
    if outcome.status != "failed":
        open_ = {_matter(message, outcome) for message in now}
        gone = [message for message in before if _matter(message, outcome) not in open_]
        lines += [told("pipeline.watch.settled", message=message) for message in gone]
    if same := sum(message in before for message in now):
        lines.append(told("pipeline.watch.same", count=same))
    _say(outcome, lines, console)


def _matter(message: str, outcome: Outcome) -> str:
    """A message without the files or the ledgers that it lists: what is the matter with them."""
    folder = f"{outcome.place.township}/{outcome.place.year}"
    before, _, behind = told("pipeline.missing_ledger", ledgers="\0", folder=folder).partition("\0")
    if message.startswith(before) and message.endswith(behind):
        return before + behind
    between = told("pipeline.set_aside", where="", message="\0", suggestion="").partition("\0")[0]
    return message.partition(between)[2] if message.startswith(f"{folder}/") else message


def _say(outcome: Outcome, lines: Sequence[str], console: Console) -> None:
    console.print(f"{_label(outcome)}: {told(f'pipeline.status.{outcome.status}')}", markup=False)
    for line in lines:
        console.print(f"  - {line}", markup=False)


def _label(outcome: Outcome) -> str:
    return f"{outcome.place.township} {outcome.place.year}"


def _open(outcome: Outcome, before: Sequence[str]) -> tuple[str, ...]:
    """What is to be seen to in a township-year: after a failure also what was told before it."""
    now = _messages(outcome)
    return tuple(dict.fromkeys([*now, *before])) if outcome.status == "failed" else tuple(now)


def _messages(outcome: Outcome) -> Sequence[str]:
    return outcome.told.get(spoken(), outcome.messages)


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
