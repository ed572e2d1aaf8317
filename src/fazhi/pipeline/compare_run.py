"""Runs the comparison: township-years that are not fresh are counted, then its notebook is run and rendered; only what has to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fazhi.catalogue import LANGUAGES, Language
from fazhi.pipeline.build import Work, build
from fazhi.pipeline.compare import FOLDER, STATUS, Selection, not_fresh
from fazhi.pipeline.options import PLAIN, Options
from fazhi.pipeline.outcome import ComparisonFailed, Told
from fazhi.pipeline.place import Place, Site
from fazhi.pipeline.plan import COUNT, Due, Job, Planner, Stage, rendered, township_year
from fazhi.pipeline.run import parameters

NOTEBOOK = "4_comparison.ipynb"
PAGE = "comparison"
INPUTS = (
    "outputs:*/*/indicators.csv",
    "outputs:*/*/basis.json",
    "raw:*/*/about.yaml",
    "raw:townships.csv",
    "reference:*.csv",
)
STAGES = (
    Stage(
        PAGE,
        INPUTS,
        tuple(f"outputs/{name}" for name in ("comparison.csv", "trends.csv", STATUS, NOTEBOOK)),
        notebook=NOTEBOOK,
    ),
    *rendered(NOTEBOOK, PAGE),
)


def comparison_job(where: Site, chosen: Selection, language: Language) -> Job:
    """The job of a comparison; another selection is another job in the same place."""
    about = {name: value for name, value in _arguments(where, chosen, language).items() if name not in FOLDERS}
    roots = {"raw": where.raw, "outputs": where.outputs, "reference": where.reference}
    folder = where.outputs / FOLDER
    return Job(PAGE, about, STAGES, {"outputs": folder}, roots, where.notebooks, folder)


def run_comparison(
    where: Site,
    chosen: Selection,
    planner: Planner,
    language: Language,
    options: Options = PLAIN,
    progress: Callable[[str, int], None] = lambda label, stages: None,
) -> Mapping[Language, list[str]]:
    """Count what is not fresh, compare, render to ``outputs/comparison/``; what a reader must be told, in each language.

    Raises ``ComparisonFailed``, ``ClusterError`` and ``RemoteError``.
    """
    folders, failures = (where.processed, where.outputs), dict[str, Told | None]()

    def ended(job: Job, problem: Told | None) -> None:
        failures[job.label] = problem and options.named(problem)

    def done_by_crew(works: list[Work]) -> None:
        if works:
            build(planner, works, options, folders, ended, progress)

    done_by_crew([_counted(place, spoken, planner) for place, spoken in not_fresh(where, chosen, language)])
    job = comparison_job(where, chosen, language)
    receipt = planner.receipt(job)
    if due := planner.due(job, receipt):
        done_by_crew([Work(job, receipt, _arguments(where, chosen, language), language, None, due)])
    planner.digests.save()
    if (problem := failures.get(job.label)) is not None:
        raise ComparisonFailed(problem)
    return _messages(job.outputs / STATUS)


def _counted(place: Place, language: Language, planner: Planner) -> Work:
    """A township-year to be counted, no more; one that fails is told by the comparison itself, which tries it again."""
    job = township_year(place, language)
    return Work(job, planner.receipt(job), parameters(place, language), language, place, [Due(COUNT, ())])


def page(where: Site) -> Path:
    """Where the page of the comparison lies."""
    return where.outputs / FOLDER / f"{PAGE}.html"


def _messages(path: Path) -> Mapping[Language, list[str]]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))["messages"]
        return {language: [str(message) for message in told[language]] for language in LANGUAGES}
    except (OSError, ValueError, KeyError, TypeError):
        return {language: [] for language in LANGUAGES}


FOLDERS = ("raw", "processed", "outputs")


def _arguments(where: Site, chosen: Selection, language: Language) -> dict[str, Any]:
    """What the notebook is told, folders as the caller wrote them."""
    return {
        "townships": list(chosen.townships) or None,
        "years": list(chosen.years) or None,
        "indicators": list(chosen.indicators) or None,
        "benchmark": dict(chosen.benchmark or {}) or None,
        "raw": where.raw.as_posix(),
        "processed": where.processed.as_posix(),
        "outputs": where.outputs.as_posix(),
        "language": language,
    }
