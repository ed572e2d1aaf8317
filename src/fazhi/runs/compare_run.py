"""Runs the comparison: township-years that are not fresh are counted, then its notebook is run and rendered; only what has to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fazhi.catalogue import LANGUAGES, Language
from fazhi.pipeline.fresh import not_fresh
from fazhi.pipeline.outcome import ComparisonFailed, Told, told_of
from fazhi.pipeline.place import COMPARISON, PUBLIC, Place, Site
from fazhi.pipeline.selection import STATUS, Selection
from fazhi.runs.options import PLAIN, Options
from fazhi.runs.plan import COUNT, Due, Job, Planner, Stage, rendered, township_year
from fazhi.runs.receipts import read_receipt

if TYPE_CHECKING:
    from fazhi.runs.build import Sequel, Work

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
FOLDERS = ("raw", "processed", "outputs")


@dataclass
class Asked:
    """A comparison as it was asked for. ``made``: it was tried; ``problem``: why it could not be made."""

    where: Site
    chosen: Selection
    language: Language
    planner: Planner
    made: bool = False
    problem: Told | None = None

    @cached_property
    def job(self) -> Job:
        """Another selection is another job in the same place."""
        where = self.where
        about = {name: value for name, value in self._arguments.items() if name not in FOLDERS}
        roots = {"raw": where.raw, "outputs": where.outputs, "reference": where.reference}
        folder = where.outputs / COMPARISON
        return Job(PAGE, about, STAGES, {"outputs": folder}, roots, where.notebooks, folder)

    def due(self) -> list[Due]:
        """The stages that have to run, by the results as they are now; none where that cannot be told, which is a problem."""
        try:
            return self.planner.due(self.job, self.planner.receipt(self.job))
        except (OSError, SyntaxError, ValueError) as error:
            self.problem = told_of(error)
            return []

    def work(self) -> Work | None:
        """What has to be done, by the results as they are now; None: nothing."""
        from fazhi.runs.build import Work

        due = self.due()
        return Work(self.job, self._arguments, self.language, None, due) if due else None

    @property
    def sequel(self) -> Sequel:
        """How it is made in a run of township-years: as soon as the last of them is counted."""
        from fazhi.runs.build import Sequel

        return Sequel(COUNT.name, self.work)

    def ended(self, problem: Told | None) -> None:
        """It was tried."""
        self.made, self.problem = True, problem

    def messages(self) -> Mapping[Language, list[str]]:
        """What a reader of the comparison that stands must be told, in each language."""
        try:
            told = json.loads((self.job.outputs / STATUS).read_text(encoding="utf-8"))["messages"]
            return {language: [str(message) for message in told[language]] for language in LANGUAGES}
        except (OSError, ValueError, KeyError, TypeError):
            return {language: [] for language in LANGUAGES}

    @property
    def page(self) -> Path:
        """Where its page lies."""
        return self.job.outputs / f"{PAGE}.html"

    @property
    def _arguments(self) -> dict[str, Any]:
        """What the notebook is told, folders as the caller wrote them."""
        where, chosen = self.where, self.chosen
        return {
            "townships": list(chosen.townships) or None,
            "years": list(chosen.years) or None,
            "indicators": list(chosen.indicators) or None,
            "benchmark": dict(chosen.benchmark or {}) or None,
            "raw": where.raw.as_posix(),
            "processed": where.processed.as_posix(),
            "outputs": where.outputs.as_posix(),
            "language": self.language,
        }


def standing(where: Site, planner: Planner) -> Asked | None:
    """The comparison that lies among the results, as it was asked for; None where there is none, and in the public edition."""
    record = read_receipt(where.outputs / COMPARISON, {}).stages.get(PAGE)
    if record is None or where.edition == PUBLIC:
        return None
    told = record.made_from.parameters
    townships, years, indicators = (tuple(told.get(name) or ()) for name in ("townships", "years", "indicators"))
    chosen = Selection(townships, years, indicators, told.get("benchmark"))
    return Asked(where, chosen, told.get("language", "zh"), planner)


def run_comparison(
    asked: Asked, options: Options = PLAIN, progress: Callable[[str, int], None] = lambda label, stages: None
) -> Mapping[Language, list[str]]:
    """Count what is not fresh, compare, render to ``outputs/comparison/``; what a reader must be told, in each language.

    Raises ``ComparisonFailed``, ``ClusterError`` and ``RemoteError``.
    """
    from fazhi.runs.build import build

    where, planner = asked.where, asked.planner

    def ended(job: Job, problem: Told | None) -> None:
        if job is asked.job:
            asked.ended(problem and options.named(problem))

    works = [_counted(place, spoken) for place, spoken in not_fresh(where, asked.chosen, asked.language)]
    if works or asked.due():
        build(planner, works, options, (where.processed, where.outputs), ended, progress, asked.sequel)
    planner.digests.save()
    if asked.problem is not None:
        raise ComparisonFailed(asked.problem)
    return asked.messages()


def _counted(place: Place, language: Language) -> Work:
    """A township-year to be counted, no more; one that fails is told by the comparison itself, which tries it again."""
    from fazhi.runs.build import work_on

    return work_on(place, township_year(place, language), language, [Due(COUNT, ())])
