"""All that a run does, once: what ``run`` does, and ``watch`` again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from fazhi.catalogue import Language, ReaderError
from fazhi.cli import telling
from fazhi.cli.options import folders_of, progress_bar
from fazhi.cli.speech import told

if TYPE_CHECKING:
    from fazhi.pipeline.outcome import Outcome
    from fazhi.pipeline.place import Site
    from fazhi.runs.compare_run import Asked
    from fazhi.runs.options import Options
    from fazhi.runs.plan import Planner
    from fazhi.runs.run import Planned


class ProgramChanged(ReaderError):
    """The program, or a library that it uses, is no longer the one that was started."""


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
                telling.announce(changed, self.console)
            causes: set[str] = set()
            with progress_bar(self.console, stages) as advance:

                def done(outcome: Outcome) -> None:
                    if before is not None:
                        telling.report_news(outcome, before.told.get(telling.label(outcome), ()), self.console)
                    elif len(planned) == 1 or outcome.status != "done":
                        telling.report(outcome, self.console, causes)

                outcomes = runs.run(planned, planner, self.language, self.options, done, advance, comparison)
            strays = 0
            if before is None:
                telling.summary(planned, outcomes, self.console)
                if self.where.edition == "public" and stages:
                    folder = (self.where.reference / "editions").as_posix()
                    self.console.print(told("pipeline.public_given_out", folder=folder), markup=False)
                strays = telling.strays(self.where, self.township, self.console)
            lacking = 0
            if before is None or stages:
                lacking = telling.compared(stands, self.whole, self.console, before is not None)
            index = runs.write_start_page(planner, self.where, outcomes, self.language)
            from fazhi.provenance import write_records  # here, so that nothing waits for it

            write_records(self.where, self.language, planner.source)
        if before is not None and stages:
            self.console.print(told("pipeline.watch.done", time=telling.clock()), markup=False)
        earlier = before.told if before is not None else {}
        messages = {
            telling.label(outcome): telling.still_open(outcome, earlier.get(telling.label(outcome), ()))
            for outcome in outcomes
        }
        return Done(max(exit_code(outcomes), lacking, strays), index, program, messages)

    def explain(self) -> None:
        """Say why each stage would run."""
        with folders_of(self.where, self.console):
            _, planned, stands = self._plan(foreseen=False)
            telling.explanation(planned, stands if self.whole else None, self.options)

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
