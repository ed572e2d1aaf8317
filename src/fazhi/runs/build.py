"""Builds jobs: what is due is handed to the crew, what is done is written into receipts, what fails is collected."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from fazhi import engine
from fazhi.catalogue import LANGUAGES, Language, load
from fazhi.pipeline.outcome import Told, told_of
from fazhi.pipeline.place import Place
from fazhi.runs.crew import Crew, crew_of, need
from fazhi.runs.lock import sweep
from fazhi.runs.options import Options
from fazhi.runs.plan import Due, Job, Planner, Stage
from fazhi.runs.prepare import for_start_page
from fazhi.runs.receipts import FILE as RECEIPT
from fazhi.runs.receipts import Dependencies, Record
from fazhi.runs.work import Task

if TYPE_CHECKING:
    from fazhi.runs.mirrors import Mirrors

Done = Callable[[Job, Told | None], None]
Progress = Callable[[str, int], None]
ENOUGH = 2  # tasks for each worker: with fewer left, some workers would soon be idle


@dataclass
class Work:
    """A job under way. ``due``: the stages asked for; ``made``: those done; ``ahead``: notebooks that wait for one before them; ``left``: tasks that are not done; ``counted``: stages told as progress; ``failures``: why it stopped, by the place of the stage among the job's."""

    job: Job
    values: Mapping[str, Any]
    language: Language
    place: Place | None
    due: list[Due]
    made: set[Stage] = field(default_factory=set)
    ahead: list[Stage] = field(default_factory=list)
    left: int = 0
    counted: int = 0
    failures: dict[int, Told] = field(default_factory=dict)

    @property
    def problem(self) -> Told | None:
        """Why it stopped: the same whichever of two notebooks failed first by the clock."""
        return self.failures[min(self.failures)] if self.failures else None


def work_on(place: Place, job: Job, language: Language, due: list[Due]) -> Work:
    """The stages of a township-year that are due."""
    return Work(job, parameters(place, language), language, place, due)


def parameters(place: Place, language: Language) -> dict[str, Any]:
    """What the notebooks of a township-year are told, folders as the caller wrote them."""
    where = place.site
    return {
        "township": place.township,
        "year": place.year,
        "raw": where.raw.as_posix(),
        "processed": where.processed.as_posix(),
        "outputs": where.outputs.as_posix(),
        "language": language,
        "edition": where.edition,
    }


@dataclass(frozen=True)
class Sequel:
    """What is done with the results of many jobs: ``work`` is asked for it once none of them has a stage of the name ``after`` to do."""

    after: str
    work: Callable[[], Work | None]


@dataclass
class Handed:
    """A task with what its stages depended on when it was handed out. ``alone``: it was there when a worker was killed."""

    work: Work
    task: Task
    made_from: dict[Stage, Dependencies]
    alone: bool = False


def build(
    planner: Planner,
    works: Sequence[Work],
    options: Options,
    folders: Iterable[Path],
    done: Done,
    progress: Progress,
    sequel: Sequel | None = None,
) -> None:
    """Do all that is due with a crew hired for it, then its sequel. Raises ``ClusterError``, ``RemoteError`` and ``KeyboardInterrupt``; nobody is left at work."""
    crew = crew_of(options, len(works) + (sequel is not None), folders)
    try:
        Builder(planner, crew, done, progress, options.mirrors, sequel).build(works)
    except BaseException:
        crew.close(at_once=True)
        raise
    crew.close()
    if options.last:
        engine.let_go()


@dataclass
class Builder:
    """``done`` is told of each job as it ends, ``progress`` of stages done (label and number). ``killed``: a worker was, in this run."""

    planner: Planner
    crew: Crew
    done: Done
    progress: Progress = lambda label, stages: None
    mirrors: Mirrors | None = None
    sequel: Sequel | None = None
    killed: bool = False
    _awaited: set[str] = field(default_factory=set)  # labels of the jobs that the sequel waits for
    _queue: deque[Handed] = field(default_factory=deque)
    _running: dict[Future[Told | None], Handed] = field(default_factory=dict)

    def build(self, works: Sequence[Work]) -> None:
        """Do all that is due. Failures are told to ``done``; raises only ``KeyboardInterrupt`` and, where a folder is elsewhere and lost, ``RemoteError``."""
        for work in works:
            if self.sequel is not None and any(due.stage.name == self.sequel.after for due in work.due):
                self._awaited.add(work.job.label)
            self._attempt(work, partial(self._begin, work))
        self._follow()
        self._hand_out()
        for work in works[:1]:  # while the first notebooks run; all township-years have the same stages
            self.planner.read_ahead(work.job)
        page = Thread(target=for_start_page, daemon=True)
        while self._queue or self._running:
            self._hand_out()
            if not page.ident and not any(one.task.notebooks for one in (*self._queue, *self._running.values())):
                page.start()  # earlier it would keep a core from those who work
            finished, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in finished:
                if future in self._running:
                    self._take_back(self._running.pop(future), future)
            self._follow()
        if page.ident:
            page.join()

    def _follow(self) -> None:
        """Begin with the sequel as soon as can be, before what else is left: it takes longest."""
        if self.sequel is None or self._awaited:
            return
        work, self.sequel = self.sequel.work(), None
        if work is not None:
            self._attempt(work, partial(self._begin, work, first=True))

    def _attempt(self, work: Work, act: Callable[[], None]) -> None:
        """What the run itself cannot do for a job (write a receipt, read a notebook) is a failure of that job."""
        try:
            act()
        except (OSError, SyntaxError, ValueError) as error:
            self._fail(work, told_of(error))

    def _begin(self, work: Work, first: bool = False) -> None:
        _sweep(work.job)
        work.job.outputs.mkdir(parents=True, exist_ok=True)
        work.ahead.extend(due.stage for due in work.due if due.stage.notebook)
        self._go_on(work, first)

    def _go_on(self, work: Work, first: bool = True) -> None:
        """The notebooks of a job that wait for no other, or all of them in one task where each costs a journey; after the last, the documents."""
        if not work.ahead:
            self._render(work)
            return
        waited_for = {stage.name for stage in work.ahead}
        ready = [stage for stage in work.ahead if self.crew.far or stage.after not in waited_for]
        work.ahead = [stage for stage in work.ahead if stage not in ready]
        self._enqueue(work, [ready] if self.crew.far else [[stage] for stage in ready], first)

    def _render(self, work: Work) -> None:
        """Documents whose notebook is as it will stay: in one task, which reads it once, and before other jobs begin.

        Towards the end they wait, to keep all workers busy until the last notebook has run; the PDF, which takes longest, is then made
        beside the others. Those of the sequel, which is late anyway, wait for no others.
        """
        asked = [one.stage for one in work.due if one.stage.renders and one.stage not in work.made]
        due = [one.stage for one in self.planner.due(work.job, self.planner.receipt(work.job), asked)]
        busy, late = len(self._queue) >= ENOUGH * self.crew.size, work.place is None
        groups = [due] if busy else [[s for s in due if s.name == "pdf"], [s for s in due if s.name != "pdf"]]
        self._enqueue(work, [group for group in groups if group], first=busy or late)
        if not due:
            self._end(work)

    def _enqueue(self, work: Work, tasks: Sequence[Sequence[Stage]], first: bool) -> None:
        """Tasks, each of the stages named, in this order: before what waits, or after it."""
        with self.planner.unwritten():  # nobody is at work for the job
            handed = [self._handed(work, stages) for stages in tasks]
        work.left += len(handed)
        if first:
            self._queue.extendleft(reversed(handed))
        else:
            self._queue.extend(handed)

    def _handed(self, work: Work, stages: Sequence[Stage]) -> Handed:
        job = work.job
        made_from = {stage: self.planner.dependencies(job, stage) for stage in stages}
        notebooks = tuple((job.notebooks / s.notebook, job.outputs / s.notebook) for s in stages if s.notebook)
        documents = tuple((s.name, job.outputs / s.renders, job.document(s)) for s in stages if s.renders)
        return Handed(
            work, Task(notebooks, documents, dict(work.values), work.language, work.place, _size(job)), made_from
        )

    def _hand_out(self) -> None:
        """Give the crew as much as its number and memory allow; one task always runs."""
        while self._queue and len(self._running) < self.crew.size:
            alone = any(handed.alone for handed in (self._queue[0], *self._running.values()))
            used = sum(need(handed.task) for handed in self._running.values())
            full = self.crew.memory is not None and used + need(self._queue[0].task) > self.crew.memory
            if self._running and (alone or full):
                return
            handed = self._queue.popleft()
            if handed.work.failures:
                self._settle(handed)
                continue
            try:
                self._running[self.crew.submit(handed.task)] = handed
            except BrokenExecutor:  # a worker was killed a moment ago, before this task came to anybody
                self._queue.appendleft(handed)
                self._start_again()

    def _take_back(self, handed: Handed, future: Future[Told | None]) -> None:
        try:
            problem = future.result()
        except BrokenExecutor:
            self._start_again(handed)
            return
        except self.crew.deadly:
            problem = _killed()
        except Exception as error:  # it did not come to the task, or what it said not back: the others go on
            problem = told_of(error)
        work = handed.work
        if self.mirrors is not None:
            self.mirrors.results(_written(work.job))
        if problem is not None:
            self._fail(work, problem, handed)
        else:
            self._attempt(work, partial(self._record, handed))
        self._settle(handed)
        if work.left == 0 and not work.failures:
            self._attempt(work, partial(self._go_on, work))

    def _record(self, handed: Handed) -> None:
        """Write into the receipt what was done. It is read each time: those of a whole county are no small thing to keep."""
        work, receipt = handed.work, self.planner.receipt(handed.work.job)
        for stage, made_from in handed.made_from.items():
            work.made.add(stage)
            if self.sequel is not None and stage.name == self.sequel.after:
                self._awaited.discard(work.job.label)
            receipt.stages[stage.name] = Record(made_from, self.planner.files(work.job, stage.outputs))
        receipt.write(work.job.receipt)
        if self.mirrors is not None:  # after the files of which it tells
            self.mirrors.send([work.job.receipt / RECEIPT])
        self._count(work, len(handed.made_from))

    def _count(self, work: Work, stages: int) -> None:
        work.counted += stages
        self.progress(work.job.label, stages)

    def _settle(self, handed: Handed) -> None:
        """One task less; once none is at work, what a killed worker may have begun to write is swept away, and a job that failed ends."""
        work = handed.work
        work.left -= 1
        if work.left:
            return
        if self.killed or work.failures:
            _sweep(work.job)
        if work.failures:
            self._end(work)

    def _fail(self, work: Work, told: Told, handed: Handed | None = None) -> None:
        """A job goes no further; it ends once nobody is at work for it any more."""
        stages = handed.made_from if handed is not None else work.job.stages[-1:]
        work.failures.setdefault(min(map(work.job.stages.index, stages)), told)
        if work.left == 0:
            self._end(work)

    def _end(self, work: Work) -> None:
        self._awaited.discard(work.job.label)
        self._count(work, len(work.due) - work.counted)
        self.done(work.job, work.problem)
        if self.mirrors is not None:  # how it ended
            self.mirrors.send([work.job.outputs])

    def _start_again(self, *taken: Handed) -> None:
        """A worker was killed and took all with it: each task of theirs is tried once more, one at a time."""
        self.killed, stopped = True, [*taken, *self._running.values()]
        self._running.clear()
        self.crew.renew()
        for each in stopped:
            if each.alone:
                self._fail(each.work, _killed(), each)
                self._settle(each)
            else:
                each.alone = True
                self._queue.append(each)


def _killed() -> Told:
    return {language: load().word("pipeline.killed", language) for language in LANGUAGES}


def _sweep(job: Job) -> None:
    for folder in {*_written(job), job.outputs / "evidence", job.receipt}:
        sweep(folder)


def _written(job: Job) -> list[Path]:
    """The folders in which a job's results are."""
    return [folder for role, folder in job.folders.items() if role != "raw"]


def _size(job: Job) -> int:
    """Bytes of the ledgers."""
    return sum(
        os.path.getsize(os.path.join(folder, name))
        for folder, _, names in os.walk(job.folders.get("raw", ""))
        for name in names
        if os.path.isfile(os.path.join(folder, name))
    )
