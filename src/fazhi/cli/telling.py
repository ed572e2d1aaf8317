"""What is said of runs: what became of each township-year, what is new, what lies where nobody looks, why a stage would run."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from fazhi.catalogue import load
from fazhi.cli.speech import spoken, told

if TYPE_CHECKING:
    from fazhi.pipeline.outcome import Outcome
    from fazhi.pipeline.place import Site
    from fazhi.runs.compare_run import Asked
    from fazhi.runs.options import Options
    from fazhi.runs.plan import Due
    from fazhi.runs.run import Planned

MAX_REASONS = 3


def clock() -> str:
    return time.strftime("%H:%M:%S")


def announce(changed: Sequence[str], console: Console) -> None:
    """Why a run is done again: the time, and what changed."""
    names = [os.path.relpath(name) for name in changed[:MAX_REASONS]]
    shown = load().word("mark.clauses", spoken()).join(names)
    if len(changed) > MAX_REASONS:
        shown += told("pipeline.why.more", count=len(changed) - MAX_REASONS)
    console.print(told("pipeline.watch.changed", time=clock(), files=shown), markup=False)


def summary(planned: Sequence[Planned], outcomes: Sequence[Outcome], console: Console) -> None:
    """What was up to date already: one line for all of it, and again what still needs attention."""
    for one, outcome in zip(planned, outcomes, strict=True):
        if not one.due and one.problem is None and (len(planned) == 1 or outcome.status != "done"):
            report(outcome, console)
    ran = sum(bool(one.due) for one in planned)
    fill = {"ran": ran, "kept": len(planned) - ran}
    console.print(told("pipeline.summary", **fill), markup=False)


def strays(where: Site, township: str | None, console: Console) -> int:
    """Say what lies where no run looks for it, 1 if anything does, and which lines of tables no ledgers stand behind: these may be still to come."""
    from fazhi.pipeline.strays import overlooked, published_alone, said_of, townships_alone

    for one in (*published_alone(where, township), *townships_alone(where, township)):
        console.print(load().word(one.key, spoken(), **dict(one.fill)), markup=False)
    found = list(overlooked(where, township))
    for path in found:
        one = said_of(path, where)
        console.print(told(one.key, **dict(one.fill)), markup=False)
    return int(bool(found))


def compared(comparison: Asked | None, whole: bool, console: Console, news: bool = False) -> int:
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


def explanation(planned: Sequence[Planned], comparison: Asked | None, options: Options) -> None:
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


def report(outcome: Outcome, console: Console, causes: set[str] | None = None) -> None:
    """What came of a township-year. ``causes``: why others failed, as told already; a mistake in the catalogue ends all of them alike."""
    lines = list(_messages(outcome))
    if causes is not None and outcome.status == "failed":
        new = [line for line in lines if line not in causes]
        causes |= set(lines)
        lines = new or [told("pipeline.same_cause")]
    _say(outcome, lines, console)


def report_news(outcome: Outcome, before: Sequence[str], console: Console) -> None:
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
    console.print(f"{label(outcome)}: {told(f'pipeline.status.{outcome.status}')}", markup=False)
    for line in lines:
        console.print(f"  - {line}", markup=False)


def label(outcome: Outcome) -> str:
    return f"{outcome.place.township} {outcome.place.year}"


def still_open(outcome: Outcome, before: Sequence[str]) -> tuple[str, ...]:
    """What is to be seen to in a township-year: after a failure also what was told before it."""
    now = _messages(outcome)
    return tuple(dict.fromkeys([*now, *before])) if outcome.status == "failed" else tuple(now)


def _messages(outcome: Outcome) -> Sequence[str]:
    return outcome.told.get(spoken(), outcome.messages)
