"""Runs township-years: of each only the stages that have to run, several at a time, failures collected."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.catalogue import Language
from fazhi.pipeline.outcome import Outcome, Told, failed, read_outcome, told_of, write_outcome
from fazhi.pipeline.place import CACHE, Place, PlaceError, Site
from fazhi.runs.lock import sweep
from fazhi.runs.options import PLAIN, Options
from fazhi.runs.plan import INDEX, Due, Job, Planner, start_page, township_year
from fazhi.runs.receipts import FILE, Record

if TYPE_CHECKING:
    from fazhi.runs.compare_run import Asked


@dataclass(frozen=True)
class Planned:
    """A township-year with the stages that are due; ``problem``: why it cannot even be planned."""

    place: Place
    job: Job
    due: list[Due]
    problem: Told | None = None


def foresee(places: Sequence[Place], language: Language) -> None:
    """Where a township-year has no receipt, or a ledger is younger than it, notebooks will most likely run: what they import is loaded
    while it is found out what has to run.

    Raises ``TooLittleMemory``.
    """
    if any(_likely_due(place, language) for place in places):
        from fazhi.runs.crew import warm_up

        warm_up()


def _likely_due(place: Place, language: Language) -> bool:
    try:
        written = (township_year(place, language).receipt / FILE).stat().st_mtime_ns
        with os.scandir(place.raw) as entries:
            return any(entry.stat().st_mtime_ns > written for entry in entries)
    except OSError:
        return True


def plan(places: Sequence[Place], planner: Planner, language: Language) -> list[Planned]:
    """What has to be done for township-years, and why."""
    with planner.unwritten():
        return [_planned(place, planner, language) for place in places]


def _planned(place: Place, planner: Planner, language: Language) -> Planned:
    job = township_year(place, language)
    try:
        _legible(place)
        due = planner.due(job, planner.receipt(job))
    except (OSError, SyntaxError, ValueError, PlaceError) as error:
        return Planned(place, job, [], told_of(error))
    return Planned(place, job, due)


def run(
    planned: Sequence[Planned],
    planner: Planner,
    language: Language,
    options: Options = PLAIN,
    done: Callable[[Outcome], None] = lambda outcome: None,
    progress: Callable[[str, int], None] = lambda label, stages: None,
    comparison: Asked | None = None,
) -> list[Outcome]:
    """Do what is due; the outcomes in order of the township-years. Never raises for what the ledgers hold.

    ``done`` is told of each township-year that was worked on as it ends. ``comparison`` is made after them, if it is due by then.
    Raises ``ClusterError`` and ``RemoteError``.
    """
    outcomes: dict[str, Outcome] = {}

    def ended(job: Job, problem: Told | None) -> None:
        told = problem and options.named(problem)
        if comparison is not None and job is comparison.job:
            comparison.ended(told)
            return
        outcome = outcomes[job.label] = _outcome(by_label[job.label].place, told, language)
        done(outcome)

    by_label = {one.job.label: one for one in planned}
    for one in planned:
        if one.problem is not None:
            ended(one.job, one.problem)
    if any(one.due for one in planned) or (comparison is not None and comparison.due()):
        from fazhi.runs.build import build, work_on  # not where there is nothing to do

        works = [work_on(one.place, one.job, language, one.due) for one in planned if one.due]
        where, sequel = planned[0].place.site, comparison.sequel if comparison is not None else None
        build(planner, works, options, (where.processed, where.outputs), ended, progress, sequel)
    planner.digests.save()
    return [
        outcomes.get(one.job.label) or read_outcome(one.place) or _outcome(one.place, None, language) for one in planned
    ]


def write_start_page(planner: Planner, where: Site, outcomes: Sequence[Outcome], language: Language) -> Path:
    """Write ``index.html`` anew if anything that stands in it changed. Raises ``OSError``; returns its path."""
    job = start_page(where, language)
    receipt, made_from = planner.receipt(job), planner.dependencies(job, INDEX)
    if any(outcome.status == "failed" for outcome in outcomes) or planner.due(job, receipt):
        from fazhi.runs.index import write_index

        write_index(where, outcomes, language)
        receipt.stages[INDEX.name] = Record(made_from, planner.files(job, INDEX.outputs))
        receipt.write(job.receipt)
    planner.digests.save()
    return job.outputs / "index.html"


def run_places(places: Sequence[Place], language: Language = "zh", options: Options = PLAIN) -> list[Outcome]:
    """Plan and run township-years of one site, as a script does that has no call to parse. Raises ``ClusterError``."""
    planner = Planner(places[0].site)
    return run(plan(places, planner, language), planner, language, options)


def _outcome(place: Place, problem: Told | None, language: Language) -> Outcome:
    """How a township-year ended, as the counting notebook noted it; a failure is noted here, where it can be."""
    if problem is None and (noted := read_outcome(place)) is not None:
        return noted
    outcome = failed(place, language, problem)
    with suppress(OSError):
        write_outcome(outcome, language)
    return outcome


def tidy(where: Site) -> None:
    """Remove what a killed run had begun to write outside of the township-years."""
    for folder in (where.outputs, where.editions, where.receipts, where.processed, where.processed / CACHE):
        sweep(folder)


def _legible(place: Place) -> None:
    """Raises ``PlaceError`` where the township's folder bears a name that is no text, such as bytes of another encoding."""
    try:
        place.township.encode()
    except UnicodeEncodeError as error:
        shown = place.township.encode(errors="replace").decode()
        raise PlaceError("pipeline.name_no_text", township=shown, folder=place.site.raw.as_posix()) from error
